package python

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf16"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// TestNothingChanged compares what differs in nothing that users notice.
func TestNothingChanged(t *testing.T) {
	for _, test := range unchanged {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := lines(t, test.archive); len(got) > 0 {
				t.Errorf("findings:\n\t%s", strings.Join(got, "\n\t"))
			}
		})
	}
}

var unchanged = []struct{ name, archive string }{
	{"reformatting", `
-- old/m.py --
from typing import Optional, Union
def f(a: Optional[int] = None, b='x', *args: int, c=0xFF, d=(1, 2), **kw) -> "Union[str, bytes]":
    return 'y'
class C(Exception): x = {'k': [1.0]}
LONG = "ab"
-- new/m.py --
from typing import (
    Optional,
    Union,
)


def f(
    a: "Optional[int]"=None,  # a comment
    b="x",
    *args: int,
    c=255,
    d = (1, 2,),
    **kw
) -> Union[
    str, bytes
]:
	"""Says more."""
	return ("y")


class C(
    Exception,
):
    """What it is."""
    x = {
        "k": [1.0],
    }
LONG = ("a"
        'b')
`},
	{"reordering", `
-- old/m.py --
import os, sys
class A:
    x: int
    def f(self): ...
    y: str
    def g(self): ...
class B(A): ...
def h(a: A) -> "B": ...
ONE = 1
TWO = 2
-- new/m.py --
import sys
import os
TWO = 2
def h(a: "A") -> "B": ...
ONE = 1
class A:
    def g(self): ...
    y: str
    def f(self): ...
    x: int
class B(A): ...
`},
	{"bodies", `
-- old/m.py --
def f(a):
    return a + 1
def g():
    yield 1
class C:
    def __init__(self, x):
        self.x = x
        self._y = 1
-- new/m.py --
import math
def f(a):
    def inner(): yield 2
    class Local: z = 1
    global _cache
    _cache = {}
    return math.floor(a) + 1
def g():
    yield from [1]
class C:
    def __init__(self, x):
        self._z = 2
        if x: pass
        self.x = x
`},
	{"private names", `
-- old/m/__init__.py --
from ._impl import f, C
_cache = {}
def _helper(a, b): ...
class _Base:
    def run(self) -> int: ...
class Sub(_Base): ...
_T = int
def typed(x: _T) -> "_T": ...
-- old/m/_impl.py --
def f(x: "_P") -> "_P": ...
class C:
    _hidden = 1
    __mangled = 2
    def _private(self, a): ...
class _P: ...
-- new/m/__init__.py --
from ._impl import f, C
_store = {}
def _aid(a): ...
class _Root:
    def run(self) -> int: ...
class Sub(_Root): ...
_U = int
def typed(x: "_U") -> _U: ...
-- new/m/_impl.py --
def f(x: "_P") -> "_P": ...
class C:
    _shown = 1
    __strange = 2
    def _other(self): ...
class _P: ...
`},
	{"type variables", `
-- old/m.py --
from typing import Callable, Generic, ParamSpec, TypeVar
_T = TypeVar("_T")
_K = TypeVar("_K", bound=int)
_P = ParamSpec("_P")
class C(Generic[_T]):
    def f(self, x: _T, y: _K) -> "dict[_K, _T]": ...
def wrap(f: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T: ...
-- new/m.py --
import typing as t
Item = t.TypeVar("Item")
_Key = t.TypeVar("_Key", bound=int)
_Params = t.ParamSpec("_Params")
class C(t.Generic[Item]):
    def f(self, x: "Item", y: _Key) -> dict[_Key, Item]: ...
def wrap(f: t.Callable[_Params, Item], *args: _Params.args, **kwargs: "_Params.kwargs") -> Item: ...
`},
	{"moving definitions between private modules", `
-- old/m/__init__.py --
from ._a import f, C, Limit
from ._a import g
from . import sub
-- old/m/_a.py --
from ._b import g
class Base:
    def run(self): ...
class C(Base):
    x: "D"
def f(c: C) -> "D": ...
Limit = 10
class D: ...
-- old/m/_b.py --
def g(): ...
-- old/m/sub.py --
from ._a import C
-- new/m/__init__.py --
from ._deep.c import C
from ._deep import f
from ._deep import Limit
from ._a import g
from . import sub
-- new/m/_a.py --
def g(): ...
-- new/m/_deep/__init__.py --
from .c import C
from .d import D
Limit = 10
def f(c: "C") -> D: ...
-- new/m/_deep/c.py --
from .base import Base
class C(Base):
    x: "m._deep.d.D"
import m._deep.d
-- new/m/_deep/d.py --
class D: ...
-- new/m/_deep/base.py --
class Base:
    def run(self): ...
-- new/m/sub.py --
from ._deep.c import C
`},
	{"other spellings of types", `
-- old/m.py --
from typing import Callable, Dict, Iterable, List, Literal, NoReturn, Optional, Text, Tuple, Type, Union
def f(a: Optional[int], b: List[Dict[str, Tuple[int, ...]]], c: Union[int, Union[str, None]], d: Callable[[int], None]): ...
def g(a: Type[int], b: Text, c: Literal["x", "y"], d: Iterable["C"]) -> NoReturn: ...
class C: ...
-- new/m.py --
from __future__ import annotations
import typing as t
from collections.abc import Callable, Iterable
def f(a: int | None, b: list[dict[str, tuple[int, ...]]], c: None | str | int, d: Callable[[int], None]): ...
def g(a: type[int], b: str, c: t.Literal["y"] | t.Literal["x"], d: Iterable[C]) -> t.NoReturn: ...
class C: ...
`},
	{"other ways to import", `
-- old/m/__init__.py --
from ._a import A
from ._a import b
import os
def f(x: os.PathLike, a: A): ...
-- old/m/_a.py --
class A: ...
def b(): ...
-- new/m/__init__.py --
from . import _a as _impl
from os import PathLike as _PathLike
import os
A = _impl.A
b = _impl.b
def f(x: "_PathLike", a: "_impl.A"): ...
-- new/m/_a.py --
class A: ...
def b(): ...
`},
	{"other ways to list names", `
-- old/m/__init__.py --
from ._a import *
__all__ = ["a", "b", "c"]
c = 1
-- old/m/_a.py --
a = b = 1
-- new/m/__init__.py --
from ._a import b, a
from . import _a
c = 1
__all__ = _a.__all__ + ["c"]
-- new/m/_a.py --
__all__ = ("b", "a")
b = 1
a = 1
`},
	{"tests, docs and what is private come and go", `
-- old/m/__init__.py --
-- old/m/_x.py --
def f(): ...
-- old/m/tests/test_x.py --
def test(): ...
-- old/docs/conf.py --
project = "m"
-- new/m/__init__.py --
-- new/m/_y/__init__.py --
from .z import *
-- new/m/_y/z.py --
def g(): ...
-- new/tests/test_y.py --
def test(): ...
`},
	{"a class that becomes a package of its own", `
-- old/m.py --
class A:
    def f(self, x: "A") -> None: ...
def g() -> A: ...
-- new/m/__init__.py --
from ._a import A
def g() -> "A": ...
-- new/m/_a.py --
class A:
    def f(self, x: "A") -> None: ...
`},
	{"stubs that say what the source says", `
-- old/m/__init__.py --
def f(a: int, b: str = "x") -> None: ...
class C:
    x: int = 1
    def g(self, *args: int) -> "C": ...
-- new/m/__init__.py --
def f(a, b="x"): ...
class C:
    x = 1
    def g(self, *args): ...
-- new/m/__init__.pyi --
from typing import Self
def f(a: int, b: str = ...) -> None: ...
class C:
    x: int
    def g(self, *args: int) -> C: ...
`},
	{"the order of bases of a private mixin's name", `
-- old/m.py --
class _M1:
    def f(self): ...
class C(_M1, ValueError): ...
-- new/m.py --
class _Mixin:
    def f(self): ...
class C(_Mixin, ValueError): ...
`},
	{"conditions that say the same", `
-- old/m.py --
import sys
if sys.version_info >= (3, 12):
    def f(a): ...
else:
    def f(): ...
if sys.platform == "win32":
    x = 1
-- new/m.py --
import sys
if sys.version_info[:2] < (3, 12):
    def f(): ...
else:
    def f(a): ...
if not sys.platform != "win32":
    if True:
        x = 1
`},
	{"decorators that mean the same", `
-- old/m.py --
import abc, functools, contextlib
from typing import Iterator
class C(abc.ABC):
    @property
    @abc.abstractmethod
    def p(self) -> int: ...
    @abc.abstractmethod
    def f(self): ...
@contextlib.contextmanager
def cm() -> Iterator[int]: yield 1
-- new/m.py --
from abc import ABC, abstractmethod as abstract
from contextlib import contextmanager as manager, AbstractContextManager
from typing import Generator
class C(ABC):
    @abstract
    def f(self): ...
    @property
    @abstract
    def p(self) -> int: ...
@manager
def cm() -> Generator[int, None, None]: yield 1
`},
}

