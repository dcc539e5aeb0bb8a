package rust

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

type namespace uint8

const (
	typeNS namespace = iota
	valueNS
	macroNS
)

type defKind uint8

const (
	defModule defKind = iota
	defStruct
	defUnion
	defEnum
	defVariant
	defAlias
	defTrait
	defFn
	defConst
	defStatic
	defMacro
	defProcMacro // function-like, derive or attribute
	defStd       // of the standard library
	defForeign   // of a crate that is not followed
	defForeignType
)

// A def is what a name may mean.
type def struct {
	kind    defKind
	name    string
	path    string // of defStd and defForeign: the canonical one
	std     stdItem
	crate   *crate
	parent  *module // that it stands in
	item    *item
	attrs   []attr // of the item, cfg_attr applied
	variant *variant
	of      *def    // the enum of a variant
	scope   *module // of a module or an enum: the names inside
	vis     *module // nil for public, else where it can be seen
	cfgs    []*cfg  // that it stands under
	helpers []string
	// What a foreign path names in a crate that is followed, by namespace.
	followed [3]*def
	plain    *binding // see plainly
	abi      string   // of the extern block that it stands in
}

// A binding is a name in a module.
type binding struct {
	def  *def
	vis  *module
	glob bool
	imp  *useDecl // that brought it, or nil
}

type module struct {
	def    *def
	crate  *crate
	parent *module
	names  [3]map[string]*binding
	block  bool     // a block of code: names not found are those of its parent
	open   []string // crates whose names are not known and are all imported
	depth  int
	file   *file // that it has to itself

	version int // how often its names changed
}

type useDecl struct {
	module *module
	tree   useTree
	item   *item
	attrs  []attr
	vis    *module
	cfgs   []*cfg
	extern bool // extern crate
	found  bool

	asked []askedModule // what it depended on when it was resolved last
}

type implDef struct {
	item   *item
	attrs  []attr
	module *module
	cfgs   []*cfg
	derive string // canonical path of a derived trait
	self   *def   // of a derive
	self0  *def   // what the self type names, once resolved
	trait  *def
}

type macroScope struct {
	name string
	def  *def
	next *macroScope
}

type pendingCall struct {
	module *module
	item   *item
	cfgs   []*cfg
	scope  *macroScope
	dir    string
	depth  int
}

// A crate is a crate as one profile sees it.
type crate struct {
	token    string // see crateTokens
	world    *world
	man      *manifest
	edition  int
	features map[string]bool
	deps     map[string][]string // features that are enabled in dependencies
	root     *module
	uses     []*useDecl
	impls    []*implDef
	calls    []*pendingCall
	exports  map[string]*def   // #[macro_export]
	local    map[string][]*def // other macros, by name
	symbols  []*def            // exported functions and statics
	paths    *pathMap
	resolved bool
}

// A world is a crate with those that it is followed into, in one profile.
type world struct {
	loader   *loader
	profile  *profile
	crates   []*crate
	byDir    map[string]*crate
	mans     map[string]*manifest
	gaps     []gapNote
	outside  map[outsideKey]*def
	asked    *[]askedModule // of the import that is being resolved
	macros   int            // expansions so far
	expanded int            // bytes that macros were called with
	reading  int
}

type gapNote struct {
	module *module
	reason string
	digest string
	broken bool
	file   string
	line   int
	cfgs   []*cfg
}

const (
	maxExpansions = 100_000
	maxMacroDepth = 128
	maxExpanded   = 8 << 20 // bytes that macros are called with
)

func newWorld(l *loader, p *profile) *world {
	return &world{loader: l, profile: p, byDir: map[string]*crate{}, mans: map[string]*manifest{}, outside: map[outsideKey]*def{}}
}

// crateTokens is what $crate is replaced by in expansions, with the name of the
// crate behind it: what a call becomes is the same for all who follow the crate.
const crateTokens = "__apicheck_crate_"

// newToken is a token that no crate of the world has yet.
func (w *world) newToken(lib string) string {
	token := crateTokens + lib
	for n := 2; w.byToken(token) != nil; n++ {
		token = crateTokens + lib + "_" + strconv.Itoa(n)
	}
	return token
}

