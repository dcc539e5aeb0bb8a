package rule

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

func decl(it, _ *api.Item) string { return it.Kind + " " + it.ID }

var testRules = []Rule{
	{ID: "x/removed", Impact: Breaking, Bump: Major, Match: func(c diff.Change) bool { return c.Op == diff.Removed }},
	{ID: "x/never", Impact: Breaking, Bump: Major, Match: func(c diff.Change) bool { return c.Op == diff.Removed }},
	{ID: "x/added", Impact: Compatible, Bump: Minor, Match: func(c diff.Change) bool { return c.Op == diff.Added }},
}

func TestJudgeIsTotalOrderedAndMergesDuplicates(t *testing.T) {
	item := func(id string) *api.Item { return &api.Item{ID: id, Kind: "func", Pos: api.Pos{File: "f", Line: 1}} }
	findings := Judge("x", "comp", testRules, decl, []diff.Change{
		{Op: diff.Added, Item: "z", New: item("z")},
		{Op: diff.Removed, Item: "b", Old: item("b"), Doubt: "unsure", Detail: "gone"},
		{Op: diff.Changed, Aspect: diff.AspectType, Item: "c", Old: &api.Item{ID: "c", Kind: "func", Type: "1"}, New: &api.Item{ID: "c", Kind: "func", Type: "2"}},
		{Op: diff.Removed, Item: "a", Old: item("a")},
		{Op: diff.Removed, Item: "a", Old: item("a"), Detail: "once more"},
	})
	var got []string
	for _, f := range findings {
		got = append(got, f.Rule+" "+string(f.Impact)+" "+f.Item+" "+f.Message)
	}
	want := []string{
		"x/removed breaking a removed; once more",
		"x/unclassified breaking c changed from 1 to 2",
		"x/removed risky b gone",
		"x/added compatible z added",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("findings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFingerprintDependsOnComponentRuleAndItemOnly(t *testing.T) {
	base := Fingerprint("c", "x/r", "i")
	if len(base) != 12 || base != Fingerprint("c", "x/r", "i") {
		t.Errorf("fingerprint %q", base)
	}
	for _, other := range []string{Fingerprint("d", "x/r", "i"), Fingerprint("c", "x/s", "i"), Fingerprint("c", "x/r", "j"), Fingerprint("cx", "/r", "i")} {
		if other == base {
			t.Error("two findings share a fingerprint")
		}
	}
}

func TestValidate(t *testing.T) {
	page := &fstest.MapFile{Data: []byte("Title\n\nWhy.\n\nSee: https://example.com\n-- want --\n")}
	docs := fstest.MapFS{"rules/removed.txtar": page, "rules/never.txtar": page, "rules/added.txtar": page}
	if err := Validate("x", testRules, docs); err != nil {
		t.Errorf("sound rules: %v", err)
	}
	for want, change := range map[string]func(rules []Rule, docs fstest.MapFS) []Rule{
		"has no page":        func(r []Rule, d fstest.MapFS) []Rule { delete(d, "rules/added.txtar"); return r },
		"belongs to no rule": func(r []Rule, d fstest.MapFS) []Rule { d["rules/orphan.txtar"] = page; return r },
		"worst of Source":    func(r []Rule, d fstest.MapFS) []Rule { r[0].Source, r[0].ABI = Risky, Risky; return r },
		"must be set":        func(r []Rule, d fstest.MapFS) []Rule { r[0].Match = nil; return r },
		"is not x/":          func(r []Rule, d fstest.MapFS) []Rule { r[0].ID = "y/removed"; return r },
		"listed twice":       func(r []Rule, d fstest.MapFS) []Rule { return append(r, r[0]) },
		"a page has a title": func(r []Rule, d fstest.MapFS) []Rule {
			d["rules/added.txtar"] = &fstest.MapFile{Data: []byte("Title\n")}
			return r
		},
		"unexpected file foo": func(r []Rule, d fstest.MapFS) []Rule {
			d["rules/added.txtar"] = &fstest.MapFile{Data: append(page.Data, "-- foo --\n"...)}
			return r
		},
	} {
		rules := append([]Rule{}, testRules...)
		d := fstest.MapFS{"rules/removed.txtar": page, "rules/never.txtar": page, "rules/added.txtar": page}
		rules = change(rules, d)
		if err := Validate("x", rules, d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestLevels(t *testing.T) {
	findings := Judge("x", "comp", []Rule{
		{ID: "x/both", Impact: Breaking, Bump: Major, Source: Risky, ABI: Breaking, Match: func(c diff.Change) bool { return c.Item == "both" || c.Item == "unsure" || c.Item == "inline" }},
		{ID: "x/source", Impact: Breaking, Bump: Major, Source: Breaking, ABI: Compatible, Match: func(c diff.Change) bool { return c.Item == "source" }},
		{ID: "x/plain", Impact: Breaking, Bump: Major, Match: func(c diff.Change) bool { return true }},
	}, decl, []diff.Change{
		{Op: diff.Removed, Item: "both"}, {Op: diff.Removed, Item: "source"}, {Op: diff.Removed, Item: "plain"},
		{Op: diff.Removed, Item: "unsure", Doubt: "who knows"}, {Op: diff.Removed, Item: "inline", SourceOnly: true},
	})
	for _, test := range []struct {
		name   string
		levels []string
		want   string // impacts and bumps in the order of the findings
	}{
		{"both levels", []string{LevelSource, LevelABI}, "both:breaking:major plain:breaking:major source:breaking:major inline:risky:major unsure:risky:major"},
		{"the source alone", []string{LevelSource}, "plain:breaking:major source:breaking:major both:risky:major inline:risky:major unsure:risky:major"},
		{"compiled programs alone", []string{LevelABI}, "both:breaking:major plain:breaking:major unsure:risky:major inline:compatible:minor source:compatible:minor"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range At(findings, test.levels...) {
				got = append(got, f.Item+":"+string(f.Impact)+":"+string(f.Bump))
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("got  %s\nwant %s", s, test.want)
			}
		})
	}
	if f := findings[0]; f.Source != Risky || f.ABI != Breaking {
		t.Errorf("%s is %s at the source and %s for compiled programs", f.Item, f.Source, f.ABI)
	}
}

func TestBreaksSaysAtWhichLevel(t *testing.T) {
	for _, test := range []struct {
		source, abi Impact
		want        string
	}{
		{"", "", ""},
		{Compatible, Compatible, ""},
		{Breaking, Breaking, "breaks source and ABI"},
		{Risky, Breaking, "breaks ABI, may break source"},
		{Breaking, Compatible, "breaks source"},
		{Risky, Risky, "may break source and ABI"},
	} {
		if got := Breaks(test.source, test.abi); got != test.want {
			t.Errorf("Breaks(%s, %s) = %q, want %q", test.source, test.abi, got, test.want)
		}
	}
}
