package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

type member struct {
	name, content string
	mode          fs.FileMode
	link          string
	size          int64 // instead of the content's, as zeros
}

func writeZip(t testing.TB, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		h.SetMode(m.mode | 0o644)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		content := m.content
		if m.mode&fs.ModeSymlink != 0 {
			content = m.link
		}
		if _, err := io.Copy(w, io.MultiReader(strings.NewReader(content), io.LimitReader(zeros{}, m.size))); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "a.zip", b.Bytes())
}

func writeTarGz(t testing.TB, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.content)) + m.size, Typeflag: tar.TypeReg}
		switch {
		case m.mode&fs.ModeSymlink != 0:
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, m.link, 0
		case m.mode&fs.ModeIrregular != 0:
			h.Typeflag, h.Linkname, h.Size = tar.TypeLink, m.link, 0
		case m.mode&fs.ModeDevice != 0:
			h.Typeflag, h.Size = tar.TypeBlock, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := io.Copy(w, io.MultiReader(strings.NewReader(m.content), io.LimitReader(zeros{}, m.size))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), gz.Close()); err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "a.tar.gz", b.Bytes())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func writeFile(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, spec string, o Options) *Source {
	t.Helper()
	s, err := Open(context.Background(), spec, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// mustFail opens a spec that cannot be, and returns the error.
func mustFail(t testing.TB, spec string, o Options) *Error {
	t.Helper()
	s, err := Open(context.Background(), spec, o)
	if err == nil {
		s.Close()
		t.Fatalf("%s is opened", spec)
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: error %v is not a *Error", spec, err)
	}
	return e
}

func TestArchives(t *testing.T) {
	members := []member{{name: "lib-1.2.3/go.mod", content: "module m\n"}, {name: "lib-1.2.3/sub/x.go", content: "package sub\n"}}
	for _, path := range []string{writeZip(t, members...), writeTarGz(t, members...)} {
		s := open(t, path, Options{})
		if s.Root != "lib-1.2.3" || s.Version != "1.2.3" {
			t.Errorf("%s: root %q, version %q", path, s.Root, s.Version)
		}
		if err := fstest.TestFS(s.Tree, "lib-1.2.3/go.mod", "lib-1.2.3/sub/x.go"); err != nil {
			t.Error(err)
		}
	}
	for _, test := range []struct{ name, version string }{
		{"m@v1.2.3.zip", "v1.2.3"}, {"lib-0.4.0-rc.1.crate", "0.4.0-rc.1"}, {"pkg-2.0.1-py3-none-any.whl", "2.0.1"}, {"plain.zip", ""},
	} {
		s := &Source{Name: test.name, Tree: fstest.MapFS{"a": {}, "b": {}}, Root: "."}
		if s.enter(); s.Version != test.version {
			t.Errorf("%s: version %q, want %q", test.name, s.Version, test.version)
		}
	}
}

func TestHostileArchivesAreRefused(t *testing.T) {
	file := member{name: "a/f", content: "x"}
	link := func(target string) member { return member{name: "a/l", mode: fs.ModeSymlink, link: target} }
	for name, members := range map[string][]member{
		"a name that climbs":        {file, {name: "../f"}},
		"a name that climbs inside": {file, {name: "a/../../f"}},
		"an absolute name":          {file, {name: "/etc/passwd"}},
		"a name with a backslash":   {file, {name: `a\..\..\f`}},
		"a name twice":              {file, file},
		"a file that is a folder":   {file, {name: "a/f/g"}},
		"a link that climbs":        {file, link("../../f")},
		"an absolute link":          {file, link("/etc/passwd")},
		"a name of 5000 bytes":      {file, {name: strings.Repeat("x", 5000)}},
		"a name of 1000 folders":    {file, {name: strings.Repeat("x/", 1000) + "x"}},
		"a bomb":                    {file, {name: "a/zeros", size: 70 << 20}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{writeZip(t, members...), writeTarGz(t, members...)} {
				if e := mustFail(t, path, Options{}); !strings.Contains(e.Reason, "refused") || e.Hint == "" {
					t.Errorf("%s: %v", path, e)
				}
				left, err := os.ReadDir(filepath.Dir(path))
				if err != nil || len(left) != 1 {
					t.Errorf("something is left behind: %v", left)
				}
			}
		})
	}
	for name, members := range map[string][]member{
		"a device":                {file, {name: "a/d", mode: fs.ModeDevice}},
		"a hard link that climbs": {file, {name: "a/h", mode: fs.ModeIrregular, link: "../../etc/passwd"}},
		"a hard link to nothing":  {file, {name: "a/h", mode: fs.ModeIrregular, link: "a/none"}},
	} {
		if e := mustFail(t, writeTarGz(t, members...), Options{}); !strings.Contains(e.Reason, "refused") {
			t.Errorf("%s: %v", name, e)
		}
	}
	inside := open(t, writeTarGz(t, file, link("f"), member{name: "a/h", mode: fs.ModeIrregular, link: "a/f"}), Options{})
	if data, err := fs.ReadFile(inside.Tree, "a/h"); err != nil || string(data) != "x" {
		t.Errorf("a hard link inside of the archive: %q, %v", data, err)
	}
}

func TestDamagedArchives(t *testing.T) {
	for _, path := range []string{writeZip(t, member{name: "a/f", content: strings.Repeat("x", 9999)}), writeTarGz(t, member{name: "a/f", content: strings.Repeat("x", 9999)})} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 10, len(data) / 2, len(data) - 1} {
			cut := writeFile(t, filepath.Base(path), data[:n])
			if e := mustFail(t, cut, Options{}); e.Hint == "" {
				t.Errorf("cut at %d: %v", n, e)
			}
		}
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.txt"), []byte("text"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc", filepath.Join(dir, "out")); err != nil {
		t.Skip(err)
	}
	s := open(t, dir, Options{})
	if _, err := fs.ReadFile(s.Tree, "out/passwd"); err == nil {
		t.Error("a link leads out of the directory")
	}
	if s := open(t, ".", Options{Dir: dir}); s.Name != filepath.Base(dir) || s.Origin != "." {
		t.Errorf("name %q, origin %q", s.Name, s.Origin)
	}
	for spec, usage := range map[string]bool{
		"": true, "nowhere": false, "x.txt": false, "svn:trunk": true, "git:": true, "go:": true, "go:@v1": true, "go:Not A Path@v1.0.0": true,
		"go:example.com/m@-x": true, "git:HEAD:../up": true,
	} {
		if e := mustFail(t, spec, Options{Dir: dir}); e.Usage != usage || e.Hint == "" {
			t.Errorf("%q: usage %v, hint %q: %v", spec, e.Usage, e.Hint, e)
		}
	}
}

