package c

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

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
		t.changed(o, n, aspectPrototypeAdded, "is now declared with its parameters: "+parameterList(b), diff.Incompatible)
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

// parameterList writes the parameters of a function.
func parameterList(f *typ) string {
	var list []string
	for _, p := range f.params {
		list = append(list, p.typ.String())
	}
	if f.variadic {
		list = append(list, "...")
	}
	return "(" + strings.Join(list, ", ") + ")"
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
	detail := fmt.Sprintf("result changed from %s to %s", a, b)
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
