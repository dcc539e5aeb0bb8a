package c

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// compare implements lang.Language.Compare. Items are compared on each target
// on its own, as a program is compiled for one; what all targets say alike is
// then one change, and what only some say names them.
func compare(old, new *api.Surface) ([]diff.Change, error) {
	c := &comparison{old: newSide(old), new: newSide(new), targets: targetsOf(old), found: map[changeKey]*found{}}
	c.pairRecords()
	ids := map[string]bool{}
	for id := range c.old.byID {
		ids[id] = true
	}
	for id := range c.new.byID {
		ids[id] = true
	}
	sorted := slices.Sorted(maps.Keys(ids))
	sorted = slices.DeleteFunc(sorted, func(id string) bool { return c.old.alike(c.new, id) })
	for _, target := range c.targets {
		t := &targetComparison{comparison: c, target: target, old: c.old.on(target), new: c.new.on(target)}
		t.run(sorted)
		t.moves()
	}
	return append(c.changes(), diff.Gaps(old, new)...), nil
}

// targetsOf returns the targets that a surface was read for.
func targetsOf(s *api.Surface) []string {
	var list []string
	for word := range strings.FieldsSeq(s.Options) {
		if dialects[word] != nil {
			list = append(list, word)
		}
	}
	if len(list) == 0 {
		return allTargets
	}
	return list
}

// A side is one of the surfaces that are compared.
type side struct {
	surface   *api.Surface
	byID      map[string][]*api.Item // by the ID without targets: the item and its variants
	members   map[string][]string    // IDs of the fields of a record or field, and of the enumerators of an enumeration
	key       map[string]string      // of the IDs of records and enumerations that are paired with another name
	declaresC map[string]bool        // headers: see externC
}

func newSide(s *api.Surface) *side {
	x := &side{surface: s, byID: make(map[string][]*api.Item, len(s.Items)), members: map[string][]string{}, key: map[string]string{}}
	for i := range s.Items {
		it := &s.Items[i]
		id, _, _ := strings.Cut(it.ID, "@")
		if x.byID[id] == nil && it.Parent != "" {
			x.members[it.Parent] = append(x.members[it.Parent], id)
		}
		x.byID[id] = append(x.byID[id], it)
	}
	return x
}

// alike reports whether both sides say the same of an ID.
func (x *side) alike(y *side, id string) bool {
	return slices.EqualFunc(x.byID[id], y.byID[id], func(a, b *api.Item) bool {
		return a.ID == b.ID && a.Kind == b.Kind && a.Parent == b.Parent && a.Type == b.Type && a.Value == b.Value && slices.Equal(a.Facts, b.Facts)
	})
}

// A comparison collects what the targets say.
type comparison struct {
	old, new *side
	targets  []string
	found    map[changeKey]*found
	order    []*found
	lost     []lostName
}

// changeKey tells changes apart: those of one key on several targets are one.
type changeKey struct {
	op     diff.Op
	aspect string
	item   string
	detail string
}

// found is a change with the targets that it shows on.
type found struct {
	diff.Change
	targets []string
	of      []string // the targets on which both sides have the item
}

// changes joins what the targets said.
func (c *comparison) changes() []diff.Change {
	c.settle()
	var list []diff.Change
	for _, f := range c.order {
		ch := f.Change
		if len(f.targets) < len(f.of) {
			ch.Detail = cmp.Or(ch.Detail, string(ch.Op)) + " on " + strings.Join(f.targets, ", ")
			if sub, ok := onTargetAspects[ch.Aspect]; ok {
				ch.Aspect = sub
			}
		}
		ch.Doubt = c.doubt(&ch)
		slices.Sort(ch.Also)
		ch.Also = slices.Compact(ch.Also)
		list = append(list, ch)
	}
	return list
}

// settle joins what targets said differently of one change: where a type has
// the same representation on some targets only, or a member that is gone on one
// has a successor in its place on another.
func (c *comparison) settle() {
	of := func(item string, aspect string, op diff.Op) *found {
		i := slices.IndexFunc(c.order, func(f *found) bool { return f.Item == item && f.Aspect == aspect && f.Op == op })
		if i < 0 {
			return nil
		}
		return c.order[i]
	}
	drop := map[*found]bool{}
	for _, f := range c.order {
		if len(f.targets) == len(f.of) {
			continue
		}
		for _, aspect := range milderAspects[f.Aspect] {
			if milder := of(f.Item, aspect, diff.Changed); milder != nil && milder.Detail == f.Detail {
				f.targets = append(f.targets, milder.targets...)
				drop[milder] = true
			}
		}
		if f.Op == diff.Removed && f.Old.Kind == "field" {
			if milder := of(f.Item, aspectFieldRenamed, diff.Changed); milder != nil {
				f.targets = append(f.targets, milder.targets...)
				drop[milder] = true
			}
		}
	}
	c.order = slices.DeleteFunc(c.order, func(f *found) bool { return drop[f] })
}

