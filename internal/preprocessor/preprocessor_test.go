package preprocessor

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// A tree is the files of a test, by name.
type tree map[string]string

// treeOf reads an archive; text before the first file is main.h.
func treeOf(archive string) tree {
	a := txtar.Parse([]byte(archive))
	files := tree{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	if len(a.Comment) > 0 || len(files) == 0 {
		files["main.h"] = string(a.Comment)
	}
	return files
}

func (files tree) reader() *Reader {
	return NewReader(func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	})
}

func (files tree) run(t testing.TB, config *Config, headers ...string) *Unit {
	t.Helper()
	if len(headers) == 0 {
		headers = []string{"main.h"}
	}
	u, err := Run(context.Background(), files.reader(), config, headers)
	if err != nil {
		t.Fatal(err)
	}
	checkUnit(t, u)
	return u
}

// checkUnit holds a unit to what its types promise: every token and problem has
// a place that is there, and every guard a parent before it.
func checkUnit(t testing.TB, u *Unit) {
	t.Helper()
	lines := map[int32]int32{}
	check := func(what string, file, line int32) {
		t.Helper()
		if file < 0 || int(file) >= len(u.Reader.files) {
			t.Fatalf("%s stands in file %d of %d", what, file, len(u.Reader.files))
		}
		if lines[file] == 0 {
			lines[file] = int32(strings.Count(u.Reader.File(file).Text, "\n")) + 1
		}
		if line < 1 || line > lines[file] {
			t.Fatalf("%s stands in line %d of %d of %s", what, line, lines[file], u.Reader.File(file).Name)
		}
	}
	for i := range u.Tokens {
		tok := &u.Tokens[i]
		check(fmt.Sprintf("token %d (%.40q)", i, tok.Text), tok.File, tok.Line)
		if tok.Guard < 0 || int(tok.Guard) >= len(u.Guards) {
			t.Fatalf("token %d has guard %d of %d", i, tok.Guard, len(u.Guards))
		}
		if tok.Kind > Empty {
			t.Fatalf("token %d (%.40q) is of the internal kind %d", i, tok.Text, tok.Kind)
		}
	}
	for _, p := range u.Problems {
		if p.File >= 0 {
			check(fmt.Sprintf("the problem %.80q", p.Text), p.File, p.Line)
		}
		if p.Text == "" {
			t.Fatalf("the problem %+v says nothing", p)
		}
	}
	for i, g := range u.Guards {
		if i > 0 && (g.Parent < 0 || int(g.Parent) >= i || g.Cond == nil) {
			t.Fatalf("guard %d: %+v", i, g)
		}
	}
	if n := len(u.Tokens); n > maxTokens+1 {
		t.Fatalf("%d tokens", n)
	}
}

// text writes tokens with one space between each, and the marks among them in
// brackets.
func text(toks []Token) string {
	var list []string
	for i := range toks {
		list = append(list, word(&toks[i]))
	}
	return strings.Join(list, " ")
}

func word(t *Token) string {
	switch t.Kind {
	case Pragma:
		return "[pragma " + t.Text + "]"
	case CBegin:
		return "[C{]"
	case CEnd:
		return "[C}]"
	case COne:
		return "[C]"
	case Empty:
		return "[" + t.Text + "]"
	}
	return t.Text
}

// plain is text without marks.
func plain(toks []Token) string {
	return text(slices.DeleteFunc(slices.Clone(toks), func(t Token) bool { return t.Kind >= Pragma }))
}

// problems writes problems as FILE:LINE: TEXT.
func problems(u *Unit) []string {
	var list []string
	for _, p := range u.Problems {
		place := "-"
		if p.File >= 0 {
			place = fmt.Sprintf("%s:%d", u.Reader.File(p.File).Name, p.Line)
		}
		if p.Beyond {
			place += " beyond"
		}
		list = append(list, place+": "+p.Text)
	}
	return list
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got: %s\nwant: %s", what, got, want)
	}
}

func sameList(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got:\n\t%s\nwant:\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// noProblems fails a test whose source ought to be understood.
func noProblems(t *testing.T, u *Unit) {
	t.Helper()
	sameList(t, "problems", problems(u), nil)
}

// in fails if something takes so long that it might as well have no end. The
// limit is generous: it is to tell seconds from minutes, on a busy machine.
func in(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("it takes longer than %v", limit)
	}
}

