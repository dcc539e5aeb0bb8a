package c

import (
	"cmp"
	"slices"
)

// A relation is how a new type stands to an old one, on one target.
type relation uint8

const (
	relSame              relation = iota // compatible types (ISO C, 6.2.7)
	relEquivalent                        // other types with one representation: long and long long on LP64
	relOwnConstAdded                     // it is const itself now
	relOwnConstGone                      // it is no longer const itself
	relPointerEquivalent                 // what it points to is another type with one representation
	relConstAdded                        // what it points to is const now
	relConstGone                         // what it points to is no longer const
	relQualifiers                        // volatile or restrict differ
	relPointerQualifiers                 // qualifiers differ behind a further pointer: neither converts to the other
	relAtomic                            // _Atomic differs
	relToVoid                            // a pointer to anything now
	relToConstVoid                       // and it is const now
	relFromVoid                          // a pointer to something particular now
	relFromVoidToConst                   // and it is const now
	relArrayLength                       // an array of another length
	relOther
)

// sameType reports whether two types are the same after typedefs.
func (t *targetComparison) sameType(a, b *typ) bool { return t.same(a, b, 0, false) }

// same compares types. loose leaves the qualifiers of what is pointed to out.
func (t *targetComparison) same(a, b *typ, depth int, loose bool) bool {
	if depth > maxDepth {
		return true
	}
	if a.kind == kindTypedef && b.kind == kindTypedef {
		// What stands behind two names is compared once.
		key := alikeKey{a.name, b.name, a.quals, b.quals, loose, loose && depth == 0}
		answer, known := t.alike[key]
		if !known {
			if t.alike == nil {
				t.alike = map[alikeKey]bool{}
			}
			t.alike[key] = true // for a type that comes by itself again
			answer = t.sameResolved(a.resolve(), b.resolve(), depth, loose)
			t.alike[key] = answer
		}
		return answer
	}
	return t.sameResolved(a.resolve(), b.resolve(), depth, loose)
}

// alikeKey names a question that same was asked.
type alikeKey struct {
	old, new           string
	oldQuals, newQuals qualifiers
	loose, outer       bool
}

func (t *targetComparison) sameResolved(a, b *typ, depth int, loose bool) bool {
	if a.quals != b.quals && !(loose && depth > 0) {
		return false
	}
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case kindBasic, kindExternal:
		return a.name == b.name
	case kindRecord:
		return t.sameName(a.record.id(), b.record.id()) && (a.record.union == b.record.union || a.record.id() != "")
	case kindEnum:
		return t.sameName(a.enum.id(), b.enum.id())
	case kindPointer:
		return t.same(a.elem, b.elem, depth+1, loose)
	case kindArray:
		if a.length != b.length && a.length != lengthNone && b.length != lengthNone || a.length == lengthUnknown && a.text != b.text {
			return false
		}
		return t.same(a.elem, b.elem, depth+1, loose)
	case kindFunction:
		return t.sameFunction(a, b, depth+1, loose)
	case kindVector:
		return a.length == b.length && t.same(a.elem, b.elem, depth+1, loose)
	}
	return a.text == b.text
}

// sameName reports whether a record or enumeration of the old side is one of
// the new side.
func (t *targetComparison) sameName(old, new string) bool {
	return cmp.Or(t.comparison.old.key[old], old) == new
}

func (t *targetComparison) sameFunction(a, b *typ, depth int, loose bool) bool {
	if a.variadic != b.variadic || a.noProto != b.noProto || a.conv != b.conv || len(a.params) != len(b.params) || !t.same(a.elem, b.elem, depth, loose) {
		return false
	}
	for i := range a.params {
		if !t.same(a.params[i].typ, b.params[i].typ, depth, loose) {
			return false
		}
	}
	return true
}

// sameSignature compares functions, but for the qualifiers of what they are
// given pointers to if loose.
func (t *targetComparison) sameSignature(a, b *typ, loose bool) bool {
	return t.sameFunction(a, b, 1, loose)
}

// relate says how a new type stands to an old one.
func (t *targetComparison) relate(a, b *typ) relation {
	if t.sameType(a, b) {
		return relSame
	}
	a, b = a.resolve(), b.resolve()
	if before, after := pointeeQualifiers(a), pointeeQualifiers(b); before != after {
		if t.sameType(unqualified(a), unqualified(b)) {
			switch d := before ^ after; {
			case d&qualAtomic != 0:
				return relAtomic
			case d&^qualConst != 0:
				return relQualifiers
			case after&qualConst != 0:
				return relOwnConstAdded
			default:
				return relOwnConstGone
			}
		}
		return relOther
	}
	switch {
	case a.kind == kindPointer && b.kind == kindPointer:
		return t.relatePointers(a.elem.resolve(), b.elem.resolve())
	case a.kind == kindArray && b.kind == kindArray && t.sameType(a.elem, b.elem):
		return relArrayLength
	case t.oneRepresentation(a, b) || unnamed(a, b):
		return relEquivalent
	}
	return relOther
}

