package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	distNameRE    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$`)
	distVersionRE = regexp.MustCompile(`^[0-9][0-9A-Za-z.!+_-]{0,63}$`)
	wheelRE       = regexp.MustCompile(`^([^-]+)-([^-]+)(-[^-]+)?-([^-]+)-([^-]+)-([^-]+)\.whl$`)
	availableRE   = regexp.MustCompile(`(?m)^Available versions: (.*)$`)
)

// openPyPI opens a distribution through "pip download", with the user's indexes,
// credentials and cache. Only wheels are taken: to tell what a source archive
// is, pip would run it. Nothing of the package is run or installed.
func openPyPI(ctx context.Context, spec, name, version string, o Options) (*Source, error) {
	if !distNameRE.MatchString(name) {
		return nil, &Error{spec, "not the name of a distribution: " + name, "write pypi:NAME@VERSION, such as pypi:wasmtime@43.0.0", true}
	}
	if version == "latest" {
		version = ""
	}
	if version != "" && !distVersionRE.MatchString(version) {
		return nil, &Error{spec, "not a version: " + version, "write a version such as 1.2.3, or latest", true}
	}
	dir, err := os.MkdirTemp("", "apicheck-") // the configuration of a checked project has no say
	if err != nil {
		return nil, &Error{Spec: spec, Reason: "no temporary directory: " + cause(err)}
	}
	what := name
	if version != "" {
		what += "==" + version
	}
	defer o.progress("downloading " + what)()
	s := &Source{Spec: spec, Registry: "pypi", Package: name, Root: "."}
	wheel, err := (pip{ctx, spec, dir}).download(what)
	if err == nil {
		err = s.openWheel(wheel)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	zip := s.close
	s.close = func() error { return errors.Join(zip(), os.RemoveAll(dir)) }
	return s, nil
}

// openWheel opens a wheel, whose name says what is in it
// (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
func (s *Source) openWheel(file string) error {
	m := wheelRE.FindStringSubmatch(filepath.Base(file))
	if m == nil {
		return &Error{Spec: s.Spec, Reason: "pip brought " + filepath.Base(file) + ", which is no wheel"}
	}
	s.Name, s.Version = s.Package, m[2]
	s.Origin = "pypi:" + s.Package + "@" + s.Version
	return s.openZip(file)
}

type pip struct {
	ctx  context.Context
	spec string
	dir  string
}

// foreign are the platforms whose wheels are asked for, whatever this machine's
// is: they are as good to read, and the same on all machines.
var foreign = []string{
	"manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "any",
	"win_amd64", "win32", "macosx_14_0_universal2", "macosx_11_0_arm64", "macosx_10_9_x86_64",
}

// pythons are the versions whose wheels are asked for, the newest first.
var pythons = []string{"3.14", "3.13", "3.12", "3.11", "3.10", "3.9", "3.8", "3.7", "3.6", "2.7"}

// download fetches a wheel and returns its path. Which one does not depend on
// the machine, as far as pip can be told: the newest Python, Linux first.
func (p pip) download(what string) (string, error) {
	var first string
	for _, python := range pythons {
		args := []string{"--python-version", python}
		for _, platform := range foreign {
			args = append(args, "--platform", platform)
		}
		wheel, stderr, err := p.run(what, args)
		if wheel != "" || err != nil {
			return wheel, err
		}
		if strings.Contains(stderr, "NewConnectionError") || !strings.Contains(stderr, "No matching distribution") && !strings.Contains(stderr, "Could not find a version") {
			return "", p.failure(what, stderr)
		}
		if first == "" {
			first = stderr
			if known, err := p.published(what); err != nil || !known {
				return "", cmp.Or(err, p.failure(what, stderr))
			}
		}
	}
	return "", p.failure(what, first)
}

// published asks whether the index has a version, with a wheel or without.
func (p pip) published(what string) (bool, error) {
	name, version, exact := strings.Cut(what, "==")
	cmd := exec.CommandContext(p.ctx, "python3", "-m", "pip", "index", "versions", "--pre", "--ignore-requires-python", "--disable-pip-version-check", "--no-input", name)
	cmd.Dir = p.dir
	out, err := cmd.CombinedOutput()
	if p.ctx.Err() != nil {
		return false, p.ctx.Err()
	}
	if err != nil {
		if strings.Contains(string(out), "No matching distribution") {
			return false, &Error{Spec: p.spec, Reason: "the index has no distribution " + name, Hint: "check the name"}
		}
		return true, nil // an older pip cannot tell
	}
	m := availableRE.FindSubmatch(out)
	if m == nil || !exact {
		return true, nil
	}
	if !slices.Contains(strings.Split(strings.TrimSpace(string(m[1])), ", "), version) {
		return false, &Error{Spec: p.spec, Reason: "the index has no version " + version + " of " + name,
			Hint: "python3 -m pip index versions " + name + " lists the versions"}
	}
	return true, nil
}

// run asks pip once. Without a wheel it returns what pip says.
func (p pip) run(what string, args []string) (wheel, stderr string, err error) {
	args = append([]string{"-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
		"--ignore-requires-python", "--dest", p.dir}, args...)
	cmd := exec.CommandContext(p.ctx, "python3", append(args, what)...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "PIP_NO_COLOR=1", "PYTHONSAFEPATH=1")
	var out bytes.Buffer
	cmd.Stderr = &out
	runErr := cmd.Run()
	if p.ctx.Err() != nil {
		return "", "", p.ctx.Err()
	}
	if errors.Is(runErr, exec.ErrNotFound) {
		return "", "", &Error{Spec: p.spec, Reason: "python3 is not installed, whose pip fetches distributions", Hint: "install Python, or name a wheel, a directory or git:REV instead"}
	}
	if strings.Contains(out.String(), "No module named pip") {
		return "", "", &Error{Spec: p.spec, Reason: "python3 has no pip, which fetches distributions", Hint: "install pip, or name a wheel, a directory or git:REV instead"}
	}
	if runErr != nil {
		return "", out.String(), nil
	}
	found, _ := filepath.Glob(filepath.Join(p.dir, "*.whl"))
	if len(found) != 1 {
		return "", "", &Error{Spec: p.spec, Reason: "pip download left no wheel", Hint: "try: python3 -m pip download --no-deps " + what}
	}
	return found[0], "", nil
}

// failure says why there is no wheel.
func (p pip) failure(what, stderr string) error {
	name, version, exact := strings.Cut(what, "==")
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	reason := strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "ERROR: ")
	if strings.Contains(stderr, "NewConnectionError") || strings.Contains(stderr, "ConnectTimeout") || strings.Contains(stderr, "Temporary failure in name resolution") {
		return &Error{Spec: p.spec, Reason: "pip download: the index cannot be reached", Hint: "name a wheel, a directory or git:REV instead, or try again"}
	}
	hint := "python3 -m pip index versions " + name + " lists the versions"
	if strings.Contains(reason, "No matching distribution") {
		hint = "it may have source archives only, which pip would run to read: fetch one, and name the file"
	}
	if exact && strings.Contains(reason, "No matching distribution") {
		reason = "no wheel of version " + version + " of " + name
	}
	return &Error{Spec: p.spec, Reason: "pip download: " + reason, Hint: hint}
}
