package python

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/ini.v1"

	"github.com/apicheck/apicheck/internal/toml"
	"github.com/apicheck/apicheck/lang"
)

// A project is what a distribution says about itself, and where its importable
// packages are.
type project struct {
	name     string
	version  string
	requires string   // requires-python, as it is written
	classes  []string // classifiers
	roots    []root
	excluded []string // packages that are not to be found
}

// A root is an importable package or module at the top level.
type root struct {
	name string // as it is imported; "google" of a namespace package
	path string // directory or file in the tree
}

// layout is where packages are, as far as the build's configuration says.
type layout struct {
	where    []string          // directories to search
	packages []string          // dotted names, if they are listed
	modules  []string          // single modules
	dirs     map[string]string // package_dir
}

// findProject finds the importable packages of the directory dir of a tree.
func findProject(tree fs.FS, dir, name string) (*project, error) {
	entries, err := fs.ReadDir(tree, dir)
	if err != nil {
		return nil, err
	}
	p := &project{}
	var manifest bool
	has := func(file string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == file && !e.IsDir() })
	}
	for _, e := range entries {
		if e.IsDir() && (strings.HasSuffix(e.Name(), ".dist-info") || strings.HasSuffix(e.Name(), ".egg-info")) || e.Name() == "PKG-INFO" {
			p.metadata(tree, path.Join(dir, e.Name()))
		}
		if e.IsDir() && strings.HasSuffix(e.Name(), ".dist-info") {
			manifest = true
		}
	}
	if manifest { // an installed distribution or a wheel: all of it is importable
		p.roots = installed(tree, dir, entries)
		return p, nil
	}
	l := &layout{dirs: map[string]string{}}
	for _, m := range []struct {
		file string
		read func(*project, *layout, []byte) error
	}{{"pyproject.toml", readPyproject}, {"setup.cfg", readSetupCfg}, {"setup.py", readSetupPy}} {
		if !has(m.file) {
			continue
		}
		data, err := fs.ReadFile(tree, path.Join(dir, m.file))
		if err != nil {
			return nil, err
		}
		manifest = true
		if err := m.read(p, l, data); err != nil {
			return nil, &lang.InputError{Reason: m.file + ": " + err.Error(), Hint: "correct the file: it says where the packages are"}
		}
	}
	if !manifest && has("__init__.py") || !manifest && has("__init__.pyi") {
		base := path.Base(dir)
		if dir == "." {
			base = name
		}
		if !isIdentifier(base) {
			return nil, &lang.InputError{Reason: "a package whose name is not known", Hint: "name the directory above it"}
		}
		p.roots = []root{{base, dir}}
		return p, nil
	}
	p.find(tree, dir, l)
	if len(p.roots) == 0 {
		return nil, &lang.InputError{Reason: "no importable package in it", Hint: "name the directory that holds pyproject.toml, setup.py, or the package"}
	}
	return p, nil
}

// installed lists the packages of a directory as the installer leaves it.
func installed(tree fs.FS, dir string, entries []fs.DirEntry) []root {
	var list []root
	for _, e := range entries {
		name := e.Name()
		switch {
		case e.IsDir() && strings.HasSuffix(name, ".data"):
			for _, lib := range []string{"purelib", "platlib"} {
				sub := path.Join(dir, name, lib)
				if inner, err := fs.ReadDir(tree, sub); err == nil {
					list = append(list, installed(tree, sub, inner)...)
				}
			}
		case e.IsDir():
			if isIdentifier(strings.TrimSuffix(name, "-stubs")) && holdsPython(tree, path.Join(dir, name), 6) {
				list = append(list, root{strings.TrimSuffix(name, "-stubs"), path.Join(dir, name)})
			}
		default:
			if m := moduleName(name); m != "" {
				list = append(list, root{m, path.Join(dir, name)})
			}
		}
	}
	return list
}

// moduleName is the name of the module that a file holds, or "". Native modules
// count: they have no source, which is a gap.
func moduleName(file string) string {
	base := ""
	switch ext := path.Ext(file); ext {
	case ".py", ".pyi", ".pyx":
		base = strings.TrimSuffix(file, ext)
	case ".so", ".pyd":
		base, _, _ = strings.Cut(file, ".")
	}
	if !isIdentifier(base) {
		return ""
	}
	return base
}

func isIdentifier(s string) bool {
	if s == "" || !nameStart[s[0]] {
		return false
	}
	for i := range len(s) {
		if !nameByte[s[i]] {
			return false
		}
	}
	return true
}

