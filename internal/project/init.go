package project

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/internal/toml"
)

// A found component is one that a repository seems to publish.
type found struct {
	config.Component
	why string // said in a comment
}

// Init writes a first configuration from what a repository holds, and how its
// releases are tagged. It says where each line comes from.
func Init(tree fs.FS, name string, tags []string, branch string) ([]byte, error) {
	tag, newest := tagPattern(tags)
	list, err := components(tree, name, newest)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &source.Error{Spec: name, Reason: "nothing that it publishes was found: no Cargo.toml, go.mod, pyproject.toml or header below include/",
			Hint: "write apicheck.toml by hand: docs/projects.md says what stands in it"}
	}
	var b strings.Builder
	b.WriteString("# What apicheck checks, and who must agree to which change. Written by apicheck init;\n" +
		"# the keys are explained in docs/projects.md of apicheck.\n\nschema = 1\n\n[project]\n")
	fmt.Fprintf(&b, "name = %s\n", toml.Quote(name))
	switch {
	case newest != "":
		fmt.Fprintf(&b, "tag = %s   # as %s\n", toml.Quote(tag), config.TagOf(newest, tag))
	default:
		b.WriteString("tag = \"v{version}\"   # there is no tag of a release yet\n")
	}
	if branch != "" {
		fmt.Fprintf(&b, "base = %s        # what changes are meant for\n", toml.Quote(branch))
	}
	b.WriteString("\n# What a branch releases next. Without an entry the versions in the source tell: the one\n" +
		"# of the work tree against the last release.\n[branches]\n\"release-*\" = \"patch\"\n" +
		"\n# The tiers: 1 promises a stable API, and a major change needs an accepted RFC; of tier 2 the\n" +
		"# owners are consulted; 3 promises nothing. Without a tier a version number alone decides.\n")
	for _, f := range list {
		fmt.Fprintf(&b, "\n# %s\n[[component]]\nname = %s\nlanguage = %s\n# tier = 1\n", comment(f.why), toml.Quote(f.Name), toml.Quote(f.Language))
		fmt.Fprintf(&b, "path = %s\n", toml.Quote(f.Path))
		for _, k := range []struct{ key, value string }{{"package", f.Package}, {"version", f.Version}} {
			if k.value != "" {
				fmt.Fprintf(&b, "%s = %s\n", k.key, toml.Quote(k.value))
			}
		}
	}
	text := []byte(b.String())
	if _, err := config.Parse(config.Name, text); err != nil {
		return nil, fmt.Errorf("defect of apicheck: what init wrote cannot be read: %w", err)
	}
	return text, nil
}

var releaseTagRE = regexp.MustCompile(`^(.*?)(\d+\.\d+\.\d+)$`)

// tagPattern finds how releases are tagged: as most of the tags are.
func tagPattern(tags []string) (pattern, newest string) {
	count := map[string]int{}
	for _, t := range tags {
		if m := releaseTagRE.FindStringSubmatch(t); m != nil {
			count[m[1]]++
		}
	}
	best := ""
	for prefix, n := range count {
		if best == "" && count[best] == 0 || n > count[best] || n == count[best] && prefix < best {
			best = prefix
		}
	}
	pattern = best + "{version}"
	for _, t := range tags {
		if v, ok := config.VersionIn(t, pattern); ok && releaseTagRE.MatchString(v) && (newest == "" || compareReleases(v, newest) > 0) {
			newest = v
		}
	}
	return pattern, newest
}

func compareReleases(a, b string) int {
	last, _ := between([]string{a}, b, b)
	switch {
	case a == b:
		return 0
	case last != "":
		return -1
	}
	return 1
}

// skipped are directories whose content is not what a project publishes.
var skipped = regexp.MustCompile(`(^|/)(\..*|testdata|tests?|fixtures|examples?|vendor|third[_-]party|node_modules|target|build|dist|docs?|benches|fuzz(ing)?)$`)

// maxInit bounds the directories that are looked into.
const maxInit = 20_000