func (w *world) byToken(token string) *crate {
	for _, c := range w.crates {
		if c.token == token {
			return c
		}
	}
	return nil
}

// load reads a crate with the given features, and resolves its imports.
func (w *world) load(m *manifest, ask []string) (*crate, error) {
	if c := w.byDir[m.dir]; c != nil {
		return c, nil
	}
	c := &crate{token: w.newToken(m.lib), world: w, man: m, edition: m.edition, exports: map[string]*def{}, local: map[string][]*def{}}
	c.features, c.deps = m.activate(ask)
	w.crates = append(w.crates, c)
	w.byDir[m.dir] = c
	f, err := w.loader.file(m.libPath)
	if err != nil {
		return nil, err
	}
	c.root = w.newModule(c, nil, m.lib, nil, nil)
	attrs, on := c.attrs(f.attrs, nil)
	c.root.def.attrs = attrs
	c.root.file = f
	if !on {
		return c, nil
	}
	w.fileErrors(c.root, f)
	c.collect(c.root, f.items, nil, nil, path.Dir(m.libPath), 0)
	c.resolve()
	return c, nil
}

func (w *world) fileErrors(m *module, f *file) {
	for _, e := range f.errors {
		w.gaps = append(w.gaps, gapNote{module: m, reason: e.what, digest: e.digest, broken: true, file: f.name, line: e.line})
	}
}

func (w *world) newModule(c *crate, parent *module, name string, it *item, cfgs []*cfg) *module {
	m := &module{crate: c, parent: parent}
	if parent != nil {
		m.depth = parent.depth + 1
	}
	for i := range m.names {
		m.names[i] = map[string]*binding{}
	}
	m.def = &def{kind: defModule, name: name, crate: c, parent: parent, item: it, scope: m, cfgs: cfgs}
	return m
}

// attrs applies cfg and cfg_attr: it returns the attributes that hold, and
// whether what they stand at exists.
func (c *crate) attrs(list []attr, cfgs *[]*cfg) ([]attr, bool) {
	plain := true
	for i := range list {
		if list[i].cfg != nil {
			plain = false
		}
	}
	if plain {
		return list, true
	}
	var out []attr
	for i := range list {
		a := &list[i]
		switch {
		case a.cfg == nil:
			out = append(out, *a)
		case a.name == "cfg":
			if cfgs != nil {
				*cfgs = append(slices.Clip(*cfgs), a.cfg)
			}
			if !a.cfg.holds(c.world.profile, c.features) {
				return nil, false
			}
		case a.cfg.holds(c.world.profile, c.features):
			then, on := c.attrs(a.then, cfgs)
			if !on {
				return nil, false
			}
			for _, t := range then {
				t.under = append(slices.Clip(t.under), a.cfg)
				out = append(out, t)
			}
		}
	}
	return out, true
}

// visible returns the module that a visibility is limited to; nil for public.
func (m *module) visible(v visibility) *module {
	switch v.kind {
	case visPublic:
		return nil
	case visIn:
		at := m.nearest()
		for _, s := range v.path.segs {
			switch s.name {
			case "crate":
				at = m.crate.root
			case "self":
			case "super":
				if at.parent != nil {
					at = at.parent.nearest()
				}
			default:
				if strings.HasPrefix(s.name, crateTokens) {
					at = m.crate.root
				} else if b := at.names[typeNS][s.name]; b != nil && b.def.scope != nil {
					at = b.def.scope
				} else {
					return m.crate.root
				}
			}
		}
		return at
	}
	return m.nearest()
}

// nearest returns the module itself, or that around a block.
func (m *module) nearest() *module {
	for m.block && m.parent != nil {
		m = m.parent
	}
	return m
}

// within reports whether m is outer or inside of it.
func (m *module) within(outer *module) bool {
	for ; m != nil; m = m.parent {
		if m == outer {
			return true
		}
	}
	return false
}

func (m *module) define(ns namespace, name string, d *def) {
	if name == "_" || name == "" {
		return
	}
	if old := m.names[ns][name]; old != nil && !old.glob && old.imp == nil {
		return // the first of several, under features that exclude each other
	}
	m.set(ns, name, &binding{def: d, vis: d.vis})
}

