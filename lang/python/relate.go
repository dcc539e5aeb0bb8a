package python

import (
	"slices"
	"strings"
)

// A relation is how the values of one type stand to those of another.
type relation uint8

const (
	unrelated relation = iota // some values of each are not of the other
	equal
	wider  // the new type has more values
	narrow // the new type has fewer values
	unsure // nobody can tell from source
)

// A relater compares types of two surfaces. Names are those of the old one.
type relater struct {
	old, new *side
	self     string // the class that Self stands for
	depth    int
	steps    int
}

// relate compares two canonical types. Empty ones are not annotated.
func (r *relater) relate(old, new *expr) relation {
	r.depth, r.steps = 0, 0
	down, up := r.within(old, new, nil), r.within(new, old, nil)
	switch {
	case down == yes && up == yes:
		return equal
	case down == yes && up == no:
		return wider
	case up == yes && down == no:
		return narrow
	case down == no && up == no:
		return unrelated
	case down == yes:
		return wider
	case up == yes:
		return narrow
	}
	return unsure
}

// answer is what is known of a question.
type answer uint8

const (
	no answer = iota
	yes
	maybe
)

func both(a, b answer) answer {
	switch {
	case a == no || b == no:
		return no
	case a == maybe || b == maybe:
		return maybe
	}
	return yes
}

// maxRelate bounds the work on one pair of types.
const maxRelate = 20_000

// within reports whether every value of a is one of b.
func (r *relater) within(a, b *expr, seen []string) answer {
	if r.steps++; r.steps > maxRelate || r.depth > 50 {
		return maybe
	}
	r.depth++
	defer func() { r.depth-- }()
	at, bt := a.String(), b.String()
	if at == bt {
		return yes
	}
	if at == "Any" || bt == "Any" || bt == "object" || at == "Never" {
		return yes
	}
	key := at + " in " + bt
	if slices.Contains(seen, key) {
		return yes // recursive aliases: nothing speaks against it
	}
	seen = append(seen, key)
	if x := r.expand(a); x != nil {
		return r.within(x, b, seen)
	}
	if x := r.expand(b); x != nil {
		return r.within(a, x, seen)
	}
	if ms := unionMembers(a); len(ms) > 1 {
		result := yes
		for _, m := range ms {
			result = both(result, r.within(m, b, seen))
		}
		return result
	}
	if ms := unionMembers(b); len(ms) > 1 {
		result := no
		for _, m := range ms {
			switch r.within(a, m, seen) {
			case yes:
				return yes
			case maybe:
				result = maybe
			}
		}
		if result == no && at == "bool" { // True and False together
			return both(r.within(literalOf("True"), b, seen), r.within(literalOf("False"), b, seen))
		}
		return result
	}
	ah, aa := head(a)
	bh, ba := head(b)
	switch {
	case isVariable(ah) || isVariable(bh):
		return maybe
	case ah == "TypeGuard" || ah == "TypeIs":
		if bh == "TypeGuard" || bh == "TypeIs" {
			return no
		}
		return r.within(name("bool"), b, seen) // it is one, at run time
	case bh == "TypeGuard" || bh == "TypeIs":
		return no
	case ah == "Literal" && bh != "Literal":
		if len(aa) == 1 {
			return r.within(name(literalType(aa[0])), b, seen)
		}
		return maybe
	case bh == "Literal":
		return no
	case ah == "LiteralString":
		return r.within(name("str"), b, seen)
	case bh == "LiteralString":
		return no
	case ah == "None" || bh == "None":
		if bh == "collections.abc.Hashable" || bh == "Hashable" {
			return yes
		}
		if bh == "None" || bh == "object" || r.known(bh) && !r.isProtocol(bh) {
			return no
		}
		return maybe
	case ah == "Self" || bh == "Self":
		// The class itself, or one that derives from it.
		if ah == "Self" && r.self != "" {
			return r.within(dottedExpr(r.self), b, seen)
		}
		return maybe
	case ah == "type" && bh == "type":
		if len(ba) == 0 {
			return yes
		}
		if len(aa) == 0 {
			return yes
		}
		return r.within(aa[0], ba[0], seen)
	case ah == "Callable" && bh == "Callable":
		return r.callable(aa, ba, seen)
	case ah == bh:
		return r.arguments(ah, aa, ba, seen)
	case ah == "type" && bh == "Callable", bh == "Callable":
		if r.known(ah) && !r.callableClass(ah) && ah != "type" {
			return no
		}
		return maybe
	}
	return r.nominal(ah, bh, aa, ba, seen)
}

func literalOf(text string) *expr {
	return &expr{kind: exprSubscript, args: []*expr{name("Literal"), name(text)}}
}

