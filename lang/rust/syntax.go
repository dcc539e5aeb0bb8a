package rust

import "strings"

// The syntax of types, paths, bounds and generics
// (https://doc.rust-lang.org/reference/types.html). Tree-sitter finds the
// items of a file; what stands inside of a signature is read here, and so are
// the fragments that macros match and the signatures of recorded surfaces.

// A namePath is a path of a type or an expression.
type namePath struct {
	global   bool // begins with ::
	self     *typ // <T as Trait>::…, with segments of the trait first
	traitLen int  // how many segments belong to the trait, for self
	segs     []segment
}

type segment struct {
	name string
	args *genericArgs
}

type genericArgs struct {
	list []genericArg
	fn   bool // Fn(A, B) -> C: list holds the inputs
	out  *typ // of fn; nil for ()
}

// A genericArg is one of lifetime, ty, expr, or an associated item's binding.
type genericArg struct {
	lifetime string
	ty       *typ
	expr     string // a const argument, when it is not a type
	name     string // of the associated item bound here
	args     *genericArgs
	bounds   []bound // name: bounds
}

type typeKind uint8

const (
	tyPath typeKind = iota
	tyRef
	tyPtr
	tySlice
	tyArray
	tyTuple
	tyNever
	tyInfer
	tyFn
	tyDyn
	tyImpl
	tyMacro
	tyError
)

type typ struct {
	kind     typeKind
	path     *namePath // tyPath, tyMacro
	elem     *typ      // tyRef, tyPtr, tySlice, tyArray
	elems    []*typ    // tyTuple
	lifetime string    // tyRef: with its quote, or ""
	mut      bool      // tyRef, tyPtr
	text     string    // tyArray: the length; tyMacro: the arguments
	bounds   []bound
	fn       *fnType
}

// A fnType is a function pointer's type.
type fnType struct {
	lifetimes []string // for<'a>
	unsafe    bool
	abi       string
	params    []*typ
	variadic  bool
	result    *typ // nil for ()
}

// A bound is a lifetime, a trait, or use<…>.
type bound struct {
	lifetime  string
	maybe     bool // ?Sized
	constness bool // [const] or ~const
	async     bool
	lifetimes []string // for<'a>
	path      *namePath
	capture   []string // use<…>; never nil for one
}

type paramKind uint8

const (
	lifetimeParam paramKind = iota
	typeParam
	constParam
)

type genericParam struct {
	kind   paramKind
	name   string
	bounds []bound
	def    *typ   // default of a type parameter
	ty     *typ   // of a const parameter
	expr   string // default of a const parameter
	attrs  []attr
}

type wherePred struct {
	lifetimes []string // for<'a>
	lifetime  string   // 'a: 'b
	ty        *typ
	bounds    []bound
}

type generics struct {
	params []genericParam
	where  []wherePred
}

type param struct {
	pattern string // its name, when it is a name
	ty      *typ
	attrs   []attr
}

// A receiver is the self parameter of a method.
type receiver struct {
	ty  *typ // as declared: self: Box<Self>; nil for the short forms
	ref bool
	mut bool // of the reference
	lt  string
}

type signature struct {
	receiver *receiver
	params   []param
	variadic bool
	result   *typ // nil for ()
	async    bool
	constant bool
	unsafe   bool
	safe     bool
	extern   bool
	abi      string
}

// A parser reads tokens. Syntax that it does not know sets failed, and the
// caller decides what that means.
type parser struct {
	src    []byte
	toks   []token // ends with tokEOF
	i      int
	end    int // reading stops before this index
	depth  int
	failed bool
}

func newParser(src []byte) *parser {
	toks := lex(src)
	return &parser{src: src, toks: toks, end: len(toks) - 1}
}

var eofToken = token{kind: tokEOF}

func (p *parser) peek() *token { return p.peekAt(0) }

func (p *parser) peekAt(n int) *token {
	if p.i+n >= p.end {
		return &eofToken
	}
	return &p.toks[p.i+n]
}

func (p *parser) done() bool { return p.i >= p.end }

func (p *parser) text(t *token) string { return string(p.src[t.start:t.end]) }

func (p *parser) fail() {
	p.failed = true
	p.i = p.end
}

// skipDocs steps over doc comments where they mean nothing.
func (p *parser) skipDocs() {
	for p.peek().kind == tokDoc {
		p.i++
	}
}

