// Package diff compares two surfaces and says what changed. It has no
// opinions: whether a change breaks anybody is for package rule, and who must
// agree to it for package policy.
//
// Surfaces is the comparison for languages whose items carry all that matters.
// A language with a judge of its own makes Changes itself and takes Gaps and
// Doubt from here, so that what could not be read is treated alike everywhere.
package diff

import (
	"cmp"
	"fmt"

	"github.com/apicheck/apicheck/internal/api"
)

// Op is what happened to an item.
type Op string

const (
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed"
)

// Aspects of a changed item. A changed fact has the aspect AspectFact + name.
const (
	AspectKind  = "kind"
	AspectType  = "type"
	AspectValue = "value"
	AspectFact  = "fact:"
	AspectGap   = "gap" // what stands in Item could not be read on a side, and is not the same on both
)

// Verdict is what a language's own judge said of a change.
type Verdict string

const (
	NoVerdict    Verdict = "" // nobody judged yet: the rules decide
	Compatible   Verdict = "compatible"
	Incompatible Verdict = "incompatible"
)

// A Change is one difference between two surfaces, with one cause.
type Change struct {
	Op     Op
	Aspect string // what changed; "" when the item as a whole was added or removed
	Item   string // ID of the item; of the scope, for gaps

	Old, New             *api.Item // the item on each side; nil where it is not
	OldParent, NewParent *api.Item
	OldGap, NewGap       *api.Gap // for AspectGap

	Detail  string   // what changed, in words; "" leaves them to the reporter
	Also    []string // other items where the same change shows, sorted
	Doubt   string   // why the change is not certain; "" for a certain one
	Verdict Verdict  // set by a language's own judge

	SourceOnly bool // what changed is compiled into programs: those that are compiled already keep the old
}

// Surfaces compares two sealed surfaces item by item. Members of an added or
// removed item are not listed on their own.
func Surfaces(old, new *api.Surface) []Change {
	var changes []Change
	doubt := NewDoubt(old, new)
	i, j := 0, 0
	for i < len(old.Items) || j < len(new.Items) {
		order := 0
		switch {
		case i == len(old.Items):
			order = 1
		case j == len(new.Items):
			order = -1
		default:
			order = cmp.Compare(old.Items[i].ID, new.Items[j].ID)
		}
		switch {
		case order < 0:
			o := &old.Items[i]
			i++
			if o.Parent != "" && old.Lookup(o.Parent) != nil && new.Lookup(o.Parent) == nil {
				continue
			}
			changes = append(changes, Change{Op: Removed, Item: o.ID, Old: o,
				OldParent: old.Lookup(o.Parent), NewParent: new.Lookup(o.Parent), Doubt: doubt.Removed(o)})
		case order > 0:
			n := &new.Items[j]
			j++
			if n.Parent != "" && new.Lookup(n.Parent) != nil && old.Lookup(n.Parent) == nil {
				continue
			}
			changes = append(changes, Change{Op: Added, Item: n.ID, New: n,
				OldParent: old.Lookup(n.Parent), NewParent: new.Lookup(n.Parent), Doubt: doubt.Added(n)})
		default:
			o, n := &old.Items[i], &new.Items[j]
			i, j = i+1, j+1
			base := Change{Op: Changed, Item: o.ID, Old: o, New: n, OldParent: old.Lookup(o.Parent), NewParent: new.Lookup(n.Parent)}
			for _, aspect := range aspects(o, n) {
				c := base
				c.Aspect = aspect
				changes = append(changes, c)
			}
		}
	}
	return append(changes, Gaps(old, new)...)
}

