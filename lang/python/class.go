package python

import (
	"regexp"
	"slices"
	"strings"
)

// classInfo is what is known of a class beyond its statement.
type classInfo struct {
	scope *scope
	bases []*object
	args  []*expr // the base expressions, for what their subscripts say
	meta  *object // metaclass, or nil
	mro   []*object
	busy  bool
}

// classOf returns what is known of a class.
func (r *resolver) classOf(o *object) *classInfo {
	if o.info != nil {
		return o.info
	}
	info := &classInfo{scope: newScope(o.mod, o.scope, o.path)}
	o.info = info
	r.fill(info.scope, o.class.body)
	r.fill(info.scope, o.later)
	for _, b := range o.class.bases {
		r.base(o, info, b)
	}
	for _, k := range o.class.keywords {
		if k.name == "metaclass" {
			info.meta = r.find(o.scope, k.value.dotted())
		}
	}
	if o.source != nil && o.source.kind == objectClass && o.source != o {
		beside := r.classOf(o.source)
		r.merge(info.scope, beside.scope)
	}
	r.instanceAttributes(o, info)
	return info
}

// base adds a base class, as it is written.
func (r *resolver) base(o *object, info *classInfo, e *expr) {
	switch e.kind {
	case exprSubscript:
		info.args = append(info.args, e)
		e = e.args[0]
	case exprCall:
		f := r.find(o.scope, e.args[0].dotted())
		name := ""
		if f != nil {
			name = f.path
		}
		switch {
		case strings.HasSuffix(name, "with_metaclass") && len(e.args) > 1: // six, future
			info.meta = r.find(o.scope, e.args[1].dotted())
			for _, b := range e.args[2:] {
				r.base(o, info, b)
			}
			return
		case name == "collections.namedtuple" || name == "typing.NamedTuple":
			info.bases = append(info.bases, r.functional(o.scope, o.mod, o.path+".(base)", o.at, e, name))
			return
		}
		info.bases = append(info.bases, &object{kind: objectUnknown, path: e.args[0].dotted() + "()"})
		return
	}
	name := e.dotted()
	if name == "" {
		info.bases = append(info.bases, &object{kind: objectUnknown, path: e.String()})
		return
	}
	b := r.find(o.scope, name)
	if b != nil && b.kind == objectVariable {
		if f := r.functionalOf(b); f != nil {
			b = f
		} else if b.value != nil && b.value.kind == exprCall && b.value.args[0].dotted() != "" && strings.HasSuffix(b.value.args[0].dotted(), "NewType") {
			b = &object{kind: objectUnknown, path: b.path}
		}
	}
	switch {
	case b == nil:
		b = &object{kind: objectUnknown, path: name}
	case b.kind == objectFunction || b.kind == objectVariable || b.kind == objectModule: // made at run time
		b = &object{kind: objectUnknown, path: b.path}
	}
	info.bases = append(info.bases, b)
}

// mro returns the class and the classes that it inherits from, in the order in
// which attributes are looked up (C3, https://docs.python.org/3/howto/mro.html).
// Where that order does not exist, it is the order of a depth-first search.
func (r *resolver) mro(o *object) []*object {
	if o.kind != objectClass {
		return []*object{o}
	}
	info := r.classOf(o)
	if info.mro != nil {
		return info.mro
	}
	if info.busy || r.depth > maxDepth {
		return []*object{o} // it inherits from itself
	}
	info.busy = true
	r.depth++
	var lists [][]*object
	for _, b := range info.bases {
		lists = append(lists, slices.Clone(r.mro(b)))
	}
	lists = append(lists, slices.Clone(info.bases))
	r.depth--
	info.busy = false
	info.mro = append([]*object{o}, linearize(lists)...)
	return info.mro
}

// linearize merges the lists of C3. It empties them.
func linearize[T comparable](lists [][]T) []T {
	var merged []T
	for {
		lists = slices.DeleteFunc(lists, func(l []T) bool { return len(l) == 0 })
		if len(lists) == 0 {
			return merged
		}
		next := lists[0][0]
		for _, l := range lists {
			if !slices.ContainsFunc(lists, func(other []T) bool { return slices.Contains(other[1:], l[0]) }) {
				next = l[0]
				break
			}
		}
		merged = append(merged, next)
		for i, l := range lists {
			lists[i] = slices.DeleteFunc(l, func(c T) bool { return c == next })
		}
	}
}

