package python

import (
	"slices"
	"strings"
)

// A record is a class whose constructor is made from its fields: a dataclass,
// a class of attrs, a named tuple, a model of pydantic.
type record struct {
	kind  string // "dataclass", "attrs", "namedtuple", "model"
	flags []string
	init  bool
	kw    bool // all fields are keyword-only
	auto  bool // annotated names are fields
}

// recordOf says whether a class is a record.
func (r *resolver) recordOf(o *object) *record {
	for _, d := range o.class.decorators {
		callee := d
		if d.kind == exprCall {
			callee = d.args[0]
		}
		f := r.find(o.scope, callee.dotted())
		if f == nil {
			continue
		}
		if f.kind == objectVariable && f.value != nil && f.value.kind == exprCall && len(f.value.args) > 1 {
			if p := r.find(f.scope, f.value.args[0].dotted()); p != nil && p.path == "functools.partial" {
				if inner := r.find(f.scope, f.value.args[1].dotted()); inner != nil && recordDecorators[inner.path].kind != "" {
					d = &expr{kind: exprCall, args: []*expr{callee}, keywords: append(slices.Clone(f.value.keywords), d.keywords...)}
					f = inner
				}
			}
		}
		rec := recordDecorators[f.path]
		if rec.kind == "" && f.kind == objectFunction && r.transforms(f) {
			rec = record{kind: "dataclass", init: true, auto: true, flags: []string{"eq"}}
		}
		if rec.kind == "" {
			continue
		}
		rec.flags = slices.Clone(rec.flags)
		set := func(flag string, on bool) {
			rec.flags = slices.DeleteFunc(rec.flags, func(f string) bool { return f == flag })
			if on {
				rec.flags = append(rec.flags, flag)
			}
		}
		for _, k := range d.keywords {
			on := k.value.dotted() == "True"
			switch k.name {
			case "init":
				rec.init = on || k.value.dotted() != "False"
			case "eq", "order", "frozen", "slots", "unsafe_hash":
				set(k.name, on)
			case "kw_only":
				rec.kw = on
			case "auto_attribs":
				rec.auto = on
			case "cmp":
				set("eq", on)
				set("order", on)
			}
		}
		slices.Sort(rec.flags)
		return &rec
	}
	for _, b := range r.mro(o)[1:] {
		switch b.path {
		case "typing.NamedTuple", "typing_extensions.NamedTuple":
			if slices.ContainsFunc(r.classOf(o).bases, func(c *object) bool { return c.path == b.path }) {
				return &record{kind: "namedtuple", init: true, auto: true}
			}
		case "pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings", "sqlmodel.SQLModel":
			return &record{kind: "model", init: true, auto: true, kw: true}
		}
	}
	return nil
}

var recordDecorators = map[string]record{
	"dataclasses.dataclass":          {kind: "dataclass", init: true, auto: true, flags: []string{"eq"}},
	"attr.s":                         {kind: "attrs", init: true, flags: []string{"eq", "order"}},
	"attr.attrs":                     {kind: "attrs", init: true, flags: []string{"eq", "order"}},
	"attr.attributes":                {kind: "attrs", init: true, flags: []string{"eq", "order"}},
	"attr.dataclass":                 {kind: "attrs", init: true, auto: true, flags: []string{"eq", "order"}},
	"attr.define":                    {kind: "attrs", init: true, auto: true, flags: []string{"eq", "slots"}},
	"attr.mutable":                   {kind: "attrs", init: true, auto: true, flags: []string{"eq", "slots"}},
	"attr.frozen":                    {kind: "attrs", init: true, auto: true, flags: []string{"eq", "frozen", "slots"}},
	"attrs.define":                   {kind: "attrs", init: true, auto: true, flags: []string{"eq", "slots"}},
	"attrs.mutable":                  {kind: "attrs", init: true, auto: true, flags: []string{"eq", "slots"}},
	"attrs.frozen":                   {kind: "attrs", init: true, auto: true, flags: []string{"eq", "frozen", "slots"}},
	"pydantic.dataclasses.dataclass": {kind: "dataclass", init: true, auto: true, flags: []string{"eq"}},
}

// transforms reports whether a decorator of the library makes dataclasses of
// classes, as PEP 681 has it said.
func (r *resolver) transforms(f *object) bool {
	for _, def := range f.functions {
		for _, d := range def.decorators {
			if d.kind == exprCall && strings.HasSuffix(d.args[0].dotted(), "dataclass_transform") {
				return true
			}
		}
	}
	return false
}

