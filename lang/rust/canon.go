package rust

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// Types in canonical form: paths resolved, aliases expanded, generic
// parameters by position, lifetimes elided where they can be. What is written
// is Rust again, but for lifetimes that are numbers and {private} for what
// users cannot name.

const private = "{private}"

// A canon writes types of one world.
type canon struct {
	w       *world
	root    *crate
	depth   int
	work    int                    // types inside of the one that is written
	known   map[*item]*big.Int     // values of constants; nil for those without
	foreign map[string]*dependency // crates that types come from and nobody reads
}

// A frame says what the names in a type mean where it stands.
type frame struct {
	c     *crate
	m     *module
	names map[string]string // generic parameters, lifetimes with their quote
	self  string            // what Self stands for
	fresh *int              // numbers of lifetimes so far
	elide string            // what an elided lifetime means; "" makes a fresh one
	obj   string            // the default lifetime of trait objects here
	plain bool              // paths are canonical already
	types int               // numbers of type parameters so far
	conts int               // of const parameters
}

func (k *canon) frame(c *crate, m *module) *frame {
	n := 0
	return &frame{c: c, m: m, names: map[string]string{}, fresh: &n, obj: "'static"}
}

func (x *frame) clone() *frame {
	y := *x
	y.names = make(map[string]string, len(x.names)+2)
	for n, t := range x.names {
		y.names[n] = t
	}
	return &y
}

func (x *frame) lifetime() string {
	*x.fresh++
	return fmt.Sprintf("'#%d", *x.fresh)
}

// declare enters generic parameters. Lifetimes get fresh numbers.
func (x *frame) declare(params []genericParam) {
	for i := range params {
		switch p := &params[i]; p.kind {
		case lifetimeParam:
			x.names[p.name] = x.lifetime()
		case typeParam:
			x.names[p.name] = fmt.Sprintf("T%d", x.types)
			x.types++
		case constParam:
			x.names[p.name] = fmt.Sprintf("N%d", x.conts)
			x.conts++
		}
	}
}

func (k *canon) lifetimeName(x *frame, lt string) string {
	switch lt {
	case "", "'_":
		if x.elide != "" {
			return x.elide
		}
		return x.lifetime()
	case "'static":
		return lt
	}
	if n := x.names[lt]; n != "" {
		return n
	}
	return lt
}

func (k *canon) typ(t *typ, x *frame) string {
	if t == nil {
		return "()"
	}
	if k.depth++; k.depth > 150 {
		k.depth--
		return "{…}"
	}
	defer func() { k.depth-- }()
	if k.depth == 1 {
		k.work = 0
	}
	if k.work++; k.work > 20_000 { // aliases that double, and double again
		return "{…}"
	}
	switch t.kind {
	case tyNever:
		return "!"
	case tyInfer:
		return "_"
	case tyPath:
		if x.c != nil && x.c.edition < 2021 && !x.plain && t.path.self == nil && x.names[t.path.segs[0].name] == "" {
			// Before 2021 the name of a trait is the type of its objects.
			if d := x.c.lookupType(x.m, t.path); d != nil && (d.kind == defTrait || d.kind == defStd && d.std.kind == "trait") {
				return "dyn " + k.path(t.path, x, typeNS)
			}
		}
		return k.path(t.path, x, typeNS)
	case tyRef:
		lt := k.lifetimeName(x, t.lifetime)
		y := *x
		y.obj = lt
		mut := ""
		if t.mut {
			mut = "mut "
		}
		return "&" + lt + " " + mut + parens(k.typ(t.elem, &y))
	case tyPtr:
		if t.mut {
			return "*mut " + parens(k.typ(t.elem, x))
		}
		return "*const " + parens(k.typ(t.elem, x))
	case tySlice:
		return "[" + k.typ(t.elem, x) + "]"
	case tyArray:
		return "[" + k.typ(t.elem, x) + "; " + k.constant(t.text, x) + "]"
	case tyTuple:
		list := make([]string, len(t.elems))
		for i, e := range t.elems {
			list[i] = k.typ(e, x)
		}
		if len(list) == 1 {
			return "(" + list[0] + ",)"
		}
		return "(" + strings.Join(list, ", ") + ")"
	case tyFn:
		return k.fnPointer(t.fn, x)
	case tyDyn:
		return "dyn " + k.objectBounds(t.bounds, x)
	case tyImpl:
		return "impl " + strings.Join(k.bounds(t.bounds, x), " + ")
	case tyMacro:
		if m := k.typeMacro(t, x); m != nil {
			return k.typ(m, x)
		}
		return pathText(t.path) + "!" + t.text
	}
	return "{unknown}"
}

