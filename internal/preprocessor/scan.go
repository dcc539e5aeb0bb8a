package preprocessor

import (
	"cmp"
	"slices"
	"strings"
)

// Order sorts headers so that those come first that bring the most others with
// them, as the header does that users include for all of a library: what is
// meant to be included by it alone is then read through it.
func (r *Reader) Order(path []Dir, headers []string) []string {
	p := &unitReader{reader: r, config: &Config{Path: path}}
	includes := map[*File][]*File{}
	var read func(f *File, depth int)
	read = func(f *File, depth int) {
		if _, done := includes[f]; done || depth > maxIncludeDepth {
			return
		}
		includes[f] = nil
		for _, d := range f.directives {
			words := f.words(int(d))
			if len(words) < 2 || words[0].Text != "include" {
				continue
			}
			if name, quoted, ok := headerName(words[1:]); ok {
				if g := p.resolve(name, quoted, false, f); g != nil && g != f {
					includes[f] = append(includes[f], g)
					read(g, depth+1)
				}
			}
		}
	}
	reach := map[string]int{}
	for _, h := range headers {
		f := r.file(h)
		if f == nil {
			continue
		}
		read(f, 0)
		seen := map[*File]bool{f: true}
		for todo := []*File{f}; len(todo) > 0; {
			g := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, next := range includes[g] {
				if !seen[next] {
					seen[next] = true
					todo = append(todo, next)
				}
			}
		}
		reach[h] = len(seen)
	}
	list := slices.Clone(headers)
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(reach[b], reach[a]), strings.Compare(a, b))
	})
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