// holdsPython reports whether a directory has Python source in it.
func holdsPython(tree fs.FS, dir string, depth int) bool {
	entries, err := fs.ReadDir(tree, dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.IsDir() && moduleName(e.Name()) != "" {
			return true
		}
	}
	for _, e := range entries {
		if e.IsDir() && depth > 0 && isIdentifier(e.Name()) && holdsPython(tree, path.Join(dir, e.Name()), depth-1) {
			return true
		}
	}
	return false
}

// holdsPackages reports whether packages with an __init__ stand in a directory.
func holdsPackages(tree fs.FS, dir string, depth int) bool {
	entries, err := fs.ReadDir(tree, dir)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		at := path.Join(dir, e.Name())
		return e.IsDir() && isIdentifier(e.Name()) && (hasFile(tree, at, "__init__.py") || depth > 0 && holdsPackages(tree, at, depth-1))
	})
}

// notAPI are directories beside a package that are no part of it.
var notAPI = map[string]bool{
	"test": true, "tests": true, "testing": true, "doc": true, "docs": true, "documentation": true, "example": true, "examples": true,
	"script": true, "scripts": true, "tool": true, "tools": true, "util": true, "utils": true, "bench": true, "benchmark": true,
	"benchmarks": true, "build": true, "dist": true, "ci": true, "requirements": true, "venv": true, "env": true, "node_modules": true,
	"changelog": true, "news": true, "tasks": true, "debian": true, "conda": true, "fuzz": true, "samples": true, "demo": true, "demos": true,
	"extra": true, "extras": true, "fixtures": true, "notebooks": true, "packaging": true, "downstream": true, "integration": true, "htmlcov": true,
	"typings": true, "stubs": true, "vendor": true, "third_party": true, "licenses": true, "release": true, "releasing": true, "www": true,
}

// notModules are files beside a package that are no part of it.
var notModules = map[string]bool{
	"setup": true, "conftest": true, "noxfile": true, "tasks": true, "fabfile": true, "dodo": true, "toxfile": true, "manage": true,
	"versioneer": true, "ez_setup": true, "build": true, "hatch_build": true, "hatch": true, "make": true, "release": true, "runtests": true,
	"_build": true, "bootstrap": true, "configure": true, "distribute_setup": true, "test": true, "tests": true,
}

// find finds the packages of a source tree.
func (p *project) find(tree fs.FS, dir string, l *layout) {
	seen := map[string]bool{}
	add := func(name, at string) bool {
		if seen[at] {
			return true
		}
		if info, err := fs.Stat(tree, at); err == nil && (!info.IsDir() || holdsPython(tree, at, 6)) {
			seen[at], seen[name] = true, true
			p.roots = append(p.roots, root{name, at})
			return true
		}
		return false
	}
	under := func(where, name string) string { return path.Join(dir, where, strings.ReplaceAll(name, ".", "/")) }
	place := func(name string) string { // of a package that is listed
		for prefix, rest := name, ""; ; {
			if d, ok := l.dirs[prefix]; ok {
				return path.Join(dir, d, strings.ReplaceAll(rest, ".", "/"))
			}
			i := strings.LastIndexByte(prefix, '.')
			if i < 0 {
				break
			}
			rest = strings.TrimPrefix(prefix[i+1:]+"."+rest, ".")
			rest = strings.TrimSuffix(rest, ".")
			prefix = prefix[:i]
		}
		return under(l.dirs[""], name)
	}
	for _, name := range l.packages {
		at := place(name)
		top, _, dotted := strings.Cut(name, ".")
		name = strings.TrimSuffix(name, "-stubs")
		if dotted && (seen[top] || slices.Contains(l.packages, top)) {
			continue // its top is listed too
		}
		if !add(name, at) {
			for _, where := range []string{"src", "lib", "python"} {
				if add(name, under(where, name)) {
					break
				}
			}
		}
	}
	for _, name := range l.modules {
		for _, where := range append([]string{l.dirs[""]}, l.where...) {
			if add(name, under(where, name)+".py") {
				break
			}
		}
	}
	if len(p.roots) > 0 {
		return
	}
	where := l.where
	if d := l.dirs[""]; d != "" {
		where = append(where, d)
	}
	if len(where) == 0 {
		where = []string{"src", "python", "lib", "."}
	}
	for _, w := range where {
		at := path.Join(dir, w)
		if entries, err := fs.ReadDir(tree, at); err == nil {
			p.search(tree, at, entries, w != ".", add)
		}
		if len(p.roots) > 0 {
			return
		}
	}
}

