package python

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// classes compares two classes: what they derive from, how they are made, and
// all members that they have, declared or inherited.
func (c *comparison) classes(o, n *api.Item) {
	c.bases(o, n)
	c.classFacts(o, n)
	c.constructors(o, n)
	c.classMembers(o, n)
	c.abstract(o, n)
}

// bases compares what two classes derive from, directly or not.
func (c *comparison) bases(o, n *api.Item) {
	before, _ := c.old.ancestors(o.ID)
	after, known := c.new.ancestors(n.ID)
	named := func(x *side, list []string) []string {
		var out []string
		for _, a := range list {
			if to := x.renamed[a]; to != "" {
				a = to
			}
			out = append(out, a)
		}
		return out
	}
	after = named(c.new, after)
	var lost []string
	for _, a := range before[1:] {
		it := c.old.items[a]
		if slices.Contains(after, a) || a == "object" || it != nil && it.Facts.Has(factPrivate) || isVirtual(a) {
			continue
		}
		if it == nil && isPrivatePath(a) {
			continue
		}
		lost = append(lost, a)
	}
	// What a class has is what counts for the bases that are structural.
	lost = slices.DeleteFunc(lost, func(a string) bool { return c.stillIs(o, n, a) })
	// One cause: what a lost base derives from is lost with it.
	var direct []string
	for _, a := range lost {
		covered := false
		for _, b := range lost {
			if b != a {
				above, _ := c.old.ancestors(b)
				covered = covered || slices.Contains(above[1:], a)
			}
		}
		// A class that is gone is told by itself, and so is what a class in
		// between lost.
		if it := c.old.items[a]; it != nil && len(c.new.paths[a]) == 0 && c.new.items[a] == nil {
			covered = true // nobody can ask for it any more, which is told
		}
		if !covered && !c.lostAbove(o, n, a) {
			direct = append(direct, a)
		}
	}
	if len(direct) > 0 {
		aspect := aspectBaseRemoved
		if slices.ContainsFunc(direct, func(a string) bool { return c.isException(c.old, a) }) && c.isException(c.old, o.ID) {
			aspect = aspectExceptionBase
		}
		ch := c.change(aspect, o, n, "no longer derives from "+strings.Join(direct, ", "))
		if !known {
			if u := c.new.unknownBase(n.ID); !slices.Contains(before, u) {
				ch.Doubt = "what " + u + " derives from is not known"
			}
		}
	}
	nowEnum := c.isEnum(c.new, n.ID) && !c.isEnum(c.old, o.ID)
	if nowEnum {
		ch := c.change(aspectNowEnum, o, n, "is an enumeration now: its attributes are members, and no longer their values")
		if slices.ContainsFunc(after, isBuiltinData) && slices.ContainsFunc(after, func(a string) bool { return a == "str" || a == "int" || a == "float" || a == "bytes" }) {
			ch.Doubt = "its members are numbers or strings as well"
		}
	}
	for _, b := range c.new.bases(n.ID) {
		if to := c.new.renamed[b]; to != "" {
			b = to
		}
		if it := c.new.items[b]; !slices.Contains(before, b) && (it == nil || !it.Facts.Has(factPrivate)) && !isPrivatePath(b) && !isVirtual(b) {
			if len(direct) == 0 && !nowEnum {
				c.change(aspectBaseAdded, o, n, "derives from "+b+" now")
			}
		}
	}
	if len(direct) == 0 && len(lost) == 0 {
		was, is := publicOrder(c.old, o.ID, nil), publicOrder(c.new, n.ID, c.new.renamed)
		is = slices.DeleteFunc(is, func(a string) bool { return !slices.Contains(was, a) })
		if !slices.Equal(was, is) && len(was) == len(is) && !c.ordered(o) && !slices.Contains(was, "typing.TypedDict") && !slices.Contains(was, "TypedDict") {
			c.change(aspectOrder, o, n, "its bases are looked up in another order: "+strings.Join(is, ", "))
		}
	}

}

// ordered reports whether a public base has the new order as well, and tells it.
func (c *comparison) ordered(o *api.Item) bool {
	for _, a := range c.old.mro(o.ID)[1:] {
		m := c.anywhere(a)
		if !c.isPublic(c.old, a) || m == nil || m.Kind != kindClass {
			continue
		}
		before, after := publicOrder(c.old, a, nil), publicOrder(c.new, m.ID, c.new.renamed)
		after = slices.DeleteFunc(after, func(b string) bool { return !slices.Contains(before, b) })
		if len(before) == len(after) && !slices.Equal(before, after) {
			return true
		}
	}
	return false
}

// stillIs reports whether a class counts as what it no longer derives from: by
// its members, as for the abstract collections and protocols.
func (c *comparison) stillIs(o, n *api.Item, base string) bool {
	has := func(member string) bool {
		return c.new.memberOf(n.ID, member) != nil || c.new.stdMember(n.ID, member) != ""
	}
	if it := c.old.items[base]; it != nil {
		if slices.Contains(c.old.mro(base), "TypedDict") {
			return slices.Contains(c.new.mro(n.ID), "TypedDict")
		}
		if !it.Facts.Has(factProtocol) {
			return false
		}
		for _, m := range c.old.memberNames(base) {
			if !has(m) {
				return false
			}
		}
		return true
	}
	if base == "TypedDict" || base == "dict" && slices.Contains(c.new.mro(n.ID), "TypedDict") {
		return slices.Contains(c.new.mro(n.ID), "TypedDict")
	}
	if !structural[base] {
		return false
	}
	s := stdClasses()[base]
	if s == nil {
		return false
	}
	ancestors, _ := stdAncestors(base)
	for _, a := range ancestors {
		if x := stdClasses()[a]; x != nil {
			for m := range x.abstract {
				if !has(m) {
					return false
				}
			}
		}
	}
	return true
}

