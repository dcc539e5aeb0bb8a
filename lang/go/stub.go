package golang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"hash/fnv"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Imports that are neither in the module nor in the standard library, and the
// pseudo-package "C", are satisfied by stubs: packages made from the names that
// the module's declarations select from them. A stub type is an opaque named
// type, equal to itself and to nothing else; a stub constant has a value of
// its own. What rests on them is compared by name, and a verdict that depends
// on what they really are is a doubt.

// A use is what is known of one name selected from a stubbed package.
type use struct {
	isType    bool // stands in a type position
	isConst   bool // a constant expression refers to it
	constType bool // a constant is declared to be of this type
	embedded  bool // an interface embeds it
	typeArgs  int  // how many type arguments it is given
}

// stubUses maps import path and name to what is known of them.
type stubUses map[string]map[string]*use

func (u stubUses) of(path, name string) *use {
	names := u[path]
	if names == nil {
		names = map[string]*use{}
		u[path] = names
	}
	if names[name] == nil {
		names[name] = &use{}
	}
	return names[name]
}

// stubPackages builds one package for each path.
func (u stubUses) packages() map[string]*types.Package {
	pkgs := make(map[string]*types.Package, len(u))
	for p, names := range u {
		pkg := types.NewPackage(p, path.Base(p))
		for name, use := range names {
			switch {
			case use.isType:
				pkg.Scope().Insert(use.newType(pkg, name))
			case use.isConst:
				pkg.Scope().Insert(types.NewConst(token.NoPos, pkg, name, types.Typ[types.UntypedInt], stubValue(name)))
			}
			// Any other value has an unknown type: leaving it undeclared
			// makes what rests on it invalid, which becomes a gap.
		}
		pkg.MarkComplete()
		pkgs[p] = pkg
	}
	return pkgs
}

func (use *use) newType(pkg *types.Package, name string) *types.TypeName {
	obj := types.NewTypeName(token.NoPos, pkg, name, nil)
	named := types.NewNamed(obj, nil, nil)
	if use.typeArgs > 0 {
		params := make([]*types.TypeParam, use.typeArgs)
		for i := range params {
			params[i] = types.NewTypeParam(types.NewTypeName(token.NoPos, pkg, "_", nil), types.Universe.Lookup("any").Type())
		}
		named.SetTypeParams(params)
	}
	switch {
	case use.constType || pkg.Path() == "C":
		named.SetUnderlying(types.Typ[types.Int])
	case use.embedded:
		named.SetUnderlying(types.NewInterfaceType(nil, nil))
	default:
		named.SetUnderlying(types.NewStruct(nil, nil))
	}
	return obj
}

// stubValue is the stand-in value of a constant: the same in every version, and
// larger than any array that is meant. It is never shown.
func stubValue(name string) constant.Value {
	h := fnv.New32a()
	h.Write([]byte(name))
	return constant.MakeInt64(minStubValue + int64(h.Sum32()))
}

const (
	// minStubValue is the smallest stand-in value.
	minStubValue = 1 << 50

	// maxArrayLength is the longest array that is meant: a longer one was
	// computed from a stand-in.
	maxArrayLength = 1 << 40
)

// collectUses records what the declarations of f (not its function bodies)
// select from stubbed packages. It also names those imports as the file
// refers to them: the name of a package is not known from its path.
func (u stubUses) collectUses(f *sourceFile, isStub func(path string) bool, nameOf func(path string) string) {
	stubs := map[string]string{} // local name → path
	var unnamed []fileImport
	taken := map[string]bool{}
	for _, imp := range f.imports {
		switch {
		case imp.spec.Name != nil:
			taken[imp.spec.Name.Name] = true
			if isStub(imp.path) {
				stubs[imp.spec.Name.Name] = imp.path
			}
		case imp.path == "C":
			stubs["C"] = "C"
		case isStub(imp.path):
			unnamed = append(unnamed, imp)
		default:
			taken[nameOf(imp.path)] = true
		}
	}
	if len(stubs) == 0 && len(unnamed) == 0 {
		return
	}
	if len(unnamed) > 0 {
		nameImports(f, unnamed, taken, stubs)
	}
	w := &useWalker{uses: u, stubs: stubs}
	for _, decl := range f.syntax.Decls {
		w.decl(decl)
	}
}

