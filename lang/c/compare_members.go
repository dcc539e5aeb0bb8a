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
func (t *targetSide) membersOf(id string) *memberList {
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
	l := &memberList{all: list, index: make(map[string]int, len(list))}
	for i := range list {
		l.index[list[i].name] = i
	}
	return l
}

// A memberList is the members of a record, in the order of their offsets.
type memberList struct {
	all   []member
	index map[string]int // by name
}

func (l *memberList) find(name string) *member {
	if i, ok := l.index[name]; ok {
		return &l.all[i]
	}
	return nil
}

// record compares a struct or union that both sides have, given its old ID.
func (t *targetComparison) record(oldID string) {
	o, n := t.old.item(oldID), t.new.item(cmp.Or(t.comparison.old.key[oldID], oldID))
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

// A memberComparison compares the members of two records.
type memberComparison struct {
	*targetComparison
	o, n    *api.Item // the records, or the fields of unnamed ones
	was, is *memberList
	union   bool
	resized bool
	before  string // size in bytes
	after   string
	moved   []string        // members for users at another offset
	paired  map[string]bool // members that have another name on the other side
	said    bool            // a member explains what happened to the layout
}

// compareMembers compares the members of two records, or of two fields of
// unnamed records. top is true for the record itself, which has a size.
func (t *targetComparison) compareMembers(o, n *api.Item, union, top bool) {
	if t.nested++; t.nested > maxDepth {
		t.nested--
		return
	}
	defer func() { t.nested-- }()
	c := &memberComparison{targetComparison: t, o: o, n: n, was: t.old.membersOf(o.ID), is: t.new.membersOf(n.ID), union: union, paired: map[string]bool{}}
	var known, still bool
	c.before, known = o.Facts.Get("size")
	c.after, still = n.Facts.Get("size")
	c.resized = known && still && c.before != c.after
	for i := range c.was.all {
		a := &c.was.all[i]
		if b := c.is.find(a.name); b != nil && a.offset >= 0 && b.offset >= 0 && a.offset != b.offset && !a.hidden {
			c.moved = append(c.moved, a.name)
		}
	}
	c.renamed()
	c.common()
	c.order()
	for i := range c.was.all {
		if a := &c.was.all[i]; c.is.find(a.name) == nil && !c.paired["old "+a.name] {
			c.gone(a)
		}
	}
	pushed := int64(-1) // the offset of the last member that is pushed back
	for i := range c.is.all {
		b := &c.is.all[i]
		if a := c.was.find(b.name); a != nil && !a.hidden && a.offset != b.offset {
			pushed = max(pushed, b.offset)
		}
	}
	for i := range c.is.all {
		if b := &c.is.all[i]; c.was.find(b.name) == nil && !c.paired["new "+b.name] {
			c.fresh(b, i, b.offset < pushed)
		}
	}
	if !c.said && top {
		t.layout(o, n, c.was, c.is, c.moved) // one cause, one finding
	}
}

// tell reports a member that came or went.
func (c *memberComparison) tell(m *member, op diff.Op, aspect, detail string, verdict diff.Verdict) {
	ch := diff.Change{Op: op, Aspect: aspect, Item: m.ID, Detail: detail, Verdict: verdict}
	if op == diff.Removed {
		ch.Old = m.Item
	} else {
		ch.New = m.Item
	}
	c.say(ch)
}

// renamed pairs members that changed their name, and space that was kept for
// later with what takes it: of one type, at one place.
func (c *memberComparison) renamed() {
	for i := range c.was.all {
		a := &c.was.all[i]
		if a.offset < 0 || c.is.find(a.name) != nil {
			continue
		}
		var b *member
		for k := range c.is.all {
			if m := &c.is.all[k]; c.successor(a, m) {
				if b != nil {
					b = nil // one of several: nobody knows which
					break
				}
				b = m
			}
		}
		if b == nil || slices.ContainsFunc(c.was.all, func(m member) bool { return m.name != a.name && c.successor(&m, b) }) {
			continue
		}
		c.paired["old "+a.name], c.paired["new "+b.name] = true, true
		ch := diff.Change{Op: diff.Changed, Old: a.Item, New: b.Item}
		switch {
		case a.hidden && b.hidden:
			ch.Aspect, ch.Item, ch.Detail, ch.Verdict = aspectPrivateField, a.ID, "is now "+b.name, diff.Compatible
		case a.hidden:
			ch.Aspect, ch.Item, ch.Detail, ch.Verdict = aspectReservedUsed, b.ID, "takes the space of "+a.name, diff.Compatible
		default:
			ch.Aspect, ch.Item, ch.Detail, ch.Verdict = aspectFieldRenamed, a.ID, "is now "+b.name, diff.Incompatible
		}
		c.say(ch)
	}
}

// successor reports whether a new member stands where an old one stood, with
// its type, or in space that either keeps for later.
func (c *memberComparison) successor(a, b *member) bool {
	return a.offset >= 0 && a.offset == b.offset && a.bits == b.bits && c.is.find(a.name) == nil && c.was.find(b.name) == nil &&
		(c.sameType(c.old.parse(a.Type), c.new.parse(b.Type)) || (a.hidden || b.hidden) && !c.union && a.end == b.end)
}

// common compares the members that both sides have.
func (c *memberComparison) common() {
	for i := range c.was.all {
		a := &c.was.all[i]
		b := c.is.find(a.name)
		if b == nil {
			continue
		}
		if c.member(a, b, !c.resized && len(c.moved) == 0 && !c.taken(a)) {
			c.said = true
		}
		c.conditions(a.Item, b.Item)
		c.attributes(a.Item, b.Item)
		inner := len(c.new.members[b.ID]) > 0
		if inner && len(c.old.members[a.ID]) > 0 {
			c.compareMembers(a.Item, b.Item, strings.HasPrefix(b.Type, "union"), false)
		}
		if a.Type == b.Type {
			x, _ := a.Facts.Get("size")
			y, _ := b.Facts.Get("size")
			// What it is made of says why.
			c.said = c.said || x != y && inner || c.otherLayout(a.Type)
		}
	}
}

// order reports members that stand in another order.
func (c *memberComparison) order() {
	if c.union || !reordered(c.was, c.is) {
		return
	}
	c.said = true
	ch := diff.Change{Op: diff.Changed, Aspect: aspectReordered, Item: c.n.ID, Old: c.o, New: c.n, Detail: "its members are in another order: " + strings.Join(c.moved, ", ") + " moved", Verdict: diff.Incompatible}
	for _, name := range c.moved {
		ch.Also = append(ch.Also, c.n.ID+"."+name)
	}
	c.say(ch)
}

// gone reports a member that the new side lacks.
func (c *memberComparison) gone(a *member) {
	switch {
	case a.hidden && !c.resized && len(c.moved) == 0 && c.taken(a):
		// Its space is taken: that is told.
	case a.hidden && !c.resized && len(c.moved) == 0:
		c.tell(a, diff.Removed, aspectPrivateField, "", diff.Compatible)
	case a.hidden:
		// What it does to the layout is told of the record.
	case (c.union || overlaps(c.was, a, c.is)) && !c.resized:
		c.said = true
		c.tell(a, diff.Removed, aspectUnionMember, "", diff.Incompatible)
	default:
		c.said = true
		c.tell(a, diff.Removed, "", "", diff.Incompatible)
	}
}

// fresh reports a member that the old side lacks, and that pushes others back
// or does not.
func (c *memberComparison) fresh(b *member, at int, pushes bool) {
	behind := slices.ContainsFunc(c.is.all[at+1:], func(m member) bool { return m.offset > b.offset && c.was.find(m.name) != nil })
	switch {
	case b.hidden && !c.resized && len(c.moved) == 0 && slices.ContainsFunc(c.was.all, func(a member) bool {
		return !a.hidden && within(&a, b) && c.is.find(a.name) == nil
	}):
		// It keeps the space of what is gone: that is told.
	case b.hidden && !c.resized && len(c.moved) == 0:
		c.tell(b, diff.Added, aspectPrivateField, "", diff.Compatible)
	case b.hidden:
	case condition(b.Item) != condition(c.n) && b.offset < 0:
		c.said = true
		c.tell(b, diff.Added, aspectFieldInserted, "is new with "+condition(b.Item)+": the layout is another one with it", diff.Incompatible)
	case c.union && c.resized:
		c.said = true
		c.tell(b, diff.Added, aspectUnionGrew, fmt.Sprintf("is new, and the union takes %s bytes instead of %s", c.after, c.before), diff.Incompatible)
	case c.union || overlaps(c.is, b, c.was):
		c.tell(b, diff.Added, aspectUnionMember, "", diff.Compatible)
	case slices.ContainsFunc(c.was.all, func(a member) bool { return within(b, &a) }) && !c.resized && !pushes:
		c.said = true
		c.tell(b, diff.Added, aspectReservedUsed, "takes space that was reserved", diff.Compatible)
	case !c.resized && !pushes && b.offset >= 0 && c.after != "":
		detail := "takes the place of padding"
		if i := slices.IndexFunc(c.was.all, func(a member) bool { return a.offset >= 0 && a.offset < b.end && b.offset < a.end }); i >= 0 {
			detail = "takes the place of " + c.was.all[i].name
		}
		c.tell(b, diff.Added, aspectFieldInPadding, detail, diff.Compatible)
	case behind:
		c.said = true
		c.tell(b, diff.Added, aspectFieldInserted, "is new, before other members", diff.Incompatible)
	default:
		c.said = true
		c.tell(b, diff.Added, "", "is new, at the end", diff.Incompatible)
	}
}

// layout reports a record whose layout changed though its members did not: it
// is packed, or aligned, or what it is made of elsewhere changed.
func (t *targetComparison) layout(o, n *api.Item, was, is *memberList, moved []string) {
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
		x, _ := was.find(name).Facts.Get("offset")
		y, _ := is.find(name).Facts.Get("offset")
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
func overlaps(list *memberList, m *member, others *memberList) bool {
	return m.offset >= 0 && slices.ContainsFunc(list.all, func(x member) bool {
		return x.offset >= 0 && x.offset < m.end && m.offset < x.end && x.name != m.name && others.find(x.name) != nil
	})
}

// within reports whether a new member lies in space that a member kept for later.
func within(b, a *member) bool {
	return a.hidden && a.offset >= 0 && a.offset <= b.offset && b.end <= a.end
}

// taken reports whether a new member for users lies in the space of a member
// that kept it for later.
func (c *memberComparison) taken(a *member) bool {
	return a.hidden && slices.ContainsFunc(c.is.all, func(b member) bool {
		return !b.hidden && within(&b, a) && c.was.find(b.name) == nil
	})
}

// reordered reports whether members that both sides have stand in another order.
func reordered(was, is *memberList) bool {
	last := int64(-1)
	for i := range was.all {
		b := is.find(was.all[i].name)
		if b == nil || was.all[i].offset < 0 || b.offset < 0 {
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
