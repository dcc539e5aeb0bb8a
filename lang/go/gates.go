package golang

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// availableWithout implements lang.Language.AvailableWithout. Gates are
// target:GOOS and target:GOOS/GOARCH.
func availableWithout(it *api.Item, off func(gate string) bool) bool {
	set, ok := it.Facts.Get(factPlatforms)
	if !ok {
		return true
	}
	return slices.ContainsFunc(strings.Split(set, ","), func(p string) bool {
		os, _, _ := strings.Cut(p, "/")
		return !off("target:"+p) && !off("target:"+os)
	})
}
