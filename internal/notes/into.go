package notes

import (
	"fmt"
	"regexp"
	"strings"
)

func begin(version string) string { return "<!-- apicheck:begin " + version + " -->" }

const end = "<!-- apicheck:end -->"

// An Error says why text cannot be put into a file, and what to do about it.
type Error struct{ Reason, Hint string }

func (e *Error) Error() string { return e.Reason }

// Into puts notes into a file's text: between the markers of the version, if they
// are there, else at the end of the version's section. Putting the same again
// changes nothing.
func Into(text, version, notes string) (string, error) {
	block := begin(version) + "\n\n" + strings.TrimSpace(notes) + "\n\n" + end
	if before, rest, ok := strings.Cut(text, begin(version)); ok {
		_, after, ok := strings.Cut(rest, end)
		if !ok {
			return "", &Error{"the marker " + begin(version) + " has no end", "add a line " + end + " where the notes of apicheck end"}
		}
		return before + block + after, nil
	}
	from, to, ok := section(text, version)
	if !ok {
		return "", &Error{fmt.Sprintf("it has no heading with %s", version), "add the heading, or a line " + begin(version) + " and a line " + end + " where the notes belong"}
	}
	body := strings.TrimRight(text[from:to], "\n")
	rest := text[to:]
	if rest != "" {
		rest = "\n" + rest
	}
	return text[:from] + body + "\n\n" + block + "\n" + rest, nil
}

var headingRE = regexp.MustCompile(`(?m)^(#{1,6})[ \t]+(.*)$|^-{20,}$`)

// section finds the part of a text below the heading that has a version: to the
// next heading of the same rank, or a rule.
func section(text, version string) (from, to int, ok bool) {
	versionRE := regexp.MustCompile(`(^|[^0-9.])v?` + regexp.QuoteMeta(version) + `($|[^0-9.]|\.$)`)
	rank := 0
	for _, m := range headingRE.FindAllStringSubmatchIndex(text, -1) {
		if m[2] < 0 { // a rule ends the section
			if rank > 0 {
				return from, m[0], true
			}
			continue
		}
		level := m[3] - m[2]
		switch {
		case rank == 0 && versionRE.MatchString(text[m[4]:m[5]]):
			rank, from = level, m[0]
		case rank > 0 && level <= rank:
			return from, m[0], true
		}
	}
	return from, len(text), rank > 0
}
