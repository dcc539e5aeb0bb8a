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
	return pm
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
