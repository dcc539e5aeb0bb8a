package c

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// compare implements lang.Language.Compare. Items are compared on each target
// on its own, as a program is compiled for one; what all targets say alike is
// then one change, and what only some say names them.
func compare(old, new *api.Surface) ([]diff.Change, error) {
	c := &comparison{old: newSide(old), new: newSide(new), targets: targetsOf(old), found: map[changeKey]*found{}, conditionsKnown: map[[2]string]bool{}}
	c.pairRecords()
	ids := map[string]bool{}
	for id := range c.old.byID {
		ids[id] = true
	}
	for id := range c.new.byID {
		ids[id] = true
	}
	sorted := slices.Sorted(maps.Keys(ids))
	sorted = slices.DeleteFunc(sorted, func(id string) bool { return c.old.alike(c.new, id) })
	for _, target := range c.targets {
		t := &targetComparison{comparison: c, target: target, old: c.old.on(target), new: c.new.on(target)}
		t.run(sorted)
		t.moves()
	}
	return append(c.changes(), diff.Gaps(old, new)...), nil
}

// targetsOf returns the targets that a surface was read for.
func targetsOf(s *api.Surface) []string {
	var list []string
	for word := range strings.FieldsSeq(s.Options) {
		if dialects[word] != nil {
			list = append(list, word)
		}
	}
	if len(list) == 0 {
		return allTargets
	}
	return list
}

// A side is one of the surfaces that are compared.
type side struct {
	surface   *api.Surface
	byID      map[string][]*api.Item // by the ID without targets: the item and its variants
	members   map[string][]string    // IDs of the fields of a record or field, and of the enumerators of an enumeration
	key       map[string]string      // of the IDs of records and enumerations that are paired with another name
	declaresC map[string]bool        // headers: see externC
}

func newSide(s *api.Surface) *side {
	x := &side{surface: s, byID: make(map[string][]*api.Item, len(s.Items)), members: map[string][]string{}, key: map[string]string{}}
	for i := range s.Items {
		it := &s.Items[i]
		id, _, _ := strings.Cut(it.ID, "@")
		if x.byID[id] == nil && it.Parent != "" {
			x.members[it.Parent] = append(x.members[it.Parent], id)
		}
		x.byID[id] = append(x.byID[id], it)
	}
	return x
}

// alike reports whether both sides say the same of an ID.
func (x *side) alike(y *side, id string) bool {
	return slices.EqualFunc(x.byID[id], y.byID[id], func(a, b *api.Item) bool {
		return a.ID == b.ID && a.Kind == b.Kind && a.Parent == b.Parent && a.Type == b.Type && a.Value == b.Value && slices.Equal(a.Facts, b.Facts)
	})
}

// A comparison collects what the targets say.
type comparison struct {
	old, new        *side
	targets         []string
	found           map[changeKey]*found
	order           []*found
	mentioned       map[string]bool    // see mentions
	declaredInside  map[string]string  // see internal
	conditionsKnown map[[2]string]bool // answers of implies
	reached         map[string]bool    // names of types: see unreached
}

// changeKey tells changes apart: those of one key on several targets are one.
type changeKey struct {
	op     diff.Op
	aspect string
	item   string
	detail string
}

// found is a change with the targets that it shows on.
type found struct {
	diff.Change
	targets []string
	of      []string // the targets on which both sides have the item
}

// changes joins what the targets said.
func (c *comparison) changes() []diff.Change {
	c.settle()
	var list []diff.Change
	for _, f := range c.order {
		ch := f.Change
		if len(f.targets) < len(f.of) {
			ch.Detail = cmp.Or(ch.Detail, string(ch.Op)) + " on " + strings.Join(f.targets, ", ")
			if sub, ok := onTargetAspects[ch.Aspect]; ok {
				ch.Aspect = sub
			}
		}
		ch.Doubt = cmp.Or(c.doubt(&ch), c.unreached(&ch))
		slices.Sort(ch.Also)
		ch.Also = slices.Compact(ch.Also)
		list = append(list, ch)
	}
	return list
}

