package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// Terminal says what the text format may use.
type Terminal struct {
	Width   int // columns; 0 is unlimited
	Color   bool
	Verbose bool // show what is only listed, too
	Stat    bool // counts alone
	Quiet   bool // the verdict alone

	// Root is the directory that places of the new side stand below, where the
	// terminal can open links to files; "" for no links.
	Root string
}

// minWidth is the narrowest table that can be read.
const minWidth = 60

// sections are the parts of the text and markdown formats, in order.
var sections = []struct {
	impact rule.Impact
	title  string
	color  color.Attribute
}{
	{rule.Breaking, "Breaking", color.FgRed},
	{rule.Risky, "Cannot be verified, or may break", color.FgYellow},
	{rule.Compatible, "Compatible", color.FgGreen},
}

// Text writes the report as tables for a terminal or a log.
func (r *Report) Text(w io.Writer, term Terminal) error {
	p := &painter{term}
	var b strings.Builder
	if r.Run != nil {
		if err := p.run(&b, r); err != nil {
			return err
		}
		_, err := io.WriteString(w, b.String())
		return err
	}
	for i := range r.Components {
		if i > 0 {
			b.WriteByte('\n')
		}
		if err := p.component(&b, &r.Components[i]); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type painter struct{ term Terminal }

// paint colours s, if colours are wanted. This is the only place that does.
func (p *painter) paint(s string, attrs ...color.Attribute) string {
	c := color.New(attrs...)
	if p.term.Color {
		c.EnableColor()
	} else {
		c.DisableColor()
	}
	return c.Sprint(s)
}

func (p *painter) component(b *strings.Builder, c *Component) error {
	if !p.term.Quiet {
		fmt.Fprintln(b, p.paint(Plain(c.Name), color.Bold), Plain(c.title()))
	}
	if c.Error != nil {
		fmt.Fprintln(b, p.paint("could not be checked: "+Plain(*c.Error), color.FgRed))
		return nil
	}
	if p.term.Quiet || p.term.Stat {
		p.verdict(b, c.Verdict, Plain(c.summary()))
		return nil
	}
	for _, s := range sections {
		if c.count(s.impact) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n", p.paint(fmt.Sprintf("%s (%d)", s.title, c.count(s.impact)), s.color, color.Bold))
		var rows [][]string
		for i := range c.Findings {
			if f := &c.Findings[i]; f.Impact == s.impact {
				item := Plain(f.Item)
				if where := Plain(f.place()); where != "" && s.impact != rule.Compatible {
					item += "\n" + where
				}
				id := Plain(f.Rule)
				if levels := f.breaks(); levels != "" {
					id += "\n" + levels
				}
				rows = append(rows, []string{item, id, f.change()})
			}
		}
		if err := p.table(b, []string{"Item", "Rule", "Change"}, rows); err != nil {
			return err
		}
	}
	for _, line := range c.gapLines() {
		fmt.Fprintf(b, "\n%s", p.paint(Plain(line), color.FgYellow))
	}
	if len(c.gapLines()) > 0 {
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	p.verdict(b, c.Verdict, Plain(c.summary()))
	return nil
}

// verdict writes how it ends.
func (p *painter) verdict(b *strings.Builder, o policy.Outcome, text string) {
	c := color.FgGreen
	if o != policy.Pass {
		c = color.FgRed
	}
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(b, p.paint(line, c, color.Bold))
	}
}

// table writes rows below a header, within the width.
func (p *painter) table(b *strings.Builder, header []string, rows [][]string) error {
	widths := columnWidths(append([][]string{header}, rows...), p.term.Width)
	table := tablewriter.NewTable(b,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Symbols:  tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{Separators: tw.Separators{BetweenRows: tw.Off, BetweenColumns: tw.On}},
		})),
		tablewriter.WithConfig(tablewriter.Config{
			Row: tw.CellConfig{
				Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone},
				Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
			},
			Header:   tw.CellConfig{Formatting: tw.CellFormatting{AutoFormat: tw.Off}, Alignment: tw.CellAlignment{Global: tw.AlignLeft}},
			Behavior: tw.Behavior{TrimSpace: tw.Off},
		}),
	)
	table.Header(header)
	for _, row := range rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			wrapped := wrap(cell, widths[i])
			if i == 0 {
				wrapped = p.linkPlaces(wrapped)
			}
			cells[i] = p.paintDiff(cell, wrapped)
		}
		if err := table.Append(cells...); err != nil {
			return err
		}
	}
	return table.Render()
}

var placeRE = regexp.MustCompile(`^(\S+):([1-9][0-9]*)$`)