// is reports whether the next tokens are the punctuation s, without spaces.
func (p *parser) is(s string) bool {
	for j := range len(s) {
		t := p.peekAt(j)
		if t.kind != tokPunct && t.kind != tokOpen && t.kind != tokClose || p.src[t.start] != s[j] || t.end != t.start+1 {
			return false
		}
		if j+1 < len(s) && !t.joint {
			return false
		}
	}
	return true
}

func (p *parser) eat(s string) bool {
	if !p.is(s) {
		return false
	}
	p.i += len(s)
	return true
}

func (p *parser) expect(s string) {
	if !p.eat(s) {
		p.fail()
	}
}

func (p *parser) isWord(w string) bool {
	t := p.peek()
	return t.kind == tokIdent && string(p.src[t.start:t.end]) == w
}

func (p *parser) eatWord(w string) bool {
	if p.isWord(w) {
		p.i++
		return true
	}
	return false
}

// ident reads an identifier; a raw one without its r#.
func (p *parser) ident() string {
	t := p.peek()
	if t.kind != tokIdent {
		p.fail()
		return ""
	}
	p.i++
	return unraw(p.text(t))
}

func unraw(name string) string {
	if len(name) > 2 && name[0] == 'r' && name[1] == '#' {
		return name[2:]
	}
	return name
}

func (p *parser) enter() bool {
	if p.depth++; p.depth > 200 {
		p.fail()
	}
	return !p.failed
}

// inside calls f for the tokens within the group that begins here.
func (p *parser) inside(f func()) {
	t := p.peek()
	if t.kind != tokOpen {
		p.fail()
		return
	}
	end := p.end
	closing := min(int(t.match), end)
	p.i++
	p.end = closing
	f()
	p.end = end
	p.i = min(closing+1, end)
}

// skipTree steps over one token, or a group with its delimiters.
func (p *parser) skipTree() {
	if t := p.peek(); t.kind == tokOpen {
		p.i = min(int(t.match)+1, p.end)
	} else {
		p.i++
	}
	p.i = min(p.i, p.end)
}

// since returns the text from token i to here, spaces normalised.
func (p *parser) since(i int) string { return tokenText(p.src, p.toks[i:p.i]) }

// tokenText joins tokens with single spaces where they are needed.
func tokenText(src []byte, toks []token) string {
	var b []byte
	for i := range toks {
		t := &toks[i]
		if t.kind == tokDoc || t.kind == tokEOF {
			continue
		}
		if n := len(b); n > 0 && i > 0 {
			prev := toks[i-1].kind
			word := func(k tokenKind) bool { return k == tokIdent || k == tokLifetime || k == tokLiteral }
			if word(prev) && word(t.kind) || prev == tokPunct && t.kind == tokPunct && !toks[i-1].joint {
				b = append(b, ' ')
			}
		}
		b = append(b, src[t.start:t.end]...)
	}
	return string(b)
}

func (p *parser) forLifetimes() []string {
	if !p.isWord("for") || p.peekAt(1).kind != tokPunct || p.src[p.peekAt(1).start] != '<' {
		return nil
	}
	p.i++
	var names []string
	for _, g := range p.genericParams() {
		names = append(names, g.name)
	}
	return names
}

