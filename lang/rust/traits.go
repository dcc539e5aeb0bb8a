package rust

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// An auto is what is known of a type and an auto trait.
type auto struct {
	no      bool
	unknown string   // a type that nothing is known of
	conds   []string // what must hold for it: "T0: Send"
}

type autoKey struct {
	def   *def
	trait string
}

func both(a, b auto) auto {
	if a.no || b.no {
		return auto{no: true}
	}
	r := auto{unknown: a.unknown}
	if r.unknown == "" {
		r.unknown = b.unknown
	}
	r.conds = append(slices.Clone(a.conds), b.conds...)
	slices.Sort(r.conds)
	r.conds = slices.Compact(r.conds)
	return r
}

// autoFacts writes what auto traits a type has
// (https://doc.rust-lang.org/reference/special-types-and-traits.html#auto-traits).
func (e *emitter) autoFacts(it *api.Item, d *def) {
	if e.unsized(d, 0) {
		it.Facts = it.Facts.With("unsized", "")
	}
	for _, trait := range autoTraits {
		switch a := e.auto(d, trait); {
		case a.no:
			it.Facts = it.Facts.With("not-"+strings.ToLower(trait), "")
		case a.unknown != "":
			it.Facts = it.Facts.With("maybe-"+strings.ToLower(trait), a.unknown)
		case len(a.conds) > 0:
			it.Facts = it.Facts.With(strings.ToLower(trait), strings.Join(a.conds, ", "))
		}
	}
}

// unsized reports whether a struct surely ends in a type without a size
// (https://doc.rust-lang.org/reference/dynamically-sized-types.html).
func (e *emitter) unsized(d *def, depth int) bool {
	if d.kind != defStruct || len(d.item.fields) == 0 || depth > 30 {
		return false
	}
	last := &d.item.fields[len(d.item.fields)-1]
	if _, on := d.crate.attrs(last.attrs, nil); !on {
		return false
	}
	t := last.ty
	switch t.kind {
	case tySlice, tyDyn:
		return true
	case tyPath:
		if t.path.self != nil {
			return false
		}
		at := d.crate.lookupPath(d.parent, t.path, typeNS)
		switch {
		case at == nil:
			return false
		case at.kind == defStd:
			return at.path == "str" || at.path == "std::path::Path" || at.path == "std::ffi::OsStr" || at.path == "std::ffi::CStr"
		}
		return at.item != nil && e.unsized(at, depth+1)
	}
	return false
}

type autoEnv map[string]func(trait string) auto

// auto infers an auto trait of a definition in terms of its own parameters.
func (e *emitter) auto(d *def, trait string) auto {
	key := autoKey{d, trait}
	if a, ok := e.autos[key]; ok {
		return a
	}
	e.autos[key] = auto{} // a type inside of itself adds nothing
	a := e.inferAuto(d, trait)
	e.autos[key] = a
	return a
}

func (e *emitter) inferAuto(d *def, trait string) auto {
	for _, i := range e.impls[d] {
		if i.derive != "" || i.item.trait == nil || i.trait == nil || i.trait.kind != defStd || autoTrait(i.trait.path) != trait {
			continue
		}
		if i.item.negative {
			return auto{no: true}
		}
		x, _, _ := e.implFrame(i)
		_, where := e.header(i.item.generics, x, false)
		var conds []string
		for _, w := range where {
			subject, bounds, _ := strings.Cut(w, ": ")
			for b := range strings.SplitSeq(bounds, " + ") {
				if !strings.HasPrefix(b, "?") && !strings.HasPrefix(subject, "'") && autoTrait(b) != "" {
					conds = append(conds, subject+": "+lastSegment(b))
				}
			}
		}
		slices.Sort(conds)
		return auto{conds: conds}
	}
	if d.item == nil || d.item.generics == nil {
		return auto{unknown: d.name}
	}
	env := autoEnv{}
	t := 0
	for _, p := range d.item.generics.params {
		if p.kind == typeParam {
			name := "T" + strconv.Itoa(t)
			t++
			env[p.name] = func(trait string) auto { return auto{conds: []string{name + ": " + trait}} }
		}
	}
	var r auto
	fields := func(list []field) {
		for i := range list {
			if _, on := d.crate.attrs(list[i].attrs, nil); on && !r.no {
				r = both(r, e.autoType(list[i].ty, trait, d.crate, d.parent, env, 0))
			}
		}
	}
	fields(d.item.fields)
	for i := range d.item.variants {
		if _, on := d.crate.attrs(d.item.variants[i].attrs, nil); on {
			fields(d.item.variants[i].fields)
		}
	}
	return r
}

