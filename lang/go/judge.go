package golang

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// Aspects of Go changes beyond those of package diff.
const (
	aspectTypeParams = "type-parameters" // their number
	aspectConstraint = "constraint"      // the types that one or more of them admit
	aspectDirection  = "direction"       // of a channel type
	aspectImplements = "implements"      // an interface that a type implemented
	aspectPromoted   = "promoted"        // whether a field is promoted or the struct's own
	aspectSealed     = "sealed"          // an interface got an unexported method
)

// compare implements lang.Language.Compare. apidiff is the judge; what it is
// asked, and in which order, is decided here, so that its verdicts depend on
// nothing but the two surfaces:
//
//   - Types are paired beforehand (pair.go) and put into a common vocabulary
//     (translate.go). apidiff never finds a correspondence of its own.
//   - It is asked about one declaration at a time, so it never has two
//     messages for one place, and prints nothing.
//   - Its messages come back as changes of items. What it is blind to (type
//     parameters, constraints, platforms, packages) is compared here.
func compare(old, new *api.Surface) ([]diff.Change, error) {
	r := &report{old: old, new: new, doubt: diff.NewDoubt(old, new), merged: map[string]*platformChange{}}
	platforms, _, err := parseOptions(readOptions(new.Options))
	if err != nil {
		return nil, err
	}
	groups := platformGroups(old, new, platforms)
	for _, g := range groups {
		std := newStdImporter(g[0].os)
		oldLib, err := rebuild(old, g[0], std)
		if err != nil {
			return nil, fmt.Errorf("old side: %w", err)
		}
		newLib, err := rebuild(new, g[0], std)
		if err != nil {
			return nil, fmt.Errorf("new side: %w", err)
		}
		changes, err := judge(oldLib, newLib)
		if err != nil {
			return nil, err
		}
		r.add(changes, g)
	}
	changes := r.changes(platforms)
	return append(changes, diff.Gaps(old, new)...), nil
}

