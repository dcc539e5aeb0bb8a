package golang

import (
	"context"
	"io/fs"
	"os"
	"testing"

	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// BenchmarkExtract reads this project's own packages, which exist wherever the
// benchmark runs.
func BenchmarkExtract(b *testing.B) { benchmarkExtract(b, os.DirFS("../.."), ".") }

// BenchmarkExtractModule reads the module in the directory or git repository
// that APICHECK_BENCH_MODULE names, at the revision APICHECK_BENCH_REV.
func BenchmarkExtractModule(b *testing.B) {
	dir, rev := os.Getenv("APICHECK_BENCH_MODULE"), os.Getenv("APICHECK_BENCH_REV")
	if dir == "" {
		b.Skip("APICHECK_BENCH_MODULE is not set")
	}
	spec := "."
	if rev != "" {
		spec = "git:" + rev
	}
	s, err := source.Open(context.Background(), spec, source.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	benchmarkExtract(b, s.Tree, s.Root)
}

func benchmarkExtract(b *testing.B, tree fs.FS, root string) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := extract(context.Background(), lang.Input{Tree: tree, Root: root}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompare judges this project's API against itself without its
// items' last tenth.
func BenchmarkCompare(b *testing.B) {
	new, err := extract(context.Background(), lang.Input{Tree: os.DirFS("../.."), Root: "."})
	if err != nil {
		b.Fatal(err)
	}
	old := *new
	old.Items = new.Items[:len(new.Items)*9/10]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compare(&old, new); err != nil {
			b.Fatal(err)
		}
	}
}