func (e *emitter) autoType(t *typ, trait string, c *crate, m *module, env autoEnv, depth int) auto {
	if t == nil {
		return auto{}
	}
	if depth > 40 {
		return auto{unknown: "a type nested too deeply"}
	}
	sub := func(t *typ, trait string) auto { return e.autoType(t, trait, c, m, env, depth+1) }
	switch t.kind {
	case tyNever, tyFn, tyInfer:
		return auto{}
	case tyRef:
		switch {
		case trait == "Unpin":
			return auto{}
		case trait == "UnwindSafe" && t.mut:
			return auto{no: true}
		case trait == "UnwindSafe":
			return sub(t.elem, "RefUnwindSafe")
		case trait == "Send" && !t.mut:
			return sub(t.elem, "Sync")
		}
		return sub(t.elem, trait)
	case tyPtr:
		switch trait {
		case "Send", "Sync":
			return auto{no: true}
		case "Unpin":
			return auto{}
		}
		return sub(t.elem, "RefUnwindSafe")
	case tySlice, tyArray:
		return sub(t.elem, trait)
	case tyTuple:
		var r auto
		for _, el := range t.elems {
			r = both(r, sub(el, trait))
		}
		return r
	case tyDyn:
		unknown := ""
		for i := range t.bounds {
			b := &t.bounds[i]
			if b.path == nil {
				continue
			}
			d := c.lookupPath(m, b.path, typeNS)
			if d != nil && d.kind == defForeign {
				d = e.w.follow(c, d, typeNS)
			}
			switch has := e.implies(d, trait, 0); {
			case has == "yes":
				return auto{}
			case has != "":
				unknown = has
			}
		}
		if unknown != "" {
			return auto{unknown: unknown}
		}
		return auto{no: true}
	case tyPath:
		return e.autoPath(t, trait, c, m, env, depth)
	}
	return auto{unknown: "a macro"}
}

// implies reports whether a trait has an auto trait among its supertraits:
// "yes", "" for no, or the name of a trait that nobody knows.
func (e *emitter) implies(d *def, trait string, depth int) string {
	switch {
	case d == nil:
		return "a trait that is not found"
	case d.kind == defStd:
		if autoTrait(d.path) == trait {
			return "yes"
		}
		it, _ := std().lookup(d.path, typeNS)
		for s := range strings.SplitSeq(it.flag("super"), "+") {
			if autoTrait(s) == trait {
				return "yes"
			}
		}
		return ""
	case d.kind == defForeign:
		return d.path
	case d.kind != defTrait || depth > 30:
		return ""
	}
	unknown := ""
	for i := range d.item.bounds {
		if p := d.item.bounds[i].path; p != nil {
			s := d.crate.lookupPath(d.parent, p, typeNS)
			if s != nil && s.kind == defForeign {
				s = e.w.follow(d.crate, s, typeNS)
			}
			if has := e.implies(s, trait, depth+1); has == "yes" {
				return has
			} else if has != "" {
				unknown = has
			}
		}
	}
	return unknown
}