// milderAspects are what is said of a type that changes elsewhere, where its
// representation stays.
var milderAspects = map[string][]string{
	aspectParamType:  {aspectParamEquivalent, aspectPointerEquivalent},
	aspectReturnType: {aspectReturnEquivalent, aspectPointerEquivalent},
	aspectFieldType:  {aspectFieldEquivalent, aspectPointerEquivalent},
	aspectTypedef:    {aspectTypedefEquivalent, aspectPointerEquivalent},
	aspectEnumSize:   {aspectEnumType},
}

// onTargetAspects are what is said of a type that changes on some targets, and
// is only written differently on others.
var onTargetAspects = map[string]string{
	aspectParamType:  aspectParamTypeTarget,
	aspectReturnType: aspectReturnTypeTarget,
	aspectTypedef:    aspectTypedefTarget,
	aspectCallback:   aspectTypedefTarget,
	aspectFieldType:  aspectFieldTypeTarget,
}

// doubt says why a removal is not certain: what the item stood in could not be
// read on the new side, and could be on the old.
func (c *comparison) doubt(ch *diff.Change) string {
	it := ch.Old
	if it == nil || ch.Op != diff.Removed {
		return ""
	}
	for it.Parent != "" && it.Kind == "field" {
		up := c.old.byID[it.Parent]
		if len(up) == 0 {
			break
		}
		it = up[0]
	}
	header, _ := it.Facts.Get("header")
	if it.Kind == "header" {
		header = strings.Trim(it.ID, "<>")
	}
	for i := range c.new.surface.Gaps {
		g := &c.new.surface.Gaps[i]
		if slices.ContainsFunc(c.old.surface.Gaps, func(o api.Gap) bool { return o.Scope == g.Scope && o.Digest == g.Digest }) {
			continue
		}
		if g.Scope == "" || g.Scope == "<"+header+">" || header != "" && (strings.Contains(g.Reason, "<"+header+">") || strings.Contains(g.Reason, `"`+header+`"`)) {
			return g.Reason
		}
	}
	return ""
}

// A targetSide is a side as one target has it.
type targetSide struct {
	*side
	target string
	dia    *dialect
	parser *parser
	cache  map[string]*api.Item
	types  map[string]*typ
	reach  map[string]map[string]bool // by header: see reaches
}

func (x *side) on(target string) *targetSide {
	t := &targetSide{side: x, target: target, dia: dialects[target], cache: map[string]*api.Item{}, types: map[string]*typ{}, reach: map[string]map[string]bool{}}
	t.parser = &parser{d: t.dia, typedefs: map[string]*typ{}, structs: map[string]*record{}, enums: map[string]*enum{}, constants: map[string]*enumerator{}}
	t.parser.lookup = t.named
	return t
}

// item returns an item as the target has it, or nil.
func (t *targetSide) item(id string) *api.Item {
	if it, ok := t.cache[id]; ok {
		return it
	}
	var it *api.Item
	for _, v := range t.byID[id] {
		base, targets, variant := strings.Cut(v.ID, "@")
		if there, ok := v.Facts.Get("targets"); variant && !slices.Contains(strings.Split(targets, ","), t.target) || !variant && ok && !slices.Contains(strings.Split(there, ","), t.target) {
			continue
		}
		plain := !variant && !strings.Contains(v.Value, "@")
		for _, f := range v.Facts {
			plain = plain && f.Name != "targets" && !strings.Contains(f.Value, "@")
		}
		if plain {
			it = v
			continue // a variant for this target goes first
		}
		c := *v
		c.ID = base
		c.Value, _ = onTarget(v.Value, t.target)
		c.Facts = nil
		for _, f := range v.Facts {
			if value, ok := onTarget(f.Value, t.target); ok && f.Name != "targets" {
				c.Facts = append(c.Facts, api.Fact{Name: f.Name, Value: value})
			}
		}
		it = &c
		if variant {
			break
		}
	}
	t.cache[id] = it
	return it
}

