package preprocessor

import (
	"slices"
	"strings"
)

// A Guard is a condition on features that tokens stand under.
type Guard struct {
	Parent int32 // the guard around it; 0 for none
	Cond   *Cond // nil for Guards[0]
	depth  int
}

type guardKey struct {
	outer int32
	cond  string
}

// maxConds bounds how many conditions are kept of a chain of branches, and of
// guards within each other.
const maxConds = 64

// A Cond is a condition on features: macros that a build or a user may define.
type Cond struct {
	Op   CondOp
	Name string // of a CondAtom: a macro, or an expression that is not taken apart
	Kids []*Cond
}

// CondOp is the operator of a Cond.
type CondOp uint8

const (
	CondAtom CondOp = iota
	CondNot
	CondAnd
	CondOr
	CondTrue
	CondFalse
)

func atom(name string) *Cond { return &Cond{Op: CondAtom, Name: name} }

// not, and and or take nil for a condition that is not about features.
func not(c *Cond) *Cond {
	switch {
	case c == nil:
		return nil
	case c.Op == CondNot:
		return c.Kids[0]
	case c.Op == CondTrue:
		return &Cond{Op: CondFalse}
	case c.Op == CondFalse:
		return &Cond{Op: CondTrue}
	}
	return &Cond{Op: CondNot, Kids: []*Cond{c}}
}

func and(a, b *Cond) *Cond { return join(CondAnd, CondTrue, CondFalse, a, b) }
func or(a, b *Cond) *Cond  { return join(CondOr, CondFalse, CondTrue, a, b) }

func join(op, unit, zero CondOp, list ...*Cond) *Cond {
	var kids []*Cond
	for _, c := range list {
		switch {
		case c == nil || c.Op == unit:
		case c.Op == zero:
			return c
		case c.Op == op:
			kids = append(kids, c.Kids...)
		default:
			kids = append(kids, c)
		}
	}
	slices.SortFunc(kids, func(a, b *Cond) int { return strings.Compare(a.String(), b.String()) })
	kids = slices.CompactFunc(kids, func(a, b *Cond) bool { return a.String() == b.String() })
	switch len(kids) {
	case 0:
		if len(list) > 0 && slices.ContainsFunc(list, func(c *Cond) bool { return c != nil }) {
			return &Cond{Op: unit}
		}
		return nil
	case 1:
		return kids[0]
	}
	return &Cond{Op: op, Kids: kids}
}

// And joins conditions; nil stands for none.
func And(list ...*Cond) *Cond { return join(CondAnd, CondTrue, CondFalse, list...) }

// Or is one of several conditions.
func Or(list ...*Cond) *Cond { return join(CondOr, CondFalse, CondTrue, list...) }

// String writes the condition as C does, without defined().
func (c *Cond) String() string {
	if c == nil {
		return ""
	}
	switch c.Op {
	case CondAtom:
		return c.Name
	case CondNot:
		if k := c.Kids[0]; k.Op == CondAtom && !strings.ContainsAny(k.Name, " ") {
			return "!" + k.Name
		}
		return "!(" + c.Kids[0].String() + ")"
	case CondTrue:
		return "1"
	case CondFalse:
		return "0"
	}
	op := " && "
	if c.Op == CondOr {
		op = " || "
	}
	parts := make([]string, len(c.Kids))
	for i, k := range c.Kids {
		parts[i] = k.String()
		if k.Op == CondAnd || k.Op == CondOr {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, op)
}

// guardOf returns the guard of a condition inside of another guard.
func (p *unitReader) guardOf(outer int32, c *Cond) int32 {
	if c == nil || c.Op == CondTrue {
		return outer
	}
	if p.unit.Guards[outer].depth >= maxConds {
		return outer
	}
	key := guardKey{outer, c.String()}
	id, ok := p.guardIDs[key]
	if !ok {
		id = int32(len(p.unit.Guards))
		p.unit.Guards = append(p.unit.Guards, Guard{outer, c, p.unit.Guards[outer].depth + 1})
		p.guardIDs[key] = id
	}
	return id
}

// Condition returns all that a guard asks for, nil for nothing.
func (u *Unit) Condition(guard int32) *Cond {
	var list []*Cond
	for ; guard != 0; guard = u.Guards[guard].Parent {
		list = append(list, u.Guards[guard].Cond)
	}
	return And(list...)
}

func (p *unitReader) isFeature(name string) bool {
	_, ok := p.unit.Features[name]
	return ok
}