// search finds packages in a directory: those with an __init__, else modules,
// else namespaces.
func (p *project) search(tree fs.FS, dir string, entries []fs.DirEntry, all bool, add func(name, at string) bool) {
	normal := strings.ToLower(strings.NewReplacer("-", "_", ".", "_").Replace(p.name))
	own := func(name string) bool { return strings.ToLower(name) == normal }
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), "-stubs")
		at := path.Join(dir, e.Name())
		if slices.Contains(p.excluded, e.Name()) {
			continue
		}
		if !e.IsDir() || !isIdentifier(name) || !all && notAPI[strings.ToLower(name)] && !own(name) {
			continue
		}
		if hasFile(tree, at, "__init__.py") || hasFile(tree, at, "__init__.pyi") {
			add(name, at)
		}
	}
	if len(p.roots) > 0 {
		return
	}
	single := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && own(moduleName(e.Name())) })
	for _, e := range entries { // namespaces that hold packages
		if at := path.Join(dir, e.Name()); !single && e.IsDir() && isIdentifier(e.Name()) && (all || !notAPI[strings.ToLower(e.Name())]) && holdsPackages(tree, at, 3) {
			add(e.Name(), at)
		}
	}
	if len(p.roots) > 0 {
		return
	}
	for _, e := range entries {
		if m := moduleName(e.Name()); !e.IsDir() && m != "" && (all || !notModules[m]) && !strings.HasPrefix(m, "test_") && path.Ext(e.Name()) != ".so" {
			add(m, path.Join(dir, e.Name()))
		}
	}
	if len(p.roots) > 0 {
		return
	}
	for _, e := range entries {
		if e.IsDir() && isIdentifier(e.Name()) && (all || !notAPI[strings.ToLower(e.Name())]) && holdsPython(tree, path.Join(dir, e.Name()), 6) {
			add(e.Name(), path.Join(dir, e.Name()))
		}
	}
}

func hasFile(tree fs.FS, dir, name string) bool {
	info, err := fs.Stat(tree, path.Join(dir, name))
	return err == nil && !info.IsDir()
}