// named resolves a name in the text of a type.
func (t *targetSide) named(name string) *typ {
	it := t.item(name)
	if it == nil {
		if x := standardTypes[t.target]()[name]; x != nil {
			return x
		}
		return &typ{kind: kindExternal, name: name}
	}
	switch it.Kind {
	case "struct", "union":
		return &typ{kind: kindRecord, record: &record{typedef: name, union: it.Kind == "union"}}
	case "enum":
		return &typ{kind: kindEnum, enum: &enum{typedef: name}}
	case "typedef":
		td := &typ{kind: kindTypedef, name: name}
		t.parser.typedefs[name] = td // before what it stands for is read: no cycle is endless
		td.elem = t.parse(it.Type)
		return td
	}
	return nil
}

// parse reads the text of a type. One that cannot be read is only its text.
func (t *targetSide) parse(text string) (result *typ) {
	if r, ok := t.types[text]; ok {
		return r
	}
	p := *t.parser
	p.toks, p.at, p.depth = lexType(text), 0, 0
	result, ok := p.tryTypeName()
	if !ok {
		result = &typ{kind: kindUnknown, text: text}
	}
	t.types[text] = result
	return result
}

// sizeOf is the size in bytes of a type in the text of the surface.
func (t *targetSide) sizeOf(x *typ) (int64, bool) {
	r := x.resolve()
	if r.kind == kindRecord || r.kind == kindEnum {
		id := ""
		if r.kind == kindRecord {
			id = r.record.id()
		} else {
			id = r.enum.id()
		}
		if it := t.item(id); it != nil {
			if s, ok := it.Facts.Get("size"); ok {
				var n int64
				_, err := fmt.Sscan(s, &n)
				return n, err == nil
			}
		}
		return 0, false
	}
	size, _, ok := t.dia.sizeof(x)
	return size, ok
}

// naturally is the size or the alignment of what a typedef stands for.
func (t *targetSide) naturally(it *api.Item, fact string) (string, bool) {
	x := t.parse(it.Type)
	if r := x.resolve(); r.kind == kindRecord {
		if of := t.item(r.record.id()); of != nil {
			return of.Facts.Get(fact)
		}
		return "", false
	}
	size, align, ok := t.dia.sizeof(x)
	if fact == "align" {
		size = align
	}
	return strconv.FormatInt(size, 10), ok
}

