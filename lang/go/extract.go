package golang

import (
	"cmp"
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
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/apicheck/apicheck/internal/api"
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

	factHidden     = "hidden"     // a type that users reach but cannot name
	factComparable = "comparable" // of struct types: "no", or "unknown" where a stub decides; absent for yes
	factEmbeds     = "embeds"     // what an interface embeds and is not flattened into methods
	factEmbedded   = "embedded"   // an embedded field
	factDeprecated = "deprecated" // a "Deprecated:" paragraph (https://go.dev/wiki/Deprecated)
	factPlatforms  = "platforms"  // the platforms that have the item, if not all of those read
	factSymbolic   = "symbolic"   // a constant whose value rests on C or on another module
)

// detect implements lang.Language.Detect.
func detect(tree fs.FS, root string) bool {
	if _, err := fs.Stat(tree, path.Join(root, "go.mod")); err == nil {
		return true
	}
	matches, err := fs.Glob(tree, path.Join(root, "*.go"))
	return err == nil && len(matches) > 0
}

// extract implements lang.Language.Extract: it reads the public API of a
// module for every platform, and merges the faces into one surface.
func extract(ctx context.Context, in lang.Input) (*api.Surface, error) {
	platforms, tags, err := parseOptions(in.Options)
	if err != nil {
		return nil, err
	}
	opts, err := options(in.Options)
	if err != nil {
		return nil, err
	}
	m, err := loadModule(ctx, in.Tree, in.Root, platforms, tags)
	if err != nil {
		return nil, err
	}
	faces, err := m.faces(ctx, platforms)
	if err != nil {
		return nil, err
	}
	s := &api.Surface{
		Component: cmp.Or(m.prefix, in.Name),
		Language:  language,
		Version:   in.Version,
		Origin:    in.Origin,
		Extractor: revision,
		Options:   opts,
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
			first := f.platforms[0]
			x := newExtraction(newChecker(m, first, platforms[first]))
			if err := ctx.Err(); err != nil {
				return err
			}
			f.items, f.gaps = x.run()
			return nil
		})
	}
	return list, g.Wait()
}

// stdVariant says which recording of the standard library matters on a system:
// only package syscall differs in ways that declarations can show.
func (m *moduleSource) stdVariant(goos string) string {
	if !m.importsSyscall || stdIndex()["syscall@"+goos] == nil {
		return ""
	}
	return goos
}

// mergeFaces makes one list of items of the faces. An item that is not the same
// on all platforms carries the set of those that have it as a fact; declarations
// that differ become items of their own, the later ones with that set in
// their ID.
func mergeFaces(faces []*face, platforms []platform) []api.Item {
	if len(faces) == 1 {
		return faces[0].items
	}
	type variant struct {
		item api.Item
		on   uint64
	}
	byID := map[string][]*variant{}
	for _, f := range faces {
		var on uint64
		for _, i := range f.platforms {
			on |= 1 << i
		}
	items:
		for _, it := range f.items {
			for _, v := range byID[it.ID] {
				if v.item.Kind == it.Kind && v.item.Type == it.Type && v.item.Value == it.Value && slices.Equal(v.item.Facts, it.Facts) {
					v.on |= on
					continue items
				}
			}
			byID[it.ID] = append(byID[it.ID], &variant{it, on})
		}
	}
	var all uint64
	for i := range platforms {
		all |= 1 << i
	}
	var items []api.Item
	for id, variants := range byID {
		for n, v := range variants {
			if v.on != all {
				set := platformSet(platforms, func(i int) bool { return v.on&(1<<i) != 0 })
				v.item.Facts = v.item.Facts.With(factPlatforms, set)
				if n > 0 {
					v.item.ID = id + variantMark + set
				}
			}
			items = append(items, v.item)
		}
	}
	return items
}

// variantMark separates an ID from the platforms of a variant.
const variantMark = "@"

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
		x.typeItems(obj, obj.Pkg(), obj.Name(), api.Facts{{Name: factHidden}})
	}
	x.missingPackages()
	return x.items, x.gaps
}

