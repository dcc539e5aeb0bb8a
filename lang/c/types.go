package c

import (
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A typeKind is what a typ is made of.
type typeKind uint8

const (
	kindBasic    typeKind = iota // void and the arithmetic types; name says which
	kindTypedef                  // name of a typedef; elem is what it stands for
	kindRecord                   // a struct or union
	kindEnum                     // an enumeration
	kindPointer                  // to elem
	kindArray                    // of elem
	kindFunction                 // returning elem
	kindVector                   // GNU: length bytes of elem
	kindExternal                 // a type that the tree does not declare
	kindUnknown                  // typeof of an expression: nobody knows
)

// qualifiers are those of ISO C, 6.7.4.
type qualifiers uint8

const (
	qualConst qualifiers = 1 << iota
	qualVolatile
	qualRestrict
	qualAtomic
)

var qualifierNames = [...]string{"const", "volatile", "restrict", "_Atomic"}

func (q qualifiers) String() string {
	var list []string
	for i, name := range qualifierNames {
		if q&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, " ")
}

// A typ is a type. It is not changed once it is made; records and enumerations
// are completed, and laid out, in place.
type typ struct {
	kind     typeKind
	quals    qualifiers
	name     string // of basic types, typedefs and external types
	elem     *typ
	record   *record
	enum     *enum
	params   []param
	variadic bool
	noProto  bool   // a function declared with (): nothing is known of its parameters
	length   int64  // of arrays: elements; lengthNone and lengthUnknown; of vectors: bytes
	text     string // of arrays of unknown length, and of unknown types: how it is written
	static   bool   // an array parameter that says [static N]
	conv     string // calling convention of a function, "" for the usual one
	align    int64  // bytes: alignment that a typedef or a declaration asks for, 0 for none
	system   bool   // a typedef of a stand-in header
	internal bool   // a typedef of a header that is not public: what it stands for is written
}

const (
	lengthNone    = -1 // []
	lengthUnknown = -2 // not a constant that can be known
)

// A param is a parameter of a function.
type param struct {
	name  string // "" for none
	typ   *typ
	attrs attributes
}

// A record is a struct or a union.
type record struct {
	union    bool
	tag      string // "" for none
	typedef  string // the typedef that names it, "" for none
	fields   []*field
	complete bool
	packed   bool
	pack     int64 // #pragma pack, in bytes; 0 for none
	align    int64 // bytes that an attribute asks for; 0 for none
	attrs    attributes
	at       place
	declared place // the first declaration without members
	system   bool
	alone    bool // a declaration of its own declares the tag

	laidOut  bool
	size     int64 // bytes
	aligned  int64 // bytes
	required int64 // Microsoft: bytes that attributes ask for, 0 for none
	known    bool  // size and aligned are
	busy     bool
}

// A field is a member of a record.
type field struct {
	name  string // "" for an anonymous member or a nameless bit-field
	typ   *typ
	bits  int64 // width of a bit-field; -1 for none
	align int64 // bytes that _Alignas asks for; 0 for none
	pack  bool  // the member itself is packed
	attrs attributes
	notes string // annotations, as of a decl
	at    place

	offset int64 // bits, from the start of its record
	known  bool
}

// An enum is an enumeration.
type enum struct {
	tag         string
	typedef     string
	enumerators []*enumerator
	complete    bool
	packed      bool
	fixed       *typ // the type after the colon, nil for none
	attrs       attributes
	at          place
	system      bool
}

// An enumerator is an enumeration constant.
type enumerator struct {
	name  string
	value int64
	wide  bool // the value is an unsigned one beyond 63 bits
	known bool
	attrs attributes
	at    place
}

// A place is where something is declared, and under which condition.
type place struct {
	file  int32
	line  int32
	guard int32
	macro bool // by a macro
}

func placeOf(t *preprocessor.Token) place {
	return place{t.File, t.Line, t.Guard, t.FromMacro()}
}

func basic(name string) *typ { return &typ{kind: kindBasic, name: name} }

var (
	typeVoid = basic("void")
	typeInt  = basic("int")
)

func pointerTo(t *typ) *typ { return &typ{kind: kindPointer, elem: t} }

// with returns the type with more qualifiers. Those of an array are its
// elements' (ISO C, 6.7.4.1).
func (t *typ) with(q qualifiers) *typ {
	if q&^t.quals == 0 {
		return t
	}
	c := *t
	if t.kind == kindArray {
		c.elem = t.elem.with(q)
		return &c
	}
	if t.kind == kindFunction {
		return t
	}
	c.quals |= q
	return &c
}

// without returns the type with fewer qualifiers.
func (t *typ) without(q qualifiers) *typ {
	if t.quals&q == 0 {
		return t
	}
	c := *t
	c.quals &^= q
	return &c
}

// resolve returns what stands behind typedefs, with all their qualifiers.
func (t *typ) resolve() *typ {
	q := qualifiers(0)
	for steps := 0; t.kind == kindTypedef && t.elem != nil && steps < 200; steps++ {
		q |= t.quals
		t = t.elem
	}
	return t.with(q)
}

// id is how an item names the record; "" for one without a name.
func (r *record) id() string {
	switch {
	case r.system && r.tag != "":
		return r.word() + " " + r.tag // a typedef of the system is written where it is meant
	case r.typedef != "":
		return r.typedef
	case r.tag != "":
		return r.word() + " " + r.tag
	}
	return ""
}

func (r *record) word() string {
	if r.union {
		return "union"
	}
	return "struct"
}

func (e *enum) id() string {
	switch {
	case e.typedef != "":
		return e.typedef
	case e.tag != "":
		return "enum " + e.tag
	}
	return ""
}

// String writes the type as an abstract declarator (ISO C, 6.7.8).
func (t *typ) String() string { return t.declare("") }

// declare writes a declaration of name with the type, without a semicolon.
func (t *typ) declare(name string) string {
	for steps := 0; t.kind == kindTypedef && t.internal && t.elem != nil && steps < maxDerive; steps++ {
		t = t.elem.with(t.quals)
	}
	switch t.kind {
	case kindPointer:
		if t.static { // a parameter that was written as an array
			return t.elem.declare(name + "[static " + strconv.FormatInt(t.length, 10) + "]")
		}
		inner := "*" + t.quals.String()
		if t.quals != 0 && name != "" {
			inner += " "
		}
		inner += name
		e := t.elem
		if e.kind == kindFunction || e.kind == kindArray {
			if e.conv != "" {
				inner = e.conv + " " + inner
			}
			inner = "(" + inner + ")"
		}
		return e.declare(inner)
	case kindArray:
		length := ""
		switch {
		case t.length >= 0:
			length = strconv.FormatInt(t.length, 10)
		case t.length == lengthUnknown:
			length = t.text
		}
		if t.static {
			length = "static " + length
		}
		return t.elem.declare(name + "[" + length + "]")
	case kindFunction:
		var b strings.Builder
		if t.conv != "" && !strings.HasPrefix(name, "(") {
			b.WriteString(t.conv + " ")
		}
		b.WriteString(name)
		b.WriteByte('(')
		for i, p := range t.params {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(p.typ.String())
		}
		switch {
		case t.variadic && len(t.params) > 0:
			b.WriteString(", ...")
		case t.variadic:
			b.WriteString("...")
		case len(t.params) == 0 && !t.noProto:
			b.WriteString("void")
		}
		b.WriteByte(')')
		return t.elem.declare(b.String())
	}
	s := t.spelling()
	if t.quals != 0 {
		s = t.quals.String() + " " + s
	}
	if name == "" {
		return s
	}
	if strings.HasPrefix(name, "[") {
		return s + name
	}
	return s + " " + name
}

// spelling writes a type that is no declarator.
func (t *typ) spelling() string {
	switch t.kind {
	case kindRecord:
		if id := t.record.id(); id != "" && (t.record.typedef != "" || t.record.tag != "") {
			return id
		}
		return t.record.word() + " {…}"
	case kindEnum:
		if id := t.enum.id(); id != "" && (t.enum.typedef != "" || t.enum.tag != "") {
			return id
		}
		return "enum {…}"
	case kindVector:
		return t.elem.String() + " __attribute__((vector_size(" + strconv.FormatInt(t.length, 10) + ")))"
	case kindUnknown:
		return t.text
	}
	return t.name
}
