package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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

// goVersions asks for one major version after the other, as each has a path of
// its own, until there is one with a release.
func goVersions(ctx context.Context, spec, mod, upTo, dir string) ([]string, error) {
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
		cmd := exec.CommandContext(ctx, "go", "list", "-m", "-versions", "-json", path)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GO111MODULE=on", "GOWORK=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod")
		out, err := cmd.Output()
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, exec.ErrNotFound):
			return nil, &Error{Spec: spec, Reason: "go is not installed", Hint: "install Go, or record the surfaces: apicheck baseline record"}
		}
		var answer struct{ Versions []string }
		if err == nil && json.Unmarshal(out, &answer) == nil && len(answer.Versions) > 0 {
			return answer.Versions, nil
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) && (strings.Contains(string(exit.Stderr), "dial tcp") || strings.Contains(string(exit.Stderr), "GOPROXY=off")) {
			return nil, &Error{Spec: spec, Reason: "go list: " + oneLine(string(exit.Stderr)), Hint: goHint(string(exit.Stderr), path)}
		}
		if major <= 1 {
			return nil, nil
		}
	}
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
