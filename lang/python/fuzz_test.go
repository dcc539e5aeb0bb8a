package python

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// seeds are the modules of the rule pages and of the tests here, and text that
// is hard to read.
func seeds(f *testing.F) []string {
	f.Helper()
	var list []string
	pages, err := fs.Glob(docs, "rules/*.txtar")
	if err != nil || len(pages) == 0 {
		f.Fatal("no rule pages: ", err)
	}
	for _, name := range pages {
		data, err := fs.ReadFile(docs, name)
		if err != nil {
			f.Fatal(err)
		}
		list = append(list, modulesOf(data)...)
	}
	for _, e := range extractions {
		list = append(list, modulesOf([]byte(e.archive))...)
	}
	return append(list, hardText...)
}

// modulesOf lists the texts of the modules in an archive.
func modulesOf(archive []byte) []string {
	a := txtar.Parse(archive)
	if len(a.Files) == 0 {
		return []string{string(archive)}
	}
	var list []string
	for _, file := range a.Files {
		if ext := path.Ext(file.Name); ext == ".py" || ext == ".pyi" {
			list = append(list, string(file.Data))
		}
	}
	return list
}

// hardText is what a scanner may trip over.
var hardText = []string{
	"",
	"\n\n\n",
	"#",
	"\\",
	"\\\n",
	"x = 1\\",
	"\t",
	" \tif x:\n\t  def f(): pass\n",
	"def",
	"def f",
	"def f(",
	"def f(:",
	"def f(a, /, b, *, c, **d): yield",
	"def f() -> int: return 1; x = 2\n",
	"def f():\n",
	"def f():\n  def g():\n    return\nx = 1\n",
	"async def f[T: (int, str) = int, *Ts, **P](*a: *Ts) -> None: ...\n",
	"class",
	"class C(",
	"class C(C): pass\n",
	"class A(B): pass\nclass B(A): pass\n",
	"class C(metaclass=type, **kw):\n    __slots__ = 'a', 'b'\n    def __init__(self): self.a: int = 1; self.b, self.c = 1, 2\n",
	"'",
	"'''",
	"'''a''",
	`r"\"`,
	`b'\xff\377\u1234'`,
	`f"{x!r:>{width}} {f'{y}'} {{}}"`,
	`f'{f'{f'{1}'}'}'`,
	`f"{"`,
	`f"{{{`,
	`f"}"`,
	`t"{a}" rb'x' BR"y" fr'{z}'`,
	`f'''{
x}'''`,
	"x = (\n1,\n",
	"x = )\n",
	"x = [)}\n",
	"(\ndef f(): pass\n",
	"__all__ = ['a']\n__all__ += x.__all__\n__all__.extend(['b'])\n__all__.remove('a')\n",
	"__all__ = [n for n in dir()]\n",
	"from . import *\nfrom .b import *\nfrom .. import a\nfrom ..... import b\nimport a.b.c as d\n",
	"from m.b import X as X\nX = X\nY = X.Y.Z\n",
	"import sys\nif sys.version_info >= (3, 8) and sys.platform == 'win32' or not TYPE_CHECKING:\n  x = 1\nelif y:\n  x = 2\nelse:\n  x = 3\n",
	"try:\n  import a\nexcept* E as e:\n  a = None\nelse:\n  b = 1\nfinally:\n  c = 2\n",
	"@property\ndef f(self): ...\n@f.setter\ndef f(self, v): ...\n",
	"@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a): ...\n",
	"type A[T] = list[A[T]] | None\ntype B = C\ntype C = B\n",
	"X = Union[X, int]\nY = list['Y']\nZ: TypeAlias = 'Z | None'\n",
	"T = TypeVar('T', bound='T')\nclass C(Generic[T]):\n  def f(self: T) -> T: ...\n",
	"E = Enum('E', 'A B C')\nN = namedtuple('N', ['a', 'b'], defaults=[1])\nD = TypedDict('D', {'a': int}, total=False)\n",
	"@dataclass(frozen=True, order=True)\nclass C:\n  a: int\n  _: KW_ONLY\n  b: 'int | None' = field(default_factory=list)\n  c: ClassVar[int] = 1\n",
	"match x:\n  case 1: pass\nprint 'x'\nexec 'y'\nraise E, 'x'\n`x`\n0777L\n",
	"x = 0x_ff + 1e-5j + 0b1 + 1_000 + 0o17 + 1.e5 + .5\n",
	"x: int = lambda a, b=(lambda: 1): {**a, 'b': [*b]}\n",
	"def f(a=lambda: (yield), *, b: int = {1: 2}[1], c='\\N{DASH}'): pass\n",
	"globals()['x'] = 1\nglobals().update(y=1)\ndel x, (y, z)\nwith suppress(E):\n  import q\n",
	"for x in y:\n  def f(): pass\nwhile 1:\n  class C: pass\nelse:\n  def g(): pass\n",
	"\xef\xbb\xbfx = 1\n",
	"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
	"# coding: utf-16\nx = '\xe9'\n",
	"# coding: nonsense\n\xff",
	"\x00",
	"\xff\xfex\x00",
	"\u00e9t\u00e9 = 1\ndef \u4e00(): ...\n",
	"args = args[1:]\na = b[0]\nb = a[0]\nc = c.d()\ne = e | e\n",
	"x = 1\r\ndef f():\r\n    pass\r\ny = 2\r",
	"\x0cdef f(): pass\n",
	"if x:\n" + strings.Repeat(" ", 200) + "y = 1\n",
	strings.Repeat("(", 300) + strings.Repeat(")", 300),
	"x: " + strings.Repeat("list[", 100) + "int" + strings.Repeat("]", 100) + "\n",
	"x = " + strings.Repeat("-", 300) + "1\n",
	"x = " + strings.Repeat("not ", 300) + "1\n",
	strings.Repeat("if x:\n", 1) + " " + strings.Repeat("x = 1; ", 50) + "\n",
}

