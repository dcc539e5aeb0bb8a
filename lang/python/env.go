package python

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// An envSet is a set of environments that a program may run in: a version of
// Python and a platform. The last version stands for all that come after it.
type envSet uint64

// versions are the versions of Python that conditions are evaluated for.
var versions = []string{"2.7", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"}

// platforms are values of sys.platform, https://docs.python.org/3/library/sys.html#sys.platform.
// The last one stands for all others.
var platforms = []string{"linux", "darwin", "win32", "other"}

var allEnvs = envSet(1)<<(len(versions)*len(platforms)) - 1

func env(version, platform int) envSet { return 1 << (version*len(platforms) + platform) }

// envsOf returns the environments whose version and platform satisfy a test.
func envsOf(test func(version, platform int) bool) envSet {
	var set envSet
	for v := range versions {
		for p := range platforms {
			if test(v, p) {
				set |= env(v, p)
			}
		}
	}
	return set
}

// versionNumber returns the major and minor numbers of a version in the table.
func versionNumber(v int) [2]int { return parseVersion(versions[v]) }

func parseVersion(s string) [2]int {
	major, rest, _ := strings.Cut(s, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, _ := strconv.Atoi(major)
	b, _ := strconv.Atoi(minor)
	return [2]int{a, b}
}

// since returns the environments whose version is at least the one given.
func since(version string) envSet {
	want := parseVersion(version)
	return envsOf(func(v, _ int) bool { n := versionNumber(v); return slices.Compare(n[:], want[:]) >= 0 })
}

// python3 are the environments of Python 3.
var python3 = since("3.3")

// String writes the set in a canonical form: ">=3.8", ">=3.8 on win32",
// "2.7, >=3.6; 3.5 on darwin".
func (s envSet) String() string {
	if s == allEnvs {
		return "always"
	}
	if s == 0 {
		return "never"
	}
	var groups []string // versions by the platforms that they are in on
	byPlatforms := map[string][]int{}
	for v := range versions {
		var on []string
		for p, name := range platforms {
			if s&env(v, p) != 0 {
				on = append(on, name)
			}
		}
		if len(on) == 0 {
			continue
		}
		key := strings.Join(on, ", ")
		if len(on) == len(platforms) {
			key = ""
		}
		if byPlatforms[key] == nil {
			groups = append(groups, key)
		}
		byPlatforms[key] = append(byPlatforms[key], v)
	}
	var parts []string
	for _, key := range groups {
		text := versionRanges(byPlatforms[key])
		switch {
		case key == "":
		case text == "":
			text = "on " + key
		default:
			text += " on " + key
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// versionRanges writes versions, "" for all.
func versionRanges(list []int) string {
	if len(list) == len(versions) {
		return ""
	}
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		first, last := list[i], list[j]
		switch {
		case last == len(versions)-1:
			parts = append(parts, ">="+versions[first])
		case first == 0:
			parts = append(parts, "<="+versions[last])
		case first == last:
			parts = append(parts, versions[first])
		default:
			parts = append(parts, versions[first]+" to "+versions[last])
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// parseEnvs reads what String writes.
func parseEnvs(text string) (envSet, error) {
	switch text {
	case "always":
		return allEnvs, nil
	case "never":
		return 0, nil
	}
	var set envSet
	for part := range strings.SplitSeq(text, "; ") {
		ranges, names, onSome := strings.Cut(part, "on ")
		ranges = strings.TrimSpace(ranges)
		in := func(p int) bool { return true }
		if onSome {
			list := strings.Split(names, ", ")
			if slices.ContainsFunc(list, func(name string) bool { return !slices.Contains(platforms, name) }) {
				return 0, fmt.Errorf("not platforms: %q", text)
			}
			in = func(p int) bool { return slices.Contains(list, platforms[p]) }
		}
		if ranges == "" && !onSome || part != strings.TrimSpace(part) {
			return 0, fmt.Errorf("not environments: %q", text)
		}
		if ranges == "" {
			set |= envsOf(func(_, p int) bool { return in(p) })
			continue
		}
		for r := range strings.SplitSeq(ranges, ", ") {
			first, last := 0, len(versions)-1
			var ok1, ok2 = true, true
			switch {
			case strings.HasPrefix(r, ">="):
				first, ok1 = versionIndex(r[2:])
			case strings.HasPrefix(r, "<="):
				last, ok2 = versionIndex(r[2:])
			default:
				a, b, isRange := strings.Cut(r, " to ")
				if !isRange {
					b = a
				}
				first, ok1 = versionIndex(a)
				last, ok2 = versionIndex(b)
			}
			if !ok1 || !ok2 {
				return 0, fmt.Errorf("not versions of Python: %q", text)
			}
			set |= envsOf(func(v, p int) bool { return v >= first && v <= last && in(p) })
		}
	}
	return set, nil
}

func versionIndex(s string) (int, bool) {
	i := slices.Index(versions, s)
	return max(i, 0), i >= 0
}

// first returns the lowest version in the set.
func (s envSet) first() string {
	if s == 0 {
		return ""
	}
	return versions[bits.TrailingZeros64(uint64(s))/len(platforms)]
}
