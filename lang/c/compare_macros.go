package c

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// macro compares macros, by their tokens.
func (t *targetComparison) macro(o, n *api.Item) {
	if o.Type != "" && n.Type == "" && isWord(n.Value) {
		t.changed(o, n, aspectMacroBody, "is another name of "+n.Value+" now", diff.Incompatible)
		return // every call still works
	}
	if (o.Type == "") != (n.Type == "") {
		t.changed(o, n, aspectMacroKind, fmt.Sprintf("changed from %s to %s", macroWord(o), macroWord(n)), diff.Incompatible)
		return
	}
	if o.Type != n.Type {
		detail := fmt.Sprintf("takes %s, and took %s", macroArguments(n.Type), macroArguments(o.Type))
		x, _ := macroArity(o.Type)
		if y, more := macroArity(n.Type); more && y <= x {
			t.changed(o, n, aspectMacroBody, detail, diff.Incompatible)
		} else {
			t.changed(o, n, aspectMacroParams, detail, diff.Incompatible)
		}
		return
	}
	if helpers, _ := o.Facts.Get("helpers"); o.Value == n.Value {
		if again, _ := n.Facts.Get("helpers"); again != helpers {
			t.changed(o, n, aspectMacroBody, "what it is made of changed", diff.Incompatible)
			return
		}
	}
	if o.Value != n.Value {
		detail := fmt.Sprintf("value changed from %s to %s", cmp.Or(o.Value, "nothing"), cmp.Or(n.Value, "nothing"))
		_, constBefore := o.Facts.Get("type")
		_, constAfter := n.Facts.Get("type")
		switch {
		case t.sameWords(o, n):
			// The words of one type in another order.
		case isDecoration(o.Value) && isDecoration(n.Value):
			// What it does shows on what it stands at.
		case o.Type != "":
			t.changed(o, n, aspectMacroBody, fmt.Sprintf("body changed from %s to %s", cmp.Or(o.Value, "nothing"), cmp.Or(n.Value, "nothing")), diff.Incompatible)
		case isVersion(n.ID), mentionsVersion(n.ID) && typeFact(o) == "string" && typeFact(n) == "string":
			t.changed(o, n, aspectVersion, detail, diff.Compatible)
		case constBefore && constAfter:
			t.changed(o, n, aspectValue, detail, diff.Incompatible)
		case isWord(o.Value) && isWord(n.Value):
			t.changed(o, n, aspectMacroAlias, fmt.Sprintf("stands for %s, and stood for %s", n.Value, o.Value), diff.Incompatible)
		default:
			t.changed(o, n, aspectMacroBody, fmt.Sprintf("stands for %s, and stood for %s", cmp.Or(n.Value, "nothing"), cmp.Or(o.Value, "nothing")), diff.Incompatible)
		}
		return
	}
	before, _ := o.Facts.Get("type")
	after, _ := n.Facts.Get("type")
	if before != after && before != "" && after != "" {
		t.changed(o, n, aspectMacroType, fmt.Sprintf("has the type %s, and had %s", after, before), diff.Incompatible)
	}
}

// sameWords reports whether two object-like macros stand for one type.
func (t *targetComparison) sameWords(o, n *api.Item) bool {
	if o.Type != "" || n.Type != "" || o.Facts.Has("type") || n.Facts.Has("type") {
		return false
	}
	a, b := t.old.parse(o.Value), t.new.parse(n.Value)
	return a.kind == kindBasic && b.kind == kindBasic && t.sameType(a, b)
}

// macroArity is how many arguments a macro needs, and whether it takes more.
func macroArity(text string) (n int, more bool) {
	fields := strings.Split(strings.Trim(text, "()"), ", ")
	more = fields[len(fields)-1] == "..."
	n, _ = strconv.Atoi(fields[0])
	return n, more
}

// isDecoration reports whether the body of a macro only adds to a declaration
// what declarations show: attributes, storage classes, calling conventions.
func isDecoration(body string) bool {
	return newTextParser(dialects["ilp32"], body).tryDecoration()
}

func (p *parser) tryDecoration() (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, wrong := r.(syntaxError); !wrong {
				panic(r)
			}
			ok = false
		}
	}()
	var attrs attributes
	var align int64
	for p.at < len(p.toks) {
		t := p.peek()
		switch {
		case t.Is("[") && p.next(1).Is("["):
			p.bracketAttributes()
		case t.Kind == preprocessor.String && p.at > 0 && p.toks[p.at-1].Is("extern"):
			p.at++
		case t.Kind != preprocessor.Identifier:
			return false
		case t.Text == "__attribute__" || t.Text == "__declspec" || t.Text == "_Alignas" || t.Text == "alignas":
			p.attribute(&attrs, &align)
		case qualifierKeywords[t.Text] != 0 || storageKeywords[t.Text] != "" || ignoredKeywords[t.Text] || conventionsHas(t.Text) || t.Text == "_Pragma":
			p.at++
			if t.Text == "_Pragma" {
				p.skipGroup()
			}
		default:
			return false
		}
	}
	return true
}

func macroWord(it *api.Item) string {
	if it.Type != "" {
		return "a function-like macro"
	}
	return "an object-like macro"
}

func macroArguments(text string) string {
	switch s := strings.Trim(text, "()"); s {
	case "0":
		return "no arguments"
	case "1":
		return "1 argument"
	case "...":
		return "any arguments"
	default:
		if n, ok := strings.CutSuffix(s, ", ..."); ok {
			return n + " or more arguments"
		}
		return s + " arguments"
	}
}
