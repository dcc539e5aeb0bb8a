package preprocessor

import (
	"slices"
	"strings"
)

// Order sorts headers by name, but each behind those that include it: what is
// meant to be read through another header, as most of a library is through its
// main one, is then read so.
func (r *Reader) Order(path []Dir, headers []string) []string {
	p := &unitReader{reader: r, config: &Config{Path: path}}
	includers := map[*File][]*File{}
	names := map[*File]string{}
	sorted := slices.Sorted(slices.Values(headers))
	var todo []*File
	seen := map[*File]bool{}
	enter := func(f *File) {
		if !seen[f] {
			seen[f] = true
			todo = append(todo, f)
		}
	}
	for _, h := range sorted {
		if f := r.file(h); f != nil {
			names[f] = h
			enter(f)
		}
	}
	for len(todo) > 0 {
		f := todo[0]
		todo = todo[1:]
		for _, d := range f.directives {
			words := f.words(int(d))
			if len(words) < 2 || words[0].Text != "include" {
				continue
			}
			if name, quoted, ok := headerName(words[1:]); ok {
				if g := p.resolve(name, quoted, false, f); g != nil && g != f {
					includers[g] = append(includers[g], f)
					enter(g)
				}
			}
		}
	}
	var list []string
	placed := map[*File]bool{}
	var place func(f *File, depth int)
	place = func(f *File, depth int) {
		if placed[f] || depth > maxIncludeDepth {
			return
		}
		placed[f] = true
		for _, by := range includers[f] {
			place(by, depth+1)
		}
		if names[f] != "" {
			list = append(list, names[f])
		}
	}
	for _, h := range sorted {
		if f := r.file(h); f != nil {
			place(f, 0)
		} else {
			list = append(list, h) // that it does not exist is told when it is read
		}
	}
	return list
}

// words returns the tokens of the directive whose # is at an index.
func (f *File) words(hash int) []Token {
	end := hash + 1
	for end < len(f.tokens) && f.tokens[end].flags&flagLine == 0 {
		end++
	}
	return f.tokens[hash+1 : end]
}

// Unset lists the macros that files ask for in conditions, and that none of
// them defines: what the users' code may define to get more or less. Names of
// the implementation, which begin with an underscore, are left out.
func Unset(files []*File) []string {
	asked, defined := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		for _, d := range f.directives {
			words := f.words(int(d))
			if len(words) < 2 {
				continue
			}
			switch words[0].Text {
			case "define", "undef", "cmakedefine", "cmakedefine01", "mesondefine":
				defined[words[1].Text] = true
			case "ifdef", "ifndef", "elifdef", "elifndef":
				asked[words[1].Text] = true
			case "if", "elif":
				for i, w := range words {
					if w.Kind == Identifier && w.Text != "defined" && i > 0 && (i+1 == len(words) || words[i+1].Text != "(" || w.Text == "") {
						asked[w.Text] = true
					}
				}
			}
		}
	}
	var list []string
	for name := range asked {
		if !defined[name] && !strings.HasPrefix(name, "_") {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// IsGuard reports whether a macro is the include guard of the file that
// defines it.
func (m *Macro) IsGuard(r *Reader) bool {
	return m.File >= 0 && !m.Function && r.File(m.File).guard == m.Name
}

// Expand expands tokens by the macros that the unit ends with.
func (u *Unit) Expand(toks []Token) []Token {
	u.state.contexts, u.state.stop, u.state.source = nil, nil, &source{file: &File{}}
	u.state.made = maxTokens - maxExpansion // each macro has a budget of its own
	out := u.state.expandList(toks)
	return slices.Clone(out)
}
