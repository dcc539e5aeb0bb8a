// Package source turns a spec, as a user types it, into a read-only file tree:
//
//	PATH                    a directory, an archive, or a recorded .api surface
//	git:REV[:SUBDIR]        a revision of the repository in Options.Dir
//	crate:NAME[@VERSION]    a published package, through its ecosystem's own client
//	go:MODULE[@VERSION]     the same
//	pypi:NAME[@VERSION]     the same
//
// Nothing of what is opened is run, nothing outside of the named tree is read,
// and the network is used only when a registry is named. What a tree means is
// up to the languages.
package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// A Source is an opened spec: a tree, or a surface that was recorded earlier.
type Source struct {
	Spec     string       // as the user wrote it
	Origin   string       // the spec in a form that can be read again later
	Version  string       // of what was opened, or "" when unknown
	Registry string       // scheme of the registry that it came from, or ""
	Name     string       // what to call a component that does not say its name
	Package  string       // what its registry calls it, or ""
	Tree     fs.FS        // nil for a recorded surface
	Root     string       // directory of the component in Tree
	Recorded *api.Surface // nil for a tree
	close    func() error
}

// Close releases what the source holds open.
func (s *Source) Close() error {
	if s.close == nil {
		return nil
	}
	return s.close()
}

// Options say where and how specs are opened.
type Options struct {
	// Dir is the directory that relative paths and git revisions refer to;
	// "" is the current one.
	Dir string

	// Progress, where set, is told that something slow begins, and returns
	// a function to call when it has ended.
	Progress func(what string) (done func())
}

func (o Options) progress(what string) func() {
	if o.Progress == nil {
		return func() {}
	}
	return o.Progress(what)
}

// An Error says why a spec cannot be opened, and what to do about it.
type Error struct {
	Spec   string
	Reason string
	Hint   string
	Usage  bool // the spec itself is wrong, rather than what it names
}

func (e *Error) Error() string { return e.Spec + ": " + e.Reason }

var schemeRE = regexp.MustCompile(`^([a-z][a-z0-9+]+):(.*)$`)

// A registry opens packages of one ecosystem.
type registry func(ctx context.Context, spec, pkg, version string, o Options) (*Source, error)

var registries = map[string]registry{
	"crate": openCrate,
	"go":    openGoModule,
	"pypi":  openPyPI,
}

// Schemes lists the spec schemes that Open knows.
func Schemes() []string {
	list := []string{"git"}
	for s := range registries {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

// Open opens a spec. Every error is an *Error or comes from the context.
func Open(ctx context.Context, spec string, o Options) (*Source, error) {
	if m := schemeRE.FindStringSubmatch(spec); m != nil {
		scheme, rest := m[1], m[2]
		if rest == "" {
			return nil, &Error{spec, "nothing follows the scheme", "write " + usage(scheme), true}
		}
		if scheme == "git" {
			rev, sub, _ := strings.Cut(rest, ":")
			return openGit(ctx, spec, rev, sub, o)
		}
		if open := registries[scheme]; open != nil {
			pkg, version, _ := strings.Cut(rest, "@")
			if pkg == "" {
				return nil, &Error{spec, "no package is named", "write " + usage(scheme), true}
			}
			return open(ctx, spec, pkg, version, o)
		}
		if _, err := os.Lstat(filepath.Join(o.Dir, spec)); err != nil {
			return nil, &Error{spec, fmt.Sprintf("unknown scheme %q", scheme),
				"the schemes are " + strings.Join(Schemes(), ", ") + "; a path with a colon begins with ./", true}
		}
	}
	if spec == "" {
		return nil, &Error{`""`, "an empty spec", "name a directory, an archive, or a git revision", true}
	}
	return openPath(spec, o)
}

func usage(scheme string) string {
	if scheme == "git" {
		return "git:REV or git:REV:SUBDIR"
	}
	return scheme + ":PACKAGE@VERSION"
}

// openPath opens a directory, an archive or a recorded surface.
func openPath(spec string, o Options) (*Source, error) {
	name := spec
	if !filepath.IsAbs(name) {
		name = filepath.Join(o.Dir, name)
	}
	info, err := os.Stat(name)
	if err != nil {
		reason := "cannot be read: " + cause(err)
		if errors.Is(err, fs.ErrNotExist) {
			reason = "no such file or directory"
		}
		return nil, &Error{Spec: spec, Reason: reason, Hint: "a git revision is written git:REV, a published package go:MODULE@VERSION, crate:NAME@VERSION or pypi:NAME@VERSION"}
	}
	s := &Source{Spec: spec, Origin: filepath.ToSlash(filepath.Clean(spec)), Root: "."}
	if filepath.IsAbs(spec) {
		s.Origin = filepath.Base(name) // other machines have no use for the rest
	}
	if abs, err := filepath.Abs(name); err == nil {
		s.Name = filepath.Base(abs)
	}
	if info.IsDir() {
		top, inside := repository(name)
		root, err := os.OpenRoot(top)
		if err != nil {
			return nil, &Error{Spec: spec, Reason: "cannot be read: " + cause(err)}
		}
		s.Tree, s.Root, s.close = root.FS(), inside, root.Close
		return s, nil
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{Spec: spec, Reason: "neither a directory nor a regular file"}
	}
	switch {
	case hasSuffix(name, ".zip", ".whl"):
		err = s.openZip(name)
	case hasSuffix(name, ".tar.gz", ".tgz", ".crate"):
		err = s.openTarGz(name)
	default:
		return s.openRecorded(name)
	}
	if err != nil {
		return nil, err
	}
	s.enter()
	return s, nil
}

// repository returns the top of the work tree that a directory stands in, and
// where in it that is: the rest of the repository is part of a component's
// tree, so that its siblings can be followed. Without a repository the
// directory is all there is.
func repository(dir string) (top, inside string) {
	abs, err := filepath.Abs(dir)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return dir, "."
	}
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			rel, err := filepath.Rel(at, abs)
			if err != nil {
				return dir, "."
			}
			return at, filepath.ToSlash(rel)
		}
		if at == filepath.Dir(at) {
			return dir, "."
		}
	}
}

