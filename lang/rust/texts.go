package rust

import (
	"regexp"
	"slices"
	"strings"
)

// The canonical texts of canon.go, taken apart again. A recorded surface has
// nothing else, so judging takes everything from here.

// closing returns the index of the delimiter that closes the one at i.
func closing(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '(', '[', '{', '<':
			depth++
		case '>':
			if i > 0 && (s[i-1] == '-' || s[i-1] == '=') {
				continue
			}
			depth--
		case ')', ']', '}':
			depth--
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		}
		if depth == 0 {
			return i
		}
	}
	return len(s)
}

// split cuts a text at the separator, but not inside of delimiters.
func split(s, sep string) []string {
	if s == "" {
		return nil
	}
	var list []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[', '{', '<':
			if i = closing(s, i); i >= len(s) {
				return append(list, s[from:])
			}
			continue
		}
		if strings.HasPrefix(s[i:], sep) {
			list = append(list, s[from:i])
			i += len(sep) - 1
			from = i + 1
		}
	}
	return append(list, s[from:])
}

// cut splits a text at the first separator outside of delimiters.
func cut(s, sep string) (before, after string, found bool) {
	parts := split(s, sep)
	if len(parts) < 2 {
		return s, "", false
	}
	return parts[0], s[len(parts[0])+len(sep):], true
}

// A headerText is the declaration of generic parameters with their bounds.
type headerText struct {
	lifetimes []string
	params    []string // type and const parameters, with defaults
	where     map[string][]string
	rest      string // what stands between the two
}

func whereOf(text string) map[string][]string {
	m := map[string][]string{}
	for _, pred := range split(text, ", ") {
		if subject, bounds, ok := cut(pred, ": "); ok {
			m[subject] = append(m[subject], split(bounds, " + ")...)
		}
	}
	return m
}

// parseHeader reads what header wrote, with anything between parameters and
// the where clause.
func parseHeader(s string) headerText {
	h := headerText{}
	if strings.HasPrefix(s, "<") {
		end := closing(s, 0)
		if end < len(s) {
			for _, p := range split(s[1:end], ", ") {
				if strings.HasPrefix(p, "'") {
					h.lifetimes = append(h.lifetimes, p)
				} else {
					h.params = append(h.params, p)
				}
			}
			s = s[end+1:]
		}
	}
	s = strings.TrimSpace(s)
	if w, ok := strings.CutPrefix(s, "where "); ok {
		h.where = whereOf(w)
		return h
	}
	rest, w, _ := cut(s, " where ")
	h.rest, h.where = rest, whereOf(w)
	return h
}

// A sigText is a function's signature.
type sigText struct {
	headerText
	receiver string
	inputs   []string
	result   string
}

func parseSignature(s string) sigText {
	var g sigText
	s = strings.TrimPrefix(s, "fn")
	body, w, ok := cut(s, " where ")
	if ok {
		g.where = whereOf(w)
	} else {
		g.where = map[string][]string{}
	}
	if strings.HasPrefix(body, "<") && len(body) > 1 {
		end := min(closing(body, 0), len(body)-1)
		g.params = split(body[1:end], ", ")
		body = body[end+1:]
	}
	if strings.HasPrefix(body, "(") && len(body) > 1 {
		end := min(closing(body, 0), len(body)-1)
		g.inputs = split(body[1:end], ", ")
		body = body[end+1:]
	}
	g.result = strings.TrimPrefix(body, " -> ")
	if g.result == "" {
		g.result = "()"
	}
	if len(g.inputs) > 0 && isReceiver(g.inputs[0]) {
		g.receiver, g.inputs = g.inputs[0], g.inputs[1:]
	}
	return g
}

func isReceiver(s string) bool {
	if strings.HasPrefix(s, "self") {
		return s == "self" || strings.HasPrefix(s, "self:")
	}
	return strings.HasPrefix(s, "&") && (strings.HasSuffix(s, " self") || s == "&self")
}

// receiverKind leaves lifetimes out.
func receiverKind(s string) string {
	switch {
	case s == "":
		return ""
	case s == "self":
		return "self"
	case strings.HasPrefix(s, "&") && strings.HasSuffix(s, "mut self"):
		return "&mut self"
	case strings.HasPrefix(s, "&"):
		return "&self"
	}
	return withoutLifetimes(s)
}

// withoutLifetimes leaves the lifetimes out of a type.
func withoutLifetimes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\'' {
			j := i + 1
			for j < len(s) && (isIdentByte(s[j]) || s[j] == '#') {
				j++
			}
			if j < len(s) && s[j] == ' ' {
				j++
			}
			i = j - 1
			continue
		}
		b.WriteByte(s[i])
	}
	out := strings.ReplaceAll(b.String(), "<, ", "<")
	out = strings.ReplaceAll(strings.ReplaceAll(out, "dyn + ", "dyn "), " + )", ")")
	out = objectRE.ReplaceAllString(out, "$1$2")
	out = strings.ReplaceAll(out, " + use<>", "")
	out = strings.ReplaceAll(out, "<>", "")
	out = strings.ReplaceAll(out, ", >", ">")
	return strings.TrimSuffix(out, " + ")
}

var objectRE = regexp.MustCompile(`(&|mut |const )\((dyn [^+()]*)\)`)

// subset reports whether every element of a is one of b.
func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// replaceWords replaces the identifiers of a text that stand alone.
func replaceWords(s string, with map[string]string) string {
	if len(with) == 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !isIdentByte(s[i]) {
			b.WriteByte(s[i])
			i++
			continue
		}
		j := i
		for j < len(s) && isIdentByte(s[j]) {
			j++
		}
		w := s[i:j]
		if r, ok := with[w]; ok && !(i > 0 && s[i-1] == ':') {
			w = r
		}
		b.WriteString(w)
		i = j
	}
	return b.String()
}

// replacePaths replaces the longest path prefixes that with knows.
func replacePaths(s string, with map[string]string) string {
	if len(with) == 0 || s == "" {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !isIdentByte(s[i]) || i > 0 && (s[i-1] == ':' && i > 1 && s[i-2] == ':') {
			b.WriteByte(s[i])
			i++
			continue
		}
		j := i
		var ends []int
		for j < len(s) && isIdentByte(s[j]) {
			for j < len(s) && isIdentByte(s[j]) {
				j++
			}
			ends = append(ends, j)
			if strings.HasPrefix(s[j:], "::") {
				j += 2
			} else {
				break
			}
		}
		done := false
		for k := len(ends) - 1; k >= 0 && !done; k-- {
			if r, ok := with[s[i:ends[k]]]; ok {
				b.WriteString(r)
				i = ends[k]
				done = true
			}
		}
		if !done {
			b.WriteString(s[i:ends[0]])
			i = ends[0]
		} else if strings.HasPrefix(s[i:], "::") {
			b.WriteString("::")
			i += 2
		}
		// What follows :: is part of the same path.
		for !done && strings.HasPrefix(s[i:], "::") && i+2 < len(s) && isIdentByte(s[i+2]) {
			e := i + 2
			for e < len(s) && isIdentByte(s[e]) {
				e++
			}
			b.WriteString(s[i:e])
			i = e
		}
	}
	return b.String()
}
