package python

import "strings"

// A tokenKind is a kind of token, as the lexical analysis of the language
// reference names them (https://docs.python.org/3/reference/lexical_analysis.html).
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenNumber
	tokenString  // with prefix and quotes; a formatted string is one token
	tokenOp      // operators and delimiters
	tokenNewline // the end of a logical line
	tokenIndent
	tokenDedent
)

// A token is a stretch of the source.
type token struct {
	kind       tokenKind
	start, end int
}

// A lexer splits source into tokens. It reads every version of the language:
// what only some allow is for others to notice.
type lexer struct {
	src     string
	pos     int
	depth   int   // of open brackets
	opened  int   // offset of the outermost one
	indents []int // the columns of the open blocks
	pending int   // dedents that are still to be delivered
	begin   bool  // at the beginning of a logical line
	flat    bool  // one expression: lines do not count
	began   bool  // a token of the logical line was delivered

	mixedTabs    int // offset + 1 of a line whose indentation depends on the width of tabs
	misaligned   int // offset + 1 of a line that ends blocks, and fits none of those around
	unterminated int // offset + 1 of a string that does not end
	unmatched    int // offset + 1 of a bracket that closes nothing
	unclosed     int // offset + 1 of the line where it shows that a bracket is open
	newStrings   int // offset + 1 of a formatted string that only PEP 701 (3.12) allows
	columns      []int
}

func newLexer(src string) *lexer {
	return &lexer{src: src, begin: true, indents: []int{0}, columns: []int{0}}
}

// newFlatLexer splits one expression: newlines and indentation mean nothing.
func newFlatLexer(src string) *lexer { return &lexer{src: src, flat: true} }

func (l *lexer) text(t token) string { return l.src[t.start:t.end] }

// next returns the next token.
func (l *lexer) next() token {
	if l.pending > 0 {
		l.pending--
		return token{tokenDedent, l.pos, l.pos}
	}
	if l.begin && !l.flat {
		if t, ok := l.indentation(); ok {
			return t
		}
	}
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			l.pos++
		case c == '#':
			l.comment()
		case c == '\\' && l.pos+1 < len(l.src) && (l.src[l.pos+1] == '\n' || l.src[l.pos+1] == '\r'):
			l.pos += 2
			if l.src[l.pos-1] == '\r' && l.pos < len(l.src) && l.src[l.pos] == '\n' {
				l.pos++
			}
		case c == '\n' || c == '\r':
			start := l.pos
			l.pos++
			if l.depth > 0 && !l.flat && startsDeclaration(l.src[l.pos:]) {
				if l.unclosed == 0 {
					l.unclosed = l.opened + 1
				}
				l.depth = 0
			}
			if l.depth == 0 && !l.flat && l.began {
				l.begin, l.began = true, false
				return token{tokenNewline, start, l.pos}
			}
		default:
			l.began = true
			return l.token()
		}
	}
	if l.began && !l.flat {
		l.began, l.begin = false, true
		return token{tokenNewline, l.pos, l.pos}
	}
	if len(l.indents) > 1 {
		l.indents = l.indents[:len(l.indents)-1]
		return token{tokenDedent, l.pos, l.pos}
	}
	return token{tokenEnd, l.pos, l.pos}
}

// startsDeclaration reports whether a line can only begin a statement: inside of
// brackets it shows that one of them is not closed.
func startsDeclaration(line string) bool {
	if line == "" || line[0] != 'd' && line[0] != 'c' && line[0] != 'a' {
		return false
	}
	return strings.HasPrefix(line, "def ") || strings.HasPrefix(line, "class ") || strings.HasPrefix(line, "async def ")
}

func (l *lexer) comment() {
	if i := strings.IndexByte(l.src[l.pos:], '\n'); i >= 0 {
		l.pos += i
		return
	}
	l.pos = len(l.src)
}

// indentation reads the white space that begins a logical line, and delivers
// the indent or the first dedent that it makes. Blank lines do not count.
func (l *lexer) indentation() (token, bool) {
	column, narrow := 0, 0 // with tabs to multiples of eight, and with tabs of one
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; c {
		case ' ':
			column++
			narrow++
			l.pos++
			continue
		case '\t':
			column = (column/8 + 1) * 8
			narrow++
			l.pos++
			continue
		case '\f':
			column, narrow = 0, 0
			l.pos++
			continue
		case '#':
			l.comment()
			continue
		case '\n', '\r':
			column, narrow = 0, 0
			l.pos++
			continue
		case '\\':
			if l.pos+1 < len(l.src) && l.src[l.pos+1] == '\n' {
				l.pos += 2
				continue
			}
		}
		break
	}
	l.begin = false
	if l.pos >= len(l.src) {
		return token{}, false
	}
	top := len(l.indents) - 1
	if (column > l.indents[top]) != (narrow > l.columns[top]) || (column == l.indents[top]) != (narrow == l.columns[top]) {
		if column >= l.indents[top] && l.mixedTabs == 0 {
			l.mixedTabs = l.pos + 1
		}
	}
	if column > l.indents[top] {
		l.indents, l.columns = append(l.indents, column), append(l.columns, narrow)
		return token{tokenIndent, l.pos, l.pos}, true
	}
	dedents := 0
	for top > 0 && column < l.indents[top] {
		top--
		dedents++
	}
	l.indents, l.columns = l.indents[:top+1], l.columns[:top+1]
	if dedents == 0 {
		return token{}, false
	}
	if column != l.indents[top] && l.misaligned == 0 {
		l.misaligned = l.pos + 1
	}
	if narrow != l.columns[top] && column == l.indents[top] && l.mixedTabs == 0 {
		l.mixedTabs = l.pos + 1
	}
	l.pending = dedents - 1
	return token{tokenDedent, l.pos, l.pos}, true
}