func hasSuffix(name string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(strings.ToLower(name), s) })
}

// openRecorded reads a surface in the .api format.
func (s *Source) openRecorded(name string) (*Source, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &Error{Spec: s.Spec, Reason: "cannot be read: " + cause(err)}
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	if !api.IsRecorded(head[:n]) {
		return nil, &Error{Spec: s.Spec, Reason: "neither a directory, nor an archive (.zip .whl .tar.gz .tgz .crate), nor a recorded surface",
			Hint: "apicheck surface SPEC -o FILE.api records one"}
	}
	surface, err := api.Read(io.MultiReader(bytes.NewReader(head[:n]), f))
	if err != nil {
		e := &Error{Spec: s.Spec, Reason: err.Error(), Hint: "apicheck surface SPEC -o FILE.api records a surface"}
		var format *api.FormatError
		if errors.As(err, &format) && format.Hint != "" {
			e.Hint = format.Hint
		}
		return nil, e
	}
	s.Recorded, s.Version = surface, surface.Version
	return s, nil
}

var archiveVersionRE = regexp.MustCompile(`[-_@](v?\d+\.\d+[^/]*?)(?:\.crate|\.tar\.gz|\.tgz|\.zip|-[^/]*\.whl|\.whl)?$`)

// enter moves the root into the directory that wraps an archive's content, and
// learns the version from its name or from the archive's.
func (s *Source) enter() {
	for range 16 {
		entries, err := fs.ReadDir(s.Tree, s.Root)
		if err != nil || len(entries) != 1 || !entries[0].IsDir() {
			break
		}
		s.Root = path.Join(s.Root, entries[0].Name())
	}
	for _, name := range []string{s.Root, s.Name} {
		if m := archiveVersionRE.FindStringSubmatch(name); m != nil && s.Version == "" {
			s.Version = m[1]
		}
	}
}

var tagVersionRE = regexp.MustCompile(`^(?:.*[/-])?(v?\d+\.\d+(?:\.\d+)?(?:[-+.a-z][0-9A-Za-z.+-]*)?)$`)

// versionOf is the version that a git tag is named after, or "".
func versionOf(tag string) string {
	if m := tagVersionRE.FindStringSubmatch(strings.TrimPrefix(tag, "refs/tags/")); m != nil {
		return m[1]
	}
	return ""
}

var fixedRE = regexp.MustCompile(`^git:[0-9a-f]{40,64}(:.*)?$|^go:[^@]+@v\d+\.\d+\.\d+\S*$|^crate:[^@]+@\d+\.\d+\.\d+\S*$|^pypi:[^@]+@\d\S*$`)

// IsFixed reports whether an origin names the same content for ever: a commit, or
// a published version. Directories and branches move on.
func IsFixed(origin string) bool { return fixedRE.MatchString(origin) }

// cause is the innermost reason of a file error, without the path that the
// spec says already.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
