package golang

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// platformGroups splits the platforms into groups on which neither side has
// items that the rest of the group lacks.
func platformGroups(old, new *api.Surface, platforms []platform) [][]platform {
	var sets []string
	for _, s := range []*api.Surface{old, new} {
		for i := range s.Items {
			if set, ok := s.Items[i].Facts.Get(factPlatforms); ok && !slices.Contains(sets, set) {
				sets = append(sets, set)
			}
		}
	}
	byKey := map[string]int{}
	var groups [][]platform
	for _, p := range platforms {
		key := make([]byte, len(sets))
		for i, set := range sets {
			if inPlatformSet(set, p) {
				key[i] = 1
			}
		}
		i, ok := byKey[string(key)]
		if !ok {
			i = len(groups)
			byKey[string(key)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

// A report merges the changes of all groups of platforms.
type report struct {
	old, new *api.Surface
	doubt    *diff.Doubt
	merged   map[string]*platformChange
	order    []*platformChange
}

type platformChange struct {
	change    diff.Change
	platforms []platform
}

func (r *report) add(changes []diff.Change, on []platform) {
	for _, c := range changes {
		key := strings.Join([]string{c.Item, string(c.Op), c.Aspect, c.Detail, string(c.Verdict)}, "\x00")
		m := r.merged[key]
		if m == nil {
			m = &platformChange{change: c}
			r.merged[key] = m
			r.order = append(r.order, m)
		}
		for _, p := range on {
			if !slices.Contains(m.platforms, p) {
				m.platforms = append(m.platforms, p)
			}
		}
	}
}

// changes returns the merged changes. One that happened on some platforms only
// says so, unless those are all that have the item.
func (r *report) changes(all []platform) []diff.Change {
	list := make([]diff.Change, 0, len(r.order))
	for _, m := range r.order {
		c := m.change
		if len(m.platforms) < len(all) {
			set := platformSet(all, func(i int) bool { return slices.Contains(m.platforms, all[i]) })
			says := func(it *api.Item) bool { // the item itself says that it is for these platforms
				if it == nil {
					return true
				}
				own, _ := it.Facts.Get(factPlatforms)
				return own == set
			}
			switch {
			case c.Op == diff.Removed && r.new.Lookup(c.Item) != nil,
				c.Op == diff.Added && r.old.Lookup(c.Item) != nil:
				c.New, c.Old = cmp.Or(c.New, r.new.Lookup(c.Item)), cmp.Or(c.Old, r.old.Lookup(c.Item))
				c.Op, c.Aspect = diff.Changed, diff.AspectFact+factPlatforms
				if c.Verdict == diff.Incompatible {
					c.Detail = "no longer there on " + set
				} else {
					c.Detail = "now also there on " + set
				}
			case !says(c.Old) || !says(c.New):
				c.Detail += " (on " + set + ")"
			}
		}
		if c.Doubt == "" {
			switch c.Op {
			case diff.Removed:
				c.Doubt = r.doubt.Removed(c.Old)
			case diff.Added:
				c.Doubt = r.doubt.Added(c.New)
			}
		}
		if c.Doubt != "" && c.Verdict == diff.Incompatible {
			c.Detail += ", which cannot be verified: " + c.Doubt
		}
		slices.Sort(c.Also)
		c.Also = slices.Compact(c.Also)
		list = append(list, c)
	}
	return list
}
