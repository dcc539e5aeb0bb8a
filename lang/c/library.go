package c

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
	"github.com/apicheck/apicheck/lang"
)

// A library is what is found of a C library in a tree.
type library struct {
	root    string
	files   []string           // patterns that choose the public headers; nil for those that are found
	headers []string           // the public ones, templates by the name of what is made of them
	path    []preprocessor.Dir // where #include looks, without the system's
	private []string           // patterns of names that are not public
}

var (
	// notPublic are directories whose headers are nobody's API.
	notPublic = words("internal internals private priv detail details impl implementation src")

	// notRead are directories that do not belong to a library's own headers.
	notRead = words(`test tests testing unittest unittests example examples sample samples demo demos doc docs bench benches benchmark benchmarks
		fuzz fuzzing third_party third-party thirdparty 3rdparty external extern deps node_modules target tools contrib po cmake m4`)
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// headerName returns the name that an #include has for a file, and whether it
// is a header of C.
func headerName(name string) (string, bool) {
	for _, suffix := range []string{".in", ".cmake"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return name, path.Ext(name) == ".h"
}

// isPrivate reports whether a file is not public: its name says so, or that of a
// directory below the one that users include from; or the patterns do not choose it.
func (l *library) isPrivate(name string) bool {
	name, _ = headerName(name)
	if l.root != "." {
		name = strings.TrimPrefix(name, l.root+"/")
	}
	if choosing(l.files) {
		return !matchFiles(l.files, name)
	} else if !matchFiles(l.files, name) {
		return true
	}
	for _, d := range l.path {
		name = strings.TrimPrefix(name, d.Path+"/")
	}
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		if notPublic[part] {
			return true
		}
	}
	stem := strings.TrimSuffix(path.Base(name), ".h")
	for part := range strings.FieldsFuncSeq(stem, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if notPublic[part] && part != stem && part != "src" || part == "p" && strings.HasSuffix(stem, "_p") {
			return true
		}
	}
	return false
}

// detect implements lang.Language.Detect: an include directory with headers,
// or headers in the directory itself, without the manifest of something else.
func detect(tree fs.FS, root string) bool {
	if found, _ := headersBelow(tree, path.Join(root, "include"), notRead, 1); len(found) > 0 {
		return true
	}
	entries, err := fs.ReadDir(tree, root)
	if err != nil {
		return false
	}
	headers := false
	for _, e := range entries {
		switch e.Name() {
		case "Cargo.toml", "go.mod", "pyproject.toml", "setup.py", "package.json":
			return false
		}
		_, ok := headerName(e.Name())
		headers = headers || ok && !e.IsDir()
	}
	return headers
}

// headersBelow lists the headers below a directory, but for hidden directories
// and those with a name in skip; up to most of them if that is positive.
func headersBelow(tree fs.FS, dir string, skip map[string]bool, most int) ([]string, error) {
	var list []string
	err := fs.WalkDir(tree, dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name != dir && (strings.HasPrefix(e.Name(), ".") || skip[strings.ToLower(e.Name())]) {
				return fs.SkipDir
			}
			return nil
		}
		if h, ok := headerName(name); ok && isFile(e) {
			list = append(list, h)
			if most > 0 && len(list) >= most {
				return fs.SkipAll
			}
		}
		return nil
	})
	slices.Sort(list)
	return slices.Compact(list), err
}

