package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Tier says how much is promised: 1 a stable API, 2 production quality with
// an unstable one, 3 nothing. 0 is a component without a tier.
type Tier int

// A Setting is what a kind of change asks for.
type Setting string

const (
	SettingError    Setting = "error"      // it is denied
	SettingRFC      Setting = "rfc"        // denied until an accepted RFC is linked
	SettingRFCOrAck Setting = "rfc-or-ack" // denied until an RFC is linked, or it is acknowledged
	SettingAck      Setting = "ack"        // denied until it is acknowledged, with a reason
	SettingConsult  Setting = "consult"    // passes, and names the owners to ask
	SettingWarn     Setting = "warn"       // passes, and a person should look
	SettingNote     Setting = "note"       // listed
)

// A Policy says what kinds of change ask for. Start with Default.
type Policy struct {
	Tier1Major    Setting // a major change of tier 1
	Tier1Minor    Setting // a small break of tier 1
	Tier2, Tier3  Setting // a break of these tiers
	PatchBreaking Setting // a break that the release does not allow, whatever the tier
	PatchAddition Setting // an addition that the release does not allow
	Major         Measure
}

// Default is the policy where a configuration says nothing else.
func Default() Policy {
	return Policy{
		Tier1Major: SettingRFC, Tier1Minor: SettingAck, Tier2: SettingConsult, Tier3: SettingNote,
		PatchBreaking: SettingError, PatchAddition: SettingWarn,
		Major: Measure{Items: 10, Share: 0.1, Whole: true},
	}
}

// A Verdict is what becomes of one finding.
type Verdict string

const (
	Denied   Verdict = "denied"    // stops the release
	NeedsRFC Verdict = "needs-rfc" // stops it until there is an accepted RFC
	NeedsAck Verdict = "needs-ack" // stops it until somebody agrees
	Consult  Verdict = "consult"   // does not stop it; the owners are to be asked
	Warn     Verdict = "warn"      // does not stop it, and a person should look
	Note     Verdict = "note"      // listed
	Accepted Verdict = "accepted"  // agreed to
)

// Stops reports whether the verdict stops a release or a pull request.
func (v Verdict) Stops() bool { return v == Denied || v == NeedsRFC || v == NeedsAck }

// verdictOf is what a setting makes of a finding that nobody accepted.
func verdictOf(s Setting) Verdict {
	switch s {
	case SettingError:
		return Denied
	case SettingRFC, SettingRFCOrAck:
		return NeedsRFC
	case SettingAck:
		return NeedsAck
	case SettingConsult:
		return Consult
	case SettingWarn:
		return Warn
	}
	return Note
}

// A Finding is a rule's finding with its verdict.
type Finding struct {
	rule.Finding
	Origin     Origin
	Tier       Tier        // of the item, which may be lower than its component's
	Major      string      // why it belongs to a major change; "" for a small one
	Verdict    Verdict     //
	Setting    Setting     // that made the verdict
	Acceptance *Acceptance // that covers it
	Through    string      // the component whose finding shows here, through a re-export
	Deprecated string      // how long users were warned, of what was deprecated before it broke
}

// A Component is one comparison and all that was found out about it.
type Component struct {
	Name     string
	Language string
	Tier     Tier
	Owners   []string
	Path     string // of its directory in the repository; "" where it is not there
	Step     Step
	Old, New Side
	Status   Status
	Findings []Finding
	Notices  []Notice
	Err      error  // the component could not be compared at all
	Hint     string // what to do about Err

	// TierOf returns the tier of an item that its gates lower; nil for none.
	TierOf func(it *api.Item) Tier

	// Wholes lists the kinds of item whose removal takes a whole part of the
	// API away.
	Wholes []string

	// OneChange says that the findings are those of a single change, whose size
	// is that of all of them; those of a release are the work of many.
	OneChange bool
}

// A Status says whether a component was compared.
type Status string

const (
	Compared Status = "compared"
	New      Status = "new"     // the old side does not have it yet
	Gone     Status = "gone"    // the new side does not have it any more
	Unmoved  Status = "unmoved" // no release of its own between the two versions
	Skipped  Status = "skipped" // not where the user said to look
)

// A Side is one of the surfaces of a comparison.
type Side struct {
	Spec    string
	Name    string // what the component calls itself there
	Version string
	Items   int
	Gaps    []api.Gap
}

// Judge gives every finding of a component its tier and its verdict.
func (p *Policy) Judge(c *Component) {
	c.rank()
	p.verdicts(c)
}

// JudgeAll judges the components of a project: a break that shows in several of
// them is judged in one.
func (p *Policy) JudgeAll(components []*Component) {
	for _, c := range components {
		c.rank()
	}
	Fold(components)
	for _, c := range components {
		p.verdicts(c)
	}
}

