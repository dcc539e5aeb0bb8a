package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
)

// runMarkdown writes a run for a comment or a job summary: the verdict, a row for
// each component, then what somebody has to do something about, the denied
// first. The rest is folded.
func (r *Report) runMarkdown(b *strings.Builder) {
	mark := "✅"
	if r.Verdict != policy.Pass {
		mark = "❌"
	}
	fmt.Fprintf(b, "## %s %s %s\n\n**%s**\n", mark, escape(cmp.Or(r.Run.Project, "apicheck")), escape(r.runTitle()), escape(r.runSummary()))
	r.markdownTable(b)
	for _, c := range r.worstFirst() {
		r.componentMarkdown(b, c)
	}
	if len(r.Notices) > 0 {
		b.WriteString("\n### Noticed\n\n")
		for _, n := range r.Notices {
			fmt.Fprintf(b, "- %s\n", escape(n.text()))
		}
	}
}

func (r *Report) markdownTable(b *strings.Builder) {
	rows := 0
	reasons, quiet := r.quiet()
	for i := range r.Components {
		c := &r.Components[i]
		if why, _ := r.quietly(c); why != "" {
			continue
		}
		if rows++; rows == 1 {
			b.WriteString("\n| Component | Tier | Compared | Release | Changes | Verdict |\n| --- | --- | --- | --- | --- | --- |\n")
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", code(c.Name), c.tierText(), escape(c.versions()), c.Release, escape(c.counts()), escape(c.word()))
	}
	for _, why := range reasons {
		fmt.Fprintf(b, "\n%s: %s\n", why, escape(strings.Join(quiet[why], ", ")))
	}
}

func (r *Report) componentMarkdown(b *strings.Builder, c *Component) {
	var body strings.Builder
	if c.Error != nil {
		fmt.Fprintf(&body, "\nCould not be checked: %s\n", escape(*c.Error))
	}
	for _, v := range verdicts {
		groups := c.clusters(v.verdict, false)
		if len(groups) == 0 {
			continue
		}
		folded := !v.verdict.Stops() && v.verdict != policy.Consult
		title := fmt.Sprintf("%s (%d)", v.title, c.verdictCount(v.verdict))
		if v.verdict == policy.Consult && len(c.Owners) > 0 {
			title += ": " + escape(strings.Join(c.Owners, ", "))
		}
		if folded {
			fmt.Fprintf(&body, "\n<details><summary>%s</summary>\n", title)
		} else {
			fmt.Fprintf(&body, "\n#### %s\n", title)
		}
		body.WriteString("\n| Item | Change | Rule | Where |\n| --- | --- | --- | --- |\n")
		for _, g := range groups {
			body.WriteString(g.markdownRow())
		}
		if v.verdict.Stops() {
			body.WriteString("\n<details><summary>How to accept</summary>\n\n```sh\n")
			var lines strings.Builder
			(&painter{}).acceptLines(&lines, r, groups)
			for line := range strings.Lines(lines.String()) {
				body.WriteString(strings.TrimPrefix(line, "  "))
			}
			body.WriteString("```\n\n</details>\n")
		}
		if folded {
			body.WriteString("\n</details>\n")
		}
	}
	for _, n := range c.Notices {
		if n.Error || n.Kind == policy.VersionMismatch || n.Kind == policy.ComponentGone {
			fmt.Fprintf(&body, "\n%s\n", escape(n.text()))
		}
	}
	if body.Len() > 0 {
		title := ""
		if c.Error == nil && c.Status == policy.Compared {
			title = " " + escape(c.title())
		}
		fmt.Fprintf(b, "\n### %s%s\n%s", code(c.Name), title, body.String())
	}
}

// markdownRow is a cluster in a table.
func (g cluster) markdownRow() string {
	f := g.findings[0]
	if len(g.findings) == 1 {
		change := escape(f.text())
		if why := f.why(); why != "" {
			change += "<br>" + escapeLines(why)
		}
		return fmt.Sprintf("| %s | %s | %s | %s |\n", code(f.Item), change, f.rule(), code(f.place()))
	}
	item := code(f.Item) + fmt.Sprintf("<br>and %d more", len(g.findings)-1)
	if !g.cause {
		item = code(f.Parent) + fmt.Sprintf("<br>%d of its items", len(g.findings))
	}
	change := escapeLines(g.told())
	if f.Major != "" && f.Verdict == policy.NeedsRFC {
		change += "<br>" + escape("major: "+f.Major)
	}
	var ids []string
	for _, id := range g.rules() {
		ids = append(ids, code(id))
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", item, change, strings.Join(ids, "<br>"), code(f.place()))
}

// escapeLines is escape for text that this package broke into lines.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = escape(lines[i])
	}
	return strings.Join(lines, "<br>")
}
