package source

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func repositoryWith(t *testing.T, files map[string]string) (string, *Repository) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	writeFiles(t, dir, files)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "one")
	r, err := OpenRepository(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, r
}

func names(t *testing.T, tree fs.FS) string {
	t.Helper()
	var list []string
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			list = append(list, name+"="+string(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " ")
}

func TestWorktreeIsWhatGitWouldCommit(t *testing.T) {
	dir, r := repositoryWith(t, map[string]string{"a/x": "1", "a/y": "2", "z": "3", ".gitignore": "*.o\n"})
	read := func() string {
		t.Helper()
		s, err := r.Worktree()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := fstest.TestFS(s.Tree(), "z"); err != nil {
			t.Error(err)
		}
		return names(t, s.Tree())
	}
	if got, want := read(), ".gitignore=*.o\n a/x=1 a/y=2 z=3"; got != want {
		t.Errorf("clean: %q, want %q", got, want)
	}
	writeFiles(t, dir, map[string]string{"a/x": "changed", "new/n": "4", "ignored.o": "5"})
	if err := os.Remove(filepath.Join(dir, "a", "y")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if got, want := read(), ".gitignore=*.o\n a/x=changed new/n=4 z=3"; got != want {
		t.Errorf("changed: %q, want %q", got, want)
	}
	git(t, dir, "add", "a/x")
	if err := os.Remove(filepath.Join(dir, "z")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "z")); err != nil {
		t.Fatal(err)
	}
	s, err := r.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, want := names(t, s.Tree()), ".gitignore=*.o\n a/x=changed new/n=4"; got != want {
		t.Errorf("a file that became a link out: %q, want %q", got, want)
	}
}

func TestFootprint(t *testing.T) {
	dir, r := repositoryWith(t, map[string]string{"a/x": "1", "a/y": "2", "b/z": "3"})
	first, err := r.Commit("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	tree := first.Trace()
	if _, err := fs.ReadFile(tree, "a/x"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(tree, "a/none"); err == nil {
		t.Fatal("it is there")
	}
	if _, err := fs.ReadDir(tree, "b"); err != nil {
		t.Fatal(err)
	}
	footprint, err := tree.Footprint()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		files map[string]string
		gone  string
		want  bool
	}{
		{"nothing changed", nil, "", true},
		{"what was not asked for changed", map[string]string{"a/y": "other", "b/z": "other", "c": "new"}, "", true},
		{"what was read changed", map[string]string{"a/x": "other"}, "", false},
		{"what was read is gone", nil, "a/x", false},
		{"what was not there is there", map[string]string{"a/none": ""}, "", false},
		{"a directory that was listed got a file", map[string]string{"b/new": ""}, "", false},
		{"a directory that was listed lost a file", nil, "b/z", false},
	} {
		git(t, dir, "reset", "-q", "--hard")
		git(t, dir, "clean", "-q", "-f", "-d")
		writeFiles(t, dir, test.files)
		if test.gone != "" {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(test.gone))); err != nil {
				t.Fatal(err)
			}
		}
		s, err := r.Worktree()
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Holds(footprint); got != test.want {
			t.Errorf("%s: holds is %v", test.name, got)
		}
		s.Close()
	}
}

// TestContentHasGitsID holds ids of files on disk against git's.
func TestContentHasGitsID(t *testing.T) {
	dir, r := repositoryWith(t, map[string]string{"x": "1"})
	writeFiles(t, dir, map[string]string{"x": "something else\n"})
	s, err := r.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.tree.contentID(s.tree.files["x"])
	if want := strings.TrimSpace(git(t, dir, "hash-object", "x")); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}
