// Package rule turns changes into findings: it says what breaks users, how
// surely, and which version step that asks for. It never sees a tier or a
// release; those are policy.
//
// A language supplies a table of Rules and a page for each (page.go). Judge
// tries the rules in order and the first match claims the change; what none
// claims is LANG/unclassified, breaking and visible.
package rule

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// Impact is how sure and how bad a change is.
type Impact string

const (
	Breaking   Impact = "breaking"   // working code stops compiling, linking or meaning the same
	Risky      Impact = "risky"      // it may break, or it cannot be verified
	Compatible Impact = "compatible" // it breaks nobody
)

// rank orders impacts, the worst first.
func (i Impact) rank() int { return slices.Index([]Impact{Breaking, Risky, Compatible}, i) }

// Bump is the version step that a change asks for.
type Bump string

const (
	Major Bump = "major"
	Minor Bump = "minor"
	Patch Bump = "patch"
)

// worst returns the worse of two impacts.
func worst(a, b Impact) Impact {
	if a.rank() < b.rank() {
		return a
	}
	return b
}

// A Rule claims one kind of change. Its documentation is its page.
type Rule struct {
	ID     string // LANG/words-in-the-language-of-the-field; permanent
	Impact Impact // the worst of Source and ABI, where they are set
	Bump   Bump
	Match  func(diff.Change) bool

	// Source and ABI tell apart what happens to those who compile again, and to
	// programs that are compiled already. They are set for languages whose
	// libraries are replaced under programs: both, or none.
	Source, ABI Impact
}

// A Finding is a change and the rule that claimed it.
type Finding struct {
	Fingerprint string // names the finding across runs: component, rule and item
	Rule        string
	Impact      Impact // the rule's, or Risky where a breaking change is not certain
	Bump        Bump
	Item        string // ID of the item
	Kind        string // kind of the item
	Message     string // what happened to the item, without its name
	Change      diff.Change
	Old, New    Side
	Source, ABI Impact // as in Rule; "" where the language does not tell them apart
}

// A Side is what one side of a finding shows.
type Side struct {
	Decl string // the declaration, as users would write it; "" where there is none
	Pos  api.Pos
}

// Judge claims every change by the first rule that matches, and returns the
// findings in their one order: worst impact first, then by item and rule. Of
// two changes with the same rule and item the second is merged into the first,
// unless they are gaps.
func Judge(lang, component string, rules []Rule, decl func(it, parent *api.Item) string, changes []diff.Change) []Finding {
	findings := make([]Finding, 0, len(changes))
	seen := make(map[[2]string]int, len(changes))
	for _, c := range changes {
		r := claim(lang, rules, c)
		if i, ok := seen[[2]string{r.ID, c.Item}]; ok && c.Aspect != diff.AspectGap {
			f := &findings[i]
			f.Change.Also = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(f.Change.Also), c.Also...))))
			if m := message(c); m != f.Message {
				f.Message += "; " + m
			}
			if c.Doubt == "" && f.Impact == Risky {
				f.Impact, f.Change.Doubt = r.Impact, ""
				f.Source, f.ABI = r.Source, r.ABI
			}
			continue
		}
		seen[[2]string{r.ID, c.Item}] = len(findings)
		f := Finding{
			Fingerprint: Fingerprint(component, r.ID, c.Item),
			Rule:        r.ID,
			Impact:      r.Impact,
			Bump:        r.Bump,
			Item:        c.Item,
			Message:     message(c),
			Change:      c,
			Source:      r.Source,
			ABI:         r.ABI,
		}
		if c.SourceOnly && f.ABI != "" {
			f.ABI, f.Impact = Compatible, f.Source
		}
		if c.Doubt != "" {
			for _, impact := range []*Impact{&f.Impact, &f.Source, &f.ABI} {
				if *impact == Breaking {
					*impact = Risky
				}
			}
		}
		if c.New != nil {
			f.Kind, f.New = c.New.Kind, Side{decl(c.New, c.NewParent), c.New.Pos}
		}
		if c.Old != nil {
			f.Kind, f.Old = c.Old.Kind, Side{decl(c.Old, c.OldParent), c.Old.Pos}
		}
		if g := c.OldGap; g != nil {
			f.Old.Pos = g.Pos
		}
		if g := c.NewGap; g != nil {
			f.New.Pos = g.Pos
		}
		if f.Item == "" {
			f.Item = component
		}
		findings = append(findings, f)
	}
	order(findings)
	return findings
}

