package c

import (
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// declaration implements lang.Language.Decl: an item as C declares it.
func declaration(it, parent *api.Item) string {
	name, _, _ := strings.Cut(it.ID, "@")
	name = strings.TrimSuffix(name, " (macro)")
	var pre []string
	fact := func(name string) string { v, _ := it.Facts.Get(name); return v }
	for _, name := range []string{"deprecated", "noreturn", "warn-unused-result"} {
		if it.Facts.Has(name) {
			pre = append(pre, "[["+strings.ReplaceAll(name, "-", "_")+"]]")
		}
	}
	if l := fact("linkage"); l == "static" || l == "inline" {
		pre = append(pre, strings.Replace(l, "static", "static inline", 1))
	}
	if it.Facts.Has("thread-local") {
		pre = append(pre, "_Thread_local")
	}
	head := strings.Join(pre, " ")
	if head != "" {
		head += " "
	}
	switch it.Kind {
	case "func":
		return head + declare(it.Type, name, fact("parameters"))
	case "var":
		if it.Facts.Has("static") {
			s := "static " + declare(it.Type, name, "")
			if it.Value != "" {
				s += " = " + it.Value
			}
			return s
		}
		return "extern " + head + declare(it.Type, name, "")
	case "typedef":
		return "typedef " + declare(it.Type, name, "")
	case "field":
		s := declare(it.Type, name[strings.LastIndexByte(name, '.')+1:], "")
		if bits := fact("bits"); bits != "" {
			s += " : " + bits
		}
		return s
	case "struct", "union", "enum":
		s := name
		if !strings.HasPrefix(name, it.Kind+" ") {
			s = "typedef " + it.Kind
			if tag := fact("tag"); tag != "" {
				s += " " + tag
			}
			s += " " + name
		}
		if it.Type != "" {
			s += " : " + it.Type
		}
		return s
	case "enumerator":
		return name + " = " + it.Value
	case "macro":
		s := "#define " + name
		if it.Type != "" {
			s += it.Type
			return s
		}
		if it.Value != "" {
			s += " " + it.Value
		}
		return s
	case "header":
		return "#include " + name
	case "feature":
		return "#cmakedefine " + name
	}
	return it.Kind + " " + name
}

// declare writes a declaration of a name with the text of a type. A function's
// parameters get their names, where they are known.
func declare(text, name, parameters string) string {
	p := newTextParser(dialects["lp64"], text)
	p.lookup = func(name string) *typ {
		return &typ{kind: kindExternal, name: name}
	}
	t, ok := p.tryTypeName()
	if !ok {
		return text + " " + name
	}
	if names := strings.Split(parameters, ", "); t.kind == kindFunction && len(names) == len(t.params) {
		inner := name + "("
		for i, param := range t.params {
			if i > 0 {
				inner += ", "
			}
			inner += param.typ.declare(names[i])
		}
		if t.variadic {
			inner += ", ..."
		}
		return t.elem.declare(inner + ")")
	}
	return t.declare(name)
}

// tryTypeName reads all tokens as one type name.
func (p *parser) tryTypeName() (t *typ, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, wrong := r.(syntaxError); !wrong {
				panic(r)
			}
			t, ok = nil, false
		}
	}()
	t = p.typeName()
	return t, p.at == len(p.toks)
}
