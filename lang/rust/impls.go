package rust

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// collectImpls resolves what the impls of all crates are for.
func (e *emitter) collectImpls() {
	e.impls = map[*def][]*implDef{}
	for _, c := range e.w.crates {
		if !c.resolved {
			continue
		}
		for _, i := range c.impls {
			e.resolveImpl(c, i)
		}
	}
}

func (e *emitter) resolveImpl(c *crate, i *implDef) {
	if i.derive != "" {
		trait, ok := e.derived(c, i)
		if !ok {
			return
		}
		i.derive = trait
		i.self0 = i.self
	} else {
		x := e.frame(c, i.module)
		i.self0 = e.nominal(i.item.ty, x, 0)
		if i.item.trait != nil {
			i.trait = c.lookupPath(i.module, i.item.trait, typeNS)
			if i.trait != nil && i.trait.kind == defForeign {
				i.trait = e.w.follow(c, i.trait, typeNS)
			}
		}
	}
	e.all = append(e.all, i)
	if i.self0 != nil {
		e.impls[i.self0] = append(e.impls[i.self0], i)
	}
	if i.trait != nil && i.trait != i.self0 {
		e.impls[i.trait] = append(e.impls[i.trait], i)
	}
}

// nominal returns the definition that a type is an instance of, or nil.
func (e *emitter) nominal(t *typ, x *frame, depth int) *def {
	if t == nil || depth > 30 || t.kind != tyPath || t.path.self != nil {
		return nil
	}
	if len(t.path.segs) == 1 && x.names[t.path.segs[0].name] != "" {
		return nil // a parameter
	}
	d := x.c.lookupType(x.m, t.path)
	if d == nil {
		return nil
	}
	if d.kind == defForeign {
		d = e.w.follow(x.c, d, typeNS)
	}
	if d.kind == defAlias && d.item.ty != nil {
		return e.nominal(d.item.ty, e.frame(d.crate, d.parent), depth+1)
	}
	switch d.kind {
	case defStruct, defUnion, defEnum, defTrait, defForeignType:
		return d
	}
	return nil
}

// derived resolves the name in a derive attribute to the trait that it
// implements.
func (e *emitter) derived(c *crate, i *implDef) (string, bool) {
	name := i.derive
	p := &namePath{segs: []segment{{name: name}}}
	if strings.ContainsAny(name, ": #") {
		p = newParser([]byte(name)).path(true)
	}
	if d := c.lookupPath(i.module, p, macroNS); d != nil {
		switch d.kind {
		case defStd:
			return stdDerive(d.name), true
		case defForeign:
			if name, ok := strings.CutPrefix(d.path, "derive_more::"); ok {
				t := deriveMore[name]
				return t, t != ""
			}
			return deriveTrait(d.path), true
		case defProcMacro, defMacro:
			return "", false
		}
	}
	if s := stdDerive(lastSegment(name)); s != "" {
		return s, true
	}
	if d := c.lookupPath(i.module, p, typeNS); d != nil && d.kind == defForeign {
		return deriveTrait(d.path), true
	}
	return "", false
}

func stdDerive(name string) string {
	switch name {
	case "Clone":
		return "std::clone::Clone"
	case "Copy":
		return "std::marker::Copy"
	case "Debug":
		return "std::fmt::Debug"
	case "Default":
		return "std::default::Default"
	case "Hash":
		return "std::hash::Hash"
	case "PartialEq", "Eq", "PartialOrd", "Ord":
		return "std::cmp::" + name
	}
	return ""
}

// deriveMore are the traits that the derives of that crate implement, but for
// those with arguments that do not show.
var deriveMore = map[string]string{"Display": "std::fmt::Display", "Debug": "std::fmt::Debug", "Binary": "std::fmt::Binary", "LowerHex": "std::fmt::LowerHex",
	"UpperHex": "std::fmt::UpperHex", "Deref": "std::ops::Deref", "DerefMut": "std::ops::DerefMut", "Add": "std::ops::Add", "Sub": "std::ops::Sub",
	"Neg": "std::ops::Neg", "Not": "std::ops::Not", "AddAssign": "std::ops::AddAssign", "SubAssign": "std::ops::SubAssign", "Error": "std::error::Error",
	"FromStr": "std::str::FromStr", "IntoIterator": "std::iter::IntoIterator", "Sum": "std::iter::Sum"}

