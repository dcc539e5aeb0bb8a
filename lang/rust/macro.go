package rust

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A macro is a macro_rules! macro
// (https://doc.rust-lang.org/reference/macros-by-example.html). Its expansion
// is text, which is parsed as if it stood in the source.
type macro struct {
	name  string
	crate string // what $crate is replaced by
	rules []macroRule
	err   error
	size  int
}

type macroRule struct {
	matcher []mnode
	body    []mnode
}

type mnodeKind uint8

const (
	mToken mnodeKind = iota
	mGroup
	mVar    // $name:fragment, or $name
	mRepeat // $(…) sep op
	mCrate  // $crate
)

// An mnode is a node of a matcher or of a transcriber.
type mnode struct {
	kind  mnodeKind
	text  string // of a token; the name of a variable; the separator of a repetition
	tok   tokenKind
	joint bool
	frag  string
	open  byte
	close byte
	op    byte // * + ?
	kids  []mnode
}

// parseMacro reads the rules inside of macro_rules! name { … }.
func parseMacro(name, crate string, body []byte) *macro {
	m := &macro{name: name, crate: crate, size: len(body)}
	p := &parser{src: body, toks: lexWith(body, true)}
	p.end = len(p.toks) - 1
	for !p.done() {
		p.skipDocs()
		if p.done() {
			break
		}
		if p.peek().kind != tokOpen {
			m.err = fmt.Errorf("macro %s! has a rule without a matcher", name)
			return m
		}
		var r macroRule
		p.inside(func() { r.matcher = macroNodes(p, true) })
		p.expect("=>")
		if p.peek().kind != tokOpen {
			m.err = fmt.Errorf("macro %s! has a rule without a body", name)
			return m
		}
		p.inside(func() { r.body = macroNodes(p, false) })
		m.rules = append(m.rules, r)
		if !p.eat(";") && !p.done() {
			m.err = fmt.Errorf("macro %s! has something behind a rule", name)
			return m
		}
	}
	return m
}

// macroNodes reads the rest of the group that the parser stands in.
func macroNodes(p *parser, matcher bool) []mnode {
	var list []mnode
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	for !p.done() {
		t := p.peek()
		switch {
		case t.kind == tokDoc:
			list = append(list, docNodes(p.src[t.start:t.end])...)
			p.i++
		case t.kind == tokOpen:
			n := mnode{kind: mGroup, open: p.src[t.start], close: partner(p.src[t.start])}
			p.inside(func() { n.kids = macroNodes(p, matcher) })
			list = append(list, n)
		case p.is("$") && p.peekAt(1).kind == tokOpen && p.src[p.peekAt(1).start] == '(':
			p.i++
			n := mnode{kind: mRepeat}
			p.inside(func() { n.kids = macroNodes(p, matcher) })
			if !repeatOp(p) {
				from := p.i
				p.i++
				for _, op := range operators {
					if p.i--; p.is(op) {
						p.i += len(op)
						break
					}
					p.i++
				}
				n.text = p.since(from)
			}
			if !repeatOp(p) {
				p.fail()
				return list
			}
			n.op = p.src[p.peek().start]
			p.i++
			list = append(list, n)
		case p.is("$") && p.peekAt(1).kind == tokIdent:
			name := unraw(p.text(p.peekAt(1)))
			p.i += 2
			n := mnode{kind: mVar, text: name}
			switch {
			case name == "crate":
				n.kind = mCrate
			case matcher && p.is(":") && p.peekAt(1).kind == tokIdent:
				n.frag = p.text(p.peekAt(1))
				p.i += 2
			}
			list = append(list, n)
		default:
			list = append(list, mnode{kind: mToken, tok: t.kind, text: p.text(t), joint: t.joint})
			p.i++
		}
	}
	return list
}

// docNodes writes a doc comment as the attribute that it is.
func docNodes(text []byte) []mnode {
	return []mnode{
		{kind: mToken, tok: tokPunct, text: "#"},
		{kind: mGroup, open: '[', close: ']', kids: []mnode{
			{kind: mToken, tok: tokIdent, text: "doc"},
			{kind: mToken, tok: tokPunct, text: "="},
			{kind: mToken, tok: tokLiteral, text: fmt.Sprintf("%q", text)},
		}},
	}
}

func partner(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	}
	return fragmentClose
}

func repeatOp(p *parser) bool { return p.is("*") || p.is("+") || p.is("?") }