// expansions are sources without problems, and what they come to. TestGCC
// holds the same sources against a compiler.
var expansions = []struct{ name, src, want string }{
	// ISO C, 6.10.5: macro replacement.
	{"an object-like macro is replaced", "#define N 10\nint a[N];", "int a [ 10 ] ;"},
	{"a replacement is scanned again", "#define A B\n#define B C\n#define C 1\nA", "1"},
	{"what a later definition says counts where the macro stands", "#define A B\n#define B 1\nA\n#undef B\n#define B 2\nA", "1 2"},
	{"no macro is replaced before its definition", "A\n#define A 1\nA", "A 1"},
	{"no macro is replaced behind #undef", "#define A 1\nA\n#undef A\nA", "1 A"},
	{"a macro without a body leaves nothing", "#define API\nAPI int f(API void);", "int f ( void ) ;"},
	{"the name of a macro in a string stays", "#define A 1\n\"A\" 'A' A", `"A" 'A' 1`},
	{"a macro can be named as a keyword is", "#define int long\nint a;", "long a ;"},
	{"a blank before the parenthesis makes a macro object-like", "#define F (x)\nF", "( x )"},
	{"a body keeps its own commas and parentheses", "#define T (int, (a))\nT", "( int , ( a ) )"},

	// 6.10.5.1: arguments.
	{"arguments are put in place", "#define ADD(a, b) ((a) + (b))\nADD(x, y * 2)", "( ( x ) + ( y * 2 ) )"},
	{"parentheses protect commas", "#define F(a, b) b\nF((1, 2), (3, (4, 5)))", "( 3 , ( 4 , 5 ) )"},
	{"brackets and braces do not protect commas", "#define F(a, b) a|b\nF([1, 2]) F({1, 2})", "[ 1 | 2 ] { 1 | 2 }"},
	{"arguments are expanded before they are put in", "#define ONE 1\n#define F(x) x x\nF(ONE)", "1 1"},
	{"an argument that names the macro itself is expanded", "#define F(x) x+1\nF(F(F(2)))", "2 + 1 + 1 + 1"},
	{"no argument at all", "#define F() x\nF() F( ) F(\n)", "x x x"},
	{"one empty argument", "#define F(x) <x>\nF() F( )", "< > < >"},
	{"several empty arguments", "#define F(x, y, z) <x|y|z>\nF(,,) F(1,,) F(,,3)", "< | | > < 1 | | > < | | 3 >"},
	{"a parameter that is named as a macro is the parameter", "#define x 9\n#define F(x) x\nF(1) x", "1 9"},
	{"a call spans lines", "#define F(a, b) a b\nF(1\n,\n2\n)\n3", "1 2 3"},
	{"a name and its parenthesis stand on different lines", "#define F(a) <a>\nF\n\n(1)", "< 1 >"},
	{"a name without parenthesis stays", "#define F(a) <a>\nF; F + (F)(1)", "F ; F + ( F ) ( 1 )"},
	{"a name at the end stays", "#define F(a) <a>\nF", "F"},
	{"a macro may make the name of another's call", "#define F(a) <a>\n#define G F\nG(1)", "< 1 >"},
	{"a macro may make a name whose parenthesis stands behind it", "#define F(a) <a>\n#define G x F\nG (1) G", "x < 1 > x F"},
	{"a macro may make the beginning of a call", "#define F(a, b) <a|b>\n#define G F(1,\nG 2)", "< 1 | 2 >"},
	{"a parenthesis that a macro makes is no call's before it is expanded", "#define LP (\n#define F(a) <a>\nF LP 1 )", "F ( 1 )"},
	{"comments between a name and its parenthesis are blanks", "#define F(a) <a>\nF /* b */ // c\n(/**/1/**/)", "< 1 >"},
	{"a call in a call of another", "#define F(a) f a\n#define G(a) g a\nF(G(F(1)))", "f g f 1"},
	{"an argument makes a name that the rest calls", "#define F(a) <a>\n#define ID(a) a\nID(F)(1)", "< 1 >"},
	{"a comma that a macro makes does not separate arguments of the call that it stands in", "#define C ,\n#define F(a) <a>\nF(1 C 2)", "< 1 , 2 >"},
	{"but it does in the next one", "#define C ,\n#define F(a, b) <a|b>\n#define G(x) F(x)\nG(1 C 2)", "< 1 | 2 >"},

	// 6.10.5.2 and 3: # and ##.
	{"# spells its argument as it stands", "#define S(x) #x\n#define A 1\nS(A) S( a  +  b ) S(a\n b) S(a/**/b) S()", `"A" "a + b" "a b" "a b" ""`},
	{"# escapes quotes and backslashes in literals", "#define S(x) #x\nS(\"a\\n\") S('\"') S('\\\\')", `"\"a\\n\"" "'\"'" "'\\\\'"`},
	{"# beside an expansion", "#define S(x) #x\n#define X(x) S(x)\n#define A 1 + B\n#define B 2\nX(A) S(A)", `"1 + 2" "A"`},
	{"# keeps the blanks of its argument's tokens and makes none", "#define S(x) #x\nS(a+b) S(a +b) S(a  ->b)", `"a+b" "a +b" "a ->b"`},
	{"# in an object-like macro is a token", "#define H # x\nH", "# x"},
	{"## joins words", "#define CAT(a, b) a ## b\nCAT(x, y) CAT(x, 1) CAT(1, x) CAT(<, <) CAT(, y) CAT(x, ) CAT(,)", "xy x1 1x << y x"},
	{"## takes arguments as they stand", "#define CAT(a, b) a##b\n#define A 1\nCAT(A, B) CAT(A, )", "AB 1"},
	{"## through another macro takes them expanded", "#define CAT(a, b) a##b\n#define XCAT(a, b) CAT(a, b)\n#define A x\nXCAT(A, A)", "xx"},
	{"## joins the last token of one argument and the first of the other", "#define CAT(a, b) a##b\nCAT(1 2, 3 4)", "1 23 4"},
	{"## in an object-like macro", "#define A x ## y ## 1\nA", "xy1"},
	{"what ## joins may be a macro", "#define CAT(a, b) a##b\n#define AB yes\nCAT(A, B)", "yes"},
	{"what ## joins may be a call", "#define CAT(a, b) a##b\n#define AB(x) <x>\nCAT(A, B)(1)", "< 1 >"},
	{"## that is made is no operator", "#define HH # ## #\n#define MK(a) #a\n#define IN(a) MK(a)\n#define J(c, d) IN(c HH d)\nchar p[] = J(x, y);", `char p [ ] = "x ## y" ;`},
	{"## in an argument is no operator", "#define ID(x) x\nID(a ## b) ID(ID(a ## b))", "a ## b a ## b"},
	{"# in an argument is no operator", "#define F(x, y) x y\nF(#, y)", "# y"},
	{"three tokens are joined", "#define T(x, y, z) x ## y ## z\nT(1,2,3) T(,4,5) T(6,,7) T(8,9,) T(10,,) T(,11,) T(,,12) T(,,)", "123 45 67 89 10 11 12"},
	{"a literal gets its prefix", "#define W(x) L ## #x\n#define V(x) L ## x\nW(a b) V(\"c\") V('d')", `L"a b" L"c" L'd'`},
	{"a number and a suffix", "#define U(c) c ## ULL\n#define N 5\nU(10) U(0xff)", "10ULL 0xffULL"},
	{"a parameter beside ## and alone", "#define X x\n#define F(a) a a ## 1 a\nF(X)", "x X1 x"},

	// 6.10.5.4: rescanning.
	{"an object-like macro does not name itself", "#define x x + 1\nx", "x + 1"},
	{"two macros that name each other", "#define a b 1\n#define b a 2\na b", "a 2 1 b 1 2"},
	{"a function-like macro does not call itself", "#define f(x) f(x + 1)\nf(f(0))", "f ( f ( 0 + 1 ) + 1 )"},
	{"a name that was held back once is never expanded", "#define f(x) x f\n#define e(x) x\ne(f(1))(2)", "1 f ( 2 )"},
	{"a name that was held back as an argument stays held back", "#define foo foo a\n#define ID(x) x\nID(ID(foo)) foo", "foo a foo a"},
	{"a macro in its own arguments", "#define NIL(xxx) xxx\n#define G_0(arg) NIL(G_1)(arg)\n#define G_1(arg) NIL(arg)\nG_0(42)", "42"},
	{"deep chains of names", "#define A0 A1\n#define A1 A2\n#define A2 A3\n#define A3 A0 x\nA0 A2", "A0 x A2 x"},
	{"stdin of the C library", "#define stdin stdin\nstdin", "stdin"},
	{"a function that is a macro too", "#define open(p, f) open64(p, f)\n#define open64 open\nopen(a, b)", "open ( a , b )"},

	// Examples in the manner of 6.10.5.6.
	{"redefinition and rescanning together", `#define x    3
#define f(a) f(x * (a))
#undef  x
#define x    2
#define g    f
#define z    z[0]
#define h    g(~
#define m(a) a(w)
#define w    0,1
#define t(a) a
#define p()  int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };`,
		`f ( 2 * ( y + 1 ) ) + f ( 2 * ( f ( 2 * ( z [ 0 ] ) ) ) ) % f ( 2 * ( 0 ) ) + t ( 1 ) ; f ( 2 * ( 2 + ( 3 , 4 ) - 0 , 1 ) ) | f ( 2 * ( ~ 5 ) ) & f ( 2 * ( 0 , 1 ) ) ^ m ( 0 , 1 ) ; int i [ ] = { 1 , 23 , 4 , 5 , } ; char c [ 2 ] [ 6 ] = { "hello" , "" } ;`},
	{"strings made of pieces", `#define str(s)      # s
#define xstr(s)     str(s)
#define debug(s, t) print("x" # s "= %d, x" # t "= %s", x ## s, x ## t)
#define INCFILE(n)  vers ## n
#define glue(a, b)  a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW     "hello"
#define LOW         LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\0d", "abc", '\4') == 0) str(: @\n), s);
xstr(INCFILE(2).h)
glue(HIGH, LOW);
xglue(HIGH, LOW)`,
		`print ( "x" "1" "= %d, x" "2" "= %s" , x1 , x2 ) ; fputs ( "strncmp(\"abc\\0d\", \"abc\", '\\4') == 0" ": @\n" , s ) ; "vers2.h" "hello" ; "hello" ", world"`},
	{"messages with any number of arguments", `#define note(...) print(err, __VA_ARGS__)
#define list(...) puts(#__VA_ARGS__)
#define report(test, ...) ((test)?puts(#test): print(__VA_ARGS__))
note("Flag");
note("X = %d\n", x);
list(The first, second, and third items.);
report(x>y, "x is %d but y is %d", x, y);`,
		`print ( err , "Flag" ) ; print ( err , "X = %d\n" , x ) ; puts ( "The first, second, and third items." ) ; ( ( x > y ) ? puts ( "x>y" ) : print ( "x is %d but y is %d" , x , y ) ) ;`},

	// Variadic macros, and what GNU adds.
	{"no variable argument", "#define F(...) <__VA_ARGS__>\nF() F(1) F(1, 2) F((,),)", "< > < 1 > < 1 , 2 > < ( , ) , >"},
	{"a variable argument may be left out", "#define F(a, ...) a|__VA_ARGS__|\nF(1) F(1,) F(1,2) F()", "1 | | 1 | | 1 | 2 | | |"},
	{"a variable parameter of another name", "#define F(a, rest...) a|rest|\n#define G(all...) <all>\nF(1, 2, 3) F(1) G(1, 2)", "1 | 2 , 3 | 1 | | < 1 , 2 >"},
	{"a comma is dropped before nothing", "#define F(f, ...) p(f, ## __VA_ARGS__)\nF(1) F(1, 2) F(1, 2, 3)", "p ( 1 ) p ( 1 , 2 ) p ( 1 , 2 , 3 )"},
	{"a comma is dropped before a named parameter that is nothing", "#define F(f, a...) p(f , ##a)\nF(1) F(1, 2)", "p ( 1 ) p ( 1 , 2 )"},
	{"a comma stays before an argument that expands to nothing", "#define E\n#define F(f, ...) p(f, ## __VA_ARGS__)\nF(1, E)", "p ( 1 , )"},
	{"variable arguments are expanded behind a comma", "#define A 1\n#define F(f, ...) p(f, ## __VA_ARGS__)\nF(A, A, A)", "p ( 1 , 1 , 1 )"},
	{"variable arguments are spelled", "#define S(...) #__VA_ARGS__\nS() S(a) S(a,b , c)", ""},
	{"__VA_OPT__ is there when arguments are", "#define F(f, ...) p(f __VA_OPT__(,) __VA_ARGS__)\nF(1) F(1, 2) F(1,)", "p ( 1 ) p ( 1 , 2 ) p ( 1 )"},
	{"__VA_OPT__ takes any tokens, parameters among them", "#define F(x, ...) __VA_OPT__(<x, (x)>) x\nF(1) F(1, 2)", "1 < 1 , ( 1 ) > 1"},
	{"__VA_OPT__ counts arguments as they are expanded", "#define E\n#define F(...) a __VA_OPT__(b)\nF(E) F(E E) F(x E)", "a a a b"},
	{"__VA_OPT__ beside ##", "#define F(a, ...) a ## __VA_OPT__(b)\n#define G(a, ...) __VA_OPT__(a) ## c\nF(x) F(x, 1) G(x) G(x, 1)", "x xb c xc"},
	{"__VA_OPT__ that is nothing separates what stands beside", "#define F(a, ...) a __VA_OPT__(b) ## c\nF(x) F(x, 1)", "x c x bc"},
	{"# spells __VA_OPT__", "#define F(x, ...) #__VA_OPT__(a x b) x\nF(1) F(1, 2)", `"" 1 "a 1 b" 1`},

	// Directives among arguments, and lines.
	{"a directive inside of a call is obeyed", "#define F(a, b) a b\nF(1,\n#ifdef X\nno\n#else\n2\n#endif\n)", "1 2"},
	{"a definition inside of a call counts at once", "#define F(a) a\nF(\n#define N 7\nN)", "7"},
	{"a line splice does not end a directive", "#define N 1 \\\n + 2\nN", "1 + 2"},
	{"a line splice inside of a word", "#define VAL\\\nUE 12\\\n3\nVALUE VA\\\nLUE", "123 123"},
	{"a line splice with blanks behind the backslash", "#define N 1 \\ \t\n + 2\nN", "1 + 2"},
	{"a line splice inside of an operator", "a +\\\n+ b -\\\n> c", "a ++ b -> c"},
	{"a line splice inside of a string", "\"a\\\nb\" 'c\\\n'", `"ab" 'c'`},
	{"a line splice in a comment for the line", "// a \\\nb\nc", "c"},
	{"a splice in the opening of a comment", "/\\\n* a */ b /\\\n/ c\nd", "b d"},
	{"a splice in the end of a comment", "/* a *\\\n/ b", "b"},
	{"a splice in a number", "1\\\n.5\\\ne\\\n+3", "1.5e+3"},
	{"a comment is a blank", "a/* b */c /**/ /***/ d // e /* f\ng /* // */ h", "a c d g h"},
	{"a comment before a directive", "/* a */ # /* b */ define /* c */ N /* d */ 1 /* e\n f */ + 2\nN", "1 + 2"},
	{"a comment in a string is none", "\"/*\" a \"*/\" '//' b", `"/*" a "*/" '//' b`},
	{"a # that does not begin its line is a token", "a # define b\n{ # }", "a # define b { # }"},
	{"a # that a macro makes is no directive", "#define H #\nH define X 1\nX", "# define X 1 X"},
	{"a null directive", "a\n#\nb\n# // c\nd", "a b d"},
	{"digraphs", "%:define F(x) <% x<:0:> %>\n%: define S(x) %: x\n%:define C(a, b) a %:%: b\nF(a) S(b) C(c, d)", `{ a [ 0 ] } "b" cd`},
	{"numbers as the preprocessor sees them", "0xe+1 1e+5 1e-5x .5 1..2 0x1p-3 1.e3f 1_a", "0xe+1 1e+5 1e-5x .5 1..2 0x1p-3 1.e3f 1_a"},
	{"operators are as long as they can be", "a+++b a---b a<<=b a>>=b a->b ...... x.y a&&&b a||b ##", "a ++ + b a -- - b a <<= b a >>= b a -> b ... ... x . y a && & b a || b ##"},
	{"literals of all kinds", `L"a" u"b" U"c" u8"d" L'e' u'f' U'g' "\"" '\'' "\\" "a" "b"`, `L"a" u"b" U"c" u8"d" L'e' u'f' U'g' "\"" '\'' "\\" "a" "b"`},
	{"a dollar in a name", "#define a$b 1\na$b $x", "1 $x"},
	{"letters beyond ASCII in a name", "#define größe 1\ngröße grö", "1 grö"},
	{"carriage returns", "#define A 1 \\\r\n + 2\r\n#ifdef A\r\nA\r\n#endif\r\n\"x\" // y\r\nz\r\n", `1 + 2 "x" z`},
	{"a byte order mark", "\ufeff#define A 1\nA", "1"},
	{"form feeds and vertical tabs", "a\f\vb\n\f#define A 1\nA", "a b 1"},
	{"the last line has no end", "#define A 1\nA\n#undef A", "1"},

	// Macros that the preprocessor brings.
	{"__LINE__", "__LINE__\n#define L __LINE__\n\nL __LINE__", "1 4 4"},
	{"__LINE__ in a condition", "#if __LINE__ == 1\nyes\n#endif", "yes"},
	{"__COUNTER__ counts", "__COUNTER__ __COUNTER__\n#define C __COUNTER__\nC", "0 1 2"},
	{"__COUNTER__ in an argument counts once", "#define T(x) x x\nT(__COUNTER__) __COUNTER__", "0 0 1"},
	{"unique names", "#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\nCAT(v, __LINE__) CAT(v, __COUNTER__)", "v3 v0"},
	{"__INCLUDE_LEVEL__", "__INCLUDE_LEVEL__", "0"},
	{"push_macro and pop_macro", "#define A 1\n#pragma push_macro(\"A\")\n#undef A\n#define A 2\nA\n#pragma pop_macro(\"A\")\nA", "2 1"},
	{"pop_macro of a name that was none", "#pragma push_macro(\"A\")\n#define A 2\nA\n#pragma pop_macro(\"A\")\nA", "2 A"},
	{"push_macro nests", "#define A 1\n#pragma push_macro(\"A\")\n#define A 2\n#pragma push_macro(\"A\")\n#define A 3\nA\n#pragma pop_macro(\"A\")\nA\n#pragma pop_macro(\"A\")\nA\n#pragma pop_macro(\"A\")\nA", "3 2 1 1"},
	{"_Pragma pushes a macro", "#define A 1\n_Pragma(\"push_macro(\\\"A\\\")\")\n#undef A\nA\n_Pragma(\"pop_macro(\\\"A\\\")\")\nA", "A 1"},

	// What the macro libraries of real projects do.
	{"a count of arguments", "#define N_(a, b, c, n, ...) n\n#define N(...) N_(__VA_ARGS__, 3, 2, 1, 0)\nN(x) N(x, y) N(x, y, z)", "1 2 3"},
	{"a list of X", "#define LIST(X) X(a, 1) X(b, 2)\n#define E(n, v) n = v,\n#define S(n, v) #n,\nenum { LIST(E) }; LIST(S)", `enum { a = 1 , b = 2 , } ; "a" , "b" ,`},
	{"repeated evaluation", "#define EMPTY()\n#define DEFER(x) x EMPTY()\n#define EVAL(...) EVAL1(EVAL1(__VA_ARGS__))\n#define EVAL1(...) __VA_ARGS__\n#define REP(n) n DEFER(REP_)()(n)\n#define REP_() REP\nEVAL(REP(1)) REP(2)", ""},
	{"a choice by a name", "#define IF_1(t, e) t\n#define IF_0(t, e) e\n#define IF(c) IF_ ## c\nIF(1)(yes, no) IF(0)(yes, no)", "yes no"},
	{"a choice by what is empty", "#define SECOND(a, b, ...) b\n#define PROBE ~, 1\n#define IS(x) SECOND(x, 0, ~)\n#define IS_NONE PROBE\n#define CHECK(x) IS(IS_##x)\nCHECK(NONE) CHECK(SOME)", "1 0"},
	{"attributes of a function", "#if defined(__GNUC__) || 1\n# define ATTR(x) __attribute__(x)\n#else\n# define ATTR(x)\n#endif\nint f(int) ATTR((format(printf, 1, 2)));", "int f ( int ) __attribute__ ( ( format ( printf , 1 , 2 ) ) ) ;"},
	{"prototypes of old", "#define P(args) args\nint f P((int a, char *b));", "int f ( int a , char * b ) ;"},
}

