package golang

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// definition compares the definition of a type with that of its counterpart.
func (j *judgement) definition(obj *types.TypeName) error {
	old := obj.Type().(*types.Named)
	oldItem := j.old.items[obj]
	base := diff.Change{Op: diff.Changed, Item: baseID(oldItem.ID), Old: oldItem}
	to := j.pairing.to[obj]
	newNamed, _ := to.(*types.Named)
	oq, nq := newQuestion(), newQuestion()
	before := newShape(oldSide, j.old, old)
	var after *shape
	if newNamed == nil {
		after = &shape{side: newSide, lib: j.new, basic: to}
		nq.Scope().Insert(types.NewTypeName(token.NoPos, nq, questionName, to))
	} else {
		base.New = j.new.items[newNamed.Obj()]
		params := newNamed.TypeParams()
		if newNamed.TypeArgs().Len() > 0 {
			params = nil // an instance has none left
		}
		if oldItem.Facts.Has(factHidden) {
			// Users never write its type arguments.
			if old.TypeParams().Len() != params.Len() {
				return nil
			}
		} else if !j.typeParams(base, old.TypeParams(), params) {
			return nil
		}
		after = newShape(newSide, j.new, newNamed)
		if done := j.opaqueDefinition(base, before, after); !done {
			j.elements(base, before, after)
			j.comparable(base, before, after)
		}
		after.restate(j.tr, nq, before.isOpaque() || after.isOpaque())
	}
	before.restate(j.tr, oq, before.isOpaque() || after.isOpaque())
	answers, err := ask(oq, nq)
	if err != nil {
		return err
	}
	own := map[string]bool{}
	for _, a := range answers {
		if a.member == "" {
			j.typeAnswer(base, before, after, a)
			continue
		}
		own[a.member] = true
		if err := j.memberAnswer(base, before, after, a); err != nil {
			return err
		}
	}
	j.promotedFields(base, before, after, own)
	j.memberDeprecations(before, after)
	return nil
}

// typeAnswer reports what apidiff says of a type as a whole.
func (j *judgement) typeAnswer(base diff.Change, before, after *shape, a answer) {
	c := base
	c.Verdict = a.verdict
	c.Aspect = diff.AspectType
	switch a.text {
	case "changed direction", "removed direction":
		c.Aspect = aspectDirection
	}
	c.Detail = fmt.Sprintf("changed from %s to %s", before.text(), after.text())
	if before.named != nil && after.named != nil &&
		j.tr.restsOnStub(j.tr.typ(oldSide, before.named.Underlying()), j.tr.typ(newSide, after.named.Underlying())) {
		c.Doubt = doubtStub
	}
	if c.New == nil {
		c.New = c.Old
	}
	j.emit(c)
}

// memberAnswer reports what apidiff says of a field or method.
func (j *judgement) memberAnswer(base diff.Change, before, after *shape, a answer) error {
	o, n := before.members[a.member], after.members[a.member]
	c := diff.Change{OldParent: base.Old, NewParent: base.New, Verdict: a.verdict}
	typeName := baseID(base.Item)
	switch {
	case a.text == "removed":
		c.Op, c.Detail = diff.Removed, "removed"
		n = nil
		if a.receiver == valueReceiver && o.isMethod() && after.members[a.member].isMethod() {
			// Still in the method set of *T.
			n = after.members[a.member]
			c.Op, c.Aspect, c.Detail = diff.Changed, aspectReceiver, "now has a pointer receiver"
		}
	case a.text == "added unexported method":
		c.Op, c.Aspect, c.Detail = diff.Changed, aspectSealed, "unexported method added: only this module can implement the interface now"
		o = nil
	case a.text == "added":
		c.Op, c.Detail = diff.Added, "added"
		o = nil
		if a.receiver == valueReceiver && n.isMethod() && before.members[a.member].isMethod() {
			o = before.members[a.member]
			c.Op, c.Aspect, c.Detail = diff.Changed, aspectReceiver, "now has a value receiver"
		}
	default:
		c.Op, c.Aspect = diff.Changed, diff.AspectType
		if o == nil || n == nil {
			return fmt.Errorf("%s: apidiff says that %s %s, which is not on both sides", base.Item, a.member, a.text)
		}
		c.Detail = changedFrom(j.memberText(oldSide, o), j.memberText(newSide, n))
		if j.tr.restsOnStub(j.tr.typ(oldSide, o.obj.Type()), j.tr.typ(newSide, n.obj.Type())) {
			c.Doubt = doubtStub
		}
	}
	if hidden, _ := base.Old.Facts.Get(factHidden); hidden == hiddenIn && c.Op == diff.Removed {
		return nil // nobody can call it
	}
	// Name the member as the user of this type selects it.
	shown := cmp.Or(o, n)
	c.Old, c.New = j.memberItem(o, base.Old), j.memberItem(n, base.New)
	c.Item = memberID(typeName, a.member, a.receiver == pointerReceiver)
	if c.Op == diff.Removed && after.hidesMethods() && !before.hidesMethods() {
		c.Doubt = "it may be promoted from an embedded type of another module"
	}
	emitted := j.emit(c)
	if shown.promoted {
		j.promoted = append(j.promoted, promotion{emitted, j.causes(shown)})
	}
	return nil
}

const aspectReceiver = "receiver"

// memberItem is the item of a member, or one made for a member that is
// promoted from outside of the module.
func (j *judgement) memberItem(m *member, parent *api.Item) *api.Item {
	if m == nil || parent == nil {
		return nil
	}
	if m.item != nil {
		return m.item
	}
	kind := kindField
	if _, ok := m.obj.(*types.Func); ok {
		kind = kindMethod
	}
	return &api.Item{ID: memberID(baseID(parent.ID), m.obj.Name(), m.pointer), Parent: parent.ID, Kind: kind, Type: j.memberText(m.shape.side, m), Pos: parent.Pos}
}

