package rust

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/apicheck/apicheck/internal/sitter"
)

type itemKind uint8

const (
	itemModule itemKind = iota
	itemExternBlock
	itemStruct
	itemUnion
	itemEnum
	itemAlias
	itemFn
	itemConst
	itemStatic
	itemImpl
	itemTrait
	itemUse
	itemExternCrate
	itemMacroRules
	itemMacroCall
	itemBlock // a block of code whose items act outside of it
)

type visibility struct {
	kind visKind
	path *namePath // visIn
}

type visKind uint8

const (
	visPrivate visKind = iota
	visPublic
	visIn // pub(in path), pub(crate), pub(super)
)

type shape uint8

const (
	shapeNamed shape = iota
	shapeTuple
	shapeUnit
)

type field struct {
	name  string
	ty    *typ
	vis   visibility
	attrs []attr
	line  int
}

type variant struct {
	name         string
	shape        shape
	fields       []field
	discriminant string
	attrs        []attr
	line         int
}

// A useTree is one leaf of a use declaration.
type useTree struct {
	path *namePath
	name string // as which it is imported; "_" for none
	glob bool
	self bool // a::{self}: the type namespace alone
	line int
}

// An item is an item of a source file
// (https://doc.rust-lang.org/reference/items.html).
type item struct {
	kind  itemKind
	name  string
	vis   visibility
	attrs []attr
	file  *file
	line  int

	generics *generics
	sig      *signature // itemFn
	ty       *typ       // alias target, type of a const or static, self type of an impl
	trait    *namePath  // itemImpl: of a trait
	negative bool       // impl !Trait
	unsafe   bool       // trait, impl
	auto     bool       // trait
	mut      bool       // static
	bounds   []bound    // supertraits; bounds of an associated type
	hasValue bool       // const, associated type: a default; fn: a body
	value    string     // const, static: the initialiser, when short
	shape    shape
	fields   []field
	variants []variant
	uses     []useTree
	inline   bool // mod x {…}
	nested   bool // a module declared inside of an inline one
	items    []*item
	macro    string // itemMacroCall: the path of the macro
	abi      string // itemExternBlock
	body     []byte // macros: what stands inside of the delimiters
	broken   bool
}

// findAttr returns the first attribute of the name, or nil.
func findAttr(attrs []attr, name string) *attr {
	for i := range attrs {
		if attrs[i].name == name {
			return &attrs[i]
		}
	}
	return nil
}

// A file is a parsed source file, or the parsed expansion of a macro.
type file struct {
	name   string // in the tree
	fixed  int    // of an expansion: the line of the macro call
	attrs  []attr // inner ones
	items  []*item
	errors []syntaxError

	expansions expansions
}

type syntaxError struct {
	line   int
	what   string
	digest string
}

// descend are the kinds of nodes that items stand in.
var descend = sync.OnceValue(func() []bool {
	return sitter.Rust().Kinds("source_file", "declaration_list", "mod_item", "impl_item", "trait_item",
		"foreign_mod_item", "block", "function_item", "const_item", "static_item", "expression_statement")
})

var tokenBuffers = sync.Pool{New: func() any { return new([]token) }}

// parseFile parses source. name and line say where it stands; a line above 0
// is that of the macro call which the source was made by.
func parseFile(name string, src []byte, line int) *file {
	f := &file{name: name, fixed: line}
	buffer := tokenBuffers.Get().(*[]token)
	toks := lexInto((*buffer)[:0], src, false)
	defer func() { // nothing that is kept points to tokens
		*buffer = toks
		tokenBuffers.Put(buffer)
	}()
	bones := newSkeleton(src, toks)
	nodes, err := sitter.Rust().Parse(bones.text, descend())
	if err != nil {
		f.errors = append(f.errors, syntaxError{1, err.Error(), digest(src)})
		return f
	}
	for i := range nodes { // from here on offsets are indices of tokens
		nodes[i].Start, nodes[i].End = bones.source(nodes[i].Start, len(toks)-1), bones.source(nodes[i].End, len(toks)-1)
	}
	l := &lowerer{file: f, src: src, toks: toks, nodes: nodes}
	if line == 0 {
		l.lines = lineStarts(src)
	}
	for i := range nodes {
		if n := &nodes[i]; n.Kind == "ERROR" || n.Missing {
			l.error(n.Start, n.End, "syntax error")
		}
	}
	for i := range toks {
		if t := &toks[i]; len(f.errors) == 0 && t.kind == tokOpen && int(t.match) >= len(toks)-1 {
			l.error(i, len(toks)-1, "what opens here is never closed")
			break
		}
	}
	if len(nodes) > 0 {
		f.items = l.list(1, nodes[0].Next, &f.attrs)
	}
	return f
}