func (e *emitter) autoPath(t *typ, trait string, c *crate, m *module, env autoEnv, depth int) auto {
	p := t.path
	if p.self != nil || len(p.segs) > 1 && !p.global && env[p.segs[0].name] != nil {
		return auto{conds: []string{"an associated type: " + trait}}
	}
	if len(p.segs) == 1 && !p.global {
		if f := env[p.segs[0].name]; f != nil {
			return f(trait)
		}
		if p.segs[0].name == "Self" {
			return auto{}
		}
	}
	d := c.lookupType(m, p)
	if d == nil {
		return auto{unknown: pathText(p)}
	}
	if d.kind == defForeign {
		d = e.w.follow(c, d, typeNS)
	}
	var args []*typ
	if a := p.segs[len(p.segs)-1].args; a != nil {
		for i := range a.list {
			if a.list[i].ty != nil && a.list[i].name == "" {
				args = append(args, a.list[i].ty)
			}
		}
	}
	arg := func(i int, trait string) auto {
		if i >= len(args) {
			return auto{} // a default
		}
		return e.autoType(args[i], trait, c, m, env, depth+1)
	}
	switch d.kind {
	case defStd:
		if d.std.kind == "primitive" {
			return auto{}
		}
		if d.std.kind == "type" {
			_, body, _ := strings.Cut(d.std.detail, "=")
			bp := newParser([]byte(body))
			head, _, _ := strings.Cut(d.std.detail, "=")
			hp := newParser([]byte(head))
			inner := autoEnv{}
			for i, g := range hp.genericParams() {
				inner[g.name] = func(trait string) auto { return arg(i, trait) }
			}
			if ty := bp.typ(true); !bp.failed {
				return e.autoType(ty, trait, c, m, inner, depth+1)
			}
			return auto{unknown: d.path}
		}
		it, _ := std().lookup(d.path, typeNS)
		key := map[string]string{"Send": "send", "Sync": "sync", "Unpin": "unpin", "UnwindSafe": "unwind", "RefUnwindSafe": "refunwind"}[trait]
		switch v := it.flag(key); v {
		case "yes":
			return auto{}
		case "no":
			return auto{no: true}
		case "", "?":
			return auto{unknown: d.path}
		default:
			var r auto
			for cond := range strings.SplitSeq(v, ",") {
				index, traits, _ := strings.Cut(cond, ":")
				n := 0
				for _, ch := range index {
					n = n*10 + int(ch-'0')
				}
				for tr := range strings.SplitSeq(traits, "+") {
					if slices.Contains(autoTraits, lastSegment(tr)) {
						r = both(r, arg(n, lastSegment(tr)))
					}
				}
			}
			return r
		}
	case defForeign:
		return auto{unknown: d.path}
	case defStruct, defUnion, defEnum, defAlias:
		var names []string
		inner := autoEnv{}
		n := 0
		for _, g := range d.item.generics.params {
			if g.kind != lifetimeParam {
				if g.kind == typeParam {
					at := n
					inner[g.name] = func(trait string) auto { return arg(at, trait) }
					names = append(names, g.name)
				}
				n++
			}
		}
		if d.kind == defAlias {
			if d.item.ty == nil {
				return auto{unknown: d.name}
			}
			return e.autoType(d.item.ty, trait, d.crate, d.parent, inner, depth+1)
		}
		a := e.auto(d, trait)
		if a.no || a.unknown != "" || len(a.conds) == 0 {
			return a
		}
		var r auto
		for _, cond := range a.conds {
			subject, tr, _ := strings.Cut(cond, ": ")
			found := false
			for i, name := range names {
				if subject == "T"+strconv.Itoa(i) {
					r = both(r, inner[name](tr))
					found = true
				}
			}
			if !found {
				r = both(r, auto{conds: []string{cond}})
			}
		}
		return r
	}
	return auto{unknown: d.name}
}

