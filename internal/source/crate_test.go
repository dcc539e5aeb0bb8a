package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A fakeRegistry is a cargo that answers from files, and its home.
type fakeRegistry struct {
	t    *testing.T
	home string // CARGO_HOME
	dir  string // answers by what is asked for, and a log of what was
}

// fakeCargo puts a cargo first in PATH that knows nothing but what the test
// publishes, and uses no network.
func fakeCargo(t *testing.T) *fakeRegistry {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake cargo is a shell script")
	}
	r := &fakeRegistry{t, t.TempDir(), t.TempDir()}
	const script = `#!/bin/sh
echo "$@" >> "$FAKE_CARGO/log"
case "$*" in
*--offline*) test -e "$FAKE_CARGO/offline" || { echo 'error: no index is cached' >&2; exit 101; } ;;
esac
for arg; do
	case "$arg" in -*|info|crates-io) ;; *) what=$arg ;; esac
done
if test -f "$FAKE_CARGO/answer/$what"; then
	exec cat "$FAKE_CARGO/answer/$what"
fi
printf 'error: could not find %s in registry\n\nhelp: none\n' "$what" >&2
exit 101
`
	bin := t.TempDir()
	r.write(filepath.Join(bin, "cargo"), script)
	if err := os.Chmod(filepath.Join(bin, "cargo"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("CARGO_HOME", r.home)
	t.Setenv("FAKE_CARGO", r.dir)
	r.write(filepath.Join(r.dir, "offline"), "")
	return r
}

func (r *fakeRegistry) write(name, content string) {
	r.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(content), 0o666)); err != nil {
		r.t.Fatal(err)
	}
}

// answer makes "cargo info" say a text when it is asked for what.
func (r *fakeRegistry) answer(what, text string) {
	r.write(filepath.Join(r.dir, "answer", what), text)
}

// asked lists the packages that cargo was asked for, sorted, with its flags.
func (r *fakeRegistry) asked() []string {
	data, err := os.ReadFile(filepath.Join(r.dir, "log"))
	if err != nil {
		return nil
	}
	list := strings.Split(strings.TrimSpace(string(data)), "\n")
	for i, line := range list {
		list[i] = strings.TrimPrefix(line, "info --quiet --registry crates-io ")
	}
	slices.Sort(list)
	return list
}

// archive writes a package into the cache.
func (r *fakeRegistry) archive(registry, name, version string, data []byte) {
	r.write(filepath.Join(r.home, "registry", "cache", registry, name+"-"+version+".crate"), string(data))
}

// index writes what the cached index says of a package.
func (r *fakeRegistry) index(registry, name, version, sum string) {
	prefix := map[int]string{1: "1", 2: "2", 3: "3/" + name[:1]}[len(name)]
	if prefix == "" {
		prefix = name[:2] + "/" + name[2:4]
	}
	r.write(filepath.Join(r.home, "registry", "index", registry, ".cache", filepath.FromSlash(prefix), name),
		fmt.Sprintf("\x03\x02\x00\x00\x00etag: x\x000.0.1\x00{\"name\":%q,\"vers\":\"0.0.1\",\"cksum\":\"%064d\"}\x00%s\x00{\"name\":%[1]q,\"vers\":%[3]q,\"cksum\":%[4]q}\x00", name, 0, version, sum))
}

// publish makes a package of a manifest and src/lib.rs, in the registry and in
// the cache.
func (r *fakeRegistry) publish(name, version, dependencies string) {
	r.t.Helper()
	root := name + "-" + version + "/"
	manifest := fmt.Sprintf("[package]\nname = %q\nversion = %q\n%s", name, version, dependencies)
	path := writeTarGz(r.t, member{name: root + "Cargo.toml", content: manifest}, member{name: root + "src/lib.rs", content: "pub fn f() {}\n"})
	data, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	r.publishArchive(name, version, data)
}

