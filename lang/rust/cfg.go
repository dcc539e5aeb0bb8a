package rust

import (
	"slices"
	"strings"
)

// A cfg is a configuration predicate
// (https://doc.rust-lang.org/reference/conditional-compilation.html).
type cfg struct {
	op    cfgOp
	kids  []*cfg
	name  string // of an option
	value string // of name = "value"
	set   bool   // it has a value
}

type cfgOp uint8

const (
	cfgOption cfgOp = iota
	cfgAll
	cfgAny
	cfgNot
)

// cfg reads a predicate.
func (p *parser) cfg() *cfg {
	if !p.enter() {
		return &cfg{op: cfgAny}
	}
	defer func() { p.depth-- }()
	if p.peek().kind != tokIdent {
		p.fail()
		return &cfg{op: cfgAny}
	}
	name := pathText(p.path(true))
	if p.peek().kind == tokOpen {
		c := &cfg{}
		switch name {
		case "all":
			c.op = cfgAll
		case "any":
			c.op = cfgAny
		case "not":
			c.op = cfgNot
		default: // version(…), target(…), accessible(…): unstable
			c.name = name
			p.inside(func() { from := p.i; p.i = p.end; c.value, c.set = p.since(from), true })
			return c
		}
		p.inside(func() {
			for !p.done() {
				c.kids = append(c.kids, p.cfg())
				if !p.eat(",") && !p.done() {
					p.fail()
				}
			}
		})
		return c
	}
	c := &cfg{name: name}
	if !p.is("=>") && p.eat("=") { // an arm of cfg_select! goes on with =>
		c.set = true
		if t := p.peek(); t.kind == tokLiteral {
			c.value = unquote(p.text(t))
		}
		p.i = min(p.i+1, p.end)
	}
	return c
}

// A profile is one configuration that a crate is read in.
type profile struct {
	name   string
	target string
	values map[string][]string // target_os, …; unix and windows are keys without values
	custom map[string]bool     // name or name="value" given by the user
}

// holds evaluates a predicate for a crate with the given features.
func (c *cfg) holds(p *profile, features map[string]bool) bool {
	switch c.op {
	case cfgAll:
		for _, k := range c.kids {
			if !k.holds(p, features) {
				return false
			}
		}
		return true
	case cfgAny:
		for _, k := range c.kids {
			if k.holds(p, features) {
				return true
			}
		}
		return false
	case cfgNot:
		return len(c.kids) == 1 && !c.kids[0].holds(p, features)
	}
	if c.name == "feature" && c.set {
		return features[c.value]
	}
	if c.name == "true" && !c.set {
		return true
	}
	if c.set {
		return slices.Contains(p.values[c.name], c.value) || p.custom[c.name+`="`+c.value+`"`]
	}
	_, ok := p.values[c.name]
	return ok || p.custom[c.name]
}

func (c *cfg) String() string {
	switch c.op {
	case cfgOption:
		if c.set {
			return c.name + ` = "` + c.value + `"`
		}
		return c.name
	}
	list := make([]string, len(c.kids))
	for i, k := range c.kids {
		list[i] = k.String()
	}
	if c.op != cfgNot {
		slices.Sort(list)
		list = slices.Compact(list)
	}
	return [...]string{"", "all", "any", "not"}[c.op] + "(" + strings.Join(list, ", ") + ")"
}

// never are options that are not set in any build that a user makes.
var never = map[string]bool{"test": true, "doc": true, "doctest": true, "docsrs": true, "miri": true, "loom": true,
	"fuzzing": true, "kani": true, "rustfmt": true, "bootstrap": true, "coverage": true, "coverage_nightly": true, "rustdoc": true}

// simplify leaves out what is always true or false for users, and returns
// whether the predicate is then constant, and which.
func (c *cfg) simplify() (s *cfg, constant, value bool) {
	switch c.op {
	case cfgOption:
		if !c.set && c.name == "true" {
			return nil, true, true
		}
		if !c.set && (never[c.name] || c.name == "false") {
			return nil, true, false
		}
		return c, false, false
	case cfgNot:
		if len(c.kids) != 1 {
			return nil, true, false
		}
		k, constant, value := c.kids[0].simplify()
		if constant {
			return nil, true, !value
		}
		if k.op == cfgNot {
			return k.kids[0], false, false
		}
		return &cfg{op: cfgNot, kids: []*cfg{k}}, false, false
	}
	s = &cfg{op: c.op}
	for _, kid := range c.kids {
		k, constant, value := kid.simplify()
		if constant {
			if value != (c.op == cfgAll) {
				return nil, true, value
			}
			continue
		}
		if k.op == c.op {
			s.kids = append(s.kids, k.kids...)
		} else {
			s.kids = append(s.kids, k)
		}
	}
	switch len(s.kids) {
	case 0:
		return nil, true, c.op == cfgAll
	case 1:
		return s.kids[0], false, false
	}
	return s, false, false
}

// gate joins the predicates that an item stands under.
func gate(list []*cfg) *cfg {
	all := &cfg{op: cfgAll}
	seen := map[string]bool{}
	for _, c := range list {
		if t := c.String(); !seen[t] {
			seen[t] = true
			all.kids = append(all.kids, c)
		}
	}
	s, constant, _ := all.simplify()
	if constant {
		return nil
	}
	return s
}

