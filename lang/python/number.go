package python

import (
	"math/big"
	"strings"
)

// maxShift bounds the numbers that constant expressions make.
const maxShift = 512

// fold returns the value of a constant expression of integers, or nil.
func fold(e *expr) *big.Int {
	switch e.kind {
	case exprNumber:
		s, ok := integer(strings.ToLower(strings.TrimSuffix(strings.ReplaceAll(e.text, "_", ""), "L")))
		if !ok {
			return nil
		}
		n, _ := new(big.Int).SetString(s, 10)
		return n
	case exprUnary:
		n := fold(e.args[0])
		switch {
		case n == nil:
		case e.text == "-":
			return n.Neg(n)
		case e.text == "+":
			return n
		case e.text == "~":
			return n.Not(n)
		}
	case exprBinary:
		a, b := fold(e.args[0]), fold(e.args[1])
		if a == nil || b == nil || a.BitLen() > maxShift || b.BitLen() > maxShift {
			return nil
		}
		switch e.text {
		case "+":
			return a.Add(a, b)
		case "-":
			return a.Sub(a, b)
		case "*":
			return a.Mul(a, b)
		case "|":
			return a.Or(a, b)
		case "&":
			return a.And(a, b)
		case "^":
			return a.Xor(a, b)
		case "<<", "**":
			if !b.IsInt64() || b.Sign() < 0 || b.Int64() > maxShift {
				return nil
			}
			if e.text == "<<" {
				return a.Lsh(a, uint(b.Int64()))
			}
			if a.BitLen() > 16 {
				return nil
			}
			return a.Exp(a, b, nil)
		case "//":
			if b.Sign() != 0 {
				return a.Div(a, b)
			}
		}
	}
	return nil
}

// maxDigits bounds the literals whose value is computed.
const maxDigits = 400

// integer returns the value of an integer literal in decimal.
func integer(s string) (string, bool) {
	if len(s) > maxDigits || strings.ContainsAny(s, ".j") || !strings.HasPrefix(s, "0x") && strings.Contains(s, "e") {
		return "", false
	}
	if len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' { // 0777 in Python 2
		if strings.Trim(s, "0") == "" {
			return "0", true
		}
		s = "0o" + s[1:]
	}
	n, ok := new(big.Int).SetString(s, 0)
	if !ok {
		return "", false
	}
	return n.String(), true
}
