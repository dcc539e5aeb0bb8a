package rust

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/lang"
)

// defaultTargets are read unless the user names others: one for each family
// of platforms. The first is the one that features are told apart on.
var defaultTargets = []string{"x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"}

// detect implements lang.Language.Detect: a manifest of a package.
func detect(tree fs.FS, root string) bool {
	raw, err := readToml(tree, path.Join(root, "Cargo.toml"))
	return err == nil && raw.Package != nil
}

var (
	tripleRE = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*(-[a-z0-9_.]+){1,3}$`)
	optionRE = regexp.MustCompile(`^[A-Za-z0-9_+.?/-]+$`)
	cfgRE    = regexp.MustCompile(`^cfg:[A-Za-z_][A-Za-z0-9_]*(="[^" ,]*")?$`)
)

// options implements lang.Language.Options. Features are the features that a
// single profile is read with; without them three are: none, the default ones
// and all. An entry cfg:NAME sets a custom option, as a build script would.
func options(o lang.Options) (string, error) {
	if err := o.WithoutFiles("Rust"); err != nil {
		return "", err
	}
	targets := o.Targets
	if len(targets) == 0 {
		targets = defaultTargets
	}
	for _, t := range targets {
		if !tripleRE.MatchString(t) {
			return "", &lang.InputError{Reason: fmt.Sprintf("%q is not a target triple", t), Hint: "write one such as x86_64-unknown-linux-gnu: rustc --print target-list lists them"}
		}
	}
	words := slices.Compact(slices.Clone(targets))
	var features, cfgs []string
	for _, f := range o.Features {
		switch {
		case cfgRE.MatchString(f):
			cfgs = append(cfgs, strings.TrimPrefix(f, "cfg:"))
		case optionRE.MatchString(f):
			features = append(features, f)
		default:
			return "", &lang.InputError{Reason: fmt.Sprintf("%q is not a feature", f), Hint: `write a Cargo feature, or cfg:NAME or cfg:NAME="VALUE" for what a build script sets`}
		}
	}
	if len(features) > 0 {
		slices.Sort(features)
		words = append(words, "features="+strings.Join(slices.Compact(features), ","))
	}
	if len(cfgs) > 0 {
		slices.Sort(cfgs)
		words = append(words, "cfg="+strings.Join(slices.Compact(cfgs), ","))
	}
	return strings.Join(words, " "), nil
}

// readOptions implements lang.Language.ReadOptions.
func readOptions(canonical string) lang.Options {
	var o lang.Options
	for word := range strings.FieldsSeq(canonical) {
		if list, ok := strings.CutPrefix(word, "features="); ok {
			o.Features = append(o.Features, strings.Split(list, ",")...)
		} else if list, ok := strings.CutPrefix(word, "cfg="); ok {
			for c := range strings.SplitSeq(list, ",") {
				o.Features = append(o.Features, "cfg:"+c)
			}
		} else {
			o.Targets = append(o.Targets, word)
		}
	}
	return o
}

// A reading is a profile to read, with the features that it asks for.
type reading struct {
	name    string
	profile *profile
	ask     []string
	on      map[string]bool
}

// readings lists the profiles of a crate. The first is the one whose types
// count where profiles disagree.
func readings(m *manifest, o lang.Options) []reading {
	targets := o.Targets
	if len(targets) == 0 {
		targets = defaultTargets
	}
	custom := map[string]bool{}
	var features []string
	for _, f := range o.Features {
		if c, ok := strings.CutPrefix(f, "cfg:"); ok {
			custom[c] = true
		} else {
			features = append(features, f)
		}
	}
	var list []reading
	add := func(name, target string, ask []string) {
		on, _ := m.activate(ask)
		list = append(list, reading{name, &profile{name: name, target: target, values: targetValues(target), custom: custom}, ask, on})
	}
	if features != nil {
		for _, t := range targets {
			add(t, t, features)
		}
		return list
	}
	add("default", targets[0], []string{"default"})
	add("all", targets[0], m.ask("all"))
	add("none", targets[0], nil)
	for _, t := range targets[1:] {
		add(t, t, m.ask("all"))
	}
	return list
}