// set gives a name its meaning.
func (m *module) set(ns namespace, name string, b *binding) {
	m.names[ns][name] = b
	m.version++
}

// collect enters items into a module. It returns the macros that are in scope
// after them (https://doc.rust-lang.org/reference/macros-by-example.html#textual-scope).
func (c *crate) collect(m *module, items []*item, cfgs []*cfg, scope *macroScope, dir string, depth int) *macroScope {
	for _, it := range items {
		own := slices.Clip(cfgs)
		attrs, on := c.attrs(it.attrs, &own)
		if !on {
			continue
		}
		scope = c.collectItem(m, it, attrs, own, scope, dir, depth)
	}
	return scope
}

func (c *crate) collectItem(m *module, it *item, attrs []attr, cfgs []*cfg, scope *macroScope, dir string, depth int) *macroScope {
	w := c.world
	switch it.kind {
	case itemImpl:
		c.impls = append(c.impls, &implDef{item: it, attrs: attrs, module: m, cfgs: cfgs})
		for _, in := range it.items {
			if in.kind == itemFn && (len(in.attrs) > 0 || len(in.items) > 0) {
				if iattrs, on := c.attrs(in.attrs, nil); on {
					c.symbol(in, m, iattrs, cfgs)
					c.block(m, in, cfgs, scope, dir, depth)
				}
			}
		}
		return scope
	case itemUse:
		vis := m.visible(it.vis)
		for _, t := range it.uses {
			c.uses = append(c.uses, &useDecl{module: m, tree: t, item: it, attrs: attrs, vis: vis, cfgs: cfgs})
		}
		return scope
	case itemMacroCall:
		return c.call(&pendingCall{m, it, cfgs, scope, dir, depth}, false)
	}
	d := &def{name: it.name, crate: c, parent: m, item: it, attrs: attrs, vis: m.visible(it.vis), cfgs: cfgs}
	if d.vis == nil {
		c.attributeMacros(d)
	}
	switch it.kind {
	case itemModule:
		sub := w.newModule(c, m, it.name, it, cfgs)
		sub.def.vis, sub.def.attrs = d.vis, attrs
		m.define(typeNS, it.name, sub.def)
		inside := path.Join(dir, it.name)
		content := it.items
		if !it.inline {
			f, where := c.moduleFile(m, it, attrs, dir)
			if f == nil {
				return scope
			}
			for at := m; at != nil; at = at.parent {
				if at.file == f {
					w.gaps = append(w.gaps, gapNote{module: m, reason: "the file of mod " + it.name + " is one that it stands in", digest: it.name, broken: true, file: it.file.name, line: it.line})
					return scope
				}
			}
			sub.file = f
			extra, on := c.attrs(f.attrs, &sub.def.cfgs)
			if !on {
				delete(m.names[typeNS], it.name)
				return scope
			}
			sub.def.attrs = append(slices.Clip(attrs), extra...)
			w.fileErrors(sub, f)
			inside, content = where, f.items
		} else if a := findAttr(attrs, "path"); a != nil {
			inside = path.Join(dir, unquote(a.value))
		}
		if sub.depth > 200 {
			w.gaps = append(w.gaps, gapNote{module: m, reason: "modules are nested too deeply", digest: it.name, file: it.file.name, line: it.line})
			return scope
		}
		after := c.collect(sub, content, sub.def.cfgs, scope, inside, depth)
		if findAttr(attrs, "macro_use") != nil {
			return after
		}
	case itemStruct, itemUnion, itemEnum:
		d.kind = map[itemKind]defKind{itemStruct: defStruct, itemUnion: defUnion, itemEnum: defEnum}[it.kind]
		m.define(typeNS, it.name, d)
		if it.kind == itemStruct && it.shape != shapeNamed {
			// The constructor is as visible as its least visible field.
			ctor := *d
			for i := range it.fields {
				if v := m.visible(it.fields[i].vis); v != nil && (ctor.vis == nil || v.within(ctor.vis)) {
					ctor.vis = v
				}
			}
			if b := m.names[valueNS][it.name]; b == nil || b.glob || b.imp != nil {
				m.set(valueNS, it.name, &binding{def: d, vis: ctor.vis})
			}
		}
		if it.kind == itemEnum {
			d.scope = w.newModule(c, m, it.name, it, cfgs)
			d.scope.def = d
			for i := range it.variants {
				v := &it.variants[i]
				own := slices.Clip(cfgs)
				vattrs, on := c.attrs(v.attrs, &own)
				if !on {
					continue
				}
				vd := &def{kind: defVariant, name: v.name, crate: c, parent: m, item: it, attrs: vattrs, variant: v, of: d, cfgs: own}
				d.scope.define(typeNS, v.name, vd)
				d.scope.define(valueNS, v.name, vd)
			}
		}
		c.derives(m, d)
	case itemAlias:
		d.kind = defAlias
		if it.ty == nil {
			d.kind = defForeignType
		}
		m.define(typeNS, it.name, d)
	case itemTrait:
		d.kind = defTrait
		m.define(typeNS, it.name, d)
	case itemFn:
		d.kind = defFn
		if name, kind := procMacro(attrs, it.name); name != "" && m == c.root && c.man.procMacro {
			d.kind, d.name = defProcMacro, name
			d.path = kind
			if a := findAttr(attrs, "proc_macro_derive"); a != nil {
				if _, rest, ok := strings.Cut(a.args, "attributes("); ok {
					rest, _, _ = strings.Cut(rest, ")")
					for h := range strings.SplitSeq(rest, ",") {
						if h = strings.TrimSpace(h); h != "" {
							d.helpers = append(d.helpers, h)
						}
					}
				}
			}
			m.define(macroNS, name, d)
		} else {
			m.define(valueNS, it.name, d)
			c.symbol(it, m, attrs, cfgs)
		}
		c.block(m, it, cfgs, scope, dir, depth)
	case itemConst, itemStatic:
		d.kind = defConst
		if it.kind == itemStatic {
			d.kind = defStatic
			c.symbol(it, m, attrs, cfgs)
		}
		m.define(valueNS, it.name, d)
		c.block(m, it, cfgs, scope, dir, depth)
	case itemExternBlock:
		for _, in := range it.items {
			own := slices.Clip(cfgs)
			iattrs, on := c.attrs(in.attrs, &own)
			if !on {
				continue
			}
			fd := &def{name: in.name, crate: c, parent: m, item: in, attrs: iattrs, vis: m.visible(in.vis), cfgs: own, abi: it.abi}
			switch in.kind {
			case itemFn:
				fd.kind = defFn
				m.define(valueNS, in.name, fd)
			case itemStatic:
				fd.kind = defStatic
				m.define(valueNS, in.name, fd)
			case itemAlias:
				fd.kind = defForeignType
				m.define(typeNS, in.name, fd)
			}
		}
	case itemExternCrate:
		u := &useDecl{module: m, item: it, attrs: attrs, vis: d.vis, cfgs: cfgs, extern: true,
			tree: useTree{path: &namePath{segs: []segment{{name: it.name}}}, name: it.uses[0].name, line: it.line}}
		c.uses = append(c.uses, u)
	case itemMacroRules:
		d.kind = defMacro
		if findAttr(attrs, "macro_export") != nil {
			d.vis = nil
			if c.exports[it.name] == nil {
				c.exports[it.name] = d
				c.root.version++ // exports are found without a path, whatever the root has
				c.root.define(macroNS, it.name, d)
			}
		} else {
			d.vis = m.crate.root
			c.local[it.name] = append(c.local[it.name], d)
		}
		return &macroScope{it.name, d, scope}
	}
	return scope
}

