// Package notes makes the section of release notes that tells users what breaks,
// from a report; puts it into a file; and holds notes that people wrote against
// a report. It knows nothing of how breaks are found.
package notes

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Release is what templates are given.
type Release struct {
	Project  string
	Old, New string
	Sections []Section
}

// A Section is what breaks in one component.
type Section struct {
	Component string
	Language  string
	Tier      int    // 0 for none
	Major     bool   // whether the section has a major change
	Old, New  string // versions of the component
	Entries   []Entry
}

// An Entry is one cause, in a sentence.
type Entry struct {
	Text      string   // Markdown
	Items     []string // that it is about
	Migration string   // what users are to do; "" where nobody said
	RFC       string   // that decided it
	Advisory  string   // that asked for it
	Links     []Link   // to the pull requests that brought it
}

// A Link is a pull request.
type Link struct{ Number, URL string }

// New makes the notes of a release report. pulls has the numbers of pull
// requests by fingerprint; address is the repository's, such as
// https://github.com/o/r, "" for no links.
func New(r *report.Report, pulls map[string][]string, address string) *Release {
	n := &Release{Project: r.Run.Project, Old: r.Run.Old, New: r.Run.New}
	for i := range r.Components {
		c := &r.Components[i]
		s := Section{Component: c.Name, Language: c.Language, Old: c.Old.Version, New: c.New.Version}
		if c.Tier != nil {
			s.Tier = *c.Tier
		}
		for _, g := range c.Causes(func(f *report.Finding) bool {
			return f.Impact == rule.Breaking && f.Through == "" && f.Origin == policy.Introduced
		}) {
			e := Entry{Text: g.Sentence()}
			seen := map[string]bool{}
			for _, f := range g.Findings() {
				e.Items = append(e.Items, f.Item)
				s.Major = s.Major || f.Major != ""
				if a := f.Accepted; a != nil {
					e.Migration, e.RFC, e.Advisory = cmp.Or(e.Migration, a.Migration), cmp.Or(e.RFC, a.RFC), cmp.Or(e.Advisory, a.Advisory)
				}
				for _, number := range pulls[f.Fingerprint] {
					if !seen[number] {
						seen[number] = true
						e.Links = append(e.Links, Link{number, link(address, number)})
					}
				}
			}
			slices.SortFunc(e.Links, func(a, b Link) int { return cmp.Or(len(a.Number)-len(b.Number), strings.Compare(a.Number, b.Number)) })
			const most = 5
			e.Links = e.Links[:min(most, len(e.Links))]
			s.Entries = append(s.Entries, e)
		}
		if len(s.Entries) > 0 {
			n.Sections = append(n.Sections, s)
		}
	}
	return n
}

func link(address, number string) string {
	if address == "" {
		return ""
	}
	return strings.TrimSuffix(address, "/") + "/pull/" + number
}

// Templates lists the forms that are built in: plain Markdown, and that of
// Wasmtime's RELEASES.md.
var Templates = map[string]string{
	"default":  defaultTemplate,
	"wasmtime": wasmtimeTemplate,
}

const entryTemplate = `{{define "entry"}}{{.Text}}{{with .Migration}} {{md .}}{{end}}{{with .RFC}} RFC: {{md .}}.{{end}}{{with .Advisory}} {{md .}}.{{end}}{{end}}` +
	`{{define "link"}}{{if .URL}}[#{{.Number}}]({{.URL}}){{else}}#{{.Number}}{{end}}{{end}}`

const defaultTemplate = entryTemplate + `{{if .Sections}}### Breaking changes
{{range .Sections}}
#### ` + "`{{.Component}}`" + ` {{.Old}} → {{.New}}{{if .Tier}} (tier {{.Tier}}){{end}}

{{range .Entries}}- {{template "entry" .}}{{range .Links}} {{template "link" .}}{{end}}
{{end}}{{end}}{{else}}Nothing breaks.
{{end}}`

const wasmtimeTemplate = entryTemplate + `### Breaking changes
{{range .Sections}}{{$component := .}}{{range .Entries}}
{{wrap (printf "* %s ` + "`%s`" + `: %s" (tiered $component) $component.Component (entry .))}}{{range .Links}}
  {{template "link" .}}{{end}}
{{end}}{{else}}
None.
{{end}}`

// Write writes the notes in the form of a template: one of Templates, or the
// text of another one.
func (n *Release) Write(w io.Writer, text string) error {
	t := template.New("notes")
	t.Funcs(template.FuncMap{
		"md":   report.Prose,
		"wrap": func(s string) string { return wrapAt(s, 80) },
		"tiered": func(s Section) string {
			if s.Tier == 0 {
				return ""
			}
			return fmt.Sprintf("(tier %d)", s.Tier)
		},
		"entry": func(e Entry) (string, error) {
			var b strings.Builder
			err := t.ExecuteTemplate(&b, "entry", e)
			return b.String(), err
		},
	})
	if _, err := t.Parse(text); err != nil {
		return err
	}
	var b strings.Builder
	if err := t.Execute(&b, n); err != nil {
		return err
	}
	_, err := io.WriteString(w, strings.TrimSpace(strings.ReplaceAll(b.String(), "*  `", "* `"))+"\n")
	return err
}

// wrapAt breaks an entry of a list into lines.
func wrapAt(s string, width int) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width && strings.TrimSpace(line) != "*":
			lines = append(lines, line)
			line = "  " + word
		default:
			line += " " + word
		}
	}
	return strings.Join(append(lines, line), "\n")
}
