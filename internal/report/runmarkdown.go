package report

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/apicheck/apicheck/internal/policy"
)

// MarkdownOptions say how a report of a run is written for a comment.
type MarkdownOptions struct {
	// Blob is the address that places are linked to, with the revision and
	// without the slash at its end; "" for no links.
	Blob string

	// Limit bounds the text, in characters; 0 for no bound. What does not fit is
	// cut between findings, and counted.
	Limit int
}

// Comment writes a run in GitHub Flavored Markdown, within the bounds of a
// comment.
func (r *Report) Comment(w io.Writer, o MarkdownOptions) error {
	text := r.commentText(o)
	_, err := io.WriteString(w, text)
	return err
}

func (r *Report) commentText(o MarkdownOptions) string {
	render := func(rows int) (string, bool) {
		m := &markdownWriter{r: r, o: o, rows: rows}
		m.run()
		text := m.b.String()
		return text, o.Limit == 0 || utf8.RuneCountInString(text) <= o.Limit
	}
	text, fits := render(1 << 30)
	if fits {
		return text
	}
	low, high := 0, 0 // so many rows fit, so many do not
	for i := range r.Components {
		high += len(r.Components[i].Findings)
	}
	text, _ = render(0)
	for low+1 < high {
		middle := (low + high) / 2
		if t, fits := render(middle); fits {
			low, text = middle, t
		} else {
			high = middle
		}
	}
	if utf8.RuneCountInString(text) > o.Limit { // the components alone are too many
		cut := []rune(text)[:max(0, o.Limit-100)]
		text = string(cut)
		text = text[:strings.LastIndexByte(text, '\n')+1] + "\nThe rest is left out.\n"
	}
	return text
}

// A markdownWriter writes one run.
type markdownWriter struct {
	b    strings.Builder
	r    *Report
	o    MarkdownOptions
	rows int // that may be written yet
	cut  int // findings that were left out
}

// run writes the verdict, a row for each component, then what somebody has to do
// something about, the denied first. The rest is folded.
func (m *markdownWriter) run() {
	r := m.r
	mark := "✅"
	if r.Verdict != policy.Pass {
		mark = "❌"
	}
	project, title := r.heading()
	fmt.Fprintf(&m.b, "## %s %s %s\n\n**%s**\n", mark, escape(project), escape(title), escape(r.runSummary()))
	m.table()
	for _, c := range r.worstFirst() {
		m.component(c)
	}
	if len(r.Notices) > 0 {
		m.b.WriteString("\n### Noticed\n\n")
		for _, n := range r.Notices {
			fmt.Fprintf(&m.b, "- %s\n", escape(n.text()))
		}
	}
	if m.cut > 0 {
		fmt.Fprintf(&m.b, "\n%d more findings are left out here: this is as long as a comment may be. The report of the job has them all.\n", m.cut)
	}
}

func (m *markdownWriter) table() {
	rows := 0
	reasons, quiet := m.r.quiet()
	for i := range m.r.Components {
		c := &m.r.Components[i]
		if why, _ := m.r.quietly(c); why != "" {
			continue
		}
		if rows++; rows == 1 {
			m.b.WriteString("\n| Component | Tier | Compared | Release | Changes | Verdict |\n| --- | --- | --- | --- | --- | --- |\n")
		}
		fmt.Fprintf(&m.b, "| %s | %s | %s | %s | %s | %s |\n", code(c.Name), c.tierText(), escape(c.versions()), escape(string(c.Release)), escape(c.counts()), escape(c.word()))
	}
	for _, why := range reasons {
		fmt.Fprintf(&m.b, "\n%s: %s\n", why, escape(strings.Join(quiet[why], ", ")))
	}
}

func (m *markdownWriter) component(c *Component) {
	head := m.b.Len()
	title := ""
	if c.Error == nil && c.Status == policy.Compared {
		title = " " + escape(c.title())
	}
	fmt.Fprintf(&m.b, "\n### %s%s\n", code(c.Name), title)
	body := m.b.Len()
	if c.Error != nil {
		fmt.Fprintf(&m.b, "\nCould not be checked: %s\n", escape(*c.Error))
	}
	for _, v := range verdicts {
		groups := c.clusters(v.verdict, false)
		if len(groups) == 0 {
			continue
		}
		if n := min(m.rows, len(groups)); n < len(groups) {
			for _, g := range groups[n:] {
				m.cut += len(g.findings)
			}
			if groups = groups[:n]; n == 0 {
				continue
			}
		}
		m.rows -= len(groups)
		m.part(c, v, groups)
	}
	for _, n := range c.Notices {
		if n.loud() {
			fmt.Fprintf(&m.b, "\n%s\n", escape(n.text()))
		}
	}
	if m.b.Len() == body { // nothing to tell
		text := m.b.String()[:head]
		m.b.Reset()
		m.b.WriteString(text)
	}
}

