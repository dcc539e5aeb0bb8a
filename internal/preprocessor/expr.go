package preprocessor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// condition evaluates the expression of an #if. It returns what the expression
// says of features, nil if nothing, and whether it asks for C++.
func (p *unitReader) condition(args []Token, line int32) (value bool, cond *Cond, plusplus bool) {
	feature := false
	for i := range args {
		if args[i].Kind == Identifier {
			plusplus = plusplus || p.isCxx(args[i].Text)
			feature = feature || p.isFeature(args[i].Text)
		}
	}
	value, err := p.truth(args)
	if err != nil {
		p.problem(Problem{Line: line, Text: fmt.Sprintf("#if %.60s: %v", Spell(args), err), Digest: Spell(args)})
	}
	if feature {
		c := condParser{p: p, toks: args}
		cond = c.or()
		if c.at < len(c.toks) {
			cond = atom(Spell(args))
		}
		if cond != nil && (cond.Op == CondTrue || cond.Op == CondFalse) {
			cond = nil
		}
	}
	return value, cond, plusplus
}

// truth evaluates a constant expression (ISO C, 6.10.2) of tokens that are not
// expanded yet.
func (p *unitReader) truth(args []Token) (bool, error) {
	toks := p.operators(args)
	p.asking = true
	toks = p.expandList(toks)
	p.asking = false
	toks = p.operators(toks)
	e := evaluator{toks: toks}
	v := e.ternary(true)
	if e.err == nil && e.at < len(e.toks) {
		e.err = fmt.Errorf("unexpected %s", e.toks[e.at].Text)
	}
	if e.err == nil && len(toks) == 0 {
		e.err = errors.New("there is no expression")
	}
	return e.err == nil && v.bits != 0, e.err
}

// operators replaces defined and the __has_… operators by their values.
func (p *unitReader) operators(args []Token) []Token {
	found := false
	for i := range args {
		if t := &args[i]; t.Kind == Identifier && (t.Text == "defined" || strings.HasPrefix(t.Text, "__has_")) {
			found = true
		}
	}
	if !found {
		return args
	}
	out := make([]Token, 0, len(args))
	number := func(b bool) {
		t := Token{Kind: Number, Text: "0", flags: flagSpace}
		if b {
			t.Text = "1"
		}
		out = append(out, t)
	}
	for i := 0; i < len(args); i++ {
		t := args[i]
		if t.Kind != Identifier {
			out = append(out, t)
			continue
		}
		switch {
		case t.Text == "defined" && i+1 < len(args) && args[i+1].Kind == Identifier:
			number(p.defined(args[i+1].Text))
			i++
		case t.Text == "defined" && i+3 < len(args) && args[i+1].Text == "(" && args[i+2].Kind == Identifier && args[i+3].Text == ")":
			number(p.defined(args[i+2].Text))
			i += 3
		case strings.HasPrefix(t.Text, "__has_") && i+1 < len(args) && args[i+1].Text == "(" && p.macros[t.Text] == nil:
			end := i + 2
			for depth := 1; end < len(args); end++ {
				if args[end].Text == "(" {
					depth++
				} else if args[end].Text == ")" {
					if depth--; depth == 0 {
						break
					}
				}
			}
			inner := args[i+2 : min(end, len(args))]
			number(p.has(t.Text, inner))
			i = end
		default:
			out = append(out, t)
		}
	}
	return out
}

// has answers a __has_… operator.
func (p *unitReader) has(operator string, args []Token) bool {
	switch operator {
	case "__has_include", "__has_include_next":
		name, quoted, ok := headerName(args)
		if !ok {
			name, quoted, ok = headerName(p.expandList(args))
		}
		return ok && p.resolve(name, quoted, operator == "__has_include_next", p.source.file) != nil
	case "__has_embed", "__has_warning":
		return false
	}
	name := Spell(args)
	name = name[strings.LastIndex(name, ":")+1:]
	return p.config.Names[strings.Trim(strings.TrimSpace(name), "_")]
}