// extract implements lang.Language.Extract: it reads the public API in every
// profile, and merges them into one surface.
func extract(ctx context.Context, in lang.Input) (*api.Surface, error) {
	canonical, err := options(in.Options)
	if err != nil {
		return nil, err
	}
	root := path.Clean(in.Root)
	man, err := readManifest(in.Tree, root)
	if err != nil {
		return nil, err
	}
	loader := newLoader(in.Tree)
	if _, err := fs.Stat(in.Tree, man.libPath); err != nil {
		return nil, &lang.InputError{Reason: fmt.Sprintf("the package %s has no library: there is no %s", man.name, man.libPath), Hint: "only libraries have an API: name a package that has one"}
	}
	if err := known(man, in.Options.Features); err != nil {
		return nil, err
	}
	loader.prefetch(man.libPath)
	all := readings(man, readOptions(canonical))
	groups := group(loader, man, all)
	faces := make([]*emitter, len(groups))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, members := range groups {
		g.Go(func() error {
			return guard.Call(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				r := all[members[0]]
				w := newWorld(loader, r.profile)
				c, err := w.load(man, r.ask)
				if err != nil {
					return err
				}
				e := &emitter{canon: &canon{w: w, root: c, foreign: map[string]*dependency{}}, items: map[string]*emitted{}, autos: map[autoKey]auto{}}
				e.surface()
				faces[i] = e
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	s := &api.Surface{
		Component: man.name,
		Language:  language,
		Version:   in.Version,
		Origin:    in.Origin,
		Extractor: revision,
		Options:   canonical,
	}
	if s.Version == "" {
		s.Version = man.version
	}
	s.Items = merge(all, groups, faces)
	for _, f := range faces {
		s.Gaps = append(s.Gaps, f.gaps...)
	}
	return s, s.Seal()
}

// known reports the features that were asked for and that the crate lacks.
func known(m *manifest, features []string) error {
	for _, f := range features {
		dep, _, sub := strings.Cut(f, "/")
		if strings.HasPrefix(f, "cfg:") || f == "default" || sub && m.deps[strings.ReplaceAll(strings.TrimSuffix(dep, "?"), "-", "_")] != nil {
			continue
		}
		if _, there := m.features[f]; !there {
			return &lang.InputError{Reason: fmt.Sprintf("%s has no feature %q", m.name, f), Hint: "its features are: " + strings.Join(slices.Sorted(maps.Keys(m.features)), ", ")}
		}
	}
	return nil
}

// group puts readings together for which every cfg of the crate's own files
// holds alike: they see the same items.
func group(l *loader, m *manifest, all []reading) [][]int {
	conds := map[string]*cfg{}
	var attrs func(list []attr)
	attrs = func(list []attr) {
		for i := range list {
			if c := list[i].cfg; c != nil {
				conds[c.String()] = c
				attrs(list[i].then)
			}
		}
	}
	fields := func(list []field) {
		for i := range list {
			attrs(list[i].attrs)
		}
	}
	var items func(list []*item)
	items = func(list []*item) {
		for _, it := range list {
			attrs(it.attrs)
			fields(it.fields)
			for i := range it.variants {
				attrs(it.variants[i].attrs)
				fields(it.variants[i].fields)
			}
			items(it.items)
			if (it.kind == itemMacroCall || it.kind == itemMacroRules) && strings.Contains(string(it.body), "cfg") {
				for _, c := range cfgsIn(it.body) {
					conds[c.String()] = c
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		if f := l.files[name].file; f != nil {
			attrs(f.attrs)
			items(f.items)
		}
	}
	// Other crates of the tree see features that this one enables.
	followed := false
	for _, d := range m.deps {
		followed = followed || d.path != "" || exactRE.MatchString(d.requirement)
	}
	keys := slices.Sorted(maps.Keys(conds))
	var groups [][]int
	seen := map[string]int{}
	for i, r := range all {
		var key strings.Builder
		for _, k := range keys {
			if conds[k].holds(r.profile, r.on) {
				key.WriteByte('1')
			} else {
				key.WriteByte('0')
			}
		}
		if followed {
			fmt.Fprint(&key, r.profile.target, slices.Sorted(maps.Keys(r.on)))
		}
		at, there := seen[key.String()]
		if !there {
			at = len(groups)
			seen[key.String()] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

// cfgsIn finds the predicates in the text of a macro.
func cfgsIn(body []byte) []*cfg {
	var list []*cfg
	p := newParser(body)
	for i := range p.toks {
		if t := &p.toks[i]; t.kind == tokIdent && i+1 < len(p.toks) && p.toks[i+1].kind == tokOpen {
			if w := p.text(t); w == "cfg" || w == "cfg_attr" {
				q := *p
				q.i, q.end = i+2, min(int(p.toks[i+1].match), len(p.toks)-1)
				if c := q.cfg(); !q.failed {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// merge joins what the profiles see. An item that they see alike is one item;
// what some of them see differently is an item of its own, ID@PROFILES.
func merge(all []reading, groups [][]int, faces []*emitter) []api.Item {
	type variant struct {
		it    *emitted
		names []string
		gates []*cfg
	}
	names := make([]string, 0, len(all))
	for _, r := range all {
		names = append(names, r.name)
	}
	byID := map[string][]*variant{}
	for i, f := range faces {
		// The manifest is one for all; what of it shows may differ.
		f.manifestItems()
		for id, it := range f.items {
			var same *variant
			for _, v := range byID[id] {
				if equal(&v.it.Item, &it.Item) {
					same = v
				}
			}
			if same == nil {
				same = &variant{it: it}
				byID[id] = append(byID[id], same)
			}
			for _, n := range groups[i] {
				same.names = append(same.names, names[n])
			}
			same.gates = append(same.gates, it.gate)
		}
	}
	var items []api.Item
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		list := byID[id]
		for _, v := range list {
			slices.SortFunc(v.names, func(a, b string) int { return cmp.Compare(slices.Index(names, a), slices.Index(names, b)) })
		}
		slices.SortFunc(list, func(a, b *variant) int {
			return cmp.Compare(slices.Index(names, a.names[0]), slices.Index(names, b.names[0]))
		})
		var in []string
		for _, v := range list {
			in = append(in, v.names...)
		}
		for i, v := range list {
			it := v.it.Item
			if i > 0 {
				it.ID += "@" + strings.Join(v.names, ",")
			}
			if i == 0 && it.Kind != "dependency" && it.Kind != "feature" {
				if len(in) < len(names) {
					var have []string
					for _, n := range names {
						if slices.Contains(in, n) {
							have = append(have, n)
						}
					}
					it.Facts = it.Facts.With("profiles", strings.Join(have, ","))
				}
				if g := joinGates(list[0].gates); g != "" && !(len(in) == len(names) && alternatives(list[0].gates)) {
					it.Facts = it.Facts.With("cfg", g)
				}
			}
			items = append(items, it)
		}
	}
	return items
}

// alternatives reports whether an item stands under several conditions, one
// for this platform and one for that: there may be more that no profile meets.
func alternatives(gates []*cfg) bool {
	for _, g := range gates[1:] {
		if g != nil && gates[0] != nil && g.String() != gates[0].String() {
			return true
		}
	}
	return false
}

func equal(a, b *api.Item) bool {
	return a.Kind == b.Kind && a.Type == b.Type && a.Value == b.Value && a.Parent == b.Parent && slices.Equal(a.Facts, b.Facts)
}

// joinGates writes what an item stands under, where profiles reach it on
// different ways: any of them.
func joinGates(list []*cfg) string {
	any := &cfg{op: cfgAny}
	for _, g := range list {
		if g == nil {
			return ""
		}
		any.kids = append(any.kids, g)
	}
	s, constant, _ := any.simplify()
	if constant || s == nil {
		return ""
	}
	text := s.String()
	if s.op == cfgAny {
		if c := parseCfg(text); c != nil && len(c.kids) == 1 {
			text = c.kids[0].String()
		}
	}
	return text
}
