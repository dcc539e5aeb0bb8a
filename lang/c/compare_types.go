package c

import (
	"cmp"
	"fmt"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// variable compares objects.
func (t *targetComparison) variable(o, n *api.Item) {
	t.linkage(o, n)
	if o.Facts.Has("static") && n.Facts.Has("static") {
		if o.Value != n.Value {
			t.changed(o, n, aspectConstantValue, fmt.Sprintf("value changed from %s to %s", cmp.Or(o.Value, "none"), cmp.Or(n.Value, "none")), diff.Incompatible)
		}
	} else if o.Facts.Has("static") != n.Facts.Has("static") {
		detail := "is now defined in the header itself"
		if o.Facts.Has("static") {
			detail = "is no longer defined in the header itself"
		}
		t.changed(o, n, aspectVarStatic, detail, diff.Incompatible)
	}
	if o.Facts.Has("thread-local") != n.Facts.Has("thread-local") {
		detail := "is now thread-local"
		if o.Facts.Has("thread-local") {
			detail = "is no longer thread-local"
		}
		t.changed(o, n, aspectThreadLocal, detail, diff.Incompatible)
	}
	if o.Type == n.Type {
		return
	}
	detail := fmt.Sprintf("changed from %s to %s", o.Type, n.Type)
	a, b := t.old.parse(o.Type), t.new.parse(n.Type)
	switch t.relate(a, b) {
	case relSame:
	case relArrayLength:
		t.changed(o, n, aspectVarLength, detail, diff.Incompatible)
	case relQualifiers:
		t.changed(o, n, aspectQualifiers, detail, diff.Incompatible)
	case relConstAdded, relConstGone, relPointerQualifiers:
		t.changed(o, n, aspectPointerQualifiers, detail, diff.Incompatible)
	case relPointerEquivalent:
		t.changed(o, n, aspectPointerEquivalent, detail, diff.Incompatible)
	case relOwnConstAdded:
		t.changed(o, n, aspectVarConstAdded, detail, diff.Incompatible)
	case relOwnConstGone:
		t.changed(o, n, aspectVarConstRemoved, detail, diff.Incompatible)
	default:
		t.changed(o, n, aspectVarType, detail, diff.Incompatible)
	}
}

// typedef compares what a typedef stands for.
func (t *targetComparison) typedef(o, n *api.Item) {
	t.sizes(o, n)
	if o.Type == n.Type {
		return
	}
	detail := fmt.Sprintf("changed from %s to %s", o.Type, n.Type)
	a, b := t.old.parse(o.Type), t.new.parse(n.Type)
	fa, fb := calledThrough(a), calledThrough(b)
	switch rel := t.relate(a, b); {
	case rel == relSame:
	case rel == relEquivalent:
		t.changed(o, n, aspectTypedefEquivalent, detail, diff.Compatible)
	case rel == relPointerEquivalent:
		t.changed(o, n, aspectPointerEquivalent, detail, diff.Incompatible)
	case fa != nil && fb != nil:
		// Users implement it: what is looser for callers is stricter for them.
		if t.sameSignature(fa, fb, true) {
			t.changed(o, n, aspectCallbackQualifiers, detail, diff.Incompatible)
		} else {
			t.changed(o, n, aspectCallback, detail, diff.Incompatible)
		}
	case opaquePointer(t.old, a) && opaquePointer(t.new, b):
		t.changed(o, n, aspectTypedefPointer, detail, diff.Incompatible)
	case rel != relOther && rel != relAtomic && rel != relArrayLength:
		t.changed(o, n, aspectTypedefPointer, detail, diff.Incompatible)
	default:
		t.changed(o, n, aspectTypedef, detail, diff.Incompatible)
	}
}

// opaquePointer reports whether a type is a pointer to a record whose members
// users do not see.
func opaquePointer(side *targetSide, x *typ) bool {
	x = x.resolve()
	if x.kind != kindPointer {
		return false
	}
	if x = x.elem.resolve(); x.kind != kindRecord || x.record.id() == "" {
		return false
	}
	it := side.item(x.record.id())
	return it == nil || it.Facts.Has("opaque")
}

// calledThrough is the function type that a type is, or points to; else nil.
func calledThrough(x *typ) *typ {
	x = x.resolve()
	if x.kind == kindPointer {
		x = x.elem.resolve()
	}
	if x.kind == kindFunction {
		return x
	}
	return nil
}

// sizes compares the size and alignment that a typedef asks for.
func (t *targetComparison) sizes(o, n *api.Item) {
	for _, name := range []string{"size", "align"} {
		before, had := o.Facts.Get(name)
		after, has := n.Facts.Get(name)
		if had != has {
			// Only one of them asks for an alignment: the other has that of its type.
			if !had {
				before, had = t.old.layoutFact(t.old.parse(o.Type), name)
			} else {
				after, has = t.new.layoutFact(t.new.parse(n.Type), name)
			}
		}
		if had && has && before != after {
			aspect := aspectSize
			if name == "align" {
				aspect = aspectAlign
			}
			t.changed(o, n, aspect, fmt.Sprintf("%s changed from %s to %s bytes", map[string]string{"size": "size", "align": "alignment"}[name], before, after), diff.Incompatible)
		}
	}
}
