package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// runOf is the report of a run on a component.
func runOf(list []policy.Notice, components ...*policy.Component) *Report {
	return OfRun("0.1.0", Run{Command: "release", Project: "P", Old: "1.0.0", New: "1.0.1"}, list, components...)
}

// machine are the formats that programs read.
func machine(r *Report) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"json":    r.JSON,
		"github":  r.GitHub,
		"sarif":   func(w io.Writer) error { return r.SARIF(w, nil) },
		"junit":   r.JUnit,
		"gitlab":  r.CodeQuality,
		"html":    r.HTML,
		"comment": func(w io.Writer) error { return r.Comment(w, MarkdownOptions{Limit: 65_536}) },
		"outputs": r.Outputs,
	}
}

var (
	commandRE = regexp.MustCompile(`^::(error|warning|notice) (file=[^,\n]*,line=\d+,)?title=[^:,\n]*::[^\n]*$`)
	outputRE  = regexp.MustCompile(`^[a-z_]+=[a-z]+$`)
	scriptRE  = regexp.MustCompile(`(?s)<script type="application/json"[^>]*>(.*?)</script>`)
)

// valid reports what is wrong with a rendering, as those who read it would.
func valid(t *testing.T, name string, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%s is not UTF-8", name)
	}
	for _, bad := range []string{"\x1b", "\x07", "\u202e"} {
		if bytes.Contains(out, []byte(bad)) && (name != "json" || bad != "\u202e") { // which says what is there
			t.Errorf("%s holds %q", name, bad)
		}
	}
	lines := func(re *regexp.Regexp) {
		for line := range strings.Lines(string(out)) {
			if !re.MatchString(strings.TrimSuffix(line, "\n")) {
				t.Errorf("%s has the line %.200q", name, line)
			}
		}
	}
	switch name {
	case "github":
		lines(commandRE)
	case "outputs":
		lines(outputRE)
	case "sarif":
		validSARIF(t, out)
	case "gitlab", "json":
		if !json.Valid(out) {
			t.Errorf("%s is not JSON", name)
		}
	case "junit":
		d := xml.NewDecoder(bytes.NewReader(out))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("junit: %v", err)
				break
			}
		}
	case "html":
		if n := bytes.Count(out, []byte("<script")); n != 1 && len(scriptRE.FindAll(out, -1)) == 0 && n > 2 {
			t.Errorf("html has %d scripts", n)
		}
		if regexp.MustCompile(`(src|href)="?(https?:)?//`).Match(out) {
			t.Error("html needs the network")
		}
	}
}

// validSARIF holds a log against what consumers need of it, and against the
// official schema, if APICHECK_SARIF_SCHEMA names its file.
func validSARIF(t *testing.T, out []byte) {
	t.Helper()
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID              string
				RuleIndex           int
				Level               string
				Message             struct{ Text string }
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(out, &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("no SARIF log of one run: %v", err)
	}
	run := log.Runs[0]
	if run.Results == nil {
		t.Error("sarif: without results nobody looked")
	}
	for _, r := range run.Results {
		if r.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("sarif: rule %d is not %s", r.RuleIndex, r.RuleID)
		}
		if r.Message.Text == "" || r.PartialFingerprints["apicheck/v1"] == "" || len(r.Locations) != 1 {
			t.Errorf("sarif: a result without message, fingerprint or place: %.200v", r)
			continue
		}
		at := r.Locations[0].PhysicalLocation
		if u, err := url.Parse(at.ArtifactLocation.URI); err != nil || u.IsAbs() || u.Host != "" || at.Region.StartLine < 1 {
			t.Errorf("sarif: %.200q is no place: %v", at.ArtifactLocation.URI, err)
		}
	}
	file := os.Getenv("APICHECK_SARIF_SCHEMA")
	if file == "" {
		return
	}
	schema, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("sarif: %v", err)
	}
}

