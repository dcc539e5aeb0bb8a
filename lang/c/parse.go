package c

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

const (
	maxDepth  = 200 // of what is nested in a declaration
	maxDerive = 500 // pointers, arrays, functions and typedefs of a type
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
	structs   map[string]*record // and unions: they share their tags
	enums     map[string]*enum
	constants map[string]*enumerator

	symbols map[string]string // by name: what #pragma redefine_extname makes of it

	decls    []*decl
	records  []*record
	enumList []*enum
	problems []preprocessor.Problem

	system   map[int32]bool         // by file: a stand-in
	lookup   func(string) *typ      // finds a typedef that is not in typedefs; may be nil
	standard func() map[string]*typ // typedefs of the system's headers, for those who forget to include them
}

// A mark is a token of the preprocessor that is not one of C.
type mark struct {
	before int // index of the token behind it
	token  preprocessor.Token
	pack   int64  // the packing from here on
	linked int    // how many extern "C" are open
	hidden string // the visibility that #pragma GCC visibility asks for, "" for none
}

// A decl is a declaration of a function, an object or a typedef.
type decl struct {
	name      string
	typ       *typ
	storage   string // "typedef", "extern", "static" or ""
	inline    bool
	thread    bool
	attrs     attributes
	conv      string // the calling convention as written, though the target may ignore it
	symbol    string // the assembler name, "" for that of C
	externC   bool
	body      []preprocessor.Token // of a function that is defined
	init      string               // the initializer of an object
	at        place
	notes     string // annotations: empty macros among the parameters
	oldStyle  bool
	recordRef *record // declared along with it
}

// A syntaxError ends a declaration.
type syntaxError struct {
	text string
	at   int
}

func newParser(d *dialect, unit *preprocessor.Unit, system map[int32]bool) *parser {
	p := &parser{
		d: d, unit: unit, system: system,
		typedefs: map[string]*typ{}, structs: map[string]*record{}, enums: map[string]*enum{}, constants: map[string]*enumerator{},
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

// applyPack obeys a #pragma pack.
func applyPack(text string, pack int64, stack []int64) (int64, []int64) {
	_, args, ok := strings.Cut(text, "(")
	if !ok {
		return pack, stack
	}
	if i := strings.IndexByte(args, ')'); i >= 0 {
		args = args[:i]
	}
	number := int64(-1)
	push, pop := false, false
	for arg := range strings.SplitSeq(args, ",") {
		switch arg = strings.TrimSpace(arg); arg {
		case "push":
			push = true
		case "pop":
			pop = true
		default:
			if v, _, ok := preprocessor.Integer(arg); ok && v <= 16 {
				number = int64(v)
			}
		}
	}
	switch {
	case push:
		stack = append(stack, pack)
	case pop:
		if len(stack) > 0 {
			pack, stack = stack[len(stack)-1], stack[:len(stack)-1]
		}
	case number < 0 && strings.TrimSpace(args) == "":
		return 0, stack
	}
	if number >= 0 {
		pack = number
	}
	return pack, stack
}

// markAt returns the index behind the last mark that stands before a token.
func (p *parser) markAt(at int) int {
	return sort.Search(len(p.marks), func(i int) bool { return p.marks[i].before > at })
}

// packing is the value of #pragma pack at a token.
func (p *parser) packing(at int) int64 {
	if i := p.markAt(at); i > 0 {
		return p.marks[i-1].pack
	}
	return 0
}

// visibility is what #pragma GCC visibility asks for at a token.
func (p *parser) visibility(at int) string {
	if i := p.markAt(at); i > 0 {
		return p.marks[i-1].hidden
	}
	return ""
}

// linkage reports whether C++ sees a declaration as one of C.
func (p *parser) linkage(at int) bool {
	i := p.markAt(at)
	if i == 0 {
		return false
	}
	if p.marks[i-1].linked > 0 {
		return true
	}
	for i--; i >= 0 && p.marks[i].before == at; i-- {
		if p.marks[i].token.Kind == preprocessor.COne {
			return true
		}
	}
	return false
}

// notes lists the annotations before the tokens from to end.
func (p *parser) annotations(from, to int) []string {
	var list []string
	for i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].before >= from }); i < len(p.marks) && p.marks[i].before <= to; i++ {
		if p.marks[i].token.Kind == preprocessor.Empty {
			list = append(list, p.marks[i].token.Text)
		}
	}
	return list
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
		t := p.peek()
		if t == endOfTokens {
			p.fail("the file ends where %s is expected", text)
		}
		p.fail("%s where %s is expected", t.Text, text)
	}
}

