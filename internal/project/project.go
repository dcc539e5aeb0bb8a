// Package project checks a whole project: the components of a configuration,
// each in the version that belongs to a release, or as it stands on a branch.
// It finds out what is to be compared with what, reads it (or knows it already),
// and leaves the verdict to package policy.
//
// place.go says where a component is to be had in a release, surface.go reads it,
// release.go and check.go are the two questions that a project has.
package project

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/cache"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// A Project is a configuration with the means to read what it names.
type Project struct {
	Config    *config.Config
	Languages []*lang.Language
	Dir       string       // where git and relative paths start; "" for the current directory
	Cache     *cache.Cache // of what was read and compared
	Build     string       // names the program: comparisons of another one are not taken from the cache
	Progress  func(what string) (done func())

	accepted *config.Accepted
	repo     *source.Repository // nil outside of a repository
	noRepo   error              // why it is nil
	releases releases

	reading chan struct{} // bounds how many surfaces are read at once: each takes memory

	mu        sync.Mutex
	snapshots map[string]func() (*source.Snapshot, error)
	published map[string]func() ([]string, error) // versions
	repos     map[string]func() (*source.Repository, error)
}

// Open prepares a project. The languages' words in the configuration are
// checked here; every error in it is a *config.Error.
func (p *Project) Open(ctx context.Context) error {
	p.snapshots = map[string]func() (*source.Snapshot, error){}
	p.published = map[string]func() ([]string, error){}
	p.repos = map[string]func() (*source.Repository, error){}
	p.reading = make(chan struct{}, runtime.GOMAXPROCS(0))
	if p.Cache == nil {
		p.Cache = &cache.Cache{}
	}
	if err := p.checkWords(); err != nil {
		return err
	}
	var err error
	if p.accepted, err = config.ReadAccepted(p.Config.AcceptedFile()); err != nil {
		return err
	}
	if p.releases, err = readReleases(p.releasesFile()); err != nil {
		return err
	}
	repo, err := source.OpenRepository(ctx, p.Dir)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.repo, p.noRepo = repo, err
	return nil
}

// Root is the directory of the work tree, "" without a repository.
func (p *Project) Root() string {
	if p.repo == nil {
		return ""
	}
	return p.repo.Top
}

// Close releases what the project holds open.
func (p *Project) Close() {
	for _, get := range p.snapshots {
		if s, err := get(); err == nil {
			s.Close()
		}
	}
}

// Accepted is the file of acceptances.
func (p *Project) Accepted() *config.Accepted { return p.accepted }

