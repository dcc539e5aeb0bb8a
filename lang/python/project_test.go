package python

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// layoutOf makes a tree of a txtar archive in which the list of files that have
// nothing of interest in them stands before the first file.
func layoutOf(archive string) fs.FS {
	a := txtar.Parse([]byte(archive))
	for name := range strings.FieldsSeq(string(a.Comment)) {
		a.Files = append(a.Files, txtar.File{Name: name})
	}
	return ruletest.Tree(a.Files)
}

func TestFindProject(t *testing.T) {
	for _, test := range layouts {
		t.Run(test.name, func(t *testing.T) {
			dir := test.dir
			if dir == "" {
				dir = "."
			}
			got := ""
			p, err := findProject(layoutOf(test.archive), dir, "given")
			if err != nil {
				var input *lang.InputError
				if !errors.Is(err, fs.ErrNotExist) && (!errors.As(err, &input) || input.Hint == "") {
					t.Errorf("%v has no hint", err)
				}
				got = "error: " + err.Error()
			} else {
				got = strings.TrimSpace(fmt.Sprintf("%s %s", p.name, p.version))
				if p.requires != "" {
					got += " requires " + p.requires
				}
				got += ":"
				for _, r := range p.roots {
					got += " " + r.name + "=" + r.path
				}
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// layouts are the ways in which projects say where their packages are, or leave
// it to be found. Expectations have the form "name version requires R: module=path …".
var layouts = []struct {
	name    string
	dir     string
	archive string
	want    string
}{
	{"a wheel", "", `
pkg/__init__.py pkg/sub/mod.py single.py _native.cpython-312-x86_64-linux-gnu.so dist_name-1.2.dist-info/RECORD README
-- dist_name-1.2.dist-info/METADATA --
Metadata-Version: 2.1
Name: dist-name
Version: 1.2
Requires-Python: >=3.8,<4
Classifier: Programming Language :: Python :: 3

Name: not this one
`, "dist-name 1.2 requires >=3.8,<4: _native=_native.cpython-312-x86_64-linux-gnu.so pkg=pkg single=single.py"},
	{"a wheel with data and without tests of its own", "", `
pkg/__init__.py x-1.data/purelib/extra/__init__.py x-1.data/scripts/run.py
-- x-1.dist-info/METADATA --
Name: x
Version: 1
`, "x 1: pkg=pkg extra=x-1.data/purelib/extra"},
	{"a wheel of stubs", "", `
pkg-stubs/__init__.pyi
-- types_pkg-1.dist-info/METADATA --
Name: types-pkg
Version: 1
`, "types-pkg 1: pkg=pkg-stubs"},
	{"a source distribution", "", `
src/pkg/__init__.py src/pkg.egg-info/SOURCES.txt
-- PKG-INFO --
Name: pkg
Version: 3.4
Requires-Python: >=3.9
-- pyproject.toml --
[build-system]
requires = ["setuptools"]
`, "pkg 3.4 requires >=3.9: pkg=src/pkg"},
	{"the src layout", "", `
src/pkg/__init__.py src/other/__init__.py tests/__init__.py setup.py
-- pyproject.toml --
[project]
name = "pkg"
version = "1.0"
requires-python = ">=3.10"
`, "pkg 1.0 requires >=3.10: other=src/other pkg=src/pkg"},
	{"the flat layout", "", `
pkg/__init__.py tests/__init__.py docs/conf.py examples/__init__.py scripts/run.py conftest.py noxfile.py setup.py test_pkg.py
-- pyproject.toml --
[project]
name = "pkg"
`, "pkg: pkg=pkg"},
	{"the flat layout, two packages", "", `
one/__init__.py two/__init__.pyi not-a-name/__init__.py data/table.csv
-- pyproject.toml --
[build-system]
`, ": one=one two=two"},
	{"a package by the name of what is no package elsewhere", "", `
tools/__init__.py docs/__init__.py
-- pyproject.toml --
[project]
name = "Tools"
`, "Tools: tools=tools"},
	{"a single module", "", `
six.py setup.py test_six.py conftest.py tests/__init__.py
-- pyproject.toml --
[project]
name = "six"
`, "six: six=six.py"},
	{"a component below", "py", `
py/pkg/__init__.py other/__init__.py
-- py/pyproject.toml --
[project]
name = "pkg"
`, "pkg: pkg=py/pkg"},
	{"setup.cfg with package_dir", "", `
lib/pkg/__init__.py lib/pkg/sub/__init__.py pkg/__init__.py
-- setup.cfg --
[metadata]
name = pkg
version = 2.0
classifiers =
    Programming Language :: Python :: 3
    Programming Language :: Python :: 3.8
[options]
python_requires = >=3.8
packages =
    pkg
    pkg.sub
package_dir =
    = lib
`, "pkg 2.0 requires >=3.8: pkg=lib/pkg"},
	{"setup.cfg that is to be searched", "", `
source/pkg/__init__.py pkg/__init__.py
-- setup.cfg --
[metadata]
name = pkg
version = attr: pkg.__version__
[options]
packages = find:
package_dir =
    =source
[options.packages.find]
where = source
`, "pkg: pkg=source/pkg"},
	{"setup.cfg with modules", "", `
a.py b.py c.py
-- setup.cfg --
[metadata]
name = ab
[options]
py_modules = a, b
`, "ab: a=a.py b=b.py"},
	{"a setup.py that is literal", "", `
code/pkg/__init__.py code/single.py pkg/__init__.py
-- setup.py --
import os
from setuptools import setup
VERSION = "1.5"
ARGS = dict(python_requires=">=3.6")
setup(
    name="pkg",
    version=VERSION,
    packages=["pkg"],
    py_modules=["single"],
    package_dir={"": "code"},
    classifiers=["Programming Language :: Python :: 3.6"],
    **ARGS,
)
`, "pkg 1.5 requires >=3.6: pkg=code/pkg single=code/single.py"},
	{"a setup.py that searches", "", `
lib/pkg/__init__.py pkg/__init__.py
-- setup.py --
import setuptools
if __name__ == "__main__":
    setuptools.setup(name="pkg", version=open("VERSION").read(), packages=setuptools.find_packages(where="lib"), package_dir={"": "lib"})
`, "pkg: pkg=lib/pkg"},
	{"a setup.py that searches by position", "", `
lib/pkg/__init__.py pkg/__init__.py
-- setup.py --
from setuptools import setup, find_packages
setup(name="pkg", packages=find_packages("lib"), package_dir={"": "lib"})
`, "pkg: pkg=lib/pkg"},
	{"a setup.py that computes everything", "", `
pkg/__init__.py
-- setup.py --
from setuptools import setup
from pkg import metadata
setup(**metadata())
`, ": pkg=pkg"},
	{"a package for each directory", "", `
backend/__init__.py web/parts/__init__.py
-- setup.py --
from distutils.core import setup
setup(name="x", packages=["core", "ui.parts"], package_dir={"core": "backend", "ui": "web"})
`, "x: core=backend ui.parts=web/parts"},
	{"setuptools in pyproject.toml", "", `
lib/pkg/__init__.py pkg/__init__.py
-- pyproject.toml --
[project]
name = "pkg"
dynamic = ["version"]
[tool.setuptools.packages.find]
where = ["lib"]
`, "pkg: pkg=lib/pkg"},
	{"setuptools in pyproject.toml with a list", "", `
lib/pkg/__init__.py lib/single.py other/__init__.py
-- pyproject.toml --
[project]
name = "pkg"
[tool.setuptools]
packages = ["pkg", "pkg.sub"]
py-modules = ["single"]
package-dir = {"" = "lib"}
`, "pkg: pkg=lib/pkg single=lib/single.py"},
	{"poetry", "", `
pkg/__init__.py other/__init__.py
-- pyproject.toml --
[tool.poetry]
name = "pkg"
version = "1.1"
packages = [{ include = "pkg" }]
[tool.poetry.dependencies]
python = "^3.9"
`, "pkg 1.1 requires ^3.9: pkg=pkg"},
	{"poetry with another directory", "", `
lib/pkg/__init__.py pkg/__init__.py
-- pyproject.toml --
[tool.poetry]
name = "pkg"
version = "1.1"
packages = [{ include = "pkg", from = "lib" }]
`, "pkg 1.1: pkg=lib/pkg"},
	{"hatch", "", `
code/pkg/__init__.py pkg/__init__.py
-- pyproject.toml --
[project]
name = "dist"
[tool.hatch.build.targets.wheel]
packages = ["code/pkg"]
`, "dist: pkg=code/pkg"},
	{"flit", "", `
src/pkg/__init__.py other/__init__.py
-- pyproject.toml --
[project]
name = "dist"
[tool.flit.module]
name = "pkg"
`, "dist: pkg=src/pkg"},
	{"flit with a module", "", `
pkg.py other/__init__.py
-- pyproject.toml --
[project]
name = "dist"
[tool.flit.module]
name = "pkg"
`, "dist: pkg=pkg.py"},
	{"maturin with its Python elsewhere", "", `
bindings/pkg/__init__.py src/lib.rs other/__init__.py
-- pyproject.toml --
[project]
name = "pkg"
[tool.maturin]
python-source = "bindings"
`, "pkg: pkg=bindings/pkg"},
	{"maturin as it is usual", "", `
python/pkg/__init__.py src/lib.rs
-- pyproject.toml --
[project]
name = "pkg"
[build-system]
build-backend = "maturin"
`, "pkg: pkg=python/pkg"},
	{"pdm", "", `
code/pkg/__init__.py
-- pyproject.toml --
[project]
name = "pkg"
[tool.pdm.build]
package-dir = "code"
`, "pkg: pkg=code/pkg"},
	{"uv", "", `
src/pkg/__init__.py other/__init__.py
-- pyproject.toml --
[project]
name = "dist"
[tool.uv.build-backend]
module-name = "pkg"
`, "dist: pkg=src/pkg"},
	{"uv without a root", "", `
pkg/__init__.py other/__init__.py
-- pyproject.toml --
[project]
name = "dist"
[tool.uv.build-backend]
module-name = "pkg"
module-root = ""
`, "dist: pkg=pkg"},
	{"a namespace package in src", "", `
src/space/part/__init__.py
-- pyproject.toml --
[project]
name = "space-part"
`, "space-part: space=src/space"},
	{"a namespace package in the root", "", `
space/part/__init__.py tests/test_part.py docs/conf.py
-- pyproject.toml --
[project]
name = "space.part"
`, "space.part: space=space"},
	{"a namespace package that is listed", "", `
space/part/__init__.py space/other/__init__.py
-- setup.py --
from setuptools import setup
setup(name="space.part", packages=["space.part"])
`, "space.part: space.part=space/part"},
	{"a package beside a manifest that says nothing of it", "", `
mypkg/__init__.py
-- pyproject.toml --
[tool.black]
line-length = 100
`, ": mypkg=mypkg"},
	{"a directory that is a package itself", "lib/pkg", `
lib/pkg/__init__.py lib/pkg/sub.py
`, ": pkg=lib/pkg"},
	{"a tree that is a package itself has the name that is given", "", `
__init__.py sub.py
`, ": given=."},
	{"a setup.cfg and a setup.py that cannot be read are none", "", `
pkg/__init__.py
-- setup.cfg --
not a configuration
-- setup.py --
setup(name=
`, ": pkg=pkg"},
	{"a pyproject.toml that cannot be read", "", `
pkg/__init__.py
-- pyproject.toml --
[project
name =
`, "error: pyproject.toml: line 1: expected ']' to close table name"},
	{"the sections before setup.cfg and setup.py", "", `
pkg/__init__.py
-- pyproject.toml --
[project]
name = "pkg"
version = "3"
requires-python = ">=3.11"
-- setup.cfg --
[metadata]
name = other
version = 2
[options]
python_requires = >=3.6
-- setup.py --
from setuptools import setup
setup(name="third", version="1", python_requires=">=2.7")
`, "pkg 3 requires >=3.11: pkg=pkg"},
	{"no Python", "", `
README main.rs src/lib.rs
`, "error: no importable package in it"},
	{"tests alone", "", `
tests/__init__.py tests/test_x.py setup.py
`, "error: no importable package in it"},
	{"a directory that is not there", "nowhere", `
pkg/__init__.py
`, "error: open nowhere: file does not exist"},
	{"a package whose directory is no name", "my-pkg", `
my-pkg/__init__.py
`, "error: a package whose name is not known"},
}

func TestSupported(t *testing.T) {
	py3 := "Programming Language :: Python :: "
	for _, test := range []struct {
		requires string
		classes  []string
		want     string // "" where it is not declared
	}{
		{"", nil, ""},
		{"   ", nil, ""},
		{">=3.8", nil, ">=3.8"},
		{" >= 3.8 ", nil, ">=3.8"},
		{">=3.8.1", nil, ">=3.8"},
		{">=3", nil, ">=3.3"},
		{">=2.7", nil, "always"},
		{">3.8", nil, ">=3.8"}, // 3.8.1 is more than 3.8
		{"<4", nil, "always"},
		{"<4,>=3.9", nil, ">=3.9"},
		{">=3.9,<3.12", nil, "3.9 to 3.11"},
		{">=3.9,<3.12.2", nil, "3.9 to 3.12"},
		{">=3.9,<=3.12", nil, "3.9 to 3.12"},
		{"==3.10", nil, "3.10"},
		{"==3.10.*", nil, "3.10"},
		{"==3.*", nil, ">=3.3"},
		{"===3.10.4", nil, "3.10"},
		{"~=3.9", nil, ">=3.9"},
		{"~=3.9.1", nil, "3.9"},
		{"^3.9", nil, ">=3.9"},
		{"^3.9.1", nil, ">=3.9"},
		{"~3.9", nil, "3.9"},
		{"~3", nil, ">=3.3"},
		{"3.10", nil, ">=3.10"}, // what a single version means to those who write it
		{">=2.7, !=3.0.*, !=3.1.*, !=3.2.*, !=3.3.*", nil, "<=2.7, >=3.4"},
		{">=3.6, !=3.9.7", nil, ">=3.6"}, // one release of many
		{">=3.8, !=3.10.*, !=3.12.*", nil, "3.8 to 3.9, 3.11, >=3.13"},
		{"2.7", nil, "always"},
		{">=v3.9", nil, ">=3.9"},
		{"nonsense", nil, "always"},
		{"", []string{py3 + "3"}, ""},
		{"", []string{py3 + "3.8", py3 + "3.9", py3 + "3 :: Only"}, ">=3.8"},
		{"", []string{py3 + "2.7", py3 + "3.6"}, "<=2.7, >=3.6"},
		{"", []string{py3 + "2.7"}, "<=2.7"},
		{"", []string{"License :: OSI Approved", py3 + "Implementation :: CPython"}, ""},
		{">=3.11", []string{py3 + "3.8"}, ">=3.11"},
	} {
		p := &project{requires: test.requires, classes: test.classes}
		set, declared := p.supported()
		got := ""
		if declared {
			got = set.String()
		}
		if got != test.want {
			t.Errorf("%q with %q: %q, want %q", test.requires, test.classes, got, test.want)
		}
	}
}

// TestRequirementsThatNothingMeets holds that they do not empty the API: a
// version later than all that are known is one, and others are no requirement.
func TestRequirementsThatNothingMeets(t *testing.T) {
	for _, requires := range []string{">=3.20", "<2.7", ">=3.8,<3.8", "==3.99.*"} {
		if set, _ := (&project{requires: requires}).supported(); set == 0 {
			t.Errorf("%s: no environment is left", requires)
		}
		s := surfaceOf(t, treeOf("-- pyproject.toml --\n[project]\nname = 'm'\nrequires-python = '"+requires+"'\n-- m.py --\ndef f(): ...\n"))
		if s.Lookup("m.f") == nil {
			t.Errorf("%s: the function m.f is not there", requires)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, test := range []struct {
		name, archive, root string
		want                bool
	}{
		{"setup.py", "lib/setup.py", "lib", true},
		{"setup.cfg", "setup.cfg", ".", true},
		{"a package itself", "__init__.py", ".", true},
		{"stubs of a package", "__init__.pyi", ".", true},
		{"a wheel", "pkg/__init__.py pkg-1.dist-info/METADATA", ".", true},
		{"a package in the directory", "pkg/__init__.py README", ".", true},
		{"a module in the directory", "mod.py README", ".", true},
		{"a project", "\n-- pyproject.toml --\n[project]\nname = 'x'\n", ".", true},
		{"a poetry project", "\n-- pyproject.toml --\n[tool.poetry]\n", ".", true},
		{"settings of tools only", "Cargo.toml\n-- pyproject.toml --\n[tool.codespell]\nskip = 'x'\n", ".", false},
		{"scripts of a project of another language", "Cargo.toml scripts/run.py src/main.rs", ".", false},
		{"helpers of a project of another language", "Cargo.toml noxfile.py conftest.py", ".", false},
		{"nothing", "README", ".", false},
		{"no such directory", "README", "other", false},
	} {
		if got := detect(layoutOf(test.archive), test.root); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestOptions(t *testing.T) {
	if got, err := options(lang.Options{}); got != "" || err != nil {
		t.Errorf("no options: %q, %v", got, err)
	}
	for _, o := range []lang.Options{{Targets: []string{"linux"}}, {Features: []string{"x"}}, {Files: []string{"*.py"}}, {Private: []string{"_*"}}} {
		var input *lang.InputError
		if _, err := options(o); !errors.As(err, &input) || input.Hint == "" {
			t.Errorf("%+v: %v, want an error with a hint", o, err)
		}
		if _, err := extract(t.Context(), lang.Input{Tree: treeOf("x = 1\n"), Root: ".", Options: o}); err == nil {
			t.Errorf("%+v: extract takes it", o)
		}
	}
}

// TestNamesAndVersionsOfSurfaces holds where a surface has its name and version
// from: what the project says, else what it is called.
func TestNamesAndVersionsOfSurfaces(t *testing.T) {
	for _, test := range []struct {
		archive                    string
		in                         lang.Input
		component, version, module string
	}{
		{"m.py\n-- pyproject.toml --\n[project]\nname = 'dist'\nversion = '1.0'\n", lang.Input{}, "dist", "1.0", "m"},
		{"m.py\n-- pyproject.toml --\n[project]\nname = 'dist'\nversion = '1.0'\n", lang.Input{Name: "other", Version: "2.0"}, "dist", "2.0", "m"},
		{"m.py", lang.Input{Name: "given"}, "given", "", "m"},
		{"m.py", lang.Input{}, "m", "", "m"},
		{"__init__.py", lang.Input{Origin: "git:v1:path/to/pkg"}, "pkg", "", "pkg"},
		{"sub/m/__init__.py", lang.Input{Root: "sub"}, "m", "", "m"},
	} {
		in := test.in
		in.Tree = layoutOf(test.archive)
		if in.Root == "" {
			in.Root = "."
		}
		s, err := extract(t.Context(), in)
		if err != nil {
			t.Errorf("%q: %v", test.archive, err)
			continue
		}
		if s.Component != test.component || s.Version != test.version || s.Lookup(test.module) == nil || s.Language != language || s.Extractor != revision {
			t.Errorf("%q: component %q, version %q, language %q, extractor %d, items %v", test.archive, s.Component, s.Version, s.Language, s.Extractor, s.Items)
		}
	}
}

func TestRequirementIsRecorded(t *testing.T) {
	for _, test := range []struct{ archive, want string }{
		{"-- pyproject.toml --\n[project]\nname = 'm'\nrequires-python = '>= 3.8, < 3.12'\n", "requires-python requirement = >=3.8,<3.12|requires-python ~when 3.8 to 3.11"},
		{"-- pyproject.toml --\n[project]\nname = 'm'\nclassifiers = ['Programming Language :: Python :: 3.9']\n", "requires-python requirement|requires-python ~inferred|requires-python ~when >=3.9"},
		{"-- pyproject.toml --\n[project]\nname = 'm'\n", ""},
	} {
		s := surfaceOf(t, treeOf(test.archive+"-- m.py --\n"))
		var got []string
		_, text, _ := strings.Cut(string(s.AppendText(nil)), "\n\n")
		for line := range strings.Lines(text) {
			if line = strings.Join(strings.Fields(line), " "); strings.HasPrefix(line, "requires-python ") {
				got = append(got, line)
			}
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.archive, strings.Join(got, "|"), test.want)
		}
	}
}

// TestPositionsAreInTheComponent holds that files are named as they are called
// in the component's directory.
func TestPositionsAreInTheComponent(t *testing.T) {
	tree := fstest.MapFS{"deep/lib/src/m/__init__.py": {Data: []byte("from ._a import f\n\nX = 1\n")}, "deep/lib/src/m/_a.py": {Data: []byte("\n\ndef f(a,\n      b): ...\nclass C:\n    x: int\n")}, "deep/lib/setup.py": {}}
	s, err := extract(t.Context(), lang.Input{Tree: tree, Root: "deep/lib"})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"m": "src/m/__init__.py:1", "m.X": "src/m/__init__.py:3", "m.f": "src/m/_a.py:3"} {
		if it := s.Lookup(id); it == nil || it.Pos.String() != want {
			t.Errorf("%s is %+v, want it at %s", id, it, want)
		}
	}
	if slices.ContainsFunc(s.Items, func(it api.Item) bool { return strings.HasPrefix(it.Pos.File, "deep") }) {
		t.Error("a position is outside of the component")
	}
}
