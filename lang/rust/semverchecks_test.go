package rust

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

// The least that TestSemverChecks must reach, in percent.
const (
	leastLocated  = 92.8 // rows whose very line a finding names
	leastEnclosed = 99.5 // these, and rows whose item a finding has under another line
	leastMajor    = 99.4 // pairs with major rows that have a breaking finding
	leastClean    = 88.8 // pairs without rows that have no breaking finding
	leastMild     = 92.3 // pairs with other rows that have no breaking finding
)

// upstreamMistakes are pairs without rows that do break users: the lints made
// for them look for types, and the pairs have traits.
var upstreamMistakes = []string{"trait_requires_more_const_generic_params", "trait_requires_more_generic_type_params"}

// TestSemverChecks holds the findings against those that cargo-semver-checks
// expects on its own test crates; APICHECK_SEMVER_CHECKS names a checkout. It
// reads one profile where we read several, so our findings may be more.
func TestSemverChecks(t *testing.T) {
	dir := os.Getenv("APICHECK_SEMVER_CHECKS")
	if dir == "" {
		t.Skip("APICHECK_SEMVER_CHECKS is not set to a checkout of cargo-semver-checks")
	}
	tree := os.DirFS(filepath.Join(dir, "test_crates"))
	rows := readSemverRows(t, os.DirFS(dir))
	pairs, err := fs.Glob(tree, "*/old/Cargo.toml")
	if err != nil || len(pairs) == 0 {
		t.Fatalf("no test crates in %s (%v)", dir, err)
	}
	classes := map[string]int{}
	quiet := map[string]int{} // pairs of a class that are judged as they should be
	total, located, enclosed := 0, 0, 0
	for _, manifest := range pairs {
		pair := path.Dir(path.Dir(manifest))
		old, new := path.Join(pair, "old"), path.Join(pair, "new")
		for _, side := range []string{old, new} {
			if f := findingsBetween(t, tree, side, side); len(f) > 0 {
				t.Errorf("%s differs from itself: %s", side, glance(f))
			}
		}
		findings := findingsBetween(t, tree, old, new)
		for _, r := range rows[pair] {
			if r.File == "" {
				continue
			}
			total++
			switch {
			case slices.ContainsFunc(findings, r.at):
				located++
			case slices.ContainsFunc(findings, r.within):
				enclosed++
			default:
				t.Logf("missed: %s: %s %s:%d (%s) %s; found: %s", pair, r.lint.name, r.File, r.Line, r.lint.side, r.path(), glance(findings))
			}
		}
		class := classOf(rows[pair])
		classes[class]++
		breaking := slices.DeleteFunc(slices.Clone(findings), func(f rule.Finding) bool { return f.Impact != rule.Breaking })
		switch {
		case class == "major" && len(breaking) == 0:
			t.Logf("nothing breaking: %s: %s", pair, glance(findings))
		case class == "major", len(breaking) == 0, slices.Contains(upstreamMistakes, pair):
			quiet[class]++
		default:
			for _, f := range breaking {
				t.Logf("breaking in a pair that is %s: %s: %s %s: %s", class, pair, f.Rule, f.Item, f.Message)
			}
		}
	}
	t.Logf("%d located rows; pairs: %v", total, classes)
	score(t, "located rows", located, total, leastLocated)
	score(t, "located rows, by item too", located+enclosed, total, leastEnclosed)
	score(t, "major pairs with a breaking finding", quiet["major"], classes["major"], leastMajor)
	score(t, "clean pairs with none, upstream's mistakes aside", quiet["clean"], classes["clean"], leastClean)
	mild, mildQuiet := 0, 0
	for _, class := range []string{"minor", "allow-only", "warn-minor"} {
		mild, mildQuiet = mild+classes[class], mildQuiet+quiet[class]
	}
	score(t, "minor, allow-only and warn-minor pairs with none", mildQuiet, mild, leastMild)
}

// A semverLint is what a row needs to know of the lint that yields it.
type semverLint struct {
	name   string
	level  string // deny, warn or allow
	update string // major or minor
	side   string // where the span is that the lint outputs: old, new, or "" for none
}

// A semverRow is one result that a lint is expected to have on a pair of crates.
type semverRow struct {
	lint *semverLint
	Path []string
	File string `json:"span_filename"`
	Line int    `json:"span_begin_line"`
}

func (r semverRow) path() string { return strings.Join(r.Path, "::") }

// at reports whether a finding names the row's line.
func (r semverRow) at(f rule.Finding) bool {
	pos := f.New.Pos
	if r.lint.side == "old" {
		pos = f.Old.Pos
	}
	return pos == api.Pos{File: r.File, Line: r.Line}
}

// within reports whether a finding is about the row's item, but points to the
// member where upstream points to the type, or the other way round.
func (r semverRow) within(f rule.Finding) bool {
	if f.Change.Aspect == diff.AspectGap {
		return false
	}
	for _, p := range []*api.Item{f.Change.OldParent, f.Change.NewParent} {
		if p != nil && p.Pos == (api.Pos{File: r.File, Line: r.Line}) {
			return true
		}
	}
	return slices.ContainsFunc(append([]string{f.Item}, f.Change.Also...), func(id string) bool {
		rest, ok := strings.CutPrefix(r.path(), id)
		inside := ok && (rest == "" || strings.HasPrefix(rest, "::"))
		rest, ok = strings.CutPrefix(id, r.path())
		return inside || ok && r.path() != "" && rest != "" && strings.ContainsAny(rest[:1], ":.")
	})
}

