package golang

import (
	"bytes"
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

// TestWasmtimeGo reads every release of wasmtime-go from the repository that
// APICHECK_WASMTIME_GO names, checks the invariants on every consecutive pair,
// and holds known pairs against what is known of them.
func TestWasmtimeGo(t *testing.T) {
	dir := os.Getenv("APICHECK_WASMTIME_GO")
	if dir == "" {
		t.Skip("APICHECK_WASMTIME_GO is not set to a repository of wasmtime-go")
	}
	cmd := exec.Command("git", "tag")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	tags := strings.Fields(string(out))
	semver.Sort(tags)
	surfaces := map[string]*api.Surface{}
	for _, tag := range tags {
		s, err := source.Open(context.Background(), "git:"+tag, source.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		surface, err := extract(context.Background(), lang.Input{Tree: s.Tree, Root: s.Root, Version: s.Version})
		s.Close()
		if err != nil {
			t.Errorf("%s: %v", tag, err) // a blob may be missing from the mirror
			continue
		}
		surfaces[tag] = surface
	}
	findings := func(old, new string) []rule.Finding {
		list, err := Language.Findings(surfaces[old], surfaces[new])
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	count := func(list []rule.Finding, i rule.Impact) int {
		return len(slices.DeleteFunc(slices.Clone(list), func(f rule.Finding) bool { return f.Impact != i }))
	}
	previous := ""
	for _, tag := range tags {
		if surfaces[tag] == nil {
			continue
		}
		if previous != "" {
			ruletest.CheckInvariants(t, &Language, surfaces[previous], surfaces[tag])
			list := findings(previous, tag)
			t.Logf("%s to %s: %d breaking, %d risky, %d compatible", previous, tag, count(list, rule.Breaking), count(list, rule.Risky), count(list, rule.Compatible))
		}
		previous = tag
	}
	for _, test := range []struct {
		old, new                    string
		breaking, risky, compatible int
	}{
		// apidiff over whole modules counts two more additions: directories of
		// C headers that hold a Go file without exports.
		{"v25.0.0", "v37.0.0", 7, 0, 17},
		{"v43.0.0", "v43.0.1", 0, 0, 0},
		{"v19.0.0", "v20.0.0", 1, 1, 0}, // a method removed; a constant takes its value from C by another name
	} {
		list := findings(test.old, test.new)
		if count(list, rule.Breaking) != test.breaking || count(list, rule.Risky) != test.risky || count(list, rule.Compatible) != test.compatible {
			t.Errorf("%s to %s: %v", test.old, test.new, ruletest.Lines(list, rules))
		}
	}
	first := ruletest.Lines(findings("v0.27.0", "v0.28.0"), rules)
	for range 1000 {
		if again := ruletest.Lines(findings("v0.27.0", "v0.28.0"), rules); !slices.Equal(first, again) {
			t.Fatalf("v0.27.0 to v0.28.0 differs from run to run:\n%v\n%v", first, again)
		}
	}
	if text := surfaces["v37.0.0"].AppendText(nil); bytes.Contains(text, []byte("unknown")) {
		t.Error("v37.0.0 has a type that could not be resolved")
	}
}
