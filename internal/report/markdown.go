package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// Markdown writes the report in GitHub Flavored Markdown
// (https://github.github.com/gfm), for a comment or a job summary. Compatible
// changes are folded.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	if r.Run != nil {
		return r.Comment(w, MarkdownOptions{})
	}
	for i := range r.Components {
		if i > 0 {
			b.WriteByte('\n')
		}
		r.Components[i].markdown(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *Component) markdown(b *strings.Builder) {
	mark := "✅"
	if c.Verdict != policy.Pass {
		mark = "❌"
	}
	fmt.Fprintf(b, "### %s %s %s\n\n", mark, code(c.Name), escape(c.title()))
	if c.Error != nil {
		fmt.Fprintf(b, "Could not be checked: %s\n", escape(*c.Error))
		return
	}
	fmt.Fprintf(b, "%s.\n", escape(c.summary()))
	for _, s := range sections {
		n := c.count(s.impact)
		if n == 0 {
			continue
		}
		folded := s.impact == rule.Compatible
		if folded {
			fmt.Fprintf(b, "\n<details><summary>%s (%d)</summary>\n", s.title, n)
		} else {
			fmt.Fprintf(b, "\n#### %s (%d)\n", s.title, n)
		}
		b.WriteString("\n| Item | Change | Rule | Where |\n| --- | --- | --- | --- |\n")
		for i := range c.Findings {
			if f := &c.Findings[i]; f.Impact == s.impact {
				fmt.Fprintf(b, "| %s | %s | %s | %s |\n", code(f.Item), escape(f.text()), f.rule(), code(f.place()))
			}
		}
		if folded {
			b.WriteString("\n</details>\n")
		}
	}
	if lines := c.gapLines(); len(lines) > 0 {
		b.WriteString("\n")
		for _, line := range lines {
			fmt.Fprintf(b, "- %s\n", escape(line))
		}
	}
}

// rule is the rule of a finding, with the levels at which it breaks users.
func (f *Finding) rule() string {
	if levels := f.breaks(); levels != "" {
		return code(f.Rule) + "<br>" + levels
	}
	return code(f.Rule)
}

// escape makes text from the checked source inert in Markdown: no markup, no
// HTML, no mention, no link, no way out of a table cell.
func escape(s string) string {
	var b strings.Builder
	text := Plain(s)
	for i, r := range text {
		switch {
		case strings.ContainsRune("\\`*_{}[]!|~$", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@' || r == '#': // no mention, no reference
			b.WriteRune(r)
			b.WriteRune('\u200b')
		case r == ':' && strings.HasPrefix(text[i:], "://"): // no bare link
			b.WriteString("&#58;")
		case r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"):
			b.WriteString("&#46;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// code writes text as a code span that fits in a table cell.
func code(s string) string {
	s = Plain(s)
	if s == "" {
		return ""
	}
	// A pipe ends the cell even in a code span; GFM has one escape for it.
	s = strings.ReplaceAll(s, "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if fence != "`" || strings.HasPrefix(s, " ") {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}