func TestExpand(t *testing.T) {
	for _, test := range expansions {
		t.Run(test.name, func(t *testing.T) {
			u := tree{"main.h": test.src}.run(t, &Config{})
			noProblems(t, u)
			if test.want != "" {
				same(t, test.src, plain(u.Tokens), test.want)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	for _, test := range []struct {
		expr string
		want bool
	}{
		{"1", true}, {"0", false}, {"-1", true}, {"+0", false}, {"!0", true}, {"!5", false}, {"~0", true}, {"~-1", false}, {"- - 1", true}, {"!!1", true},
		{"1 + 2 == 3", true}, {"5 - 7 == -2", true}, {"3 * 4 == 12", true}, {"7 / 2 == 3", true}, {"-7 / 2 == -3", true}, {"-7 % 3 == -1", true}, {"7 % -3 == 1", true},
		{"1 << 4 == 16", true}, {"-16 >> 2 == -4", true}, {"1 << 63 < 0", true}, {"1u << 63 > 0", true}, {"(1 << 64) == 0", true},
		{"6 & 3", true}, {"4 & 3", false}, {"(6 | 3) == 7", true}, {"(6 ^ 3) == 5", true}, {"1 | 0 && 0", false}, {"2 ^ 2 | 0", false},
		{"1 < 2", true}, {"2 < 1", false}, {"2 <= 2", true}, {"2 > 2", false}, {"2 >= 3", false}, {"1 == 1", true}, {"1 != 1", false},
		{"1 < 2 == 1", true}, {"3 > 2 > 1", false}, {"1 == 1 == 2", false}, {"2 + 3 * 4 == 14", true}, {"(2 + 3) * 4 == 20", true}, {"10 - 4 - 3 == 3", true},
		{"100 / 10 / 5 == 2", true}, {"1 << 2 + 1 == 8", true}, {"7 & 3 == 3", true}, {"4 | 2 ^ 6 & 3", true}, {"!1 == 0", true}, {"-1 < 0", true},

		// Both operands are of the type uintmax_t as soon as one is.
		{"-1 < 0u", false}, {"-1 > 0u", true}, {"-1 == 0xffffffffffffffff", true}, {"0 - 1u > 0", true}, {"-1 / 2u > 1", true}, {"(-1 >> 1u) == -1", true},
		{"-1u >> 63 == 1", true}, {"(1 ? -1 : 0u) > 0", true}, {"(0 ? 0u : -1) > 0", true}, {"(-1 < 0) > -1u", false}, {"18446744073709551615 == -1", true},
		{"9223372036854775807 + 1 < 0", true}, {"9223372036854775808 > 0", true}, {"(-9223372036854775807 - 1) / -1 < 0", true}, {"(-9223372036854775807 - 1) % -1 == 0", true},
		{"-9223372036854775808 > 0", true}, {"~0u > 0", true}, {"!0u - 2 < 0", true}, {"(2u > 1) - 2 < 0", true},

		{"0x10 == 16", true}, {"010 == 8", true}, {"0b101 == 5", true}, {"0XFFul == 255", true}, {"1'000 == 1000", true}, {"10LLU == 10", true}, {"5z == 5", true}, {"0 == 00", true},
		{"201710L >= 199901L", true}, {"100i64 == 100", true}, {"0xi8 == 0", false},
		{"'a' == 97", true}, {"'\\n' == 10", true}, {"'\\0' == 0", true}, {"'\\x41' == 65", true}, {"'\\101' == 65", true}, {"'\\377' < 0", true}, {"'\\\\' == 92", true}, {"'\\'' == 39", true},
		{"'ab' == 24930", true}, {"L'a' == 97", true}, {"u'\\xffff' == 65535", true}, {"'\\xff' == -1", true}, {"'\\\"' == 34", true}, {"'\\a' == 7 && '\\b' == 8 && '\\t' == 9 && '\\v' == 11 && '\\f' == 12 && '\\r' == 13 && '\\e' == 27", true},

		// What does not count is not evaluated.
		{"0 && 1 / 0", false}, {"1 || 1 / 0", true}, {"1 ? 2 : 1 / 0", true}, {"0 ? 1 % 0 : 3", true}, {"1 || (0 && 1 / 0) / 0", true}, {"0 && (1 ? 1 / 0 : 1)", false}, {"(0 && 0) || 1", true},
		{"1 ? 0 : 1", false}, {"1 ? 1 ? 0 : 1 : 1", false}, {"0 ? 1 : 0 ? 1 : 2", true}, {"1 || 0 ? 0 : 1", false}, {"(0 ? 1 : 2) == 2", true}, {"1 ? 2 : 0 == 3", true},

		// Names.
		{"unknown", false}, {"unknown == 0", true}, {"true", true}, {"false", false}, {"int", false}, {"ONE", true}, {"ONE + TWO == 3", true}, {"EMPTY + 1", true}, {"ADD(1, TWO) == 3", true},
		{"ADD == 0", true}, {"SELF == 0", true}, {"defined ONE", true}, {"defined(ONE)", true}, {"defined ( ONE )", true}, {"defined unknown", false}, {"!defined(unknown)", true},
		{"defined ONE && defined(TWO)", true}, {"defined EMPTY", true}, {"defined ADD", true}, {"defined(ADD) && ADD(0, 1)", true}, {"HAS_ONE", true}, {"!HAS(unknown) && HAS(EMPTY2)", true}, {"defined defined", false},
		{"defined __FILE__ && defined(__LINE__) && defined __COUNTER__", true}, {"defined(__has_include) && defined(__has_attribute)", true}, {"__LINE__ > 1", true},
		{"(ONE) || unknown(1) && 0", false},

		// What the compiler has.
		{"__has_attribute(pure)", true}, {"__has_attribute(__pure__)", true}, {"__has_attribute(impure)", false}, {"__has_c_attribute(gnu::pure)", true}, {"__has_builtin(__builtin_trap)", true},
		{"__has_feature(pure) && !__has_extension(x)", true}, {"__has_include(<there.h>)", true}, {"__has_include(\"there.h\")", true}, {"__has_include(<away.h>)", false}, {"__has_include(THERE)", true},
		{"__has_include(<there.h>) && !__has_include(<sub/away.h>)", true}, {"__has_include(<sub/there.h>)", true}, {"__has_warning(\"-Wall\")", false}, {"HAS_PURE", true}, {"__unknown_to_us(1, (2))", false},
	} {
		files := tree{
			"main.h": `#define ONE 1
#define TWO 2
#define EMPTY
#define ADD(a, b) ((a) + (b))
#define SELF SELF
#define EMPTY2 EMPTY2
#define HAS_ONE defined(ONE)
#define HAS(x) defined(x)
#define HAS_PURE __has_attribute(pure)
#define THERE <there.h>
#if ` + test.expr + "\nyes\n#else\nno\n#endif\n#if 0\n#elif " + test.expr + "\nyes\n#else\nno\n#endif\n",
			"there.h": "", "sub/there.h": "",
		}
		u := files.run(t, &Config{Path: []Dir{{Path: "."}}, Names: map[string]bool{"pure": true, "builtin_trap": true}})
		// A call of what nobody defined is malformed even where it does not count.
		if !strings.Contains(test.expr, " unknown(") && !strings.Contains(test.expr, "0xi8") && test.expr != "defined defined" {
			sameList(t, test.expr, problems(u), nil)
		}
		want := "no no"
		if test.want {
			want = "yes yes"
		}
		same(t, "#if "+test.expr, plain(u.Tokens), want)
	}
}

func TestBranches(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"the first branch that holds", "#if 0\na\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif\ne", "b e"},
		{"#else", "#if 0\na\n#elif 0\nb\n#else\nc\n#endif", "c"},
		{"no branch", "#if 0\na\n#elif 0\nb\n#endif\nc", "c"},
		{"#ifdef and #ifndef", "#define A\n#ifdef A\na\n#endif\n#ifndef A\nb\n#endif\n#ifdef B\nc\n#else\nd\n#endif", "a d"},
		{"#elifdef and #elifndef", "#define A\n#ifdef B\nb\n#elifdef A\na\n#endif\n#ifdef B\nb\n#elifndef B\nc\n#elifdef A\nd\n#endif", "a c"},
		{"what is skipped may nest", "#if 0\n#if 1\na\n#else\nb\n#endif\n#elif 1\nc\n#if 0\nd\n#else\ne\n#endif\n#else\nf\n#endif", "c e"},
		{"what is skipped defines nothing", "#if 0\n#define A 1\n#include \"none.h\"\n#error no\n#nonsense\n#if (\n#endif\n#endif\nA", "A"},
		{"behind a branch that was taken #elif is not evaluated", "#if 1\na\n#elif 1 / 0\nb\n#elif (\nc\n#endif", "a"},
		{"apostrophes in what is skipped", "#if 0\nit's \"so\n#endif\na", "a"},
		{"a comment in what is skipped may hold #endif", "#if 0\n/*\n#endif\n*/\n#endif\na", "a"},
		{"a comment behind #else and #endif", "#if 0\na\n#else // no\nb\n#endif /* x */\nc", "b c"},
		{"names behind #endif", "#ifdef A\na\n#else A\nb\n#endif A\nc", "b c"},
		{"conditions over several lines", "#if 0 || \\\n 1 /*\n*/ && 1\na\n#endif", "a"},
		{"digraphs begin directives", "%:if 0\na\n%:else\nb\n%:endif", "b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := tree{"main.h": test.src}.run(t, &Config{})
			noProblems(t, u)
			same(t, test.src, plain(u.Tokens), test.want)
		})
	}
}

func TestInclude(t *testing.T) {
	path := []Dir{{Path: "inc"}, {Path: "more"}, {Path: "<sys>/a", System: true}, {Path: "<sys>/win", System: true, Fold: true}}
	for _, test := range []struct{ name, archive, want string }{
		{"quotes begin beside the file", "-- inc/main.h --\n#include \"x.h\"\n#include <sub/y.h>\n-- inc/x.h --\nincx\n-- inc/sub/y.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/sub/x.h --\nsubx", "incx subx incx"},
		{"quotes go on with the path", "-- inc/main.h --\n#include \"x.h\"\n-- more/x.h --\nmorex", "morex"},
		{"angles do not look beside the file", "-- inc/main.h --\n#include <sub/y.h>\n-- inc/sub/y.h --\n#include <x.h>\n-- inc/sub/x.h --\nsubx\n-- more/x.h --\nmorex", "morex"},
		{"the first directory wins", "-- inc/main.h --\n#include <x.h>\n-- inc/x.h --\nincx\n-- more/x.h --\nmorex\n-- <sys>/a/x.h --\nsysx", "incx"},
		{"a system's header comes last", "-- inc/main.h --\n#include <x.h>\n-- <sys>/a/x.h --\nsysx", "sysx"},
		{"names leave the directory within the tree", "-- inc/main.h --\n#include \"../more/x.h\"\n#include <../own/y.h>\n-- more/x.h --\nmorex\n-- own/y.h --\nowny", "morex owny"},
		{"names are folded where Windows is", "-- inc/main.h --\n#include <Windows.H>\n-- <sys>/win/windows.h --\nwin", "win"},
		{"include_next goes on behind its own directory", "-- inc/main.h --\n#include <x.h>\n-- inc/x.h --\nincx\n#include_next <x.h>\n-- more/x.h --\nmorex\n#include_next <x.h>\n-- <sys>/a/x.h --\nsysx", "incx morex sysx"},
		{"__has_include_next", "-- inc/main.h --\n#include <x.h>\n-- inc/x.h --\n#if __has_include_next(<x.h>)\nyes\n#include_next <x.h>\n#endif\n-- more/x.h --\n#if __has_include_next(<x.h>)\nyes\n#else\nno\n#endif", "yes no"},
		{"a file is read as often as it is included", "-- inc/main.h --\n#include \"x.h\"\n#include \"x.h\"\n-- inc/x.h --\nx", "x x"},
		{"#pragma once", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n#pragma once\nx", "x"},
		{"_Pragma once", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n_Pragma(\"once\")\nx", "x"},
		{"#import", "-- inc/main.h --\n#import \"x.h\"\n#import <x.h>\n-- inc/x.h --\nx", "x"},
		{"a guard", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n#ifndef X\n#define X\nx\n#endif", "x"},
		{"a guard that is undefined again", "-- inc/main.h --\n#include \"x.h\"\n#undef X\n#include <x.h>\n-- inc/x.h --\n#ifndef X\n#define X\nx\n#endif", "x x"},
		{"a guard by #if", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n/* c */\n#if !defined(X)\n#define X 1\nx\n#endif", "x"},
		{"what stands behind a guard is read again", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n#ifndef X\n#define X\nx\n#endif\nagain", "x again again"},
		{"what stands in the #else of a guard is read again", "-- inc/main.h --\n#include \"x.h\"\n#include <x.h>\n-- inc/x.h --\n#ifndef X\n#define X\nx\n#else\nagain\n#endif", "x again"},
		{"directives that stand behind a guard are obeyed again", "-- inc/main.h --\n#include <x.h>\nassert\n#define NDEBUG\n#include <x.h>\nassert\n-- inc/x.h --\n#ifndef X\n#define X\n#endif\n#undef assert\n#ifdef NDEBUG\n#define assert off\n#else\n#define assert on\n#endif", "on off"},
		{"two files with the same guard", "-- inc/main.h --\n#include \"x.h\"\n#include \"y.h\"\n-- inc/x.h --\n#ifndef X\n#define X\nx\n#endif\n-- inc/y.h --\n#ifndef X\n#define X\ny\n#endif", "x"},
		{"a name that macros make", "-- inc/main.h --\n#define A <x.h>\n#define B \"y.h\"\n#define STR(s) #s\n#define F(n) STR(n.h)\n#define G(d, n) <d/n.h>\n#include A\n#include B\n#include F(x)\n#include G(sub, z)\n-- inc/x.h --\nx\n-- inc/y.h --\ny\n-- inc/sub/z.h --\nz", "x y x z"},
		{"odd names", "-- inc/main.h --\n#include <a-1.2/x+y.hpp>\n#include \"it's.h\"\n-- inc/a-1.2/x+y.hpp --\nx\n-- inc/it's.h --\ny", "x y"},
		{"a name is not expanded", "-- inc/main.h --\n#define linux 1\n#include <linux/x.h>\n-- inc/linux/x.h --\nx", "x"},
		{"a macro call does not go on behind the file", "-- inc/main.h --\n#define F(x) <x>\n#include \"x.h\"\n(1)\n-- inc/x.h --\nF", "F ( 1 )"},
		{"an #if ends with its file", "-- inc/main.h --\n#if 1\n#include \"x.h\"\na\n#else\nb\n#endif\n-- inc/x.h --\n#if 0\nc\n#else\nd\n#endif", "d a"},
		{"a macro that a file defines", "-- inc/main.h --\n#include \"x.h\"\nX\n-- inc/x.h --\n#define X 1", "1"},
		{"__INCLUDE_LEVEL__ and __FILE__", "-- inc/main.h --\n__INCLUDE_LEVEL__ __FILE__\n#include \"x.h\"\n__FILE__\n-- inc/x.h --\n__INCLUDE_LEVEL__ __FILE__ __LINE__", `0 "inc/main.h" 1 "inc/x.h" 1 "inc/main.h"`},
		{"an include among arguments", "-- inc/main.h --\n#define F(x, y) <x y>\nF(1,\n#include \"x.h\"\n3)\n-- inc/x.h --\n2", ""},
		{"a template stands for its file", "-- inc/main.h --\n#include \"conf.h\"\n#include <other.h>\n-- inc/conf.h.in --\nconf @VERSION@\n-- inc/other.h.cmake --\nother", "conf @VERSION@ other"},
		{"a file comes before its template", "-- inc/main.h --\n#include \"conf.h\"\n-- inc/conf.h.in --\ntemplate\n-- inc/conf.h --\nfile", "file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := treeOf(test.archive).run(t, &Config{Path: path}, "inc/main.h")
			noProblems(t, u)
			if test.want != "" {
				same(t, test.archive, plain(u.Tokens), test.want)
			}
		})
	}
}

func TestTemplates(t *testing.T) {
	const template = "#cmakedefine A\n#cmakedefine B @B@\n#cmakedefine01 C\n#mesondefine D\n#undef E\n#define F @F@\n#define G \"@PACKAGE_VERSION@\"\n@TOP@\n#unknown to us\n"
	const use = "-- main.h --\n#include \"conf.h\"\n#ifdef A\na\n#endif\n#ifdef B\nb B\n#endif\n#if C\nc C\n#endif\n#ifdef D\nd\n#endif\n#ifdef E\ne\n#endif\nF G\n-- conf.h.in --\n" + template
	for _, test := range []struct {
		name   string
		config Config
		want   string
	}{
		{"what a build may define is defined", Config{}, `@TOP@ a b @B@ c 1 d e @F@ "@PACKAGE_VERSION@"`},
		{"but for what is turned off", Config{Features: map[string]bool{"A": false, "E": false, "B": true}}, `@TOP@ b @B@ c 1 d @F@ "@PACKAGE_VERSION@"`},
		{"an unconfigured build defines nothing", Config{Unconfigured: true}, `@TOP@ F G`},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := treeOf(use).run(t, &test.config)
			noProblems(t, u)
			if test.config.Unconfigured {
				test.want = `@TOP@ @F@ "@PACKAGE_VERSION@"`
			}
			same(t, test.name, plain(u.Tokens), test.want)
			for _, name := range []string{"A", "B", "C", "D", "E"} {
				if f, ok := u.Features[name]; !ok || !f.Configured {
					t.Errorf("feature %s: %+v, %v", name, f, ok)
				}
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	u := treeOf(`-- main.h --
#define TWO a \
  b
#define F(x) x TWO \
  c
#define G(x) F(x) d
int /* 
*/ x;
F(1) G(
  2

) y
"s\
t" z
#include "x.h"
TWO
-- x.h --

G(
TWO) w F
(3)
_Pragma("GCC poison q")
`).run(t, &Config{})
	noProblems(t, u)
	var list []string
	for i := range u.Tokens {
		tok := &u.Tokens[i]
		list = append(list, fmt.Sprintf("%s:%d %s", u.Reader.File(tok.File).Name, tok.Line, word(tok)))
	}
	// A token of a macro stands where the outermost call does.
	sameList(t, "places", list, strings.Split(`main.h:6 int
main.h:7 x
main.h:7 ;
main.h:8 1
main.h:8 a
main.h:8 b
main.h:8 c
main.h:8 2
main.h:8 a
main.h:8 b
main.h:8 c
main.h:8 d
main.h:11 y
main.h:12 "st"
main.h:13 z
x.h:2 a
x.h:2 b
x.h:2 a
x.h:2 b
x.h:2 c
x.h:2 d
x.h:3 w
x.h:3 3
x.h:3 a
x.h:3 b
x.h:3 c
x.h:5 [pragma GCC poison q]
main.h:15 a
main.h:15 b`, "\n"))
	for i := range u.Tokens {
		if tok := &u.Tokens[i]; tok.TellsPlace() {
			t.Errorf("%s tells its place", tok.Text)
		}
		if tok := &u.Tokens[i]; tok.FromMacro() != slices.Contains([]string{"a", "b", "c", "d"}, tok.Text) {
			t.Errorf("%s in line %d: FromMacro is %v", tok.Text, tok.Line, tok.FromMacro())
		}
	}
	u = treeOf("#define L __LINE__\n__LINE__ L __FILE__ __COUNTER__").run(t, &Config{})
	for i := range u.Tokens {
		if !u.Tokens[i].TellsPlace() {
			t.Errorf("%s does not tell its place", u.Tokens[i].Text)
		}
	}
}

func TestGuards(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"no condition", "a", "a:"},
		{"#ifdef", "a\n#ifdef ON\nb\n#endif\nc", "a: b:ON c:"},
		{"#ifndef", "#ifndef OFF\na\n#else\nb\n#endif", "a:!OFF"},
		{"the branch that is off is not read", "#ifdef OFF\na\n#endif\nb", "b:"},
		{"#else", "#ifdef OFF\na\n#else\nb\n#endif", "b:!OFF"},
		{"#elif knows what failed before", "#if defined(OFF)\na\n#elif defined(ON)\nb\n#else\nc\n#endif", "b:!OFF && ON"},
		{"#else behind #elif", "#if defined(OFF)\na\n#elif defined(OFF2)\nb\n#else\nc\n#endif", "c:!(OFF || OFF2)"},
		{"#elifdef", "#ifdef OFF\na\n#elifdef ON\nb\n#endif", "b:!OFF && ON"},
		{"nested", "#ifdef ON\n#ifdef ON2\na\n#endif\nb\n#endif", "a:ON && ON2 b:ON"},
		{"the same condition twice", "#ifdef ON\n#ifdef ON\na\n#endif\n#endif", "a:ON"},
		{"other conditions leave no guard", "#if 1\n#ifndef OTHER\na\n#endif\n#endif", "a:"},
		{"between other conditions", "#if 1\n#ifdef ON\n#if 2 > 1\na\n#endif\n#endif\n#endif", "a:ON"},
		{"constants are folded away", "#if defined(ON) && 1 && !defined(OTHER)\na\n#endif\n#if 0 || defined(ON)\nb\n#endif", "a:ON b:ON"},
		{"a constant that decides", "#if 1 || defined(ON)\na\n#endif", "a:"},
		{"and, or, not", "#if defined(ON) && (defined(OFF) || defined ON2)\na\n#endif", "a:(OFF || ON2) && ON"},
		{"double negation", "#if !(!defined(ON))\na\n#endif", "a:ON"},
		{"a value", "#if ON >= 1\na\n#endif\n#if ON\nc\n#endif\n#if ON != 0\nd\n#endif", "a:ON >= 1 c:ON d:ON"},
		{"a value that is negated", "#if ON < 5\na\n#else\nb\n#endif", "b:!(ON < 5)"},
		{"! binds closer than ==", "#if !ON == 0\na\n#endif", "a:!ON == 0"},
		{"a branch for constants behind one for a feature", "#ifdef OFF\na\n#elif 1\nb\n#endif", "b:!OFF"},
		{"a branch for a feature behind one for constants", "#if 0\na\n#elif defined(ON)\nb\n#endif", "b:ON"},
		{"macros keep theirs", "#ifdef ON\n#define M 1\n#endif\nM", "1:"},
		{"a call that ends in front of #endif", "#define F(x) x\n#ifdef ON\nF(a)\n#endif\nb", "a:ON b:"},
		{"a name without parenthesis in front of #endif", "#define F(x) x\n#ifdef ON\nF\n#endif\nb", "F:ON b:"},
		{"a header that users include has none of its includer's", "#ifdef ON\n#include \"own.h\"\n#include \"part.h\"\n#endif\n-- own.h --\na\n-- part.h --\nb", "a: b:ON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := treeOf(test.src)
			headers := []string{"main.h"}
			if files["own.h"] != "" {
				headers = append(headers, "own.h")
			}
			u := files.run(t, &Config{Features: map[string]bool{"ON": true, "ON2": true, "OFF": false, "OFF2": false}}, headers...)
			noProblems(t, u)
			var list []string
			for i := range u.Tokens {
				list = append(list, word(&u.Tokens[i])+":"+u.Condition(u.Tokens[i].Guard).String())
			}
			same(t, test.src, strings.Join(list, " "), test.want)
		})
	}
}

func TestMacroKeepsItsGuard(t *testing.T) {
	u := treeOf("#ifdef ON\n#define M 1\n#endif\n#define N").run(t, &Config{Features: map[string]bool{"ON": true}})
	same(t, "M", u.Condition(u.Macros["M"].Guard).String(), "ON")
	same(t, "N", u.Condition(u.Macros["N"].Guard).String(), "")
}

func TestSkippedFeatures(t *testing.T) {
	for _, test := range []struct {
		src  string
		want bool
	}{
		{"#ifdef ON\na\n#endif", false},
		{"#ifdef ON\na\n#else\nb\n#endif", true},
		{"#ifndef ON\na\n#endif", true},
		{"#ifndef ON\n#endif", false},
		{"#ifdef OFF\na\n#endif", true},
		{"#if 0\na\n#endif", false},
	} {
		u := treeOf(test.src).run(t, &Config{Features: map[string]bool{"ON": true, "OFF": false}})
		if u.Skipped != test.want {
			t.Errorf("%q: Skipped is %v", test.src, u.Skipped)
		}
	}
}

func TestLinkageMarks(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"braces", "#ifdef __cplusplus\nextern \"C\" {\n#endif\na\n#ifdef __cplusplus\n}\n#endif\nb", "[C{] a [C}] b"},
		{"on one line with a comment", "#ifdef __cplusplus\nextern \"C\" { /* x */\n#endif\na\n#if defined(__cplusplus)\n} // extern\n#endif", "[C{] a [C}]"},
		{"with other directives inside", "#ifdef __cplusplus\n# if 1\nextern \"C\" {\n# endif\n#endif\na\n#ifdef __cplusplus\n#define X\n}\n#endif", "[C{] a [C}]"},
		{"in the branch behind #else", "#ifndef __cplusplus\nb\n#else\nextern \"C\" {\n#endif\na\n#ifndef __cplusplus\n#else\n}\n#endif", "b [C{] a [C}]"},
		{"in an #elif", "#if 0\n#elif defined(__cplusplus)\nextern \"C\" {\n#endif\na", "[C{] a"},
		{"one declaration", "#ifdef __cplusplus\nextern \"C\"\n#endif\nint a;", "[C] int a ;"},
		{"a block that closes at once", "#ifdef __cplusplus\nextern \"C\" { void f(); }\n#endif\na", "a"},
		{"other C++", "#ifdef __cplusplus\nnamespace x { class y; }\n#endif\na", "a"},
		{"macros", "#ifdef __cplusplus\n#define BEGIN_DECLS extern \"C\" {\n#define END_DECLS }\n#else\n#define BEGIN_DECLS\n#define END_DECLS\n#endif\nBEGIN_DECLS\na\nEND_DECLS\nb", "[C{] [BEGIN_DECLS] a [C}] [END_DECLS] b"},
		{"a macro for one declaration", "#ifdef __cplusplus\n#define API extern \"C\"\n#else\n#define API extern\n#endif\nAPI int a;", "[C] extern int a ;"},
		{"a macro that asks for what C++ defines", "#ifdef __cplusplus\n#define IS_CXX\n#endif\n#ifdef IS_CXX\nextern \"C\" {\n#endif\na", "[C{] a"},
		{"an annotation is marked", "#define IN\n#define F(x) x\nint f(IN int a, F(IN) int b);", "int f ( [IN] int a , int b ) ;"},
		{"a feature is no annotation", "#cmakedefine ON\nON a", "ON a"},
		{"a predefined macro is no annotation", "PRE a", "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := treeOf(test.src).run(t, &Config{Predefined: "#define PRE\n"})
			if !strings.Contains(test.src, "cmakedefine") {
				noProblems(t, u)
				same(t, test.src, text(u.Tokens), test.want)
			}
		})
	}
}

func TestPragmas(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"pack stays", "#pragma pack(push, 1)\na\n#pragma pack(pop)", "[pragma pack(push, 1)] a [pragma pack(pop)]"},
		{"pack is expanded", "#define N 4\n#pragma pack(N)", "[pragma pack(4)]"},
		{"visibility stays", "#pragma GCC visibility push(default)", "[pragma GCC visibility push(default)]"},
		{"others go", "#pragma\n#pragma STDC FP_CONTRACT ON\n#pragma warning(disable: 1)\n#pragma comment(lib, \"x\")\na", "a"},
		{"_Pragma", "_Pragma(\"pack(push, 1)\") a _Pragma(\"GCC visibility pop\")", "[pragma pack(push, 1)] a [pragma GCC visibility pop]"},
		{"_Pragma of a macro", "#define PACK(n) _Pragma(STR(pack(n)))\n#define STR(x) #x\nPACK(2) a", "[pragma pack(2)] a"},
		{"__pragma", "#define PUSH __pragma(pack(push, 1))\nPUSH a __pragma(pack(pop))", "[pragma pack(push, 1)] a [pragma pack(pop)]"},
		{"a macro that wraps a declaration", "#define PACKED(d) _Pragma(\"pack(1)\") d _Pragma(\"pack()\")\nPACKED(struct s { int a; };)", "[pragma pack(1)] struct s { int a ; } ; [pragma pack()]"},
		{"_Pragma inside of an argument", "#define ID(x) x\nID(_Pragma(\"pack(1)\") a)", "[pragma pack(1)] a"},
		{"a name that is no call", "_Pragma a", "_Pragma a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := treeOf(test.src).run(t, &Config{})
			noProblems(t, u)
			same(t, test.src, text(u.Tokens), test.want)
		})
	}
}

