package golang

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/lang"
)

// Kinds and facts of Go items.
const (
	kindPackage = "package"
	kindType    = "type"
	kindConst   = "const"
	kindVar     = "var"
	kindFunc    = "func"
	kindMethod  = "method"
	kindField   = "field"

	factHidden     = "hidden"     // a type that users reach but cannot name; "in" if they only hand its values in
	factComparable = "comparable" // of struct types: "no", "arguments" where type arguments decide, "unknown" where a stub does; absent for yes
	factEmbeds     = "embeds"     // what an interface embeds and is not flattened into methods
	factEmbedded   = "embedded"   // an embedded field
	factDeprecated = "deprecated" // a "Deprecated:" paragraph (https://go.dev/wiki/Deprecated)
	factPlatforms  = "platforms"  // the platforms that have the item, if not all of those read
	factSymbolic   = "symbolic"   // a constant whose value rests on C or on another module
)

// hiddenIn is the value of factHidden for types whose values users only hand in.
const hiddenIn = "in"

// detect implements lang.Language.Detect: a go.mod, or Go files not far below.
func detect(tree fs.FS, root string) bool {
	if _, err := fs.Stat(tree, path.Join(root, "go.mod")); err == nil {
		return true
	}
	var find func(dir string, depth int) bool
	find = func(dir string, depth int) bool {
		entries, err := fs.ReadDir(tree, dir)
		if err != nil {
			return false
		}
		for _, e := range entries {
			if e.Type().IsRegular() && strings.HasSuffix(e.Name(), ".go") {
				return true
			}
		}
		for _, e := range entries {
			if e.IsDir() && depth > 0 && !strings.HasPrefix(e.Name(), ".") && e.Name() != "vendor" && find(path.Join(dir, e.Name()), depth-1) {
				return true
			}
		}
		return false
	}
	return find(root, 2)
}

// extract implements lang.Language.Extract: it reads the public API of a
// module for every platform, and merges the faces into one surface.
func extract(ctx context.Context, in lang.Input) (*api.Surface, error) {
	platforms, tags, err := parseOptions(in.Options)
	if err != nil {
		return nil, err
	}
	m, err := loadModule(ctx, in, platforms, tags)
	if err != nil {
		return nil, err
	}
	faces, err := m.faces(ctx, platforms)
	if err != nil {
		return nil, err
	}
	s := &api.Surface{
		Component: m.prefix,
		Language:  language,
		Version:   in.Version,
		Origin:    in.Origin,
		Extractor: revision,
		Options:   canonicalOptions(platforms, tags),
		Items:     mergeFaces(faces, platforms),
		Gaps:      m.gaps,
	}
	for _, f := range faces {
		s.Gaps = append(s.Gaps, f.gaps...)
	}
	return s, s.Seal()
}

// A face is the public API of a module on a group of platforms that build the
// same files.
type face struct {
	platforms []int // indices into the list of platforms
	items     []api.Item
	gaps      []api.Gap
}

// faces extracts the API once for each group of platforms that build the same
// files, in parallel.
func (m *moduleSource) faces(ctx context.Context, platforms []platform) ([]*face, error) {
	groups := map[string]*face{}
	var list []*face
	for i, p := range platforms {
		// Sizes of ints and pointers, and the standard library, differ too.
		key := []byte(fmt.Sprint(types.SizesFor("gc", p.arch).Sizeof(types.Typ[types.Uintptr]), m.stdVariant(p.os), ":"))
		for _, d := range m.dirs {
			for _, f := range d.files {
				if f.builtOn(i) {
					key = append(key, '1')
				} else {
					key = append(key, '0')
				}
			}
		}
		g := groups[string(key)]
		if g == nil {
			g = &face{}
			groups[string(key)] = g
			list = append(list, g)
		}
		g.platforms = append(g.platforms, i)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range list {
		g.Go(func() error {
			return guard.Call(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				first := f.platforms[0]
				f.items, f.gaps = newExtraction(newChecker(m, first, platforms[first])).run()
				return nil
			})
		})
	}
	return list, g.Wait()
}

// stdVariant says which recording of the standard library matters on a system.
// What differs is package syscall, and what shows its types: os, net and others
// that cannot be told apart without it.
func (m *moduleSource) stdVariant(goos string) string {
	if !m.importsSyscall || stdIndex()["syscall@"+goos] == nil {
		return ""
	}
	return goos
}

