package c

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// An attribute is one of GNU's, Microsoft's or ISO C's attributes, by its
// plain name.
type attribute struct {
	name string
	args string // as written, without the parentheses
}

type attributes []attribute

// get returns the arguments of an attribute.
func (a attributes) get(name string) (string, bool) {
	for _, x := range a {
		if x.name == name {
			return x.args, true
		}
	}
	return "", false
}

func (a attributes) has(names ...string) bool {
	return slices.ContainsFunc(a, func(x attribute) bool { return slices.Contains(names, x.name) })
}

// attributeConvention is the calling convention that attributes ask for.
func (p *parser) attributeConvention(a attributes) string {
	for _, x := range a {
		switch x.name {
		case "stdcall", "fastcall", "thiscall", "vectorcall", "regcall", "pascal":
			return p.convention("__" + x.name)
		case "sysv_abi", "ms_abi":
			if p.d.pointer == 4 || (x.name == "ms_abi") == p.d.ms {
				continue // the usual one
			}
			return "__attribute__((" + x.name + "))"
		case "regparm", "sseregparm":
			if p.d.pointer == 8 {
				continue
			}
			if x.args != "" {
				return "__attribute__((" + x.name + "(" + x.args + ")))"
			}
			return "__attribute__((" + x.name + "))"
		case "pcs", "aarch64_vector_pcs", "force_align_arg_pointer":
			if x.args != "" {
				return "__attribute__((" + x.name + "(" + x.args + ")))"
			}
			return "__attribute__((" + x.name + "))"
		}
	}
	return ""
}

// attributes reads all attributes that stand here.
func (p *parser) attributes(align *int64) attributes {
	var list attributes
	for {
		t := p.peek()
		if t.Is("[") && p.next(1).Is("[") {
			list = append(list, p.bracketAttributes()...)
			continue
		}
		if t.Kind != preprocessor.Identifier || !p.attribute(&list, align) {
			return list
		}
	}
}

// attribute reads one attribute specifier, if there is one here. An alignment
// goes to align, in bytes.
func (p *parser) attribute(list *attributes, align *int64) bool {
	switch p.peek().Text {
	case "__attribute__", "__attribute":
		p.at++
		p.expect("(")
		p.expect("(")
		for !p.is(")") {
			if p.accept(",") {
				continue
			}
			p.oneAttribute(list, align)
		}
		p.at++
		p.expect(")")
	case "__declspec", "_declspec":
		p.at++
		p.expect("(")
		for !p.is(")") {
			if p.accept(",") {
				continue
			}
			p.oneAttribute(list, align)
		}
		p.at++
	case "_Alignas", "alignas":
		p.at++
		p.expect("(")
		*align = max(*align, p.alignment())
		p.expect(")")
	default:
		return false
	}
	return true
}

// alignment reads a type, or a number of bytes.
func (p *parser) alignment() int64 {
	if p.startsType(p.at) {
		_, a, _ := p.d.sizeof(p.typeName())
		return a
	}
	v := p.constant()
	if v.kind == valueInt && v.bits <= 1<<28 && v.bits&(v.bits-1) == 0 {
		return int64(v.bits)
	}
	return 0
}

func (p *parser) oneAttribute(list *attributes, align *int64) {
	t := p.peek()
	if t.Kind != preprocessor.Identifier {
		p.fail("%s where an attribute is expected", t.Text)
	}
	name := plainAttribute(t.Text)
	p.at++
	args := ""
	if p.is("(") {
		start := p.at
		if name == "aligned" || name == "align" {
			p.at++
			*align = max(*align, p.alignment())
			p.expect(")")
		} else {
			p.skipGroup()
		}
		args = preprocessor.Spell(p.toks[start+1 : p.at-1])
	} else if name == "aligned" {
		*align = max(*align, 16) // the largest that the target uses
	}
	*list = append(*list, attribute{name, args})
}

// plainAttribute is the name of an attribute without its underscores.
func plainAttribute(s string) string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "__"), "__")
	if s == "_Noreturn" {
		return "noreturn"
	}
	return s
}

// bracketAttributes reads [[…]] (ISO C23, 6.7.13).
func (p *parser) bracketAttributes() attributes {
	end, ok := p.group(p.at)
	if !ok {
		p.fail("[[ is never closed")
	}
	p.at += 2
	var list attributes
	for p.at < end-2 {
		t := p.peek()
		p.at++
		if t.Kind != preprocessor.Identifier {
			continue
		}
		if p.accept("::") || p.is(":") && p.next(1).Is(":") {
			p.accept(":")
			p.accept(":")
			continue
		}
		args := ""
		if p.is("(") {
			start := p.at
			p.skipGroup()
			args = preprocessor.Spell(p.toks[start+1 : p.at-1])
		}
		name := plainAttribute(t.Text)
		if name == "nodiscard" {
			name, args = "warn_unused_result", ""
		}
		list = append(list, attribute{name, args})
	}
	p.at = end
	return list
}
