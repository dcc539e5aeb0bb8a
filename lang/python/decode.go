package python

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// cookieRE finds the declaration of an encoding, PEP 263.
var cookieRE = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)

// decode returns the text of a source file, or what is wrong with it.
func decode(src []byte) (text, problem string) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(src, 0) >= 0 {
		return "", "not Python: null bytes in the source"
	}
	if utf8.Valid(src) {
		return string(src), ""
	}
	name := ""
	rest := src
	for range 2 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if m := cookieRE.FindSubmatch(line); m != nil {
			name = strings.ToLower(string(m[1]))
			break
		}
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' {
			break
		}
		rest = after
	}
	switch {
	case name == "":
		return "", "not UTF-8, and no encoding is declared"
	case strings.HasPrefix(name, "latin"):
		name = "iso-8859-1"
	}
	if name == "utf-8" || name == "utf8" || name == "ascii" || name == "us-ascii" {
		return "", "not in the declared encoding " + name
	}
	encoding, err := htmlindex.Get(strings.ReplaceAll(name, "_", "-"))
	if err != nil {
		return "", "the encoding " + name + " is not known"
	}
	decoded, err := encoding.NewDecoder().Bytes(src)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		return "", "not in the declared encoding " + name
	}
	return string(decoded), ""
}
