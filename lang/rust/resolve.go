package rust

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Name resolution (https://doc.rust-lang.org/reference/names/name-resolution.html):
// imports are resolved in rounds until nothing changes, then the macro calls
// that waited for them are expanded, and all of it again.

func (c *crate) resolve() {
	for range 64 {
		c.imports()
		calls := c.calls
		c.calls = nil
		if len(calls) == 0 {
			break
		}
		for _, p := range calls {
			c.call(p, true)
		}
	}
	c.resolved = true
	for _, u := range c.uses {
		if !u.found && !u.tree.glob && u.vis == nil && u.tree.name != "_" {
			c.world.gaps = append(c.world.gaps, gapNote{module: u.module, reason: "the import of " + pathText(u.tree.path) + " is not resolved",
				digest: digest([]byte(pathText(u.tree.path)), []byte(u.tree.name)), file: u.item.file.name, line: u.tree.line, cfgs: u.cfgs})
		}
	}
}

// imports resolves use declarations until a round changes nothing.
func (c *crate) imports() {
	for range 100 {
		changed := false
		for _, u := range c.uses {
			if c.importOne(u) {
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// importOne resolves an import once more. What it comes to depends on the names
// of the modules that it asks and on nothing else: while they are the same, so
// is the answer.
func (c *crate) importOne(u *useDecl) bool {
	if len(u.asked) > 0 && !slices.ContainsFunc(u.asked, func(a askedModule) bool { return a.module.version != a.version }) {
		return false
	}
	w := c.world
	outer := w.asked
	w.asked = &u.asked
	u.asked = u.asked[:0]
	w.ask(u.module)
	w.ask(c.root)
	changed := c.importNow(u)
	w.asked = outer
	if changed {
		u.asked = u.asked[:0] // it changed what it asked itself
	}
	return changed
}

// An askedModule is a module as it was when an import asked for one of its names.
type askedModule struct {
	module  *module
	version int
}

// ask notes that the import that is being resolved depends on a module.
func (w *world) ask(m *module) {
	if w.asked == nil {
		return
	}
	for _, a := range *w.asked {
		if a.module == m {
			return
		}
	}
	*w.asked = append(*w.asked, askedModule{m, m.version})
}

func (c *crate) importNow(u *useDecl) bool {
	m := u.module
	if u.extern {
		name := u.item.name
		var d *def
		if name == "self" {
			d = c.root.def
		} else {
			d = c.externCrate(name)
		}
		u.found = d != nil
		if d == nil {
			d = c.world.foreignDef(c, name, name)
			u.found = true
		}
		return m.bring(typeNS, u.tree.name, d, u)
	}
	if u.tree.glob {
		return c.importGlob(u)
	}
	changed := false
	for ns := typeNS; ns <= macroNS; ns++ {
		if u.tree.self && ns != typeNS {
			continue
		}
		b := c.lookupBinding(m, u.tree.path, ns, u)
		if b == nil {
			continue
		}
		u.found = true
		if m.bringBinding(ns, u.tree.name, b, u) {
			changed = true
		}
	}
	return changed
}

// bring enters an imported name.
func (m *module) bring(ns namespace, name string, d *def, u *useDecl) bool {
	return m.bringBinding(ns, name, &binding{def: d}, u)
}

func (m *module) bringBinding(ns namespace, name string, b *binding, u *useDecl) bool {
	if name == "_" {
		return false
	}
	old := m.names[ns][name]
	if old != nil && (old.imp == nil || !old.glob && old.imp != u) {
		return false // what the module declares itself comes first
	}
	// Nobody can be given more than the import can see.
	vis := u.vis
	if b.vis != nil && (vis == nil || b.vis.within(vis)) {
		vis = b.vis
	}
	if old != nil && old.def == b.def && old.imp == u && old.vis == vis {
		return false
	}
	if old != nil && old.imp == u && !old.glob && old.def.kind == defForeign && b.def.kind == defForeign && old.def.path == b.def.path {
		return false
	}
	m.set(ns, name, &binding{def: b.def, vis: vis, imp: u})
	return true
}

func (c *crate) importGlob(u *useDecl) bool {
	m := u.module
	var target *def
	if len(u.tree.path.segs) == 0 {
		target = c.root.def
	} else {
		target = c.lookupIn(m, u.tree.path, typeNS, u)
	}
	if target == nil {
		return false
	}
	u.found = true
	changed := false
	give := func(ns namespace, name string, b *binding) {
		old := m.names[ns][name]
		vis := u.vis
		if b.vis != nil {
			if !m.within(b.vis) {
				return
			}
			if vis == nil || b.vis.within(vis) {
				vis = b.vis
			}
		}
		if old != nil {
			if !old.glob || old.def == b.def && (old.vis == nil || old.vis == vis || vis != nil && vis.within(old.vis)) {
				return
			}
			if old.def != b.def && old.imp != u {
				return // two globs bring it: the first stays
			}
		}
		m.set(ns, name, &binding{def: b.def, vis: vis, glob: true, imp: u})
		changed = true
	}
	switch {
	case target.kind == defForeign || target.kind == defStd:
		target = c.world.follow(c, target, typeNS)
	}
	switch {
	case target.scope != nil:
		if target.scope == m {
			return false
		}
		c.world.ask(target.scope)
		for ns := typeNS; ns <= macroNS; ns++ {
			for name, b := range target.scope.names[ns] {
				if b.def.crate != nil && target.crate != c && b.vis != nil {
					continue
				}
				give(ns, name, b)
			}
		}
	case target.kind == defStd:
		for name, items := range std().mods[target.path] {
			for _, it := range items {
				for ns := typeNS; ns <= macroNS; ns++ {
					if it.in(ns) {
						give(ns, name, &binding{def: c.world.stdDef(it)})
					}
				}
			}
		}
		if target.std.kind == "enum" {
			for v := range strings.SplitSeq(target.std.flag("variants"), ",") {
				d := c.world.stdDef(stdItem{"variant", target.path + "::" + v, ""})
				give(typeNS, v, &binding{def: d})
				give(valueNS, v, &binding{def: d})
			}
		}
	case target.kind == defForeign:
		for _, o := range m.open {
			if o == target.path {
				return false
			}
		}
		m.open = append(m.open, target.path)
		m.version++
		changed = true
	}
	return changed
}

// An outsideKey names a def outside of the crates that are read: of the
// standard library, or of a crate that is not followed.
type outsideKey struct {
	from      *crate // nil for the standard library
	kind, dep string
	path      string
}

func (w *world) stdDef(it stdItem) *def {
	key := outsideKey{kind: it.kind, path: it.canonical}
	d := w.outside[key]
	if d == nil {
		d = &def{kind: defStd, name: lastSegment(it.canonical), path: it.canonical, std: it}
		w.outside[key] = d
	}
	return d
}

// foreignDef is the def of a path into a crate that is not followed, or not
// followed yet. The crate that names it knows how to find it.
func (w *world) foreignDef(from *crate, dep, full string) *def {
	key := outsideKey{from: from, dep: dep, path: full}
	d := w.outside[key]
	if d == nil {
		d = &def{kind: defForeign, name: lastSegment(full), path: full, crate: from}
		w.outside[key] = d
	}
	return d
}

// externCrate resolves the name of a crate
// (https://doc.rust-lang.org/reference/names/preludes.html#extern-prelude).
func (c *crate) externCrate(name string) *def {
	switch name {
	case "std", "core", "alloc", "proc_macro", "test":
		return c.world.stdDef(stdItem{"mod", name, ""})
	}
	if name == c.man.lib {
		return nil
	}
	if dep := c.man.deps[name]; dep != nil {
		return c.world.foreignDef(c, name, dep.lib)
	}
	return nil
}

// lookupPath resolves a path that stands in m.
func (c *crate) lookupPath(m *module, p *namePath, ns namespace) *def {
	return c.lookupIn(m, p, ns, nil)
}

// lookupType resolves the path of a type. The name of a primitive type means
// that type, even where a module such as std::str was imported.
func (c *crate) lookupType(m *module, p *namePath) *def {
	d := c.lookupPath(m, p, typeNS)
	if len(p.segs) == 1 && !p.global && primitives[p.segs[0].name] && d != nil && (d.kind == defModule || d.kind == defForeign || d.kind == defStd && d.std.kind == "mod") {
		return c.world.stdDef(stdItem{"primitive", p.segs[0].name, ""})
	}
	return d
}

func (c *crate) lookupIn(m *module, p *namePath, ns namespace, skip *useDecl) *def {
	if b := c.lookupBinding(m, p, ns, skip); b != nil {
		return b.def
	}
	return nil
}

// lookupBinding resolves a path. skip is the import that asks: it cannot be
// its own answer.
func (c *crate) lookupBinding(m *module, p *namePath, ns namespace, skip *useDecl) *binding {
	segs := p.segs
	if len(segs) == 0 || p.self != nil {
		return nil
	}
	var at *def
	i := 0
	first := segs[0].name
	one := len(segs) == 1
	switch {
	case first == "crate":
		at, i = c.root.def, 1
	case first == "self" && !p.global:
		at, i = m.nearest().def, 1
	case first == "super" && !p.global:
		mm := m.nearest()
		for i < len(segs) && segs[i].name == "super" {
			if mm.parent == nil {
				return nil
			}
			mm = mm.parent.nearest()
			i++
		}
		at = mm.def
	case strings.HasPrefix(first, crateTokens):
		k := c.world.byToken(first)
		if k == nil || k.root == nil {
			return nil
		}
		at, i = k.root.def, 1
	case p.global && c.edition >= 2018:
		if b := c.root.names[typeNS][first]; b != nil && b.imp != nil && b.imp.extern { // extern crate self as first
			at, i = b.def, 1
			break
		}
		at, i = c.externCrate(first), 1
	case p.global || c.edition < 2018 && skip != nil:
		// Before 2018 the paths of imports begin at the root.
		b := c.lexical(c.root, first, pick(one, ns), skip)
		if one {
			return b
		}
		if b == nil {
			return nil
		}
		at, i = b.def, 1
	default:
		b := c.lexical(m, first, pick(one, ns), skip)
		if one {
			return b
		}
		if b == nil {
			return nil
		}
		if b.def.kind == defForeign && b.imp != nil && !b.imp.extern && c.man.deps[first] != nil {
			// What was imported from another crate may be a macro or a function
			// alone; the name of a dependency is surely a crate.
			if d := c.externCrate(first); d != nil {
				b = d.plainly()
			}
		}
		at, i = b.def, 1
	}
	if at == nil {
		return nil
	}
	b := at.plainly()
	for ; i < len(segs); i++ {
		b = c.member(m, b.def, segs[i].name, pick(i == len(segs)-1, ns), skip)
		if b == nil {
			return nil
		}
	}
	return b
}

func pick(last bool, ns namespace) namespace {
	if last {
		return ns
	}
	return typeNS
}

// member resolves a name inside of what a path has come to.
func (c *crate) member(from *module, d *def, name string, ns namespace, skip *useDecl) *binding {
	switch {
	case d.scope != nil:
		c.world.ask(d.scope)
		b := d.scope.names[ns][name]
		if b != nil && b.imp != nil && b.imp == skip {
			b = nil
		}
		if b != nil && b.vis != nil && !from.within(b.vis) && b.def.kind != defVariant {
			return nil
		}
		if b == nil {
			return c.world.open(d.scope, name)
		}
		return b
	case d.kind == defStd:
		if d.std.kind == "enum" {
			for v := range strings.SplitSeq(d.std.flag("variants"), ",") {
				if v == name && ns != macroNS {
					return c.world.stdDef(stdItem{"variant", d.path + "::" + v, ""}).plainly()
				}
			}
		}
		if d.std.kind != "mod" {
			return nil
		}
		if it, ok := std().lookup(d.path+"::"+name, ns); ok {
			return c.world.stdDef(it).plainly()
		}
		return nil
	case d.kind == defForeign:
		// Whether the crate is followed matters when somebody wants to know
		// what stands there.
		dep, _, _ := strings.Cut(d.path, "::")
		return c.world.foreignDef(d.crate, dep, d.path+"::"+name).plainly()
	}
	return nil
}

// open answers for a name that may come from a crate whose names are not known.
func (w *world) open(m *module, name string) *binding {
	if len(m.open) == 0 || !m.crate.resolved {
		return nil
	}
	if m.open[0] == "" {
		return nil
	}
	dep, _, _ := strings.Cut(m.open[0], "::")
	return &binding{def: w.foreignDef(m.crate, dep, m.open[0]+"::"+name), glob: true}
}

// plainly is the binding of a def that nothing restricts. It is never changed.
func (d *def) plainly() *binding {
	if d.plain == nil {
		d.plain = &binding{def: d}
	}
	return d.plain
}

// lexical resolves a name that stands alone in a module.
func (c *crate) lexical(m *module, name string, ns namespace, skip *useDecl) *binding {
	for at := m; ; at = at.parent {
		c.world.ask(at)
		if b := at.names[ns][name]; b != nil && (b.imp == nil || b.imp != skip) {
			return b
		}
		if !at.block || at.parent == nil {
			m = at
			break
		}
	}
	if ns == typeNS {
		if d := c.externCrate(name); d != nil && (c.edition >= 2018 || name == "std" || name == "core") && (name != "alloc" && name != "test" && name != "proc_macro" || c.man.deps[name] != nil) {
			return d.plainly()
		}
	}
	if ns == typeNS { // extern crate at the root puts a name into every module's reach
		if b := c.root.names[typeNS][name]; b != nil && b.imp != nil && b.imp.extern && (b.imp != skip) {
			return b
		}
	}
	if ns == macroNS && c.exports[name] != nil {
		return &binding{def: c.exports[name]}
	}
	if it, ok := prelude(c.edition, name, ns); ok {
		return c.world.stdDef(it).plainly()
	}
	if ns == typeNS && primitives[name] {
		return c.world.stdDef(stdItem{"primitive", name, ""}).plainly()
	}
	return c.world.open(m, name)
}

// prelude resolves a name of the standard library's prelude.
func prelude(edition int, name string, ns namespace) (stdItem, bool) {
	for _, p := range preludes() {
		if p.since > edition || p.macros && ns != macroNS {
			continue
		}
		for _, it := range p.names[name] {
			if it.in(ns) {
				return it, true
			}
		}
	}
	return stdItem{}, false
}

// A preludeModule is a module of the standard library whose names are there
// without an import.
type preludeModule struct {
	since  int // edition
	macros bool
	names  map[string][]stdItem
}

var preludes = sync.OnceValue(func() []preludeModule {
	mods := std().mods
	return []preludeModule{
		{0, false, mods["std::prelude::v1"]},
		{2021, false, mods["std::prelude::rust_2021"]},
		{2024, false, mods["std::prelude::rust_2024"]},
		{0, true, mods["std"]}, // #[macro_use] extern crate std
	}
})

var exactRE = regexp.MustCompile(`^=\s*([0-9]+\.[0-9]+\.[0-9]+[-+0-9A-Za-z.]*)$`)

// follow turns a path into another crate into what it names, where that crate
// is part of the same tree and release: a path dependency, or one that is
// pinned to an exact version and stands beside.
func (w *world) follow(from *crate, d *def, ns namespace) *def {
	if d.kind != defForeign || d.crate == nil {
		return d
	}
	name, rest, _ := strings.Cut(d.path, "::")
	dep := d.crate.man.foreign[name]
	if dep == nil {
		return d
	}
	sub := w.followed(d.crate, dep)
	if sub == nil || sub.root == nil || !sub.resolved {
		return d
	}
	if known := d.followed[ns]; known != nil {
		return known
	}
	w.reading++
	defer func() { w.reading-- }()
	found := w.find(sub, d, rest, ns)
	d.followed[ns] = found
	return found
}

func (w *world) find(sub *crate, d *def, rest string, ns namespace) *def {
	at := &binding{def: sub.root.def}
	if rest != "" {
		segs := strings.Split(rest, "::")
		for i, s := range segs {
			at = sub.member(sub.root, at.def, s, pick(i == len(segs)-1, ns), nil)
			if at == nil {
				return d
			}
		}
	}
	if at.def.kind == defForeign && at.def != d && w.reading < 20 {
		return w.follow(sub, at.def, ns)
	}
	return at.def
}

// exists reports whether a followed crate has something at a foreign path.
func (w *world) exists(c *crate, d *def) bool {
	for ns := typeNS; ns <= macroNS; ns++ {
		if w.follow(c, d, ns).kind != defForeign {
			return true
		}
	}
	return false
}

// followed returns the crate of a dependency, or nil if it is not followed.
func (w *world) followed(from *crate, dep *dependency) *crate {
	dir := dep.path
	if dir == "" {
		m := exactRE.FindStringSubmatch(dep.requirement)
		if m == nil {
			return nil
		}
		dir = path.Join(path.Dir(from.man.dir), dep.pkg+"-"+m[1])
	}
	if from.man.dir != "." && dir == from.man.dir {
		return nil
	}
	if c := w.byDir[dir]; c != nil {
		return c
	}
	if w.reading > 24 {
		return nil
	}
	man, known := w.mans[dir]
	if !known {
		var err error
		if man, err = readManifest(w.loader.tree, dir); err != nil {
			man = nil
		} else if man.name != dep.pkg || man.procMacro {
			man = nil
		}
		w.mans[dir] = man
	}
	if man == nil {
		return nil
	}
	ask := append([]string{}, dep.features...)
	if !dep.noDefault {
		ask = append(ask, "default")
	}
	for _, f := range from.deps[dep.key] {
		if f != "" {
			ask = append(ask, f)
		}
	}
	w.reading++
	defer func() { w.reading-- }()
	w.loader.prefetch(man.libPath)
	c, err := w.load(man, ask)
	if err != nil {
		w.mans[dir] = nil
		delete(w.byDir, dir)
		return nil
	}
	return c
}

// follows reports whether the crate that a foreign path begins with is read.
func (w *world) follows(d *def) bool {
	dep := foreignDep(d)
	if dep == nil {
		return false
	}
	c := w.followed(d.crate, dep)
	return c != nil && c.resolved
}
