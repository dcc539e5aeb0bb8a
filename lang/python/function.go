package python

import (
	"regexp"
	"slices"
	"strings"
)

// A role is what the decorators of a function make of it.
type role struct {
	property       bool // it is read as an attribute, and perhaps written
	cached         bool
	writeOnly      bool
	binding        string // "static" or "class" of methods that need no instance
	abstract       bool
	final          bool
	deprecated     string // the message, see isDeprecated
	isDeprecated   bool
	contextManager string   // "with" or "async with"
	wrapped        bool     // a decorator of the library stands between callers and the body
	wraps          *object  // the function whose signature it has
	others         []string // decorators whose effect is not known
}

// roleOf evaluates the decorators of a function.
func (r *resolver) roleOf(o *object) role {
	var ro role
	for i, f := range o.functions {
		for _, d := range f.decorators {
			r.decorate(&ro, o, d, i == len(o.functions)-1)
		}
		switch f.name {
		case "__new__", "__init_subclass__", "__class_getitem__":
			if o.scope.outer != nil && ro.binding == "" {
				ro.binding = "class"
				if f.name == "__new__" {
					ro.binding = "new"
				}
			}
		}
	}
	slices.Sort(ro.others)
	ro.others = slices.Compact(ro.others)
	return ro
}

func (r *resolver) decorate(ro *role, o *object, d *expr, last bool) {
	callee := d
	if d.kind == exprCall {
		callee = d.args[0]
	}
	dotted := callee.dotted()
	target := r.find(o.scope, dotted)
	path := dotted
	if target != nil {
		path = strings.Replace(target.path, "typing_extensions.", "typing.", 1)
	}
	switch path {
	case "builtins.property", "enum.property", "types.DynamicClassAttribute", "abc.abstractproperty":
		ro.property = true
		ro.abstract = ro.abstract || path == "abc.abstractproperty"
		return
	case "functools.cached_property":
		ro.property, ro.cached = true, true
		return
	case "builtins.staticmethod", "abc.abstractstaticmethod":
		if o.functions[0].name != "__new__" { // which is one anyway
			ro.binding = "static"
		}
		ro.abstract = ro.abstract || path == "abc.abstractstaticmethod"
		return
	case "builtins.classmethod", "abc.abstractclassmethod":
		ro.binding = "class"
		ro.abstract = ro.abstract || path == "abc.abstractclassmethod"
		return
	case "abc.abstractmethod":
		ro.abstract = true
		return
	case "typing.final":
		ro.final = true
		return
	case "warnings.deprecated", "typing.deprecated":
		// An overload that is deprecated leaves the others alone.
		if last && (o.overloads == 0 || o.overloads < len(o.functions)) {
			ro.isDeprecated = true
			if d.kind == exprCall && len(d.args) > 1 && d.args[1].kind == exprString {
				ro.deprecated = oneLine(d.args[1].text)
			}
		}
		return
	case "contextlib.contextmanager":
		ro.contextManager = "with"
		return
	case "contextlib.asynccontextmanager":
		ro.contextManager = "async with"
		return
	case "functools.wraps":
		if d.kind == exprCall && len(d.args) > 1 {
			if w := r.find(o.scope, d.args[1].dotted()); w != nil && w.kind == objectFunction && w != o {
				ro.wraps = w
			}
		}
		return
	case "functools.lru_cache", "functools.cache":
		dotted, target = "functools.cache", nil // it has cache_clear
	case "functools.singledispatch", "functools.singledispatchmethod":
		dotted, target = path, nil // it has register
	case "deprecated.deprecated", "deprecated.classic.deprecated", "deprecation.deprecated", "typing_extensions.deprecated":
		ro.isDeprecated = true
		return
	case "atexit.register", "typing.overload", "typing.override", "typing.dataclass_transform", "typing.no_type_check", "types.coroutine", "abc.update_abstractmethods", "overload", "functools.total_ordering", "typing.type_check_only":
		return
	}
	if strings.HasSuffix(dotted, ".setter") || strings.HasSuffix(dotted, ".getter") || strings.HasSuffix(dotted, ".deleter") {
		return
	}
	if last := lastName(path); strings.HasSuffix(last, "cached_property") || last == "reify" || last == "lazyproperty" || last == "lazy_property" {
		ro.property, ro.cached = true, true
		return
	}
	if target != nil && r.decoratesAs(ro, target, d) {
		ro.wrapped = ro.wrapped || !ro.property
		return
	}
	switch {
	case target != nil && target.kind == objectExternal:
		dotted = target.path
	case target != nil:
		dotted = r.pathOf(target)
	case dotted == "":
		dotted = "..."
	}
	ro.others = append(ro.others, dotted)
}

