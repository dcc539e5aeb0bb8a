package rust

import (
	_ "embed"
	"strings"
	"sync"
)

// The public names of the standard library, written by std_gen.go. Each
// line is a kind, a path, the canonical path of what it names, and details.
//
//go:generate go run std_gen.go
//go:embed std.txt
var stdText string

type stdItem struct {
	kind      string
	canonical string
	detail    string
}

type stdTable struct {
	paths map[string][]stdItem            // by path: one for each namespace
	mods  map[string]map[string][]stdItem // the names inside of a module
	impls map[string][]stdImpl            // by trait, arguments left out
}

type stdImpl struct{ trait, self, where string }

var std = sync.OnceValue(func() *stdTable {
	t := &stdTable{map[string][]stdItem{}, map[string]map[string][]stdItem{}, map[string][]stdImpl{}}
	for line := range strings.Lines(stdText) {
		if line[0] == '#' {
			continue
		}
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		if len(f) < 3 {
			continue
		}
		detail := ""
		if len(f) == 4 {
			detail = f[3]
		}
		if f[0] == "impl" {
			name, _, _ := strings.Cut(f[1], "<")
			t.impls[name] = append(t.impls[name], stdImpl{f[1], f[2], detail})
			continue
		}
		t.add(f[1], stdItem{f[0], f[2], detail})
	}
	for _, root := range []string{"std", "core", "alloc", "proc_macro", "test"} {
		t.paths[root] = []stdItem{{kind: "mod", canonical: root}}
	}
	// What the documentation hides.
	t.add("std::collections::Bound", stdItem{"enum", "std::ops::Bound", ""})
	for _, m := range []string{"asm", "global_asm", "naked_asm"} {
		t.add("core::arch::"+m, stdItem{"macro", "core::arch::" + m, ""})
		t.add("std::arch::"+m, stdItem{"macro", "core::arch::" + m, ""})
	}
	return t
})

func (t *stdTable) add(name string, it stdItem) {
	t.paths[name] = append(t.paths[name], it)
	if i := strings.LastIndex(name, "::"); i > 0 {
		if t.mods[name[:i]] == nil {
			t.mods[name[:i]] = map[string][]stdItem{}
		}
		t.mods[name[:i]][name[i+2:]] = append(t.mods[name[:i]][name[i+2:]], it)
	}
}

// lookup finds the item of a path in a namespace.
func (t *stdTable) lookup(name string, ns namespace) (stdItem, bool) {
	for _, it := range t.paths[name] {
		if it.in(ns) {
			return it, true
		}
	}
	return stdItem{}, false
}

func (it stdItem) in(ns namespace) bool {
	switch it.kind {
	case "fn", "const", "static":
		return ns == valueNS
	case "macro", "attr", "derive":
		return ns == macroNS
	case "variant":
		return ns != macroNS
	case "primitive":
		return ns == typeNS
	}
	return ns == typeNS
}

// flag returns the value of KEY=VALUE among the details, or "".
func (it stdItem) flag(key string) string {
	for word := range strings.FieldsSeq(it.detail) {
		if v, ok := strings.CutPrefix(word, key); ok && strings.HasPrefix(v, "=") {
			return v[1:]
		}
	}
	return ""
}

// has reports whether a word stands alone among the details.
func (it stdItem) has(word string) bool {
	for w := range strings.FieldsSeq(it.detail) {
		if w == word {
			return true
		}
	}
	return false
}

// primitives are the types that are in scope without a path
// (https://doc.rust-lang.org/reference/names/preludes.html#language-prelude).
var primitives = map[string]bool{"bool": true, "char": true, "str": true, "u8": true, "u16": true, "u32": true, "u64": true,
	"u128": true, "usize": true, "i8": true, "i16": true, "i32": true, "i64": true, "i128": true, "isize": true,
	"f16": true, "f32": true, "f64": true, "f128": true}
