package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A Repository is a git repository with its work tree.
type Repository struct {
	Top     string // directory of the work tree; of the repository, where it has none
	Shallow bool   // its history is cut off
	Bare    bool   // it has no work tree
	git     gitClient
}

// OpenRepository opens the repository that a directory stands in.
func OpenRepository(ctx context.Context, dir string) (*Repository, error) {
	g := gitClient{ctx: ctx, spec: "git", dir: cmp.Or(dir, ".")}
	out, err := g.run("rev-parse", "--is-shallow-repository", "--is-inside-work-tree")
	if err != nil {
		return nil, err
	}
	facts := strings.Fields(string(out))
	if len(facts) != 2 {
		return nil, &Error{Spec: "git", Reason: "git rev-parse says nothing that can be understood", Hint: "git 2.15 or newer is needed"}
	}
	r := &Repository{Shallow: facts[0] == "true", Bare: facts[1] != "true", git: g}
	where := "--show-toplevel"
	if r.Bare {
		where = "--absolute-git-dir"
	}
	if out, err = g.run("rev-parse", where); err != nil {
		return nil, err
	}
	r.Top = strings.TrimSuffix(string(out), "\n")
	r.git.dir = r.Top
	return r, nil
}

// Resolve returns the commit (or the tree) that a revision names.
func (r *Repository) Resolve(rev string) (string, error) {
	g := r.git
	g.spec = "git:" + rev
	return g.resolve(rev)
}

// Has reports whether a revision is there.
func (r *Repository) Has(rev string) bool {
	_, err := r.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	return err == nil
}

// Tags lists the names of all tags; those that are ancestors of a revision
// where one is named.
func (r *Repository) Tags(merged string) ([]string, error) {
	args := []string{"for-each-ref", "--format=%(refname)", "refs/tags"}
	if merged != "" {
		args = append(args, "--merged="+merged)
	}
	out, err := r.git.run(args...)
	if err != nil {
		return nil, err
	}
	var tags []string
	for line := range strings.Lines(string(out)) {
		tags = append(tags, strings.TrimPrefix(strings.TrimSpace(line), "refs/tags/"))
	}
	return tags, nil
}

