package c

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
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
			if info, err := fs.Stat(in.Tree, name); err != nil || !info.Mode().IsRegular() {
				return nil, fs.ErrNotExist
			} else if info.Size() > preprocessor.MaxFileSize {
				return nil, tooLarge(in.Tree, name)
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
	if s.Version == "" {
		s.Version = versionOf(s.Items)
	}
	if len(s.Items) == 0 && len(s.Gaps) == 0 {
		return nil, errors.New("the headers declare nothing")
	}
	return s, s.Seal()
}

var versionRE = regexp.MustCompile(`^"(v?\d+\.\d+(\.\d+)?([-+][0-9A-Za-z.+-]*)?)"$`)

// versionOf is the version that a macro of the library tells, as FOO_VERSION
// does; "" if none does, or several do.
func versionOf(items []api.Item) string {
	version := ""
	for i := range items {
		it := &items[i]
		w := nameWords(it.ID)
		if it.Kind != "macro" || it.Type != "" || len(w) < 2 || !slices.Contains([]string{"version", "string"}, w[len(w)-1]) || !isVersion(it.ID) {
			continue
		}
		m := versionRE.FindStringSubmatch(it.Value)
		switch {
		case m == nil:
		case version != "" && version != m[1]:
			return ""
		default:
			version = m[1]
		}
	}
	return version
}

// tooLarge returns the error for a file that is too large, with a digest of it.
func tooLarge(tree fs.FS, name string) error {
	f, err := tree.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, 1<<30)); err != nil {
		return err
	}
	return fmt.Errorf("%w: %x", preprocessor.ErrTooLarge, h.Sum(nil))
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
