package golang

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A shape is a type definition as its users see it: every field they can
// select and every method they can call, promoted ones included.
type shape struct {
	side    side
	lib     *library
	named   *types.Named
	basic   types.Type // instead of named, for a type that became a basic one
	members map[string]*member
}

// A member is a field or a method of a shape.
type member struct {
	shape    *shape
	obj      types.Object // *types.Var or *types.Func
	item     *api.Item    // nil for members promoted from outside of the module
	promoted bool
	pointer  bool       // a method that only *T has
	through  *types.Var // of promoted members: the embedded field that leads there
}

// isMethod reports whether the member is there and is a method.
func (m *member) isMethod() bool {
	if m == nil {
		return false
	}
	_, ok := m.obj.(*types.Func)
	return ok
}

// isDeclared reports whether the member has the type that it was declared with,
// rather than one with type arguments put in.
func (m *member) isDeclared() bool {
	switch obj := m.obj.(type) {
	case *types.Func:
		return obj.Origin() == obj
	case *types.Var:
		return obj.Origin() == obj
	}
	return true
}

func newShape(s side, lib *library, named *types.Named) *shape {
	sh := &shape{side: s, lib: lib, named: named, members: map[string]*member{}}
	if iface, ok := named.Underlying().(*types.Interface); ok {
		for m := range iface.Methods() {
			it := lib.items[m.Origin()]
			sh.members[m.Name()] = &member{shape: sh, obj: m, item: it, promoted: it == nil || baseID(it.Parent) != baseID(lib.items[named.Obj()].ID)}
		}
		return sh
	}
	if embedsForever(named) {
		return sh // go/types would look for promoted members for ever
	}
	sh.addMethods()
	if st, ok := named.Underlying().(*types.Struct); ok {
		sh.addFields(st)
	}
	return sh
}

// embedsForever reports whether a type embeds ever larger instances of a generic
// type. Such source does not compile.
func embedsForever(t types.Type) bool {
	seen := map[types.Type]bool{}
	var walk func(t types.Type, depth int) bool
	walk = func(t types.Type, depth int) bool {
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return false
		}
		if depth > 30 || len(seen) > 10_000 {
			return true
		}
		for f := range st.Fields() {
			if f.Embedded() && walk(f.Type(), depth+1) {
				return true
			}
		}
		return false
	}
	return walk(t, 0)
}

func (sh *shape) addMethods() {
	value := types.NewMethodSet(sh.named)
	set := types.NewMethodSet(types.NewPointer(sh.named))
	for sel := range set.Methods() {
		m := sel.Obj().(*types.Func)
		if !m.Exported() {
			continue
		}
		sh.members[m.Name()] = &member{
			shape:    sh,
			obj:      m,
			item:     sh.lib.items[m.Origin()],
			promoted: len(sel.Index()) > 1,
			pointer:  value.Lookup(m.Pkg(), m.Name()) == nil,
			through:  sh.embedded(sel.Index()),
		}
	}
}

func (sh *shape) embedded(index []int) *types.Var {
	st, ok := sh.named.Underlying().(*types.Struct)
	if !ok || len(index) < 2 {
		return nil
	}
	return st.Field(index[0])
}

// addFields adds the exported fields that can be selected, at any depth of
// embedding (https://go.dev/ref/spec#Selectors).
func (sh *shape) addFields(st *types.Struct) {
	names := map[string]bool{}
	seen := map[types.Type]bool{}
	var collect func(t types.Type, depth int)
	collect = func(t types.Type, depth int) {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || seen[t] || depth > 20 {
			return
		}
		seen[t] = true
		for f := range st.Fields() {
			if f.Exported() {
				names[f.Name()] = true
			}
			if f.Embedded() {
				collect(f.Type(), depth+1)
			}
		}
	}
	collect(sh.named, 0)
	for name := range names {
		obj, index, _ := types.LookupFieldOrMethod(sh.named, true, sh.named.Obj().Pkg(), name)
		if f, ok := obj.(*types.Var); ok {
			sh.members[name] = &member{shape: sh, obj: f, item: sh.lib.items[f.Origin()], promoted: len(index) > 1, through: sh.embedded(index)}
		}
	}
}

// kind is the first word of the definition: "struct", "interface", or "".
func (sh *shape) kind() string {
	if sh.named != nil {
		switch sh.named.Underlying().(type) {
		case *types.Struct:
			return "struct"
		case *types.Interface:
			return "interface"
		}
	}
	return ""
}

// isOpaque reports whether the type is defined as a stub.
func (sh *shape) isOpaque() bool { return sh.named != nil && sh.lib.base[sh.named.Obj()] != nil }

