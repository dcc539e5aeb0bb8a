package preprocessor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Macro is a macro definition.
type Macro struct {
	Name       string
	Function   bool // function-like
	Params     []string
	Variadic   bool // the last of Params takes the rest: __VA_ARGS__, or a name of its own
	Body       []Token
	File       int32
	Line       int32
	Guard      int32
	Predefined bool // not of the component
	Feature    bool // of the template of a configured file

	params   []int16 // by token of Body: the parameter that it names, or -1
	disabled int     // it is being expanded
}

// An expansion is a list of tokens that stands before the rest of the input.
type expansion struct {
	toks    []Token
	at      int
	macro   *Macro
	barrier bool // nothing behind it belongs to what is read
}

// predefine reads directives that stand before every file.
func (p *unitReader) predefine(text string) {
	f := &File{ID: -1, Name: "<predefined>/macros", Text: text}
	f.lex()
	p.source = &source{file: f}
	for _, d := range f.directives {
		p.source.at = int(d) + 1
		words := p.source.rest()
		if len(words) > 1 && words[0].Text == "define" {
			p.define(words[1:], -1)
		}
	}
	for _, m := range p.macros {
		m.Predefined = true
	}
	p.source = nil
}

// define obeys a #define, and says what is wrong with it.
func (p *unitReader) define(args []Token, line int32) string {
	if len(args) == 0 || args[0].Kind != Identifier {
		return "#define names no macro"
	}
	m := &Macro{Name: args[0].Text, File: p.source.file.ID, Line: line, Guard: p.guard}
	body := args[1:]
	if len(body) > 0 && body[0].Text == "(" && body[0].flags&flagSpace == 0 {
		m.Function = true
		i, closed := 1, false
		for ; i < len(body); i++ {
			t := body[i]
			switch {
			case t.Text == ")":
				closed = true
			case t.Text == "...":
				m.Variadic = true
				m.Params = append(m.Params, "__VA_ARGS__")
			case t.Kind == Identifier:
				m.Params = append(m.Params, t.Text)
				if i+1 < len(body) && body[i+1].Text == "..." {
					m.Variadic = true
					i++
				}
			case t.Text != ",":
				return "the parameters of macro " + m.Name + " are malformed"
			}
			if closed {
				break
			}
		}
		if !closed {
			return "the parameters of macro " + m.Name + " have no end"
		}
		body = body[i+1:]
	}
	m.Body = body
	if m.Function {
		if len(m.Params) > maxParams {
			return "macro " + m.Name + " has too many parameters"
		}
		index := make(map[string]int16, len(m.Params))
		for i, name := range m.Params {
			if _, twice := index[name]; twice {
				return "macro " + m.Name + " has the parameter " + name + " twice"
			}
			index[name] = int16(i)
		}
		m.params = make([]int16, len(body))
		for i := range body {
			m.params[i] = -1
			if body[i].Kind == Identifier {
				if n, ok := index[body[i].Text]; ok {
					m.params[i] = n
				}
			}
		}
	}
	if n := len(body); n > 0 && (body[0].Text == "##" || body[n-1].Text == "##") {
		return "## begins or ends the body of macro " + m.Name
	}
	if old := p.macros[m.Name]; old != nil && old.Predefined && !old.Feature && old.File == -1 && p.isSystem(p.source.file) {
		return ""
	}
	p.macros[m.Name] = m
	p.fresh = append(p.fresh, m.Name)
	return ""
}

// next returns the next token that is not macro-expanded yet.
func (p *unitReader) next() (Token, bool) {
	for len(p.contexts) > 0 {
		top := &p.contexts[len(p.contexts)-1]
		if top.at < len(top.toks) {
			top.at++
			return top.toks[top.at-1], p.stop == nil
		}
		if top.barrier {
			return Token{}, false
		}
		p.pop()
	}
	return p.nextOfFile()
}

func (p *unitReader) pop() {
	last := len(p.contexts) - 1
	if m := p.contexts[last].macro; m != nil {
		m.disabled--
	}
	p.contexts = p.contexts[:last]
}

func (p *unitReader) push(toks []Token, m *Macro) {
	if m != nil {
		m.disabled++
	}
	p.contexts = append(p.contexts, expansion{toks: toks, macro: m})
}

// expand expands a token of the text and writes what comes of it.
func (p *unitReader) expand(t Token) {
	if t.Kind == Identifier && t.flags&flagPainted == 0 {
		if len(p.cxx) > 0 {
			if kind, ok := p.cxx[t.Text]; ok && p.macros[t.Text] != nil {
				p.emit(Token{Kind: kind, File: t.File, Line: t.Line})
			}
		}
		if p.replace(&t) {
			return
		}
	}
	p.emit(t)
}