// unnamed reports whether one of two records has no name: its members are
// compared where it stands, and nobody could name it.
func unnamed(a, b *typ) bool {
	return a.kind == kindRecord && b.kind == kindRecord && a.record.union == b.record.union && (a.record.id() == "" || b.record.id() == "")
}

// relatePointers compares what two pointers point to (ISO C, 6.5.17.2): a
// qualifier may be added to what is pointed to directly, and a pointer to any
// object may become one to void.
func (t *targetComparison) relatePointers(a, b *typ) relation {
	if a.kind == kindFunction || b.kind == kindFunction {
		return t.relateFunctionPointers(a, b)
	}
	isVoid := func(x *typ) bool { return x.kind == kindBasic && x.name == "void" }
	before, after := pointeeQualifiers(a), pointeeQualifiers(b)
	direct := relSame
	switch d := before ^ after; {
	case d&qualAtomic != 0:
		direct = relAtomic
	case d&before&qualConst != 0:
		direct = relConstGone
	case d&(qualVolatile|qualRestrict) != 0:
		direct = relQualifiers
	case d != 0:
		direct = relConstAdded
	}
	plainA, plainB := unqualified(a), unqualified(b)
	switch {
	case t.sameType(plainA, plainB):
		return direct
	case unnamed(plainA, plainB):
		return relEquivalent
	case direct == relSame && t.oneRepresentation(plainA, plainB):
		return relPointerEquivalent
	case isVoid(plainB) && !isVoid(plainA):
		switch direct {
		case relSame, relConstAdded:
			if direct == relConstAdded {
				return relToConstVoid
			}
			return relToVoid
		}
		return direct
	case isVoid(plainA):
		switch direct {
		case relConstAdded:
			return relFromVoidToConst
		case relSame, relConstGone, relQualifiers:
			return relFromVoid
		}
	case t.same(plainA, plainB, 1, true):
		return relPointerQualifiers
	}
	return relOther
}

func (t *targetComparison) relateFunctionPointers(a, b *typ) relation {
	switch {
	case a.kind != b.kind:
	case t.sameSignature(a, b, true):
		return relPointerQualifiers
	case a.noProto != b.noProto && t.same(a.elem, b.elem, 1, false) && promoted(a) && promoted(b):
		return relEquivalent // compatible until C23 (ISO C17, 6.7.6.3)
	case a.noProto == b.noProto && a.variadic == b.variadic && a.conv == b.conv && len(a.params) == len(b.params) && t.oneCall(a, b):
		return relPointerEquivalent
	}
	return relOther
}

// oneCall reports whether what two functions take and return has the same
// representations.
func (t *targetComparison) oneCall(a, b *typ) bool {
	alike := func(x, y *typ) bool { return t.sameType(x, y) || t.oneRepresentation(x.resolve(), y.resolve()) }
	for i := range a.params {
		if !alike(a.params[i].typ, b.params[i].typ) {
			return false
		}
	}
	return alike(a.elem, b.elem)
}

// pointeeQualifiers are the qualifiers of what a pointer points to; those of an
// array are its elements'.
func pointeeQualifiers(x *typ) qualifiers {
	q := x.quals
	for x.kind == kindArray {
		x = x.elem.resolve()
		q |= x.quals
	}
	return q
}

func unqualified(x *typ) *typ {
	x = x.without(x.quals)
	if x.kind == kindArray {
		c := *x
		c.elem = unqualified(x.elem.resolve())
		return &c
	}
	return x
}

// promoted reports whether a function takes its arguments as one without a
// prototype does: none of them changes in the default argument promotions.
func promoted(f *typ) bool {
	if f.variadic {
		return false
	}
	return !slices.ContainsFunc(f.params, func(p param) bool {
		t := p.typ.resolve()
		switch t.kind {
		case kindBasic:
			switch t.name {
			case "bool", "char", "signed char", "unsigned char", "short", "unsigned short", "float":
				return true
			}
			return false
		case kindPointer, kindRecord, kindVector:
			return false
		}
		return true
	})
}

// oneRepresentation reports whether two arithmetic types have the same size,
// signedness and kind.
func (t *targetComparison) oneRepresentation(a, b *typ) bool {
	integer := func(side *targetSide, x *typ) (size int64, signed, floating, ok bool) {
		switch x.kind {
		case kindEnum:
			n, ok := side.sizeOf(x)
			return n, false, false, ok
		case kindBasic:
			n, _, ok := side.dia.sizeof(x)
			return n, side.dia.signed(x), isFloating(x), ok && x.name != "void"
		}
		return 0, false, false, false
	}
	sa, ga, fa, oka := integer(t.old, a)
	sb, gb, fb, okb := integer(t.new, b)
	if !oka || !okb || sa != sb || fa != fb {
		return false
	}
	if a.kind == kindEnum || b.kind == kindEnum {
		return !fa // an enumeration and an integer of its size
	}
	if (a.name == "bool") != (b.name == "bool") {
		return false
	}
	return ga == gb
}
