package python

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// specials are the special methods that users rely on without naming them,
// https://docs.python.org/3/reference/datamodel.html#special-method-names.
var specials = words(`
	__init__ __new__ __call__ __iter__ __next__ __len__ __length_hint__ __getitem__ __setitem__ __delitem__ __missing__ __reversed__
	__contains__ __enter__ __exit__ __aenter__ __aexit__ __aiter__ __anext__ __await__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__
	__bool__ __nonzero__ __int__ __float__ __complex__ __index__ __bytes__ __fspath__ __round__ __trunc__ __floor__ __ceil__
	__add__ __sub__ __mul__ __matmul__ __truediv__ __floordiv__ __div__ __mod__ __divmod__ __pow__ __lshift__ __rshift__ __and__ __xor__ __or__
	__radd__ __rsub__ __rmul__ __rmatmul__ __rtruediv__ __rfloordiv__ __rdiv__ __rmod__ __rdivmod__ __rpow__ __rlshift__ __rrshift__ __rand__
	__rxor__ __ror__ __iadd__ __isub__ __imul__ __imatmul__ __itruediv__ __ifloordiv__ __imod__ __ipow__ __ilshift__ __irshift__ __iand__
	__ixor__ __ior__ __neg__ __pos__ __abs__ __invert__ __get__ __set__ __delete__ __set_name__ __init_subclass__ __class_getitem__
	__instancecheck__ __subclasscheck__ __buffer__ __copy__ __deepcopy__ __getattr__ __getattribute__
`)

// setsRE finds methods that set attributes of their instance by computed names.
var setsRE = regexp.MustCompile(`\bsetattr\(self\b|\bself\.__dict__\b|\bvars\(self\)|object\.__setattr__\(self\b`)