// symbol notes what is exported to the linker.
func (c *crate) symbol(it *item, m *module, attrs []attr, cfgs []*cfg) {
	if findAttr(attrs, "no_mangle") != nil || findAttr(attrs, "export_name") != nil {
		c.symbols = append(c.symbols, &def{kind: defFn, name: it.name, crate: c, parent: m, item: it, attrs: attrs, cfgs: cfgs})
	}
}

// block collects the items inside of a block of code that act outside of it.
func (c *crate) block(m *module, it *item, cfgs []*cfg, scope *macroScope, dir string, depth int) {
	if len(it.items) == 0 || m.depth > 200 {
		return
	}
	sub := c.world.newModule(c, m, "{"+it.name+"}", it, cfgs)
	sub.block = true
	sub.def.vis = m
	c.collect(sub, it.items, cfgs, scope, dir, depth)
}

func procMacro(attrs []attr, name string) (as, kind string) {
	if findAttr(attrs, "proc_macro") != nil {
		return name, "proc-macro"
	}
	if findAttr(attrs, "proc_macro_attribute") != nil {
		return name, "attribute-macro"
	}
	if a := findAttr(attrs, "proc_macro_derive"); a != nil {
		n, _, _ := strings.Cut(a.args, ",")
		return strings.TrimSpace(n), "derive-macro"
	}
	return "", ""
}

