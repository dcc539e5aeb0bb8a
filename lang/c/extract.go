package c

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/preprocessor"
	"github.com/apicheck/apicheck/lang"
)

// allTargets are read unless the user names some: one for each data model.
var allTargets = []string{"lp64", "llp64", "ilp32"}

var macroRE = regexp.MustCompile(`^!?[A-Za-z_][A-Za-z0-9_]*$`)

// options implements lang.Language.Options. Targets are data models; features
// are macros: NAME is defined, !NAME is not, though a template would define it.
func options(o lang.Options) (string, error) {
	targets := o.Targets
	if len(targets) == 0 {
		targets = allTargets
	}
	var list []string
	for _, t := range targets {
		if dialects[t] == nil {
			return "", &lang.InputError{Reason: fmt.Sprintf("unknown target %q", t), Hint: "the targets are data models: lp64 (64-bit Unix), llp64 (64-bit Windows) and ilp32 (32-bit x86 Unix)"}
		}
	}
	for _, t := range allTargets {
		if slices.Contains(targets, t) {
			list = append(list, t)
		}
	}
	add := func(word string, values []string) {
		if len(values) > 0 {
			values = slices.Clone(values)
			slices.Sort(values)
			list = append(list, word+"="+strings.Join(slices.Compact(values), ","))
		}
	}
	for _, f := range o.Features {
		if !macroRE.MatchString(f) {
			return "", &lang.InputError{Reason: fmt.Sprintf("%q is not a macro", f), Hint: "features of C headers are macros: NAME to define one, !NAME to leave one out"}
		}
	}
	for _, f := range append(slices.Clone(o.Files), o.Private...) {
		if strings.ContainsAny(f, " ,\t\n") || f == "" {
			return "", &lang.InputError{Reason: fmt.Sprintf("%q is not a pattern", f), Hint: "write one pattern for each flag, without spaces and commas"}
		}
		if _, err := path.Match(strings.TrimPrefix(f, "!"), ""); err != nil {
			return "", &lang.InputError{Reason: fmt.Sprintf("%q is not a pattern", f), Hint: "patterns are those of a shell: include/**/*.h"}
		}
	}
	add("features", o.Features)
	add("files", o.Files)
	add("private", o.Private)
	return strings.Join(list, " "), nil
}

// readOptions implements lang.Language.ReadOptions.
func readOptions(canonical string) lang.Options {
	var o lang.Options
	for word := range strings.FieldsSeq(canonical) {
		name, list, ok := strings.Cut(word, "=")
		switch {
		case !ok:
			o.Targets = append(o.Targets, word)
		case name == "features":
			o.Features = strings.Split(list, ",")
		case name == "files":
			o.Files = strings.Split(list, ",")
		case name == "private":
			o.Private = strings.Split(list, ",")
		}
	}
	return o
}

// A profile is one way to preprocess the headers.
type profile struct {
	dialect *dialect
	unset   bool // what users may define is defined: macros that no header defines
	off     bool // what a build may define is not
}

// extract implements lang.Language.Extract.
func extract(ctx context.Context, in lang.Input) (*api.Surface, error) {
	canonical, err := options(in.Options)
	if err != nil {
		return nil, err
	}
	o := readOptions(canonical)
	root := path.Clean(in.Root)
	lib, err := findLibrary(in.Tree, root, o)
	if err != nil {
		return nil, err
	}
	x := &extraction{
		lib: lib, features: o.Features,
		reader: preprocessor.NewReader(func(name string) ([]byte, error) {
			if strings.HasPrefix(name, systemRoot+"/") {
				return readStandIn(name)
			}
			if !fs.ValidPath(name) {
				return nil, fs.ErrNotExist
			}
			return fs.ReadFile(in.Tree, name)
		}),
	}
	x.headers = x.reader.Order(lib.path, lib.headers)
	var base []profile
	for _, t := range o.Targets {
		base = append(base, profile{dialect: dialects[t]})
	}
	faces, err := x.faces(ctx, base)
	if err != nil {
		return nil, err
	}
	more, err := x.extras(ctx, base, faces)
	if err != nil {
		return nil, err
	}
	s := &api.Surface{
		Component: in.Name,
		Language:  language,
		Version:   in.Version,
		Origin:    in.Origin,
		Extractor: revision,
		Options:   canonical,
	}
	s.Items = merge(faces, more)
	s.Gaps = joinGaps(faces)
	if len(s.Items) == 0 && len(s.Gaps) == 0 {
		return nil, errors.New("the headers declare nothing")
	}
	return s, s.Seal()
}

