// Package cache keeps results on disk that can be made again. An entry is named
// by all that it depends on, and carries a digest of itself: the directory is
// safe to delete, to share between machines and runs, and to corrupt. What
// cannot be read or written is as if it were not there.
package cache

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/apicheck/apicheck/internal/file"
)

// A Cache is a directory of entries. The zero Cache keeps nothing.
type Cache struct {
	dir   string
	wrote atomic.Bool
}

// Open returns the cache in a directory, which need not be there yet.
func Open(dir string) *Cache { return &Cache{dir: dir} }

// Keeps reports whether the cache keeps anything.
func (c *Cache) Keeps() bool { return c.dir != "" }

// Dir is the user's directory for the cache; "" where there is none.
func Dir() string {
	if dir := os.Getenv("APICHECK_CACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "apicheck")
}

// Key names an entry by the words that it depends on.
func Key(words ...string) string {
	h := sha256.New()
	for _, w := range words {
		fmt.Fprintf(h, "%d\x00%s", len(w), w)
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

const magic = "apicheck cache 1 "

// headerSize is the magic, a digest in hexadecimal and a line end.
const headerSize = len(magic) + sha256.Size*2 + 1

// Get returns an entry, if there is one and it is whole.
func (c *Cache) Get(key string) ([]byte, bool) {
	if c.dir == "" {
		return nil, false
	}
	return read(c.path(key))
}

func read(path string) ([]byte, bool) {
	data, err := os.ReadFile(path)
	if err != nil || len(data) < headerSize {
		return nil, false
	}
	payload := data[headerSize:]
	if !bytes.Equal(data[:headerSize], header(payload)) {
		return nil, false
	}
	return payload, true
}

func header(payload []byte) []byte {
	sum := sha256.Sum256(payload)
	return fmt.Appendf(nil, "%s%x\n", magic, sum)
}

// Put keeps an entry.
func (c *Cache) Put(key string, payload []byte) {
	if c.dir == "" {
		return
	}
	c.wrote.Store(true)
	path := c.path(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return
	}
	_ = file.WriteLoose(path, func(w io.Writer) error {
		if _, err := w.Write(header(payload)); err != nil {
			return err
		}
		_, err := w.Write(payload)
		return err
	})
}

// Variants calls f with the entries that were put below a key, the newest
// first, until f returns false.
func (c *Cache) Variants(key string, f func(payload []byte) bool) {
	if c.dir == "" {
		return
	}
	for _, e := range c.list(filepath.Join(c.path(key) + ".d")) {
		if payload, ok := read(e.path); ok && !f(payload) {
			return
		}
	}
}

// maxVariants bounds the entries below one key.
const maxVariants = 24

// PutVariant keeps one of several entries below a key. Old ones give way.
func (c *Cache) PutVariant(key string, payload []byte) {
	if c.dir == "" {
		return
	}
	sum := sha256.Sum256(payload)
	c.Put(key+".d/"+hex.EncodeToString(sum[:8]), payload)
	for i, e := range c.list(c.path(key) + ".d") {
		if i >= maxVariants {
			os.Remove(e.path)
		}
	}
}

func (c *Cache) path(key string) string {
	return filepath.Join(c.dir, key[:2], filepath.FromSlash(key[2:]))
}

type entry struct {
	path string
	size int64
	time time.Time
}

// list returns the files of a directory, the newest first.
func (c *Cache) list(dir string) []entry {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var list []entry
	for _, f := range files {
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() {
			list = append(list, entry{filepath.Join(dir, f.Name()), info.Size(), info.ModTime()})
		}
	}
	newestFirst(list)
	return list
}

func newestFirst(list []entry) {
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(b.time.Compare(a.time), cmp.Compare(a.path, b.path))
	})
}

// Trim removes the oldest entries until at most max bytes are left, if anything
// was put since the cache was opened.
func (c *Cache) Trim(max int64) {
	if c.dir == "" || !c.wrote.Load() {
		return
	}
	var all []entry
	_ = filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				all = append(all, entry{path, info.Size(), info.ModTime()})
			}
		}
		return nil
	})
	newestFirst(all)
	for _, e := range all {
		if max -= e.size; max < 0 && ours(e.path) {
			os.Remove(e.path)
		}
	}
}

// ours reports whether a file is one that this package wrote: a wrong directory
// must not cost anybody their files.
func ours(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == magic
}
