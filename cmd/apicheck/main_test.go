package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/packages"

	"github.com/apicheck/apicheck/internal/forge/forgetest"
	"github.com/apicheck/apicheck/lang"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"apicheck": main})
}

// TestScript runs every script of testdata/script against the real program.
func TestScript(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"forge": forgeCommand},
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "ROOT="+root, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
				"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
			return nil
		},
	})
}

// forgeCommand is the command forge of scripts. "forge start" starts a server with
// pull request 7 of o/r, as GITHUB_API_URL and CI_API_V4_URL. "forge comments FILE"
// and "forge labels FILE" write what is there, "forge clear" removes it.
func forgeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: forge start|comments FILE|labels FILE|clear")
	}
	if args[0] == "start" {
		s := forgetest.NewServer()
		ts.Defer(s.Close)
		ts.Setenv("GITHUB_API_URL", s.URL+"/api/v3")
		ts.Setenv("CI_API_V4_URL", s.URL+"/api/v4")
		forges.Store(ts.Getenv("WORK"), s)
		return
	}
	v, ok := forges.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("forge start comes first")
	}
	s := v.(*forgetest.Server)
	switch args[0] {
	case "comments":
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(s.Bodies(), "\n====\n")+"\n"), 0o644))
	case "labels":
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(s.LabelNames(), "\n")+"\n"), 0o644))
	case "clear":
		s.Clear()
	default:
		ts.Fatalf("forge: unknown %s", args[0])
	}
}

// forges are the servers of running scripts, by their directory.
var forges sync.Map

// TestCatalogueIsFresh holds docs/rules.md against the rule pages.
func TestCatalogueIsFresh(t *testing.T) {
	const path = "../../docs/rules.md"
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if code := run([]string{"rules", "--format", "markdown"}, &got, os.Stderr); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("docs/rules.md is stale; run: go run ./cmd/apicheck rules --format markdown -o docs/rules.md")
	}
}

// TestExample runs the README's first command: it needs no network, no git and no
// other program, and says the same every time.
func TestExample(t *testing.T) {
	t.Setenv("PATH", "")
	t.Setenv("APICHECK_CACHE", t.TempDir())
	args := []string{"release", "41.0.3", "41.0.4", "-C", "../../examples/wasmtime"}
	var first bytes.Buffer
	if code := run(args, &first, os.Stderr); code != 1 {
		t.Fatalf("exit code %d\n%s", code, &first)
	}
	if !bytes.HasSuffix(first.Bytes(), []byte("\ndenied: wasmtime-wasi-io, wasmtime-wasi-http\n")) {
		t.Errorf("the verdict is another:\n%s", &first)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := string(readme[bytes.Index(readme, []byte("Wasmtime 41.0.3 → 41.0.4")):])
	shown, _, _ = strings.Cut(shown, "```")
	for line := range strings.Lines(shown) {
		if line != "…\n" && !strings.Contains(first.String(), line) {
			t.Errorf("the README shows a line that is not there: %s", line)
		}
	}
	for range 3 {
		var again bytes.Buffer
		run(args, &again, os.Stderr)
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Error("another run, another report")
		}
	}
}

func TestLanguagesAreWhole(t *testing.T) {
	for _, l := range languages {
		if err := lang.Validate(l); err != nil {
			t.Error(err)
		}
	}
}

// layers lists the packages of the project from the ground up. A package
// imports only packages that stand in an earlier layer than its own.
var layers = [][]string{
	{"internal/api", "internal/guard", "internal/preprocessor", "internal/sitter", "internal/toml", "internal/file", "internal/forge", "internal/forge/forgetest"},
	{"internal/diff", "internal/source", "internal/cache"},
	{"internal/rule"},
	{"lang", "internal/policy"},
	{"lang/c", "lang/go", "lang/python", "lang/rust", "internal/report", "internal/ruletest", "internal/config"},
	{"internal/project", "internal/notes"},
	{"cmd/apicheck"},
}

// TestLanguagesTouchNothingButTheirTree holds extractors and judges to the tree
// that they are given: they can neither open files, nor run programs, nor use
// the network.
func TestLanguagesTouchNothingButTheirTree(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./lang/...", "./internal/api", "./internal/diff", "./internal/rule", "./internal/policy", "./internal/preprocessor", "./internal/sitter")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, bad := range []string{"os", "os/exec", "syscall", "net", "net/http", "plugin", "go/importer", "golang.org/x/tools/go/packages"} {
			if p.Imports[bad] != nil {
				t.Errorf("%s imports %s", p.PkgPath, bad)
			}
		}
	}
}

func TestImportsPointOneWay(t *testing.T) {
	const module = "github.com/apicheck/apicheck/"
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	layer := map[string]int{}
	for i, names := range layers {
		for _, name := range names {
			layer[module+name] = i + 1
		}
	}
	for _, p := range pkgs {
		if layer[p.PkgPath] == 0 {
			t.Errorf("%s stands in no layer: add it to the table", p.PkgPath)
		}
		for path := range p.Imports {
			if at := layer[path]; at > 0 && at >= layer[p.PkgPath] {
				t.Errorf("%s imports %s, which stands above or beside it", p.PkgPath, path)
			}
		}
	}
}

// TestTreeSitterStaysInItsRoom holds C code, and memory that the garbage
// collector does not know, to internal/sitter, which only languages ask.
func TestTreeSitterStaysInItsRoom(t *testing.T) {
	const module = "github.com/apicheck/apicheck/"
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		if p.PkgPath == module+"internal/sitter" {
			continue
		}
		for path := range p.Imports {
			if path == "C" || strings.Contains(path, "tree-sitter") {
				t.Errorf("%s imports %s: only internal/sitter may", p.PkgPath, path)
			}
			if path == module+"internal/sitter" && !strings.HasPrefix(p.PkgPath, module+"lang/") {
				t.Errorf("%s imports internal/sitter, which is there for languages", p.PkgPath)
			}
		}
	}
}
