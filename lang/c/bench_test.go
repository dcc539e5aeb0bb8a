package c

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
	"github.com/apicheck/apicheck/lang"
)

// benchTree returns the headers of APICHECK_BENCH_HEADERS, or else a header that
// declares about 800 functions by macros, as the C API of WebAssembly does.
func benchTree() fs.FS {
	if dir := os.Getenv("APICHECK_BENCH_HEADERS"); dir != "" {
		return os.DirFS(dir)
	}
	var b strings.Builder
	b.WriteString("#include <stddef.h>\n#include <stdint.h>\n#include \"conf.h\"\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n")
	b.WriteString("#define DECLARE_VEC(name, ptr) typedef struct name##_vec { size_t size; struct name ptr *data; } name##_vec;\\\n")
	b.WriteString("\tvoid name##_vec_new_empty(name##_vec *out); void name##_vec_new(name##_vec *out, size_t n, struct name ptr const xs[]);\\\n")
	b.WriteString("\tvoid name##_vec_copy(name##_vec *out, const name##_vec *from); void name##_vec_delete(name##_vec *);\n")
	b.WriteString("#define DECLARE_TYPE(name) typedef struct name { int32_t kind; union { uint64_t u; double d; void *p; } of; } name;\\\n")
	b.WriteString("\tvoid name##_delete(name *); name *name##_copy(const name *); int name##_same(const name *, const name *);\\\n\tDECLARE_VEC(name, *)\n")
	for i := range 115 {
		if i%10 == 0 {
			b.WriteString("#ifdef FEATURE_GC\n")
		}
		fmt.Fprintf(&b, "/** What is number %d. */\nDECLARE_TYPE(thing%d)\nenum thing%d_kind { THING%d_A, THING%d_B = %d << 2, THING%d_C };\n", i, i, i, i, i, i, i)
		if i%10 == 0 {
			b.WriteString("#endif\n")
		}
	}
	b.WriteString("#ifdef __cplusplus\n}\n#endif\n")
	return fstest.MapFS{
		"include/lib.h":     {Data: []byte(b.String())},
		"include/conf.h.in": {Data: []byte("#cmakedefine FEATURE_GC\n")},
	}
}

func benchSurface(b *testing.B, tree fs.FS) *api.Surface {
	b.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: "."})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkExtract(b *testing.B) {
	tree := benchTree()
	b.ReportAllocs()
	for b.Loop() {
		benchSurface(b, tree)
	}
}

// BenchmarkCompare compares sides of which every function got another first
// parameter, so that nothing is passed over as alike.
func BenchmarkCompare(b *testing.B) {
	tree := benchTree()
	old, new := benchSurface(b, tree), benchSurface(b, tree)
	for i := range new.Items {
		if it := &new.Items[i]; it.Kind == "func" {
			it.Type = strings.Replace(it.Type, "(", "(char, ", 1)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compare(old, new); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreprocess(b *testing.B) {
	tree := benchTree()
	lib, err := findLibrary(tree, ".", lang.Options{})
	if err != nil {
		b.Fatal(err)
	}
	d := dialects["lp64"]
	config := &preprocessor.Config{Path: append(lib.path, systemDirs(d)...), Predefined: predefined(d), Names: compilerNames}
	b.ReportAllocs()
	for b.Loop() {
		reader := preprocessor.NewReader(func(name string) ([]byte, error) {
			if strings.HasPrefix(name, systemRoot+"/") {
				return readStandIn(name)
			}
			return fs.ReadFile(tree, path.Clean(name))
		})
		if _, err := preprocessor.Run(context.Background(), reader, config, lib.headers); err != nil {
			b.Fatal(err)
		}
	}
}
