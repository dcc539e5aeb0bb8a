package project

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
)

// configAt is the configuration as a revision of the repository has it, nil
// where there is none, with a notice where it cannot be read.
func (p *Project) configAt(rev, where string) (*config.Config, []policy.Notice) {
	if p.repo == nil || !p.repo.Has(rev) {
		return nil, nil
	}
	snap, err := p.commit(p.repo, rev)
	if err != nil {
		return nil, []policy.Notice{configNotice("the configuration at %s cannot be read, so that today's counts: %v", where, err)}
	}
	return p.configIn(snap.Tree(), where)
}

func configNotice(format string, args ...any) policy.Notice {
	return policy.Notice{Kind: policy.ConfigChanged, Message: fmt.Sprintf(format, args...)}
}

// tierChanges reports what is promised otherwise than before.
func (p *Project) tierChanges(before *config.Config) []policy.Notice {
	if before == nil {
		return nil
	}
	var list []policy.Notice
	note := func(format string, args ...any) {
		list = append(list, policy.Notice{Kind: policy.TierChanged, Message: fmt.Sprintf(format, args...)})
	}
	for i := range before.Components {
		was := &before.Components[i]
		now := p.Config.Same(was, before)
		if now == nil {
			note("%s, of %s, is no component any more", was.Name, tierText(was.Tier))
			continue
		}
		if was.Name != now.Name {
			note("%s is called %s now", was.Name, now.Name)
		}
		if was.Tier != now.Tier {
			note("%s went from %s to %s", was.Name, tierText(was.Tier), tierText(now.Tier))
		}
		for _, gate := range gates(was, now) {
			a, b := was.Tiers[gate], now.Tiers[gate]
			if a != b {
				note("%s: %s went from %s to %s", was.Name, gate, gateText(a), gateText(b))
			}
		}
	}
	for i := range p.Config.Components {
		if now := &p.Config.Components[i]; before.Same(now, p.Config) == nil {
			note("%s is a new component, of %s", now.Name, tierText(now.Tier))
		}
	}
	return list
}

// configChanges reports what a change alters of the rules that it is judged by.
func (p *Project) configChanges(before *config.Config, where string) []policy.Notice {
	if before == nil {
		return nil
	}
	var list []policy.Notice
	if before.Setup() != p.Config.Setup() {
		list = append(list, configNotice("[policy] is not what it is at %s", where))
	}
	if !maps.Equal(before.Rules, p.Config.Rules) {
		list = append(list, configNotice("[rules] are not what they are at %s", where))
	}
	if !maps.Equal(before.Branches, p.Config.Branches) {
		list = append(list, configNotice("[branches] are not what they are at %s", where))
	}
	for i := range before.Components {
		was := &before.Components[i]
		if now := p.Config.Same(was, before); now != nil && (!maps.Equal(was.Rules, now.Rules) || !slices.Equal(was.Profile, now.Profile) || !slices.Equal(was.Files(), now.Files()) || !slices.Equal(was.Private, now.Private)) {
			list = append(list, configNotice("%s: what is public, or its rules, are not what they are at %s", was.Name, where))
		}
	}
	return list
}

// promised is a component with the tiers that the users of the old side were
// promised: a change cannot lower what it is held to.
func (p *Project) promised(before *config.Config, k *config.Component) *config.Component {
	if before != nil {
		if was := before.Same(k, p.Config); was != nil {
			with := *k
			with.Tier, with.Tiers = was.Tier, was.Tiers
			return &with
		}
	}
	return k
}

// gates lists what has a tier of its own in either of two components, sorted.
func gates(a, b *config.Component) []string {
	all := maps.Clone(a.Tiers)
	if all == nil {
		all = map[string]policy.Tier{}
	}
	maps.Copy(all, b.Tiers)
	return slices.Sorted(maps.Keys(all))
}

// configIn is the configuration that stands in a tree, nil where there is none,
// with a notice where it cannot be read: it was written for another apicheck, or
// was broken then.
func (p *Project) configIn(tree fs.FS, where string) (*config.Config, []policy.Notice) {
	name := p.relative()
	if name == "" {
		return nil, nil // it is kept elsewhere
	}
	data, err := fs.ReadFile(tree, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var c *config.Config
	if err == nil {
		c, err = config.Parse(name, data)
	}
	if err != nil {
		return nil, []policy.Notice{configNotice("the configuration at %s cannot be read, so that today's counts: %v", where, err)}
	}
	return c, nil
}

func tierText(t policy.Tier) string {
	if t == 0 {
		return "no tier"
	}
	return fmt.Sprintf("tier %d", t)
}

func gateText(t policy.Tier) string {
	if t == 0 {
		return "its component's tier"
	}
	return tierText(t)
}

// relative is the path of the configuration in the repository, "" where it does
// not stand in it.
func (p *Project) relative() string {
	abs, err := filepath.Abs(p.Config.File)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(p.repo.Top, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// dropped lists the components in the repository that an earlier configuration has
// and today's has not, under no name.
func (p *Project) dropped(before *config.Config) []*config.Component {
	var list []*config.Component
	if before != nil {
		for i := range before.Components {
			if was := &before.Components[i]; was.InRepository() && p.Config.Same(was, before) == nil && p.language(was) != nil {
				list = append(list, was)
			}
		}
	}
	return list
}