// memberText is the canonical type of a member.
func (j *judgement) memberText(s side, m *member) string {
	if m.item != nil && !m.promoted && m.isDeclared() {
		return m.item.Type
	}
	w := &typeWriter{pkg: m.shape.named.Obj().Pkg(), home: func(obj *types.TypeName, _ bool) (string, string) { return obj.Pkg().Path(), obj.Name() }}
	w.typ(m.obj.Type())
	return w.String()
}

// memberID names a member of a type: T.F, T.M or (*T).M.
func memberID(typeID, member string, pointer bool) string {
	pkg, name := "", typeID
	if i := strings.LastIndexByte(typeID, '.'); i >= 0 {
		pkg, name = typeID[:i+1], typeID[i+1:]
	}
	if pointer {
		name = "(*" + name + ")"
	}
	return pkg + name + "." + member
}

// causes lists the items whose change a change of a promoted member may be a
// consequence of: the embedded field that leads to it, where that came or went,
// and the member where it is declared.
func (j *judgement) causes(m *member) []string {
	var ids []string
	if m.through != nil {
		other := j.new
		if m.shape.side == newSide {
			other = j.old
		}
		if it := m.shape.lib.items[m.through.Origin()]; it != nil && other.surface.Lookup(it.ID) == nil {
			ids = append(ids, baseID(it.ID))
		}
	}
	if m.item != nil {
		ids = append(ids, baseID(m.item.ID))
	}
	return ids
}

// comparable reports a struct type that can no longer be compared with ==.
// apidiff is told what the surface knows, since private fields are not in it.
func (j *judgement) comparable(base diff.Change, before, after *shape) {
	if before.kind() != "struct" || after.kind() != "struct" {
		return
	}
	was, _ := base.Old.Facts.Get(factComparable)
	is, _ := base.New.Facts.Get(factComparable)
	if was == is || was == "no" || is == "" {
		return
	}
	c := base
	c.Aspect, c.Verdict = diff.AspectFact+factComparable, diff.Incompatible
	c.Detail = "can no longer be compared with =="
	switch {
	case is == "arguments":
		c.Doubt = "it still can where the type arguments can"
		if was != "" {
			return
		}
	case was == "unknown" || is == "unknown":
		c.Doubt = doubtStub
	}
	j.emit(c)
}

// opaqueDefinition compares types that are defined as a type of another module
// or of C, whose underlying type nobody knows. It reports whether they are.
func (j *judgement) opaqueDefinition(base diff.Change, before, after *shape) bool {
	if !before.isOpaque() && !after.isOpaque() {
		return false
	}
	text := func(s *shape) string {
		if b := s.lib.base[s.named.Obj()]; b != nil {
			return fmt.Sprintf("%q.%s", b.Obj().Pkg().Path(), b.Obj().Name())
		}
		return s.text()
	}
	if o, n := text(before), text(after); o != n {
		c := base
		c.Aspect, c.Verdict, c.Doubt = diff.AspectType, diff.Incompatible, doubtStub
		c.Detail = changedFrom(o, n)
		j.emit(c)
	}
	return true
}

// elements compares what restricts the type set of an interface.
func (j *judgement) elements(base diff.Change, before, after *shape) {
	if before.kind() != "interface" || after.kind() != "interface" {
		return
	}
	ou, nu := before.named.Underlying().(*types.Interface), after.named.Underlying().(*types.Interface)
	if ou.IsMethodSet() && nu.IsMethodSet() {
		return
	}
	o, n := j.tr.typeSet(oldSide, ou), j.tr.typeSet(newSide, nu)
	o.methods, n.methods = nil, nil // apidiff compares those
	if (o.opaque || n.opaque) && !(o.contains(n) && n.contains(o)) {
		c := base
		c.Aspect, c.Verdict, c.Doubt = diff.AspectType, diff.Incompatible, doubtStub
		c.Detail = "what it embeds changed"
		j.emit(c)
		return
	}
	j.constraint(base, o, n, !base.Old.Facts.Has(factHidden))
}

// promotedFields reports exported fields of a struct that are now promoted from
// an embedded one, and the reverse: selections work with both, keyed literals
// only with fields of the struct's own.
func (j *judgement) promotedFields(base diff.Change, before, after *shape, reported map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(before.members)) {
		o, n := before.members[name], after.members[name]
		if n == nil || reported[name] || o.promoted == n.promoted {
			continue
		}
		if _, isField := o.obj.(*types.Var); !isField {
			continue
		}
		c := diff.Change{Op: diff.Changed, Aspect: aspectPromoted, Item: memberID(base.Item, name, false),
			Old: j.memberItem(o, base.Old), New: j.memberItem(n, base.New), OldParent: base.Old, NewParent: base.New,
			Verdict: diff.Incompatible, Detail: "now promoted from an embedded struct: composite literals cannot set it"}
		if o.promoted {
			c.Verdict, c.Detail = diff.Compatible, "no longer promoted: a field of the struct's own"
		}
		j.emit(c)
	}
}

func (j *judgement) memberDeprecations(before, after *shape) {
	for _, name := range slices.Sorted(maps.Keys(before.members)) {
		o, n := before.members[name], after.members[name]
		if n != nil && !o.promoted && !n.promoted && o.item != nil && n.item != nil {
			j.deprecated(diff.Change{Op: diff.Changed, Item: baseID(o.item.ID), Old: o.item, New: n.item})
		}
	}
}
