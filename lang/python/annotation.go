package python

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A typer writes annotations in one canonical form
// (https://typing.python.org/en/latest/spec/annotations.html): names by where
// users find them, unions flat and sorted, one spelling for each type.
// Built-in types and those of typing and collections.abc have bare names, type
// variables are T1, T2 and so on, everything else is dotted.
type typer struct {
	r      *resolver
	scope  *scope
	vars   map[string]string // type variables by name
	bounds []string          // what is said of each
	active map[*object]bool  // aliases that are being expanded
	depth  int
}

func (r *resolver) typer(s *scope) *typer {
	return &typer{r: r, scope: s, vars: map[string]string{}, active: map[*object]bool{}}
}

// in returns a typer of another scope that shares the type variables.
func (t *typer) in(s *scope) *typer {
	u := *t
	u.scope = s
	return &u
}

// inner returns a typer for something inside, whose own type variables follow.
func (t *typer) inner(s *scope) *typer {
	u := &typer{r: t.r, scope: s, vars: map[string]string{}, active: map[*object]bool{}, bounds: slices.Clone(t.bounds)}
	for k, v := range t.vars {
		u.vars[k] = v
	}
	return u
}

// maxSteps bounds the work on the types of one library.
const maxSteps = 2_000_000

const maxTypeDepth = 60

// text returns the canonical form of an annotation; "" for none.
func (t *typer) text(e *expr) string {
	if e == nil || e.kind == exprOpaque {
		return ""
	}
	return t.typ(e).String()
}

func name(text string) *expr { return &expr{kind: exprName, text: text} }

var (
	typeAny  = name("Any")
	typeNone = name("None")
)

func (t *typer) typ(e *expr) *expr {
	if t.depth++; t.depth > maxTypeDepth || t.r.steps > maxSteps {
		t.depth--
		return typeAny
	}
	t.r.steps++
	defer func() { t.depth-- }()
	switch e.kind {
	case exprString:
		inner, ok := parseExpr(strings.TrimSpace(e.text))
		if !ok || e.bytes {
			return e
		}
		return t.typ(inner)
	case exprName, exprAttribute:
		return t.named(e)
	case exprSubscript:
		return t.subscript(e)
	case exprBinary:
		if e.text == "|" {
			return t.union(e.args)
		}
	case exprTuple, exprList:
		return &expr{kind: exprList, args: t.all(e.args)}
	case exprStar:
		inner := t.typ(e.args[0])
		return &expr{kind: exprSubscript, args: []*expr{name("Unpack"), inner}}
	case exprOpaque, exprFormatted:
		return typeAny
	}
	return e
}

func (t *typer) all(list []*expr) []*expr {
	out := make([]*expr, len(list))
	for i, e := range list {
		out[i] = t.typ(e)
	}
	return out
}

// union makes a union: flat, without repetitions, sorted, None at the end.
func (t *typer) union(members []*expr) *expr { return makeUnion(t.all(members)) }

func makeUnion(members []*expr) *expr {
	type member struct {
		text string
		e    *expr
	}
	var flat []member
	var add func(e *expr)
	add = func(e *expr) {
		if e.kind == exprBinary && e.text == "|" {
			add(e.args[0])
			add(e.args[1])
			return
		}
		flat = append(flat, member{e.String(), e})
	}
	for _, m := range members {
		add(m)
	}
	slices.SortFunc(flat, func(a, b member) int {
		if (a.text == "None") != (b.text == "None") {
			if a.text == "None" {
				return 1
			}
			return -1
		}
		return strings.Compare(a.text, b.text)
	})
	flat = slices.CompactFunc(flat, func(a, b member) bool { return a.text == b.text })
	if len(flat) == 0 {
		return name("Never")
	}
	u := flat[0].e
	for _, m := range flat[1:] {
		u = &expr{kind: exprBinary, text: "|", args: []*expr{u, m.e}}
	}
	return u
}

// unionMembers returns the members of a canonical type.
func unionMembers(e *expr) []*expr {
	if e.kind == exprBinary && e.text == "|" {
		return append(unionMembers(e.args[0]), e.args[1])
	}
	return []*expr{e}
}