func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// lineStarts lists the offsets at which lines begin.
func lineStarts(src []byte) []int32 {
	starts := []int32{0}
	for i := 0; ; {
		n := bytes.IndexByte(src[i:], '\n')
		if n < 0 {
			return starts
		}
		i += n + 1
		starts = append(starts, int32(i))
	}
}

type lowerer struct {
	file  *file
	src   []byte
	toks  []token
	nodes []sitter.Node
	lines []int32
	depth int
}

func (l *lowerer) line(offset int) int {
	if l.file.fixed > 0 {
		return l.file.fixed
	}
	n, found := slices.BinarySearch(l.lines, int32(offset))
	if found {
		return n + 1
	}
	return n
}

// error notes that the tokens from start to end cannot be read.
func (l *lowerer) error(start, end int, what string) {
	from := int(l.toks[start].start)
	text := l.src[from:max(from, int(l.toks[end].start))]
	if len(text) == 0 { // at the end of the file
		text = l.src
	}
	l.file.errors = append(l.file.errors, syntaxError{l.line(from), what, digest(text)})
}

// parser reads the tokens from start to end.
func (l *lowerer) parser(start, end int) *parser {
	return &parser{src: l.src, toks: l.toks, i: start, end: end}
}

// list lowers the nodes from i to end. Inner attributes go to inner.
func (l *lowerer) list(i, end int, inner *[]attr) []*item {
	if l.depth++; l.depth > 200 {
		l.depth--
		if i < end {
			l.error(l.nodes[i].Start, l.nodes[end-1].End, "items are nested too deeply")
		}
		return nil
	}
	defer func() { l.depth-- }()
	var items []*item
	var attrs []attr
	for ; i < end; i = l.nodes[i].Next {
		n := &l.nodes[i]
		switch n.Kind {
		case "attribute_item", "inner_attribute_item":
			p := l.parser(n.Start, n.End)
			list := p.attrs()
			if p.failed {
				l.error(n.Start, n.End, "cannot read the attribute")
			}
			for _, a := range list {
				if a.inner {
					*inner = append(*inner, a)
				} else {
					attrs = append(attrs, a)
				}
			}
			continue
		}
		it := l.item(n, i)
		if it == nil {
			if n.Kind == "ERROR" || n.Kind == "block" || n.Kind == "expression_statement" {
				items = append(items, l.list(i+1, n.Next, inner)...)
			}
			if n.Kind != "line_comment" && n.Kind != "block_comment" && n.Kind != ";" {
				attrs = nil
			}
			continue
		}
		it.attrs = append(attrs, it.attrs...)
		attrs = nil
		if condition := choices[it.macro]; it.kind == itemMacroCall && condition != nil {
			if arms, ok := chosen(l.file.name, it.line, it.body, condition); ok {
				for _, arm := range arms {
					arm.attrs = append(slices.Clip(it.attrs), arm.attrs...)
				}
				items = append(items, arms...)
				continue
			}
		}
		items = append(items, it)
	}
	return items
}

// body returns the nodes inside of the first list of declarations of node i.
func (l *lowerer) body(i int) (from, to int, ok bool) {
	for j := i + 1; j < l.nodes[i].Next; j = l.nodes[j].Next {
		switch l.nodes[j].Kind {
		case "declaration_list", "block":
			return j + 1, l.nodes[j].Next, true
		}
	}
	return 0, 0, false
}

