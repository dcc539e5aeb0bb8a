package c

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A targetComparison compares the sides on one target.
type targetComparison struct {
	*comparison
	target   string
	old, new *targetSide

	renamed     map[string]*api.Item // by old ID: constants with another name
	renamedFrom map[string]bool      // new IDs of these
	alike       map[alikeKey]bool    // answers of same
	nested      int                  // unnamed records within each other
}

// say reports a change on this target.
func (t *targetComparison) say(ch diff.Change) {
	key := changeKey{ch.Op, ch.Aspect, ch.Item, ch.Detail}
	f := t.found[key]
	if f == nil {
		f = &found{Change: ch, of: t.present(ch.Item, ch.Op)}
		t.found[key] = f
		t.order = append(t.order, f)
		// The whole item, with all targets, is what is shown.
		if o := t.comparison.old.byID[ch.Item]; len(o) > 0 && f.Old != nil {
			f.Old = o[0]
		}
		if n := t.comparison.new.byID[ch.Item]; len(n) > 0 && f.New != nil {
			f.New = n[0]
		}
		if f.Old != nil && f.Old.Parent != "" {
			if up := t.comparison.old.byID[f.Old.Parent]; len(up) > 0 {
				f.OldParent = up[0]
			}
		}
		if f.New != nil && f.New.Parent != "" {
			if up := t.comparison.new.byID[f.New.Parent]; len(up) > 0 {
				f.NewParent = up[0]
			}
		}
	}
	f.Also = append(f.Also, ch.Also...)
	if !slices.Contains(f.targets, t.target) {
		f.targets = append(f.targets, t.target)
	}
}

// copiedAspects are changes of what is copied into programs and of what the
// library has too: programs that are compiled already go on with the old.
var copiedAspects = map[string]bool{aspectBody: true, aspectValue: true, aspectConstantValue: true, aspectMacroAlias: true}

// inHeader reports whether a function or an object is compiled into the
// programs that use it: the library under them does not matter.
func inHeader(it *api.Item) bool {
	if it.Kind == "macro" {
		return true
	}
	l, _ := it.Facts.Get("linkage")
	return l == "static" || it.Facts.Has("static")
}

// present lists the targets on which an item can show a change.
func (c *comparison) present(id string, op diff.Op) []string {
	var list []string
	for _, target := range c.targets {
		o, n := c.old.there(id, target), c.new.there(id, target)
		if op == diff.Removed && o || op == diff.Added && n || op == diff.Changed && (o && n || !o && !n) {
			list = append(list, target)
		}
	}
	return list
}

// changed reports a change of an item that is on both sides.
func (t *targetComparison) changed(o, n *api.Item, aspect, detail string, verdict diff.Verdict) {
	t.say(diff.Change{Op: diff.Changed, Aspect: aspect, Item: n.ID, Old: o, New: n, Detail: detail, Verdict: verdict, SourceOnly: inHeader(o) && inHeader(n) && !copiedAspects[aspect]})
}

