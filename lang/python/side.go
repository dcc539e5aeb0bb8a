package python

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A side is one of the surfaces that are compared, ready to be asked.
type side struct {
	surface   *api.Surface
	items     map[string]*api.Item
	members   map[string][]*api.Item // of classes and modules, by the parent's ID: parameters and overloads are not among them
	overloads map[string][]*api.Item // of functions
	paths     map[string][]leading   // what a path leads to
	supported envSet
	declared  bool // requires-python is known
	typed     bool // the annotations are part of the interface: PEP 561
	types     map[string]*expr
	mros      map[string][]string
	renamed   map[string]string // names of this side that the other knows by another
}

// leading is an item that a path leads to, in some environments.
type leading struct {
	envs     envSet
	item     *api.Item
	implicit bool
	plain    bool // type checkers take the path for private
}

func newSide(s *api.Surface) *side {
	x := &side{surface: s, items: make(map[string]*api.Item, len(s.Items)), members: map[string][]*api.Item{}, overloads: map[string][]*api.Item{},
		paths: map[string][]leading{}, supported: allEnvs, types: map[string]*expr{}, mros: map[string][]string{}, renamed: map[string]string{}}
	for i := range s.Items {
		it := &s.Items[i]
		x.items[it.ID] = it
	}
	if it := x.items["requires-python"]; it != nil {
		if text, ok := it.Facts.Get(factEnvs); ok {
			if envs, err := parseEnvs(text); err == nil && envs != 0 {
				x.supported, x.declared = envs, true
			}
		}
	}
	x.typed = x.items["py.typed"] != nil
	for i := range s.Items {
		it := &s.Items[i]
		switch it.Kind {
		case kindParameter, kindRequires:
			continue
		case kindOverload:
			x.overloads[it.Parent] = append(x.overloads[it.Parent], it)
			continue
		}
		if it.Parent != "" {
			x.members[it.Parent] = append(x.members[it.Parent], it)
		}
		if p := x.items[it.Parent]; p != nil && p.Kind == kindClass && it.Kind != kindClass || it.Facts.Has(factPrivate) {
			continue // found through its class
		}
		path := plain(it.ID)
		if strings.HasSuffix(it.ID, "@("+otherwise+")") {
			continue
		}
		x.lead(path, leading{x.envsOf(it), it, it.Facts.Has(factImplicit), it.Facts.Has(factPlain)})
		if others, ok := it.Facts.Get(factPaths); ok {
			for other := range strings.SplitSeq(others, " | ") {
				other, implicit := strings.CutSuffix(other, "?")
				other, plain := strings.CutSuffix(other, "~")
				other, at, some := strings.Cut(other, "@")
				envs := x.envsOf(it)
				if some {
					if e, err := parseEnvs(at); err == nil {
						envs = e
					}
				}
				x.lead(other, leading{envs, it, implicit, plain})
			}
		}
	}
	return x
}

func (x *side) lead(path string, l leading) { x.paths[path] = append(x.paths[path], l) }

// others lists the paths that lead to an item, besides the one it is known by.
func (x *side) others(it *api.Item) []string {
	text := factOf(it, factPaths)
	if text == "" {
		return nil
	}
	var list []string
	for other := range strings.SplitSeq(text, " | ") {
		other, _, _ = strings.Cut(strings.TrimRight(other, "?~"), "@")
		list = append(list, other)
	}
	return list
}

// envsOf are the environments in which an item is there.
func (x *side) envsOf(it *api.Item) envSet {
	if text, ok := it.Facts.Get(factEnvs); ok {
		if envs, err := parseEnvs(text); err == nil {
			return envs
		}
	}
	return x.supported
}

// typ returns a type of this side as an expression, in the names of the old.
func (x *side) typ(text string) *expr {
	if e, ok := x.types[text]; ok {
		return e
	}
	e, ok := parseExpr(text)
	if !ok {
		e = name("Any")
	}
	if len(x.renamed) > 0 {
		e = x.rename(e)
	}
	x.types[text] = e
	return e
}

// rename writes a type in the names of the other side.
func (x *side) rename(e *expr) *expr {
	switch e.kind {
	case exprName, exprAttribute:
		if to := x.renamed[e.dotted()]; to != "" {
			return dottedExpr(to)
		}
		return e
	case exprString, exprNumber:
		return e
	}
	c := *e
	c.args = make([]*expr, len(e.args))
	for i, a := range e.args {
		c.args[i] = x.rename(a)
	}
	if c.kind == exprBinary && c.text == "|" {
		return makeUnion(c.args)
	}
	return &c
}

