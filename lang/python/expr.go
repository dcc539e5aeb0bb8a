package python

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// An exprKind is a kind of expression, named as in the language reference
// (https://docs.python.org/3/reference/expressions.html).
type exprKind uint8

const (
	exprOpaque      exprKind = iota // something that nobody needs to look into
	exprName                        // text
	exprNumber                      // text
	exprString                      // text is the value; bytes has a b in front
	exprFormatted                   // a formatted string: its value is not known
	exprEllipsis                    // ...
	exprAttribute                   // args[0] . text
	exprCall                        // args[0] ( args[1:], keywords )
	exprSubscript                   // args[0] [ args[1:] ]
	exprTuple                       // args
	exprList                        // args
	exprSet                         // args
	exprDict                        // keys and values in turn; a key of kind exprOpaque without text is a **
	exprUnary                       // text args[0]
	exprBinary                      // args[0] text args[1]
	exprCompare                     // args[0] text args[1]: one comparison
	exprBool                        // args[0] text args[1], text is "and" or "or"
	exprConditional                 // args[0] if args[1] else args[2]
	exprLambda                      //
	exprStar                        // * args[0]
	exprDoubleStar                  // ** args[0]
	exprNamed                       // text := args[0]
)

// An expr is an expression.
type expr struct {
	kind     exprKind
	text     string
	args     []*expr
	keywords []keyword // of a call
	params   []param   // of a lambda
	bytes    bool      // of a string
	at       int       // offset in the text that was parsed
}

// A keyword is an argument that is passed by name.
type keyword struct {
	name  string
	value *expr
}

// keyword returns the value of the named argument of a call, or nil.
func (e *expr) keyword(name string) *expr {
	for _, k := range e.keywords {
		if k.name == name {
			return k.value
		}
	}
	return nil
}

// dotted returns the dotted name that the expression is, or "".
func (e *expr) dotted() string {
	switch {
	case e == nil:
	case e.kind == exprName:
		return e.text
	case e.kind == exprAttribute:
		if base := e.args[0].dotted(); base != "" {
			return base + "." + e.text
		}
	}
	return ""
}

// A reader parses expressions, and the simple statements that declare names.
// It expects what Python accepts; of anything else it makes what it can, and
// says so in wrong.
type reader struct {
	lexer *lexer
	tok   token
	text  string // of tok
	wrong bool
	nest  int
}

// maxChain bounds the operands of one operator, and the attributes of one name.
const maxChain = 2000

// tooLong gives up on an expression.
func (r *reader) tooLong() *expr {
	r.wrong = true
	r.skip()
	return &expr{}
}

// maxNest bounds the depth of expressions: deeper ones are opaque.
const maxNest = 200

func newReader(src string) *reader {
	r := &reader{lexer: newFlatLexer(src)}
	r.advance()
	return r
}

func (r *reader) advance() {
	r.tok = r.lexer.next()
	r.text = r.lexer.text(r.tok)
}

func (r *reader) is(op string) bool { return r.tok.kind == tokenOp && r.text == op }

func (r *reader) isName(word string) bool { return r.tok.kind == tokenName && r.text == word }

func (r *reader) accept(op string) bool {
	if r.is(op) {
		r.advance()
		return true
	}
	return false
}

func (r *reader) acceptName(word string) bool {
	if r.isName(word) {
		r.advance()
		return true
	}
	return false
}

func (r *reader) expect(op string) {
	if !r.accept(op) {
		r.wrong = true
	}
}

// name reads an identifier.
func (r *reader) name() string {
	if r.tok.kind != tokenName {
		r.wrong = true
		return ""
	}
	s := r.text
	r.advance()
	return s
}

func (r *reader) end() bool { return r.tok.kind == tokenEnd }

// parseExpr parses all of src as one expression. The second result is false
// where it is none.
func parseExpr(src string) (*expr, bool) {
	r := newReader(src)
	e := r.exprList()
	return e, !r.wrong && r.end() && r.lexer.unterminated == 0
}