// sealed reports whether other crates cannot implement a trait: "yes" when
// they cannot at all, "hidden" when they would have to use what is hidden
// from the documentation, "" when they can.
func (e *emitter) sealed(d *def, seen map[*def]bool) string {
	if seen[d] {
		return ""
	}
	seen[d] = true
	answer := ""
	worse := func(s string) {
		if s == "yes" || answer == "" {
			answer = s
		}
	}
	check := func(bounds []bound) {
		for i := range bounds {
			if bounds[i].path == nil || bounds[i].maybe {
				continue
			}
			s := d.crate.lookupPath(d.parent, bounds[i].path, typeNS)
			if s != nil && s.kind == defForeign {
				s = e.w.follow(d.crate, s, typeNS)
			}
			if s == nil || s.kind != defTrait || e.blanket(s) {
				continue
			}
			switch p := e.root.pathMap().byDef[s]; {
			case p == nil && s.crate == e.root:
				worse("yes")
			case p != nil && p.hidden && e.sealed(s, seen) == "":
				worse("hidden")
			default:
				if t := e.sealed(s, seen); t != "" {
					worse(t)
				}
			}
		}
	}
	check(d.item.bounds)
	for _, w := range d.item.generics.where {
		if w.ty != nil && isSelf(w.ty) {
			check(w.bounds)
		}
	}
	x := e.frame(d.crate, d.parent)
	x.declare(d.item.generics.params)
	x.self = "Self"
	for _, in := range e.traitMembers(d) {
		if in.item.kind == itemFn {
			// A type in the signature that users cannot name.
			y := x.clone()
			y.declare(in.item.generics.params)
			for i := range in.item.sig.params {
				t := in.item.sig.params[i].ty
				if strings.Contains(e.typ(t, y), private) {
					if in.item.hasValue {
						continue
					}
					worse("yes")
				} else if !in.item.hasValue && e.mentionsHidden(t, y) {
					worse("hidden")
				}
			}
			_, where := e.header(in.item.generics, y, false)
			if !in.item.hasValue && strings.Contains(strings.Join(where, " "), private) {
				worse("yes")
			}
			if !in.item.hasValue && in.item.sig.result != nil && e.mentionsHidden(in.item.sig.result, y) {
				worse("hidden")
			}
			if !in.item.hasValue && in.item.sig.result != nil && strings.Contains(e.typ(in.item.sig.result, y), private) {
				worse("yes")
			}
		}
		if !in.item.hasValue && docHidden(in.attrs) {
			worse("hidden")
		}
	}
	return answer
}

func (e *emitter) mentionsHidden(t *typ, x *frame) bool {
	if t == nil {
		return false
	}
	if t.kind == tyPath && t.path.self == nil && x.names[t.path.segs[0].name] == "" {
		if d := x.c.lookupPath(x.m, t.path, typeNS); d != nil {
			if p := e.root.pathMap().byDef[d]; p != nil && p.hidden {
				return true
			}
		}
	}
	if e.mentionsHidden(t.elem, x) {
		return true
	}
	for _, el := range t.elems {
		if e.mentionsHidden(el, x) {
			return true
		}
	}
	return false
}

// blanket reports whether a trait is implemented for a type parameter, so
// that the types of other crates have it.
func (e *emitter) blanket(d *def) bool {
	for _, i := range e.impls[d] {
		if i.derive != "" || i.trait != d || i.item.ty.kind != tyPath || i.item.ty.path.self != nil || len(i.item.ty.path.segs) != 1 {
			continue
		}
		for _, p := range i.item.generics.params {
			if p.name == i.item.ty.path.segs[0].name && p.kind == typeParam {
				return true
			}
		}
	}
	return false
}

