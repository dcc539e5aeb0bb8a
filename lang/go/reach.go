package golang

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// findHomes finds, for types that users cannot name where they are declared,
// the alias by which they can: the one with the shortest import path, then the
// first by name.
func (x *extraction) findHomes() {
	type candidate struct{ pkg, name string }
	best := map[*types.TypeName]candidate{}
	for _, p := range x.pkgs {
		if !x.public[p.types] {
			continue
		}
		for _, name := range p.types.Scope().Names() {
			obj, ok := p.types.Scope().Lookup(name).(*types.TypeName)
			if !ok || !obj.Exported() || !obj.IsAlias() {
				continue
			}
			target := aliasTarget(obj)
			if target == nil || x.known[target.Pkg()] == nil || x.isGuessed(target) || x.public[target.Pkg()] && target.Exported() {
				continue
			}
			c := candidate{p.types.Path(), name}
			b, ok := best[target]
			if !ok || cmp.Or(cmp.Compare(strings.Count(c.pkg, "/"), strings.Count(b.pkg, "/")), cmp.Compare(c.pkg, b.pkg), cmp.Compare(c.name, b.name)) < 0 {
				best[target] = c
			}
		}
	}
	for target, c := range best {
		x.homes[target] = c.pkg + "\x00" + c.name
	}
}

// aliasTarget returns the defined type that an alias is another name of, or
// nil: an alias of List[int] is not a name of List.
func aliasTarget(obj *types.TypeName) *types.TypeName {
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok {
		return nil
	}
	if alias, ok := obj.Type().(*types.Alias); ok && named.TypeArgs().Len() > 0 {
		// type A[P any] = List[P] is one
		if alias.TypeParams().Len() != named.TypeArgs().Len() {
			return nil
		}
		for i := range named.TypeArgs().Len() {
			if types.Unalias(named.TypeArgs().At(i)) != alias.TypeParams().At(i) {
				return nil
			}
		}
	} else if named.TypeArgs().Len() > 0 {
		return nil
	}
	return named.Obj()
}

func (x *extraction) isGuessed(obj *types.TypeName) bool {
	p := x.known[obj.Pkg()]
	return p != nil && p.guessed[obj.Name()]
}

// A reach is how users get at the values of a type that they cannot name.
type reach int

const (
	unreached reach = iota
	handedIn        // they can only hand them in: its fields and methods are out of reach
	handedOut       // they are given them
)

// home implements typeWriter.home. A type without a public name is queued to
// become a hidden item.
func (x *extraction) home(obj *types.TypeName, input bool) (pkg, name string) {
	if h, ok := x.homes[obj]; ok {
		pkg, name, _ = strings.Cut(h, "\x00")
		return pkg, name
	}
	switch {
	case x.isGuessed(obj):
		return "?", obj.Name()
	case x.known[obj.Pkg()] == nil: // another module's, the standard library's, C's
		return obj.Pkg().Path(), obj.Name()
	case x.public[obj.Pkg()] && obj.Exported():
		return obj.Pkg().Path(), obj.Name()
	}
	how := handedOut
	if input {
		how = handedIn
	}
	if was := x.reached[obj]; how > was {
		x.reached[obj] = how
		x.queue = append(x.queue, obj)
		if was != unreached { // emitted with less than users now reach
			id := itemID(obj.Pkg().Path(), obj.Name())
			x.items = slices.DeleteFunc(x.items, func(it api.Item) bool {
				stale := it.ID == id || it.Parent == id
				if stale {
					delete(x.ids, it.ID)
				}
				return stale
			})
			x.gaps = slices.DeleteFunc(x.gaps, func(g api.Gap) bool { return g.Scope == id })
		}
	}
	return obj.Pkg().Path(), obj.Name()
}