// decoratesAs finds out what a decorator of the library itself does, from what
// it is annotated to return.
func (r *resolver) decoratesAs(ro *role, d *object, call *expr) bool {
	switch d.kind {
	case objectClass:
		if r.inherits(d, "builtins.property") || r.attribute(d, "__get__") != nil {
			ro.property = true
			if r.inherits(d, "functools.cached_property") {
				ro.cached = true
			}
			return true
		}
	case objectFunction:
		if adaptsRE.MatchString(lastName(d.path)) {
			return false
		}
		f := d.implementation()
		if f == nil {
			f = d.functions[0]
		}
		if f.returns == nil {
			if strings.Contains(strings.ToLower(f.name), "deprecat") && call.kind == exprCall {
				ro.isDeprecated = true
				for _, a := range call.args[1:] {
					if a.kind == exprString && ro.deprecated == "" {
						ro.deprecated = oneLine(a.text)
					}
				}
			}
			return f.keepsSignature(d.mod)
		}
		t := r.typer(d.scope)
		result := t.text(f.returns)
		if result == "property" {
			ro.property = true
			for _, p := range f.params {
				ro.writeOnly = ro.writeOnly || p.name == "fset" || p.name == "setter"
			}
			return true
		}
		// A decorator that returns what it is given keeps the signature.
		if len(f.params) > 0 && call.kind != exprCall && result != "Any" && t.text(f.params[0].annotation) == result {
			return true
		}
		if call.kind == exprCall && strings.HasPrefix(result, "Callable[[") {
			inner, ok := parseExpr(result)
			if ok && len(inner.args) == 3 && len(inner.args[1].args) == 1 && inner.args[1].args[0].String() == inner.args[2].String() && result != "Callable[[Any], Any]" {
				return true
			}
		}
	}
	return false
}

// givesBackRE finds functions that return what they were given.
var givesBackRE = regexp.MustCompile(`def\s+\w+\(\s*(\w+)[^)]*\)[^:]*:`)

// keepsSignature reports whether a decorator leaves alone what callers see: its
// body uses functools.wraps, or returns the function that it was given.
func (f *function) keepsSignature(m *module) bool {
	if f.body == nil || f.body.end > len(m.src) {
		return false
	}
	body := m.src[f.body.start:f.body.end]
	if strings.Contains(body, "wraps(") || strings.Contains(body, "update_wrapper(") {
		return true
	}
	given := []string{}
	if len(f.params) > 0 {
		given = append(given, f.params[0].name)
	}
	for _, match := range givesBackRE.FindAllStringSubmatch(body, 10) {
		given = append(given, match[1])
	}
	for _, name := range given {
		for line := range strings.Lines(body) {
			if strings.TrimSpace(line) == "return "+name {
				return true
			}
		}
	}
	return false
}

// oneLine joins the lines of a text.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// A signature is the parameters of a function as its callers see them, and what
// it returns. It is what items of functions hold.
type signature struct {
	params  []parameter
	returns string
}

// A parameter of a signature. An empty type is one that is not annotated.
type parameter struct {
	name     string
	kind     paramKind
	typ      string
	value    string // of the default
	optional bool   // there is a default
}