func TestMacros(t *testing.T) {
	files := treeOf(`-- a.h --
#ifndef A_H
#define A_H
#define ONE 1
#define GONE 2
#undef GONE
#define CHANGED 3
#define CHANGED 4
#define F(x, y) x + y
#define V(...) __VA_ARGS__
#define R(a, rest...) rest
#define NONE()
#include "b.h"
#endif
-- b.h --
#define LATER 5
-- c.h --
#undef ONE
#define ONE 6
#define MINE ONE
-- <sys>/sys.h --
#define SYS 1
#define __PRE__ changed
`)
	u := files.run(t, &Config{Path: []Dir{{Path: "<sys>", System: true}}, Predefined: "#define __PRE__ 7\n#define __F__(x) x\n"}, "a.h", "c.h")
	noProblems(t, u)
	for name, want := range map[string]string{
		"ONE": "a.h:3 1", "CHANGED": "a.h:7 4", "F": "a.h:8 (x,y) x + y", "V": "a.h:9 (__VA_ARGS__) __VA_ARGS__", "R": "a.h:10 (a,rest) rest",
		"NONE": "a.h:11 () ", "LATER": "b.h:1 5", "MINE": "c.h:3 ONE", "A_H": "a.h:2 ",
	} {
		m := u.Macros[name]
		if m == nil {
			t.Errorf("%s is not there", name)
			continue
		}
		got := fmt.Sprintf("%s:%d ", u.Reader.File(m.File).Name, m.Line)
		if m.Function {
			got += "(" + strings.Join(m.Params, ",") + ") "
		}
		same(t, name, got+Spell(m.Body), want)
		if m.Variadic != (name == "V" || name == "R") {
			t.Errorf("%s: Variadic is %v", name, m.Variadic)
		}
		if got := m.IsGuard(u.Reader); got != (name == "A_H") {
			t.Errorf("%s: IsGuard is %v", name, got)
		}
		if m.Predefined {
			t.Errorf("%s is not predefined", name)
		}
	}
	for _, name := range []string{"GONE", "__PRE__", "__F__", "SYS"} {
		if m := u.Macros[name]; m != nil && !m.Predefined && !(m.File >= 0 && u.state.isSystem(u.Reader.File(m.File))) {
			t.Errorf("%s is a macro of the component", name)
		}
	}
}