// classOf sums a pair up by the worst of its rows.
func classOf(rows []semverRow) string {
	worst := "clean"
	for _, class := range []struct{ name, level, update string }{
		{"allow-only", "allow", ""}, {"warn-minor", "warn", "minor"}, {"minor", "deny", "minor"}, {"major", "warn", "major"}, {"major", "deny", "major"},
	} {
		if slices.ContainsFunc(rows, func(r semverRow) bool {
			return r.lint.level == class.level && (class.update == "" || r.lint.update == class.update)
		}) {
			worst = class.name
		}
	}
	return worst
}

// readSemverRows reads the expected results of all lints, by pair of crates.
func readSemverRows(t *testing.T, checkout fs.FS) map[string][]semverRow {
	t.Helper()
	snaps, err := fs.Glob(checkout, "test_outputs/query_execution/*.snap")
	if err != nil || len(snaps) == 0 {
		t.Fatalf("no snapshots (%v)", err)
	}
	rows := map[string][]semverRow{}
	for _, snap := range snaps {
		lint := readSemverLint(t, checkout, strings.TrimSuffix(path.Base(snap), ".snap"))
		data, err := fs.ReadFile(checkout, snap)
		if err != nil {
			t.Fatal(err)
		}
		var results map[string][]semverRow
		if err := json.Unmarshal(debugToJSON(data), &results); err != nil {
			t.Fatalf("%s: %v", snap, err)
		}
		for dir, list := range results {
			for _, r := range list {
				r.lint = lint
				if r.File != "" && lint.side == "" {
					t.Fatalf("%s: the side of its span is not known", lint.name)
				}
				rows[path.Base(dir)] = append(rows[path.Base(dir)], r)
			}
		}
	}
	return rows
}

var (
	snapHeadRE = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
	debugRE    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|(?:true|false)\b|-?\d+(?:\.\d+)?|[{}\[\]:,]|([A-Za-z_]\w*)`)
)

// debugToJSON turns Rust's debug print of a map, an insta snapshot, into JSON:
// constructors such as String(…) go, as do trailing commas.
func debugToJSON(snap []byte) []byte {
	var out []string
	for _, m := range debugRE.FindAllStringSubmatch(string(snap[len(snapHeadRE.Find(snap)):]), -1) {
		switch tok := m[0]; {
		case m[1] == "Null":
			out = append(out, "null")
		case m[1] == "":
			if n := len(out); (tok == "}" || tok == "]") && out[n-1] == "," {
				out = out[:n-1]
			}
			out = append(out, strings.ReplaceAll(tok, `\'`, `'`))
		}
	}
	return []byte(strings.Join(out, ""))
}

var (
	lintLevelRE  = regexp.MustCompile(`lint_level: *(\w+)`)
	lintUpdateRE = regexp.MustCompile(`required_update: *(\w+)`)
	lintEdgeRE   = regexp.MustCompile(`(?m)^\s*(baseline|current)\b.*\{|^\s*span_: span\b`)
)

// readSemverLint reads the level of a lint, and the side of its span: that of
// the edge, baseline or current, below which its query has the span.
func readSemverLint(t *testing.T, checkout fs.FS, name string) *semverLint {
	t.Helper()
	data, err := fs.ReadFile(checkout, "src/lints/"+name+".ron")
	if err != nil {
		t.Fatal(err)
	}
	head, query, _ := strings.Cut(string(data), `query: r#"`)
	query, _, _ = strings.Cut(query, `"#`)
	level, update := lintLevelRE.FindStringSubmatch(head), lintUpdateRE.FindStringSubmatch(head)
	if level == nil || update == nil {
		t.Fatalf("%s: no level", name)
	}
	lint := &semverLint{name: name, level: strings.ToLower(level[1]), update: strings.ToLower(update[1])}
	edge := ""
	for _, m := range lintEdgeRE.FindAllStringSubmatch(query, -1) {
		if m[1] != "" {
			edge = m[1]
		} else {
			lint.side = map[string]string{"baseline": "old", "current": "new"}[edge]
		}
	}
	return lint
}

// findingsBetween reads the crates in two folders of tree, and judges the step
// from the one to the other.
func findingsBetween(t *testing.T, tree fs.FS, old, new string) []rule.Finding {
	t.Helper()
	var sides []*api.Surface
	for i, root := range []string{old, new} {
		s, err := extract(context.Background(), lang.Input{Tree: tree, Root: root, Version: fmt.Sprintf("v1.0.%d", i)})
		if err != nil {
			t.Errorf("%s: %v", root, err)
			return nil
		}
		sides = append(sides, s)
	}
	findings, err := Language.Findings(sides[0], sides[1])
	if err != nil {
		t.Errorf("%s to %s: %v", old, new, err)
	}
	return findings
}

// glance writes the first few findings on one line.
func glance(findings []rule.Finding) string {
	var list []string
	for i, f := range findings {
		if i == 6 {
			list = append(list, fmt.Sprintf("and %d more", len(findings)-i))
			break
		}
		list = append(list, strings.TrimPrefix(f.Rule, "rust/")+" "+f.Item)
	}
	if list == nil {
		return "no findings"
	}
	return strings.Join(list, ", ")
}

// score logs one result, and fails when it is below least percent.
func score(t *testing.T, what string, got, of int, least float64) {
	t.Helper()
	percent := 100 * float64(got) / float64(max(of, 1))
	t.Logf("%s: %d of %d (%.1f %%)", what, got, of, percent)
	if percent < least {
		t.Errorf("%s: %.1f %% is less than %.1f %%", what, percent, least)
	}
}
