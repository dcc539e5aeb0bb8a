package golang

import (
	"go/types"
)

type tri int

const (
	yes tri = iota
	no
	unknown
)

// comparability tells whether values of the struct can be compared with ==,
// in three values: what embeds a stub by value may or may not be
// (https://go.dev/ref/spec#Comparison_operators).
func comparability(t types.Type) tri {
	if !types.Comparable(t) {
		return no
	}
	seen := map[types.Type]bool{}
	var opaque func(t types.Type) bool
	opaque = func(t types.Type) bool {
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		if named, ok := t.(*types.Named); ok && isOpaque(named) {
			return named.Obj().Pkg().Path() != "C" // whose types all are comparable
		}
		switch u := t.Underlying().(type) {
		case *types.Basic:
			return u.Kind() == types.Invalid
		case *types.Array:
			return opaque(u.Elem())
		case *types.Struct:
			for f := range u.Fields() {
				if opaque(f.Type()) {
					return true
				}
			}
		}
		return false
	}
	if opaque(t) {
		return unknown
	}
	return yes
}