// findHomes finds, for types that users cannot name where they are declared,
// the alias by which they can: the one with the shortest import path, then the
// first by name.
func (x *extraction) findHomes() {
	type candidate struct{ pkg, name string }
	best := map[*types.TypeName]candidate{}
	for _, p := range x.pkgs {
		if !x.public[p.types] {
			continue
		}
		for _, name := range p.types.Scope().Names() {
			obj, ok := p.types.Scope().Lookup(name).(*types.TypeName)
			if !ok || !obj.Exported() || !obj.IsAlias() {
				continue
			}
			target := aliasTarget(obj)
			if target == nil || x.known[target.Pkg()] == nil || x.isGuessed(target) || x.public[target.Pkg()] && target.Exported() {
				continue
			}
			c := candidate{p.types.Path(), name}
			b, ok := best[target]
			if !ok || cmp.Or(cmp.Compare(strings.Count(c.pkg, "/"), strings.Count(b.pkg, "/")), cmp.Compare(c.pkg, b.pkg), cmp.Compare(c.name, b.name)) < 0 {
				best[target] = c
			}
		}
	}
	for target, c := range best {
		x.homes[target] = c.pkg + "\x00" + c.name
	}
}

// aliasTarget returns the defined type that an alias is another name of, or
// nil: an alias of List[int] is not a name of List.
func aliasTarget(obj *types.TypeName) *types.TypeName {
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok {
		return nil
	}
	if alias, ok := obj.Type().(*types.Alias); ok && named.TypeArgs().Len() > 0 {
		// type A[P any] = List[P] is one
		if alias.TypeParams().Len() != named.TypeArgs().Len() {
			return nil
		}
		for i := range named.TypeArgs().Len() {
			if types.Unalias(named.TypeArgs().At(i)) != alias.TypeParams().At(i) {
				return nil
			}
		}
	} else if named.TypeArgs().Len() > 0 {
		return nil
	}
	return named.Obj()
}

func (x *extraction) isGuessed(obj *types.TypeName) bool {
	p := x.known[obj.Pkg()]
	return p != nil && p.guessed[obj.Name()]
}

// A reach is how users get at the values of a type that they cannot name.
type reach int

const (
	unreached reach = iota
	handedIn        // they can only hand them in: its fields and methods are out of reach
	handedOut       // they are given them
)

// home implements typeWriter.home. A type without a public name is queued to
// become a hidden item.
func (x *extraction) home(obj *types.TypeName, input bool) (pkg, name string) {
	if h, ok := x.homes[obj]; ok {
		pkg, name, _ = strings.Cut(h, "\x00")
		return pkg, name
	}
	switch {
	case x.isGuessed(obj):
		return "?", obj.Name()
	case x.known[obj.Pkg()] == nil: // another module's, the standard library's, C's
		return obj.Pkg().Path(), obj.Name()
	case x.public[obj.Pkg()] && obj.Exported():
		return obj.Pkg().Path(), obj.Name()
	}
	how := handedOut
	if input {
		how = handedIn
	}
	if was := x.reached[obj]; how > was {
		x.reached[obj] = how
		x.queue = append(x.queue, obj)
		if was != unreached { // emitted with less than users now reach
			id := itemID(obj.Pkg().Path(), obj.Name())
			x.items = slices.DeleteFunc(x.items, func(it api.Item) bool {
				stale := it.ID == id || it.Parent == id
				if stale {
					delete(x.ids, it.ID)
				}
				return stale
			})
			x.gaps = slices.DeleteFunc(x.gaps, func(g api.Gap) bool { return g.Scope == id })
		}
	}
	return obj.Pkg().Path(), obj.Name()
}

func (x *extraction) findSealing() {
	for _, p := range x.pkgs {
		scope := p.types.Scope()
		for _, name := range scope.Names() {
			if obj, ok := scope.Lookup(name).(*types.TypeName); ok {
				if iface, ok := obj.Type().Underlying().(*types.Interface); ok {
					for m := range iface.Methods() {
						if !m.Exported() {
							x.sealing[m.Name()] = true
						}
					}
				}
			}
		}
	}
}

// write returns the canonical text of t as seen from pkg.
func (x *extraction) write(pkg *types.Package, t types.Type) string {
	w := &typeWriter{pkg: pkg, home: x.home}
	w.typ(t)
	return w.String()
}