func (l *lowerer) item(n *sitter.Node, index int) *item {
	if n.Start >= n.End {
		return nil
	}
	it := &item{file: l.file, line: l.line(int(l.toks[n.Start].start))}
	p := l.parser(n.Start, n.End)
	switch n.Kind {
	case "mod_item":
		it.kind = itemModule
		it.vis = p.visibility()
		p.eatWord("unsafe")
		p.eatWord("mod")
		it.name = p.ident()
		if from, to, ok := l.body(index); ok {
			it.inline = true
			it.items = l.list(from, to, &it.attrs)
			for _, inner := range it.items {
				inner.nested = inner.kind == itemModule
			}
		}
	case "foreign_mod_item":
		it.kind = itemExternBlock
		it.vis = p.visibility()
		if p.i > 0 && l.word(p.i-1) == "unsafe" {
			it.unsafe = true
		}
		p.eatWord("unsafe")
		p.eatWord("extern")
		it.abi = p.abi()
		if from, to, ok := l.body(index); ok {
			it.items = l.list(from, to, &it.attrs)
		}
	case "struct_item", "union_item":
		it.kind = itemStruct
		if n.Kind == "union_item" {
			it.kind = itemUnion
		}
		it.vis = p.visibility()
		p.i++ // struct, union
		it.name = p.ident()
		it.generics = &generics{params: p.genericParams()}
		it.generics.where = p.where()
		switch {
		case p.is("{"):
			it.fields = l.namedFields(p)
		case p.is("("):
			it.shape = shapeTuple
			it.fields = l.tupleFields(p)
			it.generics.where = append(it.generics.where, p.where()...)
		default:
			it.shape = shapeUnit
		}
	case "enum_item":
		it.kind = itemEnum
		it.vis = p.visibility()
		p.i++
		it.name = p.ident()
		it.generics = &generics{params: p.genericParams()}
		it.generics.where = p.where()
		p.inside(func() {
			for !p.done() {
				v := variant{attrs: p.attrs(), shape: shapeUnit}
				p.visibility()
				v.line = l.line(int(p.peek().start))
				v.name = p.ident()
				switch {
				case p.is("{"):
					v.shape = shapeNamed
					v.fields = l.namedFields(p)
				case p.is("("):
					v.shape = shapeTuple
					v.fields = l.tupleFields(p)
				}
				if p.eat("=") {
					from := p.i
					for !p.done() && !p.is(",") {
						p.skipTree()
					}
					v.discriminant = p.since(from)
				}
				it.variants = append(it.variants, v)
				if !p.eat(",") && !p.done() {
					p.fail()
				}
			}
		})
	case "type_item", "associated_type":
		it.kind = itemAlias
		it.vis = p.visibility()
		if p.i > 0 && l.word(p.i-1) == "pub" {
			it.vis.kind = visPublic
		}
		p.eatWord("default")
		p.eatWord("type")
		it.name = p.ident()
		it.generics = &generics{params: p.genericParams()}
		if p.eat(":") {
			it.bounds = p.bounds()
		}
		it.generics.where = p.where()
		if p.eat("=") {
			it.hasValue = true
			it.ty = p.typ(true)
			it.generics.where = append(it.generics.where, p.where()...)
		}
	case "function_item", "function_signature_item":
		it.kind = itemFn
		it.vis = p.visibility()
		sig := &signature{}
		if p.i > 0 && l.word(p.i-1) == "safe" {
			sig.safe = true
		}
		for !p.isWord("fn") && !p.done() {
			switch {
			case p.eatWord("async"):
				sig.async = true
			case p.eatWord("const"):
				sig.constant = true
			case p.eatWord("unsafe"):
				sig.unsafe = true
			case p.eatWord("safe"):
				sig.safe = true
			case p.eatWord("extern"):
				sig.extern = true
				sig.abi = p.abi()
			default:
				p.i++
			}
		}
		p.eatWord("fn")
		it.name = p.ident()
		it.sig = sig
		it.generics = p.signature(sig)
		it.hasValue = n.Kind == "function_item"
		if from, to, ok := l.body(index); ok {
			it.items = l.list(from, to, &it.attrs)
		}
	case "const_item", "static_item":
		it.kind = itemConst
		it.vis = p.visibility()
		p.eatWord("default")
		if n.Kind == "static_item" {
			it.kind = itemStatic
			it.unsafe = p.eatWord("unsafe")
			if p.i > 0 && l.word(p.i-1) == "safe" || p.eatWord("safe") {
				it.hasValue = true // a safe static of an extern block
			}
		}
		p.i++ // const, static
		it.mut = p.eatWord("mut")
		it.name = p.ident()
		p.genericParams()
		p.expect(":")
		it.ty = p.typ(true)
		p.where()
		if p.eat("=") {
			it.hasValue = true
			from := p.i
			for !p.done() && !p.is(";") {
				p.skipTree()
			}
			if p.i-from < 200 {
				it.value = p.since(from)
			}
		}
		for j := index + 1; j < n.Next; j = l.nodes[j].Next {
			if l.nodes[j].Kind == "block" {
				it.items = append(it.items, l.list(j+1, l.nodes[j].Next, &it.attrs)...)
			}
		}
	case "impl_item":
		it.kind = itemImpl
		l.impl(it, p)
		if from, to, ok := l.body(index); ok {
			it.items = l.list(from, to, &it.attrs)
		}
	case "trait_item":
		it.kind = itemTrait
		it.vis = p.visibility()
		if p.i > 0 && l.word(p.i-1) == "auto" {
			it.auto = true
		}
		for !p.isWord("trait") && !p.done() {
			it.unsafe = it.unsafe || p.isWord("unsafe")
			it.auto = it.auto || p.isWord("auto")
			p.i++
		}
		p.i++
		it.name = p.ident()
		it.generics = &generics{params: p.genericParams()}
		if p.eat(":") {
			it.bounds = p.bounds()
		}
		it.generics.where = p.where()
		if from, to, ok := l.body(index); ok {
			it.items = l.list(from, to, &it.attrs)
		}
	case "use_declaration":
		it.kind = itemUse
		it.vis = p.visibility()
		p.eatWord("use")
		l.useTree(p, &namePath{}, &it.uses)
	case "extern_crate_declaration":
		it.kind = itemExternCrate
		it.vis = p.visibility()
		p.eatWord("extern")
		p.eatWord("crate")
		it.name = p.ident()
		it.uses = []useTree{{name: it.name, line: it.line}}
		if p.eatWord("as") {
			it.uses[0].name = p.ident()
		}
	case "macro_definition":
		it.kind = itemMacroRules
		p.eatWord("macro_rules")
		p.eat("!")
		it.name = p.ident()
		it.body = l.group(p)
	case "macro_invocation", "expression_statement":
		if n.Kind == "expression_statement" && (index+1 >= n.Next || l.nodes[index+1].Kind != "macro_invocation") {
			return nil
		}
		it.kind = itemMacroCall
		it.macro = pathText(p.path(true))
		p.eat("!")
		if p.peek().kind == tokIdent {
			it.name = p.ident()
		}
		it.body = l.group(p)
	default:
		return nil
	}
	if p.failed {
		it.broken = true
		what := "cannot read the declaration"
		if it.name != "" {
			what += " of " + it.name
		}
		l.error(n.Start, n.End, what)
	}
	return it
}

