package rust

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"strings"
	"sync"
	"weak"

	"github.com/apicheck/apicheck/lang"
)

// maxSource bounds the source of one file that is read, in bytes.
const maxSource = 64 << 20

// A loader reads and parses the files of a tree, each of them once, however
// many profiles and crates look at it. It may be used from several goroutines.
type loader struct {
	tree fs.FS

	mu    sync.Mutex
	files map[string]*parsed
}

type parsed struct {
	once   sync.Once
	file   *file
	err    error
	shared *sharedFile
}

// A sharedFile is a parsed file that several loaders may look at: two versions
// of a crate have most of their files in common.
type sharedFile struct {
	once sync.Once
	file *file
	err  error
}

// sharedFiles finds parsed files by their name and content, as long as some
// loader holds them, or they were asked for lately: the parts of a workspace
// are read one after the other, and follow the same crates.
var sharedFiles = struct {
	sync.Mutex
	byContent map[string]weak.Pointer[sharedFile]
	recent    []*sharedFile // a ring
	next      int
}{byContent: map[string]weak.Pointer[sharedFile]{}}

// maxRecent bounds the parsed files that are held for others to come.
const maxRecent = 2500

// share returns the parsed file of a name and the id of its content.
func share(name, id string) *sharedFile {
	key := name + "\x00" + id
	sharedFiles.Lock()
	defer sharedFiles.Unlock()
	if f := sharedFiles.byContent[key].Value(); f != nil {
		return f
	}
	if len(sharedFiles.byContent) > 10_000 {
		maps.DeleteFunc(sharedFiles.byContent, func(_ string, p weak.Pointer[sharedFile]) bool { return p.Value() == nil })
	}
	f := &sharedFile{}
	sharedFiles.byContent[key] = weak.Make(f)
	if len(sharedFiles.recent) < maxRecent {
		sharedFiles.recent = append(sharedFiles.recent, f)
	} else {
		sharedFiles.recent[sharedFiles.next] = f
		sharedFiles.next = (sharedFiles.next + 1) % maxRecent
	}
	return f
}

// content reads a file of a tree when it is asked for, and names its content:
// without reading it, if the tree knows (lang.ContentIDs).
func content(tree fs.FS, name string) (id string, read func() ([]byte, error), err error) {
	if ids, ok := tree.(lang.ContentIDs); ok {
		if id, ok := ids.ContentID(name); ok {
			return id, func() ([]byte, error) { return fs.ReadFile(tree, name) }, nil
		}
	}
	data, err := fs.ReadFile(tree, name)
	if err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(data)
	return string(sum[:]), func() ([]byte, error) { return data, nil }, nil
}

// expansions are the macros that a file defines, parsed, and what its macro
// calls become. They depend on nothing but the key.
type expansions struct {
	sync.Mutex
	macros map[macroKey]*macro
	calls  map[expansionKey]*expansion
}

type macroKey struct {
	macro *item
	crate string
}

type expansionKey struct {
	call  *item
	macro *item
	crate string
}

type expansion struct {
	file *file
	err  error
}

func newLoader(tree fs.FS) *loader {
	return &loader{tree: tree, files: map[string]*parsed{}}
}

// file returns the parsed file of a name, or an error that says why there is none.
func (l *loader) file(name string) (*file, error) {
	l.mu.Lock()
	p := l.files[name]
	if p == nil {
		p = &parsed{}
		l.files[name] = p
	}
	l.mu.Unlock()
	p.once.Do(func() {
		if !fs.ValidPath(name) {
			p.err = fmt.Errorf("%s is outside of the tree", name)
			return
		}
		info, err := fs.Stat(l.tree, name)
		if err == nil && (!info.Mode().IsRegular() || info.Size() > maxSource) {
			err = fmt.Errorf("%s is not a file of at most %d MiB", name, maxSource>>20)
		}
		if err != nil {
			p.err = err
			return
		}
		id, read, err := content(l.tree, name)
		if err != nil {
			p.err = err
			return
		}
		p.shared = share(name, id)
		p.shared.once.Do(func() {
			data, err := read()
			if err == nil && len(data) > maxSource {
				err = fmt.Errorf("%s is not a file of at most %d MiB", name, maxSource>>20)
			}
			if p.shared.err = err; err == nil {
				p.shared.file = parseFile(name, data, 0)
			}
		})
		if p.file, p.err = p.shared.file, p.shared.err; p.err != nil {
			if _, err := read(); err != nil { // the tree is to know that it failed here, too
				p.err = err
			}
		}
	})
	return p.file, p.err
}