// respelled are the names that differ from those of the types they mean.
var respelled = map[string]string{
	"typing.List": "list", "typing.Dict": "dict", "typing.Set": "set", "typing.FrozenSet": "frozenset", "typing.Tuple": "tuple",
	"typing.Type": "type", "typing.Text": "str", "typing.AbstractSet": "Set", "typing.NoReturn": "Never", "typing.AnyStr": "AnyStr",
	"typing.DefaultDict": "collections.defaultdict", "typing.OrderedDict": "collections.OrderedDict", "typing.Counter": "collections.Counter",
	"typing.ChainMap": "collections.ChainMap", "typing.Deque": "collections.deque", "typing.Pattern": "re.Pattern", "typing.Match": "re.Match",
	"typing.ContextManager": "AbstractContextManager", "typing.AsyncContextManager": "AbstractAsyncContextManager",
	"contextlib.AbstractContextManager": "AbstractContextManager", "contextlib.AbstractAsyncContextManager": "AbstractAsyncContextManager",
	"builtins.IOError": "OSError", "builtins.EnvironmentError": "OSError", "builtins.WindowsError": "OSError", "socket.error": "OSError",
	"select.error": "OSError", "os.error": "OSError",
	"socket.timeout": "TimeoutError", "asyncio.TimeoutError": "TimeoutError", "concurrent.futures.TimeoutError": "TimeoutError",
	"types.NoneType": "None", "builtins.unicode": "str", "builtins.long": "int", "_typeshed.Incomplete": "Any", "builtins.basestring": "str",
}

// spell is the canonical name of something outside of the library.
func spell(path string) string {
	path = strings.Replace(path, "typing_extensions.", "typing.", 1)
	if s, ok := respelled[path]; ok {
		return s
	}
	for _, module := range []string{"builtins.", "typing.", "collections.abc.", "t.", "numbers."} {
		if rest, ok := strings.CutPrefix(path, module); ok && !strings.Contains(rest, ".") && module != "t." && module != "numbers." {
			return rest
		}
	}
	return path
}

// named returns the type that a name stands for.
func (t *typer) named(e *expr) *expr {
	dotted := e.dotted()
	if dotted == "" {
		return typeAny
	}
	switch dotted {
	case "None":
		return typeNone
	case "Any", "object":
		if t.r.find(t.scope, dotted) == nil {
			return name(dotted)
		}
	}
	if v, ok := t.vars[dotted]; ok {
		return name(v)
	}
	for _, part := range []string{".args", ".kwargs"} { // of a ParamSpec
		if base, ok := strings.CutSuffix(dotted, part); ok {
			inner := t.named(dottedExpr(base))
			if inner.kind == exprName && isVariable(inner.text) {
				return &expr{kind: exprAttribute, text: part[1:], args: []*expr{inner}}
			}
		}
	}
	o := t.r.find(t.scope, dotted)
	if o == nil {
		return dottedExpr(dotted)
	}
	switch o.kind {
	case objectExternal:
		if o.path == "typing.AnyStr" {
			if _, ok := t.vars[o.path]; !ok {
				t.addVar(o.path, "bytes, str")
			}
			return name(t.vars[o.path])
		}
		return dottedExpr(spell(o.path))
	case objectVariable:
		return t.variable(o)
	}
	if o.kind == objectClass && t.r.public[o] == "" {
		t.r.private[o.path] = o
	}
	return dottedExpr(t.r.pathOf(o))
}

// pathOf is how users find an object, or where it is defined.
func (r *resolver) pathOf(o *object) string {
	if p, ok := r.public[o]; ok {
		return p
	}
	return o.path
}

func dottedExpr(path string) *expr {
	parts := strings.Split(path, ".")
	e := name(parts[0])
	for _, p := range parts[1:] {
		e = &expr{kind: exprAttribute, text: p, args: []*expr{e}}
	}
	return e
}

// variable returns the type that a variable stands for: a type variable, a new
// type, or an alias. Aliases that users can name keep their name.
func (t *typer) variable(o *object) *expr {
	if o.value == nil {
		return dottedExpr(t.r.pathOf(o))
	}
	if o.value.kind == exprCall {
		f := t.r.find(o.scope, o.value.args[0].dotted())
		if f != nil {
			switch strings.TrimPrefix(spell(f.path), "typing.") {
			case "TypeVar", "ParamSpec", "TypeVarTuple":
				return t.typeVar(o)
			}
		}
		return dottedExpr(t.r.pathOf(o))
	}
	if path, ok := t.r.public[o]; ok {
		return dottedExpr(path)
	}
	if t.active[o] {
		return dottedExpr(o.path)
	}
	t.active[o] = true
	defer delete(t.active, o)
	u := t.in(o.scope)
	for _, p := range o.typeParams {
		if _, ok := u.vars[p.name]; !ok {
			u.addVar(p.name, p.describe(u))
		}
	}
	return u.typ(o.value)
}

// typeVar returns the number of a type variable of the old form.
func (t *typer) typeVar(o *object) *expr {
	key := o.path
	if v, ok := t.vars[key]; ok {
		return name(v)
	}
	var about []string
	if f := lastName(o.value.args[0].dotted()); f != "TypeVar" {
		about = append(about, f)
	}
	u := t.in(o.scope)
	for i, a := range o.value.args[1:] {
		if i > 0 {
			about = append(about, u.text(a))
		}
	}
	slices.Sort(about) // the order of constraints is of no account
	for _, k := range o.value.keywords {
		switch k.name {
		case "bound":
			about = append(about, "<= "+u.text(k.value))
		case "covariant", "contravariant":
			if k.value.dotted() == "True" {
				about = append(about, k.name)
			}
		case "default":
			about = append(about, "default "+u.text(k.value))
		}
	}
	return name(t.addVar(key, strings.Join(about, ", ")))
}