func (l *lowerer) word(i int) string {
	if t := &l.toks[i]; t.kind == tokIdent {
		return string(l.src[t.start:t.end])
	}
	return ""
}

// group returns the text inside of the group that begins here.
func (l *lowerer) group(p *parser) []byte {
	t := p.peek()
	if t.kind != tokOpen {
		p.fail()
		return nil
	}
	closing := min(int(t.match), p.end)
	return l.src[t.end:l.toks[closing].start]
}

// impl reads the header of an implementation.
func (l *lowerer) impl(it *item, p *parser) {
	p.visibility()
	p.eatWord("default")
	it.unsafe = p.eatWord("unsafe")
	p.eatWord("impl")
	it.generics = &generics{}
	// impl<T> …, but impl <T as Trait>::Type { } is a path.
	if p.is("<") {
		save := *p
		it.generics.params = p.genericParams()
		if p.failed {
			*p = save
			it.generics.params = nil
		}
	}
	p.eatWord("const")
	if it.negative = p.eat("!"); it.negative {
		p.eatWord("const")
	}
	first := p.typ(true)
	if p.eatWord("for") {
		if first.kind == tyPath {
			it.trait = first.path
		} else {
			p.fail()
		}
		it.ty = p.typ(true)
	} else {
		it.ty = first
	}
	it.generics.where = p.where()
}

