package c

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// pairEnumerators finds the constants that are renamed: as many of an
// enumeration are gone as are new, those that stay have their values, and each
// that is gone has its value in one that is new.
func (t *targetComparison) pairEnumerators(ids []string) {
	t.renamed, t.renamedFrom = map[string]*api.Item{}, map[string]bool{}
	done := map[string]bool{}
	for _, id := range ids {
		o := t.old.item(id)
		if o == nil || o.Kind != "enumerator" || o.Parent == "" || t.new.item(id) != nil || done[o.Parent] {
			continue
		}
		done[o.Parent] = true
		fresh := map[string]*api.Item{} // by value; nil for several
		count := 0
		stay := true
		for _, m := range t.comparison.new.members[cmp.Or(t.comparison.old.key[o.Parent], o.Parent)] {
			n := t.new.item(m)
			if n == nil {
				continue
			}
			if was := t.old.item(m); was != nil {
				stay = stay && was.Value == n.Value
				continue
			}
			count++
			if _, twice := fresh[n.Value]; twice {
				n = nil
			}
			fresh[t.new.item(m).Value] = n
		}
		var gone []*api.Item
		for _, m := range t.comparison.old.members[o.Parent] {
			if was := t.old.item(m); was != nil && t.new.item(m) == nil {
				gone = append(gone, was)
			}
		}
		if !stay || len(gone) != count {
			continue
		}
		values := map[string]int{}
		for _, was := range gone {
			values[was.Value]++
		}
		for _, was := range gone {
			if values[was.Value] > 1 {
				continue
			}
			if n := fresh[was.Value]; n != nil && was.Value != "unknown" && !t.renamedFrom[n.ID] {
				t.renamed[was.ID], t.renamedFrom[n.ID] = n, true
			}
		}
	}
}

func (t *targetComparison) enum(o, n *api.Item) {
	before, _ := o.Facts.Get("size")
	after, _ := n.Facts.Get("size")
	switch {
	case before != "" && after != "" && before != after:
		t.changed(o, n, aspectEnumSize, fmt.Sprintf("size changed from %s to %s bytes", before, after), diff.Incompatible)
	case o.Facts.Has("signed") != n.Facts.Has("signed"):
		words := map[bool]string{true: "a signed type", false: "an unsigned type"}
		t.changed(o, n, aspectEnumType, fmt.Sprintf("takes %s, and took %s", words[n.Facts.Has("signed")], words[o.Facts.Has("signed")]), diff.Incompatible)
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
