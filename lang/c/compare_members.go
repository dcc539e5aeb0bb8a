package c

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// A member is a field as one target lays it out.
type member struct {
	*api.Item
	name   string
	offset int64 // bits; -1 where it is not known
	end    int64 // bits
	bits   string
	hidden bool // its name says that it is not for users
}

// membersOf returns the members of a record or of a field of an unnamed record,
// in the order of their offsets.
func (t *targetSide) membersOf(id string) []member {
	var list []member
	for _, m := range t.members[id] {
		it := t.item(m)
		if it == nil || it.Kind != "field" {
			continue
		}
		f := member{Item: it, name: m[strings.LastIndexByte(m, '.')+1:], offset: -1, end: -1, hidden: it.Facts.Has("private")}
		f.bits, _ = it.Facts.Get("bits")
		if text, ok := it.Facts.Get("offset"); ok {
			at, bit, _ := strings.Cut(text, ":")
			n, _ := strconv.ParseInt(at, 10, 64)
			b, _ := strconv.ParseInt(bit, 10, 64)
			f.offset = 8*n + b
			f.end = f.offset
			if w, err := strconv.ParseInt(f.bits, 10, 64); err == nil {
				f.end += w
			} else if size, ok := it.Facts.Get("size"); ok {
				s, _ := strconv.ParseInt(size, 10, 64)
				f.end += 8 * s
			}
		}
		list = append(list, f)
	}
	slices.SortStableFunc(list, func(a, b member) int { return cmp.Compare(a.offset, b.offset) })
	return list
}

func find(list []member, name string) *member {
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	return nil
}

// record compares a struct or union that both sides have, given its new ID.
func (t *targetComparison) record(id string) {
	oldID := id
	for o, n := range t.comparison.old.key {
		if n == id {
			oldID = o
		}
	}
	o, n := t.old.item(oldID), t.new.item(id)
	if o == nil || n == nil || o.Kind != n.Kind {
		return // it is told that one became the other
	}
	if isRecord(o) {
		switch x, y := o.Facts.Has("opaque"), n.Facts.Has("opaque"); {
		case x && y:
			return
		case y:
			t.changed(o, n, aspectOpaque, "its members are no longer declared", diff.Incompatible)
			return
		case x:
			t.changed(o, n, aspectCompleted, "its members are declared now", diff.Compatible)
			return
		}
	}
	if !isRecord(o) && (len(t.old.members[o.ID]) == 0 || len(t.new.members[n.ID]) == 0) {
		return // what a typedef points to has a name on one side
	}
	t.compareMembers(o, n, o.Kind == "union", true)
}

