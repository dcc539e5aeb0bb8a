package python

import "strings"

// A failure is where the import of a module fails, and why.
type failure struct {
	envs envSet
	why  string
	file string // where the cause is
}

// add joins two failures. The reason is that of the first.
func (f *failure) add(envs envSet, why, file string) {
	if envs &^= f.envs; envs != 0 {
		f.envs |= envs
		if f.why == "" {
			f.why, f.file = why, file
		}
	}
}

// fails returns in which of the supported environments a module cannot be
// imported: because it, or what it imports, has syntax or evaluates types that
// these do not have, or needs a newer standard library.
func (p *publication) fails(e *entry) failure {
	seen := map[*entry]bool{}
	var f failure
	supported := p.supported
	if supported == allEnvs { // nobody says which
		supported = maintained
	}
	p.failing(e, supported, seen, &f)
	return f
}

func (p *publication) failing(e *entry, envs envSet, seen map[*entry]bool, f *failure) {
	if e == nil || seen[e] {
		return
	}
	seen[e] = true
	if parent := parentOf(e.name); parent != "" {
		p.failing(p.lib.entries[parent], envs, seen, f)
	}
	own := p.ownFailures(e)
	f.add(own.envs&envs, own.why, own.file)
	if e.source == nil {
		return
	}
	for _, s := range e.source.stmts {
		c := s.cond
		if c.typing == 1 || c.alt != 0 && !p.loading || c.envs&envs == 0 {
			continue
		}
		switch s.kind {
		case stmtImport:
			for _, n := range s.names {
				p.failing(p.lib.entries[n.name], envs&c.envs, seen, f)
			}
		case stmtFrom:
			module := absolute(e.source, s.level, s.from)
			p.failing(p.lib.entries[module], envs&c.envs, seen, f)
			for _, n := range s.names {
				if sub := p.lib.entries[module+"."+n.name]; sub != nil && e.scopeLacks(module, n.name, p) {
					p.failing(sub, envs&c.envs, seen, f)
				}
			}
		}
	}
}

// closure are the modules that importing one imports, as far as its statements
// say.
func (p *publication) closure(e *entry) map[*entry]bool {
	if set, ok := p.closures[e]; ok {
		return set
	}
	set := map[*entry]bool{}
	p.closures[e] = set
	p.loading = true
	p.failing(e, p.supported, set, &failure{})
	p.loading = false
	return set
}

// scopeLacks reports whether a name imported from a package can only be one of
// its modules.
func (e *entry) scopeLacks(module, name string, p *publication) bool {
	from := p.lib.entries[module]
	if from == nil || from.scope == nil {
		return true
	}
	for _, a := range from.scope.names[name] {
		if a.ref == nil || a.ref.module != module || a.ref.name != name {
			return false
		}
	}
	return true
}

// ownFailures are those of the module alone.
func (p *publication) ownFailures(e *entry) failure {
	if e.failed != nil {
		return *e.failed
	}
	f := &failure{}
	e.failed = f
	p.lib.scanned(e)
	m := e.source
	if m == nil || m.scan == nil {
		return *f
	}
	for _, s := range m.scan.syntax {
		f.add(s.fails&p.supported, s.what, m.short)
	}
	if len(m.stmts) == 0 {
		return *f
	}
	v := &evaluation{publication: p, module: m, scope: p.enter(e), failure: f}
	if e.stub != nil {
		v.scope = newScope(m, nil, e.name)
		p.fill(v.scope, m.stmts)
	}
	v.inner = v.scope
	v.run(m.stmts, allEnvs)
	return *f
}

// An evaluation looks at what the statements of a module evaluate.
type evaluation struct {
	*publication
	module  *module
	scope   *scope
	failure *failure
	at      int    // offset of the statement that is evaluated
	inner   *scope // that it stands in: the module's or that of a class
}

// fail notes that the statement fails in some environments.
func (v *evaluation) fail(envs envSet, why string) {
	v.failure.add(envs, why, v.module.short)
}

