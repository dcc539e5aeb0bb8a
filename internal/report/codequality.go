package report

import (
	"encoding/json"
	"io"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// CodeQuality writes what a change brought as GitLab's code quality report
// (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
func (r *Report) CodeQuality(w io.Writer) error {
	type lines struct {
		Begin int `json:"begin"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	list := r.news(func(f *Finding) bool { return f.Verdict != policy.Note && f.Verdict != policy.Accepted })
	issues := []issue{}
	for _, x := range r.troubles() {
		file := x.file
		if file == "" {
			file = "apicheck.toml"
		}
		issues = append(issues, issue{Plain(x.sentence()), "apicheck/not-checked", rule.Fingerprint(x.component, "apicheck/not-checked", x.message), "blocker",
			location{Plain(file), lines{max(x.line, 1)}}})
	}
	for _, l := range list {
		severity := "minor"
		switch {
		case l.f.Verdict == policy.Denied:
			severity = "blocker"
		case l.f.Verdict.Stops():
			severity = "critical"
		case l.f.Impact == rule.Compatible:
			severity = "info"
		}
		file, line := l.f.where()
		if file == "" {
			file, line = manifestOf(l.c), 1
		}
		issues = append(issues, issue{Plain(l.sentence()), l.f.Rule, l.f.Fingerprint, severity, location{Plain(file), lines{line}}})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(issues)
}
