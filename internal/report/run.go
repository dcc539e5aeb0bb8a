package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fatih/color"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

type verdictPart struct {
	verdict policy.Verdict
	title   string
	color   color.Attribute
}

// verdicts are the parts of a component's report in a run, in order. What is only
// listed comes last, and is left out of the terminal.
var verdicts = []verdictPart{
	{policy.Denied, "Denied", color.FgRed},
	{policy.NeedsRFC, "Needs an accepted RFC", color.FgRed},
	{policy.NeedsAck, "Needs an acknowledgement", color.FgRed},
	{policy.Consult, "To consult", color.FgYellow},
	{policy.Warn, "To be looked at", color.FgYellow},
	{policy.Accepted, "Accepted", color.FgGreen},
	{policy.Note, "Listed", color.FgGreen},
}

// A cluster is findings of one verdict that are shown as one: they have one cause,
// or are of one rule and stand in one item.
type cluster struct {
	findings []*Finding
	cause    bool
}

// minCluster is how many findings are told together.
const minCluster = 4

// clusters groups the findings of a verdict, the largest group first; each for
// itself where whole is set.
func (c *Component) clusters(v policy.Verdict, whole bool) []cluster {
	var list []*Finding
	causes, families := map[string]int{}, map[string]int{}
	family := func(f *Finding) string { return f.Rule + "\x00" + f.Parent }
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Verdict == v {
			list = append(list, f)
			if f.Cause != "" {
				causes[f.Cause]++
			}
		}
	}
	for _, f := range list {
		if f.Parent != "" && causes[f.Cause] < minCluster {
			families[family(f)]++
		}
	}
	var out []cluster
	at := map[string]int{}
	for _, f := range list {
		key, cause := "", causes[f.Cause] >= minCluster
		switch {
		case whole:
		case cause:
			key = "\x00" + f.Cause
		case families[family(f)] >= minCluster:
			key = family(f)
		}
		i, ok := at[key]
		if !ok || key == "" {
			i = len(out)
			at[key] = i
			out = append(out, cluster{cause: cause})
		}
		out[i].findings = append(out[i].findings, f)
	}
	slices.SortStableFunc(out, func(a, b cluster) int { return cmp.Compare(len(b.findings), len(a.findings)) })
	return out
}

// maxNames bounds how many members of a cluster are named.
const maxNames = 12

// told says what happened to a cluster of several.
func (g cluster) told() string {
	first := g.findings[0]
	if g.cause {
		gone, came, _ := strings.Cut(first.Cause, "→")
		return fmt.Sprintf("%s became %s\nin %d items", strings.ReplaceAll(gone, ",", ", "), strings.ReplaceAll(came, ",", ", "), len(g.findings))
	}
	alike := !slices.ContainsFunc(g.findings, func(f *Finding) bool { return f.text() != first.text() })
	var names []string
	for i, f := range g.findings {
		if i == maxNames {
			names = append(names, fmt.Sprintf("and %d more", len(g.findings)-i))
			break
		}
		name := strings.TrimLeft(strings.TrimPrefix(f.Item, f.Parent), ".:")
		if !alike {
			name += ": " + f.text()
		}
		names = append(names, name)
	}
	if alike {
		return first.text() + ": " + strings.Join(names, ", ")
	}
	return strings.Join(names, "\n")
}

