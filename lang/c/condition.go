package c

import (
	"slices"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// implies reports whether everything that meets the condition before meets the
// condition after: both as the surface writes them, "" for none. Where there
// are too many features to try, only equal conditions do.
func implies(before, after string) bool {
	if before == after || after == "" {
		return true
	}
	a, b := readCondition(before), readCondition(after)
	var names []string
	a.atoms(&names)
	b.atoms(&names)
	if len(names) > 14 {
		return false
	}
	for bits := range 1 << len(names) {
		on := func(name string) bool { return bits>>slices.Index(names, name)&1 == 1 }
		if a.holds(on) && !b.holds(on) {
			return false
		}
	}
	return true
}

// A formula is a condition on features. The zero formula always holds.
type formula struct {
	op   string // "", "!", "&&", "||" or "atom"
	name string
	kids []formula
}

func (f formula) holds(on func(string) bool) bool {
	switch f.op {
	case "atom":
		return on(f.name)
	case "!":
		return !f.kids[0].holds(on)
	case "&&":
		return !slices.ContainsFunc(f.kids, func(k formula) bool { return !k.holds(on) })
	case "||":
		return slices.ContainsFunc(f.kids, func(k formula) bool { return k.holds(on) })
	}
	return true
}

func (f formula) atoms(list *[]string) {
	if f.op == "atom" && !slices.Contains(*list, f.name) {
		*list = append(*list, f.name)
	}
	for _, k := range f.kids {
		k.atoms(list)
	}
}

// readCondition reads a condition; what it cannot take apart is one atom.
func readCondition(text string) formula {
	if text == "" {
		return formula{}
	}
	r := conditionReader{toks: preprocessor.Lex(text)}
	f := r.or(0)
	if r.at < len(r.toks) {
		return formula{op: "atom", name: text}
	}
	return f
}

type conditionReader struct {
	toks []preprocessor.Token
	at   int
}

func (r *conditionReader) is(text string) bool {
	return r.at < len(r.toks) && r.toks[r.at].Text == text
}

func (r *conditionReader) or(depth int) formula {
	f := r.and(depth)
	for r.is("||") {
		r.at++
		f = formula{op: "||", kids: []formula{f, r.and(depth)}}
	}
	return f
}

func (r *conditionReader) and(depth int) formula {
	f := r.not(depth)
	for r.is("&&") {
		r.at++
		f = formula{op: "&&", kids: []formula{f, r.not(depth)}}
	}
	return f
}

func (r *conditionReader) not(depth int) formula {
	switch {
	case depth > maxDepth:
		r.at = len(r.toks)
	case r.is("!"):
		r.at++
		return formula{op: "!", kids: []formula{r.not(depth + 1)}}
	case r.is("("):
		r.at++
		f := r.or(depth + 1)
		if r.is(")") {
			r.at++
		}
		return f
	}
	start, nesting := r.at, 0
	for ; r.at < len(r.toks); r.at++ {
		if r.is("(") {
			nesting++
		} else if r.is(")") {
			if nesting--; nesting < 0 {
				break
			}
		} else if nesting == 0 && (r.is("&&") || r.is("||")) {
			break
		}
	}
	return formula{op: "atom", name: preprocessor.Spell(r.toks[start:r.at])}
}
