package golang

import (
	"go/types"
	"slices"
	"strings"
)

// A pairing says which new type stands for each old type of the module: the one
// with the same public name, or, for types that users cannot name and for
// removed ones, the one that stands at the same places.
//
// apidiff finds this correspondence while it compares, so that what it says
// depends on the order of comparison, and a parameter inserted before another
// can pair types that have nothing to do with each other. Here it is settled
// first: names before places, and a place counts only where the whole signature
// or type around it has the same shape on both sides.
type pairing struct {
	old, new   *library
	to         map[*types.TypeName]types.Type // old type → new *types.Named or *types.Basic
	order      []*types.TypeName              // the keys of to, in the order they were paired
	candidates map[*types.TypeName][]types.Type
	found      []*types.TypeName // the keys of candidates, in the order found
}

// pairTypes pairs the types of two libraries.
func pairTypes(old, new *library) *pairing {
	p := &pairing{old: old, new: new, to: map[*types.TypeName]types.Type{}}
	p.byName()
	for next, first := 0, true; ; first = false {
		p.candidates, p.found = map[*types.TypeName][]types.Type{}, nil
		if first {
			p.walkValues()
		}
		known := len(p.order)
		for _, obj := range p.order[next:] {
			p.walkDefinition(obj)
		}
		next = known
		for _, obj := range p.found {
			p.choose(obj)
		}
		if len(p.order) == known {
			break
		}
	}
	p.leftovers()
	return p
}

func (p *pairing) set(obj *types.TypeName, t types.Type) {
	if _, ok := p.to[obj]; !ok {
		p.to[obj] = t
		p.order = append(p.order, obj)
	}
}

// byName pairs the types that have a public name on both sides: first by the
// names that define a type, then by aliases.
func (p *pairing) byName() {
	for _, aliases := range []bool{false, true} {
		for _, path := range p.old.public {
			oldScope := p.old.pkgs[path].Scope()
			newPkg := p.new.pkgs[path]
			if newPkg == nil {
				continue
			}
			for _, name := range oldScope.Names() {
				o, ok := oldScope.Lookup(name).(*types.TypeName)
				if !ok || !o.Exported() || o.IsAlias() != aliases {
					continue
				}
				target := aliasTarget(o)
				n, ok := newPkg.Scope().Lookup(name).(*types.TypeName)
				if !ok || target == nil || !p.old.declares(target) {
					continue
				}
				if t := p.counterpart(n.Type()); t != nil {
					p.set(target, t)
				}
			}
		}
	}
}

// counterpart returns t in the form that the pairing holds, or nil if an old
// type cannot correspond to it.
func (p *pairing) counterpart(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if p.new.declares(t.Obj()) {
			if t.TypeArgs().Len() > 0 && !isClosed(t) {
				return t.Origin()
			}
			return t // an instance such as List[int] is a type like any other
		}
	case *types.Basic:
		if t.Kind() != types.UnsafePointer {
			return t
		}
	}
	return nil
}

// isClosed reports whether an instance of a generic type names no type parameter.
func isClosed(t *types.Named) bool {
	w := &typeWriter{home: func(obj *types.TypeName, _ bool) (string, string) { return "", obj.Name() }}
	w.typ(t)
	return !strings.Contains(w.String(), typeParamName(0)[:2])
}

// declares reports whether the surface holds the definition of the type.
func (lib *library) declares(obj *types.TypeName) bool { return lib.items[obj] != nil }

// walkValues looks for pairs in the types of constants, variables, functions
// and aliases.
func (p *pairing) walkValues() {
	for _, path := range p.old.public {
		oldScope := p.old.pkgs[path].Scope()
		newPkg := p.new.pkgs[path]
		if newPkg == nil {
			continue
		}
		for _, name := range oldScope.Names() {
			o, n := oldScope.Lookup(name), newPkg.Scope().Lookup(name)
			if !o.Exported() || n == nil {
				continue
			}
			if tn, ok := o.(*types.TypeName); ok && !tn.IsAlias() {
				continue
			}
			p.walk(o.Type(), n.Type())
		}
	}
}

