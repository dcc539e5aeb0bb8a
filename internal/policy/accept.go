package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Class says on what ground a break was agreed to.
type Class string

const (
	ClassMinor         Class = "minor"          // a small break, acknowledged
	ClassRFC           Class = "rfc"            // an RFC decided it
	ClassSecurity      Class = "security"       // a fix that cannot wait, in patch releases too
	ClassFalsePositive Class = "false-positive" // apicheck is wrong: nobody breaks
)

// Classes lists the classes of acceptance.
var Classes = []Class{ClassMinor, ClassRFC, ClassSecurity, ClassFalsePositive}

// An RFCStatus says what became of an RFC.
type RFCStatus string

const (
	RFCUnchecked RFCStatus = ""         // nobody looked: no checkout is configured
	RFCAccepted  RFCStatus = "accepted" // it stands in the folder of accepted ones
	RFCOpen      RFCStatus = "open"     // it is there, and not accepted yet
	RFCAbsent    RFCStatus = "absent"   // there is no such RFC
)

// An Acceptance is the agreement to a break. It matches findings by rule,
// component and item, and by nothing that moves: no message, file or line.
type Acceptance struct {
	Rule, Component, Item string // names or patterns, in which * stands for anything
	Class                 Class  //
	Who, Why              string //
	Release               string // that ships it, of the project
	Migration             string // what users are to do, for the release notes
	RFC                   string // its file, number or address
	Status                RFCStatus
	Advisory              string   // of class security
	Lines                 []string // release lines that the fix is for, such as 41.0
	Place                 api.Pos  // where it is written
}

// matches reports whether the acceptance is about a finding of a component.
func (a *Acceptance) matches(component string, f *Finding) bool {
	return Match(a.Rule, f.Rule) && Match(a.Component, component) && Match(a.Item, f.Item)
}

// Match reports whether a name is what a pattern says, in which * stands for
// any text, and \\* for itself.
func Match(pattern, name string) bool {
	parts := strings.Split(strings.ReplaceAll(pattern, `\*`, "\x00"), "*")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "\x00", "*")
	}
	if len(parts) == 1 {
		return parts[0] == name
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// Literal is the pattern that matches a name alone.
func Literal(name string) string { return strings.ReplaceAll(name, "*", `\*`) }

// suffices says why an acceptance that matches is not enough for a finding, in
// the release to newVersion; "" where it is.
func (a *Acceptance) suffices(f *Finding, newVersion string) string {
	switch a.Class {
	case ClassFalsePositive:
		return ""
	case ClassSecurity:
		if f.Verdict == Denied && !slices.ContainsFunc(a.Lines, func(l string) bool { return inLine(newVersion, l) }) {
			return fmt.Sprintf("its lines do not have the release %s", cmp.Or(newVersion, "that is checked"))
		}
		return ""
	case ClassRFC:
		if a.Status == RFCOpen || a.Status == RFCAbsent {
			return fmt.Sprintf("its RFC %s is %s", a.RFC, statusText(a.Status))
		}
	}
	switch {
	case f.Verdict == Denied:
		return fmt.Sprintf("class %s does not allow a break in a release that may have none", a.Class)
	case f.Setting == SettingRFC && a.Class != ClassRFC:
		return fmt.Sprintf("it is of class %s, and a major change needs an accepted RFC", a.Class)
	}
	return ""
}

func statusText(s RFCStatus) string {
	if s == RFCOpen {
		return "not accepted yet"
	}
	return "not among the accepted ones"
}

// inLine reports whether a version belongs to a release line: 41.0.4 to 41.0
// and to 41.
func inLine(version, line string) bool {
	version, line = strings.TrimPrefix(version, "v"), strings.TrimPrefix(line, "v")
	return version == line || strings.HasPrefix(version, line+".")
}

// A Stage says what the acceptances are held against.
type Stage struct {
	Old, New string // versions of the project: the release that is out, and the one that is coming; "" where not known
	Release  bool   // a release is checked, rather than a pull request: what is stale is an error

	// Components lists all that acceptances may be about, whether they were
	// compared or not; nil for those that were.
	Components []string
}

// Accept applies acceptances to judged components, and reports those that
// are stale, or match without being enough.
func Accept(components []*Component, list []*Acceptance, stage Stage) []Notice {
	var notices []Notice
	looked := map[string]bool{} // into components
	names := stage.Components
	for _, c := range components {
		looked[c.Name] = (c.Status == Compared || c.Status == Gone) && c.Err == nil
		if stage.Components == nil {
			names = append(names, c.Name)
		}
	}
	compared := func(a *Acceptance) bool { // whether all was looked at that it may match
		any := false
		for _, name := range names {
			if Match(a.Component, name) {
				if any = true; !looked[name] {
					return false
				}
			}
		}
		return any
	}
	matched := map[*Acceptance]bool{}
	weak := map[*Acceptance]bool{}
	for _, c := range components {
		for i := range c.Findings {
			f := &c.Findings[i]
			if f.Origin == Fixed || f.Verdict == Note && f.Impact == rule.Compatible {
				continue // there is nothing to agree to
			}
			var insufficient *Acceptance
			var why string
			for _, a := range list {
				if out(a, stage) || !a.matches(c.Name, f) {
					continue
				}
				matched[a] = true
				reason := a.suffices(f, stage.New)
				if reason == "" {
					f.Acceptance, f.Verdict = a, Accepted
					insufficient = nil
					break
				}
				if insufficient == nil {
					insufficient, why = a, reason
				}
			}
			if insufficient != nil && f.Verdict.Stops() && !weak[insufficient] {
				weak[insufficient] = true
				kind := WeakAcceptance
				if insufficient.Status == RFCOpen || insufficient.Status == RFCAbsent {
					kind = RFCNotAccepted
				}
				notices = append(notices, Notice{Kind: kind, Pos: insufficient.Place,
					Message: fmt.Sprintf("the acceptance of %s (%s) is not enough: %s", insufficient.Item, insufficient.Rule, why)})
			}
		}
	}
	for _, a := range list {
		reason := ""
		switch {
		case out(a, stage):
			reason = fmt.Sprintf("its release %s is out", a.Release)
		case matched[a] || !compared(a) || later(a, stage):
			continue
		default:
			reason = "it matches nothing"
		}
		notices = append(notices, Notice{Kind: StaleAcceptance, Error: stage.Release, Pos: a.Place,
			Message: fmt.Sprintf("the acceptance of %s (%s) is stale: %s; apicheck accept --prune removes it", a.Item, a.Rule, reason)})
	}
	return notices
}

// out reports whether the release that ships an acceptance is out already. A
// security fix is shipped by several, one on each of its lines: its release is
// the one of its own line.
func out(a *Acceptance, stage Stage) bool {
	if a.Class == ClassSecurity && slices.ContainsFunc(a.Lines, func(l string) bool { return inLine(stage.New, l) && !inLine(a.Release, l) }) {
		return false
	}
	return stage.Old != "" && CompareVersions(a.Release, stage.Old) <= 0
}

// later reports whether an acceptance is for a release behind the one that is
// coming: on a branch it came with what was picked from the main branch.
func later(a *Acceptance, stage Stage) bool {
	return stage.New != "" && CompareVersions(a.Release, stage.New) > 0 ||
		a.Class == ClassSecurity && !slices.ContainsFunc(a.Lines, func(l string) bool { return inLine(stage.New, l) })
}

// CompareVersions orders two versions of a project by semantic versioning, with
// or without the "v". What is no version sorts first.
func CompareVersions(a, b string) int { return semver.Compare(canonical(a), canonical(b)) }