var majorRE = regexp.MustCompile(`^v[0-9]+$`)

// nameImports gives each import without a name the one that the file uses for
// it, guessed from its path and from the names that the file selects from.
func nameImports(f *sourceFile, unnamed []fileImport, taken map[string]bool, stubs map[string]string) {
	var candidates []string
	for _, decl := range f.syntax.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				for _, part := range []ast.Node{n.Recv, n.Type} {
					if part != (*ast.FieldList)(nil) {
						ast.Inspect(part, func(n ast.Node) bool { return collectQualifier(n, taken, &candidates) })
					}
				}
				return false
			case *ast.FuncLit:
				return false
			}
			return collectQualifier(n, taken, &candidates)
		})
	}
	name := func(imp fileImport, local string) {
		imp.spec.Name = &ast.Ident{NamePos: imp.spec.Path.Pos(), Name: local}
		stubs[local] = imp.path
		candidates = slices.DeleteFunc(candidates, func(c string) bool { return c == local })
	}
	var rest []fileImport
	for _, imp := range unnamed {
		guesses := guessNames(imp.path)
		if i := slices.IndexFunc(guesses, func(g string) bool { return slices.Contains(candidates, g) }); i >= 0 {
			name(imp, guesses[i])
		} else {
			rest = append(rest, imp)
		}
	}
	for _, imp := range rest {
		near := func(c string) bool { return strings.Contains(strings.ToLower(imp.path), strings.ToLower(c)) }
		if i := slices.IndexFunc(candidates, near); i >= 0 {
			name(imp, candidates[i])
		} else if len(rest) == 1 && len(candidates) == 1 {
			name(imp, candidates[0])
		} else {
			name(imp, "_") // only function bodies use it
		}
	}
}

func collectQualifier(n ast.Node, taken map[string]bool, candidates *[]string) bool {
	if sel, ok := n.(*ast.SelectorExpr); ok {
		if x, ok := sel.X.(*ast.Ident); ok && !taken[x.Name] && !slices.Contains(*candidates, x.Name) {
			*candidates = append(*candidates, x.Name)
		}
	}
	return true
}

// guessNames lists the package names that an import path suggests, the likeliest first.
func guessNames(p string) []string {
	base := path.Base(p)
	if majorRE.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	names := []string{base}
	if i := strings.LastIndex(base, ".v"); i > 0 {
		base = base[:i]
		names = append(names, base)
	}
	for _, cut := range []string{"go-", "go.", "golang-"} {
		if s, ok := strings.CutPrefix(base, cut); ok {
			names = append(names, s)
		}
	}
	for _, cut := range []string{"-go", ".go", "-golang", "go"} {
		if s, ok := strings.CutSuffix(base, cut); ok {
			names = append(names, s)
		}
	}
	return append(names, strings.ReplaceAll(base, "-", "_"), strings.ReplaceAll(base, "-", ""), base[strings.LastIndexAny(base, "-.")+1:])
}

// A useWalker walks declarations and records selections from stubbed packages.
type useWalker struct {
	uses  stubUses
	stubs map[string]string // local name → path
}

// selected returns the use that e, "pkg.Name", stands for, or nil.
func (w *useWalker) selected(e ast.Expr) *use {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := sel.X.(*ast.Ident); ok {
			if p := w.stubs[x.Name]; p != "" {
				return w.uses.of(p, sel.Sel.Name)
			}
		}
	}
	return nil
}

func (w *useWalker) decl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		w.typ(d.Type)
		w.fields(d.Recv)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				w.fields(spec.TypeParams)
				w.typ(spec.Type)
			case *ast.ValueSpec:
				if spec.Type != nil {
					w.typ(spec.Type)
					if u := w.selected(spec.Type); u != nil && d.Tok == token.CONST {
						u.constType = true
					}
				}
				for _, v := range spec.Values {
					w.value(v, d.Tok == token.CONST)
				}
			}
		}
	}
}

func (w *useWalker) fields(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		w.typ(f.Type)
	}
}

