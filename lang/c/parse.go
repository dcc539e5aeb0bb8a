package c

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

const (
	maxDepth   = 200    // of what is nested in a declaration
	maxMembers = 10_000 // of one struct
	maxSkipped = 50_000 // tokens within brackets of a declaration that is not understood
	maxFields  = 50_000 // of all structs, those of unnamed members counted where they are reached
	maxDerive  = 500    // pointers, arrays, functions and typedefs of a type
)

// A parser reads the external declarations of a unit (ISO C, 6.9). What it
// cannot read is a problem, and it goes on with the next declaration.
type parser struct {
	d     *dialect
	unit  *preprocessor.Unit
	toks  []preprocessor.Token // without the markers
	marks []mark               // the markers, by the token that they stand before
	at    int
	depth int

	typedefs  map[string]*typ
	objects   map[string]*typ    // and functions
	structs   map[string]*record // and unions: they share their tags
	enums     map[string]*enum
	constants map[string]*enumerator

	symbols map[string]string // by name: what #pragma redefine_extname makes of it

	decls    []*decl
	records  []*record
	enumList []*enum
	problems []preprocessor.Problem

	system   map[int32]bool         // by file: a stand-in
	internal map[int32]bool         // by file: one of the tree that is not public
	lookup   func(string) *typ      // finds a typedef that is not in typedefs; may be nil
	standard func() map[string]*typ // typedefs of the system's headers, for those who forget to include them
}

// A decl is a declaration of a function, an object or a typedef.
type decl struct {
	name    string
	typ     *typ
	storage string // "typedef", "extern", "static" or ""
	inline  bool
	thread  bool
	attrs   attributes
	conv    string // the calling convention as written, though the target may ignore it
	symbol  string // the assembler name, "" for that of C
	externC bool
	body    []preprocessor.Token // of a function that is defined
	init    string               // the initializer of an object
	at      place
	notes   string // annotations: empty macros among the parameters
}

// A syntaxError ends a declaration.
type syntaxError struct {
	text string
	at   int
}

func newParser(d *dialect, unit *preprocessor.Unit, system map[int32]bool) *parser {
	p := &parser{
		d: d, unit: unit, system: system,
		typedefs: map[string]*typ{}, objects: map[string]*typ{}, structs: map[string]*record{}, enums: map[string]*enum{}, constants: map[string]*enumerator{},
	}
	p.toks = make([]preprocessor.Token, 0, len(unit.Tokens)+1)
	var packs []int64
	pack, linked := int64(0), 0
	var visibility []string
	p.symbols = map[string]string{}
	for _, t := range unit.Tokens {
		switch t.Kind {
		case preprocessor.Pragma:
			words := strings.Fields(t.Text)
			switch {
			case len(words) == 0:
				continue
			case strings.HasPrefix(words[0], "pack"):
				pack, packs = applyPack(t.Text, pack, packs)
			case words[0] == "redefine_extname" && len(words) == 3:
				p.symbols[words[1]] = words[2]
				continue
			case words[0] == "GCC" && len(words) > 1 && words[1] == "visibility":
				_, arg, push := strings.Cut(t.Text, "(")
				if push {
					visibility = append(visibility, strings.Trim(arg, " )"))
				} else if len(visibility) > 0 {
					visibility = visibility[:len(visibility)-1]
				}
			default:
				continue
			}
		case preprocessor.CBegin:
			linked++
		case preprocessor.CEnd:
			linked = max(linked-1, 0)
		case preprocessor.COne, preprocessor.Empty:
		default:
			p.toks = append(p.toks, t)
			continue
		}
		m := mark{before: len(p.toks), token: t, pack: pack, linked: linked}
		if len(visibility) > 0 {
			m.hidden = visibility[len(visibility)-1]
		}
		p.marks = append(p.marks, m)
	}
	return p
}

var endOfTokens = &preprocessor.Token{Kind: preprocessor.Other, Text: ""}

func (p *parser) peek() *preprocessor.Token { return p.next(0) }

func (p *parser) next(n int) *preprocessor.Token {
	if p.at+n < len(p.toks) {
		return &p.toks[p.at+n]
	}
	return endOfTokens
}

func (p *parser) is(text string) bool { return p.peek().Is(text) }

func (p *parser) accept(text string) bool {
	if p.is(text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.fail("%s where %s is expected", p.found(), text)
	}
}

func (p *parser) fail(format string, args ...any) {
	panic(syntaxError{fmt.Sprintf(format, args...), p.at})
}

// found says what stands where something else is expected.
func (p *parser) found() string {
	if t := p.peek(); t != endOfTokens {
		return t.Text
	}
	return "the end"
}