// shuffled writes a library with its declarations in any order, its names in
// any formatting, and its private names as they come.
func shuffled(r *rand.Rand) fs.FS {
	word := func(list ...string) string { return list[r.IntN(len(list))] }
	private := fmt.Sprintf("_p%d", r.IntN(1000))
	quote := word("'", `"`)
	var decls []string
	for i := range 8 {
		decls = append(decls,
			fmt.Sprintf("class C%d(%s):\n    x: int\n    def f(self, a: %s, b=%sx%s) -> None: ...\n", i, word("object", ""), word("K", "'K'", `"K"`), quote, quote),
			fmt.Sprintf("def f%d(a,%sb: int%s=%s1, *, c: '%s' = None) -> %s: %s\n", i, word("", " ", "\n  "), word("", " "), word("", " "), word("int | None", "None | int", "Optional[int]"), word("str", "'str'"), word("...", "return 1", "\n  return 2")),
			fmt.Sprintf("V%d%s=%s%d\n", i, word("", " "), word("", " "), i),
			fmt.Sprintf("%s%d = %d\n", private, i, r.IntN(9)),
			fmt.Sprintf("def %s_f%d(): ...\n", private, i))
	}
	r.Shuffle(len(decls), func(i, j int) { decls[i], decls[j] = decls[j], decls[i] })
	// Some of it stands in private modules of any name.
	cut := r.IntN(len(decls))
	where := fmt.Sprintf("_mod%d", r.IntN(5))
	head := "from typing import Optional\n"
	return fstest.MapFS{
		"m/__init__.py":        {Data: []byte(head + word("", "# comment\n", "'''doc'''\n") + "from ._class import K\nfrom ." + where + " import *\n" + strings.Join(decls[:cut], word("", "\n", "# c\n")))},
		"m/" + where + ".py":   {Data: []byte(head + "from ._class import K\n" + strings.Join(decls[cut:], word("", "\n\n")))},
		"m/_class.py":          {Data: []byte("class K: ...\n")},
		"m/" + private + ".py": {Data: []byte("y = 1\n")},
		"pyproject.toml":       {Data: []byte(manifest310)},
	}
}