// rank gives every finding its tier.
func (c *Component) rank() {
	for i := range c.Findings {
		f := &c.Findings[i]
		f.Tier = c.Tier
		if c.TierOf != nil {
			f.Tier = tierOf(c, f)
		}
		if f.Origin == "" {
			f.Origin = Introduced
		}
	}
}

func (p *Policy) verdicts(c *Component) {
	p.Major.mark(c)
	for i := range c.Findings {
		f := &c.Findings[i]
		f.Setting = p.setting(f, c.Step)
		f.Verdict = verdictOf(f.Setting)
	}
}

// tierOf is the tier of the item that a finding is about: what was promised
// to those who use it counts, before what is promised from now on. An item is
// gated by all that it stands in.
func tierOf(c *Component, f *Finding) Tier {
	t := c.Tier
	items := []*api.Item{f.Change.Old, f.Change.OldParent}
	if f.Change.Old == nil {
		items = []*api.Item{f.Change.New, f.Change.NewParent}
	}
	for _, it := range items {
		if it != nil {
			t = max(t, c.TierOf(it))
		}
	}
	return t
}

// setting says what applies to a finding.
func (p *Policy) setting(f *Finding, step Step) Setting {
	switch {
	case f.Origin != Introduced || f.Through != "":
		return SettingNote
	case exceeds(f.Bump, step.Allows):
		switch f.Impact {
		case rule.Breaking:
			return p.PatchBreaking
		case rule.Risky:
			return SettingWarn
		}
		return p.PatchAddition
	case f.Impact == rule.Compatible:
		return SettingNote
	}
	switch f.Tier {
	case 1:
		switch {
		case f.Impact == rule.Risky: // nobody can say that it breaks
			return SettingConsult
		case f.Major != "":
			return p.Tier1Major
		}
		return p.Tier1Minor
	case 2:
		return p.Tier2
	case 3:
		return p.Tier3
	}
	return SettingNote
}

// exceeds reports whether a change asks for a larger step than is allowed.
func exceeds(asked, allowed rule.Bump) bool {
	order := []rule.Bump{rule.Patch, rule.Minor, rule.Major}
	return slices.Index(order, asked) > slices.Index(order, allowed)
}

// A Measure says from where on a break is a major change. The zero Measure
// knows no major changes.
type Measure struct {
	Items int     // so many items broken; 0 for no such bound
	Share float64 // so large a part of the old surface broken, from 0 to 1; 0 for no such bound
	Whole bool    // a whole type, trait, module … removed
}

// mark says of every breaking finding whether it belongs to a major change.
func (m Measure) mark(c *Component) {
	groups := map[string]int{}
	group := func(f *Finding) string {
		if c.OneChange {
			return "."
		}
		return f.Cause()
	}
	counts := func(f *Finding) bool {
		return f.Impact == rule.Breaking && f.Origin == Introduced && f.Through == "" && f.Tier == 1 // no other tier asks how large it is
	}
	for i := range c.Findings {
		if f := &c.Findings[i]; counts(f) {
			groups[group(f)] += 1 + len(f.Change.Also)
		}
	}
	for i := range c.Findings {
		f := &c.Findings[i]
		if !counts(f) {
			continue
		}
		n := groups[group(f)]
		cause := " for one cause"
		if c.OneChange {
			cause = ""
		}
		switch {
		case m.Whole && f.Change.Op == diff.Removed && (f.Kind == rule.KindComponent || slices.Contains(c.Wholes, f.Kind)):
			f.Major = "a whole " + f.Kind + " is removed"
		case m.Items > 0 && n >= m.Items:
			f.Major = fmt.Sprintf("%d items are broken%s", n, cause)
		case m.Share > 0 && n > 1 && float64(n) >= m.Share*float64(c.Old.Items):
			f.Major = fmt.Sprintf("%d of %d items are broken%s", n, c.Old.Items, cause)
		}
	}
}

