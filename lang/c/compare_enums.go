package c

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// renamedEnumerator finds the one new constant of the same enumeration with
// the value of one that is gone.
func (t *targetComparison) renamedEnumerator(o *api.Item) *api.Item {
	if o.Parent == "" || o.Value == "unknown" {
		return nil
	}
	newParent := cmp.Or(t.comparison.old.key[o.Parent], o.Parent)
	var match *api.Item
	gone, fresh := 0, 0
	for _, id := range t.comparison.new.members[newParent] {
		n := t.new.item(id)
		switch was := t.old.item(id); {
		case n == nil:
		case was != nil && was.Value != n.Value:
			return nil // constants were put in or taken out: values tell nothing
		case was == nil:
			fresh++
			if n.Value == o.Value && match == nil {
				match = n
			} else if n.Value == o.Value {
				return nil
			}
		}
	}
	for _, id := range t.comparison.old.members[o.Parent] {
		if t.old.item(id) != nil && t.new.item(id) == nil {
			gone++
		}
	}
	if gone != fresh {
		return nil
	}
	return match
}

func (t *targetComparison) enum(o, n *api.Item) {
	before, _ := o.Facts.Get("size")
	after, _ := n.Facts.Get("size")
	switch {
	case before != "" && after != "" && before != after:
		t.changed(o, n, aspectEnumSize, fmt.Sprintf("size changed from %s to %s bytes", before, after), diff.Incompatible)
	case o.Type != n.Type && !t.sameType(t.old.parse(cmp.Or(o.Type, "int")), t.new.parse(cmp.Or(n.Type, "int"))):
		t.changed(o, n, aspectEnumType, fmt.Sprintf("underlying type changed from %s to %s", cmp.Or(o.Type, "the usual one"), cmp.Or(n.Type, "the usual one")), diff.Incompatible)
	}
}

func (t *targetComparison) enumerator(o, n *api.Item) {
	if o.Value != n.Value {
		aspect := aspectValue
		if isVersion(n.ID) {
			aspect = aspectVersion
		} else if t.isSentinel(o, n) {
			aspect = aspectSentinel
		}
		t.changed(o, n, aspect, fmt.Sprintf("value changed from %s to %s", o.Value, n.Value), diff.Incompatible)
	}
	if o.Parent != "" && n.Parent != "" && cmp.Or(t.comparison.old.key[o.Parent], o.Parent) != n.Parent {
		if up := t.new.item(o.Parent); up != nil && up.Kind == "enum" {
			t.changed(o, n, aspectEnumeratorMoved, fmt.Sprintf("moved from %s to %s", o.Parent, n.Parent), diff.Incompatible)
		}
	}
}

// isSentinel reports whether an enumerator only bounds the others: its name says
// so, and its value is the largest of the others, or one more, on both sides.
func (t *targetComparison) isSentinel(o, n *api.Item) bool {
	bounds := false
	for _, w := range nameWords(n.ID) {
		switch w {
		case "max", "maximum", "count", "last", "lastentry", "num", "nb", "n", "end", "sentinel", "limit", "total", "size", "numof", "maxcode", "terminator", "bound":
			bounds = true
		}
	}
	if !bounds {
		return false
	}
	for _, side := range []struct {
		*targetSide
		it *api.Item
	}{{t.old, o}, {t.new, n}} {
		value, err := strconv.ParseInt(side.it.Value, 10, 64)
		if err != nil {
			return false
		}
		most := int64(-1)
		for _, id := range side.members[side.it.Parent] {
			if m := side.item(id); m != nil && m.Kind == "enumerator" && id != side.it.ID {
				v, err := strconv.ParseInt(m.Value, 10, 64)
				if err != nil {
					return false
				}
				most = max(most, v)
			}
		}
		if value != most && value != most+1 {
			return false // a value of its own
		}
	}
	return true
}