// TestShufflesAreNothing compares libraries that are the same to their users.
func TestShufflesAreNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	first := surfaceOf(t, shuffled(r))
	if len(first.Items) < 80 || len(first.Gaps) > 0 {
		t.Fatalf("%d items, gaps %v", len(first.Items), first.Gaps)
	}
	for range 100 {
		tree := shuffled(r)
		s := surfaceOf(t, tree)
		findings, err := Language.Findings(first, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			init, _ := fs.ReadFile(tree, "m/__init__.py")
			t.Fatalf("%s %s: %s\n%s", f.Rule, f.Item, f.Message, init)
		}
	}
}

// wide is a library of many modules that import each other in circles.
func wide() fstest.MapFS {
	tree := fstest.MapFS{"pyproject.toml": {Data: []byte(manifest310)}, "m/__init__.py": {Data: []byte("from .m0 import *\n")}}
	for i := range 40 {
		var b strings.Builder
		fmt.Fprintf(&b, "from . import m%d as other\nfrom .m%d import *\nfrom .m%d import C as C%d\n", (i+1)%40, (i+1)%40, (i+7)%40, (i+7)%40)
		fmt.Fprintf(&b, "import sys\nclass C(C%d): \n  def f(self, x: other.C) -> 'C%d': ...\n", (i+7)%40, (i+7)%40)
		fmt.Fprintf(&b, "if sys.version_info >= (3, 1%d):\n  def g%d(): ...\nelse:\n  def g%d(x): ...\ntry:\n  import z%d\nexcept E:\n  z%d = None\n", i%4, i, i, i, i)
		fmt.Fprintf(&b, "__all__ = ['g%d', 'C'] + other.__all__\n", i)
		tree[fmt.Sprintf("m/m%d.py", i)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	tree["m/broken.py"] = &fstest.MapFile{Data: []byte("def f(:\n  x = 'a\nclass C\n")}
	tree["m/rich.py"] = &fstest.MapFile{Data: []byte(richModule)}
	return tree
}

// TestExtractionIsDeterministic reads one tree many times, on one core and on many.
func TestExtractionIsDeterministic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	tree := wide()
	type result struct {
		text     []byte
		gaps     string
		findings []string
	}
	old := surfaceOf(t, treeOf(richModule))
	read := func() result {
		s := surfaceOf(t, tree)
		findings, err := Language.Findings(old, s)
		if err != nil {
			t.Fatal(err)
		}
		return result{s.AppendText(nil), fmt.Sprint(s.Gaps), ruletest.Lines(findings, rules)}
	}
	first := read()
	for i := range 50 {
		runtime.GOMAXPROCS([]int{1, 8}[i%2])
		again := read()
		if !bytes.Equal(first.text, again.text) {
			a, b := strings.Split(string(first.text), "\n"), strings.Split(string(again.text), "\n")
			for j := range min(len(a), len(b)) {
				if a[j] != b[j] {
					t.Fatalf("extraction %d differs in line %d:\n%s\n%s", i, j+1, a[j], b[j])
				}
			}
			t.Fatalf("extraction %d has %d lines, the first %d", i, len(b), len(a))
		}
		if first.gaps != again.gaps {
			t.Fatalf("extraction %d has the gaps\n%s\nand the first\n%s", i, again.gaps, first.gaps)
		}
		if !slices.Equal(first.findings, again.findings) {
			t.Fatalf("comparison %d has the findings\n%s\nand the first\n%s", i, again.findings, first.findings)
		}
	}
}

// bounded runs f and fails when it takes too long or allocates too much.
func bounded(t *testing.T, limit time.Duration, bytes uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; took > limit || allocated > bytes {
		t.Errorf("took %v and allocated %d MB, want less than %v and %d MB", took, allocated>>20, limit, bytes>>20)
	}
}

// TestCirclesEnd holds that what leads to itself ends.
func TestCirclesEnd(t *testing.T) {
	chain := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i, (i+1)%n)
		}
		return b.String()
	}
	modules := func(n int, format string) string {
		var b strings.Builder
		b.WriteString("-- m/__init__.py --\nfrom .m0 import *\n")
		for i := range n {
			fmt.Fprintf(&b, "-- m/m%d.py --\n"+format, i, (i+1)%n, (i+1)%n)
		}
		return b.String()
	}
	for _, test := range []struct{ name, archive string }{
		{"a class of itself", "class C(C): ...\n"},
		{"classes of each other", chain(500, "class C%d(C%d): ...\n")},
		{"a long line of classes", "class C0: ...\n" + chain(500, "class C%[2]d(C%[1]d): ...\n")},
		{"a lattice of classes", chain(60, "class C%[2]d(C%[1]d, D%[1]d): ...\nclass D%[2]d(D%[1]d, C%[1]d): ...\n")},
		{"variables of each other", chain(500, "v%d = v%d\n")},
		{"elements of each other", chain(500, "v%d = v%d[0]\n")},
		{"a variable made of itself", "x = x[0]\ny = y.strip()\nz = z.a.b.c\nv = v().w(v)\nu = u | u\nt = (t, t)\ns = s\n"},
		{"results of each other", chain(300, "v%d = v%d.call()\n")},
		{"attributes of each other", chain(300, "v%d = v%d.name\n")},
		{"calls of each other", chain(300, "v%d = v%d()\n")},
		{"functions that return each other", chain(100, "def f%d() -> 'f%d': ...\n") + "x = f0()()()\n"},
		{"attributes of classes of each other", chain(100, "class C%d:\n  x = C%[2]d().x\n  y: 'C%[2]d'\n  def f(self): self.z = self.z.z; self.w = C%[2]d().w\n")},
		{"aliases of each other", chain(500, "a%d = list[a%d]\n")},
		{"doubling aliases", chain(60, "type _A%d = tuple[_A%[2]d, _A%[2]d]\n") + "def f(x: _A0): ...\n"},
		{"doubling unions", "from typing import Union\n" + chain(60, "_A%d = Union[tuple[_A%[2]d, int], list['_A%[2]d']]\n") + "def f(x: _A0): ...\n"},
		{"decorators of each other", chain(100, "@d%[2]d\ndef d%[1]d(f): ...\n")},
		{"wraps of each other", "import functools\n" + chain(100, "@functools.wraps(d%[2]d)\ndef d%[1]d(*a): ...\n")},
		{"imports of each other", modules(300, "from .m%d import *\nfrom .m%d import x as y\n")},
		{"names that only circles have", modules(300, "from .m%d import x\nfrom . import m%d\n")},
		{"lists of names of each other", modules(300, "from . import m%d as n\n__all__ = n.__all__ + m%d.__all__\n")},
		{"packages in packages", "-- m/__init__.py --\nfrom . import m\n-- m/m/__init__.py --\nfrom .. import m\nfrom m import m as m\nm.m.m.x = m.m\n"},
		{"bases by attributes of themselves", "class C(C.D, C.E.F):\n  class D(C): ...\n  E = C\n"},
		{"classes in classes", "class A:\n  class B:\n    B = A\n    A = B\n  A = B\n"},
		{"dataclasses of each other", "from dataclasses import dataclass\n" + chain(100, "@dataclass\nclass C%d(C%d):\n  x: int\n")},
	} {
		t.Run(test.name, func(t *testing.T) {
			var s *api.Surface
			bounded(t, 20*time.Second, 4<<30, func() {
				s = surfaceOf(t, treeOf(test.archive))
				ruletest.CheckInvariants(t, &Language, s, s)
			})
			if s.Lookup("m") == nil {
				t.Error("the module m is not there")
			}
		})
	}
}