func (p *unitReader) emit(t Token) {
	if p.made++; p.made > maxTokens {
		p.giveUp("the headers expand to more than 4000000 tokens")
		return
	}
	t.Guard = p.guard
	p.unit.Tokens = append(p.unit.Tokens, t)
}

// replace expands the macro that a token names, and puts its replacement
// before the rest. It returns false if the token stays as it is.
func (p *unitReader) replace(t *Token) bool {
	m := p.macros[t.Text]
	if m == nil {
		return p.builtin(t)
	}
	if m.disabled > 0 {
		t.flags |= flagPainted
		return false
	}
	if !m.Function {
		if len(m.Body) == 0 && p.nesting == 0 && !m.Predefined && !m.Feature {
			p.emit(Token{Kind: Empty, Text: m.Name, File: t.File, Line: t.Line})
			return true
		}
		p.push(p.substitute(m, nil, t), m)
		return true
	}
	if p.beforeDirective() {
		return false
	}
	paren, ok := p.next()
	if !ok {
		return false
	}
	if paren.Text != "(" || paren.Kind != Punct {
		p.push([]Token{paren}, nil)
		return false
	}
	args, ok := p.arguments(m)
	if !ok {
		if p.stop == nil {
			p.problem(Problem{Line: t.Line, Text: "the call of macro " + m.Name + " has no end", Digest: p.source.file.Text})
		}
		return true
	}
	if want := len(m.Params); len(args) != want && !(m.Variadic && len(args) == want-1) && !(want == 0 && len(args) == 1 && len(args[0]) == 0) {
		p.problem(Problem{Line: t.Line, Text: "macro " + m.Name + " takes " + strconv.Itoa(want) + " arguments, and is called with " + strconv.Itoa(len(args)), Digest: m.Name + fmt.Sprint(args)})
		return true
	}
	p.push(p.substitute(m, args, t), m)
	return true
}

// beforeDirective reports whether a directive comes next: a call does not begin
// across it.
func (p *unitReader) beforeDirective() bool {
	for len(p.contexts) > 0 {
		top := &p.contexts[len(p.contexts)-1]
		if top.at < len(top.toks) || top.barrier {
			return false
		}
		p.pop()
	}
	s := p.source
	return s.at < len(s.file.tokens) && s.file.tokens[s.at].flags&flagLine != 0 && s.file.tokens[s.at].Text == "#"
}

// builtin expands the macros that no #define makes, and the pragma operators.
func (p *unitReader) builtin(t *Token) bool {
	if !strings.HasPrefix(t.Text, "_") {
		return false
	}
	one := func(kind Kind, text string) bool {
		n := *t
		n.Kind, n.Text = kind, text
		n.flags |= flagPlace
		p.push([]Token{n}, nil)
		return true
	}
	switch t.Text {
	case "__FILE__", "__FILE_NAME__":
		return one(String, `"`+p.source.file.Name+`"`)
	case "__LINE__":
		return one(Number, strconv.Itoa(int(t.Line)))
	case "__COUNTER__":
		p.counter++
		return one(Number, strconv.Itoa(p.counter-1))
	case "__INCLUDE_LEVEL__":
		return one(Number, strconv.Itoa(p.depth-1))
	case "__DATE__", "__TIME__", "__TIMESTAMP__":
		return one(String, `""`)
	case "_Pragma", "__pragma":
		if p.nesting > 0 {
			return false // it is obeyed when the argument stands in the text
		}
		paren, ok := p.next()
		if !ok {
			return false
		}
		if paren.Text != "(" {
			p.push([]Token{paren}, nil)
			return false
		}
		args, ok := p.arguments(&Macro{Params: []string{"x"}, Variadic: true})
		if ok && len(args) == 1 {
			toks := p.expandList(args[0])
			if t.Text == "_Pragma" && len(toks) == 1 && toks[0].Kind == String {
				text := strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(strings.Trim(toks[0].Text, `"`))
				toks = Lex(text)
			}
			p.pragma(toks, t.Line)
		}
		return true
	}
	return false
}