// findLibrary decides which headers are public, and where they include from.
// The headers of include are; else those of the root, or of the include
// directories anywhere below. patterns, relative to the root, decide otherwise.
func findLibrary(tree fs.FS, root string, o lang.Options) (*library, error) {
	l := &library{root: root, files: o.Files, private: o.Private}
	all, err := headersBelow(tree, root, notRead, 0)
	if err != nil {
		return nil, err
	}
	var dirs []string // include directories
	for _, h := range all {
		for dir := path.Dir(h); len(dir) > len(root) || root == "." && dir != "."; dir = path.Dir(dir) {
			if path.Base(dir) == "include" && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.SortFunc(dirs, func(a, b string) int {
		if x, y := strings.Count(a, "/"), strings.Count(b, "/"); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	below := func(dir string) []string {
		var list []string
		for _, h := range all {
			if dir == "." || strings.HasPrefix(h, dir+"/") {
				list = append(list, h)
			}
		}
		return list
	}
	// Patterns may name headers in directories that are left out otherwise.
	if choosing(o.Files) {
		everything, err := headersBelow(tree, root, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, h := range everything {
			rel := h
			if root != "." {
				rel = strings.TrimPrefix(h, root+"/")
			}
			if matchFiles(o.Files, rel) {
				l.headers = append(l.headers, h)
			}
		}
		for _, dir := range dirs {
			l.path = append(l.path, preprocessor.Dir{Path: dir})
		}
		l.path = append(l.path, preprocessor.Dir{Path: root})
		if len(l.headers) == 0 {
			return nil, &lang.InputError{Reason: "no header matches " + strings.Join(o.Files, " "), Hint: "patterns are relative to the root of the component, such as include/**/*.h; a leading ! leaves files out"}
		}
		return l, nil
	}
	own := path.Join(root, "include")
	direct, sources := false, false
	if entries, err := fs.ReadDir(tree, root); err == nil {
		for _, e := range entries {
			_, ok := headerName(e.Name())
			direct = direct || ok && !e.IsDir()
			sources = sources || path.Ext(e.Name()) == ".c"
		}
	}
	switch {
	case slices.Contains(dirs, own):
		l.headers = below(own)
		l.path = append(l.path, preprocessor.Dir{Path: own}, preprocessor.Dir{Path: root})
	case direct || len(dirs) == 0:
		sources = sources && direct
		for _, h := range all {
			if !sources || path.Dir(h) == root {
				l.headers = append(l.headers, h)
			}
		}
		l.path = append(l.path, preprocessor.Dir{Path: root})
	default:
		for _, dir := range dirs {
			l.path = append(l.path, preprocessor.Dir{Path: dir})
			for _, h := range below(dir) {
				if !slices.Contains(l.headers, h) {
					l.headers = append(l.headers, h)
				}
			}
		}
		l.path = append(l.path, preprocessor.Dir{Path: root})
	}
	for _, dir := range dirs {
		if d := (preprocessor.Dir{Path: dir}); !slices.Contains(l.path, d) {
			l.path = append(l.path, d)
		}
	}
	l.headers = slices.DeleteFunc(l.headers, l.isPrivate)
	if len(l.headers) == 0 {
		return nil, &lang.InputError{Reason: "there is no header (.h) to read", Hint: "name the directory that holds them, or say which files with --files 'PATTERN'"}
	}
	return l, nil
}

// isFile reports whether an entry may be read: pipes and devices wait for ever.
func isFile(e fs.DirEntry) bool { return e.Type().IsRegular() || e.Type() == fs.ModeSymlink }

// choosing reports whether patterns choose files, rather than only leave some
// of those out that are public without them.
func choosing(patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return !strings.HasPrefix(p, "!") })
}

// matchFiles reports whether a path is chosen by patterns: some match it, and
// none with a leading ! does. Patterns of exclusions alone choose all others.
func matchFiles(patterns []string, name string) bool {
	chosen, positive := false, false
	for _, p := range patterns {
		if not, ok := strings.CutPrefix(p, "!"); ok {
			if matchPath(not, name) {
				return false
			}
			continue
		}
		positive = true
		chosen = chosen || matchPath(p, name)
	}
	return chosen || !positive
}

// matchPath matches a path with a pattern of path.Match whose ** stands for any
// number of directories.
func matchPath(pattern, name string) bool {
	return matchParts(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

func matchParts(pattern, name []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			for i := 0; i <= len(name); i++ {
				if matchParts(pattern[1:], name[i:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], name[0]); err != nil || !ok {
			return false
		}
		pattern, name = pattern[1:], name[1:]
	}
	return len(name) == 0
}
