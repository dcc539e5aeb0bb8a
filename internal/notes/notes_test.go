package notes

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
)

func TestInto(t *testing.T) {
	block := "<!-- apicheck:begin 2.0.0 -->\n\nX\n\n<!-- apicheck:end -->"
	for name, test := range map[string]struct{ text, want string }{
		"at the end":         {"# 2.0.0\n\nA.\n", "# 2.0.0\n\nA.\n\n" + block + "\n"},
		"in the middle":      {"# v2.0.0 (today)\n\nA.\n\n# 1.0.0\n", "# v2.0.0 (today)\n\nA.\n\n" + block + "\n\n# 1.0.0\n"},
		"before a rule":      {"## 2.0.0\n\nA.\n\n--------------------------\n\n## 1.0.0\n", "## 2.0.0\n\nA.\n\n" + block + "\n\n--------------------------\n\n## 1.0.0\n"},
		"between markers":    {"# 3\n<!-- apicheck:begin 2.0.0 -->\nold\n<!-- apicheck:end -->\nB\n", "# 3\n" + block + "\nB\n"},
		"not another one":    {"# 12.0.0\n\n# 2.0.0.1\n\n# 2.0.0\n", "# 12.0.0\n\n# 2.0.0.1\n\n# 2.0.0\n\n" + block + "\n"},
		"below sub-headings": {"# 2.0.0\n\n## A\n\na\n", "# 2.0.0\n\n## A\n\na\n\n" + block + "\n"},
		"not in code":        {"# 2.0.0\n\n```sh\n# a comment\n# 1.0.0\n```\n\n# 1.0.0\n", "# 2.0.0\n\n```sh\n# a comment\n# 1.0.0\n```\n\n" + block + "\n\n# 1.0.0\n"},
		"not at code":        {"```\n# 2.0.0\n```\n\n# 2.0.0\n", "```\n# 2.0.0\n```\n\n# 2.0.0\n\n" + block + "\n"},
		"not in a comment":   {"# 2.0.0\n<!--\n# template\n-->\nA\n", "# 2.0.0\n<!--\n# template\n-->\nA\n\n" + block + "\n"},
		"a quoted marker":    {"# 2.0.0\n\nthe marker `<!-- apicheck:begin 2.0.0 -->` is one\n", "# 2.0.0\n\nthe marker `<!-- apicheck:begin 2.0.0 -->` is one\n\n" + block + "\n"},
		"CRLF":               {"## 2.0.0\r\n\r\nA\r\n\r\n--------------------------\r\n\r\nfooter\r\n", "## 2.0.0\r\n\r\nA\r\n\r\n" + strings.ReplaceAll(block, "\n", "\r\n") + "\r\n\r\n--------------------------\r\n\r\nfooter\r\n"},
		"the best heading":   {"# Upgrading from 2.0.0 to 3.0.0\n\n# 2.0.0-rc.1\n\n# Product 2.0.0, of May\n", "# Upgrading from 2.0.0 to 3.0.0\n\n# 2.0.0-rc.1\n\n# Product 2.0.0, of May\n\n" + block + "\n"},
		"a link":             {"# [2.0.0](x)\n", "# [2.0.0](x)\n\n" + block + "\n"},
	} {
		got, err := Into(test.text, "2.0.0", "X\n")
		if err != nil || got != test.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, test.want)
			continue
		}
		if again, err := Into(got, "2.0.0", "X\n"); err != nil || again != got {
			t.Errorf("%s, again: %v\n%s", name, err, again)
		}
	}
	for name, text := range map[string]string{"no heading": "# 1.0.0\n", "no end": "<!-- apicheck:begin 2.0.0 -->\n",
		"another one's end": "<!-- apicheck:begin 2.0.0 -->\n\n# 1.0.0\n\n<!-- apicheck:begin 1.0.0 -->\nkeep\n<!-- apicheck:end -->\n"} {
		var e *Error
		if got, err := Into(text, "2.0.0", "X"); !errors.As(err, &e) || e.Hint == "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// FuzzInto holds that notes are put in once, and that nothing else is touched.
func FuzzInto(f *testing.F) {
	f.Add("# 2.0.0\n\nA\n\n# 1.0.0\n", "- X\n")
	f.Add("# 2.0.0", "a\n<!-- apicheck:end -->\nb\n```")
	f.Add("<!-- apicheck:begin 2.0.0 -->\nold\n<!-- apicheck:end -->", "X")
	f.Fuzz(func(t *testing.T, text, notes string) {
		once, err := Into(text, "2.0.0", notes)
		if err != nil {
			return
		}
		twice, err := Into(once, "2.0.0", notes)
		if err != nil || twice != once {
			t.Errorf("%q, %q: %v\n%q\n%q", text, notes, err, once, twice)
		}
	})
}

// removal is a report in which items of the C API and of Rust are removed.
func removal() *report.Report {
	find := func(fingerprint, item string) report.Finding {
		return report.Finding{Fingerprint: fingerprint, Rule: "x/removed", Impact: rule.Breaking, Item: item, Parent: "", Message: "removed",
			Old: &report.Declaration{Decl: item}, Origin: policy.Introduced, Verdict: policy.NeedsAck}
	}
	one := 1
	return &report.Report{Run: &report.Run{Project: "P", Old: "1.0.0", New: "2.0.0"}, Components: []report.Component{
		{Name: "c", Tier: &one, Findings: []report.Finding{find("1", "p_config_async_set")}},
		{Name: "rust", Findings: []report.Finding{find("2", "p::Config::get")}},
	}}
}

func TestAudit(t *testing.T) {
	still := map[string][]string{"rust": {"p::Config::async_support", "p::Store::get"}, "c": {"p_kept"}}
	has := func(component, name string) (list []string) {
		for _, id := range still[component] {
			if last(id) == name {
				list = append(list, id)
			}
		}
		return list
	}
	for name, test := range map[string]struct {
		text    string
		missing []string
		claims  []string
	}{
		"all is told":              {"`p_config_async_set` and `Config::get` are gone.", nil, nil},
		"long names need no code":  {"p_config_async_set went. `get` of the configuration is no more.", nil, nil},
		"words of prose are none":  {"p_config_async_set: get another one.", []string{"p::Config::get"}, nil},
		"by pull request":          {"Two things changed. [#12](x/pull/12)", []string{"p_config_async_set"}, nil},
		"nothing is told":          {"All is well.", []string{"p_config_async_set", "p::Config::get"}, nil},
		"a wrong claim":            {"`Config::get` and `p_config_async_set` were removed.\n\n* Wasmtime's `Config::async_support` option is\n  now removed.", nil, []string{"Config::async_support"}},
		"a function of C":          {"`Config::get`, `p_config_async_set`. Removed `p_kept`.", nil, []string{"p_kept"}},
		"what took its place":      {"`Config::get`, `p_config_async_set`. It was removed in favor of `Config::async_support`.", nil, nil},
		"what it was removed from": {"`Config::get` and `p_config_async_set` were removed from `Store::get`.", nil, nil},
		"another sentence":         {"`Config::get`, `p_config_async_set` were removed. `Config::async_support` is new.", nil, nil},
		"another type":             {"`Config::get` and `p_config_async_set` were removed.", nil, nil},
		"by a bare number":         {"Two things changed, `p_config_async_set` (#12), x#123.", nil, nil},
		"only in a comment":        {"<!-- `p_config_async_set` and `Config::get` -->", []string{"p_config_async_set", "p::Config::get"}, nil},
		"a condition":              {"`Config::get`, `p_config_async_set`. When `p_kept` is dropped, its memory is freed.", nil, nil},
		"advice":                   {"`Config::get`, `p_config_async_set`. Don't remove `p_kept`.", nil, nil},
		"inside of it":             {"`Config::get`, `p_config_async_set`. Calls inside `p_kept` were removed.", nil, nil},
		"two in one sentence":      {"`Config::get`, `p_config_async_set`, `Store::get` and `p_kept` were removed.", nil, []string{"Store::get", "p_kept"}},
		"two clauses":              {"`Config::get`, `p_config_async_set` were removed, and `p_kept` takes a context.", nil, nil},
		"support for it":           {"`Config::get`, `p_config_async_set`. Removed support for `p_kept`.", nil, nil},
		"the future":               {"`Config::get`, `p_config_async_set`. `p_kept` will be removed.", nil, nil},
	} {
		a, err := Check("# 2.0.0\n\n"+test.text+"\n\n# 1.0.0\n\n`p_config_async_set`, `Config::get`\n", removal(), map[string][]string{"2": {"12"}}, has)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var missing, claims []string
		for _, m := range a.Missing {
			missing = append(missing, m.Items...)
		}
		for _, c := range a.False {
			claims = append(claims, c.Name)
		}
		if !slices.Equal(missing, test.missing) || !slices.Equal(claims, test.claims) {
			t.Errorf("%s: missing %q, claims %q; want %q, %q", name, missing, claims, test.missing, test.claims)
		}
	}
	if _, err := Check("# 1.0.0\n", removal(), nil, has); err == nil {
		t.Error("no error without the section of the release")
	}
}

func TestNotesAreInert(t *testing.T) {
	r := removal()
	hostile := "x`](y) @team <b> \x1b[31m\u202e\n# heading"
	f := &r.Components[0].Findings[0]
	f.Item, f.Message = hostile, hostile
	f.Accepted = &report.Acceptance{Migration: "call `New` @team", RFC: hostile, Advisory: hostile}
	for name, text := range Templates {
		var b strings.Builder
		if err := New(r, map[string][]string{"1": {"7"}}, "").Write(&b, text); err != nil {
			t.Fatal(err)
		}
		outside := regexp.MustCompile("`` .*? ``").ReplaceAllString(b.String(), "")
		for _, bad := range []string{"<b>", "\x1b", "\u202e", "\n# heading", "@team"} {
			if strings.Contains(outside, bad) {
				t.Errorf("%s: %q in\n%s", name, bad, b.String())
			}
		}
	}
}
