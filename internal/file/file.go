// Package file writes files whole or not at all.
package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Write has render write a file. Until all of it is on disk, under another name
// beside it, what stands there stays; so it does after any error, a full
// disk or a kill. What is no regular file (a pipe, a device) is written to.
// Links are followed. Errors come without the path.
func Write(path string, render func(io.Writer) error) error { return write(path, render, true) }

// WriteLoose is Write for what can be made again: a machine that loses its power
// may leave a damaged file.
func WriteLoose(path string, render func(io.Writer) error) error { return write(path, render, false) }

func write(path string, render func(io.Writer) error, durable bool) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return errors.New("it is a directory")
		}
		if !info.Mode().IsRegular() {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return Cause(err)
			}
			return errors.Join(render(f), f.Close())
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".apicheck-*")
	if err != nil {
		return Cause(err)
	}
	defer os.Remove(f.Name()) // of no effect after the rename
	err = errors.Join(render(f), f.Chmod(mode))
	if err == nil && durable {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return Cause(err)
	}
	return Cause(os.Rename(f.Name(), path))
}

// Lock keeps others from writing a file, until the returned function is
// called. As git does for its index, it makes PATH.lock, and waits a moment for
// one that is there.
func Lock(path string) (unlock func(), err error) {
	lock := path + ".lock"
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		f, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err == nil {
			f.Close()
			return func() { os.Remove(lock) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, Cause(err)
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("another apicheck is writing it; if none is, remove %s", lock)
		}
	}
}

// Cause is an error of a file without the paths, which messages say already.
func Cause(err error) error {
	var path *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