func (p *parser) fail(format string, args ...any) {
	panic(syntaxError{fmt.Sprintf(format, args...), p.at})
}

// skipGroup steps over a bracketed group.
func (p *parser) skipGroup() {
	end, ok := p.group(p.at)
	if !ok {
		p.fail("%s is never closed", p.peek().Text)
	}
	p.at = end
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
	case t.Is("extern") && p.next(1).Kind == preprocessor.String:
		p.fail("C++ stands here for every language")
	}
	p.declaration()
}

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
			File: first.File, Line: first.Line, Text: fmt.Sprintf("%s: %s", strings.ToValidUTF8(text, "?"), err.text),
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
			end, ok := p.group(at)
			if !ok || end-at > 50_000 {
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

// specifiers are what stands before declarators.
type specifiers struct {
	typ     *typ
	storage string
	inline  bool
	thread  bool
	attrs   attributes
	align   int64
	conv    string
	quals   qualifiers
	record  *record // defined or declared here
	enum    *enum
	empty   bool // nothing stood there
	unknown string
}

var typeKeywords = map[string]bool{
	"void": true, "char": true, "short": true, "int": true, "long": true, "float": true, "double": true, "signed": true, "unsigned": true,
	"_Bool": true, "bool": true, "_Complex": true, "_Imaginary": true, "struct": true, "union": true, "enum": true, "typeof": true, "__typeof__": true, "__typeof": true,
	"typeof_unqual": true, "__typeof_unqual__": true, "_Atomic": true, "_BitInt": true, "__int128": true, "__int128_t": true, "__uint128_t": true, "__signed__": true, "__signed": true, "__complex__": true, "__complex": true,
	"_Float16": true, "_Float32": true, "_Float64": true, "_Float128": true, "_Float32x": true, "_Float64x": true, "__float128": true, "__bf16": true,
	"_Decimal32": true, "_Decimal64": true, "_Decimal128": true, "__int8": true, "__int16": true, "__int32": true, "__int64": true,
	"__builtin_va_list": true, "__auto_type": true, "nullptr_t": false,
}

var qualifierKeywords = map[string]qualifiers{
	"const": qualConst, "__const": qualConst, "__const__": qualConst, "volatile": qualVolatile, "__volatile": qualVolatile, "__volatile__": qualVolatile,
	"restrict": qualRestrict, "__restrict": qualRestrict, "__restrict__": qualRestrict,
}

var storageKeywords = map[string]string{
	"typedef": "typedef", "extern": "extern", "static": "static", "register": "", "auto": "", "constexpr": "constexpr",
	"inline": "inline", "__inline": "inline", "__inline__": "inline", "__forceinline": "inline", "_Noreturn": "noreturn",
	"thread_local": "thread", "_Thread_local": "thread", "__thread": "thread",
}

// ignoredKeywords say nothing of a type.
var ignoredKeywords = map[string]bool{
	"__extension__": true, "__w64": true, "__ptr32": true, "__ptr64": true, "__unaligned": true, "__sptr": true, "__uptr": true,
	"_Nonnull": true, "_Nullable": true, "_Null_unspecified": true, "__nonnull": true, "__nullable": true, "_Nullable_result": true,
	"__kindof": true, "__strong": true, "__weak": true, "__unsafe_unretained": true, "__autoreleasing": true, "__block": true, "__single": true,
}

var conventions = map[string]string{
	"__cdecl": "", "_cdecl": "", "__stdcall": "__stdcall", "_stdcall": "__stdcall", "__fastcall": "__fastcall", "_fastcall": "__fastcall",
	"__thiscall": "__thiscall", "__vectorcall": "__vectorcall", "__regcall": "__regcall", "__pascal": "__pascal", "__clrcall": "__clrcall",
}

// convention is the calling convention that a keyword asks for, "" for the usual
// one. 64-bit targets have one only, and ignore the others, but for __vectorcall.
func (p *parser) convention(word string) string {
	conv := conventions[word]
	if p.d.pointer == 8 && conv != "__vectorcall" && conv != "__regcall" {
		return ""
	}
	return conv
}

// startsType reports whether the token at an index begins a type name.
func (p *parser) startsType(at int) bool {
	if at >= len(p.toks) || p.toks[at].Kind != preprocessor.Identifier {
		return false
	}
	text := p.toks[at].Text
	return typeKeywords[text] || qualifierKeywords[text] != 0 || p.typedef(text) != nil || text == "__extension__" || text == "__attribute__" || text == "__unaligned"
}

// typedef returns the typedef of a name, or nil.
func (p *parser) typedef(name string) *typ {
	if td := p.typedefs[name]; td != nil || p.lookup == nil {
		return td
	}
	return p.lookup(name)
}

// specify reads declaration specifiers. member is true in a record, where no
// storage class may stand.
func (p *parser) specify() specifiers {
	s := specifiers{empty: true}
	words := map[string]int{}
	given := false
	for {
		t := p.peek()
		if t.Kind == preprocessor.Punct && t.Text == "[" && p.next(1).Is("[") {
			s.attrs = append(s.attrs, p.bracketAttributes()...)
			continue
		}
		if t.Kind != preprocessor.Identifier {
			break
		}
		if q, ok := qualifierKeywords[t.Text]; ok {
			s.quals |= q
			p.at++
			s.empty = false
			continue
		}
		if word, ok := storageKeywords[t.Text]; ok {
			p.at++
			s.empty = false
			switch word {
			case "inline":
				s.inline = true
			case "thread":
				s.thread = true
			case "constexpr":
				s.quals |= qualConst
				s.storage = cmp.Or(s.storage, "static")
			case "noreturn":
				s.attrs = append(s.attrs, attribute{name: "noreturn"})
			case "":
			default:
				s.storage = word
			}
			continue
		}
		if ignoredKeywords[t.Text] {
			p.at++
			continue
		}
		if _, ok := conventions[t.Text]; ok {
			s.conv = p.convention(t.Text)
			p.at++
			continue
		}
		if p.attribute(&s.attrs, &s.align) {
			continue
		}
		switch t.Text {
		case "struct", "union":
			if given {
				p.fail("two types in one declaration")
			}
			s.record = p.recordSpecifier()
			s.typ = &typ{kind: kindRecord, record: s.record}
			given, s.empty = true, false
			continue
		case "enum":
			if given {
				p.fail("two types in one declaration")
			}
			s.enum = p.enumSpecifier()
			s.typ = &typ{kind: kindEnum, enum: s.enum}
			given, s.empty = true, false
			continue
		case "typeof", "__typeof__", "__typeof", "typeof_unqual", "__typeof_unqual__":
			s.typ = p.typeOf()
			given, s.empty = true, false
			continue
		case "_Atomic":
			p.at++
			s.empty = false
			if p.is("(") {
				p.at++
				s.typ = p.typeName().with(qualAtomic)
				p.expect(")")
				given = true
			} else {
				s.quals |= qualAtomic
			}
			continue
		case "_BitInt":
			p.at++
			start := p.at
			p.skipGroup()
			words["_BitInt"+preprocessor.Spell(p.toks[start:p.at])]++
			given, s.empty = true, false
			continue
		case "__auto_type":
			p.at++
			s.typ = &typ{kind: kindUnknown, text: "__auto_type"}
			given, s.empty = true, false
			continue
		}
		if typeKeywords[t.Text] {
			if s.typ != nil {
				p.fail("two types in one declaration")
			}
			words[plainWord(t.Text)]++
			p.at++
			given, s.empty = true, false
			continue
		}
		if given {
			break
		}
		if td := p.typedef(t.Text); td != nil {
			s.typ = td
			given, s.empty = true, false
			p.at++
			continue
		}
		if t.Text == "nullptr_t" {
			s.typ = basic("nullptr_t")
			given, s.empty = true, false
			p.at++
			continue
		}
		if !p.unknownType(&s) {
			break
		}
		if s.typ != nil {
			given = true
		}
	}
	if len(words) > 0 {
		s.typ = p.arithmetic(words)
	}
	if s.typ != nil {
		s.typ = p.vectorOrMode(s.typ, s.attrs)
		s.typ = s.typ.with(s.quals)
	}
	return s
}

// unknownType takes an identifier that nobody declared, where a type may
// stand: a macro that is not there, or a type of a header that is not.
func (p *parser) unknownType(s *specifiers) bool {
	t, after := p.peek(), p.next(1)
	switch {
	case after.Kind == preprocessor.Identifier:
		text := after.Text
		_, isStorage := storageKeywords[text]
		_, isConv := conventions[text]
		if qualifierKeywords[text] != 0 {
			// FOO_API const foo_t *f(void), but not foo_t const x.
			n := 2
			for qualifierKeywords[p.next(n).Text] != 0 {
				n++
			}
			q := p.next(n)
			isType := q.Kind == preprocessor.Identifier && (typeKeywords[q.Text] || p.typedefs[q.Text] != nil || p.next(n+1).Kind == preprocessor.Identifier || p.next(n+1).Is("*"))
			isStorage = isStorage || isType
		}
		if isLoud(text) && p.next(2).Is("(") && strings.ToUpper(text) == text && after.Line != t.Line {
			isStorage = true // two macros on lines of their own
		}
		if isStorage || text == "__attribute__" || text == "__declspec" || typeKeywords[text] && text != "_Atomic" || p.typedefs[text] != nil || (p.next(2).Kind == preprocessor.Identifier || p.next(2).Is("*")) && !isConv && qualifierKeywords[text] == 0 && !ignoredKeywords[text] {
			// An annotation: FOO_API int f(void).
			s.unknown = t.Text
			s.empty = false
			p.at++
			return true
		}
	case after.Is("*"), after.Is(")"), after.Is(","), after.Is("["), after.Is(":"):
	case after.Is("("):
		// FOO_RET(int) f(void) is beyond knowing; int f(foo_t (*)(void)) is not.
		if !p.next(2).Is("*") && !conventionsHas(p.next(2).Text) {
			return false
		}
	default:
		return false
	}
	if after.Is(",") && s.storage == "" && s.empty && p.depth == 0 {
		return false
	}
	if p.standard != nil {
		s.typ = p.standard()[t.Text]
	}
	if s.typ == nil {
		s.typ = &typ{kind: kindExternal, name: t.Text}
	}
	s.empty = false
	p.at++
	return true
}

func conventionsHas(word string) bool {
	_, ok := conventions[word]
	return ok
}

// plainWord is the keyword of ISO C for one of a compiler.
func plainWord(s string) string {
	switch s {
	case "__signed__", "__signed":
		return "signed"
	case "_Bool":
		return "bool"
	case "__complex__", "__complex", "_Imaginary":
		return "_Complex"
	case "__int128_t":
		return "__int128"
	case "__int8":
		return "char"
	case "__int16":
		return "short"
	case "__int32":
		return "int"
	}
	return s
}

// arithmetic is the type that a multiset of keywords names (ISO C, 6.7.3.1).
func (p *parser) arithmetic(words map[string]int) *typ {
	if words["__int64"] > 0 {
		delete(words, "__int64")
		words["long"] = 2
	}
	if words["__uint128_t"] > 0 {
		delete(words, "__uint128_t")
		words["__int128"], words["unsigned"] = 1, 1
	}
	name := ""
	unsigned, signed := words["unsigned"] > 0, words["signed"] > 0
	complex := words["_Complex"] > 0
	delete(words, "_Complex")
	switch {
	case words["char"] > 0:
		name = "char"
		if signed {
			return basic("signed char")
		}
	case words["short"] > 0:
		name = "short"
	case words["double"] > 0:
		name = "double"
		if words["long"] > 0 {
			name = "long double"
		}
	case words["long"] > 1:
		name = "long long"
	case words["long"] == 1:
		name = "long"
	case words["int"] > 0 || len(words) == 0 && complex:
		name = "int"
		if complex && len(words) == 0 {
			name = "double"
		}
	default:
		for w := range words {
			if w != "unsigned" && w != "signed" {
				if name != "" {
					p.fail("%s and %s are no type", min(name, w), max(name, w))
				}
				name = w
			}
		}
		if name == "" {
			name = "int"
		}
	}
	if unsigned && (name == "double" || name == "float" || name == "void" || name == "bool") {
		p.fail("unsigned %s is no type", name)
	}
	if unsigned {
		name = "unsigned " + name
	}
	if complex {
		name += " _Complex"
	}
	return basic(name)
}

// vectorOrMode applies the GNU attributes that make another type.
func (p *parser) vectorOrMode(t *typ, attrs attributes) *typ {
	if a, ok := attrs.get("vector_size"); ok {
		if n, _, ok := preprocessor.Integer(a); ok && n <= 1<<16 {
			return &typ{kind: kindVector, elem: t, length: int64(n)}
		}
		return &typ{kind: kindUnknown, text: t.String() + " __attribute__((vector_size(" + a + ")))"}
	}
	if a, ok := attrs.get("mode"); ok {
		name := map[string]string{"QI": "signed char", "byte": "signed char", "HI": "short", "SI": "int", "DI": "long long", "TI": "__int128", "SF": "float", "DF": "double"}[strings.Trim(a, "_")]
		if strings.Trim(a, "_") == "word" || strings.Trim(a, "_") == "pointer" {
			name = "long"
		}
		if name == "long long" && p.d.long == 8 {
			name = "long"
		}
		if r := t.resolve(); r.kind == kindBasic && name != "" {
			if strings.HasPrefix(r.name, "unsigned") {
				name = "unsigned " + strings.TrimPrefix(name, "signed ")
			}
			return basic(name)
		}
	}
	return t
}

func (p *parser) typeOf() *typ {
	start := p.at
	p.at++
	p.expect("(")
	if p.startsType(p.at) {
		t := p.typeName()
		p.expect(")")
		return t
	}
	p.at--
	p.skipGroup()
	return &typ{kind: kindUnknown, text: preprocessor.Spell(p.toks[start:p.at])}
}

// typeName reads a type name (ISO C, 6.7.8).
func (p *parser) typeName() *typ {
	if p.depth++; p.depth > maxDepth {
		p.fail("types are nested too deeply")
	}
	defer func() { p.depth-- }()
	s := p.specify()
	if s.typ == nil {
		p.fail("%s where a type is expected", p.peek().Text)
	}
	d := p.declarator(s.typ, cmp.Or(s.conv, p.attributeConvention(s.attrs)))
	if d.name != "" {
		p.fail("%s names something in a type", d.name)
	}
	return d.typ
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
			p.fail("%s where a name is expected", p.peek().Text)
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

// initial writes an initializer: its value, where it is a constant.
func (p *parser) initial(from, to int) string {
	q := *p
	q.toks, q.marks, q.at, q.depth = p.toks[from:to], nil, 0, 0
	if v := q.tryConstant(); v.kind != valueNone {
		return v.String(p.d)
	}
	return preprocessor.Spell(spaced(p.toks[from:to]))
}

// tryConstant evaluates all tokens as one constant expression.
func (p *parser) tryConstant() (v value) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(syntaxError); !ok {
				panic(r)
			}
			v = value{}
		}
	}()
	v = p.constant()
	if p.at < len(p.toks) {
		return value{}
	}
	return v
}

// initializer steps over an initializer.
func (p *parser) initializer() {
	for p.at < len(p.toks) && !p.is(",") && !p.is(";") {
		if p.is("(") || p.is("[") || p.is("{") {
			p.skipGroup()
			continue
		}
		if p.is(")") || p.is("]") || p.is("}") {
			p.fail("unexpected %s", p.peek().Text)
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
		attrs: attrs, symbol: symbol, externC: p.linkage(start), at: d.at, recordRef: s.record,
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
		t := &typ{kind: kindTypedef, name: d.name, elem: d.typ, align: d.typ.align, system: p.system[d.at.file]}
		if d.typ.kind == kindTypedef && d.typ.elem != nil && p.derivations(t) > maxDerive {
			p.fail("too many typedefs of typedefs")
		}
		if d.typ.kind == kindRecord && d.typ.quals == 0 && (d.typ.record.typedef == "" || d.typ.record.typedef != d.typ.record.tag && d.name == d.typ.record.tag) {
			d.typ.record.typedef = d.name
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

// unitPosition is where a place stands in the component.
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
