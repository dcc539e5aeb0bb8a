package preprocessor

import (
	"fmt"
	"slices"
	"strings"
)

// A source is a file while it is read.
type source struct {
	file  *File
	at    int // index of the next token
	conds []conditional
}

// A conditional is an #if that is open.
type conditional struct {
	line    int32
	taken   bool  // a branch was chosen
	inElse  bool  // #else was seen
	outer   int32 // the guard around it
	earlier *Cond // the conditions of earlier branches failed; nil for nothing about features
	cxx     bool  // a branch asked for C++
}

// run reads the tokens of one file and expands them.
func (p *unitReader) run(f *File) {
	outer, contexts := p.source, p.contexts
	p.source, p.contexts = &source{file: f}, nil
	guard := p.guard
	for n := 0; ; n++ {
		if n&0xfff == 0 && p.ctx.Err() != nil {
			p.stop = p.ctx.Err()
		}
		t, ok := p.next()
		if !ok {
			break
		}
		p.expand(t)
	}
	if p.stop == nil {
		for i := len(p.source.conds) - 1; i >= 0; i-- {
			p.problem(Problem{Line: p.source.conds[i].line, Text: "the #if has no #endif", Digest: "#if"})
		}
	}
	p.guard = guard
	p.source, p.contexts = outer, contexts
}

// line is where the current file is read.
func (p *unitReader) line() int32 {
	s := p.source
	if s == nil || len(s.file.tokens) == 0 {
		return 1
	}
	return s.file.tokens[min(s.at, len(s.file.tokens)-1)].Line
}

// nextOfFile returns the next token of the file itself, and obeys the
// directives before it.
func (p *unitReader) nextOfFile() (Token, bool) {
	s := p.source
	for p.stop == nil && s.at < len(s.file.tokens) {
		t := &s.file.tokens[s.at]
		if t.flags&flagLine != 0 && t.Text == "#" && t.Kind == Punct {
			p.directive()
			continue
		}
		s.at++
		return *t, true
	}
	return Token{}, false
}

// rest returns the tokens up to the end of the line, and steps behind it.
func (s *source) rest() []Token {
	start := s.at
	for s.at < len(s.file.tokens) && s.file.tokens[s.at].flags&flagLine == 0 {
		s.at++
	}
	return s.file.tokens[start:s.at]
}

func (p *unitReader) directive() {
	s := p.source
	hash := s.file.tokens[s.at]
	s.at++
	words := s.rest()
	if p.made += len(words) + 1; p.made > maxTokens {
		p.giveUp("the headers have more than 4000000 tokens")
		return
	}
	if len(words) == 0 {
		return // a null directive
	}
	// Macro calls that a directive interrupts wait: it expands on its own.
	name, args := words[0].Text, words[1:]
	fail := func(format string, a ...any) {
		p.problem(Problem{Line: hash.Line, Text: fmt.Sprintf(format, a...), Digest: Spell(words)})
	}
	switch name {
	case "include", "include_next", "import":
		p.include(name, args, hash.Line)
	case "define":
		if why := p.define(args, hash.Line); why != "" {
			fail("%s", why)
		}
	case "undef":
		if len(args) == 0 || args[0].Kind != Identifier {
			fail("#undef names no macro")
		} else if s.file.Configured {
			p.configure(args[0].Text, nil, hash.Line)
		} else {
			delete(p.macros, args[0].Text)
		}
	case "cmakedefine", "cmakedefine01", "mesondefine":
		if len(args) == 0 || args[0].Kind != Identifier {
			fail("#%s names no macro", name)
			break
		}
		body := args[1:]
		if name != "cmakedefine" {
			body = []Token{{Kind: Number, Text: "1", flags: flagSpace}}
		}
		p.configure(args[0].Text, body, hash.Line)
	case "if", "ifdef", "ifndef":
		p.open(name, args, hash.Line)
	case "elif", "elifdef", "elifndef", "else":
		if len(s.conds) == 0 {
			fail("#%s without #if", name)
			break
		}
		c := &s.conds[len(s.conds)-1]
		if c.inElse {
			fail("#%s behind #else", name)
		}
		c.inElse = c.inElse || name == "else"
		p.guard = c.outer
		p.pass(c)
		p.skip() // the branch before was taken: the others are not
	case "endif":
		if len(s.conds) == 0 {
			fail("#endif without #if")
			break
		}
		p.close()
	case "error":
		fail("#error %s", Spell(args))
	case "pragma":
		p.pragma(args, hash.Line)
	case "warning", "line", "ident", "sccs", "assert", "unassert", "region", "endregion":
	default:
		if words[0].Kind == Number || s.file.Configured {
			break // a line marker; whatever a build makes of a template
		}
		fail("#%s is no directive", name)
	}
}