// defined reports whether a macro is, the operators of #if among them.
func (p *unitReader) defined(name string) bool {
	if p.macros[name] != nil {
		return true
	}
	switch name {
	case "__has_include", "__FILE__", "__LINE__", "__COUNTER__", "__DATE__", "__TIME__":
		return true
	case "__has_attribute", "__has_builtin", "__has_feature", "__has_extension", "__has_c_attribute":
		return p.config.Names != nil
	}
	return false
}

// number is a value of the type intmax_t or uintmax_t.
type number struct {
	bits     uint64
	unsigned bool
}

func boolean(b bool) number {
	if b {
		return number{bits: 1}
	}
	return number{}
}

// evaluator evaluates the expression of an #if.
type evaluator struct {
	toks  []Token
	at    int
	depth int
	err   error
}

func (e *evaluator) fail(format string, args ...any) number {
	if e.err == nil {
		e.err = fmt.Errorf(format, args...)
	}
	e.at = len(e.toks)
	return number{}
}

func (e *evaluator) peek() string {
	if e.at < len(e.toks) {
		return e.toks[e.at].Text
	}
	return ""
}

// ternary evaluates a conditional expression. live is false where the value
// does not count, so that a division by zero there is none.
func (e *evaluator) ternary(live bool) number {
	if e.depth++; e.depth > maxNesting {
		return e.fail("nested too deeply")
	}
	defer func() { e.depth-- }()
	c := e.binary(0, live)
	if e.peek() != "?" {
		return c
	}
	e.at++
	a := e.ternary(live && c.bits != 0)
	if e.peek() != ":" {
		return e.fail("? without :")
	}
	e.at++
	b := e.ternary(live && c.bits == 0)
	r := b
	if c.bits != 0 {
		r = a
	}
	r.unsigned = a.unsigned || b.unsigned
	return r
}

var precedence = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6,
	"<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}

func (e *evaluator) binary(above int, live bool) number {
	a := e.unary(live)
	for e.err == nil {
		op := e.peek()
		level := precedence[op]
		if level <= above {
			return a
		}
		e.at++
		inner := live
		switch op {
		case "||":
			inner = live && a.bits == 0
		case "&&":
			inner = live && a.bits != 0
		}
		b := e.binary(level, inner)
		a = e.apply(op, a, b, inner)
	}
	return a
}

func (e *evaluator) apply(op string, a, b number, live bool) number {
	unsigned := a.unsigned || b.unsigned
	r := number{unsigned: unsigned}
	less := func(x, y uint64) bool {
		if unsigned {
			return x < y
		}
		return int64(x) < int64(y)
	}
	switch op {
	case "||":
		return boolean(a.bits != 0 || b.bits != 0)
	case "&&":
		return boolean(a.bits != 0 && b.bits != 0)
	case "==":
		return boolean(a.bits == b.bits)
	case "!=":
		return boolean(a.bits != b.bits)
	case "<":
		return boolean(less(a.bits, b.bits))
	case ">":
		return boolean(less(b.bits, a.bits))
	case "<=":
		return boolean(!less(b.bits, a.bits))
	case ">=":
		return boolean(!less(a.bits, b.bits))
	case "|":
		r.bits = a.bits | b.bits
	case "^":
		r.bits = a.bits ^ b.bits
	case "&":
		r.bits = a.bits & b.bits
	case "+":
		r.bits = a.bits + b.bits
	case "-":
		r.bits = a.bits - b.bits
	case "*":
		r.bits = a.bits * b.bits
	case "<<":
		r.unsigned = a.unsigned
		r.bits = a.bits << min(b.bits, 64)
	case ">>":
		r.unsigned = a.unsigned
		if a.unsigned {
			r.bits = a.bits >> min(b.bits, 64)
		} else {
			r.bits = uint64(int64(a.bits) >> min(b.bits, 63))
		}
	case "/", "%":
		switch {
		case b.bits == 0:
			if live {
				return e.fail("division by zero")
			}
		case unsigned && op == "/":
			r.bits = a.bits / b.bits
		case unsigned:
			r.bits = a.bits % b.bits
		case b.bits == ^uint64(0): // the least number divided by -1 has no result
			if op == "/" {
				r.bits = -a.bits
			}
		case op == "/":
			r.bits = uint64(int64(a.bits) / int64(b.bits))
		default:
			r.bits = uint64(int64(a.bits) % int64(b.bits))
		}
	}
	return r
}

