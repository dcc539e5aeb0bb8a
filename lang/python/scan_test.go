package python

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// tokens writes the tokens of a source, one word for each: an indent is >, a
// dedent <, a newline ;.
func tokens(src string) string {
	l := newLexer(src)
	var list []string
	for range len(src)*2 + 10 {
		switch t := l.next(); t.kind {
		case tokenEnd:
			return strings.Join(list, " ")
		case tokenIndent:
			list = append(list, ">")
		case tokenDedent:
			list = append(list, "<")
		case tokenNewline:
			list = append(list, ";")
		default:
			list = append(list, l.text(t))
		}
	}
	return "no end"
}

func TestTokens(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nothing", "", ""},
		{"comments and blank lines", "\n# one\n   # two\n\n", ""},
		{"a statement without a line end", "x = 1", "x = 1 ;"},
		{"blank lines and comments do not end a block", "if x:\n  a\n\n# out\n  b\nc\n", "if x : ; > a ; b ; < c ;"},
		{"blocks in blocks", "a:\n b:\n  c\nd\n", "a : ; > b : ; > c ; < < d ;"},
		{"blocks that end with the file", "a:\n b:\n  c", "a : ; > b : ; > c ; < <"},
		{"brackets join lines", "f(a,\n   [b,\n c], {\n})\nd\n", "f ( a , [ b , c ] , { } ) ; d ;"},
		{"a backslash joins lines", "a = \\\n  b\n", "a = b ;"},
		{"a backslash at the end of a Windows line", "a = \\\r\n  b\r\n", "a = b ;"},
		{"a backslash before an indented line is no block", "if a and \\\n    b:\n  c\n", "if a and b : ; > c ; <"},
		{"line ends of all systems", "a\r\nb\rc\n", "a ; b ; c ;"},
		{"tabs go to columns of eight", "if x:\n\ta\n        b\n", "if x : ; > a ; b ; <"},
		{"form feeds are nothing", "\x0cx\n\x0c\nif y:\n\x0c  z\n", "x ; if y : ; > z ; <"},
		{"a comment at the end of a line", "x # y\nz #\n", "x ; z ;"},
		{"a comment inside of brackets", "(x, # y)\n z)\n", "( x , z ) ;"},
		{"operators", "a**=b//c<<=d->e:=f...g!=h<>i@=j", "a **= b // c <<= d -> e := f ... g != h <> i @= j ;"},
		{"numbers", "0x_fF 1e-5 1.5E+3j 1_000 .5 5. 0b1 0o17 1if", "0x_fF 1e-5 1.5E+3j 1_000 .5 5. 0b1 0o17 1if ;"},
		{"hexadecimal digits before a sign", "0xe-1", "0xe - 1 ;"},
		{"attributes of numbers and of names", "1..real x.y", "1..real x . y ;"},
		{"letters of all scripts", "été = ξ1", "été = ξ1 ;"},
		{"strings with prefixes", `'a' "b" r'\d' Rb"\"" u'c' bR'''d''' f"{e}" tr't'`, `'a' "b" r'\d' Rb"\"" u'c' bR'''d''' f"{e}" tr't' ;`},
		{"no prefixes", `x'a' rrr'b'`, `x 'a' rrr 'b' ;`},
		{"quotes in strings", `"it's" 'a"b' '\'' "\\"`, `"it's" 'a"b' '\'' "\\" ;`},
		{"empty strings and strings of quotes", `'' "" '''''' """""" '''a''b'''`, `'' "" '''''' """""" '''a''b''' ;`},
		{"strings over lines", "'''a\nb''' + \"c\\\nd\"\n", "'''a\nb''' + \"c\\\nd\" ;"},
		{"formatted strings", `f'{a}' f"{b!r:>{w}}" f'{{}}' f'{c}' d`, `f'{a}' f"{b!r:>{w}}" f'{{}}' f'{c}' d ;`},
		{"formatted strings with others inside", `f"{'a' + f'{b}'}" c`, `f"{'a' + f'{b}'}" c ;`},
		{"formatted strings with their own quotes", `f"{d["k"]}" f'{f'{f'{1}'}'}' x`, `f"{d["k"]}" f'{f'{f'{1}'}'}' x ;`},
		{"formatted strings over lines", "f'''{\na}''' f\"{\nb}\" c\n", "f'''{\na}''' f\"{\nb}\" c ;"},
		{"braces in format specifications", `f"{a:{b}.{c}}" d`, `f"{a:{b}.{c}}" d ;`},
		{"braces in strings that are not formatted", `"{" '}' x`, `"{" '}' x ;`},
		{"a string that its line ends", "x = 'a\ny\n", "x = 'a ; y ;"},
		{"a string that the file ends", "x = '''a\ny\n", "x = '''a\ny\n ;"},
		{"dedents to no column", "if x:\n    a\n  b\nc\n", "if x : ; > a ; < b ; c ;"},
		{"a bracket that a definition shows to be open", "x = (1,\ndef f(): pass\n", "x = ( 1 , ; def f ( ) : pass ;"},
		{"a bracket that closes nothing", "x = 1)\ny\n", "x = 1 ) ; y ;"},
	} {
		if got := tokens(test.src); got != test.want {
			t.Errorf("%s: %q\ngot  %q\nwant %q", test.name, test.src, got, test.want)
		}
	}
}