// A matched is what a variable matched: a text, or one matched for each round
// of the repetition that it stands in.
type matched struct {
	text   string
	rounds []*matched
	list   bool
}

var errNoRule = errors.New("no rule of the macro matches")

// expansionLimit bounds the text that one macro call may become, in bytes.
const expansionLimit = 8 << 20

// expand applies the first rule that matches the input.
func (m *macro) expand(input []byte) ([]byte, error) {
	if m.err != nil {
		return nil, m.err
	}
	toks := lexWith(docAttributes(input), true)
	input = docAttributes(input)
	work := 0
	for i := range m.rules {
		r := &m.rules[i]
		x := &matching{src: input, toks: toks, bound: map[string]*matched{}, work: &work}
		if end, ok := x.match(r.matcher, 0, len(toks)-1); !ok || end != len(toks)-1 {
			if work > 5_000_000 {
				return nil, errors.New("the macro call is too large to be matched")
			}
			continue
		}
		t := &transcription{macro: m, out: make([]byte, 0, 256)}
		if err := t.write(r.body, x.bound); err != nil {
			return nil, err
		}
		return t.out, nil
	}
	return nil, errNoRule
}

// docAttributes turns doc comments into the attributes that macros see.
func docAttributes(src []byte) []byte {
	if !bytes.Contains(src, []byte("///")) && !bytes.Contains(src, []byte("/**")) && !bytes.Contains(src, []byte("//!")) && !bytes.Contains(src, []byte("/*!")) {
		return src
	}
	var out []byte
	last := 0
	for _, t := range lexWith(src, true) {
		if t.kind == tokDoc {
			out = append(out, src[last:t.start]...)
			text := src[t.start:t.end]
			if len(text) > 2 && text[2] == '!' {
				out = fmt.Appendf(out, "#![doc = %q]", text)
			} else {
				out = fmt.Appendf(out, "#[doc = %q]", text)
			}
			last = int(t.end)
		}
	}
	return append(out, src[last:]...)
}

type matching struct {
	src   []byte
	toks  []token
	bound map[string]*matched
	work  *int
	depth int
}

func (x *matching) text(from, to int) string {
	if from >= to {
		return ""
	}
	return string(x.src[x.toks[from].start:x.toks[to-1].end])
}

// match matches the nodes with the tokens from i on, and returns where they end.
func (x *matching) match(nodes []mnode, i, end int) (int, bool) {
	if x.depth++; x.depth > 200 {
		return i, false
	}
	defer func() { x.depth-- }()
	for k := range nodes {
		n := &nodes[k]
		if *x.work++; *x.work > 5_000_000 {
			return i, false
		}
		switch n.kind {
		case mToken:
			if i >= end || string(x.src[x.toks[i].start:x.toks[i].end]) != n.text {
				return i, false
			}
			i++
		case mCrate:
			return i, false
		case mGroup:
			if i >= end || x.toks[i].kind != tokOpen || x.src[x.toks[i].start] != n.open {
				return i, false
			}
			closing := min(int(x.toks[i].match), end)
			at, ok := x.match(n.kids, i+1, closing)
			if !ok || at != closing {
				return i, false
			}
			i = min(closing+1, end)
		case mVar:
			at, ok := x.fragment(n.frag, i, end)
			if !ok {
				return i, false
			}
			b := &matched{text: x.text(i, at)}
			switch n.frag {
			case "expr", "expr_2021", "ty", "path", "pat", "pat_param", "literal", "stmt", "item", "block", "meta":
				if at-i > 1 && strings.HasPrefix(n.frag, "expr") && x.src[x.toks[i].start] != fragmentOpen {
					b.text = "(" + b.text + ")" // it stays one operand
				}
				if at-i > 1 && !(at > i && x.src[x.toks[i].start] == fragmentOpen) {
					b.text = string(rune(fragmentOpen)) + b.text + string(rune(fragmentClose))
				}
			}
			x.bound[n.text] = b
			i = at
		case mRepeat:
			at, ok := x.repeat(n, i, end)
			if !ok {
				return i, false
			}
			i = at
		}
	}
	return i, true
}