// exprList reads one expression, or several with commas: a tuple.
func (r *reader) exprList() *expr {
	at := r.tok.start
	first := r.starred()
	if !r.is(",") {
		return first
	}
	tuple := &expr{kind: exprTuple, args: []*expr{first}, at: at}
	for r.accept(",") {
		if r.end() || r.is(")") || r.is("]") || r.is("=") || r.is(":") {
			break
		}
		tuple.args = append(tuple.args, r.starred())
	}
	return tuple
}

func (r *reader) starred() *expr {
	at := r.tok.start
	if r.accept("*") {
		return &expr{kind: exprStar, args: []*expr{r.or()}, at: at}
	}
	return r.expr()
}

// expr reads an expression without top-level commas.
func (r *reader) expr() *expr {
	r.nest++
	defer func() { r.nest-- }()
	if r.nest > maxNest {
		r.wrong = true
		r.skip()
		return &expr{}
	}
	at := r.tok.start
	if r.isName("lambda") {
		return r.lambda()
	}
	if r.isName("yield") || r.isName("await") {
		r.advance()
		r.acceptName("from")
		if !r.end() && !r.is(")") {
			r.exprList()
		}
		return &expr{at: at}
	}
	e := r.ternary(at)
	if r.is(":=") {
		r.advance()
		return &expr{kind: exprNamed, text: e.text, args: []*expr{r.expr()}, at: at}
	}
	return e
}

func (r *reader) ternary(at int) *expr {
	e := r.or()
	if r.isName("if") {
		r.advance()
		cond := r.or()
		if !r.acceptName("else") {
			return e // the condition of a comprehension
		}
		return &expr{kind: exprConditional, args: []*expr{e, cond, r.expr()}, at: at}
	}
	return e
}

// skip goes to the end of what cannot be read.
func (r *reader) skip() {
	for !r.end() {
		r.advance()
	}
}

func (r *reader) lambda() *expr {
	e := &expr{kind: exprLambda, at: r.tok.start}
	r.advance()
	e.params = r.params(":")
	r.expect(":")
	r.expr()
	return e
}

func (r *reader) or() *expr {
	e := r.and()
	for n := 0; r.isName("or"); n++ {
		if n > maxChain {
			return r.tooLong()
		}
		r.advance()
		e = &expr{kind: exprBool, text: "or", args: []*expr{e, r.and()}, at: e.at}
	}
	return e
}

func (r *reader) and() *expr {
	e := r.not()
	for n := 0; r.isName("and"); n++ {
		if n > maxChain {
			return r.tooLong()
		}
		r.advance()
		e = &expr{kind: exprBool, text: "and", args: []*expr{e, r.not()}, at: e.at}
	}
	return e
}

func (r *reader) not() *expr {
	at := r.tok.start
	nots := 0
	for r.isName("not") {
		nots++
		r.advance()
	}
	e := r.comparison()
	if nots%2 == 1 {
		return &expr{kind: exprUnary, text: "not", args: []*expr{e}, at: at}
	}
	return e
}

func (r *reader) comparison() *expr {
	e := r.binary(0)
	var all *expr
	left := e
	for {
		op := ""
		switch {
		case r.tok.kind == tokenOp && (r.text == "<" || r.text == ">" || r.text == "<=" || r.text == ">=" || r.text == "==" || r.text == "!=" || r.text == "<>"):
			op = r.text
			r.advance()
		case r.isName("in"):
			op = "in"
			r.advance()
		case r.isName("is"):
			op = "is"
			r.advance()
			if r.acceptName("not") {
				op = "is not"
			}
		case r.isName("not"):
			r.advance()
			op = "not in"
			if !r.acceptName("in") {
				r.wrong = true
			}
		}
		if op == "" {
			break
		}
		right := r.binary(0)
		one := &expr{kind: exprCompare, text: op, args: []*expr{left, right}, at: left.at}
		if all == nil {
			all = one
		} else {
			all = &expr{kind: exprBool, text: "and", args: []*expr{all, one}, at: all.at}
		}
		left = right
	}
	if all != nil {
		return all
	}
	return e
}

// binaryLevels are the binary operators, the loosest first.
var binaryLevels = [][]string{{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "//", "%", "@"}}