// lostAbove reports whether a base was lost by a public class in between, which
// is told there.
func (c *comparison) lostAbove(o, n *api.Item, base string) bool {
	for _, a := range c.old.mro(o.ID)[1:] {
		it := c.old.items[a]
		if it == nil || it.Facts.Has(factPrivate) || a == base {
			continue
		}
		above, _ := c.old.ancestors(a)
		if !slices.Contains(above, base) {
			continue
		}
		m := c.new.items[a]
		if m == nil {
			m = c.anywhere(a)
		}
		if m == nil {
			continue
		}
		still, _ := c.new.ancestors(n.ID)
		now, _ := c.new.ancestors(m.ID)
		if slices.Contains(still, m.ID) && !slices.Contains(now, base) {
			return true
		}
	}
	return false
}

// isVirtual reports whether a class of the standard library is a base by
// convention, of which nobody inherits anything.
func isVirtual(name string) bool {
	switch name {
	case "abc.ABC", "object", "Generic", "float", "complex":
		return true
	}
	return false
}

// publicOrder is the order of look-ups among the classes that users can name.
func publicOrder(x *side, id string, renamed map[string]string) []string {
	var list []string
	for _, a := range x.mro(id)[1:] {
		if it := x.items[a]; it == nil && isPrivatePath(a) || it != nil && it.Facts.Has(factPrivate) || isVirtual(a) {
			continue
		}
		if to := renamed[a]; to != "" {
			a = to
		}
		list = append(list, a)
	}
	return list
}

func (c *comparison) isException(x *side, id string) bool {
	list, _ := x.ancestors(id)
	return slices.Contains(list, "BaseException")
}

// classFacts compares what holds for a class as a whole.
func (c *comparison) classFacts(o, n *api.Item) {
	if o.Facts.Has(factFinal) != n.Facts.Has(factFinal) && !c.isEnum(c.old, o.ID) {
		if n.Facts.Has(factFinal) {
			c.typing(c.change(aspectNowFinal, o, n, "must not be derived from any more"))
		} else {
			c.change(aspectNoFinal, o, n, "may be derived from")
		}
	}
	if before, after := c.metaclass(c.old, o.ID), c.metaclass(c.new, n.ID); before != after && !c.above(o, n, c.metaclass) {
		c.change(aspectMetaclass, o, n, "its metaclass was "+orNone(before)+", and is "+orNone(after))
	}
	if before, after := factOf(o, factDecorators), factOf(n, factDecorators); before != after {
		c.change(aspectDecorators, o, n, decorated(before, after))
	}
	if o.Facts.Has(factProtocol) != n.Facts.Has(factProtocol) {
		if n.Facts.Has(factProtocol) {
			c.change(aspectNowProtocol, o, n, "is a protocol now: it has no instances of its own")
		} else {
			ch := c.change(aspectNoProtocol, o, n, "is no longer a protocol: classes have to derive from it")
			if !o.Facts.Has("runtime-checkable") {
				c.typing(ch)
			}
		}
	}
	if o.Facts.Has("runtime-checkable") && !n.Facts.Has("runtime-checkable") && n.Facts.Has(factProtocol) {
		c.change(aspectNoRuntimeCheck, o, n, "isinstance refuses it now: it is no longer runtime_checkable")
	}
	c.variables(o, n)
	c.records(o, n)
	if c.above(o, n, c.hash) {
		// told at the base
	} else if c.hash(c.old, o.ID) == "yes" && c.hash(c.new, n.ID) == "no" {
		c.change(aspectHashLost, o, n, "its instances can no longer be hashed: not be keys, nor in sets")
	} else if c.hash(c.old, o.ID) == "no" && c.hash(c.new, n.ID) == "yes" {
		c.change(aspectHashGained, o, n, "its instances can be hashed")
	}
	if closed := c.closed(c.new, n.ID); closed != c.closed(c.old, o.ID) && !c.above(o, n, func(x *side, id string) string { return strconv.FormatBool(c.closed(x, id)) }) {
		if closed {
			c.change(aspectSlots, o, n, "has __slots__: its instances take no other attributes")
		} else {
			c.change(aspectNoSlots, o, n, "its instances take other attributes")
		}
	}
}

// above reports whether a public base of both classes changed in the same way:
// it is told there.
func (c *comparison) above(o, n *api.Item, property func(x *side, id string) string) bool {
	for _, a := range c.old.mro(o.ID)[1:] {
		if !c.isPublic(c.old, a) || c.old.items[a].Kind != kindClass {
			continue
		}
		m := c.anywhere(a)
		if m == nil || m.Kind != kindClass || !slices.Contains(c.new.mro(n.ID), m.ID) {
			continue
		}
		if property(c.old, a) == property(c.old, o.ID) && property(c.new, m.ID) == property(c.new, n.ID) {
			return true
		}
	}
	return false
}

func orNone(s string) string {
	if s == "" {
		return "type"
	}
	return s
}

// metaclass is the metaclass that users have to get along with; that of
// abstract classes is none.
func (c *comparison) metaclass(x *side, id string) string {
	for _, a := range x.mro(id) {
		if it := x.items[a]; it != nil {
			if m := factOf(it, factMeta); m != "" && m != "abc.ABCMeta" && m != "type" {
				if to := x.renamed[m]; to != "" {
					return to
				}
				if isPrivatePath(m) {
					return "private"
				}
				return m
			}
		}
	}
	return ""
}

// hash says whether instances can be hashed.
func (c *comparison) hash(x *side, id string) string {
	for _, a := range x.mro(id) {
		it := x.items[a]
		if it == nil {
			if s := stdClasses()[a]; s != nil {
				switch a {
				case "dict", "list", "set", "bytearray", "collections.UserList", "collections.UserDict", "collections.deque", "collections.Counter",
					"array.array", "Mapping", "MutableMapping", "Set", "MutableSet":
					return "no"
				}
				continue
			}
			return ""
		}
		if h := factOf(it, factHash); h != "" {
			return h
		}
	}
	return "yes"
}