// hidesMethods reports whether the type embeds a stub, which may promote anything.
func (sh *shape) hidesMethods() bool {
	if sh.named == nil {
		return false
	}
	seen := map[types.Type]bool{}
	var walk func(t types.Type) bool
	walk = func(t types.Type) bool {
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		if named, ok := types.Unalias(t).(*types.Named); ok && sh.lib.opaque[named.Obj()] {
			return true
		}
		if seen[t] {
			return false
		}
		seen[t] = true
		switch u := t.Underlying().(type) {
		case *types.Struct:
			for f := range u.Fields() {
				if f.Embedded() && walk(f.Type()) {
					return true
				}
			}
		case *types.Interface:
			for e := range u.EmbeddedTypes() {
				if walk(e) {
					return true
				}
			}
		}
		return false
	}
	return walk(sh.named)
}

// text is the definition as a message shows it.
func (sh *shape) text() string {
	if sh.named == nil {
		return sh.basic.String()
	}
	it := sh.lib.items[sh.named.Obj()]
	text := it.Type
	if strings.HasPrefix(text, "[_") {
		_, text = splitTypeParams(it, text)
	}
	return pretty(text)
}

// restate declares the type in a question, translated: the struct with all
// selectable fields as its own, the methods with all promoted ones. A type
// that one side defines as a stub is asked about by its methods alone.
func (sh *shape) restate(tr *translator, q *types.Package, methodsOnly bool) {
	obj := types.NewTypeName(token.NoPos, q, questionName, nil)
	named := types.NewNamed(obj, nil, nil)
	q.Scope().Insert(obj)
	names := make([]string, 0, len(sh.members))
	for name := range sh.members {
		names = append(names, name)
	}
	slices.Sort(names)
	switch u := sh.named.Underlying().(type) {
	case *types.Interface:
		if methodsOnly {
			named.SetUnderlying(types.NewStruct(nil, nil))
			return
		}
		var methods []*types.Func
		for _, name := range names {
			m := sh.members[name].obj.(*types.Func)
			methods = append(methods, types.NewFunc(token.NoPos, q, name, tr.signature(sh.side, m.Signature(), types.NewParam(token.NoPos, q, "", named))))
		}
		named.SetUnderlying(types.NewInterfaceType(methods, nil).Complete())
		return
	case *types.Struct:
		var fields []*types.Var
		for _, name := range names {
			if f, ok := sh.members[name].obj.(*types.Var); ok && !methodsOnly {
				// A pointer, since comparability is judged by the fact.
				fields = append(fields, types.NewField(token.NoPos, q, name, types.NewPointer(tr.typ(sh.side, f.Type())), false))
			}
		}
		named.SetUnderlying(types.NewStruct(fields, nil))
	default:
		if methodsOnly {
			u = types.NewStruct(nil, nil)
		}
		named.SetUnderlying(tr.typ(sh.side, u))
	}
	for _, name := range names {
		m, ok := sh.members[name].obj.(*types.Func)
		if !ok {
			continue
		}
		var recv types.Type = named
		if sh.members[name].pointer {
			recv = types.NewPointer(named)
		}
		named.AddMethod(types.NewFunc(token.NoPos, q, name, tr.signature(sh.side, m.Signature(), types.NewParam(token.NoPos, q, "", recv))))
	}
}

// restateImplementation declares, for one question, an interface I and a type Q
// that has exactly the methods of t.
func restateImplementation(tr *translator, s side, q *types.Package, t types.Type, iface *types.Interface) {
	obj := types.NewTypeName(token.NoPos, q, questionName, nil)
	named := types.NewNamed(obj, types.NewStruct(nil, nil), nil)
	for sel := range types.NewMethodSet(t).Methods() {
		m := sel.Obj().(*types.Func)
		named.AddMethod(types.NewFunc(token.NoPos, q, m.Name(), tr.signature(s, m.Signature(), types.NewParam(token.NoPos, q, "", named))))
	}
	q.Scope().Insert(obj)
	iobj := types.NewTypeName(token.NoPos, q, "I", nil)
	inamed := types.NewNamed(iobj, nil, nil)
	var methods []*types.Func
	for m := range iface.Methods() {
		methods = append(methods, types.NewFunc(token.NoPos, q, m.Name(), tr.signature(s, m.Signature(), types.NewParam(token.NoPos, q, "", inamed))))
	}
	inamed.SetUnderlying(types.NewInterfaceType(methods, nil).Complete())
	q.Scope().Insert(iobj)
}

// pretty writes a canonical type for people: packages by the last element of
// their path, type parameters without their underscore.
func pretty(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			if end := strings.IndexByte(text[i+1:], '"'); end >= 0 && strings.HasPrefix(text[i+end+2:], ".") && !strings.Contains(text[i:i+end+1], "\\") {
				p := text[i+1 : i+1+end]
				if guess := guessNames(p); p == "." || p == "?" {
					i++ // skip the dot as well
				} else {
					b.WriteString(guess[0])
				}
				i += end + 1
				continue
			}
		}
		if strings.HasPrefix(text[i:], "_embedded_") {
			i += strings.IndexByte(text[i:], ' ')
			continue
		}
		if strings.HasPrefix(text[i:], "_T") && (i == 0 || !isIdentByte(text[i-1])) {
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func isIdentByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