// walkDefinition looks for pairs in the members that a type and its
// counterpart have in common.
func (p *pairing) walkDefinition(obj *types.TypeName) {
	n, ok := p.to[obj].(*types.Named)
	if !ok {
		return
	}
	o := obj.Type().(*types.Named)
	switch ou := o.Underlying().(type) {
	case *types.Struct:
		if nu, ok := n.Underlying().(*types.Struct); ok {
			for f := range ou.Fields() {
				for g := range nu.Fields() {
					if f.Name() == g.Name() && (f.Exported() || f.Embedded() && g.Embedded()) {
						p.walk(f.Type(), g.Type())
					}
				}
			}
		}
	case *types.Interface:
		if nu, ok := n.Underlying().(*types.Interface); ok {
			for m := range ou.Methods() {
				for l := range nu.Methods() {
					if m.Name() == l.Name() {
						p.walk(m.Type(), l.Type())
					}
				}
			}
		}
	default:
		p.walk(ou, n.Underlying())
	}
	for m := range o.Methods() {
		for l := range n.Methods() {
			if m.Name() == l.Name() {
				p.walk(m.Type(), l.Type())
			}
		}
	}
	for i := range min(o.TypeParams().Len(), n.TypeParams().Len()) {
		p.walk(o.TypeParams().At(i).Constraint(), n.TypeParams().At(i).Constraint())
	}
}

// A candidate is an old type that stands where a new one stands.
type candidate struct {
	old *types.TypeName
	new types.Type
}

// walk adds the candidates of two types, if they have the same shape.
func (p *pairing) walk(o, n types.Type) {
	var list []candidate
	if !p.shape(o, n, &list, 0) {
		return
	}
	for _, c := range list {
		if p.candidates[c.old] == nil {
			p.found = append(p.found, c.old)
		}
		p.candidates[c.old] = append(p.candidates[c.old], c.new)
	}
}

// shape reports whether two types are the same up to types that are not
// paired yet, and collects those.
func (p *pairing) shape(o, n types.Type, list *[]candidate, depth int) bool {
	o, n = types.Unalias(o), types.Unalias(n)
	if depth > 100 {
		return false
	}
	depth++
	switch o := o.(type) {
	case *types.Basic:
		n, ok := n.(*types.Basic)
		return ok && o.Kind() == n.Kind()
	case *types.Pointer:
		n, ok := n.(*types.Pointer)
		return ok && p.shape(o.Elem(), n.Elem(), list, depth)
	case *types.Slice:
		n, ok := n.(*types.Slice)
		return ok && p.shape(o.Elem(), n.Elem(), list, depth)
	case *types.Array:
		n, ok := n.(*types.Array)
		return ok && o.Len() == n.Len() && p.shape(o.Elem(), n.Elem(), list, depth)
	case *types.Map:
		n, ok := n.(*types.Map)
		return ok && p.shape(o.Key(), n.Key(), list, depth) && p.shape(o.Elem(), n.Elem(), list, depth)
	case *types.Chan:
		n, ok := n.(*types.Chan)
		return ok && o.Dir() == n.Dir() && p.shape(o.Elem(), n.Elem(), list, depth)
	case *types.Signature:
		n, ok := n.(*types.Signature)
		return ok && o.Variadic() == n.Variadic() && o.TypeParams().Len() == n.TypeParams().Len() &&
			p.tuples(o.Params(), n.Params(), list, depth) && p.tuples(o.Results(), n.Results(), list, depth) &&
			p.constraints(o.TypeParams(), n.TypeParams(), list, depth)
	case *types.Struct:
		n, ok := n.(*types.Struct)
		if !ok || o.NumFields() != n.NumFields() {
			return false
		}
		for i := range o.NumFields() {
			of, nf := o.Field(i), n.Field(i)
			if of.Embedded() != nf.Embedded() || of.Name() != nf.Name() && !of.Embedded() || !p.shape(of.Type(), nf.Type(), list, depth) {
				return false
			}
		}
		return true
	case *types.Interface:
		n, ok := n.(*types.Interface)
		if !ok || o.NumMethods() != n.NumMethods() {
			return false
		}
		for i := range o.NumMethods() {
			if om, nm := o.Method(i), n.Method(i); om.Name() != nm.Name() || !p.shape(om.Type(), nm.Type(), list, depth) {
				return false
			}
		}
		return true
	case *types.TypeParam:
		n, ok := n.(*types.TypeParam)
		return ok && o.Index() == n.Index()
	case *types.Named:
		return p.namedShape(o, n, list, depth)
	}
	return true // unions: judged by constraint.go
}

