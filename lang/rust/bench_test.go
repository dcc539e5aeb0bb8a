package rust

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

// benchCrate returns the input that APICHECK_BENCH_CRATE names: the directory
// of a crate, beside which the others of its workspace stand.
func benchCrate(b *testing.B) lang.Input {
	dir := os.Getenv("APICHECK_BENCH_CRATE")
	if dir == "" {
		b.Skip("APICHECK_BENCH_CRATE is not set")
	}
	return lang.Input{Tree: os.DirFS(filepath.Dir(dir)), Root: filepath.Base(dir)}
}

func BenchmarkExtract(b *testing.B) {
	in := benchCrate(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := extract(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	in := benchCrate(b)
	var sides [2]*api.Surface
	for i := range sides {
		s, err := extract(context.Background(), in)
		if err != nil {
			b.Fatal(err)
		}
		sides[i] = s
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compare(sides[0], sides[1]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	in := benchCrate(b)
	b.ReportAllocs()
	for b.Loop() {
		newLoader(in.Tree).prefetch(filepath.Join(in.Root, "src/lib.rs"))
	}
}