func (r *reader) binary(level int) *expr {
	if level == len(binaryLevels) {
		return r.unary()
	}
	e := r.binary(level + 1)
	for n := 0; r.tok.kind == tokenOp; n++ {
		if n > maxChain {
			return r.tooLong()
		}
		found := false
		for _, op := range binaryLevels[level] {
			if r.text == op {
				r.advance()
				e = &expr{kind: exprBinary, text: op, args: []*expr{e, r.binary(level + 1)}, at: e.at}
				found = true
				break
			}
		}
		if !found {
			break
		}
	}
	return e
}

func (r *reader) unary() *expr {
	r.nest++
	defer func() { r.nest-- }()
	if r.nest > maxNest {
		r.wrong = true
		r.skip()
		return &expr{}
	}
	at := r.tok.start
	for _, op := range []string{"-", "+", "~"} {
		if r.accept(op) {
			return &expr{kind: exprUnary, text: op, args: []*expr{r.unary()}, at: at}
		}
	}
	if r.isName("await") {
		r.advance()
		r.unary()
		return &expr{at: at}
	}
	e := r.primary()
	if r.accept("**") {
		return &expr{kind: exprBinary, text: "**", args: []*expr{e, r.unary()}, at: at}
	}
	return e
}

func (r *reader) primary() *expr {
	e := r.atom()
	for n := 0; ; n++ {
		if n > maxChain {
			return r.tooLong()
		}
		switch {
		case r.accept("."):
			e = &expr{kind: exprAttribute, text: r.name(), args: []*expr{e}, at: e.at}
		case r.is("("):
			e = r.call(e)
		case r.is("["):
			r.advance()
			sub := &expr{kind: exprSubscript, args: []*expr{e}, at: e.at}
			for !r.end() && !r.is("]") {
				sub.args = append(sub.args, r.slice())
				if !r.accept(",") {
					break
				}
			}
			r.expect("]")
			e = sub
		default:
			return e
		}
	}
}

func (r *reader) slice() *expr {
	at := r.tok.start
	var e *expr
	if !r.is(":") {
		e = r.starred()
	}
	if !r.is(":") {
		return e
	}
	for r.accept(":") {
		if !r.is(":") && !r.is("]") && !r.is(",") {
			r.expr()
		}
	}
	return &expr{at: at}
}

func (r *reader) call(f *expr) *expr {
	e := &expr{kind: exprCall, args: []*expr{f}, at: f.at}
	r.expect("(")
	r.arguments(e)
	r.expect(")")
	return e
}

// arguments reads what stands between the parentheses of a call or of a class.
func (r *reader) arguments(e *expr) {
	for !r.end() && !r.is(")") {
		before := r.tok.start
		switch {
		case r.accept("**"):
			e.keywords = append(e.keywords, keyword{"**", r.expr()})
		default:
			arg := r.starred()
			switch {
			case arg.kind == exprName && r.is("="):
				r.advance()
				e.keywords = append(e.keywords, keyword{arg.text, r.expr()})
			default:
				e.args = append(e.args, r.comprehension(arg))
			}
		}
		if !r.accept(",") && !r.is(")") {
			r.wrong = true
			if r.tok.start == before {
				return
			}
		}
	}
}

// comprehension reads the clauses that may follow an element.
func (r *reader) comprehension(element *expr) *expr {
	if !r.isName("for") && !r.isName("async") {
		return element
	}
	for r.isName("for") || r.isName("async") {
		r.acceptName("async")
		if !r.acceptName("for") {
			r.wrong = true
			return &expr{at: element.at}
		}
		r.target()
		if !r.acceptName("in") {
			r.wrong = true
		}
		r.or()
		if r.isName("if") { // which or has not taken
			r.clauses()
		}
	}
	return &expr{at: element.at}
}

func (r *reader) clauses() {
	for r.acceptName("if") {
		if r.isName("lambda") {
			r.lambda()
			continue
		}
		r.or()
		r.accept(":=")
	}
}

// target reads the target of a for clause: names, in brackets or not.
func (r *reader) target() {
	for {
		r.accept("*")
		r.primary()
		if !r.accept(",") || r.isName("in") {
			return
		}
	}
}

