package preprocessor

import (
	"strings"
)

// Kind is the kind of a preprocessing token (ISO C, 6.4).
type Kind uint8

const (
	Identifier Kind = iota
	Number
	Char   // a character constant, with its prefix and quotes
	String // a string literal, with its prefix and quotes
	Punct
	Other  // a character that is none of the above
	Pragma // a #pragma that stays: Text is what follows the word
	CBegin // C++ would see: extern "C" {
	CEnd   // and the } that closes it
	COne   // C++ would see: extern "C" before one declaration
	Empty  // a macro of the component that is defined as nothing stood here: an annotation for readers
)

const (
	flagSpace    = 1 << iota // white space stands before
	flagLine                 // first of its line
	flagPainted              // an identifier that is never expanded again (6.10.4.4)
	flagFromBody             // it comes from the body of a macro
	flagPlace                // it tells where it stands: __LINE__ and its like
)

// A Token is a preprocessing token. Its place is that in the source: of the
// outermost macro's name, for a token that macros made.
type Token struct {
	Text  string
	File  int32
	Line  int32
	Guard int32 // index into Unit.Guards
	Kind  Kind
	flags uint8
}

// Space reports whether white space stands before the token.
func (t *Token) Space() bool { return t.flags&(flagSpace|flagLine) != 0 }

// SetSpace sets whether white space stands before the token.
func (t *Token) SetSpace(space bool) {
	t.flags &^= flagSpace | flagLine
	if space {
		t.flags |= flagSpace
	}
}

// TellsPlace reports whether the token tells where it stands: __LINE__ and its
// like made it.
func (t *Token) TellsPlace() bool { return t.flags&flagPlace != 0 }

// FromMacro reports whether the token comes from the body of a macro.
func (t *Token) FromMacro() bool { return t.flags&flagFromBody != 0 }

// Is reports whether the token is the given punctuator or identifier.
func (t *Token) Is(text string) bool {
	return t.Text == text && (t.Kind == Identifier || t.Kind == Punct)
}

func isIdentStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// unsplice joins the lines that end with a backslash (translation phase 2; ISO
// C, 5.2.1.2), and returns the places in the result where a line ended. Blanks
// behind the backslash are forgiven, as gcc and clang do.
func unsplice(s string) (string, []int) {
	if !strings.Contains(s, "\\") {
		return s, nil
	}
	var b strings.Builder
	var at []int
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		j := i + 1
		for j < len(s) && (s[j] == ' ' || s[j] == '\t' || s[j] == '\r') {
			j++
		}
		if j == len(s) || s[j] != '\n' {
			continue
		}
		b.WriteString(s[from:i])
		at = append(at, b.Len())
		from, i = j+1, j
	}
	if at == nil {
		return s, nil
	}
	b.WriteString(s[from:])
	return b.String(), at
}

var punctuators = func() (table [256][]string) {
	for _, p := range strings.Fields("%:%: ... <<= >>= -> ++ -- << >> <= >= == != && || *= /= %= += -= &= ^= |= ## <: :> <% %> %: :: [ ] ( ) { } . & * + - ~ ! / % < > ^ | ? : ; = , #") {
		table[p[0]] = append(table[p[0]], p)
	}
	return table
}()