// joinGaps joins what the targets could not read: what only some of them could
// not says which.
func joinGaps(faces []*face) []api.Gap {
	type key struct{ scope, reason, digest string }
	targets := map[key][]string{}
	var list []api.Gap
	for _, f := range faces {
		for _, g := range f.gaps {
			k := key{g.Scope, g.Reason, g.Digest}
			if targets[k] == nil {
				list = append(list, g)
			}
			if t := f.profile.dialect.target; !slices.Contains(targets[k], t) {
				targets[k] = append(targets[k], t)
			}
		}
	}
	for i := range list {
		g := &list[i]
		if on := targets[key{g.Scope, g.Reason, g.Digest}]; len(on) < len(faces) {
			g.Reason += " (" + strings.Join(on, ", ") + ")"
		}
	}
	return list
}

// An extraction reads one library in several profiles.
type extraction struct {
	lib      *library
	reader   *preprocessor.Reader
	headers  []string
	features []string
	unset    []string
}

// faces reads the headers in each profile.
func (x *extraction) faces(ctx context.Context, profiles []profile) ([]*face, error) {
	faces := make([]*face, len(profiles))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range profiles {
		g.Go(func() error {
			return guard.Call(func() (err error) {
				faces[i], err = x.face(ctx, p)
				return err
			})
		})
	}
	return faces, g.Wait()
}

// extras reads the profiles that show what the base profiles do not: what is
// there when users define more, and when the library's build defines less.
func (x *extraction) extras(ctx context.Context, base []profile, faces []*face) ([]*face, error) {
	var files []*preprocessor.File
	skipped := false
	for _, f := range faces {
		files = append(files, f.entered...)
		skipped = skipped || f.skipped
	}
	for _, name := range preprocessor.Unset(files) {
		if !isForeign(name) && !slices.Contains(x.features, "!"+name) {
			x.unset = append(x.unset, name)
		}
	}
	var more []profile
	for _, b := range base {
		if len(x.unset) > 0 {
			more = append(more, profile{dialect: b.dialect, unset: true})
		}
		if skipped {
			more = append(more, profile{dialect: b.dialect, off: true})
		}
	}
	return x.faces(ctx, more)
}

// foreignRE matches macros that neither users nor the library's build define to
// get more of an API: those of platforms, of tools that only read headers, and
// those that the library sets while it is compiled itself.
var foreignRE = regexp.MustCompile(`(?i)^(windows|win16|win32|win64|wince|cygwin|linux|unix|msdos|os2|macosx?|macintosh|vms|sun|sparc|hpux|aix|sgi|i386|ndebug|debug|unicode|lint|size_max|offsetof|null|true|false|bool|inline|const|restrict|static|volatile|far|near)$|doxygen|swig|s_splint|rc_invoked|cppcheck|compilation|compiling|build(ing)?_|_build(ing)?($|_)|_exports?$|internal|private|implementation|_source$|g_ir_scanner|gtk_doc|midl_pass|coverity|analy[sz]er|_h_?$|_included_?$|^stdc|_dll$|^dll_`)

func isForeign(name string) bool { return foreignRE.MatchString(name) }

// face reads the headers in one profile.
func (x *extraction) face(ctx context.Context, p profile) (*face, error) {
	config := &preprocessor.Config{
		Path:         append(slices.Clone(x.lib.path), systemDirs(p.dialect)...),
		Predefined:   predefined(p.dialect),
		Features:     map[string]bool{},
		Unconfigured: p.off,
	}
	if !p.dialect.ms {
		config.Names = compilerNames
	}
	for _, f := range x.features {
		name, not := strings.CutPrefix(f, "!")
		config.Features[name] = !not && !p.off
	}
	if p.unset {
		for _, name := range x.unset {
			if _, given := config.Features[name]; !given {
				config.Features[name] = true
			}
		}
	}
	unit, err := preprocessor.Run(ctx, x.reader, config, x.headers)
	if err != nil {
		return nil, err
	}
	f := &face{x: x, profile: p, unit: unit, items: map[string]*emitted{}, entered: unit.Entered, skipped: unit.Skipped}
	f.read()
	return f, ctx.Err()
}

