package report

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/apicheck/apicheck/internal/rule"
)

// A RulePage is a rule and its page.
type RulePage struct {
	Rule     rule.Rule
	Page     *rule.Page
	Language string // its title
}

// examples are the folders of a page, and what they show.
var examples = []struct{ dir, title string }{
	{"old", "Before"}, {"new", "After"}, {"client", "Code that works before and not after"},
}

// Rules writes a table of rules.
func Rules(w io.Writer, list []RulePage, term Terminal) error {
	p := &painter{term}
	rows := make([][]string, 0, len(list))
	for _, r := range list {
		rows = append(rows, []string{r.Rule.ID, cmp.Or(rule.Breaks(r.Rule.Source, r.Rule.ABI), string(r.Rule.Impact)) + ", " + string(r.Rule.Bump), r.Page.Title})
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
func Explain(w io.Writer, r RulePage) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s, asks for a %s version\n\n%s\n", r.Rule.ID, r.Page.Title, impact(r.Rule), r.Rule.Bump, r.Page.Why)
	for _, link := range r.Page.Links {
		fmt.Fprintf(&b, "\nSee %s", link)
	}
	b.WriteString("\n")
	for _, part := range examples {
		for _, f := range r.Page.Side(part.dir) {
			fmt.Fprintf(&b, "\n%s (%s):\n\n%s", part.title, f.Name, indent(string(f.Data)))
		}
	}
	if len(r.Page.Want) > 0 {
		fmt.Fprintf(&b, "\nFindings:\n\n%s", indent(strings.Join(r.Page.Want, "\n")+"\n"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// impact is the impact of a rule, with the levels where it tells them apart.
func impact(r rule.Rule) string {
	if levels := rule.Breaks(r.Source, r.ABI); levels != "" {
		return fmt.Sprintf("%s (%s)", r.Impact, levels)
	}
	return string(r.Impact)
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

// Catalogue writes all pages as one Markdown document.
func Catalogue(w io.Writer, list []RulePage) error {
	var b strings.Builder
	b.WriteString("# The rules\n\n" +
		"This page is made by `apicheck rules --format markdown` from the rule pages, whose examples the tests run.\n" +
		"*Impact* is how sure and how bad a change is, *asks for* the version step that it needs. A breaking change\n" +
		"that is not certain is risky. A change that no rule claims is `LANGUAGE/unclassified`: breaking, and a defect of apicheck.\n" +
		"A component that is no part of a release any more is `LANGUAGE/component-removed`: breaking, as a whole type that goes.\n")
	language := ""
	for _, r := range list {
		if r.Language != language {
			language = r.Language
			fmt.Fprintf(&b, "\n## %s\n\n| Rule | Impact | Asks for | What it finds |\n| --- | --- | --- | --- |\n", language)
			for _, s := range list {
				if s.Language == language {
					fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", s.Rule.ID, anchor(s.Rule.ID), impact(s.Rule), s.Rule.Bump, s.Page.Title)
				}
			}
		}
		r.markdown(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// anchor is what GitHub makes of a heading.
func anchor(id string) string { return strings.ReplaceAll(id, "/", "") }

func (r RulePage) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n**%s.** %s, asks for a %s version.\n\n%s\n\n", r.Rule.ID, r.Page.Title, impact(r.Rule), r.Rule.Bump, r.Page.Why)
	for i, link := range r.Page.Links {
		if i > 0 {
			b.WriteString(" · ")
		}
		if strings.Contains(link, "://") {
			link = "<" + link + ">"
		}
		b.WriteString(link)
	}
	b.WriteByte('\n')
	for _, part := range examples {
		for _, f := range r.Page.Side(part.dir) {
			fmt.Fprintf(b, "\n%s (`%s`):\n\n```%s\n%s```\n", part.title, f.Name, strings.TrimPrefix(path.Ext(f.Name), "."), f.Data)
		}
	}
	fmt.Fprintf(b, "\nFindings:\n\n```\n%s\n```\n", strings.Join(r.Page.Want, "\n"))
}
