package c

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

// headerOf makes a tree of the text of one header, m.h.
func headerOf(text string) fstest.MapFS { return fstest.MapFS{"m.h": {Data: []byte(text)}} }

// treeOf makes a tree of a txtar archive, or of the text of one header.
func treeOf(archive string) fs.FS {
	if files := txtar.Parse([]byte(archive)).Files; len(files) > 0 {
		return ruletest.Tree(files)
	}
	return headerOf(archive)
}

// facts returns the items and gaps of a surface as it is recorded, without what
// every header of these tests says.
func facts(s *api.Surface) []string {
	_, text, _ := strings.Cut(string(s.AppendText(nil)), "\n\n")
	var list []string
	for line := range strings.Lines(strings.TrimSuffix(text, "end\n")) {
		line = strings.TrimRight(strings.ReplaceAll(line, "\t", " "), " \n")
		if line != "<m.h> header" && !strings.HasSuffix(line, " ~header m.h") {
			list = append(list, line)
		}
	}
	return list
}

func differ(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestExtract(t *testing.T) {
	for _, test := range extractions {
		t.Run(test.name, func(t *testing.T) {
			s := surfaceOf(t, treeOf(test.archive), test.options)
			ruletest.CheckInvariants(t, &Language, s, s)
			differ(t, facts(s), strings.Split(strings.TrimSpace(test.want), "\n"))
		})
	}
}

var lp64 = lang.Options{Targets: []string{"lp64"}}

func TestItemsHaveTheirPlace(t *testing.T) {
	s := surfaceOf(t, ruletest.Tree(txtar.Parse([]byte(`
-- include/m.h --
#define DECLARE(name) \
	int name##_a(void); \
	int name##_b(void)

DECLARE(x);

struct s {
	int n;
	struct {
		int inner;
	};
};
enum {
	ONE,

	TWO
};
#include "part.h"
-- include/part.h --

# define PART 1
extern
int part;
`)).Files), lang.Options{})
	for id, want := range map[string]string{
		"x_a": "include/m.h:5", "x_b": "include/m.h:5", "struct s": "include/m.h:7", "struct s.n": "include/m.h:8", "struct s.inner": "include/m.h:10",
		"ONE": "include/m.h:14", "TWO": "include/m.h:16", "DECLARE": "include/m.h:1", "PART": "include/part.h:2", "part": "include/part.h:4",
	} {
		if it := s.Lookup(id); it == nil || it.Pos.String() != want {
			t.Errorf("%s is %v, want one at %s", id, it, want)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, test := range []struct {
		options lang.Options
		want    string // or part of the error
	}{
		{lang.Options{}, "lp64 llp64 ilp32"},
		{lang.Options{Targets: []string{"ilp32", "lp64", "ilp32"}}, "lp64 ilp32"},
		{lang.Options{Features: []string{"B", "!A", "B"}, Targets: []string{"lp64"}}, "lp64 features=!A,B"},
		{lang.Options{Files: []string{"include/**/*.h", "!include/x.h"}, Private: []string{"_*"}}, "lp64 llp64 ilp32 files=!include/x.h,include/**/*.h private=_*"},
		{lang.Options{Targets: []string{"linux/amd64"}}, `unknown target "linux/amd64"`},
		{lang.Options{Features: []string{"A B"}}, `"A B" is not a macro`},
		{lang.Options{Features: []string{""}}, `"" is not a macro`},
		{lang.Options{Features: []string{"1A"}}, `"1A" is not a macro`},
		{lang.Options{Files: []string{"a,b"}}, `"a,b" is not a pattern`},
		{lang.Options{Files: []string{"[a"}}, `"[a" is not a pattern`},
		{lang.Options{Private: []string{""}}, `"" is not a pattern`},
	} {
		got, err := options(test.options)
		if err != nil {
			var input *lang.InputError
			if !errors.As(err, &input) || input.Hint == "" {
				t.Errorf("%v: %v has no hint", test.options, err)
			}
			got = err.Error()
		} else if again, err := options(readOptions(got)); err != nil || again != got {
			t.Errorf("%q is read back as %q (%v)", got, again, err)
		}
		if got != test.want {
			t.Errorf("%v: %q, want %q", test.options, got, test.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, test := range []struct {
		name  string
		files string
		root  string
		want  bool
	}{
		{"headers in include", "lib/include/m/m.h lib/m.c", "lib", true},
		{"headers in the root", "m.h m.c", ".", true},
		{"a template", "m.h.in", ".", true},
		{"headers beside the manifest of a crate", "m.h Cargo.toml", ".", false},
		{"an include directory beside the manifest of a crate", "include/m.h Cargo.toml", ".", true},
		{"C++", "include/m.hpp m.hh", ".", false},
		{"sources alone", "m.c", ".", false},
		{"headers further below", "a/b/m.h", ".", false},
		{"nothing", "README", ".", false},
		{"no such directory", "m.h", "other", false},
	} {
		tree := fstest.MapFS{}
		for name := range strings.FieldsSeq(test.files) {
			tree[name] = &fstest.MapFile{}
		}
		if got := detect(tree, test.root); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestPublicHeaders(t *testing.T) {
	for _, test := range []struct {
		name  string
		files string
		root  string
		only  string // patterns
		want  string // headers, and where they include from
	}{
		{"include decides", "include/m.h include/m/a.h src/b.h c.h", ".", "", "include/m.h include/m/a.h from include ."},
		{"a component below", "lib/include/m.h lib/x.h other/include/o.h", "lib", "", "lib/include/m.h from lib/include lib"},
		{"the root without sources", "m.h deep/a.h", ".", "", "deep/a.h m.h from ."},
		{"the root with sources has only its own", "m.h m.c deep/a.h", ".", "", "m.h from ."},
		{"several include directories", "a/include/a.h b/include/b.h", ".", "", "a/include/a.h b/include/b.h from a/include b/include ."},
		{"directories and names that are private", "include/m.h include/internal/a.h include/m_internal.h include/m-private.h include/m_p.h include/detail/d.h", ".", "", "include/m.h from include ."},
		{"tests and examples are not read", "m.h test/t.h examples/e.h third_party/z.h .git/g.h build.h", ".", "", "build.h m.h from ."},
		{"templates by what is made of them", "include/conf.h.in include/m.h include/v.h.cmake", ".", "", "include/conf.h include/m.h include/v.h from include ."},
		{"C++ is not read", "include/m.h include/m.hh include/m.hpp", ".", "", "include/m.h from include ."},
		{"patterns with **", "a/b/c.h a/d.h e.h", ".", "a/**/*.h", "a/b/c.h a/d.h from ."},
		{"patterns with !", "a.h b.h", ".", "!b.h", "a.h from ."},
		{"patterns reach what is left out", "include/m.h src/own.h tests/t.h", ".", "src/*.h tests/*.h", "src/own.h tests/t.h from include ."},
		{"patterns are relative to the root", "lib/m.h lib/n.h", "lib", "m.h", "lib/m.h from lib"},
		{"no header", "m.c", ".", "", "error: there is no header (.h) to read"},
		{"only private ones", "include/internal/m.h", ".", "", "error: there is no header (.h) to read"},
		{"no header matches", "m.h", ".", "x/*.h", "error: no header matches x/*.h"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for name := range strings.FieldsSeq(test.files) {
				tree[name] = &fstest.MapFile{Data: []byte("int f(void);\n")}
			}
			l, err := findLibrary(tree, test.root, lang.Options{Files: strings.Fields(test.only)})
			if err != nil {
				var input *lang.InputError
				if !errors.As(err, &input) || input.Hint == "" || "error: "+input.Reason != test.want {
					t.Errorf("%v, want %s", err, test.want)
				}
				return
			}
			got := strings.Join(l.headers, " ") + " from"
			for _, d := range l.path {
				got += " " + d.Path
			}
			if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// TestBadInput holds that what cannot be read is an error or a gap with its
// place, and that the rest is still there: never a panic, never silence.
func TestBadInput(t *testing.T) {
	many := func(n int, text func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(text(i))
		}
		return b.String()
	}
	deep := func(before, open, middle, close, after string) string {
		return before + strings.Repeat(open, 100_000) + middle + strings.Repeat(close, 100_000) + after
	}
	random := make([]byte, 64<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	bomb := "#define B0(x) x x\n" + many(40, func(i int) string { return fmt.Sprintf("#define B%d(x) B%d(B%d(x))\n", i+1, i, i) })
	for _, test := range []struct {
		name string
		text string
		want string // the beginning of a gap, "" for none
		more string // IDs that are there
	}{
		{"a header that is not there", "int a(void);\n#include \"gone.h\"\nint b(void);\n", `gap: <m.h> m.h:2: `, "a b"},
		{"a header that leads out", "#include \"../../etc/passwd\"\nint a(void);\n", "gap: <m.h> m.h:1: ", "a"},
		{"an absolute header", "#include \"/etc/passwd\"\nint a(void);\n", "gap: <m.h> m.h:1: ", "a"},
		{"an #if that never ends", "int a(void);\n#if 1\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"an #endif too many", "int a(void);\n#endif\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"an #else too many", "#if 0\n#else\n#else\n#endif\nint b(void);\n", "gap: <m.h> m.h:3: ", "b"},
		{"an #error", "int a(void);\n#error stop here\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"an #error that nobody reaches", "#if 0\n#error stop here\n#endif\nint b(void);\n", "", "b"},
		{"an #if that is no expression", "#if 1 +\nint a(void);\n#endif\nint b(void);\n", "gap: <m.h> m.h:1: ", "b"},
		{"a division by zero", "#if 1 / 0\nint a(void);\n#endif\nint b(void);\n", "gap: <m.h> m.h:1: ", "b"},
		{"a header that includes itself", "#include \"m.h\"\nint a(void);\n", "gap: <m.h> m.h:1: ", ""},
		{"a bomb of macros", bomb + "int a(void);\nB40(;)\nint b(void);\n", "gap: <m.h> m.h:", "a"},
		{"a macro of itself", "#define x x y\n#define y x\nint x(void);\nint b(void);\n", "", "b"},
		{"a macro that is not closed", "#define F(x) x\nint a(void);\nint F(b(void);\n", "gap: <m.h> m.h:", "a"},
		{"too few arguments", "#define F(x, y) x y\nint a(void);\nF(int b);\nint c(void);\n", "gap: <m.h> m.h:3: ", "a c"},
		{"a struct that is cut off", "int a(void);\nstruct s { int x; int\n", "gap: <m.h> m.h:2: ", "a"},
		{"a declaration that is cut off", "int a(void);\nint b(", "gap: <m.h> m.h:2: ", "a"},
		{"a comment that is cut off", "int a(void);\n/* int b(void);\n", "gap: <m.h> m.h:2: ", "a"},
		{"a string that is cut off", "int a(void);\nconst char *b = \"x;\nint c(void);\n", "", "a c"},
		{"a brace too many", "int a(void);\n}\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"a declaration of nonsense", "int a(void);\nint = 3 ] ;\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"C++", "int a(void);\nnamespace n { class c; }\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"the C of before 1989", "int a(x, y)\n\tint x;\n\tchar *y;\n{ return x; }\nextern b();\nint c(void);\n", "", "a b c"},
		{"random bytes", "int a(void);\n" + string(random) + "\n", "gap: ", "a"},
		{"zeros", "int a(void);\n" + strings.Repeat("\x00", 1000) + "\nint b(void);\n", "gap: <m.h> m.h:2: ", "a"},
		{"a struct that holds itself", "struct s { int n; struct s again; };\nint b(struct s);\n", "", "b"},
		{"structs that hold each other", "struct t;\nstruct s { struct t t; };\nstruct t { struct s s; };\nint b(void);\n", "", "b"},
		{"a typedef of itself", "typedef t t;\nint b(void);\n", "", "b"},
		{"brackets 100,000 deep", deep("int a(void);\nint x", "(", "y", ")", ";\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"brackets that never close", "int a(void);\nint x" + strings.Repeat("(", 100_000), "gap: <m.h> m.h:2: ", "a"},
		{"pointers 100,000 deep", deep("int a(void);\nint ", "*", "x", "", ";\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"arrays 100,000 deep", deep("int a(void);\nint x", "[1]", "", "", ";\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"functions 100,000 deep", deep("int a(void);\nint x", "(*", "y", ")(void)", ";\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"structs 100,000 deep", deep("int a(void);\n", "struct {", "int x;", "} y;", "\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"a value 100,000 deep", deep("int a(void);\nenum { X = ", "(", "1", ")", "};\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"an #if 100,000 deep", deep("int a(void);\n#if ", "(", "1", ")", "\n#endif\nint b(void);\n"), "gap: <m.h> m.h:2: ", "a b"},
		{"100,000 #ifs within each other", deep("int a(void);\n", "#if 1\n", "", "#endif\n", "int b(void);\n"), "", "a b"},
		{"a chain of 100,000 typedefs", "typedef int t0;\n" + many(100_000, func(i int) string { return fmt.Sprintf("typedef t%d t%d;\n", i, i+1) }) + "t100000 b(void);\nint c(void);\n", "gap: <m.h> m.h:", "c t0"},
		{"a chain of 20,000 structs", "struct s0 { char c; };\n" + many(20_000, func(i int) string { return fmt.Sprintf("struct s%d { struct s%d a; };\n", i+1, i) }) + "int c(void);\n", "", "c"},
		{"structs that double 100 times", "struct s0 { char c; };\n" + many(100, func(i int) string { return fmt.Sprintf("struct s%d { struct s%d a, b; };\n", i+1, i) }) + "int c(void);\n", "", "c"},
		{"100,000 constants", "enum { " + many(100_000, func(i int) string { return fmt.Sprintf("C%d,", i) }) + "};\nint b(void);\n", "", "C0 C99999 b"},
		{"10,000 members", "struct s { " + many(10_000, func(i int) string { return fmt.Sprintf("int m%d;", i) }) + "};\nint b(void);\n", "", "struct_s.m9999 b"},
		{"constants that add up 10,000 times", "enum { C0 = 1, " + many(10_000, func(i int) string { return fmt.Sprintf("C%d = C%d + C%d,", i+1, i, i) }) + "};\nint b(void);\n", "", "C10000 b"},
		{"an array that is too large", "struct s { char c[0x7fffffffffffffff][0x7fffffffffffffff]; int x; };\nextern char d[99999999999999999999999];\nint b(void);\n", "", "b"},
		{"an array of a negative length", "int a(void);\nextern int x[-1];\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"a bit-field wider than its type", "int a(void);\nstruct s { int x : 99; unsigned y : 0x7fffffffffffffff; };\nint b(void);\n", "gap: <m.h> m.h:2: ", "a b"},
		{"a shift too far", "enum { A = 1 << 99, B = -1 << 3, C = 1 % 0 };\n#define M (1 << 64)\nint b(void);\n", "", "b A B C"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := extract(context.Background(), lang.Input{Tree: headerOf(test.text), Root: "."})
			if err != nil {
				t.Fatalf("error %.300v", err)
			}
			found := test.want == ""
			var list []string
			for _, g := range s.Gaps {
				line := fmt.Sprintf("gap: %s %s: %.200s", g.Scope, g.Pos, g.Reason)
				if len(list) < 5 {
					list = append(list, line)
				}
				found = found || strings.HasPrefix(line, test.want)
				if !g.Pos.IsValid() || len(g.Reason) > 400 {
					t.Errorf("no place, or too long a reason: %s", line)
				}
			}
			if !found {
				t.Errorf("no %s, but %d gaps\n\t%.2000s", test.want, len(s.Gaps), strings.Join(list, "\n\t"))
			}
			for id := range strings.FieldsSeq(test.more) {
				if s.Lookup(strings.ReplaceAll(id, "_", " ")) == nil {
					t.Errorf("%s is gone", id)
				}
			}
			if findings, err := Language.Findings(s, s); err != nil || len(findings) > 0 {
				t.Errorf("against itself: %v, %v", findings, err)
			}
			if findings, err := Language.Findings(surfaceOf(t, headerOf("int z(void);\n"), lang.Options{}), s); err != nil || len(findings) == 0 {
				t.Errorf("against another header: %v, %v", findings, err)
			}
		})
	}
}

func TestHeadersThatIncludeEachOther(t *testing.T) {
	s := surfaceOf(t, fstest.MapFS{
		"a.h": {Data: []byte("#ifndef A_H\n#define A_H\n#include \"b.h\"\nb_t a(void);\n#endif\n")},
		"b.h": {Data: []byte("#pragma once\n#include \"a.h\"\ntypedef int b_t;\nint b(void);\n")},
	}, lang.Options{})
	if len(s.Gaps) > 0 || s.Lookup("a") == nil || s.Lookup("b") == nil {
		t.Errorf("%v", facts(s))
	}
}

func TestExtractStopsWhenItIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s, err := extract(ctx, lang.Input{Tree: headerOf("int f(void);\n"), Root: "."}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", s, err)
	}
}

// pages returns the trees of all rule pages: old and new in turns.
func pages(t testing.TB) []fs.FS {
	t.Helper()
	var list []fs.FS
	for _, r := range rules {
		p, err := rule.ReadPage(docs, r.ID)
		if err != nil {
			continue // TestRules tells
		}
		list = append(list, ruletest.Tree(p.Side("old")), ruletest.Tree(p.Side("new")))
	}
	if len(list) == 0 {
		t.Fatal("there are no rule pages")
	}
	return list
}

// pageHeaders returns the public headers of the rule pages, those of old and of
// new sides each in a tree: each page has a directory of its own.
func pageHeaders(t testing.TB) (old, new fstest.MapFS) {
	t.Helper()
	old, new = fstest.MapFS{}, fstest.MapFS{}
	for i, tree := range pages(t) {
		side := []fstest.MapFS{old, new}[i%2]
		err := fs.WalkDir(tree, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || path.Ext(name) != ".h" {
				return err
			}
			data, err := fs.ReadFile(tree, name)
			side[fmt.Sprintf("include/p%d/%s", i/2, strings.TrimPrefix(name, "include/"))] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return old, new
}

// TestOneLibraryOfAllPages reads the headers of all pages as those of one
// library: what they declare twice and in contradiction is a gap at most.
func TestOneLibraryOfAllPages(t *testing.T) {
	old, new := pageHeaders(t)
	a, b := surfaceOf(t, old, lang.Options{}), surfaceOf(t, new, lang.Options{})
	ruletest.CheckInvariants(t, &Language, a, b)
	if len(a.Items) < 300 {
		t.Errorf("only %d items", len(a.Items))
	}
}

func TestSameInputSameSurface(t *testing.T) {
	old, new := pageHeaders(t)
	a, b := surfaceOf(t, old, lang.Options{}).AppendText(nil), surfaceOf(t, new, lang.Options{}).AppendText(nil)
	rounds := 200
	if testing.Short() {
		rounds = 5
	}
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		for range rounds / 25 {
			s := surfaceOf(t, new, lang.Options{})
			if !bytes.Equal(surfaceOf(t, old, lang.Options{}).AppendText(nil), a) || !bytes.Equal(s.AppendText(nil), b) {
				t.Fatalf("another surface on %d cores", procs)
			}
		}
		runtime.GOMAXPROCS(before)
	}
	tree := treeOf(extractions[0].archive + extractions[1].archive + extractions[2].archive + extractions[7].archive + extractions[8].archive)
	first := surfaceOf(t, tree, lang.Options{}).AppendText(nil)
	for range rounds {
		if !bytes.Equal(surfaceOf(t, tree, lang.Options{}).AppendText(nil), first) {
			t.Fatal("another surface")
		}
	}
	oldSurface, newSurface := surfaceOf(t, old, lang.Options{}), surfaceOf(t, new, lang.Options{})
	var want []string
	for i := range rounds / 10 {
		findings, err := Language.Findings(oldSurface, newSurface)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range findings {
			got = append(got, fmt.Sprintf("%s %s %s %v", f.Rule, f.Item, f.Message, f.Change.Also))
		}
		if i == 0 {
			want = got
		} else if !slices.Equal(got, want) {
			differ(t, got, want)
			break
		}
	}
}

// TestInvariantsBetweenAllPages compares the sides of each page with those of
// others: nothing that differs as much was ever written on purpose.
func TestInvariantsBetweenAllPages(t *testing.T) {
	var surfaces, recorded []*api.Surface
	for _, tree := range pages(t) {
		s := surfaceOf(t, tree, lang.Options{})
		again, err := api.Read(bytes.NewReader(s.AppendText(nil)))
		if err != nil {
			t.Fatal(err)
		}
		surfaces, recorded = append(surfaces, s), append(recorded, again)
	}
	judge := func(old, new *api.Surface) []rule.Finding {
		findings, err := Language.Findings(old, new)
		if err != nil {
			t.Fatal(err)
		}
		return findings
	}
	step := 3
	if testing.Short() {
		step = 41
	}
	for i := range surfaces {
		for j := i + 1; j < len(surfaces); j += step {
			there, back := judge(surfaces[i], surfaces[j]), judge(surfaces[j], surfaces[i])
			if a, b := ruletest.Lines(there, rules), ruletest.Lines(judge(recorded[i], recorded[j]), rules); !slices.Equal(a, b) {
				t.Errorf("%s to %s: findings\n\t%s\nand between recorded surfaces\n\t%s", rules[i/2].ID, rules[j/2].ID, strings.Join(a, "\n\t"), strings.Join(b, "\n\t"))
			}
			if !slices.Equal(touched(there, diff.Removed), touched(back, diff.Added)) || !slices.Equal(touched(there, diff.Added), touched(back, diff.Removed)) {
				t.Errorf("not mirrored: %s to %s", rules[i/2].ID, rules[j/2].ID)
			}
		}
	}
}

// touched lists the items that were added or removed, with those where it shows.
func touched(findings []rule.Finding, op diff.Op) []string {
	var list []string
	for _, f := range findings {
		if f.Change.Op == op {
			list = append(append(list, f.Item), f.Change.Also...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// lines compares two trees, given as one txtar archive with old/ and new/, and
// returns the findings as rule pages write them.
func lines(t testing.TB, archive string) []string {
	t.Helper()
	p := &rule.Page{Files: txtar.Parse([]byte(archive)).Files}
	old, new := surfaceOf(t, ruletest.Tree(p.Side("old")), lang.Options{}), surfaceOf(t, ruletest.Tree(p.Side("new")), lang.Options{})
	ruletest.CheckInvariants(t, &Language, old, new)
	findings, err := Language.Findings(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return ruletest.Lines(findings, rules)
}

func TestComparisons(t *testing.T) {
	for _, test := range comparisons {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, test.archive); !slices.Equal(got, test.want) {
				t.Errorf("findings:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

var comparisons = []struct {
	name    string
	archive string
	want    []string
}{
	{"reordering, reformatting and comments are nothing", `
-- old/m.h --
#ifndef M_H
#define M_H
struct s { int a; char b[4]; };
enum e { X, Y = 3 };
typedef struct s s_t;
int f(struct s *x, enum e y);
void g(s_t *, const char *);
#define LIMIT 16
#define MAX(a, b) ((a) > (b) ? (a) : (b))
extern const int table[LIMIT];
static inline int h(int x) { return x + 1; }
#endif
-- new/m.h --
/* Documented now. */
#pragma once
#define MAX( x , y )  ( (x)>(y) ? (x) : (y) ) // the larger one
#define LIMIT \
	0x10
static inline
int h(int x)
{
	return x+1; /* the next */
}
enum e
{
	X,
	Y = 1 + 2,
};
struct s
{
	int a;
	char b [ 4 ];
};
typedef struct s s_t;

extern const int table[16];
void g(struct s *, char const *);
/** Does f. */
extern int f ( struct s * x,
	enum e y );
`, nil},
	{"declarations that move to a header that the old one includes are nothing but a new header", `
-- old/include/m.h --
typedef struct m m;
struct pair { int a, b; };
m *m_new(void);
void m_delete(m *);
-- new/include/m.h --
#include "m/types.h"
m *m_new(void);
void m_delete(m *);
-- new/include/m/types.h --
typedef struct m m;
struct pair { int a, b; };
`, []string{"c/header-added <m/types.h>"}},
	{"what is declared by a macro may be written out, and what is written out by a macro", `
-- old/m.h --
#define _DECLARE(name) typedef struct name name; name *name##_new(void); void name##_delete(name *);
_DECLARE(a)
typedef struct b b;
b *b_new(void);
void b_delete(b *);
-- new/m.h --
typedef struct a a;
a *a_new(void);
void a_delete(a *);
#define _DECLARE(name) typedef struct name name; name *name##_new(void); void name##_delete(name *);
_DECLARE(b)
`, nil},
	{"names of the parameters of inline functions and macros are nobody's", `
-- old/m.h --
static inline int _add(int a, int b) { return a + b; }
static inline int twice(int x) { return _add(x, x); }
#define ADD(a, b) ((a) + (b))
-- new/m.h --
static inline int _add(int left, int right) { return left + right; }
static inline int twice(int x) { return _add(x, x); }
#define ADD(left, right) ((left) + (right))
`, nil},
	{"types written in other words are the same", `
-- old/m.h --
#include <stdint.h>
unsigned f(long unsigned int, signed, short int, uint8_t *const, int[4], int g(void));
struct s { unsigned long long int x; _Bool y; };
extern char const * const p;
-- new/m.h --
#include <stdint.h>
#include <stdbool.h>
unsigned int f(unsigned long, int, short, uint8_t *, int *, int (*)(void));
struct s { unsigned long long x; bool y; };
extern const char *const p;
`, nil},
	{"private headers, helpers and guards are nobody's", `
-- old/include/m.h --
#ifndef M_H_
#define M_H_
#include "detail/d.h"
int f(void);
#define _M_X 1
static inline int _unused(void) { return 1; }
#endif
-- old/include/detail/d.h --
int d(int);
-- new/include/m.h --
#ifndef LIB_M_H
#define LIB_M_H
int f(void);
#endif
`, nil},
	{"a conditional in other words is the same", `
-- old/include/m.h --
#include "conf.h"
#ifdef M_A
#ifdef M_B
int f(void);
#endif
#endif
-- old/include/conf.h.in --
#cmakedefine M_A
#cmakedefine M_B
-- new/include/m.h --
#include "conf.h"
#if defined(M_B) && defined M_A
int f(void);
#endif
-- new/include/conf.h.in --
#cmakedefine M_A
#cmakedefine M_B
`, nil},
	{"an unnamed struct that gets a tag is the same", `
-- old/m.h --
typedef struct { int a; } s;
void f(s *);
-- new/m.h --
typedef struct s { int a; } s;
void f(struct s *);
`, nil},
	{"a file that does not parse leaves doubt", `
-- old/m.h --
int a(void);
int b(int);
-- new/m.h --
int a(void;
int b(long);
`, []string{"c/parameter-type-changed b", "c/unverified <m.h>", "c/function-removed a risky"}},
}

// seeds returns the headers of all rule pages, each a text of its own.
func seeds(t testing.TB) []string {
	t.Helper()
	var list []string
	old, new := pageHeaders(t)
	for _, tree := range []fstest.MapFS{old, new} {
		for _, f := range tree {
			list = append(list, string(f.Data))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// readable reads a header, and checks what holds for any.
func readable(t *testing.T, text string) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: headerOf(text), Root: "."})
	if err != nil {
		return nil
	}
	for _, g := range s.Gaps {
		if !g.Pos.IsValid() {
			t.Errorf("a gap without a place: %s", g.Reason)
		}
	}
	for i := range s.Items {
		_ = declaration(&s.Items[i], nil)
	}
	return s
}

func FuzzExtract(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		if s := readable(t, string(src)); s != nil {
			ruletest.CheckInvariants(t, &Language, s, s)
		}
	})
}

func FuzzCompareRecorded(f *testing.F) {
	list := seeds(f)
	for i, text := range list {
		f.Add([]byte(text), []byte(list[(i+1)%len(list)]))
	}
	for _, c := range comparisons {
		p := &rule.Page{Files: txtar.Parse([]byte(c.archive)).Files}
		f.Add(p.Side("old")[0].Data, p.Side("new")[0].Data)
	}
	f.Fuzz(func(t *testing.T, old, new []byte) {
		if len(old)+len(new) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		a, b := readable(t, string(old)), readable(t, string(new))
		if a == nil || b == nil {
			return
		}
		judge := func(a, b *api.Surface) []string {
			findings, err := Language.Findings(a, b)
			if err != nil {
				t.Fatal(err)
			}
			return ruletest.Lines(findings, rules)
		}
		again, err := api.Read(bytes.NewReader(a.AppendText(nil)))
		if err != nil {
			t.Fatal(err)
		}
		if x, y := judge(a, b), judge(again, b); !slices.Equal(x, y) {
			t.Fatalf("%q, and from what is recorded %q", x, y)
		}
		if x := judge(b, b); len(x) > 0 {
			t.Fatalf("against itself: %q", x)
		}
	})
}

// FuzzCompareSurfaces compares with surfaces that no extractor wrote.
func FuzzCompareSurfaces(f *testing.F) {
	for _, text := range seeds(f) {
		if s, err := extract(context.Background(), lang.Input{Tree: headerOf(text), Root: "."}); err == nil {
			f.Add(s.AppendText(nil))
		}
	}
	base := surfaceOf(f, headerOf("typedef struct s { int a; union { int b; float c : 3; } d; } s;\nenum e { A, B };\ntypedef int (*cb)(s *, enum e);\nint f(cb, const char *restrict, ...);\n#define X 1\n#define Y(a) a\nextern const int v[3];\n"), lang.Options{})
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := api.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		s.Options = base.Options
		_, _ = Language.Findings(base, s) // no panic, no hang
		_, _ = Language.Findings(s, base)
	})
}

// FuzzDeclaration reads the text of a type as surfaces have it: written and
// read again, it stays as it is, and can declare anything.
func FuzzDeclaration(f *testing.F) {
	for _, text := range []string{
		"int", "unsigned long long", "const char *", "char *const volatile", "struct s *restrict", "enum e", "s_t[3]", "int[2][3]", "void (*)(int, ...)",
		"int (*(*)(void))[3]", "void (*(*)(const struct s *, int (*)(char)))(double)", "int ()", "int (void)", "int (*[2])(int[static 3])",
		"struct {…}", "union {…}[2]", "enum {…} *", "float __attribute__((vector_size(16)))", "void (__stdcall *)(int)", "int __stdcall (int)",
		"_Atomic int", "long double _Complex", "unsigned __int128", "int (*const)(void)", "int (*const *)(int *, const int *const *)", "size_t",
	} {
		f.Add(text, "parameters")
	}
	f.Fuzz(func(t *testing.T, text, names string) {
		if len(text)+len(names) > 1<<10 {
			t.Skip("small inputs find as much")
		}
		for _, kind := range []string{"func", "var", "typedef", "field", "struct", "enum", "enumerator", "macro", "header", "feature"} {
			it := &api.Item{ID: names, Kind: kind, Type: text, Value: names, Facts: api.Facts{{Name: "parameters", Value: names}}}
			_ = declaration(it, it)
		}
		s := &api.Surface{}
		first := newSide(s).on("ilp32").parse(text)
		if first.kind == kindUnknown {
			return
		}
		printed := first.String()
		again := newSide(s).on("ilp32").parse(printed)
		if again.kind == kindUnknown {
			t.Fatalf("%q is written as %q, which cannot be read", text, printed)
		}
		if second := again.String(); second != printed {
			t.Fatalf("%q is written as %q, and then as %q", text, printed, second)
		}
	})
}

var extractions = []struct {
	name    string
	options lang.Options
	archive string
	want    string
}{
	{"functions that macros declare", lp64, `
#define API __attribute__((visibility("default")))
#define OWN(name) typedef struct name name; API void name##_delete(name *); API name *name##_copy(const name *x);
#define VEC(name, ptr) typedef struct name##_vec { unsigned long size; name ptr *data; } name##_vec;
OWN(thing)
VEC(thing, *)
#undef OWN
`, `
API macro  = __attribute__ ( ( visibility ( "default" ) ) )
VEC macro (2) = typedef struct $1 ## _vec { unsigned long size ; $1 $2 * data ; } $1 ## _vec ;
thing struct
thing ~opaque
thing ~tag thing
thing_copy func thing *(const thing *)
thing_copy ~parameters x
thing_copy ~visibility default
thing_delete func void (thing *)
thing_delete ~visibility default
thing_vec struct
thing_vec ~align 8
thing_vec ~size 16
thing_vec ~tag thing_vec
thing_vec.data field in thing_vec thing **
thing_vec.data ~offset 8
thing_vec.data ~size 8
thing_vec.size field in thing_vec unsigned long
thing_vec.size ~offset 0
thing_vec.size ~size 8
`},
	{"unnamed and nested structs and unions", lp64, `
typedef struct {
	int kind;
	union {
		long number;
		struct { char *text; int length; };
	};
	struct { int x, y; } at[2];
	union inner { int a; float b; } of;
} value;
`, `
union inner union
union inner ~align 4
union inner ~size 4
union inner.a field in union inner int
union inner.a ~offset 0
union inner.a ~size 4
union inner.b field in union inner float
union inner.b ~offset 0
union inner.b ~size 4
value struct
value ~align 8
value ~size 48
value.at field in value struct {…}[2]
value.at ~offset 24
value.at ~size 16
value.at.x field in value.at int
value.at.x ~offset 0
value.at.x ~size 4
value.at.y field in value.at int
value.at.y ~offset 4
value.at.y ~size 4
value.kind field in value int
value.kind ~offset 0
value.kind ~size 4
value.length field in value int
value.length ~offset 16
value.length ~size 4
value.number field in value long
value.number ~offset 8
value.number ~size 8
value.of field in value union inner
value.of ~offset 40
value.of ~size 4
value.text field in value char *
value.text ~offset 8
value.text ~size 8
`},
	{"bit-fields, arrays and function pointers", lp64, `
struct s {
	unsigned a : 3, : 4, b : 2;
	unsigned : 0;
	_Bool c : 1;
	int grid[2][3], *list[4], (*row)[5];
	int (*call)(const char *, ...);
	void (*table[2])(void (*)(int), int[3]);
	char rest[];
};
`, `
struct s struct
struct s ~align 8
struct s ~size 96
struct s.a field in struct s unsigned int
struct s.a ~bits 3
struct s.a ~offset 0:0
struct s.b field in struct s unsigned int
struct s.b ~bits 2
struct s.b ~offset 0:7
struct s.c field in struct s bool
struct s.c ~bits 1
struct s.c ~offset 4:0
struct s.call field in struct s int (*)(const char *, ...)
struct s.call ~offset 72
struct s.call ~size 8
struct s.grid field in struct s int[2][3]
struct s.grid ~offset 8
struct s.grid ~size 24
struct s.list field in struct s int *[4]
struct s.list ~offset 32
struct s.list ~size 32
struct s.rest field in struct s char[]
struct s.rest ~flexible
struct s.rest ~offset 96
struct s.rest ~size 0
struct s.row field in struct s int (*)[5]
struct s.row ~offset 64
struct s.row ~size 8
struct s.table field in struct s void (*[2])(void (*)(int), int *)
struct s.table ~offset 80
struct s.table ~size 16
`},
	{"chains of typedefs", lp64, `
typedef unsigned long word;
typedef word address;
typedef const address *place;
typedef struct node node;
typedef node *link;
struct node { link next; address at; };
typedef link (*step)(link, place);
address go(step, const node[], place *restrict);
`, `
address typedef word
go func address (step, const node *, place *)
link typedef node *
node struct
node ~align 8
node ~size 16
node ~tag node
node.at field in node address
node.at ~offset 8
node.at ~size 8
node.next field in node link
node.next ~offset 0
node.next ~size 8
place typedef const address *
step typedef link (*)(link, place)
word typedef unsigned long
`},
	{"enumerations with their values", lp64, `
#define BASE 0x10
typedef enum { A, B = BASE << 1, C, D = -1, E = sizeof(int) * 2, F = 'a', G = (int)1.9 } e;
enum wide { W = 0xFFFFFFFFFFFFFFFF, V = 1ull << 40 };
enum { ALONE = A + B };
enum __attribute__((packed)) tiny { T };
`, `
A enumerator in e  = 0
ALONE enumerator  = 32
B enumerator in e  = 32
BASE macro  = 16
BASE ~type int
C enumerator in e  = 33
D enumerator in e  = -1
E enumerator in e  = 8
F enumerator in e  = 97
G enumerator in e  = 1
T enumerator in enum tiny  = 0
V enumerator in enum wide  = 1099511627776
W enumerator in enum wide  = 18446744073709551615
e enum
e ~signed
e ~size 4
enum tiny enum
enum tiny ~size 1
enum wide enum
enum wide ~size 8
`},
	{"static inline functions count with their bodies, and not their parameters' names", lp64, `
static inline int _twice(int x) { return 2 * x; }
static inline int four(int y) { return _twice(_twice(y)); }
inline int plain(int z) { return z; }
`, `
_twice func int (int)
_twice ~body a171ca0bd43a5cb3
_twice ~linkage static
_twice ~parameters x
_twice ~private
four func int (int)
four ~body 945eb4f1dc390741
four ~linkage static
four ~parameters y
plain func int (int)
plain ~body 6b0e4f33211b7a6a
plain ~linkage inline
plain ~parameters z
`},
	{"variables and constants", lp64, `
extern int counter;
extern const char *const names[3];
extern char open[];
static const int limit = 3 * 4;
extern __thread int here;
extern volatile int a, *b;
`, `
a var volatile int
a ~size 4
b var volatile int *
b ~size 8
counter var int
counter ~size 4
here var int
here ~size 4
here ~thread-local
limit var const int = 12
limit ~size 4
limit ~static
names var const char *const [3]
names ~size 24
open var char[]
`},
	{"macros, and their values", lp64, `
#define EMPTY
#define NUMBER (1 << 4)
#define BIG 0x1FFFFFFFFull
#define WORDS "a" "b"
#define OTHER counter
#define REAL 2.50
#define CALL(a, b) run((a), #b)
#define ANY(...) run(__VA_ARGS__)
#define GONE 1
#undef GONE
#define _HELPER 2
extern int counter;
int run(int, ...);
`, `
ANY macro (...) = run ( $1 )
BIG macro  = 8589934591
BIG ~type unsigned long long
CALL macro (2) = run ( ( $1 ) , # $2 )
EMPTY macro
NUMBER macro  = 16
NUMBER ~type int
OTHER macro  = counter
REAL macro  = 2.5
REAL ~type double
WORDS macro  = "ab"
WORDS ~type string
counter var int
counter ~size 4
run func int (int, ...)
`},
	{"attributes", lp64, `
int a(void) __attribute__((deprecated("use b")));
_Noreturn void b(void);
__attribute__((warn_unused_result, malloc)) void *c(unsigned long) __attribute__((alloc_size(1)));
int d(const char *, ...) __attribute__((__format__(__printf__, 1, 2)));
[[deprecated]] int e(void);
void f(void *) __attribute__((nonnull(1))) __attribute__((visibility("hidden")));
int g(void) __asm__("g_v2");
struct __attribute__((packed, aligned(4))) p { char c; int n; };
`, `
a func int (void)
a ~deprecated
b func void (void)
b ~noreturn
c func void *(unsigned long)
c ~alloc-size (1)
c ~malloc
c ~warn-unused-result
d func int (const char *, ...)
d ~format (printf, 1, 2)
e func int (void)
e ~deprecated
f func void (void *)
f ~nonnull (1)
f ~visibility hidden
g func int (void)
g ~symbol g_v2
struct p struct
struct p ~align 4
struct p ~size 8
struct p.c field in struct p char
struct p.c ~offset 0
struct p.c ~size 1
struct p.n field in struct p int
struct p.n ~offset 1
struct p.n ~size 4
`},
	{"extern C is noticed", lp64, `
#ifdef __cplusplus
extern "C" {
#endif
int a(void);
#ifdef __cplusplus
}
#endif
int b(void);
`, `
a func int (void)
a ~extern-c
b func int (void)
`},
	{"features of a template guard what stands below them", lp64, `
-- include/m.h --
#include "conf.h"
#ifdef M_GC
int gc(void);
#if defined(M_ASYNC) && !defined(M_SMALL)
int gc_async(void);
#endif
#endif
#ifndef M_GC
int without(void);
#endif
-- include/conf.h.in --
#cmakedefine M_GC
#cmakedefine M_ASYNC
`, `
<conf.h> header
<m.h> ~includes conf.h
M_ASYNC feature
M_ASYNC ~header conf.h
M_GC feature
M_GC ~header conf.h
gc func int (void)
gc ~guard M_GC
gc_async func int (void)
gc_async ~guard M_ASYNC && M_GC
without func int (void)
without ~guard !M_GC
`},
	{"what users switch on by a macro that no header defines", lp64, `
int always(void);
#ifdef M_EXTRA
int extra(void);
#define M_MORE 1
#endif
#ifdef _WIN32
int windows(void);
#endif
`, `
always func int (void)
extra func int (void)
extra ~opt-in M_EXTRA
`},
	{"targets", lang.Options{}, `
#include <stddef.h>
#include <stdint.h>
#ifdef _WIN32
int here(void *handle);
int windows(void);
#else
int here(int fd);
#endif
long a(size_t, int64_t);
struct s { long n; void *p; char c; };
enum e { SIZE = sizeof(long) };
#define M_WORD sizeof(void *)
`, `
<m.h> ~system-includes stddef.h stdint.h
M_WORD macro  = 8@lp64,llp64; 4@ilp32
M_WORD ~type unsigned long@lp64; unsigned long long@llp64; unsigned int@ilp32
SIZE enumerator in enum e  = 8@lp64; 4@llp64,ilp32
a func long (size_t, int64_t)
enum e enum
enum e ~size 4
here func int (int)
here ~parameters fd
here@llp64 func int (void *)
here@llp64 ~parameters handle
struct s struct
struct s ~align 8@lp64,llp64; 4@ilp32
struct s ~size 24@lp64,llp64; 12@ilp32
struct s.c field in struct s char
struct s.c ~offset 16@lp64,llp64; 8@ilp32
struct s.c ~size 1
struct s.n field in struct s long
struct s.n ~offset 0
struct s.n ~size 8@lp64; 4@llp64,ilp32
struct s.p field in struct s void *
struct s.p ~offset 8@lp64,llp64; 4@ilp32
struct s.p ~size 8@lp64,llp64; 4@ilp32
windows func int (void)
windows ~targets llp64
`},
	{"headers for the library alone are not public", lp64, `
-- include/m/m.h --
#ifndef M_H
#define M_H
#include "detail/base.h"
#include <stdint.h>
base_t f(uint8_t);
#define M_VERSION 3
#endif
-- include/m/detail/base.h --
typedef int base_t;
int base(void);
-- include/m/m_internal.h --
int internal(void);
-- include/m/priv.h --
#pragma once
int priv(void);
-- src/own.h --
int own(void);
`, `
<m/detail/base.h> header
<m/detail/base.h> ~declares base, base_t
<m/detail/base.h> ~internal
<m/m.h> header
<m/m.h> ~includes m/detail/base.h
<m/m.h> ~system-includes stdint.h
<m/priv.h> header
M_VERSION macro  = 3
M_VERSION ~header m/m.h
M_VERSION ~type int
f func int (uint8_t)
f ~header m/m.h
priv func int (void)
priv ~header m/priv.h
`},
	{"patterns choose the files", lang.Options{Targets: []string{"lp64"}, Files: []string{"**/*.h", "!**/b*.h"}}, `
-- a.h --
int a(void);
-- b.h --
int b(void);
-- deep/er/c.h --
int c(void);
`, `
<a.h> header
<deep/er/c.h> header
a func int (void)
a ~header a.h
c func int (void)
c ~header deep/er/c.h
`},
	{"patterns choose the names that are private", lang.Options{Targets: []string{"lp64"}, Private: []string{"m_priv_*", "M_PRIV_*"}}, `
int m_f(void);
int m_priv_g(void);
#define M_PRIV_X 1
#define M_X 1
`, `
M_X macro  = 1
M_X ~type int
m_f func int (void)
`},
	{"what stands for the standard's own is not the library's", lp64, `
#ifndef bool
#define bool int
#endif
#ifndef HAVE_UINT8_T
typedef unsigned char uint8_t;
#endif
#define HAVE_UNISTD_H 1
uint8_t f(bool);
`, `
f func uint8_t (int)
`},
	{"old-style, incomplete and external types", lp64, `
struct known;
struct only *f();
other_t *g(struct known *, enum later);
int h(a, b) int a; char b; { return a; }
`, `
f func struct only *()
g func other_t *(struct known *, enum later)
h func int ()
h ~body edba6eb976221865
struct known struct
struct known ~opaque
`},
	{"conventions, on the target that has them", lang.Options{Targets: []string{"ilp32"}}, `
int __stdcall a(int);
typedef void (__fastcall *cb)(int);
`, `
a func int __stdcall (int)
cb typedef void (__fastcall *)(int)
`},
	{"annotations of empty macros", lp64, `
#define own
typedef struct x x;
own x *make(void);
void take(own x *, const x *);
#undef own
`, `
make func x *(void)
make ~annotations return:own
take func void (x *, const x *)
take ~annotations 1:own
x struct
x ~opaque
x ~tag x
`},
}