func (e *evaluator) unary(live bool) number {
	if e.depth++; e.depth > maxNesting {
		return e.fail("nested too deeply")
	}
	defer func() { e.depth-- }()
	if e.at >= len(e.toks) {
		return e.fail("the expression is not complete")
	}
	t := e.toks[e.at]
	e.at++
	switch t.Kind {
	case Number:
		v, ok := integer(t.Text)
		if !ok {
			return e.fail("%s is no integer", t.Text)
		}
		return v
	case Char:
		v, ok := CharValue(t.Text)
		if !ok {
			return e.fail("%s is no character", t.Text)
		}
		return number{bits: uint64(v)}
	case Identifier:
		if e.peek() == "(" { // a macro that nobody defined
			depth := 0
			for e.at < len(e.toks) {
				switch e.toks[e.at].Text {
				case "(":
					depth++
				case ")":
					depth--
				}
				e.at++
				if depth == 0 {
					break
				}
			}
			if !strings.HasPrefix(t.Text, "__") {
				return e.fail("%s is not defined", t.Text)
			}
			return number{}
		}
		if t.Text[0] == '@' {
			return number{bits: unsetValue} // a build's features count as on
		}
		return boolean(t.Text == "true")
	}
	switch t.Text {
	case "(":
		v := e.ternary(live)
		for e.peek() == "," {
			e.at++
			v = e.ternary(live)
		}
		if e.peek() != ")" {
			return e.fail("( without )")
		}
		e.at++
		return v
	case "!":
		return boolean(e.unary(live).bits == 0)
	case "-":
		v := e.unary(live)
		v.bits = -v.bits
		return v
	case "+":
		return e.unary(live)
	case "~":
		v := e.unary(live)
		v.bits = ^v.bits
		return v
	}
	return e.fail("unexpected %s", t.Text)
}

// integer reads an integer constant (ISO C, 6.4.4.2).
func integer(s string) (number, bool) {
	v, suffix, ok := Integer(s)
	return number{v, strings.Contains(suffix, "u") || v>>63 != 0}, ok
}

// Integer reads an integer constant, and returns its suffix in lower case.
func Integer(s string) (v uint64, suffix string, ok bool) {
	s = strings.ToLower(strings.ReplaceAll(s, "'", ""))
	digits := strings.TrimRight(s, "ulzwb")
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0b") {
		end := 2
		for end < len(s) && (isDigit(s[end]) || 'a' <= s[end] && s[end] <= 'f') {
			end++
		}
		if s[1] == 'b' {
			end = 2
			for end < len(s) && isDigit(s[end]) {
				end++
			}
		}
		digits = s[:end]
	}
	suffix = s[len(digits):]
	if i := strings.IndexByte(suffix, 'i'); i >= 0 && suffix[i:] != "" { // ui64, of Microsoft
		suffix = suffix[:i]
		digits = s[:len(s)-len(s[len(digits):])]
	} else if i := strings.Index(s, "i"); i > 0 && (s[i:] == "i64" || s[i:] == "i32" || s[i:] == "i16" || s[i:] == "i8") {
		suffix = strings.TrimLeft(s[:i], "0123456789abcdefx")
		digits = strings.TrimRight(s[:i], "u")
		if s[i:] == "i64" {
			suffix += "ll"
		}
	}
	base := 10
	switch {
	case strings.HasPrefix(digits, "0x"):
		base, digits = 16, digits[2:]
	case strings.HasPrefix(digits, "0b"):
		base, digits = 2, digits[2:]
	case len(digits) > 1 && digits[0] == '0':
		base, digits = 8, digits[1:]
	}
	switch suffix {
	case "", "u", "l", "ul", "lu", "ll", "ull", "llu", "z", "uz", "zu", "wb", "uwb", "wbu":
	default:
		return 0, "", false
	}
	v, err := strconv.ParseUint(digits, base, 64)
	return v, suffix, err == nil
}