// typ walks an expression in a type position.
func (w *useWalker) typ(e ast.Expr) {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if u := w.selected(e); u != nil {
			u.isType = true
		}
	case *ast.IndexExpr:
		w.generic(e.X, e.Index)
	case *ast.IndexListExpr:
		w.generic(e.X, e.Indices...)
	case *ast.ParenExpr:
		w.typ(e.X)
	case *ast.StarExpr:
		w.typ(e.X)
	case *ast.UnaryExpr: // ~T
		w.typ(e.X)
	case *ast.BinaryExpr: // A | B
		w.typ(e.X)
		w.typ(e.Y)
	case *ast.Ellipsis:
		w.typ(e.Elt)
	case *ast.ArrayType:
		w.value(e.Len, true)
		w.typ(e.Elt)
	case *ast.MapType:
		w.typ(e.Key)
		w.typ(e.Value)
	case *ast.ChanType:
		w.typ(e.Value)
	case *ast.FuncType:
		w.fields(e.TypeParams)
		w.fields(e.Params)
		w.fields(e.Results)
	case *ast.StructType:
		w.fields(e.Fields)
	case *ast.InterfaceType:
		w.fields(e.Methods)
		for _, f := range e.Methods.List {
			if u := w.selected(f.Type); u != nil && len(f.Names) == 0 {
				u.embedded = true
			}
		}
	}
}

func (w *useWalker) generic(x ast.Expr, args ...ast.Expr) {
	w.typ(x)
	if u := w.selected(x); u != nil {
		u.typeArgs = max(u.typeArgs, len(args))
	}
	for _, a := range args {
		w.typ(a)
	}
}

// value walks an expression in a value position.
func (w *useWalker) value(e ast.Expr, constant bool) {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if u := w.selected(e); u != nil {
			u.isConst = u.isConst || constant
		} else {
			w.value(e.X, false)
		}
	case *ast.CompositeLit:
		if e.Type != nil {
			w.typ(e.Type)
		}
		for _, elt := range e.Elts {
			w.value(elt, false)
		}
	case *ast.KeyValueExpr:
		w.value(e.Value, false)
	case *ast.CallExpr:
		fun := ast.Unparen(e.Fun)
		id, _ := fun.(*ast.Ident)
		switch {
		case id != nil && (id.Name == "new" || id.Name == "make") && len(e.Args) > 0:
			w.typ(e.Args[0])
		case isTypeSyntax(fun):
			w.typ(fun)
		case constant && w.selected(fun) != nil: // only a conversion is constant
			w.typ(fun)
			w.selected(fun).constType = true
		case w.isCType(fun):
			w.typ(fun)
		default:
			w.value(fun, false)
		}
		for _, a := range e.Args {
			w.value(a, constant)
		}
	case *ast.FuncLit:
		w.typ(e.Type)
	case *ast.TypeAssertExpr:
		w.value(e.X, false)
		w.typ(e.Type)
	case *ast.UnaryExpr:
		w.value(e.X, constant)
	case *ast.BinaryExpr:
		w.value(e.X, constant)
		w.value(e.Y, constant)
	case *ast.ParenExpr:
		w.value(e.X, constant)
	case *ast.StarExpr:
		w.typ(e.X) // of (*pkg.T)(nil); a dereferenced variable is rarer
	case *ast.IndexExpr:
		w.value(e.X, constant)
		w.value(e.Index, constant)
	case *ast.SliceExpr:
		w.value(e.X, false)
	default:
		if isTypeSyntax(e) {
			w.typ(e)
		}
	}
}

// isTypeSyntax reports whether e can only be a type.
func isTypeSyntax(e ast.Expr) bool {
	switch e.(type) {
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.StructType, *ast.InterfaceType, *ast.StarExpr:
		return true
	}
	return false
}

// cTypes are the names by which cgo knows C's own types
// (https://go.dev/cmd/cgo, "Go references to C").
var cTypes = strings.Fields("char schar uchar short ushort int uint long ulong longlong ulonglong float double complexfloat complexdouble size_t ssize_t " +
	"int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t intptr_t uintptr_t")

func (w *useWalker) isCType(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok || x.Name != "C" || w.stubs["C"] != "C" {
		return false
	}
	name := sel.Sel.Name
	return slices.Contains(cTypes, name) || strings.HasPrefix(name, "struct_") || strings.HasPrefix(name, "union_") || strings.HasPrefix(name, "enum_")
}