func (p *pairing) namedShape(o *types.Named, n types.Type, list *[]candidate, depth int) bool {
	nn, isNamed := n.(*types.Named)
	sameArgs := isNamed && o.TypeArgs().Len() == nn.TypeArgs().Len()
	if sameArgs {
		for i := range o.TypeArgs().Len() {
			if !p.shape(o.TypeArgs().At(i), nn.TypeArgs().At(i), list, depth) {
				return false
			}
		}
	}
	if !p.old.declares(o.Obj()) {
		return sameArgs && typeKey(o.Obj()) == typeKey(nn.Obj())
	}
	if o.TypeArgs().Len() > 0 {
		if !sameArgs {
			return false
		}
		n = nn.Origin()
	}
	c := p.counterpart(n)
	if c == nil {
		return false
	}
	if paired, ok := p.to[o.Obj()]; ok {
		return types.Identical(paired, c)
	}
	*list = append(*list, candidate{o.Obj(), c})
	return true
}

func (p *pairing) tuples(o, n *types.Tuple, list *[]candidate, depth int) bool {
	if o.Len() != n.Len() {
		return false
	}
	for i := range o.Len() {
		if !p.shape(o.At(i).Type(), n.At(i).Type(), list, depth) {
			return false
		}
	}
	return true
}

func (p *pairing) constraints(o, n *types.TypeParamList, list *[]candidate, depth int) bool {
	for i := range o.Len() {
		if oc, ok := types.Unalias(o.At(i).Constraint()).(*types.Named); ok {
			// A constraint that differs is judged on its own.
			var inner []candidate
			if p.namedShape(oc, types.Unalias(n.At(i).Constraint()), &inner, depth) {
				*list = append(*list, inner...)
			}
		}
	}
	return true
}

// choose pairs a type with one of its candidates: the one of the same name if
// there is one, else the first found.
func (p *pairing) choose(obj *types.TypeName) {
	list := p.candidates[obj]
	same := slices.IndexFunc(list, func(t types.Type) bool {
		n, ok := t.(*types.Named)
		return ok && typeKey(n.Obj()) == typeKey(obj)
	})
	p.set(obj, list[max(same, 0)])
}

// leftovers pairs the types that stand nowhere at the same place with what has
// the same name.
func (p *pairing) leftovers() {
	for _, obj := range p.old.definedTypes() {
		if pkg := p.new.pkgs[obj.Pkg().Path()]; pkg != nil {
			if n, ok := pkg.Scope().Lookup(obj.Name()).(*types.TypeName); ok && !n.IsAlias() && p.new.declares(n) {
				p.set(obj, n.Type())
			}
		}
	}
}

// definedTypes lists the types that the surface defines, in the order of its items.
func (lib *library) definedTypes() []*types.TypeName {
	var list []*types.TypeName
	for i := range lib.surface.Items {
		it := &lib.surface.Items[i]
		if it.Kind == kindType {
			if pkg := lib.pkgs[it.Parent]; pkg != nil {
				if obj, ok := pkg.Scope().Lookup(localName(it)).(*types.TypeName); ok && lib.items[obj] == it && !obj.IsAlias() {
					list = append(list, obj)
				}
			}
		}
	}
	return list
}

// typeKey names a type across both sides.
func typeKey(obj *types.TypeName) string {
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}
