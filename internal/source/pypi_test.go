package source

import (
	"archive/zip"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fakePip puts a python3 first in PATH whose pip knows nothing but the wheels in
// a directory, which it returns, and uses no network.
func fakePip(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake python3 is a shell script")
	}
	const script = `#!/bin/sh
echo "$@" >> "$FAKE_PIP/log"
for what; do :; done
case "$*" in
*" index versions "*)
	test -f "$FAKE_PIP/$what.versions" && exec cat "$FAKE_PIP/$what.versions"
	echo "ERROR: No matching distribution found for $what" >&2; exit 1 ;;
esac
test -f "$FAKE_PIP/broken" && { cat "$FAKE_PIP/broken" >&2; exit 1; }
while test $# -gt 0; do
	case "$1" in --dest) dest=$2 ;; --python-version) python=$2 ;; esac
	shift
done
for dir in "$FAKE_PIP/$what" "$FAKE_PIP/$what@$python"; do
	test -d "$dir" && exec cp "$dir"/* "$dest/"
done
echo "ERROR: Could not find a version that satisfies the requirement $what (from versions: none)" >&2
echo "ERROR: No matching distribution found for $what" >&2
exit 1
`
	bin, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "python3"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("FAKE_PIP", dir)
	return dir
}

// wheel writes a wheel below dir.
func wheel(t *testing.T, dir, what, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, what), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, what, name))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	w, err := z.Create("shop/__init__.py")
	if err == nil {
		_, err = w.Write([]byte("x = 1\n"))
	}
	if err := errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestDistribution(t *testing.T) {
	dir := fakePip(t)
	wheel(t, dir, "shop==1.2.0", "shop-1.2.0-py3-none-any.whl")
	wheel(t, dir, "shop", "shop-2.0.0rc1-py3-none-any.whl")
	wheel(t, dir, "old.shop==1.0@2.7", "old_shop-1.0-cp27-cp27m-manylinux1_x86_64.whl")
	if err := os.WriteFile(filepath.Join(dir, "old.shop.versions"), []byte("old.shop (1.0)\nAvailable versions: 1.0, 0.9\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for spec, origin := range map[string]string{
		"pypi:shop@1.2.0":   "pypi:shop@1.2.0",
		"pypi:shop@latest":  "pypi:shop@2.0.0rc1",
		"pypi:shop":         "pypi:shop@2.0.0rc1",
		"pypi:old.shop@1.0": "pypi:old.shop@1.0",
	} {
		s, err := Open(context.Background(), spec, Options{})
		if err != nil {
			t.Errorf("%s: %v", spec, err)
			continue
		}
		if s.Origin != origin || s.Registry != "pypi" || !IsFixed(s.Origin) || "pypi:"+s.Package+"@"+s.Version != origin {
			t.Errorf("%s: origin %q, package %q, version %q", spec, s.Origin, s.Package, s.Version)
		}
		if data, err := fs.ReadFile(s.Tree, "shop/__init__.py"); err != nil || string(data) != "x = 1\n" {
			t.Errorf("%s: %q, %v", spec, data, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", spec, err)
		}
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, " download ") && !strings.Contains(line, " --only-binary :all: ") {
			t.Errorf("pip may run a source archive: %s", line)
		}
	}
}

func TestMissingDistributions(t *testing.T) {
	dir := fakePip(t)
	if err := os.WriteFile(filepath.Join(dir, "shop.versions"), []byte("shop (1.0)\nAvailable versions: 1.0, 0.9\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ spec, reason, hint string }{
		{"pypi:nothing@1.0", "the index has no distribution nothing", "check the name"},
		{"pypi:shop@9.0", "the index has no version 9.0 of shop", "pip index versions shop"},
		{"pypi:shop@1.0", "no wheel of version 1.0 of shop", "source archives only"},
		{"pypi:../shop@1.0", "not the name of a distribution", "write pypi:NAME@VERSION"},
		{"pypi:-r@1.0", "not the name of a distribution", "write pypi:NAME@VERSION"},
		{"pypi:shop@--index-url=x", "not a version", "write a version"},
		{"pypi:shop@1.0;x", "not a version", "write a version"},
	} {
		_, err := Open(context.Background(), test.spec, Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Reason, test.reason) || !strings.Contains(e.Hint, test.hint) {
			t.Errorf("%s: %v", test.spec, err)
		}
	}
	for text, reason := range map[string]string{
		"WARNING: Retrying: NewConnectionError: failed\nERROR: No matching distribution found for shop": "the index cannot be reached",
		"/usr/bin/python3: No module named pip":                                                         "python3 has no pip",
		"ERROR: THESE PACKAGES DO NOT MATCH HASHES":                                                     "DO NOT MATCH",
	} {
		if err := os.WriteFile(filepath.Join(dir, "broken"), []byte(text+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(context.Background(), "pypi:shop@1.0", Options{}); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestPythonIsNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Open(context.Background(), "pypi:shop@1.0", Options{})
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Reason, "python3 is not installed") || e.Hint == "" {
		t.Errorf("%v", err)
	}
}