func (x *matching) repeat(n *mnode, i, end int) (int, bool) {
	outer := x.bound
	defer func() { x.bound = outer }()
	lists := map[string]*matched{}
	for _, name := range variables(n.kids, nil) {
		lists[name] = &matched{list: true}
	}
	rounds := 0
	for n.op != '?' || rounds == 0 {
		at := i
		if rounds > 0 && n.text != "" {
			sep, ok := x.separator(n.text, at, end)
			if !ok {
				break
			}
			at = sep
		}
		x.bound = map[string]*matched{}
		next, ok := x.match(n.kids, at, end)
		if !ok || next == i && at == i {
			break
		}
		for name, b := range x.bound {
			if l := lists[name]; l != nil {
				l.rounds = append(l.rounds, b)
			}
		}
		i = next
		rounds++
	}
	for name, b := range lists {
		outer[name] = b
	}
	return i, rounds > 0 || n.op != '+'
}

func (x *matching) separator(sep string, i, end int) (int, bool) {
	for sep != "" {
		if i >= end {
			return i, false
		}
		t := string(x.src[x.toks[i].start:x.toks[i].end])
		if t == "" || len(t) > len(sep) || sep[:len(t)] != t {
			return i, false
		}
		sep = sep[len(t):]
		i++
	}
	return i, true
}

// variables lists the variables inside of a repetition.
func variables(nodes []mnode, list []string) []string {
	for i := range nodes {
		if nodes[i].kind == mVar {
			list = append(list, nodes[i].text)
		}
		list = variables(nodes[i].kids, list)
	}
	return list
}

// fragment matches one fragment
// (https://doc.rust-lang.org/reference/macros-by-example.html#metavariables).
func (x *matching) fragment(frag string, i, end int) (int, bool) {
	p := &parser{src: x.src, toks: x.toks, i: i, end: end}
	if frag == "vis" {
		if i < end {
			p.visibility()
		}
		return p.i, !p.failed
	}
	if i >= end {
		return i, false
	}
	t := &x.toks[i]
	if t.kind == tokClose {
		return i, false
	}
	opaque := t.kind == tokOpen && x.src[t.start] == fragmentOpen
	switch frag {
	case "tt":
		for _, op := range operators {
			if p.is(op) && i+len(op) <= end {
				return i + len(op), true
			}
		}
		p.skipTree()
		return p.i, true
	case "ident":
		return i + 1, t.kind == tokIdent && !p.isWord("_")
	case "lifetime":
		return i + 1, t.kind == tokLifetime
	}
	if opaque { // forwarded: one fragment again
		p.skipTree()
		if frag != "ty" && frag != "path" && frag != "expr" || p.done() || !p.is("::") {
			if frag == "expr" {
				p.expression()
			}
			return p.i, true
		}
	}
	switch frag {
	case "literal":
		p.eat("-")
		if p.peek().kind == tokLiteral || p.isWord("true") || p.isWord("false") {
			return p.i + 1, true
		}
		return i, false
	case "ty":
		p.typ(true)
	case "path":
		p.path(false)
	case "block":
		if !p.is("{") {
			return i, false
		}
		p.skipTree()
	case "meta":
		p.eatWord("unsafe")
		if p.peek().kind == tokIdent || p.is("::") {
			p.path(true)
			if p.peek().kind == tokOpen {
				p.skipTree()
			} else if p.eat("=") {
				p.expression()
			}
		} else if p.peek().kind == tokOpen {
			p.skipTree()
		} else {
			return i, false
		}
	case "item":
		if !p.itemExtent() {
			return i, false
		}
	case "pat", "pat_param":
		for !p.done() && !p.is("=>") && !p.is(",") && !(p.is("=") && !p.is("==")) && !p.isWord("if") && !p.isWord("in") && !(frag == "pat_param" && p.is("|")) {
			p.skipTree()
		}
	case "stmt":
		for !p.done() && !p.is(";") {
			p.skipTree()
		}
	default: // expr
		if p.is(";") || p.is(",") || p.is("=>") {
			return i, false
		}
		p.expression()
	}
	return p.i, !p.failed && p.i > i
}

// operators are the tokens of several characters, longest first
// (https://doc.rust-lang.org/reference/tokens.html#punctuation).
var operators = []string{"<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<<", ">>", ".."}

// expression steps over an expression, as far as what may follow it tells
// where it ends: => , and ;
func (p *parser) expression() {
	for !p.done() && !p.is(",") && !p.is(";") && !p.is("=>") {
		switch {
		case p.is("::") && p.peekAt(2).kind == tokPunct && p.src[p.peekAt(2).start] == '<':
			p.i += 2
			p.genericArgs()
		case p.is("<") && p.peekAt(1).kind == tokIdent && p.qualified():
			p.path(true)
		case p.is("|") && !p.is("||") && p.closureStart():
			for p.i++; !p.done() && !p.is("|"); {
				p.skipTree()
			}
			p.i++
		default:
			p.skipTree()
		}
	}
	p.i = min(p.i, p.end)
}