func TestExpandAtTheEnd(t *testing.T) {
	u := treeOf("#define A B + 1\n#define F(x) x A\n#define E\n#define S(x) #x\n#define OPEN F(\n#define REC REC + 1\nint a;\n#define B 2\n").run(t, &Config{})
	for _, test := range []struct{ body, want string }{
		{"A", "2 + 1"}, {"F(A)", "2 + 1 2 + 1"}, {"E", ""}, {"S(A b)", `"A b"`}, {"F", "F"}, {"REC", "REC + 1"}, {"x y", "x y"}, {"", ""}, {"__FILE__ __LINE__", `"" 1`},
	} {
		same(t, test.body, text(u.Expand(Lex(test.body))), test.want)
	}
	// A call that is not closed ends with what is expanded.
	u.Expand(Lex("OPEN"))
	same(t, "behind it", text(u.Expand(Lex("A"))), "2 + 1")
}

func TestFiles(t *testing.T) {
	files := treeOf(`-- inc/lib/all.h --
#include <lib/a.h>
#include "b.h"
#include <sys.h>
#include "gone.h"
#include "conf.h"
-- inc/lib/a.h --
#pragma once
#include "b.h"
-- inc/lib/b.h --
#include <lib/a.h>
#ifdef MORE
#endif
-- inc/lib/conf.h.in --
#cmakedefine SET_BY_BUILD
-- inc/own.h --
#ifndef _PRIVATE
#endif
#if defined(ASKED) && ASKED_TOO > 1
#elif defined DEFINED_ELSEWHERE
#endif
#define DEFINED_ELSEWHERE
-- <sys>/sys.h --
#ifdef FOR_SYS
#endif
#include <sys2.h>
-- <sys>/sys2.h --
`)
	config := &Config{Path: []Dir{{Path: "inc"}, {Path: "<sys>", System: true}}}
	headers := []string{"inc/lib/a.h", "inc/lib/b.h", "inc/own.h", "inc/lib/all.h"}
	r := files.reader()
	// b.h and a.h bring each other; all.h brings everything.
	sameList(t, "order", r.Order(config.Path, headers), []string{"inc/lib/all.h", "inc/lib/b.h", "inc/lib/a.h", "inc/own.h"})
	u, err := Run(t.Context(), r, config, r.Order(config.Path, headers))
	if err != nil {
		t.Fatal(err)
	}
	checkUnit(t, u)
	sameList(t, "problems", problems(u), []string{`inc/lib/all.h:4 beyond: "gone.h" is not in the tree`})
	var entered, spelled []string
	includes := map[string]string{}
	for _, f := range u.Entered {
		entered = append(entered, f.Name)
		spelled = append(spelled, u.Headers[f.ID])
		for _, id := range u.Includes[f.ID] {
			includes[f.Name] += r.File(id).Name + " "
		}
	}
	sameList(t, "entered", entered, []string{"inc/lib/all.h", "inc/lib/a.h", "inc/lib/b.h", "inc/lib/conf.h.in", "inc/own.h"})
	sameList(t, "headers", spelled, []string{"lib/all.h", "lib/a.h", "lib/b.h", "lib/conf.h", "own.h"})
	same(t, "all.h includes", includes["inc/lib/all.h"], "inc/lib/a.h inc/lib/b.h inc/lib/conf.h.in ")
	same(t, "a.h includes", includes["inc/lib/a.h"], "inc/lib/b.h ")
	same(t, "b.h includes", includes["inc/lib/b.h"], "inc/lib/a.h ")
	sameList(t, "unset", Unset(u.Entered), []string{"ASKED", "ASKED_TOO", "MORE"})
}