// components lists what a tree seems to publish.
func components(tree fs.FS, name, newest string) ([]found, error) {
	var dirs []string
	err := fs.WalkDir(tree, ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case at != "." && skipped.MatchString(at):
			return fs.SkipDir
		case len(dirs) >= maxInit:
			return fs.SkipAll
		}
		dirs = append(dirs, at)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var list []found
	for _, dir := range dirs {
		for _, look := range []func(fs.FS, string) *found{crateIn, goModuleIn, pythonIn, headersIn} {
			if f := look(tree, dir); f != nil {
				list = append(list, *f)
			}
		}
	}
	seen := map[string]bool{}
	for i := range list {
		f := &list[i]
		if f.Language == "c" && f.Path == "." {
			f.Name = name
		}
		base := cmp.Or(strings.Trim(unnamed.ReplaceAllString(f.Name, "-"), "-."), f.Language)
		f.Name = base
		for n := 1; seen[strings.ToLower(f.Name)]; n++ { // a crate and its headers, say
			if f.Name = base + "-" + f.Language; n > 1 {
				f.Name += fmt.Sprintf("-%d", n)
			}
		}
		seen[strings.ToLower(f.Name)] = true
		f.Version = versionTemplate(f.Version, newest)
	}
	return list, nil
}

// comment is text of the repository in a comment, on one line.
func comment(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return text
}

var unnamed = regexp.MustCompile(`[^A-Za-z0-9._+-]+`)

// versionTemplate makes what [[component]] says of versions: nothing where the
// component has the project's.
func versionTemplate(version, newest string) string {
	v, n := releaseTagRE.FindStringSubmatch(plain(strings.TrimSuffix(version, "-dev"))), releaseTagRE.FindStringSubmatch(newest)
	if v == nil || n == nil || v[1] != "" {
		return ""
	}
	a, b := strings.Split(v[2], "."), strings.Split(n[2], ".")
	var mine, theirs [3]int
	for i := range 3 {
		fmt.Sscan(a[i], &mine[i])
		fmt.Sscan(b[i], &theirs[i])
	}
	switch {
	case mine[0] == theirs[0] || mine[0] == theirs[0]+1:
		return ""
	case mine[0] == 0 && mine[1] >= theirs[0]: // 0.128 goes along with 41, and 0.129 is next
		offset := mine[1] - theirs[0]
		if theirs[0] > 0 && mine[2] == 0 && strings.HasSuffix(version, "-dev") {
			offset--
		}
		return fmt.Sprintf("0.{major+%d}.{patch}", offset)
	}
	return config.Independent
}

// A workspace is what the crates of a Cargo workspace inherit
// (https://doc.rust-lang.org/cargo/reference/workspaces.html#the-package-table).
type workspace struct{ Package map[string]any }

// workspaceOf finds the workspace of a directory: the nearest one above it.
func workspaceOf(tree fs.FS, dir string) *workspace {
	for ; ; dir = path.Dir(dir) {
		var m struct{ Workspace *workspace }
		if data, err := fs.ReadFile(tree, path.Join(dir, "Cargo.toml")); err == nil && toml.Decode(data, &m) == nil && m.Workspace != nil {
			return m.Workspace
		}
		if dir == "." {
			return &workspace{}
		}
	}
}

// crateIn finds a library crate that is published: publish is not false.
func crateIn(tree fs.FS, dir string) *found {
	data, err := fs.ReadFile(tree, path.Join(dir, "Cargo.toml"))
	var m struct {
		Package *struct {
			Name    string
			Version any
			Publish any
		}
		Lib *struct {
			Path      string
			ProcMacro bool `toml:"proc-macro"`
		}
	}
	if err != nil || toml.Decode(data, &m) != nil || m.Package == nil || m.Package.Name == "" {
		return nil
	}
	if m.Lib != nil && m.Lib.ProcMacro {
		return nil // what it exports are macros that only a compiler can read
	}
	w := workspaceOf(tree, dir)
	inherits := func(v any, key string) any {
		if t, ok := v.(map[string]any); ok && t["workspace"] == true {
			return w.Package[key]
		}
		return v
	}
	publish := inherits(m.Package.Publish, "publish")
	if list, ok := publish.([]any); publish == false || ok && len(list) == 0 {
		return nil
	}
	lib := "src/lib.rs"
	if m.Lib != nil && m.Lib.Path != "" {
		lib = m.Lib.Path
	}
	if info, err := fs.Stat(tree, path.Join(dir, lib)); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	version, _ := inherits(m.Package.Version, "version").(string)
	if version == "" || version == "0.0.0" { // such crates are never published
		return nil
	}
	return &found{config.Component{Name: m.Package.Name, Language: "rust", Path: dir, Package: "crate:" + m.Package.Name, Version: version},
		"a library crate; " + path.Join(dir, "Cargo.toml") + " does not say publish = false"}
}