// prefetch parses the files that the modules of root name, in parallel and
// whatever their cfg: one profile or another will ask for them.
func (l *loader) prefetch(root string) {
	type job struct {
		name string
		dir  string // where its modules are looked for
	}
	jobs := make(chan job, 1024)
	var pending sync.WaitGroup
	var visit func(dir string, items []*item)
	seen := map[string]bool{}
	var mu sync.Mutex
	add := func(j job) {
		mu.Lock()
		known := seen[j.name] || len(seen) > 100_000
		seen[j.name] = true
		mu.Unlock()
		if known {
			return
		}
		pending.Add(1)
		select {
		case jobs <- j:
		default: // the queue is full: the profiles will read it when they come to it
			pending.Done()
		}
	}
	visit = func(dir string, items []*item) {
		for _, it := range items {
			if it.kind != itemModule {
				continue
			}
			if it.inline {
				visit(path.Join(dir, it.name), it.items)
				continue
			}
			for _, p := range modulePaths(dir, it) {
				if _, err := fs.Stat(l.tree, p.file); err == nil {
					add(job{p.file, p.dir})
					break
				}
			}
		}
	}
	add(job{root, path.Dir(root)})
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for j := range jobs {
				if f, err := l.file(j.name); err == nil {
					visit(j.dir, f.items)
				}
				pending.Done()
			}
		}()
	}
	pending.Wait()
	close(jobs)
}

type modulePath struct {
	file string
	dir  string // where the modules inside of it are looked for
}

// modulePaths lists where the file of a module may be, for a module declared
// in a place whose modules live in dir
// (https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames).
func modulePaths(dir string, it *item) []modulePath {
	var list []modulePath
	for i := range it.attrs {
		a := &it.attrs[i]
		if a.name == "path" {
			return []modulePath{pathAttr(dir, it, a.value)}
		}
		for j := range a.then {
			if a.then[j].name == "path" {
				list = append(list, pathAttr(dir, it, a.then[j].value))
			}
		}
	}
	return append(list, defaultPaths(dir, it.name)...)
}

func defaultPaths(dir, name string) []modulePath {
	return []modulePath{
		{path.Join(dir, name+".rs"), path.Join(dir, name)},
		{path.Join(dir, name, "mod.rs"), path.Join(dir, name)},
	}
}

// pathAttr resolves #[path = "…"]. In a file it counts from the directory of
// the file; inside of an inline module from that module's directory.
func pathAttr(dir string, it *item, literal string) modulePath {
	base := dir
	if it.file != nil && !it.nested {
		base = path.Dir(it.file.name)
	}
	name := path.Join(base, unquote(literal))
	return modulePath{name, path.Dir(name)}
}

// macro returns the parsed rules of a macro definition.
func (l *loader) macro(it *item, crate string) *macro {
	e, key := &it.file.expansions, macroKey{it, crate}
	e.Lock()
	defer e.Unlock()
	m := e.macros[key]
	if m == nil {
		m = parseMacro(it.name, crate, it.body)
		if e.macros == nil {
			e.macros = map[macroKey]*macro{}
		}
		e.macros[key] = m
	}
	return m
}

// expand expands a macro call by a definition, and parses what it becomes.
func (l *loader) expand(call, def *item, crate string) (*file, error) {
	return l.once(expansionKey{call, def, crate}, l.macro(def, crate).name, func() ([]byte, error) {
		return l.macro(def, crate).expand(call.body)
	})
}