// configure defines what a build may define: a feature of the library.
func (p *unitReader) configure(name string, body []Token, line int32) {
	p.unit.Features[name] = Feature{Configured: true}
	if on, given := p.config.Features[name]; given && !on || p.config.Unconfigured {
		delete(p.macros, name)
		return
	}
	p.macros[name] = &Macro{Name: name, Body: body, File: p.source.file.ID, Line: line, Guard: p.guard, Feature: true}
	p.fresh = append(p.fresh, name)
}

// open begins a conditional.
func (p *unitReader) open(name string, args []Token, line int32) {
	s := p.source
	s.conds = append(s.conds, conditional{line: line, outer: p.guard})
	if !p.branch(name, args, line) {
		p.skip()
	}
}

// pass notes a branch that is left out since an earlier one was chosen for its
// features: what stands there shows without them.
func (p *unitReader) pass(c *conditional) {
	if c.earlier != nil && p.branchHasCode() {
		p.unit.Skipped = true
	}
	if c.cxx {
		p.glimpse()
	}
}

// branch decides on a branch of the innermost conditional: whether it is read.
func (p *unitReader) branch(name string, args []Token, line int32) bool {
	s := p.source
	c := &s.conds[len(s.conds)-1]
	value, cond := true, (*Cond)(nil)
	plusplus := false
	switch name {
	case "ifdef", "elifdef", "ifndef", "elifndef":
		if len(args) == 0 || args[0].Kind != Identifier {
			p.problem(Problem{Line: line, Text: "#" + name + " names no macro", Digest: name})
			value = false
			break
		}
		value = p.defined(args[0].Text)
		plusplus = p.isCxx(args[0].Text)
		if p.isFeature(args[0].Text) {
			cond = atom(args[0].Text)
		}
		if strings.HasSuffix(name, "ndef") {
			value = !value
			cond = not(cond)
		}
	case "if", "elif":
		value, cond, plusplus = p.condition(args, line)
	case "else":
		c.inElse = true
	}
	value = value && !c.taken
	c.cxx = c.cxx || plusplus
	here := cond
	if c.earlier != nil {
		here = and(not(c.earlier), cond)
	}
	if cond != nil && (c.earlier == nil || len(c.earlier.Kids) < maxConds) {
		c.earlier = or(c.earlier, cond)
	}
	if value {
		c.taken = true
		p.guard = p.guardOf(c.outer, here)
		return true
	}
	if plusplus {
		p.glimpse()
	}
	if here != nil && p.branchHasCode() {
		p.unit.Skipped = true
	}
	return false
}

// skip steps over the rest of a branch, to the next that may be read.
func (p *unitReader) skip() {
	s := p.source
	depth := 0
	for _, d := range s.file.directives[s.directiveAt():] {
		s.at = int(d) + 1
		words := s.rest()
		p.made++
		if len(words) == 0 {
			continue
		}
		switch words[0].Text {
		case "if", "ifdef", "ifndef":
			depth++
		case "endif":
			if depth--; depth < 0 {
				p.close()
				return
			}
		case "elif", "elifdef", "elifndef", "else":
			c := &s.conds[len(s.conds)-1]
			if depth > 0 || c.inElse {
				continue
			}
			p.guard = c.outer
			if c.taken {
				c.inElse = words[0].Text == "else"
				p.pass(c)
				continue
			}
			if p.branch(words[0].Text, words[1:], s.file.tokens[d].Line) {
				return
			}
		}
	}
	s.at = len(s.file.tokens)
}

func (p *unitReader) close() {
	s := p.source
	last := len(s.conds) - 1
	p.guard = s.conds[last].outer
	s.conds = s.conds[:last]
}

