package python

import (
	"cmp"
	"slices"
	"strings"
)

// publication finds what users of a library can name, and by which paths.
type publication struct {
	*resolver
	supported envSet
	modules   map[string]*published // by path
	objects   map[*object]*published
	order     []*published // objects, as they were found
	paths     map[string][]*published
	fallbacks []fallback
	aliased   map[*entry]bool
	imports   map[string][]imports // by the path of the module
	closures  map[*entry]map[*entry]bool
	loading   bool     // see closure
	queue     []string // paths of modules whose names are still to be found
}

// imports is a name that a module imports for itself.
type imports struct {
	name string
	obj  *object
}

// A fallback is a definition that counts where the usual one cannot be had.
type fallback struct {
	path string
	obj  *object
}

// A published thing is something users can name.
type published struct {
	obj    *object
	path   string // the one that stands for it
	paths  []place
	module bool
}

// A place is a path by which users find something, and where it does.
type place struct {
	path     string
	envs     envSet
	implicit bool // the module only happens to import it
	plain    bool // an import that type checkers take for private
	typing   bool // declared for type checkers only
	optional bool // bound where the run takes a turn that nobody can foresee
}

// publish finds all public names.
func (r *resolver) publish(supported envSet) *publication {
	p := &publication{resolver: r, supported: supported, modules: map[string]*published{}, objects: map[*object]*published{}, paths: map[string][]*published{}, aliased: map[*entry]bool{},
		imports: map[string][]imports{}, closures: map[*entry]map[*entry]bool{}}
	for _, name := range r.lib.names {
		if !isPrivatePath(name) {
			p.module(name, r.lib.entries[name])
		}
	}
	for len(p.queue) > 0 {
		path := p.queue[0]
		p.queue = p.queue[1:]
		p.names(path, p.modules[path].obj.entry)
	}
	for _, o := range p.order {
		o.choose()
		if !o.module {
			p.public[o.obj] = o.path
		}
	}
	// Classes inside of classes are found through them.
	for i := 0; i < len(p.order); i++ {
		if o := p.order[i]; !o.module && o.obj.kind == objectClass {
			p.nested(o)
		}
	}
	return p
}

// module publishes a module under a path.
func (p *publication) module(path string, e *entry) {
	if p.modules[path] != nil {
		return
	}
	if path != e.name {
		// Another name of a public module finds what is found there already;
		// one of a private module is enough.
		if p.aliased[e] {
			return
		}
		p.aliased[e] = true
	}
	o := &published{obj: p.resolver.module(e.name), path: path, module: true, paths: []place{{path: path, envs: p.supported}}}
	p.modules[path] = o
	p.order = append(p.order, o)
	if path == e.name || isPrivatePath(e.name) {
		p.queue = append(p.queue, path)
	}
}

// names publishes the names of a module.
func (p *publication) names(path string, e *entry) {
	s := p.enter(e)
	facade := p.isFacade(s)
	names := slices.Clone(s.order)
	if s.getattr { // what it is declared to give
		names = append(names, sortedNames(s.typing)...)
	}
	names = append(names, s.all...)
	if s.getattr {
		p.lazy(path, s)
	}
	if !s.getattr {
		p.forCheckers(path, s)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		alts := s.names[name]
		if len(alts) == 0 && (s.getattr || s.hasAll && slices.Contains(s.all, name)) {
			alts = s.typing[name]
		}
		listed := s.hasAll && slices.Contains(s.all, name)
		if f := s.fallbacks[name]; f != nil && (listed || !s.hasAll && !isPrivate(name)) {
			p.fallbacks = append(p.fallbacks, fallback{path + "." + name, f})
		}
		if len(alts) == 0 {
			if listed && len(p.paths[path+"."+name]) == 0 {
				p.claimed(path, name, s, e)
			}
			continue
		}
		for _, b := range p.resolve(s, alts) {
			if b.envs &= p.supported; b.envs == 0 {
				continue
			}
			how := p.visible(s, e, name, b, facade)
			if listed {
				how = explicit
			} else if s.hasAll && !s.dynamicAll && !isVersion(name) {
				how = hidden
			}
			switch {
			case how != hidden:
				plain := !listed && b.alt.ref != nil && !b.alt.ref.explicit && !b.alt.ref.star && !s.getattr
				optional := b.alt.cond.alt == 1 && b.alt.obj != nil && (b.obj.kind == objectFunction || b.obj.kind == objectClass) && !s.otherwise[name]
				typing := s.runs != nil && b.alt.obj != nil && (b.obj.kind == objectFunction || b.obj.kind == objectClass) && len(s.runs.names[name]) == 0
				p.add(place{path: path + "." + name, envs: b.envs, implicit: how == implicit, plain: plain, optional: optional, typing: typing}, b.obj)
			case b.alt.ref != nil && !s.hasAll && !isPrivate(name) && b.obj.kind != objectModule && b.obj.kind != objectUnknown:
				p.imports[path] = append(p.imports[path], imports{name, b.obj})
			}
		}
	}
}

// lazy publishes what a module's __getattr__ brings from the modules of the
// library that it names, where just one of them has it.
func (p *publication) lazy(path string, s *scope) {
	names, modules, _ := lazyNames(s)
	for _, name := range names {
		if len(s.names[name]) > 0 || len(s.typing[name]) > 0 || s.hasAll && !s.dynamicAll && !slices.Contains(s.all, name) {
			continue
		}
		var found []binding
		for _, m := range modules {
			if from := p.enter(p.lib.entries[m]); len(from.names[name]) > 0 {
				if list := p.resolve(from, from.names[name]); len(list) > 0 && (len(found) == 0 || newest(found).obj != newest(list).obj) {
					found = append(found, newest(list))
				}
			}
		}
		if len(found) == 1 && found[0].envs&p.supported != 0 {
			p.add(place{path: path + "." + name, envs: found[0].envs & p.supported}, found[0].obj)
		}
	}
}

// forCheckers publishes what a module defines for type checkers only.
func (p *publication) forCheckers(path string, s *scope) {
	if s.hasAll {
		return // what it lists is published as what it is for checkers
	}
	for _, name := range sortedNames(s.typing) {
		if isPrivate(name) || isSpecial(name) || len(s.names[name]) > 0 {
			continue
		}
		for _, a := range s.typing[name] {
			if a.obj != nil && a.cond.envs&p.supported != 0 && p.visible(s, nil, name, binding{envs: a.cond.envs, obj: a.obj, alt: a}, true) == explicit {
				p.add(place{path: path + "." + name, envs: a.cond.envs & p.supported, typing: true}, a.obj)
			}
		}
	}
}

// claimed publishes a name of __all__ that the module does not bind: a
// submodule, or what its __getattr__ gives.
func (p *publication) claimed(path, name string, s *scope, e *entry) {
	if sub := p.lib.entries[e.name+"."+name]; sub != nil {
		p.module(path+"."+name, sub)
		return
	}
	if s.getattr || s.open || s.dynamicAll {
		p.add(place{path: path + "." + name, envs: p.supported}, &object{kind: objectUnknown, path: s.prefix + "." + name, mod: s.mod})
	}
}

// isFacade reports whether a module only gathers names from others.
func (p *publication) isFacade(s *scope) bool {
	if s.mod.pkg {
		return true
	}
	imports := false
	for _, name := range s.order {
		for _, a := range s.names[name] {
			switch {
			case a.ref != nil:
				imports = true
			case isSpecial(name) || isPrivate(name) && a.obj.kind == objectVariable:
			default:
				return false
			}
		}
	}
	return imports
}

type visibility uint8

const (
	hidden visibility = iota
	implicit
	explicit
)

// isVersion reports whether a name says a module's version, which users read
// whether it is published or not.
func isVersion(name string) bool { return name == "__version__" || name == "__version_info__" }

// visible says whether a name of a module without __all__ is public
// (https://typing.python.org/en/latest/spec/distributing.html#library-interface-public-and-private-symbols).
// Beyond that, a package's __init__ publishes what it imports from its own
// modules, as users expect.
func (p *publication) visible(s *scope, e *entry, name string, b binding, facade bool) visibility {
	if strings.HasPrefix(name, "_") && !isVersion(name) {
		return hidden
	}
	if a := b.alt; a.ref != nil {
		switch {
		case a.ref.explicit:
			return explicit
		case b.obj.kind == objectExternal:
			return hidden
		case b.obj.kind == objectModule:
			// "from . import x" and "import a.b" in the package of it.
			if a.ref.star || !facade || a.ref.top || !isPrivatePath(b.obj.path) || lastName(b.obj.path) == name {
				return hidden
			}
			return explicit
		case b.obj.kind == objectUnknown && !facade && !a.ref.star:
			return hidden
		case s.mod.stub && !a.ref.star && !s.mod.pkg:
			return hidden
		case a.ref.star || facade:
			return explicit
		case isPrivatePath(b.obj.path) && !isPrivate(lastName(b.obj.path)):
			return implicit
		}
		return hidden
	}
	o := b.obj
	if o.kind == objectModule || o.kind == objectExternal && b.alt.obj == nil {
		return hidden
	}
	if a := b.alt.obj; a != nil && a.kind == objectVariable && a.value != nil && a.value.kind == exprCall {
		switch f := a.value.args[0].dotted(); {
		case strings.HasSuffix(f, "getLogger"), strings.HasSuffix(f, "TypeVar"), strings.HasSuffix(f, "ParamSpec"), strings.HasSuffix(f, "TypeVarTuple"):
			return hidden
		}
	}
	return explicit
}

// add publishes an object under a path.
func (p *publication) add(at place, o *object) {
	if o.kind == objectModule {
		p.module(at.path, o.entry)
		return
	}
	if f := p.functionalOf(o); f != nil {
		if o.source == nil {
			o.source = f
		}
		o = f
	}
	pub := p.objects[o]
	if pub == nil {
		pub = &published{obj: o}
		p.objects[o] = pub
		p.order = append(p.order, pub)
	}
	for i := range pub.paths {
		if q := &pub.paths[i]; q.path == at.path {
			q.envs |= at.envs
			q.implicit, q.plain, q.typing = q.implicit && at.implicit, q.plain && at.plain, q.typing && at.typing
			q.optional = q.optional && at.optional
			return
		}
	}
	pub.paths = append(pub.paths, at)
	p.paths[at.path] = append(p.paths[at.path], pub)
}

// choose picks the path that stands for an object: one that is meant to be
// used, with few dots, where it is defined.
func (o *published) choose() {
	slices.SortFunc(o.paths, func(a, b place) int {
		rank := func(q place) int {
			if q.implicit {
				return 1
			}
			return 0
		}
		own := func(q place) int {
			if q.path == o.obj.path {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.Count(a.path, "."), strings.Count(b.path, ".")),
			cmp.Compare(own(a), own(b)), cmp.Compare(a.path, b.path))
	})
	o.path = o.paths[0].path
}

// nested publishes the classes inside of a class.
func (p *publication) nested(o *published) {
	s := p.classOf(o.obj).scope
	for _, name := range s.order {
		if isPrivate(name) || isSpecial(name) {
			continue
		}
		for _, b := range p.resolve(s, s.names[name]) {
			if b.obj.kind != objectClass || b.envs&p.supported == 0 {
				continue
			}
			at := place{path: o.path + "." + name, envs: b.envs & p.supported}
			inner := p.objects[b.obj]
			if inner == nil {
				inner = &published{obj: b.obj, path: at.path}
				p.objects[b.obj] = inner
				p.public[b.obj] = inner.path
				p.order = append(p.order, inner)
			}
			if inner == o || slices.ContainsFunc(inner.paths, func(q place) bool { return q.path == at.path }) {
				continue
			}
			inner.paths = append(inner.paths, at)
			p.paths[at.path] = append(p.paths[at.path], inner)
		}
	}
}