// typeMacro expands a macro that stands for a type.
func (k *canon) typeMacro(t *typ, x *frame) *typ {
	d := x.c.lookupPath(x.m, t.path, macroNS)
	if d != nil && d.kind == defForeign {
		d = k.w.follow(x.c, d, macroNS)
	}
	if d == nil || d.kind != defMacro {
		d = x.c.textual(x.m, pathText(t.path))
	}
	if d == nil || d.kind != defMacro || len(t.text) < 2 {
		return nil
	}
	crateName := "crate"
	if d.crate != x.c {
		crateName = d.crate.token
	}
	text, err := k.w.loader.macro(d.item, crateName).expand([]byte(t.text[1 : len(t.text)-1]))
	if err != nil {
		return nil
	}
	p := newParser(text)
	if ty := p.typ(true); !p.failed && p.done() {
		return ty
	}
	return nil
}

// parens guards bounds that a prefix would split.
func parens(s string) string {
	if (strings.HasPrefix(s, "dyn ") || strings.HasPrefix(s, "impl ")) && strings.Contains(s, " + ") {
		return "(" + s + ")"
	}
	return s
}

func (k *canon) fnPointer(f *fnType, x *frame) string {
	y := x.clone()
	for i, lt := range f.lifetimes {
		y.names[lt] = fmt.Sprintf("'f%d", i)
	}
	// Elided lifetimes of a function pointer are its own.
	n := len(f.lifetimes)
	params := make([]string, len(f.params))
	var first string
	for i, p := range f.params {
		z := *y
		inner := 1 << 20 // apart from those that the frame declares
		z.fresh = &inner
		z.elide = ""
		s := k.typ(p, &z)
		s = lifetimeRE.ReplaceAllStringFunc(s, func(lt string) string {
			if !isFresh(lt, x) {
				return lt
			}
			first = fmt.Sprintf("'f%d", n)
			n++
			return first
		})
		params[i] = s
	}
	if f.variadic {
		params = append(params, "...")
	}
	s := "fn(" + strings.Join(params, ", ") + ")"
	if f.result != nil {
		z := *y
		z.elide = first
		if r := k.typ(f.result, &z); r != "()" {
			s += " -> " + r
		}
	}
	if f.abi != "" {
		s = fmt.Sprintf("extern %q ", f.abi) + s
	}
	if f.unsafe {
		s = "unsafe " + s
	}
	return dropSingle(s, "'f")
}

// isFresh reports whether a lifetime is none of those that x declares.
func isFresh(lt string, x *frame) bool {
	for _, n := range x.names {
		if n == lt {
			return false
		}
	}
	return true
}

var lifetimeRE = regexp.MustCompile(`'#[0-9]+`)

