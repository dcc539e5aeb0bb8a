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
	var all []*config.Component // all tell the version that is coming; those that are asked for are compared
	asked := func(name string) bool {
		return len(o.Only) == 0 || slices.ContainsFunc(o.Only, func(pattern string) bool { return policy.Match(pattern, name) })
	}
	any := false
	for i := range p.Config.Components {
		if k := &p.Config.Components[i]; k.InRepository() {
			all = append(all, k)
			any = any || asked(k.Name)
		}
	}
	if !any {
		return nil, &config.Error{File: p.Config.File, Reason: "no component stands in this repository", Hint: `give it path = "DIR"; what stands elsewhere is compared by apicheck release`}
	}
	done := p.progress(fmt.Sprintf("checking %d components", len(all)))
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
	before, notices := p.configIn(base.Tree(), "the merge base")
	if before == nil && notices == nil && p.relative() != "" {
		notices = append(notices, configNotice("there is no configuration at the merge base: the one of the change counts"))
	}
	runs := make([]*run, len(all))
	err := each(ctx, all, func(ctx context.Context, i int, k *config.Component) error {
		r := &run{p: p, k: k, c: p.component(p.promised(before, k)), judged: p.judgedBy(before, k)}
		r.c.OneChange = true
		runs[i] = r
		fail(r.c, guard.Call(func() error { return r.readHead(ctx, head, cmp.Or(o.Head, "work tree")) }))
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
	last := lastRelease{tag: tag, version: release, claimed: claimed, kind: p.kind(o, baseName, before)}
	if tag != "" {
		if last.snap, err = p.commit(p.repo, tag); err != nil {
			return nil, err
		}
		last.config, _ = p.configIn(last.snap.Tree(), tag)
	}
	check.New = next(release, claimed, last.kind)
	runs = slices.DeleteFunc(runs, func(r *run) bool { return !asked(r.k.Name) || left(r.k, release) })
	wanted := make([]*config.Component, len(runs))
	for i, r := range runs {
		wanted[i] = r.k
	}
	err = each(ctx, wanted, func(ctx context.Context, i int, k *config.Component) error {
		r := runs[i]
		if r.ends(check.New) {
			p.ended(r.c, r.k, base, before, check)
			return nil
		}
		if r.c.Err == nil {
			fail(r.c, guard.Call(func() error {
				if err := r.readBase(ctx, base, baseCommit, before); err != nil {
					return err
				}
				return r.compare(ctx, last)
			}))
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		check.Components = append(check.Components, r.c)
	}
	for _, was := range p.dropped(before) {
		if asked(was.Name) && !left(was, release) {
			c := p.component(was)
			p.ended(c, was, base, before, check)
			check.Components = append(check.Components, c)
		}
	}
	check.Notices = slices.Concat(notices, p.tierChanges(before), p.configChanges(before, "the merge base"))
	p.judge(&check.Result, false, before)
	return check, nil
}

// A lastRelease is what a change is compared with.
type lastRelease struct {
	tag, version string
	claimed      string         // the version that the source says it is
	kind         policy.Release // of the coming release; "" where the versions tell
	snap         *source.Snapshot
	config       *config.Config // as it was then
}

// left reports whether the last release was without the component already.
func left(k *config.Component, release string) bool {
	return k.Until != "" && release != "" && policy.CompareVersions(release, k.Until) >= 0
}

// ends reports whether the component is no part of the coming release.
func (r *run) ends(next string) bool {
	if r.k.Until == "" {
		return false
	}
	if next == "" {
		return r.head == nil
	}
	return policy.CompareVersions(next, r.k.Until) >= 0
}

// ended reports a component that users lose as a whole, by this change or by one
// before it.
func (p *Project) ended(c *policy.Component, k *config.Component, base *source.Snapshot, before *config.Config, check *Check) {
	c.Status, c.Err, c.Hint = policy.Gone, nil, ""
	c.Step = policy.StepBetween(check.Old, check.New, p.languageNamed(c.Language).Versioning)
	origin := policy.Introduced
	if !base.HasDir(k.Before(before, base.HasDir)) {
		origin = policy.PreExisting
	} else if before != nil {
		if was := before.Component(c.Name); was == nil || was.Until != "" && (check.New == "" || policy.CompareVersions(check.New, was.Until) >= 0) {
			origin = policy.PreExisting
		}
	}
	c.Findings = []policy.Finding{{Finding: rule.Gone(c.Language, c.Name), Origin: origin}}
}

// A run is the check of one component.
type run struct {
	p          *Project
	k          *config.Component
	judged     rulesOf // what applies to its findings
	c          *policy.Component
	headAt     *place
	baseAt     *place
	head, base *side // base is nil where the component is not there
}

// readHead reads the component as the change leaves it.
func (r *run) readHead(ctx context.Context, head *source.Snapshot, spec string) (err error) {
	r.headAt = inSnapshot(head, "git:"+spec, r.k)
	if head.Commit == "" {
		r.headAt.spec, r.headAt.origin = spec, r.k.Subdir()
	}
	if !head.HasDir(r.headAt.sub) {
		if r.k.Until != "" {
			return nil // it may be no part of the coming release
		}
		return &source.Error{Spec: r.k.Name, Reason: fmt.Sprintf("there is no directory %s", r.headAt.sub),
			Hint: "correct its path in " + r.p.Config.File + `; a component that is gone has until = "…"`}
	}
	r.head, err = r.p.load(ctx, r.k, r.headAt)
	return err
}

// readBase reads the component at the merge base. Where that cannot be done, all
// counts as brought by the change.
func (r *run) readBase(ctx context.Context, base *source.Snapshot, commit string, before *config.Config) error {
	if r.head == nil {
		return &source.Error{Spec: r.k.Name, Reason: fmt.Sprintf("there is no directory %s", r.headAt.sub), Hint: "its until says that it is part of the coming release"}
	}
	r.baseAt = inSnapshot(base, "git:"+commit, r.k)
	r.baseAt.move(r.k.Before(before, base.HasDir))
	if !base.HasDir(r.baseAt.sub) {
		return nil
	}
	side, err := r.p.load(ctx, r.k, r.baseAt)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.c.Notices = append(r.c.Notices, policy.Notice{Kind: policy.BaseUnread, Message: fmt.Sprintf("%s cannot be read at the merge base, so that all counts as brought by the change: %v", r.k.Name, err)})
		return nil
	}
	r.base = side
	return nil
}

// compare compares the component with the last release, and traces what it finds.
func (r *run) compare(ctx context.Context, last lastRelease) error {
	r.c.New = r.head.policySide(r.headAt)
	version := r.k.VersionFor(last.version)
	if r.k.Since != "" && last.version != "" && policy.CompareVersions(last.version, r.k.Since) < 0 {
		r.isNew()
		return nil
	}
	var at *place
	if last.snap != nil {
		at = inSnapshot(last.snap, "git:"+last.tag, r.k)
		at.move(r.k.Before(last.config, last.snap.HasDir))
		at.version = version
		if !last.snap.HasDir(at.sub) {
			if last.config == nil || last.config.Component(r.k.Name) != nil {
				return r.p.notThere(r.k, last.tag)
			}
			r.isNew()
			return nil
		}
	} else {
		recorded := r.p.releases[last.version][r.k.Name]
		if recorded == "" {
			return &source.Error{Spec: r.k.Name, Reason: fmt.Sprintf("no surface of %s is recorded, and there is no tag of it", last.version),
				Hint: "apicheck baseline record " + last.version + "; if it is new, say since which release (since = \"…\")"}
		}
		at = r.p.recorded(r.k, recorded)
	}
	old, err := r.p.load(ctx, r.k, at)
	if err != nil {
		return err
	}
	r.c.Old = old.policySide(at)
	l := r.p.language(r.k)
	if last.kind != "" {
		r.c.Step = policy.StepOfKind(old.version, last.kind, l.Versioning)
	} else {
		r.c.Step = policy.StepBetween(old.version, cmp.Or(r.head.version, r.k.VersionFor(last.claimed)), l.Versioning)
	}
	find := func(a, b *side, aAt, bAt *place) ([]rule.Finding, error) {
		if a == nil {
			return nil, nil
		}
		f, err := r.p.compare(ctx, r.k, a, b, aAt, bAt)
		return r.p.overrides(r.judged, f), err
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
	return r.p.warned(ctx, r.k, r.c, last.version)
}

// isNew says that no release has the component yet.
func (r *run) isNew() {
	r.c.Status = policy.New
	r.c.Notices = append(r.c.Notices, policy.Notice{Kind: policy.ComponentNew, Message: r.k.Name + " is not in a release yet"})
}

// head is what is checked.
func (p *Project) head(rev string) (*source.Snapshot, error) {
	if rev != "" {
		return p.commit(p.repo, rev)
	}
	return once(p.snapshots, &p.mu, "", p.repo.Worktree)
}

// base finds the merge base of the change, and the branch it is meant for. What
// names the branch must have it: a guess in its place could be the change
// itself, which breaks nothing that it has.
func (p *Project) base(o CheckOptions) (name, commit string, err error) {
	head := cmp.Or(o.Head, "HEAD")
	named, by := o.Base, "--base"
	if named == "" {
		named, by = source.TargetBranch()
	}
	if named == "" && o.Head == "" {
		if branch := p.repo.Branch(); p.releasedFrom(branch) {
			named, by = branch, "[branches]" // what is not pushed yet is the change
		}
	}
	if named == "" && p.Config.Project.Base != "" {
		named, by = p.Config.Project.Base, "base in "+p.Config.File
	}
	candidates := p.repo.DefaultBranches()
	if named != "" {
		candidates = []string{"origin/" + named, named}
		if by == "--base" {
			candidates = []string{named, "origin/" + named}
		}
	}
	for _, c := range candidates {
		if p.repo.Has(c) {
			commit, err = p.repo.MergeBase(head, c)
			return p.repo.BranchName(c), commit, err
		}
	}
	branch := strings.TrimPrefix(named, "origin/")
	switch {
	case named != "":
		return "", "", &source.Error{Spec: "git:" + named, Reason: "the branch that the change is meant for (" + by + ") is not in this clone", Hint: "git fetch origin " + branch + ":refs/remotes/origin/" + branch}
	case p.repo.Shallow || p.repo.Branch() == "" || p.repo.Remote("origin") != "":
		return "", "", &source.Error{Spec: "check", Reason: "the branch that the change is meant for is not known", Hint: "name it with --base, or as base in " + p.Config.File}
	}
	commit, err = p.repo.Resolve(head) // a repository of its own, without a main branch: all is new that is not committed
	return p.repo.Branch(), commit, err
}

// releasedFrom reports whether releases are made from a branch: [branches] names
// it, or has a pattern for it and a release was made from it that is not on
// the default branch.
func (p *Project) releasedFrom(branch string) bool {
	if branch == "" || p.Config.ReleaseOn(branch) == "" || !p.repo.Has("origin/"+branch) {
		return false
	}
	if _, exact := p.Config.Branches[branch]; exact {
		return true
	}
	mine, err := p.repo.Tags("HEAD")
	if err != nil {
		return false
	}
	var others []string
	for _, b := range append([]string{"origin/" + p.Config.Project.Base}, p.repo.DefaultBranches()...) {
		if p.repo.Has(b) {
			others, err = p.repo.Tags(b)
			break
		}
	}
	return err == nil && slices.ContainsFunc(mine, func(t string) bool {
		_, ok := config.VersionIn(t, p.Config.Project.Tag)
		return ok && !slices.Contains(others, t)
	})
}

// kind is the release that a change is for; "" where the versions tell.
func (p *Project) kind(o CheckOptions, base string, before *config.Config) policy.Release {
	if o.Release != "" {
		return o.Release
	}
	if before == nil {
		before = p.Config
	}
	return policy.Release(before.ReleaseOn(base))
}

// claimed is the version that the components of the repository say that they
// are: of those that share the project's.
func (p *Project) claimed(runs []*run) string {
	version := ""
	for _, r := range runs {
		if r.head == nil {
			continue
		}
		if v := r.head.Version; v != "" && r.k.VersionFor(v) == plain(v) && policy.CompareVersions(v, version) > 0 {
			version = plain(v)
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
	upTo := ""
	if claimed != "" {
		upTo = " up to " + claimed + ", which the source says that it is"
	}
	e := &source.Error{Spec: "check", Reason: fmt.Sprintf("there is no tag of a release (%s)%s", pattern, upTo),
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
