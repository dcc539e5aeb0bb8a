package policy

import (
	"slices"
	"strconv"
	"strings"

	pep440 "github.com/aquasecurity/go-pep440-version"

	"github.com/apicheck/apicheck/internal/rule"
)

// pep440Step tells the step between two versions of a Python distribution. What
// comes after the third number, a post-release among it, is a patch; an epoch
// that rises is a major release.
func pep440Step(old, new string) Step {
	o, oldErr := pep440.Parse(old)
	n, newErr := pep440.Parse(new)
	if oldErr != nil || newErr != nil {
		return notKnown(oldErr == nil, newErr == nil)
	}
	switch c := o.Compare(n); {
	case c == 0:
		return unknown("both sides are the same version")
	case c > 0:
		return unknown("the new version is older than the old one")
	}
	before, after := numbers(o), numbers(n)
	if o.IsPreRelease() && slices.Equal(before, after) {
		kind := Patch
		switch {
		case before[2] == 0 && before[3] == 0:
			kind = Major
		case before[3] == 0:
			kind = Minor
		}
		return Step{kind, rule.Major, "a pre-release promises nothing"}
	}
	step := StepOf(Patch)
	switch {
	case before[0] != after[0] || before[1] != after[1]:
		return StepOf(Major)
	case before[2] != after[2]:
		step = StepOf(Minor)
	}
	if before[1] == 0 {
		step.Allows, step.Reason = rule.Major, "versions below 1.0 promise nothing"
	}
	return step
}

// numbers are the epoch and the release segment of a version, five or more.
func numbers(v pep440.Version) []int {
	epoch, release, ok := strings.Cut(v.BaseVersion(), "!")
	if !ok {
		epoch, release = "0", epoch
	}
	list := []int{0}
	list[0], _ = strconv.Atoi(epoch)
	for part := range strings.SplitSeq(release, ".") {
		i, _ := strconv.Atoi(part)
		list = append(list, i)
	}
	for len(list) < 5 {
		list = append(list, 0)
	}
	for len(list) > 5 && list[len(list)-1] == 0 {
		list = list[:len(list)-1]
	}
	return list
}