// deriveTrait returns the trait that a derive macro of another crate implements.
func deriveTrait(full string) string {
	switch full {
	case "thiserror::Error":
		return "std::error::Error"
	case "serde_derive::Serialize":
		return "serde::Serialize"
	case "serde_derive::Deserialize":
		return "serde::Deserialize"
	}
	return full
}

// public reports whether users can name a definition.
func (e *emitter) public(d *def) (string, bool) {
	p := e.root.pathMap().byDef[d]
	if p == nil || p.hidden {
		return "", false
	}
	return p.path, true
}

var paramRE = regexp.MustCompile(`\b[TN][0-9]+\b`)

// implFrame declares the parameters of an impl, numbered by where they come
// in the header: their order in impl<…> is nobody's business.
func (e *emitter) implFrame(i *implDef) (x *frame, trait, self string) {
	c := i.module.crate
	params := i.item.generics.params
	x = e.frame(c, i.module)
	x.declare(params)
	write := func() {
		x.self = ""
		self = e.typ(i.item.ty, x)
		x.self = self
		if i.item.trait != nil {
			trait = e.path(i.item.trait, x, typeNS)
		}
	}
	write()
	seen := map[string]string{}
	counts := map[byte]int{}
	for _, p := range paramRE.FindAllString(self+" "+trait, -1) {
		if seen[p] == "" {
			seen[p] = string(p[0]) + strconv.Itoa(counts[p[0]])
			counts[p[0]]++
		}
	}
	for n := range params {
		p := &params[n]
		t := x.names[p.name]
		switch {
		case p.kind == lifetimeParam:
		case seen[t] != "":
			x.names[p.name] = seen[t]
		default:
			x.names[p.name] = string(t[0]) + strconv.Itoa(counts[t[0]])
			counts[t[0]]++
		}
	}
	write()
	return x, trait, self
}

// inherent writes the items of inherent impls.
func (e *emitter) inherent() {
	for _, i := range e.all {
		if i.derive != "" || i.item.trait != nil || i.self0 == nil || docHidden(i.attrs) {
			continue
		}
		owner, ok := e.public(i.self0)
		if !ok {
			continue
		}
		x, _, self := e.implFrame(i)
		c := i.module.crate
		_, where := e.header(i.item.generics, x, false)
		prefix := owner
		if n := plainSelf(owner, i.self0); self != n && dropSingle(self, "'#") != dropSingle(n, "'#") {
			prefix = dropSingle(self, "'#")
		}
		own := e.gates(i.self0)
		for _, in := range e.members(c, i.module, i.item.items, 0) {
			vis := i.module.visible(in.item.vis)
			if vis != nil {
				continue
			}
			it := api.Item{ID: prefix + "::" + in.item.name, Parent: owner, Facts: e.facts(in.attrs)}
			cfgs := slices.Concat(own, i.cfgs, in.cfgs)
			switch in.item.kind {
			case itemFn:
				it.Kind = "method"
				it.Type = dropSingle(e.signature(in.item, x, c.edition, where, lifetimeRE.FindAllString(self, -1)), "'#")
				e.fnFacts(&it, in.item, in.attrs)
				if n := implTraits(in.item); n > 0 {
					it.Facts = it.Facts.With("impl-params", strconv.Itoa(n))
				}
			case itemConst:
				it.Kind = "assoc-const"
				y := *x
				y.elide = "'static"
				it.Type = dropSingle(e.typ(in.item.ty, &y)+whereText(where), "'#")
				it.Value = e.value(in.item.value, c, i.module)
			default:
				continue
			}
			m := e.add(it, nil, cfgs)
			if !m.Pos.IsValid() {
				m.Pos = e.pos(in.item.file, in.item.line)
			}
		}
	}
}