// typ reads a type; bounds joined by + belong to it where plus is set.
func (p *parser) typ(plus bool) *typ {
	if !p.enter() {
		return &typ{kind: tyError}
	}
	defer func() { p.depth-- }()
	p.skipDocs()
	t := p.peek()
	switch {
	case p.is("!"):
		p.i++
		return &typ{kind: tyNever}
	case p.is("("):
		var elems []*typ
		comma := false
		p.inside(func() {
			for !p.done() {
				elems = append(elems, p.typ(true))
				comma = p.eat(",")
				if !comma && !p.done() {
					p.fail()
				}
			}
		})
		if len(elems) == 1 && !comma {
			if elems[0].kind == tyPath && plus && p.is("+") { // (Trait) + Send
				return &typ{kind: tyDyn, bounds: append([]bound{{path: elems[0].path}}, p.moreBounds()...)}
			}
			return elems[0]
		}
		return &typ{kind: tyTuple, elems: elems}
	case p.is("["):
		ty := &typ{kind: tySlice}
		p.inside(func() {
			ty.elem = p.typ(true)
			if p.eat(";") {
				ty.kind = tyArray
				from := p.i
				p.i = p.end
				ty.text = p.since(from)
			}
			if !p.done() {
				p.fail()
			}
		})
		return ty
	case p.is("&"):
		p.i++
		ty := &typ{kind: tyRef}
		if p.peek().kind == tokLifetime {
			ty.lifetime = p.text(p.peek())
			p.i++
		}
		ty.mut = p.eatWord("mut")
		ty.elem = p.typ(false)
		return ty
	case p.is("*"):
		p.i++
		ty := &typ{kind: tyPtr, mut: p.isWord("mut")}
		if !p.eatWord("mut") && !p.eatWord("const") {
			p.fail()
		}
		ty.elem = p.typ(false)
		return ty
	case p.is("<"):
		return &typ{kind: tyPath, path: p.path(false)}
	case p.isWord("_"):
		p.i++
		return &typ{kind: tyInfer}
	case p.isWord("dyn") && !p.doubleColonAt(1):
		p.i++
		return &typ{kind: tyDyn, bounds: p.boundsOr(plus)}
	case p.isWord("impl"):
		p.i++
		return &typ{kind: tyImpl, bounds: p.boundsOr(plus)}
	case p.isWord("fn") || p.isWord("unsafe") || p.isWord("extern"):
		return p.fnType(nil)
	case p.isWord("for"):
		lifetimes := p.forLifetimes()
		if p.isWord("fn") || p.isWord("unsafe") || p.isWord("extern") {
			return p.fnType(lifetimes)
		}
		b := bound{lifetimes: lifetimes, path: p.path(false)}
		return &typ{kind: tyDyn, bounds: append([]bound{b}, p.moreBounds()...)}
	case t.kind == tokIdent || p.is("::"):
		pa := p.path(false)
		if p.is("!") && !p.is("!=") { // a macro in type position
			p.i++
			from := p.i
			p.skipTree()
			return &typ{kind: tyMacro, path: pa, text: p.since(from)}
		}
		if plus && p.is("+") { // Trait + Send, before the 2021 edition
			return &typ{kind: tyDyn, bounds: append([]bound{{path: pa}}, p.moreBounds()...)}
		}
		return &typ{kind: tyPath, path: pa}
	case t.kind == tokLifetime: // 'a + Trait, before the 2021 edition
		return &typ{kind: tyDyn, bounds: p.bounds()}
	}
	p.fail()
	return &typ{kind: tyError}
}

func (p *parser) fnType(lifetimes []string) *typ {
	f := &fnType{lifetimes: lifetimes}
	f.unsafe = p.eatWord("unsafe")
	if p.eatWord("extern") {
		f.abi = p.abi()
	}
	if !p.eatWord("fn") {
		p.fail()
	}
	p.inside(func() {
		for !p.done() {
			p.attrs()
			if p.eat("...") {
				f.variadic = true
				break
			}
			if t := p.peekAt(1); p.peek().kind == tokIdent && t.kind == tokPunct && p.src[t.start] == ':' && !p.doubleColonAt(1) {
				p.i += 2 // a name, for the reader only
			}
			if p.eat("...") {
				f.variadic = true
				break
			}
			f.params = append(f.params, p.typ(true))
			if !p.eat(",") && !p.done() {
				p.fail()
			}
		}
	})
	if p.eat("->") {
		f.result = p.typ(false)
	}
	return &typ{kind: tyFn, fn: f}
}

// abi reads the string after extern; "C" where there is none.
func (p *parser) abi() string {
	if t := p.peek(); t.kind == tokLiteral {
		p.i++
		return unquote(p.text(t))
	}
	return "C"
}

func (p *parser) boundsOr(plus bool) []bound {
	if plus {
		return p.bounds()
	}
	return []bound{p.bound()}
}

func (p *parser) moreBounds() []bound {
	var list []bound
	for p.eat("+") {
		if b, ok := p.tryBound(); ok {
			list = append(list, b)
		}
	}
	return list
}

func (p *parser) bounds() []bound {
	var list []bound
	for {
		b, ok := p.tryBound()
		if !ok {
			return list
		}
		list = append(list, b)
		if !p.eat("+") {
			return list
		}
	}
}

func (p *parser) tryBound() (bound, bool) {
	p.skipDocs()
	t := p.peek()
	if t.kind == tokLifetime || t.kind == tokIdent && !p.isWord("where") || p.is("?") || p.is("(") || p.is("<") || p.is("~") || p.is("::") || p.is("[") && p.peekAt(1).kind == tokIdent {
		return p.bound(), true
	}
	return bound{}, false
}