// rules lists the rules of a cluster.
func (g cluster) rules() []string {
	var ids []string
	for _, f := range g.findings {
		ids = append(ids, Plain(f.Rule))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	const most = 3
	if len(ids) > most {
		ids = append(ids[:most], "…")
	}
	return ids
}

// heading is the project and what was checked of it.
func (r *Report) heading() (project, title string) {
	project, title = r.Run.Project, r.runTitle()
	if project == "" {
		project = "apicheck"
	}
	if r.Run.Command == "check" || r.Run.Project == "" {
		project += ":"
	}
	return project, title
}

// runTitle is what was checked.
func (r *Report) runTitle() string {
	switch new := r.Run.New; {
	case r.Run.Command != "check":
		return r.Run.Old + " → " + new
	case r.Run.Old == "":
		return "the change"
	case new == "":
		return "the change since " + r.Run.Old
	default:
		return "the change since " + r.Run.Old + ", for " + new
	}
}

// run writes a run for a terminal or a log: a row for each component, then
// what somebody has to do something about.
func (p *painter) run(b *strings.Builder, r *Report) error {
	if p.term.Quiet {
		p.verdict(b, r.Verdict, wrap(Plain(r.runSummary()), p.term.Width))
		return nil
	}
	project, title := r.heading()
	fmt.Fprintf(b, "%s %s\n\n", p.paint(Plain(project), color.Bold), Plain(title))
	var rows [][]string
	for i := range r.Components {
		c := &r.Components[i]
		if why, _ := r.quietly(c); why != "" {
			continue
		}
		rows = append(rows, []string{Plain(c.Name), c.tierText(), Plain(c.versions()), Plain(string(c.Release)), Plain(c.counts()), Plain(c.word())})
	}
	if len(rows) > 0 {
		if err := p.table(b, []string{"Component", "Tier", "Compared", "Release", "Changes", "Verdict"}, rows); err != nil {
			return err
		}
	}
	reasons, quiet := r.quiet()
	for _, why := range reasons {
		b.WriteString(wrap(Plain(why+": "+strings.Join(quiet[why], ", ")), p.term.Width) + "\n")
	}
	for _, c := range r.worstFirst() {
		if p.term.Stat {
			break
		}
		if err := p.runComponent(b, r, c); err != nil {
			return err
		}
	}
	var lines []string
	for _, n := range r.Notices {
		lines = append(lines, n.text())
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n%s\n", p.paint("Noticed", color.FgYellow, color.Bold))
		for _, l := range lines {
			b.WriteString(wrap("- "+Plain(l), p.term.Width) + "\n")
		}
	}
	b.WriteByte('\n')
	p.verdict(b, r.Verdict, wrap(Plain(r.runSummary()), p.term.Width))
	return nil
}

// runComponent writes what is to be done about a component.
func (p *painter) runComponent(b *strings.Builder, r *Report, c *Component) error {
	var body strings.Builder
	if c.Error != nil {
		fmt.Fprintf(&body, "\n%s\n", p.paint(wrap("could not be checked: "+Plain(*c.Error), p.term.Width), color.FgRed))
	}
	shown := verdicts[:len(verdicts)-1]
	if p.term.Verbose {
		shown = verdicts
	}
	for _, v := range shown {
		groups := c.clusters(v.verdict, p.term.Verbose)
		if len(groups) == 0 {
			continue
		}
		title := fmt.Sprintf("%s (%d)", v.title, c.verdictCount(v.verdict))
		if v.verdict == policy.Consult && len(c.Owners) > 0 {
			title = fmt.Sprintf("%s: %s (%d)", v.title, strings.Join(c.Owners, ", "), c.verdictCount(v.verdict))
		}
		fmt.Fprintf(&body, "\n%s\n", p.paint(Plain(title), v.color, color.Bold))
		var rows [][]string
		for _, g := range groups {
			rows = append(rows, g.row())
		}
		if err := p.table(&body, []string{"Item", "Rule", "Change"}, rows); err != nil {
			return err
		}
		if v.verdict.Stops() {
			p.frames(&body, groups)
			p.acceptLines(&body, r, groups)
		}
	}
	for _, n := range c.Notices {
		if n.loud() {
			fmt.Fprintf(&body, "\n%s\n", p.paint(wrap(Plain(n.text()), p.term.Width), color.FgYellow))
		}
	}
	for _, g := range c.Gaps {
		if g.Broken && c.Verdict == policy.Error {
			fmt.Fprintf(&body, "\n%s\n", p.paint(wrap(Plain(g.line()), p.term.Width), color.FgYellow))
		}
	}
	if body.Len() > 0 {
		title := ""
		if c.Error == nil && c.Status == policy.Compared {
			title = " " + Plain(c.title())
		}
		fmt.Fprintf(b, "\n%s%s\n%s", p.paint(Plain(c.Name), color.Bold), title, body.String())
	}
	return nil
}

// row is a cluster in a table.
func (g cluster) row() []string {
	f := g.findings[0]
	item := Plain(f.Item)
	if where := Plain(f.place()); where != "" {
		item += "\n" + where
	}
	if len(g.findings) == 1 {
		id := Plain(f.Rule)
		if levels := f.breaks(); levels != "" {
			id += "\n" + levels
		}
		change := f.change()
		if why := f.why(); why != "" {
			change += "\n" + plainLines(why)
		}
		return []string{item, id, change}
	}
	if g.cause {
		item += fmt.Sprintf("\nand %d more", len(g.findings)-1)
	} else {
		item = fmt.Sprintf("%s\n%d of its items", Plain(f.Parent), len(g.findings))
	}
	change := plainLines(g.told())
	if f.Major != "" && f.Verdict == policy.NeedsRFC {
		change += "\n" + Plain("major: "+f.Major)
	}
	return []string{item, strings.Join(g.rules(), "\n"), change}
}

// plainLines is Plain for text that this package broke into lines.
func plainLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = Plain(lines[i])
	}
	return strings.Join(lines, "\n")
}

