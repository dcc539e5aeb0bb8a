package golang

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// packageItems emits a public package and what it exports.
func (x *extraction) packageItems(p *checkedPackage) {
	pkg := p.types
	it := api.Item{ID: pkg.Path(), Kind: kindPackage, Type: pkg.Name(), Pos: x.pos(p.files[0].syntax.Name.Pos())}
	for _, f := range p.files {
		if isDeprecated(f.syntax.Doc) {
			it.Facts = it.Facts.With(factDeprecated, "")
		}
	}
	if x.ids[it.ID] { // ./x.T is both a directory and a type of ./x
		var src []byte
		for _, f := range p.files {
			src = append(src, f.src...)
		}
		x.gaps = append(x.gaps, api.Gap{Scope: it.ID, Reason: "a package has the name of another item", Digest: api.Digest(src), Pos: it.Pos})
		return
	}
	x.ids[it.ID] = true
	x.items = append(x.items, it)
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if !obj.Exported() {
			continue
		}
		it := api.Item{ID: itemID(pkg.Path(), name), Parent: pkg.Path()}
		switch obj := obj.(type) {
		case *types.Const:
			it.Kind = kindConst
			it.Type, it.Value = x.constant(pkg, obj, &it.Facts)
		case *types.Var:
			it.Kind, it.Type = kindVar, x.write(pkg, obj.Type())
		case *types.Func:
			it.Kind, it.Type = kindFunc, x.write(pkg, obj.Type())
		case *types.TypeName:
			x.typeName(pkg, obj, it)
			continue
		}
		x.add(obj, it)
	}
}

// typeName emits an exported type or alias. An alias that is the home of a type
// stands for its definition.
func (x *extraction) typeName(pkg *types.Package, obj *types.TypeName, it api.Item) {
	if !obj.IsAlias() {
		if x.isGuessed(obj) {
			return
		}
		if _, ok := obj.Type().(*types.Named); ok {
			x.typeItems(obj, pkg, obj.Name(), nil, nil)
		}
		return
	}
	if target := aliasTarget(obj); target != nil && x.homes[target] == pkg.Path()+"\x00"+obj.Name() {
		var params *types.TypeParamList
		if alias, ok := obj.Type().(*types.Alias); ok {
			params = alias.TypeParams()
		}
		x.typeItems(target, pkg, obj.Name(), params, nil)
		return
	}
	w := &typeWriter{pkg: pkg, home: x.home}
	w.WriteString("= ")
	if alias, ok := obj.Type().(*types.Alias); ok && alias.TypeParams().Len() > 0 {
		w.typeParams(alias.TypeParams())
		w.WriteByte(' ')
	}
	w.typ(obj.Type())
	it.Kind, it.Type = kindType, w.text()
	x.add(obj, it)
}

// typeItems emits the definition of a type under the name by which users know it.
// The type parameters are those of the alias that names it, if it is known by one.
func (x *extraction) typeItems(obj *types.TypeName, pkg *types.Package, name string, params *types.TypeParamList, facts api.Facts) {
	inside := x.reached[obj] == handedIn
	named, ok := obj.Type().(*types.Named)
	if !ok {
		return
	}
	id := itemID(pkg.Path(), name)
	it := api.Item{ID: id, Parent: pkg.Path(), Kind: kindType, Facts: facts}
	if inside {
		it.Facts = it.Facts.With(factHidden, hiddenIn)
	}
	w := &typeWriter{pkg: pkg, home: x.home}
	if params.Len() == 0 {
		params = named.TypeParams()
	}
	if params.Len() > 0 {
		w.typeParams(params)
		w.WriteByte(' ')
	}
	base, underlying := x.opaqueBase(obj), named.Underlying()
	if base != nil {
		underlying = nil
		w.typ(base)
	}
	switch u := underlying.(type) {
	case nil:
	case *types.Struct:
		w.WriteString("struct")
		if inside {
			break
		}
		switch comparability(u) {
		case no:
			it.Facts = it.Facts.With(factComparable, "no")
		case byArguments:
			it.Facts = it.Facts.With(factComparable, "arguments")
		case unknown:
			it.Facts = it.Facts.With(factComparable, "unknown")
		}
		x.fields(pkg, id, u)
	case *types.Interface:
		w.WriteString("interface")
		if embeds := x.interfaceItems(pkg, id, u); len(embeds) > 0 {
			it.Facts = it.Facts.With(factEmbeds, strings.Join(embeds, embedsSep))
		}
	default:
		w.WriteString(x.write(pkg, u))
	}
	it.Type = w.String()
	x.add(obj, it)
	for m := range named.Methods() {
		if inside || !m.Exported() && !x.sealing[m.Name()] {
			continue
		}
		x.add(m, api.Item{ID: methodID(pkg.Path(), name, m), Parent: id, Kind: kindMethod, Type: x.methodType(pkg, m)})
	}
}