// TestManyLines reads modules of 2 MB, and with APICHECK_LARGE in the environment
// of 20 MB, as generators of code may write them.
func TestManyLines(t *testing.T) {
	if testing.Short() {
		t.Skip("modules of many megabytes")
	}
	size := 2 << 20
	if os.Getenv("APICHECK_LARGE") != "" {
		size = 20 << 20
	}
	for _, test := range []struct{ name, line string }{
		{"constants", "x%d = 1\n"},
		{"functions", "def f%d(a, b=1):\n    return a\n"},
		{"comments", "# %d\n"},
		{"one function", "    x = %d\n"},
		{"a string", "x%d '''\n"},
		{"brackets", "x%d = (\n"},
		{"one name", "x = %d\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b bytes.Buffer
			if test.name == "one function" {
				b.WriteString("def f():\n")
			}
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, test.line, i)
			}
			tree := fstest.MapFS{"m.py": {Data: b.Bytes()}, "pyproject.toml": {Data: []byte(manifest310)}}
			bounded(t, 3*time.Minute, uint64(size)*600, func() { surfaceOf(t, tree) })
		})
	}
	for _, test := range []struct{ name, open, end string }{
		{"a sum", "1+", "1"},
		{"a union", "int|", "str"},
		{"attributes", "a.", "b"},
		{"applications", "f()", ""},
		{"a list", "1,", "1"},
		{"a string", "''", ""},
		{"parentheses", "(", ""},
		{"signs", "-", "1"},
	} {
		t.Run("a line of "+test.name, func(t *testing.T) {
			chain := strings.Repeat(test.open, size/2/len(test.open)) + test.end
			src := "def f(): ...\nx = " + chain + "\ny: " + chain + "\ndef g(): ...\n"
			tree := fstest.MapFS{"m.py": {Data: []byte(src)}, "pyproject.toml": {Data: []byte(manifest310)}}
			bounded(t, 3*time.Minute, 24<<30, func() { surfaceOf(t, tree) })
		})
	}
}

