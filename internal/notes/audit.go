package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
)

// An Audit is what notes leave out, and what they claim that did not happen.
type Audit struct {
	Missing []Missing
	False   []Claim
	Entries int // causes of breaks in all
}

// A Missing cause is a break that the notes do not mention.
type Missing struct {
	Component, Text string
	Tier            int
	Items           []string
}

// A Claim is a removal that notes tell of, and that did not happen.
type Claim struct {
	Name  string // as the notes have it
	Still string // component and item that are there still
}

const (
	namesRE = "`[^`\n]+`(?:[\\s,/&]*(?:and\\s+|or\\s+)?(?:the\\s+)?`[^`\n]+`)*"
	between = `is|are|was|were|has|have|been|now|also|fully|entirely|completely|finally|all|both|the|old|deprecated|unused|unstable|obsolete|public|` +
		`methods?|functions?|types?|structs?|enums?|traits?|options?|fields?|modules?|macros?|constants?|features?|flags?|class(?:es)?|Cargo|Rust|C|API`
)

var (
	codeRE = regexp.MustCompile("`([^`\n]+)`")
	// claimREs are the two ways to say that something was removed: names that were,
	// and that somebody did. Between them stands nothing that turns the meaning.
	// What is dropped is not gone: in Rust that is the end of a value.
	claimREs = []*regexp.Regexp{
		regexp.MustCompile(`(?i)(` + namesRE + `)(?:\s+(?:` + between + `))*\s+(?:removed|deleted|gone)\b`),
		regexp.MustCompile(`(?i)\b(?:removed?|removes|deleted?|deletes)\s+(?:(?:` + between + `)\s+)*(` + namesRE + `)`),
	}
	// weakRE ends what stands before a claim that is none: a condition, advice, or
	// what something else was removed from.
	weakRE    = regexp.MustCompile(`(?i)(\b(if|when|once|after|until|unless|before|whether|as soon as|in|inside|of|to|from|on|with|by|for|into|not|never|cannot|can|may|must|should|would|could|be|please)|n't)(\s+(the|a|an|its|your|be))?\s*$`)
	commentRE = regexp.MustCompile(`(?s)<!--.*?-->`)
	pullRE    = regexp.MustCompile(`(?:#|/pull/|/merge_requests/|!)([0-9]+)\b`)
	nameRE    = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
	itemRE    = regexp.MustCompile(`^[A-Za-z_][\w:.]*(\(.*\))?$`)
)

// Check holds notes against a release report. has lists the items of a component
// after the release, by the last part of their name. A break counts as mentioned
// where the notes have its name, the name of what took the place of another, or
// the number of a pull request that brought it.
func Check(text string, r *report.Report, pulls map[string][]string, has func(component, name string) []string) (*Audit, error) {
	from, to, ok := section(text, r.Run.New)
	if !ok {
		return nil, &Error{fmt.Sprintf("it has no heading with %s", r.Run.New), "name the file as the release " + r.Run.New + " has it"}
	}
	text = commentRE.ReplaceAllString(text[from:to], "")
	numbers := map[string]bool{}
	for _, m := range pullRE.FindAllStringSubmatch(text, -1) {
		numbers[m[1]] = true
	}
	a := &Audit{}
	for i := range r.Components {
		c := &r.Components[i]
		for _, g := range c.Causes(func(f *report.Finding) bool {
			return f.Impact == rule.Breaking && f.Through == "" && f.Origin == policy.Introduced
		}) {
			a.Entries++
			m := Missing{Component: c.Name, Text: g.Plain()}
			if c.Tier != nil {
				m.Tier = *c.Tier
			}
			mentioned := false
			for _, f := range g.Findings() {
				m.Items = append(m.Items, f.Item)
				mentioned = mentioned || mentions(text, f)
				mentioned = mentioned || slices.ContainsFunc(pulls[f.Fingerprint], func(number string) bool { return numbers[number] })
			}
			if !mentioned {
				a.Missing = append(a.Missing, m)
			}
		}
	}
	for _, name := range claims(text) {
		for i := range r.Components {
			c := &r.Components[i]
			if slices.ContainsFunc(c.Findings, func(f report.Finding) bool { return f.New == nil && sameTail(f.Item, name) }) {
				continue
			}
			for _, still := range has(c.Name, last(name)) {
				if claim := (Claim{name, c.Name + ": " + still}); sameTail(still, name) && !slices.Contains(a.False, claim) {
					a.False = append(a.False, claim)
				}
			}
		}
	}
	return a, nil
}

// claims lists the names that a text says were removed.
func claims(text string) []string {
	var list []string
	for _, re := range claimREs {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			if weakRE.MatchString(text[:m[0]]) {
				continue
			}
			for _, c := range codeRE.FindAllStringSubmatch(text[m[2]:m[3]], -1) {
				if name := strings.TrimSuffix(c[1], "()"); itemRE.MatchString(name) {
					list = append(list, name)
				}
			}
		}
	}
	return list
}

// mentions reports whether notes have the name of a finding's item, in code or so
// long that it is hardly a word of prose.
func mentions(text string, f *report.Finding) bool {
	name := last(f.Item)
	for _, m := range codeRE.FindAllStringSubmatch(text, -1) {
		if slices.Contains(nameRE.FindAllString(m[1], -1), name) {
			return true
		}
	}
	return len(name) > 12 && slices.Contains(nameRE.FindAllString(text, -1), name)
}

// last is the last part of an item's name.
func last(item string) string {
	if words := nameRE.FindAllString(item, -1); len(words) > 0 {
		return words[len(words)-1]
	}
	return item
}

// sameTail reports whether an item is meant by a name: one of several parts that it
// ends in, such as the type and the method of wasmtime::Config::async_support, or
// its whole name, such as a function of C. A part alone may mean another item.
func sameTail(item, name string) bool {
	a, b := nameRE.FindAllString(item, -1), nameRE.FindAllString(name, -1)
	return (len(b) > 1 || len(a) == 1) && len(a) >= len(b) && slices.Equal(a[len(a)-len(b):], b)
}