// An extraction turns the checked packages of one platform into items.
type extraction struct {
	c       *checker
	pkgs    []*checkedPackage
	public  map[*types.Package]bool
	known   map[*types.Package]*checkedPackage
	homes   map[*types.TypeName]string // of types that a public alias names: "pkg\x00name"
	reached map[*types.TypeName]reach  // hidden types, and how users get at them
	queue   []*types.TypeName          // hidden types to emit, the newest last
	sealing map[string]bool            // names of unexported methods that interfaces of the module demand
	consts  map[*types.Const]constExpr
	ids     map[string]bool    // of items
	deprecs map[token.Pos]bool // positions of deprecated names
	items   []api.Item
	gaps    []api.Gap
}

func newExtraction(c *checker) *extraction {
	return &extraction{
		c: c, public: map[*types.Package]bool{}, known: map[*types.Package]*checkedPackage{},
		homes: map[*types.TypeName]string{}, reached: map[*types.TypeName]reach{},
		sealing: map[string]bool{}, ids: map[string]bool{}, deprecs: map[token.Pos]bool{},
	}
}

func (x *extraction) run() ([]api.Item, []api.Gap) {
	x.pkgs = x.c.checkAll()
	for _, p := range x.pkgs {
		x.known[p.types] = p
		x.gaps = append(x.gaps, p.gaps...)
		x.public[p.types] = !p.isCommand() && !p.isInternal() && p.hasExports()
		for _, f := range p.files {
			x.findDeprecated(f.syntax)
		}
	}
	x.findHomes()
	x.findSealing()
	x.findConsts()
	for _, p := range x.pkgs {
		if x.public[p.types] {
			x.packageItems(p)
		}
	}
	emitted := map[*types.TypeName]reach{}
	for len(x.queue) > 0 {
		obj := x.queue[0]
		x.queue = x.queue[1:]
		if emitted[obj] == x.reached[obj] {
			continue // it was queued once more before its turn came
		}
		emitted[obj] = x.reached[obj]
		x.typeItems(obj, obj.Pkg(), obj.Name(), nil, api.Facts{{Name: factHidden}})
	}
	x.missingPackages()
	return x.items, x.gaps
}

// findSealing finds the unexported methods that any interface of the module
// demands, unnamed ones included.
func (x *extraction) findSealing() {
	for _, p := range x.pkgs {
		for _, f := range p.files {
			for _, d := range f.syntax.Decls {
				ast.Inspect(d, func(n ast.Node) bool {
					switch n := n.(type) {
					case *ast.BlockStmt:
						return false
					case *ast.InterfaceType:
						for _, m := range n.Methods.List {
							for _, name := range m.Names {
								if !name.IsExported() {
									x.sealing[name.Name] = true
								}
							}
						}
					}
					return true
				})
			}
		}
	}
}

// write returns the canonical text of t as seen from pkg.
func (x *extraction) write(pkg *types.Package, t types.Type) string {
	w := &typeWriter{pkg: pkg, home: x.home}
	w.typ(t)
	if _, ok := t.(*types.Signature); ok && w.text() == unknownType {
		return "func(" + unknownType + ")" // still a function
	}
	return w.text()
}

// add appends an item that obj declares; what could not be resolved in its
// type is a gap.
func (x *extraction) add(obj types.Object, it api.Item) {
	it.Pos = x.pos(obj.Pos())
	if x.deprecs[obj.Pos()] {
		it.Facts = it.Facts.With(factDeprecated, "")
	}
	if x.ids[it.ID] { // such code does not compile
		x.gaps = append(x.gaps, api.Gap{Scope: it.ID, Reason: it.ID + " is declared twice", Digest: api.Digest([]byte(it.Type)), Broken: true, Pos: it.Pos})
		return
	}
	x.ids[it.ID] = true
	if it.Type == unknownType && it.Kind == kindVar && x.isBoolean(obj) {
		it.Type = "bool"
	}
	if strings.Contains(it.Type, unknownType) && !it.Facts.Has(factSymbolic) {
		x.gaps = append(x.gaps, api.Gap{
			Scope:  it.ID,
			Reason: "its type rests on code outside of the module",
			Digest: api.Digest(x.source(obj)),
			Pos:    it.Pos,
		})
	}
	x.items = append(x.items, it)
}