// Branch is the branch that is checked out, "" for none.
func (r *Repository) Branch() string {
	out, err := r.git.run("symbolic-ref", "--quiet", "--short", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// MergeBase is the commit that two revisions have in common last.
func (r *Repository) MergeBase(a, b string) (string, error) {
	out, err := r.git.run("merge-base", "--end-of-options", a, b)
	if err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	e := &Error{Spec: "git:" + b, Reason: fmt.Sprintf("%s and %s have no commit in common", a, b)}
	switch {
	case r.git.ctx.Err() != nil:
		return "", r.git.ctx.Err()
	case r.Shallow:
		e.Reason += ": this clone is shallow"
		e.Hint = "git fetch --unshallow brings the history"
	default:
		e.Hint = "name the branch that the change is meant for with --base"
	}
	return "", e
}

// MissingTag is the error of a tag that is not there, with the command that
// brings it.
func (r *Repository) MissingTag(tag string) error {
	hint := "git fetch origin tag " + tag
	if r.Shallow {
		hint = "this clone is shallow: git fetch --depth 1 origin tag " + tag
	}
	return &Error{Spec: "git:" + tag, Reason: "there is no tag " + tag, Hint: hint}
}

// Commit returns the content of a commit.
func (r *Repository) Commit(rev string) (*Snapshot, error) {
	g := r.git
	g.spec = "git:" + rev
	commit, err := g.resolve(rev)
	if err != nil {
		return nil, err
	}
	return g.snapshot(commit)
}

// Worktree returns the content of the work tree: what git tracks as it stands
// there now, and what it neither tracks nor ignores.
func (r *Repository) Worktree() (*Snapshot, error) {
	if r.Bare {
		return nil, &Error{Spec: r.Top, Reason: "the repository has no work tree", Hint: "name a revision with --head"}
	}
	var index, modified, untracked []byte
	var g errgroup.Group
	for _, c := range []struct {
		to   *[]byte
		args []string
	}{
		{&index, []string{"ls-files", "--stage", "-z"}},
		{&modified, []string{"diff-files", "--name-status", "--no-renames", "--ignore-submodules", "-z"}},
		{&untracked, []string{"ls-files", "--others", "--exclude-standard", "-z"}},
	} {
		g.Go(func() (err error) {
			*c.to, err = r.git.run(c.args...)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(r.Top)
	if err != nil {
		return nil, &Error{Spec: r.Top, Reason: "cannot be read: " + cause(err)}
	}
	blobs := &blobReader{git: r.git}
	w := &worktree{root: root, blobs: blobs, disk: map[string][]byte{}, hash: hashOf("")}
	t := newTree(w.read)
	t.identify = w.identify
	w.list(t, index, modified, untracked)
	return &Snapshot{tree: t, close: func() error { return errors.Join(blobs.close(), root.Close()) }}, nil
}

// A worktree reads unchanged files from git's objects, the others from disk.
type worktree struct {
	root  *os.Root
	blobs *blobReader
	hash  func() hash.Hash

	mu   sync.Mutex
	disk map[string][]byte // what was read from disk: it stays the same for the whole run
}

func (w *worktree) list(t *tree, index, modified, untracked []byte) {
	var links []*treeFile
	changed := map[string]bool{} // true: read from disk, false: deleted
	for fields := bytes.Split(modified, []byte{0}); len(fields) >= 2; fields = fields[2:] {
		changed[string(fields[1])] = string(fields[0]) != "D"
	}
	for entry := range bytes.SplitSeq(index, []byte{0}) {
		meta, name, ok := bytes.Cut(entry, []byte{'\t'})
		f := bytes.Fields(meta) // mode, id, stage
		if !ok || len(f) != 3 || string(f[0]) == "160000" || !fs.ValidPath(string(name)) {
			continue
		}
		w.hash = hashOf(string(f[1]))
		file := &treeFile{name: string(name), id: string(f[1])}
		if string(f[0]) == "120000" {
			if onDisk, ok := changed[file.name]; !ok || onDisk {
				links = append(links, file)
			}
			continue
		}
		if onDisk, ok := changed[file.name]; ok || string(f[2]) != "0" {
			if ok && !onDisk || !w.regular(file.name) {
				continue
			}
			file.id = ""
		}
		t.add(file)
	}
	for name := range bytes.SplitSeq(untracked, []byte{0}) {
		if n := string(name); n != "" && fs.ValidPath(n) && w.regular(n) {
			t.add(&treeFile{name: n})
		}
	}
	t.link(links, w.target)
	t.sort()
}

// target is what a link names, as it stands on disk.
func (w *worktree) target(f *treeFile) ([]byte, error) {
	to, err := w.root.Readlink(filepath.FromSlash(f.name))
	return []byte(filepath.ToSlash(to)), err
}

func (w *worktree) regular(name string) bool {
	info, err := w.root.Lstat(filepath.FromSlash(name))
	return err == nil && info.Mode().IsRegular()
}

func (w *worktree) read(f *treeFile) ([]byte, error) {
	if f.id != "" {
		return w.blobs.read(f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if data, ok := w.disk[f.name]; ok {
		return bytes.Clone(data), nil
	}
	info, err := w.root.Stat(filepath.FromSlash(f.name))
	if err != nil {
		return nil, err
	}
	if info.Size() > maxBlob {
		return nil, &tooLarge{maxBlob}
	}
	data, err := w.root.ReadFile(filepath.FromSlash(f.name))
	if err == nil {
		w.disk[f.name] = bytes.Clone(data)
	}
	return data, err
}

func (w *worktree) identify(f *treeFile) (string, error) {
	data, err := w.read(f)
	if err != nil {
		return "", err
	}
	return blobID(data, w.hash), nil
}

// TargetBranch is the branch that a pull request is meant for, as continuous
// integration says, and what says so.
func TargetBranch() (branch, by string) {
	for _, v := range []string{"GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"} {
		if b := os.Getenv(v); b != "" {
			return b, v
		}
	}
	return "", ""
}

// DefaultBranches lists what the main branch is most likely called.
func (r *Repository) DefaultBranches() []string {
	return []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"}
}

// BranchName is the name of a branch without its remote: main of origin/main, and
// of origin/HEAD where that stands for it.
func (r *Repository) BranchName(rev string) string {
	if out, err := r.git.run("rev-parse", "--abbrev-ref", "--verify", "--quiet", "--end-of-options", rev); err == nil {
		lines := strings.Fields(string(out))
		if len(lines) > 0 {
			rev = lines[len(lines)-1]
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(rev, "refs/heads/"), "origin/")
}

// A Commit is one commit of a history.
type Commit struct {
	ID      string
	Subject string
}

// Changed lists the commits between two revisions whose difference in the given
// files has a word in an added or removed line, the newest first.
func (r *Repository) Changed(from, to, word string, files ...string) ([]Commit, error) {
	args := []string{"log", "--no-merges", "--format=%H%x00%s", "--extended-regexp", "-G" + `(^|[^A-Za-z0-9_])` + word + `([^A-Za-z0-9_]|$)`, "--end-of-options", from + ".." + to, "--"}
	for _, f := range files {
		args = append(args, ":(top,literal)"+f)
	}
	out, err := r.git.run(args...)
	if err != nil {
		return nil, err
	}
	var list []Commit
	for line := range strings.Lines(string(out)) {
		if id, subject, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\x00"); ok {
			list = append(list, Commit{id, subject})
		}
	}
	return list, nil
}

// Remote is the address of a remote, "" where there is none of that name.
func (r *Repository) Remote(name string) string {
	out, err := r.git.run("remote", "get-url", name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
