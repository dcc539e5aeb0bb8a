//go:build ignore

// This program records the public API of the standard library of the Go
// toolchain that runs it, for every GOOS of stdSystems, as export data in
// std.zip. Run it with "go generate ./lang/go" after a new Go release.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"go/token"
	"io"
	"log"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// systems lists the recorded GOOS values. The first is the base: of the others
// only the packages whose API differs are stored.
var systems = []string{"linux", "darwin", "windows"}

func main() {
	log.SetFlags(0)
	base := map[string][]byte{}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	if err := z.SetComment(runtime.Version()); err != nil {
		log.Fatal(err)
	}
	for _, goos := range systems {
		pkgs, err := packages.Load(&packages.Config{
			Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps,
			Env:  append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0"),
		}, "std")
		if err != nil {
			log.Fatal(err)
		}
		slices.SortFunc(pkgs, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
		for _, p := range pkgs {
			if p.PkgPath == "unsafe" || slices.ContainsFunc(strings.Split(p.PkgPath, "/"), func(s string) bool { return s == "internal" || s == "vendor" }) {
				continue
			}
			if len(p.Errors) > 0 {
				log.Fatal(p.PkgPath, ": ", p.Errors)
			}
			var data bytes.Buffer
			// An empty file set leaves the positions out.
			if err := gcexportdata.Write(&data, token.NewFileSet(), p.Types); err != nil {
				log.Fatal(p.PkgPath, ": ", err)
			}
			name := p.PkgPath
			if goos == systems[0] {
				base[name] = data.Bytes()
			} else {
				if bytes.Equal(base[name], data.Bytes()) {
					continue
				}
				name += "@" + goos
			}
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
			if err != nil {
				log.Fatal(err)
			}
			if _, err := w.Write(data.Bytes()); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("std.zip", out.Bytes(), 0o666); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("std.zip: %d bytes, %s\n", out.Len(), runtime.Version())
}
