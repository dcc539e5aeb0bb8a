package golang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
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

// A typeScope reads type texts as they stand in one item.
type typeScope struct {
	lib    *library
	pkg    *types.Package
	item   *api.Item
	params map[string]*types.TypeParam
}

// in is the scope for another item with the same type parameters.
func (s typeScope) in(it *api.Item) typeScope {
	s.item = it
	return s
}

// parseType parses a type text. Quoted import paths come back as selectors of
// the identifiers _q0, _q1, …, which index paths.
func (s typeScope) parseType(text, prefix, suffix string) (expr ast.Expr, paths []string) {
	var b strings.Builder
	b.WriteString(prefix)
	for rest := text; rest != ""; {
		i := strings.IndexByte(rest, '"')
		if i < 0 {
			b.WriteString(rest)
			break
		}
		quoted, err := strconv.QuotedPrefix(rest[i:])
		if err != nil {
			fail(s.item, "unbalanced quotes")
		}
		b.WriteString(rest[:i])
		rest = rest[i+len(quoted):]
		if strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, "..") {
			p, err := strconv.Unquote(quoted)
			if err != nil {
				fail(s.item, "bad import path")
			}
			fmt.Fprintf(&b, "_q%d", len(paths))
			paths = append(paths, p)
		} else {
			b.WriteString(quoted)
		}
	}
	b.WriteString(suffix)
	expr, err := parser.ParseExpr(b.String())
	if err != nil {
		fail(s.item, fmt.Sprintf("%q does not parse", text))
	}
	return expr, paths
}

// splitTypeParams parses the list of type parameters that text begins with, and
// returns what follows it.
func splitTypeParams(it *api.Item, text string) (*ast.FieldList, string) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			q, err := strconv.QuotedPrefix(text[i:])
			if err != nil {
				fail(it, "unbalanced quotes")
			}
			i += len(q) - 1
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return typeParamList(it, text[1:i]), strings.TrimPrefix(text[i+1:], " ")
			}
		}
	}
	fail(it, "unbalanced brackets")
	return nil, ""
}

// typeParamList splits "_T0 any, _T1 C[_T0]" into fields whose types are still
// text, in a BadExpr-free form: the constraint is kept as a string literal.
func typeParamList(it *api.Item, text string) *ast.FieldList {
	list := &ast.FieldList{}
	for i := 0; text != ""; i++ {
		rest, ok := strings.CutPrefix(text, typeParamName(i)+" ")
		if !ok {
			fail(it, "malformed type parameters")
		}
		end := strings.Index(rest, ", "+typeParamName(i+1)+" ")
		constraint := rest
		text = ""
		if end >= 0 {
			constraint, text = rest[:end], rest[end+2:]
		}
		list.List = append(list.List, &ast.Field{
			Names: []*ast.Ident{ast.NewIdent(typeParamName(i))},
			Type:  &ast.BasicLit{Kind: token.STRING, Value: constraint},
		})
	}
	return list
}

// newParams declares the type parameters in the scope, still unconstrained.
func (s *typeScope) newParams(list *ast.FieldList) []*types.TypeParam {
	s.params = map[string]*types.TypeParam{}
	params := make([]*types.TypeParam, 0, len(list.List))
	for _, f := range list.List {
		name := f.Names[0].Name
		p := types.NewTypeParam(types.NewTypeName(token.NoPos, s.pkg, name, nil), types.Universe.Lookup("any").Type())
		s.params[name] = p
		params = append(params, p)
	}
	return params
}

// constrain gives the type parameters of the scope their constraints.
func (s *typeScope) constrain(list *ast.FieldList) {
	for _, f := range list.List {
		s.params[f.Names[0].Name].SetConstraint(s.constraint(f.Type.(*ast.BasicLit).Value))
	}
}

// constraint reads the text of a constraint or an interface element.
func (s typeScope) constraint(text string) types.Type {
	e, paths := s.parseType(text, "interface{", "}")
	iface, ok := e.(*ast.InterfaceType)
	if !ok || len(iface.Methods.List) != 1 || len(iface.Methods.List[0].Names) > 0 {
		fail(s.item, fmt.Sprintf("%q is not a constraint", text))
	}
	return s.element(iface.Methods.List[0].Type, paths)
}