// skeletonOf is a skeleton with the blanks of bodies as dots. What stands on the
// line of its def is left alone.
func skeletonOf(src string) string {
	s := scanSource(src)
	for _, b := range s.bodies {
		for i := b.start; i < b.end; i++ {
			if s.skeleton[i] == ' ' && src[b.start] != s.skeleton[b.start] {
				s.skeleton[i] = '.'
			}
		}
	}
	return string(s.skeleton)
}

func TestSkeleton(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"a body", "def f():\n    x = 1\n    y = 2\nz = 3\n", "def f():\n    0..............\nz = 3\n"},
		{"a body on the line of its def", "def f(): x = 1; y = 2\nz = 3\n", "def f(): x = 1; y = 2\nz = 3\n"},
		{"a docstring is body too", "def f():\n  '''Says\nz = 1'''\nz = 3\n", "def f():\n  0...............\nz = 3\n"},
		{"functions inside", "def f():\n  def g():\n    h\n  i\nj\n", "def f():\n  0.................\nj\n"},
		{"methods", "class C:\n  def f(self):\n    x\n  y: int\n  def g(self): z\nw\n", "class C:\n  def f()    :\n    0\n  y: int\n  def g()    : z\nw\n"},
		{"asynchronous functions", "async def f():\n  await x\ny\n", "async def f():\n  0......\ny\n"},
		{"the end of the file is the end of the body", "def f():\n  x\n  y", "def f():\n  0...."},
		{"comments after a body are outside of it", "def f():\n  x\n  # in\n# out\ny\n", "def f():\n  0\n  # in\n# out\ny\n"},
		{"parameters and annotations are not the parser's", "def f(a=lambda: {1: 2}, b: 'x' = [\n  1]) -> (\n  int):\n  c\nd\n", "def f(" + ")" + strings.Repeat(" ", 45) + ":\n  0\nd\n"},
		{"functions under conditions", "if x:\n  def f():\n    a\nelse:\n  def f(): b\nc\n", "if x:\n  def f():\n    0\nelse:\n  def f(): b\nc\n"},
		{"a def after a colon on one line", "if x: y = 1\nclass C: z = 2\n", "if x: y = 1\nclass C: z = 2\n"},
		{"names and strings that look like a def", "undef = 'def f():'\ndefine = def_ = 1\n", "undef = 'def f():'\ndefine = def_ = 1\n"},
		{"a body without any", "def f():\ny = 1\n", "def f():\ny = 1\n"},
	} {
		checkScan(t, test.src)
		if got := skeletonOf(test.src); got != test.want {
			t.Errorf("%s:\n%s\ngot\n%s\nwant\n%s", test.name, test.src, got, test.want)
		}
	}
	for _, text := range append(slices.Clone(hardText), richModule, typeModule) {
		checkScan(t, text)
	}
	for _, e := range extractions {
		for _, text := range modulesOf([]byte(e.archive)) {
			checkScan(t, text)
		}
	}
}