// writeBoth is write for a function type that users may call and may supply:
// they are given its parameters too.
func (x *extraction) writeBoth(pkg *types.Package, t types.Type) string {
	w := &typeWriter{pkg: pkg, home: func(obj *types.TypeName, _ bool) (string, string) { return x.home(obj, false) }}
	w.typ(t)
	return w.String()
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
	if strings.Contains(it.Type, unknownType) {
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

// packageItems emits a public package and what it exports.
func (x *extraction) packageItems(p *checkedPackage) {
	pkg := p.types
	it := api.Item{ID: pkg.Path(), Kind: kindPackage, Type: pkg.Name(), Pos: x.pos(p.files[0].syntax.Name.Pos())}
	for _, f := range p.files {
		if isDeprecated(f.syntax.Doc) {
			it.Facts = it.Facts.With(factDeprecated, "")
		}
	}
	x.items = append(x.items, it)
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if !obj.Exported() {
			continue
		}
		it := api.Item{ID: itemID(pkg.Path(), name), Parent: pkg.Path()}
		switch obj := obj.(type) {
		case *types.Const:
			it.Kind = kindConst
			it.Type, it.Value = x.constant(pkg, obj, &it.Facts)
		case *types.Var:
			it.Kind, it.Type = kindVar, x.writeBoth(pkg, obj.Type())
		case *types.Func:
			it.Kind, it.Type = kindFunc, x.write(pkg, obj.Type())
		case *types.TypeName:
			x.typeName(pkg, obj, it)
			continue
		}
		x.add(obj, it)
	}
}

// typeName emits an exported type or alias. An alias that is the home of a type
// stands for its definition.
func (x *extraction) typeName(pkg *types.Package, obj *types.TypeName, it api.Item) {
	if !obj.IsAlias() {
		if x.isGuessed(obj) {
			return
		}
		if _, ok := obj.Type().(*types.Named); ok {
			x.typeItems(obj, pkg, obj.Name(), nil)
		}
		return
	}
	if target := aliasTarget(obj); target != nil && x.homes[target] == pkg.Path()+"\x00"+obj.Name() {
		x.typeItems(target, pkg, obj.Name(), nil)
		return
	}
	w := &typeWriter{pkg: pkg, home: x.home}
	w.WriteString("= ")
	if alias, ok := obj.Type().(*types.Alias); ok && alias.TypeParams().Len() > 0 {
		w.typeParams(alias.TypeParams())
		w.WriteByte(' ')
	}
	w.typ(obj.Type())
	it.Kind, it.Type = kindType, w.String()
	x.add(obj, it)
}

// typeItems emits the definition of a type under the name by which users know it.
func (x *extraction) typeItems(obj *types.TypeName, pkg *types.Package, name string, facts api.Facts) {
	inside := x.reached[obj] == handedIn
	named, ok := obj.Type().(*types.Named)
	if !ok {
		return
	}
	id := itemID(pkg.Path(), name)
	it := api.Item{ID: id, Parent: pkg.Path(), Kind: kindType, Facts: facts}
	w := &typeWriter{pkg: pkg, home: x.home}
	if named.TypeParams().Len() > 0 {
		w.typeParams(named.TypeParams())
		w.WriteByte(' ')
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		if base := x.opaqueBase(obj); base != nil {
			w.typ(base)
			break
		}
		w.WriteString("struct")
		if inside {
			break
		}
		switch comparability(u) {
		case no:
			it.Facts = it.Facts.With(factComparable, "no")
		case unknown:
			it.Facts = it.Facts.With(factComparable, "unknown")
		}
		x.fields(pkg, id, u)
	case *types.Interface:
		if base := x.opaqueBase(obj); base != nil {
			w.typ(base)
			break
		}
		w.WriteString("interface")
		if embeds := x.interfaceItems(pkg, id, u); len(embeds) > 0 {
			it.Facts = it.Facts.With(factEmbeds, strings.Join(embeds, embedsSep))
		}
	default:
		if base := x.opaqueBase(obj); base != nil {
			w.typ(base)
			break
		}
		w.WriteString(x.writeBoth(pkg, u))
	}
	it.Type = w.String()
	x.add(obj, it)
	for m := range named.Methods() {
		if inside || !m.Exported() && !x.sealing[m.Name()] {
			continue
		}
		x.add(m, api.Item{ID: methodID(pkg.Path(), name, m), Parent: id, Kind: kindMethod, Type: x.write(pkg, m.Type())})
	}
}

const embedsSep = " & "

// opaqueBase returns the stub type that obj is defined as, directly or through
// other types: type T C.t. Its underlying type is not known, so the name stands
// for it.
func (x *extraction) opaqueBase(obj *types.TypeName) types.Type {
	for range 50 {
		p := x.known[obj.Pkg()]
		if p == nil {
			return nil
		}
		spec, ok := x.node(p, obj.Pos(), func(n ast.Node) bool { _, ok := n.(*ast.TypeSpec); return ok }).(*ast.TypeSpec)
		if !ok {
			return nil
		}
		var id *ast.Ident
		switch e := ast.Unparen(spec.Type).(type) {
		case *ast.Ident:
			id = e
		case *ast.SelectorExpr:
			id = e.Sel
		default:
			return nil
		}
		base, ok := p.info.Uses[id].(*types.TypeName)
		if !ok {
			return nil
		}
		named, ok := types.Unalias(base.Type()).(*types.Named)
		if !ok {
			return nil
		}
		if isOpaque(named) || x.isGuessed(named.Obj()) {
			return named
		}
		obj = named.Obj()
	}
	return nil
}

// fields emits what users can select or promote of a struct type: exported
// fields and embedded ones.
func (x *extraction) fields(pkg *types.Package, parent string, t *types.Struct) {
	for f := range t.Fields() {
		if !f.Exported() && !(f.Embedded() && promotes(f.Type())) || f.Name() == "_" {
			continue
		}
		it := api.Item{ID: parent + "." + f.Name(), Parent: parent, Kind: kindField, Type: x.writeBoth(pkg, f.Type())}
		if f.Embedded() {
			it.Facts = api.Facts{{Name: factEmbedded}}
		}
		x.add(f, it)
	}
}

// promotes reports whether an embedded field of type t can have fields or
// methods to promote.
func promotes(t types.Type) bool {
	_, basic := types.Unalias(t).(*types.Basic)
	return !basic
}

// interfaceItems emits the methods that an interface declares itself, and
// returns what else it consists of: named interfaces that it embeds, and the
// elements that restrict its type set.
func (x *extraction) interfaceItems(pkg *types.Package, parent string, t *types.Interface) []string {
	var elems []types.Type
	methods := slices.Collect(t.ExplicitMethods())
	for e := range t.EmbeddedTypes() {
		if _, ok := types.Unalias(e).(*types.Named); ok {
			elems = append(elems, e)
			continue
		}
		if inner, ok := types.Unalias(e).(*types.Interface); ok {
			m, more := interfaceParts(inner)
			methods, elems = append(methods, m...), append(elems, more...)
			continue
		}
		elems = append(elems, e)
	}
	seen := map[string]bool{}
	for _, m := range methods {
		if !seen[m.Name()] {
			seen[m.Name()] = true
			x.add(m, api.Item{ID: parent + "." + m.Name(), Parent: parent, Kind: kindMethod, Type: x.writeBoth(pkg, m.Type())})
		}
	}
	return (&typeWriter{pkg: pkg, home: x.home}).elements(elems)
}

type tri int

const (
	yes tri = iota
	no
	unknown
)

// comparability tells whether values of the struct can be compared with ==,
// in three values: what embeds a stub by value may or may not be
// (https://go.dev/ref/spec#Comparison_operators).
func comparability(t types.Type) tri {
	if !types.Comparable(t) {
		return no
	}
	seen := map[types.Type]bool{}
	var opaque func(t types.Type) bool
	opaque = func(t types.Type) bool {
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		if named, ok := t.(*types.Named); ok && isOpaque(named) {
			return named.Obj().Pkg().Path() != "C" // whose types all are comparable
		}
		switch u := t.Underlying().(type) {
		case *types.Basic:
			return u.Kind() == types.Invalid
		case *types.Array:
			return opaque(u.Elem())
		case *types.Struct:
			for f := range u.Fields() {
				if opaque(f.Type()) {
					return true
				}
			}
		}
		return false
	}
	if opaque(t) {
		return unknown
	}
	return yes
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

// node returns the innermost node around pos that is wanted, or nil.
func (x *extraction) node(p *checkedPackage, pos token.Pos, wanted func(ast.Node) bool) ast.Node {
	for _, f := range p.files {
		if f.syntax.FileStart <= pos && pos < f.syntax.FileEnd {
			steps, _ := astutil.PathEnclosingInterval(f.syntax, pos, pos)
			if i := slices.IndexFunc(steps, wanted); i >= 0 {
				return steps[i]
			}
		}
	}
	return nil
}

// source returns the text of the declaration of obj, without a function's body.
func (x *extraction) source(obj types.Object) []byte {
	p := x.known[obj.Pkg()]
	if p == nil {
		return nil
	}
	n := x.node(p, obj.Pos(), func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ValueSpec, *ast.TypeSpec, *ast.FuncDecl, *ast.Field:
			return true
		}
		return false
	})
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

// itemID is the ID of a package-level name: bare in the root package, else
// with the relative import path, as apidiff writes it: ./sub.Name.
func itemID(pkg, name string) string {
	if pkg == "." {
		return name
	}
	return pkg + "." + name
}

// methodID is T.M or (*T).M, whichever method set the method is declared for.
func methodID(pkg, typeName string, m *types.Func) string {
	if _, ok := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer); ok {
		return itemID(pkg, "(*"+typeName+")."+m.Name())
	}
	return itemID(pkg, typeName+"."+m.Name())
}

