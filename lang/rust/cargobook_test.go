package rust

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/rule"
)

// The least that TestCargoBook must reach, in percent.
const (
	leastBookMajor  = 89.6 // major examples that have a breaking finding
	leastBookMinor  = 76.4 // minor examples that have none
	leastBookHazard = 60.0 // examples that break in rare cases, and have none
)

// TestCargoBook holds the findings against the examples of the SemVer chapter
// of the Cargo Book; APICHECK_CARGO names a checkout of rust-lang/cargo. What
// the examples' clients do is not run.
func TestCargoBook(t *testing.T) {
	dir := os.Getenv("APICHECK_CARGO")
	if dir == "" {
		t.Skip("APICHECK_CARGO is not set to a checkout of rust-lang/cargo")
	}
	data, err := os.ReadFile(filepath.Join(dir, "doc/book/src/reference/semver.md"))
	if err != nil {
		data, err = os.ReadFile(filepath.Join(dir, "src/doc/src/reference/semver.md"))
	}
	if err != nil {
		t.Fatal(err)
	}
	total, alike := map[string]int{}, map[string]int{}
	for _, e := range readBookExamples(t, string(data)) {
		total[e.want]++
		findings := findingsBetween(t, e.tree, "old", "new")
		breaks := slices.ContainsFunc(findings, func(f rule.Finding) bool { return f.Impact == rule.Breaking })
		if breaks == (e.want == "major") {
			alike[e.want]++
		} else {
			t.Logf("line %d: %s (%s): %s", e.line, e.title, e.want, glance(findings))
		}
	}
	score(t, "major examples with a breaking finding", alike["major"], total["major"], leastBookMajor)
	score(t, "minor examples with none", alike["minor"], total["minor"], leastBookMinor)
	score(t, "hazards with none", alike["hazard"], total["hazard"], leastBookHazard)
}

// A bookExample is a Rust snippet of the chapter: a crate before and after.
type bookExample struct {
	title string // of the section
	line  int
	want  string // major, minor, or hazard: a minor change that breaks in rare cases
	tree  fstest.MapFS
}

var bookTitleRE = regexp.MustCompile(`^#{2,4} (.*?)\s*(?:\{#[\w-]+\})?$`)

// readBookExamples splits the chapter as Cargo's own crate semver-check does:
// an example has four parts, a remark, the crate before, after, and a client.
func readBookExamples(t *testing.T, chapter string) []bookExample {
	t.Helper()
	const (
		separator = "///////////////////////////////////////////////////////////"
		manifest  = "[package]\nname = \"updated_crate\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"
	)
	var examples []bookExample
	var parts []string // of the example being read
	title, start := "", 0
	for i, line := range strings.Split(chapter, "\n") {
		text := strings.TrimSpace(line)
		switch {
		case parts == nil:
			if m := bookTitleRE.FindStringSubmatch(line); m != nil {
				title = m[1]
			}
			if strings.HasPrefix(text, "```rust") && !strings.Contains(text, "skip") {
				parts, start = []string{""}, i+1
			}
		case text == "```":
			if len(parts) != 4 {
				t.Fatalf("line %d: an example of %d parts", start, len(parts))
			}
			e := bookExample{title: title, line: start, want: "hazard", tree: fstest.MapFS{}}
			if remark, _, _ := strings.Cut(parts[0], "\n"); strings.Contains(remark, "MINOR") {
				e.want = "minor"
			} else if strings.Contains(remark, "MAJOR") {
				e.want = "major"
			}
			for i, side := range []string{"old", "new"} {
				e.tree[side+"/Cargo.toml"] = &fstest.MapFile{Data: []byte(manifest)}
				e.tree[side+"/src/lib.rs"] = &fstest.MapFile{Data: []byte(parts[1+i])}
			}
			examples, parts = append(examples, e), nil
		case text == separator:
			parts = append(parts, "")
		default:
			if line = strings.TrimPrefix(line, "# "); line == "#" { // hidden by mdbook
				line = ""
			}
			parts[len(parts)-1] += line + "\n"
		}
	}
	return examples
}
