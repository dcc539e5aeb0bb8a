// Package api holds the nouns that every other package shares: the public
// surface of a component at one version, and the parts it is made of.
//
// The types are plain values. An extractor (lang/...) fills them, package diff
// compares them, and WriteTo and Read carry them through the .api text format
// of format.go without loss. Nothing here knows a language, judges a change,
// or touches a file.
//
// Start reading at Surface.
package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// A Surface is everything that the users of one component, at one version, can
// name or otherwise rely on.
type Surface struct {
	Component string // what is published: a module path, a crate name; "" where the source does not say
	Language  string // name of the lang.Language that extracted it
	Version   string // as the ecosystem writes it ("v1.2.3"), or "" when unknown
	Origin    string // the spec it was read from, enough to read it again
	Extractor int    // revision of the extractor: surfaces of different revisions are never compared
	Options   string // the extraction options, in the language's canonical form: compared only at equal ones
	Items     []Item // sorted by ID, IDs unique (see Seal)
	Gaps      []Gap  // sorted; places that could not be read
}

// An Item is one thing that users can name.
type Item struct {
	ID     string // as its users write it: (*Store).GC, wasmtime_val_t.kind
	Parent string // ID of the enclosing item, or ""
	Kind   string // "package", "type", "func", …: the words of the language, without spaces
	Type   string // canonical type or signature: equal strings are equal to users
	Value  string // constant, enumerator or default; "" for none
	Facts  Facts  // what else users rely on
	Pos    Pos    // where it is declared; never compared, never recorded
}

// A Fact is a property of an item that has no place in its type. The
// value is free text and may be empty: then being present is the fact.
type Fact struct{ Name, Value string }

// Facts are sorted by name, and names are unique. The nil value has no facts.
type Facts []Fact

// Get returns the value of the named fact, and whether the item has it.
func (f Facts) Get(name string) (string, bool) {
	i, ok := slices.BinarySearchFunc(f, name, func(f Fact, name string) int { return cmp.Compare(f.Name, name) })
	if !ok {
		return "", false
	}
	return f[i].Value, true
}

// Has reports whether the item has the named fact, whatever its value.
func (f Facts) Has(name string) bool {
	_, ok := f.Get(name)
	return ok
}

// With returns the facts with one set to value. The receiver is left alone.
func (f Facts) With(name, value string) Facts {
	i, ok := slices.BinarySearchFunc(f, name, func(f Fact, name string) int { return cmp.Compare(f.Name, name) })
	if ok {
		g := slices.Clone(f)
		g[i].Value = value
		return g
	}
	return slices.Insert(slices.Clone(f), i, Fact{name, value})
}

// A Pos is a place in the component's tree: a slash-separated path relative to
// its root, and a line counted from 1. The zero Pos is unknown.
type Pos struct {
	File string
	Line int
}

// IsValid reports whether the position is known.
func (p Pos) IsValid() bool { return p.File != "" }

func (p Pos) String() string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// A Gap is a place that an extractor could not read. It stands for whatever
// public items the input there may declare, so nothing below its scope can be
// called removed with certainty. A gap is never silence: it is part of the
// surface, and compared by its digest.
type Gap struct {
	Scope  string // ID of the item that the unread input belongs to or stands in; "" is the whole component
	Reason string // what could not be read and why, without positions
	Digest string // Digest of the input that stood there: while it is unchanged the gap stays quiet
	Broken bool   // the input is malformed, rather than beyond what reading from source can know
	Pos    Pos    // where; never compared, never recorded
}

// Digest returns a short fingerprint of input for Gap.Digest.
func Digest(input []byte) string {
	sum := sha256.Sum256(input)
	return hex.EncodeToString(sum[:8])
}

// Seal puts the surface into its one canonical order and checks that it can be
// recorded: IDs present and unique, kinds and fact names single words. Every
// extractor ends with it. Duplicate gaps are merged, keeping the first position.
func (s *Surface) Seal() error {
	slices.SortStableFunc(s.Items, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	for i := range s.Items {
		it := &s.Items[i]
		switch {
		case it.ID == "":
			return fmt.Errorf("an item of kind %q has no ID (%s)", it.Kind, it.Pos)
		case i > 0 && s.Items[i-1].ID == it.ID:
			return fmt.Errorf("two items share the ID %q (%s and %s)", it.ID, s.Items[i-1].Pos, it.Pos)
		case !isWord(it.Kind):
			return fmt.Errorf("item %q has the kind %q, which is not one lower-case word", it.ID, it.Kind)
		}
		slices.SortFunc(it.Facts, func(a, b Fact) int { return cmp.Compare(a.Name, b.Name) })
		for j, f := range it.Facts {
			if !isWord(f.Name) || j > 0 && it.Facts[j-1].Name == f.Name {
				return fmt.Errorf("item %q has the fact %q twice, or it is not one lower-case word", it.ID, f.Name)
			}
		}
	}
	slices.SortStableFunc(s.Gaps, compareGaps)
	s.Gaps = slices.CompactFunc(s.Gaps, func(a, b Gap) bool { return compareGaps(a, b) == 0 })
	return nil
}

func compareGaps(a, b Gap) int {
	broken := func(g Gap) int {
		if g.Broken {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(a.Scope, b.Scope),
		cmp.Compare(broken(a), broken(b)),
		cmp.Compare(a.Digest, b.Digest),
		cmp.Compare(a.Reason, b.Reason),
	)
}

// Lookup returns the item with the given ID, or nil. The surface must be sealed.
func (s *Surface) Lookup(id string) *Item {
	i, ok := slices.BinarySearchFunc(s.Items, id, func(it Item, id string) int { return cmp.Compare(it.ID, id) })
	if !ok {
		return nil
	}
	return &s.Items[i]
}

// isWord reports whether s is a lower-case word that needs no escaping:
// letters, digits and inner hyphens.
func isWord(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
