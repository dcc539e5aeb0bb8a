// Package lang says what a language supplies to apicheck: one exported
// Language value in a folder of its own, listed in cmd/apicheck/languages.go.
// Languages import neither each other, nor policy, nor report.
package lang

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// A Language reads, compares and judges the public API of components written
// in one language. It is a plain value, set once and never changed.
type Language struct {
	// Name is the language's lower-case name: the prefix of its rule ids.
	Name string

	// Title is the name as people write it.
	Title string

	// Revision is recorded in each surface. Raise it with every change that
	// makes Extract describe the same source differently.
	Revision int

	// Registries lists the spec schemes (source.Spec) whose packages are
	// written in this language.
	Registries []string

	// Detect reports whether root, a directory of tree, looks like the root
	// of a component in this language.
	Detect func(tree fs.FS, root string) bool

	// Options returns the canonical form of the options, with the language's
	// defaults filled in, or an error that names the wrong one. Surfaces are
	// only compared at equal canonical options.
	Options func(Options) (string, error)

	// ReadOptions reads the options back from their canonical form.
	ReadOptions func(canonical string) Options

	// Versioning is how the ecosystem reads versions below 1.0.
	Versioning api.Versioning

	// Extract reads the public API. It must not run anything of the tree, nor
	// read outside of it. Malformed source is a gap of the surface; an error
	// means that nothing could be read at all.
	Extract func(context.Context, Input) (*api.Surface, error)

	// Compare, where set, replaces diff.Surfaces by the language's own judge.
	Compare func(old, new *api.Surface) ([]diff.Change, error)

	// Levels lists the levels (rule.LevelSource, rule.LevelABI) that the rules
	// tell apart; nil for none.
	Levels []string

	// AvailableWithout reports whether users can have an item where some gates
	// are not available to them: features, targets and other conditions that
	// it is declared under. A gate is written KIND:NAME, as configurations have
	// it: feature:NAME, guard:MACRO, cfg:OPTION, target:NAME.
	AvailableWithout func(it *api.Item, off func(gate string) bool) bool

	// Wholes lists the kinds of item that others stand in, or that types are:
	// to remove one takes a whole part of the API away.
	Wholes []string

	// Rules are tried in order: the first to match claims the change.
	Rules []rule.Rule

	// Decl writes an item as its users would declare it, on one line. The
	// parent, the item that encloses it, may be nil.
	Decl func(it, parent *api.Item) string

	// Docs holds a page rules/NAME.txtar for each rule LANG/NAME.
	Docs fs.FS
}

// Input is what an extractor is given.
type Input struct {
	Tree    fs.FS  // the component's repository or package, read-only
	Root    string // directory of the component in Tree, "." for all of it
	Name    string // what its registry calls the component, or ""
	Version string // recorded in the surface, may be ""
	Origin  string // recorded in the surface
	Options Options
}

// ContentIDs is implemented by trees that name the content of their files
// without reading it, as git does. Equal ids are equal content, in all trees of
// a run. To ask counts as reading the file.
type ContentIDs interface {
	ContentID(name string) (id string, ok bool)
}

// Options select which of a component's faces is read. What the words
// mean is up to the language: see its Language.Options.
type Options struct {
	Targets  []string // platforms: GOOS/GOARCH, a target triple, a data model
	Features []string // build tags, Cargo features, guards
	Files    []string // patterns of the files that are public; a leading ! leaves files out
	Private  []string // patterns of names that are not public
}

// WithoutFiles returns an error if the options choose files or names, for
// languages in which the source itself says what is public.
func (o Options) WithoutFiles(title string) error {
	if len(o.Files)+len(o.Private) > 0 {
		return &InputError{Reason: title + " says in the source what is public: --files and --private do not apply", Hint: "leave them out"}
	}
	return nil
}

// An InputError says that a tree cannot be read as a component of the
// language, and what the user can do about it.
type InputError struct {
	Reason string
	Hint   string
}

func (e *InputError) Error() string { return e.Reason }

var nameRE = regexp.MustCompile(`^[a-z][a-z0-9+]*$`)

// Validate reports every part that a language lacks or gets wrong: a missing
// function, a rule without a page, a page without a rule.
func Validate(l *Language) error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !nameRE.MatchString(l.Name) {
		fail("language name %q is not a lower-case word", l.Name)
	}
	if l.Title == "" || l.Revision < 1 || l.Detect == nil || l.Options == nil || l.ReadOptions == nil || l.Extract == nil || l.Decl == nil || l.AvailableWithout == nil || len(l.Wholes) == 0 || l.Docs == nil {
		fail("language %s: Title, Revision, Detect, Options, ReadOptions, Extract, Decl, AvailableWithout, Wholes and Docs must be set", l.Name)
		return errors.Join(errs...)
	}
	if err := rule.Validate(l.Name, l.Rules, l.Docs); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Changes compares two sealed surfaces of the language.
func (l *Language) Changes(old, new *api.Surface) ([]diff.Change, error) {
	if l.Compare != nil {
		return l.Compare(old, new)
	}
	return diff.Surfaces(old, new), nil
}

// Findings compares two sealed surfaces of the language and judges every
// change by its rules.
func (l *Language) Findings(old, new *api.Surface) ([]rule.Finding, error) {
	changes, err := l.Changes(old, new)
	if err != nil {
		return nil, err
	}
	return rule.Judge(l.Name, new.Component, l.Rules, l.Decl, changes), nil
}