func order(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Impact.rank(), b.Impact.rank()), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Rule, b.Rule))
	})
}

// Levels at which a change can break users.
const (
	LevelSource = "source" // programs that are compiled again
	LevelABI    = "abi"    // programs that are compiled already
)

// Breaks says in words at which levels a change breaks users, "" where levels
// are not told apart or nothing breaks.
func Breaks(source, abi Impact) string {
	words := func(i Impact) string {
		var list []string
		if source == i {
			list = append(list, "source")
		}
		if abi == i {
			list = append(list, "ABI")
		}
		return strings.Join(list, " and ")
	}
	var parts []string
	if w := words(Breaking); w != "" {
		parts = append(parts, "breaks "+w)
	}
	if w := words(Risky); w != "" {
		parts = append(parts, "may break "+w)
	}
	return strings.Join(parts, ", ")
}

// At returns the findings as they count at some levels only: the impact of each
// is the worst at these. Findings that do not tell levels apart stay.
func At(findings []Finding, levels ...string) []Finding {
	list := slices.Clone(findings)
	for i := range list {
		f := &list[i]
		if f.Source == "" {
			continue
		}
		f.Impact = Compatible
		if slices.Contains(levels, LevelSource) {
			f.Impact = worst(f.Impact, f.Source)
		}
		if slices.Contains(levels, LevelABI) {
			f.Impact = worst(f.Impact, f.ABI)
		}
		if f.Impact == Compatible && f.Bump == Major {
			f.Bump = Minor
		}
	}
	order(list)
	return list
}

// Unclassified is the rule of last resort of a language.
func Unclassified(lang string) Rule {
	return Rule{ID: lang + "/unclassified", Impact: Breaking, Bump: Major}
}

// ComponentRemoved is the rule of a component that users lose as a whole.
func ComponentRemoved(lang string) Rule {
	return Rule{ID: lang + "/component-removed", Impact: Breaking, Bump: Major}
}

// ComponentRemovedWhy explains ComponentRemoved rules.
const ComponentRemovedWhy = `A component of the project is no part of the release any more: its directory is
gone, or the configuration says so (until), or does not have it. All who use it
are left behind. It is judged as the removal of a whole type is.`

// KindComponent is the kind of an item that stands for a whole component.
const KindComponent = "component"

// Gone is the finding of a component that is no part of a release any more.
func Gone(lang, component string) Finding {
	r := ComponentRemoved(lang)
	return Finding{Fingerprint: Fingerprint(component, r.ID, component), Rule: r.ID, Impact: r.Impact, Bump: r.Bump,
		Item: component, Kind: KindComponent, Message: "is no part of the release any more", Change: diff.Change{Op: diff.Removed, Item: component}}
}

// UnclassifiedWhy explains Unclassified rules.
const UnclassifiedWhy = `No rule of the language claims the change. It counts as breaking, so that it is
seen. It is a defect of apicheck: please report it.`

func claim(lang string, rules []Rule, c diff.Change) Rule {
	for _, r := range rules {
		if r.Match(c) {
			return r
		}
	}
	return Unclassified(lang)
}

