package python

import (
	"slices"
	"strings"
)

// A scan is one pass over the tokens of a module. It finds what a parser of
// declarations need not look into, and what a version of Python refuses.
type scan struct {
	// skeleton is the source with the bodies of its functions and what they
	// take blanked: as long as the source, every other byte in its place.
	skeleton []byte

	bodies []body    // in the order of the source
	blanks [][2]int  // assignments to attributes, which the parser need not see
	heads  [][2]int  // parameters and annotations of functions, which it need not see either
	syntax []feature // one of each kind: the first
	wrong  []problem // the source is no Python of any version
}

// A body is what a function does.
type body struct {
	def        int // offset of the keyword def
	start, end int
	yields     bool // it is a generator
}

// A feature is syntax that some versions do not have.
type feature struct {
	fails envSet // where the module cannot be compiled
	at    int
	what  string
}

// A problem is malformed source.
type problem struct {
	at   int
	what string
}

// body returns the body of the function whose def stands at an offset.
func (s *scan) body(def int) *body {
	i, ok := slices.BinarySearchFunc(s.bodies, def, func(b body, def int) int { return b.def - def })
	if !ok {
		return nil
	}
	return &s.bodies[i]
}

// Versions that began to accept some syntax, as the sets where it fails.
var (
	before3   = allEnvs &^ python3
	before35  = allEnvs &^ since("3.5")
	before36  = allEnvs &^ since("3.6")
	before38  = allEnvs &^ since("3.8")
	before39  = allEnvs &^ since("3.9")
	before310 = allEnvs &^ since("3.10")
	before311 = allEnvs &^ since("3.11")
	before312 = allEnvs &^ since("3.12")
	before314 = allEnvs &^ since("3.14")
)

// A scanner makes a scan.
type scanner struct {
	*lexer
	scan
	tok  token
	word string // text of tok
	prev token  // the token before
	text string // of prev
}

func (s *scanner) step() {
	s.prev, s.text = s.tok, s.word
	s.tok = s.next()
	s.word = s.lexer.text(s.tok)
}

func (s *scanner) feature(fails envSet, at int, what string) {
	for i := range s.syntax {
		if s.syntax[i].what == what {
			return
		}
	}
	s.syntax = append(s.syntax, feature{fails, at, what})
}

// scanSource scans the source of a module.
func scanSource(src string) *scan {
	s := &scanner{lexer: newLexer(src)}
	s.skeleton = []byte(src)
	s.step()
	s.run()
	for _, p := range []problem{
		{s.misaligned, "the indentation fits no block around"},
		{s.unterminated, "a string is not closed"},
		{s.unmatched, "a bracket closes nothing"},
		{s.unclosed, "a bracket is not closed"},
	} {
		if p.at > 0 {
			s.wrong = append(s.wrong, problem{p.at - 1, p.what})
		}
	}
	if s.depth > 0 && s.unclosed == 0 {
		s.wrong = append(s.wrong, problem{s.opened, "a bracket is not closed"})
	}
	if s.mixedTabs > 0 {
		s.feature(python3, s.mixedTabs-1, "indentation that depends on the width of tabs")
	}
	if s.newStrings > 0 {
		s.feature(before312, s.newStrings-1, "a formatted string with its own quotes inside")
	}
	return &s.scan
}