const embedsSep = " & "

// methodType writes the type of a method. What an unexported one takes and
// returns is out of the users' reach: that it is there is all that counts.
func (x *extraction) methodType(pkg *types.Package, m *types.Func) string {
	if !m.Exported() {
		return "func()"
	}
	return x.write(pkg, m.Type())
}

// opaqueBase returns the stub type that obj is defined as, directly or through
// other types: type T C.t. Its underlying type is not known, so the name stands
// for it.
func (x *extraction) opaqueBase(obj *types.TypeName) types.Type {
	for range 50 {
		p := x.known[obj.Pkg()]
		if p == nil {
			return nil
		}
		spec, ok := x.node(p, obj.Pos()).(*ast.TypeSpec)
		if !ok {
			return nil
		}
		var id *ast.Ident
		switch e := ast.Unparen(spec.Type).(type) {
		case *ast.Ident:
			id = e
		case *ast.SelectorExpr:
			id = e.Sel
		default:
			return nil
		}
		base, ok := p.info.Uses[id].(*types.TypeName)
		if !ok {
			return nil
		}
		named, ok := types.Unalias(base.Type()).(*types.Named)
		if !ok {
			return nil
		}
		if isOpaque(named) || x.isGuessed(named.Obj()) {
			return named
		}
		obj = named.Obj()
	}
	return nil
}

// fields emits what users can select or promote of a struct type: exported
// fields and embedded ones.
func (x *extraction) fields(pkg *types.Package, parent string, t *types.Struct) {
	for f := range t.Fields() {
		if !f.Exported() && !(f.Embedded() && promotes(f.Type())) || f.Name() == "_" {
			continue
		}
		it := api.Item{ID: parent + "." + f.Name(), Parent: parent, Kind: kindField, Type: x.write(pkg, f.Type())}
		if f.Embedded() {
			it.Facts = api.Facts{{Name: factEmbedded}}
		}
		x.add(f, it)
	}
}

// promotes reports whether an embedded field of type t can have fields or
// methods to promote.
func promotes(t types.Type) bool {
	_, basic := types.Unalias(t).(*types.Basic)
	return !basic
}

// interfaceItems emits the methods that an interface declares itself, and
// returns what else it consists of: named interfaces that it embeds, and the
// elements that restrict its type set.
func (x *extraction) interfaceItems(pkg *types.Package, parent string, t *types.Interface) []string {
	var elems []types.Type
	methods := slices.Collect(t.ExplicitMethods())
	for e := range t.EmbeddedTypes() {
		if _, ok := types.Unalias(e).(*types.Named); ok {
			elems = append(elems, e)
			continue
		}
		if inner, ok := types.Unalias(e).(*types.Interface); ok {
			m, more := interfaceParts(inner)
			methods, elems = append(methods, m...), append(elems, more...)
			continue
		}
		elems = append(elems, e)
	}
	seen := map[string]bool{}
	for _, m := range methods {
		if !seen[m.Name()] {
			seen[m.Name()] = true
			x.add(m, api.Item{ID: parent + "." + m.Name(), Parent: parent, Kind: kindMethod, Type: x.methodType(pkg, m)})
		}
	}
	return (&typeWriter{pkg: pkg, home: x.home}).elements(elems)
}

// itemID is the ID of a package-level name: bare in the root package, else
// with the relative import path, as apidiff writes it: ./sub.Name.
func itemID(pkg, name string) string {
	if pkg == "." {
		return name
	}
	return pkg + "." + name
}

// methodID is T.M or (*T).M, whichever method set the method is declared for.
func methodID(pkg, typeName string, m *types.Func) string {
	if _, ok := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer); ok {
		return itemID(pkg, "(*"+typeName+")."+m.Name())
	}
	return itemID(pkg, typeName+"."+m.Name())
}
