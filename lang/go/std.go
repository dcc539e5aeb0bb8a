package golang

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
)

//go:generate go run std_gen.go

// stdZip holds the API of the standard library as export data, one entry for
// each package, and one more ("syscall@windows") where a system differs from
// linux. Its comment is the Go release it was recorded from.
//
//go:embed std.zip
var stdZip []byte

var stdIndex = sync.OnceValue(func() map[string]*zip.File {
	r, err := zip.NewReader(bytes.NewReader(stdZip), int64(len(stdZip)))
	if err != nil {
		panic("std.zip, embedded in this program, is damaged: " + err.Error())
	}
	index := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		index[f.Name] = f
	}
	return index
})

// isStd reports whether path is a public package of the standard library.
func isStd(path string) bool { return path == "unsafe" || stdIndex()[path] != nil }

// isStdInternal reports whether path is a package that only the standard library
// itself can import: types of it stand in public ones.
func isStdInternal(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool { return s == "internal" || s == "vendor" })
}

// A stdImporter loads packages of the standard library for one system. It is
// not safe for concurrent use. A system that was not recorded is taken as linux.
type stdImporter struct {
	goos   string
	loaded map[string]bool
	cache  map[string]*types.Package // as gcexportdata.Read wants it: complete or partial packages
}

func newStdImporter(goos string) *stdImporter {
	return &stdImporter{goos: goos, loaded: map[string]bool{}, cache: map[string]*types.Package{}}
}

// Import implements types.Importer for the paths that isStd accepts.
func (s *stdImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if s.loaded[path] {
		return s.cache[path], nil
	}
	f := stdIndex()[path+"@"+s.goos]
	if f == nil {
		f = stdIndex()[path]
	}
	if f == nil {
		return nil, fmt.Errorf("package %s is not in std", path)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	pkg, err := gcexportdata.Read(bytes.NewReader(data), token.NewFileSet(), s.cache, path)
	if err != nil {
		return nil, err
	}
	s.loaded[path] = true
	return pkg, nil
}