// arguments collects the arguments of a macro call, behind its parenthesis.
func (p *unitReader) arguments(m *Macro) ([][]Token, bool) {
	args := [][]Token{nil}
	depth := 1
	for {
		t, ok := p.next()
		if !ok {
			return nil, false
		}
		if p.made++; p.made > maxTokens {
			p.giveUp("the headers expand to more than 4000000 tokens")
			return nil, false
		}
		if t.flags&flagLine != 0 {
			t.flags = t.flags&^flagLine | flagSpace
		}
		if t.Kind == Punct {
			switch t.Text {
			case "(":
				depth++
			case ")":
				if depth--; depth == 0 {
					return args, true
				}
			case ",":
				if depth == 1 && !(m.Variadic && len(args) >= len(m.Params)) {
					args = append(args, nil)
					continue
				}
			}
		}
		// A macro that is being expanded does not name itself again.
		if t.Kind == Identifier && t.flags&flagPainted == 0 {
			if n := p.macros[t.Text]; n != nil && n.disabled > 0 {
				t.flags |= flagPainted
			}
		}
		last := len(args) - 1
		args[last] = append(args[last], t)
	}
}

// expandList expands tokens on their own, as an argument or a directive is.
func (p *unitReader) expandList(toks []Token) []Token {
	plain := true
	for i := range toks {
		if t := &toks[i]; t.Kind == Identifier && t.flags&flagPainted == 0 && (p.macros[t.Text] != nil || t.Text[0] == '_') {
			plain = false
			break
		}
	}
	if plain {
		return toks
	}
	if p.nesting++; p.nesting > maxNesting {
		p.nesting--
		p.giveUp("macro calls are nested too deeply")
		return nil
	}
	p.contexts = append(p.contexts, expansion{toks: toks, barrier: true})
	base := len(p.contexts)
	var out []Token
	for {
		t, ok := p.next()
		if !ok {
			break
		}
		if p.made++; p.made > maxTokens {
			p.giveUp("the headers expand to more than 4000000 tokens")
			break
		}
		if p.asking && p.nesting == 1 && t.Kind == Identifier && t.Text == "defined" {
			// What it asks for is not expanded, though macros made the question.
			out = append(out, t)
			if t, ok = p.next(); ok && t.Text == "(" {
				out = append(out, t)
				t, ok = p.next()
			}
			if ok {
				out = append(out, t)
			}
			continue
		}
		if t.Kind == Identifier && t.flags&flagPainted == 0 && p.replace(&t) {
			continue
		}
		out = append(out, t)
	}
	for len(p.contexts) > base {
		p.pop()
	}
	p.contexts = p.contexts[:base-1]
	p.nesting--
	return out
}

// substitute returns the replacement of a macro call (ISO C, 6.10.5).
func (p *unitReader) substitute(m *Macro, args [][]Token, at *Token) []Token {
	p.made += len(m.Body)
	if p.made > maxTokens {
		p.giveUp("the headers expand to more than 4000000 tokens")
		return nil
	}
	out := make([]Token, 0, len(m.Body))
	if !m.Function {
		out = append(out, m.Body...)
		pastes := false
		for i := 1; i+1 < len(out); i++ {
			if out[i].Text == "##" && out[i].Kind == Punct {
				out[i].Kind, pastes = pasteMark, true
			}
		}
		if pastes {
			out = p.paste(out)
		}
		for i := range out {
			out[i].flags |= flagFromBody
		}
	} else {
		s := substitution{p: p, m: m, args: args, expanded: make([][]Token, len(args))}
		out = s.run(0, len(m.Body), out, false)
		out = p.paste(out)
	}
	for i := range out {
		out[i].File, out[i].Line = at.File, at.Line
		out[i].flags &^= flagLine
	}
	if len(out) > 0 {
		out[0].flags = out[0].flags&^flagSpace | at.flags&(flagSpace|flagLine)
	}
	return out
}

// A substitution puts arguments into the body of a macro.
type substitution struct {
	p        *unitReader
	m        *Macro
	args     [][]Token
	expanded [][]Token
}

const placemarker = Other + 100 // an empty argument beside ##
const pasteMark = Other + 101   // the operator ##, apart from an argument's token that looks like it

func (s *substitution) arg(i int) []Token {
	if i < len(s.args) {
		return s.args[i]
	}
	return nil
}

func (s *substitution) full(i int) []Token {
	if i >= len(s.args) {
		return nil
	}
	if s.expanded[i] == nil && len(s.args[i]) > 0 {
		s.expanded[i] = s.p.expandList(s.args[i])
		if s.expanded[i] == nil {
			s.expanded[i] = []Token{}
		}
	}
	return s.expanded[i]
}

