package rust

import (
	"math/big"
	"strings"
)

// evaluate evaluates an integer expression of literals, constants and
// operators (https://doc.rust-lang.org/reference/const_eval.html). It says
// false for all that it does not know.
func (k *canon) evaluate(text string, c *crate, m *module) (*big.Int, bool) {
	if len(text) > 300 {
		return nil, false
	}
	e := &evaluator{k: k, p: newParser([]byte(text)), c: c, m: m}
	v := e.binary(0)
	if e.p.failed || !e.p.done() || v == nil {
		return nil, false
	}
	return v, true
}

type evaluator struct {
	k     *canon
	p     *parser
	c     *crate
	m     *module
	depth int
}

var precedence = map[string]int{"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}

func (e *evaluator) operator() string {
	for _, op := range []string{"<<", ">>"} {
		if e.p.is(op) {
			return op
		}
	}
	for _, op := range []string{"|", "^", "&", "+", "-", "*", "/", "%"} {
		if e.p.is(op) && !e.p.is("||") && !e.p.is("&&") {
			return op
		}
	}
	return ""
}

func (e *evaluator) binary(min int) *big.Int {
	left := e.unary()
	for left != nil {
		op := e.operator()
		prec := precedence[op]
		if op == "" || prec <= min {
			return left
		}
		e.p.eat(op)
		right := e.binary(prec)
		if right == nil {
			return nil
		}
		v := new(big.Int)
		switch op {
		case "|":
			v.Or(left, right)
		case "^":
			v.Xor(left, right)
		case "&":
			v.And(left, right)
		case "<<", ">>":
			if !right.IsUint64() || right.Uint64() > 256 {
				return nil
			}
			if op == "<<" {
				v.Lsh(left, uint(right.Uint64()))
			} else {
				v.Rsh(left, uint(right.Uint64()))
			}
		case "+":
			v.Add(left, right)
		case "-":
			v.Sub(left, right)
		case "*":
			v.Mul(left, right)
		default:
			if right.Sign() == 0 {
				return nil
			}
			if op == "/" {
				v.Quo(left, right)
			} else {
				v.Rem(left, right)
			}
		}
		if v.BitLen() > 256 {
			return nil
		}
		left = v
	}
	return left
}

func (e *evaluator) unary() *big.Int {
	if e.depth++; e.depth > 50 {
		return nil
	}
	defer func() { e.depth-- }()
	var v *big.Int
	t := e.p.peek()
	switch {
	case e.p.eat("-"):
		if v = e.unary(); v != nil {
			v = new(big.Int).Neg(v)
		}
		return v
	case e.p.is("("), e.p.is("{"):
		e.p.inside(func() {
			v = e.binary(0)
			if !e.p.done() {
				v = nil
			}
		})
	case t.kind == tokLiteral:
		v = literalInt(e.p.text(t))
		e.p.i++
	case t.kind == tokIdent || e.p.is("::"):
		if e.p.isWord("true") || e.p.isWord("false") {
			v = big.NewInt(0)
			if e.p.isWord("true") {
				v = big.NewInt(1)
			}
			e.p.i++
			break
		}
		p := e.p.path(true)
		if len(p.segs) >= 2 && p.segs[len(p.segs)-1].name == "MAX" || len(p.segs) == 2 && (p.segs[1].name == "MIN" || p.segs[1].name == "BITS") {
			v = primitiveConst(p.segs[len(p.segs)-2].name, p.segs[len(p.segs)-1].name)
			break
		}
		d := e.c.lookupPath(e.m, p, valueNS)
		if d != nil && d.kind == defForeign {
			d = e.k.w.follow(e.c, d, valueNS)
		}
		if d == nil || d.kind != defConst || d.item.value == "" || e.k.depth > 40 {
			return nil
		}
		known := false
		if v, known = e.k.known[d.item]; !known {
			e.k.depth++
			v, _ = e.k.evaluate(d.item.value, d.crate, d.parent)
			e.k.depth--
			if e.k.known == nil {
				e.k.known = map[*item]*big.Int{}
			}
			e.k.known[d.item] = v
		}
	}
	for v != nil && e.p.eatWord("as") {
		ty := e.p.typ(false)
		if ty.kind != tyPath {
			return nil
		}
		v = wrap(v, ty.path.segs[len(ty.path.segs)-1].name)
	}
	return v
}

func primitiveConst(ty, name string) *big.Int {
	bits, signed := intBits(ty)
	if bits == 0 {
		return nil
	}
	one := big.NewInt(1)
	switch {
	case name == "BITS":
		return big.NewInt(int64(bits))
	case name == "MIN" && !signed:
		return new(big.Int)
	case name == "MIN":
		return new(big.Int).Neg(new(big.Int).Lsh(one, uint(bits-1)))
	case signed:
		bits--
	}
	return new(big.Int).Sub(new(big.Int).Lsh(one, uint(bits)), one)
}

func intBits(ty string) (bits int, signed bool) {
	if len(ty) < 2 {
		return 0, false
	}
	signed = ty[0] == 'i'
	if ty[0] != 'i' && ty[0] != 'u' {
		return 0, false
	}
	switch ty[1:] {
	case "8":
		return 8, signed
	case "16":
		return 16, signed
	case "32":
		return 32, signed
	case "64", "size":
		return 64, signed
	case "128":
		return 128, signed
	}
	return 0, false
}

// wrap casts to an integer type.
func wrap(v *big.Int, ty string) *big.Int {
	bits, signed := intBits(ty)
	if bits == 0 {
		return nil
	}
	mod := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	v = new(big.Int).Mod(v, mod)
	if signed && v.Bit(bits-1) == 1 {
		v.Sub(v, mod)
	}
	return v
}

// literalInt reads an integer, byte or character literal.
func literalInt(lit string) *big.Int {
	if strings.HasPrefix(lit, "b'") && len(lit) == 4 {
		return big.NewInt(int64(lit[2]))
	}
	if strings.HasPrefix(lit, "'") {
		if r := []rune(lit); len(r) == 3 {
			return big.NewInt(int64(r[1]))
		}
		return nil
	}
	lit = strings.ReplaceAll(lit, "_", "")
	hex := strings.HasPrefix(lit, "0x")
	for _, s := range []string{"usize", "isize", "u128", "i128", "u64", "i64", "u32", "i32", "u16", "i16", "u8", "i8"} {
		if strings.HasSuffix(lit, s) {
			lit = strings.TrimSuffix(lit, s)
			break
		}
	}
	if !hex && len(lit) > 1 && lit[0] == '0' && lit[1] >= '0' && lit[1] <= '9' { // not octal in Rust
		lit = strings.TrimLeft(lit, "0")
		if lit == "" {
			lit = "0"
		}
	}
	v, ok := new(big.Int).SetString(lit, 0)
	if !ok {
		return nil
	}
	return v
}