func TestGenerators(t *testing.T) {
	for src, want := range map[string]bool{
		"def f():\n  yield\n":                              true,
		"def f(): yield 1\n":                               true,
		"def f():\n  x = yield from y\n":                   true,
		"def f():\n  if a:\n    for b in c: yield b\n":     true,
		"def f():\n  return (lambda: 1), (yield)\n":        true,
		"def f():\n  def g():\n    yield\n  yield\n":       true,
		"def f():\n  def g():\n    yield\n":                false,
		"def f():\n  def g(): yield\n":                     false,
		"def f():\n  def g(): pass\n  yield\n":             true,
		"def f():\n  class C:\n    def m(self): yield\n":   false,
		"def f():\n  g = lambda: (yield)\n":                false,
		"def f():\n  return 'yield'  # yield\n":            false,
		"def f(x=(yield_ := 1)):\n  yield_ = x.yield_\n":   false,
		"async def f():\n  async def g():\n    yield\n  g": false,
		"async def f():\n  await x\n  yield\n":             true,
	} {
		s := scanSource(src)
		if len(s.bodies) == 0 || s.bodies[0].yields != want {
			t.Errorf("%q: %+v, want a body that yields: %v", src, s.bodies, want)
		}
	}
}

// syntax is sources, and where they are malformed.
var syntax = []struct{ src, fails string }{
	{"x = 1\nclass C(object):\n  def f(self, a=1, *b, **c): return [d for d in a]\n", "never"},
	{"x = f'{a}'\n", "<=3.5"},
	{"x = rF'a'\n", "<=3.5"},
	{"x = f\"{d['k']}\"\n", "<=3.5"},
	{"x = f\"{d[\"k\"]}\"\n", "<=3.11"},
	{"x = f'{f'{1}'}'\n", "<=3.11"},
	{"x = f'''{d['k']}'''\n", "<=3.5"},
	{"x = t'{a}'\n", "<=3.13"},
	{"x = 1_000\n", "<=3.5"},
	{"x_1 = 1\n", "never"},
	{"x = {a: 1}[a:2]\n", "never"},
	{"x = lambda a: 1\n", "never"},
	{"def f() -> int: pass\n", "<=2.7"},
	{"def f(*, a): pass\n", "<=2.7"},
	{"def f(a, /): pass\n", "<=3.7"},
	{"def f(a=b / c): pass\n", "never"},
	{"def f(a=b * c): pass\n", "never"},
	{"def f[T](a): pass\n", "<=3.11"},
	{"class C[T]: pass\n", "<=3.11"},
	{"type A = int\n", "<=3.11"},
	{"type A[T] = int\n", "<=3.11"},
	{"type = 1\ntype(x)\ntype.x = 1\n", "never"},
	{"async def f(): pass\n", "<=3.4"},
	{"nonlocal_ = 1\n", "never"},
	{"if (n := 1): pass\n", "<=3.7"},
	{"def f():\n  return (n := 1)\n", "<=3.7"},
	{"match x:\n  case 1: pass\n", "<=3.9"},
	{"match = 1\nmatch(x)\nmatch.case\n", "never"},
	{"with (a as b, c as d): pass\n", "<=3.8"},
	{"with (a): pass\nwith a as b, (c): pass\n", "never"},
	{"try: pass\nexcept* E: pass\n", "<=3.10"},
	{"try: pass\nexcept E as e: pass\nexcept (A, B): pass\n", "never"},
	{"try: pass\nexcept E, e: pass\n", "3.3 to 3.13"},
	{"try: pass\nexcept A, B, C: pass\n", "<=3.13"},
	{"raise E from x\n", "<=2.7"},
	{"raise E, 'x'\n", ">=3.3"},
	{"raise E('a', 'b')\n", "never"},
	{"print 'x'\n", ">=3.3"},
	{"print x\nexec code in d\n", ">=3.3"},
	{"print('x')\nprint = 1\nexec('x')\n", "never"},
	{"x = 0777\n", ">=3.3"},
	{"x = 10L\n", ">=3.3"},
	{"x = 0\ny = 00\nz = 0o7\n", "never"},
	{"x = a <> b\n", ">=3.3"},
	{"x = `a`\n", ">=3.3"},
	{"x = ur'a'\n", ">=3.3"},
	{"x = u'a'\n", "never"},
	{"if x:\n\ta = 1\n        b = 2\n", ">=3.3"},
	{"def f():\n  print 'in a body'\n", ">=3.3"},
	{"def f():\n  return f'{x}'\n", "<=3.5"},
	{"def f(a=f'{x}'): pass\n", "<=3.5"},
	{"x[*y]\n", "<=3.10"},
	{"def f():\n  nonlocal x\n", "<=2.7"},
	{"@a.b(c, [d])\ndef f(): pass\n", "never"},
}