// metadata reads the core metadata of a distribution,
// https://packaging.python.org/en/latest/specifications/core-metadata/.
func (p *project) metadata(tree fs.FS, at string) {
	var data []byte
	for _, file := range []string{at, path.Join(at, "METADATA"), path.Join(at, "PKG-INFO")} {
		if d, err := fs.ReadFile(tree, file); err == nil {
			data = d
		}
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		key, value, ok := strings.Cut(lines.Text(), ":")
		if !ok && strings.TrimSpace(key) == "" {
			break // the description follows
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(key) {
		case "name":
			p.name = value
		case "version":
			p.version = value
		case "requires-python":
			p.requires = value
		case "classifier":
			p.classes = append(p.classes, value)
		}
	}
}

// readPyproject reads what the build back-ends' sections say,
// https://packaging.python.org/en/latest/specifications/pyproject-toml/.
func readPyproject(p *project, l *layout, data []byte) error {
	var t map[string]any
	if err := toml.Decode(data, &t); err != nil {
		return err
	}
	get := func(keys ...string) any {
		var v any = t
		for _, k := range keys {
			m, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = m[k]
		}
		return v
	}
	str := func(keys ...string) string { s, _ := get(keys...).(string); return s }
	list := func(keys ...string) []string {
		var texts []string
		items, _ := get(keys...).([]any)
		for _, i := range items {
			if s, ok := i.(string); ok {
				texts = append(texts, s)
			}
		}
		return texts
	}
	first := func(texts ...string) string {
		for _, s := range texts {
			if s != "" {
				return s
			}
		}
		return ""
	}
	p.name = first(p.name, str("project", "name"), str("tool", "poetry", "name"), str("tool", "flit", "metadata", "dist-name"), str("tool", "flit", "metadata", "module"))
	p.version = first(p.version, str("project", "version"), str("tool", "poetry", "version"))
	p.requires = first(p.requires, str("project", "requires-python"), str("tool", "poetry", "dependencies", "python"), str("tool", "flit", "metadata", "requires-python"))
	if p.classes == nil {
		p.classes = append(list("project", "classifiers"), list("tool", "poetry", "classifiers")...)
	}
	l.packages = append(l.packages, list("tool", "setuptools", "packages")...)
	l.modules = append(l.modules, list("tool", "setuptools", "py-modules")...)
	l.where = append(l.where, list("tool", "setuptools", "packages", "find", "where")...)
	p.excluded = append(p.excluded, list("tool", "setuptools", "packages", "find", "exclude")...)
	if dirs, ok := get("tool", "setuptools", "package-dir").(map[string]any); ok {
		for name, d := range dirs {
			if s, ok := d.(string); ok {
				l.dirs[name] = s
			}
		}
	}
	if items, ok := get("tool", "poetry", "packages").([]any); ok {
		for _, i := range items {
			m, _ := i.(map[string]any)
			include, _ := m["include"].(string)
			from, _ := m["from"].(string)
			include, _, _ = strings.Cut(include, "/")
			if isIdentifier(include) {
				l.packages = append(l.packages, include)
				if from != "" {
					l.dirs[include] = path.Join(from, include)
				}
			}
		}
	}
	for _, at := range list("tool", "hatch", "build", "targets", "wheel", "packages") {
		l.packages = append(l.packages, path.Base(at))
		l.dirs[path.Base(at)] = at
	}
	if m := first(str("tool", "flit", "module", "name"), str("tool", "flit", "metadata", "module")); m != "" {
		l.where = append(l.where, "src", ".")
		l.packages = append(l.packages, m)
		l.modules = append(l.modules, m)
	}
	if dir := str("tool", "maturin", "python-source"); dir != "" {
		l.where = append(l.where, dir)
	}
	if dir := str("tool", "pdm", "build", "package-dir"); dir != "" {
		l.where = append(l.where, dir)
	}
	if m := str("tool", "uv", "build-backend", "module-name"); m != "" {
		l.packages = append(l.packages, m)
		rootDir := "src"
		if r, ok := get("tool", "uv", "build-backend", "module-root").(string); ok {
			rootDir = r
		}
		l.dirs[m] = path.Join(rootDir, strings.ReplaceAll(m, ".", "/"))
	}
	l.packages = slices.DeleteFunc(l.packages, func(s string) bool { return s == "" || strings.ContainsAny(s, "*/") })
	return nil
}

// readSetupCfg reads the declarative configuration of setuptools,
// https://setuptools.pypa.io/en/latest/userguide/declarative_config.html.
func readSetupCfg(p *project, l *layout, data []byte) error {
	f, err := ini.LoadSources(ini.LoadOptions{AllowPythonMultilineValues: true, SkipUnrecognizableLines: true, AllowBooleanKeys: true, SpaceBeforeInlineComment: true}, data)
	if err != nil {
		return err
	}
	value := func(section string, keys ...string) string {
		for _, k := range keys {
			for _, form := range []string{k, strings.ReplaceAll(k, "_", "-")} {
				if v := f.Section(section).Key(form).String(); v != "" {
					return v
				}
			}
		}
		return ""
	}
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) })
	}
	set := func(dst *string, v string) {
		if *dst == "" && !strings.Contains(v, ":") {
			*dst = v
		}
	}
	set(&p.name, value("metadata", "name"))
	set(&p.version, value("metadata", "version"))
	set(&p.requires, value("options", "python_requires"))
	if p.classes == nil {
		for line := range strings.Lines(value("metadata", "classifiers", "classifier")) {
			p.classes = append(p.classes, strings.TrimSpace(line))
		}
	}
	if v := value("options", "packages"); !strings.Contains(v, ":") {
		l.packages = append(l.packages, words(v)...)
	}
	l.modules = append(l.modules, words(value("options", "py_modules"))...)
	for line := range strings.Lines(strings.ReplaceAll(value("options", "package_dir"), ",", "\n")) {
		if name, d, ok := strings.Cut(line, "="); ok {
			l.dirs[strings.TrimSpace(name)] = strings.TrimSpace(d)
		}
	}
	l.where = append(l.where, words(value("options.packages.find", "where"))...)
	p.excluded = append(p.excluded, words(value("options.packages.find", "exclude"))...)
	return nil
}

