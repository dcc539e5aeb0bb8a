package python

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

// detect implements lang.Language.Detect.
func detect(tree fs.FS, root string) bool {
	entries, err := fs.ReadDir(tree, root)
	if err != nil {
		return false
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "setup.py", name == "setup.cfg", name == "__init__.py", name == "__init__.pyi", strings.HasSuffix(name, ".dist-info") && e.IsDir():
			return true
		case name == "pyproject.toml": // tools of other languages use it too
			if data, err := fs.ReadFile(tree, path.Join(root, name)); err == nil &&
				(strings.Contains(string(data), "[project]") || strings.Contains(string(data), "[build-system]") || strings.Contains(string(data), "[tool.poetry]")) {
				return true
			}
		case e.IsDir() && isIdentifier(name) && !notAPI[name] && hasFile(tree, path.Join(root, name), "__init__.py"):
			return true
		}
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return !e.IsDir() && (strings.HasSuffix(e.Name(), ".py") || strings.HasSuffix(e.Name(), ".pyi")) && !notModules[moduleName(e.Name())]
	})
}

// options implements lang.Language.Options: there are none. All platforms and
// versions of Python are read at once.
func options(o lang.Options) (string, error) {
	if len(o.Targets)+len(o.Features) > 0 {
		return "", &lang.InputError{Reason: "Python is read for all its versions and platforms at once: --target and --feature do not apply", Hint: "leave them out"}
	}
	return "", o.WithoutFiles("Python")
}

func readOptions(string) lang.Options { return lang.Options{} }

// extract implements lang.Language.Extract.
func extract(ctx context.Context, in lang.Input) (*api.Surface, error) {
	if _, err := options(in.Options); err != nil {
		return nil, err
	}
	name := path.Base(strings.TrimSuffix(in.Origin, "/"))
	if i := strings.LastIndexAny(name, ":"); i >= 0 {
		name = name[i+1:]
	}
	p, err := findProject(in.Tree, in.Root, name)
	if err != nil {
		return nil, err
	}
	s := &api.Surface{Component: p.name, Language: language, Version: in.Version, Origin: in.Origin, Extractor: revision}
	if s.Component == "" {
		s.Component = in.Name
	}
	if s.Component == "" && len(p.roots) == 1 {
		s.Component = p.roots[0].name
	}
	if s.Version == "" {
		s.Version = p.version
	}
	supported, declared := p.supported()
	if declared {
		it := api.Item{ID: "requires-python", Kind: kindRequires, Value: strings.Join(strings.Fields(p.requires), "")}
		it.Facts = it.Facts.With(factEnvs, supported.String())
		if p.requires == "" {
			it.Facts = it.Facts.With(factInferred, "")
		}
		s.Items = append(s.Items, it)
	}

	l := newLibrary(in.Tree, in.Root, p.roots)
	var public []string
	for _, name := range l.names {
		if !isPrivatePath(name) {
			public = append(public, name)
		}
	}
	l.prefetch(public)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := newResolver(l)
	pub := r.publish(supported)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.Items = append(s.Items, pub.emit()...)
	s.Gaps = append(s.Gaps, r.gaps...)
	s.Gaps = append(s.Gaps, l.gaps()...)
	if l.typed {
		s.Items = append(s.Items, api.Item{ID: "py.typed", Kind: kindRequires})
	}
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g api.Gap) bool { return g.Digest == "" })
	return s, s.Seal()
}

// digest is that of a file's content.
func (l *library) digest(file string) string {
	data, err := fs.ReadFile(l.tree, file)
	if err != nil {
		data = []byte(file)
	}
	return api.Digest(data)
}

// gaps are those of the modules that were read, and of compiled modules without
// a stub.
func (l *library) gaps() []api.Gap {
	var list []api.Gap
	for _, name := range l.names {
		e := l.entries[name]
		for _, m := range []*module{e.source, e.stub} {
			if m != nil {
				list = append(list, m.gaps...)
			}
		}
		if e.native != "" && e.py == "" && e.pyi == "" && !isPrivatePath(name) {
			list = append(list, api.Gap{Scope: name, Reason: "a compiled module, without a stub", Digest: l.digest(e.native), Pos: api.Pos{File: l.shorten(e.native)}})
		}
	}
	return list
}
