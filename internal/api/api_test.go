package api

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func sample() *Surface {
	return &Surface{
		Component: "example.com/m", Language: "go", Version: "v1.2.3", Origin: "git:v1.2.3", Extractor: 3, Options: "linux/amd64",
		Items: []Item{
			{ID: "T", Parent: ".", Kind: "type", Type: "struct", Facts: Facts{{"deprecated", ""}, {"comparable", "no"}}},
			{ID: "T.A b", Parent: "T", Kind: "field", Type: "map[string]int"},
			{ID: ".", Kind: "package", Type: "m"},
			{ID: "impl Clone for T", Parent: "T in U", Kind: "impl", Type: ""},
			{ID: "C", Parent: ".", Kind: "const", Type: "untyped string", Value: "\"tab\\t\"\n\x00\u202e\xff\\"},
		},
		Gaps: []Gap{
			{Scope: "T", Reason: "not\tread", Digest: "1"},
			{Scope: "", Reason: "x.go does not parse", Digest: "2", Broken: true, Pos: Pos{"x.go", 3}},
			{Scope: "T", Reason: "not\tread", Digest: "1", Pos: Pos{"y.go", 9}},
		},
	}
}

func TestWriteReadWrite(t *testing.T) {
	s := sample()
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	text := s.AppendText(nil)
	again, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if second := again.AppendText(nil); !bytes.Equal(text, second) {
		t.Errorf("written:\n%s\nread and written again:\n%s", text, second)
	}
	if got := again.Lookup("C").Value; got != s.Lookup("C").Value {
		t.Errorf("value %q came back as %q", s.Lookup("C").Value, got)
	}
	if len(again.Gaps) != 2 {
		t.Errorf("%d gaps, want the two different ones", len(again.Gaps))
	}
	for line := range strings.Lines(string(text)) {
		if strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\x00\u202e\r") {
			t.Errorf("an unprintable character is written raw: %q", line)
		}
	}
}

func TestAddedItemIsOneAddedLine(t *testing.T) {
	s := sample()
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	before := strings.Split(string(s.AppendText(nil)), "\n")
	s.Items = append(s.Items, Item{ID: "T.M", Parent: "T", Kind: "method", Type: "func()"})
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	after := strings.Split(string(s.AppendText(nil)), "\n")
	if len(after) != len(before)+1 {
		t.Fatalf("%d lines became %d", len(before), len(after))
	}
	for i, j := 0, 0; i < len(before); j++ {
		if before[i] == after[j] {
			i++
		} else if after[j] != "T.M\tmethod in T\tfunc()" {
			t.Errorf("unexpected line %q", after[j])
		}
	}
}

func TestSealRefuses(t *testing.T) {
	for name, items := range map[string][]Item{
		"no ID":          {{Kind: "type"}},
		"duplicate ID":   {{ID: "a", Kind: "type"}, {ID: "a", Kind: "func"}},
		"no kind":        {{ID: "a"}},
		"kind of words":  {{ID: "a", Kind: "a type"}},
		"duplicate fact": {{ID: "a", Kind: "type", Facts: Facts{{"x", ""}, {"x", "1"}}}},
		"upper-case":     {{ID: "a", Kind: "type", Facts: Facts{{"X", ""}}}},
	} {
		if err := (&Surface{Items: items}).Seal(); err == nil {
			t.Errorf("%s: sealed", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	s := sample()
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	good := string(s.AppendText(nil))
	lines := strings.SplitAfter(good, "\n")
	for name, text := range map[string]string{
		"empty":          "",
		"foreign":        "package main\n",
		"newer":          strings.Replace(good, "apicheck api 1", "apicheck api 2", 1),
		"no version":     strings.Replace(good, "apicheck api 1", "apicheck api", 1),
		"truncated":      good[:len(good)-5],
		"cut in a line":  good[:len(good)/2],
		"appended":       good + "more\n",
		"header missing": strings.Replace(good, "language\tgo\n", "", 1),
		"bad revision":   strings.Replace(good, "extractor\t3", "extractor\tx", 1),
		"unsorted":       strings.Join(append(append([]string{}, lines[:9]...), append([]string{lines[10], lines[9]}, lines[11:]...)...), ""),
		"conflict":       strings.Replace(good, "\nT\t", "\n<<<<<<< HEAD\nT\t", 1),
		"bad escape":     strings.Replace(good, `\u{202e}`, `\q`, 1),
		"lazy escape":    strings.Replace(good, `\u{202e}`, `\u{61}`, 1),
	} {
		_, err := Read(strings.NewReader(text))
		var format *FormatError
		if !errors.As(err, &format) {
			t.Errorf("%s: error %v, want a FormatError", name, err)
		}
	}
}

func TestFacts(t *testing.T) {
	var f Facts
	f = f.With("b", "1").With("a", "").With("b", "2")
	if v, ok := f.Get("b"); !ok || v != "2" || !f.Has("a") || f.Has("c") || len(f) != 2 {
		t.Errorf("facts %v", f)
	}
}

func FuzzRead(f *testing.F) {
	s := sample()
	if err := s.Seal(); err != nil {
		f.Fatal(err)
	}
	f.Add(s.AppendText(nil))
	f.Add([]byte("apicheck api 1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		if again := s.AppendText(nil); !bytes.Equal(again, text) {
			t.Errorf("accepted, and written as\n%s", again)
		}
	})
}