// TestDeepBlocks holds that blocks of any depth are read in bounds, and that
// what is not read is a gap.
func TestDeepBlocks(t *testing.T) {
	for _, test := range []struct{ name, head string }{
		{"if", "if x:\n"}, {"class", "class C:\n"}, {"try", "try:\n"}, {"with", "with x:\n"}, {"def", "def f():\n"}, {"for", "for x in y:\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			for i := range 3000 {
				b.WriteString(strings.Repeat(" ", i) + test.head)
			}
			b.WriteString(strings.Repeat(" ", 3000) + "z = 1\nlast = 1\n")
			var s *api.Surface
			bounded(t, 30*time.Second, 8<<30, func() { s = surfaceOf(t, treeOf(b.String())) })
			if s.Lookup("m.last") == nil && len(s.Gaps) == 0 {
				t.Error("m.last is not there, and nothing says why")
			}
			if test.name != "def" && len(s.Gaps) == 0 {
				t.Error("nothing says that blocks were not read")
			}
		})
	}
}

// TestEncodings holds what is read of bytes that are not plain UTF-8.
func TestEncodings(t *testing.T) {
	wide := func(order func(hi, lo byte) [2]byte, text string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(text)) {
			pair := order(byte(u>>8), byte(u))
			b.Write(pair[:])
		}
		return b.String()
	}
	little := func(hi, lo byte) [2]byte { return [2]byte{lo, hi} }
	big := func(hi, lo byte) [2]byte { return [2]byte{hi, lo} }
	for _, test := range []struct {
		name, src string
		value     string // of m.x, "" where it cannot be read
		gap       string
	}{
		{"UTF-8", "x = 'é'\n", "'é'", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbfx = 'é'\n", "'é'", ""},
		{"latin-1 with a cookie", "# -*- coding: latin-1 -*-\nx = '\xe9'\n", "'é'", ""},
		{"the cookie of vim, in the second line", "#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xa4'\n", "'€'", ""},
		{"cp1252", "# coding=cp1252\nx = '\x80'\n", "'€'", ""},
		{"koi8-r", "# coding: koi8-r\nx = '\xc1'\n", "'а'", ""},
		{"shift_jis", "# coding: shift_jis\nx = '\x82\xa0'\n", "'あ'", ""},
		{"gbk", "# coding: gbk\nx = '\xc4\xe3'\n", "'你'", ""},
		{"a cookie after code is none", "x = 1\n# coding: latin-1\ny = '\xe9'\n", "", "not UTF-8, and no encoding is declared"},
		{"a cookie in the third line is none", "#\n#\n# coding: latin-1\nx = '\xe9'\n", "", "not UTF-8, and no encoding is declared"},
		{"no cookie", "x = '\xe9'\n", "", "not UTF-8, and no encoding is declared"},
		{"an encoding that is not known", "# coding: klingon\nx = '\xe9'\n", "", "the encoding klingon is not known"},
		{"a cookie that is wrong", "# coding: utf-8\nx = '\xe9'\n", "", "not in the declared encoding utf-8"},
		{"UTF-16, little-endian", "\xff\xfe" + wide(little, "x = 1\n"), "", "not Python: null bytes in the source"},
		{"UTF-16, big-endian", "\xfe\xff" + wide(big, "x = 1\n"), "", "not Python: null bytes in the source"},
		{"null bytes", "x = 1\n\x00", "", "not Python: null bytes in the source"},
		{"nothing", "", "", ""},
		{"white space", " \n\t\n\x0c", "", ""},
		{"Windows lines", "x = 'é'\r\ny = 1\r\n", "'é'", ""},
		{"no end of the last line", "x = 'é'", "'é'", ""},
	} {
		s := surfaceOf(t, fstest.MapFS{"pyproject.toml": {Data: []byte(manifest310)}, "m/__init__.py": {Data: []byte(test.src)}, "m/other.py": {Data: []byte("z = 1\n")}})
		ruletest.CheckInvariants(t, &Language, s, s)
		value, gap := "", ""
		if it := s.Lookup("m.x"); it != nil {
			value = it.Value
		}
		for _, g := range s.Gaps {
			gap = g.Reason
			if !g.Broken || g.Scope != "m" || g.Pos.File != "m/__init__.py" || g.Pos.Line != 1 {
				t.Errorf("%s: the gap %+v", test.name, g)
			}
		}
		if value != test.value || gap != test.gap {
			t.Errorf("%s: m.x is %q, and the gap %q, want %q and %q", test.name, value, gap, test.value, test.gap)
		}
		if s.Lookup("m.other.z") == nil {
			t.Errorf("%s: m.other.z is not there", test.name)
		}
	}
}

