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

func TestTiers(t *testing.T) {
	breaking := rule.Finding{Rule: "go/x", Item: "F", Impact: rule.Breaking, Bump: rule.Major, Change: diff.Change{Op: diff.Changed, Aspect: diff.AspectType}}
	risky := breaking
	risky.Impact = rule.Risky
	whole := breaking
	whole.Kind, whole.Change = "type", diff.Change{Op: diff.Removed}
	added := rule.Finding{Impact: rule.Compatible, Bump: rule.Minor, Change: diff.Change{Op: diff.Added}}
	custom := Default()
	custom.Tier1Major, custom.Tier1Minor, custom.Tier2, custom.Tier3 = SettingRFCOrAck, SettingNote, SettingAck, SettingConsult
	custom.PatchBreaking, custom.PatchAddition = SettingWarn, SettingError
	for _, test := range []struct {
		name    string
		policy  Policy
		tier    Tier
		release Release
		finding rule.Finding
		want    Verdict
	}{
		{"tier 1, major change", Default(), 1, Major, whole, NeedsRFC},
		{"tier 1, small break", Default(), 1, Major, breaking, NeedsAck},
		{"tier 1, cannot tell", Default(), 1, Major, risky, Consult},
		{"tier 1, addition", Default(), 1, Major, added, Note},
		{"tier 2", Default(), 2, Major, whole, Consult},
		{"tier 3", Default(), 3, Major, whole, Note},
		{"no tier", Default(), 0, Major, whole, Note},
		{"patch, tier 1", Default(), 1, Patch, breaking, Denied},
		{"patch, tier 3", Default(), 3, Patch, breaking, Denied},
		{"patch, no tier", Default(), 0, Patch, breaking, Denied},
		{"patch, cannot tell", Default(), 1, Patch, risky, Warn},
		{"patch, addition", Default(), 2, Patch, added, Warn},
		{"minor release", Default(), 3, Minor, breaking, Denied},
		{"minor release, addition", Default(), 1, Minor, added, Note},
		{"rfc-or-ack", custom, 1, Major, whole, NeedsRFC},
		{"tier 1 note", custom, 1, Major, breaking, Note},
		{"tier 2 ack", custom, 2, Major, breaking, NeedsAck},
		{"tier 3 consult", custom, 3, Major, breaking, Consult},
		{"patch warn", custom, 1, Patch, breaking, Warn},
		{"patch addition error", custom, 1, Patch, added, Denied},
	} {
		c := &Component{Tier: test.tier, Step: StepOf(test.release), Wholes: []string{"type"}, Findings: []Finding{{Finding: test.finding}}}
		test.policy.Judge(c)
		if got := c.Findings[0].Verdict; got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestMajorIsMeasured(t *testing.T) {
	finding := func(name, oldType, newType string) Finding {
		c := diff.Change{Op: diff.Changed, Aspect: diff.AspectType, Old: &api.Item{ID: name, Type: oldType}, New: &api.Item{ID: name, Type: newType}}
		return Finding{Finding: rule.Finding{Fingerprint: name, Impact: rule.Breaking, Bump: rule.Major, Item: name, Change: c}}
	}
	var same, different []Finding
	for i := range 6 {
		name := string(rune('a' + i))
		same = append(same, finding(name, "func() a.Error", "func() b.Error"))
		different = append(different, finding(name, "func() x."+name, "func() y."+name))
	}
	for _, test := range []struct {
		name      string
		measure   Measure
		oneChange bool
		items     int
		findings  []Finding
		want      int
	}{
		{"six for one cause", Measure{Items: 6}, false, 1000, same, 6},
		{"six for one cause, below the bound", Measure{Items: 7}, false, 1000, same, 0},
		{"six for six causes, of a release", Measure{Items: 6}, false, 1000, different, 0},
		{"six for six causes, of one change", Measure{Items: 6}, true, 1000, different, 6},
		{"a share", Measure{Share: 0.1}, false, 60, same, 6},
		{"less than the share", Measure{Share: 0.1}, false, 61, same, 0},
		{"no measure", Measure{}, true, 1, different, 0},
	} {
		c := &Component{Tier: 1, Step: StepOf(Major), OneChange: test.oneChange, Findings: test.findings, Old: Side{Items: test.items}}
		for i := range c.Findings {
			c.Findings[i].Major = ""
		}
		p := Default()
		p.Major = test.measure
		p.Judge(c)
		if got := c.Count(NeedsRFC); got != test.want {
			t.Errorf("%s: %d need an RFC, want %d", test.name, got, test.want)
		}
	}
}

func TestLowerTierOfGates(t *testing.T) {
	item := &api.Item{ID: "F", Facts: api.Facts{{Name: "gate", Value: "x"}}}
	parent := &api.Item{ID: "T", Facts: api.Facts{{Name: "gate", Value: "y"}}}
	tiers := map[string]Tier{"x": 2, "y": 3}
	tierOf := func(it *api.Item) Tier { v, _ := it.Facts.Get("gate"); return tiers[v] }
	for _, test := range []struct {
		change diff.Change
		want   Tier
	}{
		{diff.Change{Old: item}, 2},
		{diff.Change{Old: item, OldParent: parent}, 3},
		{diff.Change{Old: &api.Item{ID: "G"}, New: item}, 1}, // what was promised counts
		{diff.Change{New: item}, 2},
	} {
		c := &Component{Tier: 1, TierOf: tierOf, Step: StepOf(Major), Findings: []Finding{{Finding: rule.Finding{Impact: rule.Breaking, Bump: rule.Major, Change: test.change}}}}
		p := Default()
		p.Judge(c)
		if got := c.Findings[0].Tier; got != test.want {
			t.Errorf("%+v: tier %d, want %d", test.change, got, test.want)
		}
	}
}

func TestFold(t *testing.T) {
	at := func(file string) rule.Finding {
		return rule.Finding{Rule: "rust/x", Impact: rule.Breaking, Bump: rule.Major, Old: rule.Side{Pos: api.Pos{File: file, Line: 7}}, Change: diff.Change{Op: diff.Removed}}
	}
	for _, test := range []struct {
		name          string
		made, shown   Tier
		madeStep      Release
		want          Verdict
		wantMade      Verdict
		otherPosition bool
	}{
		{"one break is judged where it is made", 1, 1, Patch, Note, Denied, false},
		{"as much is promised there", 0, 0, Patch, Note, Denied, false},
		{"less is promised there", 3, 1, Patch, Denied, Denied, false},
		{"the other may break", 1, 1, Major, Denied, NeedsAck, false},
		{"another place", 1, 1, Patch, Denied, Denied, true},
	} {
		file := "crates/io/lib.rs"
		if test.otherPosition {
			file = "crates/other/lib.rs"
		}
		made := &Component{Name: "io", Path: "crates/io", Tier: test.made, Step: StepOf(test.madeStep), Findings: []Finding{{Finding: at("crates/io/lib.rs")}}}
		shown := &Component{Name: "wasi", Path: "crates/wasi", Tier: test.shown, Step: StepOf(Patch), Findings: []Finding{{Finding: at(file)}}}
		p := Default()
		p.JudgeAll([]*Component{shown, made})
		if got, gotMade := shown.Findings[0].Verdict, made.Findings[0].Verdict; got != test.want || gotMade != test.wantMade {
			t.Errorf("%s: %s and %s, want %s and %s", test.name, got, gotMade, test.want, test.wantMade)
		}
	}
}
