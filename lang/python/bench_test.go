package python

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

// benchTree is a package of 40 modules, with about 2,000 functions and methods
// whose bodies are as long as they usually are.
func benchTree() fs.FS {
	tree := fstest.MapFS{"pyproject.toml": {Data: []byte(manifest310)}}
	var init strings.Builder
	for i := range 40 {
		var b strings.Builder
		b.WriteString("from __future__ import annotations\nimport os, sys\nfrom typing import Any, Callable, Optional, Union\n")
		if i > 0 {
			fmt.Fprintf(&b, "from ._m%d import Store%d\n", i-1, i-1)
		}
		for j := range 8 {
			fmt.Fprintf(&b, "\n\nclass Store%d%s:\n    \"\"\"What number %d is for.\"\"\"\n    limit: int = %d\n", i, strings.Repeat("x", j), j, j)
			b.WriteString("    def __init__(self, engine: 'Any', name: Optional[str] = None, *args: int, flag: bool = False) -> None:\n")
			b.WriteString("        if name is None:\n            name = f\"{engine!r} of {os.getpid():>{10}}\"\n        self.name = name\n        self.engine = engine\n        self._handle = [x for x in args if x]\n\n")
			for k := range 5 {
				fmt.Fprintf(&b, "    def method%d(self, a: Union[int, str], b: 'dict[str, list[Any]]' = {}) -> Optional[int]:\n", k)
				b.WriteString("        \"\"\"Does what it says.\n\n        And more of it, over several lines.\n        \"\"\"\n        result = []\n        for key, value in b.items():\n            if not isinstance(key, str):\n                raise TypeError(\"not a name: {}\".format(key))\n            result.append((key, len(value), a))\n        return len(result) or None\n\n")
			}
			b.WriteString("    @property\n    def size(self) -> int:\n        return len(self.name)\n    @size.setter\n    def size(self, value: int) -> None:\n        self.name = ' ' * value\n")
		}
		fmt.Fprintf(&b, "\n\nif sys.platform == 'win32':\n    def open%d(path: str) -> int: ...\nelse:\n    def open%d(path: str, mode: int = 0o666) -> int: ...\n", i, i)
		tree[fmt.Sprintf("m/_m%d.py", i)] = &fstest.MapFile{Data: []byte(b.String())}
		fmt.Fprintf(&init, "from ._m%d import *\n", i)
	}
	tree["m/__init__.py"] = &fstest.MapFile{Data: []byte(init.String())}
	return tree
}

// benchTrees are the trees to measure by name: one that is made, and those of
// APICHECK_WASMTIME_PY and APICHECK_DJANGO.
func benchTrees() map[string]fs.FS {
	trees := map[string]fs.FS{"generated": benchTree()}
	for name, variable := range map[string]string{"wasmtime-py": "APICHECK_WASMTIME_PY", "django": "APICHECK_DJANGO"} {
		if dir := os.Getenv(variable); dir != "" {
			trees[name] = os.DirFS(dir)
		}
	}
	return trees
}

func benchSurface(b *testing.B, tree fs.FS) *api.Surface {
	b.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: "."})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// sources are the texts of the modules of a tree.
func sources(b *testing.B, tree fs.FS) (list []string, size int64) {
	b.Helper()
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".py" {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		list, size = append(list, string(data)), size+int64(len(data))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return list, size
}

func BenchmarkExtract(b *testing.B) {
	trees := benchTrees()
	for _, name := range sortedNames(trees) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			items := 0
			for b.Loop() {
				items = len(benchSurface(b, trees[name]).Items)
			}
			b.ReportMetric(float64(items), "items")
		})
	}
}

// BenchmarkCompare compares sides of which every function got another first
// parameter, so that nothing is passed over as alike.
func BenchmarkCompare(b *testing.B) {
	trees := benchTrees()
	for _, name := range sortedNames(trees) {
		b.Run(name, func(b *testing.B) {
			old, new := benchSurface(b, trees[name]), benchSurface(b, trees[name])
			for i := range new.Items {
				it := &new.Items[i]
				if shape, ok := it.Facts.Get(factParameters); ok && !strings.HasPrefix(shape, "first_") {
					it.Facts = it.Facts.With(factParameters, strings.TrimSuffix("first_, "+shape, ", "))
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compare(old, new); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompareEqual compares a surface with itself.
func BenchmarkCompareEqual(b *testing.B) {
	trees := benchTrees()
	for _, name := range sortedNames(trees) {
		b.Run(name, func(b *testing.B) {
			s := benchSurface(b, trees[name])
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compare(s, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkScan scans the text of all modules.
func BenchmarkScan(b *testing.B) {
	trees := benchTrees()
	for _, name := range sortedNames(trees) {
		b.Run(name, func(b *testing.B) {
			list, size := sources(b, trees[name])
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, src := range list {
					scanSource(src)
				}
			}
		})
	}
}

// BenchmarkParse scans and parses the text of all modules.
func BenchmarkParse(b *testing.B) {
	trees := benchTrees()
	g := newGrammar()
	for _, name := range sortedNames(trees) {
		b.Run(name, func(b *testing.B) {
			list, size := sources(b, trees[name])
			list = slices.DeleteFunc(list, func(src string) bool { return strings.ContainsRune(src, 0) })
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, src := range list {
					m := &module{name: "m", short: "m.py"}
					m.read([]byte(src))
					if m.scan != nil {
						g.parseModule(m)
					}
				}
			}
		})
	}
}
