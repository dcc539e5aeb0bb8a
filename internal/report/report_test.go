package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

func finding(i rule.Impact, v policy.Verdict, item, message string) policy.Finding {
	return policy.Finding{Verdict: v, Finding: rule.Finding{
		Fingerprint: rule.Fingerprint("c", "go/x", item), Rule: "go/x", Impact: i, Bump: rule.Major, Item: item, Kind: "func", Message: message,
		Old: rule.Side{Decl: "func " + item, Pos: api.Pos{File: item + ".go", Line: 3}},
	}}
}

func component(findings ...policy.Finding) *policy.Component {
	return &policy.Component{
		Name: "example.com/m", Language: "go", Step: policy.StepOf(policy.Patch),
		Old: policy.Side{Spec: "old", Version: "v1.0.0", Items: 2, Gaps: []api.Gap{{Scope: "", Reason: "x", Digest: "1", Broken: true, Pos: api.Pos{File: "f.go", Line: 2}}}},
		New: policy.Side{Spec: "new", Version: "v1.0.1", Items: 1}, Findings: findings,
	}
}

func TestJSONMatchesItsSchema(t *testing.T) {
	schema, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	full := finding(rule.Breaking, policy.Denied, "A", "removed")
	full.Change = diff.Change{Also: []string{"B.A"}, Doubt: "perhaps"}
	failed := component()
	failed.Err = errors.New("no such thing")
	for name, r := range map[string]*Report{
		"none":   New("0.0.0"),
		"empty":  New("0.0.0", component()),
		"full":   New("0.0.0", component(full, finding(rule.Compatible, policy.Note, "C", "added"), finding(rule.Risky, policy.Warn, "D", "?"))),
		"failed": New("0.0.0", failed),
	} {
		var b bytes.Buffer
		if err := r.JSON(&b); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v\n%s", name, err, b.String())
		}
		var again Report
		if err := json.Unmarshal(b.Bytes(), &again); err != nil {
			t.Error(err)
		}
		var second bytes.Buffer
		if err := again.JSON(&second); err != nil || second.String() != b.String() {
			t.Errorf("%s: a saved report is written otherwise (%v)", name, err)
		}
	}
	bad, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"schema":1,"apicheck":"x","verdict":"fine","components":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(bad) == nil {
		t.Error("the schema accepts an unknown verdict")
	}
}

// hostile are names that a pull request can bring.
var hostile = []string{
	"a\x1b[31mred", "b\x07", "c\r\nd", "rtl\u202eevil", "zero\u200bwidth", "bad\xffutf8",
	"pipe|cell", "tick`tick``", "*bold*_em_", "<script>alert(1)</script>", "</details>", "<!-- marker -->",
	"@team", "[x](https://example.com)", "https://example.com", "www.example.com", "#1", "~~x~~", "a\\|b", "$math$", strings.Repeat("x", 1<<20),
}

func TestHostileTextIsHarmless(t *testing.T) {
	for _, text := range hostile {
		r := New("0", component(finding(rule.Breaking, policy.Denied, text, text), finding(rule.Compatible, policy.Note, "ok", text)))
		for name, render := range map[string]func(io.Writer) error{
			"text":     func(w io.Writer) error { return r.Text(w, Terminal{Width: 80}) },
			"markdown": r.Markdown,
		} {
			var b bytes.Buffer
			if err := render(&b); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			if !utf8.ValidString(out) {
				t.Errorf("%s of %.20q is not UTF-8", name, text)
			}
			for _, bad := range []string{"\x1b", "\x07", "\r", "\u202e"} {
				if strings.Contains(out, bad) {
					t.Errorf("%s of %.20q holds %q", name, text, bad)
				}
			}
			if name == "text" {
				continue
			}
			var outside strings.Builder // of code spans
			for i, part := range strings.Split(strings.NewReplacer("\\`", "", "``", "", "\\]", "").Replace(out), "`") {
				if i%2 == 0 {
					outside.WriteString(part)
				}
			}
			for _, bad := range []string{"<script", "<!--", "@team", "](http", "http://", "https://", "www.ex", " *bold", "~~x"} {
				if strings.Contains(outside.String(), bad) {
					t.Errorf("markdown of %.20q holds %q outside of a code span", text, bad)
				}
			}
			for line := range strings.Lines(out) {
				if strings.HasPrefix(line, "| `") || strings.HasPrefix(line, "| ``") {
					if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != 5 {
						t.Errorf("markdown of %.20q has %d cell borders in a row, want 5: %.200s", text, n, line)
					}
				}
			}
		}
	}
}

func TestTextFitsTheWidth(t *testing.T) {
	long := finding(rule.Breaking, policy.Denied, "(*"+strings.Repeat("Long", 20)+").Method", "changed from a to b")
	long.New = rule.Side{Decl: "func " + strings.Repeat("word ", 40) + strings.Repeat("x", 150), Pos: api.Pos{File: strings.Repeat("dir/", 20) + "x.go", Line: 1}}
	r := New("0", component(long, finding(rule.Compatible, policy.Note, "B", "added")))
	for _, width := range []int{minWidth, 80, 100, 200} {
		var b bytes.Buffer
		if err := r.Text(&b, Terminal{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width && strings.ContainsAny(line, "│─") {
				t.Errorf("at width %d a line of the table has %d columns: %s", width, n, line)
			}
		}
	}
}

func TestColourOnlyWhereAsked(t *testing.T) {
	r := New("0", component(finding(rule.Breaking, policy.Denied, "A", "removed")))
	for _, wanted := range []bool{false, true} {
		var b bytes.Buffer
		if err := r.Text(&b, Terminal{Width: 80, Color: wanted}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), "\x1b["); got != wanted {
			t.Errorf("colour %v, wanted %v", got, wanted)
		}
	}
}