// checkWords checks the languages, options and rules that the configuration names.
func (p *Project) checkWords() error {
	known := map[string]bool{}
	for _, l := range p.Languages {
		known[rule.Unclassified(l.Name).ID] = true
		known[rule.ComponentRemoved(l.Name).ID] = true
		for _, r := range l.Rules {
			known[r.ID] = true
		}
	}
	checkRules := func(key string, rules map[string]rule.Override) error {
		for _, id := range slices.Sorted(maps.Keys(rules)) {
			if !known[id] {
				return p.Config.Mistake(key+"."+id, "apicheck rules lists them", "there is no rule %q", id)
			}
		}
		return nil
	}
	if err := checkRules("rules", p.Config.Rules); err != nil {
		return err
	}
	for i := range p.Config.Components {
		k := &p.Config.Components[i]
		key := fmt.Sprintf("component.%d", i)
		l := p.language(k)
		if l == nil {
			var names []string
			for _, l := range p.Languages {
				names = append(names, l.Name)
			}
			return p.Config.Mistake(key+".language", "the languages are "+strings.Join(names, ", "), "component %s: unknown language %q", k.Name, k.Language)
		}
		if _, err := l.Options(optionsOf(k)); err != nil {
			hint := ""
			var input *lang.InputError
			if errors.As(err, &input) {
				hint = input.Hint
			}
			return p.Config.Mistake(key, hint, "component %s: %v", k.Name, err)
		}
		for _, level := range k.Profile {
			if !slices.Contains(l.Levels, level) {
				return p.Config.Mistake(key+".profile", "leave it out, or write a level of the language: "+strings.Join(l.Levels, ", "), "component %s: %s does not tell the level %q apart", k.Name, l.Title, level)
			}
		}
		if err := checkRules(key+".rules", k.Rules); err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) language(k *config.Component) *lang.Language { return p.languageNamed(k.Language) }

func (p *Project) languageNamed(name string) *lang.Language {
	i := slices.IndexFunc(p.Languages, func(l *lang.Language) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return p.Languages[i]
}

func optionsOf(k *config.Component) lang.Options {
	return lang.Options{Targets: k.Targets, Features: k.Features, Files: k.Files(), Private: k.Private}
}

// component starts the policy's view of a component.
func (p *Project) component(k *config.Component) *policy.Component {
	c := &policy.Component{
		Name: k.Name, Language: k.Language, Tier: k.Tier, Owners: k.Owners, Status: policy.Compared,
		Wholes: p.language(k).Wholes,
		Step:   policy.Step{Release: policy.None},
	}
	if k.InRepository() {
		c.Path = k.Subdir()
	}
	if len(k.Tiers) > 0 {
		c.TierOf = p.tierOf(k)
	}
	return c
}

// tierOf says which tier the gates of an item leave it: the best one at which
// it is there without anything of a lower tier.
func (p *Project) tierOf(k *config.Component) func(*api.Item) policy.Tier {
	l := p.language(k)
	levels := slices.Compact(slices.Sorted(maps.Values(k.Tiers)))
	return func(it *api.Item) policy.Tier {
		var t policy.Tier
		for gate, tier := range k.Tiers {
			if pattern, ok := strings.CutPrefix(gate, "item:"); ok && policy.Match(pattern, it.ID) {
				t = max(t, tier)
			}
		}
		for _, level := range levels {
			// Of all gates those that promise less are off, down to this level.
			off := func(gate string) bool { return k.Tiers[gate] >= level }
			if l.AvailableWithout(it, off) {
				break
			}
			t = max(t, level)
		}
		return t
	}
}

// rulesOf are the rules as a configuration has them for a component.
type rulesOf struct {
	profile      []string
	project, own map[string]rule.Override
}

// judgedBy are the rules of an earlier configuration for a component, if that
// has it, else today's.
func (p *Project) judgedBy(before *config.Config, k *config.Component) rulesOf {
	if before != nil {
		if was := before.Same(k, p.Config); was != nil {
			return rulesOf{was.Profile, before.Rules, was.Rules}
		}
	}
	return rulesOf{k.Profile, p.Config.Rules, k.Rules}
}

// overrides applies rules of a configuration.
func (p *Project) overrides(r rulesOf, findings []rule.Finding) []rule.Finding {
	if len(r.profile) > 0 {
		findings = rule.At(findings, r.profile...)
	}
	if len(r.project)+len(r.own) > 0 {
		findings = rule.Overridden(findings, r.project, r.own)
	}
	return findings
}

// progress shows that something slow goes on.
func (p *Project) progress(what string) func() {
	if p.Progress == nil {
		return func() {}
	}
	return p.Progress(what)
}

func (p *Project) sourceOptions() source.Options {
	return source.Options{Dir: p.Dir, Progress: p.Progress}
}

// originOptions open what a recorded surface was made of: a commit is one of the
// component's repository.
func (p *Project) originOptions(k *config.Component) source.Options {
	o := p.sourceOptions()
	if dir := p.Config.RepositoryOf(k); dir != "" {
		o.Dir = dir
	}
	return o
}

// once makes a function whose result is found out once.
func once[T any](m map[string]func() (T, error), mu *sync.Mutex, key string, find func() (T, error)) (T, error) {
	mu.Lock()
	get := m[key]
	if get == nil {
		get = sync.OnceValues(find)
		m[key] = get
	}
	mu.Unlock()
	return get()
}

// commit is the content of a revision of a repository.
func (p *Project) commit(r *source.Repository, rev string) (*source.Snapshot, error) {
	return once(p.snapshots, &p.mu, r.Top+"\x00"+rev, func() (*source.Snapshot, error) { return r.Commit(rev) })
}

// repository is the repository that a component stands in.
func (p *Project) repository(ctx context.Context, k *config.Component) (*source.Repository, error) {
	dir := p.Config.RepositoryOf(k)
	if dir == "" {
		if p.repo == nil {
			return nil, p.noRepo
		}
		return p.repo, nil
	}
	return once(p.repos, &p.mu, dir, func() (*source.Repository, error) {
		r, err := source.OpenRepository(ctx, dir)
		if err != nil {
			return nil, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("its repository %s cannot be read: %v", dir, err), Hint: "clone it there, or name the published package"}
		}
		if top, err := filepath.Abs(dir); err == nil {
			if real, err := filepath.EvalSymlinks(top); err == nil && real != r.Top {
				return nil, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("%s is not the top of a repository", dir), Hint: "clone the component's repository there"}
			}
		}
		return r, nil
	})
}