// FuzzScan holds that a scan never fails, and keeps every byte in its place.
func FuzzScan(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 8<<10 {
			t.Skip("small inputs find as much")
		}
		checkScan(t, src)
	})
}

// checkScan checks what holds for the scan of any text.
func checkScan(t *testing.T, src string) {
	t.Helper()
	s := scanSource(src)
	if len(s.skeleton) != len(src) {
		t.Fatalf("a skeleton of %d bytes for a source of %d", len(s.skeleton), len(src))
	}
	may := make([]bool, len(src)) // be blanked
	blank := func(start, end int) {
		for i := start; i < end; i++ {
			may[i] = true
		}
	}
	last := 0
	for i, b := range s.bodies {
		if b.def < last || b.start < b.def || b.end < b.start || b.end > len(src) {
			t.Fatalf("body %d is at %+v, after %d, in %d bytes", i, b, last, len(src))
		}
		if !strings.HasPrefix(src[b.def:], "def") {
			t.Fatalf("body %d belongs to %q, which is no def", i, src[b.def:min(b.def+10, len(src))])
		}
		blank(b.start, b.end)
		last = b.end
	}
	for i, b := range s.heads {
		if b[0] < 1 || b[1] <= b[0] || b[1] > len(src) || src[b[0]-1] != '(' || src[b[1]] != ':' {
			t.Fatalf("head %d is at %v, in %d bytes", i, b, len(src))
		}
		blank(b[0], b[1])
	}
	for i, b := range s.blanks {
		if b[0] < 0 || b[1] < b[0] || b[1] > len(src) {
			t.Fatalf("blank %d is at %v, in %d bytes", i, b, len(src))
		}
		blank(b[0], b[1])
	}
	for i := range src {
		name := strings.HasPrefix(src[i:], "async") || strings.HasPrefix(src[i:], "await") // as they were used before 3.7
		if s.skeleton[i] != src[i] && !may[i] && !(name && s.skeleton[i] == '_') {
			t.Fatalf("at %d the skeleton has %q, and the source %q", i, s.skeleton[i:min(i+20, len(src))], src[i:min(i+20, len(src))])
		}
	}
	for _, x := range s.syntax {
		if x.at < 0 || x.at > len(src) || x.what == "" {
			t.Fatalf("a feature %+v in %d bytes", x, len(src))
		}
	}
	for _, x := range s.wrong {
		if x.at < 0 || x.at > len(src) || x.what == "" {
			t.Fatalf("a problem %+v in %d bytes", x, len(src))
		}
	}
}

// read extracts a tree of any bytes: what it holds may be wrong, but not for
// the extractor.
func read(t *testing.T, tree fs.FS) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Origin: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	for _, it := range s.Items {
		_ = declaration(&it, s.Lookup(it.Parent))
		if !utf8.ValidString(it.ID) {
			t.Fatalf("the ID %q is not UTF-8", it.ID)
		}
	}
	for _, g := range s.Gaps {
		if g.Reason == "" || g.Digest == "" {
			t.Fatalf("a gap that says nothing: %+v", g)
		}
	}
	return s
}