func (l *lowerer) namedFields(p *parser) []field {
	var list []field
	p.inside(func() {
		for !p.done() {
			f := field{attrs: p.attrs()}
			f.line = l.line(int(p.peek().start))
			f.vis = p.visibility()
			p.eatWord("unsafe")
			f.name = p.ident()
			p.expect(":")
			f.ty = p.typ(true)
			if p.eat("=") { // a default value, unstable
				for !p.done() && !p.is(",") {
					p.skipTree()
				}
			}
			list = append(list, f)
			if !p.eat(",") && !p.done() {
				p.fail()
			}
			p.skipDocs()
		}
	})
	return list
}

func (l *lowerer) tupleFields(p *parser) []field {
	var list []field
	p.inside(func() {
		for !p.done() {
			f := field{attrs: p.attrs(), name: fmt.Sprint(len(list))}
			f.line = l.line(int(p.peek().start))
			f.vis = p.visibility()
			f.ty = p.typ(true)
			list = append(list, f)
			if !p.eat(",") && !p.done() {
				p.fail()
			}
			p.skipDocs()
		}
	})
	return list
}

// useTree reads a tree of a use declaration, whose paths begin with prefix.
func (l *lowerer) useTree(p *parser, prefix *namePath, out *[]useTree) {
	if !p.enter() {
		return
	}
	defer func() { p.depth-- }()
	pa := &namePath{global: prefix.global, segs: slices.Clip(prefix.segs)}
	if p.eat("::") && len(pa.segs) == 0 {
		pa.global = true
	}
	line := l.line(int(p.peek().start))
	for !p.failed {
		if len(pa.segs) > 500 {
			p.fail()
			return
		}
		switch {
		case p.eat("*"):
			*out = append(*out, useTree{path: pa, glob: true, line: line})
			return
		case p.is("{"):
			p.inside(func() {
				for !p.done() {
					l.useTree(p, pa, out)
					if !p.eat(",") && !p.done() {
						p.fail()
					}
					p.skipDocs()
				}
			})
			return
		}
		line = l.line(int(p.peek().start))
		name := p.ident()
		if p.failed {
			return
		}
		u := useTree{path: pa, name: name, line: line}
		if name == "self" && len(pa.segs) > 0 {
			u.self = true
			u.name = pa.segs[len(pa.segs)-1].name
		} else {
			pa = &namePath{global: pa.global, segs: append(slices.Clip(pa.segs), segment{name: name})}
			u.path = pa
		}
		if p.eat("::") {
			continue
		}
		if p.eatWord("as") {
			u.name = p.ident()
		}
		*out = append(*out, u)
		return
	}
}

// visibility reads pub in its forms
// (https://doc.rust-lang.org/reference/visibility-and-privacy.html).
func (p *parser) visibility() visibility {
	if p.isWord("crate") && p.peekAt(1).kind == tokIdent { // an old unstable form
		p.i++
		return visibility{kind: visIn, path: &namePath{segs: []segment{{name: "crate"}}}}
	}
	if !p.eatWord("pub") {
		return visibility{}
	}
	if !p.is("(") {
		return visibility{kind: visPublic}
	}
	v := visibility{kind: visIn}
	save := p.i
	p.inside(func() {
		switch {
		case p.eatWord("in"):
			v.path = p.path(false)
		case p.isWord("crate") || p.isWord("self") || p.isWord("super"):
			v.path = p.path(false)
		}
		if !p.done() {
			v.path = nil
		}
	})
	if v.path == nil { // pub (A, B): the parentheses are those of a field's type
		p.failed = false
		p.i = save
		return visibility{kind: visPublic}
	}
	return v
}

// unquote returns the text of a string literal, its escapes resolved as far
// as names and paths need them.
func unquote(lit string) string {
	lit = strings.TrimLeft(lit, "bc")
	if strings.HasPrefix(lit, "r") {
		lit = strings.Trim(strings.TrimPrefix(lit, "r"), "#")
		return strings.TrimSuffix(strings.TrimPrefix(lit, `"`), `"`)
	}
	if i := strings.LastIndexByte(lit, '"'); i > 0 {
		lit = lit[:i]
	}
	lit = strings.TrimPrefix(lit, `"`)
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t", `\'`, `'`).Replace(lit)
}