// parsedText parses text that stands for a macro call.
func (l *loader) parsedText(call *item, text func() ([]byte, error)) (*file, error) {
	return l.once(expansionKey{call: call}, call.macro, text)
}

// once makes and parses the text that a macro call becomes, once for each key.
func (l *loader) once(key expansionKey, name string, text func() ([]byte, error)) (*file, error) {
	e := &key.call.file.expansions
	e.Lock()
	x := e.calls[key]
	e.Unlock()
	if x != nil {
		return x.file, x.err
	}
	x = &expansion{}
	var data []byte
	if data, x.err = text(); x.err == nil {
		x.file = parseFile(key.call.file.name, data, key.call.line)
		if len(x.file.errors) > 0 {
			x.err = errors.New("the expansion of " + name + "! cannot be parsed")
		}
	}
	e.Lock()
	defer e.Unlock()
	if earlier := e.calls[key]; earlier != nil {
		return earlier.file, earlier.err
	}
	if e.calls == nil {
		e.calls = map[expansionKey]*expansion{}
	}
	e.calls[key] = x
	return x.file, x.err
}

// choices are the macros that choose among items by a cfg, by their path: how
// each writes the condition of an arm. A nil condition is the arm for all else.
var choices = map[string]func(p *parser) *cfg{
	"cfg_if":             cfgIfArm,
	"cfg_if::cfg_if":     cfgIfArm,
	"::cfg_if::cfg_if":   cfgIfArm,
	"cfg_select":         cfgSelectArm,
	"core::cfg_select":   cfgSelectArm,
	"std::cfg_select":    cfgSelectArm,
	"::core::cfg_select": cfgSelectArm,
	"::std::cfg_select":  cfgSelectArm,
}

// cfgIfArm reads: if #[cfg(…)] {…} else if #[cfg(…)] {…} else {…}
func cfgIfArm(p *parser) (cond *cfg) {
	if p.i > 0 && !p.eatWord("else") {
		p.fail()
	}
	if p.eatWord("if") {
		p.expect("#")
		p.inside(func() {
			if !p.eatWord("cfg") {
				p.fail()
			}
			p.inside(func() { cond = p.cfg() })
		})
	}
	return cond
}

// cfgSelectArm reads: unix => {…} not(unix) => {…}, _ => {…}
// (https://doc.rust-lang.org/std/macro.cfg_select.html).
func cfgSelectArm(p *parser) (cond *cfg) {
	if p.i > 0 {
		p.eat(",")
	}
	if !p.eatWord("_") {
		cond = p.cfg()
	}
	p.expect("=>")
	return cond
}

// chosen turns a call of a macro that chooses by a cfg into its items, under
// the condition of their arm.
func chosen(name string, line int, body []byte, condition func(*parser) *cfg) ([]*item, bool) {
	p := newParser(body)
	var items []*item
	var before []*cfg
	for !p.done() {
		cond := condition(p)
		if p.failed || !p.is("{") {
			return nil, false
		}
		t := p.peek()
		closing := p.toks[min(int(t.match), p.end)]
		arm := parseFile(name, body[t.end:closing.start], line)
		p.skipTree()
		if len(arm.errors) > 0 {
			return nil, false
		}
		all := &cfg{op: cfgAll}
		for _, b := range before {
			all.kids = append(all.kids, &cfg{op: cfgNot, kids: []*cfg{b}})
		}
		if cond != nil {
			all.kids = append(all.kids, cond)
			before = append(before, cond)
		} else {
			before = append(before, &cfg{op: cfgAll}) // it holds always
		}
		for _, it := range arm.items {
			it.attrs = append([]attr{{name: "cfg", cfg: all}}, it.attrs...)
			items = append(items, it)
		}
		if p.is(",") && p.peekAt(1).kind == tokEOF {
			p.eat(",")
		}
	}
	return items, true
}

// lastSegment returns what stands behind the last :: of a path.
func lastSegment(p string) string {
	if i := strings.LastIndex(p, "::"); i >= 0 {
		return p[i+2:]
	}
	return p
}