// TestSyntaxOfVersions holds on which versions of Python a source is malformed.
func TestSyntaxOfVersions(t *testing.T) {
	for _, test := range syntax {
		s := scanSource(test.src)
		var fails envSet
		for _, x := range s.syntax {
			fails |= x.fails
		}
		if fails.String() != test.fails || len(s.wrong) > 0 {
			t.Errorf("%q fails %v, want %s (%+v, %+v)", test.src, fails, test.fails, s.syntax, s.wrong)
		}
	}
}

// TestSyntaxIsThatOfPython asks the Python that is installed, if there is one,
// which of the sources it takes.
func TestSyntaxIsThatOfPython(t *testing.T) {
	sources := append(slices.Clone(hardText), richModule, typeModule)
	for _, test := range syntax {
		sources = append(sources, test.src)
	}
	for _, e := range extractions {
		sources = append(sources, modulesOf([]byte(e.archive))...)
	}
	sources = slices.DeleteFunc(sources, func(src string) bool {
		return strings.Contains(src, "\x00") || strings.Contains(src, "\xff") || strings.Contains(src, "coding:")
	})
	cmd := exec.Command("python3", "-W", "ignore", "-c", `
import ast, sys
print(sys.version_info[0], sys.version_info[1], sep=".")
for source in sys.stdin.buffer.read().split(b"\0"):
    try:
        ast.parse(source)
        print("yes")
    except (SyntaxError, RecursionError, MemoryError) as e:
        print("no")
`)
	cmd.Stdin = strings.NewReader(strings.Join(sources, "\x00"))
	out, err := cmd.Output()
	if err != nil {
		t.Skip("python3 is not installed: ", err)
	}
	answers := strings.Fields(string(out))
	version, answers := answers[0], answers[1:]
	v, ok := versionIndex(version)
	if !ok {
		t.Skip("a version that is not known: ", version)
	}
	table := map[string]bool{}
	for _, test := range syntax {
		table[test.src] = true
	}
	for i, src := range sources {
		s := scanSource(src)
		var why []string
		for _, x := range s.syntax {
			if x.fails&env(v, 0) != 0 {
				why = append(why, x.what)
			}
		}
		for _, x := range s.wrong {
			why = append(why, fmt.Sprintf("%s at %d", x.what, x.at))
		}
		switch {
		case answers[i] == "yes" && len(why) > 0:
			t.Errorf("Python %s takes %q, which is said not to be: %q", version, src, why)
		case answers[i] == "no" && len(why) == 0 && table[src]:
			t.Errorf("Python %s does not take %q", version, src)
		}
	}
}

// TestWrong holds what is no Python of any version, and where.
func TestWrong(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"x = (1,\n", "a bracket is not closed"},
		{"x = [1\ndef f(): pass\n", "1: a bracket is not closed"},
		{"x = 1)\n", "1: a bracket closes nothing"},
		{"x = '\ny = 1\n", "1: a string is not closed"},
		{"\nx = '''\ny = 1\n", "2: a string is not closed"},
		{"x = f'{'\n", "1: a string is not closed"},
		{"def f(:\n  pass\ndef g(): pass\n", "a bracket is not closed"},
		{"x = (')\n", "1: a string is not closed"},
		{"x = (']')\n", ""},
		{"x = {'a': [1, (2, 3)]}\n", ""},
	} {
		s := scanSource(test.src)
		var got []string
		for _, p := range s.wrong {
			got = append(got, fmt.Sprintf("%d: %s", strings.Count(test.src[:p.at], "\n")+1, p.what))
		}
		if test.want == "" && len(got) > 0 || test.want != "" && !slices.ContainsFunc(got, func(g string) bool { return strings.HasSuffix(g, test.want) }) {
			t.Errorf("%q: %q, want %q", test.src, got, test.want)
		}
	}
}
