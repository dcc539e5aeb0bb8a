package c

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/ruletest"
)

// TestRules proves the rule pages. Their clients are built where there is a
// gcc; the pages themselves need none.
func TestRules(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Log("gcc is not installed: the clients of the pages are not built")
		ruletest.Run(t, &Language, nil)
		return
	}
	ruletest.Run(t, &Language, witness)
}

// errorFlags make errors of what ISO C calls constraint violations and gcc 12
// only warns of, as gcc 14 and clang do.
var errorFlags = []string{
	"-Werror=implicit-function-declaration", "-Werror=implicit-int", "-Werror=int-conversion", "-Werror=incompatible-pointer-types",
	"-Werror=discarded-qualifiers", "-Werror=discarded-array-qualifiers", "-Werror=return-type",
}

// witness builds the client main.c (or main.cpp, with g++) of a library.
//
// A client that brings a header of its own is a program that was compiled
// before: it sees its own header, and only the library is exchanged under it.
//
// If the library has sources, they are made into a shared library, and the
// client is linked with it and run: an exit code other than 0 is an error.
func witness(library, client fs.FS) error {
	dir, err := os.MkdirTemp("", "apicheck-witness-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	lib, app := filepath.Join(dir, "lib"), filepath.Join(dir, "client")
	if err := os.CopyFS(lib, library); err != nil {
		return err
	}
	if err := os.CopyFS(app, client); err != nil {
		return err
	}
	run := func(name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "LD_LIBRARY_PATH="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, out)
		}
		return nil
	}
	include := func(d string) []string { return []string{"-I", d, "-I", filepath.Join(d, "include")} }
	compiler, main := append([]string{"gcc", "-std=gnu17"}, errorFlags...), "client/main.c"
	if _, err := fs.Stat(client, "main.cpp"); err == nil {
		compiler, main = []string{"g++", "-std=c++17"}, "client/main.cpp"
	}
	compiler = append(compiler, include(app)...)
	compiler = append(compiler, include(lib)...)
	if flags, err := fs.ReadFile(client, "flags"); err == nil {
		compiler = append(compiler, strings.Fields(string(flags))...)
	}
	sources, err := filepath.Glob(filepath.Join(lib, "*.c"))
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return run(compiler[0], append(compiler[1:], "-fsyntax-only", main)...)
	}
	args := append([]string{"-std=gnu17", "-w", "-shared", "-fPIC", "-o", "liblibrary.so"}, include(lib)...)
	if err := run("gcc", append(args, sources...)...); err != nil {
		return fmt.Errorf("the library itself does not build: %w", err)
	}
	if err := run(compiler[0], append(compiler[1:], "-o", "app", main, "-L.", "-llibrary")...); err != nil {
		return err
	}
	return run(filepath.Join(dir, "app"))
}
