package python

import (
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// Kinds of items.
const (
	kindRequires  = "requirement" // the versions of Python that are supported
	kindModule    = "module"
	kindClass     = "class"
	kindFunction  = "function"
	kindMethod    = "method"
	kindProperty  = "property"
	kindAttribute = "attribute" // a variable of a module, a class or an instance
	kindAlias     = "alias"     // a name for a type
	kindParameter = "parameter"
	kindOverload  = "overload"
	kindName      = "name" // something whose definition is elsewhere, or not to be found
)

// Facts of items.
const (
	factEnvs       = "when"     // environments, if not all that are supported
	factPaths      = "paths"    // by which else users find it
	factImplicit   = "implicit" // its module only happens to import it
	factPrivate    = "private"  // a class that users meet as a base only
	factAsync      = "async"
	factGenerator  = "generator"
	factBinding    = "binding"
	factAbstract   = "abstract"
	factFinal      = "final"
	factDeprecated = "deprecated"
	factDecorators = "decorators"
	factManager    = "context-manager"
	factVariables  = "type-variables"
	factParameters = "parameters" // their names in order, as a signature has them
	factSettable   = "settable"
	factDeletable  = "deletable"
	factWriteOnly  = "write-only"
	factCached     = "cached"
	factInstance   = "instance" // an attribute of instances: "init" or "method"
	factMember     = "member"   // of an enumeration
	factKey        = "key"      // of a TypedDict: "required" or "optional"
	factInferred   = "inferred" // the type is not written
	factBases      = "bases"
	factMeta       = "metaclass"
	factMade       = "made-by-metaclass" // instances are made by its __call__
	factImports    = "imports"           // names that a module imports and does not publish
	factForwards   = "forwards"          // a constructor passes on all that it is given
	factRuns       = "runs"              // the parameters that the source has, where its stub says others
	factLazy       = "lazy"              // names that a module's __getattr__ knows
	factLoaded     = "loaded"            // a submodule is imported with its package
	factPlain      = "plain"             // imported without saying that it is public
	factOptional   = "optional"          // bound under a condition that nobody can foresee
	factTyping     = "typing"            // declared for type checkers only
	factRecord     = "record"
	factFields     = "fields"
	factTotal      = "total"
	factProtocol   = "protocol"
	factSlots      = "slots"
	factSets       = "sets"  // methods set attributes by computed names
	factFails      = "fails" // environments in which the import of a module fails
	factWhy        = "why"
	factDynamic    = "dynamic" // attributes are made at run time
	factTyped      = "typed"
	factHash       = "hash"
)

// otherwise marks what a program gets where it cannot have the usual: the
// definition in an except or else clause.
const otherwise = "otherwise"

// variant is the ID of an item that shares its path with others, in other
// environments.
func variant(id, envs string) string { return id + "@(" + envs + ")" }

// plain is the path in an ID: without the marks of variants.
func plain(id string) string {
	for {
		i := strings.Index(id, "@(")
		if i < 0 {
			return id
		}
		j := strings.IndexByte(id[i:], ')')
		if j < 0 {
			return id[:i]
		}
		id = id[:i] + id[i+j+1:]
	}
}

// emitter turns what users can name into items.
type emitter struct {
	*publication
	items  map[string]bool
	list   []api.Item
	emits  map[*object]bool // private classes
	naming map[*object]bool // variables that are asked whether they name a type
}

func (e *emitter) add(it api.Item) bool {
	if it.ID == "" || e.items[it.ID] {
		return false
	}
	e.items[it.ID] = true
	e.list = append(e.list, it)
	return true
}

// emit writes the items of all that is public.
func (p *publication) emit() []api.Item {
	e := &emitter{publication: p, items: map[string]bool{}, emits: map[*object]bool{}, naming: map[*object]bool{}}
	for _, o := range p.order {
		if o.module {
			e.module(o)
		}
	}
	// Of several definitions of one name the one for the newest Python comes
	// first, and has the name; the others say where they are.
	for _, path := range sortedNames(p.paths) {
		var here []*published
		for _, o := range p.paths[path] {
			if o.path == path {
				here = append(here, o)
			}
		}
		slices.SortStableFunc(here, func(a, b *published) int {
			return -compareEnvs(a.at(path), b.at(path))
		})
		for i, o := range here {
			id := path
			if e.modules[path] != nil {
				id = variant(id, "object") // it hides the module of its name
			}
			if i > 0 {
				id = variant(id, o.at(path).String())
			}
			e.object(o, id)
		}
	}
	e.reachable()
	for _, f := range e.fallbacks {
		id := variant(f.path, otherwise)
		facts := api.Facts{}.With(factEnvs, otherwise)
		if f.obj.kind == objectClass {
			e.class(f.obj, id, parentOf(f.path), facts)
		} else {
			e.function(e.typer(f.obj.scope), f.obj, id, parentOf(f.path), kindFunction, facts)
		}
	}
	return e.list
}

func compareEnvs(a, b envSet) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// at returns the environments where a path leads to the object.
func (o *published) at(path string) envSet {
	for _, q := range o.paths {
		if q.path == path {
			return q.envs
		}
	}
	return 0
}

func parentOf(path string) string {
	if i := strings.LastIndexByte(path, '.'); i > 0 {
		return path[:i]
	}
	return ""
}

func (e *emitter) module(o *published) {
	it := api.Item{ID: o.path, Parent: parentOf(o.path), Kind: kindModule}
	if e.modules[it.Parent] == nil {
		it.Parent = ""
	}
	s := e.enter(o.obj.entry)
	it.Pos = api.Pos{File: s.mod.short, Line: 1}
	if s.mod.lines == nil && s.mod.file == "" {
		it.Pos = api.Pos{}
	}
	if s.getattr || s.dynamicAll || s.open {
		it.Facts = it.Facts.With(factDynamic, "")
	}
	if o.path != o.obj.entry.name {
		it.Type = o.obj.entry.name
	}
	var names []string
	for _, i := range e.imports[o.path] {
		if path := e.public[i.obj]; path != "" {
			names = append(names, i.name+"="+path)
		} else if i.obj.kind == objectExternal && !isTyping(i.obj.path) {
			names = append(names, i.name+"="+spell(i.obj.path))
		}
	}
	if len(names) > 0 {
		slices.Sort(names)
		it.Facts = it.Facts.With(factImports, strings.Join(slices.Compact(names), ", "))
	}
	if s.getattr {
		names, _, open := lazyNames(s)
		if open {
			names = nil
		}
		it.Facts = it.Facts.With(factLazy, strings.Join(names, ", "))
	}
	if parent := e.lib.entries[parentOf(o.obj.entry.name)]; parent != nil && e.closure(parent)[o.obj.entry] {
		it.Facts = it.Facts.With(factLoaded, "")
	}
	if f := e.fails(o.obj.entry); f.envs != 0 {
		it.Facts = it.Facts.With(factFails, f.envs.String()).With(factWhy, f.why+" ("+f.file+")")
	}
	e.add(it)
}

// isTyping reports whether something is only of use in annotations.
func isTyping(path string) bool {
	for _, m := range []string{"typing.", "typing_extensions.", "collections.abc.", "__future__.", "abc.", "_typeshed."} {
		if strings.HasPrefix(path, m) {
			return true
		}
	}
	return false
}

// lazyNames lists the names that a module's __getattr__ has in its source, or
// in the tables of the module that it mentions: what it may answer to. The
// modules are those of the library that stand there too. It is open where the
// name is passed on as it is, and no table says which there are.
func lazyNames(s *scope) (list, modules []string, open bool) {
	names, from := map[string]bool{}, map[string]bool{}
	collect := func(src string) (words []string) {
		l := newFlatLexer(src)
		for t := l.next(); t.kind != tokenEnd; t = l.next() {
			switch t.kind {
			case tokenString:
				v, _, known := stringValue(l.text(t))
				if known && isIdentifier(v) && !isPrivate(v) && !isSpecial(v) {
					names[v] = true
				}
				if bare := strings.TrimLeft(v, "."); known && isDotted(bare) {
					level := len(v) - len(bare)
					from[absolute(s.mod, max(level, 1), bare)] = true
					if level == 0 {
						from[bare] = true
					}
				}
			case tokenName:
				words = append(words, l.text(t))
				if len(l.src) > l.pos && strings.HasPrefix(strings.TrimLeft(l.src[l.pos:], " "), "=") && l.depth > 0 && !isPrivate(l.text(t)) {
					names[l.text(t)] = true // of dict(name=...)
				}
			}
		}
		for _, m := range fromRE.FindAllStringSubmatch(src, -1) {
			bare := strings.TrimLeft(m[1], ".")
			from[absolute(s.mod, len(m[1])-len(bare), bare)] = true
			for n := range strings.SplitSeq(m[2], ",") {
				n, _, _ = strings.Cut(strings.TrimSpace(n), " ")
				if isIdentifier(n) && !isPrivate(n) {
					names[n] = true
				}
			}
		}
		return words
	}
	done := map[*object]bool{}
	var visit func(name string, depth int)
	visit = func(name string, depth int) {
		for _, a := range append(slices.Clone(s.names[name]), s.typing[name]...) {
			o := a.obj
			if o == nil || done[o] || o.mod.src == "" || depth > 3 {
				continue
			}
			done[o] = true
			src := ""
			switch {
			case o.kind == objectFunction && o.functions[len(o.functions)-1].body != nil:
				b := o.functions[len(o.functions)-1].body
				src = messageRE.ReplaceAllString(o.mod.src[b.start:b.end], "")
				if f := o.functions[len(o.functions)-1]; name == "__getattr__" && len(f.params) > 0 {
					asked := regexp.QuoteMeta(f.params[0].name)
					passes := regexp.MustCompile(`getattr\([^,()]+(\([^()]*\))?,\s*` + asked + `\s*\)|\[\s*` + asked + `\s*\]`).MatchString(src)
					tests := regexp.MustCompile(`\b` + asked + `\s+(not\s+)?in\b|\b` + asked + `\s*[!=]=|\[\s*` + asked + `\s*\]|\.get\(\s*` + asked).MatchString(src)
					open = passes && !tests
				}
			case o.kind == objectVariable && o.value != nil:
				for _, st := range o.mod.stmts {
					if st.at == o.at {
						src = o.mod.src[st.at:st.end]
					}
				}
			}
			for _, w := range collect(src) {
				if w != name {
					visit(w, depth+1)
				}
			}
		}
	}
	visit("__getattr__", 0)
	for m := range from {
		if s.library.entries[m] == nil {
			delete(from, m)
		}
	}
	return sortedNames(names), sortedNames(from), open
}

// messageRE finds what a function says rather than gives.
var messageRE = regexp.MustCompile(`(?m)^\s*(raise\b|warnings?\.warn\w*\(|warn\w*\().*$`)

// fromRE finds the imports in a function.
var fromRE = regexp.MustCompile(`from\s+([.\w]+)\s+import\s+([\w, ]+)`)

// isDotted reports whether a text is a dotted name.
func isDotted(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !isIdentifier(part) {
			return false
		}
	}
	return true
}

