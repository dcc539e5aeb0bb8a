package c

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// joinGaps joins what the targets could not read: what only some of them could
// not says which.
func joinGaps(faces []*face) []api.Gap {
	type key struct{ scope, reason, digest string }
	targets := map[key][]string{}
	var list []api.Gap
	for _, f := range faces {
		for _, g := range f.gaps {
			k := key{g.Scope, g.Reason, g.Digest}
			if targets[k] == nil {
				list = append(list, g)
			}
			if t := f.profile.dialect.target; !slices.Contains(targets[k], t) {
				targets[k] = append(targets[k], t)
			}
		}
	}
	for i := range list {
		g := &list[i]
		if on := targets[key{g.Scope, g.Reason, g.Digest}]; len(on) < len(faces) {
			if strings.HasPrefix(g.Reason, "#error") {
				g.Broken = false // the library is not for these
			}
			g.Reason += " (" + strings.Join(on, ", ") + ")"
		}
	}
	return list
}

// merge joins what the targets see. An item that they see alike is one item;
// values and facts that differ are written with their targets; what has another
// kind or type there is an item of its own, ID@TARGETS.
func merge(faces, more []*face) []api.Item {
	names := make([]string, len(faces))
	for i, f := range faces {
		names[i] = f.profile.dialect.target
	}
	byID := map[string][]sighting{}
	for i, f := range faces {
		for id, e := range f.items {
			byID[id] = append(byID[id], sighting{names[i], e})
		}
	}
	// What only other profiles see is told with the condition it stands under.
	extra := map[string][]sighting{}
	for _, f := range more {
		for id, e := range f.items {
			if byID[id] == nil && e.cond != nil {
				extra[id] = append(extra[id], sighting{f.profile.dialect.target, e})
			}
		}
	}
	// What is there under other conditions too is there under any of them.
	for id, list := range byID {
		for i, s := range list {
			for _, f := range more {
				if other := f.items[id]; s.it.cond != nil && other != nil && f.profile.dialect.target == s.target && f.profile.off {
					list[i].it = s.it.under(preprocessor.Or(s.it.cond, other.cond), other.cond == nil)
				}
			}
		}
	}
	var items []api.Item
	for id, list := range byID {
		items = append(items, join(id, list, names)...)
	}
	for id, list := range extra {
		// The first profile that sees it on each target will do.
		var once []sighting
		for _, s := range list {
			if !slices.ContainsFunc(once, func(o sighting) bool { return o.target == s.target }) {
				once = append(once, s)
			}
		}
		items = append(items, join(id, once, names)...)
	}
	return items
}

// under returns the item under another condition, or under none.
func (e *emitted) under(c *preprocessor.Cond, none bool) *emitted {
	if none || implies("", c.String()) {
		c = nil
	}
	again := &emitted{Item: e.Item, cond: c}
	again.Facts = slices.Clone(e.Facts)
	again.Facts = slices.DeleteFunc(again.Facts, func(f api.Fact) bool { return c == nil && (f.Name == "guard" || f.Name == "opt-in") })
	for i, f := range again.Facts {
		if f.Name == "guard" || f.Name == "opt-in" {
			again.Facts[i].Value = c.String()
		}
	}
	return again
}

// A sighting is an item as one target sees it.
type sighting struct {
	target string
	it     *emitted
}

func join(id string, list []sighting, names []string) []api.Item {
	slices.SortFunc(list, func(a, b sighting) int {
		return cmp.Compare(slices.Index(names, a.target), slices.Index(names, b.target))
	})
	var groups [][]sighting
next:
	for _, s := range list {
		for i, g := range groups {
			if a, b := &g[0].it.Item, &s.it.Item; a.Kind == b.Kind && a.Type == b.Type && a.Parent == b.Parent {
				groups[i] = append(g, s)
				continue next
			}
		}
		groups = append(groups, []sighting{s})
	}
	var items []api.Item
	for i, g := range groups {
		it := g[0].it.Item
		it.ID = id
		var targets []string
		for _, s := range g {
			targets = append(targets, s.target)
		}
		if i > 0 {
			it.ID += "@" + strings.Join(targets, ",")
		}
		it.Value = perTarget(g, func(it *api.Item) (string, bool) { return it.Value, true })
		it.Facts = nil
		var facts []string
		for _, s := range g {
			for _, f := range s.it.Facts {
				if !slices.Contains(facts, f.Name) {
					facts = append(facts, f.Name)
				}
			}
		}
		for _, name := range facts {
			it.Facts = it.Facts.With(name, perTarget(g, func(it *api.Item) (string, bool) { return it.Facts.Get(name) }))
		}
		if i == 0 && len(list) < len(names) {
			var there []string
			for _, s := range list {
				there = append(there, s.target)
			}
			it.Facts = it.Facts.With("targets", strings.Join(there, ","))
		}
		items = append(items, it)
	}
	return items
}

// perTarget writes what targets say: once if they agree, else VALUE@TARGETS,
// separated by semicolons. What a target does not say is left out.
func perTarget(list []sighting, get func(*api.Item) (string, bool)) string {
	type said struct {
		value   string
		targets []string
	}
	var values []said
	all := true
next:
	for _, s := range list {
		v, ok := get(&s.it.Item)
		if !ok {
			all = false
			continue
		}
		for i := range values {
			if values[i].value == v {
				values[i].targets = append(values[i].targets, s.target)
				continue next
			}
		}
		values = append(values, said{v, []string{s.target}})
	}
	if len(values) == 1 && all {
		return values[0].value
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.value + "@" + strings.Join(v.targets, ",")
	}
	return strings.Join(parts, "; ")
}

// onTarget reads what perTarget wrote: what one target says.
func onTarget(text, target string) (string, bool) {
	if !strings.Contains(text, "@") {
		return text, true
	}
	found := false
	for part := range strings.SplitSeq(text, "; ") {
		i := strings.LastIndexByte(part, '@')
		if i < 0 || !isTargets(part[i+1:]) {
			return text, true // it is free text
		}
		found = true
		if slices.Contains(strings.Split(part[i+1:], ","), target) {
			return part[:i], true
		}
	}
	if !found {
		return text, true
	}
	return "", false
}

func isTargets(list string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if dialects[t] == nil {
			return false
		}
	}
	return true
}