// directiveAt returns the index, into the directives of the file, of the first
// at or behind the current token.
func (s *source) directiveAt() int {
	lo, hi := 0, len(s.file.directives)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(s.file.directives[mid]) < s.at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// branchHasCode reports whether something other than directives stands before
// the next one.
func (p *unitReader) branchHasCode() bool {
	s := p.source
	return s.at < len(s.file.tokens) && !(s.file.tokens[s.at].flags&flagLine != 0 && s.file.tokens[s.at].Text == "#")
}

// glimpse looks at a branch for C++ that is about to be skipped, and notes
// where it opens and closes extern "C".
func (p *unitReader) glimpse() {
	s := p.source
	at, depth := s.at, 0
	for at < len(s.file.tokens) {
		t := s.file.tokens[at]
		if t.flags&flagLine != 0 && t.Text == "#" && t.Kind == Punct {
			words := s.file.words(at)
			at += 1 + len(words)
			if len(words) == 0 {
				continue
			}
			switch words[0].Text {
			case "if", "ifdef", "ifndef":
				depth++
			case "endif":
				depth--
			case "elif", "elifdef", "elifndef", "else":
				if depth == 0 {
					return
				}
			case "define":
				if len(words) < 3 || words[2].Text == "(" && !words[2].Space() {
					if len(words) == 2 {
						p.cxxOnly[words[1].Text] = true
					}
					continue
				}
				p.cxxOnly[words[1].Text] = true
				if kind, ok := linkage(words[2:]); ok {
					p.cxx[words[1].Text] = kind
				}
			}
			if depth < 0 {
				return
			}
			continue
		}
		start := at
		for at++; at < len(s.file.tokens) && !(s.file.tokens[at].flags&flagLine != 0 && s.file.tokens[at].Text == "#"); at++ {
		}
		if kind, ok := linkage(s.file.tokens[start:at]); ok {
			p.emit(Token{Kind: kind, File: s.file.ID, Line: t.Line})
		}
	}
}

// isCxx reports whether a macro is there for C++ only.
func (p *unitReader) isCxx(name string) bool {
	return name == "__cplusplus" || p.cxxOnly[name] && p.macros[name] == nil
}

// linkage tells what tokens of C++ do: open extern "C", close it, or declare
// one name so.
func linkage(toks []Token) (Kind, bool) {
	for i := 0; i+1 < len(toks); i++ {
		if toks[i].Text == "extern" && toks[i+1].Text == `"C"` {
			if i+2 < len(toks) && toks[i+2].Text == "{" {
				if toks[len(toks)-1].Text == "}" {
					return 0, false
				}
				return CBegin, true
			}
			if i+2 == len(toks) {
				return COne, true
			}
			return 0, false
		}
	}
	if len(toks) <= 2 && len(toks) > 0 && toks[0].Text == "}" {
		return CEnd, true
	}
	return 0, false
}

func (p *unitReader) include(word string, args []Token, line int32) {
	name, quoted, ok := headerName(args)
	if !ok {
		name, quoted, ok = headerName(p.expandList(args))
	}
	if !ok {
		p.problem(Problem{Line: line, Text: "#" + word + " names no file", Digest: Spell(args)})
		return
	}
	from := p.source.file
	f := p.resolve(name, quoted, word == "include_next", from)
	if f == nil {
		show := "<" + name + ">"
		if quoted {
			show = `"` + name + `"`
		}
		p.problem(Problem{Line: line, Text: show + " is not in the tree", Digest: show, Beyond: true})
		return
	}
	if p.isSystem(f) && !p.isSystem(from) {
		if list := p.unit.System[from.ID]; !slices.Contains(list, name) {
			p.unit.System[from.ID] = append(list, name)
		}
	}
	if !p.isSystem(f) && !p.isSystem(from) {
		list := p.unit.Includes[from.ID]
		if !slices.Contains(list, f.ID) {
			p.unit.Includes[from.ID] = append(list, f.ID)
		}
		if p.unit.Headers[f.ID] == "" {
			p.unit.Headers[f.ID] = p.spelling(strings.TrimSuffix(strings.TrimSuffix(f.Name, ".in"), ".cmake"))
		}
	}
	if p.depth >= maxIncludeDepth {
		p.problem(Problem{Line: line, Text: fmt.Sprintf("%s is included within itself without end", name), Digest: f.Text})
		return
	}
	if p.once[f.ID] || f.wrapped && p.macros[f.guard] != nil && p.seen[f.ID] {
		return
	}
	if word == "import" {
		p.once[f.ID] = true
	}
	p.enter(f)
}

// headerName reads <name> or "name".
func headerName(args []Token) (name string, quoted, ok bool) {
	switch {
	case len(args) > 0 && args[0].Kind == String && strings.HasPrefix(args[0].Text, `"`):
		return strings.Trim(args[0].Text, `"`), true, true
	case len(args) > 2 && args[0].Text == "<":
		var b strings.Builder
		for i, t := range args[1:] {
			if t.Text == ">" {
				return b.String(), false, true
			}
			if i > 0 && t.flags&flagSpace != 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.Text)
		}
	}
	return "", false, false
}

func (p *unitReader) pragma(args []Token, line int32) {
	if len(args) == 0 {
		return
	}
	named := func() string {
		if len(args) >= 4 && args[1].Text == "(" && args[2].Kind == String {
			return strings.Trim(args[2].Text, `"`)
		}
		return ""
	}
	switch args[0].Text {
	case "once":
		p.once[p.source.file.ID] = true
	case "push_macro":
		if n := named(); n != "" {
			p.pushed[n] = append(p.pushed[n], p.macros[n])
		}
	case "pop_macro":
		n := named()
		if list := p.pushed[n]; n != "" && len(list) > 0 {
			if m := list[len(list)-1]; m != nil {
				p.macros[n] = m
			} else {
				delete(p.macros, n)
			}
			p.pushed[n] = list[:len(list)-1]
		}
	case "pack":
		p.emit(Token{Kind: Pragma, Text: Spell(p.expandList(args)), File: p.source.file.ID, Line: line})
	case "GCC", "redefine_extname":
		p.emit(Token{Kind: Pragma, Text: Spell(args), File: p.source.file.ID, Line: line})
	}
}

// Spell writes tokens as one line, with one space where there was any.
func Spell(toks []Token) string {
	var b strings.Builder
	for i := range toks {
		if i > 0 && toks[i].Space() {
			b.WriteByte(' ')
		}
		b.WriteString(toks[i].Text)
	}
	return b.String()
}
