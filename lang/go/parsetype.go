package golang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

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
	if obj, ok := types.Universe.Lookup(name).(*types.TypeName); ok {
		return obj.Type() // a type of the package with that name is written with its package
	}
	if obj, ok := s.pkg.Scope().Lookup(name).(*types.TypeName); ok {
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