// closed reports whether instances take no attributes but those declared.
func (c *comparison) closed(x *side, id string) bool {
	if x.opaque(id) {
		return false
	}
	for _, a := range x.mro(id) {
		it := x.items[a]
		if it == nil {
			switch a {
			case "object", "Generic", "abc.ABC", "Protocol", "int", "str", "tuple", "float", "bytes":
				continue
			}
			if isABC(a) {
				continue
			}
			return false
		}
		if !it.Facts.Has(factSlots) && !slices.Contains(strings.Fields(factOf(it, factRecord)), "slots") {
			return false
		}
	}
	return true
}

func isABC(name string) bool { return !strings.Contains(name, ".") && structural[name] }

// variables compares the type parameters of two classes.
func (c *comparison) variables(o, n *api.Item) {
	before, after := factOf(o, factVariables), factOf(n, factVariables)
	if before == after {
		return
	}
	count := func(s string) int {
		if s == "" {
			return 0
		}
		return strings.Count(s, "; ") + 1
	}
	detail := "its type parameters were " + orNoneAt(before) + ", and are " + orNoneAt(after)
	switch {
	case count(before) == 0:
		c.change(aspectVariablesAdded, o, n, "is generic now: "+after)
	case count(before) < count(after) && strings.HasPrefix(after, before+"; ") && defaulted(after[len(before)+2:]):
		c.change(aspectVariablesAdded, o, n, detail)
	case count(before) != count(after):
		c.typing(c.change(aspectVariables, o, n, detail))
	default:
		c.change(aspectBounds, o, n, detail)
	}
}

// defaulted reports whether all type parameters of a list have a default.
func defaulted(list string) bool {
	for v := range strings.SplitSeq(list, "; ") {
		if !strings.Contains(v, "default ") {
			return false
		}
	}
	return true
}