// class writes a class and its members.
func (e *emitter) class(o *object, id, parent string, facts api.Facts) {
	info := e.classOf(o)
	it := api.Item{ID: id, Parent: parent, Kind: kindClass, Pos: o.mod.pos(o.at)}
	t := e.typer(info.scope)
	for _, p := range o.class.typeParams {
		t.addVar(p.name, p.describe(t))
	}
	for _, generic := range []bool{true, false} { // the order of Generic counts
		for _, a := range info.args {
			head := e.find(o.scope, a.args[0].dotted())
			is := head != nil && (spell(head.path) == "Generic" || spell(head.path) == "Protocol")
			if is == generic {
				t.all(a.args[1:])
			}
		}
	}
	if text := t.variables(0); text != "" {
		facts = facts.With(factVariables, text)
	}
	set := func(name, value string) { facts = facts.With(name, value) }

	var bases []string
	enum, typedDict := false, false
	for _, b := range e.mro(o) {
		enum = enum || enums[b.path] && b.kind == objectExternal
		typedDict = typedDict || spell(b.path) == "TypedDict"
	}
	for _, b := range info.bases {
		path := e.pathOf(b)
		if b.kind == objectExternal {
			path = spell(b.path)
		}
		switch path {
		case "object", "Generic":
			continue
		case "Protocol":
			set(factProtocol, "")
			continue
		}
		bases = append(bases, path)
		if b.kind == objectClass {
			e.hiddenClass(b)
		}
	}
	if len(bases) > 0 {
		set(factBases, strings.Join(bases, ", "))
	}
	if info.meta != nil {
		set(factMeta, spell(e.pathOf(info.meta)))
		if info.meta.kind == objectClass && e.resolver.attribute(info.meta, "__call__") != nil {
			set(factMade, "")
		}
	}
	e.classDecorators(o, info, set)
	rec := e.recordOf(o)
	if rec != nil {
		set(factRecord, strings.TrimSpace(rec.kind+" "+strings.Join(rec.flags, " ")))
		if rec.kind == "namedtuple" || rec.kind == "dataclass" {
			var names []string
			for _, f := range e.fields(o) {
				if f.init && !f.kw {
					names = append(names, f.name)
				}
			}
			set(factFields, strings.Join(names, ", "))
		}
	}
	total := true
	for _, k := range o.class.keywords {
		if k.name == "total" && k.value.dotted() == "False" {
			total = false
		}
	}
	s := info.scope
	if alts := s.names["__slots__"]; len(alts) > 0 && !(alts[0].obj != nil && alts[0].obj.value != nil && strings.Contains(alts[0].obj.value.String(), "'__dict__'")) {
		set(factSlots, "")
	}
	if len(s.names["__getattr__"]) > 0 || len(s.names["__getattribute__"]) > 0 {
		set(factDynamic, "")
	}
	switch {
	case slices.ContainsFunc(s.names["__hash__"], func(a alt) bool {
		return a.obj != nil && a.obj.kind == objectVariable && (a.obj.value != nil && a.obj.value.dotted() == "None" ||
			a.obj.value == nil && a.obj.annotation != nil && strings.Contains(a.obj.annotation.String(), "None"))
	}):
		set(factHash, "no")
	case len(s.names["__hash__"]) > 0:
		set(factHash, "yes")
	case len(s.names["__eq__"]) > 0:
		set(factHash, "no")
	case rec != nil && (rec.kind == "dataclass" || rec.kind == "attrs") && slices.Contains(rec.flags, "eq"):
		set(factHash, "no")
		if slices.Contains(rec.flags, "frozen") || slices.Contains(rec.flags, "unsafe_hash") {
			set(factHash, "yes")
		}
	}
	for _, st := range o.class.body {
		if st.kind == stmtFunction && st.function.body != nil && setsRE.MatchString(o.mod.src[st.function.body.start:st.function.body.end]) {
			set(factSets, "")
			break
		}
	}
	it.Facts = facts
	if !e.add(it) {
		return
	}

	autos := map[*object]string{}
	if enum {
		autos = e.autos(o, s)
	}
	fulfils := e.abstractNames(o)
	for _, name := range s.order {
		if !e.isMember(s, name) && !fulfils[name] {
			continue
		}
		list := e.resolve(s, s.names[name])
		list = slices.DeleteFunc(list, func(b binding) bool { return b.envs&e.supported == 0 })
		slices.SortStableFunc(list, func(a, b binding) int { return -compareEnvs(a.envs, b.envs) })
		for i, b := range list {
			mid := id + "." + name
			if i > 0 {
				mid = variant(mid, (b.envs & e.supported).String())
			}
			var mf api.Facts
			if at := b.envs & e.supported; at != e.supported {
				mf = mf.With(factEnvs, at.String())
			}
			if v := autos[b.alt.obj]; v != "" {
				mf = mf.With(factMember, "auto")
				e.add(api.Item{ID: mid, Parent: id, Kind: kindAttribute, Value: v, Facts: mf, Pos: o.mod.pos(b.alt.obj.at)})
				continue
			}
			e.member(t, o, b, mid, id, name, mf, enum, typedDict, total)
		}
	}
	if rec != nil && rec.init && len(s.names["__init__"]) == 0 && len(s.names["__new__"]) == 0 {
		sig := e.constructor(t, o)
		init := id + ".__init__"
		if e.add(api.Item{ID: init, Parent: id, Kind: kindMethod, Type: sig.returns, Facts: api.Facts{{Name: factParameters, Value: sig.shape()}}, Pos: it.Pos}) {
			e.parameters(sig, init, it.Pos)
		}
	}
	ordered := rec != nil && slices.Contains(rec.flags, "order")
	for _, d := range o.class.decorators {
		if f := e.find(o.scope, d.dotted()); f != nil && f.path == "functools.total_ordering" {
			ordered = true
		}
	}
	if ordered {
		for _, name := range []string{"__lt__", "__le__", "__gt__", "__ge__"} {
			method := id + "." + name
			sig := signature{params: []parameter{{kind: positionalOnly}}}
			if e.add(api.Item{ID: method, Parent: id, Kind: kindMethod, Type: "bool", Facts: api.Facts{{Name: factParameters, Value: sig.shape()}}, Pos: it.Pos}) {
				e.parameters(sig, method, it.Pos)
			}
		}
	}
}