func literalType(e *expr) string {
	switch e.kind {
	case exprString:
		if e.bytes {
			return "bytes"
		}
		return "str"
	case exprNumber, exprUnary:
		return "int"
	case exprName:
		switch e.text {
		case "True", "False":
			return "bool"
		}
		return e.text
	case exprAttribute: // a member of an enumeration
		return e.args[0].String()
	}
	return "object"
}

// head splits a type into its class and the arguments of that.
func head(e *expr) (string, []*expr) {
	if e.kind == exprSubscript {
		return e.args[0].String(), e.args[1:]
	}
	return e.String(), nil
}

// isVariable reports whether a name is a type variable of the canonical form.
func isVariable(s string) bool {
	return len(s) > 1 && s[0] == 'T' && strings.Trim(s[1:], "0123456789") == "" || s == "AnyStr"
}

// expand returns what a public alias stands for, or nil.
func (r *relater) expand(e *expr) *expr {
	h, args := head(e)
	for _, s := range []*side{r.old, r.new} {
		if it := s.items[h]; it != nil && it.Kind == kindAlias && !strings.HasPrefix(it.Type, "NewType[") {
			x := s.typ(it.Type)
			if len(args) > 0 {
				values := map[string]*expr{}
				for i, a := range args {
					values["T"+itoa(i+1)] = a
				}
				x = substitute(x, values)
			}
			return x
		}
	}
	return nil
}

// callable compares two callables: parameters the other way round.
func (r *relater) callable(a, b []*expr, seen []string) answer {
	if len(b) < 2 {
		return yes
	}
	if len(a) < 2 {
		return yes // it takes and returns Any
	}
	result := r.within(a[1], b[1], seen)
	if b[0].kind == exprEllipsis || a[0].kind == exprEllipsis {
		return result
	}
	if a[0].kind != exprList || b[0].kind != exprList {
		if a[0].String() == b[0].String() {
			return result
		}
		return both(result, maybe)
	}
	if len(a[0].args) != len(b[0].args) {
		return no
	}
	for i := range a[0].args {
		result = both(result, r.within(b[0].args[i], a[0].args[i], seen))
	}
	return result
}

// covariant are the classes that only give out what they hold, and how many
// arguments they have.
var covariant = words(`
	tuple frozenset type Iterable Iterator Sequence Collection Container Set Mapping Awaitable AsyncIterable AsyncIterator Reversible
	KeysView ValuesView ItemsView MappingView AbstractContextManager AbstractAsyncContextManager Coroutine Generator AsyncGenerator
`)

// arguments compares two types of one class.
func (r *relater) arguments(class string, a, b []*expr, seen []string) answer {
	if len(b) == 0 || len(a) == 0 {
		return yes // the arguments that are missing are Any
	}
	if class == "Literal" {
		return no // of one value each, and they differ
	}
	if class == "tuple" {
		return r.tuple(a, b, seen)
	}
	if len(a) != len(b) {
		return maybe // defaults of type parameters
	}
	result := yes
	for i := range a {
		one := r.within(a[i], b[i], seen)
		invariant := !covariant[class] || class == "Mapping" && i == 0
		if invariant && one == yes && a[i].String() != b[i].String() {
			back := r.within(b[i], a[i], seen)
			if r.known(class) && stdClasses()[class] != nil {
				one = back
			} else if back != yes {
				one = maybe // its variance is not known
			}
		}
		result = both(result, one)
	}
	return result
}

// tuple compares tuples, which have a length.
func (r *relater) tuple(a, b []*expr, seen []string) answer {
	variable := func(l []*expr) bool { return len(l) == 2 && l[1].kind == exprEllipsis }
	if len(b) == 1 && b[0].kind == exprList && len(b[0].args) == 0 {
		b = nil
	}
	if len(a) == 1 && a[0].kind == exprList && len(a[0].args) == 0 {
		a = nil
	}
	result := yes
	switch {
	case variable(b) && variable(a):
		return r.within(a[0], b[0], seen)
	case variable(b):
		for _, e := range a {
			result = both(result, r.within(e, b[0], seen))
		}
		return result
	case variable(a) || len(a) != len(b):
		return no
	}
	for i := range a {
		result = both(result, r.within(a[i], b[i], seen))
	}
	return result
}

// known reports whether all that a class derives from is known.
func (r *relater) known(class string) bool {
	for _, s := range []*side{r.old, r.new} {
		if it := s.items[class]; it != nil {
			if it.Kind == kindAlias {
				return false
			}
			return it.Kind == kindClass && !s.opaque(class)
		}
	}
	_, ok := stdAncestors(class)
	return ok
}