func orNoneAt(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// records compares what the fields of two classes make of them.
func (c *comparison) records(o, n *api.Item) {
	before, after := strings.Fields(c.recordFacts(c.old, o.ID)), strings.Fields(c.recordFacts(c.new, n.ID))
	if c.above(o, n, c.recordFacts) {
		return
	}
	if len(before) == 0 {
		if len(after) > 0 && after[0] == "namedtuple" {
			c.change(aspectRecord, o, n, "is a named tuple now: its instances cannot be changed")
		} else if slices.Contains(after, "frozen") && c.assigns(o) {
			c.change(aspectFrozen, o, n, "its instances can no longer be changed")
		}
		return
	}
	if len(after) == 0 && n.Facts.Has(factDecorators) {
		return // which may make it one
	}
	was, is := before[0], ""
	if len(after) > 0 {
		is = after[0]
	}
	if was != is && was == "namedtuple" {
		return // it is no tuple any more, which is told
	}
	if was != is {
		c.change(aspectRecord, o, n, "was "+article(recordName(was))+", and is "+article(recordName(is)))
	}
	has := func(list []string, flag string) bool { return slices.Contains(list, flag) }
	if has(after, "frozen") && !has(before, "frozen") {
		c.change(aspectFrozen, o, n, "its instances can no longer be changed")
	} else if has(before, "frozen") && len(after) > 0 && !has(after, "frozen") {
		c.change(aspectThawed, o, n, "its instances can be changed")
	}
	if has(before, "eq") && !has(after, "eq") && (len(after) == 0 || after[0] != "namedtuple") && c.new.memberOf(n.ID, "__eq__") == nil && c.new.stdMember(n.ID, "__eq__") == "" {
		c.change(aspectEquality, o, n, "its instances are no longer compared by their fields")
	}
	if was == is {
		fields := func(s string) []string {
			if s == "" {
				return nil
			}
			return strings.Split(s, ", ")
		}
		a, b := fields(c.fieldsOf(c.old, o.ID)), fields(c.fieldsOf(c.new, n.ID))
		switch {
		case slices.Equal(a, b):
		case was == "namedtuple" && len(a) != len(b):
			c.change(aspectTupleLength, o, n, "unpacks to "+itoa(len(b))+" values, and to "+itoa(len(a))+" before")
		case was == "namedtuple" && !sameOrder(a, b):
			c.fieldOrder[n.ID] = true
			c.change(aspectFieldOrder, o, n, "its fields were "+strings.Join(a, ", ")+", and are "+strings.Join(b, ", "))
		}
	}
}

// assigns reports whether instances of a class have attributes that can be set.
func (c *comparison) assigns(o *api.Item) bool {
	return slices.ContainsFunc(c.old.members[o.ID], func(m *api.Item) bool { return m.Kind == kindAttribute && !m.Facts.Has(factFinal) })
}

// fieldsOf lists the fields of a record.
func (c *comparison) fieldsOf(x *side, id string) string {
	for _, a := range x.mro(id) {
		if it := x.items[a]; it != nil && factOf(it, factRecord) != "" {
			return factOf(it, factFields)
		}
	}
	return ""
}

// sameOrder reports whether the names that two lists share come in one order.
func sameOrder(a, b []string) bool {
	both := func(x, y []string) []string {
		return slices.DeleteFunc(slices.Clone(x), func(s string) bool { return !slices.Contains(y, s) })
	}
	return slices.Equal(both(a, b), both(b, a))
}

func recordName(kind string) string {
	switch kind {
	case "":
		return "class without generated methods"
	case "namedtuple":
		return "named tuple"
	case "attrs":
		return "class of attrs"
	}
	return kind
}

// constructor finds the signature that making an instance has. It is nil where
// that cannot be told.
func (c *comparison) constructor(x *side, id string) (item *api.Item, sig *signature) {
	for _, a := range x.mro(id) {
		it := x.items[a]
		if it == nil {
			if a == "object" || a == "Generic" || a == "abc.ABC" || isABC(a) {
				continue
			}
			if s := stdClasses()[a]; s != nil && !s.members["__init__"] && !s.members["__new__"] && a != "BaseException" && (!isBuiltinData(a) || a == "Exception") {
				continue
			}
			if a == "BaseException" {
				return nil, &signature{params: []parameter{{name: "args", kind: varPositional}}}
			}
			return nil, nil
		}
		if it.Kind != kindClass {
			return nil, nil
		}
		init, made := x.items[a+".__init__"], x.items[a+".__new__"]
		for _, m := range []*api.Item{init, made} {
			if m == nil {
				continue
			}
			if _, ok := m.Facts.Get(factParameters); !ok {
				return nil, nil
			}
			s := x.signatureOf(m)
			if init != nil && made != nil && isOpaque(s) || m.Facts.Has(factForwards) {
				continue
			}
			return m, &s
		}
	}
	return nil, &signature{}
}

// made reports whether a metaclass makes the instances of a class, in ways that
// nothing shows.
func (c *comparison) made(x *side, id string) bool {
	for _, a := range x.mro(id) {
		it := x.items[a]
		if it == nil {
			continue
		}
		if it.Facts.Has(factMade) {
			return true
		}
		if m := factOf(it, factMeta); m != "" && x.items[m] == nil && !isPrivatePath(m) {
			if _, known := stdAncestors(m); !known {
				return true
			}
		}
	}
	return false
}

// isBuiltinData reports whether instances of a class are made from a value.
func isBuiltinData(name string) bool {
	switch name {
	case "int", "str", "float", "bytes", "tuple", "list", "dict", "set", "frozenset", "bytearray", "complex", "type", "enum.Enum":
		return true
	}
	return strings.Contains(name, ".")
}

// constructors compares how instances are made.
func (c *comparison) constructors(o, n *api.Item) {
	var before *api.Item
	var so *signature
	if o.Kind == kindClass {
		if c.fieldOrder[n.ID] || c.made(c.old, o.ID) || c.made(c.new, n.ID) || c.isEnum(c.old, o.ID) || o.Facts.Has(factProtocol) && n.Facts.Has(factProtocol) {
			return
		}
		before, so = c.constructor(c.old, o.ID)
	} else if _, ok := o.Facts.Get(factParameters); ok {
		s := c.old.signatureOf(o)
		before, so = o, &s
	}
	after, sn := c.constructor(c.new, n.ID)
	if so == nil || sn == nil {
		return
	}
	// One cause: a constructor that several classes inherit is told once.
	if before != nil && after != nil {
		key := [2]string{before.ID, after.ID}
		if c.pairs[key] {
			return
		}
		if owner(before) != o.ID && owner(after) != n.ID && c.isPublic(c.old, owner(before)) && c.isPublic(c.new, owner(after)) && c.old.items[owner(before)] != nil && c.anywhere(owner(before)) == c.new.items[owner(after)] {
			return
		}
		c.pairs[key] = true
		if o.Kind == kindClass {
			c.deprecation(before, after)
			if f, g := before.Facts.Has(factAbstract), after.Facts.Has(factAbstract); f != g && g {
				c.nowAbstract(before, after)
			} else if f && !g {
				c.change(aspectNoAbstract, before, after, "is no longer abstract")
			}
		}
	}
	if before != nil && after != nil {
		at := len(c.changes)
		c.signatures(before, after)
		c.attribute(at, o, before, after)
		return
	}
	// The constructor of object takes nothing.
	none := func(class *api.Item) *api.Item {
		return &api.Item{ID: class.ID + ".__init__", Parent: class.ID, Kind: kindMethod, Pos: class.Pos, Facts: api.Facts{{Name: factParameters}}}
	}
	switch {
	case before == nil && after == nil:
	case before == nil:
		if isOpaque(*sn) {
			return
		}
		if len(so.params) > 0 && len(positionals(*sn)) == 0 && !slices.ContainsFunc(sn.params, func(p parameter) bool { return p.kind == varPositional }) {
			c.change(aspectVarPositional, o, after, "takes no arguments by position any more: as an exception it took any")
		}
		m := matchParameters(signature{}, *sn)
		for j, q := range sn.params {
			if q.optional && len(so.params) > 0 || q.kind == varPositional && len(so.params) > 0 {
				continue
			}
			if it := c.new.parameterItem(after, *sn, j); it != nil && !c.toldMember(after.ID+it.ID) {
				c.gained(none(o), it, q, m, j)
			}
		}
	default:
		m := matchParameters(*so, *sn)
		for i, p := range so.params {
			if m.to[i] >= 0 {
				continue
			}
			if it := c.old.parameterItem(before, *so, i); it != nil && !c.toldMember(before.ID+it.ID) {
				at := len(c.changes)
				c.dropped(before, none(n), it, p, m, i)
				if len(sn.params) > 0 && p.kind <= positionalOrKeyword {
					c.changes[at].Doubt = "exceptions take any arguments by position"
				}
			}
		}
	}
}

// attribute moves changes of a constructor that is inherited to the class whose
// users notice.
func (c *comparison) attribute(at int, class, before, after *api.Item) {
	if class.Kind != kindClass || owner(before) == owner(after) && (owner(before) == class.ID || c.isPublic(c.old, owner(before))) {
		return
	}
	for i := at; i < len(c.changes); i++ {
		for _, init := range []*api.Item{before, after} {
			if rest, ok := strings.CutPrefix(c.changes[i].Item, init.ID); ok {
				c.changes[i].Item = class.ID + ".__init__" + rest
				break
			}
		}
	}
}

func (c *comparison) isEnum(x *side, id string) bool {
	list, _ := x.ancestors(id)
	return slices.Contains(list, "enum.Enum")
}

// isPublic reports whether users can name a class.
func (c *comparison) isPublic(x *side, id string) bool {
	it := x.items[id]
	return it != nil && !it.Facts.Has(factPrivate)
}

// toldMember remembers what was said, and reports whether it was before.
func (c *comparison) toldMember(key string) bool {
	k := [2]string{key, ""}
	if c.members[k] > 0 {
		return true
	}
	c.members[k] = 1
	return false
}

// classMembers compares what two classes have, wherever it is declared. What a
// public base declares is told there.
func (c *comparison) classMembers(o, n *api.Item) {
	names := append(c.old.memberNames(o.ID), c.new.memberNames(n.ID)...)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if name == "__init__" || name == "__new__" || name == "__hash__" {
			continue
		}
		before, after := c.alternatives(c.old, o.ID, name), c.alternatives(c.new, n.ID, name)
		switch {
		case len(before) == 0 && len(after) == 0: // a damaged recording
		case len(before) == 0:
			c.memberAdded(o, n, after[0], name)
		case len(after) == 0:
			c.memberLost(o, n, before[0], name)
		default:
			c.memberPairs(o, n, before, after, name)
		}
	}
}

