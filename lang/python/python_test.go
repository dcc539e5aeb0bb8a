package python

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// manifest310 is the project that trees of tests without one have.
const manifest310 = "[project]\nname = \"m\"\nversion = \"1.0.0\"\nrequires-python = \">=3.10\"\n"

// projectOf makes a project of files. Without a manifest it gets manifest310.
func projectOf(files []txtar.File) fs.FS {
	if !slices.ContainsFunc(files, func(f txtar.File) bool {
		return f.Name == "pyproject.toml" || f.Name == "setup.cfg" || f.Name == "setup.py" || strings.Contains(f.Name, ".dist-info/")
	}) {
		files = append([]txtar.File{{Name: "pyproject.toml", Data: []byte(manifest310)}}, files...)
	}
	return ruletest.Tree(files)
}

// treeOf makes a project of a txtar archive, or of the text of one module, m.
func treeOf(archive string) fs.FS {
	files := txtar.Parse([]byte(archive)).Files
	if len(files) == 0 {
		files = []txtar.File{{Name: "m.py", Data: []byte(archive)}}
	}
	return projectOf(files)
}

func surfaceOf(t testing.TB, tree fs.FS) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Origin: "m"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// facts returns the items and gaps of a surface as it is recorded, without what
// every project of these tests says, what modules import and load, and the
// digests of gaps.
func facts(s *api.Surface) []string {
	_, text, _ := strings.Cut(string(s.AppendText(nil)), "\n\n")
	var list []string
	for line := range strings.Lines(strings.TrimSuffix(text, "end\n")) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if f[0] == "requires-python" || f[1] == "~imports" || f[1] == "~loaded" || f[0] == "m" && f[1] == "module" {
			continue
		}
		if strings.HasPrefix(f[1], "!") {
			f = slices.Delete(f, 2, 3)
		}
		list = append(list, strings.TrimRight(strings.Join(f, " "), " "))
	}
	return list
}

func differ(t *testing.T, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	var lines []string
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "got "+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "want "+line)
		}
	}
	t.Errorf("%d lines differ of %d and %d:\n\t%s", len(lines), len(got), len(want), strings.Join(lines, "\n\t"))
}

// TestExtract holds what is read of small projects, as it is recorded.
func TestExtract(t *testing.T) {
	for _, test := range extractions {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := surfaceOf(t, treeOf(test.archive))
			ruletest.CheckInvariants(t, &Language, s, s)
			differ(t, facts(s), strings.Split(strings.TrimSpace(test.want), "\n"))
		})
	}
}

