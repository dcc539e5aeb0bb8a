package c

import (
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// literal evaluates one token.
func (p *parser) literal(t *preprocessor.Token) value {
	switch t.Kind {
	case preprocessor.Number:
		return p.d.number(t.Text)
	case preprocessor.Char:
		v, ok := preprocessor.CharValue(t.Text)
		if !ok {
			return value{}
		}
		name := "int"
		switch {
		case strings.HasPrefix(t.Text, "L"):
			return p.d.integerValue(uint64(v), p.d.wchar())
		case strings.HasPrefix(t.Text, "u8"):
			name = "unsigned char"
		case strings.HasPrefix(t.Text, "u"):
			name = "unsigned short"
		case strings.HasPrefix(t.Text, "U"):
			name = "unsigned int"
		}
		return p.d.integerValue(uint64(v), basic(name))
	}
	return value{}
}

// constant evaluates the constant expression at the parser's place, up to a
// token that does not belong to it. comma allows the comma operator.
func (p *parser) constant() value {
	if p.depth++; p.depth > maxDepth {
		p.fail("the expression is nested too deeply")
	}
	defer func() { p.depth-- }()
	c := p.binary(0)
	if !p.is("?") {
		return c
	}
	p.at++
	a := c
	if !p.is(":") {
		a = p.constant()
	}
	p.expect(":")
	b := p.constant()
	if c.kind == valueNone {
		return value{}
	}
	chosen := b
	if c.truth() {
		chosen = a
	}
	if (a.kind == valueInt || a.kind == valueFloat) && (b.kind == valueInt || b.kind == valueFloat) {
		x, y := p.d.balance(a, b)
		if c.truth() {
			return x
		}
		return y
	}
	return chosen
}

var binaryLevel = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6,
	"<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}

func (p *parser) binary(above int) value {
	a := p.unary()
	for {
		t := p.peek()
		level := 0
		if t.Kind == preprocessor.Punct {
			level = binaryLevel[t.Text]
		}
		if level <= above {
			return a
		}
		p.at++
		b := p.binary(level)
		a = p.d.apply(t.Text, a, b)
	}
}

func (p *parser) unary() value {
	if p.depth++; p.depth > maxDepth {
		p.fail("the expression is nested too deeply")
	}
	defer func() { p.depth-- }()
	t := p.peek()
	switch t.Kind {
	case preprocessor.Number, preprocessor.Char:
		p.at++
		return p.literal(t)
	case preprocessor.String:
		var b strings.Builder
		wide := false
		for p.peek().Kind == preprocessor.String {
			s := p.peek().Text
			i := strings.IndexByte(s, '"')
			wide = wide || i > 0 && s[:i] != "u8"
			b.WriteString(s[i+1 : len(s)-1])
			p.at++
		}
		v := value{kind: valueString, text: b.String()}
		if wide {
			v.typ = p.d.wchar()
		}
		if p.is("[") {
			p.skipGroup()
			return value{}
		}
		return v
	case preprocessor.Identifier:
		if e, ok := p.constants[t.Text]; ok {
			p.at++
			return p.d.enumerator(e)
		}
		switch t.Text {
		case "sizeof", "_Alignof", "alignof", "__alignof", "__alignof__", "_Countof":
			return p.sizeOperator()
		case "__builtin_offsetof", "offsetof":
			return p.offsetOperator()
		case "__extension__":
			p.at++
			return p.unary()
		case "true":
			p.at++
			return p.d.integerValue(1, basic("bool"))
		case "false":
			p.at++
			return p.d.integerValue(0, basic("bool"))
		case "__builtin_constant_p", "__builtin_choose_expr", "__builtin_types_compatible_p", "_Generic":
			p.at++
			p.skipGroup()
			return value{}
		}
		if p.startsType(p.at) {
			// A compound literal without parentheses does not exist: T(x) is C++.
			p.fail("%s is no expression", t.Text)
		}
		p.at++
		p.postfix()
		return value{}
	}
	switch t.Text {
	case "(":
		if p.startsType(p.at + 1) {
			p.at++
			typ := p.typeName()
			p.expect(")")
			if p.is("{") {
				p.skipGroup()
				return value{}
			}
			return p.cast(typ, p.unary())
		}
		if p.next(1).Text == "{" {
			p.skipGroup() // a statement expression
			return value{}
		}
		p.at++
		v := p.constant()
		for p.is(",") {
			p.at++
			p.constant()
			v = value{}
		}
		p.expect(")")
		if p.postfix() {
			return value{}
		}
		return v
	case "-", "+", "~", "!":
		p.at++
		v := p.unary()
		switch {
		case t.Text == "!" && v.kind != valueNone:
			bits := uint64(1)
			if v.truth() {
				bits = 0
			}
			return value{kind: valueInt, bits: bits, typ: typeInt}
		case v.kind == valueFloat && t.Text == "-":
			v.float = -v.float
			return v
		case v.kind == valueFloat && t.Text == "+":
			return v
		case v.kind != valueInt:
			return value{}
		}
		v = p.d.promoted(v)
		switch t.Text {
		case "-":
			return p.d.integerValue(-v.bits, v.typ)
		case "~":
			return p.d.integerValue(^v.bits, v.typ)
		}
		return v
	case "&", "*", "&&", "++", "--":
		p.at++
		p.unary()
		return value{}
	}
	p.fail("%s is no expression", t.Text)
	return value{}
}

// enumerator is the value of an enumeration constant.
func (d *dialect) enumerator(e *enumerator) value {
	if !e.known {
		return value{}
	}
	t := typeInt
	if e.value > 1<<31-1 || e.value < -1<<31 || e.wide {
		t = basic("long")
		if d.long == 4 {
			t = basic("long long")
		}
		if e.wide {
			t = basic("unsigned " + t.name)
		}
	}
	return value{kind: valueInt, bits: uint64(e.value), typ: t}
}

// postfix steps over calls, subscripts and members, and reports whether there
// were any.
func (p *parser) postfix() bool {
	found := false
	for {
		switch {
		case p.is("(") || p.is("["):
			p.skipGroup()
		case p.is(".") || p.is("->"):
			p.at += 2
		case p.is("++") || p.is("--"):
			p.at++
		default:
			return found
		}
		found = true
	}
}

func (p *parser) cast(t *typ, v value) value {
	t = t.resolve()
	if t.kind == kindEnum {
		t = p.d.enumType(t.enum)
	}
	switch t.kind {
	case kindPointer:
		if v.kind == valueInt || v.kind == valuePointer {
			return value{kind: valuePointer, bits: v.bits, typ: t}
		}
		return value{}
	case kindBasic:
	default:
		return value{}
	}
	t = t.without(qualConst | qualVolatile | qualRestrict | qualAtomic)
	floating := isFloating(t)
	switch v.kind {
	case valuePointer:
		if floating || t.name == "void" {
			return value{}
		}
		return p.d.integerValue(v.bits, t)
	case valueInt:
		if floating {
			f := float64(int64(v.bits))
			if !p.d.signed(v.typ) {
				f = float64(v.bits)
			}
			return value{kind: valueFloat, float: f, typ: t}
		}
		if t.name == "void" {
			return value{}
		}
		return p.d.integerValue(v.bits, t)
	case valueFloat:
		if floating {
			f := v.float
			if t.name == "float" {
				f = float64(float32(f))
			}
			return value{kind: valueFloat, float: f, typ: t}
		}
		if t.name == "void" || v.float >= 1<<63 || v.float < -1<<63 || v.float != v.float {
			return value{}
		}
		return p.d.integerValue(uint64(int64(v.float)), t)
	}
	return value{}
}

func (p *parser) sizeOperator() value {
	word := p.peek().Text
	p.at++
	var t *typ
	if p.is("(") && p.startsType(p.at+1) {
		p.at++
		t = p.typeName()
		p.expect(")")
		if p.is("{") {
			p.skipGroup()
		}
	} else {
		v := p.unary()
		if v.kind == valueString && word == "sizeof" {
			n, ok := stringLength(v.text)
			if !ok || v.typ != nil {
				return value{}
			}
			return p.d.integerValue(uint64(n+1), p.d.sizeType())
		}
		if v.kind != valueInt && v.kind != valueFloat || v.typ == nil {
			return value{}
		}
		t = v.typ
	}
	size, align, ok := p.d.sizeof(t)
	switch {
	case !ok || word == "_Countof":
		return value{}
	case word == "sizeof":
		return p.d.integerValue(uint64(size), p.d.sizeType())
	case strings.HasPrefix(word, "__"):
		align = p.d.preferred(t, align)
	}
	return p.d.integerValue(uint64(align), p.d.sizeType())
}

// stringLength counts the characters of a string literal's text.
func stringLength(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			switch c := s[i]; {
			case c == 'x':
				for i+1 < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i+1]) >= 0 {
					i++
				}
			case '0' <= c && c <= '7':
				for k := 0; k < 2 && i+1 < len(s) && '0' <= s[i+1] && s[i+1] <= '7'; k++ {
					i++
				}
			case c == 'u' || c == 'U':
				return 0, false
			}
		}
		n++
	}
	return n, true
}