// run scans all statements. An open body is one whose end is not known yet.
func (s *scanner) run() {
	type open struct {
		depth int  // of blocks
		body  *int // index of the body that is blanked; nil for functions inside of it
	}
	var functions []open
	blocks := 0
	statement := true // at the start of a statement
	var match, with int
	var attribute struct{ start, phase, depth, equals int } // of an assignment to an attribute
	colon := true                                           // the line before may be followed by a block
	lambda := -1                                            // depth of the brackets around a lambda, or -1
	for s.tok.kind != tokenEnd {
		switch s.tok.kind {
		case tokenIndent:
			blocks++
			if !colon {
				s.wrong = append(s.wrong, problem{s.tok.start, "the indentation is not expected"})
			}
			s.step()
			if match > 0 && s.tok.kind == tokenName && s.word == "case" {
				s.feature(before310, match-1, "a match statement")
			}
			match = 0
			continue
		case tokenDedent:
			blocks--
			for len(functions) > 0 && blocks < functions[len(functions)-1].depth {
				f := functions[len(functions)-1]
				functions = functions[:len(functions)-1]
				if f.body != nil {
					s.close(*f.body, s.prev.end)
				}
			}
			last := s.prev
			s.step()
			if s.tok.kind == tokenDedent {
				s.prev = last // where the body ended
			}
			statement = true
			continue
		case tokenNewline:
			statement = true
			if attribute.phase == assigned {
				s.blank(attribute.start, s.prev.end)
				s.blanks = append(s.blanks, [2]int{attribute.start, s.prev.end})
			}
			attribute.phase, attribute.start = 0, 0
			end := s.prev
			colon = s.text == ":" && s.prev.kind == tokenOp
			lambda = -1
			s.step()
			if !colon {
				match = 0
			}
			if s.tok.kind == tokenDedent {
				s.prev = end
			}
			continue
		}
		at := s.tok.start
		if attribute.phase == assigned && s.word == "=" && s.depth == attribute.depth && s.tok.kind == tokenOp && at > attribute.equals {
			attribute.phase = 0 // there are more targets
			attribute.start = -1
		}
		if len(functions) == 0 && attribute.phase < assigned && attribute.start >= 0 {
			switch {
			case statement && s.tok.kind == tokenName && s.word != "sys":
				attribute.start, attribute.phase = at, 1
			case attribute.phase == 1 && s.word == ".", attribute.phase == 3 && s.word == ".":
				attribute.phase = 2
			case attribute.phase == 2 && s.tok.kind == tokenName:
				attribute.phase = 3
			case attribute.phase == 3 && s.word == "=":
				attribute.phase = assigned
				attribute.depth, attribute.equals = s.depth, at
			default:
				attribute.phase = 0
			}
		}
		if statement {
			statement = false
			switch s.word {
			case "match":
				match = at + 1
			case "print", "exec":
				word := s.word
				s.step()
				if s.tok.kind == tokenString || s.tok.kind == tokenNumber || s.tok.kind == tokenName && !isOperatorWord(s.word) || s.word == ">>" {
					s.feature(python3, at, "a "+word+" statement")
				}
				continue
			case "type":
				s.step()
				if s.tok.kind == tokenName && !isOperatorWord(s.word) {
					s.step()
					if s.word == "=" || s.word == "[" {
						s.feature(before312, at, "a type statement")
					}
				}
				continue
			case "raise":
				s.raise()
				continue
			case "except":
				s.except()
				continue
			case "nonlocal":
				s.feature(before3, at, "a nonlocal statement")
			case "with":
				s.step()
				if s.word == "(" {
					with = s.depth
				}
				continue
			case "class":
				s.step()
				s.step()
				if s.word == "[" {
					s.feature(before312, at, "type parameters")
				}
				continue
			case "async":
				s.step()
				switch s.word {
				case "def":
					s.feature(before35, at, "async def")
				case "with", "for":
				default:
					s.asName(at)
				}
				statement = s.word == "def" || s.word == "with" || s.word == "for"
				continue
			case "def":
				s.header()
				if s.tok.kind == tokenNewline { // the suite is a block
					s.step()
					if s.tok.kind == tokenIndent {
						blocks++
						s.step()
						f := open{depth: blocks}
						if !slices.ContainsFunc(functions, func(f open) bool { return f.body != nil }) {
							s.bodies = append(s.bodies, body{def: at, start: s.tok.start})
							f.body = new(int)
							*f.body = len(s.bodies) - 1
						}
						functions = append(functions, f)
					}
					statement = true
				} else {
					statement = true
					if len(functions) > 0 { // what it yields is not what the function around it does
						s.rest()
					} else {
						s.bodies = append(s.bodies, body{def: at, start: s.tok.start, end: s.tok.start})
						s.inline(len(s.bodies) - 1)
					}
				}
				continue
			}
		}
		switch {
		case s.tok.kind == tokenString:
			s.stringFeatures()
		case s.tok.kind == tokenNumber:
			s.numberFeatures()
		case s.tok.kind == tokenName && s.word == "async":
			s.step()
			if s.word != "for" {
				s.asName(at)
			}
			continue
		case s.tok.kind == tokenName && s.word == "lambda":
			if lambda < 0 {
				lambda = s.depth
			}
		case lambda >= 0 && s.tok.kind == tokenOp && (s.depth < lambda || s.word == "," && s.depth == lambda):
			lambda = -1
		case s.tok.kind == tokenName && s.word == "yield" && lambda < 0:
			if n := len(functions); n > 0 && functions[n-1].body != nil {
				s.bodies[*functions[n-1].body].yields = true
			}
		case s.tok.kind == tokenName && s.word == "as" && with > 0 && s.depth == with:
			s.feature(before39, at, "a with statement with parentheses")
		case s.tok.kind == tokenOp:
			switch s.word {
			case ":=":
				s.feature(before38, at, "an assignment expression")
			case ";":
				statement = true
				attribute.phase = 0
			case ":":
				if s.depth == 0 {
					with = 0
				}
			case "<>", "`":
				s.feature(python3, at, "an operator of Python 2")
			case "*":
				if s.text == "[" && s.prev.end <= at && s.subscripted(s.prev.start) {
					s.feature(before311, at, "an unpacked subscript")
				}
			}
		}
		s.step()
		// What follows a colon on its line is a statement too.
		if s.text == ":" && s.depth == 0 && s.prev.kind == tokenOp && s.tok.kind == tokenName && (s.word == "def" || s.word == "raise") {
			statement = true
		}
	}
	for _, f := range functions {
		if f.body != nil {
			s.close(*f.body, len(s.src))
		}
	}
}

