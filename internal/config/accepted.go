package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/toml"
)

// AcceptedName is the name of the file of acceptances, in the directory of the
// baselines.
const AcceptedName = "accepted.toml"

// Accepted is the file of acceptances. As in cargo-vet's, an entry says who
// agreed to what, and why; here also by which right, and until when it counts.
type Accepted struct {
	File    string
	Entries []*policy.Acceptance // in the order of the file
	data    []byte
	lines   map[string]int
}

// entry is an acceptance as the file has it.
type entry struct {
	Rule      string       `toml:"rule"`
	Component string       `toml:"component"`
	Item      string       `toml:"item"`
	Class     policy.Class `toml:"class"`
	Who       string       `toml:"who"`
	Why       string       `toml:"why"`
	Release   string       `toml:"release"`
	Migration string       `toml:"migration"`
	RFC       string       `toml:"rfc"`
	Advisory  string       `toml:"advisory"`
	Lines     []string     `toml:"lines"`
}

// ReadAccepted reads a file of acceptances; one that is not there has none.
func ReadAccepted(file string) (*Accepted, error) {
	data, err := ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return &Accepted{File: file}, nil
	}
	if err != nil {
		return nil, err
	}
	return ParseAccepted(file, data)
}

// ParseAccepted reads acceptances from text. Every error is an *Error.
func ParseAccepted(file string, data []byte) (*Accepted, error) {
	var doc struct {
		Accepted []entry `toml:"accepted"`
	}
	if err := toml.DecodeStrict(data, &doc); err != nil {
		return nil, decodeError(file, err, doc)
	}
	a := &Accepted{File: file, data: data, lines: toml.Lines(data)}
	for i := range doc.Accepted {
		acceptance := doc.Accepted[i].acceptance()
		acceptance.Place = api.Pos{File: file, Line: a.lines[fmt.Sprintf("accepted.%d", i)]}
		if err := Check(acceptance); err != nil {
			var mistake *Error
			if errors.As(err, &mistake) {
				mistake.File, mistake.Line = file, acceptance.Place.Line
			}
			return nil, err
		}
		a.Entries = append(a.Entries, acceptance)
	}
	return a, nil
}

func (e *entry) acceptance() *policy.Acceptance {
	return &policy.Acceptance{Rule: e.Rule, Component: e.Component, Item: e.Item, Class: e.Class, Who: e.Who, Why: e.Why,
		Release: e.Release, Migration: e.Migration, RFC: e.RFC, Advisory: e.Advisory, Lines: e.Lines}
}

// Check holds an acceptance against what an entry must say. An error is an
// *Error without a place.
func Check(a *policy.Acceptance) error {
	mistake := func(hint, format string, args ...any) error {
		return &Error{Reason: fmt.Sprintf(format, args...), Hint: hint}
	}
	for _, f := range []struct{ key, value, hint string }{
		{"rule", a.Rule, "apicheck rules lists them; * stands for any text"},
		{"component", a.Component, "a component of " + Name + ", or a pattern with *"},
		{"item", a.Item, "the item as the finding has it, or a pattern with *"},
		{"class", string(a.Class), "it is one of " + join(policy.Classes)},
		{"who", a.Who, "the person who agreed"},
		{"why", a.Why, "the reason, in a sentence: an acceptance without one is worth nothing"},
		{"release", a.Release, "the release that ships the break, such as 42.0.0: the acceptance ends with it"},
	} {
		if strings.TrimSpace(f.value) == "" {
			return mistake(f.hint, "the acceptance has no %s", f.key)
		}
	}
	switch {
	case !slices.Contains(policy.Classes, a.Class):
		return mistake("it is one of "+join(policy.Classes), "there is no class %q", a.Class)
	case !releaseRE.MatchString(a.Release):
		return mistake("write a whole version such as 42.0.0", "release %q is not a version", a.Release)
	case a.Class == policy.ClassRFC && a.RFC == "":
		return mistake(`add rfc = "…": its file, its number or its address`, "the acceptance is of class rfc, and names no RFC")
	case a.Class == policy.ClassSecurity && a.Advisory == "":
		return mistake(`add advisory = "…", such as GHSA-xxxx-xxxx-xxxx or CVE-2026-12345`, "the acceptance is of class security, and names no advisory")
	case a.Class == policy.ClassSecurity && len(a.Lines) == 0:
		return mistake(`add lines = ["41.0", "36.0"]: the release lines that get the fix`, "the acceptance is of class security, and names no release lines")
	}
	for _, l := range a.Lines {
		if !releaseRE.MatchString(l) {
			return mistake(`write a line such as "41.0"`, "%q is not a release line", l)
		}
	}
	return nil
}

// With returns the file's text with one entry more, at its end. What stands
// there stays as it is.
func (a *Accepted) With(n *policy.Acceptance) ([]byte, error) {
	if err := Check(n); err != nil {
		return nil, err
	}
	for _, e := range a.Entries {
		if e.Rule == n.Rule && e.Component == n.Component && e.Item == n.Item && e.Release == n.Release {
			return nil, &Error{File: a.File, Line: e.Place.Line, Reason: "it is accepted already", Hint: "edit the entry, or remove it first"}
		}
	}
	var b bytes.Buffer
	b.Write(a.data)
	if len(a.data) > 0 {
		if !bytes.HasSuffix(a.data, []byte("\n")) {
			b.WriteByte('\n')
		}
		b.WriteByte('\n')
	}
	b.WriteString("[[accepted]]\n")
	for _, f := range []struct{ key, value string }{
		{"rule", n.Rule}, {"component", n.Component}, {"item", n.Item}, {"class", string(n.Class)}, {"who", n.Who}, {"why", n.Why},
		{"release", n.Release}, {"migration", n.Migration}, {"rfc", n.RFC}, {"advisory", n.Advisory},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s = %s\n", f.key, toml.Quote(f.value))
		}
	}
	if len(n.Lines) > 0 {
		quoted := make([]string, len(n.Lines))
		for i, l := range n.Lines {
			quoted[i] = toml.Quote(l)
		}
		fmt.Fprintf(&b, "lines = [%s]\n", strings.Join(quoted, ", "))
	}
	again, err := ParseAccepted(a.File, b.Bytes())
	if err != nil {
		return nil, err
	}
	if len(again.Entries) != len(a.Entries)+1 {
		return nil, &Error{File: a.File, Reason: "an entry cannot be added at its end", Hint: "end the file with the last [[accepted]] entry"}
	}
	return b.Bytes(), nil
}

// Without returns the file's text without some of its entries, and without the
// comments that stand right above these. All else stays as it is.
func (a *Accepted) Without(stale func(*policy.Acceptance) bool) []byte {
	lines := bytes.SplitAfter(a.data, []byte("\n"))
	start := make([]int, len(a.Entries)+1) // index of each entry's first line, its comment included
	for i, e := range a.Entries {
		at := e.Place.Line - 1
		for at > 0 && bytes.HasPrefix(bytes.TrimSpace(lines[at-1]), []byte("#")) {
			at--
		}
		start[i] = at
	}
	start[len(a.Entries)] = len(lines)
	var out []byte
	for _, l := range lines[:start[0]] {
		out = append(out, l...)
	}
	for i, e := range a.Entries {
		if !stale(e) {
			out = append(out, bytes.Join(lines[start[i]:start[i+1]], nil)...)
		}
	}
	out = bytes.TrimRight(out, "\n")
	if len(out) > 0 {
		out = append(out, '\n')
	}
	return out
}

// Same reports whether two readings of the file found the same text.
func (a *Accepted) Same(b *Accepted) bool { return bytes.Equal(a.data, b.data) }
