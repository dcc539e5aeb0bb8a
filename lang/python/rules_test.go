package python

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/apicheck/apicheck/internal/ruletest"
)

// TestRules proves the rule pages. Their clients are run where there is a
// Python, and those that only type checkers refuse are checked where there is a
// mypy; the pages themselves need neither.
func TestRules(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Log("python3 is not installed: the clients of the pages are not run")
		ruletest.Run(t, &Language, nil)
		return
	}
	if !haveMypy() {
		t.Log("mypy is not installed: clients for type checkers are only run")
	}
	ruletest.Run(t, &Language, witness)
}

// haveMypy reports whether python3 has mypy.
var haveMypy = sync.OnceValue(func() bool { return exec.Command("python3", "-m", "mypy", "--version").Run() == nil })

// witness runs the client main.py with the library on its path: an exit code
// other than 0 is an error. A client types.py is a program that only type
// checkers refuse: mypy checks it, as strictly as it can.
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
	path := lib
	for _, sub := range []string{"src", "python"} {
		if _, err := os.Stat(filepath.Join(lib, sub)); err == nil {
			path = filepath.Join(lib, sub)
		}
	}
	run := func(args ...string) error {
		cmd := exec.Command("python3", args...)
		cmd.Dir = app
		cmd.Env = append(os.Environ(), "PYTHONPATH="+path, "MYPYPATH="+path, "PYTHONDONTWRITEBYTECODE=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	}
	if _, err := fs.Stat(client, "types.py"); err == nil {
		if !haveMypy() {
			return ruletest.ErrNoWitness
		}
		// The name is that of a module of the standard library.
		if err := os.Rename(filepath.Join(app, "types.py"), filepath.Join(app, "program.py")); err != nil {
			return err
		}
		return run("-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", filepath.Join(dir, "cache"), "program.py")
	}
	return run("main.py")
}