// A targetComparison compares the sides on one target.
type targetComparison struct {
	*comparison
	target   string
	old, new *targetSide
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

// there reports whether a target has an item.
func (x *side) there(id, target string) bool {
	for _, v := range x.byID[id] {
		_, targets, variant := strings.Cut(v.ID, "@")
		if list, ok := v.Facts.Get("targets"); ok {
			targets, variant = list, true
		}
		if !variant || slices.Contains(strings.Split(targets, ","), target) {
			return true
		}
	}
	return false
}

// changed reports a change of an item that is on both sides.
func (t *targetComparison) changed(o, n *api.Item, aspect, detail string, verdict diff.Verdict) {
	t.say(diff.Change{Op: diff.Changed, Aspect: aspect, Item: n.ID, Old: o, New: n, Detail: detail, Verdict: verdict, SourceOnly: inHeader(o) && inHeader(n) && aspect != aspectBody})
}

func (t *targetComparison) run(ids []string) {
	records := map[string]bool{}
	for _, id := range ids {
		o, n := t.old.item(id), t.new.item(id)
		for _, it := range []*api.Item{o, n} {
			if it != nil && it.Kind == "field" {
				records[t.recordOf(it)] = true
			}
		}
		switch {
		case o == nil && n == nil:
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

func isRecord(it *api.Item) bool { return it != nil && (it.Kind == "struct" || it.Kind == "union") }

// recordOf is the new ID of the record, or of whatever else, that a field
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
	return cmp.Or(t.comparison.old.key[id], id)
}

// removed reports an item that is gone.
func (t *targetComparison) removed(o *api.Item) {
	switch o.Kind {
	case "typedef":
		if isVersion(o.ID) && strings.ContainsAny(o.ID, "0123456789") {
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
		if n := t.renamedEnumerator(o); n != nil {
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

func (t *targetComparison) added(n *api.Item) {
	switch n.Kind {
	case "struct", "union", "enum":
		if slices.Contains(slices.Collect(maps.Values(t.comparison.old.key)), n.ID) || isMention(n) {
			return
		}
	case "enumerator":
		if t.new.item(n.Parent) != nil && t.old.item(n.Parent) == nil && !slices.Contains(slices.Collect(maps.Values(t.comparison.old.key)), n.Parent) {
			return
		}
		for _, id := range t.comparison.old.members[n.Parent] {
			if o := t.old.item(id); o != nil && t.new.item(id) == nil && t.renamedEnumerator(o) != nil && t.renamedEnumerator(o).ID == n.ID {
				return
			}
		}
	case "macro":
		if id, ok := strings.CutSuffix(n.ID, " (macro)"); ok && t.old.item(id) != nil {
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
	if implies(before, after) && implies(after, before) {
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
	if implies(before, after) {
		verdict = diff.Compatible
	}
	t.changed(o, n, aspectGuard, detail, verdict)
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
		t.changed(o, n, aspectBecameFunction, detail, diff.Compatible)
	default:
		// Only functions and objects leave something in compiled programs.
		t.say(diff.Change{Op: diff.Changed, Aspect: diff.AspectKind, Item: n.ID, Old: o, New: n, Detail: detail, Verdict: diff.Incompatible, SourceOnly: o.Kind != "func" && o.Kind != "var" || inHeader(o)})
	}
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
	default:
		ra, rb := a.resolve(), b.resolve()
		inner := func(x *typ) (*typ, qualifiers) {
			q := x.quals
			for x.kind == kindArray {
				x = x.elem.resolve()
				q |= x.quals
			}
			return x, q
		}
		_, qa := inner(ra)
		_, qb := inner(rb)
		if strip := t.sameType(stripConst(ra), stripConst(rb)); strip && qa&qualConst != qb&qualConst {
			if qb&qualConst != 0 {
				t.changed(o, n, aspectVarConstAdded, detail, diff.Incompatible)
			} else {
				t.changed(o, n, aspectVarConstRemoved, detail, diff.Incompatible)
			}
			return
		}
		t.changed(o, n, aspectVarType, detail, diff.Incompatible)
	}
}

// stripConst drops the const of a type, and of an array's elements.
func stripConst(x *typ) *typ {
	x = x.without(qualConst)
	if x.kind == kindArray {
		c := *x
		c.elem = stripConst(x.elem.resolve())
		return &c
	}
	return x
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
	case rel != relOther && rel != relAtomic && rel != relArrayLength:
		t.changed(o, n, aspectTypedefPointer, detail, diff.Incompatible)
	default:
		t.changed(o, n, aspectTypedef, detail, diff.Incompatible)
	}
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
				before, had = t.old.naturally(o, name)
			} else {
				after, has = t.new.naturally(n, name)
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

// nameWords splits a name at underscores and where capitals begin, in lower case.
func nameWords(name string) []string {
	var list []string
	start := 0
	flush := func(end int) {
		if end > start {
			list = append(list, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '_':
			flush(i)
			start = i + 1
		case i > start && 'A' <= c && c <= 'Z' && 'a' <= name[i-1] && name[i-1] <= 'z':
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return list
}

// macro compares macros, by their tokens.
func (t *targetComparison) macro(o, n *api.Item) {
	if o.Type != "" && n.Type == "" && isWord(n.Value) {
		t.changed(o, n, aspectMacroBody, "is another name of "+n.Value+" now", diff.Incompatible)
		return // every call still works
	}
	if (o.Type == "") != (n.Type == "") {
		t.changed(o, n, aspectMacroKind, fmt.Sprintf("changed from %s to %s", macroWord(o), macroWord(n)), diff.Incompatible)
		return
	}
	if o.Type != n.Type {
		detail := fmt.Sprintf("takes %s, and took %s", macroArguments(n.Type), macroArguments(o.Type))
		x, _ := macroArity(o.Type)
		if y, more := macroArity(n.Type); more && y <= x {
			t.changed(o, n, aspectMacroBody, detail, diff.Incompatible)
		} else {
			t.changed(o, n, aspectMacroParams, detail, diff.Incompatible)
		}
		return
	}
	if helpers, _ := o.Facts.Get("helpers"); o.Value == n.Value {
		if again, _ := n.Facts.Get("helpers"); again != helpers {
			t.changed(o, n, aspectMacroBody, "what it is made of changed", diff.Incompatible)
			return
		}
	}
	if o.Value != n.Value {
		detail := fmt.Sprintf("value changed from %s to %s", cmp.Or(o.Value, "nothing"), cmp.Or(n.Value, "nothing"))
		_, constBefore := o.Facts.Get("type")
		_, constAfter := n.Facts.Get("type")
		switch {
		case t.sameWords(o, n):
			// The words of one type in another order.
		case isDecoration(o.Value) && isDecoration(n.Value):
			// What it does shows on what it stands at.
		case o.Type != "":
			t.changed(o, n, aspectMacroBody, "has another body", diff.Incompatible)
		case isVersion(n.ID):
			t.changed(o, n, aspectVersion, detail, diff.Compatible)
		case constBefore && constAfter:
			t.changed(o, n, aspectValue, detail, diff.Incompatible)
		case isWord(o.Value) && isWord(n.Value):
			t.changed(o, n, aspectMacroAlias, fmt.Sprintf("stands for %s, and stood for %s", n.Value, o.Value), diff.Incompatible)
		default:
			t.changed(o, n, aspectMacroBody, fmt.Sprintf("stands for %s, and stood for %s", cmp.Or(n.Value, "nothing"), cmp.Or(o.Value, "nothing")), diff.Incompatible)
		}
		return
	}
	before, _ := o.Facts.Get("type")
	after, _ := n.Facts.Get("type")
	if before != after && before != "" && after != "" {
		t.changed(o, n, aspectMacroType, fmt.Sprintf("has the type %s, and had %s", after, before), diff.Incompatible)
	}
}

// sameWords reports whether two object-like macros stand for one type.
func (t *targetComparison) sameWords(o, n *api.Item) bool {
	if o.Type != "" || n.Type != "" || o.Facts.Has("type") || n.Facts.Has("type") {
		return false
	}
	a, b := t.old.parse(o.Value), t.new.parse(n.Value)
	return a.kind == kindBasic && b.kind == kindBasic && t.sameType(a, b)
}

// macroArity is how many arguments a macro needs, and whether it takes more.
func macroArity(text string) (n int, more bool) {
	fields := strings.Split(strings.Trim(text, "()"), ", ")
	more = fields[len(fields)-1] == "..."
	n, _ = strconv.Atoi(fields[0])
	return n, more
}

// isDecoration reports whether the body of a macro only adds to a declaration
// what declarations show: attributes, storage classes, calling conventions.
func isDecoration(body string) bool {
	p := parser{d: dialects["ilp32"], toks: lexType(body)}
	return p.tryDecoration()
}

func (p *parser) tryDecoration() (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, wrong := r.(syntaxError); !wrong {
				panic(r)
			}
			ok = false
		}
	}()
	var attrs attributes
	var align int64
	for p.at < len(p.toks) {
		t := p.peek()
		switch {
		case t.Is("[") && p.next(1).Is("["):
			p.bracketAttributes()
		case t.Kind == preprocessor.String && p.at > 0 && p.toks[p.at-1].Is("extern"):
			p.at++
		case t.Kind != preprocessor.Identifier:
			return false
		case t.Text == "__attribute__" || t.Text == "__declspec" || t.Text == "_Alignas" || t.Text == "alignas":
			p.attribute(&attrs, &align)
		case storageKeywords[t.Text] != "" || ignoredKeywords[t.Text] || conventionsHas(t.Text) || t.Text == "_Pragma":
			p.at++
			if t.Text == "_Pragma" {
				p.skipGroup()
			}
		default:
			return false
		}
	}
	return true
}

func macroWord(it *api.Item) string {
	if it.Type != "" {
		return "a function-like macro"
	}
	return "an object-like macro"
}

func macroArguments(text string) string {
	switch s := strings.Trim(text, "()"); s {
	case "0":
		return "no arguments"
	case "1":
		return "1 argument"
	case "...":
		return "any arguments"
	default:
		if n, ok := strings.CutSuffix(s, ", ..."); ok {
			return n + " or more arguments"
		}
		return s + " arguments"
	}
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" && (s[0] < '0' || s[0] > '9')
}

// isVersion reports whether a name tells the version of the library: what it
// stands for is meant to change.
func isVersion(name string) bool {
	w := nameWords(name)
	for i, word := range w {
		switch strings.TrimRight(word, "0123456789") {
		case "version", "ver":
			// TLS_VERSION_1_2 and TLS1_VERSION are versions of something else.
			digits := func(i int) bool { return i >= 0 && i < len(w) && strings.ContainsAny(w[i], "0123456789") }
			return !digits(i+1) && !digits(i-1)
		case "vernum", "versnum", "soversion", "soname", "sonum", "dllnum", "copyright", "patchlevel", "subversion":
			return true
		case "major", "minor", "patch", "micro", "revision", "subrevision", "rev", "build", "release", "timestamp":
			if i == len(w)-1 {
				return true
			}
		case "package":
			if i == len(w)-1 || w[i+1] == "string" || w[i+1] == "tarname" {
				return true
			}
		case "source", "age":
			if i+1 < len(w) && w[i+1] == "id" || i == len(w)-1 && word == "age" {
				return true
			}
		}
	}
	return false
}
