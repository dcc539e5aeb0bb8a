package c

import (
	"sort"
	"strings"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A mark is a token of the preprocessor that is not one of C.
type mark struct {
	before int // index of the token behind it
	token  preprocessor.Token
	pack   int64  // the packing from here on
	linked int    // how many extern "C" are open
	hidden string // the visibility that #pragma GCC visibility asks for, "" for none
}

// applyPack obeys a #pragma pack.
func applyPack(text string, pack int64, stack []int64) (int64, []int64) {
	_, args, ok := strings.Cut(text, "(")
	if !ok {
		return pack, stack
	}
	if i := strings.IndexByte(args, ')'); i >= 0 {
		args = args[:i]
	}
	number := int64(-1)
	push, pop := false, false
	for arg := range strings.SplitSeq(args, ",") {
		switch arg = strings.TrimSpace(arg); arg {
		case "push":
			push = true
		case "pop":
			pop = true
		default:
			if v, _, ok := preprocessor.Integer(arg); ok && v <= 16 {
				number = int64(v)
			}
		}
	}
	switch {
	case push:
		stack = append(stack, pack)
	case pop:
		if len(stack) > 0 {
			pack, stack = stack[len(stack)-1], stack[:len(stack)-1]
		}
	case number < 0 && strings.TrimSpace(args) == "":
		return 0, stack
	}
	if number >= 0 {
		pack = number
	}
	return pack, stack
}

// markAt returns the index behind the last mark that stands before a token.
func (p *parser) markAt(at int) int {
	return sort.Search(len(p.marks), func(i int) bool { return p.marks[i].before > at })
}

// packing is the value of #pragma pack at a token.
func (p *parser) packing(at int) int64 {
	if i := p.markAt(at); i > 0 {
		return p.marks[i-1].pack
	}
	return 0
}

// visibility is what #pragma GCC visibility asks for at a token.
func (p *parser) visibility(at int) string {
	if i := p.markAt(at); i > 0 {
		return p.marks[i-1].hidden
	}
	return ""
}

// linkage reports whether C++ sees a declaration as one of C.
func (p *parser) linkage(at int) bool {
	i := p.markAt(at)
	if i == 0 {
		return false
	}
	if p.marks[i-1].linked > 0 {
		return true
	}
	for i--; i >= 0 && p.marks[i].before == at; i-- {
		if p.marks[i].token.Kind == preprocessor.COne {
			return true
		}
	}
	return false
}

// annotations lists the annotations before the tokens from to end.
func (p *parser) annotations(from, to int) []string {
	var list []string
	for i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].before >= from }); i < len(p.marks) && p.marks[i].before <= to; i++ {
		if p.marks[i].token.Kind == preprocessor.Empty {
			list = append(list, p.marks[i].token.Text)
		}
	}
	return list
}