// Fold marks the findings of components that show those of another one, of
// which they re-export an item: one break is judged once, where it is made,
// unless it is judged more mildly there. Places are those of the repository.
func Fold(components []*Component) {
	type cause struct {
		rule   string
		pos    api.Pos
		origin Origin
	}
	of := func(f *Finding) cause {
		if f.Old.Pos.IsValid() {
			return cause{f.Rule, f.Old.Pos, f.Origin}
		}
		return cause{f.Rule, f.New.Pos, f.Origin}
	}
	type maker struct {
		c *Component
		f *Finding
	}
	made := map[cause]maker{}
	parts := map[string]bool{} // as dependencies name them
	for _, c := range components {
		parts[strings.ReplaceAll(c.Name, "-", "_")] = true
		for i := range c.Findings {
			f := &c.Findings[i]
			if at := of(f); c.Path != "" && at.pos.IsValid() && (c.Path == "." || strings.HasPrefix(at.pos.File, c.Path+"/")) {
				if other := made[at]; other.c == nil || len(other.c.Path) < len(c.Path) { // the innermost one has it
					made[at] = maker{c, f}
				}
			}
		}
	}
	promise := func(t Tier) Tier { // no tier promises the least
		if t == 0 {
			return 4
		}
		return t
	}
	for _, c := range components {
		for i := range c.Findings {
			f := &c.Findings[i]
			if name, ok := lockstep(c, f, parts); ok {
				f.Through = name
				continue
			}
			there := made[of(f)]
			if there.c == nil || there.c == c || promise(there.f.Tier) > promise(f.Tier) || exceeds(there.c.Step.Allows, c.Step.Allows) ||
				there.f.Impact != f.Impact || there.f.Bump != f.Bump {
				continue
			}
			f.Through = there.c.Name
		}
	}
}

// factSameRelease is the fact of a dependency that is released together with the
// component.
const factSameRelease = "same-release"

// lockstep reports whether a finding only says that a dependency on a part of the
// same release moved along with the component.
func lockstep(c *Component, f *Finding, parts map[string]bool) (name string, ok bool) {
	o, n := f.Change.Old, f.Change.New
	if f.Kind != "dependency" || o == nil || n == nil {
		return "", false
	}
	belongs := func(version, to string) bool { return to != "" && inLine(to, version) }
	if !belongs(o.Type, c.Old.Version) || !belongs(n.Type, c.New.Version) {
		return "", false
	}
	_, name, _ = strings.Cut(f.Item, ":")
	return name, n.Facts.Has(factSameRelease) || parts[name]
}

// Count returns how many findings have the verdict.
func (c *Component) Count(v Verdict) int {
	n := 0
	for _, f := range c.Findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// Unread lists the gaps of malformed input that are not the same on both
// sides: what they hide was not compared.
func (c *Component) Unread() []api.Gap {
	var list []api.Gap
	for _, f := range c.Findings {
		if f.Origin != Introduced && f.Origin != "" {
			continue
		}
		for _, g := range []*api.Gap{f.Change.NewGap, f.Change.OldGap} {
			if g != nil && g.Broken {
				list = append(list, *g)
			}
		}
	}
	return list
}

// A Notice is something that is no finding, and that people should know: a
// tier that changed, an acceptance that matches nothing.
type Notice struct {
	Kind    NoticeKind
	Error   bool   // it stops the release
	Message string // what, and what to do
	Pos     api.Pos
}

// A NoticeKind names the reason of a notice.
type NoticeKind string

const (
	TierChanged      NoticeKind = "tier-changed"
	StaleAcceptance  NoticeKind = "stale-acceptance"
	WeakAcceptance   NoticeKind = "insufficient-acceptance" // it matches, and does not suffice
	RFCNotAccepted   NoticeKind = "rfc-not-accepted"
	VersionMismatch  NoticeKind = "version-mismatch"
	ComponentNew     NoticeKind = "component-new"
	ComponentUnmoved NoticeKind = "component-unmoved"
	ComponentSkipped NoticeKind = "component-skipped"
	ConfigChanged    NoticeKind = "config-changed"
	BaseUnread       NoticeKind = "merge-base-unread"
)

// An Outcome is the verdict on a whole run.
type Outcome string

const (
	Pass  Outcome = "pass"  // nothing denied
	Deny  Outcome = "deny"  // something denied
	Error Outcome = "error" // something could not be checked: never clean
)

// Of one component: what could not be read outweighs what was denied.
func (c *Component) Outcome() Outcome {
	switch {
	case c.Err != nil || len(c.Unread()) > 0:
		return Error
	case slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Verdict.Stops() }), stops(c.Notices):
		return Deny
	}
	return Pass
}

func stops(notices []Notice) bool {
	return slices.ContainsFunc(notices, func(n Notice) bool { return n.Error })
}

// OutcomeOf is the outcome of several components, and of what was noticed about
// the run as a whole: the worst of theirs.
func OutcomeOf(components []*Component, notices ...Notice) Outcome {
	outcome := Pass
	if stops(notices) {
		outcome = Deny
	}
	for _, c := range components {
		switch c.Outcome() {
		case Error:
			return Error
		case Deny:
			outcome = Deny
		}
	}
	return outcome
}

// Exit codes of the program.
const (
	ExitPass  = 0 // nothing denied
	ExitDeny  = 1 // something denied
	ExitUsage = 2 // wrong usage or configuration
	ExitError = 3 // something could not be checked
)

// ExitCode is the exit code of an outcome.
func (o Outcome) ExitCode() int {
	switch o {
	case Pass:
		return ExitPass
	case Deny:
		return ExitDeny
	}
	return ExitError
}
