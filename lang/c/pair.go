package c

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// A lostName is a name of a type that goes by another one now.
type lostName struct {
	name     string
	old, new *api.Item
}

// pairRecords finds the structs, unions and enumerations that are named by
// another of their names on the new side: an untagged one got a tag, a typedef
// came or went. Names that are gone are reported.
func (c *comparison) pairRecords() {
	isType := func(it *api.Item) bool { return it.Kind == "struct" || it.Kind == "union" || it.Kind == "enum" }
	names := func(it *api.Item) []string {
		list := []string{it.ID}
		if tag, ok := it.Facts.Get("tag"); ok {
			list = append(list, it.Kind+" "+tag)
		}
		return list
	}
	aliases := func(s *side) map[string][]string {
		m := map[string][]string{}
		for id, v := range s.byID {
			if v[0].Kind == "typedef" {
				m[v[0].Type] = append(m[v[0].Type], id)
			}
		}
		return m
	}
	newAliases := aliases(c.new)
	// By name: the new types that have it.
	byName := map[string]*api.Item{}
	for _, id := range slices.Sorted(maps.Keys(c.new.byID)) {
		it := c.new.byID[id][0]
		if !isType(it) {
			continue
		}
		for _, n := range append(names(it), newAliases[id]...) {
			if byName[n] == nil || n == id {
				byName[n] = it
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.old.byID)) {
		o := c.old.byID[id][0]
		if !isType(o) {
			continue
		}
		n := byName[id]
		if n == nil || n.ID == id {
			if n == nil && len(names(o)) > 1 {
				n = byName[names(o)[1]]
			}
		}
		if n == nil && o.Kind == "enum" {
			n = c.sameConstants(o)
		}
		if n == nil {
			n = c.sameTag(o)
			if n != nil {
				c.old.key[id] = n.ID
				c.order = append(c.order, &found{Change: diff.Change{Op: diff.Changed, Aspect: aspectTypeKind, Item: id, Old: o, New: n, Detail: fmt.Sprintf("changed from %s to %s", kindWord(o), kindWord(n)), Verdict: diff.Incompatible}})
			}
			continue
		}
		if n.Kind != o.Kind {
			continue
		}
		if n.ID != id {
			if x := c.old.byID[n.ID]; len(x) > 0 && isType(x[0]) {
				continue // the new name had its own meaning before
			}
			c.old.key[id] = n.ID
		}
		have := append(names(n), newAliases[n.ID]...)
		for _, name := range names(o) {
			if _, tag, ok := strings.Cut(name, " "); ok && strings.HasPrefix(tag, "_") {
				continue // a name for the header itself
			}
			if !slices.Contains(have, name) && !(strings.Contains(name, " ") && byName[name] == n) {
				if v := c.new.byID[name]; len(v) > 0 {
					continue // it stands for something else: compared there
				}
				c.lost = append(c.lost, lostName{name, o, n})
			}
		}
	}
	for _, l := range c.lost {
		ch := diff.Change{Op: diff.Changed, Aspect: aspectTagRemoved, Item: l.old.ID, Old: l.old, New: l.new, Detail: fmt.Sprintf("%s no longer names it: it is %s", l.name, l.new.ID), Verdict: diff.Incompatible}
		c.order = append(c.order, &found{Change: ch})
	}
	for old, new := range c.old.key {
		c.new.key[new] = old
	}
}

// sameConstants finds the new enumeration that has all constants of one that is
// gone: their names belong to the file, so it is the same one.
func (c *comparison) sameConstants(o *api.Item) *api.Item {
	var n *api.Item
	for _, id := range c.old.members[o.ID] {
		v := c.new.byID[id]
		if len(v) == 0 || v[0].Kind != "enumerator" || v[0].Parent == "" || n != nil && v[0].Parent != n.ID || len(c.old.byID[v[0].Parent]) > 0 {
			return nil
		}
		n = c.new.byID[v[0].Parent][0]
	}
	return n
}

// sameTag finds what else has the tag of a struct, union or enumeration that is
// gone: they share one name space (ISO C, 6.2.3).
func (c *comparison) sameTag(o *api.Item) *api.Item {
	_, tag, ok := strings.Cut(o.ID, " ")
	if !ok {
		return nil
	}
	for _, word := range []string{"struct", "union", "enum"} {
		if v := c.new.byID[word+" "+tag]; len(v) > 0 && word != o.Kind && len(c.old.byID[word+" "+tag]) == 0 {
			return v[0]
		}
	}
	return nil
}

// reaches returns the headers that come with a header, itself among them.
func (x *side) reaches(header string) map[string]bool {
	if x.reach == nil {
		x.reach = map[string]map[string]bool{}
	}
	if r := x.reach[header]; r != nil {
		return r
	}
	r := map[string]bool{}
	todo := []string{header}
	for len(todo) > 0 {
		h := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if r[h] {
			continue
		}
		r[h] = true
		for _, it := range x.byID["<"+h+">"] {
			text, _ := it.Facts.Get("includes")
			for part := range strings.SplitSeq(text, "; ") {
				if i := strings.LastIndexByte(part, '@'); i >= 0 && isTargets(part[i+1:]) {
					part = part[:i]
				}
				todo = append(todo, strings.Fields(part)...)
			}
		}
	}
	x.reach[header] = r
	return r
}

// moves reports the headers that no longer bring what they brought: declarations
// that moved to a header they do not include, and includes that are gone.
func (c *comparison) moves() {
	header := func(s *side, id string) *api.Item {
		if v := s.byID["<"+id+">"]; len(v) > 0 && v[0].Kind == "header" {
			return v[0]
		}
		return nil
	}
	type move struct{ from, to string }
	moved := map[move][]string{}
	for id, v := range c.old.byID {
		w := c.new.byID[id]
		if len(w) == 0 {
			w = c.new.byID[c.old.key[id]]
		}
		if len(w) == 0 || v[0].Kind == "feature" {
			continue
		}
		from, _ := v[0].Facts.Get("header")
		to, _ := w[0].Facts.Get("header")
		from, _ = onTarget(from, c.targets[0])
		to, _ = onTarget(to, c.targets[0])
		if from == "" || to == "" || from == to || header(c.new, from) == nil || c.new.reaches(from)[to] {
			continue
		}
		if header(c.old, to) != nil && c.old.reaches(from)[to] {
			continue // the include between them is gone: told below
		}
		if w[0].Kind == "enumerator" && w[0].Parent != "" {
			continue // told of its enumeration
		}
		moved[move{from, to}] = append(moved[move{from, to}], id)
	}
	keys := slices.SortedFunc(maps.Keys(moved), func(a, b move) int { return strings.Compare(a.from+"\x00"+a.to, b.from+"\x00"+b.to) })
	for _, m := range keys {
		also := moved[m]
		slices.Sort(also)
		show := also
		if len(show) > 5 {
			show = append(slices.Clone(show[:5]), fmt.Sprintf("and %d more", len(also)-5))
		}
		o, n := header(c.old, m.from), header(c.new, m.from)
		c.order = append(c.order, &found{Change: diff.Change{
			Op: diff.Changed, Aspect: aspectMoved, Item: "<" + m.from + ">", Old: o, New: n, Also: also,
			Detail: fmt.Sprintf("does not bring %s any more: <%s> does", strings.Join(show, ", "), m.to), Verdict: diff.Incompatible,
		}})
	}
	for _, id := range slices.Sorted(maps.Keys(c.old.byID)) {
		o := c.old.byID[id][0]
		if o.Kind != "header" {
			continue
		}
		h := strings.Trim(id, "<>")
		n := header(c.new, h)
		if n == nil {
			continue
		}
		for _, lost := range slices.Sorted(maps.Keys(c.old.reaches(h))) {
			if header(c.new, lost) == nil || c.new.reaches(h)[lost] || !c.declares(lost, h) {
				continue
			}
			// A header that it still includes, and that lost it too, is the cause.
			caused := false
			for k := range c.new.reaches(h) {
				caused = caused || k != h && c.old.reaches(k)[lost] && c.old.reaches(h)[k]
			}
			if !caused {
				c.order = append(c.order, &found{Change: diff.Change{
					Op: diff.Changed, Aspect: aspectInclude, Item: id, Old: o, New: n, Also: []string{"<" + lost + ">"},
					Detail: fmt.Sprintf("no longer includes <%s>", lost), Verdict: diff.Incompatible,
				}})
			}
		}
	}
}

// declares reports whether a new header declares something that its users had
// through another one, and that the other does not bring now.
func (c *comparison) declares(header, through string) bool {
	for id, v := range c.old.byID {
		if from, _ := v[0].Facts.Get("header"); from == header {
			w := c.new.byID[id]
			if len(w) == 0 {
				continue
			}
			if to, _ := w[0].Facts.Get("header"); !c.new.reaches(through)[to] {
				return true
			}
		}
	}
	return false
}