func (t *typer) addVar(key, about string) string {
	t.bounds = append(t.bounds, about)
	v := "T" + itoa(len(t.bounds))
	t.vars[key] = v
	return v
}

func itoa(n int) string { return strconv.Itoa(n) }

func (p typeParam) describe(t *typer) string {
	switch p.star {
	case "*":
		return "TypeVarTuple"
	case "**":
		return "ParamSpec"
	}
	if p.bound == nil {
		return ""
	}
	if p.bound.kind == exprTuple {
		var list []string
		for _, e := range p.bound.args {
			list = append(list, t.text(e))
		}
		return strings.Join(list, ", ")
	}
	return "<= " + t.text(p.bound)
}

// variables describes the type variables, "" for none.
func (t *typer) variables(from int) string {
	var list []string
	for i, about := range t.bounds[from:] {
		list = append(list, strings.TrimSpace("T"+itoa(from+i+1)+" "+about))
	}
	return strings.Join(list, "; ")
}

func (t *typer) subscript(e *expr) *expr {
	base, args := e.args[0], e.args[1:]
	head := t.typ(base)
	switch head.String() {
	case "Optional":
		return t.union(append(slices.Clone(args), typeNone))
	case "Union":
		return t.union(args)
	case "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "dataclasses.InitVar":
		if len(args) > 0 {
			return t.typ(args[0])
		}
	case "Literal":
		return t.literal(args)
	case "Callable":
		if len(args) == 2 {
			var params *expr
			if args[0].kind == exprList {
				params = &expr{kind: exprList, args: t.all(args[0].args)}
			} else {
				params = t.typ(args[0])
			}
			return &expr{kind: exprSubscript, args: []*expr{head, params, t.typ(args[1])}}
		}
	case "Any":
		return typeAny
	case "Generator", "AsyncGenerator": // the defaults of their parameters
		list := t.all(args)
		for want := map[string]int{"Generator": 3, "AsyncGenerator": 2}[head.String()]; len(list) < want; {
			list = append(list, typeNone)
		}
		return &expr{kind: exprSubscript, args: append([]*expr{head}, list...)}
	}
	if o := t.r.find(t.scope, base.dotted()); o != nil && o.kind == objectVariable && head.kind != exprName && t.r.public[o] == "" {
		return t.applied(o, args)
	}
	return &expr{kind: exprSubscript, args: append([]*expr{head}, t.all(args)...)}
}

// applied expands a generic alias that is given arguments.
func (t *typer) applied(o *object, args []*expr) *expr {
	if o.value == nil || t.active[o] || o.value.kind == exprCall {
		return &expr{kind: exprSubscript, args: append([]*expr{dottedExpr(t.r.pathOf(o))}, t.all(args)...)}
	}
	given := t.all(args)
	u := t.r.typer(o.scope)
	u.depth, u.active = t.depth, t.active
	t.active[o] = true
	defer delete(t.active, o)
	for _, p := range o.typeParams {
		u.addVar(p.name, "")
	}
	body := u.typ(o.value)
	values := map[string]*expr{}
	for i := range u.bounds {
		if i < len(given) {
			values["T"+itoa(i+1)] = given[i]
		}
	}
	return substitute(body, values)
}

func substitute(e *expr, values map[string]*expr) *expr {
	if e.kind == exprName {
		if v := values[e.text]; v != nil {
			return v
		}
		return e
	}
	if len(e.args) == 0 {
		return e
	}
	c := *e
	c.args = make([]*expr, len(e.args))
	for i, a := range e.args {
		c.args[i] = substitute(a, values)
	}
	if c.kind == exprBinary && c.text == "|" {
		return makeUnion(c.args)
	}
	return &c
}

// literal sorts the values of a Literal: each is a type of its own.
func (t *typer) literal(args []*expr) *expr {
	var members []*expr
	for _, a := range args {
		v := a
		switch a.kind {
		case exprName, exprAttribute:
			if a.text == "None" || a.text == "True" || a.text == "False" {
				break
			}
			if o := t.r.find(t.scope, a.dotted()); o != nil && o.kind == objectVariable && o.value != nil && o.scope.outer == nil {
				members = append(members, unionMembers(t.in(o.scope).typ(o.value))...)
				continue
			} else if o != nil {
				v = dottedExpr(t.r.pathOf(o))
				if i := strings.LastIndexByte(a.dotted(), '.'); i > 0 {
					if c := t.r.find(t.scope, a.dotted()[:i]); c != nil && c.kind == objectClass {
						v = &expr{kind: exprAttribute, text: a.text, args: []*expr{dottedExpr(t.r.pathOf(c))}}
					}
				}
			}
		case exprSubscript: // a Literal inside
			members = append(members, unionMembers(t.typ(a))...)
			continue
		}
		members = append(members, &expr{kind: exprSubscript, args: []*expr{name("Literal"), v}})
	}
	return makeUnion(members)
}