var moduleRE = regexp.MustCompile(`(?m)^module[ \t]+"?([^\s"]+)`)

// goModuleIn finds a Go module with something outside of internal and main.
func goModuleIn(tree fs.FS, dir string) *found {
	data, err := fs.ReadFile(tree, path.Join(dir, "go.mod"))
	m := moduleRE.FindSubmatch(data)
	if err != nil || m == nil {
		return nil
	}
	library := false
	_ = fs.WalkDir(tree, dir, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || library:
			return fs.SkipAll
		case d.IsDir() && at != dir:
			if _, err := fs.Stat(tree, path.Join(at, "go.mod")); err == nil || path.Base(at) == "internal" || skipped.MatchString(at) {
				return fs.SkipDir
			}
		case strings.HasSuffix(at, ".go") && !strings.HasSuffix(at, "_test.go"):
			library = isLibrary(tree, at)
		}
		return nil
	})
	if !library {
		return nil
	}
	mod := string(m[1])
	base := regexp.MustCompile(`/v\d+$`).ReplaceAllString(mod, "")
	return &found{config.Component{Name: path.Base(base), Language: "go", Path: dir, Package: "go:" + base}, "a Go module, by " + path.Join(dir, "go.mod")}
}

// isLibrary reports whether a Go file belongs to a package that others import.
func isLibrary(tree fs.FS, name string) bool {
	data, err := fs.ReadFile(tree, name)
	if err != nil {
		return false
	}
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		if pkg, ok := strings.CutPrefix(s.Text(), "package "); ok {
			return strings.Fields(pkg + " main")[0] != "main"
		}
	}
	return false
}

// pythonIn finds a Python distribution.
func pythonIn(tree fs.FS, dir string) *found {
	var p struct {
		Project struct{ Name, Version string }
	}
	file := path.Join(dir, "pyproject.toml")
	data, err := fs.ReadFile(tree, file)
	if err == nil {
		if toml.Decode(data, &p) != nil || p.Project.Name == "" && !bytes.Contains(data, []byte("[build-system]")) {
			return nil // only tools are configured in it
		}
	} else {
		file = path.Join(dir, "setup.py")
		if _, err := fs.Stat(tree, file); err != nil {
			return nil
		}
	}
	if p.Project.Name == "" {
		if p.Project.Name = path.Base(dir); dir == "." {
			p.Project.Name = "python"
		}
		return &found{config.Component{Name: p.Project.Name, Language: "python", Path: dir}, "a Python distribution, by " + file + "; add package = \"pypi:NAME\""}
	}
	return &found{config.Component{Name: p.Project.Name, Language: "python", Path: dir, Package: "pypi:" + p.Project.Name, Version: p.Project.Version}, "a Python distribution, by " + file}
}

// headersIn finds a directory whose include/ has C headers.
func headersIn(tree fs.FS, dir string) *found {
	has := false
	_ = fs.WalkDir(tree, path.Join(dir, "include"), func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipAll
		}
		if has = has || strings.HasSuffix(at, ".h"); has {
			return fs.SkipAll
		}
		return nil
	})
	if !has {
		return nil
	}
	return &found{config.Component{Name: path.Base(dir), Language: "c", Path: dir}, "C headers, below " + path.Join(dir, "include")}
}
