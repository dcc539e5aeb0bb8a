package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/policy"
)

const accepted = `# Breaks that were agreed to.

# The store no longer
# keeps its own clock.
[[accepted]]
rule = "go/method-removed"
component = "m"
item = "(*Store).Now"
class = "minor"
who = "A <a@example.com>"
why = "nobody calls it" # said on the list
release = "2.0.0"

[[accepted]]
rule = "go/*"
component = "*"
item = "T"
class = "rfc"
who = "B"
why = "RFC 3"
release = "3.0.0"
rfc = "t.md"
`

func TestAcceptedIsReadAndWritten(t *testing.T) {
	a, err := ParseAccepted("accepted.toml", []byte(accepted))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Entries) != 2 || a.Entries[0].Place.Line != 5 || a.Entries[1].Place.Line != 14 || a.Entries[1].Class != policy.ClassRFC {
		t.Fatalf("%+v", a.Entries)
	}
	n := &policy.Acceptance{Rule: "go/func-removed", Component: "m", Item: "F\"\\\u202e", Class: policy.ClassSecurity, Who: "C", Why: "a hole\nin it", Release: "2.0.1", Advisory: "GHSA-1", Lines: []string{"2.0", "1.9"}}
	text, err := a.With(n)
	if err != nil {
		t.Fatal(err)
	}
	if added, ok := strings.CutPrefix(string(text), accepted); !ok || strings.Count(added, "[[accepted]]") != 1 {
		t.Errorf("what stood there changed, or not one entry was added:\n%s", text)
	}
	b, err := ParseAccepted("accepted.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Entries[2]; got.Item != n.Item || got.Why != n.Why || len(got.Lines) != 2 {
		t.Errorf("came back as %+v", got)
	}
	if _, err := b.With(n); err == nil || !strings.Contains(err.Error(), "accepted already") {
		t.Errorf("accepted twice: %v", err)
	}
	if got := string(b.Without(func(e *policy.Acceptance) bool { return e.Class == policy.ClassSecurity })); got != accepted {
		t.Errorf("with the entry removed:\n%s", got)
	}
	want := "# Breaks that were agreed to.\n\n" + accepted[strings.LastIndex(accepted, "[[accepted]]"):]
	if got := string(a.Without(func(e *policy.Acceptance) bool { return e.Class == policy.ClassMinor })); got != want {
		t.Errorf("without the first:\n%s", got)
	}
	none, err := ReadAccepted(t.TempDir() + "/accepted.toml")
	if err != nil || len(none.Entries) > 0 {
		t.Errorf("a file that is not there: %v, %v", none, err)
	}
}

func TestAcceptanceMistakes(t *testing.T) {
	entry := func(change func(lines []string) []string) string {
		first := accepted[:strings.LastIndex(accepted, "\n[[accepted]]")]
		return strings.Join(change(strings.Split(first, "\n")), "\n")
	}
	without := func(key string) string {
		return entry(func(lines []string) []string {
			for i, l := range lines {
				if strings.HasPrefix(l, key+" ") {
					lines[i] = ""
				}
			}
			return lines
		})
	}
	with := func(line string) string { return entry(func(lines []string) []string { return append(lines, line) }) }
	for _, test := range []struct{ text, want string }{
		{without("why"), "x.toml:5: the acceptance has no why"},
		{without("who"), "x.toml:5: the acceptance has no who"},
		{without("rule"), "x.toml:5: the acceptance has no rule"},
		{without("release"), "x.toml:5: the acceptance has no release"},
		{without("class"), "x.toml:5: the acceptance has no class"},
		{strings.Replace(without("x"), `"minor"`, `"small"`, 1), `x.toml:5: there is no class "small"`},
		{strings.Replace(without("x"), `"minor"`, `"rfc"`, 1), "x.toml:5: the acceptance is of class rfc, and names no RFC"},
		{strings.Replace(without("x"), `"minor"`, `"security"`, 1), "x.toml:5: the acceptance is of class security, and names no advisory"},
		{strings.Replace(with(`advisory = "x"`), `"minor"`, `"security"`, 1), "x.toml:5: the acceptance is of class security, and names no release lines"},
		{strings.Replace(without("x"), `"2.0.0"`, `"next"`, 1), `x.toml:5: release "next" is not a version`},
		{with(`reason = "x"`), `x.toml:14: unknown key "accepted.reason"`},
	} {
		_, err := ParseAccepted("x.toml", []byte(test.text))
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func FuzzAccepted(f *testing.F) {
	f.Add([]byte(accepted))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAccepted("x.toml", data)
		if err != nil {
			return
		}
		n := &policy.Acceptance{Rule: "go/new", Component: "m", Item: "F", Class: policy.ClassMinor, Who: "C", Why: "x", Release: "2.0.1"}
		text, err := a.With(n)
		if err != nil {
			return // the file has no place for another entry at its end
		}
		b, err := ParseAccepted("x.toml", text)
		if err != nil || len(b.Entries) != len(a.Entries)+1 {
			t.Fatalf("%d entries became %d: %v", len(a.Entries), len(b.Entries), err)
		}
		a.Without(func(*policy.Acceptance) bool { return true })
	})
}