// part writes the findings of one verdict.
func (m *markdownWriter) part(c *Component, v verdictPart, groups []cluster) {
	title := fmt.Sprintf("%s (%d)", v.title, c.verdictCount(v.verdict))
	if v.verdict == policy.Consult && len(c.Owners) > 0 {
		title += ": " + escape(strings.Join(c.Owners, ", "))
	}
	if v.verdict.Stops() || v.verdict == policy.Consult {
		fmt.Fprintf(&m.b, "\n#### %s\n", title)
		for _, g := range groups {
			m.block(g)
		}
		return
	}
	fmt.Fprintf(&m.b, "\n<details><summary>%s</summary>\n\n| Item | Change | Rule | Where |\n| --- | --- | --- | --- |\n", title)
	for _, g := range groups {
		m.row(g)
	}
	m.b.WriteString("\n</details>\n")
}

// block writes what somebody has to do something about: what, where, why, the
// declarations as a diff, and the command that accepts it.
func (m *markdownWriter) block(g cluster) {
	f := g.findings[0]
	name, tier := code(f.Item), ""
	if len(g.findings) > 1 {
		name += fmt.Sprintf(" and %d more", len(g.findings)-1)
		if !g.cause {
			name = fmt.Sprintf("%d items of %s", len(g.findings), code(f.Parent))
		}
	}
	if f.Tier != nil {
		tier = fmt.Sprintf(" · tier %d", *f.Tier)
	}
	var rules []string
	for _, id := range g.rules() {
		rules = append(rules, code(id))
	}
	fmt.Fprintf(&m.b, "\n- **%s**%s · %s", name, tier, strings.Join(rules, ", "))
	if levels := f.breaks(); levels != "" {
		m.b.WriteString(" · " + levels)
	}
	if at := m.place(f); at != "" {
		m.b.WriteString(" · " + at)
	}
	m.b.WriteByte('\n')
	if len(g.findings) > 1 {
		fmt.Fprintf(&m.b, "  %s\n", escapeLines(g.told()))
	} else if !strings.HasPrefix(f.Message, "changed from ") || f.Old == nil || f.New == nil {
		fmt.Fprintf(&m.b, "  %s\n", escape(f.text()))
	}
	if why := f.why(); why != "" {
		fmt.Fprintf(&m.b, "  %s\n", escapeLines(why))
	}
	if len(g.findings) == 1 {
		m.diff(f)
	}
	if f.Verdict.Stops() {
		fmt.Fprintf(&m.b, "  %s\n", code(m.r.AcceptCommand(f)))
	}
}

// diff writes the declarations of a finding as a diff.
func (m *markdownWriter) diff(f *Finding) {
	var lines []string
	if f.Old != nil && f.Old.Decl != "" && (f.New == nil || f.New.Decl != f.Old.Decl) {
		lines = append(lines, "- "+Plain(f.Old.Decl))
	}
	if f.New != nil && f.New.Decl != "" && (f.Old == nil || f.New.Decl != f.Old.Decl) {
		lines = append(lines, "+ "+Plain(f.New.Decl))
	}
	if len(lines) == 0 {
		return
	}
	fence := "```"
	for strings.Contains(strings.Join(lines, "\n"), fence) {
		fence += "`"
	}
	fmt.Fprintf(&m.b, "\n  %sdiff\n  %s\n  %s\n\n", fence, strings.Join(lines, "\n  "), fence)
}

// row is a cluster in a table.
func (m *markdownWriter) row(g cluster) {
	f := g.findings[0]
	item, change, rules := code(f.Item), escape(f.text()), f.rule()
	if why := f.why(); why != "" {
		change += "<br>" + escapeLines(why)
	}
	if len(g.findings) > 1 {
		item += fmt.Sprintf("<br>and %d more", len(g.findings)-1)
		if !g.cause {
			item = code(f.Parent) + fmt.Sprintf("<br>%d of its items", len(g.findings))
		}
		change = escapeLines(g.told())
		var ids []string
		for _, id := range g.rules() {
			ids = append(ids, code(id))
		}
		rules = strings.Join(ids, "<br>")
	}
	fmt.Fprintf(&m.b, "| %s | %s | %s | %s |\n", item, change, rules, m.place(f))
}

// place is where a finding is, as a link if there is something to link to. What
// is gone has no place at the head.
func (m *markdownWriter) place(f *Finding) string {
	text := code(f.place())
	if m.o.Blob == "" || f.New == nil || f.New.File == "" {
		return text
	}
	parts := strings.Split(f.New.File, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	link := m.o.Blob + "/" + strings.Join(parts, "/")
	if f.New.Line > 0 {
		link += fmt.Sprintf("#L%d", f.New.Line)
	}
	return fmt.Sprintf("[%s](<%s>)", text, strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C").Replace(link))
}

// escapeLines is escape for text that this package broke into lines.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = escape(lines[i])
	}
	return strings.Join(lines, "<br>")
}

// HasNews reports whether a run has something that people should see in a
// comment: what stops it, what is to be consulted or looked at, an error.
func (r *Report) HasNews() bool {
	for i := range r.Components {
		c := &r.Components[i]
		if c.Error != nil || c.Verdict != policy.Pass {
			return true
		}
		for j := range c.Findings {
			if f := &c.Findings[j]; f.shown() && f.Verdict != policy.Note {
				return true
			}
		}
	}
	return len(r.Notices) > 0 || r.Verdict != policy.Pass
}