// moduleFile finds the file of a module without a body, and where the modules
// inside of it are looked for.
func (c *crate) moduleFile(m *module, it *item, attrs []attr, dir string) (*file, string) {
	var candidates []modulePath
	if a := findAttr(attrs, "path"); a != nil {
		candidates = []modulePath{pathAttr(dir, it, a.value)}
	} else {
		candidates = defaultPaths(dir, it.name)
	}
	var reason string
	for _, p := range candidates {
		f, err := c.world.loader.file(p.file)
		if err == nil {
			return f, p.dir
		}
		if reason == "" || !errors.Is(err, fs.ErrNotExist) {
			reason = err.Error()
			if errors.Is(err, fs.ErrNotExist) {
				reason = "there is no file " + candidates[0].file + " for mod " + it.name
			}
		}
	}
	// With a path under cfg_attr the build script may decide on the file.
	broken := true
	for i := range it.attrs {
		for _, then := range it.attrs[i].then {
			broken = broken && then.name != "path"
		}
	}
	c.world.gaps = append(c.world.gaps, gapNote{module: m, reason: reason, digest: digest([]byte(it.name)), broken: broken, file: it.file.name, line: it.line})
	return nil, ""
}

// derives enters the impls that derive attributes make.
func (c *crate) derives(m *module, d *def) {
	for i := range d.attrs {
		if d.attrs[i].name != "derive" {
			continue
		}
		for name := range strings.SplitSeq(d.attrs[i].args, ",") {
			if name = strings.TrimSpace(name); name != "" {
				c.impls = append(c.impls, &implDef{item: d.item, attrs: d.attrs, module: m, cfgs: d.attrs[i].under, derive: name, self: d})
			}
		}
	}
}

// call expands an item macro where it stands, or notes it for when names are
// resolved.
func (c *crate) call(p *pendingCall, late bool) *macroScope {
	w := c.world
	it := p.item
	if w.expanded += len(it.body); p.depth > maxMacroDepth || w.macros > maxExpansions || w.expanded > maxExpanded {
		c.opaque(p, "macro "+it.macro+"! recurses too deeply")
		return p.scope
	}
	name := strings.TrimPrefix(it.macro, "self::")
	if !strings.Contains(name, "::") {
		for s := p.scope; s != nil; s = s.next {
			if s.name == name {
				return c.expand(p, s.def)
			}
		}
	}
	if !late {
		c.calls = append(c.calls, p)
		return p.scope
	}
	np := newParser([]byte(it.macro)).path(true)
	d := c.lookupPath(p.module, np, macroNS)
	if d != nil && d.kind == defForeign {
		d = w.follow(c, d, macroNS)
	}
	if d != nil && d.kind == defMacro {
		return c.expand(p, d)
	}
	if d == nil || d.kind != defStd && d.kind != defForeign {
		if e := c.exports[name]; e != nil {
			return c.expand(p, e)
		}
	}
	full := it.macro
	if d != nil && d.path != "" {
		full = d.path
	}
	if text, known := c.modelled(p, full); known {
		f, err := w.loader.parsedText(it, text)
		if err != nil {
			c.opaque(p, err.Error())
			return p.scope
		}
		w.macros++
		return c.collect(p.module, f.items, p.cfgs, p.scope, p.dir, p.depth+1)
	}
	if lastSegment(full) == "include" {
		c.include(p)
		return p.scope
	}
	if harmless[lastSegment(full)] {
		return p.scope
	}
	c.opaque(p, "macro "+it.macro+"! is not known")
	return p.scope
}