// inherits reports whether a class has a base of one of these paths.
func (r *resolver) inherits(o *object, paths ...string) bool {
	return slices.ContainsFunc(r.mro(o), func(c *object) bool { return slices.Contains(paths, c.path) })
}

// instanceAttributes binds the attributes that methods assign to their first
// parameter. Those that __init__ assigns every instance has.
func (r *resolver) instanceAttributes(o *object, info *classInfo) {
	early := r.earlyMethods(o)
	for _, st := range append(slices.Clone(o.class.body), o.later...) {
		switch {
		case st.kind == stmtAssign && st.targets[0].kind == exprName && st.targets[0].text == "__slots__" && st.value != nil:
			names, _ := r.names(info.scope, st.value, 0)
			if st.value.kind == exprString {
				names = []string{st.value.text}
			}
			if st.value.kind == exprDict {
				for i := 0; i+1 < len(st.value.args); i += 2 {
					if st.value.args[i].kind == exprString {
						names = append(names, st.value.args[i].text)
					}
				}
			}
			for _, n := range names {
				if !isSpecial(n) {
					r.instanceAttribute(o, info, n, &object{kind: objectVariable, mod: o.mod, at: st.at, instance: "slot"})
				}
			}
		case st.kind == stmtAssign && st.targets[0].kind == exprName && st.targets[0].text == "_fields_" && st.value != nil: // of ctypes
			for _, f := range st.value.args {
				if f.kind == exprTuple && len(f.args) > 1 && f.args[0].kind == exprString {
					r.instanceAttribute(o, info, f.args[0].text, &object{kind: objectVariable, mod: o.mod, at: st.at, instance: "init"})
				}
			}
		case st.kind == stmtFunction && st.function.body != nil && len(st.function.params) > 0:
			f := st.function
			if slices.ContainsFunc(f.decorators, func(d *expr) bool { n := d.dotted(); return n == "staticmethod" || n == "classmethod" }) {
				continue
			}
			how := "method"
			if early[f.name] {
				how = "init"
			}
			r.assigned(o, info, f, how)
		}
	}
}

// earlyMethods are the methods that run when an instance is made: __init__, and
// what it calls on the instance.
func (r *resolver) earlyMethods(o *object) map[string]bool {
	early := words("__init__ __new__ __post_init__ __attrs_post_init__ __attrs_init__ __setstate__")
	classes := []*object{o}
	for _, b := range o.class.bases {
		if c := r.find(o.scope, b.dotted()); c != nil && c.kind == objectClass && c != o {
			classes = append(classes, c)
		}
	}
	done := map[*function]bool{}
	for again := true; again; {
		again = false
		for _, c := range classes {
			for _, st := range c.class.body {
				f := st.function
				if st.kind != stmtFunction || !early[f.name] || done[f] || f.body == nil || len(f.params) == 0 {
					continue
				}
				done[f], again = true, true
				body := c.mod.src[f.body.start:f.body.end]
				for _, prefix := range []string{f.params[0].name + ".", "super()."} {
					for at := 0; ; {
						i := strings.Index(body[at:], prefix)
						if i < 0 {
							break
						}
						at += i + len(prefix)
						end := at
						for end < len(body) && nameByte[body[end]] {
							end++
						}
						if end < len(body) && body[end] == '(' {
							early[body[at:end]] = true
						}
					}
				}
			}
		}
	}
	delete(early, "__setstate__")
	return early
}

func (r *resolver) instanceAttribute(o *object, info *classInfo, name string, attr *object) {
	attr.path, attr.scope = o.path+"."+name, info.scope
	alts := info.scope.names[name]
	if len(alts) > 0 {
		old := alts[len(alts)-1].obj
		if old == nil || old.instance == "" || old.instance == "init" {
			if old != nil && old.kind == objectVariable && old.instance == "" && old.value == nil && attr.instance == "init" {
				old.instance = "init" // declared in the class, assigned here
			}
			return
		}
		if attr.instance != "init" && (old.annotation != nil || old.value != nil) {
			return
		}
	}
	if len(alts) == 0 {
		info.scope.order = append(info.scope.order, name)
	}
	info.scope.names[name] = []alt{{cond: cond{envs: allEnvs}, obj: attr}}
}

