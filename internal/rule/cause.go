package rule

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/diff"
)

// nameRE finds the names in a type, paths as a whole.
var nameRE = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*(?:(?:::|\.)[A-Za-z_][A-Za-z0-9_]*)*`)

// Cause says what a finding has in common with others of one cause: the names
// that its type lost and got, where a type was replaced in many places.
// Findings that are alone have their fingerprint for a cause.
func (f *Finding) Cause() string {
	if f.Change.Op != diff.Changed || f.Change.Old == nil || f.Change.New == nil {
		return f.Fingerprint
	}
	gone, came := f.Replaced()
	if len(gone) == 0 || len(came) == 0 {
		return f.Fingerprint
	}
	return strings.Join(gone, ",") + "→" + strings.Join(came, ",")
}

// Replaced lists the names that the old type has more often than the new one, and the other way round, sorted.
func (f *Finding) Replaced() (gone, came []string) {
	balance := map[string]int{}
	for _, name := range nameRE.FindAllString(f.Change.Old.Type, -1) {
		balance[name]--
	}
	for _, name := range nameRE.FindAllString(f.Change.New.Type, -1) {
		balance[name]++
	}
	for _, name := range slices.Sorted(maps.Keys(balance)) {
		switch n := balance[name]; {
		case n < 0:
			gone = append(gone, name)
		case n > 0:
			came = append(came, name)
		}
	}
	return gone, came
}