// element reads a union, a ~T, or a type.
func (s typeScope) element(e ast.Expr, paths []string) types.Type {
	var terms []*types.Term
	var walk func(e ast.Expr)
	walk = func(e ast.Expr) {
		switch e := e.(type) {
		case *ast.BinaryExpr:
			if e.Op == token.OR {
				walk(e.X)
				walk(e.Y)
				return
			}
		case *ast.UnaryExpr:
			if e.Op == token.TILDE {
				terms = append(terms, types.NewTerm(true, s.expr(e.X, paths)))
				return
			}
		}
		terms = append(terms, types.NewTerm(false, s.expr(e, paths)))
	}
	walk(e)
	if len(terms) == 1 && !terms[0].Tilde() {
		return terms[0].Type()
	}
	return types.NewUnion(terms)
}

// typ reads a type.
func (s typeScope) typ(text string) types.Type {
	if token.IsIdentifier(text) { // most types are one name
		return s.ident(text)
	}
	e, paths := s.parseType(text, "", "")
	return s.expr(e, paths)
}

// signature reads a function type, its type parameters included, and gives it
// a receiver.
func (s typeScope) signature(text string, recv *types.Var, recvParams []*types.TypeParam) *types.Signature {
	rest, ok := strings.CutPrefix(text, "func")
	if !ok {
		fail(s.item, fmt.Sprintf("%q is not a function type", text))
	}
	var params []*types.TypeParam
	if strings.HasPrefix(rest, "[_") {
		var list *ast.FieldList
		list, rest = splitTypeParams(s.item, rest)
		params = s.newParams(list)
		s.constrain(list)
	}
	e, paths := s.parseType(rest, "func", "")
	f, ok := e.(*ast.FuncType)
	if !ok {
		fail(s.item, fmt.Sprintf("%q is not a function type", text))
	}
	in, out, variadic := s.funcType(f, paths)
	return types.NewSignatureType(recv, recvParams, params, in, out, variadic)
}

func (s typeScope) funcType(f *ast.FuncType, paths []string) (in, out *types.Tuple, variadic bool) {
	tuple := func(list *ast.FieldList) *types.Tuple {
		var vars []*types.Var
		if list != nil {
			for i, field := range list.List {
				if len(field.Names) > 0 {
					fail(s.item, "named parameters")
				}
				var t types.Type
				if e, ok := field.Type.(*ast.Ellipsis); ok {
					if list != f.Params || i < len(list.List)-1 {
						fail(s.item, "misplaced ...")
					}
					variadic = true
					t = types.NewSlice(s.expr(e.Elt, paths))
				} else {
					t = s.expr(field.Type, paths)
				}
				vars = append(vars, types.NewParam(token.NoPos, s.pkg, "", t))
			}
		}
		return types.NewTuple(vars...)
	}
	return tuple(f.Params), tuple(f.Results), variadic
}

func (s typeScope) expr(e ast.Expr, paths []string) types.Type {
	switch e := e.(type) {
	case *ast.Ident:
		return s.ident(e.Name)
	case *ast.SelectorExpr:
		return s.selector(e, paths, 0)
	case *ast.ParenExpr:
		return s.expr(e.X, paths)
	case *ast.StarExpr:
		return types.NewPointer(s.expr(e.X, paths))
	case *ast.ArrayType:
		if e.Len == nil {
			return types.NewSlice(s.expr(e.Elt, paths))
		}
		n, ok := e.Len.(*ast.BasicLit)
		if !ok {
			fail(s.item, "array length is not a number")
		}
		length, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			fail(s.item, "array length is not a number")
		}
		return types.NewArray(s.expr(e.Elt, paths), length)
	case *ast.MapType:
		return types.NewMap(s.expr(e.Key, paths), s.expr(e.Value, paths))
	case *ast.ChanType:
		dir := types.SendRecv
		switch e.Dir {
		case ast.SEND:
			dir = types.SendOnly
		case ast.RECV:
			dir = types.RecvOnly
		}
		return types.NewChan(dir, s.expr(e.Value, paths))
	case *ast.FuncType:
		in, out, variadic := s.funcType(e, paths)
		return types.NewSignatureType(nil, nil, nil, in, out, variadic)
	case *ast.StructType:
		return s.structType(e, paths)
	case *ast.InterfaceType:
		return s.interfaceType(e, paths)
	case *ast.IndexExpr:
		return s.instance(e.X, []ast.Expr{e.Index}, paths)
	case *ast.IndexListExpr:
		return s.instance(e.X, e.Indices, paths)
	}
	fail(s.item, "not a type")
	return nil
}

