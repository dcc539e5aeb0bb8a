package golang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, &Language, witness) }

// witness type-checks a client, function bodies included, against a library
// that it imports as example.com/m.
func witness(library, client fs.FS) error {
	w := &witnessImporter{fset: token.NewFileSet(), library: library, std: newStdImporter("linux"), done: map[string]*types.Package{}}
	_, err := w.check("client", client, ".")
	return err
}

type witnessImporter struct {
	fset    *token.FileSet
	library fs.FS
	std     *stdImporter
	done    map[string]*types.Package
}

func (w *witnessImporter) Import(p string) (*types.Package, error) {
	if isStd(p) {
		return w.std.Import(p)
	}
	if pkg := w.done[p]; pkg != nil {
		return pkg, nil
	}
	rel, ok := strings.CutPrefix(p, "example.com/m")
	if !ok {
		return nil, fmt.Errorf("no package %s", p)
	}
	pkg, err := w.check(p, w.library, path.Join(".", strings.TrimPrefix(rel, "/")))
	w.done[p] = pkg
	return pkg, err
}

func (w *witnessImporter) check(importPath string, tree fs.FS, dir string) (*types.Package, error) {
	names, err := fs.Glob(tree, path.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no Go files in %s", dir)
	}
	var files []*ast.File
	for _, name := range names {
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(w.fset, name, src, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: w}
	return conf.Check(importPath, w.fset, files, nil)
}
