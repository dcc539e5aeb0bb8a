// Package report renders the outcome of a run. It decides nothing: everything
// that a format shows is in the Report, which is also the JSON format, so that
// any other format can be made from a saved one.
package report

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"io"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// SchemaVersion is the version of the JSON report. Fields are only ever added
// within a version.
const SchemaVersion = 1

// Schema is the JSON schema of the report.
//
//go:embed schema.json
var Schema []byte

// A Report is the whole outcome of a run, as the JSON format has it. What the
// fields mean is in schema.json.
type Report struct {
	Schema     int            `json:"schema"`
	Apicheck   string         `json:"apicheck"`
	Verdict    policy.Outcome `json:"verdict"`
	Components []Component    `json:"components"`
}

// A Component is one comparison.
type Component struct {
	Name     string         `json:"name"`
	Language string         `json:"language"`
	Tier     *int           `json:"tier"`
	Release  policy.Release `json:"release"`
	Reason   string         `json:"reason,omitempty"` // of the release kind, or of what it allows
	Allows   rule.Bump      `json:"allows"`
	Verdict  policy.Outcome `json:"verdict"`
	Old      Version        `json:"old"`
	New      Version        `json:"new"`
	Items    Items          `json:"items"`
	Gaps     []Gap          `json:"gaps"`
	Error    *string        `json:"error"`
	Findings []Finding      `json:"findings"`
}

// A Version says what one side of the comparison was.
type Version struct {
	Spec    string `json:"spec"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Items counts the items of both surfaces.
type Items struct {
	Old int `json:"old"`
	New int `json:"new"`
}

// A Gap is a place that could not be read.
type Gap struct {
	Side   string `json:"side"` // "old" or "new"
	Scope  string `json:"scope"`
	Reason string `json:"reason"`
	Broken bool   `json:"broken"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
}

// A Finding is one change and its verdict.
type Finding struct {
	Fingerprint string         `json:"fingerprint"`
	Rule        string         `json:"rule"`
	Impact      rule.Impact    `json:"impact"`
	Source      rule.Impact    `json:"source,omitempty"`
	ABI         rule.Impact    `json:"abi,omitempty"`
	Bump        rule.Bump      `json:"bump"`
	Item        string         `json:"item"`
	Kind        string         `json:"kind"`
	Message     string         `json:"message"`
	Also        []string       `json:"also,omitempty"`
	Doubt       string         `json:"doubt,omitempty"`
	Old         *Declaration   `json:"old"`
	New         *Declaration   `json:"new"`
	Origin      string         `json:"origin"`
	Verdict     policy.Verdict `json:"verdict"`
	Accepted    *string        `json:"accepted"`
}

// A Declaration is what stands on one side of a finding.
type Declaration struct {
	Decl string `json:"decl"`
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

// New makes the report of a run.
func New(version string, components ...*policy.Component) *Report {
	r := &Report{Schema: SchemaVersion, Apicheck: version, Verdict: policy.OutcomeOf(components), Components: []Component{}}
	for _, c := range components {
		r.Components = append(r.Components, newComponent(c))
	}
	return r
}

func newComponent(c *policy.Component) Component {
	out := Component{
		Name: c.Name, Language: c.Language,
		Release: c.Step.Release, Reason: c.Step.Reason, Allows: c.Step.Allows,
		Verdict:  c.Outcome(),
		Old:      Version{c.Old.Spec, c.Old.Name, c.Old.Version},
		New:      Version{c.New.Spec, c.New.Name, c.New.Version},
		Items:    Items{c.Old.Items, c.New.Items},
		Gaps:     []Gap{},
		Findings: []Finding{},
	}
	for _, side := range []struct {
		name string
		gaps []api.Gap
	}{{"old", c.Old.Gaps}, {"new", c.New.Gaps}} {
		for _, g := range side.gaps {
			out.Gaps = append(out.Gaps, Gap{side.name, cmp.Or(g.Scope, c.Name), g.Reason, g.Broken, g.Pos.File, g.Pos.Line})
		}
	}
	if c.Err != nil {
		text := c.Err.Error()
		out.Error = &text
	}
	for _, f := range c.Findings {
		out.Findings = append(out.Findings, Finding{
			Fingerprint: f.Fingerprint, Rule: f.Rule, Impact: f.Impact, Source: f.Source, ABI: f.ABI, Bump: f.Bump,
			Item: f.Item, Kind: f.Kind, Message: f.Message, Also: f.Change.Also, Doubt: f.Change.Doubt,
			Old: declaration(f.Old), New: declaration(f.New),
			Origin: "introduced", Verdict: f.Verdict,
		})
	}
	return out
}

func declaration(s rule.Side) *Declaration {
	if s.Decl == "" && !s.Pos.IsValid() {
		return nil
	}
	return &Declaration{s.Decl, s.Pos.File, s.Pos.Line}
}

// breaks says at which levels a finding breaks users, where that is told apart.
func (f *Finding) breaks() string { return rule.Breaks(f.Source, f.ABI) }

// place is where a finding is shown: in the new source if the item is there.
func (f *Finding) place() string {
	switch {
	case f.New != nil && f.New.File != "":
		return place(f.New.File, f.New.Line)
	case f.Old != nil && f.Old.File != "":
		return "was " + place(f.Old.File, f.Old.Line)
	}
	return ""
}

func place(file string, line int) string { return api.Pos{File: file, Line: line}.String() }

// count returns how many findings have the impact.
func (c *Component) count(i rule.Impact) int {
	n := 0
	for _, f := range c.Findings {
		if f.Impact == i {
			n++
		}
	}
	return n
}

// JSON writes the report in its own format.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