// message says what happened, in the judge's words if it has any.
func message(c diff.Change) string {
	switch {
	case c.Detail != "":
		return c.Detail
	case c.Op != diff.Changed:
		return string(c.Op)
	case c.Aspect == diff.AspectKind:
		return fmt.Sprintf("changed from %s to %s", c.Old.Kind, c.New.Kind)
	case c.Aspect == diff.AspectType:
		return fmt.Sprintf("changed from %s to %s", c.Old.Type, c.New.Type)
	case c.Aspect == diff.AspectValue:
		return fmt.Sprintf("value changed from %s to %s", cmp.Or(c.Old.Value, "none"), cmp.Or(c.New.Value, "none"))
	}
	name := strings.TrimPrefix(c.Aspect, diff.AspectFact)
	before, had := c.Old.Facts.Get(name)
	after, has := c.New.Facts.Get(name)
	switch {
	case !had:
		return strings.TrimSpace("is now " + name + " " + after)
	case !has:
		return "is no longer " + name
	}
	return fmt.Sprintf("%s changed from %s to %s", name, before, after)
}

// Fingerprint names a finding for acceptances: it depends on nothing that
// moves, such as a message, a file or a line.
func Fingerprint(component, rule, item string) string {
	sum := sha256.Sum256([]byte(component + "\x00" + rule + "\x00" + item))
	return hex.EncodeToString(sum[:6])
}

var idRE = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Validate reports what is wrong with a language's rules: ids, impacts, a rule
// without a page, a page without a rule.
func Validate(lang string, rules []Rule, docs fs.FS) error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	known := map[string]bool{}
	for _, r := range rules {
		name, ok := strings.CutPrefix(r.ID, lang+"/")
		if !ok || !idRE.MatchString(name) {
			fail("rule id %q is not %s/words-and-hyphens", r.ID, lang)
			continue
		}
		if known[name] {
			fail("rule %s is listed twice", r.ID)
		}
		known[name] = true
		if r.Impact.rank() < 0 || !slices.Contains([]Bump{Major, Minor, Patch}, r.Bump) || r.Match == nil {
			fail("rule %s: Impact, Bump and Match must be set", r.ID)
		}
		if (r.Source != "" || r.ABI != "") && (r.Source.rank() < 0 || r.ABI.rank() < 0 || worst(r.Source, r.ABI) != r.Impact) {
			fail("rule %s: Impact must be the worst of Source and ABI", r.ID)
		}
		if _, err := ReadPage(docs, r.ID); err != nil {
			fail("%w", err)
		}
	}
	pages, err := fs.Glob(docs, "rules/*")
	if err != nil {
		fail("%w", err)
	}
	for _, p := range pages {
		name, ok := strings.CutSuffix(strings.TrimPrefix(p, "rules/"), ".txtar")
		if !ok || !known[name] {
			fail("page %s belongs to no rule", p)
		}
	}
	return errors.Join(errs...)
}

// An Override is what a project says of a rule for itself.
type Override struct {
	Impact Impact `toml:"impact"`
	Bump   Bump   `toml:"bump"`
}

// Validate reports what is wrong with an override.
func (o Override) Validate() error {
	switch {
	case o.Impact == "" && o.Bump == "":
		return errors.New("it overrides neither impact nor bump")
	case o.Impact != "" && o.Impact.rank() < 0:
		return fmt.Errorf("there is no impact %q: it is breaking, risky or compatible", o.Impact)
	case o.Bump != "" && !slices.Contains([]Bump{Major, Minor, Patch}, o.Bump):
		return fmt.Errorf("there is no bump %q: it is major, minor or patch", o.Bump)
	}
	return nil
}

// Overridden returns the findings with what a project says of their rules. A
// finding that is not certain does not become so.
func Overridden(findings []Finding, overrides ...map[string]Override) []Finding {
	list := slices.Clone(findings)
	for i := range list {
		f := &list[i]
		for _, m := range overrides {
			o, ok := m[f.Rule]
			if !ok {
				continue
			}
			if o.Impact != "" && !(f.Impact == Risky && o.Impact == Breaking && f.Change.Doubt != "") {
				f.Impact = o.Impact
			}
			if o.Bump != "" {
				f.Bump = o.Bump
			}
		}
	}
	order(list)
	return list
}
