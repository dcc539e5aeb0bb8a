package report

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// maxSARIF bounds the results of a SARIF log: GitHub takes 25,000 of a run, and
// shows 5,000
// (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
const maxSARIF = 5000

// SARIF writes what a change brought in the Static Analysis Results Interchange
// Format 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), with the
// pages of its rules as help. What somebody agreed to is suppressed.
func (r *Report) SARIF(w io.Writer, pages []RulePage) error {
	run := sarif.NewRunWithInformationURI("apicheck", "https://github.com/apicheck/apicheck")
	run.Tool.Driver.WithSemanticVersion(r.Apicheck)
	run.WithColumnKind("unicodeCodePoints")
	list := r.news(func(f *Finding) bool { return f.Impact != rule.Compatible })
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	for _, x := range r.troubles() {
		if x.component != "" {
			invocation.WithExecutionSuccessful(false)
		}
		n := sarif.NewNotification().WithLevel("error").WithMessage(sarif.NewTextMessage(Plain(x.sentence())))
		if x.file != "" {
			n.AddLocation(sarif.NewLocationWithPhysicalLocation(placeOf(x.file, max(x.line, 1))))
		}
		invocation.AddToolExecutionNotification(n)
	}
	if more := len(list) - maxSARIF; more > 0 {
		list = list[:maxSARIF]
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel("warning").
			WithMessage(sarif.NewTextMessage(fmt.Sprintf("%d more results are left out: see the whole report", more))))
	}
	run.AddInvocation(invocation)
	index := map[string]int{}
	for _, l := range list {
		if _, known := index[l.f.Rule]; !known {
			index[l.f.Rule] = len(index)
			run.Tool.Driver.AddRule(sarifRule(l.f.Rule, pages))
		}
		run.AddResult(l.sarif(index[l.f.Rule]))
	}
	log := &sarif.Report{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []*sarif.Run{run}}
	data, err := json.Marshal(log)
	if err != nil {
		return err
	}
	// The library writes what is not there as null and empty lists.
	var plain any
	if err := json.Unmarshal(data, &plain); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(withoutEmpty(plain))
}

// withoutEmpty drops of a JSON value what says nothing: nulls, empty lists and
// objects, and -1, which SARIF has for what is not set. Results stay: their
// absence says that nobody looked.
func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			list, isList := x.([]any)
			object, isObject := x.(map[string]any)
			if x == nil || x == float64(-1) || isList && len(list) == 0 && k != "results" && k != "rules" || isObject && len(object) == 0 {
				delete(v, k)
			} else {
				v[k] = withoutEmpty(x)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
	}
	return v
}

// A located finding is one with the component that it is of.
type located struct {
	c *Component
	f *Finding
}

// shown reports whether a finding is news: neither on the main branch already,
// nor told elsewhere.
func (f *Finding) shown() bool { return f.Origin == policy.Introduced && f.Through == "" }

// news lists the findings to show that keep wants, what demands attention first.
func (r *Report) news(keep func(*Finding) bool) []*located {
	var list []*located
	for i := range r.Components {
		c := &r.Components[i]
		for j := range c.Findings {
			if f := &c.Findings[j]; f.shown() && keep(f) {
				list = append(list, &located{c, f})
			}
		}
	}
	rank := func(l *located) int {
		return slices.IndexFunc(verdicts, func(v verdictPart) bool { return v.verdict == l.f.Verdict })
	}
	slices.SortStableFunc(list, func(a, b *located) int { return rank(a) - rank(b) })
	return list
}

// where is the place to show a finding at: in the new source, else where its
// item stood.
func (f *Finding) where() (file string, line int) {
	for _, d := range []*Declaration{f.New, f.Old} {
		if d != nil && d.File != "" {
			return d.File, max(d.Line, 1)
		}
	}
	return "", 0
}

// sentence says what happened to what, in one component.
func (l *located) sentence() string {
	return l.c.Name + ": " + l.f.Item + ": " + l.f.text()
}

func (l *located) sarif(index int) *sarif.Result {
	level := "note"
	switch {
	case l.f.Verdict.Stops():
		level = "error"
	case l.f.Impact != rule.Compatible && l.f.Verdict != policy.Note:
		level = "warning"
	}
	res := sarif.NewRuleResult(l.f.Rule).WithRuleIndex(index).WithLevel(level).WithMessage(sarif.NewTextMessage(Plain(l.sentence())))
	res.PartialFingerprints = map[string]string{"apicheck/v1": l.f.Fingerprint}
	file, line := l.f.where()
	if file == "" {
		file, line = manifestOf(l.c), 1 // code scanning shows no result without a place
	}
	location := sarif.NewLocationWithPhysicalLocation(placeOf(file, line))
	location.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(Plain(l.f.Item)).WithKind(logicalKind(l.f.Kind)))
	res.AddLocation(location)
	if l.f.Accepted != nil {
		res.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(Plain(l.f.Accepted.text())))
	}
	return res
}

func placeOf(file string, line int) *sarif.PhysicalLocation {
	return sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(file))).WithRegion(sarif.NewRegion().WithStartLine(line))
}

// manifestOf stands for a component whose findings have no place.
func manifestOf(c *Component) string {
	if c.Path == "" || c.Path == "." {
		return "apicheck.toml"
	}
	return c.Path
}

// uri is a path as a relative reference (RFC 3986): a colon or a slash at its
// beginning would make it an address.
func uri(file string) string {
	return strings.ReplaceAll((&url.URL{Path: strings.TrimLeft(file, "/")}).EscapedPath(), ":", "%3A")
}

// logicalKind is the kind of an item in SARIF's words.
func logicalKind(kind string) string {
	switch kind {
	case "module", "package", "header":
		return "module"
	case "struct", "class", "enum", "union", "trait", "type", "typedef", "type-alias":
		return "type"
	case "field", "variant", "method", "attribute", "property", "enumerator":
		return "member"
	case "fn", "func", "function":
		return "function"
	case "param", "parameter":
		return "parameter"
	case "var", "const", "static":
		return "variable"
	}
	return "element"
}

func sarifRule(id string, pages []RulePage) *sarif.ReportingDescriptor {
	d := sarif.NewRule(id)
	i := slices.IndexFunc(pages, func(p RulePage) bool { return p.Rule.ID == id })
	if i < 0 {
		why := rule.UnclassifiedWhy
		if strings.HasSuffix(id, "/component-removed") {
			why = rule.ComponentRemovedWhy
		}
		return d.WithShortDescription(sarif.NewMultiformatMessageString().WithText(id)).
			WithFullDescription(sarif.NewMultiformatMessageString().WithText(why))
	}
	p := pages[i]
	var help strings.Builder
	p.markdown(&help)
	d.WithShortDescription(sarif.NewMultiformatMessageString().WithText(p.Page.Title)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(p.Page.Why)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(p.Page.Why).WithMarkdown(strings.TrimSpace(help.String())))
	for _, link := range p.Page.Links {
		if strings.HasPrefix(link, "https://") {
			d.WithHelpURI(link)
			break
		}
	}
	level := map[rule.Impact]string{rule.Breaking: "error", rule.Risky: "warning", rule.Compatible: "note"}[p.Rule.Impact]
	d.DefaultConfiguration = sarif.NewReportingConfiguration().WithLevel(level)
	return d
}