// FuzzExtract holds that any bytes are read, and that what is read of them
// equals itself and its record.
func FuzzExtract(f *testing.F) {
	list := seeds(f)
	for i, text := range list {
		f.Add([]byte(text), []byte(list[(i+7)%len(list)]))
	}
	f.Fuzz(func(t *testing.T, init, second []byte) {
		if len(init)+len(second) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		s := read(t, fstest.MapFS{"m/__init__.py": {Data: init}, "m/b.py": {Data: second}})
		ruletest.CheckInvariants(t, &Language, s, s)
		s = read(t, fstest.MapFS{"m/__init__.py": {Data: []byte("from ._a import *\n")}, "m/_a.py": {Data: init}, "m/_a.pyi": {Data: second}})
		ruletest.CheckInvariants(t, &Language, s, s)
	})
}

// FuzzCompare compares any two modules.
func FuzzCompare(f *testing.F) {
	for _, name := range must(fs.Glob(docs, "rules/*.txtar")) {
		sides := map[string][]byte{}
		for _, file := range txtar.Parse(must(fs.ReadFile(docs, name))).Files {
			if side, _, _ := strings.Cut(file.Name, "/"); path.Ext(file.Name) == ".py" || path.Ext(file.Name) == ".pyi" {
				sides[side] = append(sides[side], file.Data...)
			}
		}
		f.Add(sides["old"], sides["new"])
	}
	for i, text := range hardText {
		f.Add([]byte(text), []byte(hardText[(i+5)%len(hardText)]))
	}
	f.Fuzz(func(t *testing.T, old, new []byte) {
		if len(old)+len(new) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		tree := func(text []byte) fs.FS { return fstest.MapFS{"m/__init__.py": {Data: text}} }
		ruletest.CheckInvariants(t, &Language, read(t, tree(old)), read(t, tree(new)))
	})
}

// FuzzCompareRecorded compares with surfaces that no extractor wrote.
func FuzzCompareRecorded(f *testing.F) {
	base := must(extract(context.Background(), lang.Input{Root: ".", Origin: "m", Tree: fstest.MapFS{"m/__init__.py": {Data: []byte(richModule)}}}))
	f.Add(base.AppendText(nil))
	for _, body := range []string{
		"m\tclass in m\t\n",
		"m\tclass\t\nm\t~bases\tm\nm.f\tmethod in m\t\n",
		"a\tclass in b\t\na\t~bases\tb\nb\tclass in a\t\nb\t~bases\ta\n",
		"a\talias\tb\nb\talias\ta | b\n",
		"f\tfunction in nowhere\t\nf\t~parameters\t(, **, /\nf(x)\tparameter in g\t]\n",
		"f\tfunction\t\nf\t~paths\tf | f@never? | @\nf\t~when\tsometimes\n",
		"f overload\toverload in f\t)\nf\tfunction\t\n",
	} {
		f.Add([]byte("apicheck api 1\ncomponent\tm\nlanguage\tpython\nversion\t\norigin\t\nextractor\t1\noptions\t\n\n" + body + "end\n"))
	}
	for _, text := range seeds(f) {
		if s, err := extract(context.Background(), lang.Input{Tree: fstest.MapFS{"m/__init__.py": {Data: []byte(text)}}, Root: ".", Origin: "m"}); err == nil {
			f.Add(s.AppendText(nil))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := api.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		s.Options = base.Options
		_, _ = Language.Findings(base, s) // no panic, no hang
		_, _ = Language.Findings(s, base)
		_, _ = Language.Findings(s, s)
	})
}