// compareMembers compares the members of two records, or of two fields of
// unnamed records. top is true for the record itself, which has a size.
func (t *targetComparison) compareMembers(o, n *api.Item, union, top bool) {
	was, is := t.old.membersOf(o.ID), t.new.membersOf(n.ID)
	sizeBefore, knownBefore := o.Facts.Get("size")
	sizeAfter, knownAfter := n.Facts.Get("size")
	resized := knownBefore && knownAfter && sizeBefore != sizeAfter

	said := false // a member explains what happened to the layout
	handledOld, handledNew := map[string]bool{}, map[string]bool{}
	tell := func(m *member, op diff.Op, aspect, detail string, verdict diff.Verdict) {
		ch := diff.Change{Op: op, Aspect: aspect, Item: m.ID, Detail: detail, Verdict: verdict}
		if op == diff.Removed {
			ch.Old = m.Item
		} else {
			ch.New = m.Item
		}
		t.say(ch)
	}

	// Members that changed their name, and space that was kept for later.
	for i := range was {
		a := &was[i]
		if find(is, a.name) != nil {
			continue
		}
		var b *member
		for k := range is {
			c := &is[k]
			if find(was, c.name) != nil || handledNew[c.name] || c.offset != a.offset || c.bits != a.bits || a.offset < 0 {
				continue
			}
			if !t.sameType(t.old.parse(a.Type), t.new.parse(c.Type)) && !(a.hidden && !union && a.end == c.end) {
				continue
			}
			if b != nil {
				b = nil
				break
			}
			b = c
		}
		if b == nil {
			continue
		}
		handledOld[a.name], handledNew[b.name] = true, true
		switch {
		case a.hidden && b.hidden:
			t.say(diff.Change{Op: diff.Changed, Aspect: aspectPrivateField, Item: a.ID, Old: a.Item, New: b.Item, Detail: "is now " + b.name, Verdict: diff.Compatible})
		case a.hidden:
			t.say(diff.Change{Op: diff.Changed, Aspect: aspectReservedUsed, Item: b.ID, Old: a.Item, New: b.Item, Detail: "takes the space of " + a.name, Verdict: diff.Compatible})
		default:
			t.say(diff.Change{Op: diff.Changed, Aspect: aspectFieldRenamed, Item: a.ID, Old: a.Item, New: b.Item, Detail: "is now " + b.name, Verdict: diff.Incompatible})
		}
	}

	// Members on both sides.
	var moved []string
	for i := range was {
		a := &was[i]
		if b := find(is, a.name); b != nil && a.offset >= 0 && b.offset >= 0 && a.offset != b.offset && !a.hidden {
			moved = append(moved, a.name)
		}
	}
	for i := range was {
		a := &was[i]
		b := find(is, a.name)
		if b == nil {
			continue
		}
		if t.member(a, b, !resized && len(moved) == 0 && !taken(a, was, is)) {
			said = true
		}
		t.conditions(a.Item, b.Item)
		t.attributes(a.Item, b.Item)
		if len(t.old.members[a.ID]) > 0 && len(t.new.members[b.ID]) > 0 {
			t.compareMembers(a.Item, b.Item, strings.HasPrefix(b.Type, "union"), false)
		}
		if a.Type == b.Type {
			x, _ := a.Facts.Get("size")
			y, _ := b.Facts.Get("size")
			// What it is made of says why.
			said = said || x != y && len(t.new.members[b.ID]) > 0 || t.otherLayout(a.Type)
		}
	}
	reordered := !union && t.reordered(was, is)
	if reordered {
		said = true
		ch := diff.Change{Op: diff.Changed, Aspect: aspectReordered, Item: n.ID, Old: o, New: n, Detail: "its members are in another order: " + strings.Join(moved, ", ") + " moved", Verdict: diff.Incompatible}
		for _, name := range moved {
			ch.Also = append(ch.Also, n.ID+"."+name)
		}
		t.say(ch)
	}

	for i := range was {
		a := &was[i]
		if find(is, a.name) != nil || handledOld[a.name] {
			continue
		}
		switch {
		case a.hidden && !resized && len(moved) == 0 && taken(a, was, is):
			// Its space is taken: that is told.
		case a.hidden && !resized && len(moved) == 0:
			t.say(diff.Change{Op: diff.Removed, Aspect: aspectPrivateField, Item: a.ID, Old: a.Item, Verdict: diff.Compatible})
		case a.hidden:
			// What it does to the layout is told of the record.
		case (union || overlaps(was, a, is)) && !resized:
			said = true
			tell(a, diff.Removed, aspectUnionMember, "", diff.Incompatible)
		default:
			said = true
			tell(a, diff.Removed, "", "", diff.Incompatible)
		}
	}
	for i := range is {
		b := &is[i]
		if find(was, b.name) != nil || handledNew[b.name] {
			continue
		}
		behind := slices.ContainsFunc(is[i+1:], func(m member) bool { return find(was, m.name) != nil && m.offset > b.offset })
		pushes := slices.ContainsFunc(is, func(m member) bool {
			a := find(was, m.name)
			return a != nil && !a.hidden && m.offset > b.offset && a.offset != m.offset
		})
		switch {
		case b.hidden && !resized && !pushes:
			t.say(diff.Change{Op: diff.Added, Aspect: aspectPrivateField, Item: b.ID, New: b.Item, Verdict: diff.Compatible})
		case b.hidden:
		case condition(b.Item) != condition(n) && b.offset < 0:
			said = true
			tell(b, diff.Added, aspectFieldInserted, "is new with "+condition(b.Item)+": the layout is another one with it", diff.Incompatible)
		case union && resized:
			said = true
			tell(b, diff.Added, aspectUnionGrew, fmt.Sprintf("is new, and the union takes %s bytes instead of %s", sizeAfter, sizeBefore), diff.Incompatible)
		case union || overlaps(is, b, was):
			tell(b, diff.Added, aspectUnionMember, "", diff.Compatible)
		case slices.ContainsFunc(was, func(a member) bool { return within(b, &a) }) && !resized && !pushes:
			said = true
			tell(b, diff.Added, aspectReservedUsed, "takes space that was reserved", diff.Compatible)
		case !resized && !pushes && b.offset >= 0 && knownAfter:
			detail := "takes the place of padding"
			if i := slices.IndexFunc(was, func(a member) bool { return a.offset >= 0 && a.offset < b.end && b.offset < a.end }); i >= 0 {
				detail = "takes the place of " + was[i].name
			}
			tell(b, diff.Added, aspectFieldInPadding, detail, diff.Compatible)
		case behind:
			said = true
			tell(b, diff.Added, aspectFieldInserted, "is new, before other members", diff.Incompatible)
		default:
			said = true
			tell(b, diff.Added, "", "is new, at the end", diff.Incompatible)
		}
	}
	if said || !top {
		return // one cause, one finding
	}
	t.layout(o, n, was, is, moved)
}