// facts are those that all kinds of items have.
func (e *emitter) common(o *published, path string) api.Facts {
	var facts api.Facts
	if at := o.at(path); at != e.supported {
		facts = facts.With(factEnvs, at.String())
	}
	var others []string
	var own place
	for _, q := range o.paths {
		if q.path == path {
			own = q
			continue
		}
		text := q.path
		if q.envs != o.at(path) {
			text += "@" + q.envs.String()
		}
		if q.implicit {
			text += "?"
		} else if q.plain && e.lib.typed {
			text += "~"
		}
		others = append(others, text)
	}
	if len(others) > 0 {
		slices.Sort(others)
		facts = facts.With(factPaths, strings.Join(others, " | "))
	}
	if own.implicit {
		facts = facts.With(factImplicit, "")
	} else if own.plain && e.lib.typed {
		facts = facts.With(factPlain, "")
	}
	if own.typing {
		facts = facts.With(factTyping, "")
	}
	if own.optional {
		facts = facts.With(factOptional, "")
	}
	return facts
}

func (e *emitter) object(o *published, id string) {
	path := plain(id)
	facts := e.common(o, path)
	parent := parentOf(path)
	switch o.obj.kind {
	case objectClass:
		e.class(o.obj, id, parent, facts)
	case objectFunction:
		e.function(e.typer(o.obj.scope), o.obj, id, parent, kindFunction, facts)
	case objectVariable:
		e.variable(e.typer(o.obj.scope), o.obj, id, parent, facts)
	default:
		it := api.Item{ID: id, Parent: parent, Kind: kindName, Type: spell(o.obj.path), Facts: facts}
		if o.obj.kind == objectUnknown {
			it.Type = ""
			pos := api.Pos{}
			if o.obj.mod != nil {
				pos = api.Pos{File: o.obj.mod.short, Line: 1}
			}
			e.gaps = append(e.gaps, api.Gap{Scope: id, Reason: o.obj.path + " is not in the source", Digest: api.Digest([]byte(o.obj.path)), Pos: pos})
		}
		e.add(it)
	}
}