func TestHeadersThatIncludeEachOtherAreReadOnce(t *testing.T) {
	files := tree{"a.h": "#pragma once\n#include \"b.h\"\na", "b.h": "#pragma once\n#include \"a.h\"\nb"}
	u := files.run(t, &Config{}, "a.h", "b.h", "none.h")
	same(t, "tokens", plain(u.Tokens), "b a")
	sameList(t, "problems", problems(u), []string{"-: none.h does not exist"})
}

func TestSpell(t *testing.T) {
	for src, want := range map[string]string{"": "", "a  +b": "a +b", "a\n b /* c */ (": "a b (", "\"a  b\"": "\"a  b\""} {
		same(t, src, Spell(Lex(src)), want)
	}
}

func TestConfigNamesNothing(t *testing.T) {
	// A compiler that does not know __has_attribute has no macro of this name.
	u := treeOf("#ifdef __has_attribute\na\n#endif\n#if defined(__has_builtin) && __has_builtin(x)\nb\n#endif\nc").run(t, &Config{})
	noProblems(t, u)
	same(t, "tokens", plain(u.Tokens), "c")
}

// malformed are sources that cannot be read as a whole: each has its problems,
// and what stands behind is read.
var malformed = []struct{ name, archive, want, problems string }{
	{"a header that is missing", "a\n#include \"x.h\"\nb\n#include <sys/x.h>\nc", "a b c", "main.h:2 beyond: \"x.h\" is not in the tree\nmain.h:4 beyond: <sys/x.h> is not in the tree"},
	{"names that leave the tree", "#include \"../x.h\"\n#include \"/etc/passwd\"\n#include \"a\\b.h\"\na", "a", "main.h:1 beyond: \"../x.h\" is not in the tree\nmain.h:2 beyond: \"/etc/passwd\" is not in the tree\nmain.h:3 beyond: \"a\\b.h\" is not in the tree"},
	{"an #include without a name", "#include\n#include x\n#include 3\n#include <x.h\n#include \"\"\na", "a", "main.h:1: #include names no file\nmain.h:2: #include names no file\nmain.h:3: #include names no file\nmain.h:4: #include names no file\nmain.h:5 beyond: \"\" is not in the tree"},
	{"#error", "a\n#error this is \"no\" good\nb", "a b", "main.h:2: #error this is \"no\" good"},
	{"an #if without end", "a\n#if 1\nb\n#ifdef X\nc", "a b", "main.h:4: the #if has no #endif\nmain.h:2: the #if has no #endif"},
	{"the end without #if", "a\n#endif\nb\n#else\nc\n#elif 1\nd", "a b c d", "main.h:2: #endif without #if\nmain.h:4: #else without #if\nmain.h:6: #elif without #if"},
	{"#else behind #else", "#if 1\na\n#else\nb\n#else\nc\n#endif\nd", "a d", "*"},
	{"an #if without end in another file", "-- main.h --\n#include \"x.h\"\na\n#endif\nb\n-- x.h --\n#if 1\nx", "x a b", "x.h:1: the #if has no #endif\nmain.h:3: #endif without #if"},
	{"conditions that are malformed", "#if\na\n#endif\n#if 1 +\nb\n#endif\n#if (1\nc\n#endif\n#if 1)\nd\n#endif\n#if 1 2\ne\n#endif\n#if 1.5\nf\n#endif\n#if \"s\"\ng\n#endif\n#if 1 ? 2\nh\n#endif\n#if 1 / 0\ni\n#endif\n#if = 1\nj\n#endif\nk", "k", "*10"},
	{"#ifdef without a name", "#ifdef\na\n#endif\n#ifndef 3\nb\n#else\nc\n#endif\nd", "c d", "*2"},
	{"#define without a name", "#define\n#define 3\n#define \"x\"\na", "a", "*3"},
	{"parameters that are malformed", "#define F(x\n#define G(1) y\n#define H(x;y) z\na F G H", "a F G H", "*3"},
	{"#undef without a name", "#undef\n#undef 1\na", "a", "*2"},
	{"an unknown directive", "#nonsense x\na", "a", "main.h:1: #nonsense is no directive"},
	{"too few arguments", "#define F(a, b) a b\nx F(1) y F() z", "x y z", "main.h:2: macro F takes 2 arguments, and is called with 1\nmain.h:2: macro F takes 2 arguments, and is called with 1"},
	{"too many arguments", "#define F(a) a\n#define N() n\nx F(1, 2) y N(1) z", "x y z", "main.h:3: macro F takes 1 arguments, and is called with 2\nmain.h:3: macro N takes 0 arguments, and is called with 1"},
	{"a call without end", "a\n#define F(x) x\nF(1\nb\n#define G 7\n", "a", "main.h:3: the call of macro F has no end"},
	{"a call without end in a file that is included", "-- main.h --\n#include \"x.h\"\nb\n-- x.h --\n#define F(x) x\nF(1", "b", "x.h:2: the call of macro F has no end"},
	{"a comment without end", "a\n/* b\nc", "a", "main.h:2: the comment has no end"},
	{"NUL and other odd bytes", "a \x00 b \x01\x7f c \\ d ` e", "a \x00 b \x01 \x7f c \\ d ` e", ""},
	{"bytes that are not UTF-8", "a\xff\xfeb \"\xff\" \x80", "a\xff\xfeb \"\xff\" \x80", ""},
	{"a literal without end", "a \"b c\nd 'e f\ng", "a \" b c d ' e f g", ""},
	{"a literal without end at the end", "a\n\"b\\", "a \" b", ""},
	{"a splice at the end", "a \\\n", "a", ""},
	{"a file of nothing but #", "#\n##\n#\n%:\na", "## a", "*"},
	{"a backslash at the end", "a\\", "a", ""},
	{"an empty file", "-- main.h --\n", "", ""},
	{"a paste of what is no token", "#define CAT(a, b) a ## b\nx CAT(+, /) CAT(., a) y", "x + / . a y", "*"},
	{"_Pragma without end", "a _Pragma(\"x\" b", "a", "*"},
	{"pop_macro without push", "#define A 1\n#pragma pop_macro(\"A\")\n#pragma pop_macro(A)\n#pragma push_macro()\nA", "1", ""},
	{"__VA_OPT__ without end", "#define F(...) a __VA_OPT__(b __VA_ARGS__\n#define G(...) __VA_OPT__\nF(1) G(2) c", "", "*"},
	{"defined without a name", "#if defined\na\n#endif\n#if defined(\nb\n#endif\n#if defined 3\nc\n#endif\n#if defined(X\nd\n#endif\ne", "e", "*"},
	{"__has_include without a name", "#if __has_include(\na\n#endif\n#if __has_include()\nb\n#endif\n#if __has_include\nc\n#endif\n#if __has_include(<x\nd\n#endif\ne", "e", "*"},
}