// merge joins what the targets see. An item that they see alike is one item;
// values and facts that differ are written with their targets; what has another
// kind or type there is an item of its own, ID@TARGETS.
func merge(faces, more []*face) []api.Item {
	names := make([]string, len(faces))
	for i, f := range faces {
		names[i] = f.profile.dialect.target
	}
	byID := map[string][]sighting{}
	for i, f := range faces {
		for id, e := range f.items {
			byID[id] = append(byID[id], sighting{names[i], e})
		}
	}
	// What only other profiles see is told with the condition it stands under.
	extra := map[string][]sighting{}
	for _, f := range more {
		for id, e := range f.items {
			if byID[id] == nil && e.cond != nil {
				extra[id] = append(extra[id], sighting{f.profile.dialect.target, e})
			}
		}
	}
	// What is there under other conditions too is there under any of them.
	for id, list := range byID {
		for i, s := range list {
			for _, f := range more {
				if other := f.items[id]; s.it.cond != nil && other != nil && f.profile.dialect.target == s.target && f.profile.off {
					list[i].it = s.it.under(preprocessor.Or(s.it.cond, other.cond), other.cond == nil)
				}
			}
		}
	}
	var items []api.Item
	for id, list := range byID {
		items = append(items, join(id, list, names)...)
	}
	for id, list := range extra {
		// The first profile that sees it on each target will do.
		var once []sighting
		for _, s := range list {
			if !slices.ContainsFunc(once, func(o sighting) bool { return o.target == s.target }) {
				once = append(once, s)
			}
		}
		items = append(items, join(id, once, names)...)
	}
	return items
}

// under returns the item under another condition, or under none.
func (e *emitted) under(c *preprocessor.Cond, none bool) *emitted {
	if none || implies("", c.String()) {
		c = nil
	}
	again := &emitted{Item: e.Item, cond: c}
	again.Facts = slices.Clone(e.Facts)
	again.Facts = slices.DeleteFunc(again.Facts, func(f api.Fact) bool { return c == nil && (f.Name == "guard" || f.Name == "opt-in") })
	for i, f := range again.Facts {
		if f.Name == "guard" || f.Name == "opt-in" {
			again.Facts[i].Value = c.String()
		}
	}
	return again
}

// A sighting is an item as one target sees it.
type sighting struct {
	target string
	it     *emitted
}

func join(id string, list []sighting, names []string) []api.Item {
	slices.SortFunc(list, func(a, b sighting) int {
		return cmp.Compare(slices.Index(names, a.target), slices.Index(names, b.target))
	})
	var groups [][]sighting
next:
	for _, s := range list {
		for i, g := range groups {
			if a, b := &g[0].it.Item, &s.it.Item; a.Kind == b.Kind && a.Type == b.Type && a.Parent == b.Parent {
				groups[i] = append(g, s)
				continue next
			}
		}
		groups = append(groups, []sighting{s})
	}
	var items []api.Item
	for i, g := range groups {
		it := g[0].it.Item
		it.ID = id
		var targets []string
		for _, s := range g {
			targets = append(targets, s.target)
		}
		if i > 0 {
			it.ID += "@" + strings.Join(targets, ",")
		}
		it.Value = perTarget(g, func(it *api.Item) (string, bool) { return it.Value, true })
		it.Facts = nil
		var facts []string
		for _, s := range g {
			for _, f := range s.it.Facts {
				if !slices.Contains(facts, f.Name) {
					facts = append(facts, f.Name)
				}
			}
		}
		for _, name := range facts {
			it.Facts = it.Facts.With(name, perTarget(g, func(it *api.Item) (string, bool) { return it.Facts.Get(name) }))
		}
		if i == 0 && len(list) < len(names) {
			var there []string
			for _, s := range list {
				there = append(there, s.target)
			}
			it.Facts = it.Facts.With("targets", strings.Join(there, ","))
		}
		items = append(items, it)
	}
	return items
}

// perTarget writes what targets say: once if they agree, else VALUE@TARGETS,
// separated by semicolons. What a target does not say is left out.
func perTarget(list []sighting, get func(*api.Item) (string, bool)) string {
	type said struct {
		value   string
		targets []string
	}
	var values []said
	all := true
next:
	for _, s := range list {
		v, ok := get(&s.it.Item)
		if !ok {
			all = false
			continue
		}
		for i := range values {
			if values[i].value == v {
				values[i].targets = append(values[i].targets, s.target)
				continue next
			}
		}
		values = append(values, said{v, []string{s.target}})
	}
	if len(values) == 1 && all {
		return values[0].value
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.value + "@" + strings.Join(v.targets, ",")
	}
	return strings.Join(parts, "; ")
}

// onTarget reads what perTarget wrote: what one target says.
func onTarget(text, target string) (string, bool) {
	if !strings.Contains(text, "@") {
		return text, true
	}
	found := false
	for part := range strings.SplitSeq(text, "; ") {
		i := strings.LastIndexByte(part, '@')
		if i < 0 || !isTargets(part[i+1:]) {
			return text, true // it is free text
		}
		found = true
		if slices.Contains(strings.Split(part[i+1:], ","), target) {
			return part[:i], true
		}
	}
	if !found {
		return text, true
	}
	return "", false
}

func isTargets(list string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if dialects[t] == nil {
			return false
		}
	}
	return true
}
