package golang

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/guard"
)

// Aspects of Go changes beyond those of package diff.
const (
	aspectTypeParams = "type-parameters" // their number
	aspectConstraint = "constraint"      // the types that one or more of them admit
	aspectWidened    = "widened"         // an exported constraint, to more types
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
		var changes []diff.Change
		if err := guard.Call(func() error {
			changes, err = judge(oldLib, newLib)
			return err
		}); err != nil {
			return nil, err
		}
		r.add(changes, g)
	}
	changes := r.changes(platforms)
	return append(changes, diff.Gaps(old, new)...), nil
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
		if _, ok := slices.BinarySearch(new.public, path); !ok {
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
	j.sealingMethods()
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
		if named, ok := tn.Type().(*types.Named); ok && isAlias(n) && aliasParams(n).Len() > 0 {
			j.typeParams(base, named.TypeParams(), aliasParams(n))
		}
		if _, isType := n.(*types.TypeName); isType && j.pairing.to[tn] != nil {
			return nil // its definition is compared
		}
	}
	if isAlias(o) && isAlias(n) && !j.typeParams(base, aliasParams(o), aliasParams(n)) {
		return nil
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

func isAlias(obj types.Object) bool {
	tn, ok := obj.(*types.TypeName)
	return ok && tn.IsAlias()
}

func aliasParams(obj types.Object) *types.TypeParamList {
	if alias, ok := obj.Type().(*types.Alias); ok {
		return alias.TypeParams()
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