func render(t *testing.T, f func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMachineFormatsOfHostileText(t *testing.T) {
	for _, text := range append(hostile, "::error::x", "%0A::error::x", "]]>", "&amp;", "\x00", `"};alert(1)//`, "../../etc/passwd", "//evil.example/x", "https://evil.example/x") {
		f := finding(rule.Breaking, policy.Denied, text, text)
		f.Old.Decl, f.New.Decl, f.New.Pos.File, f.New.Pos.Line = text, text+"2", text, 1
		c := component(f)
		c.Name, c.Path, c.Owners = text, text, []string{text}
		failed := component()
		failed.Err = errors.New(text)
		r := runOf([]policy.Notice{{Kind: policy.TierChanged, Message: text}}, c, failed)
		r.Run.Project = text
		for name, f := range machine(r) {
			valid(t, name, render(t, f))
		}
		comment := string(render(t, machine(r)["comment"]))
		if len([]rune(comment)) > 65_536 {
			t.Errorf("the comment of %.20q has %d characters", text, len([]rune(comment)))
		}
		page := string(render(t, r.HTML))
		for _, bad := range []string{"<script>alert", "</details>\n<", "\"};alert(1)//\""} {
			if text != "</details>" && strings.Contains(page, bad) {
				t.Errorf("html of %.20q holds %q", text, bad)
			}
		}
	}
}

func TestManyFindings(t *testing.T) {
	var list []policy.Finding
	for i := range 5000 {
		f := finding(rule.Breaking, policy.Denied, fmt.Sprintf("p::Item%d", i), "its type some::long::Type<T> became another::long::Type<T>")
		f.Old.Decl, f.New.Decl = fmt.Sprintf("pub fn item%d(x: u32)", i), fmt.Sprintf("pub fn item%d(x: u64)", i)
		list = append(list, f)
	}
	r := runOf(nil, component(list...))
	for name, f := range machine(r) {
		out := render(t, f)
		valid(t, name, out)
		if again := render(t, f); !bytes.Equal(out, again) {
			t.Errorf("%s differs from run to run", name)
		}
		switch name {
		case "comment":
			if n := len([]rune(string(out))); n > 65_536 || n < 50_000 {
				t.Errorf("the comment has %d characters", n)
			}
			if !regexp.MustCompile(`\d+ more`).Match(out) {
				t.Error("the comment does not say how many are left out")
			}
		case "github": // https://docs.github.com/en/actions: ten of each kind for a step
			if n := bytes.Count(out, []byte("::error")); n > 10 {
				t.Errorf("%d annotations of a kind", n)
			}
			if !bytes.Contains(out, []byte("and 4991 more of this kind")) {
				t.Errorf("the last annotation does not count the rest:\n%s", out)
			}
		case "sarif": // GitHub takes 10 MB compressed; what is left out is said
			if len(out) > 10<<20 {
				t.Errorf("sarif has %d bytes", len(out))
			}
		}
	}
	r = runOf(nil, component(append(list, list[:3]...)...))
	if out := render(t, machine(r)["sarif"]); !bytes.Contains(out, []byte("3 more results are left out")) {
		t.Error("sarif does not say what it leaves out")
	}
}

// What could not be checked looks clean in no format.
func TestTroublesAreSaid(t *testing.T) {
	failed := component()
	failed.Err = errors.New("there is no such thing")
	failed.Old.Gaps = nil
	unread := finding(rule.Risky, policy.Warn, "f.go", "it cannot be read")
	unread.Change.NewGap = &api.Gap{Reason: "x", Broken: true}
	gap := component(unread)
	gap.Name, gap.New.Gaps, gap.Old.Gaps = "gap", gap.Old.Gaps, nil
	stale := policy.Notice{Kind: policy.StaleAcceptance, Error: true, Message: "an acceptance is stale"}
	for what, test := range map[string]struct {
		r    *Report
		want string
	}{
		"an error":            {runOf(nil, failed), "there is no such thing"},
		"a file not read":     {runOf(nil, gap), "not read on the new side"},
		"a stale acceptance":  {runOf([]policy.Notice{stale}, component()), "an acceptance is stale"},
		"and with no trouble": {runOf(nil), ""},
	} {
		if test.want != "" && test.r.Verdict == policy.Pass {
			t.Fatalf("%s: the verdict is clean", what)
		}
		for name, f := range machine(test.r) {
			out := render(t, f)
			valid(t, name, out)
			said := bytes.Contains(out, []byte(test.want)) || test.r.Components != nil && bytes.Contains(out, []byte("it cannot be read")) // as a finding
			if name != "outputs" && !said {
				t.Errorf("%s: %s does not say %q:\n%.2000s", what, name, test.want, out)
			}
		}
	}
	out := render(t, machine(runOf(nil, failed))["sarif"])
	if !bytes.Contains(out, []byte(`"executionSuccessful": false`)) {
		t.Error("sarif: the run was successful")
	}
}