// newTextParser makes a parser of the text of a type or an expression, without
// declarations before it.
func newTextParser(d *dialect, text string) *parser {
	return &parser{d: d, toks: preprocessor.Lex(text), typedefs: map[string]*typ{}, structs: map[string]*record{}, enums: map[string]*enum{}, constants: map[string]*enumerator{}}
}

// skipGroup steps over a bracketed group.
func (p *parser) skipGroup() {
	end, ok := p.group(p.at)
	if !ok {
		p.fail("%s is never closed", p.found())
	}
	p.at = end
}

// groupWithin is group for brackets that are not further apart than most tokens.
func (p *parser) groupWithin(at, most int) (int, bool) {
	q := *p
	q.toks = p.toks[:min(len(p.toks), at+most)]
	return q.group(at)
}

// group returns the index behind the bracketed group at a token.
func (p *parser) group(at int) (int, bool) {
	depth := 0
	for ; at < len(p.toks); at++ {
		if t := &p.toks[at]; t.Kind == preprocessor.Punct {
			switch t.Text {
			case "(", "[", "{":
				depth++
			case ")", "]", "}":
				depth--
			}
		}
		if depth <= 0 {
			return at + 1, depth == 0
		}
	}
	return at, false
}

// parse reads all declarations.
func (p *parser) parse() {
	for p.at < len(p.toks) {
		p.external()
	}
}

// external reads one external declaration, or notes the problem and steps over it.
func (p *parser) external() {
	start := p.at
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		err, ok := r.(syntaxError)
		if !ok {
			panic(r)
		}
		p.depth = 0
		p.at = start
		p.recover(err)
	}()
	switch t := p.peek(); {
	case p.accept(";"):
		return
	case t.Is("_Static_assert") || t.Is("static_assert"):
		p.at++
		p.skipGroup()
		p.accept(";")
		return
	case t.Is("asm") || t.Is("__asm__") || t.Is("__asm"):
		for !p.is("(") && p.at < len(p.toks) {
			p.at++
		}
		p.skipGroup()
		p.accept(";")
		return
	case t.Is("extern") && p.next(1).Kind == preprocessor.String && p.next(2).Text != "{":
		p.at += 2 // of C++: the header takes both for the same
		return
	case t.Is("extern") && p.next(1).Kind == preprocessor.String,
		cxxWords[t.Text] && (p.next(1).Kind == preprocessor.Identifier || p.next(1).Is("<") || p.next(1).Is("{")) && p.typedef(t.Text) == nil:
		p.fail("it is C++, and not kept from C by #ifdef __cplusplus")
	}
	p.declaration()
}

// cxxWords begin declarations of C++ that are none of C.
var cxxWords = map[string]bool{"namespace": true, "class": true, "template": true, "using": true}

// recover notes a problem, and steps behind the declaration that has it.
func (p *parser) recover(err syntaxError) {
	start := p.at
	p.at = p.behind(start)
	if p.at <= start {
		p.at = start + 1
	}
	text := preprocessor.Spell(p.toks[start:min(p.at, start+200)])
	first := p.toks[start]
	if !p.system[first.File] {
		if len(text) > 60 {
			text = text[:60] + "…"
		}
		p.problems = append(p.problems, preprocessor.Problem{
			File: first.File, Line: first.Line, Text: fmt.Sprintf("does not parse: %s (%s)", err.text, strings.ToValidUTF8(text, "?")),
			Digest: preprocessor.Spell(p.toks[start:p.at]),
		})
	}
}

// behind finds the end of the declaration at a token without understanding it:
// a semicolon or the closing brace of a body, outside of other brackets. Where
// brackets do not match, the next line that is another file's, or the next
// semicolon, has to do.
func (p *parser) behind(start int) int {
	for at := start; at < len(p.toks); at++ {
		t := &p.toks[at]
		if t.Kind != preprocessor.Punct {
			continue
		}
		switch t.Text {
		case ";":
			return at + 1
		case "}":
			return at + 1
		case "(", "[", "{":
			end, ok := p.groupWithin(at, maxSkipped)
			if !ok {
				for k := at; k < len(p.toks); k++ {
					if p.toks[k].Is(";") {
						return k + 1
					}
				}
				return len(p.toks)
			}
			at = end - 1
			if t.Text == "{" {
				// A body ends a function; a struct goes on to its semicolon.
				if at+1 >= len(p.toks) {
					return at + 1
				}
				next := &p.toks[at+1]
				if !next.Is(";") && !next.Is("*") && !next.Is("=") && !next.Is(",") && !(next.Kind == preprocessor.Identifier && at+2 < len(p.toks) && (p.toks[at+2].Is(";") || p.toks[at+2].Is(","))) {
					return at + 1
				}
			}
		}
	}
	return len(p.toks)
}

