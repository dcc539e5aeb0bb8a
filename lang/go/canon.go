package golang

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A typeWriter writes types in the canonical form that .api lines hold: aliases
// expanded, parameter names dropped, type parameters by position (_T0, _T1, …),
// interface methods sorted, packages as quoted import paths ("net/http".Client)
// but for the package that the item itself stands in. Equal strings are
// identical types. parseType (rebuild.go) reads it back.
type typeWriter struct {
	strings.Builder
	pkg *types.Package // written without a qualifier

	// input is set while a type is written whose values users only hand in.
	// A function that takes a type without a name cannot be written outside
	// of its package, so a parameter of any function is input.
	input bool

	// yield is set for the parameter of an iterator: what is passed to it, a
	// range statement gives to users.
	yield bool

	// budget bounds how much is written, over all writers of one text: source
	// that does not compile can expand for ever. nil is maxTypeNodes.
	budget *int
	depth  int

	// home says where users find a defined type of the module, and is told
	// of every such type that is written.
	home func(obj *types.TypeName, input bool) (pkg, name string)
}

func (w *typeWriter) typ(t types.Type) {
	if w.budget == nil {
		w.budget = new(int)
		*w.budget = maxTypeNodes
	}
	if *w.budget--; *w.budget < 0 {
		w.WriteString(unknownType)
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	if w.depth > maxTypeDepth {
		w.WriteString(unknownType)
		return
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		w.basic(t)
	case *types.Pointer:
		w.WriteByte('*')
		w.typ(t.Elem())
	case *types.Slice:
		w.WriteString("[]")
		w.typ(t.Elem())
	case *types.Array:
		if t.Len() < 0 || t.Len() > maxArrayLength { // its length is not known
			w.WriteString(unknownType)
			return
		}
		fmt.Fprintf(w, "[%d]", t.Len())
		w.typ(t.Elem())
	case *types.Map:
		w.WriteString("map[")
		w.typ(t.Key())
		w.WriteByte(']')
		w.typ(t.Elem())
	case *types.Chan:
		switch t.Dir() {
		case types.SendOnly:
			w.WriteString("chan<- ")
		case types.RecvOnly:
			w.WriteString("<-chan ")
		default:
			w.WriteString("chan ")
			// chan (<-chan T) needs its parentheses
			if e, ok := types.Unalias(t.Elem()).(*types.Chan); ok && e.Dir() == types.RecvOnly {
				w.WriteByte('(')
				w.typ(e)
				w.WriteByte(')')
				return
			}
		}
		w.typ(t.Elem())
	case *types.Signature:
		w.signature(t)
	case *types.Struct:
		w.structType(t)
	case *types.Interface:
		w.interfaceType(t)
	case *types.Union:
		w.union(t)
	case *types.TypeParam:
		w.WriteString(typeParamName(t.Index()))
	case *types.Named:
		w.named(t)
	default:
		w.WriteString(unknownType)
	}
}

// maxTypeNodes and maxTypeDepth bound the text of one type: real ones have some
// dozens of nodes.
const (
	maxTypeNodes = 20_000
	maxTypeDepth = 100
)

// unknownType stands for a type that could not be resolved.
const unknownType = `"?".unknown`

func typeParamName(i int) string { return "_T" + strconv.Itoa(i) }

func (w *typeWriter) basic(t *types.Basic) {
	switch t.Kind() {
	case types.Invalid:
		w.WriteString(unknownType)
	case types.Uint8:
		w.WriteString("byte")
	case types.Int32:
		w.WriteString("int32")
	case types.UnsafePointer:
		w.WriteString(`"unsafe".Pointer`)
	default:
		w.WriteString(t.Name())
	}
}

func (w *typeWriter) named(t *types.Named) {
	w.typeName(t.Obj())
	if args := t.TypeArgs(); args.Len() > 0 {
		w.WriteByte('[')
		for i := range args.Len() {
			if i > 0 {
				w.WriteString(", ")
			}
			w.typ(args.At(i))
		}
		w.WriteByte(']')
	}
}

func (w *typeWriter) typeName(obj *types.TypeName) {
	if obj.Pkg() == nil { // error, comparable
		w.WriteString(obj.Name())
		return
	}
	pkg, name := w.home(obj, w.input)
	if w.pkg == nil || pkg != w.pkg.Path() || isReserved(name) {
		fmt.Fprintf(w, "%q.", pkg)
	}
	w.WriteString(name)
}

// isReserved reports whether a bare name stands for something else in a type
// text: a predeclared type or a type parameter. A type of such a name is always
// written with its package.
func isReserved(name string) bool {
	return types.Universe.Lookup(name) != nil || strings.HasPrefix(name, "_T")
}

// signature writes a function type with its type parameters.
func (w *typeWriter) signature(t *types.Signature) {
	w.WriteString("func")
	w.typeParams(t.TypeParams())
	w.WriteByte('(')
	input := w.input
	w.input = input || !w.yield
	w.yield = false
	for i := range t.Params().Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		p := t.Params().At(i).Type()
		if !input && isIterator(t) {
			w.input, w.yield = false, true
		}
		if t.Variadic() && i == t.Params().Len()-1 {
			w.WriteString("...")
			if s, ok := p.(*types.Slice); ok {
				w.typ(s.Elem())
			} else { // append([]byte, string...)
				w.typ(p)
			}
			continue
		}
		w.typ(p)
	}
	w.WriteByte(')')
	w.input, w.yield = input, false
	switch n := t.Results().Len(); n {
	case 0:
	case 1:
		w.WriteByte(' ')
		w.typ(t.Results().At(0).Type())
	default:
		w.WriteString(" (")
		for i := range n {
			if i > 0 {
				w.WriteString(", ")
			}
			w.typ(t.Results().At(i).Type())
		}
		w.WriteByte(')')
	}
}