// isProtocol reports whether a class is one by what it has, not by what it
// derives from.
func (r *relater) isProtocol(class string) bool {
	for _, s := range []*side{r.old, r.new} {
		if it := s.items[class]; it != nil {
			return it.Facts.Has(factProtocol)
		}
	}
	return structural[class]
}

var structural = words(`
	Hashable Sized Iterable Iterator Container Collection Reversible Callable Awaitable AsyncIterable AsyncIterator SupportsInt SupportsFloat
	SupportsIndex SupportsBytes SupportsAbs SupportsRound SupportsComplex AbstractContextManager AbstractAsyncContextManager Buffer os.PathLike object
`)

// structuralMethods are what classes have that count as abstract collections.
var structuralMethods = map[string]string{
	"Iterable": "__iter__", "Iterator": "__next__", "Sized": "__len__", "Container": "__contains__", "Awaitable": "__await__",
	"AsyncIterable": "__aiter__", "AsyncIterator": "__anext__", "Reversible": "__reversed__", "AbstractContextManager": "__exit__",
	"AbstractAsyncContextManager": "__aexit__", "os.PathLike": "__fspath__", "SupportsIndex": "__index__", "Buffer": "__buffer__",
}

// has reports whether a class whose ancestors are known has a method.
func (r *relater) has(class, method string) bool {
	for _, s := range []*side{r.old, r.new} {
		if s.items[class] != nil && s.memberOf(class, method) != nil || s.stdMember(class, method) != "" {
			return true
		}
	}
	return method == "__contains__" || method == "__reversed__"
}

// newType returns what a NewType is made of, or nil.
func (r *relater) newType(class string) *expr {
	for _, s := range []*side{r.old, r.new} {
		if it := s.items[class]; it != nil && it.Kind == kindAlias && strings.HasPrefix(it.Type, "NewType[") {
			if e := s.typ(it.Type); e.kind == exprSubscript && len(e.args) == 2 {
				return e.args[1]
			}
		}
	}
	return nil
}

func appliedTo(class string, args []*expr) *expr {
	if len(args) == 0 {
		return dottedExpr(class)
	}
	return &expr{kind: exprSubscript, args: append([]*expr{dottedExpr(class)}, args...)}
}

func (r *relater) callableClass(class string) bool {
	for _, s := range []*side{r.old, r.new} {
		if s.items[class] != nil {
			return s.memberOf(class, "__call__") != nil
		}
	}
	return false
}

// nominal reports whether one class derives from another.
func (r *relater) nominal(a, b string, aa, ba []*expr, seen []string) answer {
	if base := r.newType(a); base != nil {
		if r.newType(b) != nil && a != b {
			return both(r.within(base, name(b), seen), maybe)
		}
		return r.within(base, appliedTo(b, ba), seen)
	}
	if r.newType(b) != nil {
		return no
	}
	ancestors, known := r.new.ancestors(a)
	if r.new.items[a] == nil {
		ancestors, known = r.old.ancestors(a)
	}
	if slices.Contains(ancestors, b) {
		switch {
		case len(ba) == 0:
			return yes
		case len(aa) == 1 && len(ba) == 1:
			return r.within(aa[0], ba[0], seen)
		case len(aa) == 2 && len(ba) == 2:
			return both(r.within(aa[0], ba[0], seen), r.within(aa[1], ba[1], seen))
		case a == "tuple" && len(aa) > 0 && len(ba) == 1:
			result := yes
			for _, e := range aa {
				if e.kind != exprEllipsis {
					result = both(result, r.within(e, ba[0], seen))
				}
			}
			return result
		case (a == "str" || a == "bytes") && len(ba) == 1:
			item := map[string]string{"str": "str", "bytes": "int"}[a]
			return r.within(name(item), ba[0], seen)
		case (a == "Generator" || a == "AsyncGenerator") && len(aa) > 0 && len(ba) == 1:
			return r.within(aa[0], ba[0], seen)
		case len(aa) == 0 && stdClasses()[a] != nil:
			return yes // its arguments are Any
		case len(aa) == 2 && len(ba) == 1: // iterating a mapping
			return r.within(aa[0], ba[0], seen)
		}
		return maybe
	}
	if method := structuralMethods[b]; method != "" && known {
		switch {
		case !r.has(a, method):
			return no
		case len(ba) == 0:
			return yes
		case b == "os.PathLike" && stdClasses()[a] != nil:
			return r.within(name("str"), ba[0], seen)
		}
		return maybe
	}
	if !known || !r.known(b) || r.isProtocol(b) || isPrivatePath(a) || isPrivatePath(b) {
		return maybe
	}
	return no
}