// declaration reads a declaration or a function definition.
func (p *parser) declaration() {
	start := p.at
	s := p.specify()
	if s.typ == nil {
		p.noType(s, start)
		return
	}
	s.attrs = append(s.attrs, p.attributes(&s.align)...)
	if p.accept(";") {
		if s.record != nil {
			s.record.alone = true
		}
		return // it declares a tag only
	}
	for first := true; ; first = false {
		d := p.declarator(s.typ, s.conv)
		if d.name == "" {
			p.fail("%s where a name is expected", p.found())
		}
		one := p.declared(&s, &d, start)
		if first && one.typ.kind == kindFunction && (p.is("{") || p.startsType(p.at) && one.typ.noProto) {
			for !p.is("{") && p.at < len(p.toks) {
				p.at++ // the declarations of parameters of an old-style definition
			}
			from := p.at
			end, ok := p.group(p.at)
			if !ok {
				p.fail("the body of %s is never closed", one.name)
			}
			one.body = p.toks[from:end]
			p.at = end
			p.add(one)
			return
		}
		if p.accept("=") {
			from := p.at
			p.initializer()
			one.init = p.initial(from, p.at)
		}
		p.add(one)
		if p.accept(",") {
			continue
		}
		if !p.is(";") && p.at < len(p.toks) && p.peek().Space() && p.startsDeclaration() {
			return // a macro that is not there brought the semicolon
		}
		p.expect(";")
		return
	}
}

// startsDeclaration reports whether a new declaration can begin here, though
// the last has no semicolon.
func (p *parser) startsDeclaration() bool {
	t := p.peek()
	return t.Is("typedef") || t.Is("extern") || t.Is("static")
}

// noType handles a declaration without a type: an unknown macro on a line of
// its own, or a function of old C that returns int.
func (p *parser) noType(s specifiers, start int) {
	t := p.peek()
	if t.Kind == preprocessor.Identifier && s.empty && p.at == start {
		unknown := func(end int) {
			p.problems = append(p.problems, preprocessor.Problem{File: t.File, Line: t.Line, Text: t.Text + " is not defined", Digest: preprocessor.Spell(p.toks[start:end]), Beyond: true})
			p.at = end
		}
		newLine := func(at int) bool { return at >= len(p.toks) || p.toks[at].Line != p.toks[at-1].Line }
		if newLine(p.at+1) && !p.next(1).Is(";") && !p.next(1).Is("(") && !p.next(1).Is("=") {
			unknown(p.at + 1)
			return
		}
		if p.next(1).Is("(") {
			if end, ok := p.group(p.at + 1); ok {
				if end < len(p.toks) && p.toks[end].Is(";") {
					end++
				} else if !newLine(end) || end < len(p.toks) && p.toks[end].Is("{") {
					p.fail("%s is not known", t.Text)
				}
				unknown(end)
				return
			}
		}
	}
	if s.storage != "" && t.Kind == preprocessor.Identifier && p.next(1).Is("(") || s.inline {
		s.typ = typeInt
		d := p.declarator(s.typ, s.conv)
		one := p.declared(&s, &d, start)
		if d.name != "" && one.typ.kind == kindFunction && p.accept(";") {
			p.add(one)
			return
		}
	}
	if t == endOfTokens {
		p.fail("the declaration has no end")
	}
	p.fail("%s is not known", t.Text)
}

// initializer steps over an initializer.
func (p *parser) initializer() {
	for p.at < len(p.toks) && !p.is(",") && !p.is(";") {
		if p.is("(") || p.is("[") || p.is("{") {
			p.skipGroup()
			continue
		}
		if p.is(")") || p.is("]") || p.is("}") {
			p.fail("unexpected %s", p.found())
		}
		p.at++
	}
}

