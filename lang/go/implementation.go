package golang

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/diff"
)

// sealingMethods reports types that lost an unexported method which interfaces of
// the module still ask for: unnamed ones, generic ones, and constraints, for
// which nobody asks apidiff.
func (j *judgement) sealingMethods() {
	asked := map[string]bool{}
	for i := range j.new.surface.Items {
		it := &j.new.surface.Items[i]
		for _, name := range unexportedMethodRE.FindAllStringSubmatch(it.Type, -1) {
			asked[name[1]] = true
		}
		if parent := j.new.surface.Lookup(it.Parent); it.Kind == kindMethod && parent != nil && strings.HasSuffix(parent.Type, "interface") && !token.IsExported(localName(it)) {
			asked[localName(it)] = true
		}
	}
	for _, obj := range j.pairing.order {
		newType, ok := j.pairing.to[obj].(*types.Named)
		old := j.old.items[obj]
		if !ok || types.IsInterface(obj.Type()) || j.denied[old.ID] {
			continue
		}
		for _, m := range j.old.members[baseID(old.ID)][kindMethod] {
			name := localName(m)
			if token.IsExported(name) || !asked[name] {
				continue
			}
			if found, _, _ := types.LookupFieldOrMethod(newType, true, newType.Obj().Pkg(), name); found != nil || embedsForever(newType) {
				continue
			}
			new := j.new.items[newType.Obj()]
			j.emit(diff.Change{Op: diff.Changed, Aspect: aspectImplements, Item: baseID(old.ID), Old: old, New: new, Verdict: diff.Incompatible,
				Detail: "no longer has the unexported method " + name + ", which interfaces of the module ask for",
				Doubt:  "it may have been meant for none of them"})
		}
	}
}

// unexportedMethodRE finds the unexported methods of interfaces in a type text.
var unexportedMethodRE = regexp.MustCompile(`(?:interface\{|; )([\p{Ll}_]\w*)\(`)

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
	if !ok || tobj == iobj || types.IsInterface(oldType) || oldType.TypeParams().Len() > 0 || embedsForever(oldType) || embedsForever(newType) || j.denied[j.old.items[tobj].ID] {
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