func (r *reader) atom() *expr {
	at := r.tok.start
	switch r.tok.kind {
	case tokenName:
		switch r.text {
		case "if", "else", "for", "in", "is", "and", "or", "import", "from", "def", "class", "return", "with", "while", "as":
			r.wrong = true
			return &expr{at: at}
		}
		return &expr{kind: exprName, text: r.name(), at: at}
	case tokenNumber:
		text := r.text
		r.advance()
		return &expr{kind: exprNumber, text: text, at: at}
	case tokenString:
		return r.str()
	case tokenOp:
		switch r.text {
		case "...":
			r.advance()
			return &expr{kind: exprEllipsis, text: "...", at: at}
		case "(":
			r.advance()
			if r.accept(")") {
				return &expr{kind: exprTuple, at: at}
			}
			e := r.exprList()
			if e.kind != exprTuple {
				e = r.comprehension(e)
			}
			r.expect(")")
			return e
		case "[":
			r.advance()
			e := &expr{kind: exprList, at: at}
			for !r.end() && !r.is("]") {
				e.args = append(e.args, r.starred())
				if r.isName("for") || r.isName("async") {
					e = r.comprehension(e)
				}
				if !r.accept(",") {
					break
				}
			}
			r.expect("]")
			return e
		case "{":
			return r.braces()
		case "`": // repr, in Python 2
			r.advance()
			for !r.end() && !r.is("`") {
				r.advance()
			}
			r.accept("`")
			return &expr{at: at}
		}
	}
	r.wrong = true
	if !r.end() && !r.is(")") && !r.is("]") && !r.is("}") {
		r.advance()
	}
	return &expr{at: at}
}

// braces reads a dictionary or a set.
func (r *reader) braces() *expr {
	e := &expr{kind: exprDict, at: r.tok.start}
	r.advance()
	for !r.end() && !r.is("}") {
		if r.accept("**") {
			e.args = append(e.args, &expr{}, r.or())
		} else {
			key := r.starred()
			if r.accept(":") {
				e.args = append(e.args, key, r.expr())
			} else {
				e.kind = exprSet
				e.args = append(e.args, key)
			}
		}
		if r.isName("for") || r.isName("async") {
			e = r.comprehension(e)
		}
		if !r.accept(",") {
			break
		}
	}
	r.expect("}")
	return e
}

// str reads string literals that stand side by side.
func (r *reader) str() *expr {
	e := &expr{kind: exprString, at: r.tok.start}
	var text strings.Builder
	for r.tok.kind == tokenString {
		value, bytes, known := stringValue(r.text)
		if !known {
			e.kind = exprFormatted
		}
		e.bytes = e.bytes || bytes
		text.WriteString(value)
		r.advance()
	}
	if e.kind == exprString {
		e.text = text.String()
	}
	return e
}

