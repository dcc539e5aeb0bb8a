// Package config reads apicheck.toml, which says what the components of a
// project are and what is promised of them, and accepted.toml, which says which
// breaks were agreed to. It knows what the files mean and nothing of how a
// component is read; every mistake in them is an *Error with its line.
//
// Start with Config; accepted.go has the other file.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/toml"
)

// Name is the file's name in the root of a project.
const Name = "apicheck.toml"

// A Config is what apicheck.toml says. The fields' tags are the keys; what they
// mean to a user is in schema.json.
type Config struct {
	File string `toml:"-"` // where it was read from
	Dir  string `toml:"-"` // the directory that it stands in

	Schema     int                      `toml:"schema"`
	Project    Project                  `toml:"project"`
	Branches   map[string]string        `toml:"branches"` // pattern → release kind
	Policy     Policy                   `toml:"policy"`
	Rules      map[string]rule.Override `toml:"rules"`
	Components []Component              `toml:"component"`

	lines map[string]int
}

// A Project is what the components have in common.
type Project struct {
	Name      string `toml:"name"`
	Tag       string `toml:"tag"`       // how a release is tagged: v{version}
	Base      string `toml:"base"`      // the branch that changes are merged into
	Baselines string `toml:"baselines"` // the directory of recorded surfaces and of accepted.toml
}

// A Policy overrides policy.Default.
type Policy struct {
	Tier1Major    policy.Setting `toml:"tier-1-major"`
	Tier1Minor    policy.Setting `toml:"tier-1-minor"`
	Tier2         policy.Setting `toml:"tier-2"`
	Tier3         policy.Setting `toml:"tier-3"`
	PatchBreaking policy.Setting `toml:"patch-breaking"`
	PatchAddition policy.Setting `toml:"patch-addition"`
	Major         *Measure       `toml:"major"`
	RFC           RFC            `toml:"rfc"`
}

// A Measure overrides parts of policy.Measure.
type Measure struct {
	Items *int     `toml:"items"`
	Share *float64 `toml:"share"`
	Whole *bool    `toml:"whole"`
}

// An RFC says where accepted RFCs are looked up.
type RFC struct {
	Checkout string `toml:"checkout"` // of the RFC repository; relative to the configuration
	Folder   string `toml:"folder"`   // of the accepted ones in it
}

// A Component is one thing that the project publishes.
type Component struct {
	Name       string                   `toml:"name"`
	Language   string                   `toml:"language"`
	Tier       policy.Tier              `toml:"tier"`
	Owners     []string                 `toml:"owners"`
	Path       string                   `toml:"path"`       // its directory in the repository
	Was        string                   `toml:"was"`        // its directory before it moved
	Repository string                   `toml:"repository"` // another checkout that it stands in
	Package    string                   `toml:"package"`    // as published, a spec without a version
	Version    string                   `toml:"version"`    // its version, made of the project's
	Tag        string                   `toml:"tag"`        // of its releases, in a repository of its own
	Since      string                   `toml:"since"`      // the first release of the project that has it
	Until      string                   `toml:"until"`      // the first one that does not any more
	Targets    []string                 `toml:"targets"`
	Features   []string                 `toml:"features"`
	Include    []string                 `toml:"include"`
	Exclude    []string                 `toml:"exclude"`
	Private    []string                 `toml:"private"`
	Profile    []string                 `toml:"profile"`
	Tiers      map[string]policy.Tier   `toml:"tiers"` // of gates: feature:NAME, guard:NAME, target:NAME, cfg:NAME, item:PATTERN
	Rules      map[string]rule.Override `toml:"rules"`
}

// An Error is a mistake in a file, with its place.
type Error struct {
	File   string
	Line   int // 0 where the file as a whole is meant
	Reason string
	Hint   string
	err    error // behind it, if any
}

func (e *Error) Unwrap() error { return e.err }

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// Find returns the configuration of the nearest directory from dir upwards.
func Find(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		file := filepath.Join(at, Name)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			if rel, err := filepath.Rel(abs, file); err == nil {
				return filepath.Join(dir, rel), nil
			}
			return file, nil
		}
		if at == filepath.Dir(at) {
			return "", &Error{File: Name, Reason: "there is none here, nor in a directory above",
				Hint: "name one with --config FILE; docs/configuration.md says what stands in it; apicheck diff OLD NEW needs none"}
		}
	}
}

// maxFile bounds a file that is read, in bytes.
const maxFile = 16 << 20

// ReadFile reads a regular file of bounded size; every error is an *Error.
func ReadFile(file string) ([]byte, error) {
	data, err := read(file)
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	var mistake *Error
	switch {
	case errors.As(err, &mistake):
		return nil, err
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{File: file, Reason: "there is no such file", Hint: "name the configuration with --config FILE", err: fs.ErrNotExist}
	case err != nil:
		return nil, &Error{File: file, Reason: "cannot be read: " + err.Error()}
	}
	return data, nil
}

func read(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its writer
		return nil, &Error{File: file, Reason: "it is no regular file"}
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = &Error{File: file, Reason: fmt.Sprintf("larger than %d MiB", maxFile>>20)}
	}
	return data, err
}

// Read reads a configuration.
func Read(file string) (*Config, error) {
	data, err := ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, data)
}

