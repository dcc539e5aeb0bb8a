package golang

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A checker type-checks the packages of a module for one platform, from source
// alone. It implements types.Importer.
type checker struct {
	m        *moduleSource
	index    int // of the platform, in the bits of sourceFile.on
	platform platform
	std      *stdImporter
	stubs    map[string]*types.Package
	pkgs     map[string]*checkedPackage // by canonical import path; nil while being checked
}

// A checkedPackage is a package of the module on one platform.
type checkedPackage struct {
	dir     *directory
	files   []*sourceFile
	types   *types.Package
	info    *types.Info
	nodes   map[token.Pos]ast.Node // declarations by the position of their name
	guessed map[string]bool        // names that nothing declares, stubbed as types
	gaps    []api.Gap
}

// newChecker prepares the load for platform index of the module.
func newChecker(m *moduleSource, index int, p platform) *checker {
	return &checker{m: m, index: index, platform: p, std: newStdImporter(p.os), stubs: m.uses.packages(), pkgs: map[string]*checkedPackage{}}
}

// checkAll checks every package of the module and returns them in the order of
// their paths, commands included.
func (c *checker) checkAll() []*checkedPackage {
	var list []*checkedPackage
	for _, d := range c.m.dirs {
		if p := c.check(d); p != nil {
			list = append(list, p)
		}
	}
	return list
}

// Import implements types.Importer for canonical paths.
func (c *checker) Import(p string) (*types.Package, error) {
	p = c.m.resolveImport(p)
	if stub := c.stubs[p]; stub != nil {
		return stub, nil
	}
	if d := c.m.directory(p); d != nil {
		if pkg := c.check(d); pkg != nil && pkg.types != nil {
			return pkg.types, nil
		}
		return nil, fmt.Errorf("package %s cannot be imported", p)
	}
	if isStd(p) {
		return c.std.Import(p)
	}
	// Nothing is selected from it, but the import must resolve.
	stub := stubUses{p: nil}.packages()[p]
	c.stubs[p] = stub
	return stub, nil
}

// check type-checks the package of a directory, once. It returns nil if the
// directory has no files on this platform, or imports itself.
func (c *checker) check(d *directory) *checkedPackage {
	key := d.importPath()
	if p, ok := c.pkgs[key]; ok {
		return p
	}
	c.pkgs[key] = nil
	p := &checkedPackage{dir: d}
	for _, f := range d.files {
		if f.builtOn(c.index) {
			p.files = append(p.files, f)
		}
	}
	p.files = c.onePackage(p)
	if len(p.files) == 0 {
		return nil
	}
	if undefined := c.run(p); len(undefined) > 0 {
		p.guessed = map[string]bool{}
		for _, name := range undefined {
			p.guessed[name] = true
		}
		c.run(p)
	}
	c.pkgs[key] = p
	return p
}

// onePackage keeps the files of the directory's package. Files of a second
// package cannot be built together with it: they are a gap, unless they belong
// to "documentation", which the go command ignores.
func (c *checker) onePackage(p *checkedPackage) []*sourceFile {
	count := map[string]int{}
	for _, f := range p.files {
		count[f.syntax.Name.Name]++
	}
	delete(count, "documentation")
	if len(count) < 2 {
		return slices.DeleteFunc(p.files, func(f *sourceFile) bool { return f.syntax.Name.Name == "documentation" })
	}
	names := slices.Sorted(maps.Keys(count))
	best := slices.MaxFunc(names, func(a, b string) int { return count[a] - count[b] })
	return slices.DeleteFunc(p.files, func(f *sourceFile) bool {
		if f.syntax.Name.Name == best {
			return false
		}
		p.gaps = append(p.gaps, api.Gap{
			Scope:  p.dir.importPath(),
			Reason: fmt.Sprintf("%s is of package %s, the directory's other files are of package %s", f.name, f.syntax.Name.Name, best),
			Digest: api.Digest(f.src),
			Broken: true,
			Pos:    api.Pos{File: f.name, Line: c.m.fset.Position(f.syntax.Name.Pos()).Line},
		})
		return true
	})
}

// run type-checks p.files, with p.guessed declared as types, and returns the
// names that the package's declarations use and nothing declares.
func (c *checker) run(p *checkedPackage) (undefined []string) {
	conf := types.Config{
		IgnoreFuncBodies: true,
		Importer:         c,
		Sizes:            types.SizesFor("gc", c.platform.arch),
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && p.guessed == nil {
				if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok && token.IsIdentifier(name) {
					undefined = append(undefined, name)
				}
			}
		},
	}
	p.info = &types.Info{
		Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{},
	}
	files := make([]*ast.File, 0, len(p.files)+1)
	for _, f := range p.files {
		files = append(files, f.syntax)
	}
	if len(p.guessed) > 0 {
		files = append(files, c.guessedFile(p.files[0].syntax.Name.Name, slices.Sorted(maps.Keys(p.guessed))))
	}
	p.types = types.NewPackage(p.dir.importPath(), p.files[0].syntax.Name.Name)
	defer func() {
		// go/types is made for source that parses. Should it fail on the rest
		// of a file that does not, the package is one gap.
		if r := recover(); r != nil {
			p.types, p.info, undefined = types.NewPackage(p.dir.importPath(), p.files[0].syntax.Name.Name), &types.Info{}, nil
			p.gaps = append(p.gaps, api.Gap{
				Scope:  p.dir.importPath(),
				Reason: "the package cannot be type-checked",
				Digest: api.Digest(fmt.Append(nil, r)),
				Broken: true,
				Pos:    api.Pos{File: p.files[0].name},
			})
		}
	}()
	// Errors are expected: whatever they leave invalid becomes a gap.
	_ = types.NewChecker(&conf, c.m.fset, p.types, p.info).Files(files)
	return undefined
}

// guessedFile declares the names as empty struct types.
func (c *checker) guessedFile(pkg string, names []string) *ast.File {
	var src strings.Builder
	fmt.Fprintf(&src, "package %s\n", pkg)
	for _, name := range names {
		fmt.Fprintf(&src, "type %s struct{}\n", name)
	}
	f, err := parser.ParseFile(c.m.fset, "undeclared names", src.String(), parser.SkipObjectResolution)
	if err != nil {
		panic(err) // identifiers are all it is made of
	}
	return f
}

// isCommand reports whether the package is a program, which nobody imports.
func (p *checkedPackage) isCommand() bool { return p.types.Name() == "main" }

// isInternal reports whether only the module itself can import the package
// (https://go.dev/cmd/go#hdr-Internal_Directories).
func (p *checkedPackage) isInternal() bool {
	return slices.Contains(strings.Split(p.types.Path(), "/"), "internal")
}

// hasExports reports whether the package declares an exported name.
func (p *checkedPackage) hasExports() bool {
	return slices.ContainsFunc(p.types.Scope().Names(), token.IsExported)
}
