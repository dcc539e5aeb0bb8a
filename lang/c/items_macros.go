package c

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// macros makes the items of the macros that are left in the end.
func (f *face) macros() {
	for _, name := range slices.Sorted(maps.Keys(f.unit.Macros)) {
		m := f.unit.Macros[name]
		if !m.Predefined && m.File >= 0 && f.parser.internal[m.File] && !m.IsGuard(f.unit.Reader) {
			f.internal[m.File] = append(f.internal[m.File], name)
		}
		if m.Predefined || m.File < 0 || f.header(m.File) == "" || strings.HasPrefix(name, "_") || m.IsGuard(f.unit.Reader) || isStandard(name) || isConfiguration(name) && (!m.Feature || strings.HasPrefix(name, "HAVE_")) {
			continue
		}
		if f.profile.unset && !m.Function {
			continue // what users switch on is told by what it declares
		}
		f.public[m.File] = f.header(m.File)
		at := place{file: m.File, line: m.Line, guard: m.Guard}
		it := api.Item{ID: name, Kind: "macro"}
		switch {
		case m.Feature:
			it.Kind = "feature"
		case m.Function:
			it.Type = macroParams(m)
			it.Value = macroBody(m)
			it.Facts = f.helperFacts(it.Facts, m)
		default:
			it.Value = preprocessor.Spell(spaced(m.Body))
			it.Facts = f.helperFacts(it.Facts, m)
			if v := f.evaluate(m); v.kind != valueNone {
				it.Value = v.String(f.profile.dialect)
				it.Facts = slices.DeleteFunc(it.Facts, func(fact api.Fact) bool { return fact.Name == "helpers" })
				if v.kind == valueString && v.typ != nil {
					it.Facts = it.Facts.With("type", "wide string")
				} else if v.kind == valueString {
					it.Facts = it.Facts.With("type", "string")
				} else {
					it.Facts = it.Facts.With("type", v.typ.String())
				}
			}
		}
		if e := f.items[name]; e != nil {
			it.ID = name + " (macro)"
		}
		f.emit(it, at)
	}
}

// helperFacts adds a fingerprint of the macros that a macro is made of and that
// are no items, since their names begin with an underscore.
func (f *face) helperFacts(facts api.Facts, m *preprocessor.Macro) api.Facts {
	var b []byte
	seen := map[string]bool{m.Name: true}
	for todo := []*preprocessor.Macro{m}; len(todo) > 0; todo = todo[1:] {
		for _, t := range todo[0].Body {
			h := f.unit.Macros[t.Text]
			if t.Kind != preprocessor.Identifier || !strings.HasPrefix(t.Text, "_") || h == nil || h.Predefined || h.File < 0 || seen[t.Text] || f.header(h.File) == "" {
				continue
			}
			seen[t.Text] = true
			todo = append(todo, h)
			b = append(append(b, macroParams(h)...), macroBody(h)...)
		}
	}
	if b == nil {
		return facts
	}
	return facts.With("helpers", api.Digest(b))
}

// isConfiguration reports whether a macro holds what a build found out of the
// system: HAVE_UNISTD_H and its like.
func isConfiguration(name string) bool {
	return strings.HasPrefix(name, "HAVE_") || strings.Contains(name, "_HAVE_") && strings.ToUpper(name) == name
}

func macroParams(m *preprocessor.Macro) string {
	n := len(m.Params)
	if m.Variadic {
		if n == 1 {
			return "(...)"
		}
		return fmt.Sprintf("(%d, ...)", n-1)
	}
	return fmt.Sprintf("(%d)", n)
}

// macroBody writes the body of a function-like macro with its parameters by
// position.
func macroBody(m *preprocessor.Macro) string {
	body := spaced(m.Body)
	for i := range body {
		if body[i].Kind == preprocessor.Identifier {
			if n := slices.Index(m.Params, body[i].Text); n >= 0 {
				body[i].Text = "$" + strconv.Itoa(n+1)
			}
		}
	}
	return preprocessor.Spell(body)
}

// spaced puts one blank between tokens, wherever there was any or none.
func spaced(toks []preprocessor.Token) []preprocessor.Token {
	out := slices.Clone(toks)
	for i := range out {
		out[i].SetSpace(i > 0)
	}
	return out
}

// evaluate evaluates an object-like macro as a constant expression.
func (f *face) evaluate(m *preprocessor.Macro) value {
	if len(m.Body) == 0 || len(m.Body) > 2000 {
		return value{}
	}
	toks := f.unit.Expand(m.Body)
	if len(toks) == 0 || len(toks) > 10_000 || slices.ContainsFunc(toks, func(t preprocessor.Token) bool { return t.TellsPlace() }) {
		return value{}
	}
	p := *f.parser
	p.lookup = func(name string) *typ { return p.standard()[name] }
	p.unit = nil // no definitions in a macro's value
	p.toks, p.marks, p.at, p.depth = toks, nil, 0, 0
	return p.tryConstant()
}