// layout reports a record whose layout changed though its members did not: it
// is packed, or aligned, or what it is made of elsewhere changed.
func (t *targetComparison) layout(o, n *api.Item, was, is []member, moved []string) {
	if !isRecord(o) {
		return
	}
	var parts, also []string
	aspect := aspectFieldMoved
	for _, fact := range []struct{ name, word, aspect string }{{"align", "alignment", aspectAlign}, {"size", "size", aspectSize}} {
		before, had := o.Facts.Get(fact.name)
		after, has := n.Facts.Get(fact.name)
		if had && has && before != after {
			parts = append(parts, fmt.Sprintf("%s changed from %s to %s bytes", fact.word, before, after))
			aspect = fact.aspect
		}
	}
	slices.Reverse(parts)
	for _, name := range moved {
		x, _ := find(was, name).Facts.Get("offset")
		y, _ := find(is, name).Facts.Get("offset")
		parts = append(parts, fmt.Sprintf("%s moved from offset %s to %s", name, x, y))
		also = append(also, n.ID+"."+name)
	}
	if len(parts) > 0 {
		t.say(diff.Change{Op: diff.Changed, Aspect: aspect, Item: n.ID, Old: o, New: n, Detail: strings.Join(parts, ", "), Also: also, Verdict: diff.Incompatible})
	}
}

// otherLayout reports whether the API itself declares what a type is made of by
// value, with another size or alignment: that is told where it is declared.
func (t *targetComparison) otherLayout(text string) bool {
	x := t.new.parse(text)
	for steps := 0; steps < 100 && x != nil; steps++ {
		id := ""
		switch x.kind {
		case kindArray:
			x = x.elem
			continue
		case kindTypedef:
			id = x.name
		case kindRecord:
			id = x.record.id()
		case kindEnum:
			id = x.enum.id()
		default:
			return false
		}
		if o, n := t.old.item(id), t.new.item(id); o != nil && n != nil {
			for _, fact := range []string{"size", "align"} {
				before, _ := o.Facts.Get(fact)
				after, _ := n.Facts.Get(fact)
				if before != after {
					return true
				}
			}
			if o.Kind == "typedef" && o.Type != n.Type {
				return true
			}
		}
		x = x.elem
	}
	return false
}

