package golang

import (
	"go/types"
)

type equality int

const (
	yes equality = iota
	no
	unknown
	byArguments // of a generic type: what depends on them is comparable if they are
)

// comparability tells whether values of the struct can be compared with ==
// (https://go.dev/ref/spec#Comparison_operators).
func comparability(t types.Type) equality {
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
			if named.Obj().Pkg().Path() != "C" && result != no { // all types of C are comparable
				result = unknown
			}
			return
		}
		if _, ok := t.(*types.TypeParam); ok {
			if result == yes {
				result = byArguments
			}
			return
		}
		switch u := t.Underlying().(type) {
		case *types.Slice, *types.Map, *types.Signature:
			result = no
		case *types.Basic:
			if u.Kind() == types.Invalid && result != no {
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
