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

func isFloating(t *typ) bool {
	return t.kind == kindBasic && (t.name == "float" || t.name == "double" || t.name == "long double" || strings.HasPrefix(t.name, "_Float") || t.name == "__float128")
}