// forwardsRE finds constructors that pass on all that they are given.
var forwardsRE = regexp.MustCompile(`super\([^()]*\)\.__(init|new)__\((cls,\s*)?\*\w+,\s*\*\*\w+,?\s*\)`)

// function writes a function or method with its parameters.
func (e *emitter) function(t *typer, o *object, id, parent, kind string, facts api.Facts) {
	o = e.accessor(o)
	ro := e.roleOf(o)
	if o.source != nil && o.source.kind == objectFunction {
		twin := e.roleOf(o.source)
		if twin.contextManager != "" && ro.contextManager == "" {
			twin.contextManager = ""
		}
		ro.isDeprecated, ro.abstract, ro.final = ro.isDeprecated || twin.isDeprecated, ro.abstract || twin.abstract, ro.final || twin.final
		if ro.deprecated == "" {
			ro.deprecated = twin.deprecated
		}
	}
	if ro.property && kind == kindMethod {
		e.property(t, o, ro, id, parent, facts)
		return
	}
	pos := o.mod.pos(o.at)
	impl := o.implementation()
	runtime := o
	if impl == nil && o.source != nil && o.source.kind == objectFunction {
		runtime = o.source
		impl = runtime.implementation()
	}
	it := api.Item{ID: id, Parent: parent, Kind: kind, Pos: pos}
	set := func(name, value string) { facts = facts.With(name, value) }
	u := t.inner(t.scope)
	before := len(u.bounds)
	var sig signature
	if impl != nil {
		for _, p := range impl.typeParams {
			u.addVar(p.name, p.describe(u))
		}
		v := u
		if runtime != o {
			v = u.in(runtime.scope)
		}
		sig = e.signatureOf(v, runtime, impl, ro)
		it.Type = sig.returns
		if impl.async && ro.contextManager == "" {
			how := ""
			if ro.wrapped {
				how = "decorated" // which may run it
			}
			set(factAsync, how)
		}
		if impl.generator && ro.contextManager == "" {
			set(factGenerator, "")
		}
	}
	if impl != nil {
		set(factParameters, sig.shape())
	}
	if text := u.variables(before); text != "" {
		set(factVariables, text)
	}
	if ro.binding != "" {
		set(factBinding, ro.binding)
	}
	if ro.abstract {
		set(factAbstract, "")
	}
	if ro.final {
		set(factFinal, "")
	}
	if ro.isDeprecated {
		set(factDeprecated, ro.deprecated)
	}
	if ro.contextManager != "" {
		set(factManager, ro.contextManager)
	}
	if len(ro.others) > 0 {
		set(factDecorators, strings.Join(ro.others, ", "))
	}
	if impl != nil && impl.body != nil && kind == kindMethod && isOpaque(sig) && forwardsRE.MatchString(runtime.mod.src[impl.body.start:impl.body.end]) {
		facts = facts.With(factForwards, "")
	}
	if o.mod.stub && o.source != nil && o.source.kind == objectFunction && o.source.implementation() != nil && impl != nil {
		if runs := e.signatureOf(t.inner(o.source.scope), o.source, o.source.implementation(), e.roleOf(o.source)).shape(); runs != sig.shape() {
			facts = facts.With(factRuns, runs)
		}
	}
	it.Facts = facts
	if !e.add(it) {
		return
	}
	if impl != nil {
		e.parameters(sig, id, pos)
	}
	for _, f := range o.functions[:o.overloads] {
		v := t.inner(t.scope)
		for _, p := range f.typeParams {
			v.addVar(p.name, p.describe(v))
		}
		ov := e.signatureOf(v, o, f, role{binding: ro.binding})
		var of api.Facts
		if f.async {
			of = of.With(factAsync, "")
		}
		e.add(api.Item{ID: id + " overload " + ov.String(), Parent: id, Kind: kindOverload, Type: ov.String(), Facts: of, Pos: o.mod.pos(f.at)})
	}
}