func (r *fakeRegistry) publishArchive(name, version string, data []byte) {
	plain, _, _ := strings.Cut(version, "+")
	sum := sha256.Sum256(data)
	r.archive("registry-0", name, version, data)
	r.index("registry-0", name, version, hex.EncodeToString(sum[:]))
	text := fmt.Sprintf("%s #tag\nA description\nversion: %s\nlicense: none\n", name, version)
	r.answer(name+"@"+plain, text)
	r.answer(name, text)
}

func TestCrate(t *testing.T) {
	r := fakeCargo(t)
	for _, name := range []string{"a", "ab", "abc", "thing", "under_score-d"} {
		r.publish(name, "1.2.3", "")
		s := open(t, "crate:"+name+"@1.2.3", Options{})
		if s.Version != "1.2.3" || s.Origin != "crate:"+name+"@1.2.3" || s.Registry != "crate" || s.Name != name || s.Package != name || s.Root != name+"-1.2.3" {
			t.Errorf("%s: version %q, origin %q, registry %q, name %q, package %q, root %q", name, s.Version, s.Origin, s.Registry, s.Name, s.Package, s.Root)
		}
		if err := fstest.TestFS(s.Tree, s.Root+"/Cargo.toml", s.Root+"/src/lib.rs"); err != nil {
			t.Error(err)
		}
	}
	for _, spec := range []string{"crate:thing", "crate:thing@latest"} {
		if s := open(t, spec, Options{}); s.Version != "1.2.3" || s.Origin != "crate:thing@1.2.3" {
			t.Errorf("%s: version %q, origin %q", spec, s.Version, s.Origin)
		}
	}
	if want := []string{"a@1.2.3 --offline", "ab@1.2.3 --offline", "abc@1.2.3 --offline", "thing", "thing", "thing@1.2.3 --offline", "under_score-d@1.2.3 --offline"}; !slices.Equal(r.asked(), want) {
		t.Errorf("cargo was asked for %q, want %q", r.asked(), want)
	}
}

func TestCrateOfABuild(t *testing.T) {
	r := fakeCargo(t)
	r.publish("thing", "1.2.3+build.5", "")
	if s := open(t, "crate:thing@1.2.3", Options{}); s.Version != "1.2.3+build.5" || s.Root != "thing-1.2.3+build.5" {
		t.Errorf("version %q, root %q", s.Version, s.Root)
	}
}

func TestCrateIsAskedForOnlineWhereOfflineFails(t *testing.T) {
	r := fakeCargo(t)
	r.publish("thing", "1.2.3", "")
	if err := os.Remove(filepath.Join(r.dir, "offline")); err != nil {
		t.Fatal(err)
	}
	open(t, "crate:thing@1.2.3", Options{})
	if want := []string{"thing@1.2.3", "thing@1.2.3 --offline"}; !slices.Equal(r.asked(), want) {
		t.Errorf("cargo was asked for %q", r.asked())
	}
}

