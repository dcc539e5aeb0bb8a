package source

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A tree is a read-only fs.FS over a list of files whose content is fetched on
// demand: git blobs, archive members.
type tree struct {
	files map[string]*treeFile
	dirs  map[string][]fs.DirEntry
	read  func(*treeFile) ([]byte, error) // safe for concurrent use

	identify func(*treeFile) (string, error) // the id of files that have none yet
}

// A treeFile is a file of a tree, or a directory.
type treeFile struct {
	name string // the whole path
	dir  bool
	size int64
	id   string // of a git blob
	at   int    // index into the archive
}

func newTree(read func(*treeFile) ([]byte, error)) *tree {
	return &tree{
		files: map[string]*treeFile{".": {name: ".", dir: true}},
		dirs:  map[string][]fs.DirEntry{".": nil},
		read:  read,
	}
}

// add adds a file and the directories above it. It reports whether the path is
// new and does not run through a file.
func (t *tree) add(f *treeFile) bool {
	if old := t.files[f.name]; old != nil {
		return old.dir && f.dir
	}
	parent := path.Dir(f.name)
	if p := t.files[parent]; p == nil {
		if !t.add(&treeFile{name: parent, dir: true}) {
			return false
		}
	} else if !p.dir {
		return false
	}
	t.files[f.name] = f
	t.dirs[parent] = append(t.dirs[parent], fs.FileInfoToDirEntry(f))
	if f.dir {
		t.dirs[f.name] = nil
	}
	return true
}

// maxLinked bounds the files that links add to a tree.
const maxLinked = 50_000

// link adds what symbolic links name inside of the tree: files, and the files below
// directories, under the link's name. Links that lead out are left out.
func (t *tree) link(links []*treeFile, target func(*treeFile) ([]byte, error)) {
	left := maxLinked
	for _, l := range links {
		data, err := target(l)
		if err != nil || len(data) > maxLinkTarget || path.IsAbs(string(data)) {
			continue
		}
		to := path.Join(path.Dir(l.name), string(data))
		f := t.files[to]
		switch {
		case !fs.ValidPath(to) || f == nil:
		case !f.dir:
			file := *f
			file.name = l.name
			t.add(&file)
			left--
		case l.name != to && !strings.HasPrefix(l.name, to+"/"): // not into itself
			var below []treeFile
			for name, f := range t.files {
				if !f.dir && strings.HasPrefix(name, to+"/") && len(below) < left {
					file := *f
					file.name = l.name + strings.TrimPrefix(name, to)
					below = append(below, file)
				}
			}
			slices.SortFunc(below, func(a, b treeFile) int { return strings.Compare(a.name, b.name) })
			for i := range below {
				t.add(&below[i])
			}
			left -= len(below)
		}
		if left <= 0 {
			return
		}
	}
}

// sort puts the directories into the order that fs.ReadDir promises.
func (t *tree) sort() {
	for _, entries := range t.dirs {
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
}

func (t *tree) lookup(op, name string) (*treeFile, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	f := t.files[name]
	if f == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return f, nil
}

// Open implements fs.FS.
func (t *tree) Open(name string) (fs.File, error) {
	f, err := t.lookup("open", name)
	if err != nil {
		return nil, err
	}
	if f.dir {
		return &openDir{treeFile: f, entries: t.dirs[name]}, nil
	}
	data, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &openFile{treeFile: f, Reader: bytes.NewReader(data)}, nil
}

// ReadFile implements fs.ReadFileFS.
func (t *tree) ReadFile(name string) ([]byte, error) {
	f, err := t.lookup("read", name)
	if err != nil {
		return nil, err
	}
	if f.dir {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	data, err := t.read(f)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// ReadDir implements fs.ReadDirFS.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := t.lookup("readdir", name)
	if err != nil {
		return nil, err
	}
	if !f.dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return slices.Clone(t.dirs[name]), nil
}

// Stat implements fs.StatFS.
func (t *tree) Stat(name string) (fs.FileInfo, error) { return t.lookup("stat", name) }

// A treeFile is its own fs.FileInfo.

func (f *treeFile) Name() string       { return path.Base(f.name) }
func (f *treeFile) Size() int64        { return f.size }
func (f *treeFile) ModTime() time.Time { return time.Time{} }
func (f *treeFile) IsDir() bool        { return f.dir }
func (f *treeFile) Sys() any           { return nil }
func (f *treeFile) Mode() fs.FileMode {
	if f.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	*treeFile
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.treeFile, nil }
func (f *openFile) Close() error               { return nil }
func (f *openFile) Size() int64                { return f.treeFile.size }

type openDir struct {
	*treeFile
	entries []fs.DirEntry
	next    int
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.treeFile, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := d.entries[d.next:]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	d.next += len(rest)
	return slices.Clone(rest), nil
}
