package rust

import (
	"maps"
	"slices"
	"strings"
)

// A pathEntry is one path by which users reach a definition.
type pathEntry struct {
	path   string
	parent string // the path of the module around
	def    *def
	ns     namespace
	name   string
	hidden bool // by #[doc(hidden)], here or above
	cfgs   []*cfg
	imp    *useDecl // the import that makes the path, or nil
	alias  bool     // the only name of the type is an alias
	target *pathEntry
}

// A pathMap says what of a crate users can name, and how.
type pathMap struct {
	entries []*pathEntry        // in the order of their paths' length
	byDef   map[*def]*pathEntry // the shortest path; one that is not hidden before one that is
	modules map[*module]*pathEntry
}

// pathMap walks what is public from the root on. Of the paths of one
// definition the shortest is canonical.
func (c *crate) pathMap() *pathMap {
	if c.paths != nil {
		return c.paths
	}
	pm := &pathMap{byDef: map[*def]*pathEntry{}, modules: map[*module]*pathEntry{}}
	c.paths = pm
	root := &pathEntry{path: c.man.lib, def: c.root.def, name: c.man.lib, cfgs: c.root.def.cfgs}
	pm.entries = append(pm.entries, root)
	pm.byDef[c.root.def] = root
	pm.modules[c.root] = root
	queue, later := []*pathEntry{root}, []*pathEntry(nil)
	for len(queue) > 0 || len(later) > 0 {
		if len(queue) == 0 {
			queue, later = later, nil
		}
		at := queue[0]
		queue = queue[1:]
		m := at.def.scope
		for ns := typeNS; ns <= macroNS; ns++ {
			for _, name := range slices.Sorted(maps.Keys(m.names[ns])) {
				b := m.names[ns][name]
				if b.vis != nil || b.def.kind == defModule && b.def.scope.block {
					continue
				}
				d := b.def
				if d.kind == defForeign {
					d = c.world.follow(m.crate, d, ns)
				}
				if d.kind == defForeign && c.world.follows(d) && (ns != typeNS || c.world.exists(m.crate, d)) {
					continue // its crate has it in another namespace
				}
				if ns != typeNS && (d.kind == defStruct || d.kind == defVariant || d.kind == defStd && d.std.kind == "variant") ||
					d.kind == defForeign && ns != typeNS && m.names[typeNS][name] != nil && m.names[typeNS][name].def.kind == defForeign {
					continue // the constructor, told by the type
				}
				if d.kind == defMacro && b.imp == nil && at != root && d.vis == nil && d.crate == c {
					continue // #[macro_export] puts it at the root
				}
				e := &pathEntry{path: at.path + "::" + name, parent: at.path, def: d, ns: ns, name: name, imp: b.imp}
				e.hidden = at.hidden || docHidden(d.attrs)
				e.cfgs = slices.Concat(at.cfgs, d.cfgs)
				if b.imp != nil {
					e.hidden = e.hidden || docHidden(b.imp.attrs)
					e.cfgs = slices.Concat(at.cfgs, b.imp.cfgs, d.cfgs)
				}
				if ns == macroNS {
					e.path += "!"
				}
				if first := pm.byDef[d]; first != nil && d.kind != defStd && d.kind != defForeign {
					e.target = first
					pm.entries = append(pm.entries, e)
					continue
				}
				pm.entries = append(pm.entries, e)
				if d.kind == defStd || d.kind == defForeign {
					continue
				}
				if e.hidden && !at.hidden {
					later = append(later, e) // its other paths come first
					continue
				}
				pm.byDef[d] = e
				if d.kind == defModule {
					pm.modules[d.scope] = e
					queue = append(queue, e)
				}
			}
		}
		// What is hidden is named only where nothing else names it.
		if len(queue) == 0 {
			rest := later
			later = nil
			for _, e := range rest {
				if first := pm.byDef[e.def]; first != nil {
					e.target = first
					continue
				}
				pm.byDef[e.def] = e
				if e.def.kind == defModule {
					pm.modules[e.def.scope] = e
					queue = append(queue, e)
				}
			}
		}
	}
	pm.aliases(c)
	return pm
}

// aliases lets an alias that is the only name of a type stand for it.
func (pm *pathMap) aliases(c *crate) {
	e := &emitter{canon: &canon{w: c.world, root: c}}
	for _, p := range pm.entries {
		d := p.def
		if d.kind != defAlias || p.target != nil || p.hidden || d.item.ty == nil || !wholeType(d.item) {
			continue
		}
		t := e.nominal(d.item.ty, e.frame(d.crate, d.parent), 0)
		if t == nil || t.crate != c || t.kind == defTrait || pm.byDef[t] != nil {
			continue
		}
		p.def, p.alias = t, true
		pm.byDef[t] = p
	}
}

// wholeType reports whether an alias hands its parameters on as they are.
func wholeType(it *item) bool {
	if it.ty.kind != tyPath || it.ty.path.self != nil {
		return false
	}
	args := it.ty.path.segs[len(it.ty.path.segs)-1].args
	var params []genericParam
	if it.generics != nil {
		params = it.generics.params
	}
	if args == nil {
		return len(params) == 0
	}
	if len(args.list) != len(params) {
		return false
	}
	for i := range params {
		a := &args.list[i]
		name := a.lifetime
		if a.ty != nil && a.ty.kind == tyPath && a.ty.path.self == nil && len(a.ty.path.segs) == 1 && a.ty.path.segs[0].args == nil {
			name = a.ty.path.segs[0].name
		}
		if name != params[i].name || a.name != "" {
			return false
		}
	}
	return true
}

// docHidden reports whether attributes hide an item from the documentation.
// What is deprecated as well was public once, and is hidden for being old: it
// is kept for those who use it.
func docHidden(attrs []attr) bool {
	if findAttr(attrs, "deprecated") != nil {
		return false
	}
	for i := range attrs {
		if attrs[i].name == "doc" && attrs[i].args != "" {
			for word := range strings.FieldsFuncSeq(attrs[i].args, func(r rune) bool { return r == ',' || r == ' ' }) {
				if word == "hidden" {
					return true
				}
			}
		}
	}
	return false
}