// bases are the classes that a class directly derives from.
func (x *side) bases(id string) []string {
	it := x.items[id]
	if it == nil {
		if c := stdClasses()[id]; c != nil {
			return c.bases
		}
		return nil
	}
	text, _ := it.Facts.Get(factBases)
	if text == "" {
		return nil
	}
	return strings.Split(text, ", ")
}

// mro lists a class and what it derives from, in the order of look-ups.
func (x *side) mro(id string) []string { return x.linear(id, 0) }

func (x *side) linear(id string, depth int) []string {
	if m, ok := x.mros[id]; ok {
		return m
	}
	if depth > 100 {
		return []string{id}
	}
	x.mros[id] = []string{id} // for what inherits from itself
	bases := x.bases(id)
	var lists [][]string
	for _, b := range bases {
		lists = append(lists, slices.Clone(x.linear(b, depth+1)))
	}
	lists = append(lists, slices.Clone(bases))
	m := append([]string{id}, slices.DeleteFunc(linearize(lists), func(c string) bool { return c == id })...)
	x.mros[id] = m
	return m
}

// ancestors lists a class and all that it derives from, and whether all of
// them are known.
func (x *side) ancestors(id string) (list []string, known bool) {
	known = true
	add := func(name string) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, c := range x.mro(id) {
		add(c)
		if x.items[c] == nil {
			more, ok := stdAncestors(c)
			known = known && ok
			for _, m := range more {
				add(m)
			}
		}
	}
	return list, known
}

// opaque reports whether a class may have attributes that nothing shows: it
// derives from a class of another distribution, or makes them at run time.
func (x *side) opaque(id string) bool { return x.unknownBase(id) != "" }

// unknownBase names what makes a class opaque, or is "".
func (x *side) unknownBase(id string) string {
	for _, c := range x.mro(id) {
		it := x.items[c]
		if it == nil {
			if _, ok := stdAncestors(c); !ok {
				return c
			}
			continue
		}
		if it.Facts.Has(factDynamic) {
			return "__getattr__ of " + c
		}
		if it.Kind != kindClass {
			return c
		}
	}
	return ""
}

// memberOf finds a member of a class, in the order of look-ups. It is nil for
// what only the standard library declares.
func (x *side) memberOf(id, name string) *api.Item {
	for _, c := range x.mro(id) {
		if it := x.items[c+"."+name]; it != nil && it.Parent == c {
			return it
		}
	}
	return nil
}

// stdMember names the class of the standard library that gives a class a
// member, or is "".
func (x *side) stdMember(id, name string) string {
	ancestors, _ := x.ancestors(id)
	for _, c := range ancestors {
		if s := stdClasses()[c]; s != nil && s.members[name] && x.items[c] == nil {
			return c
		}
	}
	return ""
}

// memberNames are the names of all members that a class has, without those of
// the standard library.
func (x *side) memberNames(id string) []string {
	var list []string
	for _, c := range x.mro(id) {
		for _, m := range x.members[c] {
			list = append(list, plain(strings.TrimPrefix(m.ID, c+".")))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// constant is the value of a default, where that is the name of a constant.
func (x *side) constant(value string) string {
	if it := x.items[value]; it != nil && it.Kind == kindAttribute && it.Value != "" {
		return it.Value
	}
	return value
}

// owner is the class that declares a member.
func owner(member *api.Item) string { return member.Parent }

// signatureOf reads a function's signature from its items.
func (x *side) signatureOf(f *api.Item) signature {
	s := signature{returns: f.Type}
	shape, _ := f.Facts.Get(factParameters)
	r := newReader("(" + shape + ")")
	r.expect("(")
	for i, p := range r.params(")") {
		q := parameter{name: p.name, kind: p.kind}
		if it := x.items[f.ID+"("+q.id(i)+")"]; it != nil {
			q.typ, q.value, q.optional = it.Type, it.Value, it.Value != ""
		}
		s.params = append(s.params, q)
	}
	return s
}

// parameterItem is the item of a function's parameter.
func (x *side) parameterItem(f *api.Item, s signature, i int) *api.Item {
	return x.items[f.ID+"("+s.params[i].id(i)+")"]
}
