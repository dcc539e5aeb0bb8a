// Package policy turns findings into verdicts: it knows tiers, releases and
// acceptances, and nothing of languages, files or configurations.
//
// A finding is denied when it asks for a larger version step than the release
// takes; else its tier says who must agree. Start with Policy.Judge; release.go
// has versions and steps, origin.go the three surfaces of a change, accept.go
// what was agreed to.
package policy

import (
	"fmt"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Release is the version step between two surfaces.
type Release string

const (
	Major Release = "major"
	Minor Release = "minor"
	Patch Release = "patch"
	None  Release = "none" // no step that is known
)

// ParseRelease reads a release kind as a user writes it.
func ParseRelease(s string) (Release, error) {
	switch r := Release(s); r {
	case Major, Minor, Patch:
		return r, nil
	}
	return "", fmt.Errorf("release %q is none of major, minor, patch", s)
}

// A Step is a release and what it allows.
type Step struct {
	Release Release
	Allows  rule.Bump // the largest change that may be in it
	Reason  string    // why, where the release alone does not say it
}

// StepOf is the step of an explicitly named release.
func StepOf(r Release) Step { return Step{Release: r, Allows: rule.Bump(r)} }

func unknown(reason string) Step { return Step{None, rule.Patch, reason} }

// notKnown is the step between versions that cannot both be read.
func notKnown(old, new bool) Step {
	switch {
	case old:
		return unknown("the new version is not known")
	case new:
		return unknown("the old version is not known")
	}
	return unknown("the versions are not known")
}

// StepBetween tells the step from two versions, with or without the "v". Versions
// that are missing, not semantic, or not ascending make no known step, which
// allows no more than a patch release does.
func StepBetween(old, new string, v api.Versioning) Step {
	if v == api.PEP440 {
		return pep440Step(old, new)
	}
	o, n := canonical(old), canonical(new)
	switch {
	case o == "" || n == "":
		return notKnown(o != "", n != "")
	case semver.Compare(o, n) == 0:
		return unknown("both sides are the same version")
	case semver.Compare(o, n) > 0:
		return unknown("the new version is older than the old one")
	}
	if oldCore := core(o); semver.Prerelease(o) != "" && oldCore == core(n) {
		// Clause 9: a pre-release might not satisfy the compatibility that
		// its version will.
		return Step{kindOf(oldCore), rule.Major, "a pre-release promises nothing"}
	}
	step := StepOf(Patch)
	switch {
	case semver.Major(o) != semver.Major(n):
		step = StepOf(Major)
	case semver.MajorMinor(o) != semver.MajorMinor(n):
		step = StepOf(Minor)
	}
	if semver.Major(o) != "v0" || step.Release == Major {
		return step
	}
	switch {
	case v == api.ZeroUnstable:
		step.Allows, step.Reason = rule.Major, "versions below v1 promise nothing"
	case step.Release == Minor || semver.MajorMinor(o) == "v0.0":
		step = Step{Major, rule.Major, "below 1.0 the first number that is not zero counts as major"}
	default:
		step = Step{Patch, rule.Minor, "below 1.0 a patch release may add"}
	}
	return step
}

// StepOfKind is the step that a release of a kind is from a version: below 1.0 it
// may be another one than its kind says.
func StepOfKind(old string, kind Release, v api.Versioning) Step {
	var major, minor, patch int
	if _, err := fmt.Sscanf(canonical(old), "v%d.%d.%d", &major, &minor, &patch); err != nil {
		return StepOf(kind)
	}
	switch kind {
	case Major:
		major, minor, patch = major+1, 0, 0
	case Minor:
		minor, patch = minor+1, 0
	case Patch:
		patch++
	}
	step := StepBetween(fmt.Sprintf("v%s", core(canonical(old))[1:]), fmt.Sprintf("v%d.%d.%d", major, minor, patch), v)
	if step.Release == None {
		return StepOf(kind)
	}
	return step
}

// canonical is the version as package semver wants it, or "".
func canonical(v string) string {
	if v == "" {
		return ""
	}
	return semver.Canonical("v" + strings.TrimPrefix(v, "v"))
}

// core is MAJOR.MINOR.PATCH of a canonical version.
func core(v string) string { return strings.TrimSuffix(v, semver.Prerelease(v)) }

// kindOf is the kind of release that a first version with these numbers is.
func kindOf(core string) Release {
	switch {
	case strings.HasSuffix(core, ".0.0"):
		return Major
	case strings.HasSuffix(core, ".0"):
		return Minor
	}
	return Patch
}