// abstractNames are the private names that bases of a class ask for.
func (e *emitter) abstractNames(o *object) map[string]bool {
	names := map[string]bool{}
	for _, b := range e.mro(o)[1:] {
		if b.kind != objectClass {
			continue
		}
		for name, alts := range e.classOf(b).scope.names {
			if !isPrivate(name) {
				continue
			}
			for _, a := range alts {
				if a.obj != nil && a.obj.kind == objectFunction && e.roleOf(a.obj).abstract {
					names[name] = true
				}
			}
		}
	}
	return names
}

// autos computes the values of the members that auto() gives one, as far as the
// class leaves that to the standard library
// (https://docs.python.org/3/library/enum.html#enum.auto).
func (e *emitter) autos(o *object, s *scope) map[*object]string {
	values := map[*object]string{}
	if len(s.names["_generate_next_value_"]) > 0 {
		return values
	}
	flag, text := e.inherits(o, "enum.Flag", "enum.IntFlag"), e.inherits(o, "enum.StrEnum")
	highest := new(big.Int)
	known := true
	for _, name := range s.order {
		if isPrivate(name) || isSpecial(name) {
			continue
		}
		for _, a := range s.names[name] {
			v := a.obj
			if v == nil || v.kind != objectVariable || v.value == nil || v.annotation != nil {
				continue
			}
			value := fold(v.value)
			if v.value.kind == exprCall && strings.HasSuffix(v.value.args[0].dotted(), "auto") && len(v.value.args) == 1 {
				switch {
				case text:
					values[v] = quote(strings.ToLower(name), false)
					continue
				case !known:
					continue
				case flag:
					value = new(big.Int).Lsh(big.NewInt(1), uint(min(highest.BitLen(), maxShift)))
				default:
					value = new(big.Int).Add(highest, big.NewInt(1))
				}
				values[v] = value.String()
			}
			if value == nil {
				known = flag || v.value.kind != exprCall && v.value.kind != exprName && v.value.kind != exprAttribute
				continue
			}
			if value.Cmp(highest) > 0 {
				highest = value
			}
		}
	}
	return values
}

// isMember reports whether users can name a member, or meet it.
func (e *emitter) isMember(s *scope, name string) bool {
	switch {
	case name == "__hash__":
		return false // told of the class
	case specials[name]:
		return true
	case isSpecial(name):
		return false
	case !isPrivate(name):
		return name != "model_config"
	case isMangled(name):
		return false
	}
	// Whoever derives from the class has to define what is abstract.
	for _, a := range s.names[name] {
		if a.obj != nil && a.obj.kind == objectFunction && e.roleOf(a.obj).abstract {
			return true
		}
	}
	return false
}

func exprText(e *expr) string {
	if e == nil {
		return ""
	}
	return e.String()
}