func TestCrateWithAWrongChecksum(t *testing.T) {
	r := fakeCargo(t)
	r.publish("thing", "1.2.3", "")
	good, err := os.ReadFile(filepath.Join(r.home, "registry/cache/registry-0/thing-1.2.3.crate"))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := os.ReadFile(writeTarGz(t, member{name: "thing-1.2.3/Cargo.toml", content: "forged"}))
	if err != nil {
		t.Fatal(err)
	}
	r.archive("registry-0", "thing", "1.2.3", forged)
	e := mustFail(t, "crate:thing@1.2.3", Options{})
	if !strings.Contains(e.Reason, "not the one that the registry knows") || !strings.HasPrefix(e.Hint, "remove "+r.home) || e.Usage {
		t.Errorf("%v, hint %q", e, e.Hint)
	}
	// Another registry's package of the same name is the right one.
	sum := sha256.Sum256(good)
	r.archive("mirror-1", "thing", "1.2.3", good)
	r.index("mirror-1", "thing", "1.2.3", hex.EncodeToString(sum[:]))
	s := open(t, "crate:thing@1.2.3", Options{})
	if data, err := fs.ReadFile(s.Tree, "thing-1.2.3/src/lib.rs"); err != nil || string(data) != "pub fn f() {}\n" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestMissingCrates(t *testing.T) {
	r := fakeCargo(t)
	r.answer("uncached", "uncached\nversion: 1.0.0\n")
	r.answer("mute", "")
	r.answer("old", "usage: cargo\n")
	r.answer("evil-name", "../evil\nversion: 1.0.0\n")
	r.answer("evil-version", "evil-version\nversion: 1.0.0/../../x\n")
	for spec, want := range map[string]string{
		"crate:nosuch@1.0.0": "cargo info: could not find nosuch@1.0.0 in registry; help: none",
		"crate:nosuch":       "cargo info: could not find nosuch in registry; help: none",
		"crate:uncached":     "cargo did not leave the package in its cache",
		"crate:mute":         "cargo info says nothing that can be understood",
		"crate:old":          "cargo info says nothing that can be understood",
		"crate:evil-name":    "cargo info says nothing that can be understood",
		"crate:evil-version": "cargo info says nothing that can be understood",
	} {
		if e := mustFail(t, spec, Options{}); e.Reason != want || e.Hint == "" || e.Usage {
			t.Errorf("%s: %q, hint %q", spec, e.Reason, e.Hint)
		}
	}
}

// TestHostileCrateSpecs holds that what is no name or version never gets to
// cargo, as an option or a path.
func TestHostileCrateSpecs(t *testing.T) {
	r := fakeCargo(t)
	for _, spec := range []string{
		"crate:", "crate:@1.0.0", "crate:-x", "crate:--help@1.0.0", "crate:../x@1.0.0", "crate:a/b", "crate:a b@1.0.0", "crate:é@1.0.0",
		"crate:1a@1.0.0", "crate:a*@1.0.0", "crate:https://example.org/x", "crate:" + strings.Repeat("a", 65),
		"crate:a@1", "crate:a@1.0", "crate:a@^1.0.0", "crate:a@=1.0.0", "crate:a@v1.0.0", "crate:a@--help", "crate:a@1.0.0/../x", "crate:a@1.0.0 ", "crate:a@1.0.0-*",
		"crate:a@1.0.0@2.0.0", "crate:a@*", "crate:a@1.0.0;ls", "crate:a@1.0.0+$(ls)", "crate:a@Latest",
	} {
		if e := mustFail(t, spec, Options{}); !e.Usage || e.Hint == "" {
			t.Errorf("%q: usage %v, hint %q: %v", spec, e.Usage, e.Hint, e)
		}
	}
	if asked := r.asked(); asked != nil {
		t.Errorf("cargo was asked for %q", asked)
	}
}

func TestCargoIsNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if e := mustFail(t, "crate:anyhow@1.0.0", Options{}); e.Reason != "cargo is not installed" || e.Hint == "" || e.Usage {
		t.Errorf("%v", e)
	}
}

