package report

import "regexp"

// A span is a part of a declaration, and whether the other one lacks it.
type span struct {
	Text string
	Diff bool
}

var tokenRE = regexp.MustCompile(`[A-Za-z0-9_]+|\s+|[^A-Za-z0-9_\s]`)

// maxTokens bounds the declarations whose difference is looked for: the work
// grows with the product of their lengths.
const maxTokens = 600

// compareTokens marks the tokens of two declarations that are not common to
// both, by their longest common subsequence.
func compareTokens(old, new string) (before, after []span) {
	a, b := tokenRE.FindAllString(old, -1), tokenRE.FindAllString(new, -1)
	if len(a) > maxTokens || len(b) > maxTokens {
		return []span{{old, false}}, []span{{new, false}}
	}
	width := len(b) + 1
	longest := make([]int16, (len(a)+1)*width) // of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	put := func(list []span, text string, diff bool) []span {
		if n := len(list); n > 0 && list[n-1].Diff == diff {
			list[n-1].Text += text
			return list
		}
		return append(list, span{text, diff})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			before, after = put(before, a[i], false), put(after, b[j], false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[(i+1)*width+j] >= longest[i*width+j+1]:
			before = put(before, a[i], true)
			i++
		default:
			after = put(after, b[j], true)
			j++
		}
	}
	return before, after
}
