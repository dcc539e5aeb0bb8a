package rust

import (
	"fmt"
	"math/big"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// An emitted is an item as one profile sees it, with what it stands under.
type emitted struct {
	api.Item
	gate *cfg
}

// An emitter writes the surface of one world.
type emitter struct {
	*canon
	items map[string]*emitted
	gaps  []api.Gap
	autos map[autoKey]auto
	impls map[*def][]*implDef // by the type or trait that they are for
	all   []*implDef
}

func (e *emitter) add(it api.Item, d *def, cfgs []*cfg) *emitted {
	if old := e.items[it.ID]; old != nil {
		return old // a name declared twice: the first counts
	}
	if d != nil && d.item != nil {
		it.Pos = e.pos(d.item.file, d.item.line)
	}
	m := &emitted{Item: it, gate: gate(cfgs)}
	e.items[it.ID] = m
	return m
}

func (e *emitter) pos(f *file, line int) api.Pos {
	if f == nil {
		return api.Pos{}
	}
	name := f.name
	if dir := e.root.man.dir; dir != "." {
		if rest, ok := strings.CutPrefix(name, dir+"/"); ok {
			name = rest
		}
	}
	return api.Pos{File: name, Line: line}
}

// surface writes all that users of the root crate can name.
func (e *emitter) surface() {
	pm := e.root.pathMap()
	e.collectImpls()
	for _, p := range pm.entries {
		e.entry(p)
	}
	e.openGlobs()
	e.inherent()
	e.traitImpls()
	e.symbols()
	e.notes()
}

// openGlobs writes public imports of all names of a crate that is not read.
func (e *emitter) openGlobs() {
	pm := e.root.pathMap()
	for _, u := range e.root.uses {
		at := pm.modules[u.module]
		if u.vis != nil || at == nil || at.hidden || docHidden(u.attrs) {
			continue
		}
		if u.tree.name == "_" && !u.tree.glob { // a trait for its methods alone
			if d := e.root.lookupIn(u.module, u.tree.path, typeNS, u); d != nil && (d.kind == defTrait || d.kind == defForeign || d.kind == defStd) {
				name := e.named(d, nil, e.frame(e.root, u.module))
				if name == private {
					continue
				}
				m := e.add(api.Item{ID: at.path + "::_ (" + lastSegment(name) + ")", Parent: at.path, Kind: "reexport", Type: name}, nil, slices.Concat(at.cfgs, u.cfgs))
				m.Pos = e.pos(u.item.file, u.tree.line)
			}
		}
		if !u.tree.glob {
			continue
		}
		d := e.root.lookupIn(u.module, u.tree.path, typeNS, u)
		if d == nil || d.kind != defForeign || e.w.follow(e.root, d, typeNS).kind != defForeign {
			continue
		}
		id := at.path + "::*"
		if e.items[id] != nil {
			id = at.path + "::* of " + d.path
		}
		m := e.add(api.Item{ID: id, Parent: at.path, Kind: "reexport", Type: d.path}, nil, slices.Concat(at.cfgs, u.cfgs))
		m.Pos = e.pos(u.item.file, u.tree.line)
		if dep := foreignDep(d); dep != nil {
			e.foreign[dep.lib] = dep
		}
	}
}

func (e *emitter) entry(p *pathEntry) {
	parent := p.parent
	if p.hidden {
		// What is hidden is no API; that something stands here still matters
		// when it was not hidden before.
		if p.target == nil && p.def.kind != defStd && p.def.kind != defForeign {
			e.add(api.Item{ID: e.free(p), Parent: parent, Kind: kindOf(p.def), Facts: api.Facts{{Name: "doc-hidden"}}}, p.def, p.cfgs)
		}
		return
	}
	d := p.def
	if d.kind == defVariant { // shown outside of its enum
		if of := e.root.pathMap().byDef[d.of]; of != nil && !of.hidden {
			m := e.add(api.Item{ID: p.path, Parent: parent, Kind: "reexport", Type: of.path + "::" + d.name}, nil, p.cfgs)
			if p.imp != nil {
				m.Pos = e.pos(p.imp.item.file, p.imp.tree.line)
			}
		} else {
			e.add(api.Item{ID: p.path, Parent: parent, Kind: "variant"}, d, p.cfgs)
		}
		return
	}
	if d.kind == defStd || d.kind == defForeign || p.target != nil {
		it := api.Item{ID: e.free(p), Parent: parent, Kind: "reexport"}
		switch {
		case d.kind == defForeign:
			it.Type = d.path
			if dep := foreignDep(d); dep != nil {
				e.foreign[dep.lib] = dep
			}
		case d.kind == defStd:
			it.Type = d.path
		default:
			it.Type = p.target.path
			if p.target.hidden {
				it.Type = private
			}
		}
		m := e.add(it, nil, p.cfgs)
		if p.imp != nil {
			m.Pos = e.pos(p.imp.item.file, p.imp.tree.line)
		}
		return
	}
	e.define(e.free(p), parent, p)
}

// free returns the ID of a path. Where a name means two things, that of the
// value namespace says so.
func (e *emitter) free(p *pathEntry) string {
	if p.ns == valueNS && e.items[p.path] != nil {
		return p.path + " (value)"
	}
	return p.path
}

func kindOf(d *def) string {
	switch d.kind {
	case defModule:
		if d.parent == nil {
			return "crate"
		}
		return "module"
	case defStruct:
		return "struct"
	case defUnion:
		return "union"
	case defEnum:
		return "enum"
	case defVariant:
		return "variant"
	case defAlias:
		return "type-alias"
	case defForeignType:
		return "foreign-type"
	case defTrait:
		return "trait"
	case defFn:
		return "fn"
	case defConst:
		return "const"
	case defStatic:
		return "static"
	case defMacro:
		return "macro"
	case defProcMacro:
		return d.path
	}
	return "reexport"
}

// facts writes the attributes that users rely on.
func (e *emitter) facts(attrs []attr) api.Facts {
	var f api.Facts
	for i := range attrs {
		a := &attrs[i]
		switch a.name {
		case "must_use":
			f = f.With("must-use", "")
		case "deprecated":
			f = f.With("deprecated", "")
		case "non_exhaustive":
			f = f.With("non-exhaustive", "")
		case "doc":
			if docHidden(attrs) {
				f = f.With("doc-hidden", "")
			}
		case "repr":
			f = e.repr(f, a.args)
		case "target_feature":
			if names := enabled(a.args); names != nil {
				old, _ := f.Get("target-feature")
				if old != "" {
					names = append(names, strings.Split(old, ",")...)
				}
				slices.Sort(names)
				f = f.With("target-feature", strings.Join(slices.Compact(names), ","))
			}
		case "unstable":
			f = f.With("unstable", "")
		}
	}
	return f
}

// enabled lists the features of enable = "a,b", enable = "c".
func enabled(args string) []string {
	var names []string
	p := newParser([]byte(args))
	for !p.done() {
		if t := p.peek(); t.kind == tokLiteral {
			names = append(names, strings.Split(unquote(p.text(t)), ",")...)
		}
		p.i++
	}
	return names
}

// repr writes representations as facts
// (https://doc.rust-lang.org/reference/type-layout.html#representations).
func (e *emitter) repr(f api.Facts, args string) api.Facts {
	p := newParser([]byte(args))
	for !p.done() {
		name := p.ident()
		value := ""
		if p.is("(") {
			p.inside(func() { from := p.i; p.i = p.end; value = p.since(from) })
		}
		p.eat(",")
		switch name {
		case "C", "transparent", "simd", "Rust":
			f = f.With("repr-"+strings.ToLower(name), "")
		case "packed":
			if value == "" {
				value = "1"
			}
			f = f.With("repr-packed", value)
		case "align":
			if n := literalInt(value); n != nil {
				value = n.String()
			}
			f = f.With("repr-align", value)
		default:
			f = f.With("repr-int", name)
		}
	}
	return f
}

// define writes a definition and what stands inside of it.
func (e *emitter) define(id, parent string, p *pathEntry) {
	d := p.def
	it := api.Item{ID: id, Parent: parent, Kind: kindOf(d), Facts: e.facts(d.attrs)}
	if it.Kind == "crate" && parent != "" {
		it.Kind = "module" // another crate, shown as a module of this one
	}
	x := e.frame(d.crate, d.parent)
	switch d.kind {
	case defModule:
		if d.parent == nil && d.crate == e.root {
			it.Parent = ""
			it.Facts = e.crateFacts(it.Facts)
			m := e.add(it, nil, nil)
			m.Pos = api.Pos{File: e.pos(&file{name: d.crate.man.libPath}, 1).File, Line: 1}
			return
		}
		e.add(it, d, p.cfgs)
	case defStruct, defUnion:
		x.declare(d.item.generics.params)
		x.self = id
		params, where := e.header(d.item.generics, x, true)
		it.Type = dropNames(params + whereText(where))
		private, order := false, []string(nil)
		if d.kind == defStruct {
			it.Facts = it.Facts.With("shape", [...]string{"named", "tuple", "unit"}[d.item.shape])
			if p.alias { // which is no constructor: S { 0: x } is all that is left
				it.Facts = it.Facts.With("shape", "named")
			}
		}
		e.autoFacts(&it, d)
		for i := range d.item.fields {
			fd := &d.item.fields[i]
			attrs, on := d.crate.attrs(fd.attrs, nil)
			if !on {
				continue
			}
			if d.parent.visible(fd.vis) != nil {
				order = append(order, "_")
				private = true
				continue
			}
			order = append(order, fd.name)
			e.field(id, fd, attrs, d, x, p.cfgs)
		}
		if private {
			it.Facts = it.Facts.With("private-fields", "")
		}
		if len(order) == 0 && d.item.shape != shapeUnit {
			it.Facts = it.Facts.With("empty", "")
		}
		e.order(&it, d, order)
		if it.Facts.Has("repr-transparent") {
			e.transparent(&it, d, x)
		}
		e.add(it, d, p.cfgs)
	case defEnum:
		x.declare(d.item.generics.params)
		x.self = id
		params, where := e.header(d.item.generics, x, true)
		it.Type = dropNames(params + whereText(where))
		e.autoFacts(&it, d)
		e.enum(&it, id, d, x, p)
	case defAlias, defForeignType:
		if d.item.ty != nil {
			x.declare(d.item.generics.params)
			params, where := e.header(d.item.generics, x, true)
			it.Type = dropNames(strings.TrimSpace(params+whereText(where)+" = ") + " " + e.typ(d.item.ty, x))
		}
		e.add(it, d, p.cfgs)
	case defTrait:
		e.traitItem(it, d, x, p)
	case defFn:
		x.self = ""
		e.fnFacts(&it, d.item, d.attrs)
		if d.abi != "" { // of an extern block
			it.Facts = it.Facts.With("abi", d.abi)
			if !d.item.sig.safe {
				it.Facts = it.Facts.With("unsafe", "")
			}
		}
		it.Type = dropSingle(e.signature(d.item, x, d.crate.edition, nil, nil), "'#")
		if implTraits(d.item) > 0 {
			it.Facts = it.Facts.With("impl-params", fmt.Sprint(implTraits(d.item)))
		}
		e.add(it, d, p.cfgs)
	case defConst, defStatic:
		x.elide = "'static"
		it.Type = dropSingle(e.typ(d.item.ty, x), "'#")
		it.Value = e.value(d.item.value, d.crate, d.parent)
		if d.kind == defStatic {
			it.Value = ""
			if d.item.mut {
				it.Facts = it.Facts.With("mut", "")
			}
			if d.item.unsafe || d.abi != "" && !d.item.hasValue {
				it.Facts = it.Facts.With("unsafe", "")
			}
		}
		e.add(it, d, p.cfgs)
	case defMacro:
		it.Type = e.matchers(d)
		e.add(it, d, p.cfgs)
	case defProcMacro:
		slices.Sort(d.helpers)
		it.Value = strings.Join(d.helpers, ", ")
		e.add(it, d, p.cfgs)
	}
}

// dropNames numbers the lifetimes of a declaration in their order.
func dropNames(s string) string {
	names := map[string]string{}
	return lifetimeRE.ReplaceAllStringFunc(s, func(lt string) string {
		if names[lt] == "" {
			names[lt] = fmt.Sprintf("'%d", len(names))
		}
		return names[lt]
	})
}

func (e *emitter) value(text string, c *crate, m *module) string {
	if text == "" {
		return ""
	}
	if v, ok := e.evaluate(text, c, m); ok {
		return v.String()
	}
	if toks := lex([]byte(text)); len(toks) == 2 && toks[0].kind == tokLiteral && strings.HasSuffix(text, `"`) && len(text) < 200 {
		return strconv.Quote(unquote(text))
	}
	return ""
}

func (e *emitter) field(owner string, f *field, attrs []attr, d *def, x *frame, cfgs []*cfg) {
	own := slices.Clone(cfgs)
	d.crate.attrs(f.attrs, &own)
	it := api.Item{ID: owner + "." + f.name, Parent: owner, Kind: "field", Type: dropNames(e.typ(f.ty, x)), Facts: e.facts(attrs)}
	if m := e.items[it.ID]; m == nil {
		m = e.add(it, nil, own)
		m.Pos = e.pos(d.item.file, f.line)
	}
}

// order notes the order of the fields or variants where users rely on it.
func (e *emitter) order(it *api.Item, d *def, names []string) {
	list := strings.Join(names, ",")
	if it.Facts.Has("repr-c") && d.kind == defStruct {
		it.Facts = it.Facts.With("layout", list)
	}
	for _, i := range e.impls[d] {
		if i.derive == "std::cmp::PartialOrd" {
			it.Facts = it.Facts.With("ordered", list)
		}
	}
}

// transparent is a promise only where the field that counts is public, or the
// representation is documented to be.
func (e *emitter) transparent(it *api.Item, d *def, x *frame) {
	fields := 0
	public := false
	for i := range d.item.fields {
		f := &d.item.fields[i]
		if s := e.typ(f.ty, x); s == "()" || strings.HasPrefix(s, "std::marker::Phantom") {
			continue
		}
		fields++
		public = d.parent.visible(f.vis) == nil
	}
	if fields == 1 && !public {
		it.Facts = it.Facts.With("repr-transparent", "private")
	}
}

func (e *emitter) enum(it *api.Item, id string, d *def, x *frame, p *pathEntry) {
	var order []string
	unit := true
	for i := range d.item.variants {
		v := &d.item.variants[i]
		if attrs, on := d.crate.attrs(v.attrs, nil); on && (v.shape != shapeUnit || findAttr(attrs, "non_exhaustive") != nil) {
			unit = false
		}
	}
	prev, known, offset := "", true, int64(-1)
	var list []string
	for i := range d.item.variants {
		v := &d.item.variants[i]
		own := slices.Clone(p.cfgs)
		attrs, on := d.crate.attrs(v.attrs, &own)
		if !on {
			continue
		}
		order = append(order, v.name)
		vi := api.Item{ID: id + "::" + v.name, Parent: id, Kind: "variant", Facts: e.facts(attrs).With("shape", [...]string{"named", "tuple", "unit"}[v.shape])}
		// The discriminant (https://doc.rust-lang.org/reference/items/enumerations.html#discriminants).
		if v.discriminant != "" {
			prev, offset = v.discriminant, 0
			_, known = e.evaluate(prev, d.crate, d.parent)
		} else {
			offset++
		}
		text := fmt.Sprint(offset)
		if prev != "" {
			text = fmt.Sprintf("(%s) + %d", prev, offset)
		}
		if n, ok := e.evaluate(text, d.crate, d.parent); ok && known {
			vi.Value = n.String()
		} else if known || prev != "" {
			vi.Value = strings.TrimSuffix(text, " + 0")
		}
		list = append(list, vi.ID)
		m := e.add(vi, nil, own)
		m.Pos = e.pos(d.item.file, v.line)
		if it.Facts.Has("doc-hidden") || vi.Facts.Has("doc-hidden") {
			continue
		}
		var names []string
		for j := range v.fields {
			f := &v.fields[j]
			fattrs, on := d.crate.attrs(f.attrs, nil)
			if !on {
				continue
			}
			names = append(names, f.name)
			e.field(vi.ID, f, fattrs, d, x, own)
		}
		if len(names) > 1 {
			e.order(&m.Item, d, names)
			if it.Facts.Has("repr-c") || it.Facts.Has("repr-int") {
				m.Facts = m.Facts.With("layout", strings.Join(names, ","))
			}
		}
	}
	for _, id := range list {
		if m := e.items[id]; !unit && !it.Facts.Has("repr-int") {
			m.Value = "" // cannot be cast, nor is the layout defined
		}
	}
	if unit && len(list) > 0 {
		it.Facts = it.Facts.With("unit-only", "")
	}
	order = e.byDiscriminant(order, id)
	e.order(it, d, order)
	e.add(*it, d, p.cfgs)
}

// byDiscriminant orders variants as a derived PartialOrd does, where all
// discriminants are known.
func (e *emitter) byDiscriminant(names []string, id string) []string {
	values := map[string]*big.Int{}
	for _, n := range names {
		m := e.items[id+"::"+n]
		if m == nil {
			return names
		}
		v, ok := new(big.Int).SetString(m.Value, 10)
		if !ok {
			return names
		}
		values[n] = v
	}
	slices.SortStableFunc(names, func(a, b string) int { return values[a].Cmp(values[b]) })
	return names
}

// fnFacts writes the qualifiers of a function.
func (e *emitter) fnFacts(it *api.Item, fn *item, attrs []attr) {
	s := fn.sig
	if s.unsafe {
		it.Facts = it.Facts.With("unsafe", "")
	}
	if s.constant {
		it.Facts = it.Facts.With("const", "")
	}
	if s.extern {
		it.Facts = it.Facts.With("abi", s.abi)
	}
	if name := exportName(fn, attrs); name != "" {
		it.Facts = it.Facts.With("export", name)
	}
}

func exportName(fn *item, attrs []attr) string {
	if a := findAttr(attrs, "export_name"); a != nil {
		return unquote(a.value)
	}
	if findAttr(attrs, "no_mangle") != nil {
		return fn.name
	}
	return ""
}

// implTraits counts the parameters of a function whose type is impl Trait:
// each of them is a generic parameter without a name.
func implTraits(it *item) int {
	n := 0
	for i := range it.sig.params {
		n += countImpl(it.sig.params[i].ty)
	}
	return n
}

func countImpl(t *typ) int {
	if t == nil {
		return 0
	}
	n := countImpl(t.elem)
	if t.kind == tyImpl {
		n++
	}
	for _, el := range t.elems {
		n += countImpl(el)
	}
	if t.path != nil {
		for _, s := range t.path.segs {
			if s.args != nil && !s.args.fn {
				for _, a := range s.args.list {
					n += countImpl(a.ty)
				}
			}
		}
	}
	return n
}

// traitItem writes a trait with its items.
func (e *emitter) traitItem(it api.Item, d *def, x *frame, p *pathEntry) {
	x.declare(d.item.generics.params)
	x.self = "Self"
	// A bound on Self is a supertrait, wherever it stands.
	bounds, own := slices.Clone(d.item.bounds), *d.item.generics
	own.where = nil
	for _, w := range d.item.generics.where {
		if w.ty != nil && isSelf(w.ty) && len(w.lifetimes) == 0 {
			bounds = append(bounds, w.bounds...)
		} else {
			own.where = append(own.where, w)
		}
	}
	params, where := e.header(&own, x, true)
	it.Type = dropNames(params + whereText(where))
	if s := e.supertraits(d, bounds, x, 0); len(s) > 0 {
		it.Facts = it.Facts.With("supertraits", dropNames(strings.Join(s, " + ")))
	}
	if d.item.unsafe {
		it.Facts = it.Facts.With("unsafe", "")
	}
	if d.item.auto {
		it.Facts = it.Facts.With("auto", "")
	}
	if e.dynCompatible(d, map[*def]bool{}) {
		it.Facts = it.Facts.With("dyn", "")
	}
	if s := e.sealed(d, map[*def]bool{}); s != "" {
		it.Facts = it.Facts.With("sealed", s)
	}
	id := it.ID
	e.add(it, d, p.cfgs)
	for _, in := range e.traitMembers(d) {
		own := slices.Concat(p.cfgs, in.cfgs)
		mi := api.Item{ID: id + "::" + in.item.name, Parent: id, Facts: e.facts(in.attrs)}
		switch in.item.kind {
		case itemFn:
			mi.Kind = "method"
			mi.Type = dropSingle(e.signature(in.item, x, 2024, nil, traitLifetimes(d, x)), "'#") // impl Trait captures all here
			e.fnFacts(&mi, in.item, in.attrs)
			if n := implTraits(in.item); n > 0 {
				mi.Facts = mi.Facts.With("impl-params", fmt.Sprint(n))
			}
			if in.item.hasValue {
				mi.Facts = mi.Facts.With("default", "")
			}
		case itemConst:
			mi.Kind = "assoc-const"
			y := *x
			y.elide = "'static"
			mi.Type = dropSingle(e.typ(in.item.ty, &y), "'#")
			if in.item.hasValue {
				mi.Facts = mi.Facts.With("default", "")
			}
		case itemAlias:
			mi.Kind = "assoc-type"
			y := x.clone()
			y.declare(in.item.generics.params)
			params, where := e.header(in.item.generics, y, true)
			s := params
			if b := e.bounds(in.item.bounds, y); len(b) > 0 {
				s += ": " + strings.Join(b, " + ")
			}
			mi.Type = dropNames(strings.TrimSpace(s + whereText(where)))
			if in.item.hasValue {
				mi.Facts = mi.Facts.With("default", "")
			}
		default:
			continue
		}
		m := e.add(mi, nil, own)
		m.Pos = e.pos(in.item.file, in.item.line)
	}
}

// supertraits writes the supertraits of a trait. One that users cannot name
// stands for its own.
func (e *emitter) supertraits(d *def, bounds []bound, x *frame, depth int) []string {
	list := e.bounds(bounds, x)
	if depth > 20 {
		return list
	}
	for i := range bounds {
		if bounds[i].path == nil {
			continue
		}
		s := d.crate.lookupPath(d.parent, bounds[i].path, typeNS)
		if s == nil || s.kind != defTrait || s.crate != e.root || e.name(s) != private {
			continue
		}
		y := e.frame(s.crate, s.parent)
		y.declare(s.item.generics.params)
		y.self = "Self"
		for _, t := range e.supertraits(s, s.item.bounds, y, depth+1) {
			if !paramRE.MatchString(t) {
				list = append(list, t)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func traitLifetimes(d *def, x *frame) []string {
	var list []string
	for _, p := range d.item.generics.params {
		if p.kind == lifetimeParam {
			list = append(list, x.names[p.name])
		}
	}
	return list
}

// A member is an item of a trait or an impl that exists in the profile.
type member struct {
	item  *item
	attrs []attr
	cfgs  []*cfg
}

func (e *emitter) traitMembers(d *def) []member { return e.members(d.crate, d.parent, d.item.items, 0) }

func (e *emitter) members(c *crate, m *module, items []*item, depth int) []member {
	var list []member
	for _, in := range items {
		var cfgs []*cfg
		attrs, on := c.attrs(in.attrs, &cfgs)
		if !on {
			continue
		}
		if in.kind == itemMacroCall {
			if f := e.memberMacro(c, m, in, depth); f != nil {
				for _, sub := range e.members(c, m, f.items, depth+1) {
					sub.cfgs = slices.Concat(cfgs, sub.cfgs)
					list = append(list, sub)
				}
			}
			continue
		}
		list = append(list, member{in, attrs, cfgs})
	}
	return list
}

// memberMacro expands a macro call inside of a trait or an impl.
func (e *emitter) memberMacro(c *crate, m *module, in *item, depth int) *file {
	opaque := func(reason string) *file {
		e.w.gaps = append(e.w.gaps, gapNote{module: m, reason: reason, digest: digest([]byte(in.macro), squeeze(in.body)), file: in.file.name, line: in.line})
		return nil
	}
	if depth > maxMacroDepth {
		return opaque("macro " + in.macro + "! recurses too deeply")
	}
	d := c.lookupPath(m, newParser([]byte(in.macro)).path(true), macroNS)
	if d != nil && d.kind == defForeign {
		d = e.w.follow(c, d, macroNS)
	}
	if d == nil || d.kind != defMacro {
		d = c.textual(m, in.macro)
	}
	wrap := func(text []byte) *file {
		// The items of an impl are parsed inside of one.
		f := parseFile(in.file.name, append(append([]byte("impl X {"), text...), '}'), in.line)
		if len(f.errors) > 0 || len(f.items) != 1 {
			return opaque("the expansion of " + in.macro + "! cannot be parsed")
		}
		return &file{name: f.name, items: f.items[0].items}
	}
	if d == nil || d.kind != defMacro {
		if lastSegment(in.macro) == "paste" {
			return wrap(paste(in.body))
		}
		return opaque("macro " + in.macro + "! is not known")
	}
	crateName := "crate"
	if d.crate != c {
		crateName = d.crate.token
	}
	text, err := e.w.loader.macro(d.item, crateName).expand(in.body)
	if err != nil {
		return opaque("macro " + in.macro + "! cannot be expanded: " + err.Error())
	}
	return wrap(text)
}

// matchers writes what a macro accepts: one matcher for each rule, without
// the names of its variables.
func (e *emitter) matchers(d *def) string {
	m := e.w.loader.macro(d.item, "crate")
	if m.err != nil {
		return "?"
	}
	var list []string
	for i := range m.rules {
		list = append(list, "("+matcherText(m.rules[i].matcher)+")")
	}
	return strings.Join(list, "; ")
}

func matcherText(nodes []mnode) string {
	var parts []string
	for i := range nodes {
		n := &nodes[i]
		switch n.kind {
		case mToken:
			parts = append(parts, n.text)
		case mGroup:
			parts = append(parts, string(rune(n.open))+matcherText(n.kids)+string(rune(n.close)))
		case mVar:
			parts = append(parts, "$"+strings.TrimSuffix(n.frag, "_2021"))
		case mRepeat:
			parts = append(parts, "$("+matcherText(n.kids)+")"+n.text+string(rune(n.op)))
		}
	}
	return strings.Join(parts, " ")
}

// crateFacts are the facts of the manifest.
func (e *emitter) crateFacts(f api.Facts) api.Facts {
	m := e.root.man
	if m.rustVersion != "" {
		f = f.With("rust-version", m.rustVersion)
	}
	f = f.With("edition", fmt.Sprint(m.edition))
	if m.procMacro {
		f = f.With("proc-macro", "")
	}
	if m.links != "" {
		f = f.With("links", m.links)
	}
	if e.noStd() {
		f = f.With("no-std", "")
	}
	return f
}

// noStd reports whether the crate can do without the standard library: with
// no features, whatever the others need.
func (e *emitter) noStd() bool {
	f, err := e.w.loader.file(e.root.man.libPath)
	if err != nil {
		return false
	}
	c := *e.root
	c.features = map[string]bool{}
	attrs, _ := c.attrs(f.attrs, nil)
	return findAttr(attrs, "no_std") != nil
}

// symbols writes what is exported to the linker and has no public path.
func (e *emitter) symbols() {
	public := map[*item]bool{}
	for d, p := range e.root.pathMap().byDef {
		if !p.hidden && d.kind == defFn {
			public[d.item] = true
		}
	}
	for _, d := range e.root.symbols {
		name := exportName(d.item, d.attrs)
		if name == "" || public[d.item] {
			continue
		}
		it := api.Item{ID: "extern " + name, Parent: e.root.man.lib, Kind: "symbol", Facts: e.facts(d.attrs)}
		x := e.frame(d.crate, d.parent)
		if d.item.kind == itemFn {
			e.fnFacts(&it, d.item, d.attrs)
			x.self = "Self"
			it.Type = dropSingle(e.signature(d.item, x, d.crate.edition, nil, nil), "'#")
		} else {
			x.elide = "'static"
			it.Type = "static " + dropSingle(e.typ(d.item.ty, x), "'#")
		}
		e.add(it, d, d.cfgs)
	}
}

// notes turns what could not be read into gaps of the nearest public scope.
func (e *emitter) notes() {
	pm := e.root.pathMap()
	for _, g := range e.w.gaps {
		scope := ""
		reachable := false
		for m := g.module; m != nil; m = m.parent {
			if p := pm.modules[m]; p != nil {
				if p.hidden && !g.broken {
					scope = "hidden"
					break
				}
				reachable = m == g.module
				scope = p.path
				break
			}
		}
		if scope == "hidden" {
			continue
		}
		if !reachable && !g.broken && !e.globbed(g.module) {
			continue // names of a private module that nothing shows
		}
		if scope == "" {
			if g.module != nil && g.module.crate != e.root && !(g.broken && e.shows(g.module)) && !e.globbed(g.module) {
				continue
			}
			scope = e.root.man.lib
		}
		e.gaps = append(e.gaps, api.Gap{Scope: scope, Reason: g.reason, Digest: g.digest, Broken: g.broken, Pos: e.pos(&file{name: g.file}, g.line)})
	}
}

// shows reports whether something of a module of another crate is shown here.
func (e *emitter) shows(m *module) bool {
	for _, p := range e.root.pathMap().entries {
		if p.def.parent == m || p.def.scope == m {
			return true
		}
	}
	return false
}

// globbed reports whether names that a macro may make in a private module are
// shown by a public import.
func (e *emitter) globbed(m *module) bool {
	for _, c := range e.w.crates {
		for _, u := range c.uses {
			if u.vis != nil || u.extern {
				continue
			}
			at := &namePath{global: u.tree.path.global, segs: u.tree.path.segs}
			if !u.tree.glob && len(at.segs) > 0 { // what is named may be made by a macro
				at.segs = at.segs[:len(at.segs)-1]
			}
			for len(at.segs) > 0 {
				if d := c.lookupIn(u.module, at, typeNS, u); d != nil && d.scope != nil {
					if d.scope == m && (u.tree.glob || !u.found) {
						return true
					}
					break
				}
				at.segs = at.segs[:len(at.segs)-1]
			}
		}
	}
	return false
}

// manifestItems writes the features, and the dependencies that show.
func (e *emitter) manifestItems() {
	m := e.root.man
	def, _ := m.activate([]string{"default"})
	pos := api.Pos{File: path.Base("Cargo.toml"), Line: 1}
	for f := range m.features {
		if f == "default" || strings.HasPrefix(f, "_") && f != "_" {
			continue
		}
		on, _ := m.activate([]string{f})
		it := api.Item{ID: m.name + "/" + f, Parent: m.lib, Kind: "feature"}
		if def[f] {
			it.Facts = it.Facts.With("default", "")
		}
		var list []string
		for g := range on {
			if g != f && !strings.HasPrefix(g, "_") && !m.implicit[g] {
				list = append(list, g)
			}
		}
		slices.Sort(list)
		if len(list) > 0 {
			it.Facts = it.Facts.With("enables", strings.Join(list, ", "))
		}
		if m.implicit[f] {
			it.Facts = it.Facts.With("implicit", "")
		}
		e.items[it.ID] = &emitted{Item: it}
		e.items[it.ID].Pos = pos
	}
	for name, dep := range e.foreign {
		if name == "" || dep == nil || dep.requirement == "" {
			continue
		}
		it := api.Item{ID: "dep:" + name, Parent: m.lib, Kind: "dependency", Type: compatible(dep.requirement)}
		if dep.path != "" || exactRE.MatchString(dep.requirement) {
			it.Facts = it.Facts.With(factSameRelease, "")
		}
		e.items[it.ID] = &emitted{Item: it}
		e.items[it.ID].Pos = pos
	}
}

// factSameRelease is the fact of a dependency that is a part of the same release:
// it stands in the workspace, or is required in exactly its version.
const factSameRelease = "same-release"

// compatible returns the versions that a requirement can resolve to, as far as
// they matter to the types of the dependency: the part before the first
// number that is not zero (https://doc.rust-lang.org/cargo/reference/resolver.html#semver-compatibility).
func compatible(req string) string {
	req = strings.TrimSpace(req)
	req = strings.TrimSuffix(strings.TrimSuffix(req, ".*"), ".*")
	if low, high, ok := strings.Cut(req, ","); ok { // >=1.2, <2 is ^1.2
		low, okLow := strings.CutPrefix(strings.TrimSpace(low), ">=")
		high, okHigh := strings.CutPrefix(strings.TrimSpace(high), "<")
		var a, b int
		if _, err := fmt.Sscan(strings.Split(strings.TrimSpace(low), ".")[0], &a); okLow && okHigh && err == nil && a > 0 {
			if _, err := fmt.Sscan(strings.Split(strings.TrimSpace(high), ".")[0], &b); err == nil && b == a+1 {
				return fmt.Sprint(a)
			}
		}
	}
	if strings.ContainsAny(req, ",*") || strings.HasPrefix(req, "<") || strings.HasPrefix(req, ">") {
		return req
	}
	v := strings.TrimLeft(req, "^~= v")
	v, _, _ = strings.Cut(v, "+")
	parts := strings.Split(v, ".")
	var keep []string
	for _, p := range parts {
		keep = append(keep, p)
		if p != "0" {
			break
		}
	}
	return strings.Join(keep, ".")
}