func TestSummaryTellsTheVerdict(t *testing.T) {
	breaking, risky := finding(rule.Breaking, policy.Denied, "A", "removed"), finding(rule.Risky, policy.Warn, "B", "?")
	unread := finding(rule.Risky, policy.Warn, "C", "?")
	unread.Change.NewGap = &api.Gap{Broken: true}
	for _, test := range []struct {
		findings []policy.Finding
		want     string
	}{
		{nil, "no changes to the public API"},
		{[]policy.Finding{breaking}, "1 breaking, 0 risky, 0 compatible: denied, a patch release allows no breaking change"},
		{[]policy.Finding{risky}, "0 breaking, 1 risky, 0 compatible: pass, with 1 that a patch release should not bring"},
		{[]policy.Finding{breaking, unread}, "1 breaking, 1 risky, 0 compatible: not all of it could be checked"},
	} {
		c := New("0", component(test.findings...)).Components[0]
		if got := c.summary(); got != test.want {
			t.Errorf("summary %q, want %q", got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"one two three four", 9, "one two|  three|  four"},
		{"./a/package/path.Name", 12, "./a/package/|  path.Name"},
		{"abcdefghijkl", 5, "abcde|  fgh|  ijk|  l"},
		{"first\nsecond line", 8, "first|second|  line"},
		{"no limit", 0, "no limit"},
	} {
		if got := strings.ReplaceAll(wrap(test.text, test.width), "\n", "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func BenchmarkText(b *testing.B) {
	var findings []policy.Finding
	for i := range 5000 {
		findings = append(findings, finding(rule.Breaking, policy.Denied, fmt.Sprintf("Item%d", i), "removed"))
	}
	r := New("0", component(findings...))
	for b.Loop() {
		if err := r.Text(io.Discard, Terminal{Width: 100}); err != nil {
			b.Fatal(err)
		}
	}
}

// Colours change nothing but colours: borders stand where they stood.
func TestColoursAreAllThatColoursChange(t *testing.T) {
	f := finding(rule.Breaking, policy.Denied, "F", "changed from func(x int, y map[string]string) to func(x int64)")
	f.Old.Decl = "func F(first int, second map[string]string, third chan<- struct{}) (result error)"
	f.New.Decl = "func F(first int64, second map[string]string) (result error)"
	ansi := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, r := range []*Report{New("0", component(f)), runOf(nil, component(f))} {
		for _, width := range []int{60, 80, 100, 200, 0} {
			plain := string(render(t, func(w io.Writer) error { return r.Text(w, Terminal{Width: width}) }))
			coloured := string(render(t, func(w io.Writer) error { return r.Text(w, Terminal{Width: width, Color: true}) }))
			if got := ansi.ReplaceAllString(coloured, ""); got != plain {
				t.Errorf("at %d columns:\n%s\nwant\n%s", width, got, plain)
			}
			if !regexp.MustCompile("\x1b\\[31;1;4m(,|\\w)").MatchString(coloured) {
				t.Errorf("at %d columns no token of the old declaration stands out:\n%q", width, coloured)
			}
			for line := range strings.Lines(coloured) {
				open := false
				for _, m := range regexp.MustCompile("\x1b\\[([0-9;]*)m").FindAllStringSubmatch(line, -1) {
					open = m[1] != "0" && !strings.HasPrefix(m[1], "0;") && !strings.HasPrefix(m[1], "2")
				}
				if open {
					t.Errorf("a colour runs over the end of %q", line)
				}
			}
		}
	}
}

func TestDetail(t *testing.T) {
	r := runOf(nil, component(finding(rule.Breaking, policy.Denied, "Fancy", "removed")))
	text := func(term Terminal) string {
		term.Width = 100
		return string(render(t, func(w io.Writer) error { return r.Text(w, term) }))
	}
	if got := text(Terminal{Quiet: true}); got != "denied: example.com/m\n" {
		t.Errorf("quiet: %q", got)
	}
	if got := text(Terminal{Stat: true}); strings.Contains(got, "Fancy") || !strings.Contains(got, "1 breaking") || !strings.HasSuffix(got, "\ndenied: example.com/m\n") {
		t.Errorf("stat:\n%s", got)
	}
	if got := text(Terminal{}); !strings.Contains(got, "Fancy") {
		t.Errorf("without either:\n%s", got)
	}
}

func TestLinksAreAllThatLinksChange(t *testing.T) {
	f := finding(rule.Breaking, policy.Denied, "F", "its type int became string")
	f.Old.Decl, f.New.Decl, f.New.Pos.File, f.New.Pos.Line = "F int", "F string", "m/m.go", 7
	hostile := finding(rule.Breaking, policy.Denied, "G", "removed")
	hostile.New.Decl, hostile.New.Pos.File, hostile.New.Pos.Line = "G", "../../etc/passwd", 1
	r := runOf(nil, component(f, hostile))
	plain := string(render(t, func(w io.Writer) error { return r.Text(w, Terminal{Width: 100}) }))
	linked := string(render(t, func(w io.Writer) error { return r.Text(w, Terminal{Width: 100, Root: "/home/my work"}) }))
	if got := regexp.MustCompile("\x1b]8;;.*?\x1b\\\\").ReplaceAllString(linked, ""); got != plain {
		t.Errorf("%s\nwant\n%s", got, plain)
	}
	if !strings.Contains(linked, "\x1b]8;;file:///home/my%20work/m/m.go\x1b\\m/m.go:7\x1b]8;;\x1b\\") || strings.Contains(linked, "file:///etc") {
		t.Errorf("%q", linked)
	}
}