// gates are what the path to a definition stands under.
func (e *emitter) gates(d *def) []*cfg {
	if p := e.root.pathMap().byDef[d]; p != nil {
		return p.cfgs
	}
	return nil
}

// plainSelf is the self type of an impl that is for all instances of a type.
func plainSelf(name string, d *def) string {
	if d.item == nil || d.item.generics == nil || len(d.item.generics.params) == 0 {
		return name
	}
	var lts, rest []string
	t, n := 0, 0
	l := 0
	for _, p := range d.item.generics.params {
		switch p.kind {
		case lifetimeParam:
			l++
			lts = append(lts, "'#"+strconv.Itoa(90000+l))
		case typeParam:
			rest = append(rest, "T"+strconv.Itoa(t))
			t++
		default:
			rest = append(rest, "N"+strconv.Itoa(n))
			n++
		}
	}
	return name + "<" + strings.Join(append(lts, rest...), ", ") + ">"
}

// autoTraits are inferred, and are facts of a type rather than impls of it.
var autoTraits = []string{"Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe"}

func autoTrait(full string) string {
	switch full {
	case "std::marker::Send", "std::marker::Sync", "std::marker::Unpin", "std::panic::UnwindSafe", "std::panic::RefUnwindSafe":
		return lastSegment(full)
	}
	return ""
}

// traitImpls writes the trait impls that users can rely on: the trait and the
// type must be ones that they can name.
func (e *emitter) traitImpls() {
	for _, i := range e.all {
		if i.derive != "" {
			owner, ok := e.public(i.self0)
			if !ok || autoTrait(i.derive) != "" {
				continue
			}
			e.deriveImpl(i, owner)
			continue
		}
		if i.item.trait == nil {
			continue
		}
		if i.trait != nil && i.trait.kind == defTrait {
			if p := e.root.pathMap().byDef[i.trait]; p == nil || p.hidden {
				if i.trait.crate == e.root {
					continue
				}
			}
		}
		if i.trait != nil && i.trait.kind == defStd && autoTrait(i.trait.path) != "" {
			continue
		}
		parent := ""
		if i.self0 != nil {
			owner, ok := e.public(i.self0)
			if !ok {
				continue
			}
			parent = owner
		} else if i.trait != nil {
			parent, _ = e.public(i.trait)
		}
		if i.module.crate != e.root && parent == "" {
			continue
		}
		x, trait, self := e.implFrame(i)
		if strings.Contains(trait, private) || strings.Contains(self, private) {
			continue
		}
		if parent == "" {
			parent = e.root.man.lib
			// An impl of a foreign trait for a foreign type says something
			// only where one of their arguments is ours.
			if !strings.Contains(trait+self, e.root.man.lib+"::") {
				continue
			}
		}
		not := ""
		if i.item.negative {
			not = "!"
		}
		_, where := e.header(i.item.generics, x, false)
		head := "impl " + not + trait + " for " + self
		var assoc []string
		for _, in := range e.members(i.module.crate, i.module, i.item.items, 0) {
			if in.item.kind == itemAlias && in.item.ty != nil {
				y := x.clone()
				y.declare(in.item.generics.params)
				assoc = append(assoc, in.item.name+" = "+e.typ(in.item.ty, y))
			}
		}
		slices.Sort(assoc)
		it := api.Item{ID: dropSingle(head, "'#"), Parent: parent, Kind: "impl"}
		rest := strings.Join(where, ", ") + "\x00" + strings.Join(assoc, ", ")
		full := dropSingle(head+"\x00"+rest, "'#")
		_, full, _ = strings.Cut(full, "\x00")
		w, a, _ := strings.Cut(full, "\x00")
		if w != "" {
			it.Type = "where " + w
		}
		if a != "" {
			it.Value = a
		}
		if covered := fundamental(self); isParam(covered) {
			it.Facts = it.Facts.With("blanket", "")
		}
		own := e.gates(i.self0)
		m := e.add(it, nil, slices.Concat(own, i.cfgs))
		if !m.Pos.IsValid() {
			m.Pos = e.pos(i.item.file, i.item.line)
		}
	}
}