// TestBrokenSource holds that malformed source is a gap with its place, and
// that what can be read beside it is.
func TestBrokenSource(t *testing.T) {
	for _, test := range []struct {
		name, src string
		there     string // names that are read all the same
		line      int
	}{
		{"a function", "def a(): ...\ndef b(x, : ...\n  pass\ndef c(): ...\n", "a c", 2},
		{"a function's name", "def a(): ...\ndef 1(): ...\ndef c(): ...\n", "a c", 2},
		{"a class", "def a(): ...\nclass B(: ...\nclass C: ...\n", "a C", 2},
		{"an expression", "def a(): ...\nx = 1 +\ndef c(): ...\n", "a", 2},
		{"stars", "def a(): ...\nx = ***y\ndef c(): ...\n", "a", 2},
		{"a member", "class A:\n  def f(self): ...\n  def g(self x): ...\n  def h(self): ...\ndef c(): ...\n", "A A.f c", 3},
		{"a string", "def a(): ...\nx = 'y\ndef c(): ...\n", "a c", 2},
		{"a bracket", "def a(): ...\nx = (1,\ndef c(): ...\n", "a", 2},
		{"a bracket too many", "def a(): ...\nx = 1)\ndef c(): ...\n", "a c", 2},
		{"a long string", "def a(): ...\nx = '''\ndef c(): ...\n", "a", 2},
		{"a merge conflict", "def a(): ...\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\ndef c(): ...\n", "a c", 2},
		{"another language", "def a(): ...\nfn main() { println!(\"x\"); }\ndef c(): ...\n", "a c", 2},
		{"an import", "def a(): ...\nfrom x import\nimport\ndef c(): ...\n", "a c", 2},
		{"indentation", "def a(): ...\n  x = 1\ndef c(): ...\n", "a c", 2},
		{"a colon that is missing", "def a(): ...\nif x\n  y = 1\ndef c(): ...\n", "a", 2},
		{"a decorator of nothing", "def a(): ...\n@property\nx = 1\ndef c(): ...\n", "a c", 2},
		{"a template", "def a(): ...\n{% if x %}\nx = 1\n{% endif %}\ndef c(): ...\n", "a c", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := surfaceOf(t, fstest.MapFS{"pyproject.toml": {Data: []byte(manifest310)}, "m/__init__.py": {Data: []byte("from .b import *\nz = 1\n")}, "m/b.py": {Data: []byte(test.src)}})
			ruletest.CheckInvariants(t, &Language, s, s)
			for name := range strings.FieldsSeq(test.there + " ") {
				if s.Lookup("m."+name) == nil && s.Lookup("m.b."+name) == nil {
					t.Errorf("%s is not there", name)
				}
			}
			if s.Lookup("m.z") == nil {
				t.Error("m.z is not there")
			}
			if len(s.Gaps) == 0 {
				t.Fatal("there is no gap")
			}
			at := slices.ContainsFunc(s.Gaps, func(g api.Gap) bool {
				return g.Broken && g.Scope == "m.b" && g.Pos.File == "m/b.py" && max(g.Pos.Line-test.line, test.line-g.Pos.Line) <= 1
			})
			if !at {
				t.Errorf("no gap at line %d: %+v", test.line, s.Gaps)
			}
		})
	}
}