// dynCompatible reports whether a trait can be a trait object
// (https://doc.rust-lang.org/reference/items/traits.html#dyn-compatibility).
func (e *emitter) dynCompatible(d *def, seen map[*def]bool) bool {
	if seen[d] {
		return true
	}
	seen[d] = true
	bounds := slices.Clone(d.item.bounds)
	for _, w := range d.item.generics.where {
		if w.ty != nil && isSelf(w.ty) {
			bounds = append(bounds, w.bounds...)
		}
	}
	for i := range bounds {
		b := &bounds[i]
		if b.path == nil || b.maybe {
			continue
		}
		if last := b.path.segs[len(b.path.segs)-1]; last.args == nil && selfDefault[last.name] {
			return false
		}
		for _, s := range b.path.segs {
			if s.args != nil {
				for _, a := range s.args.list {
					if mentionsSelf(a.ty) {
						return false
					}
				}
			}
		}
		s := d.crate.lookupPath(d.parent, b.path, typeNS)
		if s != nil && s.kind == defForeign {
			s = e.w.follow(d.crate, s, typeNS)
		}
		switch {
		case s == nil || s.kind == defForeign:
		case s.kind == defStd:
			it, _ := std().lookup(s.path, typeNS)
			if it.has("nodyn") || s.path == "std::marker::Sized" {
				return false
			}
		case s.kind == defTrait:
			if !e.dynCompatible(s, seen) {
				return false
			}
		}
	}
	for _, in := range e.traitMembers(d) {
		sized := false
		for _, w := range in.item.genericsWhere() {
			if w.ty != nil && isSelf(w.ty) {
				for _, b := range w.bounds {
					if b.path != nil && b.path.segs[len(b.path.segs)-1].name == "Sized" {
						sized = true
					}
				}
			}
		}
		if sized {
			continue
		}
		switch in.item.kind {
		case itemConst:
			return false
		case itemAlias:
			if in.item.generics != nil && len(in.item.generics.params) > 0 {
				return false
			}
		case itemFn:
			s := in.item.sig
			if s.receiver == nil || s.async || mentionsImpl(s.result) || mentionsSelf(s.result) {
				return false
			}
			if r := s.receiver.ty; r != nil && r.kind == tyPath && r.path.self == nil && len(r.path.segs) == 1 && r.path.segs[0].args == nil && r.path.segs[0].name != "Self" {
				return false
			}
			for _, p := range in.item.generics.params {
				if p.kind != lifetimeParam {
					return false
				}
			}
			for i := range s.params {
				if mentionsSelf(s.params[i].ty) || mentionsImpl(s.params[i].ty) {
					return false
				}
			}
			for _, w := range in.item.generics.where {
				if w.ty != nil && isSelf(w.ty) {
					for i := range w.bounds {
						if w.bounds[i].path != nil && autoTrait(e.path(w.bounds[i].path, e.frame(d.crate, d.parent), typeNS)) == "" {
							return false
						}
					}
				}
			}
		}
	}
	return true
}

// selfDefault are the traits of the standard library whose parameter is Self
// where it is left out.
var selfDefault = map[string]bool{"PartialEq": true, "PartialOrd": true, "Add": true, "Sub": true, "Mul": true, "Div": true, "Rem": true,
	"BitAnd": true, "BitOr": true, "BitXor": true, "Shl": true, "Shr": true, "AddAssign": true, "SubAssign": true, "MulAssign": true,
	"DivAssign": true, "RemAssign": true, "BitAndAssign": true, "BitOrAssign": true, "BitXorAssign": true, "ShlAssign": true, "ShrAssign": true}

func (it *item) genericsWhere() []wherePred {
	if it.generics == nil {
		return nil
	}
	return it.generics.where
}

func isSelf(t *typ) bool {
	return t.kind == tyPath && t.path.self == nil && !t.path.global && len(t.path.segs) == 1 && t.path.segs[0].name == "Self"
}

func mentionsSelf(t *typ) bool { return mentions(t, isSelf) }

func mentionsImpl(t *typ) bool {
	return mentions(t, func(t *typ) bool { return t.kind == tyImpl })
}

// mentions reports whether a type or a part of it is as asked.
func mentions(t *typ, is func(*typ) bool) bool {
	if t == nil {
		return false
	}
	if is(t) || mentions(t.elem, is) {
		return true
	}
	for _, el := range t.elems {
		if mentions(el, is) {
			return true
		}
	}
	if t.fn != nil {
		for _, p := range t.fn.params {
			if mentions(p, is) {
				return true
			}
		}
		if mentions(t.fn.result, is) {
			return true
		}
	}
	paths := []*namePath{t.path}
	for i := range t.bounds {
		paths = append(paths, t.bounds[i].path)
	}
	for _, p := range paths {
		if p == nil {
			continue
		}
		for _, s := range p.segs {
			if s.args == nil {
				continue
			}
			for i := range s.args.list {
				if mentions(s.args.list[i].ty, is) {
					return true
				}
			}
			if mentions(s.args.out, is) {
				return true
			}
		}
	}
	return false
}
