package notes

import (
	"fmt"
	"regexp"
	"strings"
)

// Notes are put between two lines, which have nothing else on them.
const (
	beginPrefix = "<!-- apicheck:begin "
	end         = "<!-- apicheck:end -->"
)

func begin(version string) string { return beginPrefix + version + " -->" }

// An Error says why text cannot be put into a file, and what to do about it.
type Error struct{ Reason, Hint string }

func (e *Error) Error() string { return e.Reason }

// Into puts notes into a file's text: between the markers of the version, if they
// are there, else at the end of the version's section. Putting the same again
// changes nothing, and what stands elsewhere stays as it is.
func Into(text, version, notes string) (string, error) {
	eol := "\n"
	if strings.Contains(text, "\r\n") {
		eol = "\r\n"
	}
	notes = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(notes, "\r\n", "\n"), "<!-- apicheck:", "<!-- apicheck\u200b:"))
	block := strings.ReplaceAll(begin(version)+"\n\n"+notes+"\n\n"+end, "\n", eol)

	lines := scan(text)
	for i, l := range lines {
		if !l.prose || l.trimmed() != begin(version) {
			continue
		}
		for _, m := range lines[i+1:] {
			if m.trimmed() == end {
				return text[:l.at] + block + text[m.at+len(strings.TrimRight(m.text, "\r\n")):], nil
			}
			if strings.HasPrefix(m.trimmed(), beginPrefix) {
				break
			}
		}
		return "", &Error{"the marker " + begin(version) + " has no end", "add a line " + end + " where the notes of apicheck end"}
	}
	from, to, ok := section(text, version)
	if !ok {
		return "", &Error{fmt.Sprintf("it has no heading with %s", version), "add the heading, or a line " + begin(version) + " and a line " + end + " where the notes belong"}
	}
	body, rest := strings.TrimRight(text[from:to], "\r\n"), text[to:]
	if rest != "" {
		rest = eol + rest
	}
	return text[:from] + body + eol + eol + block + eol + rest, nil
}

// A line is one of Markdown.
type line struct {
	at    int    // where it begins
	text  string // with its end
	prose bool   // neither in a fenced code block nor in a comment of several lines
}

func (l line) trimmed() string { return strings.TrimSpace(l.text) }

var fenceRE = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})")

// scan splits a text into lines, as CommonMark has fenced code
// (https://spec.commonmark.org/0.31.2/#fenced-code-blocks) and comments
// (https://spec.commonmark.org/0.31.2/#html-blocks).
func scan(text string) []line {
	var list []line
	fence, comment, at := "", false, 0
	for s := range strings.Lines(text) {
		l := line{at: at, text: s, prose: fence == "" && !comment}
		at += len(s)
		switch mark := fenceRE.FindStringSubmatch(s); {
		case comment:
			comment = !strings.Contains(s, "-->")
		case fence != "":
			if mark != nil && strings.HasPrefix(mark[1], fence) && strings.Trim(l.trimmed(), fence[:1]) == "" {
				fence = ""
			}
		case mark != nil:
			fence, l.prose = mark[1], false
		case strings.HasPrefix(l.trimmed(), "<!--"):
			comment = !strings.Contains(s, "-->")
		}
		list = append(list, l)
	}
	return list
}

var (
	headingRE = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(.*)$`)
	ruleRE    = regexp.MustCompile(`^-{20,}$`)
)

// section finds the part of a text below the heading that has a version: to the
// next heading of the same rank, or a rule.
func section(text, version string) (from, to int, ok bool) {
	lines := scan(text)
	start, rank := headingOf(lines, version)
	if rank == 0 {
		return 0, 0, false
	}
	for _, l := range lines[start+1:] {
		m := headingRE.FindStringSubmatch(l.trimmed())
		if l.prose && (ruleRE.MatchString(l.trimmed()) || m != nil && len(m[1]) <= rank) {
			return lines[start].at, l.at, true
		}
	}
	return lines[start].at, len(text), true
}

// headingOf finds the heading of a version: one that begins with it, else with one
// word before it, else the first that has it at all. rank is 0 if there is none.
func headingOf(lines []line, version string) (at, rank int) {
	const before, after = `(?:^|[^0-9A-Za-z.+-])v?`, `(?:$|[^0-9A-Za-z.+-]|\.(?:\s|$))`
	v := regexp.QuoteMeta(version) + after
	best := 0
	for i, l := range lines {
		m := headingRE.FindStringSubmatch(l.trimmed())
		if m == nil || !l.prose {
			continue
		}
		for score, pattern := range []string{before + v, `^\S+\s+[\[(]?v?` + v, `^[\[(]?v?` + v} {
			if score+1 > best && regexp.MustCompile(pattern).MatchString(m[2]) {
				best, at, rank = score+1, i, len(m[1])
			}
		}
	}
	return at, rank
}