// TestWhatIsNoFile holds that the shapes of trees do no harm.
func TestWhatIsNoFile(t *testing.T) {
	empty := &fstest.MapFile{}
	dir := &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	for _, test := range []struct {
		name string
		tree fstest.MapFS
	}{
		{"a directory by the name of a module", fstest.MapFS{"m/__init__.py": empty, "m/a.py": dir, "m/a.py/b.py": empty, "m/ok.py": empty}},
		{"a directory instead of the __init__", fstest.MapFS{"m/__init__.py": dir, "m/__init__.py/x.py": empty, "m/ok.py": empty}},
		{"a module and a package of one name", fstest.MapFS{"m/__init__.py": empty, "m/a.py": {Data: []byte("x = 1\n")}, "m/a/__init__.py": {Data: []byte("y = 1\n")}, "m/ok.py": empty}},
		{"names that are none", fstest.MapFS{"m/__init__.py": empty, "m/1a.py": empty, "m/a-b.py": empty, "m/.py": empty, "m/a.b.py": empty, "m/ok.py": empty}},
		{"names of all scripts", fstest.MapFS{"m/__init__.py": empty, "m/é.py": empty, "m/ok.py": empty}},
		{"links", fstest.MapFS{"m/__init__.py": empty, "m/link.py": {Mode: fs.ModeSymlink, Data: []byte("/etc/passwd")}, "m/ok.py": empty}},
		{"many directories in each other", fstest.MapFS{"m/__init__.py": empty, "m/" + strings.Repeat("a/", 100) + "x.py": empty, "m/ok.py": empty}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := surfaceOf(t, test.tree)
			ruletest.CheckInvariants(t, &Language, s, s)
			if s.Lookup("m.ok") == nil {
				t.Error("the module m.ok is not there")
			}
			for _, it := range s.Items {
				if it.Kind == kindModule && strings.Trim(it.ID, "abcdefghijklmnopqrstuvwxyz.é") != "" {
					t.Errorf("the module %q is there", it.ID)
				}
			}
		})
	}
}

// unreadable fails to read one file.
type unreadable struct {
	fs.FS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.FS.Open(name)
}

func TestFilesThatCannotBeRead(t *testing.T) {
	s := surfaceOf(t, unreadable{treeOf("-- m/__init__.py --\nfrom .a import x\ny = 1\n-- m/a.py --\nx = 1\n"), "m/a.py"})
	if s.Lookup("m.y") == nil {
		t.Error("m.y is not there")
	}
	if !slices.ContainsFunc(s.Gaps, func(g api.Gap) bool { return g.Broken && g.Pos.File == "m/a.py" }) {
		t.Errorf("no gap: %+v", s.Gaps)
	}
}

func TestExtractionCanBeCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := extract(ctx, lang.Input{Tree: wide(), Root: "."}); err == nil {
		t.Error("no error")
	}
}