// fundamental strips the types that an impl sees through: what is implemented
// for &T is implemented for the references of all crates
// (https://rust-lang.github.io/rfcs/2451-re-rebalancing-coherence.html).
func fundamental(self string) string {
	for {
		switch {
		case strings.HasPrefix(self, "&"):
			_, rest, _ := strings.Cut(self, " ")
			self = strings.TrimPrefix(rest, "mut ")
		case strings.HasPrefix(self, "std::boxed::Box<"), strings.HasPrefix(self, "std::pin::Pin<"):
			i := strings.Index(self, "<")
			self = strings.TrimSuffix(self[i+1:], ">")
		default:
			return self
		}
	}
}

// deriveImpl writes the impl that a derive makes: each type parameter must
// implement the trait too
// (https://doc.rust-lang.org/reference/attributes/derive.html).
func (e *emitter) deriveImpl(i *implDef, owner string) {
	d := i.self0
	x := e.frame(d.crate, d.parent)
	x.declare(d.item.generics.params)
	_, where := e.header(d.item.generics, x, false)
	var args []string
	for _, p := range d.item.generics.params {
		n := x.names[p.name]
		args = append(args, n)
		if p.kind == typeParam && strings.HasPrefix(i.derive, "std::") {
			found := false
			for j, w := range where {
				if strings.HasPrefix(w, n+": ") {
					b := append(strings.Split(strings.TrimPrefix(w, n+": "), " + "), i.derive)
					slices.Sort(b)
					where[j] = n + ": " + strings.Join(slices.Compact(b), " + ")
					found = true
				}
			}
			if !found {
				where = append(where, n+": "+i.derive)
			}
		}
	}
	slices.Sort(where)
	self := owner
	if len(args) > 0 {
		self += "<" + strings.Join(args, ", ") + ">"
	}
	trait := i.derive
	if dep, _, ok := strings.Cut(trait, "::"); ok && d.crate == e.root && e.root.man.foreign[dep] != nil {
		e.foreign[dep] = e.root.man.foreign[dep]
	}
	if trait == "serde::Deserialize" {
		trait += "<'_>"
	}
	head := "impl " + trait + " for " + self
	it := api.Item{ID: dropSingle(head, "'#"), Parent: owner, Kind: "impl"}
	full := dropSingle(head+"\x00"+strings.Join(where, ", "), "'#")
	if _, w, _ := strings.Cut(full, "\x00"); w != "" {
		it.Type = "where " + w
	}
	own := e.gates(d)
	e.add(it, d, slices.Concat(own, i.cfgs))
	if i.derive != "std::error::Error" {
		return
	}
	// thiserror writes Display too, and From for #[from].
	also := func(trait string) {
		e.add(api.Item{ID: dropSingle("impl "+trait+" for "+self, "'#"), Parent: owner, Kind: "impl"}, d, slices.Concat(own, i.cfgs))
	}
	also("std::fmt::Display")
	from := func(fields []field) {
		for k := range fields {
			if attrs, on := d.crate.attrs(fields[k].attrs, nil); on && findAttr(attrs, "from") != nil {
				also("std::convert::From<" + e.typ(fields[k].ty, x) + ">")
			}
		}
	}
	from(d.item.fields)
	for k := range d.item.variants {
		from(d.item.variants[k].fields)
	}
}

// textual finds a macro by its name alone, wherever in the crate it stands:
// for calls inside of impls, whose place in the text is not kept.
func (c *crate) textual(m *module, name string) *def {
	if strings.Contains(name, "::") {
		return nil
	}
	if d := c.exports[name]; d != nil {
		return d
	}
	// The one in the nearest module around, else the last.
	list := c.local[name]
	for at := m; at != nil; at = at.parent {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].parent == at {
				return list[i]
			}
		}
	}
	if len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}
