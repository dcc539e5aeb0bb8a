package rust

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// availableWithout implements lang.Language.AvailableWithout. Gates are
// feature:NAME, cfg:NAME, cfg:NAME="VALUE" and target:TRIPLE. What else a
// condition asks for, some user has.
func availableWithout(it *api.Item, off func(gate string) bool) bool {
	if profiles, ok := it.Facts.Get("profiles"); ok {
		there := func(p string) bool { return !strings.Contains(p, "-") || !off("target:"+p) } // the others are of the first target
		if !slices.ContainsFunc(strings.Split(profiles, ","), there) {
			return false
		}
	}
	if it.Kind == "feature" {
		if _, name, ok := strings.Cut(it.ID, "/"); ok && off("feature:"+name) {
			return false
		}
	}
	text, ok := it.Facts.Get("cfg")
	if !ok {
		return true
	}
	c := parseCfg(text)
	return c == nil || c.metWithout(off)
}

// metWithout reports whether the predicate can be met where some gates are off.
func (c *cfg) metWithout(off func(gate string) bool) bool {
	switch c.op {
	case cfgAll:
		return !slices.ContainsFunc(c.kids, func(k *cfg) bool { return !k.metWithout(off) })
	case cfgAny:
		return slices.ContainsFunc(c.kids, func(k *cfg) bool { return k.metWithout(off) })
	case cfgNot:
		return true
	}
	switch {
	case c.name == "feature" && c.set:
		return !off("feature:" + c.value)
	case c.set:
		return !off("cfg:" + c.name + `="` + c.value + `"`)
	}
	return !off("cfg:" + c.name)
}
