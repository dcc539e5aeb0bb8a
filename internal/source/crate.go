package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/apicheck/apicheck/internal/toml"
)

var (
	crateNameRE    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)
	crateVersionRE = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	exactRE        = regexp.MustCompile(`^=\s*([0-9]+\.[0-9]+\.[0-9]+\S*)$`)
	infoVersionRE  = regexp.MustCompile(`(?m)^version: (\S+)`)
)

// maxSiblings bounds the packages that one release is made of.
const maxSiblings = 100

// openCrate opens a package of the crates registry through "cargo info": it
// downloads that one package, with the user's mirrors and credentials, and
// runs nothing of it. Dependencies that are pinned to the very version of the
// package are parts of the same release: they stand beside it in the tree.
func openCrate(ctx context.Context, spec, name, version string, o Options) (*Source, error) {
	if !crateNameRE.MatchString(name) {
		return nil, &Error{spec, "not a crate name: " + name, "write crate:NAME@VERSION, such as crate:anyhow@1.0.100", true}
	}
	if version == "latest" {
		version = ""
	}
	if version != "" && !crateVersionRE.MatchString(version) {
		return nil, &Error{spec, "not a version: " + version, "write a whole version such as 1.2.3, or latest", true}
	}
	dir, err := os.MkdirTemp("", "apicheck-") // the configuration of a checked project has no say
	if err != nil {
		return nil, &Error{Spec: spec, Reason: "no temporary directory: " + cause(err)}
	}
	defer os.RemoveAll(dir)
	what := name
	if version != "" {
		what += "@" + version
	}
	defer o.progress("downloading " + what)()
	c := crateClient{ctx: ctx, spec: spec, dir: dir}
	first, err := c.fetch(name, version)
	if err != nil {
		return nil, err
	}
	packages, err := c.siblings(first)
	if err != nil {
		return nil, err
	}
	s := &Source{
		Spec: spec, Origin: "crate:" + first.name + "@" + first.version, Version: first.version,
		Registry: "crate", Name: first.name, Package: first.name, Root: first.root(),
	}
	s.Tree = join(packages)
	return s, nil
}

// A cratePackage is an unpacked package: its tree holds NAME-VERSION/.
type cratePackage struct {
	name, version string
	tree          *tree
}

func (p *cratePackage) root() string { return p.name + "-" + p.version }

type crateClient struct {
	ctx  context.Context
	spec string
	dir  string
}

// fetch downloads a package, or takes it from cargo's cache.
func (c crateClient) fetch(name, version string) (*cratePackage, error) {
	var reason string
	modes := [][]string{{}}
	if version != "" && len(c.cached(name, version)) > 0 {
		modes = [][]string{{"--offline"}, {}} // what is there already need not be asked for
	}
	for _, mode := range modes {
		arg := name
		if version != "" {
			arg += "@" + version
		}
		cmd := exec.CommandContext(c.ctx, "cargo", append([]string{"info", "--quiet", "--registry", "crates-io", arg}, mode...)...)
		cmd.Dir = c.dir
		cmd.Env = append(os.Environ(), "CARGO_TERM_COLOR=never", "CARGO_HOME="+cargoHome())
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if c.ctx.Err() != nil {
			return nil, c.ctx.Err()
		}
		if errors.Is(err, exec.ErrNotFound) {
			return nil, &Error{Spec: c.spec, Reason: "cargo is not installed", Hint: "install Rust, or name a directory or git:REV instead"}
		}
		if err != nil {
			reason = stderr.String()
			continue
		}
		real, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		real, _, _ = strings.Cut(real, " ")
		m := infoVersionRE.FindSubmatch(out)
		if m == nil || !crateNameRE.MatchString(real) || !crateVersionRE.Match(m[1]) {
			return nil, &Error{Spec: c.spec, Reason: "cargo info says nothing that can be understood", Hint: "cargo info needs cargo 1.82 or newer"}
		}
		return c.open(real, string(m[1]))
	}
	hint := "cargo info " + name + " shows the newest version; cargo cannot show one that was yanked"
	if strings.Contains(reason, "download") || strings.Contains(reason, "onnect") {
		hint = "the package is not in cargo's cache and the registry cannot be reached"
	}
	return nil, &Error{Spec: c.spec, Reason: "cargo info: " + strings.TrimPrefix(oneLine(reason), "error: "), Hint: hint}
}

