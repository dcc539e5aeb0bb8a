package python

import (
	"strings"
	"testing"
)

// TestExpressions holds the one form in which expressions are written.
func TestExpressions(t *testing.T) {
	for _, test := range []struct{ src, want string }{ // no want: as it is written
		{"x", ""},
		{"a . b .c", "a.b.c"},
		{"f( 1,x = 2 , *a,** b )", "f(1, *a, x=2, **b)"},
		{"f()", ""},
		{"f(x)(y)[z].w", ""},
		{"a[ 1 ]", "a[1]"},
		{"a[1, 2]", ""},
		{"a[(1, 2)]", "a[(1, 2)]"},
		{"a[1:2]", "a[...]"},
		{"a[...]", ""},
		{"()", ""},
		{"(1,)", ""},
		{"1,", "(1,)"},
		{"1, 2", "(1, 2)"},
		{"(((1)))", "1"},
		{"[ ]", "[]"},
		{"[1,2,]", "[1, 2]"},
		{"{1,2}", "{1, 2}"},
		{"{}", ""},
		{"{'a':1,\"b\":[2]}", "{'a': 1, 'b': [2]}"},
		{"'it\\'s'", `"it's"`},
		{`"a" 'b' """c"""`, "'abc'"},
		{`"\x41\u0042\103\n\t\\\""`, `'ABC\n\t\\"'`},
		{`r"\n"`, `'\\n'`},
		{`b"\xff\0" rb'\x'`, `b'\xff\x00\\x'`},
		{`u'é'`, "'é'"},
		{`"\U0001F600"`, "'😀'"},
		{`'\q'`, `'\\q'`},
		{"f'{x}'", "..."},
		{"'a' f'b'", "..."},
		{"'''a\nb'''", `'a\nb'`},
		{"0x_FF", "255"},
		{"0o17", "15"},
		{"0b101", "5"},
		{"1_000_000", "1000000"},
		{"00", "0"},
		{"0777", "511"},
		{"10L", "10"},
		{"123456789012345678901234567890", ""},
		{"1.50", "1.5"},
		{"1_0.5", "10.5"},
		{"10j", "10j"},
		{"-1", ""},
		{"- - 1", "-(-1)"},
		{"not x", ""},
		{"not not x", "x"},
		{"+x", ""},
		{"~x", ""},
		{"a+b*c", "a + (b * c)"},
		{"(a+b)*c", "(a + b) * c"},
		{"a-b-c", "(a - b) - c"},
		{"2**3**4", "2 ** (3 ** 4)"},
		{"-2**2", "-(2 ** 2)"},
		{"a|b|c", "a | b | c"},
		{"a|(b|c)", "a | (b | c)"},
		{"a<b", "a < b"},
		{"a<b<c", "(a < b) and (b < c)"},
		{"a is not b", ""},
		{"a not in b", ""},
		{"a and b or not c", "(a and b) or (not c)"},
		{"a if b else c", ""},
		{"lambda x, *y: x", "lambda: ..."},
		{"[x for x in y]", "..."},
		{"(x for x in y if z)", "..."},
		{"{x: y for x, y in z}", "..."},
		{"f(x for x in y)", "f(...)"},
		{"...", ""},
		{"None", ""},
		{"*a", ""},
		{"x . y if (z) else [1 ,2]", "x.y if z else [1, 2]"},
		{"(yield x)", "..."},
		{"await f()", "..."},
		{"`x`", "..."},
		{"(\n1 # one\n, 2\n)", "(1, 2)"},
		{"(x := 1)", "..."},
	} {
		want := test.want
		if want == "" {
			want = test.src
		}
		e, ok := parseExpr(test.src)
		if !ok {
			t.Errorf("%q cannot be read", test.src)
			continue
		}
		got := e.String()
		if got != want {
			t.Errorf("%q is written as %q, want %q", test.src, got, want)
		}
		if !strings.Contains(got, "...") || got == "..." {
			again, ok := parseExpr(got)
			if !ok || again.String() != got {
				t.Errorf("%q is written as %q, and that as %q (%v)", test.src, got, again, ok)
			}
		}
	}
}

// TestNumbersOfOneValue holds that reformatting a number changes nothing.
func TestNumbersOfOneValue(t *testing.T) {
	for _, group := range []string{"255 0xff 0XFF 0xf_f 0o377 0b11111111", "0.5 .5 0.50 5e-1 5E-1", "1e5 1E5 1e+5 1E05 100000.0 100_000.0", "2j 2J", "0 00 0x0", "0.0 0. .0 0e0"} {
		first := ""
		for src := range strings.FieldsSeq(group) {
			e, ok := parseExpr(src)
			if !ok {
				t.Errorf("%s cannot be read", src)
				continue
			}
			if first == "" {
				first = e.String()
			}
			if got := e.String(); got != first {
				t.Errorf("of %s, %s is written as %s, and the first as %s", group, src, got, first)
			}
		}
	}
}

func TestExpressionsThatAreNone(t *testing.T) {
	for _, src := range []string{
		"", "1 2", "a b", "(", ")", "(1", "[1", "{1", "f(", "a.", "a..b", ".a", "a[", "1 +", "* ", "'", "'''a", "f'{", "def", "if x", "x if y else", "lambda", "lambda x", "not", "a is", "a not b", "=", "a = 1",
		"a[1 2]", "f(1 2)", "{1: 2 3}", "{1:}", "f(a b=1)", "\\", "?", "$x", "a;b", "x = ", ",", "(,)", "import x", "[,]",
	} {
		if e, ok := parseExpr(src); ok {
			t.Errorf("%q is read as %s", src, e)
		}
	}
}

// TestDeepExpressions holds that an expression of any depth is read in bounds:
// what is too deep is opaque.
func TestDeepExpressions(t *testing.T) {
	const n = 20_000
	for _, test := range []struct{ name, open, inner, end string }{
		{"parentheses", "(", "1", ")"},
		{"lists", "[", "1", "]"},
		{"dictionaries", "{1:", "1", "}"},
		{"calls", "f(", "1", ")"},
		{"subscripts", "x[", "1", "]"},
		{"signs", "-", "1", ""},
		{"negations", "not ", "1", ""},
		{"attributes", "", "x", ".y"},
		{"applications", "", "x", "()"},
		{"sums", "1+", "1", ""},
		{"powers", "1**", "1", ""},
		{"comparisons", "1<", "1", ""},
		{"conjunctions", "x and ", "1", ""},
		{"alternatives", "x if y else ", "1", ""},
		{"lambdas", "lambda:", "1", ""},
		{"unions", "int|", "str", ""},
		{"strings in strings", "f'{", "1", "}'"},
		{"stars", "*", "x", ""},
		{"awaits", "await ", "x", ""},
		{"open brackets", "([{", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := strings.Repeat(test.open, n) + test.inner + strings.Repeat(test.end, n)
			if e, _ := parseExpr(src); e != nil {
				_ = e.String()
				_ = e.dotted()
			}
			s := surfaceOf(t, treeOf("def f(): ...\nx = "+src+"\ny: "+src+"\ndef g(a: "+src+" = "+src+") -> "+src+": ...\ndef h(): ...\n"))
			if s.Lookup("m.f") == nil && len(s.Gaps) == 0 {
				t.Error("m.f is not there, and nothing says why")
			}
			if size := len(s.AppendText(nil)); size > 64*len(src)+10_000 {
				t.Errorf("a surface of %d bytes of %d bytes", size, len(src))
			}
		})
	}
}