func TestMalformed(t *testing.T) {
	for _, test := range malformed {
		t.Run(test.name, func(t *testing.T) {
			files := treeOf(test.archive)
			u := files.run(t, &Config{})
			if test.want != "" {
				same(t, test.archive, plain(u.Tokens), test.want)
			}
			switch n, count := 0, strings.HasPrefix(test.problems, "*"); {
			case test.problems == "*":
			case count:
				fmt.Sscanf(test.problems, "*%d", &n)
				if len(u.Problems) != n {
					t.Errorf("%d problems, not %d:\n%s", len(u.Problems), n, strings.Join(problems(u), "\n"))
				}
			default:
				same(t, "problems of "+test.archive, strings.Join(problems(u), "\n"), test.problems)
			}
		})
	}
}

// chain makes n macros, each of which stands for the next and a word.
func chain(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("<", fmt.Sprint(i), ">", fmt.Sprint(i+1)).Replace(format))
	}
	return b.String()
}

// bombs are small sources that grow, and large ones that are deep. Each ends
// soon, and either is read or has a problem.
func bombs() map[string]tree {
	rep := strings.Repeat
	const n = 100_000
	return map[string]tree{
		"objects that double":               {"main.h": chain(60, "#define A< A> A>\n") + "A0\n"},
		"objects that double in an #if":     {"main.h": chain(60, "#define A< A> A>\n") + "#if A0\n#endif\nlast"},
		"objects that double in a pragma":   {"main.h": chain(60, "#define A< A> A>\n") + "#pragma pack(A0)\nlast"},
		"objects that double in an include": {"main.h": chain(60, "#define A< A> A>\n") + "#include A0\nlast"},
		"objects that double and are empty": {"main.h": chain(60, "#define A< A> A>\n") + "#define A60\nA0\nlast"},
		"arguments that double":             {"main.h": "#define F(x) x x\n" + rep("F(", 60) + "1" + rep(")", 60) + "\nlast"},
		"arguments that double unread":      {"main.h": "#define F(x)\n#define D(x) F(x x) F(x x)\n" + rep("D(", 60) + "1" + rep(")", 60) + "\nlast"},
		"functions that double":             {"main.h": chain(60, "#define F<(x) F>(x x)\n") + "F0(1)\nlast"},
		"variable arguments that double":    {"main.h": chain(60, "#define F<(...) F>(__VA_ARGS__, __VA_ARGS__)\n") + "F0(1)\nlast"},
		"spelling that doubles":             {"main.h": "#define S(x) #x\n" + chain(60, "#define F<(x) F>(S(x))\n") + "F0(\"\\\\\")\nlast"},
		"pasting that doubles":              {"main.h": "#define C(x) x ## x\n" + chain(60, "#define F<(x) F>(C(x))\n") + "#define F60(x) x\nF0(a)\nlast"},
		"two that call each other":          {"main.h": "#define F(x) G(x x)\n#define G(x) F(x x)\nF(1)\nlast"},
		"a file that includes itself":       {"main.h": "a\n#include \"main.h\"\nlast"},
		"a file that includes itself twice": {"main.h": "#include \"main.h\"\n#include \"main.h\"\nlast"},
		"files that include each other":     {"main.h": "#include \"x.h\"\nlast", "x.h": "#include \"main.h\"\nx"},
		"a file that imports itself":        {"main.h": "#import \"main.h\"\nlast"},
		"includes that double":              {"main.h": "#include \"0.h\"\n", "0.h": "#include \"1.h\"\n#include \"1.h\"\n", "1.h": "#include \"2.h\"\n#include \"2.h\"\n", "2.h": rep("#include \"3.h\"\n", 3000), "3.h": rep("#include \"4.h\"\n", 3000), "4.h": "x"},
		"many files of many directives":     {"main.h": rep("#include \"x.h\"\n", 10_000), "x.h": rep("#define X 1\n", n)},
		"many files that are skipped":       {"main.h": rep("#include \"x.h\"\n", 10_000), "x.h": "#if 0\n" + rep("#define X 1\n", n) + "#endif\n"},
		"many files of conditions":          {"main.h": rep("#include \"x.h\"\n", 10_000), "x.h": rep("#if 0\n#elif 0\n#endif\n", n)},
		"deep parentheses in an #if":        {"main.h": "#if " + rep("(", n) + "1" + rep(")", n) + "\n#endif\nlast"},
		"deep signs in an #if":              {"main.h": "#if " + rep("!-~", n) + "1\n#endif\nlast"},
		"deep choices in an #if":            {"main.h": "#if " + rep("1 ? 1 : ", n) + "1\n#endif\nlast"},
		"deep choices in the middle":        {"main.h": "#if " + rep("1 ? ", n) + "1" + rep(" : 1", n) + "\n#endif\nlast"},
		"long sums in an #if":               {"main.h": "#if " + rep("1 + ", n) + "1\n#endif\nlast"},
		"long disjunctions of a feature":    {"main.h": "#if " + rep("ON > 1 || ", n) + "1\n#endif\nlast"},
		"deep conditions on a feature":      {"main.h": "#if " + rep("(ON && ", n) + "1" + rep(")", n) + "\n#endif\nlast"},
		"deep #if":                          {"main.h": rep("#if 1\n", n) + rep("#endif\n", n) + "last"},
		"deep #if that is skipped":          {"main.h": rep("#if 0\n", n) + rep("#endif\n", n) + "last"},
		"deep #if of a feature":             {"main.h": rep("#ifdef ON\na\n", n) + rep("#endif\n", n) + "last"},
		"deep #if without end":              {"main.h": rep("#if 1\n", n) + "last"},
		"deep #if for C++":                  {"main.h": rep("#ifdef __cplusplus\nextern \"C\" {\n", n) + rep("#endif\n", n) + "last"},
		"deep #else for C++":                {"main.h": rep("#ifdef __cplusplus\na\n#else\n", n) + rep("#endif\n", n) + "last"},
		"long #elif":                        {"main.h": "#if 0\n" + rep("#elif 0\na\n", n) + "#endif\nlast"},
		"long #elif of a feature":           {"main.h": "#if 0\n" + rep("#elif ON > 1\na\n", n) + "#else\n#endif\nlast"},
		"long #elif of features":            {"main.h": "#if 0\n" + chain(n, "#elif ON > <\na\n") + "#else\n#endif\nlast"},
		"long #elif behind many features":   {"main.h": "#if " + chain(10_000, "ON > < || ") + " 0\n" + rep("#elif ON > 1 && 0\na\n", 20_000) + "#else\n#endif\nlast"},
		"long #elif for C++":                {"main.h": "#if 0\n" + rep("#elif defined(__cplusplus)\nextern \"C\" {\n", n) + "#endif\nlast"},
		"deep calls":                        {"main.h": "#define F(x) x\n" + rep("F(", n) + "1" + rep(")", n) + "\nlast"},
		"deep calls without end":            {"main.h": "#define F(x) x\n" + rep("F(", n)},
		"deep calls in an #if":              {"main.h": "#define F(x) x\n#if " + rep("F(", n) + "1" + rep(")", n) + "\n#endif\nlast"},
		"deep parentheses in a call":        {"main.h": "#define F(x) x\nF(" + rep("(", n) + rep(")", n) + ")\nlast"},
		"deep __VA_OPT__":                   {"main.h": "#define F(...) " + rep("__VA_OPT__(", n) + rep(")", n) + "\nF(1)\nlast"},
		"deep chains of objects":            {"main.h": chain(n, "#define A< A> x\n") + "A0\nlast"},
		"deep chains of functions":          {"main.h": chain(n, "#define F<(x) F>(x)\n") + "F0(1)\nlast"},
		"deep has_include":                  {"main.h": "#if " + rep("__has_include(", n) + rep(")", n) + "\n#endif\nlast"},
		"deep calls of nothing":             {"main.h": "#if " + rep("a(", n) + "\n#elif " + rep("__a(", n) + rep(")", n) + "\n#endif\nlast"},
		"names without parentheses":         {"main.h": "#define F(x) x\n" + rep("F ", n) + "\nlast"},
		"many calls without end":            {"main.h": "#define F(x) x\n" + rep("#if F(\n#endif\n", 10_000) + "last"},
		"many arguments":                    {"main.h": "#define F(...) __VA_ARGS__\nF(" + rep("a,", n) + "a)\nlast"},
		"too many arguments":                {"main.h": "#define F(x) x\nF(" + rep("a,", n) + "a)\nlast"},
		"many parameters":                   {"main.h": "#define F(" + chain(60_000, "a<,") + "b) " + rep("b ", n) + "\nlast"},
		"many parameters, called":           {"main.h": "#define F(" + chain(40_000, "a<,") + "b) b a39999\nF(" + rep(",", 40_000) + ")\nlast"},
		"a body that pastes without end":    {"main.h": "#define F(x) " + rep("x ## ", n) + "x\nF(a)\nlast"},
		"bodies that paste a lot":           {"main.h": "#define F(x) " + rep("x ## ", 60_000) + "x\n" + rep("F(a)\n", 1000) + "last"},
		"a long name":                       {"main.h": rep("a", 1<<20) + " last"},
		"a long name that is spelled":       {"main.h": "#define S(x) #x\nS(" + rep("a", 1<<20) + ")\nlast"},
		"a string that is spelled often":    {"main.h": "#define S(x) " + rep("#x ", n) + "\nS(\"" + rep("a", 60_000) + "\")\nlast"},
		"a string that is called often":     {"main.h": "#define S(x) #x\n#define T(x) S(x)\n#define L " + rep("a", 60_000) + "\n" + rep("T(L)\n", n) + "last"},
		"quotes without end":                {"main.h": "\"" + rep(`\"`, 1<<20) + "\nlast"},
		"prefixed quotes without end":       {"main.h": rep(`\L"`, 1<<19) + "\nlast"},
		"splices in a word":                 {"main.h": rep("a\\\n", 1<<20) + "\nlast"},
		"splices with blanks":               {"main.h": rep("\\ \t", 1<<20) + "\nlast"},
		"splices in a string":               {"main.h": "\"" + rep("a\\\n", 1<<20) + "\"\nlast"},
		"at signs":                          {"main.h": rep("@", 1<<20) + rep("@a", 1<<20) + "\nlast"},
		"comments":                          {"main.h": rep("/**/", 1<<20) + rep("/*\n", 1<<20) + "*/\nlast"},
		"pragmas":                           {"main.h": "#define P _Pragma(\"pack(1)\")\n" + rep("P ", n) + "\nlast"},
		"pushed macros":                     {"main.h": rep("#pragma push_macro(\"A\")\n", n) + rep("#pragma pop_macro(\"A\")\n", n) + "last"},
		"problems":                          {"main.h": rep("#include \"x.h\"\n", 1000), "x.h": rep("#error no\n", n)},
	}
}