// harmless macros stand at the place of items and make none that can be seen.
var harmless = map[string]bool{"compile_error": true, "assert": true, "assert_eq": true, "debug_assert": true, "const_assert": true,
	"const_assert_eq": true, "assert_impl_all": true, "assert_not_impl_any": true, "assert_eq_size": true, "assert_obj_safe": true,
	"global_asm": true, "criterion_group": true, "criterion_main": true, "doctest": true, "println": true, "panic": true,
	"assert_trait_sub_all": true, "static_assert": true}

// opaque notes a macro call that cannot be expanded.
func (c *crate) opaque(p *pendingCall, reason string) {
	dig := digest([]byte(p.item.macro), squeeze(p.item.body))
	// Files that the call names are part of its input.
	c.world.gaps = append(c.world.gaps, gapNote{module: p.module, reason: reason, digest: dig + c.namedFiles(p.item.body), file: p.item.file.name, line: p.item.line, cfgs: p.cfgs})
}

// squeeze returns the tokens of a text, so that its layout does not count.
func squeeze(body []byte) []byte { return []byte(tokenText(body, lex(body))) }

// namedFiles returns a digest of the files below the directories and the
// files of the crate that string literals of a macro call name.
func (c *crate) namedFiles(body []byte) string {
	var parts [][]byte
	total := 0
	names := []string{"wit"} // where bindgen! looks unless it is told
	for _, t := range lex(body) {
		if t.kind == tokLiteral && body[t.start] == '"' {
			names = append(names, unquote(string(body[t.start:t.end])))
		}
	}
	for _, name := range names {
		name = path.Join(c.man.dir, name)
		if name == "." || name == c.man.dir || !fs.ValidPath(name) {
			continue
		}
		_ = fs.WalkDir(c.world.loader.tree, name, func(p string, e fs.DirEntry, err error) error {
			if err != nil || total > 16<<20 || len(parts) > 4000 {
				return fs.SkipAll
			}
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.Size() < 4<<20 {
				if data, err := fs.ReadFile(c.world.loader.tree, p); err == nil {
					total += len(data)
					parts = append(parts, []byte(p[len(name):]), data)
				}
			}
			return nil
		})
	}
	if parts == nil {
		return ""
	}
	return digest(parts...)
}

func (c *crate) expand(p *pendingCall, d *def) *macroScope {
	w := c.world
	w.macros++
	crateName := "crate"
	if d.crate != c {
		crateName = d.crate.token
	}
	f, err := w.loader.expand(p.item, d.item, crateName)
	if err != nil {
		c.opaque(p, fmt.Sprintf("macro %s! cannot be expanded: %v", p.item.macro, err))
		return p.scope
	}
	return c.collect(p.module, f.items, p.cfgs, p.scope, p.dir, p.depth+1)
}

// include reads the file of include!("literal").
func (c *crate) include(p *pendingCall) {
	toks := lex(p.item.body)
	if len(toks) == 2 && toks[0].kind == tokLiteral {
		name := path.Join(path.Dir(p.item.file.name), unquote(string(p.item.body[toks[0].start:toks[0].end])))
		f, err := c.world.loader.file(name)
		for at := p.module; err == nil && at != nil; at = at.parent {
			if at.file == f {
				err = errors.New("the file includes itself")
			}
		}
		if err == nil {
			c.world.fileErrors(p.module, f)
			c.collect(p.module, f.items, p.cfgs, p.scope, path.Dir(name), p.depth+1)
			return
		}
	}
	script, _ := fs.ReadFile(c.world.loader.tree, path.Join(c.man.dir, "build.rs"))
	c.world.gaps = append(c.world.gaps, gapNote{module: p.module, reason: "include! of a file that is made by the build",
		digest: digest(squeeze(p.item.body), squeeze(script)), file: p.item.file.name, line: p.item.line, cfgs: p.cfgs})
}

// defaultAsk are the features of a profile.
func (m *manifest) ask(features string) []string {
	switch features {
	case "all":
		var list []string
		for f := range m.features {
			list = append(list, f)
		}
		slices.Sort(list)
		return list
	case "none":
		return nil
	}
	return []string{"default"}
}
