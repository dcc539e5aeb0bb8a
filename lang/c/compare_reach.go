package c

import (
	"strings"

	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// layoutAspects are changes that only matter to programs that are compiled
// already, if they exchange what changed with the library.
var layoutAspects = map[string]bool{
	aspectSize: true, aspectAlign: true, aspectReordered: true, aspectFieldInserted: true, aspectUnionGrew: true,
	aspectFieldMoved: true, aspectBitWidth: true, aspectFieldLength: true, aspectFlexible: true,
}

// unreached says why a new layout may break nobody: neither a function, nor an
// object, nor a callback, nor a macro of the headers has to do with the type. A
// pointer to void may still pass it.
func (c *comparison) unreached(ch *diff.Change) string {
	if !layoutAspects[ch.Aspect] && !(ch.Op == diff.Added && ch.Aspect == "" && ch.New.Kind == "field") {
		return ""
	}
	id := ch.Item
	for steps := 0; steps < 100; steps++ {
		v := c.new.byID[id]
		if len(v) == 0 || v[0].Kind != "field" {
			break
		}
		id = v[0].Parent
	}
	v := c.new.byID[id]
	if len(v) == 0 || !isRecord(v[0]) {
		return ""
	}
	if c.reached == nil {
		c.reached = map[string]bool{}
		for _, s := range []*side{c.old, c.new} {
			s.reachWords(c.reached)
		}
	}
	tag, _ := v[0].Facts.Get("tag")
	_, own, _ := strings.Cut(id, " ")
	if c.reached[id] || c.reached[own] || tag != "" && c.reached[tag] {
		return ""
	}
	return "nothing that the headers declare passes " + id
}

// reachWords adds the names of all types that functions, objects, callbacks and
// macros have to do with.
func (x *side) reachWords(reached map[string]bool) {
	var todo []string
	add := func(text string) {
		for _, t := range preprocessor.Lex(text) {
			if t.Kind == preprocessor.Identifier && !reached[t.Text] {
				reached[t.Text] = true
				todo = append(todo, t.Text)
			}
		}
	}
	for _, variants := range x.byID {
		for _, it := range variants {
			switch it.Kind {
			case "func", "var":
				add(it.Type)
			case "macro":
				add(it.Value)
			case "typedef":
				if strings.Contains(it.Type, "(") {
					add(it.Type) // a callback
				}
			}
		}
	}
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, id := range []string{name, "struct " + name, "union " + name} {
			for _, it := range x.byID[id] {
				if it.Kind == "typedef" {
					add(it.Type)
				}
			}
			for _, m := range x.members[id] {
				x.reachField(m, add, 0)
			}
		}
	}
}

func (x *side) reachField(id string, add func(string), depth int) {
	if depth > maxDepth {
		return
	}
	for _, it := range x.byID[id] {
		if it.Kind == "field" {
			add(it.Type)
		}
	}
	for _, m := range x.members[id] {
		x.reachField(m, add, depth+1)
	}
}
