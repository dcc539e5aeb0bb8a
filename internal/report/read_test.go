package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// A saved report may be of a job that is not trusted: its words go into commands
// that people copy, and into lines that a workflow obeys.
func TestReadRefuses(t *testing.T) {
	r := runOf(nil, component(finding(rule.Breaking, policy.Denied, "F", "removed")))
	good := string(render(t, r.JSON))
	if _, err := Read(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new string }{
		{`"release": "patch"`, `"release": "@team\n::error::x"`},
		{`"verdict": "denied"`, `"verdict": "fine"`},
		{`"verdict": "denied"`, `"verdict": "accepted"`},
		{`"old": "1.0.0"`, `"old": "1; rm -rf ~"`},
		{`"fingerprint": "`, `"fingerprint": "; rm -rf ~ `},
		{`"rule": "go/x"`, `"rule": "go/x\n::error::x"`},
		{`"status": "compared"`, `"status": null`},
		{`"schema": 1`, `"schema": 2`},
		{`"findings": [`, `"findings": [null,`},
		{`{`, ``},
	} {
		bad := strings.Replace(good, test.old, test.new, 1)
		if bad == good {
			t.Errorf("%s is not in the report", test.old)
			continue
		}
		if _, err := Read(strings.NewReader(bad)); err == nil {
			t.Errorf("a report with %s is read", test.new)
		} else if strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: the error has several lines: %q", test.new, err)
		}
	}
}

// What is written can be read, whatever became of a component.
func TestEveryStatusIsReadAgain(t *testing.T) {
	var list []*policy.Component
	for _, status := range []policy.Status{policy.Compared, policy.New, policy.Gone, policy.Unmoved, policy.Skipped, ""} {
		list = append(list, &policy.Component{Name: "m", Language: "go", Status: status})
	}
	gone := &policy.Component{Name: "gone", Language: "c", Status: policy.Gone, Findings: []policy.Finding{{Finding: rule.Gone("c", "gone"), Origin: policy.Introduced, Verdict: policy.NeedsRFC}}}
	accepted := component(finding(rule.Breaking, policy.Accepted, "F", "removed"))
	accepted.Findings[0].Acceptance = &policy.Acceptance{Class: policy.ClassMinor, Why: "x"}
	failed := &policy.Component{Name: "failed", Language: "python", Err: errors.New("x")}
	var notices []policy.Notice
	for _, k := range []policy.NoticeKind{policy.TierChanged, policy.StaleAcceptance, policy.WeakAcceptance, policy.RFCNotAccepted, policy.VersionMismatch, policy.ComponentNew,
		policy.ComponentUnmoved, policy.ComponentSkipped, policy.ConfigChanged, policy.BaseUnread} {
		notices = append(notices, policy.Notice{Kind: k, Message: "x"})
	}
	out := render(t, runOf(notices, append(list, gone, accepted, failed)...).JSON)
	if _, err := Read(bytes.NewReader(out)); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// FuzzRead holds that what can be read can be rendered, in every format.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := runOf(nil, component(finding(rule.Breaking, policy.Denied, "F", "removed"))).JSON(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, write := range machine(r) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Error(err)
			}
		}
		if err := r.Text(&bytes.Buffer{}, Terminal{Width: 80}); err != nil {
			t.Error(err)
		}
	})
}