// A constExpr is the expression that gives a constant its value.
type constExpr struct {
	pkg      *checkedPackage
	expr     ast.Expr
	explicit bool // the declaration names a type
	iota     int
}

// findConsts records the expressions of all constants, if constants of stubs
// are used at all.
func (x *extraction) findConsts() {
	used := false
	for _, names := range x.c.m.uses {
		for _, u := range names {
			used = used || u.isConst && !u.isType
		}
	}
	if !used {
		return
	}
	x.consts = map[*types.Const]constExpr{}
	for _, p := range x.pkgs {
		for _, f := range p.files {
			for _, d := range f.syntax.Decls {
				d, ok := d.(*ast.GenDecl)
				if !ok || d.Tok != token.CONST {
					continue
				}
				var last *ast.ValueSpec // implicit repetition
				for i, s := range d.Specs {
					s := s.(*ast.ValueSpec)
					if len(s.Values) > 0 {
						last = s
					}
					for j, name := range s.Names {
						if obj, ok := p.info.Defs[name].(*types.Const); ok && last != nil && j < len(last.Values) {
							x.consts[obj] = constExpr{p, last.Values[j], last.Type != nil, i}
						}
					}
				}
			}
		}
	}
}

// symbolic reports whether the value of a constant rests on a stub.
func (x *extraction) symbolic(obj *types.Const, depth int) bool {
	c, ok := x.consts[obj]
	if !ok || depth > 100 {
		return false
	}
	found := false
	ast.Inspect(c.expr, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !found {
			if used, ok := c.pkg.info.Uses[id].(*types.Const); ok && used != obj && used.Pkg() != nil {
				_, stubbed := x.c.stubs[used.Pkg().Path()]
				found = stubbed || x.symbolic(used, depth+1)
			}
		}
		return !found
	})
	return found
}