// valueText returns the canonical form of a default or of a constant: literals
// as they are, names by what they stand for.
func (r *resolver) valueText(s *scope, e *expr) string {
	if e.kind == exprBinary {
		if n := fold(e); n != nil {
			return n.String()
		}
	}
	text := r.value(s, e, 0).String()
	if len(text) > maxValue {
		return text[:maxValue/2] + "… (" + api.Digest([]byte(text)) + ")"
	}
	return text
}

// maxValue bounds the text of a value in a surface.
const maxValue = 200

func (r *resolver) value(s *scope, e *expr, depth int) *expr {
	if depth > 20 {
		return e
	}
	switch e.kind {
	case exprName, exprAttribute:
		dotted := e.dotted()
		switch dotted {
		case "None", "True", "False", "":
			return e
		}
		o := r.find(s, dotted)
		switch {
		case o == nil:
			return e
		case o.kind == objectExternal:
			return dottedExpr(strings.TrimPrefix(o.path, "builtins."))
		case o.kind == objectVariable && o.value != nil && isLiteral(o.value) && r.public[o] == "":
			return o.value
		case isPrivatePath(r.pathOf(o)) || o.kind == objectVariable && isPrivate(lastName(o.path)):
			return &expr{kind: exprEllipsis, text: "..."}
		}
		return dottedExpr(r.pathOf(o))
	case exprCall:
		if len(e.args) == 1 && len(e.keywords) == 0 {
			switch e.args[0].dotted() {
			case "dict":
				return &expr{kind: exprDict}
			case "list":
				return &expr{kind: exprList}
			case "tuple":
				return &expr{kind: exprTuple}
			}
		}
	case exprTuple, exprList, exprSet, exprUnary, exprBinary:
		c := *e
		c.args = make([]*expr, len(e.args))
		for i, a := range e.args {
			c.args[i] = r.value(s, a, depth+1)
		}
		return &c
	}
	return e
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// isLiteral reports whether the value is written out.
func isLiteral(e *expr) bool {
	switch e.kind {
	case exprNumber, exprString, exprEllipsis:
		return true
	case exprName:
		return e.text == "None" || e.text == "True" || e.text == "False"
	case exprUnary:
		return e.text != "not" && isLiteral(e.args[0])
	case exprBinary:
		return fold(e) != nil
	case exprTuple, exprList, exprSet, exprDict:
		return !slices.ContainsFunc(e.args, func(a *expr) bool { return !isLiteral(a) })
	}
	return false
}

// typeOfValue is the type of a value that is written out, or "".
func (t *typer) typeOfValue(e *expr) string {
	if e == nil {
		return ""
	}
	switch e.kind {
	case exprNumber:
		switch s := strings.ToLower(e.text); {
		case strings.HasSuffix(s, "j"):
			return "complex"
		case !strings.HasPrefix(s, "0x") && strings.ContainsAny(s, ".e"):
			return "float"
		}
		return "int"
	case exprString:
		if e.bytes {
			return "bytes"
		}
		return "str"
	case exprFormatted:
		return "str"
	case exprTuple:
		return "tuple"
	case exprList:
		return "list"
	case exprDict:
		return "dict"
	case exprSet:
		return "set"
	case exprName:
		switch e.text {
		case "True", "False":
			return "bool"
		case "None":
			return "None"
		}
	case exprUnary:
		if e.text == "not" {
			return "bool"
		}
		return t.typeOfValue(e.args[0])
	case exprCompare:
		return "bool"
	case exprBinary:
		if fold(e) != nil {
			return "int"
		}
	case exprCall:
		f := t.r.find(t.scope, e.args[0].dotted())
		if f == nil {
			return ""
		}
		switch {
		case f.kind == objectClass:
			if t.r.attribute(f, "__get__") != nil {
				return "" // reading it gives something else
			}
			if t.r.public[f] == "" {
				t.r.private[f.path] = f
			}
			return t.r.pathOf(f)
		case f.kind == objectExternal && strings.HasPrefix(f.path, "builtins."):
			switch c := strings.TrimPrefix(f.path, "builtins."); c {
			case "int", "str", "bytes", "float", "bool", "list", "dict", "set", "tuple", "frozenset", "object", "bytearray", "complex":
				return c
			}
		case f.kind == objectExternal && (f.path == "re.compile"):
			return "re.Pattern"
		}
	}
	return ""
}