func (p *parser) bound() bound {
	var b bound
	if p.peek().kind == tokLifetime {
		b.lifetime = p.text(p.peek())
		p.i++
		return b
	}
	if p.is("(") {
		p.inside(func() { b = p.bound() })
		return b
	}
	if p.isWord("use") && p.peekAt(1).kind == tokPunct && p.src[p.peekAt(1).start] == '<' {
		p.i += 2
		b.capture = []string{}
		for !p.done() && !p.is(">") {
			b.capture = append(b.capture, p.text(p.peek()))
			p.i++
			p.eat(",")
		}
		p.expect(">")
		return b
	}
	for {
		switch {
		case p.eat("?"):
			b.maybe = true
			continue
		case p.eat("~"):
			p.eatWord("const")
			b.constness = true
			continue
		case p.is("["): // [const] Trait
			p.skipTree()
			b.constness = true
			continue
		case p.isWord("const"):
			p.i++
			b.constness = true
			continue
		case p.isWord("async") && p.peekAt(1).kind == tokIdent:
			p.i++
			b.async = true
			continue
		case p.isWord("for"):
			b.lifetimes = append(b.lifetimes, p.forLifetimes()...)
			if !p.failed && !p.isWord("for") {
				continue
			}
			p.fail()
		}
		break
	}
	b.path = p.path(false)
	return b
}

// path reads a path; in expressions generic arguments need ::<.
func (p *parser) path(expr bool) *namePath {
	pa := &namePath{}
	if p.eat("<") {
		pa.self = p.typ(true)
		if p.eatWord("as") {
			trait := p.path(false)
			pa.global, pa.segs, pa.traitLen = trait.global, trait.segs, len(trait.segs)
		}
		p.expect(">")
		p.expect("::")
	} else {
		pa.global = p.eat("::")
	}
	for !p.failed {
		name := p.ident()
		s := segment{name: name}
		switch {
		case p.is("<") && !expr:
			s.args = p.genericArgs()
		case p.is("::") && p.peekAt(2).kind == tokPunct && p.src[p.peekAt(2).start] == '<':
			p.i += 2
			s.args = p.genericArgs()
		case p.is("(") && !expr && isFnTrait(name):
			s.args = p.fnArgs()
		case p.is("::") && p.peekAt(2).kind == tokOpen && p.src[p.peekAt(2).start] == '(' && !expr:
			p.i += 2
			s.args = p.fnArgs()
		}
		pa.segs = append(pa.segs, s)
		if !p.is("::") || p.peekAt(2).kind != tokIdent {
			break
		}
		p.i += 2
	}
	if len(pa.segs) == 0 { // whoever asked sees that it failed
		pa.segs = []segment{{name: "?"}}
		pa.traitLen = 0
	}
	return pa
}

// isFnTrait reports whether a name takes its arguments in parentheses. Any
// trait may in the grammar; no other does in the language.
func isFnTrait(name string) bool {
	switch name {
	case "Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce":
		return true
	}
	return false
}

func (p *parser) fnArgs() *genericArgs {
	a := &genericArgs{fn: true}
	p.inside(func() {
		for !p.done() {
			a.list = append(a.list, genericArg{ty: p.typ(true)})
			if !p.eat(",") && !p.done() {
				p.fail()
			}
		}
	})
	if p.eat("->") {
		a.out = p.typ(false)
	}
	return a
}

func (p *parser) genericArgs() *genericArgs {
	a := &genericArgs{}
	p.expect("<")
	for !p.failed && !p.is(">") {
		if p.done() {
			p.fail()
			break
		}
		a.list = append(a.list, p.genericArg())
		if !p.eat(",") && !p.is(">") {
			p.fail()
		}
	}
	p.expect(">")
	return a
}

