package project

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
)

// checkRFCs looks up what became of the RFCs that acceptances name, where a
// checkout of the RFC repository is configured.
func (p *Project) checkRFCs() {
	checkout, folder := p.Config.RFCs()
	if checkout == "" {
		return
	}
	known := map[string]policy.RFCStatus{}
	for _, a := range p.accepted.Entries {
		if a.Class != policy.ClassRFC {
			continue
		}
		status, ok := known[a.RFC]
		if !ok {
			status = RFCStatus(checkout, folder, a.RFC)
			known[a.RFC] = status
		}
		a.Status = status
	}
}

var (
	pullRE    = regexp.MustCompile(`(?:/pull/|^#?)(\d+)$`)
	rfcNameRE = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// RFCStatus says what became of an RFC, by a checkout of the RFC repository. An
// RFC is named by its file (wasm-gc.md, accepted/wasm-gc.md, or an address that
// ends in it), or by its pull request (45, #45, or its address). It is accepted
// if its file stands in the folder of accepted ones of the branch that is
// checked out; it is open if it stands anywhere else in the checkout, or on
// another branch.
func RFCStatus(checkout, folder, rfc string) policy.RFCStatus {
	rfc = strings.TrimSuffix(strings.TrimSpace(rfc), "/")
	if m := pullRE.FindStringSubmatch(rfc); m != nil {
		return pullStatus(checkout, folder, m[1])
	}
	name := path.Base(rfc)
	if !rfcNameRE.MatchString(name) {
		return policy.RFCAbsent
	}
	names := []string{name}
	if path.Ext(name) == "" {
		names = append(names, name+".md")
	}
	isFile := func(dir string) func(string) bool {
		return func(n string) bool {
			info, err := os.Stat(filepath.Join(dir, n))
			return err == nil && info.Mode().IsRegular()
		}
	}
	if slices.ContainsFunc(names, isFile(filepath.Join(checkout, filepath.FromSlash(folder)))) {
		return policy.RFCAccepted
	}
	open := false
	_ = filepath.WalkDir(checkout, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case slices.Contains(names, d.Name()):
			open = true
			return fs.SkipAll
		}
		return nil
	})
	if open || onAnyBranch(checkout, names) {
		return policy.RFCOpen
	}
	return policy.RFCAbsent
}

// onAnyBranch reports whether a file of one of the names stands on a branch of
// the checkout, or on a pull request that was fetched.
func onAnyBranch(checkout string, names []string) bool {
	args := []string{"log", "--all", "--max-count=1", "--format=%H", "--"}
	for _, n := range names {
		args = append(args, ":(glob)**/"+n)
	}
	return strings.TrimSpace(gitIn(checkout, args...)) != ""
}

// pullStatus says what became of an RFC by the number of its pull request: the
// commit that merged it brought its file into the folder of accepted ones.
func pullStatus(checkout, folder, number string) policy.RFCStatus {
	log := gitIn(checkout, "log", "--first-parent", "-m", "--name-only", "--diff-filter=AMR", "--format=%x00%s", "--fixed-strings",
		"--grep=(#"+number+")", "--grep=pull request #"+number+" ", "HEAD")
	subject := regexp.MustCompile(`(\(#|pull request #)` + number + `\b`)
	for entry := range strings.SplitSeq(log, "\x00") {
		title, files, _ := strings.Cut(entry, "\n")
		if !subject.MatchString(title) {
			continue
		}
		for f := range strings.FieldsSeq(files) {
			if path.Dir(f) == folder {
				if info, err := os.Stat(filepath.Join(checkout, filepath.FromSlash(f))); err == nil && info.Mode().IsRegular() {
					return policy.RFCAccepted
				}
			}
		}
	}
	for _, ref := range []string{"refs/pull/" + number + "/head", "refs/remotes/origin/pr/" + number, "refs/remotes/pull/" + number} {
		if strings.TrimSpace(gitIn(checkout, "rev-parse", "--verify", "--quiet", ref)) != "" {
			return policy.RFCOpen
		}
	}
	return policy.RFCAbsent
}

// gitIn is what git prints in a repository, "" where it fails or the directory is
// not the top of one.
func gitIn(dir string, args ...string) string {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err != nil { // nor a bare one
			return ""
		}
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0")
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return string(out)
}
