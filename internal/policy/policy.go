package policy

import (
	"slices"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Verdict is what becomes of one finding.
type Verdict string

const (
	Denied Verdict = "denied" // stops the release
	Warn   Verdict = "warn"   // does not stop it, and a person should look
	Note   Verdict = "note"   // listed
)

// A Finding is a rule's finding with its verdict.
type Finding struct {
	rule.Finding
	Verdict Verdict
}

// A Component is one comparison and all that was found out about it.
type Component struct {
	Name     string
	Language string
	Step     Step
	Old, New Side
	Findings []Finding
	Err      error // the component could not be compared at all
}

// A Side is one of the surfaces of a comparison.
type Side struct {
	Spec    string
	Name    string // what the component calls itself there
	Version string
	Items   int
	Gaps    []api.Gap
}

// Judge gives every finding its verdict for a step.
func Judge(findings []rule.Finding, step Step) []Finding {
	judged := make([]Finding, len(findings))
	for i, f := range findings {
		v := Note
		if exceeds(f.Bump, step.Allows) {
			v = Warn
			if f.Impact == rule.Breaking {
				v = Denied
			}
		}
		judged[i] = Finding{f, v}
	}
	return judged
}

// exceeds reports whether a change asks for a larger step than is allowed.
func exceeds(asked, allowed rule.Bump) bool {
	order := []rule.Bump{rule.Patch, rule.Minor, rule.Major}
	return slices.Index(order, asked) > slices.Index(order, allowed)
}

// Count returns how many findings have the verdict.
func (c *Component) Count(v Verdict) int {
	n := 0
	for _, f := range c.Findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// Unread lists the gaps of malformed input that are not the same on both
// sides: what they hide was not compared.
func (c *Component) Unread() []api.Gap {
	var list []api.Gap
	for _, f := range c.Findings {
		for _, g := range []*api.Gap{f.Change.NewGap, f.Change.OldGap} {
			if g != nil && g.Broken {
				list = append(list, *g)
			}
		}
	}
	return list
}

// An Outcome is the verdict on a whole run.
type Outcome string

const (
	Pass  Outcome = "pass"  // nothing denied
	Deny  Outcome = "deny"  // something denied
	Error Outcome = "error" // something could not be checked: never clean
)

// Of one component: what could not be read outweighs what was denied.
func (c *Component) Outcome() Outcome {
	switch {
	case c.Err != nil || len(c.Unread()) > 0:
		return Error
	case c.Count(Denied) > 0:
		return Deny
	}
	return Pass
}

// OutcomeOf is the outcome of several components: the worst of theirs.
func OutcomeOf(components []*Component) Outcome {
	outcome := Pass
	for _, c := range components {
		switch c.Outcome() {
		case Error:
			return Error
		case Deny:
			outcome = Deny
		}
	}
	return outcome
}

// Exit codes of the program.
const (
	ExitPass  = 0 // nothing denied
	ExitDeny  = 1 // something denied
	ExitUsage = 2 // wrong usage or configuration
	ExitError = 3 // something could not be checked
)

// ExitCode is the exit code of an outcome.
func (o Outcome) ExitCode() int {
	switch o {
	case Pass:
		return ExitPass
	case Deny:
		return ExitDeny
	}
	return ExitError
}