// CharValue returns the value of a character constant.
func CharValue(text string) (int64, bool) {
	i := strings.IndexByte(text, '\'')
	if i < 0 || len(text) < i+3 {
		return 0, false
	}
	prefix, body := text[:i], text[i+1:len(text)-1]
	var v int64
	if body[0] != '\\' {
		if prefix == "" || prefix == "u8" {
			for _, b := range []byte(body) {
				v = v<<8 | int64(b)
			}
			if len(body) == 1 {
				v = int64(int8(v))
			} else {
				v = int64(int32(v))
			}
			return v, true
		}
		return int64([]rune(body)[0]), true
	}
	if len(body) < 2 {
		return 0, false
	}
	switch c := body[1]; c {
	case 'n':
		return '\n', len(body) == 2
	case 't':
		return '\t', len(body) == 2
	case 'r':
		return '\r', len(body) == 2
	case 'a', 'b':
		return int64(c-'a') + 7, len(body) == 2
	case 'f':
		return '\f', len(body) == 2
	case 'v':
		return '\v', len(body) == 2
	case 'e':
		return 27, len(body) == 2
	case '\\', '\'', '"', '?':
		return int64(c), len(body) == 2
	case 'x':
		n, err := strconv.ParseUint(body[2:], 16, 32)
		if prefix == "" {
			return int64(int8(n)), err == nil
		}
		return int64(n), err == nil
	}
	n, err := strconv.ParseUint(body[1:], 8, 32)
	if prefix == "" {
		return int64(int8(n)), err == nil
	}
	return int64(n), err == nil
}

// condParser reads what an expression says of features.
type condParser struct {
	p     *unitReader
	toks  []Token
	at    int
	depth int
}

func (c *condParser) is(text string) bool { return c.at < len(c.toks) && c.toks[c.at].Text == text }

func (c *condParser) or() *Cond {
	list := []*Cond{c.and()}
	for c.is("||") {
		c.at++
		list = append(list, c.and())
	}
	return join(CondOr, CondFalse, CondTrue, list...)
}

func (c *condParser) and() *Cond {
	list := []*Cond{c.not()}
	for c.is("&&") {
		c.at++
		list = append(list, c.not())
	}
	return join(CondAnd, CondTrue, CondFalse, list...)
}

func (c *condParser) not() *Cond {
	if c.depth++; c.depth > maxNesting {
		c.at = len(c.toks)
	}
	defer func() { c.depth-- }()
	start := c.at
	switch {
	case c.is("!"):
		// A comparison with what is negated is not taken apart.
		if next := c.toks[c.at+1 : min(c.at+3, len(c.toks))]; len(next) == 2 && next[0].Kind == Identifier && next[0].Text != "defined" && next[1].Text != "&&" && next[1].Text != "||" && next[1].Text != ")" {
			break
		}
		c.at++
		return not(c.not())
	case c.is("("):
		c.at++
		inner := c.or()
		if c.is(")") {
			c.at++
			if c.at == len(c.toks) || c.is("&&") || c.is("||") || c.is(")") {
				return inner
			}
		}
		c.at = start
	case c.is("defined"):
		name := ""
		if c.at+1 < len(c.toks) && c.toks[c.at+1].Kind == Identifier {
			name = c.toks[c.at+1].Text
			c.at += 2
		} else if c.at+3 < len(c.toks) {
			name = c.toks[c.at+2].Text
			c.at += 4
		}
		if c.p.isFeature(name) {
			return atom(name)
		}
		return constant(c.p.defined(name))
	}
	// An expression that is not taken apart.
	depth := 0
	for ; c.at < len(c.toks); c.at++ {
		t := c.toks[c.at].Text
		if t == "(" {
			depth++
		} else if t == ")" {
			if depth--; depth < 0 {
				break
			}
		} else if depth == 0 && (t == "&&" || t == "||") {
			break
		}
	}
	expr := c.toks[start:c.at]
	for i := range expr {
		if expr[i].Kind == Identifier && c.p.isFeature(expr[i].Text) {
			if len(expr) == 3 && i == 0 && (Spell(expr[1:]) == "!= 0" || Spell(expr[1:]) == "== 1") {
				return atom(expr[0].Text)
			}
			return atom(Spell(expr))
		}
	}
	v, err := c.p.truth(expr)
	return constant(v && err == nil)
}

func constant(b bool) *Cond {
	if b {
		return &Cond{Op: CondTrue}
	}
	return &Cond{Op: CondFalse}
}
