package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/semver"
)

// Versions lists the published versions of a package, a spec without a
// version, in no particular order. Of a Go module, whose path changes with its
// major version, those of the newest major up to that of upTo are listed. It
// asks the ecosystem's own client.
func Versions(ctx context.Context, pkg, upTo string, o Options) ([]string, error) {
	scheme, name, _ := strings.Cut(pkg, ":")
	dir, err := os.MkdirTemp("", "apicheck-") // the configuration of a checked project has no say
	if err != nil {
		return nil, &Error{Spec: pkg, Reason: "no temporary directory: " + cause(err)}
	}
	defer os.RemoveAll(dir)
	defer o.progress("listing the versions of " + name)()
	switch scheme {
	case "crate":
		return crateVersions(ctx, pkg, name, dir)
	case "go":
		return goVersions(ctx, pkg, name, upTo, dir)
	case "pypi":
		return pypiVersions(ctx, pkg, name, dir)
	}
	return nil, &Error{Spec: pkg, Reason: "not a published package", Hint: "write crate:NAME, go:MODULE or pypi:NAME", Usage: true}
}

// crateVersions has cargo bring the index of the crate up to date, and reads it.
func crateVersions(ctx context.Context, spec, name, dir string) ([]string, error) {
	c := crateClient{ctx: ctx, spec: spec, dir: dir}
	p, err := c.fetch(name, "")
	if err != nil {
		return nil, err
	}
	files, _ := filepath.Glob(filepath.Join(cargoHome(), "registry", "index", "*", ".cache", filepath.FromSlash(indexPrefix(p.name)), strings.ToLower(p.name)))
	var list []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		for piece := range bytes.SplitSeq(data, []byte{0}) {
			var v struct {
				Vers   string
				Yanked bool
			}
			if len(piece) > 0 && piece[0] == '{' && json.Unmarshal(piece, &v) == nil && !v.Yanked {
				list = append(list, v.Vers)
			}
		}
	}
	return list, nil
}

// maxProbes bounds how many versions are asked for one by one.
const maxProbes = 30

// goVersions asks for one major version after the other, as each has a path of
// its own, until there is one with a release. A proxy need not list all that it
// serves: where it does not answer, versions up to upTo are asked for one by one.
func goVersions(ctx context.Context, spec, mod, upTo, dir string) ([]string, error) {
	g := goLister{ctx, spec, dir}
	major := 1
	if v := semver.Major("v" + strings.TrimPrefix(upTo, "v")); v != "" {
		major, _ = strconv.Atoi(v[1:])
	}
	base := majorVersionRE.ReplaceAllString(mod, "")
	for ; ; major-- {
		path := base
		if major > 1 {
			path += "/v" + strconv.Itoa(major)
		}
		list, reason, err := g.list("-versions", path)
		if err != nil {
			return nil, err
		}
		if reason != "" && !unknownModuleRE.MatchString(reason) {
			if list, err = g.probe(path, upTo); err != nil {
				return nil, err
			}
			if len(list) == 0 {
				return nil, &Error{Spec: spec, Reason: "go list: " + oneLine(reason), Hint: goHint(reason, path)}
			}
		}
		if len(list) > 0 || major <= 1 {
			return list, nil
		}
	}
}

// unknownModuleRE matches what the go command says of a module or a version that
// does not exist (https://go.dev/ref/mod#goproxy-protocol: 404 and 410).
var unknownModuleRE = regexp.MustCompile(`404 Not Found|410 Gone|unknown revision|no matching versions|does not exist|[Rr]epository not found`)

type goLister struct {
	ctx       context.Context
	spec, dir string
}

// list asks the go command for a module: its versions with -versions, or the
// one that is named. An answer that is no version comes as its reason.
func (g goLister) list(args ...string) (versions []string, reason string, err error) {
	cmd := exec.CommandContext(g.ctx, "go", append([]string{"list", "-m", "-json"}, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GO111MODULE=on", "GOWORK=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	switch {
	case g.ctx.Err() != nil:
		return nil, "", g.ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, "", &Error{Spec: g.spec, Reason: "go is not installed", Hint: "install Go, or record the surfaces: apicheck baseline record"}
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, string(exit.Stderr), nil
	}
	var answer struct {
		Version  string
		Versions []string
	}
	if err != nil || json.Unmarshal(out, &answer) != nil {
		return nil, "", &Error{Spec: g.spec, Reason: "go list says nothing that can be understood"}
	}
	if len(args) == 1 {
		return []string{answer.Version}, "", nil
	}
	return answer.Versions, "", nil
}

// probe asks for the versions of upTo's release line one by one, the newest
// first, and returns the first that is there.
func (g goLister) probe(path, upTo string) ([]string, error) {
	v := "v" + strings.TrimPrefix(upTo, "v")
	line := semver.MajorMinor(v)
	if major := majorVersionRE.FindString(path); major != "" && semver.Major(v) != major[1:] {
		line = major[1:] + ".0"
	}
	last := 0
	if rest, ok := strings.CutPrefix(semver.Canonical(v), line+"."); ok {
		last, _ = strconv.Atoi(rest)
	}
	for patch := min(last, maxProbes); patch >= 0; patch-- {
		list, _, err := g.list(path + "@" + line + "." + strconv.Itoa(patch))
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}

func pypiVersions(ctx context.Context, spec, name, dir string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "python3", "-m", "pip", "index", "versions", "--ignore-requires-python", "--disable-pip-version-check", "--no-input", name)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	m := availableRE.FindSubmatch(out)
	if err != nil || m == nil {
		return nil, &Error{Spec: spec, Reason: "pip index versions: " + oneLine(string(out)), Hint: "the index must be reachable; or record the surfaces: apicheck baseline record"}
	}
	return strings.Split(strings.TrimSpace(string(m[1])), ", "), nil
}