// accessor returns the property that a function makes of one of a base class,
// decorated with @Base.name.setter: a copy with that accessor exchanged. Other
// functions are returned as they are.
func (e *emitter) accessor(o *object) *object {
	f := o.functions[len(o.functions)-1]
	for _, d := range f.decorators {
		if d.kind != exprAttribute || d.args[0].kind != exprAttribute || d.args[0].text != f.name {
			continue
		}
		base := e.find(o.scope, d.args[0].dotted())
		if base == nil || base.kind != objectFunction || base == o || !e.roleOf(base).property {
			continue
		}
		c := *o
		c.functions, c.setter, c.deleter = base.functions, base.setter, base.deleter
		c.scope = base.scope
		switch d.text {
		case "setter":
			c.setter = f
		case "deleter":
			c.deleter = f
		case "getter":
			g := *f
			g.decorators = []*expr{name("property")}
			c.functions = []*function{&g}
		default:
			continue
		}
		return &c
	}
	return o
}

// parameters writes the parameters of a signature as items.
func (e *emitter) parameters(s signature, id string, pos api.Pos) {
	for i, p := range s.params {
		value := ""
		if p.optional {
			value = p.value
		}
		e.add(api.Item{ID: id + "(" + p.id(i) + ")", Parent: id, Kind: kindParameter, Type: p.typ, Value: value, Pos: pos})
	}
}