// Parse reads a configuration from its text. Every error is an *Error.
func Parse(file string, data []byte) (*Config, error) {
	c := &Config{File: file, Dir: filepath.Dir(file)}
	if err := toml.DecodeStrict(data, c); err != nil {
		return nil, decodeError(file, err, c)
	}
	c.lines = toml.Lines(data)
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// Mistake is an error at a dotted key of the file, such as component.0.language,
// that others find in what it says.
func (c *Config) Mistake(key, hint, format string, args ...any) error {
	return c.at(key, hint, format, args...)
}

// at is a mistake at a key of the file.
func (c *Config) at(key, hint, format string, args ...any) error {
	return &Error{File: c.File, Line: c.lines[key], Reason: fmt.Sprintf(format, args...), Hint: hint}
}

// Setup is the policy that the configuration lays down.
func (c *Config) Setup() policy.Policy {
	p := policy.Default()
	for _, s := range []struct {
		to   *policy.Setting
		from policy.Setting
	}{
		{&p.Tier1Major, c.Policy.Tier1Major}, {&p.Tier1Minor, c.Policy.Tier1Minor},
		{&p.Tier2, c.Policy.Tier2}, {&p.Tier3, c.Policy.Tier3},
		{&p.PatchBreaking, c.Policy.PatchBreaking}, {&p.PatchAddition, c.Policy.PatchAddition},
	} {
		if s.from != "" {
			*s.to = s.from
		}
	}
	if m := c.Policy.Major; m != nil {
		if m.Items != nil {
			p.Major.Items = *m.Items
		}
		if m.Share != nil {
			p.Major.Share = *m.Share
		}
		if m.Whole != nil {
			p.Major.Whole = *m.Whole
		}
	}
	return p
}

// Component returns the component of a name, or nil.
func (c *Config) Component(name string) *Component {
	i := slices.IndexFunc(c.Components, func(k Component) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Components[i]
}

// Same returns what a component of another configuration is in this one: the one of
// its name, else one in the same place that has no other name there. It returns nil
// where there is none.
func (c *Config) Same(k *Component, of *Config) *Component {
	if same := c.Component(k.Name); same != nil {
		return same
	}
	i := slices.IndexFunc(c.Components, func(x Component) bool {
		return x.Language == k.Language && x.InRepository() && k.InRepository() && x.Subdir() == k.Subdir() && of.Component(x.Name) == nil
	})
	if i < 0 {
		return nil
	}
	return &c.Components[i]
}

// Baselines is the directory of recorded surfaces and of accepted.toml.
func (c *Config) Baselines() string { return c.path(c.Project.Baselines) }

// AcceptedFile is the file of acceptances. It need not be there.
func (c *Config) AcceptedFile() string { return filepath.Join(c.Baselines(), AcceptedName) }

// RFCs is the checkout of the RFC repository, "" for none, and the folder of
// the accepted ones in it.
func (c *Config) RFCs() (checkout, folder string) {
	if c.Policy.RFC.Checkout == "" {
		return "", ""
	}
	return c.path(c.Policy.RFC.Checkout), c.Policy.RFC.Folder
}

// RepositoryOf is the checkout that a component stands in, "" for the project's.
func (c *Config) RepositoryOf(k *Component) string {
	if k.Repository == "" {
		return ""
	}
	return c.path(k.Repository)
}

// path is a path of the configuration, which is relative to it.
func (c *Config) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.Dir, filepath.FromSlash(p))
}

// ReleaseOn is the kind of release that a branch prepares, as [branches] says;
// "" where it does not. Of several patterns the longest counts.
func (c *Config) ReleaseOn(branch string) string {
	best, kind := -1, ""
	for pattern, k := range c.Branches {
		if policy.Match(pattern, branch) && (len(pattern) > best || len(pattern) == best && k < kind) {
			best, kind = len(pattern), k
		}
	}
	return kind
}

// Files are the patterns of a component's public files, as lang.Options has them.
func (k *Component) Files() []string {
	files := slices.Clone(k.Include)
	for _, e := range k.Exclude {
		files = append(files, "!"+e)
	}
	return files
}

// Subdir is the component's directory in its repository.
func (k *Component) Subdir() string {
	if k.Path == "" {
		return "."
	}
	return path.Clean(k.Path)
}

// Before is the component's directory at an earlier revision: what the configuration
// of that says, else where it was before it moved, if there is such a directory.
func (k *Component) Before(then *Config, has func(dir string) bool) string {
	if then != nil {
		if c := then.Component(k.Name); c != nil && c.InRepository() {
			return c.Subdir()
		}
	}
	if k.Was != "" && !has(k.Subdir()) {
		return path.Clean(k.Was)
	}
	return k.Subdir()
}

// InRepository reports whether the component can be read from the repository of
// the project.
func (k *Component) InRepository() bool { return k.Path != "" && k.Repository == "" }

// TagFor is the tag of a release of the component in the repository it stands in.
func (c *Config) TagFor(k *Component) string {
	if k != nil && k.Tag != "" {
		return k.Tag
	}
	return c.Project.Tag
}

// VersionIn is the version that a tag names by a pattern such as v{version}.
func VersionIn(tag, pattern string) (string, bool) {
	before, after, _ := strings.Cut(pattern, versionMark)
	rest, ok := strings.CutPrefix(tag, before)
	if ok {
		rest, ok = strings.CutSuffix(rest, after)
	}
	if !ok || rest == "" {
		return "", false
	}
	return rest, true
}

// TagOf is the tag of a version.
func TagOf(version, pattern string) string {
	return strings.Replace(pattern, versionMark, version, 1)
}

const versionMark = "{version}"