// constant returns the type and value of a constant as an item has them.
func (x *extraction) constant(pkg *types.Package, obj *types.Const, facts *api.Facts) (typ, value string) {
	typ = x.write(pkg, obj.Type())
	if x.symbolic(obj, 0) {
		*facts = facts.With(factSymbolic, "")
		c := x.consts[obj]
		if b, ok := obj.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			typ = unknownType
		}
		value = types.ExprString(c.expr)
		if usesIota(c.expr) {
			value += " // iota = " + strconv.Itoa(c.iota)
		}
		return typ, value
	}
	return typ, obj.Val().ExactString()
}

func usesIota(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}

// findDeprecated records the names whose documentation has a paragraph that
// begins with "Deprecated:".
func (x *extraction) findDeprecated(f *ast.File) {
	mark := func(docs []*ast.CommentGroup, names ...*ast.Ident) {
		if slices.ContainsFunc(docs, isDeprecated) {
			for _, n := range names {
				x.deprecs[n.Pos()] = true
			}
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			mark([]*ast.CommentGroup{d.Doc}, d.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					mark([]*ast.CommentGroup{d.Doc, s.Doc}, s.Names...)
				case *ast.TypeSpec:
					mark([]*ast.CommentGroup{d.Doc, s.Doc}, s.Name)
					var members *ast.FieldList
					switch t := s.Type.(type) {
					case *ast.StructType:
						members = t.Fields
					case *ast.InterfaceType:
						members = t.Methods
					}
					if members != nil {
						for _, m := range members.List {
							mark([]*ast.CommentGroup{m.Doc}, m.Names...)
						}
					}
				}
			}
		}
	}
}

func isDeprecated(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	raw := false
	for _, c := range doc.List {
		raw = raw || strings.Contains(c.Text, "Deprecated:")
	}
	if !raw {
		return false
	}
	text := doc.Text()
	return strings.HasPrefix(text, "Deprecated: ") || strings.Contains(text, "\n\nDeprecated: ")
}
