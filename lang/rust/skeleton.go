package rust

import "slices"

// A skeleton is a source without what tree-sitter need not see to find the
// items: comments, bodies, initialisers, generics and types. Parsing it costs
// a fraction, and no type syntax that the grammar does not know can hide an
// item.
//
// Bodies that hold an impl or an exported symbol are kept: both act outside
// of the block that they stand in.
type skeleton struct {
	text  []byte
	at    []int32 // where each token begins in text
	token []int32 // which token of the source that is
}

func newSkeleton(src []byte, toks []token) *skeleton {
	s := &skeletonizer{src: src, toks: toks}
	s.text = make([]byte, 0, len(src)/4)
	s.items(0, len(toks)-1)
	return &s.skeleton
}

// source returns the token of the source that stands at or after an offset of
// the skeleton.
func (s *skeleton) source(offset, eof int) int {
	i, _ := slices.BinarySearch(s.at, int32(offset))
	if i == len(s.at) {
		return eof
	}
	return int(s.token[i])
}

type skeletonizer struct {
	skeleton
	src  []byte
	toks []token
}

// copy takes a token over.
func (s *skeletonizer) copy(i int) {
	t := &s.toks[i]
	if i > 0 && s.src[t.start] == '!' && s.word(i-1) == "macro_rules" {
		// one token to the grammar
	} else if i == 0 || s.toks[i-1].end != t.start || len(s.token) == 0 || int(s.token[len(s.token)-1]) != i-1 {
		s.text = append(s.text, ' ')
	}
	s.at = append(s.at, int32(len(s.text)))
	s.token = append(s.token, int32(i))
	s.text = append(s.text, s.src[t.start:t.end]...)
}

// stand writes a word in the place of a token.
func (s *skeletonizer) stand(i int, word string) {
	s.text = append(s.text, ' ')
	s.at = append(s.at, int32(len(s.text)))
	s.token = append(s.token, int32(i))
	s.text = append(s.text, word...)
}

// drop takes the last token back.
func (s *skeletonizer) drop() {
	n := len(s.at) - 1
	s.text, s.at, s.token = s.text[:s.at[n]], s.at[:n], s.token[:n]
}

func (s *skeletonizer) word(i int) string {
	if t := &s.toks[i]; t.kind == tokIdent {
		return string(s.src[t.start:t.end])
	}
	return ""
}

func (s *skeletonizer) byteAt(i int) byte {
	if t := &s.toks[i]; t.end == t.start+1 {
		return s.src[t.start]
	}
	return 0
}

// shell copies a group's delimiters, around a word or nothing, and returns
// the index behind it.
func (s *skeletonizer) shell(i, end int, word string) int {
	s.copy(i)
	if word != "" {
		s.stand(i+1, word)
	}
	m := int(s.toks[i].match)
	if m >= end {
		return end
	}
	s.copy(m)
	return m + 1
}

// items copies the tokens from i to end, which stand where items may stand.
func (s *skeletonizer) items(i, end int) {
	for i < end {
		t := &s.toks[i]
		switch {
		case t.kind == tokDoc:
			i++
		case t.kind == tokOpen:
			s.copy(i)
			m := min(int(t.match), end)
			s.items(i+1, m)
			if m < end {
				s.copy(m)
			}
			i = m + 1
		case t.kind == tokPunct && s.byteAt(i) == '#': // an attribute: its text is read elsewhere
			s.copy(i)
			i++
			if i < end && s.byteAt(i) == '!' {
				s.copy(i)
				i++
			}
			if i < end && s.toks[i].kind == tokOpen {
				i = s.shell(i, end, "a")
			}
		case t.kind == tokPunct && s.byteAt(i) == '!' && i+1 < end:
			// A macro: name!(…), or macro_rules! name {…}.
			s.copy(i)
			i++
			if s.word(i) != "" && i+1 < end && s.toks[i+1].kind == tokOpen {
				s.copy(i)
				i++
			}
			if i < end && s.toks[i].kind == tokOpen && s.macroBefore(i) {
				i = s.shell(i, end, "")
			}
		case t.kind == tokIdent:
			i = s.item(i, end)
		default:
			s.copy(i)
			i++
		}
	}
}

func (s *skeletonizer) macroBefore(i int) bool {
	return i >= 2 && (s.word(i-2) != "" || i >= 3 && s.word(i-3) == "macro_rules")
}

