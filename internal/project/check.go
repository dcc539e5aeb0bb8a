package project

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/source"
)

// CheckOptions say how a change is checked.
type CheckOptions struct {
	Base    string         // the branch that it is meant for; "" to find out
	Head    string         // the revision to check; "" for the work tree
	Against string         // the release to compare with, a version or a revision; "" for the last one
	Release policy.Release // what the change will be released in; "" to find out
	Only    []string       // components, patterns with *; none for all
}

// A Check is what a change was compared with.
type Check struct {
	Result
	Base    string // the merge base, a commit
	Against string // the tag of the last release, "" where there is none yet
}

// Check compares the components of the repository, as a change leaves them, with
// the last release, and tells what the change brought from what was there.
func (p *Project) Check(ctx context.Context, o CheckOptions) (*Check, error) {
	if p.repo == nil {
		return nil, p.noRepo
	}
	var wanted []*config.Component
	for i := range p.Config.Components {
		k := &p.Config.Components[i]
		if k.InRepository() && k.Until == "" && (len(o.Only) == 0 || slices.ContainsFunc(o.Only, func(pattern string) bool { return policy.Match(pattern, k.Name) })) {
			wanted = append(wanted, k)
		}
	}
	if len(wanted) == 0 {
		return nil, &config.Error{File: p.Config.File, Reason: "no component stands in this repository", Hint: `give it path = "DIR"; what stands elsewhere is compared by apicheck release`}
	}
	done := p.progress(fmt.Sprintf("checking %d components", len(wanted)))
	defer done()
	var head, base *source.Snapshot
	var baseName, baseCommit string
	var g errgroup.Group
	g.Go(func() (err error) {
		head, err = p.head(o.Head)
		return err
	})
	g.Go(func() (err error) {
		if baseName, baseCommit, err = p.base(o); err == nil {
			base, err = p.commit(p.repo, baseCommit)
		}
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	runs := make([]*run, len(wanted))
	before := p.configIn(base.Tree())
	err := each(ctx, wanted, func(ctx context.Context, i int, k *config.Component) error {
		r := &run{p: p, k: k, c: p.component(promised(before, k))}
		r.c.OneChange = true
		runs[i] = r
		fail(r.c, guard.Call(func() error { return r.read(ctx, head, base, cmp.Or(o.Head, "work tree"), baseCommit) }))
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	check := &Check{Base: baseCommit}
	claimed := p.claimed(runs)
	release, tag, err := p.lastRelease(claimed, o)
	if err != nil {
		return nil, err
	}
	check.Against, check.Old = tag, release
	var last *source.Snapshot
	if tag != "" {
		if last, err = p.commit(p.repo, tag); err != nil {
			return nil, err
		}
	}
	kind := p.kind(o, baseName)
	check.New = next(release, claimed, kind)
	err = each(ctx, wanted, func(ctx context.Context, i int, k *config.Component) error {
		r := runs[i]
		if r.c.Err == nil {
			fail(r.c, guard.Call(func() error { return r.compare(ctx, last, tag, release, kind) }))
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		check.Components = append(check.Components, r.c)
	}
	check.Notices = p.tierChanges(before)
	p.judge(&check.Result, false)
	return check, nil
}

// A run is the check of one component.
type run struct {
	p            *Project
	k            *config.Component
	c            *policy.Component
	headAt       *place
	baseAt       *place
	head, base   *side // base is nil where the component is not there
	claimVersion string
}

// read reads the component at the head and at the merge base.
func (r *run) read(ctx context.Context, head, base *source.Snapshot, headSpec, baseCommit string) error {
	r.headAt = inSnapshot(head, "git:"+headSpec, r.k)
	if head.Commit == "" {
		r.headAt.spec, r.headAt.origin = headSpec, r.k.Subdir()
	}
	if !head.HasDir(r.headAt.sub) {
		return &source.Error{Spec: r.k.Name, Reason: fmt.Sprintf("there is no directory %s", r.headAt.sub),
			Hint: "correct its path in " + r.p.Config.File + `; a component that is gone has until = "…"`}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		r.head, err = r.p.load(ctx, r.k, r.headAt)
		return err
	})
	r.baseAt = inSnapshot(base, "git:"+baseCommit, r.k)
	if base.HasDir(r.baseAt.sub) {
		g.Go(func() (err error) {
			r.base, err = r.p.load(ctx, r.k, r.baseAt)
			return err
		})
	}
	err := g.Wait()
	if err == nil {
		r.claimVersion = r.head.Version
	}
	return err
}

// compare compares the component with the last release, and traces what it finds.
func (r *run) compare(ctx context.Context, last *source.Snapshot, tag, release string, kind policy.Release) error {
	var at *place
	switch version := r.k.VersionFor(release); {
	case last != nil:
		at = inSnapshot(last, "git:"+tag, r.k)
		at.version = version
		if !last.HasDir(at.sub) {
			at = nil
		}
	case version != "" && r.p.hasRecorded(r.k, version):
		at = r.p.recorded(r.k, version)
	}
	r.c.New = r.head.policySide(r.headAt)
	if at == nil || r.k.Since != "" && release != "" && policy.CompareVersions(release, r.k.Since) < 0 {
		r.c.Status = policy.New
		r.c.Notices = append(r.c.Notices, policy.Notice{Kind: policy.ComponentNew, Message: r.k.Name + " is not in a release yet"})
		return nil
	}
	old, err := r.p.load(ctx, r.k, at)
	if err != nil {
		return err
	}
	r.c.Old = old.policySide(at)
	l := r.p.language(r.k)
	switch {
	case kind != "":
		r.c.Step = policy.StepOf(kind)
		r.c.Step.Reason = ""
	default:
		r.c.Step = policy.StepBetween(old.version, r.head.version, l.Versioning)
	}
	find := func(a, b *side, aAt, bAt *place) ([]rule.Finding, error) {
		if a == nil {
			return nil, nil
		}
		f, err := r.p.compare(ctx, r.k, a, b, aAt, bAt)
		return r.p.overrides(r.k, f), err
	}
	releaseHead, err := find(old, r.head, at, r.headAt)
	if err != nil {
		return err
	}
	var releaseBase, baseHead []rule.Finding
	if r.base != nil {
		if releaseBase, err = find(old, r.base, at, r.baseAt); err != nil {
			return err
		}
		if baseHead, err = find(r.base, r.head, r.baseAt, r.headAt); err != nil {
			return err
		}
	}
	r.c.Findings = policy.Trace(releaseHead, releaseBase, baseHead)
	return r.p.warned(ctx, r.k, r.c, release)
}

// head is what is checked.
func (p *Project) head(rev string) (*source.Snapshot, error) {
	if rev != "" {
		return p.commit(p.repo, rev)
	}
	return once(p.snapshots, &p.mu, "", p.repo.Worktree)
}

// base finds the merge base of the change, and the branch it is meant for.
func (p *Project) base(o CheckOptions) (name, commit string, err error) {
	head := cmp.Or(o.Head, "HEAD")
	candidates := []string{o.Base}
	if o.Base == "" {
		candidates = nil
		// On a branch that is released from, what is not pushed yet is the change.
		if branch := p.repo.Branch(); o.Head == "" && branch != "" && p.Config.ReleaseOn(branch) != "" {
			candidates = []string{"origin/" + branch, branch}
		}
		if b := p.Config.Project.Base; b != "" {
			candidates = append(candidates, "origin/"+b, b)
		}
		candidates = append(candidates, p.repo.RemoteBases()...)
	}
	for _, c := range candidates {
		if p.repo.Has(c) {
			commit, err = p.repo.MergeBase(head, c)
			return p.repo.BranchName(c), commit, err
		}
	}
	if o.Base != "" {
		return "", "", &source.Error{Spec: "git:" + o.Base, Reason: "unknown revision", Hint: "git fetch origin " + strings.TrimPrefix(o.Base, "origin/")}
	}
	commit, err = p.repo.Resolve(head) // a repository without a main branch: all is new that is not committed
	return p.repo.Branch(), commit, err
}

// kind is the release that a change is for; "" where the versions tell.
func (p *Project) kind(o CheckOptions, base string) policy.Release {
	if o.Release != "" {
		return o.Release
	}
	return policy.Release(p.Config.ReleaseOn(base))
}

// claimed is the version that the components of the repository say that they
// are: of those that share the project's.
func (p *Project) claimed(runs []*run) string {
	version := ""
	for _, r := range runs {
		if r.claimVersion != "" && r.k.VersionFor(r.claimVersion) == plain(r.claimVersion) && policy.CompareVersions(r.claimVersion, version) > 0 {
			version = plain(r.claimVersion)
		}
	}
	return version
}

// lastRelease finds the release that users have: the newest tag up to the
// version that the source claims, on whatever branch; without such a version
// the newest one that the change builds on.
func (p *Project) lastRelease(claimed string, o CheckOptions) (release, tag string, err error) {
	pattern := p.Config.Project.Tag
	if o.Against != "" {
		if t := config.TagOf(plain(o.Against), pattern); p.repo.Has("refs/tags/" + t) {
			return plain(o.Against), t, nil
		}
		if v, ok := config.VersionIn(o.Against, pattern); ok {
			if p.repo.Has("refs/tags/" + o.Against) {
				return v, o.Against, nil
			}
			if semver.IsValid("v" + v) {
				return "", "", p.repo.MissingTag(o.Against)
			}
		}
		if !p.repo.Has(o.Against) {
			if semver.IsValid("v" + plain(o.Against)) {
				return "", "", p.repo.MissingTag(config.TagOf(plain(o.Against), pattern))
			}
			_, err := p.repo.Resolve(o.Against)
			return "", "", err
		}
		return "", o.Against, nil
	}
	merged := ""
	if claimed == "" {
		merged = cmp.Or(o.Head, "HEAD")
	}
	tags, err := p.repo.Tags(merged)
	if err != nil {
		return "", "", err
	}
	newest := func(limit string) {
		for _, t := range tags {
			v, ok := config.VersionIn(t, pattern)
			if !ok || !semver.IsValid("v"+v) || semver.Prerelease("v"+v) != "" || limit != "" && policy.CompareVersions(v, limit) > 0 {
				continue
			}
			if release == "" || policy.CompareVersions(v, release) > 0 {
				release, tag = v, t
			}
		}
	}
	newest(claimed)
	if tag != "" {
		return release, tag, nil
	}
	for r := range p.releases { // without tags, what is recorded
		if (claimed == "" || policy.CompareVersions(r, claimed) <= 0) && policy.CompareVersions(r, release) > 0 {
			release = r
		}
	}
	if release != "" {
		return release, "", nil
	}
	e := &source.Error{Spec: "check", Reason: fmt.Sprintf("there is no tag of a release (%s)", pattern),
		Hint: "git fetch --tags brings them; --against REV names another revision to compare with; before the first release there is nothing to check"}
	if p.repo.Shallow {
		e.Reason += " in this shallow clone"
		e.Hint = "git fetch --depth 1 origin 'refs/tags/*:refs/tags/*'"
		if claimed != "" {
			e.Hint += ", or the one that counts: git fetch --depth 1 origin tag " + config.TagOf("VERSION", pattern)
		}
	}
	return "", "", e
}

// next is the version that the change will be released in, as far as can be told.
func next(release, claimed string, kind policy.Release) string {
	if claimed != "" && policy.CompareVersions(claimed, release) > 0 {
		core, _, _ := strings.Cut(claimed, "-") // 49.0.0-dev will be 49.0.0
		return core
	}
	m := semver.Canonical("v" + plain(release))
	if m == "" {
		return ""
	}
	var a, b, c int
	if _, err := fmt.Sscanf(m, "v%d.%d.%d", &a, &b, &c); err != nil {
		return ""
	}
	switch kind {
	case policy.Major:
		return fmt.Sprintf("%d.0.0", a+1)
	case policy.Minor:
		return fmt.Sprintf("%d.%d.0", a, b+1)
	case policy.Patch:
		return fmt.Sprintf("%d.%d.%d", a, b, c+1)
	}
	return ""
}