func (p *parser) offsetOperator() value {
	p.at++
	p.expect("(")
	t := p.typeName().resolve()
	p.expect(",")
	offset, ok := int64(0), true
	for first := true; !p.is(")"); first = false {
		switch {
		case p.is("["):
			p.at++
			v := p.constant()
			p.expect("]")
			if t.kind != kindArray || v.kind != valueInt {
				ok = false
				continue
			}
			size, _, known := p.d.sizeof(t.elem)
			ok = ok && known
			offset += size * int64(v.bits)
			t = t.elem.resolve()
			continue
		case p.is("."):
			p.at++
		case !first:
			p.fail("unexpected %s in offsetof", p.found())
		}
		name := p.peek().Text
		p.at++
		if t.kind != kindRecord {
			ok = false
			continue
		}
		p.d.layOut(t.record)
		budget := maxMembers
		f, off, found := t.record.find(name, &budget)
		if !found || !f.known {
			ok = false
			continue
		}
		offset += off / 8
		t = f.typ.resolve()
	}
	p.expect(")")
	if !ok {
		return value{}
	}
	return p.d.integerValue(uint64(offset), p.d.sizeType())
}

// find returns a member of a record, also one of an anonymous member, and its
// offset in bits.
func (r *record) find(name string, budget *int) (*field, int64, bool) {
	for _, f := range r.fields {
		if *budget--; *budget < 0 {
			return nil, 0, false
		}
		if f.name == name {
			return f, f.offset, true
		}
		if f.name == "" && f.bits < 0 {
			if t := f.typ.resolve(); t.kind == kindRecord {
				if g, off, ok := t.record.find(name, budget); ok {
					return g, f.offset + off, true
				}
			}
		}
	}
	return nil, 0, false
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