func (v *evaluation) run(stmts []*stmt, envs envSet) {
	for _, s := range stmts {
		if s.cond.typing == 1 || s.cond.alt != 0 {
			continue
		}
		at := envs & s.cond.envs & v.supported
		if at == 0 {
			continue
		}
		v.at = s.at
		switch s.kind {
		case stmtImport:
			for _, n := range s.names {
				v.standard(n.name, "", at)
			}
		case stmtFrom:
			if s.level == 0 {
				for _, n := range s.names {
					v.standard(s.from, n.name, at)
				}
			}
		case stmtAssign:
			if s.annotation != nil {
				v.fail(at&before36, "an annotation of a variable")
			}
			v.annotation(s.annotation, at)
			if s.value != nil && (s.annotation == nil || isTypeAlias(s.annotation)) && v.isType(s.value) {
				v.typ(s.value, at)
			}
		case stmtFunction:
			v.decorators(s.function.decorators, at)
			v.typeParams(s.function.typeParams, at)
			for _, p := range s.function.params {
				if p.annotation != nil && p.annotation.kind == exprStar {
					v.fail(at&before311, "an unpacked annotation")
				}
				if p.kind == keywordOnly || p.annotation != nil {
					v.fail(at&before3, "parameters of Python 3")
				}
				v.annotation(p.annotation, at)
			}
			v.annotation(s.function.returns, at)
		case stmtClass:
			v.decorators(s.class.decorators, at)
			v.typeParams(s.class.typeParams, at)
			if len(s.class.keywords) > 0 {
				v.fail(at&before3, "a keyword argument of a class")
			}
			for _, d := range s.class.decorators {
				if d.kind == exprCall {
					if o := v.find(v.scope, d.args[0].dotted()); o != nil && o.path == "dataclasses.dataclass" {
						for _, k := range d.keywords {
							switch k.name {
							case "kw_only", "slots", "match_args":
								v.fail(at&before310, "dataclass("+k.name+"=...)")
							case "weakref_slot":
								v.fail(at&before311, "dataclass(weakref_slot=...)")
							}
						}
					}
				}
			}
			for _, b := range s.class.bases {
				v.typ(b, at)
			}
			outer := v.inner
			v.inner = v.bodyOf(s)
			v.run(s.class.body, at)
			v.inner = outer
		}
	}
}

// decorators looks at decorators: before PEP 614 they were names, called or not.
func (v *evaluation) decorators(list []*expr, at envSet) {
	for _, d := range list {
		if d.kind == exprCall {
			d = d.args[0]
		}
		if d.kind != exprOpaque && d.dotted() == "" {
			v.fail(at&before39, "a decorator that is no name")
		}
	}
}

// typeParams looks at type parameters: PEP 696 gave them defaults.
func (v *evaluation) typeParams(list []typeParam, at envSet) {
	for _, p := range list {
		if p.defaulted {
			v.fail(at&^since("3.13"), "a default of a type parameter")
		}
	}
}

// bodyOf is the scope of a class statement.
func (v *evaluation) bodyOf(s *stmt) *scope {
	for _, a := range v.inner.names[s.class.name] {
		if a.obj != nil && a.obj.kind == objectClass && a.obj.class == s.class {
			return v.classOf(a.obj).scope
		}
	}
	return newScope(v.module, v.inner, "")
}

// isType reports whether a value is a type: a subscript, or a union of types.
func (v *evaluation) isType(e *expr) bool {
	switch e.kind {
	case exprSubscript:
		return true
	case exprBinary:
		if e.text != "|" {
			return false
		}
		for _, m := range unionMembers(e) {
			if m.kind == exprSubscript {
				m = m.args[0]
			}
			d := m.dotted()
			if o := v.find(v.scope, d); d == "None" || o != nil && (o.kind == objectClass || o.kind == objectExternal && (strings.HasPrefix(o.path, "typing.") || isTypeName(o.path))) {
				return true
			}
		}
	}
	return false
}