// linkPlaces makes links of lines that are places, as most terminals have them
// (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
func (p *painter) linkPlaces(cell string) string {
	if p.term.Root == "" {
		return cell
	}
	lines := strings.Split(cell, "\n")
	for i, l := range lines {
		if m := placeRE.FindStringSubmatch(l); i > 0 && m != nil && filepath.IsLocal(filepath.FromSlash(m[1])) {
			address := url.URL{Scheme: "file", Path: path.Join(filepath.ToSlash(p.term.Root), m[1])}
			lines[i] = "\x1b]8;;" + address.String() + "\x1b\\" + l + "\x1b]8;;\x1b\\"
		}
	}
	return strings.Join(lines, "\n")
}

// paintDiff colours a cell that begins with two declarations, an old one after "- "
// and a new one after "+ ": the tokens that differ stand out. wrapped is the cell
// in its lines.
func (p *painter) paintDiff(cell, wrapped string) string {
	lines := strings.Split(cell, "\n")
	if !p.term.Color || len(lines) < 2 || !strings.HasPrefix(lines[0], "- ") || !strings.HasPrefix(lines[1], "+ ") {
		return wrapped
	}
	before, after := compareTokens(lines[0][2:], lines[1][2:])
	rest := []rune(wrapped)
	var b strings.Builder
	for _, side := range []struct {
		sign  string
		spans []span
		color color.Attribute
	}{{"- ", before, color.FgRed}, {"+ ", after, color.FgGreen}} {
		for _, s := range append([]span{{side.sign, false}}, side.spans...) {
			attrs := []color.Attribute{side.color}
			if s.Diff {
				attrs = append(attrs, color.Bold, color.Underline)
			}
			rest = p.paintSpan(&b, s.Text, rest, attrs)
		}
		if len(rest) > 0 && rest[0] == '\n' {
			b.WriteByte('\n')
			rest = rest[1:]
		}
	}
	b.WriteString(string(rest))
	return b.String()
}

// paintSpan colours what of the wrapped text is a span's, and returns what follows.
// Wrapping adds line breaks with indents, and takes spaces away there.
func (p *painter) paintSpan(b *strings.Builder, text string, wrapped []rune, attrs []color.Attribute) []rune {
	var piece strings.Builder
	flush := func() {
		if piece.Len() > 0 {
			b.WriteString(p.paint(piece.String(), attrs...))
			piece.Reset()
		}
	}
	for _, r := range text {
		if len(wrapped) > 0 && wrapped[0] == '\n' {
			flush()
			b.WriteRune('\n')
			wrapped = wrapped[1:]
			for len(wrapped) > 0 && wrapped[0] == ' ' {
				b.WriteRune(' ')
				wrapped = wrapped[1:]
			}
		}
		if len(wrapped) > 0 && wrapped[0] == r {
			piece.WriteRune(r)
			wrapped = wrapped[1:]
		}
	}
	flush()
	return wrapped
}

// columnWidths shares the width among the columns: what fits stays whole, the
// rest is shared among the columns that are too long.
func columnWidths(rows [][]string, width int) []int {
	want := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			for line := range strings.SplitSeq(cell, "\n") {
				want[i] = max(want[i], utf8.RuneCountInString(line))
			}
		}
	}
	widths := slices.Clone(want)
	if width == 0 {
		return widths
	}
	free := max(width, minWidth) - (3*len(widths) + 1) // borders and padding
	wide := make([]int, len(want))
	for i := range wide {
		wide[i] = i
	}
	if want[1] < width/3 { // rule ids stay whole
		free, wide = free-want[1], slices.Delete(wide, 1, 2)
	}
	for len(wide) > 0 {
		share := free / len(wide)
		var rest []int
		for _, i := range wide {
			if want[i] > share {
				rest = append(rest, i)
			} else {
				free -= want[i]
			}
		}
		if len(rest) == len(wide) {
			for _, i := range wide {
				widths[i] = share
			}
			break
		}
		wide = rest
	}
	return widths
}

// wrap breaks text into lines of at most width columns: at spaces, else after
// punctuation, else anywhere. Lines that it continues are indented.
func wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(line, width)...)
	}
	return strings.Join(lines, "\n")
}

func wrapLine(text string, width int) []string {
	const indent = "  "
	var lines []string
	for runes := []rune(text); ; {
		if len(runes) <= width {
			lines = append(lines, string(runes))
			break
		}
		at, punct := 0, 0
		for i := width; i > max(width/4, len(indent)); i-- {
			if runes[i] == ' ' {
				at = i
				break
			}
			if punct == 0 && strings.ContainsRune("/.,([{-_:", runes[i-1]) && runes[i] != runes[i-1] {
				punct = i
			}
		}
		if at == 0 {
			at = cmp.Or(punct, width)
		}
		lines = append(lines, strings.TrimRight(string(runes[:at]), " "))
		runes = []rune(indent + strings.TrimLeft(string(runes[at:]), " "))
	}
	return lines
}