// settle joins what targets said differently of one change: where a type has
// the same representation on some targets only, or a member that is gone on one
// has a successor in its place on another.
func (c *comparison) settle() {
	type question struct {
		item, aspect string
	}
	changed := map[question]*found{} // the first of each
	for _, f := range c.order {
		if q := (question{f.Item, f.Aspect}); f.Op == diff.Changed && changed[q] == nil {
			changed[q] = f
		}
	}
	drop := map[*found]bool{}
	for _, f := range c.order {
		if len(f.targets) == len(f.of) {
			continue
		}
		for _, aspect := range milderAspects[f.Aspect] {
			if milder := changed[question{f.Item, aspect}]; milder != nil && milder.Detail == f.Detail {
				f.targets = append(f.targets, milder.targets...)
				drop[milder] = true
			}
		}
		if f.Op == diff.Removed && f.Old.Kind == "field" {
			if milder := changed[question{f.Item, aspectFieldRenamed}]; milder != nil {
				f.targets = append(f.targets, milder.targets...)
				drop[milder] = true
			}
		}
	}
	c.order = slices.DeleteFunc(c.order, func(f *found) bool { return drop[f] })
}

// milderAspects are what is said of a type that changes elsewhere, where its
// representation stays.
var milderAspects = map[string][]string{
	aspectParamType:  {aspectParamEquivalent, aspectPointerEquivalent},
	aspectReturnType: {aspectReturnEquivalent, aspectPointerEquivalent},
	aspectFieldType:  {aspectFieldEquivalent, aspectPointerEquivalent},
	aspectTypedef:    {aspectTypedefEquivalent, aspectPointerEquivalent},
	aspectEnumSize:   {aspectEnumType},
}

// onTargetAspects are what is said of a type that changes on some targets, and
// is only written differently on others.
var onTargetAspects = map[string]string{
	aspectParamType:  aspectParamTypeTarget,
	aspectReturnType: aspectReturnTypeTarget,
	aspectTypedef:    aspectTypedefTarget,
	aspectCallback:   aspectTypedefTarget,
	aspectFieldType:  aspectFieldTypeTarget,
}

// internal returns what the new side's headers that are not public declare, by
// name: the header.
func (c *comparison) internal() map[string]string {
	if c.declaredInside == nil {
		c.declaredInside = map[string]string{}
		for _, id := range slices.Sorted(maps.Keys(c.new.byID)) {
			it := c.new.byID[id][0]
			if it.Kind != "header" || !it.Facts.Has("internal") {
				continue
			}
			text, _ := it.Facts.Get("declares")
			if text, ok := onTarget(text, c.targets[0]); ok {
				for name := range strings.SplitSeq(text, ", ") {
					c.declaredInside[name] = id
				}
			}
		}
	}
	return c.declaredInside
}

// doubt says why a removal is not certain: what the item stood in could not be
// read on the new side, and could be on the old.
func (c *comparison) doubt(ch *diff.Change) string {
	it := ch.Old
	if it == nil || ch.Op != diff.Removed {
		return ""
	}
	for steps := 0; it.Parent != "" && it.Kind == "field" && steps < maxDepth; steps++ {
		up := c.old.byID[it.Parent]
		if len(up) == 0 {
			break
		}
		it = up[0]
	}
	header, _ := it.Facts.Get("header")
	if it.Kind == "header" {
		header = strings.Trim(it.ID, "<>")
	}
	if to := c.internal()[strings.TrimSuffix(ch.Item, " (macro)")]; to != "" {
		return to + " declares it now, which is not public"
	}
	for i := range c.new.surface.Gaps {
		g := &c.new.surface.Gaps[i]
		if slices.ContainsFunc(c.old.surface.Gaps, func(o api.Gap) bool { return o.Scope == g.Scope && o.Digest == g.Digest }) {
			continue
		}
		if g.Scope == "" || g.Scope == "<"+header+">" || header != "" && (strings.Contains(g.Reason, "<"+header+">") || strings.Contains(g.Reason, `"`+header+`"`)) {
			return g.Reason
		}
	}
	return ""
}
