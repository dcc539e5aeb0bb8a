package project

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/source"
)

// A Kind says where the versions of components are taken from.
type Kind string

const (
	Recorded  Kind = "baselines" // surfaces that were recorded
	Git       Kind = "git"       // tags of the repository
	Published Kind = "published" // packages, from their registries
)

// Kinds lists them in the order in which they are tried.
var Kinds = []Kind{Recorded, Git, Published}

// A place is where one version of a component is to be had.
type place struct {
	kind    Kind
	spec    string // that names it, for people and for reading it again
	version string // of the component; "" where only its source tells
	snap    *source.Snapshot
	sub     string // directory of the component in snap
	origin  string // of what is in snap
}

// A release of a component that does not exist.
var errNone = errors.New("none")

// step is what is to be compared of a component between two releases.
type step struct {
	old, new *place
	status   policy.Status
	last     string // for Unmoved: the component's last release
}

// step finds what to compare of a component. Both sides are of one kind: a
// package and the directory that it was made of are not read alike.
func (p *Project) step(ctx context.Context, k *config.Component, old, new string, o ReleaseOptions) (step, error) {
	var first error
	for _, kind := range Kinds {
		if o.From != "" && o.From != kind || o.At != "" && kind != Git && k.InRepository() {
			continue
		}
		s, err := p.stepOf(ctx, k, kind, old, new, o)
		if err == nil {
			return s, nil
		}
		if ctx.Err() != nil {
			return step{}, ctx.Err()
		}
		if first == nil || !errors.Is(err, errNone) {
			first = err
		}
	}
	if o.From != "" && !p.hasKind(k, o.From) {
		return step{status: policy.Skipped}, nil
	}
	if first == nil || errors.Is(first, errNone) {
		return step{}, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("neither recorded, nor tagged, nor published in %s and %s", old, new),
			Hint: `say since which release it is there (since = "…"), or where it is published (package = "…")`}
	}
	return step{}, first
}

func (p *Project) stepOf(ctx context.Context, k *config.Component, kind Kind, old, new string, o ReleaseOptions) (step, error) {
	switch kind {
	case Recorded:
		return p.recordedStep(k, old, new)
	case Git:
		switch {
		case k.InRepository():
			return p.gitStep(k, old, new, o)
		case k.Repository != "":
			return p.foreignStep(ctx, k, old, new)
		}
	case Published:
		if k.Package != "" {
			return p.publishedStep(ctx, k, old, new)
		}
	}
	return step{}, errNone
}

// recordedStep takes both sides from the recorded surfaces, if both releases are
// recorded.
func (p *Project) recordedStep(k *config.Component, old, new string) (step, error) {
	o, n := p.releases[plain(old)][k.Name], p.releases[plain(new)][k.Name]
	if o == "" || n == "" {
		return step{}, errNone
	}
	if o == n {
		return step{status: policy.Unmoved, last: o}, nil
	}
	return step{old: p.recorded(k, o), new: p.recorded(k, n), status: policy.Compared}, nil
}

// recorded is the recorded surface of a component's version.
func (p *Project) recorded(k *config.Component, version string) *place {
	return &place{kind: Recorded, spec: filepath.Join(p.Config.Baselines(), k.Name, version+".api"), version: version}
}

// gitStep takes both sides from the tags of the project.
func (p *Project) gitStep(k *config.Component, old, new string, opts ReleaseOptions) (step, error) {
	if p.repo == nil && k.Package == "" {
		return step{}, p.noRepo
	}
	o, err := p.tagged(p.repo, k, old)
	if err != nil {
		return step{}, err
	}
	o.move(k.Before(opts.Before, o.snap.HasDir))
	var n *place
	if opts.At != "" {
		n, err = p.revision(p.repo, k, opts.At)
		if n != nil {
			n.version = k.VersionFor(new)
		}
	} else {
		n, err = p.tagged(p.repo, k, new)
	}
	if err != nil {
		return step{}, err
	}
	switch there, now := o.snap.HasDir(o.sub), n.snap.HasDir(n.sub); {
	case there && now:
		return step{old: o, new: n, status: policy.Compared}, nil
	case now && opts.Before != nil && opts.Before.Component(k.Name) == nil:
		return step{status: policy.New}, nil
	case now:
		return step{}, p.notThere(k, old)
	case there:
		return step{status: policy.Gone}, nil
	}
	return step{}, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("neither %s nor %s has the directory %s", old, new, o.sub),
		Hint: `correct its path in ` + p.Config.File + `, or say since which release it is there (since = "…")`}
}

// tagged is a component in a release of the project's repository.
func (p *Project) tagged(r *source.Repository, k *config.Component, release string) (*place, error) {
	if r == nil {
		return nil, errNone
	}
	tag := config.TagOf(plain(release), p.Config.TagFor(k))
	if !r.Has("refs/tags/" + tag) {
		if k.Package != "" { // it may be published all the same
			return nil, errors.Join(errNone, r.MissingTag(tag))
		}
		return nil, r.MissingTag(tag)
	}
	at, err := p.revision(r, k, "refs/tags/"+tag)
	if err != nil {
		return nil, err
	}
	at.spec = "git:" + tag
	if at.sub != "." {
		at.spec += ":" + at.sub
	}
	at.version = k.VersionFor(release)
	return at, nil
}