func (p *parser) genericArg() genericArg {
	p.skipDocs()
	t := p.peek()
	switch {
	case t.kind == tokLifetime && !(p.peekAt(1).kind == tokPunct && p.src[p.peekAt(1).start] == '+'):
		p.i++
		return genericArg{lifetime: p.text(t)}
	case t.kind == tokLiteral, p.is("-"), p.is("{"), p.isWord("true"), p.isWord("false"):
		from := p.i
		if p.is("{") {
			p.inside(func() { from = p.i; p.i = p.end })
			text := tokenText(p.src, p.toks[from:max(from, p.i-1)]) // the brace may not be closed
			return genericArg{expr: text}
		}
		p.eat("-")
		p.skipTree()
		return genericArg{expr: p.since(from)}
	case t.kind == tokIdent:
		// Name = Type, Name: Bounds, Name<…> = Type
		if !p.bindingAhead() {
			break
		}
		name := p.ident()
		var args *genericArgs
		if p.is("<") {
			args = p.genericArgs()
		}
		if p.eat("=") {
			arg := p.genericArg()
			arg.name, arg.args = name, args
			return arg
		}
		p.expect(":")
		b := p.bounds()
		if b == nil {
			b = []bound{}
		}
		return genericArg{name: name, args: args, bounds: b}
	}
	return genericArg{ty: p.typ(true)}
}

// bindingAhead reports whether the identifier here, with generic arguments or
// without, is bound by = or : rather than a type.
func (p *parser) bindingAhead() bool {
	q := *p
	q.i++
	if q.is("<") {
		depth := 0
		for !q.done() {
			if q.is("<") {
				depth++
			} else if q.is(">") && !(q.toks[q.i-1].joint && (q.src[q.toks[q.i-1].start] == '-' || q.src[q.toks[q.i-1].start] == '=')) {
				depth--
			}
			q.skipTree()
			if depth == 0 {
				break
			}
		}
	}
	return q.is("=") && !q.is("==") || q.is(":") && !q.is("::")
}

// genericParams reads <…>, if it stands here.
func (p *parser) genericParams() []genericParam {
	if !p.is("<") {
		return nil
	}
	p.i++
	var list []genericParam
	for !p.failed && !p.is(">") {
		if p.done() {
			p.fail()
			break
		}
		g := genericParam{attrs: p.attrs()}
		switch {
		case p.peek().kind == tokLifetime:
			g.name = p.text(p.peek())
			p.i++
			if p.eat(":") {
				g.bounds = p.bounds()
			}
		case p.eatWord("const"):
			g.kind = constParam
			g.name = p.ident()
			p.expect(":")
			g.ty = p.typ(true)
			if p.eat("=") {
				arg := p.genericArg()
				g.expr = arg.expr
				if arg.ty != nil && arg.ty.kind == tyPath {
					g.expr = pathText(arg.ty.path)
				}
			}
		default:
			g.kind = typeParam
			g.name = p.ident()
			if p.eat(":") {
				g.bounds = p.bounds()
			}
			if p.eat("=") {
				g.def = p.typ(true)
			}
		}
		list = append(list, g)
		if !p.eat(",") && !p.is(">") {
			p.fail()
		}
	}
	p.expect(">")
	return list
}

func pathText(pa *namePath) string {
	s := ""
	for i, seg := range pa.segs {
		if i > 0 || pa.global {
			s += "::"
		}
		s += seg.name
	}
	return s
}

// where reads a where clause, if one stands here.
func (p *parser) where() []wherePred {
	p.skipDocs()
	if !p.eatWord("where") {
		return nil
	}
	var list []wherePred
	for !p.failed && !p.done() && !p.is("{") && !p.is(";") && !(p.is("=") && !p.is("==")) {
		var w wherePred
		p.attrs()
		if p.peek().kind == tokLifetime {
			w.lifetime = p.text(p.peek())
			p.i++
		} else {
			w.lifetimes = p.forLifetimes()
			w.ty = p.typ(false)
		}
		p.expect(":")
		w.bounds = p.bounds()
		list = append(list, w)
		if !p.eat(",") {
			break
		}
	}
	return list
}

// signature reads from the name's end to the end of a function's header:
// generics, parameters, result, where clause.
func (p *parser) signature(sig *signature) *generics {
	g := &generics{params: p.genericParams()}
	p.inside(func() {
		first := true
		for !p.done() {
			attrs := p.attrs()
			p.skipDocs()
			if first && p.receiver(sig) {
				first = false
				if !p.eat(",") && !p.done() {
					p.fail()
				}
				continue
			}
			first = false
			if p.eat("...") {
				sig.variadic = true
				p.eat(",")
				continue
			}
			// A pattern ends at its colon; in trait methods of the 2015
			// edition the pattern may be left out.
			from := p.i
			var name string
			named := false
			for j := p.i; j < p.end; j++ {
				t := &p.toks[j]
				if t.kind == tokOpen {
					j = min(int(t.match), p.end-1)
					continue
				}
				if t.kind != tokPunct {
					continue
				}
				if c := p.src[t.start]; c == ',' || c == '<' {
					break
				} else if c == ':' {
					if t.joint && j+1 < p.end && p.src[p.toks[j+1].start] == ':' {
						j++
						continue
					}
					named = true
					name = tokenText(p.src, p.toks[from:j])
					p.i = j + 1
					break
				}
			}
			if !named {
				p.i = from
			}
			if p.eat("...") {
				sig.variadic = true
				p.eat(",")
				continue
			}
			sig.params = append(sig.params, param{pattern: name, ty: p.typ(true), attrs: attrs})
			if !p.eat(",") && !p.done() {
				p.fail()
			}
		}
	})
	if p.eat("->") {
		sig.result = p.typ(true)
	}
	g.where = p.where()
	return g
}

