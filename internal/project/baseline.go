package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/source"
)

// A Baseline is what was done with one recorded surface.
type Baseline struct {
	Component string
	Version   string
	File      string
	State     BaselineState
	Err       error
}

// A BaselineState says what became of a recorded surface.
type BaselineState string

const (
	BaselineWritten   BaselineState = "written"
	BaselineUnchanged BaselineState = "unchanged"
	BaselineDiffers   BaselineState = "differs"  // from what its origin says now
	BaselineOutdated  BaselineState = "outdated" // of another extractor or other options; refresh records it again
	BaselineFailed    BaselineState = "failed"
)

// Record records the surfaces of a release, and which version of each component
// belongs to it. What is recorded for the version already stays if it says the
// same.
func (p *Project) Record(ctx context.Context, release string, o ReleaseOptions) ([]Baseline, error) {
	release = plain(release)
	var wanted []*config.Component
	for i := range p.Config.Components {
		k := &p.Config.Components[i]
		if p.concerns(k, release, o.Only) && !left(k, release) {
			wanted = append(wanted, k)
		}
	}
	done := p.progress(fmt.Sprintf("recording %d components", len(wanted)))
	defer done()
	list := make([]Baseline, len(wanted))
	err := each(ctx, wanted, func(ctx context.Context, i int, k *config.Component) error {
		b := &list[i]
		b.Component = k.Name
		at, err := p.lastUpTo(ctx, k, release, o)
		if err == nil {
			b.Version, b.File, b.State, err = p.record(ctx, k, at, release)
		}
		if err != nil {
			b.State, b.Err = BaselineFailed, err
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	for name, v := range p.releases[release] { // of the components that are not recorded now
		versions[name] = v
	}
	for _, b := range list {
		if b.State != BaselineFailed {
			versions[b.Component] = b.Version
		}
	}
	if len(versions) == 0 {
		return list, nil
	}
	return list, p.writeReleases(release, versions)
}

// lastUpTo is the version of a component that belongs to a release: its own
// release of that version, or its last one before.
func (p *Project) lastUpTo(ctx context.Context, k *config.Component, release string, o ReleaseOptions) (*place, error) {
	var first error
	for _, kind := range []Kind{Git, Published} {
		if o.From != "" && o.From != kind || !p.hasKind(k, kind) {
			continue
		}
		at, err := p.newest(ctx, k, kind, release, o.At)
		if err == nil {
			return at, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil || errors.Is(first, errNone) {
		first = &source.Error{Spec: k.Name, Reason: "there is no version of it up to " + release, Hint: `say since which release it is there (since = "…"), or where it is published (package = "…")`}
	}
	return nil, first
}

// newest is the newest version of a component up to a release.
func (p *Project) newest(ctx context.Context, k *config.Component, kind Kind, release, at string) (*place, error) {
	want := k.VersionFor(release)
	switch {
	case kind == Git && k.InRepository():
		if at == "" {
			return p.tagged(p.repo, k, release)
		}
		place, err := p.revision(p.repo, k, at)
		if err == nil {
			place.version = want
		}
		return place, err
	case kind == Published:
		if k.InRepository() {
			return &place{kind: Published, spec: k.Package + "@" + want, version: want}, nil
		}
		versions, err := p.versions(ctx, k, want)
		if err != nil {
			return nil, err
		}
		last, _ := between(versions, want, want)
		if last == "" {
			return nil, errNone
		}
		return &place{kind: Published, spec: k.Package + "@" + last, version: last}, nil
	}
	r, err := p.repository(ctx, k)
	if err != nil {
		return nil, err
	}
	tags, err := r.Tags("")
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, t := range tags {
		if v, ok := config.VersionIn(t, p.Config.TagFor(k)); ok {
			versions = append(versions, v)
		}
	}
	last, _ := between(versions, want, want)
	if last == "" {
		return nil, errNone
	}
	place, err := p.revision(r, k, "refs/tags/"+config.TagOf(last, p.Config.TagFor(k)))
	if err == nil {
		place.version = last
	}
	return place, err
}

// record writes the surface of a component, if the file does not say the same
// already. The surface of another release under the same version stays.
func (p *Project) record(ctx context.Context, k *config.Component, at *place, release string) (version, name string, state BaselineState, err error) {
	text, version, err := p.text(ctx, k, at)
	if err != nil {
		return "", "", BaselineFailed, err
	}
	if version == "" || strings.ContainsAny(version, `/\`) {
		return "", "", BaselineFailed, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("its version %q is not known", version), Hint: "its source must tell it, or version = \"…\" in " + p.Config.File}
	}
	name = p.recorded(k, version).spec
	if now, err := os.ReadFile(name); err == nil {
		if bytes.Equal(now, text) {
			return version, name, BaselineUnchanged, nil
		}
		for other, versions := range p.releases {
			if other != release && versions[k.Name] == version && !p.outdated(k, now) {
				return version, name, BaselineFailed, &source.Error{Spec: k.Name, Reason: fmt.Sprintf("%s is recorded for the release %s already, with another API", version, other),
					Hint: "two releases cannot share a version: raise it, or remove " + name}
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return version, name, BaselineFailed, fmt.Errorf("%s cannot be written: %w", name, file.Cause(err))
	}
	if err := file.Write(name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return version, name, BaselineFailed, fmt.Errorf("%s cannot be written: %w", name, err)
	}
	return version, name, BaselineWritten, nil
}

// outdated reports whether a recorded surface is of another extractor or of other
// options.
func (p *Project) outdated(k *config.Component, text []byte) bool {
	s, err := api.Read(bytes.NewReader(text))
	if err != nil {
		return true
	}
	l := p.language(k)
	canonical, err := l.Options(optionsOf(k))
	return err != nil || s.Extractor != l.Revision || s.Options != canonical
}

// text is the recorded form of a component's surface.
func (p *Project) text(ctx context.Context, k *config.Component, at *place) (text []byte, version string, err error) {
	s, err := p.load(ctx, k, at)
	if err != nil {
		return nil, "", err
	}
	surface, ok := p.full(s)
	if !ok {
		if s, err = p.reload(ctx, k, at); err != nil {
			return nil, "", err
		}
		surface = s.surface
	}
	named := *surface
	named.Component, named.Version = k.Name, s.version
	if at.origin != "" {
		named.Origin = at.origin
	}
	return named.AppendText(nil), named.Version, nil
}

func (p *Project) writeReleases(release string, versions map[string]string) error {
	name := p.releasesFile()
	failed := func(err error) error { return fmt.Errorf("%s cannot be written: %w", name, err) }
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return failed(file.Cause(err))
	}
	unlock, err := file.Lock(name)
	if err != nil {
		return failed(err)
	}
	defer unlock()
	now, err := readReleases(name)
	if err != nil {
		return err
	}
	now[release] = versions
	p.releases = now
	text := now.text()
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
		return nil
	}
	if err := file.Write(name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return failed(err)
	}
	return nil
}

// Baselines goes through the recorded surfaces of the components: it holds each
// against its origin, and records it again where refresh is set and it says
// something else.
func (p *Project) Baselines(ctx context.Context, only []string, refresh bool) ([]Baseline, error) {
	type job struct {
		k    *config.Component
		file string
	}
	var jobs []job
	for i := range p.Config.Components {
		k := &p.Config.Components[i]
		if len(only) > 0 && !slices.ContainsFunc(only, func(pattern string) bool { return policy.Match(pattern, k.Name) }) {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(p.Config.Baselines(), k.Name, "*.api"))
		for _, f := range files {
			jobs = append(jobs, job{k, f})
		}
	}
	done := p.progress(fmt.Sprintf("verifying %d recorded surfaces", len(jobs)))
	defer done()
	list := make([]Baseline, len(jobs))
	ks := make([]*config.Component, len(jobs))
	for i, j := range jobs {
		ks[i] = j.k
	}
	err := each(ctx, ks, func(ctx context.Context, i int, k *config.Component) error {
		b := &list[i]
		b.Component, b.File = k.Name, jobs[i].file
		b.State, b.Err = p.verify(ctx, k, b, refresh)
		return ctx.Err()
	})
	return list, err
}

func (p *Project) verify(ctx context.Context, k *config.Component, b *Baseline, refresh bool) (BaselineState, error) {
	now, err := os.ReadFile(b.File)
	if err != nil {
		return BaselineFailed, file.Cause(err)
	}
	recorded, err := api.Read(bytes.NewReader(now))
	if err != nil {
		return BaselineFailed, fmt.Errorf("%s: %w", b.File, err)
	}
	b.Version = recorded.Version
	if !source.IsFixed(recorded.Origin) {
		return BaselineFailed, &source.Error{Spec: b.File, Reason: fmt.Sprintf("its origin %s has moved on since: it cannot be verified", recorded.Origin),
			Hint: "record it from a commit or a published package: apicheck baseline record"}
	}
	l := p.language(k)
	canonical, err := l.Options(optionsOf(k))
	if err != nil {
		return BaselineFailed, err
	}
	src, err := source.Open(ctx, recorded.Origin, p.originOptions(k))
	if err != nil {
		return BaselineFailed, err
	}
	defer src.Close()
	surface, err := Surface(ctx, l, optionsOf(k), src, p.originOptions(k))
	if err != nil {
		return BaselineFailed, err
	}
	again := *surface
	again.Component, again.Version, again.Origin = k.Name, recorded.Version, recorded.Origin
	text := again.AppendText(nil)
	switch {
	case bytes.Equal(text, now):
		return BaselineUnchanged, nil
	case !refresh && (recorded.Extractor != l.Revision || recorded.Options != canonical):
		return BaselineOutdated, nil
	case !refresh:
		return BaselineDiffers, nil
	}
	if err := file.Write(b.File, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return BaselineFailed, fmt.Errorf("%s cannot be written: %w", b.File, err)
	}
	return BaselineWritten, nil
}
