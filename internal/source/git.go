package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// openGit opens the tree of a git revision: listed by ls-tree, its blobs read
// through one "git cat-file --batch", without a checkout.
func openGit(ctx context.Context, spec, rev, sub string, o Options) (*Source, error) {
	if rev == "" {
		return nil, &Error{spec, "no revision is named", "write " + usage("git"), true}
	}
	sub = path.Clean(strings.TrimSuffix(sub, "/"))
	if !fs.ValidPath(sub) {
		return nil, &Error{spec, fmt.Sprintf("%q is not a directory inside of the repository", sub), "write it relative to the top of the repository, with slashes", true}
	}
	g := gitClient{ctx: ctx, spec: spec, dir: o.Dir}
	commit, err := g.resolve(rev)
	if err != nil {
		return nil, err
	}
	snap, err := g.snapshot(commit)
	if err != nil {
		return nil, err
	}
	if f := snap.tree.files[sub]; f == nil || !f.dir {
		return nil, &Error{Spec: spec, Reason: fmt.Sprintf("%s has no directory %s", rev, sub), Hint: "git ls-tree -d " + rev + " lists them"}
	}
	s := &Source{Spec: spec, Origin: "git:" + commit, Tree: snap.tree, Root: sub, Name: path.Base(sub), close: snap.Close}
	if v := versionOf(rev); v != "" && g.isTag(rev) { // a branch may be called release-1.0
		s.Version = v
	}
	if sub == "." {
		s.Name = "repository"
	} else {
		s.Origin += ":" + sub
	}
	return s, nil
}

// A gitClient runs git in the directory of the user.
type gitClient struct {
	ctx       context.Context
	spec, dir string
}

func (g gitClient) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(g.ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	if g.dir != "" { // a hook's repository is not the one that was named
		cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool {
			name, _, _ := strings.Cut(v, "=")
			return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"}, name)
		})
	}
	return cmd
}

// run returns what a git command prints.
func (g gitClient) run(args ...string) ([]byte, error) {
	out, err := g.command(args...).Output()
	if err == nil {
		return out, nil
	}
	if g.ctx.Err() != nil {
		return nil, g.ctx.Err()
	}
	return nil, g.fault(err)
}

func (g gitClient) fault(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return &Error{Spec: g.spec, Reason: "git is not installed", Hint: "install git, or name a directory instead of a revision"}
	}
	e := &Error{Spec: g.spec, Reason: "git failed: " + err.Error()}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		e.Reason = "git: " + strings.TrimPrefix(first, "fatal: ")
		switch {
		case strings.Contains(first, "dubious ownership"):
			e.Hint = "git refuses a repository of another user: git config --global --add safe.directory DIR, if you trust it"
		case strings.Contains(first, "not a git repository"):
			e.Reason, e.Hint = "not in a git repository", "run apicheck inside of one, or name one with -C DIR"
		}
	}
	return e
}

// resolve returns the id of the commit or tree that rev names.
func (g gitClient) resolve(rev string) (string, error) {
	out, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{tree}")
	var e *Error
	if errors.As(err, &e) && strings.HasPrefix(e.Reason, "git: ") {
		e.Reason, e.Hint = fmt.Sprintf("unknown revision %q", rev), "git fetch --tags brings the tags of the remote; a shallow clone lacks old ones"
	}
	if err != nil {
		return "", err
	}
	if out, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}"); err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	return strings.TrimSpace(string(out)), nil
}

// isTag reports whether rev is the name of a tag.
func (g gitClient) isTag(rev string) bool {
	_, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", "refs/tags/"+strings.TrimPrefix(rev, "refs/tags/"))
	return err == nil
}

// snapshot lists the regular files of a tree, and the links to them. Submodules are
// left out.
func (g gitClient) snapshot(id string) (*Snapshot, error) {
	out, err := g.run("ls-tree", "-r", "-z", "--full-tree", id)
	if err != nil {
		return nil, err
	}
	blobs := &blobReader{git: g}
	t := newTree(blobs.read)
	var links []*treeFile
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		meta, name, ok := bytes.Cut(entry, []byte{'\t'})
		f := bytes.Fields(meta)
		if !ok || len(f) != 3 || string(f[1]) != "blob" || !fs.ValidPath(string(name)) {
			continue
		}
		file := &treeFile{name: string(name), id: string(f[2])}
		if string(f[0]) == "120000" {
			links = append(links, file)
			continue
		}
		t.add(file)
	}
	t.link(links, blobs.read)
	t.sort()
	return &Snapshot{Commit: id, tree: t, close: blobs.close}, nil
}

// maxBlob bounds a file in a repository, in bytes.
const maxBlob = 256 << 20

// A blobReader is a "git cat-file --batch", started when it is first asked.
type blobReader struct {
	git    gitClient
	mu     sync.Mutex
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	broken error // the stream is out of step after an error
}

func (b *blobReader) start() error {
	cmd := b.git.command("cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return b.git.fault(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return b.git.fault(err)
	}
	if err := cmd.Start(); err != nil {
		return b.git.fault(err)
	}
	b.cmd, b.in, b.out = cmd, in, bufio.NewReaderSize(out, 64<<10)
	return nil
}

func (b *blobReader) read(f *treeFile) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd == nil && b.broken == nil {
		b.broken = b.start()
	}
	if b.broken != nil {
		return nil, b.broken
	}
	data, err := b.request(f.id)
	if large := (*tooLarge)(nil); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.As(err, &large) {
		b.broken = err
	}
	return data, err
}

// request asks for one object: "ID\n" in, "ID TYPE SIZE\n<content>\n" out.
func (b *blobReader) request(id string) ([]byte, error) {
	if _, err := io.WriteString(b.in, id+"\n"); err != nil {
		return nil, err
	}
	header, err := b.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("git cat-file ended early: %w", err)
	}
	fields := strings.Fields(header)
	if len(fields) == 2 && fields[1] == "missing" {
		return nil, fmt.Errorf("object %s is missing from the repository: %w", id, fs.ErrNotExist)
	}
	if len(fields) != 3 {
		return nil, fmt.Errorf("unexpected answer of git cat-file: %q", header)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 {
		return nil, fmt.Errorf("unexpected answer of git cat-file: %q", header)
	}
	if size > maxBlob {
		if _, err := io.CopyN(io.Discard, b.out, int64(size)+1); err != nil {
			return nil, fmt.Errorf("git cat-file ended early: %w", err)
		}
		return nil, &tooLarge{maxBlob}
	}
	data := make([]byte, size+1) // and the line end that follows
	if _, err := io.ReadFull(b.out, data); err != nil {
		return nil, fmt.Errorf("git cat-file ended early: %w", err)
	}
	return data[:size], nil
}

// A tooLarge file is left unread.
type tooLarge struct{ limit int }

func (e *tooLarge) Error() string { return fmt.Sprintf("larger than %d MiB", e.limit>>20) }

func (b *blobReader) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd == nil {
		return nil
	}
	b.in.Close()
	return b.cmd.Wait()
}
