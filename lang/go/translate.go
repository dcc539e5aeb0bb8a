package golang

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A translator puts the types of both sides into one common vocabulary, so that
// apidiff can compare them without finding correspondences of its own: every
// defined type becomes a leaf, one object for each name of the new side, and
// old types become the leaves of their counterparts. All leaves belong to
// packages other than the one compared, where apidiff goes by path and name.
type translator struct {
	pairing *pairing
	leaves  map[string]*types.Named
	opaque  map[*types.Named]bool // leaves that stand for stubs
	pkgs    map[string]*types.Package
	shared  *types.Package // of the parts of unnamed types
}

func newTranslator(p *pairing) *translator {
	return &translator{
		pairing: p,
		leaves:  map[string]*types.Named{},
		opaque:  map[*types.Named]bool{},
		pkgs:    map[string]*types.Package{},
		shared:  types.NewPackage("unnamed", "unnamed"),
	}
}

// side is one of the two libraries.
type side int

const (
	oldSide side = iota
	newSide
)

func (tr *translator) library(s side) *library {
	if s == oldSide {
		return tr.pairing.old
	}
	return tr.pairing.new
}

// typ translates a type of one side.
func (tr *translator) typ(s side, t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return tr.named(s, t)
	case *types.Pointer:
		return types.NewPointer(tr.typ(s, t.Elem()))
	case *types.Slice:
		return types.NewSlice(tr.typ(s, t.Elem()))
	case *types.Array:
		return types.NewArray(tr.typ(s, t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(tr.typ(s, t.Key()), tr.typ(s, t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), tr.typ(s, t.Elem()))
	case *types.Signature:
		return tr.signature(s, t, nil)
	case *types.Struct:
		fields := make([]*types.Var, t.NumFields())
		tags := make([]string, t.NumFields())
		for i := range t.NumFields() {
			f := t.Field(i)
			// Not embedded for apidiff, which would look into the leaf. The
			// name of an unexported embedded type is that type's business.
			name := f.Name()
			if f.Embedded() && !f.Exported() {
				name = "embedded·" + strconv.Itoa(i)
			} else if f.Embedded() {
				name = "embedded·" + name
			}
			fields[i] = types.NewField(token.NoPos, tr.shared, name, tr.typ(s, f.Type()), false)
			tags[i] = t.Tag(i)
		}
		return types.NewStruct(fields, tags)
	case *types.Interface:
		methods, elems := interfaceParts(t)
		list := make([]*types.Func, 0, len(methods))
		for _, m := range methods {
			list = append(list, types.NewFunc(token.NoPos, tr.shared, m.Name(), tr.signature(s, m.Signature(), nil)))
		}
		if len(elems) > 0 {
			// What cannot be flattened takes part by its text.
			name := "embeds·" + strings.Join(tr.writer().elements(tr.each(s, elems)), embedsSep)
			list = append(list, types.NewFunc(token.NoPos, tr.shared, name, types.NewSignatureType(nil, nil, nil, nil, nil, false)))
		}
		return types.NewInterfaceType(list, nil).Complete()
	case *types.Union:
		terms := make([]*types.Term, t.Len())
		for i := range t.Len() {
			terms[i] = types.NewTerm(t.Term(i).Tilde(), tr.typ(s, t.Term(i).Type()))
		}
		return types.NewUnion(terms)
	default: // basic types and type parameters are what they are
		return t
	}
}

func (tr *translator) each(s side, list []types.Type) []types.Type {
	out := make([]types.Type, len(list))
	for i, t := range list {
		out[i] = tr.typ(s, t)
	}
	return out
}

// signature translates a function type without its type parameters, which are
// judged on their own, and gives it a receiver.
func (tr *translator) signature(s side, t *types.Signature, recv *types.Var) *types.Signature {
	tuple := func(in *types.Tuple) *types.Tuple {
		vars := make([]*types.Var, in.Len())
		for i := range in.Len() {
			vars[i] = types.NewParam(token.NoPos, tr.shared, "", tr.typ(s, in.At(i).Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(recv, nil, nil, tuple(t.Params()), tuple(t.Results()), t.Variadic())
}

func (tr *translator) named(s side, t *types.Named) types.Type {
	obj := t.Obj()
	if obj.Pkg() == nil { // error, comparable
		return t
	}
	key := obj.Pkg().Path() + "\x00" + obj.Name()
	if s == oldSide && tr.pairing.old.declares(obj) {
		switch to := tr.pairing.to[obj].(type) {
		case *types.Basic:
			return to
		case *types.Named:
			if to.TypeArgs().Len() > 0 {
				return tr.named(newSide, to)
			}
			key = to.Obj().Pkg().Path() + "\x00" + to.Obj().Name()
		default:
			key += "\x00old" // nothing on the new side is like it
		}
	}
	path, name, _ := strings.Cut(key, "\x00")
	if args := t.TypeArgs(); args.Len() > 0 {
		// apidiff ignores the arguments of types of other packages: they
		// become a part of the name.
		list := make([]string, args.Len())
		for i := range args.Len() {
			list[i] = tr.writer().sub(tr.typ(s, args.At(i)))
		}
		name += "[" + strings.Join(list, ", ") + "]"
		key += name
	}
	leaf := tr.leaves[key]
	if leaf == nil {
		pkg := tr.pkgs[path]
		if pkg == nil {
			pkg = types.NewPackage(path, path)
			tr.pkgs[path] = pkg
		}
		leaf = types.NewNamed(types.NewTypeName(token.NoPos, pkg, name, nil), types.NewStruct(nil, nil), nil)
		tr.leaves[key] = leaf
	}
	if tr.library(s).opaque[obj] {
		tr.opaque[leaf] = true
	}
	return leaf
}

// writer writes translated types.
func (tr *translator) writer() *typeWriter {
	return &typeWriter{home: func(obj *types.TypeName, _ bool) (string, string) { return obj.Pkg().Path(), obj.Name() }}
}

// restsOnStub reports whether two translated types that differ do so only
// where one of them is a stub: such a type may be an alias of the other.
func (tr *translator) restsOnStub(o, n types.Type) bool {
	certain, doubtful := tr.differences(o, n)
	return !certain && doubtful
}

// mayBe reports whether t is a stub that may be an alias of the other type. A
// type of C is never one of a Go type, but for numbers and pointers to void
// (https://go.dev/cmd/cgo, "Go references to C").
func (tr *translator) mayBe(t, other types.Type) bool {
	named, ok := t.(*types.Named)
	if !ok || !tr.opaque[named] {
		return false
	}
	if named.Obj().Pkg().Path() != "C" {
		return true
	}
	_, basic := other.(*types.Basic)
	o, isNamed := other.(*types.Named)
	return basic || isNamed && tr.opaque[o]
}

// differences tells whether two translated types differ for certain, and
// whether they differ where a stub stands.
func (tr *translator) differences(o, n types.Type) (certain, doubtful bool) {
	join := func(c, d bool) { certain, doubtful = certain || c, doubtful || d }
	pair := func(o, n types.Type) { join(tr.differences(o, n)) }
	if types.Identical(o, n) {
		return false, false
	}
	if tr.mayBe(o, n) || tr.mayBe(n, o) {
		return false, true
	}
	switch o := o.(type) {
	case *types.Pointer:
		if n, ok := n.(*types.Pointer); ok {
			pair(o.Elem(), n.Elem())
			return
		}
	case *types.Slice:
		if n, ok := n.(*types.Slice); ok {
			pair(o.Elem(), n.Elem())
			return
		}
	case *types.Array:
		if n, ok := n.(*types.Array); ok && o.Len() == n.Len() {
			pair(o.Elem(), n.Elem())
			return
		}
	case *types.Map:
		if n, ok := n.(*types.Map); ok {
			pair(o.Key(), n.Key())
			pair(o.Elem(), n.Elem())
			return
		}
	case *types.Chan:
		if n, ok := n.(*types.Chan); ok && o.Dir() == n.Dir() {
			pair(o.Elem(), n.Elem())
			return
		}
	case *types.Signature:
		if n, ok := n.(*types.Signature); ok && o.Variadic() == n.Variadic() && o.Params().Len() == n.Params().Len() && o.Results().Len() == n.Results().Len() {
			for i := range o.Params().Len() {
				pair(o.Params().At(i).Type(), n.Params().At(i).Type())
			}
			for i := range o.Results().Len() {
				pair(o.Results().At(i).Type(), n.Results().At(i).Type())
			}
			return
		}
	case *types.Struct:
		if n, ok := n.(*types.Struct); ok && o.NumFields() == n.NumFields() {
			for i := range o.NumFields() {
				if o.Field(i).Name() != n.Field(i).Name() || o.Tag(i) != n.Tag(i) {
					return true, false
				}
				pair(o.Field(i).Type(), n.Field(i).Type())
			}
			return
		}
	case *types.Interface:
		if n, ok := n.(*types.Interface); ok && o.NumMethods() == n.NumMethods() {
			for i := range o.NumMethods() {
				if o.Method(i).Name() != n.Method(i).Name() {
					return true, false
				}
				pair(o.Method(i).Type(), n.Method(i).Type())
			}
			return
		}
	case *types.TypeParam:
		if n, ok := n.(*types.TypeParam); ok && o.Index() == n.Index() {
			return false, false
		}
	}
	return true, false
}
