package project

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/policy"
)

// factDeprecated is the fact of items whose users are warned, in all languages.
const factDeprecated = "deprecated"

// maxHistory bounds the releases that are looked into for how long users were
// warned.
const maxHistory = 12

// warned says of what was deprecated and is removed now how long its warning
// lasted, where the releases before are tagged or recorded.
func (p *Project) warned(ctx context.Context, k *config.Component, c *policy.Component, old string) error {
	var open []*policy.Finding
	for i := range c.Findings {
		f := &c.Findings[i]
		if f.Change.Op == diff.Removed && f.Change.Old != nil && f.Change.Old.Facts.Has(factDeprecated) && f.Origin == policy.Introduced {
			f.Deprecated = "it was deprecated"
			open = append(open, f)
		}
	}
	if len(open) == 0 || old == "" {
		return nil
	}
	type state struct {
		since string
		count int
	}
	states := make([]state, len(open))
	for i := range states {
		states[i] = state{old, 1}
	}
	done := make([]bool, len(open))
	for _, release := range p.earlier(k, old) {
		at, err := p.inRelease(k, release)
		if err != nil {
			break
		}
		s, err := p.load(ctx, k, at)
		if err != nil {
			break // what could not be read then says nothing
		}
		surface, ok := p.full(s)
		if !ok {
			break
		}
		left := false
		for i, f := range open {
			if done[i] {
				continue
			}
			if it := surface.Lookup(f.Item); it == nil || !it.Facts.Has(factDeprecated) {
				done[i] = true
				continue
			}
			states[i] = state{release, states[i].count + 1}
			left = true
		}
		if !left {
			break
		}
	}
	for i, f := range open {
		s := states[i]
		switch {
		case !done[i]:
			f.Deprecated = fmt.Sprintf("deprecated since %s or earlier, for at least %s", s.since, counted(s.count, "release"))
		default:
			f.Deprecated = fmt.Sprintf("deprecated since %s, for %s", s.since, counted(s.count, "release"))
		}
	}
	return ctx.Err()
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// earlier lists the releases before one, the newest first, of each release line
// the first one: a warning counts from there on.
func (p *Project) earlier(k *config.Component, old string) []string {
	var all []string
	for r := range p.releases {
		all = append(all, r)
	}
	if p.repo != nil && k.InRepository() {
		if tags, err := p.repo.Tags(""); err == nil {
			for _, t := range tags {
				if v, ok := config.VersionIn(t, p.Config.Project.Tag); ok {
					all = append(all, v)
				}
			}
		}
	}
	slices.SortFunc(all, policy.CompareVersions)
	var list []string
	line := ""
	for _, r := range all {
		v := "v" + plain(r)
		if !semver.IsValid(v) || semver.Prerelease(v) != "" || policy.CompareVersions(r, old) >= 0 || semver.MajorMinor(v) == semver.MajorMinor("v"+plain(old)) {
			continue
		}
		if semver.MajorMinor(v) != line {
			line = semver.MajorMinor(v)
			list = append(list, plain(r))
		}
	}
	slices.Reverse(list)
	return list[:min(len(list), maxHistory)]
}

// inRelease is a component in a release that is recorded or tagged.
func (p *Project) inRelease(k *config.Component, release string) (*place, error) {
	if v := p.releases[release][k.Name]; v != "" {
		return p.recorded(k, v), nil
	}
	if !k.InRepository() {
		return nil, errNone
	}
	return p.tagged(p.repo, k, release)
}