// alternatives are the definitions of a member, the one for the newest Python
// first.
func (c *comparison) alternatives(x *side, class, name string) []leading {
	it := x.memberOf(class, name)
	if it == nil {
		return nil
	}
	list := []leading{{envs: x.envsOf(it), item: it}}
	for _, m := range x.members[owner(it)] {
		if strings.HasPrefix(m.ID, it.ID+"@(") {
			list = append(list, leading{envs: x.envsOf(m), item: m})
		}
	}
	return list
}

func (c *comparison) memberPairs(o, n *api.Item, before, after []leading, name string) {
	for _, b := range before {
		for _, a := range after {
			if b.envs&a.envs&c.shared == 0 && b.envs&c.shared != 0 {
				continue
			}
			was, is := owner(b.item), owner(a.item)
			if was != o.ID && is != n.ID && c.isPublic(c.old, was) && c.isPublic(c.new, is) && c.anywhere(was) == c.new.items[is] {
				continue // told at the base
			}
			key := [2]string{b.item.ID, a.item.ID}
			at := len(c.changes)
			if b.item.Kind == kindClass || a.item.Kind == kindClass {
				if p, q := c.old.paths[o.ID+"."+name], c.new.paths[n.ID+"."+name]; len(p) > 0 && len(q) > 0 {
					continue // classes inside have paths of their own
				}
			}
			if c.pairs[key] {
				continue
			}
			if was, is := b.item.Facts.Has(factAbstract), a.item.Facts.Has(factAbstract); isPrivate(name) && !(was && is) {
				if is && owner(b.item) == owner(a.item) {
					c.nowAbstract(b.item, a.item)
				}
				continue // whether it is defined is all that counts
			}
			c.pairs[key] = true
			c.items(b.item, a.item)
			if !c.isPublic(c.old, was) || was != o.ID && is == n.ID {
				for i := at; i < len(c.changes); i++ {
					if rest, ok := strings.CutPrefix(c.changes[i].Item, b.item.ID); ok {
						c.changes[i].Item = o.ID + "." + name + rest
					} else if rest, ok := strings.CutPrefix(c.changes[i].Item, a.item.ID); ok {
						c.changes[i].Item = n.ID + "." + name + rest
					}
				}
			}
		}
	}
	var had, has envSet
	for _, b := range before {
		had |= b.envs
	}
	for _, a := range after {
		has |= a.envs
	}
	if gained := has & c.shared &^ had; gained != 0 && owner(after[0].item) == n.ID {
		c.change(aspectAvailable, before[0].item, after[0].item, "is there on Python "+gained.String()+" now")
	}
	if gone := had & c.shared &^ has; gone != 0 && owner(before[0].item) == o.ID {
		c.change(aspectUnavailable, before[0].item, after[0].item, "is no longer there on Python "+gone.String())
	}
}

// memberLost reports a member that a class has no longer.
func (c *comparison) memberLost(o, n *api.Item, l leading, name string) {
	it := l.item
	if name == "__init_subclass__" && it.Kind == kindMethod && owner(it) == o.ID {
		s := c.old.signatureOf(it)
		m := matchParameters(s, signature{})
		for i, p := range s.params {
			if q := c.old.parameterItem(it, s, i); q != nil {
				c.dropped(it, n, q, p, m, i)
			}
		}
		return
	}
	was := owner(it)
	if was != o.ID && c.isPublic(c.old, was) {
		return // told at the base, or by the base that is lost
	}
	if it.Kind == kindClass || c.coveredAbove(c.old, c.new, o.ID, was) {
		return // it has a path of its own, or is told at a base
	}
	if it.Facts.Has(factMember) && !c.isEnum(c.new, n.ID) || it.Facts.Has(factKey) && !slices.Contains(c.new.mro(n.ID), "TypedDict") {
		return // it is no enumeration any more, which is told
	}
	if from := c.new.stdMember(n.ID, name); from != "" || c.generates(c.new, n.ID, name) {
		return // inherited from the standard library, or made from the fields
	}
	if isPrivate(name) && !it.Facts.Has(factAbstract) {
		return
	}
	if name == "__class_getitem__" && n.Facts.Has(factVariables) || python2[name] && c.shared&before3 == 0 {
		return
	}
	key := [2]string{it.ID, ""}
	if i := c.members[key]; i > 0 {
		ch := &c.changes[i-1]
		if was != o.ID {
			ch.Also = append(ch.Also, o.ID+"."+name)
		}
		return
	}
	ch := c.removed(it, "")
	ch.NewParent = n
	if was != o.ID {
		ch.Item = o.ID + "." + name
	}
	if ch.Doubt == "" {
		if u := c.new.unknownBase(n.ID); u != "" {
			ch.Doubt = "it may come from " + u
		} else if factOf(it, factInstance) != "" && c.setsAny(n) {
			ch.Doubt = "its methods set attributes by names that nothing shows"
		} else if factOf(it, factInstance) == "method" {
			ch.Doubt = "only some methods assigned it"
		} else if specialDefaults[name] {
			ch.Doubt = "every object has one"
		} else if other := c.fallback(n, name); other != "" {
			ch.Doubt = "Python falls back to " + other
		}
	}
	c.members[key] = len(c.changes)
}