// declared makes the declaration of a declarator.
func (p *parser) declared(s *specifiers, d *declarator, start int) *decl {
	symbol := d.symbol
	align := max(s.align, d.align)
	own := append(slices.Clone(d.attrs), p.after(&symbol, &align)...)
	attrs := append(slices.Clone(s.attrs), own...)
	one := &decl{
		name: d.name, typ: d.typ, storage: s.storage, inline: s.inline, thread: s.thread,
		attrs: attrs, symbol: symbol, externC: p.linkage(start), at: d.at,
	}
	if one.symbol == "" {
		one.symbol = p.symbols[one.name]
	}
	if v := p.visibility(start); v != "" && s.storage != "typedef" && !attrs.has("visibility") {
		one.attrs = append(one.attrs, attribute{"visibility", v})
	}
	if one.typ.kind == kindFunction {
		if conv := p.attributeConvention(attrs); conv != "" && one.typ.conv == "" {
			t := *one.typ
			t.conv = conv
			one.typ = &t
		}
		one.conv = p.writtenConvention(start, d.nameAt, attrs)
	} else {
		one.typ = p.vectorOrMode(one.typ, own)
		if conv := p.attributeConvention(own); conv != "" && one.typ.kind == kindPointer && one.typ.elem.kind == kindFunction && one.typ.elem.conv == "" {
			pointer, function := *one.typ, *one.typ.elem
			function.conv = conv
			pointer.elem = &function
			one.typ = &pointer
		}
	}
	one.notes = p.notes(start, d)
	one.thread = one.thread || attrs.has("thread")
	if align > 0 && s.storage == "typedef" {
		t := *one.typ
		t.align = align
		one.typ = &t
	}
	return one
}

// writtenConvention is the calling convention that a function is declared with,
// though the target may ignore it.
func (p *parser) writtenConvention(start, name int, attrs attributes) string {
	depth := 0
	for _, t := range p.toks[start:name] {
		switch {
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		case depth == 0 && conventions[t.Text] != "":
			return conventions[t.Text]
		}
	}
	for _, a := range attrs {
		if conv := conventions["__"+a.name]; conv != "" {
			return conv
		}
	}
	return ""
}

// notes writes the annotations of a declaration: of what a function returns,
// and of its parameters by number.
func (p *parser) notes(start int, d *declarator) string {
	if len(p.marks) == 0 {
		return ""
	}
	var notes []string
	for _, name := range p.annotations(start, d.nameAt) {
		if strings.ToLower(name) == name {
			notes = append(notes, "return:"+name)
		}
	}
	for i, span := range d.spans {
		for _, name := range p.annotations(span[0], span[1]-1) {
			notes = append(notes, fmt.Sprintf("%d:%s", i+1, name))
		}
	}
	return strings.Join(notes, " ")
}

// add enters a declaration.
func (p *parser) add(d *decl) {
	if d.storage == "typedef" {
		t := &typ{kind: kindTypedef, name: d.name, elem: d.typ, align: d.typ.align, system: p.system[d.at.file], internal: p.internal[d.at.file]}
		if d.typ.kind == kindTypedef && d.typ.elem != nil && p.derivations(t) > maxDerive {
			p.fail("too many typedefs of typedefs")
		}
		if d.typ.kind == kindRecord && d.typ.quals == 0 && (d.typ.record.typedef == "" || d.typ.record.typedef != d.typ.record.tag && d.name == d.typ.record.tag) {
			d.typ.record.typedef, d.typ.record.declared = d.name, d.at
		}
		if d.typ.kind == kindEnum && d.typ.quals == 0 && (d.typ.enum.typedef == "" || d.typ.enum.typedef != d.typ.enum.tag && d.name == d.typ.enum.tag) {
			d.typ.enum.typedef = d.name
		}
		if before := p.typedefs[d.name]; before != nil && before.elem.resolve().String() == d.typ.resolve().String() {
			return // the same typedef may be repeated (ISO C, 6.7.9)
		} else if before != nil && before.system != t.system {
			if before.system {
				p.typedefs[d.name] = t
				p.decls = append(p.decls, d)
			}
			return
		} else if before != nil && !t.system {
			p.problems = append(p.problems, preprocessor.Problem{File: d.at.file, Line: d.at.line, Text: fmt.Sprintf("the typedef %s stands for %s before, and here for %s", d.name, before.elem, d.typ), Digest: d.typ.String()})
			return
		}
		p.typedefs[d.name] = t
	} else {
		p.objects[d.name] = d.typ
	}
	p.decls = append(p.decls, d)
}

// derivations counts how deep a type is built.
func (p *parser) derivations(t *typ) int {
	n := 0
	for t != nil && t.kind != kindRecord && t.kind != kindEnum && n <= maxDerive {
		n++
		t = t.elem
	}
	return n
}

// position is where a place stands in the component.
func (p *parser) position(at place, root string) api.Pos {
	if at.file < 0 {
		return api.Pos{}
	}
	name := p.unit.Reader.File(at.file).Name
	if root != "." {
		name = strings.TrimPrefix(name, root+"/")
	}
	return api.Pos{File: name, Line: int(at.line)}
}