// asName notes that async or await is a name here, as it was before 3.7, and
// writes another of its length for the parser.
func (s *scanner) asName(at int) {
	s.feature(since("3.7"), at, "a name that is a keyword since Python 3.7")
	s.skeleton[at] = '_'
}

// subscripted reports whether the bracket at an offset follows a value.
func (s *scanner) subscripted(at int) bool {
	return at > 0 && (nameByte[s.src[at-1]] || s.src[at-1] == ')' || s.src[at-1] == ']')
}

func isOperatorWord(word string) bool {
	switch word {
	case "in", "is", "and", "or", "not", "if", "else", "for":
		return true
	}
	return false
}

// assigned is the phase in which the target of an assignment was an attribute:
// the statement binds no name.
const assigned = 4

// close ends a body and blanks it. What is left is one digit: an expression.
func (s *scanner) close(i, end int) {
	b := &s.bodies[i]
	b.end = max(end, b.start)
	s.blank(b.start, b.end)
}

// blank leaves nothing of a stretch of the skeleton but one digit.
func (s *scanner) blank(start, end int) {
	for j := start; j < end; j++ {
		s.skeleton[j] = ' '
	}
	if start < end {
		s.skeleton[start] = '0'
	}
}

// header reads a function's header, to the token after its colon.
func (s *scanner) header() {
	s.step()
	if s.word == "async" || s.word == "await" {
		s.asName(s.tok.start)
	}
	s.step() // the name
	if s.word == "[" {
		s.feature(before312, s.tok.start, "type parameters")
	}
	open := -1 // of the parameters
	for s.tok.kind != tokenEnd && s.tok.kind != tokenNewline {
		at := s.tok.start
		if open < 0 && s.word == "(" && s.depth == 1 { // not one in the type parameters
			open = at
		}
		if s.tok.kind == tokenOp {
			switch s.word {
			case ":":
				if s.depth == 0 {
					// Parameters and annotations are not the parser's to read.
					if open >= 0 && at > open+1 {
						for j := open + 1; j < at; j++ {
							s.skeleton[j] = ' '
						}
						s.skeleton[open+1] = ')'
						s.heads = append(s.heads, [2]int{open + 1, at})
					}
					s.step()
					return
				}
			case "->":
				s.feature(before3, at, "a return annotation")
			case "/":
				if s.depth == 1 && (s.text == "," || s.text == "(") {
					s.feature(before38, at, "positional-only parameters")
				}
			case "*":
				comma := s.text == "," || s.text == "("
				s.step()
				if comma && s.word == "," {
					s.feature(before3, at, "keyword-only parameters")
				}
				continue
			case ":=":
				s.feature(before38, at, "an assignment expression")
			}
		}
		switch s.tok.kind {
		case tokenString:
			s.stringFeatures()
		case tokenNumber:
			s.numberFeatures()
		}
		s.step()
	}
}

