package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Independent is the version of a component whose versions have nothing to do
// with the project's.
const Independent = "independent"

// A template makes a component's version of the project's: {version}, {major},
// {minor} and {patch} stand for its parts, {major+87} for a sum.
type template []part

type part struct {
	text  string
	place int // 0: text; 1, 2, 3: a number of the version; 4: all of it
	plus  int
}

var placeRE = regexp.MustCompile(`\{([^{}]*)\}`)
var numberRE = regexp.MustCompile(`^(major|minor|patch)(?:([+-])(\d{1,6}))?$`)

func parseTemplate(text string) (template, error) {
	if text == "" {
		text = versionMark
	}
	if text == Independent {
		return nil, nil
	}
	var t template
	rest := text
	for _, m := range placeRE.FindAllStringSubmatchIndex(text, -1) {
		before := text[len(text)-len(rest) : m[0]]
		t = append(t, part{text: before})
		rest = text[m[1]:]
		inside := text[m[2]:m[3]]
		if inside == "version" {
			t = append(t, part{place: 4})
			continue
		}
		n := numberRE.FindStringSubmatch(inside)
		if n == nil {
			return nil, fmt.Errorf("{%s} is not a part of a version", inside)
		}
		p := part{place: map[string]int{"major": 1, "minor": 2, "patch": 3}[n[1]]}
		if n[3] != "" {
			p.plus, _ = strconv.Atoi(n[2] + n[3])
		}
		t = append(t, p)
	}
	if len(t) == 0 {
		return nil, fmt.Errorf("version %q has no part that changes", text)
	}
	if strings.ContainsAny(rest, "{}") {
		return nil, fmt.Errorf("version %q has a brace that is not closed", text)
	}
	return append(t, part{text: rest}), nil
}

var projectVersionRE = regexp.MustCompile(`^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$`)

// VersionFor is the version of the component in a release of the project;
// "" where it has versions of its own, or the release is not a version.
func (k *Component) VersionFor(release string) string {
	t, err := parseTemplate(k.Version)
	if err != nil || t == nil {
		return ""
	}
	m := projectVersionRE.FindStringSubmatch(release)
	if m == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range t {
		switch p.place {
		case 0:
			b.WriteString(p.text)
		case 4:
			b.WriteString(strings.TrimPrefix(release, "v"))
		default:
			n, err := strconv.Atoi("0" + m[p.place])
			if err != nil || n+p.plus < 0 {
				return ""
			}
			b.WriteString(strconv.Itoa(n + p.plus))
		}
	}
	return b.String()
}