// Classes of bytes. Everything outside of ASCII counts as a letter.
var nameByte, nameStart [256]bool

func init() {
	for c := range 256 {
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
		nameStart[c] = letter
		nameByte[c] = letter || c >= '0' && c <= '9'
	}
}

func (l *lexer) token() token {
	start := l.pos
	c := l.src[start]
	switch {
	case nameStart[c]:
		for l.pos < len(l.src) && nameByte[l.src[l.pos]] {
			l.pos++
		}
		if l.pos < len(l.src) && (l.src[l.pos] == '"' || l.src[l.pos] == '\'') && isStringPrefix(l.src[start:l.pos]) {
			return l.str(start)
		}
		return token{tokenName, start, l.pos}
	case c >= '0' && c <= '9', c == '.' && l.pos+1 < len(l.src) && l.src[l.pos+1] >= '0' && l.src[l.pos+1] <= '9':
		return l.number(start)
	case c == '"' || c == '\'':
		return l.str(start)
	case c == '(' || c == '[' || c == '{':
		if l.depth == 0 {
			l.opened = start
		}
		l.depth++
	case c == ')' || c == ']' || c == '}':
		if l.depth > 0 {
			l.depth--
		} else if l.unmatched == 0 {
			l.unmatched = start + 1
		}
	}
	l.pos += opLength(l.src[start:])
	return token{tokenOp, start, l.pos}
}

func isStringPrefix(s string) bool {
	if len(s) > 2 {
		return false
	}
	for i := range len(s) {
		switch s[i] | 0x20 {
		case 'r', 'b', 'u', 'f', 't':
		default:
			return false
		}
	}
	return true
}

func (l *lexer) number(start int) token {
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		if c < 0x80 && nameByte[c] || c == '.' {
			l.pos++
			continue
		}
		if (c == '+' || c == '-') && l.src[l.pos-1]|0x20 == 'e' && !strings.HasPrefix(strings.ToLower(l.src[start:min(start+2, len(l.src))]), "0x") {
			l.pos++
			continue
		}
		break
	}
	return token{tokenNumber, start, l.pos}
}

// str reads a string literal that begins at start: the position is at its
// opening quotes.
func (l *lexer) str(start int) token {
	formatted := strings.ContainsAny(l.src[start:l.pos], "fFtT")
	if !l.quoted(formatted, 0) && l.unterminated == 0 {
		l.unterminated = start + 1
	}
	return token{tokenString, start, l.pos}
}

// maxNested bounds formatted strings inside of formatted strings.
const maxNested = 32

// quoted reads quotes and what they hold, and reports whether they are closed.
func (l *lexer) quoted(formatted bool, nested int) bool {
	quote := l.src[l.pos]
	triple := strings.HasPrefix(l.src[l.pos:], string([]byte{quote, quote, quote}))
	l.pos++
	if triple {
		l.pos += 2
	}
	braces := 0
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		switch {
		case c == quote && (braces == 0 || nested >= maxNested):
			if !triple {
				l.pos++
				return true
			}
			if strings.HasPrefix(l.src[l.pos:], string([]byte{quote, quote, quote})) {
				l.pos += 3
				return true
			}
			l.pos++
		case (c == '"' || c == '\'') && braces > 0:
			// A string in the expression of a formatted string. Before 3.12 it
			// could not have the quotes of the one around it.
			if c == quote && !triple && l.newStrings == 0 {
				l.newStrings = l.pos + 1
			}
			prefix := l.pos
			for prefix > 0 && l.pos-prefix < 2 && isStringPrefix(l.src[prefix-1:l.pos]) && !nameByte[l.src[max(prefix-2, 0)]] {
				prefix--
			}
			if !l.quoted(strings.ContainsAny(l.src[prefix:l.pos], "fFtT"), nested+1) {
				return false
			}
		case c == '\\' && l.pos+1 < len(l.src):
			l.pos += 2
		case (c == '\n' || c == '\r') && !triple && braces == 0:
			return false
		case formatted && c == '{':
			if braces == 0 && strings.HasPrefix(l.src[l.pos:], "{{") {
				l.pos += 2
				continue
			}
			braces++
			l.pos++
		case formatted && c == '}':
			if braces > 0 {
				braces--
			}
			l.pos++
		default:
			l.pos++
		}
	}
	return false
}

// opLength is the length of the operator or delimiter that s begins with.
func opLength(s string) int {
	if len(s) >= 3 {
		switch s[:3] {
		case "**=", "//=", ">>=", "<<=", "...":
			return 3
		}
	}
	if len(s) >= 2 {
		switch s[:2] {
		case "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":=", "<>":
			return 2
		}
	}
	return 1
}
