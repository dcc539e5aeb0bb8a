package golang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A library is a surface turned back into go/types packages, for one platform.
// It is made from the items alone, whether they were extracted a moment ago or
// recorded a year ago, so that both are judged alike.
type library struct {
	surface *api.Surface
	pkgs    map[string]*types.Package // by relative import path, hidden packages included
	public  []string                  // paths of the public packages, sorted
	std     *stdImporter
	stubs   map[string]*types.Named           // types of other modules, by path, name and arity
	opaque  map[*types.TypeName]bool          // the objects of stubs
	base    map[*types.TypeName]*types.Named  // of types defined as a stub: that stub
	items   map[types.Object]*api.Item        // of objects, methods and fields
	members map[string]map[string][]*api.Item // by parent ID and kind, on this platform
}

// A rebuildError says that the items do not describe a Go API: the surface was
// not written by this extractor.
type rebuildError struct{ item, reason string }

func (e *rebuildError) Error() string {
	return fmt.Sprintf("item %s does not describe Go: %s", e.item, e.reason)
}

// rebuild makes a library of the items of s that exist on platform p.
func rebuild(s *api.Surface, p platform, std *stdImporter) (lib *library, err error) {
	lib = &library{
		surface: s, std: std,
		pkgs:  map[string]*types.Package{},
		stubs: map[string]*types.Named{}, opaque: map[*types.TypeName]bool{}, base: map[*types.TypeName]*types.Named{},
		items: make(map[types.Object]*api.Item, len(s.Items)), members: map[string]map[string][]*api.Item{},
	}
	// go/types asserts its preconditions by panicking; a hostile surface is
	// an error all the same.
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*rebuildError)
			if !ok {
				e = &rebuildError{"?", fmt.Sprint(r)}
			}
			lib, err = nil, e
		}
	}()
	var decls []*decl
	for i := range s.Items {
		it := &s.Items[i]
		if set, ok := it.Facts.Get(factPlatforms); ok && !inPlatformSet(set, p) {
			continue
		}
		switch it.Kind {
		case kindPackage:
			lib.pkg(it.ID).SetName(it.Type)
			lib.public = append(lib.public, it.ID)
		case kindType, kindConst, kindVar, kindFunc:
			decls = append(decls, &decl{item: it, pkg: lib.pkg(it.Parent), name: localName(it)})
		case kindMethod, kindField:
			byKind := lib.members[it.Parent]
			if byKind == nil {
				byKind = map[string][]*api.Item{}
				lib.members[it.Parent] = byKind
			}
			byKind[it.Kind] = append(byKind[it.Kind], it)
		default:
			fail(it, "unknown kind "+it.Kind)
		}
	}
	slices.Sort(lib.public)
	lib.declareTypes(decls)
	for _, d := range decls {
		lib.declareValue(d)
	}
	return lib, nil
}

func fail(it *api.Item, reason string) { panic(&rebuildError{it.ID, reason}) }

// A decl is a package-level item on its way to becoming an object.
type decl struct {
	item   *api.Item
	pkg    *types.Package
	name   string
	text   string // of types: the definition, after the type parameters
	named  *types.Named
	scope  typeScope
	params *ast.FieldList
}

func (lib *library) pkg(path string) *types.Package {
	p := lib.pkgs[path]
	if p == nil {
		p = types.NewPackage(path, "_")
		lib.pkgs[path] = p
	}
	return p
}

// baseID cuts the platforms of a variant off an ID.
func baseID(id string) string {
	id, _, _ = strings.Cut(id, variantMark)
	return id
}

// localName cuts package, receiver and platform variant off an ID.
func localName(it *api.Item) string {
	id := baseID(it.ID)
	return id[strings.LastIndexByte(id, '.')+1:]
}

func (lib *library) declareTypes(decls []*decl) {
	var aliases, defined []*decl
	for _, d := range decls {
		if d.item.Kind != kindType {
			continue
		}
		d.scope = typeScope{lib: lib, pkg: d.pkg, item: d.item}
		if text, ok := strings.CutPrefix(d.item.Type, "= "); ok {
			d.text = text
			aliases = append(aliases, d)
			continue
		}
		d.text = d.item.Type
		obj := types.NewTypeName(token.NoPos, d.pkg, d.name, nil)
		d.named = types.NewNamed(obj, nil, nil)
		lib.insert(d, obj)
		defined = append(defined, d)
		if strings.HasPrefix(d.text, "[_") {
			d.params, d.text = splitTypeParams(d.item, d.text)
			d.named.SetTypeParams(d.scope.newParams(d.params))
		}
	}
	for _, d := range aliases {
		var list []*types.TypeParam
		if strings.HasPrefix(d.text, "[_") {
			d.params, d.text = splitTypeParams(d.item, d.text)
			list = d.scope.newParams(d.params)
		}
		obj := types.NewTypeName(token.NoPos, d.pkg, d.name, nil)
		alias := types.NewAlias(obj, d.scope.typ(d.text))
		if len(list) > 0 {
			alias.SetTypeParams(list)
		}
		lib.insert(d, obj)
	}
	for _, d := range defined {
		d.named.SetUnderlying(lib.underlying(d))
	}
	// A constraint may name any type, so it waits for all of them.
	for _, d := range slices.Concat(defined, aliases) {
		if d.params != nil {
			d.scope.constrain(d.params)
		}
	}
	for _, d := range defined {
		if iface, ok := d.named.Underlying().(*types.Interface); ok {
			iface.Complete()
			continue
		}
		for _, it := range lib.members[baseID(d.item.ID)][kindMethod] {
			lib.addMethod(d, it)
		}
	}
}

