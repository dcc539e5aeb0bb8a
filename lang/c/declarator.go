package c

import (
	"cmp"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A declarator is a name with what is derived from the type before it
// (ISO C, 6.7.7).
type declarator struct {
	name   string // "" for an abstract one
	typ    *typ
	attrs  attributes
	symbol string
	align  int64
	at     place
	nameAt int      // index of the token that names it
	spans  [][2]int // tokens of the parameters, of a function
}

// A derivation is one step from the name to the type.
type derivation func(*typ) *typ

// declarator reads a declarator, which may be abstract.
func (p *parser) declarator(base *typ, conv string) declarator {
	d := declarator{nameAt: p.at}
	if p.at < len(p.toks) {
		d.at = placeOf(&p.toks[p.at])
	}
	steps := 0
	d.typ = p.derive(&d, base, conv, false, &steps)
	return d
}

// derive reads a declarator around a type, and returns the type of its name.
func (p *parser) derive(d *declarator, t *typ, conv string, inner bool, steps *int) *typ {
	if p.depth++; p.depth > maxDepth {
		p.fail("declarators are nested too deeply")
	}
	defer func() { p.depth-- }()
	count := func() {
		if *steps++; *steps > 100 || *steps%16 == 0 && p.derivations(t) > maxDerive {
			p.fail("the type is built too deeply")
		}
	}
	for {
		switch {
		case p.accept("*"):
			t = pointerTo(t)
			if inner {
				conv = "" // it was that of what is pointed to
			}
			count()
		case p.is("^"):
			p.fail("blocks are no C")
		default:
			tok := p.peek()
			if tok.Kind != preprocessor.Identifier {
				goto direct
			}
			if q, ok := qualifierKeywords[tok.Text]; ok && t.kind == kindPointer {
				t = t.with(q)
				p.at++
				continue
			}
			if tok.Text == "_Atomic" && !p.next(1).Is("(") {
				t = t.with(qualAtomic)
				p.at++
				continue
			}
			if ignoredKeywords[tok.Text] {
				p.at++
				continue
			}
			if _, ok := conventions[tok.Text]; ok {
				conv = p.convention(tok.Text)
				p.at++
				continue
			}
			if p.attribute(&d.attrs, &d.align) {
				if c := p.attributeConvention(d.attrs); c != "" {
					conv = c
				}
				continue
			}
			if p.next(1).Is("*") && p.typedef(tok.Text) == nil && !typeKeywords[tok.Text] {
				p.at++ // an annotation before the star of a pointer to a function
				continue
			}
			if isLoud(tok.Text) && p.next(1).Kind == preprocessor.Identifier && qualifierKeywords[p.next(1).Text] == 0 && t.kind != kindExternal && !isAsm(p.next(1).Text) && p.next(1).Text != "__attribute__" {
				p.at++ // an annotation that nobody defined: int FOO_CALL f(void)
				continue
			}
			goto direct
		}
	}
direct:
	// An inner declarator is read behind what follows it: it is built from
	// the type that the suffixes make.
	innerFrom := -1
	tok := p.peek()
	switch {
	case tok.Kind == preprocessor.Identifier && !isAsm(tok.Text) && (!typeKeywords[tok.Text] || tok.Text == "bool"):
		d.name, d.nameAt, d.at = tok.Text, p.at, placeOf(tok)
		p.at++
	case tok.Is("(") && p.innerDeclarator():
		innerFrom = p.at
		if c := p.innerConvention(); c != "" {
			conv = c
		}
		p.skipGroup()
	}
	t = p.suffixes(d, t, conv, innerFrom < 0, steps)
	if innerFrom >= 0 {
		end := p.at
		p.at = innerFrom + 1
		t = p.derive(d, t, "", true, steps)
		p.expect(")")
		p.at = end
	}
	return t
}

// innerConvention is the calling convention that stands before the star in the
// parentheses here: that of the function that is pointed to.
func (p *parser) innerConvention() string {
	start := p.at
	defer func() { p.at = start }()
	p.at++
	var attrs attributes
	var align int64
	conv := ""
	for p.peek().Kind == preprocessor.Identifier {
		if _, ok := conventions[p.peek().Text]; ok {
			conv = p.convention(p.peek().Text)
			p.at++
		} else if !p.attribute(&attrs, &align) {
			break
		}
	}
	if !p.is("*") {
		return ""
	}
	return cmp.Or(conv, p.attributeConvention(attrs))
}

// innerDeclarator reports whether the parenthesis here begins a declarator,
// rather than a list of parameters.
func (p *parser) innerDeclarator() bool {
	n := p.next(1)
	switch {
	case n.Is(")"), n.Is("..."):
		return false
	case n.Is("["):
		return !p.next(2).Is("[")
	case n.Is("*"), n.Is("("), n.Is("^"):
		return true
	case n.Kind == preprocessor.Identifier:
		if _, ok := conventions[n.Text]; ok || n.Text == "__attribute__" || ignoredKeywords[n.Text] && n.Text != "__extension__" {
			return true
		}
		if p.startsType(p.at+1) || n.Text == "register" {
			return false
		}
		after := p.next(2)
		if after.Is("*") {
			// (CALL *name)(…), with a macro that nobody defined, but not (foo_t *x).
			end, ok := p.group(p.at)
			return ok && end < len(p.toks) && p.toks[end].Is("(")
		}
		return after.Is(")") || after.Is("(") || after.Is("[") || after.Kind == preprocessor.Identifier && p.next(3).Is(")")
	}
	return false
}

// suffixes reads the arrays and parameter lists behind a name.
func (p *parser) suffixes(d *declarator, t *typ, conv string, named bool, steps *int) *typ {
	var list []derivation
	for {
		if *steps++; *steps > 100 {
			p.fail("the type is built too deeply")
		}
		switch {
		case p.is("[") && p.next(1).Is("["):
			d.attrs = append(d.attrs, p.bracketAttributes()...)
			continue
		case p.is("["):
			list = append(list, p.arraySuffix())
			continue
		case p.is("("):
			list = append(list, p.parameters(d, conv, named && len(list) == 0))
			conv = ""
			continue
		}
		break
	}
	for i := len(list) - 1; i >= 0; i-- {
		t = list[i](t)
	}
	return t
}

func (p *parser) arraySuffix() derivation {
	p.expect("[")
	a := typ{kind: kindArray, length: lengthNone}
	quals := qualifiers(0)
	for {
		if q, ok := qualifierKeywords[p.peek().Text]; ok {
			quals |= q
			p.at++
			continue
		}
		if p.accept("static") {
			a.static = true
			continue
		}
		break
	}
	if !p.is("]") {
		start := p.at
		a.length = lengthUnknown
		if p.is("*") && p.next(1).Is("]") {
			p.at++
		} else if v := p.constant(); v.kind == valueInt && (int64(v.bits) >= 0 || !p.d.signed(v.typ)) && v.bits < 1<<60 {
			a.length = int64(v.bits)
		} else if v.kind == valueInt {
			p.fail("the array has %d elements", int64(v.bits))
		}
		a.text = preprocessor.Spell(p.toks[start:p.at])
	}
	p.expect("]")
	a.quals = quals // of the pointer that a parameter becomes
	return func(t *typ) *typ {
		if t.kind == kindFunction {
			p.fail("an array of functions")
		}
		c := a
		c.elem = t
		return &c
	}
}

// parameters reads a parameter list. outer is true for that of the name itself.
func (p *parser) parameters(d *declarator, conv string, outer bool) derivation {
	if p.depth++; p.depth > maxDepth {
		p.fail("parameters are nested too deeply")
	}
	defer func() { p.depth-- }()
	p.expect("(")
	f := typ{kind: kindFunction, conv: conv}
	var spans [][2]int
	switch {
	case p.is(")"):
		f.noProto = true
	case p.is("void") && p.next(1).Is(")"):
		p.at++
	case p.peek().Kind == preprocessor.Identifier && !p.startsType(p.at) && !conventionsHas(p.peek().Text) && p.oldStyle():
		f.noProto = true
		for !p.is(")") {
			p.at++
		}
	default:
		for {
			if p.accept("...") {
				f.variadic = true
				break
			}
			start := p.at
			s := p.specify()
			if s.typ == nil {
				p.fail("%s where the type of a parameter is expected", p.found())
			}
			inner := p.declarator(s.typ, s.conv)
			var symbol string
			attrs := append(append(attributes(nil), s.attrs...), inner.attrs...)
			attrs = append(attrs, p.after(&symbol, &inner.align)...)
			f.params = append(f.params, param{name: inner.name, typ: adjusted(p.vectorOrMode(inner.typ, inner.attrs)), attrs: attrs})
			spans = append(spans, [2]int{start, p.at})
			if p.accept("=") {
				p.fail("a default argument is C++")
			}
			if p.accept(";") || p.accept(",") {
				continue // a semicolon ends GNU's forward declarations
			}
			break
		}
	}
	p.expect(")")
	if outer || d.spans == nil {
		d.spans = spans
	}
	return func(t *typ) *typ {
		if t.kind == kindFunction || t.kind == kindArray {
			p.fail("a function that returns a function or an array")
		}
		c := f
		c.elem = t
		return &c
	}
}

// oldStyle reports whether only names stand in the parentheses: an old-style
// definition (ISO C17, 6.9.1).
func (p *parser) oldStyle() bool {
	at := p.at
	for at+1 < len(p.toks) && p.toks[at].Kind == preprocessor.Identifier {
		switch next := &p.toks[at+1]; {
		case next.Is(","):
			at += 2
		case next.Is(")"):
			// f(T) with a T that nobody declared is a prototype.
			return at+2 < len(p.toks) && (p.toks[at+2].Is("{") || p.startsType(at+2))
		default:
			return false
		}
	}
	return false
}

// adjusted is the type of a parameter: arrays and functions become pointers,
// and its own qualifiers do not count for callers (ISO C, 6.7.7.4).
func adjusted(t *typ) *typ {
	r := t
	if t.kind == kindTypedef {
		r = t.resolve()
	}
	switch r.kind {
	case kindArray:
		p := pointerTo(r.elem)
		if r.static && r.length >= 0 {
			p.static, p.length = true, r.length
		}
		return p
	case kindFunction:
		return pointerTo(t.without(0))
	}
	return t.without(qualConst | qualVolatile | qualRestrict)
}

func isAsm(word string) bool { return word == "asm" || word == "__asm__" || word == "__asm" }

// after reads what may stand behind a declarator: attributes, and the name
// that the assembler knows it by.
func (p *parser) after(symbol *string, align *int64) attributes {
	var attrs attributes
	for {
		t := p.peek()
		switch {
		case t.Kind == preprocessor.Identifier && isAsm(t.Text):
			p.at++
			if p.is("volatile") || p.is("__volatile__") {
				p.at++
			}
			start := p.at
			p.skipGroup()
			var b strings.Builder
			for _, s := range p.toks[start:p.at] {
				if s.Kind == preprocessor.String {
					b.WriteString(strings.Trim(s.Text, `"`))
				}
			}
			*symbol = b.String()
		case t.Kind == preprocessor.Identifier && p.attribute(&attrs, align):
		case t.Is("[") && p.next(1).Is("["):
			attrs = append(attrs, p.bracketAttributes()...)
		case t.Kind == preprocessor.Identifier && ignoredKeywords[t.Text]:
			p.at++
		case t.Kind == preprocessor.Identifier && p.annotation():
		default:
			return attrs
		}
	}
}

// isLoud reports whether a name looks like that of a macro.
func isLoud(name string) bool { return strings.ToUpper(name) == name || strings.HasPrefix(name, "_") }

// annotation steps over a word behind a declarator that nobody defined, such
// as FOO_NOTHROW or FOO_PRINTF(1, 2).
func (p *parser) annotation() bool {
	t, n := p.peek(), p.next(1)
	if p.startsType(p.at) || typeKeywords[t.Text] || strings.ToUpper(t.Text) != t.Text && !strings.HasPrefix(t.Text, "_") {
		return false
	}
	if _, ok := storageKeywords[t.Text]; ok {
		return false
	}
	end := p.at + 1
	if n.Is("(") {
		e, ok := p.group(p.at + 1)
		if !ok {
			return false
		}
		end = e
	}
	if end < len(p.toks) {
		if next := &p.toks[end]; !next.Is(";") && !next.Is(",") && !next.Is(")") && !next.Is("{") && !next.Is("__attribute__") {
			return false
		}
	}
	p.at = end
	return true
}
