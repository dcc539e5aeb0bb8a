package policy

import (
	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// An Origin says whose doing a finding is, on a pull request.
type Origin string

const (
	Introduced  Origin = "introduced"   // by this change
	PreExisting Origin = "pre-existing" // it is on the main branch already
	Unreleased  Origin = "unreleased"   // it breaks only what no release has shipped
	Fixed       Origin = "fixed"        // it was on the main branch, and this change undoes it
)

// Trace joins the comparisons of three surfaces (the last release, the merge
// base, the head of a change) into the findings of the change, each with its
// origin. What released users meet stands in releaseHead; the others tell who
// brought it, and what only those meet who follow the main branch.
//
// A break that is the same at the merge base is pre-existing; so is one that
// looks different since the change mends part of it. What the change alone
// breaks, or makes worse, is introduced: in doubt it is.
func Trace(releaseHead, releaseBase, baseHead []rule.Finding) []Finding {
	before, after := byItem(releaseBase), byItem(baseHead)
	var list []Finding
	broken := map[string]bool{}
	for _, f := range releaseHead {
		origin := Introduced
		if there(before[f.Item], f) || breaks(f) && !anyBreaks(after[f.Item]) && (anyBreaks(before[f.Item]) || removedAbove(before, f)) {
			origin = PreExisting
		}
		broken[f.Item] = broken[f.Item] || breaks(f)
		f = settled(f, after[f.Item])
		list = append(list, Finding{Finding: f, Origin: origin})
	}
	fixed := map[string]bool{}
	for _, f := range releaseBase {
		if breaks(f) && !broken[f.Item] {
			fixed[f.Item] = true
			list = append(list, Finding{Finding: f, Origin: Fixed})
		}
	}
	for _, f := range baseHead {
		if !breaks(f) || broken[f.Item] || fixed[f.Item] {
			continue
		}
		origin := Unreleased
		if doubt := unread(before[f.Item]); doubt != "" { // the release may have had it, unread
			origin, f.Change.Doubt = Introduced, doubt
			f.Impact = rule.Risky
		}
		list = append(list, Finding{Finding: f, Origin: origin})
	}
	return list
}

// settled is a finding with what the change alone tells: a removal is certain if
// it is so between merge base and head, though something else that cannot be
// read changed since the release.
func settled(f rule.Finding, change []rule.Finding) rule.Finding {
	if f.Change.Op != diff.Removed || f.Impact != rule.Risky {
		return f
	}
	for _, c := range change {
		if c.Fingerprint == f.Fingerprint && c.Impact == rule.Breaking {
			f.Impact, f.Source, f.ABI, f.Change.Doubt = c.Impact, c.Source, c.ABI, ""
		}
	}
	return f
}

// removedAbove reports whether something that the item of a finding stands in is
// among the removed: a change that brings back a part of it breaks nothing.
func removedAbove(before map[string][]rule.Finding, f rule.Finding) bool {
	for _, it := range []*api.Item{f.Change.Old, f.Change.OldParent} {
		if it == nil || it.Parent == "" {
			continue
		}
		for _, b := range before[it.Parent] {
			if breaks(b) && b.Change.Op == diff.Removed {
				return true
			}
		}
	}
	return false
}

// unread says why what counts as added may have been there before; "" if it was
// not, or was not added.
func unread(before []rule.Finding) string {
	for _, f := range before {
		if f.Change.Op == diff.Added && f.Change.Doubt != "" {
			return f.Change.Doubt
		}
	}
	return ""
}

func byItem(findings []rule.Finding) map[string][]rule.Finding {
	m := map[string][]rule.Finding{}
	for _, f := range findings {
		m[f.Item] = append(m[f.Item], f)
	}
	return m
}

func breaks(f rule.Finding) bool { return f.Impact != rule.Compatible }

func anyBreaks(findings []rule.Finding) bool {
	for _, f := range findings {
		if breaks(f) {
			return true
		}
	}
	return false
}

// there reports whether a finding is among others, with nothing changed about
// it but its place.
func there(others []rule.Finding, f rule.Finding) bool {
	for _, o := range others {
		if o.Fingerprint == f.Fingerprint && o.Impact == f.Impact && o.Message == f.Message && o.New.Decl == f.New.Decl &&
			sameGap(o.Change.OldGap, f.Change.OldGap) && sameGap(o.Change.NewGap, f.Change.NewGap) {
			return true
		}
	}
	return false
}

func sameGap(a, b *api.Gap) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Digest == b.Digest
}