// annotation looks at an annotation: it is evaluated unless PEP 563 is in force,
// and before PEP 649 (3.14).
func (v *evaluation) annotation(e *expr, at envSet) {
	if e == nil || v.module.future {
		return
	}
	v.typ(e, at&before314)
}

// typ looks at a type that is evaluated.
func (v *evaluation) typ(e *expr, at envSet) {
	if e == nil || at == 0 {
		return
	}
	switch e.kind {
	case exprBinary:
		if e.text == "|" {
			if v.isTextUnion(e) {
				v.fail(at, "a union of a string and a type, in a place that is evaluated")
			}
			// Two strings have never had the operator.
			v.fail(at&before310, "a union of types with |, in a place that is evaluated")
		}
	case exprSubscript:
		if o := v.find(v.scope, e.args[0].dotted()); o != nil && o.kind == objectExternal && before39Generic(o.path) {
			v.fail(at&before39, "a subscript of "+spell(o.path)+", in a place that is evaluated")
		}
	case exprName, exprAttribute:
		if name := e.dotted(); v.later(name) {
			v.fail(at, "a name that is defined later, in a place that is evaluated")
		}
		return
	case exprString, exprCall:
		return
	}
	for _, a := range e.args {
		v.typ(a, at)
	}
}

// later reports whether a name is bound in this module only after the statement
// that is evaluated, which fails.
func (v *evaluation) later(dotted string) bool {
	name, _, _ := strings.Cut(dotted, ".")
	if builtins[name] {
		return false
	}
	for at := v.inner; at != nil; at = at.outer {
		alts := at.names[name]
		if len(alts) == 0 {
			if len(at.typing[name]) > 0 {
				return false
			}
			continue
		}
		first := len(v.module.src)
		for _, a := range alts {
			switch {
			case a.ref != nil:
				first = min(first, a.ref.at)
			case a.obj != nil && a.obj.mod == v.module:
				first = min(first, a.obj.at)
			default:
				return false
			}
		}
		if at.rebound[name] {
			return false
		}
		if first > v.at {
			// A class body also sees what the module binds.
			if at.outer == nil {
				return true
			}
			continue
		}
		return false
	}
	return false
}

// isTextUnion reports whether a union has a string in it that nothing makes a
// forward reference.
func (v *evaluation) isTextUnion(e *expr) bool {
	text := false
	for _, m := range unionMembers(e) {
		switch d := m.dotted(); {
		case m.kind == exprString:
			text = true
		case d == "None":
		default:
			o := v.find(v.scope, d)
			if o == nil || o.kind != objectClass && !(o.kind == objectExternal && strings.HasPrefix(o.path, "builtins.")) {
				return false
			}
		}
	}
	return text
}

// before39Generic reports whether a class of the standard library could not be
// subscripted before PEP 585.
func before39Generic(path string) bool {
	switch path {
	case "builtins.list", "builtins.dict", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.type",
		"collections.deque", "collections.defaultdict", "collections.OrderedDict", "collections.Counter", "collections.ChainMap",
		"re.Pattern", "re.Match", "contextlib.AbstractContextManager", "contextlib.AbstractAsyncContextManager", "os.PathLike", "queue.Queue",
		"asyncio.Future", "asyncio.Task", "functools.partial", "subprocess.Popen", "subprocess.CompletedProcess":
		return true
	}
	return strings.HasPrefix(path, "collections.abc.")
}

// standard looks at an import from the standard library.
func (v *evaluation) standard(module, name string, at envSet) {
	for m := module; m != ""; m = parentOf(m) {
		if set, ok := moduleFails[m]; ok {
			v.fail(at&set, "an import of "+m)
		}
	}
	if name == "" {
		return
	}
	if set, ok := moduleFails[module+"."+name]; ok {
		v.fail(at&set, "an import of "+module+"."+name)
	}
	if since, ok := nameSince[module+"."+name]; ok {
		v.fail(at&^since, "an import of "+name+" from "+module)
	}
}
