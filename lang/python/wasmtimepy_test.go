package python

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// wasmtimePyDir is a clone of wasmtime-py.
func wasmtimePyDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("APICHECK_WASMTIME_PY")
	if dir == "" {
		t.Skip("APICHECK_WASMTIME_PY is not set to a clone of wasmtime-py")
	}
	return dir
}

// gitTree reads a revision of a repository into memory.
func gitTree(t testing.TB, dir, revision string) fs.FS {
	t.Helper()
	cmd := exec.Command("git", "archive", "--format=tar", revision)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git archive %s: %v", revision, err)
	}
	tree := fstest.MapFS{}
	for r := tar.NewReader(bytes.NewReader(out)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return tree
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		tree[h.Name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
}

// wasmtimePy reads the API of one release.
func wasmtimePy(t testing.TB, dir, tag string) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: gitTree(t, dir, tag), Root: ".", Version: tag, Origin: "wasmtime"})
	if err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	return s
}

var releaseRE = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// wasmtimePyTags lists the releases in order.
func wasmtimePyTags(t testing.TB, dir string) []string {
	t.Helper()
	cmd := exec.Command("git", "tag")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	tags := slices.DeleteFunc(strings.Fields(string(out)), func(tag string) bool { return !releaseRE.MatchString(tag) })
	slices.SortFunc(tags, func(a, b string) int { return semver.Compare("v"+a, "v"+b) })
	return tags
}

func breakingOf(t *testing.T, old, new *api.Surface) []rule.Finding {
	t.Helper()
	findings, err := Language.Findings(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(findings, func(f rule.Finding) bool { return f.Impact != breaking })
}

// TestWasmtimePy reads every release of wasmtime-py, and checks the invariants
// on every consecutive pair.
func TestWasmtimePy(t *testing.T) {
	dir := wasmtimePyDir(t)
	tags := wasmtimePyTags(t, dir)
	if len(tags) < 50 {
		t.Fatalf("%d releases", len(tags))
	}
	var before *api.Surface
	for i, tag := range tags {
		s := wasmtimePy(t, dir, tag)
		for _, g := range s.Gaps {
			if g.Broken {
				t.Errorf("%s: %s: %s", tag, g.Pos, g.Reason)
			}
		}
		if s.Lookup("wasmtime.Config") == nil || s.Lookup("wasmtime.Store.__init__") == nil {
			t.Errorf("%s: wasmtime.Config or wasmtime.Store is not there", tag)
		}
		if before != nil {
			ruletest.CheckInvariants(t, &Language, before, s)
			findings, err := Language.Findings(before, s)
			if err != nil {
				t.Fatal(err)
			}
			count := map[rule.Impact]int{}
			for _, f := range findings {
				count[f.Impact]++
				if f.Rule == rule.Unclassified(language).ID {
					t.Errorf("%s to %s: no rule claims %s: %s", tags[i-1], tag, f.Item, f.Message)
				}
			}
			t.Logf("%s to %s: %d breaking, %d risky, %d compatible", tags[i-1], tag, count[breaking], count[risky], count[compatible])
		}
		before = s
	}
}

// TestWasmtimePyBreaks holds findings against what is known of releases.
func TestWasmtimePyBreaks(t *testing.T) {
	dir := wasmtimePyDir(t)
	for _, test := range []struct {
		old, new string
		only     bool     // nothing else is breaking
		want     []string // rule and item of breaking findings
	}{
		{"2.0.0", "3.0.0", false, []string{"python/exception-base-removed wasmtime.ExitTrap"}},
		{"5.0.0", "6.0.0", true, []string{
			"python/required-parameter-added wasmtime.Linker.define(store)",
			"python/required-parameter-added wasmtime.WasmtimeError.__init__(message)", // it took what Exception takes
		}},
		{"12.0.0", "13.0.0", false, []string{"python/import-fails wasmtime"}},
		{"13.0.0", "13.0.1", true, nil},
		{"13.0.1", "13.0.2", true, nil},
		{"43.0.0", "44.0.0", true, nil},
	} {
		t.Run(test.old+" to "+test.new, func(t *testing.T) {
			old, new := wasmtimePy(t, dir, test.old), wasmtimePy(t, dir, test.new)
			findings := breakingOf(t, old, new)
			got := ruletest.Lines(findings, rules)
			for _, want := range test.want {
				if !slices.Contains(got, want) {
					t.Errorf("no %s", want)
				}
			}
			if test.only && len(got) != len(test.want) {
				t.Errorf("%d breaking findings, want %d", len(got), len(test.want))
			}
			if t.Failed() {
				for _, f := range findings {
					t.Logf("%s %s: %s", f.Rule, f.Item, f.Message)
				}
			}
		})
	}
}

// TestWasmtimePyNeedsANewerPython: 13.0.0 evaluates unions of strings and types,
// which Python has from 3.10 on, and says that it supports 3.6.
func TestWasmtimePyNeedsANewerPython(t *testing.T) {
	dir := wasmtimePyDir(t)
	s := wasmtimePy(t, dir, "13.0.0")
	it := s.Lookup("wasmtime")
	if it == nil {
		t.Fatal("there is no module wasmtime")
	}
	text, _ := it.Facts.Get(factFails)
	fails, err := parseEnvs(text)
	if err != nil {
		t.Fatal(err)
	}
	for v, name := range versions {
		n := versionNumber(v)
		want := slices.Compare(n[:], []int{3, 6}) >= 0 && slices.Compare(n[:], []int{3, 10}) < 0
		if got := fails&env(v, 0) != 0; got != want && slices.Compare(n[:], []int{3, 6}) >= 0 {
			t.Errorf("on Python %s the import fails: %v, want %v (%s)", name, got, want, text)
		}
	}
}

// TestWasmtimePyHasItsClasses holds what the package publishes.
func TestWasmtimePyHasItsClasses(t *testing.T) {
	dir := wasmtimePyDir(t)
	s := wasmtimePy(t, dir, "43.0.0")
	for id, want := range map[string]string{
		"wasmtime.Config":           kindClass,
		"wasmtime.Engine":           kindClass,
		"wasmtime.Func.__call__":    kindMethod,
		"wasmtime.Memory.data_len":  kindMethod,
		"wasmtime.Module.from_file": kindMethod,
		"wasmtime.Trap.message":     kindProperty,
		"wasmtime.Linker.define":    kindMethod,
		"wasmtime.wat2wasm":         kindFunction,
	} {
		if it := s.Lookup(id); it == nil || it.Kind != want {
			t.Errorf("%s is %+v, want a %s", id, it, want)
		}
	}
	for _, it := range s.Items {
		if strings.HasPrefix(it.ID, "wasmtime._") && !strings.HasPrefix(it.ID, "wasmtime.__version__") && !it.Facts.Has(factPrivate) && it.Parent == "" {
			t.Errorf("%s is there", it.ID)
		}
	}
}
