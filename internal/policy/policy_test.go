package policy

import (
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

func TestStepBetween(t *testing.T) {
	for _, test := range []struct {
		old, new   string
		versioning api.Versioning
		release    Release
		allows     rule.Bump
	}{
		{"v1.2.3", "v2.0.0", api.ZeroUnstable, Major, rule.Major},
		{"v1.2.3", "v1.3.0", api.ZeroUnstable, Minor, rule.Minor},
		{"v1.2.3", "v1.2.4", api.ZeroUnstable, Patch, rule.Patch},
		{"1.2.3", "1.2.10", api.ZeroShifted, Patch, rule.Patch},
		{"v25.0.0", "v37.0.0", api.ZeroUnstable, Major, rule.Major},
		{"v1.2", "v1.2.1", api.ZeroUnstable, Patch, rule.Patch},

		{"v1.2.3", "v1.2.3", api.ZeroUnstable, None, rule.Patch},
		{"v1.2.3", "v1.2.3+build", api.ZeroUnstable, None, rule.Patch},
		{"v1.3.0", "v1.2.9", api.ZeroUnstable, None, rule.Patch},
		{"", "v1.2.3", api.ZeroUnstable, None, rule.Patch},
		{"v1.2.3", "", api.ZeroUnstable, None, rule.Patch},
		{"main", "v1.2.3", api.ZeroUnstable, None, rule.Patch},

		{"v0.1.0", "v0.1.1", api.ZeroUnstable, Patch, rule.Major},
		{"v0.1.0", "v0.2.0", api.ZeroUnstable, Minor, rule.Major},
		{"v0.9.0", "v1.0.0", api.ZeroUnstable, Major, rule.Major},
		{"0.1.0", "0.1.1", api.ZeroShifted, Patch, rule.Minor},
		{"0.1.0", "0.2.0", api.ZeroShifted, Major, rule.Major},
		{"0.0.1", "0.0.2", api.ZeroShifted, Major, rule.Major},

		{"v1.2.0-rc.1", "v1.2.0", api.ZeroUnstable, Minor, rule.Major},
		{"v1.2.0-rc.1", "v1.2.0-rc.2", api.ZeroUnstable, Minor, rule.Major},
		{"v2.0.0-beta", "v2.0.0", api.ZeroUnstable, Major, rule.Major},
		{"v1.2.3-rc.1", "v1.2.3", api.ZeroUnstable, Patch, rule.Major},
		{"v1.2.3", "v1.2.4-rc.1", api.ZeroUnstable, Patch, rule.Patch},
		{"v1.2.3", "v2.0.0-rc.1", api.ZeroUnstable, Major, rule.Major},
		{"v1.2.3-rc.1", "v1.2.4", api.ZeroUnstable, Patch, rule.Patch},
	} {
		s := StepBetween(test.old, test.new, test.versioning)
		if s.Release != test.release || s.Allows != test.allows {
			t.Errorf("%s to %s: a %s release that allows %s, want %s and %s", test.old, test.new, s.Release, s.Allows, test.release, test.allows)
		}
		if s.Release == None && s.Reason == "" {
			t.Errorf("%s to %s: no reason for an unknown step", test.old, test.new)
		}
	}
}

func TestParseRelease(t *testing.T) {
	for _, s := range []string{"major", "minor", "patch"} {
		if r, err := ParseRelease(s); err != nil || string(r) != s {
			t.Errorf("%s: %v, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "none", "Major", "2"} {
		if _, err := ParseRelease(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

func TestVerdicts(t *testing.T) {
	finding := func(i rule.Impact, b rule.Bump) rule.Finding { return rule.Finding{Impact: i, Bump: b} }
	for _, test := range []struct {
		finding rule.Finding
		release Release
		want    Verdict
	}{
		{finding(rule.Breaking, rule.Major), Patch, Denied},
		{finding(rule.Breaking, rule.Major), Minor, Denied},
		{finding(rule.Breaking, rule.Major), Major, Note},
		{finding(rule.Risky, rule.Major), Patch, Warn},
		{finding(rule.Risky, rule.Major), Major, Note},
		{finding(rule.Compatible, rule.Minor), Patch, Warn},
		{finding(rule.Compatible, rule.Minor), Minor, Note},
		{finding(rule.Compatible, rule.Patch), Patch, Note},
	} {
		c := &Component{Step: StepOf(test.release), Findings: []Finding{{Finding: test.finding}}}
		setup := Default()
		setup.Judge(c)
		if got := c.Findings[0].Verdict; got != test.want {
			t.Errorf("%s %s in a %s release: %s, want %s", test.finding.Impact, test.finding.Bump, test.release, got, test.want)
		}
	}
}

func TestOutcomeOfTheWorst(t *testing.T) {
	pass := &Component{Findings: []Finding{{Verdict: Warn}}}
	deny := &Component{Findings: []Finding{{Verdict: Denied}}}
	unread := &Component{Findings: []Finding{{Verdict: Denied, Finding: rule.Finding{Change: diff.Change{NewGap: &api.Gap{Broken: true}}}}}}
	for _, test := range []struct {
		components []*Component
		want       Outcome
		code       int
	}{
		{nil, Pass, 0},
		{[]*Component{pass}, Pass, 0},
		{[]*Component{deny, pass}, Deny, 1},
		{[]*Component{deny, unread, pass}, Error, 3},
	} {
		if got := OutcomeOf(test.components); got != test.want || got.ExitCode() != test.code {
			t.Errorf("%s with exit code %d, want %s with %d", got, got.ExitCode(), test.want, test.code)
		}
	}
}
