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

var (
	codeRE    = regexp.MustCompile("`([^`\n]+)`")
	removalRE = regexp.MustCompile(`(?i)\b(removed?|removes|removing|deleted?|no longer (exists?|available)|dropped)\b`)
	futureRE  = regexp.MustCompile(`(?i)\bwill be (removed|deleted|dropped)\b`)
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
	text = text[from:to]
	a := &Audit{}
	words := map[string]bool{}
	for _, w := range nameRE.FindAllString(text, -1) {
		words[w] = true
	}
	removed := map[string]bool{}
	for i := range r.Components {
		c := &r.Components[i]
		for j := range c.Findings {
			if f := &c.Findings[j]; f.New == nil {
				removed[c.Name+"\x00"+last(f.Item)] = true
			}
		}
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
				mentioned = mentioned || words[last(f.Item)] && inComponent(text, c, f)
				for _, number := range pulls[f.Fingerprint] {
					mentioned = mentioned || strings.Contains(text, "#"+number+"]") || strings.Contains(text, "/pull/"+number+")")
				}
			}
			if !mentioned {
				a.Missing = append(a.Missing, m)
			}
		}
	}
	for _, paragraph := range strings.Split(text, "\n\n") {
		if !removalRE.MatchString(paragraph) || futureRE.MatchString(paragraph) {
			continue
		}
		for _, m := range codeRE.FindAllStringSubmatch(paragraph, -1) {
			name := strings.TrimSuffix(m[1], "()")
			if !itemRE.MatchString(name) {
				continue
			}
			for i := range r.Components {
				c := &r.Components[i]
				if removed[c.Name+"\x00"+last(name)] {
					continue
				}
				for _, still := range has(c.Name, last(name)) {
					if sameTail(still, name) {
						claim := Claim{m[1], c.Name + ": " + still}
						if !slices.Contains(a.False, claim) {
							a.False = append(a.False, claim)
						}
					}
				}
			}
		}
	}
	return a, nil
}

// inComponent reports whether a mention of a finding's name may be of its
// component: in C a name such as async_support of a Rust method is not the
// function that has it as a part.
func inComponent(text string, _ *report.Component, f *report.Finding) bool {
	name := last(f.Item)
	for _, m := range codeRE.FindAllStringSubmatch(text, -1) {
		if slices.Contains(nameRE.FindAllString(m[1], -1), name) {
			return true
		}
	}
	return len(name) > 12 // long names are hardly words of prose
}

// last is the last part of an item's name.
func last(item string) string {
	if words := nameRE.FindAllString(item, -1); len(words) > 0 {
		return words[len(words)-1]
	}
	return item
}

// sameTail reports whether an item ends in a name of several parts: the type and
// the method of wasmtime::Config::async_support.
func sameTail(item, name string) bool {
	a, b := nameRE.FindAllString(item, -1), nameRE.FindAllString(name, -1)
	return len(b) > 1 && len(a) >= len(b) && slices.Equal(a[len(a)-len(b):], b)
}
