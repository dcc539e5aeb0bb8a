package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/apicheck/apicheck/internal/rule"
)

// A RuleRow is a rule and the title of its page.
type RuleRow struct {
	rule.Rule
	Title string
}

// Rules writes a table of rules.
func Rules(w io.Writer, list []RuleRow, term Terminal) error {
	p := &painter{term}
	rows := make([][]string, 0, len(list))
	for _, r := range list {
		rows = append(rows, []string{r.ID, string(r.Impact) + ", " + string(r.Bump), r.Title})
	}
	var b strings.Builder
	if err := p.table(&b, []string{"Rule", "Impact, step", "What it finds"}, rows); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Explain writes the page of a rule as text: what it means, where that is laid
// down, and an example.
func Explain(w io.Writer, r rule.Rule, p *rule.Page) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s, asks for a %s version\n\n%s\n", r.ID, p.Title, r.Impact, r.Bump, p.Why)
	for _, link := range p.Links {
		fmt.Fprintf(&b, "\nSee %s", link)
	}
	b.WriteString("\n")
	for _, part := range []struct{ dir, title string }{
		{"old", "Before"}, {"new", "After"}, {"client", "Code that works before and not after"},
	} {
		for _, f := range p.Side(part.dir) {
			fmt.Fprintf(&b, "\n%s (%s):\n\n%s", part.title, f.Name, indent(string(f.Data)))
		}
	}
	if len(p.Want) > 0 {
		fmt.Fprintf(&b, "\nFindings:\n\n%s", indent(strings.Join(p.Want, "\n")+"\n"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}
