package c

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/preprocessor"
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

// lexType makes tokens of the text of a type.
func lexType(text string) []preprocessor.Token { return preprocessor.Lex(text) }

// sameType reports whether two types are the same after typedefs.
func (t *targetComparison) sameType(a, b *typ) bool { return t.same(a, b, 0, false) }

// same compares types. loose leaves the qualifiers of what is pointed to out.
func (t *targetComparison) same(a, b *typ, depth int, loose bool) bool {
	if depth > maxDepth {
		return true
	}
	if a.kind == kindPointer && b.kind == kindPointer && a.static != b.static {
		a, b = a.resolve(), b.resolve() // a bound of an array parameter is no part of its type
	}
	a, b = a.resolve(), b.resolve()
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

// function compares functions.
func (t *targetComparison) function(o, n *api.Item) {
	t.linkage(o, n)
	t.inlining(o, n)
	if x, y := conventionOf(o), conventionOf(n); x != y {
		t.changed(o, n, aspectConvention, fmt.Sprintf("calling convention changed from %s to %s", cmp.Or(x, "the usual one"), cmp.Or(y, "the usual one")), diff.Incompatible)
	}
	if o.Type == n.Type {
		t.parameterNames(o, n, true)
		return
	}
	a, b := t.old.parse(o.Type).resolve(), t.new.parse(n.Type).resolve()
	if a.kind != kindFunction || b.kind != kindFunction {
		if !t.sameType(a, b) {
			t.changed(o, n, aspectParamType, fmt.Sprintf("changed from %s to %s", o.Type, n.Type), diff.Incompatible)
		}
		return
	}
	if a.conv != b.conv && conventionOf(o) == conventionOf(n) {
		t.changed(o, n, aspectConvention, fmt.Sprintf("calling convention changed from %s to %s", cmp.Or(a.conv, "the usual one"), cmp.Or(b.conv, "the usual one")), diff.Incompatible)
	}
	t.result(o, n, a.elem, b.elem)
	switch {
	case a.noProto && !b.noProto && len(b.params) == 0 && !b.variadic:
		t.changed(o, n, aspectPrototypeVoid, "is now declared to take no arguments", diff.Incompatible)
		return
	case a.noProto && !b.noProto:
		t.changed(o, n, aspectPrototypeAdded, "is now declared with its parameters: "+n.Type, diff.Incompatible)
		return
	case !a.noProto && b.noProto && len(a.params) == 0 && !a.variadic:
		t.changed(o, n, aspectPrototypeLoosened, "is no longer declared to take no arguments", diff.Compatible)
	case !a.noProto && b.noProto:
		t.changed(o, n, aspectPrototypeRemoved, "is no longer declared with its parameters", diff.Incompatible)
		return
	}
	if a.variadic != b.variadic {
		if b.variadic {
			t.changed(o, n, aspectVariadicAdded, "takes more arguments of any type now", diff.Incompatible)
		} else {
			t.changed(o, n, aspectVariadicRemoved, "no longer takes more arguments of any type", diff.Incompatible)
		}
	}
	t.parameters(o, n, a, b)
}

// conventionOf is the calling convention that a declaration names and that the
// target ignores: 32-bit builds of the same headers do not.
func conventionOf(it *api.Item) string {
	c, _ := it.Facts.Get("convention")
	return c
}

// parameters compares parameter lists.
func (t *targetComparison) parameters(o, n *api.Item, a, b *typ) {
	oldNames, newNames := parameterNames(o, a), parameterNames(n, b)
	name := func(names []string, i int) string {
		if i < len(names) && names[i] != "" {
			return fmt.Sprintf("parameter %d (%s)", i+1, names[i])
		}
		return fmt.Sprintf("parameter %d", i+1)
	}
	if len(a.params) != len(b.params) {
		kept := t.keptParameters(a, b, oldNames, newNames)
		if a.variadic != b.variadic && t.samePrefix(a, b) {
			return // an argument goes through the ellipsis, or no longer does: that is told
		}
		// Of one name on both sides, but in another place.
		for i, x := range oldNames {
			j := slices.Index(newNames, x)
			free := func(k [2]int) bool { return k[0] == i || k[1] == j }
			if j >= 0 && !slices.ContainsFunc(kept, free) && t.sameType(a.params[i].typ, b.params[j].typ) {
				kept = append(kept, [2]int{i, j})
				t.changed(o, n, aspectParamReordered, fmt.Sprintf("%s is parameter %d now", name(oldNames, i), j+1), diff.Incompatible)
			}
		}
		for i := range a.params {
			if !slices.ContainsFunc(kept, func(k [2]int) bool { return k[0] == i }) {
				t.changed(o, n, aspectParamRemoved, fmt.Sprintf("%s is gone: it was %s", name(oldNames, i), a.params[i].typ), diff.Incompatible)
			}
		}
		for j := range b.params {
			if !slices.ContainsFunc(kept, func(k [2]int) bool { return k[1] == j }) {
				t.changed(o, n, aspectParamAdded, fmt.Sprintf("%s is new: it is %s", name(newNames, j), b.params[j].typ), diff.Incompatible)
			}
		}
		for _, k := range kept {
			t.parameter(o, n, a.params[k[0]].typ, b.params[k[1]].typ, name(newNames, k[1]))
		}
		return
	}
	var differ []int
	for i := range a.params {
		if !t.sameType(a.params[i].typ, b.params[i].typ) {
			differ = append(differ, i)
		}
	}
	// The same types in another order, unless the names say that they stay.
	stay := oldNames != nil && newNames != nil && slices.Equal(oldNames, newNames)
	if len(differ) > 1 && !stay && t.permuted(a, b, differ) {
		t.changed(o, n, aspectParamReordered, fmt.Sprintf("parameters are in another order: %s, and were %s", n.Type, o.Type), diff.Incompatible)
		return
	}
	for i := range a.params {
		t.parameter(o, n, a.params[i].typ, b.params[i].typ, name(newNames, i))
	}
	t.parameterNames(o, n, len(differ) == 0)
}

// samePrefix reports whether the shorter parameter list begins the longer one,
// and the shorter one is variadic.
func (t *targetComparison) samePrefix(a, b *typ) bool {
	short := a
	if len(b.params) < len(a.params) {
		short = b
	}
	if !short.variadic {
		return false
	}
	for i := range short.params {
		if !t.sameType(a.params[i].typ, b.params[i].typ) {
			return false
		}
	}
	return true
}

func staticBound(x *typ) string {
	if x.static {
		return fmt.Sprintf("at least %d elements", x.length)
	}
	return "any pointer"
}

// permuted reports whether the old types at the places that differ are the new
// ones in another order.
func (t *targetComparison) permuted(a, b *typ, differ []int) bool {
	used := map[int]bool{}
	for _, i := range differ {
		found := false
		for _, j := range differ {
			if !used[j] && t.sameType(a.params[i].typ, b.params[j].typ) {
				used[j], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// keptParameters pairs the parameters of two lists of different lengths, in
// order: by name and type, and what is left by type.
func (t *targetComparison) keptParameters(a, b *typ, oldNames, newNames []string) [][2]int {
	m, n := len(a.params), len(b.params)
	if m > 200 || n > 200 {
		return nil
	}
	score := make([][]int, m+1)
	for i := range score {
		score[i] = make([]int, n+1)
	}
	worth := func(i, j int) int {
		s := 0
		if t.sameType(a.params[i].typ, b.params[j].typ) {
			s = 4
		}
		if i < len(oldNames) && j < len(newNames) && oldNames[i] != "" && oldNames[i] == newNames[j] {
			s += 5
		}
		return s
	}
	for i := m - 1; i >= 0; i-- {
		for j := n - 1; j >= 0; j-- {
			best := max(score[i+1][j], score[i][j+1])
			if w := worth(i, j); w > 0 {
				best = max(best, w+score[i+1][j+1])
			}
			score[i][j] = best
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < m && j < n; {
		w := worth(i, j)
		switch {
		case w > 0 && score[i][j] == w+score[i+1][j+1]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case score[i][j] == score[i+1][j]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// parameter compares one parameter.
func (t *targetComparison) parameter(o, n *api.Item, a, b *typ, name string) {
	if a.String() == b.String() {
		return // what it is made of changed, and is told there
	}
	detail := fmt.Sprintf("%s changed from %s to %s", name, a, b)
	switch t.relate(a, b) {
	case relSame:
		if b.static && (!a.static || b.length > a.length) { // fewer elements break nobody
			t.changed(o, n, aspectParamStatic, fmt.Sprintf("%s takes %s, and took %s", name, staticBound(b), staticBound(a)), diff.Incompatible)
		}
	case relEquivalent:
		t.changed(o, n, aspectParamEquivalent, detail, diff.Incompatible)
	case relConstAdded:
		t.changed(o, n, aspectParamConstAdded, detail, diff.Compatible)
	case relConstGone:
		t.changed(o, n, aspectParamConstRemoved, detail, diff.Incompatible)
	case relQualifiers:
		t.changed(o, n, aspectQualifiers, detail, diff.Incompatible)
	case relAtomic:
		t.changed(o, n, aspectAtomic, detail, diff.Incompatible)
	case relPointerEquivalent:
		t.changed(o, n, aspectPointerEquivalent, detail, diff.Incompatible)
	case relPointerQualifiers:
		t.changed(o, n, aspectPointerQualifiers, detail, diff.Incompatible)
	case relToVoid, relToConstVoid:
		t.changed(o, n, aspectParamToVoid, detail, diff.Compatible)
	case relFromVoid, relFromVoidToConst:
		t.changed(o, n, aspectParamFromVoid, detail, diff.Incompatible)
	default:
		t.changed(o, n, aspectParamType, detail, diff.Incompatible)
	}
}

// result compares what functions return.
func (t *targetComparison) result(o, n *api.Item, a, b *typ) {
	if a.String() == b.String() {
		return
	}
	rel := t.relate(a.resolve().without(qualConst|qualVolatile), b.resolve().without(qualConst|qualVolatile))
	detail := fmt.Sprintf("returns %s, and returned %s", b, a)
	isVoid := func(x *typ) bool { x = x.resolve(); return x.kind == kindBasic && x.name == "void" }
	switch {
	case rel == relSame:
	case isVoid(a) && b.resolve().kind != kindRecord:
		t.changed(o, n, aspectReturnAdded, fmt.Sprintf("returns %s now, and returned nothing", b), diff.Incompatible)
	case isVoid(b):
		t.changed(o, n, aspectReturnRemoved, fmt.Sprintf("returns nothing now, and returned %s", a), diff.Incompatible)
	case rel == relEquivalent:
		t.changed(o, n, aspectReturnEquivalent, detail, diff.Incompatible)
	case rel == relPointerEquivalent:
		t.changed(o, n, aspectPointerEquivalent, detail, diff.Incompatible)
	case rel == relPointerQualifiers:
		t.changed(o, n, aspectPointerQualifiers, detail, diff.Incompatible)
	case rel == relConstAdded, rel == relToConstVoid, rel == relFromVoidToConst:
		t.changed(o, n, aspectReturnConstAdded, detail, diff.Incompatible)
	case rel == relConstGone:
		t.changed(o, n, aspectReturnConstRemoved, detail, diff.Compatible)
	case rel == relQualifiers:
		t.changed(o, n, aspectQualifiers, detail, diff.Incompatible)
	case rel == relAtomic:
		t.changed(o, n, aspectAtomic, detail, diff.Incompatible)
	case rel == relToVoid:
		t.changed(o, n, aspectReturnToVoid, detail, diff.Incompatible)
	case rel == relFromVoid:
		t.changed(o, n, aspectReturnFromVoid, detail, diff.Incompatible)
	default:
		t.changed(o, n, aspectReturnType, detail, diff.Incompatible)
	}
}

// parameterNames returns the names of a function's parameters, nil where they
// are not known.
func parameterNames(it *api.Item, f *typ) []string {
	text, ok := it.Facts.Get("parameters")
	if !ok {
		return nil
	}
	names := strings.Split(text, ", ")
	if len(names) != len(f.params) {
		return nil
	}
	return names
}

// parameterNames compares the names of as many parameters. renamed tells of
// those that are new, which goes without saying where types changed.
func (t *targetComparison) parameterNames(o, n *api.Item, renamed bool) {
	before, ok1 := o.Facts.Get("parameters")
	after, ok2 := n.Facts.Get("parameters")
	if !ok1 || !ok2 || before == after {
		return
	}
	x, y := strings.Split(before, ", "), strings.Split(after, ", ")
	if len(x) != len(y) {
		return
	}
	detail := fmt.Sprintf("parameters are (%s), and were (%s)", after, before)
	for i := range x {
		if j := slices.Index(y, x[i]); j >= 0 && j != i {
			t.changed(o, n, aspectParamSwapped, detail, diff.Incompatible)
			return
		}
	}
	if !renamed {
		return
	}
	t.changed(o, n, aspectParamRenamed, detail, diff.Compatible)
}

// linkage compares how the linker and C++ know a function or an object.
func (t *targetComparison) linkage(o, n *api.Item) {
	if inHeader(o) || inHeader(n) {
		return
	}
	before, _ := o.Facts.Get("symbol")
	after, _ := n.Facts.Get("symbol")
	if before != after {
		t.changed(o, n, aspectSymbol, fmt.Sprintf("symbol changed from %s to %s", cmp.Or(before, o.ID), cmp.Or(after, n.ID)), diff.Incompatible)
	}
	if o.Facts.Has("extern-c") != n.Facts.Has("extern-c") {
		// A header that leaves it out or puts it in does so for all that it declares.
		header, _ := n.Facts.Get("header")
		id := "<" + header + ">"
		ho, hn := t.old.item(id), t.new.item(id)
		if ho == nil || hn == nil || t.comparison.new.externC()[header] && !n.Facts.Has("extern-c") || t.comparison.old.externC()[header] && n.Facts.Has("extern-c") {
			id, ho, hn = n.ID, o, n
		}
		ch := diff.Change{Op: diff.Changed, Aspect: aspectExternC, Item: id, Old: ho, New: hn, Detail: `no longer declares for C++ that it is C: extern "C" is gone`, Verdict: diff.Incompatible, Also: []string{n.ID}}
		if n.Facts.Has("extern-c") {
			ch.Detail, ch.Verdict = `now declares for C++ that it is C: extern "C"`, diff.Compatible
		}
		t.say(ch)
	}
	beforeV, _ := o.Facts.Get("visibility")
	afterV, _ := n.Facts.Get("visibility")
	if beforeV != afterV && (beforeV == "" && afterV == "default" || beforeV == "default" && afterV == "") {
		// Who writes it compiles the rest with -fvisibility=hidden.
		t.changed(o, n, aspectExport, map[bool]string{true: "is now declared with default visibility", false: "is no longer declared with default visibility"}[afterV != ""], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[afterV != ""])
	} else if cmp.Or(beforeV, "default") != cmp.Or(afterV, "default") {
		verdict := diff.Compatible
		// A protected object is not the one that programs have a copy of.
		if (afterV == "hidden" || afterV == "internal") && beforeV != "hidden" && beforeV != "internal" || afterV == "protected" && n.Kind == "var" {
			verdict = diff.Incompatible
		}
		t.changed(o, n, aspectVisibility, fmt.Sprintf("visibility changed from %s to %s", cmp.Or(beforeV, "default"), cmp.Or(afterV, "default")), verdict)
	}
	if o.Facts.Has("weak") != n.Facts.Has("weak") {
		t.changed(o, n, aspectWeak, map[bool]string{true: "is now weak", false: "is no longer weak"}[n.Facts.Has("weak")], diff.Compatible)
	}
	if x, y := o.Facts.Has("dllimport") || o.Facts.Has("dllexport"), n.Facts.Has("dllimport") || n.Facts.Has("dllexport"); x != y {
		t.changed(o, n, aspectExport, map[bool]string{true: "is now declared as exported by a DLL", false: "is no longer declared as exported by a DLL"}[y], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y])
	}
}

// externC returns the headers that declare something as C for C++.
func (x *side) externC() map[string]bool {
	if x.declaresC == nil {
		x.declaresC = map[string]bool{}
		for _, v := range x.byID {
			if h, ok := v[0].Facts.Get("header"); ok && v[0].Facts.Has("extern-c") && !inHeader(v[0]) {
				x.declaresC[h] = true
			}
		}
	}
	return x.declaresC
}

// inlining compares whether functions are defined in the header.
func (t *targetComparison) inlining(o, n *api.Item) {
	before, _ := o.Facts.Get("linkage")
	after, _ := n.Facts.Get("linkage")
	inHeader := func(linkage string, it *api.Item) bool {
		return linkage == "static" || linkage == "inline" && it.Facts.Has("body")
	}
	was, is := inHeader(before, o), inHeader(after, n)
	switch {
	case !was && is:
		t.changed(o, n, aspectInlined, "is now defined in the header: the library need not export it any more", diff.Incompatible)
	case was && !is:
		t.changed(o, n, aspectOutlined, "is no longer defined in the header", diff.Compatible)
	case o.Facts.Has("body") && n.Facts.Has("body"):
		x, _ := o.Facts.Get("body")
		y, _ := n.Facts.Get("body")
		if x != y {
			t.changed(o, n, aspectBody, "its body in the header changed", diff.Incompatible)
		}
	}
}

// attributes compares what an item promises, and asks of its users.
func (t *targetComparison) attributes(o, n *api.Item) {
	if x, y := o.Facts.Has("deprecated"), n.Facts.Has("deprecated"); x != y && !n.Facts.Has("unavailable") && !n.Facts.Has("error") {
		t.changed(o, n, aspectDeprecated, map[bool]string{true: "is now deprecated", false: "is no longer deprecated"}[y], map[bool]diff.Verdict{true: diff.Incompatible, false: diff.Compatible}[y])
	}
	if x, y := o.Facts.Has("noreturn"), n.Facts.Has("noreturn"); x != y {
		t.changed(o, n, aspectNoreturn, map[bool]string{true: "no longer returns, by its declaration", false: "returns, by its declaration"}[y], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y])
	}
	for _, name := range []string{"unavailable", "error"} {
		if n.Facts.Has(name) && !o.Facts.Has("unavailable") && !o.Facts.Has("error") {
			t.changed(o, n, aspectUnavailable, "cannot be used any more: it is declared "+name, diff.Incompatible)
		}
	}
	t.nonnull(o, n)
	for _, name := range []string{"warn-unused-result", "format", "sentinel", "warning", "access"} {
		before, had := o.Facts.Get(name)
		after, has := n.Facts.Get(name)
		if had == has && before == after {
			continue
		}
		verdict := diff.Incompatible
		detail := fmt.Sprintf("attribute %s%s is new", strings.ReplaceAll(name, "-", "_"), after)
		switch {
		case had && has:
			detail = fmt.Sprintf("attribute %s changed from %s to %s", strings.ReplaceAll(name, "-", "_"), before, after)
		case had:
			verdict = diff.Compatible
			detail = fmt.Sprintf("attribute %s%s is gone", strings.ReplaceAll(name, "-", "_"), before)
		}
		t.changed(o, n, aspectAttribute, detail, verdict)
	}
	// A const function is a pure one too.
	purity := func(it *api.Item) int {
		switch {
		case it.Facts.Has("const"):
			return 2
		case it.Facts.Has("pure"):
			return 1
		}
		return 0
	}
	if x, y := purity(o), purity(n); x != y && o.Kind == "func" {
		words := [...]string{"neither const nor pure", "pure", "const"}
		t.changed(o, n, aspectGuarantee, fmt.Sprintf("is %s, and was %s", words[y], words[x]), map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y > x])
	}
	for _, name := range []string{"malloc", "returns-nonnull", "returns-twice", "alloc-size", "transparent-union"} {
		if x, y := o.Facts.Has(name), n.Facts.Has(name); x != y {
			verdict := map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y]
			t.changed(o, n, aspectGuarantee, fmt.Sprintf("attribute %s is %s", strings.ReplaceAll(name, "-", "_"), map[bool]string{true: "new", false: "gone"}[y]), verdict)
		}
	}
	before, after := annotations(o), annotations(n)
	if x, y := t.old.parse(o.Type).resolve(), t.new.parse(n.Type).resolve(); x.kind == kindFunction && y.kind == kindFunction && len(x.params) != len(y.params) {
		// Parameters are at other places: only what is returned is comparable.
		before, after = ofResult(before), ofResult(after)
	}
	if before != after {
		x, y := owned(before), owned(after)
		if x != y {
			t.changed(o, n, aspectOwnership, fmt.Sprintf("ownership changed from (%s) to (%s)", x, y), diff.Incompatible)
		} else {
			t.changed(o, n, aspectAnnotation, fmt.Sprintf("annotations changed from (%s) to (%s)", before, after), diff.Compatible)
		}
	}
}

func annotations(it *api.Item) string {
	v, _ := it.Facts.Get("annotations")
	return v
}

// ofResult keeps the annotations of what a function returns.
func ofResult(notes string) string {
	var list []string
	for _, note := range strings.Fields(notes) {
		if strings.HasPrefix(note, "return:") {
			list = append(list, note)
		}
	}
	return strings.Join(list, " ")
}

// nonnull compares which parameters must not be null.
func (t *targetComparison) nonnull(o, n *api.Item) {
	params := func(side *targetSide, it *api.Item) map[int]bool {
		text, ok := it.Facts.Get("nonnull")
		if !ok {
			return nil
		}
		set := map[int]bool{}
		if f := side.parse(it.Type).resolve(); text == "()" && f.kind == kindFunction {
			for i, p := range f.params {
				if p.typ.resolve().kind == kindPointer {
					set[i+1] = true
				}
			}
		}
		for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || r > '9' }) {
			i, _ := strconv.Atoi(w)
			set[i] = true
		}
		return set
	}
	was, is := params(t.old, o), params(t.new, n)
	list := func(a, b map[int]bool) string {
		var words []string
		for _, i := range slices.Sorted(maps.Keys(a)) {
			if !b[i] {
				words = append(words, strconv.Itoa(i))
			}
		}
		return strings.Join(words, ", ")
	}
	if s := list(is, was); s != "" {
		t.changed(o, n, aspectAttribute, "must not be given a null pointer any more: parameter "+s, diff.Incompatible)
	}
	if s := list(was, is); s != "" {
		t.changed(o, n, aspectAttribute, "may be given a null pointer now: parameter "+s, diff.Compatible)
	}
}

// owned keeps the annotations that pass ownership.
func owned(notes string) string {
	var list []string
	for _, note := range strings.Fields(notes) {
		_, word, _ := strings.Cut(note, ":")
		if w := strings.ToLower(strings.Trim(word, "_")); w == "own" || w == "owned" || w == "owns" || w == "transfer" || w == "give" || w == "take" || strings.HasSuffix(w, "_own") || strings.HasSuffix(w, "_owned") {
			list = append(list, note)
		}
	}
	return strings.Join(list, " ")
}