func (s typeScope) ident(name string) types.Type {
	if p := s.params[name]; p != nil {
		return p
	}
	if obj, ok := s.pkg.Scope().Lookup(name).(*types.TypeName); ok {
		return obj.Type()
	}
	if obj, ok := types.Universe.Lookup(name).(*types.TypeName); ok {
		return obj.Type()
	}
	// A hidden type of this package that the surface does not hold.
	return s.lib.stub(s.pkg.Path(), name, 0)
}

func (s typeScope) selector(e *ast.SelectorExpr, paths []string, arity int) types.Type {
	x, ok := e.X.(*ast.Ident)
	if !ok {
		fail(s.item, "not a type")
	}
	i, err := strconv.Atoi(strings.TrimPrefix(x.Name, "_q"))
	if err != nil || i < 0 || i >= len(paths) {
		fail(s.item, "a package without quotes")
	}
	p, name := paths[i], e.Sel.Name
	var pkg *types.Package
	switch {
	case p == "unsafe" && name == "Pointer":
		return types.Typ[types.UnsafePointer]
	case s.lib.pkgs[p] != nil:
		pkg = s.lib.pkgs[p]
	case isStd(p):
		if pkg, err = s.lib.std.Import(p); err != nil {
			fail(s.item, err.Error())
		}
	}
	if pkg != nil {
		if obj, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok {
			return types.Unalias(obj.Type())
		}
	}
	return s.lib.stub(p, name, arity)
}

// instance reads X[args].
func (s typeScope) instance(x ast.Expr, args []ast.Expr, paths []string) types.Type {
	targs := make([]types.Type, len(args))
	for i, a := range args {
		targs[i] = s.expr(a, paths)
	}
	var t types.Type
	if sel, ok := x.(*ast.SelectorExpr); ok {
		t = s.selector(sel, paths, len(args))
	} else {
		t = s.expr(x, paths)
	}
	if named, ok := t.(*types.Named); ok && named.TypeParams().Len() == len(targs) {
		if inst, err := types.Instantiate(nil, named, targs, false); err == nil {
			return inst
		}
	}
	return s.lib.stub("?", "unknown", 0) // from source that does not compile
}

func (s typeScope) structType(e *ast.StructType, paths []string) types.Type {
	var fields []*types.Var
	var tags []string
	for _, f := range e.Fields.List {
		if len(f.Names) != 1 {
			fail(s.item, "malformed struct")
		}
		name, embedded := strings.CutPrefix(f.Names[0].Name, "_embedded_")
		fields = append(fields, types.NewField(token.NoPos, s.pkg, name, s.expr(f.Type, paths), embedded))
		tag := ""
		if f.Tag != nil {
			var err error
			if tag, err = strconv.Unquote(f.Tag.Value); err != nil {
				fail(s.item, "malformed tag")
			}
		}
		tags = append(tags, tag)
	}
	return types.NewStruct(fields, tags)
}

func (s typeScope) interfaceType(e *ast.InterfaceType, paths []string) types.Type {
	var methods []*types.Func
	var embeds []types.Type
	for _, f := range e.Methods.List {
		if len(f.Names) == 0 {
			embeds = append(embeds, s.element(f.Type, paths))
			continue
		}
		ft, ok := f.Type.(*ast.FuncType)
		if !ok || len(f.Names) != 1 {
			fail(s.item, "malformed interface")
		}
		in, out, variadic := s.funcType(ft, paths)
		methods = append(methods, types.NewFunc(token.NoPos, s.pkg, f.Names[0].Name, types.NewSignatureType(nil, nil, nil, in, out, variadic)))
	}
	return types.NewInterfaceType(methods, embeds)
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
