package api

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	surface := func(items ...Item) []byte {
		s := &Surface{Component: "m", Language: "go", Version: "1", Origin: "o", Extractor: 1, Items: slices.Clone(items)}
		if err := s.Seal(); err != nil {
			t.Fatal(err)
		}
		return s.AppendText(nil)
	}
	item := func(id, typ string, facts ...Fact) Item { return Item{ID: id, Kind: "func", Type: typ, Facts: facts} }
	a, b, c := item("A", "1"), item("B", "1"), item("C", "1")
	b2, b3, old := item("B", "2"), item("B", "3"), item("B", "1", Fact{"deprecated", ""})
	for _, test := range []struct {
		name               string
		base, ours, theirs []byte
		want               []byte // nil for a conflict
	}{
		{"nothing changed", surface(a), surface(a), surface(a), surface(a)},
		{"one side each", surface(a, b), surface(a, b2), surface(b), surface(b2)},
		{"neighbours", surface(a), surface(a, b), surface(a, c), surface(a, b, c)},
		{"alike on both", surface(a, b), surface(a, b2), surface(a, b2), surface(a, b2)},
		{"a fact and a type", surface(a, b), surface(a, old), surface(a, b2), surface(a, item("B", "2", Fact{"deprecated", ""}))},
		{"both added the file", nil, surface(a), surface(a), surface(a)},
		{"both changed it", surface(a, b), surface(a, b2), surface(a, b3), nil},
		{"changed and removed", surface(a, b), surface(a, b2), surface(a), nil},
		{"removed, and warned of", surface(a, b), surface(a), surface(a, old), nil},
	} {
		got, err := Merge(test.base, test.ours, test.theirs)
		var conflict *ConflictError
		var format *FormatError
		switch {
		case test.want == nil && !errors.As(err, &conflict) && !errors.As(err, &format):
			t.Errorf("%s: no conflict, but %v\n%s", test.name, err, got)
		case test.want != nil && (err != nil || string(got) != string(test.want)):
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
	if _, err := Merge(surface(a), []byte(strings.Replace(string(surface(a)), "end\n", "", 1)), surface(a)); err == nil {
		t.Error("a truncated side was merged")
	}
}