func cargoHome() string {
	if home := os.Getenv("CARGO_HOME"); filepath.IsAbs(home) {
		return home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cargo")
}

// cached lists the archives of a package in cargo's cache, one for each
// registry that it came from.
func (c crateClient) cached(name, version string) []string {
	list, _ := filepath.Glob(filepath.Join(cargoHome(), "registry", "cache", "*", name+"-"+version+".crate"))
	if more, _ := filepath.Glob(filepath.Join(cargoHome(), "registry", "cache", "*", name+"-"+version+"+*.crate")); !strings.Contains(version, "+") {
		list = append(list, more...)
	}
	slices.Sort(list)
	return list
}

// open unpacks the cached archive whose checksum is the registry's.
func (c crateClient) open(name, version string) (*cratePackage, error) {
	list := c.cached(name, version)
	for _, file := range list {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		want, known := checksum(file, name, version)
		if sum := sha256.Sum256(data); known && hex.EncodeToString(sum[:]) != want {
			continue
		}
		s := &Source{Spec: c.spec}
		if err := s.openTarGz(file); err != nil {
			return nil, err
		}
		p := &cratePackage{name, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), name+"-"), ".crate"), s.Tree.(*tree)}
		if f := p.tree.files[p.root()]; f == nil || !f.dir {
			return nil, &Error{Spec: c.spec, Reason: "the package has no directory " + p.root()}
		}
		return p, nil
	}
	if len(list) > 0 {
		return nil, &Error{Spec: c.spec, Reason: "the package in cargo's cache is not the one that the registry knows", Hint: "remove " + list[0] + ", and try again"}
	}
	return nil, &Error{Spec: c.spec, Reason: "cargo did not leave the package in its cache", Hint: "name an unpacked directory instead, where the registry is a vendored one"}
}

// checksum returns what the registry's index says of a version. The index is
// cached beside the packages: pieces of JSON between zero bytes.
func checksum(file, name, version string) (string, bool) {
	lower, prefix := strings.ToLower(name), indexPrefix(name)
	registry := filepath.Base(filepath.Dir(file))
	data, err := os.ReadFile(filepath.Join(cargoHome(), "registry", "index", registry, ".cache", filepath.FromSlash(prefix), lower))
	if err != nil {
		return "", false
	}
	plain, _, _ := strings.Cut(version, "+")
	for piece := range bytes.SplitSeq(data, []byte{0}) {
		var v struct{ Vers, Cksum string }
		if len(piece) > 0 && piece[0] == '{' && json.Unmarshal(piece, &v) == nil {
			if have, _, _ := strings.Cut(v.Vers, "+"); v.Vers == version || have == plain {
				return v.Cksum, true
			}
		}
	}
	return "", false
}

// indexPrefix is the directory that the index keeps a crate in
// (https://doc.rust-lang.org/cargo/reference/registry-index.html#index-files).
func indexPrefix(name string) string {
	lower := strings.ToLower(name)
	switch len(lower) {
	case 1, 2:
		return fmt.Sprint(len(lower))
	case 3:
		return "3/" + lower[:1]
	}
	return lower[:2] + "/" + lower[2:4]
}

// siblings fetches the dependencies that are pinned to the version of the
// package, and theirs.
func (c crateClient) siblings(first *cratePackage) ([]*cratePackage, error) {
	var mu sync.Mutex
	known := map[string]bool{first.name: true}
	all := []*cratePackage{first}
	for next := all; len(next) > 0; {
		var names []string
		for _, p := range next {
			for _, n := range p.pinned(first.version) {
				if !known[n] && len(known) < maxSiblings {
					known[n] = true
					names = append(names, n)
				}
			}
		}
		next = nil
		var g errgroup.Group
		g.SetLimit(4)
		for _, n := range names {
			g.Go(func() error {
				p, err := c.fetch(n, first.version)
				if err != nil {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				next = append(next, p)
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return nil, err
		}
		all = append(all, next...)
	}
	slices.SortFunc(all[1:], func(a, b *cratePackage) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// pinned lists the packages that the manifest requires in exactly the version.
func (p *cratePackage) pinned(version string) []string {
	data, err := fs.ReadFile(p.tree, path.Join(p.root(), "Cargo.toml"))
	if err != nil {
		return nil
	}
	var m struct {
		Dependencies map[string]any
		Target       map[string]struct{ Dependencies map[string]any }
	}
	if err := toml.Decode(data, &m); err != nil {
		return nil // told when the package is read
	}
	var names []string
	add := func(deps map[string]any) {
		for name, d := range deps {
			table, _ := d.(map[string]any)
			requirement, _ := d.(string)
			if v, ok := table["version"].(string); ok {
				requirement = v
			}
			if pkg, ok := table["package"].(string); ok {
				name = pkg
			}
			if r := exactRE.FindStringSubmatch(requirement); r != nil && r[1] == version && crateNameRE.MatchString(name) && table["registry-index"] == nil {
				names = append(names, name)
			}
		}
	}
	add(m.Dependencies)
	for _, t := range m.Target {
		add(t.Dependencies)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// join puts packages beside each other into one tree.
func join(packages []*cratePackage) *tree {
	type part struct {
		tree *tree
		file *treeFile
	}
	var parts []part
	all := newTree(func(f *treeFile) ([]byte, error) { return parts[f.at].tree.read(parts[f.at].file) })
	for _, p := range packages {
		for _, f := range p.tree.files {
			if f.name == "." || f.name != p.root() && !strings.HasPrefix(f.name, p.root()+"/") {
				continue
			}
			g := *f
			if !f.dir {
				g.at = len(parts)
				parts = append(parts, part{p.tree, f})
			}
			all.add(&g)
		}
	}
	all.sort()
	return all
}