// overlaps reports whether a member shares its place with one that both sides
// have: they are members of an anonymous union.
func overlaps(list []member, m *member, others []member) bool {
	return m.offset >= 0 && slices.ContainsFunc(list, func(x member) bool {
		return x.name != m.name && find(others, x.name) != nil && x.offset >= 0 && x.offset < m.end && m.offset < x.end
	})
}

// within reports whether a new member lies in space that a member kept for later.
func within(b, a *member) bool {
	return a.hidden && a.offset >= 0 && a.offset <= b.offset && b.end <= a.end
}

// taken reports whether a new member for users lies in the space of a member
// that kept it for later.
func taken(a *member, was, is []member) bool {
	return slices.ContainsFunc(is, func(b member) bool { return !b.hidden && find(was, b.name) == nil && within(&b, a) })
}

// reordered reports whether members that both sides have stand in another order.
func (t *targetComparison) reordered(was, is []member) bool {
	last := int64(-1)
	for i := range was {
		b := find(is, was[i].name)
		if b == nil || was[i].offset < 0 || b.offset < 0 {
			continue
		}
		if b.offset < last {
			return true
		}
		last = b.offset
	}
	return false
}

// member compares a member that both sides have, and reports whether what it
// found explains a new layout of its record. settled is true if neither the
// member nor the end of its record moved.
func (t *targetComparison) member(a, b *member, settled bool) bool {
	o, n := a.Item, b.Item
	if a.hidden && b.hidden {
		if a.Type != b.Type && settled {
			t.changed(o, n, aspectPrivateField, fmt.Sprintf("changed from %s to %s", o.Type, n.Type), diff.Compatible)
		}
		return false
	}
	if a.bits != b.bits {
		detail := fmt.Sprintf("takes %s bits, and took %s", b.bits, a.bits)
		aspect := aspectBitWidth
		if a.bits == "" || b.bits == "" {
			aspect = aspectFieldType
			detail = map[bool]string{true: "is now a bit-field", false: "is no longer a bit-field"}[a.bits == ""]
		}
		t.changed(o, n, aspect, detail, diff.Incompatible)
		return true
	}
	if x, y := o.Facts.Has("flexible"), n.Facts.Has("flexible"); x != y {
		t.changed(o, n, aspectFlexible, fmt.Sprintf("changed from %s to %s", o.Type, n.Type), diff.Incompatible)
		return true
	}
	if o.Type == n.Type {
		return false // what it is made of changed, and is told there
	}
	detail := fmt.Sprintf("changed from %s to %s", o.Type, n.Type)
	x, y := t.old.parse(o.Type), t.new.parse(n.Type)
	switch t.relate(x, y) {
	case relSame:
		return false
	case relEquivalent:
		before, _ := o.Facts.Get("size")
		after, _ := n.Facts.Get("size")
		if before != after { // of records without a name on a side
			t.changed(o, n, aspectFieldType, detail, diff.Incompatible)
			return true
		}
		t.changed(o, n, aspectFieldEquivalent, detail, diff.Incompatible)
		return false
	case relOwnConstGone:
		t.changed(o, n, aspectFieldConstRemoved, detail, diff.Compatible)
		return false
	case relOwnConstAdded, relConstAdded, relConstGone:
		t.changed(o, n, aspectFieldConst, detail, diff.Incompatible)
		return false
	case relPointerEquivalent:
		t.changed(o, n, aspectPointerEquivalent, detail, diff.Incompatible)
		return false
	case relPointerQualifiers:
		t.changed(o, n, aspectFieldConst, detail, diff.Incompatible)
		return false
	case relQualifiers:
		t.changed(o, n, aspectFieldQualifiers, detail, diff.Incompatible)
		return false
	case relAtomic:
		t.changed(o, n, aspectAtomic, detail, diff.Incompatible)
		return true
	case relArrayLength:
		t.changed(o, n, aspectFieldLength, detail, diff.Incompatible)
		return true
	}
	t.changed(o, n, aspectFieldType, detail, diff.Incompatible)
	return true
}
