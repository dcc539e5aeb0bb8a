package golang

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// TestGoreleaseCorpus holds the verdict on a version step against gorelease's,
// for the cases of its test data (APICHECK_GORELEASE_TESTDATA) that compare two
// versions of a module's API. What gorelease checks beyond the API (go.sum,
// retractions, tags that exist, paths) is not compared: the reason is logged.
func TestGoreleaseCorpus(t *testing.T) {
	dir := os.Getenv("APICHECK_GORELEASE_TESTDATA")
	if dir == "" {
		t.Skip("APICHECK_GORELEASE_TESTDATA is not set to a checkout's cmd/gorelease/testdata")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.test"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	alike, beyond := 0, 0
	for _, file := range files {
		name := strings.TrimPrefix(file, dir+string(filepath.Separator))
		c := readGoreleaseCase(t, dir, file)
		if c.beyond != "" {
			beyond++
			t.Logf("not compared: %s: %s", name, c.beyond)
			continue
		}
		old, new := surfaceOf(t, c.old), surfaceOf(t, c.new)
		findings, err := Language.Findings(old, new)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		step := policy.StepOf(policy.Patch)
		if c.release != "" {
			step = policy.StepBetween(c.base, c.release, api.ZeroUnstable)
			if old.Component != new.Component || c.oldPath != c.newPath {
				step = policy.StepOf(policy.Major)
			}
		}
		asks := rule.Patch
		fits := true
		compared := &policy.Component{Step: step}
		for _, f := range findings {
			compared.Findings = append(compared.Findings, policy.Finding{Finding: f})
		}
		setup := policy.Default()
		setup.Judge(compared)
		for _, f := range compared.Findings {
			if f.Bump == rule.Major || f.Bump == rule.Minor && asks != rule.Major {
				asks = f.Bump
			}
			fits = fits && f.Verdict == policy.Note
		}
		ok := true
		switch {
		case c.release != "":
			ok = fits == c.valid
		case c.suggest == "":
			ok = asks == rule.Major // "cannot suggest": incompatible
		default:
			want := rule.Patch
			if semver.MajorMinor(c.suggest) != semver.MajorMinor(c.base) {
				want = rule.Minor
			}
			if semver.Major(c.base) == "v0" && asks == rule.Major {
				asks = rule.Minor
			}
			ok = asks == want || semver.Prerelease(c.base) != ""
		}
		if why := goreleaseDiffers[filepath.ToSlash(name)]; why != "" {
			t.Logf("differs by design: %s: %s", name, why)
		} else if ok {
			alike++
		} else {
			t.Errorf("%s: asks for %s, fits %v; gorelease says:\n%s", name, asks, fits, c.want)
		}
	}
	t.Logf("%d of %d cases judged alike, %d not compared", alike, len(files)-beyond, beyond)
}

// goreleaseDiffers lists the cases that apicheck judges otherwise, and why.
var goreleaseDiffers = map[string]string{
	"main/add.test": "it adds a package that exports nothing, which is no API",
}

type goreleaseCase struct {
	old, new         fstest.MapFS
	oldPath, newPath string
	base, release    string
	valid            bool
	suggest          string
	want             string
	beyond           string // why the case is not about API and version
}

var (
	baseRE    = regexp.MustCompile(`(?:Inferred base version|Base version): (?:(\S+)@)?(v\S+)`)
	suggestRE = regexp.MustCompile(`Suggested version: (v\S+)`)
)

func readGoreleaseCase(t *testing.T, dir, file string) goreleaseCase {
	t.Helper()
	arc, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for line := range strings.Lines(string(arc.Comment)) {
		line, _, _ = strings.Cut(line, "#")
		if k, v, ok := strings.Cut(line, "="); ok {
			keys[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	c := goreleaseCase{release: keys["release"], new: fstest.MapFS{}}
	for _, f := range arc.Files {
		if f.Name == "want" {
			c.want = string(f.Data)
		} else if sub := keys["dir"]; sub == "" || strings.HasPrefix(f.Name, sub+"/") {
			c.new[strings.TrimPrefix(f.Name, sub+"/")] = &fstest.MapFile{Data: f.Data}
		}
	}
	switch {
	case keys["skip"] != "":
		c.beyond = "gorelease skips it: " + keys["skip"]
	case keys["error"] == "true":
		c.beyond = "an error before any comparison: " + firstLine(c.want)
	case strings.Contains(c.want, "# diagnostics"), strings.Contains(c.want, "go.sum"):
		c.beyond = "go.mod, go.sum or file names: " + firstLine(strings.TrimPrefix(c.want, "# diagnostics\n"))
	case strings.Contains(c.want, "already exists"), strings.Contains(c.want, "indirectly depends"), strings.Contains(c.want, "when compared against the most recent"):
		c.beyond = "versions that exist elsewhere"
	case strings.Contains(c.want, "Errors were found"), strings.Contains(c.want, "errors in"):
		c.beyond = "a package does not load"
	case strings.Contains(c.want, "module path"):
		c.beyond = "the module path against the version"
	}
	if c.beyond != "" {
		return c
	}
	if v := keys["version"]; v != "" {
		c.new = proxyModule(t, dir, keys["mod"], v)
	}
	c.newPath = goModPath(c.new)
	base, basePath := "", cmp.Or(keys["mod"], c.newPath)
	if m := baseRE.FindStringSubmatch(c.want); m != nil {
		base, basePath = m[2], cmp.Or(m[1], basePath)
	}
	if b := keys["base"]; b != "" && base == "" {
		base = b
		if p, v, ok := strings.Cut(b, "@"); ok {
			basePath, base = p, v
		}
	}
	if base == "" || base == "none" || !semver.IsValid(base) {
		c.beyond = "no base version"
		return c
	}
	c.base = base
	if c.old = proxyModule(t, dir, basePath, base); c.old == nil {
		c.beyond = "the base is not in the test data: " + basePath + "@" + base
		return c
	}
	c.oldPath = goModPath(c.old)
	c.valid = strings.Contains(c.want, "is a valid semantic version")
	if m := suggestRE.FindStringSubmatch(c.want); m != nil {
		c.suggest = m[1]
	}
	if !hasGoFiles(c.old) || !hasGoFiles(c.new) {
		c.beyond = "a module without Go files"
		return c
	}
	oldPrefix, _, _ := module.SplitPathVersion(c.oldPath)
	newPrefix, _, _ := module.SplitPathVersion(c.newPath)
	if oldPrefix != newPrefix {
		c.beyond = "two different modules: gorelease gives no verdict"
		return c
	}
	if c.release == "" && c.suggest != "" && !strings.Contains(c.want, "changes") && requirementsDiffer(c.old, c.new) {
		c.beyond = "the suggestion rests on go.mod"
	}
	return c
}

func proxyModule(t *testing.T, dir, path, version string) fstest.MapFS {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "mod", strings.ReplaceAll(path, "/", "_")+"_"+version+".txt"))
	if err != nil {
		return nil
	}
	tree := fstest.MapFS{}
	for _, f := range txtar.Parse(data).Files {
		if !strings.HasPrefix(f.Name, ".") {
			tree[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return tree
}

func goModPath(tree fstest.MapFS) string {
	if f := tree["go.mod"]; f != nil {
		return modfile.ModulePath(f.Data)
	}
	return ""
}

func requirementsDiffer(old, new fstest.MapFS) bool {
	o, n := old["go.mod"], new["go.mod"]
	return o == nil || n == nil || !bytes.Equal(o.Data, n.Data)
}

func hasGoFiles(tree fstest.MapFS) bool {
	for name := range tree {
		if strings.HasSuffix(name, ".go") {
			return true
		}
	}
	return false
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}