// notThere is the error of a component that the old side does not have, without
// a word on whether it is new: it may have moved.
func (p *Project) notThere(k *config.Component, old string) error {
	return &source.Error{Spec: k.Name, Reason: fmt.Sprintf("%s does not have it", old),
		Hint: fmt.Sprintf("if it is new, say since which release (since = \"…\" in %s); if it moved, from where (was = \"DIR\")", p.Config.File)}
}

// revision is a component at a revision of a repository.
func (p *Project) revision(r *source.Repository, k *config.Component, rev string) (*place, error) {
	if r == nil {
		return nil, errNone
	}
	snap, err := p.commit(r, rev)
	if err != nil {
		return nil, err
	}
	return inSnapshot(snap, "git:"+rev, k), nil
}

func inSnapshot(snap *source.Snapshot, spec string, k *config.Component) *place {
	at := &place{kind: Git, spec: spec, snap: snap, sub: k.Subdir(), origin: "git:" + snap.Commit}
	if at.sub != "." {
		at.spec += ":" + at.sub
		at.origin += ":" + at.sub
	}
	return at
}

// move puts the component into another directory of the same snapshot.
func (at *place) move(dir string) {
	rebase := func(spec string) string {
		if at.sub != "." {
			spec = strings.TrimSuffix(spec, ":"+at.sub)
		}
		if dir != "." {
			spec += ":" + dir
		}
		return spec
	}
	if dir != at.sub {
		at.spec, at.origin, at.sub = rebase(at.spec), rebase(at.origin), dir
	}
}

// foreignStep takes both sides from the tags of a repository of the component's
// own, which may skip releases of the project, and lag behind it.
func (p *Project) foreignStep(ctx context.Context, k *config.Component, old, new string) (step, error) {
	r, err := p.repository(ctx, k)
	if err != nil {
		return step{}, err
	}
	tags, err := r.Tags("")
	if err != nil {
		return step{}, err
	}
	var versions []string
	for _, t := range tags {
		if v, ok := config.VersionIn(t, p.Config.TagFor(k)); ok {
			versions = append(versions, v)
		}
	}
	o, n := between(versions, k.VersionFor(old), k.VersionFor(new))
	return p.lagging(k, o, n, func(version string) (*place, error) {
		tag := config.TagOf(version, p.Config.TagFor(k))
		at, err := p.revision(r, k, "refs/tags/"+tag)
		if err == nil {
			at.spec, at.version = "git:"+tag, version
		}
		return at, err
	})
}

// lagging is the step between two of a component's versions, either of which
// may be missing.
func (p *Project) lagging(k *config.Component, old, new string, open func(version string) (*place, error)) (step, error) {
	switch {
	case old == "" && new == "":
		return step{}, errNone
	case new == "":
		return step{status: policy.Unmoved, last: old}, nil
	case old == "" && k.Package != "" && k.Repository == "": // registries list all that there ever was
		return step{status: policy.New}, nil
	case old == "":
		err := p.notThere(k, "its repository").(*source.Error)
		err.Hint += "; if its tags are not in the clone: git fetch --tags"
		return step{}, err
	}
	o, err := open(old)
	if err != nil {
		return step{}, err
	}
	n, err := open(new)
	if err != nil {
		return step{}, err
	}
	return step{old: o, new: n, status: policy.Compared}, nil
}

// publishedStep takes both sides from a registry. What is built in the project's
// repository has each of its releases; what is not may skip some.
func (p *Project) publishedStep(ctx context.Context, k *config.Component, old, new string) (step, error) {
	o, n := k.VersionFor(old), k.VersionFor(new)
	if o == "" || n == "" {
		return step{}, errNone
	}
	open := func(version string) (*place, error) {
		return &place{kind: Published, spec: k.Package + "@" + version, version: version}, nil
	}
	if k.InRepository() {
		return p.lagging(k, o, n, open)
	}
	newer, err := p.versions(ctx, k, n)
	if err != nil {
		return step{}, err
	}
	older := newer
	if semver.Major("v"+plain(o)) != semver.Major("v"+plain(n)) && strings.HasPrefix(k.Package, "go:") {
		if older, err = p.versions(ctx, k, o); err != nil {
			return step{}, err
		}
	}
	last, next := between(append(slices.Clone(older), newer...), o, n)
	return p.lagging(k, last, next, open)
}

func (p *Project) versions(ctx context.Context, k *config.Component, upTo string) ([]string, error) {
	key := k.Package
	if strings.HasPrefix(key, "go:") {
		key += "@" + semver.Major("v"+plain(upTo))
	}
	return once(p.published, &p.mu, key, func() ([]string, error) { return source.Versions(ctx, k.Package, upTo, p.sourceOptions()) })
}

// between finds, among a component's versions, the newest one up to old, and the
// newest one behind old up to new. Pre-releases do not count.
func between(versions []string, old, new string) (last, next string) {
	for _, v := range versions {
		c := "v" + plain(v)
		if !semver.IsValid(c) || semver.Prerelease(c) != "" {
			continue
		}
		if policy.CompareVersions(v, old) <= 0 {
			if last == "" || policy.CompareVersions(v, last) > 0 {
				last = v
			}
		} else if policy.CompareVersions(v, new) <= 0 && (next == "" || policy.CompareVersions(v, next) > 0) {
			next = v
		}
	}
	return last, next
}

// hasKind reports whether a component can be had from a kind of place at all.
func (p *Project) hasKind(k *config.Component, kind Kind) bool {
	switch kind {
	case Git:
		return k.Path != "" || k.Repository != ""
	case Published:
		return k.Package != ""
	}
	return true
}
