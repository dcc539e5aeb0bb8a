package c

import (
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A value is the value of a constant expression (ISO C, 6.6).
type value struct {
	kind  valueKind
	bits  uint64  // of integers
	float float64 // of floating numbers
	text  string  // of strings, without quotes
	typ   *typ    // of integers and floating numbers: a basic type
}

type valueKind uint8

const (
	valueNone valueKind = iota // not a constant, or one that cannot be known
	valueInt
	valueFloat
	valueString
	valuePointer // an integer that was cast to a pointer
)

// integerValue makes a value of an integer type, and wraps it to its width.
func (d *dialect) integerValue(bits uint64, t *typ) value {
	size, _, _ := d.sizeof(t)
	if size < 8 && size > 0 {
		shift := 64 - 8*uint(size)
		if d.signed(t) {
			bits = uint64(int64(bits<<shift) >> shift)
		} else {
			bits = bits << shift >> shift
		}
	}
	if t.name == "bool" {
		if bits != 0 {
			bits = 1
		}
	}
	return value{kind: valueInt, bits: bits, typ: t}
}

// signed reports whether an integer type is.
func (d *dialect) signed(t *typ) bool {
	t = t.resolve()
	switch t.kind {
	case kindEnum:
		return d.enumType(t.enum).name == "int" || d.signed(d.enumType(t.enum))
	case kindBasic:
		switch {
		case t.name == "bool", strings.HasPrefix(t.name, "unsigned"):
			return false
		case t.name == "char":
			return true
		}
	}
	return true
}

func (v value) truth() bool {
	switch v.kind {
	case valueInt, valuePointer:
		return v.bits != 0
	case valueFloat:
		return v.float != 0
	}
	return v.kind == valueString
}

// String writes the value as the surface records it.
func (v value) String(d *dialect) string {
	switch v.kind {
	case valueInt:
		if d.signed(v.typ) {
			return strconv.FormatInt(int64(v.bits), 10)
		}
		return strconv.FormatUint(v.bits, 10)
	case valueFloat:
		return strconv.FormatFloat(v.float, 'g', -1, 64)
	case valueString:
		return strconv.Quote(v.text)
	case valuePointer:
		return "(" + v.typ.String() + ")" + strconv.FormatInt(int64(v.bits), 10)
	}
	return ""
}

// rank orders the integer types for the usual arithmetic conversions.
func rank(t *typ) int {
	switch t.name {
	case "long", "unsigned long":
		return 2
	case "long long", "unsigned long long":
		return 3
	case "__int128", "unsigned __int128":
		return 4
	}
	return 1
}

// promoted is the type of an operand after the integer promotions.
func (d *dialect) promoted(v value) value {
	t := v.typ.resolve()
	if t.kind == kindEnum {
		t = d.enumType(t.enum)
	}
	switch t.name {
	case "bool", "char", "signed char", "unsigned char", "short", "unsigned short":
		t = typeInt
	}
	return d.integerValue(v.bits, t)
}

// balance converts two operands to their common type (ISO C, 6.3.1.8).
func (d *dialect) balance(a, b value) (value, value) {
	if a.kind == valueFloat || b.kind == valueFloat {
		f := func(v value) value {
			if v.kind == valueFloat {
				return v
			}
			x := float64(int64(v.bits))
			if !d.signed(v.typ) {
				x = float64(v.bits)
			}
			return value{kind: valueFloat, float: x, typ: basic("double")}
		}
		return f(a), f(b)
	}
	a, b = d.promoted(a), d.promoted(b)
	t := a.typ
	ra, rb := rank(a.typ), rank(b.typ)
	sa, sb := d.signed(a.typ), d.signed(b.typ)
	switch {
	case sa == sb:
		if rb > ra {
			t = b.typ
		}
	case !sb && rb >= ra:
		t = b.typ
	case !sa && ra >= rb:
	default:
		s, u := a.typ, b.typ
		if !sa {
			s, u = u, s
		}
		sizeS, _, _ := d.sizeof(s)
		sizeU, _, _ := d.sizeof(u)
		t = s
		if sizeS <= sizeU {
			t = basic("unsigned " + strings.TrimPrefix(s.name, "unsigned "))
			if s.name == "int" {
				t = basic("unsigned int")
			}
		}
	}
	return d.integerValue(a.bits, t), d.integerValue(b.bits, t)
}

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

// number evaluates an integer or floating constant. The type of an integer is
// the first of its list that holds it (ISO C, 6.4.4.2).
func (d *dialect) number(text string) value {
	v, suffix, ok := preprocessor.Integer(text)
	if !ok {
		return d.floating(text)
	}
	unsigned := strings.Contains(suffix, "u")
	long := strings.Count(suffix, "l")
	if strings.Contains(suffix, "z") {
		long = 1
		if d.long < d.pointer {
			long = 2
		}
		if d.pointer == 4 {
			long = 0
		}
	}
	decimal := text[0] != '0' || len(text) == 1
	for l := long; l <= 2; l++ {
		name := [...]string{"int", "long", "long long"}[l]
		size := [...]int64{4, d.long, 8}[l]
		width := uint(8 * size)
		if !unsigned && (width == 64 && v>>63 == 0 || width < 64 && v>>(width-1) == 0) {
			return value{kind: valueInt, bits: v, typ: basic(name)}
		}
		if (unsigned || !decimal) && (width == 64 || v>>width == 0) {
			return value{kind: valueInt, bits: v, typ: basic("unsigned " + name)}
		}
	}
	return value{kind: valueInt, bits: v, typ: basic("unsigned long long")}
}

func (d *dialect) floating(text string) value {
	s := strings.ToLower(strings.ReplaceAll(text, "'", ""))
	name := "double"
	if !strings.HasPrefix(s, "0x") || strings.Contains(s, "p") {
		for _, suffix := range []string{"f128", "f64", "f32", "f16", "df", "dd", "dl", "f", "l", "i", "j", "q", "w"} {
			if cut, ok := strings.CutSuffix(s, suffix); ok {
				s = cut
				switch suffix {
				case "f":
					name = "float"
				case "l":
					name = "long double"
				case "i", "j", "df", "dd", "dl":
					return value{}
				}
				break
			}
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return value{}
	}
	return value{kind: valueFloat, float: f, typ: basic(name)}
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

func (d *dialect) apply(op string, a, b value) value {
	truth := func(ok bool) value {
		if ok {
			return value{kind: valueInt, bits: 1, typ: typeInt}
		}
		return value{kind: valueInt, typ: typeInt}
	}
	switch op {
	case "||":
		if a.kind != valueNone && a.truth() {
			return truth(true)
		}
	case "&&":
		if a.kind != valueNone && !a.truth() {
			return truth(false)
		}
	}
	number := func(v value) bool { return v.kind == valueInt || v.kind == valueFloat }
	if !number(a) || !number(b) {
		return value{}
	}
	switch op {
	case "||", "&&":
		return truth(b.truth())
	case "<<", ">>":
		if a.kind != valueInt || b.kind != valueInt {
			return value{}
		}
		a = d.promoted(a)
		n := min(b.bits, 64)
		switch {
		case op == "<<":
			return d.integerValue(a.bits<<n, a.typ)
		case d.signed(a.typ):
			return d.integerValue(uint64(int64(a.bits)>>min(n, 63)), a.typ)
		}
		return d.integerValue(a.bits>>n, a.typ)
	}
	a, b = d.balance(a, b)
	if a.kind == valueFloat {
		f := func(x float64) value { return value{kind: valueFloat, float: x, typ: a.typ} }
		switch op {
		case "+":
			return f(a.float + b.float)
		case "-":
			return f(a.float - b.float)
		case "*":
			return f(a.float * b.float)
		case "/":
			return f(a.float / b.float)
		case "==":
			return truth(a.float == b.float)
		case "!=":
			return truth(a.float != b.float)
		case "<":
			return truth(a.float < b.float)
		case ">":
			return truth(a.float > b.float)
		case "<=":
			return truth(a.float <= b.float)
		case ">=":
			return truth(a.float >= b.float)
		}
		return value{}
	}
	signed := d.signed(a.typ)
	less := func(x, y uint64) bool {
		if signed {
			return int64(x) < int64(y)
		}
		return x < y
	}
	switch op {
	case "==":
		return truth(a.bits == b.bits)
	case "!=":
		return truth(a.bits != b.bits)
	case "<":
		return truth(less(a.bits, b.bits))
	case ">":
		return truth(less(b.bits, a.bits))
	case "<=":
		return truth(!less(b.bits, a.bits))
	case ">=":
		return truth(!less(a.bits, b.bits))
	}
	var r uint64
	switch op {
	case "+":
		r = a.bits + b.bits
	case "-":
		r = a.bits - b.bits
	case "*":
		r = a.bits * b.bits
	case "&":
		r = a.bits & b.bits
	case "|":
		r = a.bits | b.bits
	case "^":
		r = a.bits ^ b.bits
	case "/", "%":
		switch {
		case b.bits == 0:
			return value{}
		case !signed && op == "/":
			r = a.bits / b.bits
		case !signed:
			r = a.bits % b.bits
		case b.bits == ^uint64(0):
			if op == "/" {
				r = -a.bits
			}
		case op == "/":
			r = uint64(int64(a.bits) / int64(b.bits))
		default:
			r = uint64(int64(a.bits) % int64(b.bits))
		}
	default:
		return value{}
	}
	return d.integerValue(r, a.typ)
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
		if e, ok := p.constants[t.Text]; ok {
			p.at++
			if !e.known {
				return value{}
			}
			typ := typeInt
			if e.value > 1<<31-1 || e.value < -1<<31 || e.wide {
				typ = basic("long")
				if p.d.long == 4 {
					typ = basic("long long")
				}
				if e.wide {
					typ = basic("unsigned " + typ.name)
				}
			}
			return value{kind: valueInt, bits: uint64(e.value), typ: typ}
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

func isFloating(t *typ) bool {
	return t.kind == kindBasic && (t.name == "float" || t.name == "double" || t.name == "long double" || strings.HasPrefix(t.name, "_Float") || t.name == "__float128")
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
			p.fail("unexpected %s in offsetof", p.peek().Text)
		}
		name := p.peek().Text
		p.at++
		if t.kind != kindRecord {
			ok = false
			continue
		}
		p.d.layOut(t.record)
		f, off, found := t.record.find(name)
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
func (r *record) find(name string) (*field, int64, bool) {
	for _, f := range r.fields {
		if f.name == name {
			return f, f.offset, true
		}
		if f.name == "" && f.bits < 0 {
			if t := f.typ.resolve(); t.kind == kindRecord {
				if g, off, ok := t.record.find(name); ok {
					return g, f.offset + off, true
				}
			}
		}
	}
	return nil, 0, false
}