// A field of a record.
type field struct {
	name       string // as the constructor calls it
	annotation *expr
	scope      *scope
	value      *expr // the default, nil for none
	factory    bool
	init       bool
	kw         bool
}

// fields lists the fields of a record, those of its bases first, in the order
// of its constructor's parameters.
func (r *resolver) fields(o *object) []field {
	var list []field
	mro := r.mro(o)
	for i := len(mro) - 1; i >= 0; i-- {
		c := mro[i]
		if c.kind != objectClass {
			continue
		}
		rec := r.recordOf(c)
		if rec == nil {
			continue
		}
		for _, f := range r.ownFields(c, rec) {
			if at := slices.IndexFunc(list, func(g field) bool { return g.name == f.name }); at >= 0 {
				list[at] = f
			} else {
				list = append(list, f)
			}
		}
	}
	return list
}

// ownFields lists the fields that a class declares.
func (r *resolver) ownFields(o *object, rec *record) []field {
	info := r.classOf(o)
	var list []field
	kw := rec.kw
	for _, st := range o.class.body {
		if st.kind != stmtAssign || st.targets[0].kind != exprName {
			continue
		}
		name := st.targets[0].text
		called := ""
		if st.value != nil && st.value.kind == exprCall {
			if f := r.find(info.scope, st.value.args[0].dotted()); f != nil {
				called = f.path
			}
		}
		specifier := false
		switch called {
		case "dataclasses.field", "attr.ib", "attr.attrib", "attr.attr", "attr.field", "attrs.field", "pydantic.Field", "pydantic.fields.Field":
			specifier = true
		}
		if st.annotation == nil && !(specifier && rec.kind == "attrs") || st.annotation != nil && !rec.auto && !specifier {
			continue
		}
		f := field{name: name, annotation: st.annotation, scope: info.scope, value: st.value, init: true, kw: kw}
		if st.annotation != nil {
			outer := st.annotation
			if outer.kind == exprString {
				if e, ok := parseExpr(outer.text); ok {
					outer = e
				}
			}
			head := outer
			if head.kind == exprSubscript {
				head = head.args[0]
			}
			if h := r.find(info.scope, head.dotted()); h != nil {
				switch spell(h.path) {
				case "ClassVar":
					continue
				case "dataclasses.KW_ONLY":
					kw = true
					continue
				}
			}
		}
		if rec.kind == "model" && strings.HasPrefix(name, "_") || name == "model_config" {
			continue
		}
		if rec.kind == "attrs" {
			f.name = strings.TrimLeft(name, "_")
		}
		if specifier {
			f.value = nil
			if v := st.value.keyword("default"); v != nil {
				f.value = v
			} else if len(st.value.args) > 1 {
				f.value = st.value.args[1]
			}
			if f.value != nil && strings.HasSuffix(f.value.dotted(), "NOTHING") || f.value != nil && f.value.kind == exprEllipsis && rec.kind == "model" {
				f.value = nil
			}
			if st.value.keyword("default_factory") != nil || st.value.keyword("factory") != nil {
				f.factory = true
			}
			if v := st.value.keyword("init"); v != nil {
				f.init = v.dotted() != "False"
			}
			if v := st.value.keyword("kw_only"); v != nil {
				f.kw = v.dotted() == "True"
			}
			if v := st.value.keyword("alias"); v != nil && v.kind == exprString {
				f.name = v.text
			}
		}
		// A default may be set by a decorated method, in attrs.
		if rec.kind == "attrs" && f.value == nil && slices.ContainsFunc(o.class.body, func(s *stmt) bool {
			return s.kind == stmtFunction && slices.ContainsFunc(s.function.decorators, func(d *expr) bool { return d.dotted() == name+".default" })
		}) {
			f.factory = true
		}
		list = append(list, f)
	}
	return list
}

// constructor is the signature of the constructor that a record gets.
func (r *resolver) constructor(t *typer, o *object) signature {
	var s signature
	var keywords []parameter
	for _, f := range r.fields(o) {
		if !f.init {
			continue
		}
		p := parameter{name: f.name, kind: positionalOrKeyword, typ: t.in(f.scope).text(f.annotation)}
		switch {
		case f.factory:
			p.optional, p.value = true, "..."
		case f.value != nil:
			p.optional, p.value = true, r.valueText(f.scope, f.value)
		}
		if f.kw {
			p.kind = keywordOnly
			keywords = append(keywords, p)
		} else {
			s.params = append(s.params, p)
		}
	}
	s.params = append(s.params, keywords...)
	s.returns = "None"
	return s
}
