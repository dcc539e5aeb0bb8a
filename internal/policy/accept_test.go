package policy

import (
	"testing"

	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"*", "", true}, {"*", "x.y::z", true}, {"a*", "a", true}, {"a*", "ba", false},
		{"*b", "ab", true}, {"*b", "ba", false}, {"a*b*c", "a1b2c", true}, {"a*b*c", "acb", false}, {"a*a", "a", false}, {"release-*", "release-41.0.0", true},
		{`(\*T).M`, "(*T).M", true}, {`(\*T).M`, "(*FileT).M", false}, {`\*`, "x", false}, {Literal("f(*args, **kw)"), "f(*args, **kw)", true}, {Literal("(*T).M"), "(*UT).M", false},
	} {
		if got := Match(test.pattern, test.name); got != test.want {
			t.Errorf("%q of %q: %v", test.pattern, test.name, got)
		}
	}
}

// TestAcceptances has every class against every kind of verdict.
func TestAcceptances(t *testing.T) {
	const (
		denied = iota
		major
		small
		consult
	)
	patch, release := Stage{Old: "41.0.3", New: "41.0.4", Release: true}, Stage{Old: "41.0.4", New: "42.0.0", Release: true}
	for _, test := range []struct {
		name    string
		a       Acceptance
		finding int
		stage   Stage
		setting Setting // of major changes; "" for rfc
		want    Verdict
		notice  NoticeKind
	}{
		{"minor, a small break", Acceptance{Class: ClassMinor, Release: "42.0.0"}, small, release, "", Accepted, ""},
		{"minor, a major change", Acceptance{Class: ClassMinor, Release: "42.0.0"}, major, release, "", NeedsRFC, WeakAcceptance},
		{"minor, where it is enough", Acceptance{Class: ClassMinor, Release: "42.0.0"}, major, release, SettingRFCOrAck, Accepted, ""},
		{"minor, in a patch", Acceptance{Class: ClassMinor, Release: "41.0.4"}, denied, patch, "", Denied, WeakAcceptance},
		{"minor, tier 2", Acceptance{Class: ClassMinor, Release: "42.0.0"}, consult, release, "", Accepted, ""},
		{"rfc accepted", Acceptance{Class: ClassRFC, Release: "42.0.0", Status: RFCAccepted}, major, release, "", Accepted, ""},
		{"rfc not checked", Acceptance{Class: ClassRFC, Release: "42.0.0"}, major, release, "", Accepted, ""},
		{"rfc open", Acceptance{Class: ClassRFC, Release: "42.0.0", Status: RFCOpen}, major, release, "", NeedsRFC, RFCNotAccepted},
		{"rfc absent", Acceptance{Class: ClassRFC, Release: "42.0.0", Status: RFCAbsent}, small, release, "", NeedsAck, RFCNotAccepted},
		{"rfc, in a patch", Acceptance{Class: ClassRFC, Release: "41.0.4", Status: RFCAccepted}, denied, patch, "", Denied, WeakAcceptance},
		{"security, its line", Acceptance{Class: ClassSecurity, Release: "42.0.0", Lines: []string{"41.0", "36.0"}}, denied, patch, "", Accepted, ""},
		{"security, another line", Acceptance{Class: ClassSecurity, Release: "42.0.0", Lines: []string{"36.0"}}, denied, patch, "", Denied, WeakAcceptance},
		{"security, on the main branch", Acceptance{Class: ClassSecurity, Release: "42.0.0", Lines: []string{"41.0"}}, major, release, "", Accepted, ""},
		{"security, out before it is backported", Acceptance{Class: ClassSecurity, Release: "40.0.4", Lines: []string{"40.0", "41.0"}}, denied, patch, "", Accepted, ""},
		{"security, out on its own line", Acceptance{Class: ClassSecurity, Release: "41.0.3", Lines: []string{"41.0"}}, denied, patch, "", Denied, StaleAcceptance},
		{"false positive, in a patch", Acceptance{Class: ClassFalsePositive, Release: "41.0.4"}, denied, patch, "", Accepted, ""},
		{"out", Acceptance{Class: ClassFalsePositive, Release: "41.0.3"}, denied, patch, "", Denied, StaleAcceptance},
		{"for a later release, picked", Acceptance{Class: ClassFalsePositive, Release: "43.0.0"}, denied, patch, "", Accepted, ""},
		{"another item", Acceptance{Class: ClassMinor, Item: "G", Release: "42.0.0"}, small, release, "", NeedsAck, StaleAcceptance},
		{"another item, for later", Acceptance{Class: ClassMinor, Item: "G", Release: "43.0.0"}, small, release, "", NeedsAck, ""},
		{"a pattern", Acceptance{Class: ClassMinor, Item: "F*", Rule: "go/*", Component: "*", Release: "42.0.0"}, small, release, "", Accepted, ""},
	} {
		f := rule.Finding{Rule: "go/r", Item: "F", Kind: "func", Impact: rule.Breaking, Bump: rule.Major, Change: diff.Change{Op: diff.Changed}}
		c := &Component{Name: "c", Tier: 1, Status: Compared, Step: StepOf(Major), Wholes: []string{"type"}}
		switch test.finding {
		case denied:
			c.Step = StepOf(Patch)
		case major:
			f.Kind, f.Change.Op = "type", diff.Removed
		case consult:
			c.Tier = 2
		}
		c.Findings = []Finding{{Finding: f}}
		p := Default()
		if test.setting != "" {
			p.Tier1Major = test.setting
		}
		p.Judge(c)
		a := test.a
		for _, s := range []*string{&a.Rule, &a.Component, &a.Item} {
			if *s == "" {
				*s = map[*string]string{&a.Rule: "go/r", &a.Component: "c", &a.Item: "F"}[s]
			}
		}
		notices := Accept([]*Component{c}, []*Acceptance{&a}, test.stage)
		if got := c.Findings[0].Verdict; got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		var kind NoticeKind
		if len(notices) > 0 {
			kind = notices[0].Kind
		}
		if len(notices) > 1 || kind != test.notice {
			t.Errorf("%s: notices %+v, want %q", test.name, notices, test.notice)
		}
		if kind == StaleAcceptance && !notices[0].Error {
			t.Errorf("%s: stale at a release, and no error", test.name)
		}
	}
}

func TestAcceptanceOfWhatWasNotCompared(t *testing.T) {
	a := &Acceptance{Rule: "*", Component: "c", Item: "*", Class: ClassMinor, Release: "42.0.0"}
	for _, status := range []Status{Unmoved, New, Skipped} {
		c := &Component{Name: "c", Status: status}
		if notices := Accept([]*Component{c}, []*Acceptance{a}, Stage{Old: "41.0.0", New: "42.0.0", Release: true}); len(notices) > 0 {
			t.Errorf("%s: %+v", status, notices)
		}
	}
}