func TestWithMajor(t *testing.T) {
	for _, test := range []struct{ path, version, want string }{
		{"example.com/m", "v2.1.0", "example.com/m/v2"},
		{"example.com/m/v2", "v2.1.0", "example.com/m/v2"},
		{"example.com/m", "v1.0.0", "example.com/m"},
		{"example.com/m", "v0.3.0", "example.com/m"},
		{"example.com/m", "v2.0.0+incompatible", "example.com/m"},
		{"gopkg.in/yaml.v3", "v3.0.1", "gopkg.in/yaml.v3"},
		{"example.com/m", "latest", "example.com/m"},
	} {
		if got := withMajor(test.path, test.version); got != test.want {
			t.Errorf("%s@%s: %s, want %s", test.path, test.version, got, test.want)
		}
	}
}

func TestVersionOf(t *testing.T) {
	for rev, want := range map[string]string{
		"v1.2.3": "v1.2.3", "1.2.3": "1.2.3", "sub/v0.4.0-rc.1": "v0.4.0-rc.1", "refs/tags/v2.0.0": "v2.0.0", "crate-1.0.0": "1.0.0",
		"main": "", "HEAD~1": "", "release-1.0": "1.0", "0a1b2c3": "", "v1": "", "1.2.3.4.5/x": "",
	} {
		if got := versionOf(rev); got != want {
			t.Errorf("%s: %q, want %q", rev, got, want)
		}
	}
}