// stringValue returns the value of a string literal, and whether it can be
// known: formatted strings have one at run time only.
func stringValue(lit string) (value string, bytes, known bool) {
	prefix := 0
	raw := false
	for prefix < len(lit) && lit[prefix] != '"' && lit[prefix] != '\'' {
		switch lit[prefix] | 0x20 {
		case 'r':
			raw = true
		case 'b':
			bytes = true
		case 'f', 't':
			return "", false, false
		}
		prefix++
	}
	body := lit[prefix:]
	quotes := 1
	if len(body) >= 6 && body[0] == body[1] && body[1] == body[2] {
		quotes = 3
	}
	if len(body) < 2*quotes {
		return "", bytes, true
	}
	body = body[quotes : len(body)-quotes]
	if raw || !strings.Contains(body, `\`) {
		return body, bytes, true
	}
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			b.WriteByte(body[i])
			continue
		}
		i++
		digits := func(n, base int) {
			v, j := 0, i+1
			if base == 8 {
				j = i
			}
			start := j
			for j < len(body) && j-start < n {
				d := strings.IndexByte("0123456789abcdef", body[j]|0x20&^0x0)
				if body[j] >= '0' && body[j] <= '9' {
					d = int(body[j] - '0')
				}
				if d < 0 || d >= base {
					break
				}
				v = v*base + d
				j++
			}
			if base == 16 && n == 2 && bytes || base == 8 && bytes {
				b.WriteByte(byte(v))
			} else {
				b.WriteRune(rune(min(v, utf8.MaxRune)))
			}
			i = j - 1
		}
		switch c := body[i]; c {
		case '\n':
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '\\', '\'', '"':
			b.WriteByte(c)
		case 'a', 'b', 'f', 'v':
			b.WriteByte(map[byte]byte{'a': 7, 'b': 8, 'f': 12, 'v': 11}[c])
		case 'x':
			digits(2, 16)
		case 'u':
			digits(4, 16)
		case 'U':
			digits(8, 16)
		case '0', '1', '2', '3', '4', '5', '6', '7':
			digits(3, 8)
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String(), bytes, true
}

// quote writes a string as Python's repr does, roughly.
func quote(s string, bytes bool) string {
	var b strings.Builder
	if bytes {
		b.WriteByte('b')
	}
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	b.WriteByte(q)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f:
			const hex = "0123456789abcdef"
			b.WriteString(`\x`)
			b.WriteByte(hex[s[i]>>4])
			b.WriteByte(hex[s[i]&15])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\\' || r == rune(q):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	b.WriteByte(q)
	return b.String()
}

// String writes the expression in one canonical form: white space, quotes and
// the forms of numbers do not show. Opaque parts are written as an ellipsis.
func (e *expr) String() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *expr) write(b *strings.Builder) {
	list := func(open string, args []*expr, end string) {
		b.WriteString(open)
		for i, a := range args {
			if i > 0 {
				b.WriteString(", ")
			}
			a.write(b)
		}
		b.WriteString(end)
	}
	operand := func(a *expr) {
		switch a.kind {
		case exprBinary, exprCompare, exprBool, exprConditional, exprLambda, exprUnary:
			list("(", []*expr{a}, ")")
		default:
			a.write(b)
		}
	}
	switch e.kind {
	case exprName:
		b.WriteString(e.text)
	case exprNumber:
		b.WriteString(canonicalNumber(e.text))
	case exprString:
		b.WriteString(quote(e.text, e.bytes))
	case exprAttribute:
		operand(e.args[0])
		b.WriteString(".")
		b.WriteString(e.text)
	case exprCall:
		operand(e.args[0])
		list("(", e.args[1:], "")
		for i, k := range e.keywords {
			if i > 0 || len(e.args) > 1 {
				b.WriteString(", ")
			}
			if k.name == "**" {
				b.WriteString("**")
			} else {
				b.WriteString(k.name + "=")
			}
			k.value.write(b)
		}
		b.WriteString(")")
	case exprSubscript:
		operand(e.args[0])
		list("[", e.args[1:], "]")
	case exprTuple:
		if len(e.args) == 1 {
			list("(", e.args, ",)")
			return
		}
		list("(", e.args, ")")
	case exprList:
		list("[", e.args, "]")
	case exprSet:
		list("{", e.args, "}")
	case exprDict:
		b.WriteString("{")
		for i := 0; i+1 < len(e.args); i += 2 {
			if i > 0 {
				b.WriteString(", ")
			}
			e.args[i].write(b)
			b.WriteString(": ")
			e.args[i+1].write(b)
		}
		b.WriteString("}")
	case exprUnary:
		b.WriteString(e.text)
		if e.text == "not" {
			b.WriteString(" ")
		}
		operand(e.args[0])
	case exprBinary, exprCompare, exprBool:
		if left := e.args[0]; left.kind == e.kind && left.text == e.text && e.text == "|" {
			left.write(b)
		} else {
			operand(left)
		}
		b.WriteString(" " + e.text + " ")
		operand(e.args[1])
	case exprConditional:
		operand(e.args[0])
		b.WriteString(" if ")
		operand(e.args[1])
		b.WriteString(" else ")
		operand(e.args[2])
	case exprLambda:
		b.WriteString("lambda: ...")
	case exprStar:
		b.WriteString("*")
		e.args[0].write(b)
	case exprDoubleStar:
		b.WriteString("**")
		e.args[0].write(b)
	default:
		b.WriteString("...")
	}
}

// canonicalNumber writes a number as Python does, where that is simple.
func canonicalNumber(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "_", ""))
	s = strings.TrimRight(s, "l") // long integers of Python 2
	if v, ok := integer(s); ok {
		return v
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return s
}