// label is a side for people: its version, else what was named.
func (v Version) label() string { return cmp.Or(v.Version, v.Spec) }

// title is what was compared.
func (c *Component) title() string {
	title := c.Old.label() + " → " + c.New.label()
	if c.Old.Name != c.New.Name {
		title = c.Old.Name + " " + c.Old.label() + " → " + c.New.Name + " " + c.New.label()
	}
	if c.Release != policy.None {
		title += fmt.Sprintf(" (%s release)", c.Release)
	}
	return title
}

// change shows what changed: the two declarations where the type did, else the
// message.
func (f *Finding) change() string {
	if f.Old == nil || f.New == nil || f.Old.Decl == f.New.Decl || !strings.HasPrefix(f.Message, "changed from ") {
		return Plain(f.text())
	}
	text := f.declarations()
	if f.Doubt != "" {
		text += "\n? " + Plain(f.Doubt)
	}
	if len(f.Also) > 0 {
		text += "\n" + Plain(f.also())
	}
	return text
}

// declarations are the old and the new one, as paintDiff colours them.
func (f *Finding) declarations() string {
	return "- " + Plain(f.Old.Decl) + "\n+ " + Plain(f.New.Decl)
}

// text is the message of a finding with the other items it shows at, and with
// what speaks against it.
func (f *Finding) text() string {
	text := f.Message
	if len(f.Also) > 0 {
		text = fmt.Sprintf("%s (%s)", text, f.also())
	}
	if f.Doubt != "" && !strings.Contains(text, f.Doubt) {
		text += "; not certain: " + f.Doubt
	}
	return text
}

// also names the first few other items.
func (f *Finding) also() string {
	const most = 3
	also, more := f.Also, ""
	if len(also) > most {
		more = fmt.Sprintf(" and %d more", len(also)-most)
		also = also[:most]
	}
	return "also at " + strings.Join(also, ", ") + more
}

// gapLines say what could not be read, the malformed input first.
func (c *Component) gapLines() []string {
	var broken []string
	quiet := map[string]int{}
	for _, g := range c.Gaps {
		if !g.Broken {
			quiet[g.Side]++
			continue
		}
		broken = append(broken, g.line())
	}
	const most = 20
	if len(broken) > most {
		broken = append(broken[:most], fmt.Sprintf("and %d more that could not be read", len(broken)-most))
	}
	if o, n := quiet["old"], quiet["new"]; o+n > 0 {
		broken = append(broken, fmt.Sprintf("gaps: %d old, %d new: places that reading the source alone does not tell, compared by their text", o, n))
	}
	return broken
}

// summary is the last line: counts, and the verdict with its reason.
func (c *Component) summary() string {
	counts := fmt.Sprintf("%d breaking, %d risky, %d compatible", c.count(rule.Breaking), c.count(rule.Risky), c.count(rule.Compatible))
	if len(c.Findings) == 0 {
		counts = "no changes to the public API"
	}
	release := fmt.Sprintf("a %s release", c.Release)
	switch {
	case c.Release == policy.None:
		release = fmt.Sprintf("an unknown step (%s; --release names it)", c.Reason)
	case c.Reason != "":
		release += " (" + c.Reason + ")"
	}
	switch c.Verdict {
	case policy.Error:
		return counts + ": not all of it could be checked"
	case policy.Deny:
		return fmt.Sprintf("%s: denied, %s allows no %s change", counts, release, above(c.Allows))
	}
	if len(c.Findings) == 0 {
		return counts
	}
	if n := c.warnings(); n > 0 {
		return fmt.Sprintf("%s: pass, with %d that %s should not bring", counts, n, release)
	}
	return fmt.Sprintf("%s: pass, %s allows it", counts, release)
}

func (c *Component) warnings() int {
	n := 0
	for _, f := range c.Findings {
		if f.Verdict == policy.Warn {
			n++
		}
	}
	return n
}

// above names what is denied.
func above(b rule.Bump) string {
	if b == rule.Major {
		return "such"
	}
	return "breaking"
}

// maxText is how much of one text is shown, in bytes. The JSON report has it all.
const maxText = 2000

// Plain makes text from the checked source harmless on a terminal: control
// characters, and those that reorder or hide text, are written as escapes.
func Plain(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	if strings.IndexFunc(s, hostileRune) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hostileRune(r) || r == utf8.RuneError {
			fmt.Fprintf(&b, "\\u{%x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hostileRune(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }
