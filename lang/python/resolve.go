package python

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

type objectKind uint8

const (
	objectUnknown  objectKind = iota // something that was imported and cannot be found
	objectExternal                   // of another distribution, or built in: path
	objectModule
	objectClass
	objectFunction
	objectVariable
)

// An object is what a name stands for.
type object struct {
	kind  objectKind
	path  string // where it is defined: the module and the name in it; of externals what they are called
	scope *scope // that it is declared in
	mod   *module
	at    int

	entry     *entry      // of a module
	functions []*function // of a function: the implementation, if there is one, comes last
	overloads int         // how many of them are overloads
	setter    *function
	deleter   *function
	class     *classDef
	later     []*stmt    // assignments to attributes of a class, outside of its body
	info      *classInfo // see resolver.classOf

	annotation, value *expr // of a variable
	typeAlias         bool  // declared by a type statement
	typeParams        []typeParam
	instance          string // how an attribute of instances is assigned: "init" or "method"

	source *object // what stands beside a stub's declaration in the source
}

// implementation returns the function that runs, or nil where only overloads
// are known.
func (o *object) implementation() *function {
	if len(o.functions) > o.overloads {
		return o.functions[len(o.functions)-1]
	}
	return nil
}

// A scope is the names of a module or of a class.
type scope struct {
	library *library
	mod     *module
	outer   *scope // of a class: the scope around it
	prefix  string // of the paths of what is declared in it
	names   map[string][]alt
	order   []string // of names, as they were first bound
	typing  map[string][]alt
	// fallbacks are the definitions that a run chooses where it has not what it
	// usually has.
	fallbacks map[string]*object
	otherwise map[string]bool // names that have a fallback of any kind
	rebound   map[string]bool // names that were bound more than once

	runs               *scope // what the source of a stub binds, where all of that is known
	hasAll, dynamicAll bool
	all                []string
	allBefore          []string            // while __all__ is made of what it was
	lists              map[string][]string // lists of names that __all__ may be made of
	getattr            bool                // there is a module __getattr__, PEP 562
	stars              []string            // modules of the standard library whose names were all imported
	open               bool                // a wildcard import could not be followed
}

// An alt is what a name is bound to in some environments.
type alt struct {
	cond cond
	obj  *object
	ref  *reference // instead of obj: an import
}

// A reference is an import, as it is written.
type reference struct {
	mod      *module // that imports
	module   string  // absolute
	name     string  // "" for the module itself
	top      bool    // "import a.b": the name is bound to a
	explicit bool    // "as" the same name
	star     bool
	at       int
}

func newScope(m *module, outer *scope, prefix string) *scope {
	return &scope{mod: m, outer: outer, prefix: prefix, names: map[string][]alt{}, typing: map[string][]alt{}, lists: map[string][]string{}}
}

// bind binds a name. A fallback only counts where the name is not bound yet.
func (s *scope) bind(name string, a alt) {
	table := s.names
	if a.cond.typing == 1 {
		table = s.typing
	} else if _, ok := s.names[name]; !ok {
		s.order = append(s.order, name)
	}
	before := table[name]
	if len(before) > 0 {
		if s.rebound == nil {
			s.rebound = map[string]bool{}
		}
		s.rebound[name] = true // an earlier binding may be gone from the table
	}
	if a.cond.alt == 2 {
		if s.otherwise == nil {
			s.otherwise = map[string]bool{}
		}
		s.otherwise[name] = true
		whole := a
		for _, b := range before {
			a.cond.envs &^= b.cond.envs
		}
		switch {
		case a.cond.envs != 0:
			table[name] = append(before[:len(before):len(before)], a)
		case whole.obj != nil && (whole.obj.kind == objectFunction || whole.obj.kind == objectClass) && s.fallbacks[name] == nil:
			if s.fallbacks == nil {
				s.fallbacks = map[string]*object{}
			}
			s.fallbacks[name] = whole.obj
		}
		return
	}
	var kept []alt
	for _, b := range before {
		if b.cond.envs &^= a.cond.envs; b.cond.envs != 0 {
			kept = append(kept, b)
		}
	}
	table[name] = append(kept, a)
}

// maxDepth bounds how far names are followed through others.
const maxDepth = 400

// A resolver knows what the names of a library stand for.
type resolver struct {
	lib       *library
	gaps      []api.Gap
	externals map[string]*object
	building  map[*entry]bool
	resolving map[*reference]bool
	depth     int
	public    map[*object]string // the path that stands for an object users can name
	aliasing  map[*object]bool   // variables that are being followed
	private   map[string]*object // classes that types mention and users cannot name
	steps     int                // of expanding types: see maxSteps
}

func newResolver(l *library) *resolver {
	return &resolver{lib: l, externals: map[string]*object{}, building: map[*entry]bool{}, resolving: map[*reference]bool{}, public: map[*object]string{}, private: map[string]*object{}, aliasing: map[*object]bool{}}
}

func (r *resolver) external(path string) *object {
	o := r.externals[path]
	if o == nil {
		o = &object{kind: objectExternal, path: path}
		r.externals[path] = o
	}
	return o
}

// module returns the object of a module, by its dotted name.
func (r *resolver) module(name string) *object {
	if e := r.lib.entries[name]; e != nil {
		key := "module " + name
		o := r.externals[key]
		if o == nil {
			o = &object{kind: objectModule, path: name, entry: e}
			r.externals[key] = o
		}
		return o
	}
	return r.missing(name)
}

// missing returns what stands for a module that is not in the library: one of
// another distribution, or one that should be there.
func (r *resolver) missing(name string) *object {
	for parent := name; ; {
		i := strings.LastIndexByte(parent, '.')
		if i < 0 {
			return r.external(name)
		}
		parent = parent[:i]
		if e := r.lib.entries[parent]; e != nil {
			if e.py == "" && e.pyi == "" && e.pkg {
				return r.external(name) // a namespace that others share
			}
			return &object{kind: objectUnknown, path: name}
		}
	}
}

// scopeOf returns the names of a module. Of a module that imports itself,
// through others, it returns what is bound so far, as Python does.
func (r *resolver) scopeOf(e *entry) *scope {
	if e.scope != nil {
		return e.scope
	}
	r.lib.load(e)
	main := e.stub
	if main == nil {
		main = e.source
	}
	if main == nil { // a namespace, or a module without source
		e.scope = newScope(&module{name: e.name, pkg: e.pkg, short: r.lib.shorten(e.native)}, nil, e.name)
		if e.native != "" {
			e.scope.open = true
		}
		return e.scope
	}
	e.scope = newScope(main, nil, e.name)
	e.scope.library = r.lib
	r.fill(e.scope, main.stmts)
	if e.stub != nil && e.source != nil {
		beside := newScope(e.source, nil, e.name)
		r.fill(beside, e.source.stmts)
		r.merge(e.scope, beside)
		if len(e.source.gaps) == 0 && !beside.open && !beside.getattr && !beside.dynamicAll {
			e.scope.runs = beside
		}
	}
	return e.scope
}

// merge adds to the scope of a stub what only the source says.
func (r *resolver) merge(stub, source *scope) {
	if !stub.hasAll && source.hasAll {
		stub.hasAll, stub.all, stub.dynamicAll = true, source.all, source.dynamicAll
	}
	stub.getattr = stub.getattr || source.getattr
	stub.open = stub.open || source.open
	for _, name := range source.order {
		alts := source.names[name]
		if len(alts) == 0 {
			continue
		}
		have, ok := stub.names[name]
		if !ok {
			stub.order = append(stub.order, name)
			stub.names[name] = alts
			continue
		}
		for _, a := range have {
			if a.obj != nil && alts[len(alts)-1].obj != nil {
				a.obj.source = alts[len(alts)-1].obj
			}
		}
	}
}

// fill runs statements, as far as they bind names.
func (r *resolver) fill(s *scope, stmts []*stmt) {
	for _, st := range stmts {
		for _, d := range decoratorsOf(st) {
			if r.lists(s, d) {
				s.hasAll = true
				s.all = append(s.all, declared(st))
			}
		}
		switch st.kind {
		case stmtImport:
			for _, n := range st.names {
				ref := &reference{mod: s.mod, module: n.name, at: st.at, explicit: n.as != "" && n.as == n.name}
				name := n.as
				if name == "" {
					name, _, ref.top = strings.Cut(n.name, ".")
				}
				s.bind(name, alt{cond: st.cond, ref: ref})
			}
		case stmtFrom:
			r.fromImport(s, st)
		case stmtAssign:
			for _, t := range st.targets {
				r.assign(s, st, t, st.value)
				r.dynamicTarget(s, st, t)
			}
			r.nestedNames(s, st, st.value)
		case stmtType:
			o := &object{kind: objectVariable, path: s.prefix + "." + st.targets[0].text, scope: s, mod: s.mod, at: st.at, value: st.value, typeAlias: true}
			if st.function != nil {
				o.typeParams = st.function.typeParams
			}
			s.bind(st.targets[0].text, alt{cond: st.cond, obj: o})
		case stmtAugmented:
			if t := st.targets[0]; t.kind == exprName && st.op == "+=" {
				r.extend(s, st, t.text, st.value)
			}
		case stmtCall:
			r.listCall(s, st)
			if text := st.value.String(); s.outer == nil && makesNames(text) {
				r.dynamic(s, st, text)
			}
		case stmtDelete:
			for _, t := range elements(st.targets[0]) {
				if t.kind == exprName {
					s.unbind(t.text, st.cond)
				}
			}
		case stmtFunction:
			r.define(s, st)
		case stmtClass:
			o := &object{kind: objectClass, path: s.prefix + "." + st.class.name, scope: s, mod: s.mod, at: st.at, class: st.class}
			s.bind(st.class.name, alt{cond: st.cond, obj: o})
		}
	}
}

// makesNames reports whether an expression reaches into the names of the module
// that runs it.
func makesNames(text string) bool {
	for _, how := range []string{"exec(", "globals()", "vars()", "locals()", "setattr(sys.modules[__name__]", "sys.modules[__name__].__dict__", "sys.modules[__name__].__class__"} {
		if strings.HasPrefix(text, how) {
			return true
		}
	}
	return false
}

// dynamic notes that a module makes names which its source does not show.
func (r *resolver) dynamic(s *scope, st *stmt, text string) {
	s.open = true
	r.gap(s.mod, s.prefix, "names are made when the module is imported", text, st.at)
}

// dynamicTarget notes assignments that make names, or exchange the module.
func (r *resolver) dynamicTarget(s *scope, st *stmt, target *expr) {
	if s.outer != nil || target.kind != exprSubscript && target.kind != exprAttribute {
		return
	}
	if text := target.String(); makesNames(text) || text == "sys.modules[__name__]" {
		value := ""
		if st.value != nil {
			value = st.value.String()
		}
		r.dynamic(s, st, text+" = "+value)
	}
}

// nestedNames binds what assignment expressions inside of a value bind.
func (r *resolver) nestedNames(s *scope, st *stmt, e *expr) {
	if e == nil {
		return
	}
	if e.kind == exprNamed {
		r.assign(s, st, name(e.text), e.args[0])
	}
	for _, a := range e.args {
		r.nestedNames(s, st, a)
	}
}

func decoratorsOf(st *stmt) []*expr {
	switch {
	case st.function != nil && st.kind == stmtFunction:
		return st.function.decorators
	case st.class != nil:
		return st.class.decorators
	}
	return nil
}

func declared(st *stmt) string {
	if st.class != nil {
		return st.class.name
	}
	return st.function.name
}

// lists reports whether a decorator enters what it decorates into __all__.
func (r *resolver) lists(s *scope, d *expr) bool {
	if s.outer != nil || d.kind != exprName {
		return false
	}
	for _, a := range s.names[d.text] {
		o := a.obj
		if a.ref != nil && a.ref.name != "" {
			if a.ref.module == "public" || a.ref.module == "atpublic" {
				return a.ref.name == "public"
			}
			if from := r.lib.entries[a.ref.module]; from != nil && from.scope != nil {
				for _, b := range from.scope.names[a.ref.name] {
					o = b.obj
				}
			}
		}
		if o == nil || o.kind != objectFunction {
			continue
		}
		f := o.functions[len(o.functions)-1]
		if f.body != nil && f.body.end <= len(o.mod.src) {
			if body := o.mod.src[f.body.start:f.body.end]; strings.Contains(body, "__all__") && strings.Contains(body, "append") {
				return true
			}
		}
	}
	return false
}

// elements are the targets of an assignment to several.
func elements(e *expr) []*expr {
	if e.kind == exprTuple || e.kind == exprList {
		return e.args
	}
	return []*expr{e}
}

func (s *scope) unbind(name string, c cond) {
	var kept []alt
	for _, b := range s.names[name] {
		if b.cond.envs &^= c.envs; b.cond.envs != 0 {
			kept = append(kept, b)
		}
	}
	s.names[name] = kept
}

func (r *resolver) assign(s *scope, st *stmt, target, value *expr) {
	if target.kind == exprTuple || target.kind == exprList {
		for i, t := range target.args {
			var v *expr
			if value != nil && (value.kind == exprTuple || value.kind == exprList) && len(value.args) == len(target.args) {
				v = value.args[i]
			}
			if v == nil {
				v = &expr{}
			}
			r.assign(s, st, t, v)
		}
		return
	}
	if target.kind == exprStar {
		r.assign(s, st, target.args[0], &expr{})
		return
	}
	if target.kind == exprAttribute && target.args[0].kind == exprName && s.outer == nil {
		for _, a := range s.names[target.args[0].text] { // of a class, outside of its body
			if a.obj != nil && a.obj.kind == objectClass && a.obj.info == nil {
				c := *st
				c.targets, c.value = []*expr{name(target.text)}, value
				a.obj.later = append(a.obj.later, &c)
			}
		}
	}
	if target.kind != exprName {
		return
	}
	name := target.text
	if name == "__all__" {
		before, dynamic := s.all, s.dynamicAll
		s.hasAll, s.all, s.dynamicAll = true, nil, false
		if value != nil {
			s.allBefore = before
			r.extend(s, st, name, value)
			s.allBefore = nil
			s.dynamicAll = s.dynamicAll || dynamic && strings.Contains(value.String(), "__all__")
		}
		return
	}
	if value != nil && value.kind == exprCall && value.args[0].dotted() != "" {
		r.nestedNames(s, st, value)
	}
	if value != nil && (value.kind == exprList || value.kind == exprTuple || value.kind == exprBinary && value.text == "+") {
		if names, ok := r.names(s, value, 0); ok && len(names) > 0 {
			s.lists[name] = names
		}
	}
	o := &object{kind: objectVariable, path: s.prefix + "." + name, scope: s, mod: s.mod, at: st.at, annotation: st.annotation, value: value}
	if value != nil && value.kind == exprLambda {
		o = &object{kind: objectFunction, path: o.path, scope: s, mod: s.mod, at: st.at, functions: []*function{{name: name, at: st.at, params: value.params}}}
	}
	s.bind(name, alt{cond: st.cond, obj: o})
}

// extend adds names to __all__, or to another list of names.
func (r *resolver) extend(s *scope, st *stmt, name string, value *expr) {
	names, ok := r.names(s, value, 0)
	if name != "__all__" {
		if ok && s.lists[name] != nil {
			s.lists[name] = append(slices.Clone(s.lists[name]), names...)
		}
		return
	}
	s.all = append(s.all, names...)
	if !ok && !s.dynamicAll {
		s.dynamicAll = true
		r.gap(s.mod, s.prefix, "__all__ is computed when the module is imported", value.String()+" "+s.mod.src[st.at:min(st.at+200, len(s.mod.src))], st.at)
	}
}

// listCall runs __all__.extend(...), append and remove.
func (r *resolver) listCall(s *scope, st *stmt) {
	call := st.value
	f := call.args[0]
	if f.kind != exprAttribute || f.args[0].kind != exprName || len(call.args) != 2 {
		return
	}
	name, arg := f.args[0].text, call.args[1]
	if name != "__all__" && s.lists[name] == nil {
		return
	}
	switch f.text {
	case "extend":
		r.extend(s, st, name, arg)
	case "append":
		r.extend(s, st, name, &expr{kind: exprList, args: []*expr{arg}})
	case "remove":
		if arg.kind == exprString {
			s.all = slices.DeleteFunc(s.all, func(n string) bool { return n == arg.text })
		}
	}
}

// maxNames bounds lists of names.
const maxNames = 50_000

// names evaluates an expression that makes a list of names. What it cannot
// know, it leaves out, and says so.
func (r *resolver) names(s *scope, e *expr, depth int) ([]string, bool) {
	if depth > 50 || len(s.all) > maxNames {
		return nil, false
	}
	switch e.kind {
	case exprList, exprTuple, exprSet:
		var list []string
		ok := true
		for _, a := range e.args {
			switch {
			case a.kind == exprString:
				list = append(list, a.text)
			case a.kind == exprStar:
				more, known := r.names(s, a.args[0], depth+1)
				list, ok = append(list, more...), ok && known
			case a.kind == exprAttribute && a.text == "__name__": // of a function or class
				base := a.args[0].dotted()
				list = append(list, base[strings.LastIndexByte(base, '.')+1:])
			default:
				ok = false
			}
		}
		return list, ok
	case exprBinary:
		if e.text == "+" || e.text == "|" {
			a, ok1 := r.names(s, e.args[0], depth+1)
			b, ok2 := r.names(s, e.args[1], depth+1)
			if len(a)+len(b) > maxNames {
				return nil, false
			}
			return append(slices.Clone(a), b...), ok1 && ok2
		}
	case exprCall:
		switch e.args[0].dotted() {
		case "list", "tuple", "sorted", "set", "frozenset":
			if len(e.args) == 2 {
				return r.names(s, e.args[1], depth+1)
			}
			if len(e.args) == 1 {
				return nil, true
			}
		}
	case exprName:
		if e.text == "__all__" {
			if s.allBefore != nil {
				return s.allBefore, true
			}
			return s.all, !s.dynamicAll
		}
		if list, ok := s.lists[e.text]; ok {
			return list, true
		}
		for _, a := range s.names[e.text] { // imported from another module
			if a.ref != nil && a.ref.name != "" {
				if from := r.lib.entries[a.ref.module]; from != nil && !r.building[from] {
					inner := r.enter(from)
					if a.ref.name == "__all__" {
						return inner.all, inner.hasAll && !inner.dynamicAll
					}
					list, ok := inner.lists[a.ref.name]
					return list, ok
				}
			}
		}
	case exprAttribute:
		o := r.find(s, e.args[0].dotted())
		if o != nil && o.kind == objectModule {
			inner := r.enter(o.entry)
			if e.text == "__all__" {
				return inner.all, inner.hasAll && !inner.dynamicAll
			}
			list, ok := inner.lists[e.text]
			return list, ok
		}
	}
	return nil, false
}

// enter returns the scope of a module, which may be being filled.
func (r *resolver) enter(e *entry) *scope {
	if e.scope != nil {
		return e.scope
	}
	if r.depth > maxDepth {
		return newScope(&module{name: e.name}, nil, e.name)
	}
	r.depth++
	defer func() { r.depth-- }()
	r.building[e] = true
	defer delete(r.building, e)
	return r.scopeOf(e)
}

func (r *resolver) gap(m *module, scope, reason, input string, at int) {
	g := api.Gap{Scope: scope, Reason: reason, Digest: api.Digest([]byte(input)), Pos: api.Pos{File: m.short}}
	if m.lines != nil {
		g.Pos = m.pos(at)
	}
	r.gaps = append(r.gaps, g)
}

// fromImport binds what a from import names.
func (r *resolver) fromImport(s *scope, st *stmt) {
	module := absolute(s.mod, st.level, st.from)
	for _, n := range st.names {
		if n.name != "*" {
			as := cmp.Or(n.as, n.name)
			s.bind(as, alt{cond: st.cond, ref: &reference{mod: s.mod, module: module, name: n.name, explicit: n.as == n.name, at: st.at}})
			continue
		}
		e := r.lib.entries[module]
		if e == nil {
			if isStandard(module) && e == nil && r.lib.entries[parentOf(module)] == nil {
				s.stars = append(s.stars, module)
			}
			if o := r.missing(module); o.kind == objectUnknown || !isStandard(module) {
				s.open = true
				r.gap(s.mod, s.prefix, "from "+module+" import *: that module is not in the source", module, st.at)
			}
			continue
		}
		from := r.enter(e)
		if from.open {
			s.open = true
			if e.native != "" && e.py == "" && e.pyi == "" {
				r.gap(s.mod, s.prefix, "from "+module+" import *: a compiled module, without a stub", module, st.at)
			}
		}
		for _, name := range from.exported() {
			s.bind(name, alt{cond: st.cond, ref: &reference{mod: s.mod, module: module, name: name, star: true, at: st.at}})
		}
	}
}

// exported lists the names that a wildcard import brings.
func (s *scope) exported() []string {
	if s.hasAll && !s.dynamicAll {
		return s.all
	}
	list := slices.Clone(s.all)
	for _, name := range s.order {
		if !strings.HasPrefix(name, "_") && len(s.names[name]) > 0 {
			list = append(list, name)
		}
	}
	return list
}

// define binds a function. Overloads and the accessors of a property join what
// the name stands for already.
func (r *resolver) define(s *scope, st *stmt) {
	f := st.function
	if f.name == "__getattr__" && s.outer == nil {
		s.getattr = true
	}
	table := s.names
	if st.cond.typing == 1 {
		table = s.typing
	}
	var before *object
	if alts := table[f.name]; len(alts) > 0 {
		if last := alts[len(alts)-1]; last.obj != nil && last.obj.kind == objectFunction && last.cond == st.cond {
			before = last.obj
		}
	}
	overload := false
	for _, d := range f.decorators {
		name := d.dotted()
		switch {
		case name == "overload" || strings.HasSuffix(name, ".overload"):
			overload = true
		case name == f.name+".setter" && before != nil:
			before.setter = f
			return
		case name == f.name+".deleter" && before != nil:
			before.deleter = f
			return
		case name == f.name+".getter" && before != nil:
			before.functions = []*function{f}
			return
		case name == f.name+".register" || d.kind == exprCall && d.args[0].dotted() == f.name+".register":
			return
		}
		// The property of a base class gets another accessor.
		if base, ok := strings.CutSuffix(name, "."+f.name+".setter"); ok && base != "" {
			f.decorators = append(slices.Clone(f.decorators), &expr{kind: exprName, text: "property"})
		}
	}
	if before != nil && before.overloads == len(before.functions) && before.overloads > 0 {
		before.functions = append(before.functions, f)
		if overload {
			before.overloads++
		}
		return
	}
	o := &object{kind: objectFunction, path: s.prefix + "." + f.name, scope: s, mod: s.mod, at: f.at, functions: []*function{f}}
	if overload {
		o.overloads = 1
	}
	s.bind(f.name, alt{cond: st.cond, obj: o})
}

// A binding is an object and where a name is bound to it.
type binding struct {
	envs envSet
	obj  *object
	alt  alt
}

// resolve returns what alternatives stand for.
func (r *resolver) resolve(s *scope, alts []alt) []binding {
	var list []binding
	for _, a := range alts {
		if a.ref == nil {
			list = append(list, binding{a.cond.envs, r.alias(a.obj), a})
			continue
		}
		for _, b := range r.follow(a.ref) {
			if b.envs &= a.cond.envs; b.envs != 0 {
				b.alt = a
				list = append(list, b)
			}
		}
	}
	return list
}

// follow returns what an import brings.
func (r *resolver) follow(ref *reference) []binding {
	one := func(o *object) []binding { return []binding{{envs: allEnvs, obj: o}} }
	if ref.name == "" {
		if ref.top {
			top, _, _ := strings.Cut(ref.module, ".")
			return one(r.module(top))
		}
		return one(r.module(ref.module))
	}
	e := r.lib.entries[ref.module]
	if e == nil {
		o := r.missing(ref.module)
		if o.kind == objectExternal {
			return one(r.external(ref.module + "." + ref.name))
		}
		return one(&object{kind: objectUnknown, path: ref.module + "." + ref.name})
	}
	if r.resolving[ref] {
		return nil
	}
	r.resolving[ref] = true
	defer delete(r.resolving, ref)
	s := r.enter(e)
	if alts := s.names[ref.name]; len(alts) > 0 {
		if list := r.resolve(s, alts); len(list) > 0 {
			return list
		}
	}
	if sub := r.lib.entries[ref.module+"."+ref.name]; sub != nil {
		return one(r.module(sub.name))
	}
	if alts := s.typing[ref.name]; len(alts) > 0 {
		return r.resolve(s, alts)
	}
	return one(&object{kind: objectUnknown, path: ref.module + "." + ref.name})
}

// alias follows a variable that is another name of a class, function or module.
func (r *resolver) alias(o *object) *object {
	if r.aliasing[o] || r.depth > maxDepth {
		return o
	}
	first := o
	r.aliasing[first] = true
	r.depth++
	defer func() { delete(r.aliasing, first); r.depth-- }()
	for range 20 {
		if o.kind != objectVariable || o.value == nil || o.typeAlias || o.annotation != nil && !isTypeAlias(o.annotation) {
			return o
		}
		name := o.value.dotted()
		if o.value.kind == exprCall {
			name = r.wrapped(o)
		}
		if name == "None" || name == "True" || name == "False" || name == "Ellipsis" || name == "NotImplemented" {
			return o
		}
		if name == "" || name == o.path[strings.LastIndexByte(o.path, '.')+1:] && o.scope.outer == nil {
			return o
		}
		target := r.find(o.scope, name)
		if target == nil || target == o || target.kind == objectVariable || target.kind == objectUnknown ||
			target.kind == objectExternal && isTypeName(target.path) {
			return o
		}
		o = target
	}
	return o
}

// wrapped names the function that a call of a caching decorator is given, or "".
func (r *resolver) wrapped(o *object) string {
	call := o.value
	if len(call.args) != 2 {
		return ""
	}
	callee := call.args[0]
	if callee.kind == exprCall { // lru_cache(maxsize=None)(f)
		callee = callee.args[0]
	}
	if f := r.find(o.scope, callee.dotted()); f == nil || f.path != "functools.lru_cache" && f.path != "functools.cache" {
		return ""
	}
	return call.args[1].dotted()
}

func isTypeAlias(annotation *expr) bool {
	name := annotation.dotted()
	return name == "TypeAlias" || strings.HasSuffix(name, ".TypeAlias")
}

// find returns what a dotted name stands for inside of a scope, or nil. Where
// environments differ it is what the newest has.
func (r *resolver) find(s *scope, dotted string) *object {
	if dotted == "" {
		return nil
	}
	first, rest, _ := strings.Cut(dotted, ".")
	var o *object
	for at := s; at != nil && o == nil; at = at.outer {
		o = r.lookup(at, first)
	}
	if o == nil {
		if builtins[first] {
			o = r.external("builtins." + first)
		} else {
			return nil
		}
	}
	for rest != "" {
		first, rest, _ = strings.Cut(rest, ".")
		if o = r.attribute(o, first); o == nil {
			return nil
		}
	}
	return o
}

// lookup returns what a name stands for in one scope, or nil. What is declared
// for type checkers comes first.
func (r *resolver) lookup(s *scope, name string) *object {
	for _, alts := range [][]alt{s.typing[name], s.names[name]} {
		if len(alts) == 0 {
			continue
		}
		if list := r.resolve(s, alts); len(list) > 0 {
			return newest(list).obj
		}
	}
	if s.outer == nil && s.mod.pkg {
		if e := r.lib.entries[s.mod.name+"."+name]; e != nil {
			return r.module(e.name)
		}
	}
	for _, module := range s.stars {
		if standardNames[module][name] || stdClasses()[spell(module+"."+name)] != nil {
			return r.external(module + "." + name)
		}
	}
	return nil
}

// newest returns the binding of the latest version of Python.
func newest(list []binding) binding {
	return slices.MaxFunc(list, func(a, b binding) int { return cmp.Compare(a.envs, b.envs) })
}

// attribute returns what stands for an attribute of a module or class, or nil.
func (r *resolver) attribute(o *object, name string) *object {
	switch o.kind {
	case objectExternal:
		return r.external(o.path + "." + name)
	case objectUnknown:
		return &object{kind: objectUnknown, path: o.path + "." + name}
	case objectModule:
		if found := r.lookup(r.enter(o.entry), name); found != nil {
			return found
		}
		if e := r.lib.entries[o.entry.name+"."+name]; e != nil {
			return r.module(e.name)
		}
	case objectVariable: // of an instance
		if o.value != nil && o.value.kind == exprCall && o.annotation == nil && r.depth < maxDepth {
			r.depth++
			defer func() { r.depth-- }()
			if c := r.find(o.scope, o.value.args[0].dotted()); c != nil && c.kind == objectClass {
				return r.attribute(c, name)
			}
		}
	case objectClass:
		for _, c := range r.mro(o) {
			if c.kind != objectClass {
				continue
			}
			if alts := r.classOf(c).scope.names[name]; len(alts) > 0 {
				if list := r.resolve(r.classOf(c).scope, alts); len(list) > 0 {
					return newest(list).obj
				}
			}
		}
	}
	return nil
}

// sortedNames returns the keys of a map in order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
