package c

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

// The least that TestAbicheck must reach, in cases.
const (
	leastBreaking = 40 // breaking cases with a breaking finding
	leastBenign   = 17 // other cases with none
)

// beyondHeaders are breaks that only a compiled library shows.
var beyondHeaders = map[string]bool{"case65_symbol_version_removed": true, "case182_accidental_export_removed_still_breaking": true}

// TestAbicheck holds the findings against the verdicts that the project abicheck
// gives its own examples; APICHECK_ABICHECK names a checkout. Those in C are
// compared of which both sides have headers.
func TestAbicheck(t *testing.T) {
	dir := os.Getenv("APICHECK_ABICHECK")
	if dir == "" {
		t.Skip("APICHECK_ABICHECK is not set to a checkout of abicheck")
	}
	examples := os.DirFS(filepath.Join(dir, "examples"))
	text, err := fs.ReadFile(examples, "ground_truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Verdicts map[string]struct {
			ABI bool `json:"abi_break"`
			API bool `json:"api_break"`
		}
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	count := map[bool]int{}
	right := map[bool]int{}
	for _, name := range slices.Sorted(maps.Keys(truth.Verdicts)) {
		old, new, ok := abicheckSides(t, examples, name)
		if !ok || beyondHeaders[name] {
			continue
		}
		breaks := truth.Verdicts[name].ABI || truth.Verdicts[name].API
		count[breaks]++
		findings := findingsOf(t, old, new)
		var list []string
		for _, f := range findings {
			if f.Impact == rule.Breaking {
				list = append(list, f.Rule+" "+f.Item)
			}
		}
		switch {
		case breaks == (len(list) > 0):
			right[breaks]++
		case breaks:
			t.Logf("missed: %s", name)
		default:
			t.Logf("alarm: %s: %s", name, strings.Join(list, ", "))
		}
	}
	t.Logf("%d of %d breaking cases, %d of %d others", right[true], count[true], right[false], count[false])
	if right[true] < leastBreaking || right[false] < leastBenign {
		t.Errorf("less than the %d and %d of before", leastBreaking, leastBenign)
	}
}

var sideRE = regexp.MustCompile(`^(?:(.+)_)?(v1|v2|bad|good)\.h$`)

// abicheckSides returns the headers of both sides of an example in C: those of
// old/ and new/, or v1.h and v2.h under one name; "bad" is what "good" came from.
func abicheckSides(t *testing.T, examples fs.FS, name string) (old, new fstest.MapFS, ok bool) {
	t.Helper()
	old, new = fstest.MapFS{}, fstest.MapFS{}
	sides := map[string]fstest.MapFS{"old": old, "new": new, "v1": old, "v2": new, "bad": old, "good": new}
	cxx, headers := false, []string{}
	err := fs.WalkDir(examples, name, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch path.Ext(file) {
		case ".cpp", ".cc", ".cxx", ".hpp", ".hh":
			cxx = true
		case ".h":
			headers = append(headers, file)
		}
		return nil
	})
	if err != nil || cxx {
		return nil, nil, false
	}
	for _, file := range headers {
		data, err := fs.ReadFile(examples, file)
		if err != nil {
			t.Fatal(err)
		}
		rel := strings.TrimPrefix(file, name+"/")
		if dir, base, below := strings.Cut(rel, "/"); below && sides[dir] != nil {
			sides[dir][base] = &fstest.MapFile{Data: data}
		} else if m := sideRE.FindStringSubmatch(rel); m != nil {
			plain := func(m string) string {
				stem, _, _ := strings.Cut(m, "_v")
				if stem == m {
					stem = "lib"
				}
				return stem + ".h"
			}
			data = includeRE.ReplaceAllFunc(data, func(line []byte) []byte {
				quoted := string(includeRE.FindSubmatch(line)[1])
				return []byte(strings.Replace(string(line), quoted, plain(quoted), 1))
			})
			sides[m[2]][plain(rel)] = &fstest.MapFile{Data: data}
		}
	}
	return old, new, len(old) > 0 && len(new) > 0
}

var includeRE = regexp.MustCompile(`#include "([a-z]+_v[12]\.h)"`)

// findingsOf judges the step from one tree to another.
func findingsOf(t testing.TB, old, new fs.FS) []rule.Finding {
	t.Helper()
	var sides []*api.Surface
	for _, tree := range []fs.FS{old, new} {
		sides = append(sides, surfaceOf(t, tree, lang.Options{}))
	}
	findings, err := Language.Findings(sides[0], sides[1])
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func surfaceOf(t testing.TB, tree fs.FS, o lang.Options) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
