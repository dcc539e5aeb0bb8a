package rust

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/apicheck/apicheck/internal/toml"
	"github.com/apicheck/apicheck/lang"
)

// A manifest is what Cargo.toml says that matters to users, with what it
// inherits from its workspace filled in
// (https://doc.rust-lang.org/cargo/reference/manifest.html).
type manifest struct {
	dir         string // in the tree
	name        string // of the package
	version     string
	lib         string // name of the library crate
	libPath     string // of its root file, in the tree
	edition     int
	rustVersion string
	procMacro   bool
	links       string
	features    map[string][]string
	implicit    map[string]bool        // features that optional dependencies make
	deps        map[string]*dependency // by the name that source uses, dashes as underscores
	foreign     map[string]*dependency // by the name that types are written with
}

type dependency struct {
	key         string // in the manifest
	pkg         string // name of the package
	lib         string // what its types are written with
	requirement string
	path        string // directory in the tree, or ""
	optional    bool
	always      bool // required without optional, for some target at least
	features    []string
	noDefault   bool
}

type rawManifest struct {
	Package *struct {
		Name        string
		Version     any
		Edition     any
		RustVersion any `toml:"rust-version"`
		Links       string
		Workspace   string
	}
	Project   map[string]any
	Lib       rawLib
	Features  map[string][]string
	Workspace *struct {
		Package      map[string]any
		Dependencies map[string]any
		Members      []string
	}
	Dependencies      map[string]any
	BuildDependencies map[string]any `toml:"build-dependencies"`
	Target            map[string]struct{ Dependencies map[string]any }
}

type rawLib struct {
	Name       string
	Path       string
	ProcMacro  bool `toml:"proc-macro"`
	ProcMacro2 bool `toml:"proc_macro"`
}

// manifests are those that were read last, by their content: the parts of a
// workspace ask for its manifest again and again. They are never changed.
var manifests = struct {
	sync.Mutex
	byContent map[string]*rawManifest
}{byContent: map[string]*rawManifest{}}

func readToml(tree fs.FS, name string) (*rawManifest, error) {
	id, read, err := content(tree, name)
	if err != nil {
		return nil, err
	}
	manifests.Lock()
	known := manifests.byContent[id]
	manifests.Unlock()
	if known != nil {
		return known, nil
	}
	data, err := read()
	if err != nil {
		return nil, err
	}
	var raw rawManifest
	if err := toml.Decode(data, &raw); err != nil {
		return nil, &lang.InputError{Reason: toml.In(name, err), Hint: "correct the manifest: cargo metadata shows what cargo reads"}
	}
	manifests.Lock()
	defer manifests.Unlock()
	if len(manifests.byContent) >= 1000 {
		clear(manifests.byContent)
	}
	manifests.byContent[id] = &raw
	return &raw, nil
}