// platformGroups splits the platforms into groups on which neither side has
// items that the rest of the group lacks.
func platformGroups(old, new *api.Surface, platforms []platform) [][]platform {
	var sets []string
	for _, s := range []*api.Surface{old, new} {
		for i := range s.Items {
			if set, ok := s.Items[i].Facts.Get(factPlatforms); ok && !slices.Contains(sets, set) {
				sets = append(sets, set)
			}
		}
	}
	byKey := map[string]int{}
	var groups [][]platform
	for _, p := range platforms {
		key := make([]byte, len(sets))
		for i, set := range sets {
			if inPlatformSet(set, p) {
				key[i] = 1
			}
		}
		i, ok := byKey[string(key)]
		if !ok {
			i = len(groups)
			byKey[string(key)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

// A report merges the changes of all groups of platforms.
type report struct {
	old, new *api.Surface
	doubt    *diff.Doubt
	merged   map[string]*platformChange
	order    []*platformChange
}

type platformChange struct {
	change    diff.Change
	platforms []platform
}

func (r *report) add(changes []diff.Change, on []platform) {
	for _, c := range changes {
		key := strings.Join([]string{c.Item, string(c.Op), c.Aspect, c.Detail, string(c.Verdict)}, "\x00")
		m := r.merged[key]
		if m == nil {
			m = &platformChange{change: c}
			r.merged[key] = m
			r.order = append(r.order, m)
		}
		m.platforms = append(m.platforms, on...)
	}
}

// changes returns the merged changes. One that happened on some platforms only
// says so, unless those are all that have the item.
func (r *report) changes(all []platform) []diff.Change {
	list := make([]diff.Change, 0, len(r.order))
	for _, m := range r.order {
		c := m.change
		if len(m.platforms) < len(all) {
			set := platformSet(all, func(i int) bool { return slices.Contains(m.platforms, all[i]) })
			has := func(it *api.Item) string {
				if it == nil {
					return ""
				}
				set, _ := it.Facts.Get(factPlatforms)
				return set
			}
			switch {
			case c.Op == diff.Removed && r.new.Lookup(c.Item) != nil,
				c.Op == diff.Added && r.old.Lookup(c.Item) != nil:
				c.New, c.Old = cmp.Or(c.New, r.new.Lookup(c.Item)), cmp.Or(c.Old, r.old.Lookup(c.Item))
				c.Op, c.Aspect = diff.Changed, diff.AspectFact+factPlatforms
				if c.Verdict == diff.Incompatible {
					c.Detail = "no longer there on " + set
				} else {
					c.Detail = "now also there on " + set
				}
			case has(c.Old) != set && has(c.New) != set:
				c.Detail += " (on " + set + ")"
			}
		}
		if c.Doubt == "" {
			switch c.Op {
			case diff.Removed:
				c.Doubt = r.doubt.Removed(c.Old)
			case diff.Added:
				c.Doubt = r.doubt.Added(c.New)
			}
		}
		if c.Doubt != "" && c.Verdict == diff.Incompatible {
			c.Detail += ", which cannot be verified: " + c.Doubt
		}
		slices.Sort(c.Also)
		c.Also = slices.Compact(c.Also)
		list = append(list, c)
	}
	return list
}

// A judgement compares two libraries on one platform.
type judgement struct {
	old, new *library
	pairing  *pairing
	tr       *translator
	changes  []*diff.Change
	promoted []promotion
	denied   map[string]bool // IDs of types with incompatible changes
}

// A promotion is a change that shows at a type through what it embeds.
type promotion struct {
	change *diff.Change
	causes []string // IDs of the items whose change would be its cause
}

func judge(old, new *library) ([]diff.Change, error) {
	p := pairTypes(old, new)
	j := &judgement{old: old, new: new, pairing: p, tr: newTranslator(p), denied: map[string]bool{}}
	for _, path := range old.public {
		if i, ok := slices.BinarySearch(new.public, path); !ok || new.public[i] != path {
			it := old.surface.Lookup(path)
			j.emit(diff.Change{Op: diff.Removed, Item: it.ID, Old: it, Detail: "package removed", Verdict: diff.Incompatible})
			continue
		}
		if err := j.packageScope(path); err != nil {
			return nil, err
		}
	}
	for _, path := range new.public {
		if _, ok := slices.BinarySearch(old.public, path); !ok {
			it := new.surface.Lookup(path)
			j.emit(diff.Change{Op: diff.Added, Item: it.ID, New: it, Detail: "package added", Verdict: diff.Compatible})
		}
	}
	for _, obj := range p.order {
		if err := j.definition(obj); err != nil {
			return nil, err
		}
	}
	if err := j.implementations(); err != nil {
		return nil, err
	}
	return j.finish(), nil
}

func (j *judgement) emit(c diff.Change) *diff.Change {
	j.changes = append(j.changes, &c)
	if c.Verdict == diff.Incompatible {
		for _, it := range []*api.Item{c.Old, c.New} {
			if it != nil {
				j.denied[it.ID] = true
				j.denied[it.Parent] = true
			}
		}
	}
	return &c
}

// packageScope compares what a package exports, but for the definitions of
// types, which are compared where they are paired.
func (j *judgement) packageScope(path string) error {
	oldPkg, newPkg := j.old.pkgs[path], j.new.pkgs[path]
	if o, n := j.old.surface.Lookup(path), j.new.surface.Lookup(path); o.Type != n.Type {
		j.emit(diff.Change{Op: diff.Changed, Aspect: diff.AspectType, Item: path, Old: o, New: n,
			Detail: fmt.Sprintf("package name changed from %s to %s", o.Type, n.Type), Verdict: diff.Incompatible})
	}
	for _, name := range oldPkg.Scope().Names() {
		o := oldPkg.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		n := newPkg.Scope().Lookup(name)
		if n == nil {
			it := j.old.items[o]
			j.emit(diff.Change{Op: diff.Removed, Item: baseID(it.ID), Old: it, OldParent: j.old.surface.Lookup(path), NewParent: j.new.surface.Lookup(path),
				Detail: "removed", Verdict: diff.Incompatible})
			continue
		}
		if err := j.object(o, n); err != nil {
			return err
		}
	}
	for _, name := range newPkg.Scope().Names() {
		n := newPkg.Scope().Lookup(name)
		if n.Exported() && oldPkg.Scope().Lookup(name) == nil {
			it := j.new.items[n]
			j.emit(diff.Change{Op: diff.Added, Item: baseID(it.ID), New: it, OldParent: j.old.surface.Lookup(path), NewParent: j.new.surface.Lookup(path),
				Detail: "added", Verdict: diff.Compatible})
		}
	}
	return nil
}

// object compares two package-level objects of one name.
func (j *judgement) object(o, n types.Object) error {
	oldItem, newItem := j.old.items[o], j.new.items[n]
	base := diff.Change{Op: diff.Changed, Item: baseID(oldItem.ID), Old: oldItem, New: newItem}
	j.deprecated(base)
	if tn, ok := o.(*types.TypeName); ok && !tn.IsAlias() {
		if _, isType := n.(*types.TypeName); isType && j.pairing.to[tn] != nil {
			return nil // its definition is compared
		}
	}
	if of, ok := o.(*types.Func); ok {
		var params *types.TypeParamList
		if nf, ok := n.(*types.Func); ok {
			params = nf.Signature().TypeParams()
		}
		if !j.typeParams(base, of.Signature().TypeParams(), params) {
			return nil
		}
	}
	oq, nq := newQuestion(), newQuestion()
	oq.Scope().Insert(j.restate(oldSide, oq, o))
	nq.Scope().Insert(j.restate(newSide, nq, n))
	answers, err := ask(oq, nq)
	if err != nil {
		return err
	}
	for _, a := range answers {
		c := base
		c.Verdict = a.verdict
		switch {
		case oldItem.Kind != newItem.Kind && a.isKindChange():
			c.Aspect = diff.AspectKind
			c.Detail = fmt.Sprintf("changed from %s to %s", oldItem.Kind, newItem.Kind)
		case strings.HasPrefix(a.text, "value changed "):
			c.Aspect = diff.AspectValue
			before, after := showBoth(oldItem.Value, newItem.Value)
			c.Detail = fmt.Sprintf("value changed from %s to %s", before, after)
			if j.statesVersion(oldItem, newItem) {
				c.Verdict = diff.Compatible
			}
			if oldItem.Facts.Has(factSymbolic) || newItem.Facts.Has(factSymbolic) {
				c.Doubt = "the value comes from outside of the module"
			}
		default:
			c.Aspect = diff.AspectType
			c.Detail = changedFrom(j.typeText(oldItem), j.typeText(newItem))
			if o.Type() != nil && n.Type() != nil && j.tr.restsOnStub(j.tr.typ(oldSide, o.Type()), j.tr.typ(newSide, n.Type())) {
				c.Doubt = doubtStub
			}
		}
		j.emit(c)
	}
	return nil
}

const doubtStub = "it rests on a type of another module"

// statesVersion reports whether a constant is the version of its module on
// both sides: users expect it to change. A new side that is not released yet
// has no version; there a later one will do.
func (j *judgement) statesVersion(o, n *api.Item) bool {
	version := func(text string) string {
		if s, err := strconv.Unquote(text); err == nil {
			text = s
		}
		return "v" + strings.TrimPrefix(text, "v")
	}
	was, is := version(o.Value), version(n.Value)
	if !semver.IsValid(was) || was != version(j.old.surface.Version) {
		return false
	}
	if v := j.new.surface.Version; v != "" {
		return is == version(v)
	}
	return semver.Compare(was, is) < 0
}

// typeText is the type of an item as a message shows it.
func (j *judgement) typeText(it *api.Item) string {
	if it.Kind == kindType {
		if alias, ok := strings.CutPrefix(it.Type, "= "); ok {
			return alias
		}
		return localName(it)
	}
	return it.Type
}

// restate makes a copy of an object for a question, its types translated.
func (j *judgement) restate(s side, q *types.Package, obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Const:
		return types.NewConst(token.NoPos, q, obj.Name(), j.tr.typ(s, obj.Type()), obj.Val())
	case *types.Var:
		return types.NewVar(token.NoPos, q, obj.Name(), j.tr.typ(s, obj.Type()))
	case *types.Func:
		return types.NewFunc(token.NoPos, q, obj.Name(), j.tr.signature(s, obj.Signature(), nil))
	default:
		return types.NewTypeName(token.NoPos, q, obj.Name(), j.tr.typ(s, obj.Type()))
	}
}

// deprecated reports that an item became deprecated, or is not any more.
func (j *judgement) deprecated(base diff.Change) {
	was, is := base.Old.Facts.Has(factDeprecated), base.New.Facts.Has(factDeprecated)
	if was == is {
		return
	}
	c := base
	c.Aspect, c.Verdict, c.Detail = diff.AspectFact+factDeprecated, diff.Compatible, "deprecated"
	if was {
		c.Detail = "no longer deprecated"
	}
	j.emit(c)
}

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
		if newNamed.TypeArgs().Len() == 0 && !j.typeParams(base, old.TypeParams(), newNamed.TypeParams()) {
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
		j.memberAnswer(base, before, after, a)
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
func (j *judgement) memberAnswer(base diff.Change, before, after *shape, a answer) {
	o, n := before.members[a.member], after.members[a.member]
	c := diff.Change{OldParent: base.Old, NewParent: base.New, Verdict: a.verdict}
	typeName := baseID(base.Item)
	switch {
	case a.text == "removed":
		c.Op, c.Detail = diff.Removed, "removed"
		n = nil
		if a.receiver == valueReceiver && after.members[a.member] != nil {
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
		if a.receiver == valueReceiver && before.members[a.member] != nil {
			o = before.members[a.member]
			c.Op, c.Aspect, c.Detail = diff.Changed, aspectReceiver, "now has a value receiver"
		}
	default:
		c.Op, c.Aspect = diff.Changed, diff.AspectType
		if o == nil || n == nil {
			return
		}
		c.Detail = changedFrom(j.memberText(oldSide, o), j.memberText(newSide, n))
		if j.tr.restsOnStub(j.tr.typ(oldSide, o.obj.Type()), j.tr.typ(newSide, n.obj.Type())) {
			c.Doubt = doubtStub
		}
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
	if was != "" || is != "no" {
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
	j.constraint(base, o, n, !base.Old.Facts.Has(factHidden))
}

// typeParams compares two lists of type parameters, and reports whether they are
// as long: if not, nothing that uses them can be compared.
func (j *judgement) typeParams(base diff.Change, o, n *types.TypeParamList) bool {
	if o.Len() != n.Len() {
		c := base
		c.Aspect, c.Verdict = aspectTypeParams, diff.Incompatible
		c.Detail = fmt.Sprintf("has %s instead of %d", plural(n.Len(), "type parameter"), o.Len())
		j.emit(c)
		return false
	}
	for i := range o.Len() {
		oc, nc := o.At(i).Constraint(), n.At(i).Constraint()
		if j.sameNamed(oc, nc) {
			continue // judged where it is declared
		}
		j.constraint(base, j.tr.typeSet(oldSide, oc), j.tr.typeSet(newSide, nc), false)
	}
	return true
}

// sameNamed reports whether both constraints are one named type.
func (j *judgement) sameNamed(o, n types.Type) bool {
	_, ok := types.Unalias(o).(*types.Named)
	return ok && types.Identical(j.tr.typ(oldSide, o), j.tr.typ(newSide, n))
}

// constraint compares two type sets. Where users can name the constraint, they
// write generic code against it, which a wider set may break.
func (j *judgement) constraint(base diff.Change, o, n *typeSet, named bool) {
	wider, narrower := n.contains(o), o.contains(n)
	if wider && narrower {
		return
	}
	c := base
	c.Aspect, c.Verdict = aspectConstraint, diff.Incompatible
	c.Detail = "admits fewer or other types as type arguments"
	if wider {
		c.Verdict = diff.Compatible
		c.Detail = "admits more types as type arguments"
		if named {
			c.Verdict, c.Doubt = diff.Incompatible, "generic code that is written against it may not work with the added types"
		}
	}
	if o.opaque || n.opaque {
		c.Doubt = doubtStub
	}
	j.emit(c)
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

// implementations reports types that no longer implement an interface of the
// module, where no other change says so: the interface is sealed by unexported
// methods, so that only the module could keep them in step.
func (j *judgement) implementations() error {
	for _, iobj := range j.pairing.order {
		oldIface, ok := iobj.Type().Underlying().(*types.Interface)
		if !ok || !oldIface.IsMethodSet() || oldIface.NumMethods() == 0 || j.denied[j.old.items[iobj].ID] {
			continue
		}
		newNamed, ok := j.pairing.to[iobj].(*types.Named)
		if !ok || newNamed.TypeParams().Len() > 0 {
			continue
		}
		newIface, ok := newNamed.Underlying().(*types.Interface)
		if !ok || !newIface.IsMethodSet() || !slices.ContainsFunc(slices.Collect(newIface.Methods()), func(m *types.Func) bool { return !m.Exported() }) && oldIface.NumMethods() >= newIface.NumMethods() {
			continue
		}
		for _, tobj := range j.pairing.order {
			if err := j.implementation(iobj, newNamed, oldIface, newIface, tobj); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *judgement) implementation(iobj *types.TypeName, newNamed *types.Named, oldIface, newIface *types.Interface, tobj *types.TypeName) error {
	oldType := tobj.Type().(*types.Named)
	newType, ok := j.pairing.to[tobj].(*types.Named)
	if !ok || tobj == iobj || types.IsInterface(oldType) || oldType.TypeParams().Len() > 0 || j.denied[j.old.items[tobj].ID] {
		return nil
	}
	for _, pointer := range []bool{false, true} {
		var o, n types.Type = oldType, newType
		if pointer {
			o, n = types.NewPointer(o), types.NewPointer(n)
		}
		if !types.Implements(o, oldIface) || types.Implements(n, newIface) {
			continue
		}
		oq, nq := newQuestion(), newQuestion()
		restateImplementation(j.tr, oldSide, oq, o, oldIface)
		restateImplementation(j.tr, newSide, nq, n, newIface)
		answers, err := ask(oq, nq)
		if err != nil {
			return err
		}
		for _, a := range answers {
			if strings.HasPrefix(a.text, "no longer implements") {
				old, new := j.old.items[tobj], j.new.items[newType.Obj()]
				name := baseID(j.old.items[iobj].ID)
				j.emit(diff.Change{Op: diff.Changed, Aspect: aspectImplements, Item: baseID(old.ID), Old: old, New: new,
					Verdict: diff.Incompatible, Detail: "no longer implements " + name})
				return nil
			}
		}
	}
	return nil
}

// finish folds the changes that show through embedding into their causes.
func (j *judgement) finish() []diff.Change {
	byItem := map[string]*diff.Change{}
	shown := map[*diff.Change]bool{}
	for _, p := range j.promoted {
		shown[p.change] = true
	}
	for _, c := range j.changes {
		if !shown[c] {
			byItem[c.Item+"\x00"+string(c.Verdict)] = c
		}
	}
	folded := map[*diff.Change]bool{}
	for _, p := range j.promoted {
		for _, id := range p.causes {
			if cause := byItem[id+"\x00"+string(p.change.Verdict)]; cause != nil && id != p.change.Item {
				cause.Also = append(cause.Also, p.change.Item)
				folded[p.change] = true
				break
			}
		}
	}
	list := make([]diff.Change, 0, len(j.changes))
	for _, c := range j.changes {
		if !folded[c] {
			list = append(list, *c)
		}
	}
	return list
}

// changedFrom names two canonical types, with whole import paths where they
// would look alike without.
func changedFrom(old, new string) string {
	o, n := pretty(old), pretty(new)
	if o == n {
		o, n = strings.ReplaceAll(old, `"`, ""), strings.ReplaceAll(new, `"`, "")
	}
	return fmt.Sprintf("changed from %s to %s", o, n)
}

// maxShown is how much of a constant's value is shown, in characters.
const maxShown = 60

// show shortens a constant value for a message.
func show(value string) string {
	if r := []rune(value); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return value
}

// showBoth shortens two values around the first place where they differ.
func showBoth(old, new string) (string, string) {
	o, n := []rune(old), []rune(new)
	same := 0
	for same < len(o) && same < len(n) && o[same] == n[same] {
		same++
	}
	if same < maxShown/2 {
		return show(old), show(new)
	}
	from := same - maxShown/3
	return "…" + show(string(o[from:])), "…" + show(string(n[from:]))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// An answer is one message of apidiff about the one declaration it was asked of.
type answer struct {
	member   string // the field or method concerned, "" for the declaration itself
	receiver receiverKind
	text     string
	verdict  diff.Verdict
}

type receiverKind int

const (
	noReceiver receiverKind = iota
	valueReceiver
	pointerReceiver
)

func (a answer) isKindChange() bool {
	words := strings.Fields(a.text)
	return len(words) == 5 && words[1] == "from" && words[3] == "to" && slices.Contains([]string{"const", "var", "func", "type"}, words[2])
}

// questionPath is the import path of both sides of a question.
const questionPath = "question"

// questionName is the name under which a type is asked about.
const questionName = "Q"

func newQuestion() *types.Package { return types.NewPackage(questionPath, questionPath) }

// ask puts one declaration before apidiff.
func ask(old, new *types.Package) ([]answer, error) {
	report := apidiff.Changes(old, new)
	answers := make([]answer, 0, len(report.Changes))
	for _, c := range report.Changes {
		a := answer{text: c.Message, verdict: diff.Incompatible}
		if c.Compatible {
			a.verdict = diff.Compatible
		}
		head, text, ok := strings.Cut(c.Message, ": ")
		if !ok {
			return nil, fmt.Errorf("apidiff says %q, which names no declaration", c.Message)
		}
		a.text = text
		head, _, _ = strings.Cut(head, ", ") // "Q, element type"
		recv, member, ok := strings.Cut(head, ".")
		if ok {
			a.member = member
			a.receiver = valueReceiver
			if strings.HasPrefix(recv, "(*") {
				a.receiver = pointerReceiver
			}
		}
		answers = append(answers, a)
	}
	return answers, nil
}
