package golang

import (
	"go/types"
	"slices"
)

// A typeSet is what a constraint admits (https://go.dev/ref/spec#Interface_types),
// in terms that can be compared across the two sides.
type typeSet struct {
	methods    map[string]string // texts of the translated signatures, by name
	terms      []typeTerm        // valid if restricted
	restricted bool              // to terms, rather than open to all types
	comparable bool
	opaque     bool // a stub takes part: not all of the set is known
}

type typeTerm struct {
	tilde      bool
	text       string // of the translated type
	underlying string // of the translated underlying type; "" where not known
	comparable bool
}

// typeSet computes the type set of a constraint of one side.
func (tr *translator) typeSet(s side, t types.Type) *typeSet {
	return tr.expand(s, t, map[types.Type]bool{}, 0)
}

// expand computes a type set. What was embedded once adds nothing when it is
// embedded again in the same intersection.
func (tr *translator) expand(s side, t types.Type, embedded map[types.Type]bool, depth int) *typeSet {
	set := &typeSet{methods: map[string]string{}}
	if embedded[t] {
		return set
	}
	embedded[t] = true
	if depth > 50 {
		set.opaque = true
		return set
	}
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		if tr.library(s).opaque[named.Obj()] {
			set.opaque = true
			set.restricted = true
			set.terms = []typeTerm{{text: tr.writer().sub(tr.typ(s, t))}}
			return set
		}
		if named.Obj().Pkg() == nil && named.Obj().Name() == "comparable" {
			set.comparable = true
			return set
		}
	}
	if u, ok := t.(*types.Union); ok {
		set.restricted = true
		for i := range u.Len() {
			term := u.Term(i)
			if inner, ok := term.Type().Underlying().(*types.Interface); ok && !term.Tilde() {
				set.unite(tr.expand(s, inner, map[types.Type]bool{}, depth+1))
				continue
			}
			t := tr.term(s, term.Tilde(), term.Type())
			set.opaque = set.opaque || t.underlying == ""
			set.terms = append(set.terms, t)
		}
		return set
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		set.restricted = true
		set.terms = []typeTerm{tr.term(s, false, t)}
		return set
	}
	for m := range iface.ExplicitMethods() {
		set.methods[m.Name()] = tr.writer().sub(tr.signature(s, m.Signature(), nil))
	}
	for e := range iface.EmbeddedTypes() {
		set.intersect(tr.expand(s, e, embedded, depth+1))
	}
	return set
}

func (tr *translator) term(s side, tilde bool, t types.Type) typeTerm {
	term := typeTerm{tilde: tilde, text: tr.writer().sub(tr.typ(s, t)), comparable: types.Comparable(t)}
	if named, ok := types.Unalias(t).(*types.Named); !ok || !tr.library(s).opaque[named.Obj()] {
		term.underlying = tr.writer().sub(tr.typ(s, t.Underlying()))
	}
	return term
}

// unite adds the types of another set.
func (set *typeSet) unite(other *typeSet) {
	set.opaque = set.opaque || other.opaque || len(other.methods) > 0
	if !other.restricted {
		set.opaque = set.opaque || other.comparable
		set.restricted = false
		set.terms = nil
		return
	}
	set.terms = append(set.terms, other.terms...)
}

// intersect keeps the types that are also in another set.
func (set *typeSet) intersect(other *typeSet) {
	set.opaque = set.opaque || other.opaque
	set.comparable = set.comparable || other.comparable
	for name, sig := range other.methods {
		set.methods[name] = sig
	}
	switch {
	case !other.restricted:
	case !set.restricted:
		set.restricted, set.terms = true, other.terms
	default:
		var both []typeTerm
		for _, t := range set.terms {
			if other.admits(t) {
				both = append(both, t)
			}
		}
		for _, t := range other.terms {
			if set.admits(t) && !slices.Contains(both, t) {
				both = append(both, t)
			}
		}
		set.terms = both
	}
}

// admits reports whether the types of a term are among the set's terms.
func (set *typeSet) admits(t typeTerm) bool {
	return slices.ContainsFunc(set.terms, func(s typeTerm) bool {
		if s.text == t.text {
			return s.tilde || !t.tilde
		}
		return s.tilde && t.underlying != "" && s.underlying == t.underlying
	})
}

// contains reports whether every type of the other set is in this one.
func (set *typeSet) contains(other *typeSet) bool {
	for name, sig := range set.methods {
		if o, ok := other.methods[name]; !ok || o != sig {
			return false
		}
	}
	if set.restricted {
		if !other.restricted || slices.ContainsFunc(other.terms, func(t typeTerm) bool { return !set.admits(t) }) {
			return false
		}
	}
	if set.comparable && !other.comparable {
		return other.restricted && !slices.ContainsFunc(other.terms, func(t typeTerm) bool { return !t.comparable })
	}
	return true
}