// aspects lists what differs between two items of one ID, in a fixed order.
func aspects(o, n *api.Item) []string {
	var list []string
	if o.Kind != n.Kind {
		return []string{AspectKind}
	}
	if o.Type != n.Type {
		list = append(list, AspectType)
	}
	if o.Value != n.Value {
		list = append(list, AspectValue)
	}
	for i, j := 0, 0; i < len(o.Facts) || j < len(n.Facts); {
		switch {
		case j == len(n.Facts) || i < len(o.Facts) && o.Facts[i].Name < n.Facts[j].Name:
			list = append(list, AspectFact+o.Facts[i].Name)
			i++
		case i == len(o.Facts) || n.Facts[j].Name < o.Facts[i].Name:
			list = append(list, AspectFact+n.Facts[j].Name)
			j++
		default:
			if o.Facts[i].Value != n.Facts[j].Value {
				list = append(list, AspectFact+o.Facts[i].Name)
			}
			i, j = i+1, j+1
		}
	}
	return list
}

// Gaps reports the gaps whose input is not the same on both sides: what stood
// there may have changed, and nobody can tell.
func Gaps(old, new *api.Surface) []Change {
	before, after := unmatched(old.Gaps, new.Gaps), unmatched(new.Gaps, old.Gaps)
	var changes []Change
	for len(before) > 0 || len(after) > 0 {
		c := Change{Op: Changed, Aspect: AspectGap}
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = cmp.Compare(before[0].Scope, after[0].Scope)
		}
		if order <= 0 {
			c.OldGap, before = before[0], before[1:]
			c.Item = c.OldGap.Scope
			c.Detail = fmt.Sprintf("could not be read before: %s", c.OldGap.Reason)
		}
		if order >= 0 {
			c.NewGap, after = after[0], after[1:]
			c.Item = c.NewGap.Scope
			c.Detail = fmt.Sprintf("cannot be read: %s", c.NewGap.Reason)
		}
		c.Old, c.New = old.Lookup(c.Item), new.Lookup(c.Item)
		c.Doubt = c.Detail
		changes = append(changes, c)
	}
	return changes
}

// unmatched returns the gaps that have no gap of the same scope and digest
// among the others.
func unmatched(gaps, others []api.Gap) []*api.Gap {
	type key struct{ scope, digest string }
	there := make(map[key]bool, len(others))
	for i := range others {
		there[key{others[i].Scope, others[i].Digest}] = true
	}
	var list []*api.Gap
	for i := range gaps {
		if !there[key{gaps[i].Scope, gaps[i].Digest}] {
			list = append(list, &gaps[i])
		}
	}
	return list
}

// Doubt knows which items may stand unread in a gap of the other side.
type Doubt struct {
	old, new *api.Surface
	oldGaps  map[string]*api.Gap // unmatched ones, by scope
	newGaps  map[string]*api.Gap
}

// NewDoubt prepares the doubts between two sealed surfaces.
func NewDoubt(old, new *api.Surface) *Doubt {
	byScope := func(gaps []*api.Gap) map[string]*api.Gap {
		m := make(map[string]*api.Gap, len(gaps))
		for _, g := range gaps {
			if m[g.Scope] == nil {
				m[g.Scope] = g
			}
		}
		return m
	}
	return &Doubt{old, new, byScope(unmatched(old.Gaps, new.Gaps)), byScope(unmatched(new.Gaps, old.Gaps))}
}

// Removed says why the old item, absent from the new side, may be there after
// all: it stands below a gap of the new side. "" means that it is gone.
func (d *Doubt) Removed(it *api.Item) string { return doubt(d.old, it, d.newGaps) }

// Added says why the new item, absent from the old side, may have been there.
func (d *Doubt) Added(it *api.Item) string { return doubt(d.new, it, d.oldGaps) }

func doubt(s *api.Surface, it *api.Item, gaps map[string]*api.Gap) string {
	if len(gaps) == 0 {
		return ""
	}
	// The step bound guards against parents that form a cycle.
	for steps := 0; it != nil && steps < 100; steps++ {
		if g := gaps[it.ID]; g != nil {
			return g.Reason
		}
		if it.Parent == "" {
			break
		}
		if g := gaps[it.Parent]; g != nil {
			return g.Reason
		}
		it = s.Lookup(it.Parent)
	}
	if g := gaps[""]; g != nil {
		return g.Reason
	}
	return ""
}