func (e *emitter) classDecorators(o *object, info *classInfo, set func(name, value string)) {
	var others []string
	for _, d := range o.class.decorators {
		callee := d
		if d.kind == exprCall {
			callee = d.args[0]
		}
		f := e.find(o.scope, callee.dotted())
		path := callee.dotted()
		if f != nil {
			path = strings.Replace(f.path, "typing_extensions.", "typing.", 1)
		}
		switch {
		case path == "typing.final":
			set(factFinal, "")
		case path == "warnings.deprecated" || path == "typing.deprecated":
			text := ""
			if d.kind == exprCall && len(d.args) > 1 && d.args[1].kind == exprString {
				text = oneLine(d.args[1].text)
			}
			set(factDeprecated, text)
		case path == "typing.runtime_checkable" || path == "typing.runtime":
			set("runtime-checkable", "")
		case path == "typing.dataclass_transform", recordDecorators[path].kind != "", path == "functools.total_ordering", path == "enum.unique", path == "enum.verify", path == "abc.update_abstractmethods":
		case f != nil && f.kind == objectVariable && e.recordOf(o) != nil && strings.Contains(exprText(f.value), "partial("):
		case f != nil && f.kind == objectFunction && e.transforms(f):
		case strings.HasSuffix(path, "python_2_unicode_compatible") || strings.HasSuffix(path, "implements_to_string"):
		case strings.HasSuffix(path, "add_metaclass") && d.kind == exprCall && len(d.args) > 1:
			if m := e.find(o.scope, d.args[1].dotted()); m != nil {
				set(factMeta, spell(e.pathOf(m)))
			}
		default:
			if f != nil && f.kind != objectExternal {
				path = e.pathOf(f)
			}
			others = append(others, path)
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		set(factDecorators, strings.Join(slices.Compact(others), ", "))
	}
}

// reachable writes the classes that users cannot name, and get instances of: what
// functions return, and attributes hold.
func (e *emitter) reachable() {
	for i := 0; i < len(e.list); i++ {
		it := e.list[i]
		switch it.Kind {
		case kindFunction, kindMethod, kindProperty, kindAttribute:
			if it.Type == "" || !strings.Contains(it.Type, "._") {
				continue
			}
			if t, ok := parseExpr(it.Type); ok {
				how := "reached"
				if it.Kind == kindAttribute && e.modules[it.Parent] != nil {
					how = "instance" // which users name
				}
				e.reach(t, how)
			}
		}
	}
}

func (e *emitter) reach(t *expr, how string) {
	switch t.kind {
	case exprBinary:
		e.reach(t.args[0], how)
		e.reach(t.args[1], how)
	case exprSubscript:
		if h := t.args[0]; h.kind != exprName {
			e.reach(h, how)
			return
		}
		if t.args[0].text == "Callable" || t.args[0].text == "type" {
			return
		}
		for _, a := range t.args[1:] {
			e.reach(a, "reached")
		}
	case exprAttribute:
		if o := e.private[t.dotted()]; o != nil && !e.emits[o] {
			e.emits[o] = true
			e.class(o, o.path, "", api.Facts{}.With(factPrivate, how))
		}
	}
}

// hiddenClass writes a base class that users cannot name: what they get from it
// is theirs all the same.
func (e *emitter) hiddenClass(o *object) {
	if e.public[o] != "" || e.emits[o] {
		return
	}
	e.emits[o] = true
	e.class(o, o.path, "", api.Facts{}.With(factPrivate, ""))
}

func (e *emitter) member(t *typer, class *object, b binding, id, parent, name string, facts api.Facts, enum, typedDict, total bool) {
	o := b.obj
	if class.mod.stub && class.source != nil && class.source.kind == objectClass && o.kind == objectFunction && !e.roleOf(o).property {
		info := e.classOf(class.source)
		if len(info.scope.names[name]) == 0 && !info.scope.open && e.resolver.attribute(class.source, name) == nil && !slices.ContainsFunc(e.mro(class.source), func(b *object) bool { return b.kind != objectClass && b.path != "builtins.object" }) {
			facts = facts.With(factTyping, "")
		}
	}
	if b.alt.obj != nil && b.alt.obj != o && o.kind == objectClass && e.public[o] == id {
		return // written by its path
	}
	if a := b.alt.obj; a != nil && a.kind == objectVariable && a != o && o.kind != objectFunction {
		o = a // an attribute that holds a class or a module
	}
	switch o.kind {
	case objectFunction:
		if isPrivate(name) {
			facts = facts.With(factPrivate, "")
		}
		e.function(t, o, id, parent, kindMethod, facts)
	case objectClass:
		if e.public[o] == id || e.public[o] == "" && !strings.Contains(id, "@(") {
			e.class(o, id, parent, facts)
			return
		}
		e.add(api.Item{ID: id, Parent: parent, Kind: kindAttribute, Type: "type[" + e.pathOf(o) + "]", Facts: facts, Pos: class.mod.pos(class.at)})
	case objectVariable:
		e.attribute(t, o, b.obj, id, parent, facts, enum, typedDict, total)
	default:
		typ := ""
		if o.kind == objectExternal {
			typ = spell(o.path)
		}
		e.add(api.Item{ID: id, Parent: parent, Kind: kindAttribute, Type: typ, Facts: facts, Pos: class.mod.pos(class.at)})
	}
}

func (e *emitter) attribute(t *typer, o, target *object, id, parent string, facts api.Facts, enum, typedDict, total bool) {
	pos := o.mod.pos(o.at)
	value := o.value
	if typedDict {
		key := "required"
		if !total {
			key = "optional"
		}
		for head := o.annotation; head != nil && head.kind == exprSubscript; {
			switch spelled(e.resolver, t.scope, head.args[0]) {
			case "Required":
				key = "required"
			case "NotRequired":
				key = "optional"
			}
			if len(head.args) < 2 {
				break
			}
			head = head.args[1]
		}
		e.add(api.Item{ID: id, Parent: parent, Kind: kindAttribute, Type: t.text(o.annotation), Facts: facts.With(factKey, key), Pos: pos})
		return
	}
	nonmember := false
	if enum && value != nil && value.kind == exprCall && len(value.args) == 2 {
		switch f := e.find(t.scope, value.args[0].dotted()); {
		case f == nil:
		case f.path == "enum.member":
			value = value.args[1]
		case f.path == "enum.nonmember":
			nonmember = true
		}
	}
	if enum && !nonmember && o.instance == "" && value != nil && (o.annotation == nil || o.mod.stub) {
		facts = facts.With(factMember, "")
		it := api.Item{ID: id, Parent: parent, Kind: kindAttribute, Facts: facts, Pos: pos}
		switch {
		case value.kind == exprCall && strings.HasSuffix(value.args[0].dotted(), "auto"):
			it.Value = "auto()"
		case value.kind == exprEllipsis:
		default:
			if text := e.valueText(t.scope, value); text != "..." {
				it.Value = text
			}
		}
		e.add(it)
		return
	}
	// A property that is made by a call.
	if value != nil && value.kind == exprCall {
		f := e.find(t.scope, value.args[0].dotted())
		switch {
		case f != nil && f.path == "builtins.property":
			accessor := func(i int, keyword string) *expr {
				a := value.keyword(keyword)
				if len(value.args) > i {
					a = value.args[i]
				}
				if a == nil || a.dotted() == "None" {
					return nil
				}
				return a
			}
			function := func(a *expr) *function {
				if g := e.find(t.scope, a.dotted()); g != nil && g.kind == objectFunction {
					return g.implementation()
				}
				return nil
			}
			get, set := accessor(1, "fget"), accessor(2, "fset")
			typ := ""
			if get == nil {
				facts = facts.With(factWriteOnly, "")
			} else if g := function(get); g != nil {
				typ = t.text(g.returns)
			}
			if set != nil {
				taken := ""
				if g := function(set); g != nil && len(g.params) > 1 {
					taken = t.text(g.params[1].annotation)
				}
				if taken == typ {
					taken = ""
				}
				facts = facts.With(factSettable, taken)
			}
			if accessor(3, "fdel") != nil {
				facts = facts.With(factDeletable, "")
			}
			e.add(api.Item{ID: id, Parent: parent, Kind: kindProperty, Type: typ, Facts: facts, Pos: pos})
			return
		case f != nil && (f.path == "builtins.staticmethod" || f.path == "builtins.classmethod") && len(value.args) == 2:
			if g := e.find(t.scope, value.args[1].dotted()); g != nil && g.kind == objectFunction {
				c := *g
				impl := g.functions[len(g.functions)-1]
				d := *impl
				d.decorators = append(slices.Clone(impl.decorators), value.args[0])
				c.functions = []*function{&d}
				c.overloads = 0
				e.function(t, &c, id, parent, kindMethod, facts)
				return
			}
		}
	}
	if target != o && target.kind == objectClass {
		e.add(api.Item{ID: id, Parent: parent, Kind: kindAttribute, Type: "type[" + e.pathOf(target) + "]", Facts: facts.With(factInferred, ""), Pos: pos})
		return
	}
	e.variable(t, o, id, parent, facts)
}

// spelled is the canonical name of what an expression names.
func spelled(r *resolver, s *scope, e *expr) string {
	if o := r.find(s, e.dotted()); o != nil {
		return spell(o.path)
	}
	return e.dotted()
}
