package python

import (
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/guard"
)

// An entry is a name that can be imported: a module or package, with its source
// and its stub, either of which may be missing.
type entry struct {
	name   string // dotted
	pkg    bool
	py     string // path of the source, "" for none
	pyi    string // path of the stub
	native string // path of a compiled module

	read, once   sync.Once
	source, stub *module // parsed; nil where there is none
	scope        *scope  // see resolver.scopeOf
	failed       *failure
}

// library is all modules of a project, parsed when they are asked for.
type library struct {
	tree    fs.FS
	prefix  string // of the component's directory, to shorten paths
	grammar grammar
	entries map[string]*entry
	names   []string // of entries, sorted
	typed   bool     // there is a py.typed, PEP 561
}

// maxModules bounds the files of a project.
const maxModules = 100_000

// newLibrary lists the modules of a project.
func newLibrary(tree fs.FS, dir string, roots []root) *library {
	l := &library{tree: tree, prefix: dir, grammar: newGrammar(), entries: map[string]*entry{}}
	for _, r := range roots {
		info, err := fs.Stat(tree, r.path)
		switch {
		case err != nil:
		case info.IsDir():
			l.typed = l.typed || strings.HasSuffix(r.path, "-stubs") // PEP 561
			l.walk(r.name, r.path, 0)
		default:
			l.file(r.name, r.path)
		}
	}
	for name := range l.entries {
		l.names = append(l.names, name)
	}
	slices.Sort(l.names)
	return l
}

func (l *library) entry(name string) *entry {
	e := l.entries[name]
	if e == nil {
		e = &entry{name: name}
		l.entries[name] = e
	}
	return e
}

// file enters a file that holds the module called name.
func (l *library) file(name, at string) {
	e := l.entry(name)
	switch path.Ext(at) {
	case ".py":
		e.py = at
	case ".pyi":
		e.pyi = at
	default:
		e.native = at
	}
}

// maxDirs bounds the depth of packages in packages.
const maxDirs = 40

// walk enters a package and all that stands in it, tests aside.
func (l *library) walk(name, dir string, depth int) {
	entries, err := fs.ReadDir(l.tree, dir)
	if err != nil || depth > maxDirs || len(l.entries) > maxModules {
		return
	}
	l.entry(name).pkg = true
	for _, f := range entries {
		at := path.Join(dir, f.Name())
		switch m := moduleName(f.Name()); {
		case f.IsDir():
			if isIdentifier(f.Name()) && f.Name() != "__pycache__" && !isTests(l.tree, at, f.Name()) && holdsPython(l.tree, at, 3) {
				l.walk(name+"."+f.Name(), at, depth+1)
			}
		case f.Name() == "py.typed":
			l.typed = true
		case m == "__init__":
			l.file(name, at)
		case m != "" && m != "conftest" && m != "__main__":
			l.file(name+"."+m, at)
		}
	}
}

// isTests reports whether a directory inside of a package holds its tests.
func isTests(tree fs.FS, dir, name string) bool {
	switch name {
	case "tests":
		return true
	case "test", "testing":
		entries, err := fs.ReadDir(tree, dir)
		return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
			return strings.HasPrefix(e.Name(), "test_") || e.Name() == "conftest.py"
		}) && name == "test"
	}
	return false
}

// load parses a module, once.
func (l *library) load(e *entry) {
	e.once.Do(func() {
		l.scanned(e)
		for _, m := range []*module{e.source, e.stub} {
			if m == nil || m.scan == nil {
				continue
			}
			if err := guard.Call(func() error { l.grammar.parseModule(m); return nil }); err != nil {
				m.gap(api.Digest([]byte(m.src)), "cannot be read: "+err.Error(), 0, true)
			}
		}
	})
}

// scanned reads the files of a module and scans them, once.
func (l *library) scanned(e *entry) {
	e.read.Do(func() { e.source, e.stub = l.scan(e, e.py), l.scan(e, e.pyi) })
}

func (l *library) scan(e *entry, file string) *module {
	if file == "" {
		return nil
	}
	m := &module{name: e.name, file: file, pkg: e.pkg, stub: strings.HasSuffix(file, ".pyi"), short: l.shorten(file)}
	data, err := fs.ReadFile(l.tree, file)
	if err != nil {
		m.gap(api.Digest([]byte(err.Error())), "cannot be read", 0, true)
		return m
	}
	if err := guard.Call(func() error { m.read(data); return nil }); err != nil {
		m.gap(api.Digest(data), "cannot be read: "+err.Error(), 0, true)
	}
	return m
}

func (l *library) shorten(file string) string {
	if l.prefix == "." {
		return file
	}
	return strings.TrimPrefix(file, l.prefix+"/")
}

// prefetch parses modules, and what they import names from, on all cores.
func (l *library) prefetch(names []string) {
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		seen = map[string]bool{}
		gate = make(chan struct{}, runtime.GOMAXPROCS(0))
	)
	var start func(name string)
	start = func(name string) {
		e := l.entries[name]
		mu.Lock()
		known := seen[name]
		seen[name] = true
		mu.Unlock()
		if e == nil || known {
			return
		}
		wg.Go(func() {
			gate <- struct{}{}
			l.load(e)
			<-gate
			for _, next := range l.leads(e) {
				start(next)
			}
		})
	}
	for _, name := range names {
		start(name)
	}
	wg.Wait()
}

// leads lists the modules of the project from which a module imports names.
func (l *library) leads(e *entry) []string {
	var list []string
	for _, m := range []*module{e.stub, e.source} {
		if m == nil {
			continue
		}
		for _, s := range m.stmts {
			if s.kind != stmtFrom {
				continue
			}
			module := absolute(m, s.level, s.from)
			list = append(list, module)
			for _, n := range s.names {
				if sub := module + "." + n.name; l.entries[sub] != nil {
					list = append(list, sub)
				}
			}
		}
	}
	return list
}

// absolute resolves the module of a from import (PEP 328).
func absolute(m *module, level int, name string) string {
	if level == 0 {
		return name
	}
	base := m.name
	if !m.pkg {
		level++
	}
	for ; level > 1; level-- {
		i := strings.LastIndexByte(base, '.')
		if i < 0 {
			return strings.Repeat(".", level) + name // beyond the top-level package: nothing is there
		}
		base = base[:i]
	}
	switch {
	case name == "":
		return base
	case base == "":
		return name
	}
	return base + "." + name
}

// isPrivate reports whether a name is private by its underscore (PEP 8).
// Special names, with two underscores on both sides, are not.
func isPrivate(name string) bool {
	return strings.HasPrefix(name, "_") && !isSpecial(name)
}

func isSpecial(name string) bool {
	return len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__")
}

// isPrivatePath reports whether any part of a dotted path is private.
func isPrivatePath(p string) bool {
	for part := range strings.SplitSeq(p, ".") {
		if isPrivate(part) {
			return true
		}
	}
	return false
}