// qualified reports whether a qualified path <T as Trait>::x begins here.
func (p *parser) qualified() bool {
	q := *p
	q.path(true)
	return !q.failed
}

// closureStart reports whether a | opens the parameters of a closure.
func (p *parser) closureStart() bool {
	if p.i == 0 {
		return true
	}
	t := &p.toks[p.i-1]
	return t.kind == tokPunct || t.kind == tokOpen || t.kind == tokIdent && p.text(t) == "move"
}

// itemExtent steps over one item.
func (p *parser) itemExtent() bool {
	p.attrs()
	p.visibility()
	semicolon := false
	for first := true; !p.done(); first = false {
		switch w := p.peek(); {
		case w.kind == tokIdent && first:
			switch p.text(w) {
			case "use", "type", "static":
				semicolon = true
			case "const":
				next := p.peekAt(1)
				semicolon = next.kind != tokIdent || p.text(next) != "fn" && p.text(next) != "unsafe" && p.text(next) != "async" && p.text(next) != "extern"
			case "fn", "struct", "enum", "union", "impl", "trait", "mod", "unsafe", "async", "extern", "macro_rules", "auto", "default":
			default:
				if next := p.peekAt(1); next.kind != tokPunct || p.src[next.start] != '!' && p.src[next.start] != ':' {
					return false
				}
			}
			p.i++
		case p.eat(";"):
			return true
		case p.is("{") && !semicolon:
			p.skipTree()
			return true
		case first:
			return false
		default:
			p.skipTree()
		}
	}
	return true
}

type transcription struct {
	macro *macro
	out   []byte
	joint bool
}

func (t *transcription) emit(text string, joint bool) {
	if !t.joint {
		t.out = append(t.out, ' ')
	}
	t.out = append(t.out, text...)
	t.joint = joint
}

func (t *transcription) write(nodes []mnode, bound map[string]*matched) error {
	for i := range nodes {
		if len(t.out) > expansionLimit {
			return fmt.Errorf("the expansion of %s! is larger than %d MiB", t.macro.name, expansionLimit>>20)
		}
		n := &nodes[i]
		switch n.kind {
		case mToken:
			t.emit(n.text, n.joint)
		case mCrate:
			t.emit(t.macro.crate, false)
		case mGroup:
			t.emit(string(rune(n.open)), false)
			if err := t.write(n.kids, bound); err != nil {
				return err
			}
			t.emit(string(rune(n.close)), false)
		case mVar:
			b := bound[n.text]
			switch {
			case b == nil: // a variable of a macro defined by this one
				t.emit("$"+n.text, true)
				t.joint = false
			case b.list:
				return fmt.Errorf("macro %s! repeats $%s, and uses it once", t.macro.name, n.text)
			default:
				t.emit(b.text, false)
			}
		case mRepeat:
			if err := t.repeat(n, bound); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *transcription) repeat(n *mnode, bound map[string]*matched) error {
	rounds := -1
	names := variables(n.kids, nil)
	slices.Sort(names)
	names = slices.Compact(names)
	for _, name := range names {
		if b := bound[name]; b != nil && b.list {
			if rounds >= 0 && rounds != len(b.rounds) {
				return fmt.Errorf("macro %s! repeats variables of different lengths", t.macro.name)
			}
			rounds = len(b.rounds)
		}
	}
	if rounds < 0 {
		// No variable of this macro: the repetition is one of a macro that
		// the expansion defines.
		t.emit("$(", true)
		if err := t.write(n.kids, bound); err != nil {
			return err
		}
		t.emit(")"+n.text+string(rune(n.op)), false)
		return nil
	}
	for round := range rounds {
		inner := make(map[string]*matched, len(bound))
		for name, b := range bound {
			inner[name] = b
		}
		for _, name := range names {
			if b := bound[name]; b != nil && b.list {
				inner[name] = b.rounds[round]
			}
		}
		if round > 0 && n.text != "" {
			t.emit(n.text, false)
		}
		if err := t.write(n.kids, inner); err != nil {
			return err
		}
	}
	return nil
}