// dropSingle elides the lifetimes of a prefix that are used once, and numbers
// the others in the order in which they come.
func dropSingle(s, prefix string) string {
	re := lifetimeRE
	if prefix == "'f" {
		if !strings.Contains(s, "'f") {
			return s
		}
		re = fnLifetimeRE
	} else if !strings.Contains(s, "'#") {
		return s
	}
	count := map[string]int{}
	for _, lt := range re.FindAllString(s, -1) {
		count[lt]++
	}
	names := map[string]string{}
	s = re.ReplaceAllStringFunc(s, func(lt string) string {
		if count[lt] == 1 {
			return "'_"
		}
		if names[lt] == "" {
			if prefix == "'f" {
				names[lt] = fmt.Sprintf("'b%d", len(names))
			} else {
				names[lt] = fmt.Sprintf("'%d", len(names))
			}
		}
		return names[lt]
	})
	return strings.ReplaceAll(s, "&'_ ", "&")
}

var fnLifetimeRE = regexp.MustCompile(`'f[0-9]+`)

func (k *canon) objectBounds(list []bound, x *frame) string {
	var out []string
	for _, s := range k.bounds(list, x) {
		if strings.HasPrefix(s, "'") && (s == x.obj || x.obj == "'static" && s == "'static") {
			continue // what it would be without being written
		}
		out = append(out, s)
	}
	return strings.Join(out, " + ")
}

