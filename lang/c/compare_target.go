package c

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A targetSide is a side as one target has it.
type targetSide struct {
	*side
	target  string
	dia     *dialect
	parser  *parser
	cache   map[string]*api.Item
	types   map[string]*typ
	reading map[string]bool            // typedefs that are being read
	values  map[string]map[int64]int   // by enumeration: how many constants have a value
	reach   map[string]map[string]bool // by header: see reaches
	systems map[string]map[string]bool // by header: see system
}

func (x *side) on(target string) *targetSide {
	t := &targetSide{side: x, target: target, dia: dialects[target], cache: map[string]*api.Item{}, types: map[string]*typ{}, reading: map[string]bool{}, values: map[string]map[int64]int{}, reach: map[string]map[string]bool{}, systems: map[string]map[string]bool{}}
	t.parser = newTextParser(t.dia, "")
	t.parser.lookup = t.named
	return t
}

// item returns an item as the target has it, or nil.
func (t *targetSide) item(id string) *api.Item {
	if it, ok := t.cache[id]; ok {
		return it
	}
	var it *api.Item
	for _, v := range t.byID[id] {
		base, targets, variant := strings.Cut(v.ID, "@")
		if there, ok := v.Facts.Get("targets"); variant && !slices.Contains(strings.Split(targets, ","), t.target) || !variant && ok && !slices.Contains(strings.Split(there, ","), t.target) {
			continue
		}
		plain := !variant && !strings.Contains(v.Value, "@")
		for _, f := range v.Facts {
			plain = plain && f.Name != "targets" && !strings.Contains(f.Value, "@")
		}
		if plain {
			it = v
			continue // a variant for this target goes first
		}
		c := *v
		c.ID = base
		c.Value, _ = onTarget(v.Value, t.target)
		c.Facts = nil
		for _, f := range v.Facts {
			if value, ok := onTarget(f.Value, t.target); ok && f.Name != "targets" {
				c.Facts = append(c.Facts, api.Fact{Name: f.Name, Value: value})
			}
		}
		it = &c
		if variant {
			break
		}
	}
	t.cache[id] = it
	return it
}

// named resolves a name in the text of a type.
func (t *targetSide) named(name string) *typ {
	it := t.item(name)
	if it == nil {
		if x := standardTypes[t.target]()[name]; x != nil {
			return x
		}
		return &typ{kind: kindExternal, name: name}
	}
	switch it.Kind {
	case "struct", "union":
		return &typ{kind: kindRecord, record: &record{typedef: name, union: it.Kind == "union"}}
	case "enum":
		return &typ{kind: kindEnum, enum: &enum{typedef: name}}
	case "typedef":
		if t.reading[name] {
			return &typ{kind: kindUnknown, text: name} // of itself: no compiler takes it
		}
		t.reading[name] = true
		td := &typ{kind: kindTypedef, name: name, elem: t.parse(it.Type)}
		delete(t.reading, name)
		t.parser.typedefs[name] = td
		return td
	}
	return nil
}

// parse reads the text of a type. One that cannot be read is only its text.
func (t *targetSide) parse(text string) (result *typ) {
	if r, ok := t.types[text]; ok {
		return r
	}
	p := *t.parser
	p.toks, p.at, p.depth = preprocessor.Lex(text), 0, 0
	result, ok := p.tryTypeName()
	if !ok {
		result = &typ{kind: kindUnknown, text: text}
	}
	t.types[text] = result
	return result
}

// layoutFact is the size or the alignment, in bytes, of a type in the text of
// the surface: what the item of a record or an enumeration says, or the target.
func (t *targetSide) layoutFact(x *typ, fact string) (string, bool) {
	id := ""
	switch r := x.resolve(); r.kind {
	case kindRecord:
		id = r.record.id()
	case kindEnum:
		id = r.enum.id()
	default:
		size, align, ok := t.dia.sizeof(x)
		if fact == "align" {
			size = align
		}
		return strconv.FormatInt(size, 10), ok
	}
	if it := t.item(id); it != nil {
		return it.Facts.Get(fact)
	}
	return "", false
}

// sizeOf is the size in bytes of a type in the text of the surface.
func (t *targetSide) sizeOf(x *typ) (int64, bool) {
	text, ok := t.layoutFact(x, "size")
	n, err := strconv.ParseInt(text, 10, 64)
	return n, ok && err == nil
}

// there reports whether a target has an item.
func (x *side) there(id, target string) bool {
	for _, v := range x.byID[id] {
		_, targets, variant := strings.Cut(v.ID, "@")
		if list, ok := v.Facts.Get("targets"); ok {
			targets, variant = list, true
		}
		if !variant || slices.Contains(strings.Split(targets, ","), target) {
			return true
		}
	}
	return false
}
