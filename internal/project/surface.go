package project

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/cache"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// A summary is what a run needs of a surface without looking into it. It is what
// the cache keeps for a footprint.
type summary struct {
	Digest  string // of all that the surface says, its places included
	Version string // that the source itself tells
	Items   int
	Gaps    []api.Gap

	Footprint source.Footprint // of the snapshot that it was read from
}

// A side is one surface of a comparison, in memory or only known by its digest.
type side struct {
	summary
	spec    string
	version string // of the component: of the release, else of the source
	surface *api.Surface
}

// load reads a component at a place, or takes from the cache what was read of an
// unchanged one.
func (p *Project) load(ctx context.Context, k *config.Component, at *place) (*side, error) {
	var s *side
	err := guard.Call(func() (err error) {
		switch at.kind {
		case Git:
			s, err = p.loadSnapshot(ctx, k, at)
		case Recorded:
			s, err = p.loadRecorded(ctx, k, at)
		case Published:
			s, err = p.loadPublished(ctx, k, at)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.spec = at.spec
	s.version = cmp.Or(at.version, s.Version)
	if s.surface != nil {
		s.surface.Version = s.version
	}
	return s, nil
}

func (p *Project) loadSnapshot(ctx context.Context, k *config.Component, at *place) (*side, error) {
	l := p.language(k)
	o := optionsOf(k)
	canonical, err := l.Options(o)
	if err != nil {
		return nil, err
	}
	key := cache.Key("footprint", l.Name, strconv.Itoa(l.Revision), canonical, at.sub)
	var found *side
	p.Cache.Variants(key, func(payload []byte) bool {
		var sum summary
		if decode(payload, &sum) == nil && at.snap.Holds(sum.Footprint) {
			found = &side{summary: sum}
		}
		return found == nil
	})
	if found != nil {
		return found, nil
	}
	tree := at.snap.Trace()
	var surface *api.Surface
	err = p.whileReading(ctx, func() (err error) {
		surface, err = l.Extract(ctx, lang.Input{Tree: tree, Root: at.sub, Origin: at.origin, Options: o})
		return err
	})
	if failed := tree.Err(); failed != nil && ctx.Err() == nil {
		return nil, &source.Error{Spec: at.spec, Reason: "cannot be read: " + failed.Error(), Hint: "git fsck tells what is missing; a partial clone must reach its remote: git fetch --refetch"}
	}
	if err != nil {
		var input *lang.InputError
		if errors.As(err, &input) {
			return nil, &source.Error{Spec: at.spec, Reason: input.Reason, Hint: input.Hint}
		}
		return nil, fmt.Errorf("%s: %w", at.spec, err)
	}
	s := p.sideOf(surface)
	if !p.Cache.Keeps() {
		return s, nil
	}
	if f, err := tree.Footprint(); err == nil {
		s.Footprint = f
		p.Cache.PutVariant(key, encode(s.summary))
		p.Cache.Put(cache.Key("surface", s.Digest), encode(surface))
	}
	return s, nil
}

// whileReading bounds how many surfaces are read at once.
func (p *Project) whileReading(ctx context.Context, read func() error) error {
	select {
	case p.reading <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.reading }()
	return read()
}

func (p *Project) loadPublished(ctx context.Context, k *config.Component, at *place) (*side, error) {
	l := p.language(k)
	canonical, err := l.Options(optionsOf(k))
	if err != nil {
		return nil, err
	}
	key := cache.Key("published", l.Name, strconv.Itoa(l.Revision), canonical, at.spec)
	var sum summary
	if payload, ok := p.Cache.Get(key); ok && decode(payload, &sum) == nil {
		return &side{summary: sum}, nil
	}
	src, err := source.Open(ctx, at.spec, p.sourceOptions())
	if err != nil {
		return nil, err
	}
	defer src.Close()
	surface, err := Surface(ctx, l, optionsOf(k), src, p.sourceOptions())
	if err != nil {
		return nil, err
	}
	s := p.sideOf(surface)
	if p.Cache.Keeps() {
		p.Cache.Put(key, encode(s.summary))
		p.Cache.Put(cache.Key("surface", s.Digest), encode(surface))
	}
	return s, nil
}

func (p *Project) loadRecorded(ctx context.Context, k *config.Component, at *place) (*side, error) {
	l := p.language(k)
	src, err := source.Open(ctx, at.spec, source.Options{Progress: p.Progress})
	if err != nil {
		var e *source.Error
		if errors.As(err, &e) && errors.Is(err, fs.ErrNotExist) {
			e.Hint = "apicheck baseline record records it"
		}
		return nil, err
	}
	defer src.Close()
	refresh := "apicheck baseline refresh " + k.Name
	o := optionsOf(k)
	canonical, err := l.Options(o)
	switch {
	case err != nil:
		return nil, err
	case src.Recorded == nil || src.Recorded.Language != l.Name:
		return nil, &source.Error{Spec: at.spec, Reason: "not a recorded surface of " + l.Title, Hint: refresh + " records it again"}
	case src.Recorded.Options != canonical:
		return nil, &source.Error{Spec: at.spec, Reason: fmt.Sprintf("recorded with other options (%s) than the configuration has (%s)", src.Recorded.Options, canonical), Hint: refresh + " records it again"}
	}
	surface, err := Surface(ctx, l, o, src, p.originOptions(k))
	if err != nil {
		return nil, err
	}
	return p.sideOf(surface), nil
}

// sideOf is a side whose surface was read. Its digest is only of use to the cache.
func (p *Project) sideOf(s *api.Surface) *side {
	sum := summary{Version: s.Version, Items: len(s.Items), Gaps: s.Gaps}
	if p.Cache.Keeps() {
		sum.Digest = digest(s)
	}
	return &side{summary: sum, surface: s}
}

// Surface returns the public API of a source. A surface that was recorded by
// another revision of the extractor is read again from its origin, where that
// cannot have changed since.
func Surface(ctx context.Context, l *lang.Language, o lang.Options, s *source.Source, opts source.Options) (*api.Surface, error) {
	if s.Recorded == nil {
		surface, err := l.Extract(ctx, lang.Input{Tree: s.Tree, Root: s.Root, Name: s.Package, Version: s.Version, Origin: s.Origin, Options: o})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Spec, err)
		}
		return surface, nil
	}
	if s.Recorded.Extractor == l.Revision {
		return s.Recorded, nil
	}
	stale := &source.Error{
		Spec:   s.Spec,
		Reason: fmt.Sprintf("recorded by revision %d of the %s extractor, this is revision %d, and %s cannot be read again", s.Recorded.Extractor, l.Title, l.Revision, s.Recorded.Origin),
		Hint:   fmt.Sprintf("record it again: apicheck surface %s -o %s", s.Recorded.Origin, s.Spec),
	}
	if !source.IsFixed(s.Recorded.Origin) {
		return nil, stale
	}
	origin, err := source.Open(ctx, s.Recorded.Origin, opts)
	if err != nil {
		return nil, stale
	}
	defer origin.Close()
	again, err := Surface(ctx, l, o, origin, opts)
	if err != nil {
		return nil, stale
	}
	again.Component, again.Version = s.Recorded.Component, s.Recorded.Version
	return again, nil
}

// digest names all that a surface says, its places included.
func digest(s *api.Surface) string {
	h := sha256.New()
	h.Write(s.AppendText(nil))
	for i := range s.Items {
		fmt.Fprintf(h, "%s:%d\n", s.Items[i].Pos.File, s.Items[i].Pos.Line)
	}
	for i := range s.Gaps {
		fmt.Fprintf(h, "%s:%d\n", s.Gaps[i].Pos.File, s.Gaps[i].Pos.Line)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// full returns the surface of a side, from the cache if it is not in memory.
func (p *Project) full(s *side) (*api.Surface, bool) {
	if s.surface != nil {
		return s.surface, true
	}
	payload, ok := p.Cache.Get(cache.Key("surface", s.Digest))
	var surface api.Surface
	if !ok || decode(payload, &surface) != nil {
		return nil, false
	}
	surface.Version = s.version
	s.surface = &surface
	return s.surface, true
}

// compare returns the findings between two sides of a component.
func (p *Project) compare(ctx context.Context, k *config.Component, old, new *side, oldAt, newAt *place) ([]rule.Finding, error) {
	if old.Digest != "" && old.Digest == new.Digest && old.version == new.version {
		return nil, nil
	}
	l := p.language(k)
	key := cache.Key("findings", p.Build, l.Name, k.Name, old.Digest, old.version, new.Digest, new.version)
	var findings []rule.Finding
	keeps := p.Build != "" && p.Cache.Keeps()
	if keeps {
		if payload, ok := p.Cache.Get(key); ok && decode(payload, &findings) == nil {
			return placed(findings, oldAt, newAt), nil
		}
	}
	surfaces := [2]*api.Surface{}
	for i, s := range []*side{old, new} {
		surface, ok := p.full(s)
		if !ok { // the cache has lost it
			again, err := p.reload(ctx, k, []*place{oldAt, newAt}[i])
			if err != nil {
				return nil, err
			}
			surface = again.surface
			surface.Version = s.version
		}
		named := *surface // findings are named after the component of the configuration
		named.Component = k.Name
		surfaces[i] = &named
	}
	err := guard.Call(func() (err error) {
		findings, err = l.Findings(surfaces[0], surfaces[1])
		return err
	})
	if err != nil {
		return nil, err
	}
	if keeps {
		p.Cache.Put(key, encode(findings))
	}
	return placed(findings, oldAt, newAt), nil
}

// placed gives findings their places in the repository, where extractors tell
// those in the component; what stands outside of it they tell so already.
func placed(findings []rule.Finding, oldAt, newAt *place) []rule.Finding {
	for i := range findings {
		f := &findings[i]
		f.Old.Pos, f.New.Pos = oldAt.inRepository(f.Old.Pos), newAt.inRepository(f.New.Pos)
	}
	return findings
}

func (at *place) inRepository(pos api.Pos) api.Pos {
	if at.snap == nil || at.sub == "." || !pos.IsValid() {
		return pos
	}
	if name := path.Join(at.sub, pos.File); at.snap.HasFile(name) {
		pos.File = name
	}
	return pos
}

// reload reads a component without the help of the cache.
func (p *Project) reload(ctx context.Context, k *config.Component, at *place) (*side, error) {
	fresh := &Project{Config: p.Config, Languages: p.Languages, Dir: p.Dir, Cache: &cache.Cache{}, Progress: p.Progress, repo: p.repo, reading: p.reading}
	return fresh.load(ctx, k, at)
}

// policySide is what the policy is told of a side.
func (s *side) policySide(at *place) policy.Side {
	gaps := slices.Clone(s.Gaps)
	for i := range gaps {
		gaps[i].Pos = at.inRepository(gaps[i].Pos)
	}
	return policy.Side{Spec: s.spec, Version: s.version, Items: s.Items, Gaps: gaps}
}

func encode(v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		panic(err) // a type of ours that gob does not know
	}
	return b.Bytes()
}

func decode(payload []byte, v any) error {
	return guard.Call(func() error { return gob.NewDecoder(bytes.NewReader(payload)).Decode(v) })
}

// sameVersion compares versions with and without the v that some ecosystems write.
func sameVersion(a, b string) bool { return strings.TrimPrefix(a, "v") == strings.TrimPrefix(b, "v") }
