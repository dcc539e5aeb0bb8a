package preprocessor

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

// FuzzRun reads two files of any text: main.h, and x.h that it may include.
func FuzzRun(f *testing.F) {
	for _, test := range expansions {
		f.Add(test.src, "x")
	}
	for _, test := range malformed {
		files := treeOf(test.archive)
		f.Add(files["main.h"], files["x.h"])
	}
	f.Add("#include \"x.h\"\n#ifdef ON\n#include_next <x.h>\n#endif\n", "#ifndef G\n#define G\n#include \"main.h\"\n#endif\n")
	f.Add("#ifdef __cplusplus\n#define B extern \"C\" {\n#else\n#define B\n#endif\nB\n#pragma pack(1)\n_Pragma(\"once\")", "#cmakedefine A @A@\n")
	f.Fuzz(func(t *testing.T, main, x string) {
		if len(main)+len(x) > 4<<10 {
			t.Skip("too long")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		files := tree{"main.h": main, "x.h": x, "sub/x.h": x, "conf.h.in": x}
		r := files.reader()
		for _, on := range []bool{true, false} {
			config := &Config{
				Path: []Dir{{Path: "."}, {Path: "sub"}}, Names: map[string]bool{"pure": true},
				Predefined: "#define __GNUC__ 12\n", Features: map[string]bool{"ON": on}, Unconfigured: !on,
			}
			start := time.Now()
			u, err := Run(ctx, r, config, []string{"main.h", "conf.h"})
			if err != nil {
				t.Fatal(err)
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Fatalf("it takes %v", d)
			}
			checkUnit(t, u)
			for name, m := range u.Macros {
				if m.Name != name {
					t.Fatalf("macro %q is %q", name, m.Name)
				}
				m.IsGuard(r)
				u.Expand(m.Body)
			}
			for i := range u.Guards {
				c := u.Condition(int32(i))
				if And(c, c).String() != c.String() || Or(c, c).String() != c.String() {
					t.Fatalf("a condition with itself is another one: %s", c)
				}
			}
			Unset(u.Entered)
		}
		r.Order([]Dir{{Path: "."}}, []string{"main.h", "x.h", "conf.h"})
		// A word stays the word that it is when it is read again by itself.
		for _, tok := range Lex(main) {
			if tok.Kind == String || tok.Kind == Other {
				continue // escapes may reach beyond
			}
			if again := Lex(tok.Text); len(again) != 1 || again[0].Text != tok.Text || again[0].Kind != tok.Kind {
				t.Fatalf("%q is read again as %q", tok.Text, text(again))
			}
		}
	})
}

// An expr is an expression that the test made, and its value as math/big
// counts it: intmax_t, or uintmax_t where an operand is.
type expr struct {
	text     string
	v        *big.Int
	unsigned bool
}

// exprMaker makes an expression of bytes, and evaluates it on the way.
type exprMaker struct {
	bytes []byte
	depth int
}

func (m *exprMaker) next() int {
	if len(m.bytes) == 0 {
		return 0
	}
	b := m.bytes[0]
	m.bytes = m.bytes[1:]
	return int(b)
}

var (
	two64 = new(big.Int).Lsh(big.NewInt(1), 64)
	two63 = new(big.Int).Lsh(big.NewInt(1), 63)
)

// wrap brings a value into the range of its type.
func wrap(v *big.Int, unsigned bool) *big.Int {
	v = new(big.Int).Mod(v, two64)
	if !unsigned && v.Cmp(two63) >= 0 {
		v.Sub(v, two64)
	}
	return v
}

func truth(b bool) *big.Int {
	if b {
		return big.NewInt(1)
	}
	return new(big.Int)
}

// make returns an expression whose value is defined. Operands are in
// parentheses, so that the text means what the value is.
func (m *exprMaker) make() expr {
	if m.depth++; m.depth > 12 || len(m.bytes) == 0 {
		m.depth--
		return m.leaf()
	}
	defer func() { m.depth-- }()
	op := m.next()
	switch op % 24 {
	case 0, 1, 2:
		return m.leaf()
	case 3:
		a := m.make()
		return expr{"!(" + a.text + ")", truth(a.v.Sign() == 0), false}
	case 4:
		a := m.make()
		return expr{"-(" + a.text + ")", wrap(new(big.Int).Neg(a.v), a.unsigned), a.unsigned}
	case 5:
		a := m.make()
		return expr{"~(" + a.text + ")", wrap(new(big.Int).Not(a.v), a.unsigned), a.unsigned}
	case 6:
		c, a, b := m.make(), m.make(), m.make()
		r := b
		if c.v.Sign() != 0 {
			r = a
		}
		unsigned := a.unsigned || b.unsigned
		return expr{fmt.Sprintf("(%s) ? (%s) : (%s)", c.text, a.text, b.text), wrap(r.v, unsigned), unsigned}
	}
	operators := []string{"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&&"}
	word := operators[op%24-7]
	if word == "&&" && op >= 128 {
		word = "||"
	}
	a, b := m.make(), m.make()
	text := fmt.Sprintf("(%s) %s (%s)", a.text, word, b.text)
	unsigned := a.unsigned || b.unsigned
	x, y := wrap(a.v, unsigned), wrap(b.v, unsigned)
	z := new(big.Int)
	switch word {
	case "+":
		z.Add(x, y)
	case "-":
		z.Sub(x, y)
	case "*":
		z.Mul(x, y)
	case "/", "%":
		if y.Sign() == 0 {
			return expr{fmt.Sprintf("0 && (%s)", text), z, false}
		}
		if word == "/" {
			z.Quo(x, y)
		} else {
			z.Rem(x, y)
		}
	case "&":
		z.And(x, y)
	case "|":
		z.Or(x, y)
	case "^":
		z.Xor(x, y)
	case "<<", ">>":
		if b.v.Sign() < 0 || b.v.Cmp(big.NewInt(63)) > 0 { // no value is right
			return a
		}
		if n := uint(b.v.Uint64()); word == "<<" {
			z.Lsh(a.v, n)
		} else {
			z.Rsh(a.v, n)
		}
		unsigned = a.unsigned
	default:
		order := x.Cmp(y)
		holds := map[string]bool{
			"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0, "==": order == 0, "!=": order != 0,
			"&&": x.Sign() != 0 && y.Sign() != 0, "||": x.Sign() != 0 || y.Sign() != 0,
		}
		return expr{text, truth(holds[word]), false}
	}
	return expr{text, wrap(z, unsigned), unsigned}
}

func (m *exprMaker) leaf() expr {
	b := m.next()
	v := new(big.Int).SetUint64([]uint64{0, 1, 2, 3, 7, 63, 64, 255, 1 << 31, 1<<32 - 1, 1<<63 - 1, 1 << 63, 1<<64 - 1}[b%13])
	unsigned := b&0x40 != 0 || v.Cmp(two63) >= 0
	text := fmt.Sprintf([]string{"%d", "0x%x", "0%o", "0b%b"}[b>>4&3], v)
	if v.Cmp(two63) < 0 && unsigned {
		text += []string{"u", "UL", "llu", "Uz"}[b>>2&3]
	}
	return expr{text, v, unsigned}
}

// FuzzExpression compares #if with math/big.
func FuzzExpression(f *testing.F) {
	for i := range 24 {
		f.Add([]byte{byte(i), 0x4a, byte(i * 7), 3, byte(i + 1), 9, 10, 11, 12, 200})
		f.Add([]byte{6, byte(i), 130, byte(i), 9, 5, 0x45, byte(255 - i), 77, 3, 3, 5})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 512 {
			t.Skip("too long")
		}
		m := exprMaker{bytes: data}
		e := m.make()
		want := e.v.String()
		if e.v.Sign() < 0 {
			want = "(" + want + ")"
		}
		if e.v.Cmp(new(big.Int).Neg(two63)) == 0 {
			want = "(-9223372036854775807 - 1)"
		}
		if e.unsigned {
			want += "u"
		}
		// The value, and whether its type is unsigned.
		src := fmt.Sprintf("#if (%s) == %s\nyes\n#endif\n#if ((%s) * 0 - 1 > 0) == %d\nyes\n#endif\n", e.text, want, e.text, truth(e.unsigned))
		if strings.Count(src, "(") > 400 {
			t.Skip("too deep")
		}
		u := tree{"main.h": src}.run(t, &Config{})
		noProblems(t, u)
		same(t, src, plain(u.Tokens), "yes yes")
	})
}