// why says what else made the verdict: the size of the change, a warning that
// came before it, an agreement.
func (f *Finding) why() string {
	var parts []string
	if f.Major != "" && f.Verdict == policy.NeedsRFC {
		parts = append(parts, "major: "+f.Major)
	}
	if f.Deprecated != "" {
		parts = append(parts, f.Deprecated)
	}
	if a := f.Accepted; a != nil {
		parts = append(parts, a.text())
	}
	return strings.Join(parts, "\n")
}

// text says who agreed.
func (a *Acceptance) text() string {
	text := fmt.Sprintf("accepted (%s) by %s: %s", a.Class, a.Who, a.Why)
	switch {
	case a.RFC != "" && a.RFCStatus == policy.RFCUnchecked:
		text += fmt.Sprintf("; RFC %s, whose status was not checked", a.RFC)
	case a.RFC != "":
		text += "; RFC " + a.RFC
	case a.Advisory != "":
		text += "; " + a.Advisory
	}
	return text
}

// maxFrames bounds how many pairs of declarations are shown for one verdict.
const maxFrames = 10

// frames writes the declarations of what changed, old above new, where the table
// has them not.
func (p *painter) frames(b *strings.Builder, groups []cluster) {
	n := 0
	for _, g := range groups {
		f := g.findings[0]
		if len(g.findings) > 1 || f.Old == nil || f.New == nil || f.Old.Decl == f.New.Decl || strings.HasPrefix(f.change(), "- ") {
			continue
		}
		if n++; n > maxFrames && !p.term.Verbose {
			break
		}
		frame := f.declarations()
		fmt.Fprintf(b, "  %s\n", wrap(Plain(f.Item), p.term.Width-2))
		for line := range strings.SplitSeq(p.paintDiff(frame, wrap(frame, p.term.Width-2)), "\n") {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	if n > 0 {
		b.WriteByte('\n')
	}
}

// maxAcceptLines bounds how many commands are shown for one verdict.
const maxAcceptLines = 5

// acceptLines writes the commands that would accept findings.
func (p *painter) acceptLines(b *strings.Builder, r *Report, groups []cluster) {
	n, total := 0, 0
	for _, g := range groups {
		total += len(g.findings)
		if n < maxAcceptLines || p.term.Verbose {
			fmt.Fprintf(b, "  %s\n", r.AcceptCommand(g.findings[0]))
			n++
		}
	}
	if total > n {
		fmt.Fprintf(b, "  # for the other %d the fingerprints are in --verbose; --item and --rule take a pattern for several at once\n", total-n)
	}
}

// AcceptCommand is the command that accepts a finding.
func (r *Report) AcceptCommand(f *Finding) string {
	cmd := "apicheck accept " + f.Fingerprint
	if r.Run != nil && r.Run.Command == "release" {
		cmd += " --of " + r.Run.Old + ".." + r.Run.New
	}
	switch f.Verdict {
	case policy.Denied:
		cmd += " --class security --advisory ID"
	case policy.NeedsRFC:
		cmd += " --class rfc --rfc FILE"
	default:
		cmd += " --class minor"
	}
	return Plain(cmd) + " --why '…'"
}

func (c *Component) verdictCount(v policy.Verdict) int {
	n := 0
	for i := range c.Findings {
		if c.Findings[i].Verdict == v {
			n++
		}
	}
	return n
}

func (c *Component) tierText() string {
	if c.Tier == nil {
		return "-"
	}
	return fmt.Sprint(*c.Tier)
}

// versions are the two sides of a row.
func (c *Component) versions() string {
	if c.Status != policy.Compared || c.Error != nil {
		return "-"
	}
	return c.Old.label() + " → " + c.New.label()
}

// worstFirst lists the components as their verdicts demand attention.
func (r *Report) worstFirst() []*Component {
	rank := func(c *Component) int {
		word := c.word()
		for i, v := range verdicts {
			if string(v.verdict) == word {
				return i
			}
		}
		if c.Verdict == policy.Error {
			return -1
		}
		return len(verdicts)
	}
	list := make([]*Component, len(r.Components))
	for i := range r.Components {
		list[i] = &r.Components[i]
	}
	slices.SortStableFunc(list, func(a, b *Component) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

// quiet lists the components of which there is nothing to tell, by the reason.
func (r *Report) quiet() (reasons []string, by map[string][]string) {
	by = map[string][]string{}
	for i := range r.Components {
		if why, what := r.quietly(&r.Components[i]); why != "" {
			by[why] = append(by[why], what)
		}
	}
	return slices.Sorted(maps.Keys(by)), by
}

// quietly says why there is nothing to tell of a component, and what it is called
// then; "" where there is something.
func (r *Report) quietly(c *Component) (why, what string) {
	switch {
	case c.Error != nil || c.Verdict != policy.Pass:
		return "", ""
	case c.Status == policy.Unmoved:
		return "No release of its own in between", c.Name + " (" + c.Old.Version + ")"
	case c.Status == policy.New:
		return "New, with nothing to compare", c.Name
	case c.Status == policy.Skipped:
		return "Not looked at", c.Name
	case c.Status != policy.Compared:
		return "", ""
	case len(c.Findings) == 0:
		return "No changes", c.Name
	case !slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Origin != policy.PreExisting }):
		return "Nothing new", c.Name
	}
	return "", ""
}

// counts says how many changes there are, of those that the change brought.
func (c *Component) counts() string {
	var parts []string
	for _, i := range []rule.Impact{rule.Breaking, rule.Risky, rule.Compatible} {
		n := 0
		for k := range c.Findings {
			if f := &c.Findings[k]; f.Impact == i && f.Through == "" && f.Origin == policy.Introduced {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, i))
		}
	}
	for _, o := range []policy.Origin{policy.PreExisting, policy.Unreleased, policy.Fixed} {
		n := 0
		for k := range c.Findings {
			if f := &c.Findings[k]; f.Origin == o && f.Impact != rule.Compatible {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	through := map[string]int{}
	for k := range c.Findings {
		if f := &c.Findings[k]; f.Through != "" && f.Kind != "dependency" { // a part of the release moves along: no news
			through[f.Through]++
		}
	}
	names := make([]string, 0, len(through))
	for name := range through {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		parts = append(parts, fmt.Sprintf("%d of %s", through[name], name))
	}
	return strings.Join(parts, ", ")
}

// word is the verdict on a component in a word or two: the worst of its findings.
func (c *Component) word() string {
	switch {
	case c.Verdict == policy.Error:
		return "not checked"
	case slices.ContainsFunc(c.Notices, func(n Notice) bool { return n.Error }):
		return string(policy.Denied)
	case c.Status == policy.Unmoved:
		return "no release"
	case c.Status == policy.New || c.Status == policy.Skipped:
		return string(c.Status)
	}
	for _, v := range verdicts[:len(verdicts)-1] {
		if c.verdictCount(v.verdict) > 0 {
			return string(v.verdict)
		}
	}
	switch {
	case c.Status == policy.Gone:
		return string(policy.Gone)
	case len(c.Findings) == 0:
		return "no changes"
	}
	return "pass"
}

// runSummary is the last line: what stops the run, or that nothing does.
func (r *Report) runSummary() string {
	by := map[string][]string{}
	for i := range r.Components {
		c := &r.Components[i]
		w := c.word()
		by[w] = append(by[w], c.Name)
	}
	var parts []string
	for _, v := range []struct{ word, text string }{
		{"not checked", "not all could be checked: %s"},
		{string(policy.Denied), "denied: %s"},
		{string(policy.NeedsRFC), "needs an accepted RFC: %s"},
		{string(policy.NeedsAck), "needs an acknowledgement: %s"},
		{string(policy.Consult), "consult the owners of: %s"},
	} {
		if names := by[v.word]; len(names) > 0 {
			parts = append(parts, fmt.Sprintf(v.text, strings.Join(names, ", ")))
		}
	}
	for _, n := range r.Notices {
		if n.Error {
			parts = append(parts, "denied: an acceptance is stale")
			break
		}
	}
	if r.Verdict == policy.Pass {
		parts = append([]string{"pass"}, parts...)
	}
	return strings.Join(parts, "; ")
}

// text is a notice with its place.
func (n *Notice) text() string {
	if n.File == "" {
		return n.Message
	}
	return place(n.File, n.Line) + ": " + n.Message
}

// loud reports whether a notice of a component is shown wherever its findings are:
// it changes what they mean. The others say why there are none.
func (n *Notice) loud() bool {
	return n.Error || n.Kind == policy.VersionMismatch || n.Kind == policy.BaseUnread
}

// line is a gap in a sentence.
func (g *Gap) line() string {
	where := g.Scope
	if g.File != "" {
		where = place(g.File, g.Line)
	}
	return fmt.Sprintf("not read on the %s side: %s: %s", g.Side, where, g.Reason)
}

// A Cause is findings that have one cause, or are of one rule in one item.
type Cause struct{ cluster }

// Causes groups those findings of a component that are kept, the largest group
// first.
func (c *Component) Causes(keep func(*Finding) bool) []Cause {
	kept := Component{}
	for i := range c.Findings {
		if f := &c.Findings[i]; keep(f) {
			all := *f
			all.Verdict = "" // whatever its verdict
			kept.Findings = append(kept.Findings, all)
		}
	}
	var list []Cause
	for _, g := range kept.clusters("", false) {
		list = append(list, Cause{g})
	}
	return list
}

// Findings are those of the cause.
func (g Cause) Findings() []*Finding { return g.findings }

// Plain says in words what happened.
func (g Cause) Plain() string {
	f := g.findings[0]
	switch {
	case len(g.findings) == 1:
		return f.Item + ": " + f.text()
	case g.cause:
		return strings.ReplaceAll(g.told(), "\n", " ") + ", such as " + f.Item
	}
	return f.Parent + ": " + strings.ReplaceAll(g.told(), "\n", "; ")
}

// Sentence says in Markdown what happened, for those who use the items.
func (g Cause) Sentence() string {
	f := g.findings[0]
	switch {
	case len(g.findings) == 1:
		return code(f.Item) + predicate(f.text()) + deprecation(f) + "."
	case g.cause:
		gone, came, _ := strings.Cut(f.Cause, "→")
		return fmt.Sprintf("%s became %s in %d items, such as %s.", codes(gone), codes(came), len(g.findings), code(f.Item))
	}
	return code(f.Parent) + ": " + escape(strings.ReplaceAll(g.told(), "\n", "; ")) + "."
}

// predicate continues a sentence that begins with the item.
func predicate(text string) string {
	rest, ok := strings.CutPrefix(text, "it ")
	switch {
	case ok:
		return " " + escape(rest)
	case text == "removed":
		return " was removed"
	case strings.HasPrefix(text, "changed "), strings.HasPrefix(text, "is "):
		return " " + escape(text)
	}
	return ": " + escape(text)
}

func deprecation(f *Finding) string {
	if f.Deprecated == "" {
		return ""
	}
	return " (" + escape(f.Deprecated) + ")"
}

// codes writes the names of a cause.
func codes(list string) string {
	var parts []string
	for _, name := range strings.Split(list, ",") {
		parts = append(parts, code(name))
	}
	return strings.Join(parts, ", ")
}

// Prose makes text inert in Markdown, but for the code that it has between
// backticks.
func Prose(s string) string {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 {
		return escape(s) // not all are pairs
	}
	for i, p := range parts {
		switch {
		case i%2 == 0:
			parts[i] = escape(p)
		case strings.TrimSpace(p) != "":
			parts[i] = code(p)
		}
	}
	return strings.Join(parts, "")
}
