package source

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// A Snapshot is the content of a git repository at one moment: of a commit, or
// of the work tree. Several components may read it at once.
type Snapshot struct {
	Commit string // "" for the work tree
	tree   *tree
	close  func() error

	mu       sync.Mutex
	listings map[string]string // directory → digest of its entries
}

// Tree is the content as files.
func (s *Snapshot) Tree() fs.FS { return s.tree }

// HasDir reports whether there is a directory of that name.
func (s *Snapshot) HasDir(name string) bool {
	f := s.tree.files[name]
	return f != nil && f.dir
}

// HasFile reports whether there is a file of that name.
func (s *Snapshot) HasFile(name string) bool {
	f := s.tree.files[name]
	return f != nil && !f.dir
}

// Close releases what the snapshot holds open.
func (s *Snapshot) Close() error { return s.close() }

// A Footprint is all that was asked of a snapshot, and what it answered: each
// path with the id of its content, of its listing, or with its absence. What
// was made of one snapshot holds for any other that gives the same answers.
type Footprint map[string]string

// Answers in a Footprint that name no content.
const (
	answerAbsent = "-"
	answerDir    = "d"
	answerFile   = "f"
)

// Holds reports whether the snapshot gives the answers of a footprint.
func (s *Snapshot) Holds(f Footprint) bool {
	for question, answer := range f {
		if got, err := s.answer(question[0], question[1:]); err != nil || got != answer {
			return false
		}
	}
	return true
}

// answer says what the snapshot has at a path: for the question 's' whether it is
// there, for 'r' the id of its content, for 'l' the digest of its listing.
func (s *Snapshot) answer(question byte, name string) (string, error) {
	f := s.tree.files[name]
	switch {
	case f == nil:
		return answerAbsent, nil
	case question == 'l' && f.dir:
		return s.listing(name), nil
	case question == 'r' && !f.dir:
		return s.tree.contentID(f)
	case f.dir:
		return answerDir, nil
	}
	return answerFile, nil
}

// listing is the digest of a directory's entries.
func (s *Snapshot) listing(dir string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := s.listings[dir]; ok {
		return id
	}
	h := sha256.New()
	for _, e := range s.tree.dirs[dir] {
		fmt.Fprintf(h, "%s\x00%v\x00", e.Name(), e.IsDir())
	}
	if s.listings == nil {
		s.listings = map[string]string{}
	}
	id := hex.EncodeToString(h.Sum(nil)[:12])
	s.listings[dir] = id
	return id
}

// A Tracer is a snapshot's tree that keeps a footprint of what is read of it.
type Tracer struct {
	snap   *Snapshot
	mu     sync.Mutex
	seen   map[string]bool
	failed error
}

// Trace returns the tree of the snapshot, traced.
func (s *Snapshot) Trace() *Tracer { return &Tracer{snap: s, seen: map[string]bool{}} }

func (t *Tracer) note(question byte, name string) {
	t.mu.Lock()
	t.seen[string(question)+name] = true
	t.mu.Unlock()
}

// Err returns the first failure to read a file that is there: an object that is
// missing, or a git that ended. What was made without it is worth nothing.
func (t *Tracer) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *Tracer) check(name string, err error) {
	var large *tooLarge
	if err == nil || !t.snap.HasFile(name) || errors.As(err, &large) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil {
		t.failed = err
	}
}

// Footprint returns what was asked so far.
func (t *Tracer) Footprint() (Footprint, error) {
	t.mu.Lock()
	questions := slices.Sorted(maps.Keys(t.seen))
	t.mu.Unlock()
	f := make(Footprint, len(questions))
	for _, q := range questions {
		answer, err := t.snap.answer(q[0], q[1:])
		if err != nil {
			return nil, err
		}
		f[q] = answer
	}
	return f, nil
}

// Open implements fs.FS.
func (t *Tracer) Open(name string) (fs.File, error) {
	t.note('r', name)
	t.note('l', name)
	f, err := t.snap.tree.Open(name)
	t.check(name, err)
	return f, err
}

// ReadFile implements fs.ReadFileFS.
func (t *Tracer) ReadFile(name string) ([]byte, error) {
	t.note('r', name)
	data, err := t.snap.tree.ReadFile(name)
	t.check(name, err)
	return data, err
}

// ReadDir implements fs.ReadDirFS.
func (t *Tracer) ReadDir(name string) ([]fs.DirEntry, error) {
	t.note('l', name)
	return t.snap.tree.ReadDir(name)
}

// Stat implements fs.StatFS.
func (t *Tracer) Stat(name string) (fs.FileInfo, error) {
	t.note('s', name)
	return t.snap.tree.Stat(name)
}

// ContentID is the id of a file's content, if the tree knows it.
func (t *Tracer) ContentID(name string) (string, bool) {
	t.note('r', name)
	return t.snap.tree.ContentID(name)
}

// ContentID is git's id of a file's content, if the file is one of git's.
func (t *tree) ContentID(name string) (string, bool) {
	f := t.files[name]
	if f == nil || f.dir || f.id == "" {
		return "", false
	}
	return f.id, true
}

// contentID is git's id of a file's content.
func (t *tree) contentID(f *treeFile) (string, error) {
	if f.id != "" {
		return f.id, nil
	}
	if t.identify == nil {
		return "", errors.New("content without an id")
	}
	return t.identify(f)
}

// blobID is the id that git gives to content
// (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
func blobID(data []byte, newHash func() hash.Hash) string {
	h := newHash()
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// hashOf is the hash of a repository whose ids are so long.
func hashOf(id string) func() hash.Hash {
	if len(id) == sha256.Size*2 {
		return sha256.New
	}
	return sha1.New
}
