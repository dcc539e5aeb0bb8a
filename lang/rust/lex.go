package rust

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the kind of a token
// (https://doc.rust-lang.org/reference/tokens.html).
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokIdent
	tokLifetime
	tokLiteral
	tokPunct // one character
	tokOpen  // ( [ {
	tokClose // ) ] }
	tokDoc   // a doc comment
)

// A token is a stretch of the source.
type token struct {
	kind       tokenKind
	joint      bool  // a punctuation that the next one follows without space
	start, end int32 // bytes of the source
	match      int32 // index of the partner of an opening or closing delimiter
}

// lex splits source into tokens, leaving out space and plain comments. It
// never fails: a byte that begins no token is a punctuation, and what an
// unbalanced delimiter opens ends with the source. The last token is tokEOF.
func lex(src []byte) []token { return lexWith(src, false) }

// What a macro's fragment was replaced by stands between these two bytes, as
// a group without a face: another macro can only match it as a whole
// (https://doc.rust-lang.org/reference/macros-by-example.html#forwarding-a-matched-fragment).
const (
	fragmentOpen  = 0x01
	fragmentClose = 0x02
)

// lexWith also makes delimiters of the bytes around fragments, or leaves
// them out as space.
func lexWith(src []byte, fragments bool) []token {
	return lexInto(make([]token, 0, len(src)/4+2), src, fragments)
}

// lexInto appends the tokens to toks, which is empty.
func lexInto(toks []token, src []byte, fragments bool) []token {
	var open []int32
	i := 0
	add := func(kind tokenKind, end int) {
		toks = append(toks, token{kind: kind, start: int32(i), end: int32(end)})
		i = end
	}
	for i < len(src) {
		c := src[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || (c == fragmentOpen || c == fragmentClose) && !fragments:
			i++
		case c == '/' && i+1 < len(src) && src[i+1] == '/':
			end := i
			for end < len(src) && src[end] != '\n' {
				end++
			}
			if isDocComment(src[i:end]) {
				add(tokDoc, end)
			} else {
				i = end
			}
		case c == '/' && i+1 < len(src) && src[i+1] == '*':
			end := blockComment(src, i)
			if !bytes.HasSuffix(src[i:end], []byte("*/")) { // never closed
				open = append(open, int32(len(toks)))
				add(tokOpen, i+2)
				toks[len(toks)-1].match = -1
				i = end
				break
			}
			if isDocComment(src[i:end]) {
				add(tokDoc, end)
			} else {
				i = end
			}
		case c == '"':
			add(tokLiteral, suffix(src, quoted(src, i+1, '"')))
		case c == '\'':
			if end := charOrLifetime(src, i); end > 0 {
				add(tokLiteral, suffix(src, end))
			} else {
				end := identEnd(src, i+1)
				if end == i+2 && src[i+1] == 'r' && end+1 < len(src) && src[end] == '#' && isIdentStart(src[end+1:]) { // 'r#name
					end = identEnd(src, end+1)
				}
				add(tokLifetime, end)
				if last := &toks[len(toks)-1]; last.end == last.start+1 {
					last.kind = tokPunct
				}
			}
		case c >= '0' && c <= '9':
			add(tokLiteral, number(src, i))
		case isIdentStart(src[i:]):
			if end := prefixedLiteral(src, i); end > 0 {
				add(tokLiteral, suffix(src, end))
				break
			}
			end := identEnd(src, i)
			if end == i+1 && c == 'r' && end+1 < len(src) && src[end] == '#' && isIdentStart(src[end+1:]) {
				end = identEnd(src, end+1)
			}
			add(tokIdent, end)
		case c == '(' || c == '[' || c == '{' || c == fragmentOpen:
			open = append(open, int32(len(toks)))
			add(tokOpen, i+1)
			toks[len(toks)-1].match = -1
		case c == ')' || c == ']' || c == '}' || c == fragmentClose:
			add(tokClose, i+1)
			last := int32(len(toks) - 1)
			toks[last].match = -1
			// A delimiter of the wrong kind closes what it can find.
			for n := len(open) - 1; n >= 0 && n > len(open)-64; n-- {
				if closes(src[toks[open[n]].start], c) {
					for _, o := range open[n+1:] {
						toks[o].match = last
					}
					toks[open[n]].match, toks[last].match = last, open[n]
					open = open[:n]
					break
				}
			}
		default:
			_, size := utf8.DecodeRune(src[i:])
			if c == '#' && i == 0 && len(src) > 2 && src[1] == '!' && src[2] != '[' { // a shebang
				for i < len(src) && src[i] != '\n' {
					i++
				}
				break
			}
			if n := len(toks); n > 0 && toks[n-1].kind == tokPunct && toks[n-1].end == int32(i) {
				toks[n-1].joint = true
			}
			if unicode.IsSpace(rune(c)) || c == 0xEF && i == 0 { // a byte order mark
				i += size
				break
			}
			add(tokPunct, i+size)
		}
	}
	eof := int32(len(toks))
	for _, o := range open {
		toks[o].match = eof
	}
	return append(toks, token{kind: tokEOF, start: int32(len(src)), end: int32(len(src))})
}