func (lib *library) insert(d *decl, obj types.Object) {
	if d.pkg.Scope().Insert(obj) != nil {
		fail(d.item, "declared twice")
	}
	lib.items[obj] = d.item
}

func (lib *library) underlying(d *decl) types.Type {
	switch d.text {
	case "struct":
		var fields []*types.Var
		for _, it := range lib.members[baseID(d.item.ID)][kindField] {
			f := types.NewField(token.NoPos, d.pkg, localName(it), d.scope.in(it).typ(it.Type), it.Facts.Has(factEmbedded))
			lib.items[f] = it
			fields = append(fields, f)
		}
		return types.NewStruct(fields, nil)
	case "interface":
		var methods []*types.Func
		for _, it := range lib.members[baseID(d.item.ID)][kindMethod] {
			sig := d.scope.in(it).signature(it.Type, types.NewParam(token.NoPos, d.pkg, "", d.named), nil)
			m := types.NewFunc(token.NoPos, d.pkg, localName(it), sig)
			lib.items[m] = it
			methods = append(methods, m)
		}
		var embeds []types.Type
		if list, ok := d.item.Facts.Get(factEmbeds); ok {
			for e := range strings.SplitSeq(list, embedsSep) {
				embeds = append(embeds, d.scope.constraint(e))
			}
		}
		return types.NewInterfaceType(methods, embeds)
	}
	t := d.scope.typ(d.text)
	if named, ok := t.(*types.Named); ok {
		if !lib.opaque[named.Obj()] {
			fail(d.item, "defined as another type")
		}
		lib.base[d.named.Obj()] = named
		return named.Underlying()
	}
	return t
}

func (lib *library) addMethod(d *decl, it *api.Item) {
	scope := typeScope{lib: lib, pkg: d.pkg, item: it}
	var recv types.Type = d.named
	var params []*types.TypeParam
	if d.params != nil {
		params = scope.newParams(d.params)
		scope.constrain(d.params)
		args := make([]types.Type, len(params))
		for i, p := range params {
			args[i] = p
		}
		var err error
		if recv, err = types.Instantiate(nil, d.named, args, false); err != nil {
			fail(it, err.Error())
		}
	}
	if strings.Contains(it.ID, "(*") {
		recv = types.NewPointer(recv)
	}
	sig := scope.signature(it.Type, types.NewParam(token.NoPos, d.pkg, "", recv), params)
	m := types.NewFunc(token.NoPos, d.pkg, localName(it), sig)
	lib.items[m] = it
	d.named.AddMethod(m)
}

func (lib *library) declareValue(d *decl) {
	scope := typeScope{lib: lib, pkg: d.pkg, item: d.item}
	switch d.item.Kind {
	case kindConst:
		var t types.Type
		if name, ok := strings.CutPrefix(d.item.Type, "untyped "); ok {
			t = untypedTypes[name]
			if t == nil {
				fail(d.item, "unknown type untyped "+name)
			}
		} else {
			t = scope.typ(d.item.Type)
		}
		// Equal texts are equal values, and nothing here computes with them.
		lib.insert(d, types.NewConst(token.NoPos, d.pkg, d.name, t, constant.MakeString(d.item.Value)))
	case kindVar:
		lib.insert(d, types.NewVar(token.NoPos, d.pkg, d.name, scope.typ(d.item.Type)))
	case kindFunc:
		lib.insert(d, types.NewFunc(token.NoPos, d.pkg, d.name, scope.signature(d.item.Type, nil, nil)))
	}
}

var untypedTypes = map[string]types.Type{
	"bool": types.Typ[types.UntypedBool], "int": types.Typ[types.UntypedInt], "rune": types.Typ[types.UntypedRune],
	"float": types.Typ[types.UntypedFloat], "complex": types.Typ[types.UntypedComplex], "string": types.Typ[types.UntypedString],
	"nil": types.Typ[types.UntypedNil],
}

// stub returns the opaque type path.name with the given number of type
// parameters, always the same.
func (lib *library) stub(path, name string, arity int) *types.Named {
	key := path + "\x00" + name + "\x00" + strconv.Itoa(arity)
	t := lib.stubs[key]
	if t == nil {
		obj := (&use{typeArgs: arity, constType: true}).newType(types.NewPackage(path, cmp.Or(path, "_")), name)
		t = obj.Type().(*types.Named)
		lib.stubs[key] = t
		lib.opaque[obj] = true
	}
	return t
}