// run substitutes Body[from:to], and appends to out. optional is true within
// __VA_OPT__, which does not stand in itself.
func (s *substitution) run(from, to int, out []Token, optional bool) []Token {
	m := s.m
	add := func(toks []Token, space uint8) {
		for k, t := range toks {
			if k == 0 {
				t.flags = t.flags&^(flagSpace|flagLine) | space
			}
			out = append(out, t)
		}
	}
	for i := from; i < to; i++ {
		t := m.Body[i]
		t.flags |= flagFromBody
		space := t.flags & flagSpace
		switch {
		case t.Text == "#" && t.Kind == Punct && i+1 < to && m.params[i+1] >= 0:
			i++
			out = append(out, Token{Kind: String, Text: s.p.stringize(s.arg(int(m.params[i]))), flags: space | flagFromBody})
		case t.Text == "#" && t.Kind == Punct && i+2 < to && m.Body[i+1].Text == "__VA_OPT__" && m.Variadic && !optional:
			end := s.optionalEnd(i+1, to)
			var inner []Token
			if len(s.full(len(m.Params)-1)) > 0 {
				inner = s.run(i+3, end, nil, true)
			}
			out = append(out, Token{Kind: String, Text: s.p.stringize(inner), flags: space | flagFromBody})
			i = end
		case t.Text == "##" && t.Kind == Punct && i > from && i+1 < to:
			// GNU: , ## __VA_ARGS__ drops the comma before nothing.
			if m.Variadic && int(m.params[i+1]) == len(m.Params)-1 && len(out) > 0 && out[len(out)-1].Text == "," {
				if len(s.arg(len(m.Params)-1)) == 0 {
					out = out[:len(out)-1]
				}
				add(s.full(len(m.Params)-1), 0)
				i++
				continue
			}
			t.Kind = pasteMark
			out = append(out, t)
		case t.Text == "__VA_OPT__" && m.Variadic && i+1 < to && m.Body[i+1].Text == "(":
			end := s.optionalEnd(i, to)
			switch {
			case optional:
			case len(s.full(len(m.Params)-1)) > 0:
				out = s.run(i+2, end, out, true)
			default:
				out = append(out, Token{Kind: placemarker})
			}
			i = end
		case m.params[i] >= 0:
			n := int(m.params[i])
			beside := i > from && m.Body[i-1].Text == "##" || i+1 < to && m.Body[i+1].Text == "##" && i+2 < to
			if !beside {
				add(s.full(n), space)
				continue
			}
			if raw := s.arg(n); len(raw) > 0 {
				add(raw, space)
			} else {
				out = append(out, Token{Kind: placemarker})
			}
		default:
			out = append(out, t)
		}
		if s.p.made += 1; s.p.made > maxTokens {
			s.p.giveUp("the headers expand to more than 4000000 tokens")
			return nil
		}
	}
	s.p.made += len(out) / 4
	return out
}

// optionalEnd returns the index of the parenthesis that closes the __VA_OPT__ at
// an index; to, if there is none.
func (s *substitution) optionalEnd(at, to int) int {
	depth := 0
	for end := at + 1; end < to; end++ {
		if s.m.Body[end].Text == "(" {
			depth++
		} else if s.m.Body[end].Text == ")" {
			if depth--; depth == 0 {
				return end
			}
		}
	}
	return to
}

// paste obeys the operators ## that are left in a replacement.
func (p *unitReader) paste(toks []Token) []Token {
	out := toks[:0]
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if t.Kind != pasteMark || len(out) == 0 || i+1 >= len(toks) {
			out = append(out, t)
			continue
		}
		i++
		left, right := &out[len(out)-1], toks[i]
		switch {
		case right.Kind == placemarker:
		case left.Kind == placemarker:
			right.flags |= left.flags & flagSpace
			*left = right
		default:
			text := left.Text + right.Text
			if p.made += len(text) / 16; len(text) > maxPasted || p.made > maxTokens {
				p.giveUp("a pasted token grows without end")
				return nil
			}
			if end, kind := scan(text, 0); end == len(text) && text != "//" && text != "/*" {
				left.Text, left.Kind = text, kind
				left.flags &^= flagPainted
			} else {
				right.flags &^= flagSpace
				out = append(out, right) // no token: they stay apart
			}
		}
	}
	return slices.DeleteFunc(out, func(t Token) bool { return t.Kind == placemarker || t.Kind == pasteMark })
}

// stringize writes an argument as a string literal.
func (p *unitReader) stringize(toks []Token) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range toks {
		if i > 0 && toks[i].Space() {
			b.WriteByte(' ')
		}
		if k := toks[i].Kind; k == String || k == Char {
			b.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(toks[i].Text))
		} else {
			b.WriteString(toks[i].Text)
		}
		if b.Len() > maxPasted {
			p.giveUp("a string that a macro makes grows without end")
			return `""`
		}
	}
	p.made += b.Len() / 16
	b.WriteByte('"')
	return b.String()
}
