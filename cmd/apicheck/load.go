package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// read returns the public APIs that specs name, and their language.
func (a *app) read(ctx context.Context, specs ...string) (*lang.Language, []*api.Surface, error) {
	sources, err := a.open(ctx, specs...)
	if err != nil {
		return nil, nil, err
	}
	defer closeAll(sources)
	l, err := a.languageOf(sources...)
	if err != nil {
		return nil, nil, err
	}
	o, err := a.options(l, sources...)
	if err != nil {
		return nil, nil, err
	}
	surfaces, err := a.surfaces(ctx, l, o, sources...)
	return l, surfaces, err
}

// open opens specs, all at once. The caller closes what it returns.
func (a *app) open(ctx context.Context, specs ...string) ([]*source.Source, error) {
	sources := make([]*source.Source, len(specs))
	var g errgroup.Group // what is open stays so beyond it: no context of its own
	for i, spec := range specs {
		g.Go(func() error {
			return guard.Call(func() (err error) {
				sources[i], err = source.Open(ctx, spec, a.sourceOptions())
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		closeAll(sources)
		return nil, err
	}
	return sources, nil
}

func (a *app) sourceOptions() source.Options {
	return source.Options{Dir: a.common.dir, Progress: a.progress}
}

func closeAll(sources []*source.Source) {
	for _, s := range sources {
		if s != nil {
			s.Close()
		}
	}
}

// languageOf tells the language of the sources: the one that was asked for,
// that recorded them, whose registry they come from, or that recognizes them.
func (a *app) languageOf(sources ...*source.Source) (*lang.Language, error) {
	var found *lang.Language
	for _, s := range sources {
		l, err := a.languageOfOne(s)
		if err != nil {
			return nil, err
		}
		if found != nil && found != l {
			return nil, &usageError{fmt.Sprintf("%s is %s, and %s is %s", sources[0].Spec, found.Title, s.Spec, l.Title), "name two versions of one library"}
		}
		found = l
	}
	return found, nil
}

func (a *app) languageOfOne(s *source.Source) (*lang.Language, error) {
	byName := func(name string) (*lang.Language, error) {
		i := slices.IndexFunc(languages, func(l *lang.Language) bool { return l.Name == name })
		if i < 0 {
			return nil, &usageError{fmt.Sprintf("unknown language %q", name), "the languages are " + languageNames()}
		}
		return languages[i], nil
	}
	switch {
	case s.Recorded != nil:
		l, err := byName(s.Recorded.Language)
		if err != nil {
			return nil, &hintError{fmt.Errorf("%s: recorded from the language %q", s.Spec, s.Recorded.Language), "this apicheck reads " + languageNames()}
		}
		if a.common.language != "" && a.common.language != l.Name {
			return nil, &usageError{fmt.Sprintf("--language %s: %s was recorded from %s", a.common.language, s.Spec, l.Title), "leave --language out"}
		}
		return l, nil
	case a.common.language != "":
		return byName(a.common.language)
	}
	var matches []*lang.Language
	for _, l := range languages {
		if s.Registry != "" && slices.Contains(l.Registries, s.Registry) || s.Registry == "" && l.Detect(s.Tree, s.Root) {
			matches = append(matches, l)
		}
	}
	switch len(matches) {
	case 0:
		return nil, &hintError{fmt.Errorf("%s: no source of a known language in it", s.Spec),
			"name the directory that holds the manifest, such as go.mod, or the headers; the languages are " + languageNames()}
	case 1:
		return matches[0], nil
	}
	return nil, &usageError{fmt.Sprintf("%s may be %s or %s", s.Spec, matches[0].Title, matches[1].Title), "say which with --language"}
}

func languageNames() string {
	var names []string
	for _, l := range languages {
		names = append(names, l.Name)
	}
	return strings.Join(names, ", ")
}

// options are the extraction options for the sources: those of the flags, else
// those that a recorded side was made with. All sides must agree.
func (a *app) options(l *lang.Language, sources ...*source.Source) (lang.Options, error) {
	asked := lang.Options{Targets: a.common.targets, Features: a.common.features, Files: a.common.files, Private: a.common.private}
	given := len(asked.Targets)+len(asked.Features)+len(asked.Files)+len(asked.Private) > 0
	canonical, err := l.Options(asked)
	if err != nil {
		hint := "targets, features and files are described in docs/guide.md"
		var input *lang.InputError
		if errors.As(err, &input) {
			hint = input.Hint
		}
		return lang.Options{}, &usageError{err.Error(), hint}
	}
	var from *source.Source
	for _, s := range sources {
		switch {
		case s.Recorded == nil || s.Recorded.Options == canonical && (given || from != nil):
		case given:
			return lang.Options{}, &usageError{fmt.Sprintf("%s was recorded with other options (%s)", s.Spec, s.Recorded.Options), "leave --target, --feature, --files and --private out, or record it again with them"}
		case from != nil:
			return lang.Options{}, &usageError{fmt.Sprintf("%s and %s were recorded with different options", from.Spec, s.Spec), "record both with the same --target, --feature, --files and --private"}
		default:
			from, canonical = s, s.Recorded.Options
		}
	}
	if from == nil {
		return asked, nil
	}
	o := l.ReadOptions(canonical)
	if again, err := l.Options(o); err != nil || again != canonical {
		return lang.Options{}, &hintError{fmt.Errorf("%s: the options %q are not this apicheck's", from.Spec, canonical), "record it again: apicheck surface " + from.Recorded.Origin + " -o " + from.Spec}
	}
	return o, nil
}

// surfaces extracts the surfaces of the sources, all at once.
func (a *app) surfaces(ctx context.Context, l *lang.Language, o lang.Options, sources ...*source.Source) ([]*api.Surface, error) {
	list := make([]*api.Surface, len(sources))
	g, ctx := errgroup.WithContext(ctx)
	for i, s := range sources {
		g.Go(func() error {
			return guard.Call(func() (err error) {
				list[i], err = project.Surface(ctx, l, o, s, a.sourceOptions())
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for _, s := range list {
		// A source that does not say its name goes by its directory's.
		s.Component = cmp.Or(a.common.component, s.Component, sources[len(sources)-1].Name)
	}
	return list, nil
}
