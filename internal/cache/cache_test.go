package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestEntriesComeBackWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	c := Open(dir)
	key := Key("a", "b")
	if _, ok := c.Get(key); ok {
		t.Error("an entry that nobody put")
	}
	c.Put(key, []byte("payload"))
	if got, ok := c.Get(key); !ok || string(got) != "payload" {
		t.Errorf("got %q, %v", got, ok)
	}
	if Key("a", "b") == Key("ab") || Key("a", "b") == Key("", "ab") || Key("a") == Key("a", "") {
		t.Error("different words have one key")
	}
	if got, ok := (&Cache{}).Get(key); ok {
		t.Errorf("the zero cache has %q", got)
	}
	(&Cache{}).Put(key, nil)
}

func TestDamagedEntriesAreNotThere(t *testing.T) {
	c := Open(t.TempDir())
	key := Key("x")
	c.Put(key, bytes.Repeat([]byte("payload"), 100))
	file := c.path(key)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1
		if err := os.WriteFile(file, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Get(key); ok {
			t.Fatalf("a flipped bit in byte %d went unnoticed", at)
		}
	}
	for n := range len(whole) {
		if err := os.WriteFile(file, whole[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Get(key); ok {
			t.Fatalf("the first %d bytes count as whole", n)
		}
	}
}

func TestVariants(t *testing.T) {
	c := Open(t.TempDir())
	key := Key("x")
	for i := range 2 * maxVariants {
		c.PutVariant(key, []byte(fmt.Sprint(i)))
	}
	n := 0
	c.Variants(key, func([]byte) bool { n++; return true })
	if n != maxVariants {
		t.Errorf("%d variants are kept, want %d", n, maxVariants)
	}
	n = 0
	c.Variants(key, func([]byte) bool { n++; return false })
	if n != 1 {
		t.Errorf("%d calls after the first refused", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	c := Open(t.TempDir())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				key := Key(fmt.Sprint(j))
				want := bytes.Repeat([]byte{byte(j)}, 10_000)
				c.Put(key, want)
				if got, ok := c.Get(key); ok && !bytes.Equal(got, want) {
					t.Errorf("run %d read half of an entry", i)
				}
			}
		})
	}
	wg.Wait()
}

func TestTrimRemovesOnlyItsOwn(t *testing.T) {
	dir := t.TempDir()
	c := Open(dir)
	c.Put(Key("x"), make([]byte, 1000))
	other := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(other, []byte("dear"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.Trim(0)
	if _, ok := c.Get(Key("x")); ok {
		t.Error("the entry is still there")
	}
	if _, err := os.Stat(other); err != nil {
		t.Error("a file that is not the cache's is gone")
	}
}
