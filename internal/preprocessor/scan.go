package preprocessor

import (
	"slices"
	"strings"
)

// Order sorts headers by name, those first that no other of them includes:
// what users include comes before what it is made of.
func (r *Reader) Order(path []Dir, headers []string) []string {
	p := &unitReader{reader: r, config: &Config{Path: path}}
	included := map[string]bool{}
	for _, h := range headers {
		f := r.file(h)
		if f == nil {
			continue
		}
		for _, d := range f.directives {
			words := f.words(int(d))
			if len(words) < 2 || words[0].Text != "include" {
				continue
			}
			if name, quoted, ok := headerName(words[1:]); ok {
				if g := p.resolve(name, quoted, false, f); g != nil && g != f {
					included[g.Name] = true
				}
			}
		}
	}
	list := slices.Clone(headers)
	later := func(name string) bool {
		f := r.file(name)
		return f == nil || included[f.Name]
	}
	slices.SortFunc(list, func(a, b string) int {
		if x, y := later(a), later(b); x != y {
			if y {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
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
	u.state.contexts, u.state.stop = nil, nil
	u.state.made = max(u.state.made, maxTokens/2) // half of the budget is for macros at the end
	out := u.state.expandList(toks)
	return slices.Clone(out)
}