// richModule has something of everything.
const richModule = `
import abc, enum, sys
from collections import namedtuple
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import *

__all__ = ["Base", "Color", "Limit", "Pair", "Point", "Reader", "Row", "Text", "connect", "convert", "stream", "version"]

T = TypeVar("T", bound="Base")
Text = Union[str, bytes]
Pair = namedtuple("Pair", "left right", defaults=[None])
Limit: Final = 10
version = (1, 2, 3)

class Base(abc.ABC, Generic[T]):
    __slots__ = ("a", "_b")
    def __init__(self, a: int, *args: str, k: Optional[T] = None, **kw: Any) -> None:
        self.a = a
    @property
    def size(self) -> int: ...
    @size.setter
    def size(self, value: "int | float") -> None: ...
    @abc.abstractmethod
    def run(self, x: T, /, y: Callable[[int, str], bool], *, z=1) -> Iterator[T]: ...
    @classmethod
    def make(cls) -> "Base[T]": ...
    @staticmethod
    def help(): ...
    def __eq__(self, other): ...

@dataclass(frozen=True, order=True)
class Point:
    x: int
    y: float = 0.0
    tags: list[str] = field(default_factory=list, kw_only=True)

class Color(enum.Enum):
    RED = 1
    BLUE = enum.auto()

class Row(TypedDict, total=False):
    id: Required[int]
    name: str

class Reader(Protocol[T]):
    def read(self, n: int = -1) -> T: ...

@overload
def convert(x: int) -> str: ...
@overload
def convert(x: str, *, base: Literal[2, 10] = ...) -> int: ...
def convert(x, base=10): ...

@contextmanager
def connect(url: str, timeout: float = 1.5) -> Iterator[Base]: yield

async def stream(*urls: str) -> AsyncIterator[bytes]:
    yield b""

if sys.platform == "win32":
    def handle() -> int: ...
elif sys.version_info >= (3, 12):
    def handle(fd): ...
`

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// FuzzTypes relates any two annotations: each equals itself, and looking the
// other way round mirrors what is found.
func FuzzTypes(f *testing.F) {
	types := []string{
		"int", "str | None", "Optional[int]", "Union[int, str, None]", "list[int]", "List[list[int]]", "dict[str, Any]", "tuple[int, ...]", "tuple[()]",
		"tuple[int, str]", "Callable[[int], str]", "Callable[..., Any]", "Callable[P, T]", "type[C]", "C", "'C'", "D", "Literal[1, 'a', None]", "Literal[True]", "bool",
		"A", "B", "A[int]", "Iterable[T]", "T", "object", "Never", "NoReturn", "None", "Any", "Self", "TypeGuard[int]", "Annotated[int, 1]", "ClassVar[int]",
		"Final", "Unpack[Ts]", "*Ts", "Awaitable[C]", "Mapping[str, Sequence[C]]", "os.PathLike", "Unknown.x", "list[", "]", "''", "'\"'", "f'{x}'", "-1", "1 + 2", "lambda: 0",
		"int | int", "Union", "Union[()]", "Optional", "Literal", "Literal[()]", "tuple", "Annotated", "Generic[T]", "Concatenate[int, P]", "A | B", "(int, str)", "[int]", "{1: 2}", "0ll", "0lll", "1e5",
	}
	for i, a := range types {
		f.Add(a, types[(i*7+3)%len(types)])
		f.Add(a, a)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 1<<9 {
			t.Skip("small inputs find as much")
		}
		ta, tb := canonical(a), canonical(b)
		s := newSide(typeContext())
		r := &relater{old: s, new: s}
		for _, text := range []string{ta, tb} {
			e := s.typ(text)
			if got := r.relate(e, e); got != equal {
				t.Fatalf("%q to itself is %d", text, got)
			}
			if again := e.String(); s.typ(again).String() != again {
				t.Fatalf("%q is written as %q, and then as %q", text, again, s.typ(again).String())
			}
		}
		x, y := s.typ(ta), s.typ(tb)
		there, back := r.relate(x, y), r.relate(y, x)
		if mirror := map[relation]relation{unrelated: unrelated, equal: equal, wider: narrow, narrow: wider, unsure: unsure}[there]; back != mirror {
			t.Fatalf("%q to %q is %d, and the other way round %d", ta, tb, there, back)
		}
	})
}

const typeModule = `
import os
from typing import *
from typing import Callable, Optional, Union, List, Literal, Any, Annotated, TypeVar, ParamSpec, TypeVarTuple, Iterable, Mapping, Sequence, Awaitable, ClassVar, Concatenate, Final, Generic, Never, NoReturn, Self, TypeGuard, Unpack

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
class C:
    def __call__(self, x: int) -> str: ...
class D(C): ...
type A[X] = list[A[X]] | None
B = Union["B2", int]
B2 = Union["B", str]
`

var typeContext = sync.OnceValue(func() *api.Surface {
	return must(extract(context.Background(), lang.Input{Tree: fstest.MapFS{"m.py": {Data: []byte(typeModule)}}, Root: ".", Origin: "m"}))
})

// canonical is the canonical form of an annotation in typeModule.
func canonical(annotation string) string {
	e, ok := parseExpr(annotation)
	if !ok {
		return ""
	}
	tree := fstest.MapFS{"m.py": {Data: []byte(typeModule)}}
	l := newLibrary(tree, ".", []root{{"m", "m.py"}})
	r := newResolver(l)
	r.publish(allEnvs)
	return r.typer(r.enter(l.entries["m"])).text(e)
}