// id is how a parameter is told from the others of its function. Those without
// a name have their number.
func (p parameter) id(i int) string {
	switch {
	case p.kind == varPositional:
		return "*" + p.name
	case p.kind == varKeyword:
		return "**" + p.name
	case p.name == "" || p.name == "_":
		return "_" + itoa(i)
	}
	return p.name
}

// shape writes the names of a signature's parameters and their kinds.
func (s signature) shape() string {
	bare := make([]parameter, len(s.params))
	for i, p := range s.params {
		bare[i] = parameter{name: p.name, kind: p.kind}
		if p.name == "" || p.name == "_" {
			bare[i].name = "_" + itoa(i)
		}
	}
	var b strings.Builder
	writeParams(&b, bare)
	return b.String()
}

func (e *emitter) property(t *typer, o *object, ro role, id, parent string, facts api.Facts) {
	f := o.functions[len(o.functions)-1]
	it := api.Item{ID: id, Parent: parent, Kind: kindProperty, Pos: o.mod.pos(o.at)}
	u := t.inner(t.scope)
	it.Type = u.text(f.returns)
	if ro.writeOnly {
		it.Type = ""
		facts = facts.With(factWriteOnly, "").With(factSettable, "")
		if n := len(f.params); n > 1 {
			it.Type = u.text(f.params[1].annotation)
		}
	}
	if o.setter != nil {
		typ := ""
		if n := len(o.setter.params); n > 1 {
			typ = u.text(o.setter.params[1].annotation)
		}
		if typ == it.Type {
			typ = ""
		}
		facts = facts.With(factSettable, typ)
	}
	if ro.cached {
		facts = facts.With(factCached, "")
	}
	abstract := o.setter != nil && e.roleOf(&object{scope: o.scope, functions: []*function{o.setter}}).abstract
	ro.abstract = ro.abstract || abstract
	for _, f := range []struct {
		name string
		on   bool
	}{{factAsync, f.async}, {factGenerator, f.generator}, {factDeletable, o.deleter != nil}, {factAbstract, ro.abstract}, {factFinal, ro.final}} {
		if f.on {
			facts = facts.With(f.name, "")
		}
	}
	if ro.isDeprecated {
		facts = facts.With(factDeprecated, ro.deprecated)
	}
	if ro.binding == "class" {
		facts = facts.With(factBinding, "class")
	}
	if len(ro.others) > 0 {
		facts = facts.With(factDecorators, strings.Join(ro.others, ", "))
	}
	it.Facts = facts
	e.add(it)
}

