package python

import "github.com/apicheck/apicheck/internal/api"

// availableWithout implements lang.Language.AvailableWithout. Gates are
// target:PLATFORM, as sys.platform has it, and cfg:VERSION of Python.
func availableWithout(it *api.Item, off func(gate string) bool) bool {
	text, ok := it.Facts.Get(factEnvs)
	if !ok {
		return true
	}
	set, err := parseEnvs(text)
	if err != nil {
		return true
	}
	left := envsOf(func(v, p int) bool { return !off("target:"+platforms[p]) && !off("cfg:"+versions[v]) })
	return set&left != 0
}