// parseCfg reads a predicate that was written by String.
func parseCfg(text string) *cfg {
	p := newParser([]byte(text))
	c := p.cfg()
	if p.failed || !p.done() {
		return nil
	}
	return c
}

// atoms lists the options of a predicate.
func (c *cfg) atoms(list []string) []string {
	if c.op == cfgOption {
		if s := c.String(); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	for _, k := range c.kids {
		list = k.atoms(list)
	}
	return list
}

// eval evaluates a predicate under an assignment of its atoms.
func (c *cfg) eval(on map[string]bool) bool {
	switch c.op {
	case cfgOption:
		return on[c.String()]
	case cfgNot:
		return len(c.kids) == 1 && !c.kids[0].eval(on)
	}
	for _, k := range c.kids {
		if k.eval(on) != (c.op == cfgAll) {
			return c.op == cfgAny
		}
	}
	return c.op == cfgAll
}

// implies reports whether b holds wherever a does. Where there are too many
// options to try, it is said to. What possible refuses cannot be: a feature without those that it
// enables, two operating systems at once.
func implies(a, b *cfg, possible func(on map[string]bool) bool) bool {
	if b == nil {
		return true
	}
	var atoms []string
	if a != nil {
		atoms = a.atoms(atoms)
	}
	atoms = b.atoms(atoms)
	if len(atoms) > 12 {
		return true
	}
	on := make(map[string]bool, len(atoms))
	for bits := range 1 << len(atoms) {
		for i, name := range atoms {
			on[name] = bits>>i&1 == 1
		}
		if (a == nil || a.eval(on)) && possible(on) && !b.eval(on) {
			return false
		}
	}
	return true
}

// targetValues derives the cfg values of a target triple
// (https://doc.rust-lang.org/rustc/platform-support.html).
func targetValues(triple string) map[string][]string {
	parts := strings.Split(triple, "-")
	arch := parts[0]
	v := map[string][]string{"debug_assertions": nil, "panic": {"unwind"}, "target_vendor": {"unknown"}, "target_endian": {"little"}, "target_env": {""}}
	width := "64"
	switch {
	case arch == "aarch64" || arch == "arm64":
		arch = "aarch64"
	case strings.HasPrefix(arch, "arm") || strings.HasPrefix(arch, "thumb"):
		arch, width = "arm", "32"
	case len(arch) == 4 && arch[0] == 'i' && strings.HasSuffix(arch, "86"):
		arch, width = "x86", "32"
	case strings.HasPrefix(arch, "riscv64"):
		arch = "riscv64"
	case strings.HasPrefix(arch, "riscv32"):
		arch, width = "riscv32", "32"
	case arch == "wasm32" || arch == "mips" || arch == "powerpc" || arch == "mipsel":
		width = "32"
	case arch == "powerpc64le":
		arch = "powerpc64"
	case arch == "s390x" || arch == "sparc64" || arch == "powerpc64" || arch == "mips64":
		v["target_endian"] = []string{"big"}
	}
	if arch == "mips" || arch == "powerpc" {
		v["target_endian"] = []string{"big"}
	}
	v["target_arch"] = []string{arch}
	v["target_pointer_width"] = []string{width}
	v["target_has_atomic"] = []string{"8", "16", "32", "ptr"}
	if width == "64" {
		v["target_has_atomic"] = append(v["target_has_atomic"], "64")
	}
	if arch == "x86_64" {
		v["target_feature"] = []string{"fxsr", "sse", "sse2"}
	}
	rest := strings.Join(parts[1:], "-")
	switch {
	case strings.Contains(rest, "windows"):
		v["target_os"], v["target_family"], v["windows"] = []string{"windows"}, []string{"windows"}, nil
		v["target_vendor"] = []string{"pc"}
		v["target_env"] = []string{parts[len(parts)-1]}
	case strings.Contains(rest, "apple"):
		os := "macos"
		for _, name := range []string{"ios", "tvos", "watchos", "visionos"} {
			if strings.Contains(rest, name) {
				os = name
			}
		}
		v["target_os"], v["target_family"], v["unix"] = []string{os}, []string{"unix"}, nil
		v["target_vendor"] = []string{"apple"}
	case strings.HasPrefix(arch, "wasm"):
		v["target_os"], v["target_family"] = []string{"unknown"}, []string{"wasm"}
		if strings.Contains(rest, "wasi") {
			v["target_os"] = []string{"wasi"}
		}
	case strings.Contains(rest, "none"):
		v["target_os"] = []string{"none"}
	default:
		os := "linux"
		for _, name := range []string{"android", "freebsd", "netbsd", "openbsd", "dragonfly", "illumos", "solaris", "fuchsia", "haiku", "emscripten"} {
			if strings.Contains(rest, name) {
				os = name
			}
		}
		v["target_os"], v["target_family"], v["unix"] = []string{os}, []string{"unix"}, nil
		if strings.HasSuffix(rest, "gnu") {
			v["target_env"] = []string{"gnu"}
		} else if strings.Contains(rest, "musl") {
			v["target_env"] = []string{"musl"}
		}
	}
	return v
}
