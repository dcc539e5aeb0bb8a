package c

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

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
			switch it := v[0]; {
			case it.Kind == "typedef":
				m[it.Type] = append(m[it.Type], id)
			case it.Kind == "macro" && it.Type == "" && isWord(it.Value):
				// #define OLD NEW names a type, and a tag, as well.
				m[it.Value] = append(m[it.Value], id, "struct "+id, "union "+id, "enum "+id)
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
		if n == nil && len(names(o)) > 1 {
			n = byName[names(o)[1]]
		}
		if n == nil {
			// A tag that became a typedef, or a typedef that became a tag.
			other := o.Kind + " " + id
			if _, tag, ok := strings.Cut(id, " "); ok {
				other = tag
			}
			if v := c.new.byID[other]; len(v) > 0 && v[0].Kind == o.Kind && len(c.old.byID[other]) == 0 {
				n = v[0]
			}
		}
		if n == nil && o.Kind == "enum" {
			n = c.sameConstants(o)
		}
		if tag, ok := o.Facts.Get("tag"); n == nil && ok && c.mentions(o.Kind+" "+tag) {
			// Its tag is all that is left of it.
			c.old.key[id] = o.Kind + " " + tag
			aspect, detail := aspectTagRemoved, fmt.Sprintf("%s no longer names it: it is %s %s", id, o.Kind, tag)
			if !o.Facts.Has("opaque") && o.Kind != "enum" {
				aspect, detail = aspectOpaque, "its members are no longer declared, and "+detail
			}
			c.order = append(c.order, &found{Change: diff.Change{Op: diff.Changed, Aspect: aspect, Item: id, Old: o, Detail: detail, Verdict: diff.Incompatible}})
			continue
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
				c.order = append(c.order, &found{Change: diff.Change{Op: diff.Changed, Aspect: aspectTagRemoved, Item: id, Old: o, New: n, Detail: fmt.Sprintf("%s no longer names it: it is %s", name, n.ID), Verdict: diff.Incompatible}})
			}
		}
	}
	for _, old := range slices.Sorted(maps.Keys(c.old.key)) {
		if new := c.old.key[old]; c.new.key[new] == "" {
			c.new.key[new] = old
		}
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

// mentions reports whether a type of the new side is written with a tag that
// nothing declares.
func (c *comparison) mentions(name string) bool {
	if c.mentioned == nil {
		c.mentioned = map[string]bool{}
		for _, variants := range c.new.byID {
			for _, it := range variants {
				for _, m := range tagRE.FindAllString(it.Type, -1) {
					c.mentioned[m] = true
				}
			}
		}
	}
	return c.mentioned[name]
}

var tagRE = regexp.MustCompile(`\b(struct|union|enum) [A-Za-z_][A-Za-z0-9_]*`)

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
func (t *targetSide) reaches(header string) map[string]bool {
	if r := t.reach[header]; r != nil {
		return r
	}
	r := map[string]bool{}
	for todo := []string{header}; len(todo) > 0; {
		h := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if r[h] {
			continue
		}
		r[h] = true
		if it := t.item("<" + h + ">"); it != nil {
			text, _ := it.Facts.Get("includes")
			todo = append(todo, strings.Fields(text)...)
		}
	}
	t.reach[header] = r
	return r
}

// header returns the item of a header, or nil.
func (t *targetSide) header(name string) *api.Item {
	if it := t.item("<" + name + ">"); it != nil && it.Kind == "header" {
		return it
	}
	return nil
}

// moves reports the headers that no longer bring what they brought: declarations
// that moved to a header they do not include, and includes that are gone.
func (t *targetComparison) moves() {
	type move struct{ from, to string }
	moved := map[move][]string{}
	// By header: what it declared and another one declares now.
	elsewhere := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(t.comparison.old.byID)) {
		o := t.old.item(id)
		if o == nil || o.Kind == "feature" || o.Kind == "header" || o.Kind == "field" {
			continue
		}
		n := t.new.item(cmp.Or(t.comparison.old.key[id], id))
		if n == nil || isMention(o) || isMention(n) {
			continue
		}
		from, _ := o.Facts.Get("header")
		to, _ := n.Facts.Get("header")
		elsewhere[from] = append(elsewhere[from], to)
		if from == "" || to == "" || from == to || t.new.header(from) == nil || t.new.reaches(from)[to] {
			continue
		}
		if t.old.header(to) != nil && t.old.reaches(from)[to] || n.Kind == "enumerator" && n.Parent != "" {
			continue // the include between them is gone, or its enumeration moved: told there
		}
		moved[move{from, to}] = append(moved[move{from, to}], id)
	}
	keys := slices.SortedFunc(maps.Keys(moved), func(a, b move) int {
		return cmp.Or(strings.Compare(a.from, b.from), strings.Compare(a.to, b.to))
	})
	for _, m := range keys {
		also := moved[m]
		show := also
		if len(show) > 5 {
			show = append(slices.Clone(show[:5]), fmt.Sprintf("and %d more", len(also)-5))
		}
		t.say(diff.Change{
			Op: diff.Changed, Aspect: aspectMoved, Item: "<" + m.from + ">", Old: t.old.header(m.from), New: t.new.header(m.from), Also: also,
			Detail: fmt.Sprintf("does not bring %s any more: <%s> does", strings.Join(show, ", "), m.to), Verdict: diff.Incompatible,
		})
	}
	for _, id := range slices.Sorted(maps.Keys(t.comparison.old.byID)) {
		h := strings.Trim(id, "<>")
		o, n := t.old.header(h), t.new.header(h)
		if o == nil || n == nil || h == id || isPrivate(n) {
			continue
		}
		before, after := t.old.reaches(h), t.new.reaches(h)
		for _, lost := range slices.Sorted(maps.Keys(before)) {
			// What it declared must be somewhere that the header does not bring.
			if after[lost] || t.new.header(lost) == nil || !slices.ContainsFunc(elsewhere[lost], func(to string) bool { return !after[to] }) {
				continue
			}
			if !t.causedWithin(h, func(side *targetSide, k string) bool { return side.reaches(k)[lost] }) {
				t.say(diff.Change{
					Op: diff.Changed, Aspect: aspectInclude, Item: id, Old: o, New: n, Also: []string{"<" + lost + ">"},
					Detail: fmt.Sprintf("no longer includes <%s>", lost), Verdict: diff.Incompatible,
				})
			}
		}
		system := t.new.system(h)
		for _, lost := range slices.Sorted(maps.Keys(t.old.system(h))) {
			if !system[lost] && !t.causedWithin(h, func(side *targetSide, k string) bool { return side.system(k)[lost] }) {
				t.changed(o, n, aspectSystemInclude, fmt.Sprintf("no longer includes <%s>", lost), diff.Incompatible)
			}
		}
	}
}

// causedWithin reports whether a header that another one still includes lost
// the same: it is the cause.
func (t *targetComparison) causedWithin(header string, has func(side *targetSide, header string) bool) bool {
	before := t.old.reaches(header)
	for k := range t.new.reaches(header) {
		if k != header && before[k] && has(t.old, k) && !has(t.new, k) {
			return true
		}
	}
	return false
}

// system returns the system's headers that come with a header.
func (t *targetSide) system(header string) map[string]bool {
	if s := t.systems[header]; s != nil {
		return s
	}
	s := map[string]bool{}
	for h := range t.reaches(header) {
		if it := t.item("<" + h + ">"); it != nil {
			text, _ := it.Facts.Get("system-includes")
			for _, name := range strings.Fields(text) {
				s[name] = true
			}
		}
	}
	t.systems[header] = s
	return s
}