func (x *extraction) pos(p token.Pos) api.Pos {
	pos := x.c.m.fset.Position(p)
	return api.Pos{File: pos.Filename, Line: pos.Line}
}

// missingPackages reports packages of the module that declarations need and the
// tree lacks: they are usually generated before a release.
func (x *extraction) missingPackages() {
	for _, p := range slices.Sorted(maps.Keys(x.c.m.uses)) {
		needed := false
		for _, u := range x.c.m.uses[p] {
			needed = needed || u.isType || u.isConst
		}
		if needed && (p == "." || strings.HasPrefix(p, "./")) {
			x.gaps = append(x.gaps, api.Gap{Scope: ".", Reason: fmt.Sprintf("package %s is not in the source tree", p), Digest: api.Digest([]byte(p))})
		}
	}
	for _, p := range x.pkgs {
		broken := slices.ContainsFunc(x.c.m.gaps, func(g api.Gap) bool { return g.Scope == p.dir.importPath() })
		if !broken && !p.isCommand() {
			for _, name := range slices.Sorted(maps.Keys(p.guessed)) {
				x.gaps = append(x.gaps, api.Gap{Scope: p.types.Path(), Reason: fmt.Sprintf("%s is used and nothing declares it", name), Digest: api.Digest([]byte(name)), Pos: api.Pos{File: p.dir.path}})
			}
		}
	}
}

// node returns the declaration whose name stands at pos: a ValueSpec, a TypeSpec,
// a FuncDecl, or the Field of a type's own struct or interface. It may be nil.
func (x *extraction) node(p *checkedPackage, pos token.Pos) ast.Node {
	if p.nodes == nil {
		p.nodes = map[token.Pos]ast.Node{}
		for _, f := range p.files {
			for _, d := range f.syntax.Decls {
				p.indexDecl(d)
			}
		}
	}
	return p.nodes[pos]
}

func (p *checkedPackage) indexDecl(d ast.Decl) {
	if d, ok := d.(*ast.FuncDecl); ok {
		p.nodes[d.Name.Pos()] = d
		return
	}
	gen, ok := d.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, s := range gen.Specs {
		switch s := s.(type) {
		case *ast.ValueSpec:
			for _, name := range s.Names {
				p.nodes[name.Pos()] = s
			}
		case *ast.TypeSpec:
			p.nodes[s.Name.Pos()] = s
			for _, f := range membersOf(s) {
				for _, name := range f.Names {
					p.nodes[name.Pos()] = f
				}
			}
		}
	}
}

// membersOf lists the fields or methods that a type's own struct or interface declares.
func membersOf(s *ast.TypeSpec) []*ast.Field {
	switch t := s.Type.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

// isBoolean reports whether a variable is set to a comparison or a logical
// operation, whose type is known whatever its operands are.
func (x *extraction) isBoolean(obj types.Object) bool {
	spec, ok := x.node(x.known[obj.Pkg()], obj.Pos()).(*ast.ValueSpec)
	if !ok || len(spec.Values) != len(spec.Names) {
		return false
	}
	i := slices.IndexFunc(spec.Names, func(id *ast.Ident) bool { return id.Pos() == obj.Pos() })
	if i < 0 {
		return false
	}
	switch e := ast.Unparen(spec.Values[i]).(type) {
	case *ast.BinaryExpr:
		switch e.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.LAND, token.LOR:
			return true
		}
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	}
	return false
}

// source returns the text of the declaration of obj, without a function's body.
func (x *extraction) source(obj types.Object) []byte {
	p := x.known[obj.Pkg()]
	if p == nil {
		return nil
	}
	n := x.node(p, obj.Pos())
	if n == nil {
		return []byte(obj.Name())
	}
	start, end := n.Pos(), n.End()
	if f, ok := n.(*ast.FuncDecl); ok {
		start, end = f.Type.Pos(), f.Type.End()
	}
	for _, f := range p.files {
		if base := f.syntax.FileStart; base <= start && end <= f.syntax.FileEnd {
			return f.src[start-base : end-base]
		}
	}
	return nil
}