func closes(open, close byte) bool {
	return open == '(' && close == ')' || open == '[' && close == ']' || open == '{' && close == '}' || open == fragmentOpen && close == fragmentClose
}

// isDocComment tells doc comments from others: ////, /*** and /**/ are none.
func isDocComment(text []byte) bool {
	if len(text) < 3 {
		return false
	}
	switch {
	case text[2] == '!':
		return true
	case text[1] == '/':
		return text[2] == '/' && (len(text) == 3 || text[3] != '/')
	default:
		return text[2] == '*' && len(text) > 4 && text[3] != '*' && text[3] != '/'
	}
}

func blockComment(src []byte, i int) int {
	depth := 0
	for i < len(src) {
		switch {
		case src[i] == '/' && i+1 < len(src) && src[i+1] == '*':
			depth++
			i += 2
		case src[i] == '*' && i+1 < len(src) && src[i+1] == '/':
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(src)
}

// quoted returns the end of a literal with escapes whose inside begins at i.
func quoted(src []byte, i int, quote byte) int {
	for i < len(src) {
		switch src[i] {
		case '\\':
			i += 2
		case quote:
			return i + 1
		default:
			i++
		}
	}
	return len(src)
}

// charOrLifetime returns the end of the character literal at i, or 0 where a
// lifetime or label stands.
func charOrLifetime(src []byte, i int) int {
	if i+1 >= len(src) {
		return 0
	}
	if src[i+1] == '\\' {
		return quoted(src, i+1, '\'')
	}
	_, size := utf8.DecodeRune(src[i+1:])
	if i+1+size < len(src) && src[i+1+size] == '\'' {
		return i + size + 2
	}
	return 0
}

// prefixedLiteral returns the end of a literal with a prefix, such as b"…",
// r#"…"# or b'x', or 0 where an identifier begins.
func prefixedLiteral(src []byte, i int) int {
	j := i
	raw := false
	for j < len(src) && j-i < 2 && (src[j] == 'b' || src[j] == 'c' || src[j] == 'r') {
		raw = src[j] == 'r'
		j++
	}
	if j == i || j >= len(src) {
		return 0
	}
	switch {
	case src[j] == '"' && !raw:
		return quoted(src, j+1, '"')
	case src[j] == '\'' && src[i] == 'b' && j == i+1:
		return quoted(src, j+1, '\'')
	case raw && (src[j] == '"' || src[j] == '#'):
		hashes := 0
		for j < len(src) && src[j] == '#' {
			hashes++
			j++
		}
		if j >= len(src) || src[j] != '"' {
			return 0
		}
		for j++; j < len(src); j++ {
			if src[j] != '"' {
				continue
			}
			n := 0
			for n < hashes && j+1+n < len(src) && src[j+1+n] == '#' {
				n++
			}
			if n == hashes {
				return j + 1 + n
			}
		}
		return len(src)
	}
	return 0
}

func number(src []byte, i int) int {
	start := i
	for i < len(src) {
		c := src[i]
		switch {
		case isIdentByte(c):
			i++
		case c == '.' && i+1 < len(src) && src[i+1] >= '0' && src[i+1] <= '9' && !contains(src[start:i], '.'):
			i++
		case c == '.' && (i+1 == len(src) || src[i+1] != '.' && !isIdentStart(src[i+1:])) && !contains(src[start:i], '.'):
			i++
		case (c == '+' || c == '-') && (src[i-1] == 'e' || src[i-1] == 'E') && (len(src) < start+2 || src[start+1] != 'x'):
			i++
		default:
			return i
		}
	}
	return i
}

func contains(b []byte, c byte) bool {
	for _, x := range b {
		if x == c {
			return true
		}
	}
	return false
}

func suffix(src []byte, i int) int {
	if i < len(src) && isIdentStart(src[i:]) {
		return identEnd(src, i)
	}
	return min(i, len(src))
}

func isIdentByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isIdentStart follows UAX #31, as the reference asks for
// (https://doc.rust-lang.org/reference/identifiers.html).
func isIdentStart(src []byte) bool {
	c := src[0]
	if c < utf8.RuneSelf {
		return isIdentByte(c) && (c < '0' || c > '9')
	}
	r, _ := utf8.DecodeRune(src)
	return r != utf8.RuneError && unicode.IsLetter(r)
}

func identEnd(src []byte, i int) int {
	for i < len(src) {
		if isIdentByte(src[i]) {
			i++
			continue
		}
		if src[i] < utf8.RuneSelf {
			return i
		}
		r, size := utf8.DecodeRune(src[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			return i
		}
		i += size
	}
	return i
}
