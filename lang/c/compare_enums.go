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
// so, and its value is that of another, or one more, on both sides.
func (t *targetComparison) isSentinel(o, n *api.Item) bool {
	bounds := false
	for _, w := range nameWords(n.ID) {
		switch w {
		case "last", "lastone", "lastentry":
			return true
		case "max", "maximum", "count", "num", "nb", "n", "end", "sentinel", "limit", "total", "size", "numof", "maxcode", "terminator", "bound":
			bounds = true
		}
	}
	return bounds && t.old.bounds(o) && t.new.bounds(n)
}

// bounds reports whether an enumerator has the value of another one of its
// enumeration, or one more.
func (t *targetSide) bounds(it *api.Item) bool {
	values := t.values[it.Parent]
	if values == nil {
		values = map[int64]int{}
		for _, id := range t.members[it.Parent] {
			if m := t.item(id); m != nil && m.Kind == "enumerator" {
				if v, err := strconv.ParseInt(m.Value, 10, 64); err == nil {
					values[v]++
				}
			}
		}
		t.values[it.Parent] = values
	}
	v, err := strconv.ParseInt(it.Value, 10, 64)
	return err == nil && (values[v] > 1 || values[v-1] > 0)
}