var digraphs = map[string]string{"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}

// lex splits the text of a file into tokens.
func (f *File) lex() {
	s, spliced := unsplice(f.Text)
	f.tokens = make([]Token, 0, len(s)/16+8)
	line := int32(1)
	flags := uint8(flagLine)
	i := 0
	noDouble, noSingle := 0, 0 // up to where no literal ends
	if strings.HasPrefix(s, "\ufeff") {
		i = 3
	}
	problem := func(line int32, text, rest string) {
		f.problems = append(f.problems, Problem{File: f.ID, Line: line, Text: text, Digest: rest})
	}
	for i < len(s) {
		for len(spliced) > 0 && spliced[0] <= i {
			line++
			spliced = spliced[1:]
		}
		c := s[i]
		switch {
		case c == '\n':
			line++
			i++
			flags |= flagLine
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
			i++
			flags |= flagSpace
			continue
		case c == '/' && i+1 < len(s) && s[i+1] == '/':
			for i < len(s) && s[i] != '\n' {
				i++
			}
			flags |= flagSpace
			continue
		case c == '/' && i+1 < len(s) && s[i+1] == '*':
			end := strings.Index(s[i+2:], "*/")
			if end < 0 {
				problem(line, "the comment has no end", s[i:])
				i = len(s)
				continue
			}
			line += int32(strings.Count(s[i:i+2+end], "\n"))
			i += end + 4
			flags |= flagSpace
			continue
		}
		start := i
		var kind Kind
		if c == '"' && i < noDouble || c == '\'' && i < noSingle {
			i, kind = i+1, Other // its line has no other, as is known
		} else {
			i, kind = scan(s, i)
			if kind == Other && (c == '"' || c == '\'') {
				end := i
				for end < len(s) && s[end] != '\n' {
					end++
				}
				if c == '"' {
					noDouble = end
				} else {
					noSingle = end
				}
			}
		}
		t := Token{Text: s[start:i], File: f.ID, Line: line, Kind: kind, flags: flags}
		flags = 0
		if kind == Punct {
			if d, ok := digraphs[t.Text]; ok {
				t.Text = d
			}
			if t.Text == "#" && t.flags&flagLine != 0 {
				f.directives = append(f.directives, int32(len(f.tokens)))
			}
		}
		f.tokens = append(f.tokens, t)
	}
}

// scan returns the end and the kind of the token that begins at s[i].
func scan(s string, i int) (int, Kind) {
	c := s[i]
	switch {
	case isIdentStart(c):
		j := i + 1
		for j < len(s) && (isIdentStart(s[j]) || isDigit(s[j])) {
			j++
		}
		if j < len(s) && (s[j] == '"' || s[j] == '\'') {
			switch s[i:j] {
			case "L", "u", "U", "u8":
				if end, ok := quoted(s, j); ok {
					if s[j] == '"' {
						return end, String
					}
					return end, Char
				}
			}
		}
		return j, Identifier
	case c == '@':
		// What a template leaves to the build: @NAME@.
		j := i + 1
		for j < len(s) && (isIdentStart(s[j]) || isDigit(s[j])) {
			j++
		}
		if j > i+1 && j < len(s) && s[j] == '@' {
			return j + 1, Identifier
		}
		return i + 1, Other
	case isDigit(c) || c == '.' && i+1 < len(s) && isDigit(s[i+1]):
		j := i + 1
		for j < len(s) {
			switch d := s[j]; {
			case (d == '+' || d == '-') && strings.IndexByte("eEpP", s[j-1]) >= 0:
			case isDigit(d) || isIdentStart(d) || d == '.':
			case d == '\'' && j+1 < len(s) && (isDigit(s[j+1]) || isIdentStart(s[j+1])):
			default:
				return j, Number
			}
			j++
		}
		return j, Number
	case c == '"' || c == '\'':
		if end, ok := quoted(s, i); ok {
			if c == '"' {
				return end, String
			}
			return end, Char
		}
		return i + 1, Other
	}
	for _, p := range punctuators[c] {
		if strings.HasPrefix(s[i:], p) {
			return i + len(p), Punct
		}
	}
	return i + 1, Other
}

// quoted returns the end of the literal whose quote is s[i]; false if its line
// ends first.
func quoted(s string, i int) (int, bool) {
	quote := s[i]
	for i++; i < len(s); i++ {
		switch s[i] {
		case quote:
			return i + 1, true
		case '\n':
			return 0, false
		case '\\':
			if i++; i < len(s) && s[i] == '\n' {
				return 0, false
			}
		}
	}
	return 0, false
}

// Lex splits a piece of C into tokens, without preprocessing it.
func Lex(text string) []Token {
	f := &File{Text: text}
	f.lex()
	return f.tokens
}

// findGuard notes the include guard of a file: a conditional #ifndef NAME or
// #if !defined(NAME) that ends the file, and begins with #define NAME.
func (f *File) findGuard() {
	n := len(f.directives)
	if n < 3 {
		return
	}
	words := make([][]Token, n)
	for i, d := range f.directives {
		words[i] = f.words(int(d))
	}
	last := int(f.directives[n-1]) + 1 + len(words[n-1])
	if last < len(f.tokens) || len(words[n-1]) == 0 || words[n-1][0].Text != "endif" {
		return
	}
	// The conditional that the last #endif closes.
	depth, open := 0, -1
	for i := n - 1; i >= 0 && open < 0; i-- {
		if len(words[i]) == 0 {
			continue
		}
		switch words[i][0].Text {
		case "endif":
			depth++
		case "if", "ifdef", "ifndef":
			if depth--; depth == 0 {
				open = i
			}
		}
	}
	if open < 0 || open+2 > n-1 {
		return
	}
	name := ""
	switch w := words[open]; {
	case len(w) == 2 && w[0].Text == "ifndef":
		name = w[1].Text
	case len(w) == 4 && Spell(w[:3]) == "if !defined" || len(w) == 4 && Spell(w[:3]) == "if ! defined":
		name = w[3].Text
	case len(w) == 6 && w[1].Text == "!" && w[2].Text == "defined" && w[3].Text == "(":
		name = w[4].Text
	default:
		return
	}
	// An empty block, with nothing but the definition, is no guard.
	if d := words[open+1]; len(d) >= 2 && len(d) <= 3 && d[0].Text == "define" && d[1].Text == name && (open+2 < n-1 || int(f.directives[open+1])+1+len(d) < int(f.directives[n-1])) {
		f.guard = name
		f.wrapped = open == 0 && f.directives[0] == 0
		depth = 0
		for _, w := range words[1:] {
			if len(w) == 0 {
				continue
			}
			switch w[0].Text {
			case "if", "ifdef", "ifndef":
				depth++
			case "endif":
				depth--
			case "else", "elif", "elifdef", "elifndef":
				f.wrapped = f.wrapped && depth > 0
			}
		}
	}
}