// signatureOf returns the signature of a function as users call it: without
// the parameter that is bound to the instance or class.
func (r *resolver) signatureOf(t *typer, o *object, f *function, ro role) signature {
	params := f.params
	scope := t.scope
	if ro.wraps != nil && isForwarder(f) {
		if w := ro.wraps.implementation(); w != nil {
			params, scope = w.params, ro.wraps.scope
			if ro.wraps.scope.outer != nil && o.scope.outer == nil && len(params) > 0 {
				// a method that is wrapped outside of its class keeps its self
				scope = ro.wraps.scope
			}
		}
	}
	if o.scope.outer != nil && ro.binding != "static" && len(params) > 0 && params[0].kind <= positionalOrKeyword {
		params = params[1:]
	}
	u := t
	if scope != t.scope {
		u = t.in(scope)
	}
	operator := o.scope.outer != nil && isSpecial(f.name) && !namedSpecials[f.name]
	var twin *function // the source of a stub
	if o.source != nil && o.source.kind == objectFunction {
		twin = o.source.implementation()
	}
	var s signature
	for _, p := range params {
		q := parameter{name: p.name, kind: p.kind, typ: u.text(p.annotation), optional: p.value != nil}
		if operator && q.kind == positionalOrKeyword {
			q.kind, q.name = positionalOnly, ""
		}
		if p.value != nil {
			value := p.value
			from := scope
			if value.kind == exprEllipsis && twin != nil {
				for _, w := range twin.params {
					if w.name == p.name && w.value != nil {
						value, from = w.value, o.source.scope
					}
				}
			}
			q.value = r.valueText(from, value)
		}
		s.params = append(s.params, q)
	}
	s.returns = u.text(f.returns)
	switch ro.contextManager {
	case "with":
		s.returns = managed(s.returns, "AbstractContextManager", "Iterator", "Generator")
	case "async with":
		s.returns = managed(s.returns, "AbstractAsyncContextManager", "AsyncIterator", "AsyncGenerator")
	}
	return s
}

// namedSpecials are the special methods whose callers name parameters; the
// arguments of others come from operators and statements.
var namedSpecials = words("__init__ __new__ __call__ __init_subclass__")

// managed is what a generator's function returns as a context manager.
func managed(returns, manager string, generators ...string) string {
	if returns == "" {
		return ""
	}
	e, ok := parseExpr(returns)
	if ok && e.kind == exprSubscript && len(e.args) > 1 && slices.Contains(append(generators, "Iterable", "AsyncIterable"), e.args[0].text) {
		return manager + "[" + e.args[1].String() + "]"
	}
	return manager
}

// isForwarder reports whether a function takes whatever it is given.
func isForwarder(f *function) bool {
	for _, p := range f.params {
		if p.kind == varPositional || p.kind == varKeyword {
			return true
		}
	}
	return false
}

// String writes the signature as its declaration would have it.
func (s signature) String() string {
	var b strings.Builder
	b.WriteString("(")
	writeParams(&b, s.params)
	b.WriteString(")")
	if s.returns != "" {
		b.WriteString(" -> " + s.returns)
	}
	return b.String()
}

func writeParams(b *strings.Builder, params []parameter) {
	star := false
	for i, p := range params {
		if i > 0 {
			b.WriteString(", ")
		}
		switch p.kind {
		case varPositional:
			star = true
			b.WriteString("*")
		case varKeyword:
			b.WriteString("**")
		case keywordOnly:
			if !star {
				star = true
				b.WriteString("*, ")
			}
		}
		b.WriteString(p.String())
		if p.kind == positionalOnly && (i+1 == len(params) || params[i+1].kind != positionalOnly) {
			b.WriteString(", /")
		}
	}
}

func (p parameter) String() string {
	s := p.name
	if s == "" {
		s = "_"
	}
	if p.typ != "" {
		s += ": " + p.typ
	}
	if p.optional {
		if p.typ != "" {
			s += " = " + p.value
		} else {
			s += "=" + p.value
		}
	}
	return s
}

// parseSignature reads what signature.String writes.
func parseSignature(text string) signature {
	r := newReader(text)
	r.expect("(")
	var s signature
	for _, p := range r.params(")") {
		q := parameter{name: p.name, kind: p.kind, optional: p.value != nil}
		if p.annotation != nil {
			q.typ = p.annotation.String()
		}
		if p.value != nil {
			q.value = p.value.String()
		}
		s.params = append(s.params, q)
	}
	r.expect(")")
	if r.accept("->") {
		s.returns = r.exprList().String()
	}
	return s
}