// coveredAbove reports whether a member of a private base is told at another
// public class, which a class derives from on both sides.
func (c *comparison) coveredAbove(x, other *side, class, private string) bool {
	if private == class || c.isPublic(x, private) {
		return false
	}
	for _, a := range x.mro(class)[1:] {
		if c.isPublic(x, a) && x.items[a].Kind == kindClass && slices.Contains(x.mro(a), private) {
			if list := objects(other.paths[a]); len(list) > 0 && list[0].item.Kind == kindClass {
				return true
			}
		}
	}
	return false
}

// generates reports whether a class gets a special method from its fields.
func (c *comparison) generates(x *side, id, name string) bool {
	flags := strings.Fields(c.recordFacts(x, id))
	if len(flags) == 0 {
		return false
	}
	switch name {
	case "__eq__", "__ne__":
		return slices.Contains(flags, "eq") || flags[0] == "namedtuple" || flags[0] == "model"
	}
	return false
}

// recordFacts is what makes a class a record: its own decorator, or a base.
func (c *comparison) recordFacts(x *side, id string) string {
	for _, a := range x.mro(id) {
		if it := x.items[a]; it != nil && it.Kind == kindClass {
			if r := factOf(it, factRecord); r != "" {
				return r
			}
		}
	}
	return ""
}

// python2 are special methods that Python 3 never calls.
var python2 = words("__nonzero__ __div__ __rdiv__ __idiv__")

// setsAny reports whether methods of a class set attributes by computed names.
func (c *comparison) setsAny(n *api.Item) bool {
	return slices.ContainsFunc(c.new.mro(n.ID), func(a string) bool { it := c.new.items[a]; return it != nil && it.Facts.Has(factSets) })
}

// fallback names what Python calls where a class lacks a special method, or is "".
func (c *comparison) fallback(n *api.Item, name string) string {
	has := func(names ...string) string {
		for _, m := range names {
			if c.new.memberOf(n.ID, m) != nil || c.new.stdMember(n.ID, m) != "" {
				return m
			}
		}
		return ""
	}
	switch name {
	case "__bool__":
		return "the truth of every object"
	case "__contains__":
		return has("__iter__", "__getitem__")
	case "__iter__":
		return has("__getitem__")
	case "__reversed__":
		return has("__getitem__")
	case "__int__", "__float__", "__complex__":
		return has("__index__")
	case "__copy__", "__deepcopy__":
		return "copying the attributes"
	}
	if op, ok := strings.CutPrefix(name, "__i"); ok && name != "__iter__" && name != "__init__" && name != "__int__" && name != "__index__" && name != "__invert__" {
		return has("__" + op)
	}
	return ""
}

// specialDefaults are special methods that object has.
var specialDefaults = words("__eq__ __ne__ __hash__ __init_subclass__ __getattribute__")

// memberAdded reports a member that is new.
func (c *comparison) memberAdded(o, n *api.Item, l leading, name string) {
	it := l.item
	if name == "__init_subclass__" && it.Kind == kindMethod && owner(it) == n.ID {
		s := c.new.signatureOf(it)
		m := matchParameters(signature{}, s)
		for j, q := range s.params {
			if p := c.new.parameterItem(it, s, j); p != nil {
				c.gained(o, p, q, m, j)
			}
		}
		return
	}
	is := owner(it)
	if c.coveredAbove(c.new, c.old, n.ID, is) {
		return
	}
	if is != n.ID && c.isPublic(c.new, is) || it.Kind == kindClass || isPrivate(name) && !it.Facts.Has(factAbstract) {
		return
	}
	key := [2]string{"", it.ID}
	if i := c.members[key]; i > 0 {
		if is != n.ID {
			ch := &c.changes[i-1]
			ch.Also = append(ch.Also, n.ID+"."+name)
		}
		return
	}
	if from := c.old.stdMember(o.ID, name); from != "" && !it.Facts.Has(factAbstract) || c.generates(c.old, o.ID, name) {
		return // an override
	}
	ch := c.added(it)
	ch.OldParent = o
	if it.Facts.Has(factAbstract) && !c.enforces(c.new, n.ID) {
		c.typing(ch)
	}
	if is != n.ID {
		ch.Item = n.ID + "." + name
	}
	c.members[key] = len(c.changes)
}