func (t *targetComparison) run(ids []string) {
	records := map[string]bool{}
	t.pairEnumerators(ids)
	for _, id := range ids {
		o, n := t.old.item(id), t.new.item(id)
		for _, it := range []*api.Item{o, n} {
			if it != nil && it.Kind == "field" {
				records[t.recordOf(it)] = true
			}
		}
		switch {
		case o == nil && n == nil, isPrivate(o) && n == nil, o == nil && isPrivate(n), isPrivate(o) && isPrivate(n) && o.Kind == "func":
		case o != nil && o.Kind == "field" || n != nil && n.Kind == "field":
		case n == nil:
			t.removed(o)
		case o == nil:
			t.added(n)
		default:
			if isRecord(o) && isRecord(n) {
				records[id] = true
			}
			t.both(o, n)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(records)) {
		t.record(id)
	}
}

// isPrivate reports whether an item is none for users: a function for others in
// the headers only, or a record of which only the layout counts.
func isPrivate(it *api.Item) bool {
	return it != nil && (it.Kind == "func" && it.Facts.Has("private") || it.Facts.Has("internal"))
}

func isRecord(it *api.Item) bool { return it != nil && (it.Kind == "struct" || it.Kind == "union") }

// recordOf is the old ID of the record, or of whatever else, that a field
// belongs to in the end.
func (t *targetComparison) recordOf(it *api.Item) string {
	id := it.Parent
	for steps := 0; steps < 100; steps++ {
		up := t.comparison.new.byID[id]
		if len(up) == 0 {
			up = t.comparison.old.byID[id]
		}
		if len(up) == 0 || up[0].Kind != "field" {
			break
		}
		id = up[0].Parent
	}
	return cmp.Or(t.comparison.new.key[id], id)
}

// removed reports an item that is gone.
func (t *targetComparison) removed(o *api.Item) {
	switch o.Kind {
	case "typedef":
		if mentionsVersion(o.ID) && strings.ContainsAny(o.ID, "0123456789") {
			t.say(diff.Change{Op: diff.Removed, Aspect: aspectVersion, Item: o.ID, Old: o, Verdict: diff.Compatible})
			return
		}
	case "struct", "union", "enum":
		if t.comparison.old.key[o.ID] != "" {
			return // it goes by another name: pairRecords says what that breaks
		}
		if isMention(o) {
			return
		}
	case "enumerator":
		if up := t.old.item(o.Parent); up != nil && t.new.item(o.Parent) == nil && t.comparison.old.key[o.Parent] == "" {
			return // its enumeration is gone
		}
		if n := t.renamed[o.ID]; n != nil {
			t.say(diff.Change{Op: diff.Changed, Aspect: aspectRenamed, Item: o.ID, Old: o, New: n, Detail: "is now " + n.ID, Verdict: diff.Incompatible})
			return
		}
	case "macro":
		if id, ok := strings.CutSuffix(o.ID, " (macro)"); ok && t.new.item(id) != nil {
			return // the name still works: what it stands for is compared
		}
	}
	ch := diff.Change{Op: diff.Removed, Item: o.ID, Old: o}
	if o.Kind == "enum" {
		for _, m := range t.comparison.old.members[o.ID] {
			if t.new.item(m) == nil {
				ch.Also = append(ch.Also, m)
			}
		}
	}
	t.say(ch)
}

// isMention reports whether a record is only a tag that is declared on its own:
// whatever uses it declares it as well.
func isMention(it *api.Item) bool {
	return it.Facts.Has("opaque") && strings.Contains(it.ID, " ")
}

func (t *targetComparison) added(n *api.Item) {
	switch n.Kind {
	case "struct", "union", "enum":
		if t.comparison.new.key[n.ID] != "" || isMention(n) {
			return
		}
	case "enumerator":
		if t.new.item(n.Parent) != nil && t.old.item(n.Parent) == nil && t.comparison.new.key[n.Parent] == "" {
			return
		}
		if t.renamedFrom[n.ID] {
			return
		}
	case "macro":
		if id, ok := strings.CutSuffix(n.ID, " (macro)"); ok && t.old.item(id) != nil {
			if f := t.new.item(id); f != nil && f.Kind == "func" && n.Type != "" && !t.callable(n, f) {
				t.changed(t.old.item(id), f, aspectMacroParams, "is hidden by a macro that takes "+macroArguments(n.Type), diff.Incompatible)
			}
			return
		}
	}
	ch := diff.Change{Op: diff.Added, Item: n.ID, New: n}
	if n.Kind == "enum" {
		for _, m := range t.comparison.new.members[n.ID] {
			if t.old.item(m) == nil {
				ch.Also = append(ch.Also, m)
			}
		}
	}
	t.say(ch)
}

// both compares an item that is on both sides.
func (t *targetComparison) both(o, n *api.Item) {
	if m := t.old.item(o.ID + " (macro)"); m != nil && o.Kind != "macro" && n.Kind == "macro" && m.Type == n.Type && m.Value == n.Value {
		t.say(diff.Change{Op: diff.Removed, Item: o.ID, Old: o}) // the macro beside it is what it was
		return
	}
	if m := t.new.item(n.ID + " (macro)"); m != nil && n.Kind != "macro" && o.Kind == "macro" && m.Type == o.Type && m.Value == o.Value {
		t.say(diff.Change{Op: diff.Added, Item: n.ID, New: n})
		return
	}
	t.conditions(o, n)
	if o.Kind != n.Kind {
		t.kinds(o, n)
		return
	}
	switch n.Kind {
	case "func":
		t.function(o, n)
	case "var":
		t.variable(o, n)
	case "typedef":
		t.typedef(o, n)
	case "enum":
		t.enum(o, n)
	case "enumerator":
		t.enumerator(o, n)
	case "macro":
		t.macro(o, n)
	}
	t.attributes(o, n)
}

// conditions compares the guards that an item stands under.
func (t *targetComparison) conditions(o, n *api.Item) {
	before, after := condition(o), condition(n)
	if before == after {
		return
	}
	if up, down := t.old.item(o.Parent), t.new.item(n.Parent); up != nil && down != nil && condition(up) == before && condition(down) == after {
		return // told of what encloses it
	}
	if t.implied(before, after) && t.implied(after, before) {
		return // the same, written in another way
	}
	detail := fmt.Sprintf("is there with %s, and was with %s", after, before)
	switch {
	case before == "":
		detail = "is now only there with " + after
	case after == "":
		detail = "no longer needs " + before
	}
	verdict := diff.Incompatible
	if t.implied(before, after) {
		verdict = diff.Compatible
	}
	t.changed(o, n, aspectGuard, detail, verdict)
}

// implied is implies, with the answers that were given before.
func (c *comparison) implied(before, after string) bool {
	key := [2]string{before, after}
	answer, known := c.conditionsKnown[key]
	if !known {
		answer = implies(before, after)
		c.conditionsKnown[key] = answer
	}
	return answer
}

// condition is what an item stands under, "" for nothing.
func condition(it *api.Item) string {
	if c, ok := it.Facts.Get("opt-in"); ok {
		return c
	}
	c, _ := it.Facts.Get("guard")
	return c
}

// kinds compares an item that is another kind of thing now.
func (t *targetComparison) kinds(o, n *api.Item) {
	constant := func(it *api.Item) bool {
		return it.Kind == "enumerator" || it.Kind == "macro" && it.Type == "" && it.Facts.Has("type") || it.Kind == "var" && it.Facts.Has("static")
	}
	isType := func(it *api.Item) bool { return isRecord(it) || it.Kind == "enum" || it.Kind == "typedef" }
	detail := fmt.Sprintf("changed from %s to %s", kindWord(o), kindWord(n))
	switch {
	case o.Kind == "feature" && n.Kind == "macro" || o.Kind == "macro" && n.Kind == "feature": // a template came or went
	case o.Kind == "enumerator" && n.Kind == "macro" && constant(n) && o.Value == n.Value && typeFact(n) == "int":
		// It works as before, and #ifdef sees it besides.
	case constant(o) && constant(n):
		t.changed(o, n, aspectConstantKind, detail, diff.Compatible)
		if o.Value != n.Value {
			t.changed(o, n, aspectValue, fmt.Sprintf("value changed from %s to %s", o.Value, n.Value), diff.Incompatible)
		}
	case isType(o) && isType(n):
		if isRecord(o) && isRecord(n) {
			t.changed(o, n, aspectTypeKind, detail, diff.Incompatible)
			return
		}
		a, b := t.old.parse(o.ID), t.new.parse(n.ID)
		switch rel := t.relate(a, b); {
		case rel == relSame: // the same type, reached in another way
		case rel == relEquivalent:
			t.changed(o, n, aspectTypedefEquivalent, detail, diff.Incompatible)
		case a.resolve().kind != kindRecord && b.resolve().kind != kindRecord:
			t.changed(o, n, aspectTypedef, detail, diff.Incompatible)
		default:
			t.changed(o, n, aspectTypeKind, detail, diff.Incompatible)
		}
	case isType(o) && n.Kind == "macro" && n.Type == "" && t.sameType(t.old.parse(o.ID), t.new.parse(n.Value)),
		isType(n) && o.Kind == "macro" && o.Type == "" && t.sameType(t.old.parse(o.Value), t.new.parse(n.ID)):
		t.changed(o, n, aspectTypeMacro, detail, diff.Incompatible)
	case (o.Kind == "func" || o.Kind == "var") && n.Kind == "macro" && !n.Facts.Has("type"):
		t.changed(o, n, aspectBecameMacro, detail, diff.Incompatible)
	case o.Kind == "macro" && n.Kind == "var" && !o.Facts.Has("type") && o.Type == "" && o.Value != "":
		t.changed(o, n, aspectBecameFunction, detail, diff.Compatible)
	case o.Kind == "macro" && n.Kind == "func" && t.callable(o, n):
		verdict := diff.Compatible
		if o.Type != "" && !isCall(o.Value) {
			verdict = diff.Incompatible // it may have been a constant, or of any type
		}
		t.changed(o, n, aspectBecameFunction, detail, verdict)
	default:
		// Only functions and objects leave something in compiled programs.
		t.say(diff.Change{Op: diff.Changed, Aspect: diff.AspectKind, Item: n.ID, Old: o, New: n, Detail: detail, Verdict: diff.Incompatible, SourceOnly: o.Kind != "func" && o.Kind != "var" || inHeader(o)})
	}
}

// isCall reports whether the body of a macro is a call, and nothing else.
func isCall(body string) bool {
	p := parser{toks: preprocessor.Lex(body)}
	for p.is("(") && len(p.toks) > 0 {
		end, ok := p.group(p.at)
		if !ok || end != len(p.toks) {
			break
		}
		p.toks = p.toks[1 : len(p.toks)-1] // parentheses around all of it
	}
	if len(p.toks) < 3 || p.toks[0].Kind != preprocessor.Identifier || !p.toks[1].Is("(") {
		return false
	}
	end, ok := p.group(1)
	return ok && end == len(p.toks)
}

// callable reports whether what was written with a macro can be a call of the
// function: it names a function, or takes as many arguments.
func (t *targetComparison) callable(macro, function *api.Item) bool {
	f := t.new.parse(function.Type).resolve()
	if f.kind != kindFunction {
		return false
	}
	switch n, _, variadic := strings.Cut(strings.Trim(macro.Type, "()"), ", ..."); {
	case macro.Type == "":
		return !macro.Facts.Has("type") && isWord(macro.Value)
	case f.noProto:
		return true
	case macro.Type == "(...)":
		return false
	case variadic:
		return f.variadic
	default:
		return n == fmt.Sprint(len(f.params)) || f.variadic && n >= fmt.Sprint(len(f.params))
	}
}

func typeFact(it *api.Item) string {
	t, _ := it.Facts.Get("type")
	return t
}

func kindWord(it *api.Item) string {
	switch {
	case it.Kind == "func":
		return "function"
	case it.Kind == "var":
		return "variable"
	case it.Kind == "enum":
		return "enumeration"
	case it.Kind == "macro" && it.Type != "":
		return "function-like macro"
	}
	return it.Kind
}