// rest goes to the end of a logical line.
func (s *scanner) rest() {
	for s.tok.kind != tokenEnd && s.tok.kind != tokenNewline {
		s.step()
	}
}

// inline reads a suite on the line of its header.
func (s *scanner) inline(i int) {
	for s.tok.kind != tokenEnd && s.tok.kind != tokenNewline {
		if s.tok.kind == tokenName && s.word == "yield" {
			s.bodies[i].yields = true
		}
		s.bodies[i].end = s.tok.end
		s.step()
	}
}

func (s *scanner) stringFeatures() {
	for i := 0; i < len(s.word) && s.word[i] != '"' && s.word[i] != '\''; i++ {
		switch s.word[i] {
		case 'f', 'F':
			s.feature(before36, s.tok.start, "a formatted string")
		case 't', 'T':
			s.feature(before314, s.tok.start, "a template string")
		case 'u', 'U':
			if i+1 < len(s.word) && s.word[i+1]|0x20 == 'r' {
				s.feature(python3, s.tok.start, "a raw unicode literal")
			}
		}
	}
}

func (s *scanner) numberFeatures() {
	switch {
	case strings.Contains(s.word, "_"):
		s.feature(before36, s.tok.start, "a number with underscores")
	case len(s.word) > 1 && s.word[0] == '0' && s.word[1] >= '1' && s.word[1] <= '9' && strings.Trim(s.word, "0123456789") == "",
		strings.HasSuffix(s.word, "L"):
		s.feature(python3, s.tok.start, "a number of Python 2")
	}
}

// raise reads a raise statement, whose forms tell Python 2 from 3.
func (s *scanner) raise() {
	at := s.tok.start
	s.step()
	base := s.depth
	for s.tok.kind != tokenEnd && s.tok.kind != tokenNewline {
		switch {
		case s.tok.kind == tokenString:
			s.stringFeatures()
		case s.depth != base:
		case s.word == "," && s.tok.kind == tokenOp:
			s.feature(python3, at, "a raise statement with a comma")
		case s.word == "from" && s.tok.kind == tokenName:
			s.feature(before3, at, "raise from")
		case s.word == ";" && s.tok.kind == tokenOp:
			return
		}
		s.step()
	}
}

// except reads the head of an except clause.
func (s *scanner) except() {
	at := s.tok.start
	s.step()
	if s.word == "*" {
		s.feature(before311, at, "except*")
	}
	commas := 0
	base := s.depth
	for s.tok.kind != tokenEnd && s.tok.kind != tokenNewline {
		switch {
		case s.depth != base:
		case s.word == "," && s.tok.kind == tokenOp:
			commas++
		case s.word == ":" && s.tok.kind == tokenOp:
			s.step()
			if commas == 1 {
				s.feature(python3&^since("3.14"), at, "an except clause with a comma")
			} else if commas > 1 {
				s.feature(before314, at, "an except clause with several types")
			}
			return
		}
		s.step()
	}
}