// abstract compares what has to be defined before a class can be instantiated.
func (c *comparison) abstract(o, n *api.Item) {
	missing := func(x *side, id string) []string {
		var list []string
		for _, name := range x.memberNames(id) {
			if it := x.memberOf(id, name); it != nil && it.Facts.Has(factAbstract) {
				list = append(list, name)
			}
		}
		for _, a := range x.mro(id) {
			s := stdClasses()[a]
			if s == nil || x.items[a] != nil {
				continue
			}
			for _, name := range sortedNames(s.abstract) {
				if x.memberOf(id, name) == nil && x.stdMember(id, name) == "" && !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
		}
		return list
	}
	before, after := missing(c.old, o.ID), missing(c.new, n.ID)
	if len(before) > 0 || len(after) == 0 || o.Facts.Has(factProtocol) || n.Facts.Has(factProtocol) {
		return
	}
	var inherited []string
	for _, name := range after {
		it := c.new.memberOf(n.ID, name)
		if it != nil && (owner(it) == n.ID || !c.isPublic(c.new, owner(it)) && c.old.memberOf(o.ID, name) != nil) {
			continue // told at the member
		}
		inherited = append(inherited, name)
	}
	if len(inherited) > 0 {
		ch := c.change(aspectClassAbstract, o, n, "cannot be instantiated any more: it does not define "+strings.Join(inherited, ", "))
		if !c.enforces(c.new, n.ID) {
			c.typing(ch)
		}
	}
}

// data compares two members of which at least one is a property.
func (c *comparison) data(o, n *api.Item) {
	writable := func(it *api.Item) bool {
		x := c.old
		if it == n {
			x = c.new
		}
		if r := strings.Fields(c.recordFacts(x, owner(it))); it.Kind == kindAttribute && len(r) > 0 && (r[0] == "namedtuple" || slices.Contains(r, "frozen")) {
			return false
		}
		return it.Kind == kindAttribute && !it.Facts.Has(factFinal) && !it.Facts.Has(factMember) || it.Facts.Has(factSettable) || it.Facts.Has(factCached)
	}
	was, is := article(o.Kind), article(n.Kind)
	switch {
	case writable(o) && !writable(n):
		c.change(aspectReadOnly, o, n, "was "+was+", and is "+is+" that cannot be set")
	case o.Kind == n.Kind:
	case n.Kind == kindProperty && factOf(o, factInstance) == "" && !isInstanceAttribute(o):
		c.change(aspectClassAttribute, o, n, "was an attribute of the class, and is a property of its instances")
	case !writable(o) && writable(n) && c.parentClass(c.new, n).Facts.Has(factProtocol):
		c.typing(c.change(aspectProtocolMethod, o, n, "can be set; those who implement it may not have that"))
	case !writable(o) && writable(n):
		c.change(aspectSettable, o, n, "can be set: it was "+was+", and is "+is)
	default:
		c.change(aspectPropertyKind, o, n, "was "+was+", and is "+is)
	}
	c.dataType(o, n, !writable(o) || !writable(n))
}

// isInstanceAttribute reports whether an attribute is declared for instances
// only: annotated, and without a value.
func isInstanceAttribute(it *api.Item) bool {
	return it.Facts.Has(factInstance) || it.Value == "" && it.Type != "" && !it.Facts.Has(factInferred)
}

// properties compares two properties.
func (c *comparison) properties(o, n *api.Item) {
	if o.Facts.Has(factWriteOnly) != n.Facts.Has(factWriteOnly) {
		if n.Facts.Has(factWriteOnly) {
			c.change(aspectWriteOnly, o, n, "can no longer be read")
		} else {
			c.change(aspectReadable, o, n, "can be read")
		}
	}
	if o.Facts.Has(factSettable) || o.Facts.Has(factCached) {
		if !n.Facts.Has(factSettable) && !n.Facts.Has(factCached) {
			c.change(aspectReadOnly, o, n, "can no longer be set")
		}
	} else if n.Facts.Has(factSettable) {
		if p := c.new.items[owner(n)]; p != nil && p.Facts.Has(factProtocol) {
			c.typing(c.change(aspectProtocolMethod, o, n, "can be set; those who implement it may not have that"))
		} else {
			c.change(aspectSettable, o, n, "can be set")
		}
	}
	if o.Facts.Has(factDeletable) && !n.Facts.Has(factDeletable) && !n.Facts.Has(factCached) {
		c.change(aspectNotDeletable, o, n, "can no longer be deleted")
	}
	if was, is := o.Facts.Has(factAsync), n.Facts.Has(factAsync); was != is {
		if is {
			c.change(aspectNowAsync, o, n, "gives a coroutine now: it has to be awaited")
		} else {
			c.change(aspectNoAsync, o, n, "no longer gives a coroutine: it cannot be awaited")
		}
	} else if was, is := o.Facts.Has(factGenerator), n.Facts.Has(factGenerator); was != is && o.Type == "" && n.Type == "" {
		if is {
			c.change(aspectGenerator, o, n, "gives a generator now").Doubt = "what it gave before is not known"
		} else {
			c.change(aspectNoGenerator, o, n, "no longer gives a generator").Doubt = "what it gives is not known"
		}
	}
	if o.Facts.Has(factAbstract) != n.Facts.Has(factAbstract) {
		if n.Facts.Has(factAbstract) {
			if owner(o) == owner(n) || !c.isPublic(c.new, owner(n)) {
				c.nowAbstract(o, n)
			}
		} else {
			c.change(aspectNoAbstract, o, n, "is no longer abstract")
		}
	}
	if n.Facts.Has(factFinal) && !o.Facts.Has(factFinal) {
		c.typing(c.change(aspectNowFinal, o, n, "must not be overridden any more"))
	} else if o.Facts.Has(factFinal) && !n.Facts.Has(factFinal) {
		c.change(aspectNoFinal, o, n, "may be overridden")
	}
	if before, after := factOf(o, factBinding), factOf(n, factBinding); before != after {
		if before == "class" {
			c.change(aspectNeedsInstance, o, n, "is no longer a property of the class")
		} else {
			c.change(aspectBinding, o, n, "is a property of the class now")
		}
	}
	if before, after := factOf(o, factDecorators), factOf(n, factDecorators); before != after {
		c.change(aspectDecorators, o, n, decorated(before, after))
	}
	if o.Facts.Has(factSettable) && n.Facts.Has(factSettable) && c.setType(o) == o.Type && c.setType(n) == n.Type && !o.Facts.Has(factWriteOnly) {
		c.dataType(o, n, false) // as for an attribute
		return
	}
	if before, after := c.setType(o), c.setType(n); before != "" && after != "" && before != after {
		a, b := c.old.typ(before), c.new.typ(after)
		if r := c.relater.relate(a, b); r == narrow || r == unrelated {
			c.typing(c.change(aspectSetterType, o, n, "took "+a.String()+", and takes "+b.String()))
		}
	}
	if !o.Facts.Has(factWriteOnly) {
		c.dataType(o, n, true)
	}
}

// setType is the type of what a property can be set to.
func (c *comparison) setType(it *api.Item) string {
	if t := factOf(it, factSettable); t != "" {
		return t
	}
	if it.Facts.Has(factSettable) {
		return it.Type
	}
	return ""
}

// attributes compares two variables or attributes.
func (c *comparison) attributes(o, n *api.Item) {
	if n.Facts.Has(factFinal) && !o.Facts.Has(factFinal) {
		c.change(aspectNowFinal, o, n, "must not be assigned any more").Doubt = "only those who assign it notice"
	} else if o.Facts.Has(factFinal) && !n.Facts.Has(factFinal) {
		c.change(aspectNoFinal, o, n, "may be assigned")
	}
	if before, after := factOf(o, factKey), factOf(n, factKey); before != after && before != "" && after != "" {
		if after == "required" {
			c.typing(c.change(aspectKeyRequired, o, n, "is required now"))
		} else {
			c.typing(c.change(aspectKeyOptional, o, n, "may be missing now"))
		}
	}
	record := factOf(c.parentClass(c.old, o), factRecord) != "" && factOf(c.parentClass(c.new, n), factRecord) != ""
	switch {
	case o.Facts.Has(factMember) != n.Facts.Has(factMember) && (!c.isEnum(c.new, owner(n)) || !c.isEnum(c.old, owner(o))):
		return // the class tells that
	case o.Facts.Has(factMember) != n.Facts.Has(factMember):
		if o.Facts.Has(factMember) {
			c.change(aspectNoMember, o, n, "is no longer a member of the enumeration")
		}
		return
	case o.Facts.Has(factMember):
		if o.Value != n.Value && o.Value != "" && n.Value != "" && o.Value != "auto()" && n.Value != "auto()" {
			ch := c.change(aspectMemberValue, o, n, "the value was "+o.Value+", and is "+n.Value)
			if factOf(o, factMember) == "auto" && factOf(n, factMember) == "auto" {
				ch.Doubt = "auto() chose both"
			}
		}
		return
	case record: // its constructor tells
	case factOf(o, factInstance) == "" && !isInstanceAttribute(o) && factOf(n, factInstance) != "" && o.Value != "":
		c.change(aspectClassAttribute, o, n, "was an attribute of the class, and is one of its instances")
	case factOf(o, factInstance) == "init" && factOf(n, factInstance) == "method" && !c.assignedAbove(n):
		c.change(aspectAttributeLate, o, n, "is no longer assigned when an instance is made, as far as can be seen")
	}
	if o.Value != "" && n.Value != "" && o.Value != n.Value && c.inferred(o, n) != unrelated && !record && !versionNames[strings.ToLower(lastName(o.ID))] {
		c.change(aspectValue, o, n, "the value was "+o.Value+", and is "+n.Value)
	}
	frozen := func(x *side, it *api.Item) bool {
		p := x.items[owner(it)]
		return p != nil && (strings.HasPrefix(factOf(p, factRecord), "namedtuple") || slices.Contains(strings.Fields(factOf(p, factRecord)), "frozen"))
	}
	c.dataType(o, n, o.Facts.Has(factFinal) || frozen(c.old, o) && frozen(c.new, n))
}

// versionNames are the names of constants that change with every release.
var versionNames = words("version version_info version_tuple __version__ __version_info__ build date __date__ __build__ ver revision commit_id")

// assignedAbove reports whether a base class assigns an attribute when an
// instance is made.
func (c *comparison) assignedAbove(n *api.Item) bool {
	for _, a := range c.new.mro(owner(n))[1:] {
		if it := c.new.items[a+"."+lastName(n.ID)]; it != nil && factOf(it, factInstance) != "method" {
			return true
		}
	}
	return false
}

// parentClass is the item that encloses another, or an empty one.
func (c *comparison) parentClass(x *side, it *api.Item) *api.Item {
	if p := x.items[it.Parent]; p != nil {
		return p
	}
	return &api.Item{}
}

// inferred relates the types of two values.
func (c *comparison) inferred(o, n *api.Item) relation {
	if o.Type == "" || n.Type == "" || o.Type == n.Type {
		return equal
	}
	return c.relater.relate(c.old.typ(o.Type), c.new.typ(n.Type))
}

// dataType compares the types of two attributes. What is only read may get
// fewer values.
func (c *comparison) dataType(o, n *api.Item, readOnly bool) {
	if o.Type == n.Type {
		return
	}
	guess := o.Facts.Has(factInferred) || n.Facts.Has(factInferred)
	if o.Type == "" || n.Type == "" {
		if !guess {
			aspect, detail := aspectAttributeTypeAdded, "is annotated: "+n.Type
			if n.Type == "" {
				aspect, detail = aspectAttributeTypeDropped, "is no longer annotated: it was "+o.Type
			}
			c.change(aspect, o, n, detail)
		}
		return
	}
	before, after := c.old.typ(o.Type), c.new.typ(n.Type)
	detail := described("was", "is", before, after)
	c.relater.self = owner(o)
	both := o.Facts.Has(factInferred) && n.Facts.Has(factInferred)
	r := c.relater.relate(before, after)
	// A value that is None at first tells little of what comes.
	if guess && (o.Type == "None" || n.Type == "None" || !both && r != unrelated) {
		return
	}
	var ch *diff.Change
	switch r {
	case equal:
		return
	case narrow:
		if readOnly || guess {
			c.change(aspectAttributeNarrowed, o, n, detail)
			return
		}
		ch = c.change(aspectAttributeRestricted, o, n, detail)
	case wider:
		ch = c.change(aspectAttributeWidened, o, n, detail)
	case unrelated:
		ch = c.change(aspectAttributeType, o, n, detail)
	default:
		if !c.unnamed(before) || !c.unnamed(after) {
			c.change(aspectTypeUnclear, o, n, detail)
		}
		return
	}
	if !guess {
		c.typing(ch)
	} else if factOf(o, factInstance) != "" {
		ch.Doubt = "the types are those of what is assigned first"
	}
}

// aliases compares what two names for types stand for.
func (c *comparison) aliases(o, n *api.Item) {
	if o.Type == n.Type {
		return
	}
	before, after := c.old.typ(o.Type), c.new.typ(n.Type)
	detail := described("stood for", "stands for", before, after)
	r := c.relater.relate(before, after)
	switch r {
	case equal:
		return
	case wider:
		c.typing(c.change(aspectAliasWidened, o, n, detail))
	case narrow:
		c.typing(c.change(aspectAliasNarrowed, o, n, detail))
	case unrelated:
		c.typing(c.change(aspectAlias, o, n, detail))
	default:
		c.change(aspectTypeUnclear, o, n, detail)
	}
}
