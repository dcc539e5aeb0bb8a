package source

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// openGoModule opens a published Go module through "go mod download", so that
// the user's proxies, credentials, cache and checksum database apply. The go
// command runs nothing of a module that it downloads.
func openGoModule(ctx context.Context, spec, mod, version string, o Options) (*Source, error) {
	if version == "" {
		version = "latest"
	}
	mod = withMajor(mod, version)
	if err := module.CheckPath(mod); err != nil {
		return nil, &Error{spec, "not a module path: " + mod, "write go:MODULE@VERSION, such as go:golang.org/x/mod@v0.20.0", true}
	}
	if strings.ContainsAny(version, " \t\n") || strings.HasPrefix(version, "-") {
		return nil, &Error{spec, "not a version: " + version, "write a version such as v1.2.3, or latest", true}
	}
	dir, err := os.MkdirTemp("", "apicheck-") // outside of any module
	if err != nil {
		return nil, &Error{Spec: spec, Reason: "no temporary directory: " + cause(err)}
	}
	defer os.RemoveAll(dir)
	done := o.progress("downloading " + mod + "@" + version)
	defer done()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", mod+"@"+version)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GO111MODULE=on", "GOWORK=off", "GOTOOLCHAIN=local")
	if strings.Contains(os.Getenv("GOFLAGS"), "-mod") { // meant for another module
		cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod")
	}
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, &Error{Spec: spec, Reason: "go is not installed", Hint: "install Go, or name a directory or git:REV instead"}
	}
	var answer struct{ Path, Version, Error, Zip string }
	if jsonErr := json.Unmarshal(out, &answer); jsonErr != nil || answer.Error != "" || answer.Zip == "" {
		reason := answer.Error
		var exit *exec.ExitError
		if reason == "" && errors.As(err, &exit) {
			reason = string(exit.Stderr)
		}
		return nil, &Error{Spec: spec, Reason: "go mod download: " + oneLine(reason), Hint: goHint(reason, mod)}
	}
	s := &Source{
		Spec: spec, Origin: "go:" + answer.Path + "@" + answer.Version,
		Version: answer.Version, Registry: "go", Name: path.Base(answer.Path), Package: answer.Path,
	}
	if err := s.openZip(answer.Zip); err != nil {
		return nil, err
	}
	// Everything in a module zip stands below MODULE@VERSION/.
	s.Root = answer.Path + "@" + answer.Version
	if f := s.Tree.(*tree).files[s.Root]; f == nil || !f.dir {
		s.Close()
		return nil, &Error{Spec: spec, Reason: "the module zip has no directory " + s.Root, Hint: "go clean -modcache, then try again"}
	}
	return s, nil
}

var majorVersionRE = regexp.MustCompile(`/v[0-9]+$`)

// withMajor adds the major version suffix that the version asks for, if the
// path has none (https://go.dev/ref/mod#major-version-suffixes).
func withMajor(mod, version string) string {
	major := semver.Major(version)
	if major == "" || major == "v0" || major == "v1" || strings.HasSuffix(version, "+incompatible") ||
		majorVersionRE.MatchString(mod) || strings.HasPrefix(mod, "gopkg.in/") {
		return mod
	}
	return mod + "/" + major
}

func goHint(reason, mod string) string {
	if strings.Contains(reason, "dial tcp") || strings.Contains(reason, "disabled by GOPROXY=off") {
		return "the module is not in the cache and no proxy can be reached"
	}
	return "go list -m -versions " + mod + " lists the versions"
}

// oneLine keeps the lines of a message that say something, as one.
func oneLine(text string) string {
	var parts []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "go: downloading") {
			parts = append(parts, strings.TrimPrefix(line, "go: "))
		}
	}
	return strings.Join(parts, "; ")
}