// git runs git in a repository made by the test, and returns what it prints.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	mustFail(t, "git:HEAD", Options{Dir: dir})
	git(t, dir, "init", "-q", "-b", "main")
	for name, text := range map[string]string{"sub/x.go": "package sub\n", "empty": "", "sub/naïve \"name\"\n.go": "odd\n"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "one")
	git(t, dir, "tag", "v1.0.0")
	if err := os.WriteFile(filepath.Join(dir, "sub", "x.go"), []byte("package later\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "commit", "-q", "-a", "-m", "two")

	s := open(t, "git:v1.0.0", Options{Dir: dir})
	if s.Version != "v1.0.0" || !IsFixed(s.Origin) {
		t.Errorf("version %q, origin %q", s.Version, s.Origin)
	}
	git(t, dir, "branch", "release-9.0")
	if b := open(t, "git:release-9.0", Options{Dir: dir}); b.Version != "" {
		t.Errorf("a branch has the version %q", b.Version)
	}
	t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere"))
	open(t, "git:v1.0.0", Options{Dir: dir})
	if err := fstest.TestFS(s.Tree, "sub/x.go", "empty", "sub/naïve \"name\"\n.go"); err != nil {
		t.Error(err)
	}
	if _, err := fs.Stat(s.Tree, "link"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a symbolic link is in the tree: %v", err)
	}
	for rev, want := range map[string]string{"git:v1.0.0:sub": "package sub\n", "git:main:sub": "package later\n", "git:HEAD~1:sub/": "package sub\n", "git:HEAD^{tree}:sub": "package later\n"} {
		s := open(t, rev, Options{Dir: dir})
		if data, err := fs.ReadFile(s.Tree, s.Root+"/x.go"); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", rev, data, err)
		}
	}
	for _, spec := range []string{"git:nosuch", "git:--help", "git:v1.0.0:none", "git:v1.0.0:empty", "git:v1.0.0:sub/x.go"} {
		if e := mustFail(t, spec, Options{Dir: dir}); e.Hint == "" {
			t.Errorf("%s: %v has no hint", spec, e)
		}
	}
	if b := s.Tree.(*tree); b != nil {
		f := &treeFile{name: "gone", id: strings.Repeat("0", 40)}
		if _, err := b.read(f); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a missing object: %v", err)
		}
		if data, err := fs.ReadFile(s.Tree, "sub/x.go"); err != nil {
			t.Errorf("after a missing object: %q, %v", data, err)
		}
	}
}

func TestIsFixed(t *testing.T) {
	for origin, want := range map[string]bool{
		"git:" + strings.Repeat("a", 40): true, "git:" + strings.Repeat("a", 40) + ":sub": true, "go:example.com/m@v1.2.3": true,
		"git:main": false, "git:v1.0.0": false, "go:example.com/m": false, "go:example.com/m@latest": false, ".": false, "lib": false, "": false,
	} {
		if IsFixed(origin) != want {
			t.Errorf("%q: %v", origin, !want)
		}
	}
}

func TestMissingTools(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, spec := range []string{"git:HEAD", "go:example.com/m@v1.0.0"} {
		if e := mustFail(t, spec, Options{}); !strings.Contains(e.Reason, "not installed") || e.Hint == "" || e.Usage {
			t.Errorf("%s: %v", spec, e)
		}
	}
}

func FuzzArchive(f *testing.F) {
	for _, path := range []string{writeZip(f, member{name: "a/f", content: "x"}), writeTarGz(f, member{name: "a/f", content: "x"})} {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, ext := range []string{".zip", ".tar.gz"} {
			path := filepath.Join(dir, fmt.Sprintf("f%d%s", os.Getpid(), ext))
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
			s, err := Open(context.Background(), path, Options{})
			if err != nil {
				continue
			}
			_ = fs.WalkDir(s.Tree, ".", func(name string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					_, _ = fs.ReadFile(s.Tree, name)
				}
				return err
			})
			s.Close()
		}
	})
}
