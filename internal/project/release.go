package project

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// ReleaseOptions say how a release is checked.
type ReleaseOptions struct {
	From   Kind           // where the versions come from; "" for the first that has both
	At     string         // a revision that will be the new version, before it is tagged
	Before *config.Config // the configuration of the old version; nil to look for it in git
	Only   []string       // components, patterns with *; none for all
	Keep   bool           // keep the surfaces of the new version in the result
}

// A Result is the outcome of a check.
type Result struct {
	Components []*policy.Component
	Notices    []policy.Notice
	Old, New   string // versions of the project; "" where not known

	Surfaces map[string]*api.Surface // of the new version, by component, if they are to be kept
	mu       sync.Mutex
}

// Release compares every component of the project between two of its releases.
func (p *Project) Release(ctx context.Context, old, new string, o ReleaseOptions) (*Result, error) {
	r := &Result{Old: plain(old), New: plain(new), Surfaces: map[string]*api.Surface{}}
	if o.Before == nil {
		o.Before, r.Notices = p.configAt(config.TagOf(r.Old, p.Config.Project.Tag), r.Old)
	}
	before := o.Before
	r.Notices = append(r.Notices, p.tierChanges(before)...)
	var wanted []*config.Component
	for i := range p.Config.Components {
		k := &p.Config.Components[i]
		if p.concerns(k, r.New, o.Only) && !left(k, r.Old) {
			wanted = append(wanted, k)
		}
	}
	if len(wanted) == 0 {
		return nil, &config.Error{File: p.Config.File, Reason: "no component is concerned", Hint: "the names after --component, or since and until, leave none"}
	}
	done := p.progress(fmt.Sprintf("checking %d components", len(wanted)))
	r.Components = make([]*policy.Component, len(wanted))
	err := each(ctx, wanted, func(ctx context.Context, i int, k *config.Component) error {
		c := p.component(p.promised(before, k))
		r.Components[i] = c
		fail(c, guard.Call(func() error { return p.released(ctx, k, c, r, o) }))
		return ctx.Err()
	})
	done()
	if err != nil {
		return nil, err
	}
	for _, was := range p.dropped(before) {
		if p.concerns(was, r.Old, o.Only) && !left(was, r.Old) {
			c := p.component(was)
			c.Status = policy.Gone
			p.gone(was, c, r)
			r.Components = append(r.Components, c)
		}
	}
	r.Notices = append(r.Notices, p.configChanges(o.Before, r.Old)...)
	p.judge(r, true, nil)
	return r, nil
}

// each calls f for all components, some at once.
func each(ctx context.Context, list []*config.Component, f func(ctx context.Context, i int, k *config.Component) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, k := range list {
		g.Go(func() error { return f(ctx, i, k) })
	}
	return g.Wait()
}

// concerns reports whether a component is part of a release.
func (p *Project) concerns(k *config.Component, release string, only []string) bool {
	if k.Since != "" && policy.CompareVersions(release, k.Since) < 0 {
		return false
	}
	for _, pattern := range only {
		if policy.Match(pattern, k.Name) {
			return true
		}
	}
	return len(only) == 0
}

// released compares one component between two releases.
func (p *Project) released(ctx context.Context, k *config.Component, c *policy.Component, r *Result, o ReleaseOptions) error {
	l := p.language(k)
	if k.Since != "" && policy.CompareVersions(r.Old, k.Since) < 0 {
		c.Status = policy.New
		return nil
	}
	if k.Until != "" && policy.CompareVersions(r.New, k.Until) >= 0 {
		c.Status = policy.Gone
		p.gone(k, c, r)
		return nil
	}
	s, err := p.step(ctx, k, r.Old, r.New, o)
	if err != nil {
		return err
	}
	c.Status = s.status
	switch s.status {
	case policy.Unmoved:
		c.Old.Version, c.New.Version = s.last, s.last
		c.Notices = append(c.Notices, policy.Notice{Kind: policy.ComponentUnmoved,
			Message: fmt.Sprintf("%s has no release of its own between %s and %s: %s is the last one", k.Name, r.Old, r.New, s.last)})
		return nil
	case policy.Skipped:
		c.Notices = append(c.Notices, policy.Notice{Kind: policy.ComponentSkipped, Message: fmt.Sprintf("%s is not to be had from %s", k.Name, o.From)})
		return nil
	case policy.New:
		c.Notices = append(c.Notices, policy.Notice{Kind: policy.ComponentNew, Message: fmt.Sprintf("%s is new in %s", k.Name, r.New)})
		return nil
	case policy.Gone:
		p.gone(k, c, r)
		return nil
	}
	old, new, err := p.loadBoth(ctx, k, s.old, s.new)
	if err != nil {
		return err
	}
	c.Old, c.New = old.policySide(s.old), new.policySide(s.new)
	c.Step = policy.StepBetween(old.version, new.version, l.Versioning)
	if want := k.VersionFor(r.New); want != "" && new.Version != "" && k.InRepository() && !sameVersion(new.Version, want) {
		c.Notices = append(c.Notices, policy.Notice{Kind: policy.VersionMismatch,
			Message: fmt.Sprintf("%s says that it is %s, and in the release %s it should be %s", k.Name, new.Version, r.New, want)})
	}
	findings, err := p.compare(ctx, k, old, new, s.old, s.new)
	if err != nil {
		return err
	}
	if o.Keep {
		if surface, ok := p.full(new); ok {
			r.mu.Lock()
			r.Surfaces[k.Name] = surface
			r.mu.Unlock()
		}
	}
	for _, f := range p.overrides(p.judgedBy(nil, k), findings) {
		c.Findings = append(c.Findings, policy.Finding{Finding: f, Origin: policy.Introduced})
	}
	return p.warned(ctx, k, c, r.Old)
}

func (p *Project) loadBoth(ctx context.Context, k *config.Component, oldAt, newAt *place) (old, new *side, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { old, err = p.load(ctx, k, oldAt); return err })
	g.Go(func() (err error) { new, err = p.load(ctx, k, newAt); return err })
	return old, new, g.Wait()
}

// gone reports a component that users lose as a whole.
func (p *Project) gone(k *config.Component, c *policy.Component, r *Result) {
	c.Step = policy.StepBetween(cmp.Or(k.VersionFor(r.Old), r.Old), cmp.Or(k.VersionFor(r.New), r.New), p.language(k).Versioning)
	c.Findings = []policy.Finding{{Finding: rule.Gone(c.Language, c.Name), Origin: policy.Introduced}}
}

// judge gives all findings their verdicts, by the policy of a configuration: that
// of the merge base, which a change cannot alter for itself, nil for today's.
func (p *Project) judge(r *Result, release bool, by *config.Config) {
	if by == nil {
		by = p.Config
	}
	setup := by.Setup()
	setup.JudgeAll(r.Components)
	p.checkRFCs()
	var names []string
	for i := range p.Config.Components {
		names = append(names, p.Config.Components[i].Name)
	}
	r.Notices = append(r.Notices, policy.Accept(r.Components, p.accepted.Entries, policy.Stage{Old: r.Old, New: r.New, Release: release, Components: names})...)
}

// fail says that a component could not be checked, and what to do about it.
func fail(c *policy.Component, err error) {
	if err == nil {
		return
	}
	c.Err = err
	var src *source.Error
	var input *lang.InputError
	var defect *guard.Panic
	switch {
	case errors.As(err, &src):
		c.Hint = src.Hint
	case errors.As(err, &input):
		c.Hint = input.Hint
	case errors.As(err, &defect):
		c.Hint = "please report it, with the input: " + string(defect.Stack)
	}
}
