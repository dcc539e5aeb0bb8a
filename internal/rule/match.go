package rule

import (
	"slices"

	"github.com/apicheck/apicheck/internal/diff"
)

// A Matcher tells the changes that a rule claims. The functions below are the
// words that tables of rules are written in.
type Matcher = func(diff.Change) bool

// All matches what every one of the list matches.
func All(list ...Matcher) Matcher {
	return func(c diff.Change) bool {
		for _, m := range list {
			if !m(c) {
				return false
			}
		}
		return true
	}
}

// Either matches what one of the list matches.
func Either(list ...Matcher) Matcher {
	return func(c diff.Change) bool {
		return slices.ContainsFunc(list, func(m Matcher) bool { return m(c) })
	}
}

// Incompatible matches what the language's judge found incompatible.
func Incompatible(c diff.Change) bool { return c.Verdict == diff.Incompatible }

// Harmless matches what the language's judge found compatible.
func Harmless(c diff.Change) bool { return c.Verdict == diff.Compatible }

// Aspect matches items that changed in one aspect.
func Aspect(name string) Matcher {
	return func(c diff.Change) bool { return c.Op == diff.Changed && c.Aspect == name }
}

// Removed matches items of some kinds that are gone.
func Removed(kinds ...string) Matcher {
	return func(c diff.Change) bool {
		return c.Op == diff.Removed && c.Old != nil && slices.Contains(kinds, c.Old.Kind)
	}
}

// Added matches items of some kinds that are new.
func Added(kinds ...string) Matcher {
	return func(c diff.Change) bool {
		return c.Op == diff.Added && c.New != nil && slices.Contains(kinds, c.New.Kind)
	}
}
