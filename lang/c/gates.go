package c

import (
	"slices"

	"github.com/apicheck/apicheck/internal/api"
)

// availableWithout implements lang.Language.AvailableWithout. Gates are
// guard:MACRO: the features that the build of the library switches on, and the
// macros by which programs opt in.
func availableWithout(it *api.Item, off func(gate string) bool) bool {
	for _, fact := range []string{"guard", "opt-in"} {
		if text, ok := it.Facts.Get(fact); ok && !readCondition(text).metWithout(off) {
			return false
		}
	}
	return true
}

// metWithout reports whether the condition can be met where some guards are off.
func (f formula) metWithout(off func(gate string) bool) bool {
	switch f.op {
	case "atom":
		return !off("guard:" + f.name)
	case "&&":
		return !slices.ContainsFunc(f.kids, func(k formula) bool { return !k.metWithout(off) })
	case "||":
		return slices.ContainsFunc(f.kids, func(k formula) bool { return k.metWithout(off) })
	}
	return true
}