// doubleColonAt reports whether :: stands n tokens ahead.
func (p *parser) doubleColonAt(n int) bool {
	q := *p
	q.i += n
	return q.i < q.end && q.is("::")
}

// receiver reads self in one of its forms
// (https://doc.rust-lang.org/reference/items/associated-items.html#methods).
func (p *parser) receiver(sig *signature) bool {
	save := p.i
	r := &receiver{}
	if p.eat("&") {
		r.ref = true
		if p.peek().kind == tokLifetime {
			r.lt = p.text(p.peek())
			p.i++
		}
		r.mut = p.eatWord("mut")
	} else {
		p.eatWord("mut")
	}
	if !p.isWord("self") || p.doubleColonAt(1) {
		p.i = save
		return false
	}
	p.i++
	if !r.ref && p.eat(":") {
		r.ty = p.typ(true)
	}
	sig.receiver = r
	return true
}

// An attr is an attribute: #[name(args)], #[name = value] or #[name].
type attr struct {
	name  string // its path, as written
	args  string // the tokens inside of the delimiters
	value string // after =, as written
	inner bool   // #![…]
	cfg   *cfg   // the condition of cfg and cfg_attr
	then  []attr // the attributes of cfg_attr
	under []*cfg // the conditions of the cfg_attr that it came from
}

// attrs reads outer attributes and steps over doc comments.
func (p *parser) attrs() []attr {
	var list []attr
	for {
		p.skipDocs()
		if !p.is("#") {
			return list
		}
		p.i++
		a := attr{inner: p.eat("!")}
		p.inside(func() {
			if a2, ok := p.attrBody(); ok {
				a2.inner = a.inner
				list = append(list, a2)
			}
		})
		if p.failed {
			return list
		}
	}
}

// attrBody reads what stands inside of #[…].
func (p *parser) attrBody() (attr, bool) {
	var a attr
	if p.isWord("unsafe") && p.peekAt(1).kind == tokOpen { // #[unsafe(no_mangle)]
		p.i++
		var ok bool
		p.inside(func() { a, ok = p.attrBody() })
		return a, ok
	}
	if p.peek().kind != tokIdent && !p.is("::") {
		p.i = p.end
		return a, false
	}
	a.name = strings.TrimPrefix(pathText(p.path(true)), "::")
	for _, prelude := range []string{"core::prelude::", "std::prelude::"} { // derive and the like in full
		if rest, ok := strings.CutPrefix(a.name, prelude); ok {
			a.name = lastSegment(rest)
		}
	}
	switch {
	case p.peek().kind == tokOpen:
		p.inside(func() {
			if a.name == "cfg" || a.name == "cfg_attr" {
				a.cfg = p.cfg()
				for a.name == "cfg_attr" && p.eat(",") && !p.done() {
					if then, ok := p.metaItem(); ok {
						a.then = append(a.then, then)
					}
				}
				return
			}
			from := p.i
			p.i = p.end
			a.args = p.since(from)
		})
	case p.eat("="):
		from := p.i
		p.i = p.end
		a.value = p.since(from)
	}
	p.i = p.end
	return a, true
}

// metaItem reads one of the attributes inside of cfg_attr(…).
func (p *parser) metaItem() (attr, bool) {
	outer := p.end
	for end := p.i; ; {
		if end >= outer || p.toks[end].kind == tokPunct && p.src[p.toks[end].start] == ',' {
			p.end = min(end, outer)
			break
		}
		if p.toks[end].kind == tokOpen {
			end = int(p.toks[end].match)
		}
		end++
	}
	a, ok := p.attrBody()
	p.i, p.end = p.end, outer
	return a, ok
}