// assigned finds the assignments to attributes of the first parameter.
func (r *resolver) assigned(o *object, info *classInfo, f *function, how string) {
	src := o.mod.src[f.body.start:f.body.end]
	self := f.params[0].name
	if f.name == "__new__" { // of what it makes
		if m := newRE.FindStringSubmatch(src); m != nil {
			self = m[1]
		}
	}
	if !strings.Contains(src, self+".") {
		return
	}
	l := newLexer(src)
	start := true
	for {
		t := l.next()
		switch {
		case t.kind == tokenEnd:
			return
		case t.kind == tokenNewline || t.kind == tokenIndent || t.kind == tokenDedent:
			start = true
			continue
		case t.kind == tokenOp && (src[t.start:t.end] == ";" || src[t.start:t.end] == ":" && l.depth == 0):
			start = true
			continue
		}
		if !start || t.kind != tokenName {
			start = false
			continue
		}
		start = false
		if src[t.start:t.end] != self {
			line, _, _ := strings.Cut(src[t.start:], "\n")
			if !strings.Contains(line, self+".") || !strings.Contains(line, "=") || l.src[t.start:t.end] == "if" {
				continue
			}
		}
		// One logical line: find where it ends.
		end := t.end
		for {
			n := l.next()
			if n.kind == tokenNewline || n.kind == tokenEnd || n.kind == tokenOp && src[n.start:n.end] == ";" && l.depth == 0 {
				break
			}
			end = n.end
		}
		start = true
		st := &stmt{}
		reader := newReader(src[t.start:end])
		if !reader.assignment(st) || st.kind != stmtAssign {
			continue
		}
		for _, target := range st.targets {
			for _, e := range elements(target) {
				if e.kind != exprAttribute || e.args[0].kind != exprName || e.args[0].text != self {
					continue
				}
				attr := &object{kind: objectVariable, mod: o.mod, at: f.body.start + t.start, annotation: st.annotation, value: st.value, instance: how}
				if target.kind == exprTuple {
					attr.value = &expr{}
					if v := st.value; v != nil && v.kind == exprTuple && len(v.args) == len(target.args) {
						for k, t := range target.args {
							if t == e {
								attr.value = v.args[k]
							}
						}
					}
				}
				if attr.annotation == nil && attr.value != nil && attr.value.kind == exprName { // a parameter
					for _, p := range f.params {
						if p.name == attr.value.text && p.kind != varPositional && p.kind != varKeyword {
							if !reassigns(src[:t.start], p.name) {
								attr.annotation = p.annotation
							}
							attr.value = &expr{}
						}
					}
				}
				r.instanceAttribute(o, info, e.text, attr)
			}
		}
	}
}

// newRE finds the name of the instance that __new__ makes.
var newRE = regexp.MustCompile(`(?m)^\s*(\w+)\s*=\s*[\w.()]*__new__\(`)

// reassigns reports whether a function's body gives a parameter another value.
func reassigns(body, name string) bool {
	for at := 0; ; {
		i := strings.Index(body[at:], name)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(name)
		at = end
		if start > 0 && (nameByte[body[start-1]] || body[start-1] == '.') || end < len(body) && nameByte[body[end]] {
			continue
		}
		rest := strings.TrimLeft(body[end:], " \t")
		if strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") || len(rest) > 1 && rest[1] == '=' && strings.ContainsAny(rest[:1], "+-|&:") {
			return true
		}
	}
}

// functionalOf returns the class that a variable's value makes: a call of
// namedtuple, NamedTuple, TypedDict or of an Enum. It is nil for other values.
func (r *resolver) functionalOf(o *object) *object {
	if o.kind != objectVariable || o.value == nil || o.value.kind != exprCall {
		return nil
	}
	if o.source != nil && o.source.kind == objectClass && o.source.scope == o.scope {
		return o.source
	}
	f := r.find(o.scope, o.value.args[0].dotted())
	if f == nil {
		return nil
	}
	path := strings.Replace(f.path, "typing_extensions.", "typing.", 1)
	switch path {
	case "collections.namedtuple", "typing.NamedTuple", "typing.TypedDict":
	default:
		if f.kind != objectExternal || !enums[path] || len(o.value.args) < 3 {
			return nil
		}
	}
	return r.functional(o.scope, o.mod, o.path, o.at, o.value, path)
}