// bounds writes bounds in order of their text.
func (k *canon) bounds(list []bound, x *frame) []string {
	var out []string
	for i := range list {
		if s := k.bound(&list[i], x); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (k *canon) bound(b *bound, x *frame) string {
	switch {
	case b.lifetime != "":
		return k.lifetimeName(x, b.lifetime)
	case b.capture != nil:
		var list []string
		for _, n := range b.capture {
			if n == "'_" {
				list = append(list, k.lifetimeName(x, n))
			} else if y := x.names[n]; y != "" {
				list = append(list, y)
			} else if n == "Self" {
				list = append(list, n)
			}
		}
		// Types are captured anyway.
		list = slices.DeleteFunc(list, func(n string) bool { return !strings.HasPrefix(n, "'") })
		if len(list) == 0 {
			return ""
		}
		slices.Sort(list)
		return "use<" + strings.Join(list, ", ") + ">"
	case b.path == nil:
		return ""
	}
	y := x
	if len(b.lifetimes) > 0 {
		y = x.clone()
		for i, lt := range b.lifetimes {
			y.names[lt] = fmt.Sprintf("'f%d", i)
		}
	}
	s := k.path(b.path, y, typeNS)
	if len(b.lifetimes) > 0 || strings.Contains(s, "'f") {
		s = dropSingle(s, "'f")
	}
	if b.maybe {
		s = "?" + s
	}
	if b.async {
		s = "async " + s
	}
	return s
}

// path writes the path of a type or a trait.
func (k *canon) path(p *namePath, x *frame, ns namespace) string {
	if p.self != nil {
		self := k.typ(p.self, x)
		rest := p.segs[p.traitLen:]
		if p.traitLen > 0 && !isParam(self) {
			trait := &namePath{global: p.global, segs: p.segs[:p.traitLen]}
			self = "<" + self + " as " + k.path(trait, x, ns) + ">"
		}
		return k.project(self, rest, x)
	}
	first := p.segs[0]
	if !p.global && first.args == nil {
		if first.name == "Self" && x.self != "" {
			return k.project(x.self, p.segs[1:], x)
		}
		if t := x.names[first.name]; t != "" {
			return k.project(t, p.segs[1:], x)
		}
	}
	if x.plain {
		s := pathText(p)
		last := p.segs[len(p.segs)-1]
		return s + k.args(last.args, nil, x)
	}
	for n := len(p.segs); n > 0; n-- {
		d := x.c.lookupType(x.m, &namePath{global: p.global, segs: p.segs[:n]})
		if d == nil {
			continue
		}
		if n < len(p.segs) && (d.kind == defModule || d.kind == defStd && d.std.kind == "mod") {
			break
		}
		return k.project(k.named(d, p.segs[n-1].args, x), p.segs[n:], x)
	}
	last := p.segs[len(p.segs)-1]
	return pathText(p) + k.args(last.args, nil, x)
}

// isParam reports whether a type is a parameter, or projected from one.
func isParam(s string) bool {
	return s == "Self" || len(s) > 1 && s[0] == 'T' && s[1] >= '0' && s[1] <= '9' && !strings.ContainsAny(s, " <(")
}

// project writes an associated type of a type.
func (k *canon) project(self string, rest []segment, x *frame) string {
	for _, s := range rest {
		if isParam(self) || strings.HasPrefix(self, "<") {
			self += "::" + s.name
		} else {
			self = "<" + self + ">::" + s.name
		}
		self += k.args(s.args, nil, x)
	}
	return self
}

// named writes what a definition is called by users, with its arguments.
func (k *canon) named(d *def, args *genericArgs, x *frame) string {
	if d.kind == defForeign {
		d = k.w.follow(x.c, d, typeNS)
	}
	switch d.kind {
	case defStd:
		if d.std.kind == "type" {
			if s, ok := k.stdAlias(d, args, x); ok {
				return s
			}
		}
		return d.path + k.args(args, nil, x)
	case defForeign:
		if dep := foreignDep(d); dep != nil {
			k.foreign[dep.lib] = dep
		}
		return knownForeign(d.path) + k.args(args, nil, x)
	case defAlias:
		if d.item.ty != nil {
			return k.alias(d, args, x)
		}
	case defVariant:
		return k.name(d.of) + "::" + d.name
	}
	name := k.name(d)
	if d.item == nil {
		return name
	}
	return name + k.args(args, d, x)
}

// knownForeign gives the well-known items of other crates one name each.
func knownForeign(full string) string {
	if rest, ok := strings.CutPrefix(full, "serde_core::"); ok {
		full = "serde::" + rest
	}
	switch full {
	case "serde::de::Deserialize", "serde::de::Deserializer", "serde::ser::Serialize", "serde::ser::Serializer":
		return "serde::" + lastSegment(full)
	}
	return full
}

func foreignDep(d *def) *dependency {
	name, _, _ := strings.Cut(d.path, "::")
	return d.crate.man.foreign[name]
}

// name returns the path by which users name a definition.
func (k *canon) name(d *def) string {
	if e := k.root.pathMap().byDef[d]; e != nil {
		return e.path
	}
	if d.crate != nil && d.crate != k.root && d.crate.root != nil {
		if e := d.crate.pathMap().byDef[d]; e != nil {
			return e.path
		}
	}
	return private
}

// alias expands a type alias.
func (k *canon) alias(d *def, args *genericArgs, x *frame) string {
	y := k.frame(d.crate, d.parent)
	y.fresh, y.elide, y.obj = x.fresh, x.elide, x.obj
	k.bind(y, d.item.generics.params, args, x)
	return k.typ(d.item.ty, y)
}

// bind gives generic parameters the arguments, written in x.
func (k *canon) bind(y *frame, params []genericParam, args *genericArgs, x *frame) {
	var lts, tys []string
	if args != nil {
		for i := range args.list {
			switch a := &args.list[i]; {
			case a.lifetime != "":
				lts = append(lts, k.lifetimeName(x, a.lifetime))
			case a.name != "":
			default:
				z := *x
				z.obj = "'static"
				ty := k.arg(a, &z)
				if len(ty) > 8<<10 { // an alias of an alias that doubles
					ty = "{…}"
				}
				tys = append(tys, ty)
			}
		}
	}
	for i := range params {
		p := &params[i]
		switch {
		case p.kind == lifetimeParam && len(lts) > 0:
			y.names[p.name], lts = lts[0], lts[1:]
		case p.kind == lifetimeParam:
			y.names[p.name] = k.lifetimeName(x, "")
		case len(tys) > 0:
			y.names[p.name], tys = tys[0], tys[1:]
		case p.kind == typeParam && p.def != nil:
			y.names[p.name] = k.typ(p.def, y)
		case p.kind == constParam && p.expr != "":
			y.names[p.name] = p.expr
		default:
			y.names[p.name] = "_"
		}
	}
}

func (k *canon) stdAlias(d *def, args *genericArgs, x *frame) (string, bool) {
	head, body, ok := strings.Cut(d.std.detail, "=")
	body, _, _ = strings.Cut(body, "\t")
	if !ok || body == "" {
		return "", false
	}
	hp, bp := newParser([]byte(head)), newParser([]byte(body))
	params := hp.genericParams()
	t := bp.typ(true)
	if hp.failed || bp.failed || !bp.done() {
		return "", false
	}
	y := k.frame(x.c, x.m)
	y.plain, y.fresh, y.elide, y.obj = true, x.fresh, x.elide, x.obj
	k.bind(y, params, args, x)
	return k.typ(t, y), true
}

func (k *canon) arg(a *genericArg, x *frame) string {
	switch {
	case a.lifetime != "":
		return k.lifetimeName(x, a.lifetime)
	case a.ty != nil:
		if a.ty.kind == tyPath && a.ty.path.self == nil && len(a.ty.path.segs) == 1 && x.names[a.ty.path.segs[0].name] == "" && !x.plain {
			// A constant looks like a type.
			p := a.ty.path
			if x.c.lookupPath(x.m, p, typeNS) == nil {
				if d := x.c.lookupPath(x.m, p, valueNS); d != nil && d.kind == defConst {
					return k.constant(p.segs[0].name, x)
				}
			}
		}
		return k.typ(a.ty, x)
	}
	return k.constant(a.expr, x)
}

// args writes generic arguments. For a definition that is known, lifetimes
// that were left out are filled in, and arguments that are the default left out.
func (k *canon) args(a *genericArgs, d *def, x *frame) string {
	if a != nil && a.fn {
		return k.fnSugar(a, x)
	}
	var lts, tys, names []string
	y := *x
	y.obj = "'static"
	if a != nil {
		for i := range a.list {
			switch g := &a.list[i]; {
			case g.name != "" && g.bounds != nil:
				names = append(names, g.name+k.args(g.args, nil, &y)+": "+strings.Join(k.bounds(g.bounds, &y), " + "))
			case g.name != "":
				names = append(names, g.name+k.args(g.args, nil, &y)+" = "+k.arg(&genericArg{ty: g.ty, expr: g.expr}, &y))
			case g.lifetime != "":
				lts = append(lts, k.lifetimeName(x, g.lifetime))
			default:
				tys = append(tys, k.arg(g, &y))
			}
		}
	}
	if d != nil && d.item != nil && d.item.generics != nil && d.kind != defTrait {
		for i := range d.item.generics.params {
			if d.item.generics.params[i].kind == lifetimeParam && len(lts) <= i {
				lts = append(lts, k.lifetimeName(x, ""))
			}
		}
	}
	if d != nil && d.item != nil && d.item.generics != nil && len(tys) > 0 {
		tys = k.dropDefaults(tys, d, x)
	}
	slices.Sort(names)
	all := slices.Concat(lts, tys, names)
	if len(all) == 0 {
		return ""
	}
	return "<" + strings.Join(all, ", ") + ">"
}

// dropDefaults leaves out trailing arguments that are what the definition
// says anyway.
func (k *canon) dropDefaults(tys []string, d *def, x *frame) []string {
	var params []genericParam
	for _, p := range d.item.generics.params {
		if p.kind != lifetimeParam {
			params = append(params, p)
		}
	}
	if len(params) < len(tys) {
		return tys
	}
	y := k.frame(d.crate, d.parent)
	for i, t := range tys {
		y.names[params[i].name] = t
	}
	if d.kind == defTrait {
		y.self = "Self"
	}
	for len(tys) > 0 {
		p := &params[len(tys)-1]
		var def string
		switch {
		case p.def != nil:
			def = k.typ(p.def, y)
		case p.expr != "":
			def = k.constant(p.expr, y)
		default:
			return tys
		}
		if def != tys[len(tys)-1] {
			return tys
		}
		tys = tys[:len(tys)-1]
	}
	return tys
}

// fnSugar writes (A, B) -> C; elided lifetimes are those of a for<>.
func (k *canon) fnSugar(a *genericArgs, x *frame) string {
	f := &fnType{result: a.out}
	for i := range a.list {
		f.params = append(f.params, a.list[i].ty)
	}
	return strings.TrimPrefix(k.fnPointer(f, x), "fn")
}

// constant writes a constant expression: by its value where it has one.
func (k *canon) constant(text string, x *frame) string {
	if n := x.names[text]; n != "" {
		return n
	}
	if !x.plain {
		if v, ok := k.evaluate(text, x.c, x.m); ok {
			return v.String()
		}
	}
	if len(x.names) == 0 {
		return text
	}
	src := []byte(text)
	toks := lex(src)
	var out []byte
	last := 0
	for _, t := range toks {
		if t.kind == tokIdent {
			if n := x.names[string(src[t.start:t.end])]; n != "" {
				out = append(out, src[last:t.start]...)
				out = append(out, n...)
				last = int(t.end)
			}
		}
	}
	return string(append(out, src[last:]...))
}

// header writes generics and where clauses: the parameters in angle brackets
// where full is set, and all bounds by their subject.
func (k *canon) header(g *generics, x *frame, full bool) (params string, where []string) {
	if g == nil {
		return "", nil
	}
	subjects := map[string][]string{}
	var order []string
	add := func(subject string, bounds []string) {
		if _, there := subjects[subject]; !there {
			order = append(order, subject)
		}
		subjects[subject] = append(subjects[subject], bounds...)
	}
	y := *x
	y.elide = "'_"
	var list []string
	for i := range g.params {
		p := &g.params[i]
		name := x.names[p.name]
		switch p.kind {
		case lifetimeParam:
			list = append(list, name)
			if len(p.bounds) > 0 {
				add(name, k.bounds(p.bounds, &y))
			}
		case typeParam:
			s := name
			if p.def != nil {
				s += " = " + k.typ(p.def, &y)
			}
			list = append(list, s)
			if len(p.bounds) > 0 {
				add(name, k.bounds(p.bounds, &y))
			}
		case constParam:
			s := "const " + name + ": " + k.typ(p.ty, &y)
			if p.expr != "" {
				s += " = " + k.constant(p.expr, &y)
			}
			list = append(list, s)
		}
	}
	for i := range g.where {
		w := &g.where[i]
		if w.lifetime != "" {
			add(k.lifetimeName(&y, w.lifetime), k.bounds(w.bounds, &y))
			continue
		}
		z := &y
		if len(w.lifetimes) > 0 {
			z = y.clone()
			for n, lt := range w.lifetimes {
				z.names[lt] = fmt.Sprintf("'f%d", n)
			}
		}
		subject := k.typ(w.ty, z)
		for _, b := range k.bounds(w.bounds, z) {
			// for<'a> before the subject and before the bound are the same.
			pair := dropSingle(subject+"\x00"+b, "'f")
			s, b, _ := strings.Cut(pair, "\x00")
			add(s, []string{b})
		}
	}
	if full && len(list) > 0 {
		params = "<" + strings.Join(list, ", ") + ">"
	}
	for _, s := range order {
		b := subjects[s]
		slices.Sort(b)
		b = slices.Compact(b)
		if len(b) > 0 {
			where = append(where, s+": "+strings.Join(b, " + "))
		}
	}
	slices.Sort(where)
	return params, where
}

func whereText(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " where " + strings.Join(where, ", ")
}

// signature writes a function's type: its own generics, parameters and
// result. outer holds the bounds of what stands around it.
func (k *canon) signature(it *item, x *frame, edition int, outer []string, outerLts []string) string {
	y := x.clone()
	y.declare(it.generics.params)
	sig := it.sig
	var own []string
	for i := range it.generics.params {
		p := &it.generics.params[i]
		switch p.kind {
		case typeParam:
			own = append(own, y.names[p.name])
		case constParam:
			own = append(own, "const "+y.names[p.name]+": "+k.typ(p.ty, y))
		}
	}
	_, where := k.header(it.generics, y, false)
	where = append(where, outer...)
	slices.Sort(where)
	where = slices.Compact(where)

	// Parameters, each with lifetimes of its own where it elides them.
	var params []string
	z := *y
	z.elide = ""
	out := "" // what an elided lifetime means in the result
	if r := sig.receiver; r != nil {
		s := ""
		switch {
		case r.ref:
			lt := k.lifetimeName(&z, r.lt)
			out = lt
			s = "&" + lt + " self"
			if r.mut {
				s = "&" + lt + " mut self"
			}
		case r.ty == nil:
			s = "self"
		default:
			zz := z
			zz.self = "Self"
			t := k.typ(r.ty, &zz)
			if x.self != "" && x.self != "Self" {
				t = replaceType(t, x.self, "Self") // self: &Foo is &self
			}
			switch {
			case t == "Self":
				s = "self"
			case strings.HasPrefix(t, "&"):
				lt := lifetimeRE.FindString(t)
				if lt == "" {
					lt = "'static"
				}
				out = lt
				switch strings.TrimPrefix(t, "&"+lt+" ") {
				case "Self":
					s = "&" + lt + " self"
				case "mut Self":
					s = "&" + lt + " mut self"
				default:
					s = "self: " + t
				}
			default:
				if lt := lifetimeRE.FindAllString(t, -1); len(lt) == 1 {
					out = lt[0]
				}
				s = "self: " + t
			}
		}
		params = append(params, s)
	}
	inputs := map[string]bool{}
	for i := range sig.params {
		s := k.typ(sig.params[i].ty, &z)
		for _, lt := range lifetimeRE.FindAllString(s, -1) {
			inputs[lt] = true
		}
		params = append(params, s)
	}
	if sig.variadic {
		params = append(params, "...")
	}
	if out == "" && len(inputs) == 1 {
		for lt := range inputs {
			out = lt
		}
	}
	if out == "" {
		out = "'_"
	}
	result := "()"
	z = *y
	z.elide = out
	if sig.result != nil {
		result = k.typ(sig.result, &z)
	}
	// What impl Trait in the result may refer to
	// (https://doc.rust-lang.org/reference/types/impl-trait.html#capturing).
	var scope []string
	all := strings.Join(params, ",")
	for _, lt := range lifetimeRE.FindAllString(all+strings.Join(outerLts, ","), -1) {
		if !slices.Contains(scope, lt) {
			scope = append(scope, lt)
		}
	}
	if sig.async {
		result = "impl std::future::Future<Output = " + result + ">"
		result = capture(result, scope)
	} else if strings.Contains(result, "impl ") && edition >= 2024 && !mentions(sig.result, captures) {
		result = capture(result, scope)
	}
	s := ""
	if len(own) > 0 {
		s = "<" + strings.Join(own, ", ") + ">"
	}
	s = "fn" + s + "(" + strings.Join(params, ", ") + ")"
	if result != "()" {
		s += " -> " + result
	}
	return s + whereText(where)
}

// captures reports whether a type says with use<…> what it captures.
func captures(t *typ) bool {
	return t.kind == tyImpl && slices.ContainsFunc(t.bounds, func(b bound) bool { return b.capture != nil })
}

// capture says which lifetimes an opaque type captures, where its bounds do
// not show it.
func capture(result string, scope []string) string {
	var missing []string
	for _, lt := range scope {
		if !regexp.MustCompile(regexp.QuoteMeta(lt) + `\b`).MatchString(result) {
			missing = append(missing, lt)
		}
	}
	if len(missing) == 0 {
		return result
	}
	return result + " + use<" + strings.Join(missing, ", ") + ">"
}
