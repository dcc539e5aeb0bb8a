package golang

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"github.com/apicheck/apicheck/internal/api"
)

// A constExpr is the expression that gives a constant its value.
type constExpr struct {
	pkg      *checkedPackage
	expr     ast.Expr
	explicit bool // the declaration names a type
	iota     int
}

// findConsts records the expressions of all constants.
func (x *extraction) findConsts() {
	x.consts = map[*types.Const]constExpr{}
	for _, p := range x.pkgs {
		for _, f := range p.files {
			for _, d := range f.syntax.Decls {
				d, ok := d.(*ast.GenDecl)
				if !ok || d.Tok != token.CONST {
					continue
				}
				var last *ast.ValueSpec // implicit repetition
				for i, s := range d.Specs {
					s := s.(*ast.ValueSpec)
					if len(s.Values) > 0 {
						last = s
					}
					for j, name := range s.Names {
						if obj, ok := p.info.Defs[name].(*types.Const); ok && last != nil && j < len(last.Values) {
							x.consts[obj] = constExpr{p, last.Values[j], last.Type != nil, i}
						}
					}
				}
			}
		}
	}
}

// symbolic reports whether the value of a constant rests on a stub.
func (x *extraction) symbolic(obj *types.Const, depth int) bool {
	c, ok := x.consts[obj]
	if !ok || depth > 100 {
		return false
	}
	found := false
	ast.Inspect(c.expr, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !found && len(x.c.m.uses) > 0 {
			if used, ok := c.pkg.info.Uses[id].(*types.Const); ok && used != obj && used.Pkg() != nil {
				_, stubbed := x.c.stubs[used.Pkg().Path()]
				found = stubbed || x.symbolic(used, depth+1)
			}
		}
		return !found
	})
	return found
}

// constant returns the type and value of a constant as an item has them.
func (x *extraction) constant(pkg *types.Package, obj *types.Const, facts *api.Facts) (typ, value string) {
	typ = x.write(pkg, obj.Type())
	if x.symbolic(obj, 0) {
		*facts = facts.With(factSymbolic, "")
		c := x.consts[obj]
		if b, ok := obj.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			typ = unknownType
		}
		value = types.ExprString(c.expr)
		if usesIota(c.expr) {
			value += " // iota = " + strconv.Itoa(c.iota)
		}
		return typ, value
	}
	if x.stringSize(obj, map[*types.Const]int{}) > maxConstant {
		*facts = facts.With(factSymbolic, "")
		return typ, types.ExprString(x.consts[obj].expr)
	}
	return typ, obj.Val().ExactString()
}

// maxConstant is the longest string constant that is written out, in bytes.
const maxConstant = 1 << 20

// stringSize estimates the length of a constant string from the expressions
// that make it, without making it: it may double with every line.
func (x *extraction) stringSize(obj *types.Const, known map[*types.Const]int) int {
	if n, ok := known[obj]; ok {
		return n
	}
	known[obj] = 0
	c, ok := x.consts[obj]
	if !ok {
		return 0
	}
	n := 0
	ast.Inspect(c.expr, func(node ast.Node) bool {
		switch e := node.(type) {
		case *ast.BasicLit:
			n += len(e.Value)
		case *ast.Ident:
			if used, ok := c.pkg.info.Uses[e].(*types.Const); ok {
				n += x.stringSize(used, known)
			}
		}
		return n <= maxConstant
	})
	n = min(n, maxConstant+1)
	known[obj] = n
	return n
}

func usesIota(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}