// readSetupPy reads the arguments of setup() that are literal.
func readSetupPy(p *project, l *layout, data []byte) error {
	m := &module{name: "setup", short: "setup.py"}
	m.read(data)
	if m.scan == nil {
		return errors.New(m.gaps[0].Reason)
	}
	newGrammar().parseModule(m)
	constants := map[string]*expr{}
	var call *expr
	for _, s := range m.stmts {
		switch s.kind {
		case stmtAssign:
			for _, t := range s.targets {
				if t.kind == exprName && s.value != nil {
					constants[t.text] = s.value
				}
			}
		case stmtCall:
			if f := s.value.args[0].dotted(); f == "setup" || strings.HasSuffix(f, ".setup") {
				call = s.value
			}
		}
	}
	if call == nil {
		return nil
	}
	arguments := map[string]*expr{}
	collect := func(name string, v *expr) {
		if v.kind == exprName && constants[v.text] != nil {
			v = constants[v.text]
		}
		arguments[name] = v
	}
	for _, k := range call.keywords {
		if k.name != "**" {
			collect(k.name, k.value)
			continue
		}
		d := k.value
		if d.kind == exprName && constants[d.text] != nil {
			d = constants[d.text]
		}
		switch {
		case d.kind == exprDict:
			for i := 0; i+1 < len(d.args); i += 2 {
				if d.args[i].kind == exprString {
					collect(d.args[i].text, d.args[i+1])
				}
			}
		case d.kind == exprCall && d.args[0].dotted() == "dict":
			for _, k := range d.keywords {
				collect(k.name, k.value)
			}
		}
	}
	text := func(name string) string {
		if e := arguments[name]; e != nil && e.kind == exprString {
			return e.text
		}
		return ""
	}
	texts := func(e *expr) []string {
		var list []string
		if e != nil && (e.kind == exprList || e.kind == exprTuple) {
			for _, a := range e.args {
				if a.kind == exprString {
					list = append(list, a.text)
				}
			}
		}
		return list
	}
	set := func(dst *string, v string) {
		if *dst == "" {
			*dst = v
		}
	}
	set(&p.name, text("name"))
	set(&p.version, text("version"))
	set(&p.requires, text("python_requires"))
	if p.classes == nil {
		p.classes = texts(arguments["classifiers"])
	}
	l.packages = append(l.packages, texts(arguments["packages"])...)
	l.modules = append(l.modules, texts(arguments["py_modules"])...)
	if d := arguments["package_dir"]; d != nil && d.kind == exprDict {
		for i := 0; i+1 < len(d.args); i += 2 {
			if d.args[i].kind == exprString && d.args[i+1].kind == exprString {
				l.dirs[d.args[i].text] = d.args[i+1].text
			}
		}
	}
	if f := arguments["packages"]; f != nil && f.kind == exprCall {
		where := f.keyword("where")
		if len(f.args) > 1 {
			where = f.args[1]
		}
		p.excluded = append(p.excluded, texts(f.keyword("exclude"))...)
		if where != nil && where.kind == exprString {
			l.where = append(l.where, where.text)
		}
	}
	return nil
}

var specifierRE = regexp.MustCompile(`^\s*(~=|==|!=|<=|>=|<|>|===|\^|~)?\s*v?(\d+(?:\.(?:\d+|\*))*)`)

// supported are the environments that a project promises to work in: those of
// its requires-python (PEP 440), else of its classifiers. Without either it
// does not say.
func (p *project) supported() (envSet, bool) {
	if strings.TrimSpace(p.requires) != "" {
		set := allEnvs
		for clause := range strings.SplitSeq(p.requires, ",") {
			m := specifierRE.FindStringSubmatch(clause)
			if m == nil {
				continue
			}
			set &= specified(m[1], m[2])
		}
		if set == 0 { // of versions that are not known here
			return allEnvs, false
		}
		return set, true
	}
	var set envSet
	for _, c := range p.classes {
		v, ok := strings.CutPrefix(c, "Programming Language :: Python :: ")
		if i, known := versionIndex(v); ok && known {
			for pl := range platforms {
				set |= env(i, pl)
			}
		}
	}
	if set == 0 {
		return allEnvs, false
	}
	// Later versions come after the classifiers were written.
	last := versions[0]
	for v, name := range versions {
		if set&env(v, 0) != 0 {
			last = name
		}
	}
	if last != "2.7" {
		set |= since(last)
	}
	return set, true
}

// specified are the environments that one clause of a version specifier allows.
func specified(op, version string) envSet {
	wild := strings.HasSuffix(version, ".*")
	version = strings.TrimSuffix(version, ".*")
	parts := strings.Split(version, ".")
	n := parseVersion(version + ".0")
	short := len(parts) == 1
	patch := len(parts) > 2 && strings.Trim(parts[2], "0") != ""
	return envsOf(func(v, _ int) bool {
		have := versionNumber(v)
		c := slices.Compare(have[:], n[:])
		same := c == 0
		if short && wild {
			same = have[0] == n[0]
		}
		switch op {
		case ">=", "":
			return c >= 0
		case ">":
			return c >= 0 // 3.6.1 is more than 3.6
		case "<":
			return c < 0 || patch && c == 0
		case "<=":
			return c <= 0
		case "==", "===":
			return same
		case "!=": // without a wildcard it is one release
			return !same || !wild
		case "~=":
			if len(parts) > 2 {
				return c == 0
			}
			return c >= 0 && have[0] == n[0]
		case "^":
			return c >= 0 && have[0] == n[0]
		case "~":
			return c == 0 || short && have[0] == n[0]
		}
		return true
	})
}
