package rust

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apicheck/apicheck/internal/ruletest"
)

// TestRules proves the rule pages. Their clients are built where there is a
// rustc; the pages themselves need none.
func TestRules(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Log("rustc is not installed: the clients of the pages are not built")
		ruletest.Run(t, &Language, nil)
		return
	}
	ruletest.Run(t, &Language, witness)
}

// witness builds a client that imports the library as the crate m: with
// rustc, or with cargo where the client has a manifest of its own, whose
// dependency m is at ../m. Edition 2021 unless a manifest says otherwise.
func witness(library, client fs.FS) error {
	dir, err := os.MkdirTemp("", "apicheck-witness-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, c := filepath.Join(dir, "m"), filepath.Join(dir, "client")
	if err := os.CopyFS(m, library); err != nil {
		return err
	}
	if err := os.CopyFS(c, client); err != nil {
		return err
	}
	run := func(dir, name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Join(dir, "target"), "RUSTC_BOOTSTRAP=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", name, err, out)
		}
		return nil
	}
	if _, err := os.Stat(filepath.Join(c, "Cargo.toml")); err == nil {
		return run(c, "cargo", "check", "--offline", "--quiet")
	}
	man, err := readManifest(library, ".")
	if err != nil {
		return err
	}
	kind := "lib"
	if man.procMacro {
		kind = "proc-macro"
	}
	edition := fmt.Sprint("--edition=", man.edition)
	if err := run(m, "rustc", edition, "--crate-name", "m", "--crate-type", kind, "--cap-lints", "allow", "--out-dir", dir, "src/lib.rs"); err != nil {
		return fmt.Errorf("the library itself does not build: %w", err)
	}
	lib, err := filepath.Glob(filepath.Join(dir, "libm.*"))
	if err != nil || len(lib) != 1 {
		return fmt.Errorf("rustc made no library: %v", err)
	}
	return run(c, "rustc", "--edition=2021", "--crate-type", "lib", "--crate-name", "client", "--emit", "metadata", "--cap-lints", "allow", "--extern", "m="+lib[0], "--out-dir", dir, "lib.rs")
}
