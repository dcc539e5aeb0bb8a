package golang

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

const (
	// maxFile bounds a source file, in bytes: the largest generated Go files
	// are a few MiB.
	maxFile = 64 << 20
	// maxDepth bounds the nesting of directories.
	maxDepth = 64
)

// A moduleSource is the Go code of one module, parsed once and shared by the
// loads for all platforms.
type moduleSource struct {
	declared       string // the module path of go.mod, "" without one
	prefix         string // the same without its major version suffix: the canonical path
	fset           *token.FileSet
	dirs           []*directory // sorted by import path; those with Go files that may be API
	importsSyscall bool         // some file does
	uses           stubUses     // what the declarations need of packages that are not here
	gaps           []api.Gap
}

// isStub reports whether the canonical import path is satisfied by a stub.
func (m *moduleSource) isStub(p string) bool {
	if p == "." || strings.HasPrefix(p, "./") {
		return m.directory(p) == nil
	}
	return !isStd(p)
}

// nameOf is the name of a package of the module or of the standard library.
func (m *moduleSource) nameOf(importPath string) string {
	if d := m.directory(importPath); d != nil {
		return d.files[0].syntax.Name.Name
	}
	return guessNames(importPath)[0]
}

// directory returns the directory of a canonical import path, or nil.
func (m *moduleSource) directory(importPath string) *directory {
	i, ok := slices.BinarySearchFunc(m.dirs, importPath, func(d *directory, p string) int { return strings.Compare(d.importPath(), p) })
	if !ok {
		return nil
	}
	return m.dirs[i]
}

// A directory is one directory of Go files: at most one package for each platform.
type directory struct {
	path  string // relative to the module root, "." for the root
	files []*sourceFile
}

// importPath is the canonical import path that stands for the directory: "."
// or "./sub", whatever the module is called.
func (d *directory) importPath() string { return relativeImport(d.path) }

func relativeImport(dir string) string {
	if dir == "." {
		return dir
	}
	return "./" + dir
}

// A sourceFile is a Go file that some platform builds.
type sourceFile struct {
	name    string // path relative to the module root
	src     []byte
	syntax  *ast.File
	always  bool   // built on every platform
	on      uint64 // else: bit i is set when platform i builds it
	imports []fileImport
}

// A fileImport is an import of a file, its path resolved against the module.
type fileImport struct {
	spec *ast.ImportSpec
	path string // "./sub" for packages of the module, else as written
}

// loadModule finds, reads and parses the Go files below root.
func loadModule(ctx context.Context, in lang.Input, platforms []platform, tags []string) (*moduleSource, error) {
	m := &moduleSource{fset: token.NewFileSet(), declared: in.Name}
	tree, root := in.Tree, in.Root
	if err := m.readGoMod(tree, root); err != nil {
		return nil, err
	}
	m.prefix = m.declared
	if prefix, _, ok := module.SplitPathVersion(m.declared); ok {
		m.prefix = prefix
	}
	if err := m.findFiles(tree, root, ".", 0); err != nil {
		return nil, err
	}
	slices.SortFunc(m.dirs, func(a, b *directory) int { return strings.Compare(a.importPath(), b.importPath()) })
	if len(m.dirs) == 0 {
		return nil, &lang.InputError{Reason: "no Go files", Hint: "name the directory of the module, the one that holds go.mod"}
	}
	if err := m.parse(ctx, tree, root, platforms, tags); err != nil {
		return nil, err
	}
	m.dirs = slices.DeleteFunc(m.dirs, func(d *directory) bool { return len(d.files) == 0 })
	m.uses = stubUses{}
	for _, d := range m.dirs {
		for _, f := range d.files {
			m.uses.collectUses(f, m.isStub, m.nameOf)
			m.importsSyscall = m.importsSyscall || slices.ContainsFunc(f.imports, func(i fileImport) bool { return i.path == "syscall" })
		}
	}
	return m, nil
}

