package report

import (
	"bytes"
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
