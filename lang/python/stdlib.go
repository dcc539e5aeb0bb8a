package python

import (
	_ "embed"
	"strings"
	"sync"
)

//go:generate sh -c "python3 stdlib_gen.py > stdlib.txt"

//go:embed stdlib.txt
var stdlibText string

// A stdClass is a class of the standard library.
type stdClass struct {
	bases    []string
	members  map[string]bool
	abstract map[string]bool // members that whoever derives has to define
}

// stdClasses returns the classes of the standard library by their canonical
// names, as spell writes them.
var stdClasses = sync.OnceValue(func() map[string]*stdClass {
	classes := map[string]*stdClass{}
	aliases := map[string]string{}
	for line := range strings.Lines(stdlibText) {
		line = strings.TrimSuffix(line, "\n")
		if name, target, ok := strings.Cut(line, " = "); ok {
			aliases[spell(name)] = spell(target)
			continue
		}
		head, members, _ := strings.Cut(line, " :")
		names := strings.Fields(head)
		c := &stdClass{members: map[string]bool{}, abstract: map[string]bool{}}
		for _, m := range strings.Fields(members) {
			if m, ok := strings.CutPrefix(m, "!"); ok {
				c.abstract[m] = true
			} else {
				c.members[m] = true
			}
		}
		for _, b := range names[1:] {
			c.bases = append(c.bases, spell(b))
		}
		classes[spell(names[0])] = c
	}
	for name, target := range aliases {
		if c := classes[target]; c != nil && classes[name] == nil {
			if _, bare := classes[spell(target)]; bare && !strings.Contains(name, ".") {
				classes[name] = &stdClass{bases: []string{target}} // another name of it
				continue
			}
			classes[name] = &stdClass{bases: []string{target}}
		}
	}
	// The built-in collections are virtual subclasses of the abstract ones.
	for name, bases := range map[string]string{
		"list": "MutableSequence", "tuple": "Sequence", "str": "Sequence", "bytes": "Sequence", "bytearray": "MutableSequence", "range": "Sequence",
		"dict": "MutableMapping", "set": "MutableSet", "frozenset": "Set", "collections.deque": "MutableSequence", "memoryview": "Sequence",
		"int": "float", "float": "complex", // by the convention of type checkers
	} {
		if c := classes[name]; c != nil {
			c.bases = append(c.bases, strings.Fields(bases)...)
		}
	}
	return classes
})

// stdAncestors returns a class of the standard library and all that it derives
// from, and whether the class is known.
func stdAncestors(name string) (ancestors []string, known bool) {
	seen := map[string]bool{}
	var walk func(n string)
	walk = func(n string) {
		if seen[n] {
			return
		}
		seen[n] = true
		ancestors = append(ancestors, n)
		if c := stdClasses()[n]; c != nil {
			for _, b := range c.bases {
				walk(b)
			}
		}
	}
	walk(name)
	return ancestors, name == "object" || stdClasses()[name] != nil
}