func TestBombs(t *testing.T) {
	for name, files := range bombs() {
		t.Run(name, func(t *testing.T) {
			in(t, 20*time.Second, func() {
				u, err := Run(context.Background(), files.reader(), &Config{Features: map[string]bool{"ON": true}}, []string{"main.h"})
				if err != nil {
					t.Error(err)
					return
				}
				checkUnit(t, u)
				if n := len(u.Tokens); len(u.Problems) == 0 && (n == 0 || u.Tokens[n-1].Text != "last") && strings.HasSuffix(files["main.h"], "last") {
					t.Errorf("the end is not read, and nothing is said")
				}
				for _, p := range u.Problems {
					if p.File < 0 {
						t.Errorf("the problem %.80q has no place", p.Text)
					}
				}
				// What came of it can be asked for further macros.
				u.Expand(Lex("A0 F(F(1)) x"))
			})
		})
	}
}

func TestAFileThatIsTooLarge(t *testing.T) {
	u := tree{"main.h": strings.Repeat("int a;\n", MaxFileSize/7+1), "x.h": "last"}.run(t, &Config{}, "main.h", "x.h")
	same(t, "tokens", plain(u.Tokens), "last")
	sameList(t, "problems", problems(u), []string{"main.h:1: the file is larger than 8 MiB"})
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, tree{"main.h": "a"}.reader(), &Config{}, []string{"main.h"}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestUnitsShareAReader(t *testing.T) {
	// All sources as one tree, so that units read files while others lex them.
	files := tree{}
	var headers []string
	for i, test := range expansions {
		name := fmt.Sprintf("%d.h", i)
		files[name] = test.src + "\n#include \"own.h\"\n"
		headers = append(headers, name)
	}
	files["own.h"] = "#ifdef ON\n#define ONCE(x) x ## _1 #x\nONCE(a)\n#else\nb\n#endif\n"
	show := func(r *Reader, on bool) string {
		u, err := Run(context.Background(), r, &Config{Features: map[string]bool{"ON": on}}, headers)
		if err != nil {
			t.Error(err)
			return ""
		}
		var b strings.Builder
		for i := range u.Tokens {
			tok := &u.Tokens[i]
			fmt.Fprintf(&b, "%s:%d %s %v %s\n", r.File(tok.File).Name, tok.Line, word(tok), tok.Space(), u.Condition(tok.Guard))
		}
		b.WriteString(strings.Join(problems(u), "\n"))
		return b.String()
	}
	want := map[bool]string{true: show(files.reader(), true), false: show(files.reader(), false)}
	r := files.reader()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if on := i%2 == 0; show(r, on) != want[on] {
				t.Errorf("unit %d is another one", i)
			}
		})
	}
	wg.Wait()
}