// functional makes a class of a call that makes one.
func (r *resolver) functional(s *scope, m *module, path string, at int, call *expr, kind string) *object {
	def := &classDef{name: path[strings.LastIndexByte(path, '.')+1:], at: at}
	field := func(name string, annotation, value *expr) {
		def.body = append(def.body, &stmt{kind: stmtAssign, cond: cond{envs: allEnvs}, at: at, targets: []*expr{{kind: exprName, text: name}}, annotation: annotation, value: value})
	}
	var arg *expr
	if len(call.args) > 2 {
		arg = call.args[2]
	} else if arg = call.keyword("field_names"); arg == nil {
		arg = call.keyword("fields")
	}
	base := &expr{kind: exprName, text: "object"}
	switch kind {
	case "collections.namedtuple":
		base = &expr{kind: exprAttribute, text: "NamedTuple", args: []*expr{{kind: exprName, text: "typing"}}}
		var names []string
		if arg != nil && arg.kind == exprString {
			names = strings.Fields(strings.ReplaceAll(arg.text, ",", " "))
		} else if arg != nil {
			names, _ = r.names(s, arg, 0)
		}
		defaults := 0
		if d := call.keyword("defaults"); d != nil {
			defaults = len(d.args)
		}
		for i, n := range names {
			var v *expr
			if at := i - (len(names) - defaults); at >= 0 {
				v = call.keyword("defaults").args[at]
			}
			field(n, &expr{}, v)
		}
	case "typing.NamedTuple":
		base = &expr{kind: exprAttribute, text: "NamedTuple", args: []*expr{{kind: exprName, text: "typing"}}}
		if arg != nil {
			for _, pair := range arg.args {
				if pair.kind == exprTuple && len(pair.args) == 2 && pair.args[0].kind == exprString {
					field(pair.args[0].text, pair.args[1], nil)
				}
			}
		}
	case "typing.TypedDict":
		base = &expr{kind: exprAttribute, text: "TypedDict", args: []*expr{{kind: exprName, text: "typing"}}}
		if t := call.keyword("total"); t != nil {
			def.keywords = []keyword{{"total", t}}
		}
		if arg != nil && arg.kind == exprDict {
			for i := 0; i+1 < len(arg.args); i += 2 {
				if arg.args[i].kind == exprString {
					field(arg.args[i].text, arg.args[i+1], nil)
				}
			}
		}
	default: // an enumeration
		base = &expr{kind: exprAttribute, text: strings.TrimPrefix(kind, "enum."), args: []*expr{{kind: exprName, text: "enum"}}}
		switch {
		case arg == nil:
		case arg.kind == exprString:
			for i, n := range strings.Fields(strings.ReplaceAll(arg.text, ",", " ")) {
				field(n, nil, &expr{kind: exprNumber, text: itoa(i + 1)})
			}
		case arg.kind == exprDict:
			for i := 0; i+1 < len(arg.args); i += 2 {
				if arg.args[i].kind == exprString {
					field(arg.args[i].text, nil, arg.args[i+1])
				}
			}
		default:
			for i, e := range arg.args {
				if e.kind == exprString {
					field(e.text, nil, &expr{kind: exprNumber, text: itoa(i + 1)})
				} else if e.kind == exprTuple && len(e.args) == 2 && e.args[0].kind == exprString {
					field(e.args[0].text, nil, e.args[1])
				}
			}
		}
	}
	def.bases = []*expr{base}
	o := &object{kind: objectClass, path: path, scope: s, mod: m, at: at, class: def}
	// The base is named in no scope of the program.
	o.info = &classInfo{scope: newScope(m, s, path), bases: []*object{r.external(base.dotted())}}
	r.fill(o.info.scope, def.body)
	return o
}

// enums are the classes of the standard library that enumerations derive from.
var enums = words("enum.Enum enum.IntEnum enum.StrEnum enum.Flag enum.IntFlag enum.ReprEnum")