// isIterator reports whether a range statement can range over the function
// (https://go.dev/ref/spec#For_range).
func isIterator(t *types.Signature) bool {
	if t.Params().Len() != 1 || t.Results().Len() != 0 || t.Variadic() {
		return false
	}
	yield, ok := t.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Params().Len() <= 2 && yield.Results().Len() == 1 && types.Identical(yield.Results().At(0).Type(), types.Typ[types.Bool])
}

// typeParams writes a list of type parameters with their constraints, or nothing.
func (w *typeWriter) typeParams(list *types.TypeParamList) {
	if list.Len() == 0 {
		return
	}
	input := w.input
	w.input = true // users satisfy a constraint, they have no values of it
	w.WriteByte('[')
	for i := range list.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		w.WriteString(typeParamName(i))
		w.WriteByte(' ')
		w.typ(list.At(i).Constraint())
	}
	w.WriteByte(']')
	w.input = input
}

// structType writes an unnamed struct type: all of it takes part in identity.
func (w *typeWriter) structType(t *types.Struct) {
	w.WriteString("struct{")
	for i := range t.NumFields() {
		if i > 0 {
			w.WriteString("; ")
		}
		f := t.Field(i)
		if f.Embedded() {
			// The marker keeps the name, which may be an alias's.
			fmt.Fprintf(w, "_embedded_%s ", f.Name())
		} else {
			w.WriteString(f.Name())
			w.WriteByte(' ')
		}
		input := w.input
		w.input = input || !f.Exported() && !f.Embedded()
		w.typ(f.Type())
		w.input = input
		if tag := t.Tag(i); tag != "" {
			w.WriteByte(' ')
			w.WriteString(strconv.Quote(tag))
		}
	}
	w.WriteByte('}')
}

// interfaceType writes an unnamed interface type: its whole method set, and the
// elements that restrict its type set.
func (w *typeWriter) interfaceType(t *types.Interface) {
	methods, elems := interfaceParts(t)
	if len(methods) == 0 && len(elems) == 0 {
		w.WriteString("any")
		return
	}
	w.WriteString("interface{")
	sep := ""
	for _, m := range methods {
		w.WriteString(sep)
		w.WriteString(m.Name())
		s := w.fork()
		s.signature(m.Signature())
		w.WriteString(strings.TrimPrefix(s.String(), "func"))
		sep = "; "
	}
	for _, e := range w.elements(elems) {
		w.WriteString(sep)
		w.WriteString(e)
		sep = "; "
	}
	w.WriteByte('}')
}

// elements writes the non-method elements of an interface, sorted.
func (w *typeWriter) elements(elems []types.Type) []string {
	list := make([]string, 0, len(elems))
	for _, e := range elems {
		list = append(list, w.sub(e))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sub writes t on its own.
func (w *typeWriter) sub(t types.Type) string {
	s := w.fork()
	s.typ(t)
	return s.String()
}

// text is what was written, or unknownType if that would have been too much.
func (w *typeWriter) text() string {
	if w.budget != nil && *w.budget < 0 {
		return unknownType
	}
	return w.String()
}

// fork is a writer for a part of the same text.
func (w *typeWriter) fork() *typeWriter {
	return &typeWriter{pkg: w.pkg, home: w.home, input: w.input, budget: w.budget, depth: w.depth}
}

// interfaceParts splits an interface into its methods, those of embedded plain
// interfaces included, sorted by name; and the other elements: unions,
// comparable, constraint interfaces, and interfaces of stubs, whose methods are
// not known.
func interfaceParts(t *types.Interface) (methods []*types.Func, elems []types.Type) {
	seen := map[*types.Func]bool{}
	walked := map[*types.Interface]bool{}
	var walk func(t *types.Interface, depth int)
	walk = func(t *types.Interface, depth int) {
		if walked[t] {
			return
		}
		walked[t] = true
		for m := range t.ExplicitMethods() {
			if !seen[m] {
				seen[m] = true
				methods = append(methods, m)
			}
		}
		for e := range t.EmbeddedTypes() {
			named, _ := types.Unalias(e).(*types.Named)
			inner, isInterface := e.Underlying().(*types.Interface)
			switch {
			case isInterface && depth < 50 && inner.IsMethodSet() && (named == nil || !isOpaque(named)):
				walk(inner, depth+1)
			case isInterface && named == nil && depth < 50:
				walk(inner, depth+1)
			default:
				elems = append(elems, e)
			}
		}
	}
	walk(t, 0)
	slices.SortStableFunc(methods, func(a, b *types.Func) int { return strings.Compare(a.Id(), b.Id()) })
	methods = slices.CompactFunc(methods, func(a, b *types.Func) bool { return a.Id() == b.Id() })
	return methods, elems
}

// isOpaque reports whether the type is declared by a stub.
func isOpaque(t *types.Named) bool {
	pkg := t.Obj().Pkg()
	return pkg != nil && pkg.Path() != "." && !strings.HasPrefix(pkg.Path(), "./") && !isStd(pkg.Path()) && !isStdInternal(pkg.Path())
}

func (w *typeWriter) union(t *types.Union) {
	terms := make([]string, 0, t.Len())
	for i := range t.Len() {
		term := w.sub(t.Term(i).Type())
		if t.Term(i).Tilde() {
			term = "~" + term
		}
		terms = append(terms, term)
	}
	slices.Sort(terms)
	w.WriteString(strings.Join(slices.Compact(terms), " | "))
}