// lines compares two projects, given as one txtar archive with old/ and new/,
// and returns the findings as rule pages write them.
func lines(t testing.TB, archive string) []string {
	t.Helper()
	p := &rule.Page{Files: txtar.Parse([]byte(archive)).Files}
	old, new := surfaceOf(t, projectOf(p.Side("old"))), surfaceOf(t, projectOf(p.Side("new")))
	ruletest.CheckInvariants(t, &Language, old, new)
	findings, err := Language.Findings(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return ruletest.Lines(findings, rules)
}

// TestDeclarations holds how items are written in reports.
func TestDeclarations(t *testing.T) {
	s := surfaceOf(t, treeOf(`
import abc, enum, sys
from collections import namedtuple
from dataclasses import dataclass
from typing import Callable, TypedDict, overload
Name = str | None
LIMIT = 10
rate: float = 0.5
class Base(abc.ABC):
    x: int
    @abc.abstractmethod
    def run(self, a, /, b: int = 1, *args: str, c="x", **kw): ...
    @property
    def size(self) -> int: ...
    @classmethod
    def make(cls) -> "Base": ...
@dataclass
class Point(Base):
    left: int = 0
class Pair(namedtuple("Pair", "one two")): ...
async def fetch(url: str) -> bytes: ...
@overload
def pick(x: int) -> str: ...
@overload
def pick(x: str) -> int: ...
def pick(x): ...
if sys.version_info >= (3, 12):
    def new(a: int, b: "Callable[[int], str]"): ...
else:
    def new(a: int): ...
`))
	for id, want := range map[string]string{
		"m":                               "import m",
		"m.Name":                          "type Name = str | None",
		"m.LIMIT":                         "LIMIT = 10",
		"m.rate":                          "rate: float = 0.5",
		"m.Base":                          "class Base(abc.ABC)",
		"m.Base.x":                        "x: int",
		"m.Base.run":                      "@abstractmethod def run(self, a, /, b, *args, c, **kw)",
		"m.Base.run(b)":                   "b: int = 1",
		"m.Base.run(*args)":               "*args: str",
		"m.Base.run(**kw)":                "**kw",
		"m.Base.run(c)":                   "c = 'x'",
		"m.Base.size":                     "@property def size() -> int",
		"m.Base.make":                     "@classmethod def make(cls) -> m.Base",
		"m.Point":                         "@dataclass class Point(m.Base)",
		"m.Point.__init__(left)":          "left: int = 0",
		"m.Pair.(base).__init__(one)":     "one",
		"m.fetch":                         "async def fetch(url) -> bytes",
		"m.pick overload (x: int) -> str": "@overload (x: int) -> str",
		"m.new":                           "def new(a, b)",
		"m.new(b)":                        "b: Callable[[int], str]",
		"m.new@(3.10 to 3.11)":            "def new(a)",
		"m.new@(3.10 to 3.11)(a)":         "a: int",
		"requires-python":                 "requires-python >=3.10",
	} {
		it := s.Lookup(id)
		if it == nil {
			t.Errorf("%s is not there", id)
			continue
		}
		if got := declaration(it, s.Lookup(it.Parent)); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

var extractions = []struct {
	name    string
	archive string
	want    string
}{
	{"what has no underscore is public, imports are not", `
import os
from sys import argv as arguments
from json import dumps as dumps
import ast as ast

import logging
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
LIMIT = 10
_hidden = 1
__version__ = "1.2.3"
__author__ = "someone"

def call(): ...
def _helper(): ...
class Shape: ...
class _Private: ...
`, `
m.LIMIT attribute in m int = 10
m.LIMIT ~inferred
m.Shape class in m
m.__version__ attribute in m str
m.__version__ ~inferred
m.ast name in m ast
m.call function in m
m.call ~parameters
m.dumps name in m json.dumps
`},
	{"__all__ as a list", `
__all__ = ["_listed", "shown"]
_listed = 1
shown = 2
left_out = 3
`, `
m._listed attribute in m int = 1
m._listed ~inferred
m.shown attribute in m int = 2
m.shown ~inferred
`},
	{"__all__ is added to, and taken from", `
__all__ = ("a",)
__all__ += ("b",)
__all__.extend(["c", "d"])
__all__.append("e")
__all__.remove("d")
a = b = c = d = e = f = 1
`, `
m.a attribute in m int = 1
m.a ~inferred
m.b attribute in m int = 1
m.b ~inferred
m.c attribute in m int = 1
m.c ~inferred
m.e attribute in m int = 1
m.e ~inferred
`},
	{"__all__ of lists and of names", `
_more = ["b"]
_more += ["c"]
_more.append("d")
__all__ = ["a"] + _more + list(("e",)) + [f.__name__]
__all__: list[str] = [*__all__, *sorted({"h"})]
def f(): ...
a = b = c = d = e = g = h = 1
`, `
m.a attribute in m int = 1
m.a ~inferred
m.b attribute in m int = 1
m.b ~inferred
m.c attribute in m int = 1
m.c ~inferred
m.d attribute in m int = 1
m.d ~inferred
m.e attribute in m int = 1
m.e ~inferred
m.f function in m
m.f ~parameters
m.h attribute in m int = 1
m.h ~inferred
`},
	{"__all__ made of that of other modules", `
-- m/__init__.py --
from . import _one
from ._two import *
from ._two import __all__ as _names
from m import _three
__all__ = ["own"] + _one.__all__
__all__ += _names
__all__.extend(_three.NAMES)
from ._one import *
from ._three import deep
own = 0
-- m/_one.py --
__all__ = ["first"]
first = other = 1
-- m/_two.py --
__all__ = ["second"]
second = third = 2
-- m/_three.py --
NAMES = ["deep"]
deep = 3
`, `
m.deep attribute in m int = 3
m.deep ~inferred
m.first attribute in m int = 1
m.first ~inferred
m.own attribute in m int = 0
m.own ~inferred
m.second attribute in m int = 2
m.second ~inferred
`},
	{"__all__ that is computed is a gap, and the underscore decides", `
__all__ = [name for name in dir() if name[0] != "_"]
seen = 1
_unseen = 2
`, `
m !gap __all__ is computed when the module is imported
m ~dynamic
m.seen attribute in m int = 1
m.seen ~inferred
`},
	{"part of __all__ is computed", `
__all__ = ["listed", "_also"]
__all__ += find_names()
listed = _also = 1
other = 2
`, `
m !gap __all__ is computed when the module is imported
m ~dynamic
m._also attribute in m int = 1
m._also ~inferred
m.listed attribute in m int = 1
m.listed ~inferred
m.other attribute in m int = 2
m.other ~inferred
`},
	{"__all__ names what is not there: importing * fails", `
__all__ = ["here", "missing"]
here = 1
`, `
m.here attribute in m int = 1
m.here ~inferred
`},
	{"__all__ names a submodule and what __getattr__ gives", `
-- m/__init__.py --
__all__ = ["part", "lazy"]
def __getattr__(name): ...
-- m/part.py --
x = 1
`, `
m ~dynamic
m ~lazy
m.lazy !gap m.lazy is not in the source
m.lazy name in m
m.part module in m
m.part.x attribute in m.part int = 1
m.part.x ~inferred
`},
	{"re-exports of a package, and of private modules", `
-- m/__init__.py --
from ._impl import Widget, build as make
from ._impl import _quiet
from .sub import Open
from ._impl import helper as helper
-- m/_impl.py --
class Widget:
    def size(self) -> int: ...
def build(w: Widget) -> "Widget": ...
def _quiet(): ...
def helper(): ...
def unexported(): ...
-- m/sub.py --
class Open: ...
`, `
m.Open class in m
m.Open ~paths m.sub.Open
m.Widget class in m
m.Widget.size method in m.Widget int
m.Widget.size ~parameters
m.helper function in m
m.helper ~parameters
m.make function in m m.Widget
m.make ~parameters w
m.make(w) parameter in m.make m.Widget
m.sub module in m
`},
	{"a module with code of its own does not re-export, but where its source is private", `
-- m/__init__.py --
-- m/_core.py --
class Core: ...
class _Own: ...
-- m/user.py --
from ._core import Core, _Own
from .other import Other
from .other import Other as Other
def use(c: Core) -> None: ...
-- m/other.py --
class Other: ...
class Unused: ...
`, `
m.other module in m
m.other.Other class in m.other
m.other.Other ~paths m.user.Other
m.other.Unused class in m.other
m.user module in m
m.user.Core class in m.user
m.user.Core ~implicit
m.user.use function in m.user None
m.user.use ~parameters c
m.user.use(c) parameter in m.user.use m.user.Core
`},
	{"wildcards with and without __all__", `
-- m/__init__.py --
from ._with import *
from ._without import *
-- m/_with.py --
__all__ = ["a", "_b"]
a = _b = c = 1
-- m/_without.py --
import os
from ._deep import *
d = _e = 1
-- m/_deep.py --
f = _g = 1
`, `
m.a attribute in m int = 1
m.a ~inferred
m.d attribute in m int = 1
m.d ~inferred
m.f attribute in m int = 1
m.f ~inferred
`},
	{"a wildcard of a module that is not there", `
-- m/__init__.py --
from ._generated import *
known = 1
`, `
m !gap from m._generated import *: that module is not in the source
m ~dynamic
m.known attribute in m int = 1
m.known ~inferred
`},
	{"a wildcard of a foreign module", `
from numpy import *
known = 1
`, `
m !gap from numpy import *: that module is not in the source
m ~dynamic
m.known attribute in m int = 1
m.known ~inferred
`},
	{"assignments to attributes bind no name, and others beside them do", `
class C: ...
o = C()
o.a = 1; b = 2
o.c = d = 3
o.e, f = 1, 2
o.g: int = 1
o[0] = h = 4
o.i().j = 5
k = [o.l == 1]
`, `
m.C class in m
m.b attribute in m int = 2
m.b ~inferred
m.d attribute in m int = 3
m.d ~inferred
m.f attribute in m int = 2
m.f ~inferred
m.h attribute in m int = 4
m.h ~inferred
m.k attribute in m list
m.k ~inferred
m.o attribute in m m.C
m.o ~inferred
`},
	{"names that are rebound and deleted", `
x = 1
x = "two"
y = 3
del y
with open("f"):
    z = 4
a, (b, *c) = 1, (2, 3, 4)
(n := 10)
`, `
m.a attribute in m int = 1
m.a ~inferred
m.b attribute in m
m.c attribute in m
m.n attribute in m int = 10
m.n ~inferred
m.x attribute in m str = 'two'
m.x ~inferred
m.z attribute in m int = 4
m.z ~inferred
`},
	{"a private module published under another name", `
-- m/__init__.py --
from . import _engine as engine
from . import public
from ._tools import hammer
-- m/_engine.py --
class Motor:
    power: int
def start(m: Motor): ...
-- m/public.py --
v = 1
-- m/_tools/__init__.py --
-- m/_tools/hammer.py --
def hit(): ...
`, `
m.engine module in m m._engine
m.engine.Motor class in m.engine
m.engine.Motor.power attribute in m.engine.Motor int
m.engine.Motor.power ~instance declared
m.engine.start function in m.engine
m.engine.start ~parameters m
m.engine.start(m) parameter in m.engine.start m.engine.Motor
m.public module in m
m.public.v attribute in m.public int = 1
m.public.v ~inferred
`},
	{"modules that alias each other", `
-- m/__init__.py --
from . import a
from . import b
-- m/a.py --
from . import b as c
from .b import x as x
y = 1
-- m/b.py --
from . import a as d
from .a import y as y
from .a import x2 as x2
x = 1
`, `
m.a module in m
m.a.y attribute in m.a int = 1
m.a.y ~inferred
m.a.y ~paths m.b.y
m.b module in m
m.b.x attribute in m.b int = 1
m.b.x ~inferred
m.b.x ~paths m.a.x
m.b.x2 !gap m.a.x2 is not in the source
m.b.x2 name in m.b
`},
	{"imports in circles", `
-- m/__init__.py --
from .a import *
from .b import *
-- m/a.py --
from .b import *
from .b import nothing
one = 1
-- m/b.py --
from .a import *
from .a import nothing
two = 2
`, `
m.a module in m
m.b module in m
m.nothing !gap m.b.nothing is not in the source
m.nothing name in m
m.one attribute in m int = 1
m.one ~inferred
m.one ~paths m.a.one
m.two attribute in m int = 2
m.two ~inferred
m.two ~paths m.a.two | m.b.two
`},
	{"namespace packages", `
-- src/space/left/__init__.py --
def l(): ...
-- src/space/right/deep/mod.py --
def r(): ...
`, `
space module
space.left module in space
space.left.l function in space.left
space.left.l ~parameters
space.right module in space
space.right.deep module in space.right
space.right.deep.mod module in space.right.deep
space.right.deep.mod.r function in space.right.deep.mod
space.right.deep.mod.r ~parameters
`},
	{"tests and programs inside of a package are not its API", `
-- m/__init__.py --
-- m/__main__.py --
def main(): ...
-- m/conftest.py --
x = 1
-- m/tests/__init__.py --
-- m/tests/test_m.py --
def test(): ...
-- m/testing.py --
def fixture(): ...
`, `
m.testing module in m
m.testing.fixture function in m.testing
m.testing.fixture ~parameters
`},
	{"aliases are the same thing", `
class A:
    def f(self): ...
    g = f
B = A
def call(a: B) -> "A": ...
run = call
from os.path import join
join2 = join
`, `
m.A class in m
m.A ~paths m.B
m.A.f method in m.A
m.A.f ~parameters
m.A.g method in m.A
m.A.g ~parameters
m.call function in m m.A
m.call ~parameters a
m.call ~paths m.run
m.call(a) parameter in m.call m.A
m.join2 name in m os.path.join
`},
	{"a package hides a module of the same name", `
-- m/__init__.py --
from .run import run
-- m/run.py --
def run(x): ...
def other(): ...
`, `
m.run module in m
m.run.other function in m.run
m.run.other ~parameters
m.run@(object) function in m
m.run@(object) ~parameters x
m.run@(object) ~paths m.run.run
m.run@(object)(x) parameter in m.run@(object)
`},
	{"names under a condition of the run", `
try:
    import speedups
    fast = True
    def work(a): ...
except ImportError:
    fast = False
    def work(a, b): ...
if len("x"):
    one = 1
else:
    one = 2
`, `
m.fast attribute in m bool = True
m.fast ~inferred
m.one attribute in m int = 1
m.one ~inferred
m.work function in m
m.work ~parameters a
m.work(a) parameter in m.work
m.work@(otherwise) function in m
m.work@(otherwise) ~parameters a, b
m.work@(otherwise) ~when otherwise
m.work@(otherwise)(a) parameter in m.work@(otherwise)
m.work@(otherwise)(b) parameter in m.work@(otherwise)
`},
	{"a stub decides, and the source fills in", `
-- m/__init__.py --
from ._impl import *
def f(a, b=2, *, c=None): ...
def only_source(x: int): ...
VALUE = 10
class C:
    def method(self, x=1): self.late = 1
    def undeclared(self): ...
-- m/__init__.pyi --
from ._impl import g as g
import os
from typing import overload
def f(a: int, b: int = ..., *, c: str | None = ...) -> None: ...
VALUE: int
only_stub: str
class C:
    attr: int
    def method(self, x: int = ...) -> str: ...
-- m/_impl.py --
def g(x): ...
def h(x): ...
`, `
m.C class in m
m.C.attr attribute in m.C int
m.C.late attribute in m.C int
m.C.late ~inferred
m.C.late ~instance method
m.C.method method in m.C str
m.C.method ~parameters x
m.C.method(x) parameter in m.C.method int = 1
m.C.undeclared method in m.C
m.C.undeclared ~parameters
m.VALUE attribute in m int = 10
m.f function in m None
m.f ~parameters a, b, *, c
m.f(a) parameter in m.f int
m.f(b) parameter in m.f int = 2
m.f(c) parameter in m.f str | None = None
m.g function in m
m.g ~parameters x
m.g(x) parameter in m.g
m.h function in m
m.h ~parameters x
m.h(x) parameter in m.h
m.only_source function in m
m.only_source ~parameters x
m.only_source(x) parameter in m.only_source int
m.only_stub attribute in m str
`},
	{"a stubs package stands for the package", `
-- pyproject.toml --
[project]
name = "m-stubs"
version = "1"
requires-python = ">=3.10"
-- m-stubs/__init__.pyi --
def f(a: int) -> None: ...
-- m-stubs/sub.pyi --
x: int
`, `
m.f function in m None
m.f ~parameters a
m.f(a) parameter in m.f int
m.sub module in m
m.sub.x attribute in m.sub int
py.typed requirement
`},
	{"py.typed is part of the API", `
-- m/__init__.py --
-- m/py.typed --
`, `
py.typed requirement
`},
	{"a compiled module with a stub, and one without", `
-- m/__init__.py --
-- m/fast.cpython-312-x86_64-linux-gnu.so --
-- m/fast.pyi --
def f() -> int: ...
-- m/slow.pyd --
-- m/_hidden.so --
`, `
m.fast module in m
m.fast.f function in m.fast int
m.fast.f ~parameters
m.slow !gap a compiled module, without a stub
m.slow module in m
m.slow ~dynamic
`},
	{"what only type checkers see is no name of a program", `
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from decimal import Decimal
    Number = int | Decimal
    class Ghost: ...
else:
    Runtime = 1
def f(x: "Number", d: Decimal, g: "Ghost") -> None: ...
`, `
m.Ghost class in m
m.Ghost ~typing
m.Number alias in m decimal.Decimal | int
m.Number ~typing
m.Runtime attribute in m int = 1
m.Runtime ~inferred
m.f function in m None
m.f ~parameters x, d, g
m.f(d) parameter in m.f decimal.Decimal
m.f(g) parameter in m.f m.Ghost
m.f(x) parameter in m.f m.Number
`},
	{"versions of Python", `
-- pyproject.toml --
[project]
name = "m"
requires-python = ">=3.8, <3.13"
-- m.py --
import sys
if sys.version_info >= (3, 9):
    def f(a, *, new=None): ...
elif sys.version_info[:2] == (3, 8):
    def f(a): ...
else:
    def f(): ...
if sys.version_info < (3, 8): gone = 1
if sys.version_info[0] >= 3: always = 1
if sys.version_info.minor > 10: new = 1
class C:
    if sys.version_info >= (3, 12):
        def late(self): ...
`, `
m.C class in m
m.C.late method in m.C
m.C.late ~parameters
m.C.late ~when 3.12
m.always attribute in m int = 1
m.always ~inferred
m.f function in m
m.f ~parameters a, *, new
m.f ~when 3.9 to 3.12
m.f(a) parameter in m.f
m.f(new) parameter in m.f  = None
m.f@(3.8) function in m
m.f@(3.8) ~parameters a
m.f@(3.8) ~when 3.8
m.f@(3.8)(a) parameter in m.f@(3.8)
m.new attribute in m int = 1
m.new ~inferred
m.new ~when 3.11 to 3.12
`},
	{"platforms", `
import sys, os
if sys.platform == "win32":
    def handle() -> int: ...
    kind = "windows"
elif sys.platform.startswith("linux"):
    def fd() -> int: ...
    kind = "linux"
else:
    kind = "else"
if os.name == "nt" and sys.version_info >= (3, 12):
    both = 1
`, `
m.both attribute in m int = 1
m.both ~inferred
m.both ~when >=3.12 on win32
m.fd function in m int
m.fd ~parameters
m.fd ~when >=3.10 on linux
m.handle function in m int
m.handle ~parameters
m.handle ~when >=3.10 on win32
m.kind attribute in m str = 'else'
m.kind ~inferred
m.kind ~when >=3.10 on darwin, other
m.kind@(>=3.10 on linux) attribute in m str = 'linux'
m.kind@(>=3.10 on linux) ~inferred
m.kind@(>=3.10 on linux) ~when >=3.10 on linux
m.kind@(>=3.10 on win32) attribute in m str = 'windows'
m.kind@(>=3.10 on win32) ~inferred
m.kind@(>=3.10 on win32) ~when >=3.10 on win32
`},
	{"kinds of parameters", `
def f(a, b=1, /, c=(), *args: int, d, e=None, **kw: str): ...
def g(*, only): ...
def h(__old, x): ...
async def i(): ...
def j(): yield
async def k():
    yield 1
def l(): return 1
def n(a=f, b=[1, {"k": (2.50, -1)}], c=0x10, d="q" 'r', e=b"\x00", f=..., g=1 if a else 2, h=print()): ...
`, `
m.f function in m
m.f ~parameters a, b, /, c, *args, d, e, **kw
m.f(**kw) parameter in m.f str
m.f(*args) parameter in m.f int
m.f(a) parameter in m.f
m.f(b) parameter in m.f  = 1
m.f(c) parameter in m.f  = ()
m.f(d) parameter in m.f
m.f(e) parameter in m.f  = None
m.g function in m
m.g ~parameters *, only
m.g(only) parameter in m.g
m.h function in m
m.h ~parameters __old, /, x
m.h(__old) parameter in m.h
m.h(x) parameter in m.h
m.i function in m
m.i ~async
m.i ~parameters
m.j function in m
m.j ~generator
m.j ~parameters
m.k function in m
m.k ~async
m.k ~generator
m.k ~parameters
m.l function in m
m.l ~parameters
m.n function in m
m.n ~parameters a, b, c, d, e, f, g, h
m.n(a) parameter in m.n  = m.f
m.n(b) parameter in m.n  = [1, {'k': (2.5, -1)}]
m.n(c) parameter in m.n  = 16
m.n(d) parameter in m.n  = 'qr'
m.n(e) parameter in m.n  = b'\\x00'
m.n(f) parameter in m.n  = ...
m.n(g) parameter in m.n  = 1 if a else 2
m.n(h) parameter in m.n  = print()
`},
	{"positional-only by the old convention is not that of methods", `
class C:
    def f(self, __a, b): ...
    def g(self, a, __b): ...
`, `
m.C class in m
m.C.f method in m.C
m.C.f ~parameters __a, /, b
m.C.f(__a) parameter in m.C.f
m.C.f(b) parameter in m.C.f
m.C.g method in m.C
m.C.g ~parameters a, __b
m.C.g(__b) parameter in m.C.g
m.C.g(a) parameter in m.C.g
`},
	{"decorators by what they mean", `
import abc, contextlib, functools, typing, warnings
from functools import wraps
import somewhere
def keep(f): return f
def opaque(f): return [f]
F = typing.TypeVar("F")
def typed(f: F) -> F: return f
class C(abc.ABC):
    @property
    def p(self) -> int: ...
    @p.setter
    def p(self, v: str) -> None: ...
    @p.deleter
    def p(self): ...
    @functools.cached_property
    def q(self) -> int: ...
    @classmethod
    def c(cls, x): ...
    @staticmethod
    def s(x): ...
    @abc.abstractmethod
    def a(self): ...
    @property
    @abc.abstractmethod
    def ap(self) -> int: ...
    @typing.final
    def fin(self): ...
    @typed
    def t(self): ...
    @somewhere.else_
    def o(self): ...
    def __new__(cls, x): ...
    def __class_getitem__(cls, k): ...
    r = property(lambda self: 1)
    legacy = staticmethod(keep)
@contextlib.contextmanager
def cm(x: int) -> typing.Iterator[str]: yield
@contextlib.asynccontextmanager
async def acm() -> typing.AsyncIterator[str]: yield
@functools.lru_cache(maxsize=None)
def cached(x): ...
@functools.wraps(cached)
def wrapped(*a, **k): ...
@warnings.deprecated("use other")
def old(): ...
@opaque
def unknown(): ...
@keep
def kept(): ...
`, `
m.C class in m
m.C ~bases abc.ABC
m.C.__class_getitem__ method in m.C
m.C.__class_getitem__ ~binding class
m.C.__class_getitem__ ~parameters _0, /
m.C.__class_getitem__(_0) parameter in m.C.__class_getitem__
m.C.__new__ method in m.C
m.C.__new__ ~binding new
m.C.__new__ ~parameters x
m.C.__new__(x) parameter in m.C.__new__
m.C.a method in m.C
m.C.a ~abstract
m.C.a ~parameters
m.C.ap property in m.C int
m.C.ap ~abstract
m.C.c method in m.C
m.C.c ~binding class
m.C.c ~parameters x
m.C.c(x) parameter in m.C.c
m.C.fin method in m.C
m.C.fin ~final
m.C.fin ~parameters
m.C.legacy method in m.C
m.C.legacy ~binding static
m.C.legacy ~parameters f
m.C.legacy(f) parameter in m.C.legacy
m.C.o method in m.C
m.C.o ~decorators somewhere.else_
m.C.o ~parameters
m.C.p property in m.C int
m.C.p ~deletable
m.C.p ~settable str
m.C.q property in m.C int
m.C.q ~cached
m.C.r property in m.C
m.C.s method in m.C
m.C.s ~binding static
m.C.s ~parameters x
m.C.s(x) parameter in m.C.s
m.C.t method in m.C
m.C.t ~parameters
m.acm function in m AbstractAsyncContextManager[str]
m.acm ~context-manager async with
m.acm ~parameters
m.cached function in m
m.cached ~decorators functools.cache
m.cached ~parameters x
m.cached(x) parameter in m.cached
m.cm function in m AbstractContextManager[str]
m.cm ~context-manager with
m.cm ~parameters x
m.cm(x) parameter in m.cm int
m.keep function in m
m.keep ~parameters f
m.keep(f) parameter in m.keep
m.kept function in m
m.kept ~parameters
m.old function in m
m.old ~deprecated use other
m.old ~parameters
m.opaque function in m
m.opaque ~parameters f
m.opaque(f) parameter in m.opaque
m.typed function in m T1
m.typed ~parameters f
m.typed ~type-variables T1
m.typed(f) parameter in m.typed T1
m.unknown function in m
m.unknown ~decorators m.opaque
m.unknown ~parameters
m.wrapped function in m
m.wrapped ~parameters x
m.wrapped(x) parameter in m.wrapped
`},
	{"overloads", `
from typing import overload
@overload
def f(x: int) -> str: ...
@overload
def f(x: str, *, base: int = ...) -> int: ...
def f(x, base=10): ...
`, `
m.f function in m
m.f ~parameters x, base
m.f overload (x: int) -> str overload in m.f (x: int) -> str
m.f overload (x: str, *, base: int = ...) -> int overload in m.f (x: str, *, base: int = ...) -> int
m.f(base) parameter in m.f  = 10
m.f(x) parameter in m.f
`},
	{"an inner function's yield makes no generator", `
def f():
    def g():
        yield 1
    class C:
        def m(self): yield
    return g
def h():
    x = [(yield)]
def i():
    return lambda: (yield)
def j():
    if True:
        async def k():
            yield
    else:
        yield 1
`, `
m.f function in m
m.f ~parameters
m.h function in m
m.h ~generator
m.h ~parameters
m.i function in m
m.i ~parameters
m.j function in m
m.j ~generator
m.j ~parameters
`},
	{"dataclasses", `
from dataclasses import KW_ONLY, dataclass, field, InitVar
from typing import ClassVar
@dataclass
class Base:
    a: int
    b: str = "x"
    c: list[int] = field(default_factory=list)
    d: ClassVar[int] = 1
    e: InitVar[int] = 0
    _: KW_ONLY
    f: float = 1.0
    g: int = field(init=False)
@dataclass
class Child(Base):
    b: str = "y"
    h: bool = field(default=True, kw_only=True)
@dataclass(frozen=True, order=True)
class Frozen:
    a: int
@dataclass(init=False, eq=False)
class Bare:
    a: int
`, `
m.Bare class in m
m.Bare ~fields a
m.Bare ~record dataclass
m.Bare.a attribute in m.Bare int
m.Bare.a ~instance declared
m.Base class in m
m.Base ~fields a, b, c, e
m.Base ~hash no
m.Base ~record dataclass eq
m.Base.__init__ method in m.Base None
m.Base.__init__ ~parameters a, b, c, e, *, f
m.Base.__init__(a) parameter in m.Base.__init__ int
m.Base.__init__(b) parameter in m.Base.__init__ str = 'x'
m.Base.__init__(c) parameter in m.Base.__init__ list[int] = ...
m.Base.__init__(e) parameter in m.Base.__init__ int = 0
m.Base.__init__(f) parameter in m.Base.__init__ float = 1
m.Base.a attribute in m.Base int
m.Base.a ~instance declared
m.Base.b attribute in m.Base str = 'x'
m.Base.c attribute in m.Base list[int]
m.Base.d attribute in m.Base int = 1
m.Base.e attribute in m.Base int = 0
m.Base.f attribute in m.Base float = 1
m.Base.g attribute in m.Base int
m.Child class in m
m.Child ~bases m.Base
m.Child ~fields a, b, c, e
m.Child ~hash no
m.Child ~record dataclass eq
m.Child.__init__ method in m.Child None
m.Child.__init__ ~parameters a, b, c, e, *, f, h
m.Child.__init__(a) parameter in m.Child.__init__ int
m.Child.__init__(b) parameter in m.Child.__init__ str = 'y'
m.Child.__init__(c) parameter in m.Child.__init__ list[int] = ...
m.Child.__init__(e) parameter in m.Child.__init__ int = 0
m.Child.__init__(f) parameter in m.Child.__init__ float = 1
m.Child.__init__(h) parameter in m.Child.__init__ bool = True
m.Child.b attribute in m.Child str = 'y'
m.Child.h attribute in m.Child bool
m.Frozen class in m
m.Frozen ~fields a
m.Frozen ~hash yes
m.Frozen ~record dataclass eq frozen order
m.Frozen.__ge__ method in m.Frozen bool
m.Frozen.__ge__ ~parameters _0, /
m.Frozen.__ge__(_0) parameter in m.Frozen.__ge__
m.Frozen.__gt__ method in m.Frozen bool
m.Frozen.__gt__ ~parameters _0, /
m.Frozen.__gt__(_0) parameter in m.Frozen.__gt__
m.Frozen.__init__ method in m.Frozen None
m.Frozen.__init__ ~parameters a
m.Frozen.__init__(a) parameter in m.Frozen.__init__ int
m.Frozen.__le__ method in m.Frozen bool
m.Frozen.__le__ ~parameters _0, /
m.Frozen.__le__(_0) parameter in m.Frozen.__le__
m.Frozen.__lt__ method in m.Frozen bool
m.Frozen.__lt__ ~parameters _0, /
m.Frozen.__lt__(_0) parameter in m.Frozen.__lt__
m.Frozen.a attribute in m.Frozen int
m.Frozen.a ~instance declared
`},
	{"classes of attrs", `
import attr
import attrs
@attrs.define
class New:
    _x: int
    y: str = attrs.field(default="d", kw_only=True)
@attr.s
class Old:
    a = attr.ib()
    b = attr.ib(default=1)
    c = 3
`, `
m.New class in m
m.New ~hash no
m.New ~record attrs eq slots
m.New.__init__ method in m.New None
m.New.__init__ ~parameters x, *, y
m.New.__init__(x) parameter in m.New.__init__ int
m.New.__init__(y) parameter in m.New.__init__ str = 'd'
m.New.y attribute in m.New str
m.Old class in m
m.Old ~hash no
m.Old ~record attrs eq order
m.Old.__ge__ method in m.Old bool
m.Old.__ge__ ~parameters _0, /
m.Old.__ge__(_0) parameter in m.Old.__ge__
m.Old.__gt__ method in m.Old bool
m.Old.__gt__ ~parameters _0, /
m.Old.__gt__(_0) parameter in m.Old.__gt__
m.Old.__init__ method in m.Old None
m.Old.__init__ ~parameters a, b
m.Old.__init__(a) parameter in m.Old.__init__
m.Old.__init__(b) parameter in m.Old.__init__  = 1
m.Old.__le__ method in m.Old bool
m.Old.__le__ ~parameters _0, /
m.Old.__le__(_0) parameter in m.Old.__le__
m.Old.__lt__ method in m.Old bool
m.Old.__lt__ ~parameters _0, /
m.Old.__lt__(_0) parameter in m.Old.__lt__
m.Old.a attribute in m.Old
m.Old.b attribute in m.Old
m.Old.c attribute in m.Old int = 3
m.Old.c ~inferred
`},
	{"named tuples, in every form", `
import collections
from typing import NamedTuple
class A(NamedTuple):
    x: int
    y: str = "d"
    def f(self): ...
B = NamedTuple("B", [("x", int), ("y", str)])
C = collections.namedtuple("C", "x, y z", defaults=(1,))
D = collections.namedtuple("D", ["x"])
class E(collections.namedtuple("E", "x y")):
    def g(self): ...
`, `
m.A class in m
m.A ~bases NamedTuple
m.A ~fields x, y
m.A ~record namedtuple
m.A.__init__ method in m.A None
m.A.__init__ ~parameters x, y
m.A.__init__(x) parameter in m.A.__init__ int
m.A.__init__(y) parameter in m.A.__init__ str = 'd'
m.A.f method in m.A
m.A.f ~parameters
m.A.x attribute in m.A int
m.A.x ~instance declared
m.A.y attribute in m.A str = 'd'
m.B class in m
m.B ~bases NamedTuple
m.B ~fields x, y
m.B ~record namedtuple
m.B.__init__ method in m.B None
m.B.__init__ ~parameters x, y
m.B.__init__(x) parameter in m.B.__init__ int
m.B.__init__(y) parameter in m.B.__init__ str
m.B.x attribute in m.B int
m.B.x ~instance declared
m.B.y attribute in m.B str
m.B.y ~instance declared
m.C class in m
m.C ~bases NamedTuple
m.C ~fields x, y, z
m.C ~record namedtuple
m.C.__init__ method in m.C None
m.C.__init__ ~parameters x, y, z
m.C.__init__(x) parameter in m.C.__init__
m.C.__init__(y) parameter in m.C.__init__
m.C.__init__(z) parameter in m.C.__init__  = 1
m.C.x attribute in m.C
m.C.x ~instance declared
m.C.y attribute in m.C
m.C.y ~instance declared
m.C.z attribute in m.C  = 1
m.D class in m
m.D ~bases NamedTuple
m.D ~fields x
m.D ~record namedtuple
m.D.__init__ method in m.D None
m.D.__init__ ~parameters x
m.D.__init__(x) parameter in m.D.__init__
m.D.x attribute in m.D
m.D.x ~instance declared
m.E class in m
m.E ~bases m.E.(base)
m.E.(base) class
m.E.(base) ~bases NamedTuple
m.E.(base) ~fields x, y
m.E.(base) ~private
m.E.(base) ~record namedtuple
m.E.(base).__init__ method in m.E.(base) None
m.E.(base).__init__ ~parameters x, y
m.E.(base).__init__(x) parameter in m.E.(base).__init__
m.E.(base).__init__(y) parameter in m.E.(base).__init__
m.E.(base).x attribute in m.E.(base)
m.E.(base).x ~instance declared
m.E.(base).y attribute in m.E.(base)
m.E.(base).y ~instance declared
m.E.g method in m.E
m.E.g ~parameters
`},
	{"typed dictionaries", `
-- pyproject.toml --
[project]
name = "m"
requires-python = ">=3.11"
-- m.py --
from typing import TypedDict, Required, NotRequired
class A(TypedDict):
    a: int
    b: NotRequired[str]
class B(A, total=False):
    c: float
    d: Required[int]
C = TypedDict("C", {"from": int, "to": "str"}, total=False)
`, `
m.A class in m
m.A ~bases TypedDict
m.A.a attribute in m.A int
m.A.a ~key required
m.A.b attribute in m.A str
m.A.b ~key optional
m.B class in m
m.B ~bases m.A
m.B.c attribute in m.B float
m.B.c ~key optional
m.B.d attribute in m.B int
m.B.d ~key required
m.C class in m
m.C ~bases TypedDict
m.C.from attribute in m.C int
m.C.from ~key optional
m.C.to attribute in m.C str
m.C.to ~key optional
`},
	{"enumerations", `
import enum
from enum import Enum, IntFlag, auto
class A(Enum):
    X = 1
    Y = "two"
    Z = auto()
    _ignore_ = ["t"]
    def f(self): ...
    @property
    def p(self): ...
class B(IntFlag):
    R, W = 4, 2
C = Enum("C", "P Q")
Ten = Enum("Ten", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])
class D(str, Enum):
    K = "k"
    L = K
    helper = enum.nonmember(1)
    M = enum.member(2)
`, `
m.A class in m
m.A ~bases enum.Enum
m.A.X attribute in m.A  = 1
m.A.X ~member
m.A.Y attribute in m.A  = 'two'
m.A.Y ~member
m.A.Z attribute in m.A  = 2
m.A.Z ~member auto
m.A.f method in m.A
m.A.f ~parameters
m.A.p property in m.A
m.B class in m
m.B ~bases enum.IntFlag
m.B.R attribute in m.B  = 4
m.B.R ~member
m.B.W attribute in m.B  = 2
m.B.W ~member
m.C class in m
m.C ~bases enum.Enum
m.C.P attribute in m.C  = 1
m.C.P ~member
m.C.Q attribute in m.C  = 2
m.C.Q ~member
m.D class in m
m.D ~bases str, enum.Enum
m.D.K attribute in m.D  = 'k'
m.D.K ~member
m.D.L attribute in m.D  = 'k'
m.D.L ~member
m.D.M attribute in m.D  = 2
m.D.M ~member
m.D.helper attribute in m.D
m.Ten class in m
m.Ten ~bases enum.Enum
m.Ten.a attribute in m.Ten  = 1
m.Ten.a ~member
m.Ten.b attribute in m.Ten  = 2
m.Ten.b ~member
m.Ten.c attribute in m.Ten  = 3
m.Ten.c ~member
m.Ten.d attribute in m.Ten  = 4
m.Ten.d ~member
m.Ten.e attribute in m.Ten  = 5
m.Ten.e ~member
m.Ten.f attribute in m.Ten  = 6
m.Ten.f ~member
m.Ten.g attribute in m.Ten  = 7
m.Ten.g ~member
m.Ten.h attribute in m.Ten  = 8
m.Ten.h ~member
m.Ten.i attribute in m.Ten  = 9
m.Ten.i ~member
m.Ten.j attribute in m.Ten  = 10
m.Ten.j ~member
`},
	{"protocols, generic classes and PEP 695", `
-- pyproject.toml --
[project]
name = "m"
requires-python = ">=3.12"
-- m.py --
from typing import Generic, Protocol, TypeVar, runtime_checkable
K = TypeVar("K")
V = TypeVar("V", bound="Box", covariant=True)
@runtime_checkable
class P(Protocol[V]):
    x: int
    def f(self, k: V) -> V: ...
class G(dict[K, V], Generic[V, K]):
    def f[T: (int, str)](self, k: K, v: V, t: T) -> T: ...
class Box[A, *Ts, **Q]:
    a: A
    def f(self, a: A) -> tuple[*Ts]: ...
type Alias[X] = list[X] | None
def first[T](xs: list[T], default: T | None = None) -> T: ...
`, `
m.Alias alias in m list[T1] | None
m.Box class in m
m.Box ~type-variables T1; T2 TypeVarTuple; T3 ParamSpec
m.Box.a attribute in m.Box T1
m.Box.a ~instance declared
m.Box.f method in m.Box tuple[Unpack[T2]]
m.Box.f ~parameters a
m.Box.f(a) parameter in m.Box.f T1
m.G class in m
m.G ~bases dict
m.G ~type-variables T1 <= m.Box, covariant; T2
m.G.f method in m.G T3
m.G.f ~parameters k, v, t
m.G.f ~type-variables T3 int, str
m.G.f(k) parameter in m.G.f T2
m.G.f(t) parameter in m.G.f T3
m.G.f(v) parameter in m.G.f T1
m.P class in m
m.P ~protocol
m.P ~runtime-checkable
m.P ~type-variables T1 <= m.Box, covariant
m.P.f method in m.P T1
m.P.f ~parameters k
m.P.f(k) parameter in m.P.f T1
m.P.x attribute in m.P int
m.P.x ~instance declared
m.first function in m T1
m.first ~parameters xs, default
m.first ~type-variables T1
m.first(default) parameter in m.first T1 | None = None
m.first(xs) parameter in m.first list[T1]
`},
	{"slots, attributes of instances, metaclasses and what is special", `
class Meta(type): ...
class C(metaclass=Meta):
    __slots__ = ("a", "_b", "c")
    shared = 1
    typed: int
    _p = 1
    __mangled = 2
    def __init__(self, a: int, d=None):
        self.a = a
        self.b: str = ""
        self.d = d; self.e = self.f = 1.5
        self._hidden = 1
        self.g, self.h = 1, 2
        self.i += 1
        if a:
            self.j = {}
        x = self.k
    def later(self):
        self.late = C()
    def __eq__(self, o): ...
    def __hash__(self): ...
    def __len__(self): ...
    def __repr__(self): ...
    def __add__(self, other: "C") -> "C": ...
    def __getattr__(self, name): ...
    def _private(self): ...
    class Inner:
        def f(self): ...
`, `
m.C class in m
m.C ~dynamic
m.C ~hash yes
m.C ~metaclass m.Meta
m.C ~slots
m.C.Inner class in m.C
m.C.Inner.f method in m.C.Inner
m.C.Inner.f ~parameters
m.C.__add__ method in m.C m.C
m.C.__add__ ~parameters _0, /
m.C.__add__(_0) parameter in m.C.__add__ m.C
m.C.__eq__ method in m.C
m.C.__eq__ ~parameters _0, /
m.C.__eq__(_0) parameter in m.C.__eq__
m.C.__getattr__ method in m.C
m.C.__getattr__ ~parameters _0, /
m.C.__getattr__(_0) parameter in m.C.__getattr__
m.C.__init__ method in m.C
m.C.__init__ ~parameters a, d
m.C.__init__(a) parameter in m.C.__init__ int
m.C.__init__(d) parameter in m.C.__init__  = None
m.C.__len__ method in m.C
m.C.__len__ ~parameters
m.C.a attribute in m.C int
m.C.a ~instance init
m.C.b attribute in m.C str
m.C.b ~instance init
m.C.c attribute in m.C
m.C.c ~instance slot
m.C.d attribute in m.C
m.C.d ~instance init
m.C.e attribute in m.C float
m.C.e ~inferred
m.C.e ~instance init
m.C.f attribute in m.C float
m.C.f ~inferred
m.C.f ~instance init
m.C.g attribute in m.C int
m.C.g ~inferred
m.C.g ~instance init
m.C.h attribute in m.C int
m.C.h ~inferred
m.C.h ~instance init
m.C.j attribute in m.C dict
m.C.j ~inferred
m.C.j ~instance init
m.C.late attribute in m.C m.C
m.C.late ~inferred
m.C.late ~instance method
m.C.later method in m.C
m.C.later ~parameters
m.C.shared attribute in m.C int = 1
m.C.shared ~inferred
m.C.typed attribute in m.C int
m.C.typed ~instance declared
m.Meta class in m
m.Meta ~bases type
`},
	{"bases: private ones bring their members, foreign ones are named", `
-- m/__init__.py --
from ._base import Base2
from ._base import Public
import threading
class T(threading.Thread): ...
-- m/_base.py --
from abc import ABC
class _Root(ABC):
    def inherited(self): ...
class _Mixin:
    x: int = 1
class Base2(_Root, Exception): ...
class Public(Base2, _Mixin): ...
`, `
m.Base2 class in m
m.Base2 ~bases m._base._Root, Exception
m.Public class in m
m.Public ~bases m.Base2, m._base._Mixin
m.T class in m
m.T ~bases threading.Thread
m._base._Mixin class
m._base._Mixin ~private
m._base._Mixin.x attribute in m._base._Mixin int = 1
m._base._Root class
m._base._Root ~bases abc.ABC
m._base._Root ~private
m._base._Root.inherited method in m._base._Root
m._base._Root.inherited ~parameters
`},
	{"inheritance in a circle", `
class A(B): ...
class B(A):
    def f(self): ...
class C(C): ...
`, `
m ~fails >=3.10
m ~why a name that is defined later, in a place that is evaluated (m.py)
m.A class in m
m.A ~bases m.B
m.B class in m
m.B ~bases m.A
m.B.f method in m.B
m.B.f ~parameters
m.C class in m
m.C ~bases m.C
`},
	{"annotations in one form", `
-- pyproject.toml --
[project]
name = "m"
requires-python = ">=3.14"
-- m/__init__.py --
from __future__ import annotations
import collections, collections.abc as cabc, contextlib, datetime as dt, re, typing, typing as t, os
from typing import Annotated, Any, AnyStr, Callable, Dict, Final, List, Literal, NoReturn, Optional, Self, Tuple, Type, Union
from typing_extensions import Literal as Lit, Never
from ._types import Id, Pair as Couple, Chain, _Secret
from . import _types
from .sub import Thing
Name = str
Public = Union[int, str]
_Private = Optional[List[Public]]
def a(x: Optional[int], y: Union[None, str, int], z: "int | None | int") -> None: ...
def b(x: List[Dict[str, Tuple[int, ...]]], y: Type[Thing], z: t.Set[int]) -> NoReturn: ...
def c(x: cabc.Iterable[int], y: typing.Iterable[int], z: collections.abc.Mapping[str, Any]) -> Never: ...
def d(x: Literal["b", 'a', 1], y: Lit[True, None], z: Literal[Literal["q"], b"r"]) -> AnyStr: ...
def e(x: Callable[[int, "Thing"], Optional[str]], y: Callable[..., Any], z: Callable) -> Self: ...
def f(x: Name, y: Public, z: _Private) -> Id: ...
def g(x: Couple[int], y: _types.Pair[str], z: Chain) -> "_Secret": ...
def h(x: Annotated[int, "meta"], y: Final[int], z: "Optional['Thing']") -> "typing.List['int']": ...
def i(x: dt.datetime, y: os.PathLike[str], z: re.Pattern) -> collections.OrderedDict: ...
def j(x: typing.ContextManager[int], y: contextlib.AbstractContextManager[int], z: typing.Pattern[str]) -> IOError: ...
def k(x: Union[Union[int, str], Optional[bytes]], y: Union[int], z: Tuple[()]) -> Union["None"]: ...
def l(x: unknown.Name, y: lambda: 1, z: "not an ( annotation") -> f"{1}": ...
def m(*args: *tuple[int, ...], **kw: typing.Unpack[Couple]) -> None: ...
def n(x: (int, str), y: 1 + 1, z: typing.Text) -> object: ...
-- m/_types.py --
from typing import NewType, TypeVar, Union
T = TypeVar("T")
Id = NewType("Id", int)
Pair = tuple[T, T]
Chain = Union[int, "Chain2"]
Chain2 = list["Chain"]
class _Secret: ...
-- m/sub.py --
class Thing: ...
`, `
m.Chain alias in m int | list[m.Chain]
m.Couple alias in m tuple[T1, T1]
m.Id alias in m NewType[int]
m.Name alias in m str
m.Public alias in m int | str
m.Thing class in m
m.Thing ~paths m.sub.Thing
m._types._Secret class
m._types._Secret ~private reached
m.a function in m None
m.a ~parameters x, y, z
m.a(x) parameter in m.a int | None
m.a(y) parameter in m.a int | str | None
m.a(z) parameter in m.a int | None
m.b function in m Never
m.b ~parameters x, y, z
m.b(x) parameter in m.b list[dict[str, tuple[int, ...]]]
m.b(y) parameter in m.b type[m.Thing]
m.b(z) parameter in m.b set[int]
m.c function in m Never
m.c ~parameters x, y, z
m.c(x) parameter in m.c Iterable[int]
m.c(y) parameter in m.c Iterable[int]
m.c(z) parameter in m.c Mapping[str, Any]
m.d function in m T1
m.d ~parameters x, y, z
m.d ~type-variables T1 bytes, str
m.d(x) parameter in m.d Literal['a'] | Literal['b'] | Literal[1]
m.d(y) parameter in m.d Literal[None] | Literal[True]
m.d(z) parameter in m.d Literal['q'] | Literal[b'r']
m.e function in m Self
m.e ~parameters x, y, z
m.e(x) parameter in m.e Callable[[int, m.Thing], str | None]
m.e(y) parameter in m.e Callable[..., Any]
m.e(z) parameter in m.e Callable
m.f function in m m.Id
m.f ~parameters x, y, z
m.f(x) parameter in m.f m.Name
m.f(y) parameter in m.f m.Public
m.f(z) parameter in m.f list[m.Public] | None
m.g function in m m._types._Secret
m.g ~parameters x, y, z
m.g(x) parameter in m.g m.Couple[int]
m.g(y) parameter in m.g m.Couple[str]
m.g(z) parameter in m.g m.Chain
m.h function in m list[int]
m.h ~parameters x, y, z
m.h(x) parameter in m.h int
m.h(y) parameter in m.h int
m.h(z) parameter in m.h m.Thing | None
m.i function in m collections.OrderedDict
m.i ~parameters x, y, z
m.i(x) parameter in m.i datetime.datetime
m.i(y) parameter in m.i os.PathLike[str]
m.i(z) parameter in m.i re.Pattern
m.j function in m OSError
m.j ~parameters x, y, z
m.j(x) parameter in m.j AbstractContextManager[int]
m.j(y) parameter in m.j AbstractContextManager[int]
m.j(z) parameter in m.j re.Pattern[str]
m.k function in m None
m.k ~parameters x, y, z
m.k(x) parameter in m.k bytes | int | str | None
m.k(y) parameter in m.k int
m.k(z) parameter in m.k tuple[[]]
m.l function in m Any
m.l ~parameters x, y, z
m.l(x) parameter in m.l unknown.Name
m.l(y) parameter in m.l lambda: ...
m.l(z) parameter in m.l 'not an ( annotation'
m.m function in m None
m.m ~parameters *args, **kw
m.m(**kw) parameter in m.m Unpack[m.Couple]
m.m(*args) parameter in m.m Unpack[tuple[int, ...]]
m.n function in m object
m.n ~parameters x, y, z
m.n(x) parameter in m.n [int, str]
m.n(y) parameter in m.n 1 + 1
m.n(z) parameter in m.n str
m.sub module in m
`},
	{"type variables are numbered as they come", `
from typing import Generic, ParamSpec, TypeVar, Callable
A = TypeVar("A")
B = TypeVar("B", bound="C")
D = TypeVar("D", int, str)
P = ParamSpec("P")
def f(x: B, y: A, z: list[B]) -> A: ...
def g(x: Callable[P, D], *args: P.args, **kwargs: P.kwargs) -> D: ...
class C(Generic[A]):
    x: A
    def f(self, b: B, a: A) -> A: ...
`, `
m.C class in m
m.C ~type-variables T1
m.C.f method in m.C T1
m.C.f ~parameters b, a
m.C.f ~type-variables T2 <= m.C
m.C.f(a) parameter in m.C.f T1
m.C.f(b) parameter in m.C.f T2
m.C.x attribute in m.C T1
m.C.x ~instance declared
m.f function in m T2
m.f ~parameters x, y, z
m.f ~type-variables T1 <= m.C; T2
m.f(x) parameter in m.f T1
m.f(y) parameter in m.f T2
m.f(z) parameter in m.f list[T1]
m.g function in m T2
m.g ~parameters x, *args, **kwargs
m.g ~type-variables T1 ParamSpec; T2 int, str
m.g(**kwargs) parameter in m.g T1.kwargs
m.g(*args) parameter in m.g T1.args
m.g(x) parameter in m.g Callable[T1, T2]
`},
	{"aliases", `
-- pyproject.toml --
[project]
name = "m"
requires-python = ">=3.12"
-- m.py --
from typing import Callable, NewType, Optional, TypeAlias, Union, List, Dict
import typing as t
One = Union[int, str]
Two: TypeAlias = "Optional[int]"
Three = list[One]
Four = Callable[[int], str]
type Five[K, V: int] = dict[K, V | Five[K, V]]
Six = NewType("Six", "int")
Seven = str
Eight = int | None
Nine: t.TypeAlias = int
not_alias = {}["a"]
Ten = Dict
flags = 1 | 2
`, `
m.Eight alias in m int | None
m.Five alias in m dict[T1, T2 | m.Five[T1, T2]]
m.Four alias in m Callable[[int], str]
m.Nine alias in m int
m.One alias in m int | str
m.Seven alias in m str
m.Six alias in m NewType[int]
m.Ten alias in m dict
m.Three alias in m list[m.One]
m.Two alias in m int | None
m.flags attribute in m int = 3
m.flags ~inferred
m.not_alias attribute in m
`},
	{"constants and their types", `
import re
A = 0x10
B = 1_000.5
C = "x" "y"
D = (1, "a", None)
E = ["a", {"k": 1}]
F = -1
G = not True
H = 1 < 2
I = f"{A}"
J = re.compile("x")
K: "int" = 1
L = None
M = b"z"
N = {1, 2}
P = lambda x: x
Q = 2j
R = [n for n in range(3)]
U: int
V = dict(a=1)
W = "é\n\t\\'"
`, `
m.A attribute in m int = 16
m.A ~inferred
m.B attribute in m float = 1000.5
m.B ~inferred
m.C attribute in m str = 'xy'
m.C ~inferred
m.D attribute in m tuple = (1, 'a', None)
m.D ~inferred
m.E attribute in m list = ['a', {'k': 1}]
m.E ~inferred
m.F attribute in m int = -1
m.F ~inferred
m.G attribute in m bool
m.G ~inferred
m.H attribute in m bool
m.H ~inferred
m.I attribute in m str
m.I ~inferred
m.J attribute in m re.Pattern
m.J ~inferred
m.K attribute in m int = 1
m.L attribute in m None = None
m.L ~inferred
m.M attribute in m bytes = b'z'
m.M ~inferred
m.N attribute in m set = {1, 2}
m.N ~inferred
m.P function in m
m.P ~parameters x
m.P(x) parameter in m.P
m.Q attribute in m complex = 2j
m.Q ~inferred
m.R attribute in m
m.U attribute in m int
m.V attribute in m dict
m.V ~inferred
m.W attribute in m str = "é\\n\\t\\\\'"
m.W ~inferred
`},
	{"parameters of wrappers, partial knowledge and inherited wraps", `
import functools
def source(a: int, b: str = "x") -> bytes: ...
@functools.wraps(source)
def forward(*args, **kwargs) -> str: ...
@functools.wraps(source)
def own(x, y): ...
`, `
m.forward function in m str
m.forward ~parameters a, b
m.forward(a) parameter in m.forward int
m.forward(b) parameter in m.forward str = 'x'
m.own function in m
m.own ~parameters x, y
m.own(x) parameter in m.own
m.own(y) parameter in m.own
m.source function in m bytes
m.source ~parameters a, b
m.source(a) parameter in m.source int
m.source(b) parameter in m.source str = 'x'
`},
	{"nested classes and names that only a class has", `
class Outer:
    class Inner:
        class Deep:
            x: "Outer.Inner"
        def make(self) -> "Inner": ...
    def f(self, i: Inner, d: Inner.Deep) -> None: ...
    Alias = Inner
    class _Hidden:
        y = 1
`, `
m.Outer class in m
m.Outer.Alias attribute in m.Outer type[m.Outer.Inner]
m.Outer.Alias ~inferred
m.Outer.Inner class in m.Outer
m.Outer.Inner.Deep class in m.Outer.Inner
m.Outer.Inner.Deep.x attribute in m.Outer.Inner.Deep m.Outer.Inner
m.Outer.Inner.Deep.x ~instance declared
m.Outer.Inner.make method in m.Outer.Inner m.Outer.Inner
m.Outer.Inner.make ~parameters
m.Outer.f method in m.Outer None
m.Outer.f ~parameters i, d
m.Outer.f(d) parameter in m.Outer.f m.Outer.Inner.Deep
m.Outer.f(i) parameter in m.Outer.f m.Outer.Inner
`},
	{"properties of one's own making", `
from functools import partial
class lazyproperty:
    def __init__(self, f): ...
    def __get__(self, o, t): ...
class sub(property): ...
def setter_property(fset) -> property: ...
class C:
    @lazyproperty
    def a(self) -> int: ...
    @sub
    def b(self) -> str: ...
    @setter_property
    def c(self, value: float): ...
    def _get(self) -> int: ...
    def _set(self, v: str): ...
    d = property(_get, _set)
    e = property(fset=_set)
`, `
m.C class in m
m.C.a property in m.C int
m.C.a ~cached
m.C.b property in m.C str
m.C.c property in m.C float
m.C.c ~settable
m.C.c ~write-only
m.C.d property in m.C int
m.C.d ~settable str
m.C.e property in m.C
m.C.e ~settable str
m.C.e ~write-only
m.lazyproperty class in m
m.lazyproperty.__get__ method in m.lazyproperty
m.lazyproperty.__get__ ~parameters _0, _1, /
m.lazyproperty.__get__(_0) parameter in m.lazyproperty.__get__
m.lazyproperty.__get__(_1) parameter in m.lazyproperty.__get__
m.lazyproperty.__init__ method in m.lazyproperty
m.lazyproperty.__init__ ~parameters f
m.lazyproperty.__init__(f) parameter in m.lazyproperty.__init__
m.setter_property function in m property
m.setter_property ~parameters fset
m.setter_property(fset) parameter in m.setter_property
m.sub class in m
m.sub ~bases property
`},
	{"what a module cannot show", `
-- m/__init__.py --
globals()["made"] = 1
class C:
    exec("x = 1")
-- m/dynamic.py --
def __getattr__(name): ...
def __dir__(): ...
-- m/broken.py --
def ok(): ...
def bad(:
    pass
def after(): ...
`, `
m !gap names are made when the module is imported
m ~dynamic
m.C class in m
m.broken !broken not Python: a bracket is not closed
m.broken module in m
m.broken.after function in m.broken
m.broken.after ~parameters
m.broken.ok function in m.broken
m.broken.ok ~parameters
m.dynamic module in m
m.dynamic ~dynamic
m.dynamic ~lazy
`},
	{"functions of a class under names of the module", `
class _Impl:
    def run(self, x): ...
    @staticmethod
    def stat(y): ...
_inst = _Impl()
run = _inst.run
stat = _Impl.stat
`, `
m.run function in m
m.run ~parameters x
m.run(x) parameter in m.run
m.stat function in m
m.stat ~binding static
m.stat ~parameters y
m.stat(y) parameter in m.stat
`},
	{"python 2 still has its tuple parameters and old metaclass", `
-- setup.py --
from setuptools import setup
setup(name="m", python_requires=">=2.7", py_modules=["m"])
-- m.py --
def f(a, (b, c)=(1, 2), d=0777L):
    print a
class C:
    __metaclass__ = type
    def g(self):
        raise E, "x"
`, `
m ~fails >=3.11
m ~why a number of Python 2 (m.py)
m.C class in m
m.C.g method in m.C
m.C.g ~parameters
m.f function in m
m.f ~parameters a, _1, /, d
m.f(_1) parameter in m.f  = (1, 2)
m.f(a) parameter in m.f
m.f(d) parameter in m.f  = 511
`},
	{"encodings", `
-- m/__init__.py --
# -*- coding: latin-1 -*-
X = "plain"
`, `
m.X attribute in m str = 'plain'
m.X ~inferred
`},
	{"what an if statement knows and what it does not", `
from typing import TYPE_CHECKING
import typing as t
if not TYPE_CHECKING:
    def run(): ...
else:
    def run(x: int) -> int: ...
if t.TYPE_CHECKING or True:
    maybe = 1
if 0:
    never = 1
elif unknown():
    first = 1
else:
    first = "second"
    only_else = 1
`, `
m.first attribute in m int = 1
m.first ~inferred
m.maybe attribute in m int = 1
m.maybe ~inferred
m.only_else attribute in m int = 1
m.only_else ~inferred
m.run function in m
m.run ~parameters
`},
	{"handlers of exceptions stand for what a try statement lacks", `
-- m/__init__.py --
try:
    from foreign import thing as thing
except ImportError:
    thing = None
try:
    from ._nowhere import C
except (ImportError, AttributeError):
    class C:
        def f(self): ...
else:
    extra = 1
finally:
    last = 1
`, `
m.C !gap m._nowhere.C is not in the source
m.C name in m
m.C@(otherwise) class in m
m.C@(otherwise) ~when otherwise
m.C@(otherwise).f method in m.C@(otherwise)
m.C@(otherwise).f ~parameters
m.extra attribute in m int = 1
m.extra ~inferred
m.last attribute in m int = 1
m.last ~inferred
m.thing name in m foreign.thing
`},
	{"what the branches of a condition rebind", `
import sys
x = 1
if sys.version_info >= (3, 12):
    x = "newer"
def f(): ...
if sys.platform == "win32":
    def f(handle): ...
if sys.platform == "win32":
    del x
`, `
m.f function in m
m.f ~parameters
m.f ~when >=3.10 on linux, darwin, other
m.f@(>=3.10 on win32) function in m
m.f@(>=3.10 on win32) ~parameters handle
m.f@(>=3.10 on win32) ~when >=3.10 on win32
m.f@(>=3.10 on win32)(handle) parameter in m.f@(>=3.10 on win32)
m.x attribute in m str = 'newer'
m.x ~inferred
m.x ~when >=3.12 on linux, darwin, other
m.x@(3.10 to 3.11 on linux, darwin, other) attribute in m int = 1
m.x@(3.10 to 3.11 on linux, darwin, other) ~inferred
m.x@(3.10 to 3.11 on linux, darwin, other) ~when 3.10 to 3.11 on linux, darwin, other
`},
	{"a submodule is loaded or not", `
-- m/__init__.py --
from . import one
import m.two
from .three import name
-- m/one.py --
-- m/two.py --
-- m/three.py --
name = 1
-- m/four.py --
`, `
m.four module in m
m.name attribute in m int = 1
m.name ~inferred
m.name ~paths m.three.name
m.one module in m
m.three module in m
m.two module in m
`},
}
