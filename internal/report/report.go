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
	Run        *Run           `json:"run,omitempty"`
	Notices    []Notice       `json:"notices,omitempty"`
	Components []Component    `json:"components"`
}

// A Run says what was checked, where it was a whole project.
type Run struct {
	Command string `json:"command"` // release or check
	Project string `json:"project"`
	Old     string `json:"old"`            // version of the project
	New     string `json:"new"`            // the same; "" where it is not known yet
	Base    string `json:"base,omitempty"` // the merge base, of a check
}

// A Notice is something that people should know, and that is no finding.
type Notice struct {
	Kind    policy.NoticeKind `json:"kind"`
	Error   bool              `json:"error"`
	Message string            `json:"message"`
	File    string            `json:"file,omitempty"`
	Line    int               `json:"line,omitempty"`
}

// A Component is one comparison.
type Component struct {
	Name     string         `json:"name"`
	Language string         `json:"language"`
	Tier     *int           `json:"tier"`
	Owners   []string       `json:"owners,omitempty"`
	Path     string         `json:"path,omitempty"` // in the repository
	Status   policy.Status  `json:"status"`
	Release  policy.Release `json:"release"`
	Reason   string         `json:"reason,omitempty"` // of the release kind, or of what it allows
	Allows   rule.Bump      `json:"allows"`
	Verdict  policy.Outcome `json:"verdict"`
	Old      Version        `json:"old"`
	New      Version        `json:"new"`
	Items    Items          `json:"items"`
	Gaps     []Gap          `json:"gaps"`
	Notices  []Notice       `json:"notices,omitempty"`
	Error    *string        `json:"error"`
	Hint     string         `json:"hint,omitempty"` // what to do about the error
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
	Parent      string         `json:"parent,omitempty"`
	Message     string         `json:"message"`
	Also        []string       `json:"also,omitempty"`
	Doubt       string         `json:"doubt,omitempty"`
	Old         *Declaration   `json:"old"`
	New         *Declaration   `json:"new"`
	Tier        *int           `json:"tier,omitempty"`
	Major       string         `json:"major,omitempty"`
	Cause       string         `json:"cause,omitempty"`
	Through     string         `json:"through,omitempty"`
	Deprecated  string         `json:"deprecated,omitempty"`
	Origin      policy.Origin  `json:"origin"`
	Verdict     policy.Verdict `json:"verdict"`
	Setting     policy.Setting `json:"setting,omitempty"`
	Accepted    *Acceptance    `json:"accepted"`
}

// An Acceptance says who agreed to a finding, and why.
type Acceptance struct {
	Class     policy.Class     `json:"class"`
	Who       string           `json:"who"`
	Why       string           `json:"why"`
	Release   string           `json:"release"`
	Migration string           `json:"migration,omitempty"`
	RFC       string           `json:"rfc,omitempty"`
	RFCStatus policy.RFCStatus `json:"rfcStatus,omitempty"`
	Advisory  string           `json:"advisory,omitempty"`
	File      string           `json:"file,omitempty"`
	Line      int              `json:"line,omitempty"`
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

// OfRun makes the report of a check of a whole project.
func OfRun(version string, run Run, list []policy.Notice, components ...*policy.Component) *Report {
	r := New(version, components...)
	r.Run, r.Notices = &run, notices(list)
	r.Verdict = policy.OutcomeOf(components, list...)
	return r
}

func newComponent(c *policy.Component) Component {
	out := Component{
		Name: c.Name, Language: c.Language, Tier: tier(c.Tier), Owners: c.Owners, Path: c.Path, Status: cmp.Or(c.Status, policy.Compared),
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
		out.Error, out.Hint = &text, c.Hint
	}
	out.Notices = notices(c.Notices)
	for i := range c.Findings {
		f := &c.Findings[i]
		cause := f.Cause()
		if cause == f.Fingerprint {
			cause = ""
		}
		out.Findings = append(out.Findings, Finding{
			Fingerprint: f.Fingerprint, Rule: f.Rule, Impact: f.Impact, Source: f.Source, ABI: f.ABI, Bump: f.Bump,
			Item: f.Item, Kind: f.Kind, Parent: parent(f), Message: f.Message, Also: f.Change.Also, Doubt: f.Change.Doubt,
			Old: declaration(f.Old), New: declaration(f.New),
			Tier: tier(f.Tier), Major: f.Major, Cause: cause, Through: f.Through, Deprecated: f.Deprecated,
			Origin: cmp.Or(f.Origin, policy.Introduced), Verdict: f.Verdict, Setting: f.Setting, Accepted: acceptance(f.Acceptance),
		})
	}
	return out
}

// parent is the item that the one of a finding stands in.
func parent(f *policy.Finding) string {
	for _, it := range []*api.Item{f.Change.New, f.Change.Old} {
		if it != nil {
			return it.Parent
		}
	}
	return ""
}

// tier is null where there is none.
func tier(t policy.Tier) *int {
	if t == 0 {
		return nil
	}
	n := int(t)
	return &n
}

func notices(list []policy.Notice) []Notice {
	var out []Notice
	for _, n := range list {
		out = append(out, Notice{n.Kind, n.Error, n.Message, n.Pos.File, n.Pos.Line})
	}
	return out
}

func acceptance(a *policy.Acceptance) *Acceptance {
	if a == nil {
		return nil
	}
	return &Acceptance{a.Class, a.Who, a.Why, a.Release, a.Migration, a.RFC, a.Status, a.Advisory, a.Place.File, a.Place.Line}
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
