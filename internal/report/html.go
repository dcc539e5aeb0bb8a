package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"

	"github.com/apicheck/apicheck/internal/rule"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"plain":   Plain,
	"deref":   func(s *string) string { return *s },
	"summary": func(r *Report) string { return r.runSummary() },
	"title": func(r *Report) string {
		project, title := r.heading()
		return project + " " + title
	},
	"tier":     func(c Component) string { return c.tierText() },
	"versions": func(c Component) string { return c.versions() },
	"counts":   func(c Component) string { return c.counts() },
	"word":     func(c Component) string { return c.word() },
	"notice":   func(n Notice) string { return n.text() },
	"text":     func(f *Finding) string { return Plain(f.text()) },
	"why":      func(f *Finding) string { return Plain(f.why()) },
	"breaks":   func(f *Finding) string { return f.breaks() },
	"place":    func(f *Finding) string { return Plain(f.place()) },
}).Parse(pageSource))

// A pageFinding is a finding as the page shows it.
type pageFinding struct {
	*Finding
	Component, Language, TierText string
	Before, After                 []span // of the declarations, where both are there
	Accept                        string
}

// HTML writes the report as one page that needs nothing else: no network, no
// other file. Everything from the checked source is escaped by html/template.
func (r *Report) HTML(w io.Writer) error {
	if r.Run == nil { // a comparison of two versions is a run of one component
		run := *r
		run.Run = &Run{Command: "diff"}
		if len(r.Components) == 1 {
			c := &r.Components[0]
			run.Run.Project, run.Run.Old, run.Run.New = c.Name, c.Old.label(), c.New.label()
		}
		return run.HTML(w)
	}
	data := struct {
		*Report
		Findings                         []pageFinding
		Verdicts, Tiers, Languages, Rule []string
	}{Report: r}
	set := func(list *[]string, value string) {
		if !slices.Contains(*list, value) {
			*list = append(*list, value)
		}
	}
	for _, v := range verdicts {
		for _, c := range r.worstFirst() {
			for i := range c.Findings {
				f := &c.Findings[i]
				if f.Verdict != v.verdict {
					continue
				}
				p := pageFinding{Finding: f, Component: c.Name, Language: c.Language, TierText: c.tierText()}
				if f.Tier != nil {
					p.TierText = (&Component{Tier: f.Tier}).tierText()
				}
				if f.Old != nil && f.New != nil && f.Old.Decl != f.New.Decl {
					p.Before, p.After = compareTokens(Plain(f.Old.Decl), Plain(f.New.Decl))
				} else if f.Old != nil && f.Old.Decl != "" {
					p.Before = []span{{Plain(f.Old.Decl), f.New == nil}}
				} else if f.New != nil && f.New.Decl != "" {
					p.After = []span{{Plain(f.New.Decl), f.Old == nil}}
				}
				if f.Verdict.Stops() {
					p.Accept = r.AcceptCommand(f)
				}
				data.Findings = append(data.Findings, p)
				set(&data.Verdicts, string(f.Verdict))
				set(&data.Tiers, p.TierText)
				set(&data.Languages, c.Language)
				set(&data.Rule, f.Rule)
			}
		}
	}
	slices.Sort(data.Tiers)
	slices.Sort(data.Languages)
	slices.Sort(data.Rule)
	return page.Execute(w, data)
}

// Class says how much attention a finding demands, for its colour.
func (f *Finding) Class() string {
	switch {
	case f.Verdict.Stops():
		return "stop"
	case f.Impact == rule.Compatible:
		return "fine"
	}
	return "look"
}