// variable writes a variable of a module, or an attribute.
func (e *emitter) variable(t *typer, o *object, id, parent string, facts api.Facts) {
	it := api.Item{ID: id, Parent: parent, Kind: kindAttribute, Pos: o.mod.pos(o.at)}
	value := o.value
	if value == nil && o.source != nil && o.source.kind == objectVariable {
		value = o.source.value
	}
	if alias := e.typeAlias(t, o); alias != "" {
		it.Kind, it.Type, it.Facts = kindAlias, alias, facts
		e.add(it)
		return
	}
	if o.annotation != nil {
		head := o.annotation
		if head.kind == exprString {
			if inner, ok := parseExpr(head.text); ok {
				head = inner
			}
		}
		base := head
		if base.kind == exprSubscript {
			base = base.args[0]
		}
		if strings.HasSuffix("."+base.dotted(), ".Final") {
			facts = facts.With(factFinal, "")
			if head.kind != exprSubscript {
				it.Type = t.typeOfValue(value)
			}
		}
		if it.Type == "" {
			it.Type = t.text(o.annotation)
		}
		if it.Type == "Final" || it.Type == "ClassVar" {
			it.Type = ""
		}
	} else if typ := t.typeOfValue(value); typ != "" {
		it.Type = typ
		facts = facts.With(factInferred, "")
	}
	if isVersion(lastName(plain(id))) {
		it.Facts = facts
		e.add(it)
		return
	}
	if value != nil && isLiteral(value) && value.kind != exprEllipsis && o.instance == "" {
		it.Value = e.valueText(t.scope, value)
	}
	if o.instance != "" {
		facts = facts.With(factInstance, o.instance)
	} else if o.scope.outer != nil && o.annotation != nil && value == nil && !o.mod.stub {
		facts = facts.With(factInstance, "declared")
	}
	it.Facts = facts
	e.add(it)
}

// typeAlias returns the type that a variable is a name for, or "".
func (e *emitter) typeAlias(t *typer, o *object) string {
	if e.naming[o] { // X = X[int]
		return ""
	}
	e.naming[o] = true
	defer delete(e.naming, o)
	if o.value == nil || !o.typeAlias && o.annotation != nil && !isTypeAlias(o.annotation) {
		return ""
	}
	if o.scope.outer != nil && !o.typeAlias {
		return ""
	}
	declared := o.typeAlias || o.annotation != nil
	switch v := o.value; {
	case v.kind == exprCall:
		if f := t.r.find(o.scope, v.args[0].dotted()); f != nil && spell(f.path) == "NewType" && len(v.args) == 3 {
			return "NewType[" + t.in(o.scope).text(v.args[2]) + "]"
		}
		return ""
	case v.kind == exprSubscript:
		head := t.r.find(o.scope, v.args[0].dotted())
		if !declared && (head == nil || head.kind == objectVariable && e.typeAlias(t, head) == "" || head.kind == objectFunction || head.kind == objectUnknown) {
			return ""
		}
		if !declared && head.kind == objectExternal && !strings.HasPrefix(head.path, "typing") && !strings.HasPrefix(head.path, "collections.") && !strings.HasPrefix(head.path, "builtins.") {
			return ""
		}
	case v.kind == exprBinary && v.text == "|":
		if !declared && !slices.ContainsFunc(unionMembers(v), func(m *expr) bool {
			d := m.dotted()
			if m.kind == exprSubscript {
				d = m.args[0].dotted()
			}
			if d == "None" || m.kind == exprString {
				return true
			}
			f := t.r.find(o.scope, d)
			return f != nil && (f.kind == objectClass || f.kind == objectExternal && (builtins[spell(f.path)] || strings.HasPrefix(f.path, "typing")))
		}) {
			return ""
		}
	case v.kind == exprName || v.kind == exprAttribute:
		head := t.r.find(o.scope, v.dotted())
		if !declared && (head == nil || head.kind != objectExternal || !isTypeName(head.path) || v.text == "None") {
			return ""
		}
	default:
		if !declared {
			return ""
		}
	}
	u := t.in(o.scope)
	u.vars, u.bounds = map[string]string{}, nil
	for _, p := range o.typeParams {
		u.addVar(p.name, p.describe(u))
	}
	u.active = map[*object]bool{o: true}
	return u.text(o.value)
}

// isTypeName reports whether a name outside of the library is that of a type,
// as far as can be told from how it is written.
func isTypeName(path string) bool {
	if strings.HasPrefix(path, "typing.") || strings.HasPrefix(path, "typing_extensions.") {
		return true
	}
	if stdClasses()[spell(path)] != nil {
		if ancestors, _ := stdAncestors(spell(path)); !slices.Contains(ancestors, "BaseException") {
			return true
		}
	}
	switch strings.TrimPrefix(path, "builtins.") {
	case "int", "str", "bytes", "float", "bool", "list", "dict", "set", "tuple", "frozenset", "object", "type", "bytearray", "complex", "memoryview":
		return true
	}
	return false
}