// item copies what begins with the word at i, and returns what follows it.
func (s *skeletonizer) item(i, end int) int {
	named := i+1 < end && s.word(i+1) != ""
	switch w := s.word(i); {
	case w == "fn" && named:
		s.copy(i)
		s.copy(i + 1)
		return s.function(i+2, end)
	case w == "impl" && s.itemBefore(i):
		s.copy(i)
		s.stand(i+1, "X")
		return s.header(i+1, end)
	case (w == "struct" || w == "enum" || w == "union" || w == "trait") && named && s.itemBefore(i):
		s.copy(i)
		s.copy(i + 1)
		if w == "trait" {
			return s.header(i+2, end)
		}
		j := i + 2
		where := false // in a where clause parentheses belong to types
		for j < end {
			where = where || s.word(j) == "where"
			switch c := s.byteAt(j); {
			case c == ';':
				return j
			case c == '(' && !where || c == '{':
				j = s.shell(j, end, "")
				if c == '{' {
					return j
				}
			default:
				j = s.skipHeader(j, end)
			}
		}
		return j
	case w == "type" && named && s.itemBefore(i):
		s.copy(i)
		s.copy(i + 1)
		j, eq := s.declaration(i+2, end)
		if eq >= 0 {
			s.copy(eq)
			s.stand(eq+1, "X")
		} else if i > 0 && s.word(i-1) == "pub" { // a foreign type: the grammar has no public one
			s.drop()
			s.drop()
			s.drop()
			s.copy(i)
			s.copy(i + 1)
		}
		return j
	case (w == "const" || w == "static") && s.constant(i, end):
		s.copy(i)
		i++
		if s.word(i) == "mut" {
			s.copy(i)
			i++
		}
		s.copy(i)
		s.copy(i + 1)
		s.stand(i+2, "X")
		j, eq := s.declaration(i+2, end)
		if eq >= 0 && eq+1 < end {
			s.copy(eq)
			if s.toks[eq+1].kind == tokOpen && s.special(eq+1, j) {
				s.items(eq+1, j)
			} else {
				s.stand(eq+1, "0")
			}
		}
		return j
	case w == "unsafe" && i+1 < end && s.word(i+1) == "extern" && s.blockAfterExtern(i+1, end):
		return i + 1 // the grammar has no unsafe extern blocks
	case w == "unsafe" && i+1 < end && s.word(i+1) == "static":
		return i + 1
	case w == "safe" && i+1 < end && (s.word(i+1) == "fn" || s.word(i+1) == "static"):
		return i + 1
	case w == "auto" && i+1 < end && s.word(i+1) == "trait":
		return i + 1
	}
	s.copy(i)
	return i + 1
}

func (s *skeletonizer) blockAfterExtern(i, end int) bool {
	i++
	if i < end && s.toks[i].kind == tokLiteral {
		i++
	}
	return i < end && s.byteAt(i) == '{'
}

// itemBefore reports whether a word at i can begin an item, rather than be
// part of a type or of a path.
func (s *skeletonizer) itemBefore(i int) bool {
	for i--; i >= 0; i-- {
		t := &s.toks[i]
		switch t.kind {
		case tokDoc:
			continue
		case tokIdent:
			switch s.word(i) {
			case "pub", "unsafe", "default", "const", "auto", "crate":
				return true
			}
			return false
		case tokClose:
			c := s.byteAt(i)
			return c == '}' || c == ']' || c == ')'
		case tokOpen:
			return s.byteAt(i) == '{'
		default:
			return s.byteAt(i) == ';'
		}
	}
	return true
}

// constant reports whether an item const NAME: or static NAME: stands at i.
func (s *skeletonizer) constant(i, end int) bool {
	if i > 0 {
		switch s.byteAt(i - 1) {
		case '<', ',', '*':
			return false
		}
	}
	i++
	if i < end && s.word(i) == "mut" {
		i++
	}
	return i+1 < end && s.word(i) != "" && s.byteAt(i+1) == ':'
}

// function blanks the header from i on, and the body.
func (s *skeletonizer) function(i, end int) int {
	params := false
	for i < end {
		switch c := s.byteAt(i); {
		case c == ';':
			return i
		case c == '{':
			m := int(s.toks[i].match)
			if s.special(i+1, min(m, end)) {
				return i // its items follow
			}
			return s.shell(i, end, "")
		case c == '(' && !params:
			params = true
			i = s.shell(i, end, "")
		default:
			i = s.skipHeader(i, end)
		}
	}
	return i
}

// header blanks up to the { or ; that ends the header of an impl or trait.
func (s *skeletonizer) header(i, end int) int {
	for i < end && s.byteAt(i) != '{' && s.byteAt(i) != ';' {
		i = s.skipHeader(i, end)
	}
	return i
}

// declaration goes to the ; that ends a type, const or static, and says where
// its = stands, or -1.
func (s *skeletonizer) declaration(i, end int) (semicolon, equals int) {
	equals = -1
	for i < end && s.byteAt(i) != ';' {
		if equals >= 0 {
			i = s.skip(i)
			continue
		}
		if s.byteAt(i) == '=' {
			equals = i
			i++
			continue
		}
		i = s.skipHeader(i, end)
	}
	return min(i, end), equals
}

func (s *skeletonizer) skip(i int) int {
	if s.toks[i].kind == tokOpen {
		return int(s.toks[i].match) + 1
	}
	return i + 1
}

// skipHeader steps over a token, a group, or generic arguments, where braces
// are expressions.
func (s *skeletonizer) skipHeader(i, end int) int {
	if s.byteAt(i) != '<' {
		return s.skip(i)
	}
	depth := 0
	for i < end {
		switch s.byteAt(i) {
		case '<':
			depth++
		case '>':
			if prev := s.byteAt(i - 1); prev != '-' && prev != '=' || !s.toks[i-1].joint {
				depth--
			}
		case ';':
			return i // not generic arguments after all
		}
		i = s.skip(i)
		if depth == 0 {
			break
		}
	}
	return min(i, end)
}

// special reports whether the tokens hold an item that acts outside of its block.
func (s *skeletonizer) special(i, end int) bool {
	for ; i < end; i++ {
		switch s.word(i) {
		case "impl":
			if s.itemBefore(i) {
				return true
			}
		case "no_mangle", "export_name", "macro_export":
			return true
		}
	}
	return false
}
