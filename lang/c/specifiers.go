package c

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

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
	empty   bool    // nothing stood there
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
	if p.d.ms {
		return conv // 64-bit Windows ignores it, and 32-bit Windows does not
	}
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

// specify reads declaration specifiers (ISO C, 6.7.2).
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
			s.typ = &typ{kind: kindEnum, enum: p.enumSpecifier()}
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
		if t.Text == "bool" && (given || p.typedefs["bool"] != nil) && len(words) == 0 {
			// Until C23 it is a name like others.
			if given {
				break
			}
		} else if typeKeywords[t.Text] {
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
			s.empty = false
			p.at++
			return true
		}
	case after.Is("*"), after.Is(")"), after.Is(","), after.Is("["), after.Is(":"):
	case after.Is("("):
		// FOO_RET(int) f(void) is beyond knowing; int f(foo_t (*)(void)) is not.
		end, ok := p.group(p.at + 1)
		called := ok && end < len(p.toks) && p.toks[end].Is("(") // foo_t (CALL *f)(void)
		if !p.next(2).Is("*") && !conventionsHas(p.next(2).Text) && !(called && p.next(3).Is("*")) {
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
		for _, w := range slices.Sorted(maps.Keys(words)) {
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
	if t := p.objects[p.peek().Text]; t != nil && p.next(1).Is(")") {
		p.at += 2
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
		p.fail("%s where a type is expected", p.found())
	}
	d := p.declarator(s.typ, cmp.Or(s.conv, p.attributeConvention(s.attrs)))
	if d.name != "" {
		p.fail("%s names something in a type", d.name)
	}
	return d.typ
}
