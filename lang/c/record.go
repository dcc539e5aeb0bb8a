package c

import (
	"fmt"
	"slices"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// recordSpecifier reads a struct or union specifier (ISO C, 6.7.3.2).
func (p *parser) recordSpecifier() *record {
	if p.depth++; p.depth > maxDepth {
		p.fail("structs are nested too deeply")
	}
	defer func() { p.depth-- }()
	head := p.peek()
	union := head.Text == "union"
	p.at++
	var align int64
	attrs := p.attributes(&align)
	tag := ""
	for p.peek().Kind == preprocessor.Identifier {
		if tag != "" && !p.next(1).Is("{") {
			break // the name of what is declared
		}
		tag = p.peek().Text // the last of several words: the others are macros that nobody defined
		p.at++
		if !(p.peek().Kind == preprocessor.Identifier && p.next(1).Is("{")) {
			break
		}
	}
	attrs = append(attrs, p.attributes(&align)...)
	at := placeOf(head)
	r := p.structs[tag]
	if tag == "" || r == nil {
		r = &record{union: union, tag: tag, at: at, declared: at, system: p.system[head.File]}
		if tag != "" {
			p.structs[tag] = r
		}
		p.records = append(p.records, r)
	}
	if tag == "" && p.is("{") && p.next(1).Text == "…" {
		p.skipGroup() // how the surface writes an unnamed record
		return r
	}
	if !p.is("{") {
		if tag == "" {
			p.fail("%s where a tag or { is expected", p.found())
		}
		return r
	}
	if p.unit == nil {
		p.fail("a definition in the text of a type")
	}
	if r.union != union {
		p.fail("%s is a %s before", tag, r.word())
	}
	body := r
	if r.complete {
		body = &record{union: union, tag: tag, at: at, system: r.system}
	}
	body.at = at
	body.pack = p.packing(p.at)
	p.at++
	for !p.accept("}") {
		if p.at >= len(p.toks) {
			p.fail("the members of %s have no end", tag)
		}
		p.member(body)
	}
	attrs = append(attrs, p.attributes(&align)...)
	body.attrs = attrs
	body.packed = attrs.has("packed")
	body.align = align
	body.complete = true
	if body != r {
		if outline(body) != outline(r) && !p.system[head.File] {
			where := ""
			if r.at.file >= 0 {
				where = " at " + p.position(r.at, ".").String()
			}
			p.problems = append(p.problems, preprocessor.Problem{File: at.file, Line: at.line, Text: fmt.Sprintf("%s %s is defined otherwise%s", r.word(), tag, where), Digest: outline(body)})
		}
	}
	return r
}

// outline writes the members of a record, to tell whether two are alike.
func outline(r *record) string {
	s := ""
	for _, f := range r.fields {
		s += f.typ.declare(f.name) + fmt.Sprint(f.bits) + ";"
	}
	return s
}

// member reads a member declaration.
func (p *parser) member(r *record) {
	switch {
	case p.accept(";"):
		return
	case p.is("_Static_assert") || p.is("static_assert"):
		p.at++
		p.skipGroup()
		p.accept(";")
		return
	}
	start := p.at
	s := p.specify()
	if s.typ == nil {
		p.fail("%s where a member is expected", p.found())
	}
	if p.is(";") {
		p.at++
		// An anonymous member: an untagged record, or as Microsoft and Plan 9 have it.
		t := s.typ.resolve()
		if t.kind == kindRecord && t.record.complete && (t.record.tag == "" || s.record == nil || p.toks[p.at-2].Is("}")) {
			p.field(r, &field{typ: s.typ, bits: -1, align: s.align, attrs: s.attrs, at: placeOf(&p.toks[start])})
		}
		return
	}
	for {
		align := s.align
		d := declarator{typ: s.typ, at: placeOf(p.peek())}
		if !p.is(":") {
			d = p.declarator(s.typ, s.conv)
			if d.name == "" {
				p.fail("%s where the name of a member is expected", p.found())
			}
		}
		f := &field{name: d.name, typ: d.typ, bits: -1, at: d.at}
		if d.typ.kind == kindPointer && d.typ.elem.kind == kindFunction {
			f.notes = p.notes(start, &d)
		}
		if p.accept(":") {
			v := p.constant()
			if v.kind != valueInt || v.bits > 1<<16 {
				p.fail("the width of bit-field %s is not known", d.name)
			}
			f.bits = int64(v.bits)
		}
		var symbol string
		own := append(slices.Clone(d.attrs), p.after(&symbol, &align)...)
		f.typ = p.vectorOrMode(d.typ, own)
		f.attrs = append(slices.Clone(s.attrs), own...)
		f.align = max(align, d.align)
		f.pack = f.attrs.has("packed")
		if f.typ.kind == kindFunction {
			p.fail("member %s is a function", d.name)
		}
		p.field(r, f)
		if p.accept(",") {
			continue
		}
		p.expect(";")
		return
	}
}

func (p *parser) field(r *record, f *field) {
	if len(r.fields) >= maxMembers {
		p.fail("%s has too many members", r.word())
	}
	r.fields = append(r.fields, f)
}

// enumSpecifier reads an enum specifier (ISO C, 6.7.3.3).
func (p *parser) enumSpecifier() *enum {
	head := p.peek()
	p.at++
	var align int64
	attrs := p.attributes(&align)
	tag := ""
	if t := p.peek(); t.Kind == preprocessor.Identifier {
		tag = t.Text
		p.at++
	}
	attrs = append(attrs, p.attributes(&align)...)
	at := placeOf(head)
	var fixed *typ
	if p.is(":") && p.startsType(p.at+1) {
		p.at++
		s := p.specify()
		fixed = s.typ
	}
	e := p.enums[tag]
	if tag == "" || e == nil {
		e = &enum{tag: tag, at: at, system: p.system[head.File], fixed: fixed}
		if tag != "" {
			p.enums[tag] = e
		}
		p.enumList = append(p.enumList, e)
	}
	if tag == "" && p.is("{") && p.next(1).Text == "…" {
		p.skipGroup()
		return e
	}
	if !p.accept("{") {
		if tag == "" {
			p.fail("%s where a tag or { is expected", p.found())
		}
		return e
	}
	if p.unit == nil {
		p.fail("a definition in the text of a type")
	}
	again := e.complete
	if !again {
		e.at = at
	}
	next, known, wide := int64(0), true, false
	for !p.accept("}") {
		t := p.peek()
		if t.Kind != preprocessor.Identifier {
			p.fail("%s where an enumerator is expected", t.Text)
		}
		n := &enumerator{name: t.Text, at: placeOf(t)}
		p.at++
		n.attrs = p.attributes(&align)
		if p.accept("=") {
			v := p.constant()
			known = v.kind == valueInt
			next, wide = int64(v.bits), known && v.bits>>63 != 0 && !p.d.signed(v.typ)
		}
		n.value, n.known, n.wide = next, known, wide
		next++
		p.constants[n.name] = n
		if !again {
			e.enumerators = append(e.enumerators, n)
		}
		if !p.accept(",") {
			p.expect("}")
			break
		}
	}
	e.attrs = append(attrs, p.attributes(&align)...)
	e.packed = e.attrs.has("packed")
	e.complete = true
	return e
}