func TestPinnedCratesStandBeside(t *testing.T) {
	r := fakeCargo(t)
	r.publish("main", "1.2.3", `
[dependencies]
pinned = "=1.2.3"
table = { version = "= 1.2.3", optional = true }
alias = { package = "renamed", version = "=1.2.3" }
loose = "1.2.3"
caret = "^1.2.3"
other = "=1.2.4"
part = "=1.2"
elsewhere = { version = "=1.2.3", registry-index = "https://example.org" }
"../evil" = "=1.2.3"

[target.'cfg(windows)'.dependencies]
windows-part = "=1.2.3"

[dev-dependencies]
tester = "=1.2.3"

[build-dependencies]
builder = "=1.2.3"
`)
	r.publish("pinned", "1.2.3", "[dependencies]\ndeep = \"=1.2.3\"\nmain = \"=1.2.3\"\n")
	for _, name := range []string{"table", "renamed", "windows-part", "deep"} {
		r.publish(name, "1.2.3", "")
	}
	s := open(t, "crate:main@1.2.3", Options{})
	entries, err := fs.ReadDir(s.Tree, ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{"deep-1.2.3", "main-1.2.3", "pinned-1.2.3", "renamed-1.2.3", "table-1.2.3", "windows-part-1.2.3"}
	if !slices.Equal(got, want) || s.Root != "main-1.2.3" {
		t.Errorf("root %s of %q, want %q", s.Root, got, want)
	}
	var files []string
	for _, dir := range want {
		files = append(files, dir+"/Cargo.toml", dir+"/src/lib.rs")
		if data, err := fs.ReadFile(s.Tree, dir+"/Cargo.toml"); err != nil || !strings.Contains(string(data), fmt.Sprintf("name = %q", strings.TrimSuffix(dir, "-1.2.3"))) {
			t.Errorf("%s: %q, %v", dir, data, err)
		}
	}
	if err := fstest.TestFS(s.Tree, files...); err != nil {
		t.Error(err)
	}
}

func TestPinnedCrateThatIsMissing(t *testing.T) {
	r := fakeCargo(t)
	r.publish("main", "1.2.3", "[dependencies]\ngone = \"=1.2.3\"\n")
	if e := mustFail(t, "crate:main@1.2.3", Options{}); !strings.Contains(e.Reason, "could not find gone@1.2.3") || e.Hint == "" {
		t.Errorf("%v, hint %q", e, e.Hint)
	}
}

func TestDamagedCrates(t *testing.T) {
	whole, err := os.ReadFile(writeTarGz(t, member{name: "thing-1.2.3/Cargo.toml", content: strings.Repeat("x", 9999)}))
	if err != nil {
		t.Fatal(err)
	}
	read := func(members ...member) []byte {
		data, err := os.ReadFile(writeTarGz(t, members...))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"empty":              {nil, "the archive is truncated"},
		"cut":                {whole[:len(whole)/2], "the archive is truncated"},
		"no archive":         {[]byte("<html>not found</html>"), "the archive is damaged"},
		"another directory":  {read(member{name: "thing-1.2.4/Cargo.toml"}), "the package has no directory thing-1.2.3"},
		"a file of the name": {read(member{name: "thing-1.2.3", content: "x"}), "the package has no directory thing-1.2.3"},
		"a name that climbs": {read(member{name: "thing-1.2.3/Cargo.toml"}, member{name: "thing-1.2.3/../../x"}), "refused: "},
		"a link that climbs": {read(member{name: "thing-1.2.3/Cargo.toml"}, member{name: "thing-1.2.3/l", mode: fs.ModeSymlink, link: "../../x"}), "refused: "},
		"a bomb":             {read(member{name: "thing-1.2.3/zeros", size: 70 << 20}), "refused: "},
	} {
		t.Run(name, func(t *testing.T) {
			r := fakeCargo(t)
			r.publishArchive("thing", "1.2.3", test.data)
			if e := mustFail(t, "crate:thing@1.2.3", Options{}); !strings.Contains(e.Reason, test.want) {
				t.Errorf("%v, hint %q", e, e.Hint)
			}
		})
	}
	// Directories beside the package's are no part of it.
	r := fakeCargo(t)
	r.publishArchive("thing", "1.2.3", read(member{name: "thing-1.2.3/Cargo.toml"}, member{name: "thing-1.2.30/Cargo.toml"}, member{name: "Cargo.toml"}))
	s := open(t, "crate:thing@1.2.3", Options{})
	if entries, err := fs.ReadDir(s.Tree, "."); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestCrateOfACanceledRun(t *testing.T) {
	r := fakeCargo(t)
	r.publish("thing", "1.2.3", "")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, "crate:thing@1.2.3", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
