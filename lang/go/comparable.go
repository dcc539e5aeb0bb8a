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
// (https://go.dev/ref/spec#Comparison_operators). A type parameter counts as
// comparable: whether it is, its argument decides.
func comparability(t types.Type) tri {
	result := yes
	seen := map[types.Type]bool{}
	var walk func(t types.Type, depth int)
	walk = func(t types.Type, depth int) {
		t = types.Unalias(t)
		if seen[t] || depth > 100 {
			return
		}
		seen[t] = true
		if named, ok := t.(*types.Named); ok && isOpaque(named) {
			if named.Obj().Pkg().Path() != "C" && result == yes { // all types of C are comparable
				result = unknown
			}
			return
		}
		if _, ok := t.(*types.TypeParam); ok {
			return // as comparable as its argument
		}
		switch u := t.Underlying().(type) {
		case *types.Slice, *types.Map, *types.Signature:
			result = no
		case *types.Basic:
			if u.Kind() == types.Invalid && result == yes {
				result = unknown
			}
		case *types.Array:
			walk(u.Elem(), depth+1)
		case *types.Struct:
			for f := range u.Fields() {
				walk(f.Type(), depth+1)
			}
		}
	}
	walk(t, 0)
	return result
}
