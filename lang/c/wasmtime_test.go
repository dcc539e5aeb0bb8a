package c

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// wasmtimeDir is a clone of the wasmtime repository.
func wasmtimeDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("APICHECK_WASMTIME")
	if dir == "" {
		t.Skip("APICHECK_WASMTIME is not set to a clone of wasmtime")
	}
	return dir
}

// wasmtimeAPI reads the C API of one release.
func wasmtimeAPI(t *testing.T, dir, tag string) *api.Surface {
	t.Helper()
	src, err := source.Open(context.Background(), "git:"+tag+":crates/c-api", source.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	s, err := extract(context.Background(), lang.Input{Tree: src.Tree, Root: src.Root, Name: "wasmtime", Version: strings.TrimPrefix(tag, "v"), Origin: src.Origin})
	if err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	return s
}

// wasmtimeTags lists the releases in order.
func wasmtimeTags(t *testing.T, dir string) []string {
	t.Helper()
	cmd := exec.Command("git", "tag", "--list", "v*")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	tags := slices.DeleteFunc(strings.Fields(string(out)), func(tag string) bool {
		return !semver.IsValid(tag) || semver.Prerelease(tag) != "" || semver.Compare(tag, "v1.0.0") < 0
	})
	slices.SortFunc(tags, semver.Compare)
	return tags
}

// TestWasmtimePatchReleasesBreakNothing compares each patch release of wasmtime
// with the one before: nothing but the version ever changed in its headers.
func TestWasmtimePatchReleasesBreakNothing(t *testing.T) {
	dir := wasmtimeDir(t)
	tags := wasmtimeTags(t, dir)
	pairs := 0
	var before *api.Surface
	for i, tag := range tags {
		var s *api.Surface
		patch := i > 0 && semver.MajorMinor(tags[i-1]) == semver.MajorMinor(tag)
		next := i+1 < len(tags) && semver.MajorMinor(tags[i+1]) == semver.MajorMinor(tag)
		if patch || next {
			s = wasmtimeAPI(t, dir, tag)
		}
		if patch {
			pairs++
			ruletest.CheckInvariants(t, &Language, before, s)
			findings, err := Language.Findings(before, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				if f.Rule != "c/version-changed" {
					t.Errorf("%s to %s: %s %s: %s", tags[i-1], tag, f.Rule, f.Item, f.Message)
				}
			}
		}
		before = s
	}
	t.Logf("%d pairs of %d releases", pairs, len(tags))
	if pairs == 0 {
		t.Error("there are no patch releases")
	}
}

// TestWasmtimeBreaks holds findings of major releases against breaks that are known.
func TestWasmtimeBreaks(t *testing.T) {
	dir := wasmtimeDir(t)
	for _, test := range []struct {
		old, new string
		want     []string // rule and item
	}{
		{"v41.0.0", "v42.0.0", []string{
			"c/function-removed wasmtime_config_async_support_set",
			"c/return-value-added wasmtime_context_gc",
		}},
	} {
		t.Run(test.new, func(t *testing.T) {
			old, new := wasmtimeAPI(t, dir, test.old), wasmtimeAPI(t, dir, test.new)
			ruletest.CheckInvariants(t, &Language, old, new)
			findings, err := Language.Findings(old, new)
			if err != nil {
				t.Fatal(err)
			}
			lines := ruletest.Lines(findings, rules)
			for _, want := range test.want {
				if !slices.Contains(lines, want) {
					t.Errorf("no %s in\n\t%s", want, strings.Join(lines, "\n\t"))
				}
			}
			if slices.ContainsFunc(findings, func(f rule.Finding) bool { return f.Rule == rule.Unclassified(language).ID }) {
				t.Errorf("something is not classified:\n\t%s", strings.Join(lines, "\n\t"))
			}
		})
	}
}

// TestWasmtimeHasAllItsFunctions counts the functions of releases, most of which
// only macros declare, as compilers count them.
func TestWasmtimeHasAllItsFunctions(t *testing.T) {
	dir := wasmtimeDir(t)
	for _, test := range []struct {
		tag            string
		extern, inline int
	}{
		{"v25.0.0", 453, 34},
		{"v48.0.0", 758, 42},
	} {
		s := wasmtimeAPI(t, dir, test.tag)
		extern, inline := 0, 0
		for _, it := range s.Items {
			switch {
			case it.Kind != "func":
			case it.Facts.Has("linkage"):
				inline++
			default:
				extern++
			}
		}
		if extern != test.extern || inline != test.inline {
			t.Errorf("%s has %d functions and %d inline ones, want %d and %d", test.tag, extern, inline, test.extern, test.inline)
		}
		for _, g := range s.Gaps {
			t.Logf("%s: %s: %s", test.tag, g.Pos, g.Reason)
		}
	}
}