// readManifest reads the manifest of the package in dir.
func readManifest(tree fs.FS, dir string) (*manifest, error) {
	file := path.Join(dir, "Cargo.toml")
	raw, err := readToml(tree, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &lang.InputError{Reason: "there is no Cargo.toml in " + dir, Hint: "name the directory of the package: PATH, or git:REV:SUBDIR"}
	}
	if err != nil {
		return nil, err
	}
	if raw.Package == nil {
		hint := "name the directory of one of its packages"
		if raw.Workspace != nil && len(raw.Workspace.Members) > 0 {
			hint += ", such as " + raw.Workspace.Members[0]
		}
		return nil, &lang.InputError{Reason: file + " has no [package]: it is a workspace alone", Hint: hint}
	}
	if raw.Package.Name == "" {
		return nil, &lang.InputError{Reason: file + ": the package has no name", Hint: "add name to [package]"}
	}
	m := &manifest{dir: dir, name: raw.Package.Name, edition: 2015, features: maps.Clone(raw.Features), links: raw.Package.Links,
		deps:     map[string]*dependency{},
		implicit: map[string]bool{}, foreign: map[string]*dependency{}}

	// The workspace is the nearest directory above that has one.
	var inherited map[string]any
	var inheritedDeps map[string]any
	root := dir
	for d := dir; ; d = path.Dir(d) {
		ws := raw
		if d != dir {
			if ws, err = readToml(tree, path.Join(d, "Cargo.toml")); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		if ws != nil && ws.Workspace != nil {
			inherited, inheritedDeps, root = ws.Workspace.Package, ws.Workspace.Dependencies, d
			break
		}
		if d == "." || d == "/" {
			break
		}
	}
	inherit := func(key string, v any) string {
		if t, ok := v.(map[string]any); ok && t["workspace"] == true {
			v = inherited[key]
		}
		s, _ := v.(string)
		return s
	}
	m.version = inherit("version", raw.Package.Version)
	m.rustVersion = inherit("rust-version", raw.Package.RustVersion)
	switch e := inherit("edition", raw.Package.Edition); e {
	case "", "2015":
	case "2018", "2021", "2024":
		fmt.Sscan(e, &m.edition)
	default:
		return nil, &lang.InputError{Reason: fmt.Sprintf("%s: unknown edition %q", file, e), Hint: "editions are 2015, 2018, 2021 and 2024"}
	}
	m.lib = strings.ReplaceAll(m.name, "-", "_")
	if raw.Lib.Name != "" {
		m.lib = strings.ReplaceAll(raw.Lib.Name, "-", "_")
	}
	m.libPath = path.Join(dir, "src/lib.rs")
	if raw.Lib.Path != "" {
		m.libPath = path.Join(dir, raw.Lib.Path)
	}
	m.procMacro = raw.Lib.ProcMacro || raw.Lib.ProcMacro2
	for _, d := range slices.Sorted(maps.Keys(raw.Dependencies)) {
		m.dependency(d, raw.Dependencies[d], inheritedDeps, root, true)
	}
	for _, t := range slices.Sorted(maps.Keys(raw.Target)) {
		for _, d := range slices.Sorted(maps.Keys(raw.Target[t].Dependencies)) {
			m.dependency(d, raw.Target[t].Dependencies[d], inheritedDeps, root, true)
		}
	}
	if m.features == nil {
		m.features = map[string][]string{}
	}
	// An optional dependency is a feature of its own name, unless some feature
	// names it with dep:
	// (https://doc.rust-lang.org/cargo/reference/features.html#optional-dependencies).
	named := map[string]bool{}
	for _, list := range m.features {
		for _, f := range list {
			if d, ok := strings.CutPrefix(f, "dep:"); ok {
				named[d] = true
			}
		}
	}
	for _, d := range m.deps {
		if d.optional && !named[d.key] {
			if _, there := m.features[d.key]; !there {
				m.features[d.key] = []string{"dep:" + d.key}
				m.implicit[d.key] = true
			}
		}
	}
	// Building the standard library itself is no business of users.
	delete(m.features, "rustc-dep-of-std")
	for _, d := range m.deps {
		if m.implicit[d.key] && (d.pkg == "compiler_builtins" || strings.HasPrefix(d.pkg, "rustc-std-workspace-")) {
			delete(m.features, d.key)
		}
	}
	// A dependency is known by its package, unless several versions of one
	// package are told apart by their names.
	packages := map[string]int{}
	for _, d := range m.deps {
		packages[d.pkg]++
	}
	for name, d := range m.deps {
		d.lib = strings.ReplaceAll(d.pkg, "-", "_")
		if packages[d.pkg] > 1 {
			d.lib = name
		}
		m.foreign[d.lib] = d
	}
	return m, nil
}

func (m *manifest) dependency(key string, v any, inherited map[string]any, root string, normal bool) {
	d := &dependency{key: key, pkg: key}
	read := func(v any, dir string) {
		switch v := v.(type) {
		case string:
			d.requirement = v
		case map[string]any:
			if s, ok := v["version"].(string); ok {
				d.requirement = s
			}
			if s, ok := v["package"].(string); ok {
				d.pkg = s
			}
			if s, ok := v["path"].(string); ok {
				d.path = path.Join(dir, s)
			}
			if b, ok := v["optional"].(bool); ok {
				d.optional = b
			}
			for _, k := range []string{"default-features", "default_features"} {
				if b, ok := v[k].(bool); ok {
					d.noDefault = !b
				}
			}
			if list, ok := v["features"].([]any); ok {
				for _, f := range list {
					if s, ok := f.(string); ok {
						d.features = append(d.features, s)
					}
				}
			}
		}
	}
	if t, ok := v.(map[string]any); ok && t["workspace"] == true {
		read(inherited[key], root)
		d.optional = false
	}
	read(v, m.dir)
	d.always = !d.optional
	name := strings.ReplaceAll(key, "-", "_")
	if old := m.deps[name]; old != nil {
		old.optional = old.optional && d.optional
		old.always = old.always || d.always
		return
	}
	m.deps[name] = d
}

// activate returns the features that hold when the given ones are asked for,
// and the features that this enables in dependencies, by their key.
func (m *manifest) activate(ask []string) (features map[string]bool, deps map[string][]string) {
	features, deps = map[string]bool{}, map[string][]string{}
	for len(ask) > 0 {
		f := ask[0]
		ask = ask[1:]
		if d, ok := strings.CutPrefix(f, "dep:"); ok {
			deps[d] = append(deps[d], "")
			continue
		}
		if d, sub, ok := strings.Cut(f, "/"); ok {
			weak := strings.HasSuffix(d, "?")
			d = strings.TrimSuffix(d, "?")
			deps[d] = append(deps[d], sub)
			if _, there := m.features[d]; there && !weak {
				ask = append(ask, d)
			}
			continue
		}
		if features[f] {
			continue
		}
		list, there := m.features[f]
		if !there {
			continue
		}
		features[f] = true
		ask = append(ask, list...)
	}
	return features, deps
}