// readGoMod learns the module path. A module without go.mod has the one of its
// registry, or none; a go.mod that does not say it is an error, since every import
// depends on it.
func (m *moduleSource) readGoMod(tree fs.FS, root string) error {
	data, err := readFile(tree, path.Join(root, "go.mod"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	m.declared = modfile.ModulePath(data)
	if m.declared == "" {
		return &lang.InputError{Reason: "go.mod: no module path", Hint: "the first line of go.mod is: module PATH"}
	}
	return nil
}

// findFiles lists the directories that can hold packages of the module, by the
// rules of the go command: no vendor, no testdata, no names that begin with "."
// or "_", no nested modules.
func (m *moduleSource) findFiles(tree fs.FS, root, dir string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s: directories are nested more than %d deep", dir, maxDepth)
	}
	entries, err := fs.ReadDir(tree, path.Join(root, dir))
	if err != nil {
		return err
	}
	d := &directory{path: dir}
	var subs []string
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue
		}
		switch {
		case e.IsDir():
			if name != "testdata" && name != "vendor" {
				subs = append(subs, name)
			}
		case !e.Type().IsRegular():
		case name == "go.mod" && dir != ".":
			return nil
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			d.files = append(d.files, &sourceFile{name: path.Join(dir, name)})
		}
	}
	if len(d.files) > 0 {
		m.dirs = append(m.dirs, d)
	}
	for _, s := range subs {
		if err := m.findFiles(tree, root, path.Join(dir, s), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// parse reads the files, keeps those that a platform builds, and parses them,
// all in parallel. A file that does not parse becomes a gap, and what could be
// read of it stays.
func (m *moduleSource) parse(ctx context.Context, tree fs.FS, root string, platforms []platform, tags []string) error {
	contexts := make([]*build.Context, len(platforms))
	for i, p := range platforms {
		contexts[i] = p.buildContext(tags)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	n := 0
	for _, d := range m.dirs {
		n += len(d.files)
	}
	gaps := make([][]api.Gap, n)
	n = 0
	for _, d := range m.dirs {
		for _, f := range d.files {
			slot := &gaps[n]
			n++
			g.Go(func() (err error) {
				if err := ctx.Err(); err != nil {
					return err
				}
				if f.src, err = readFile(tree, path.Join(root, f.name)); err != nil {
					return err
				}
				if !f.selectPlatforms(contexts) {
					return nil
				}
				*slot = m.parseFile(d, f)
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, g := range gaps {
		m.gaps = append(m.gaps, g...)
	}
	for _, d := range m.dirs {
		d.files = slices.DeleteFunc(d.files, func(f *sourceFile) bool { return f.syntax == nil })
	}
	return nil
}

func (m *moduleSource) parseFile(d *directory, f *sourceFile) []api.Gap {
	syntax, err := parser.ParseFile(m.fset, f.name, f.src, parser.ParseComments|parser.SkipObjectResolution)
	var gaps []api.Gap
	if err != nil {
		gap := api.Gap{
			Scope:  d.importPath(),
			Reason: path.Base(f.name) + " does not parse: " + err.Error(),
			Digest: api.Digest(f.src),
			Broken: true,
			Pos:    api.Pos{File: f.name},
		}
		if list := (scanner.ErrorList)(nil); errors.As(err, &list) && len(list) > 0 {
			gap.Reason = path.Base(f.name) + " does not parse: " + list[0].Msg
			gap.Pos.Line = list[0].Pos.Line
		}
		gaps = append(gaps, gap)
	}
	if syntax == nil || syntax.Name == nil || syntax.Name.Name == "_" {
		return gaps
	}
	f.syntax = syntax
	for _, spec := range syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		f.imports = append(f.imports, fileImport{spec, m.resolveImport(p)})
	}
	return gaps
}

// resolveImport maps an import path as written in the module to the canonical
// path that both sides of a comparison share.
func (m *moduleSource) resolveImport(p string) string {
	if m.declared != "" {
		if p == m.declared {
			return "."
		}
		if sub, ok := strings.CutPrefix(p, m.declared+"/"); ok {
			return "./" + sub
		}
	}
	return p
}

// selectPlatforms decides which platforms build the file, and reports whether
// any does.
func (f *sourceFile) selectPlatforms(contexts []*build.Context) bool {
	if f.always = !f.isConstrained(); f.always {
		return true
	}
	for i, ctx := range contexts {
		c := *ctx
		c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.src)), nil }
		dir, name := path.Split(f.name)
		// An error means that the header does not scan: the parser will say so.
		if match, err := c.MatchFile(cmp.Or(dir, "."), name); match || err != nil {
			f.on |= 1 << i
		}
	}
	return f.on != 0
}

// isConstrained reports whether the file may be subject to build constraints:
// its name has an inner underscore, or a constraint line may stand above its
// package clause. It errs towards true.
func (f *sourceFile) isConstrained() bool {
	if strings.Contains(path.Base(f.name), "_") {
		return true
	}
	return bytes.Contains(f.src, []byte("//go:build")) || bytes.Contains(f.src, []byte("+build"))
}

// builtOn reports whether platform i builds the file.
func (f *sourceFile) builtOn(i int) bool { return f.always || f.on&(1<<i) != 0 }

// readFile reads a regular file of bounded size.
func readFile(tree fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(tree, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", name)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxFile>>20)
	}
	return fs.ReadFile(tree, name)
}
