package report

import (
	"fmt"
	"io"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
)

// Facts are what a workflow decides by: the outputs of a step, and labels.
type Facts struct {
	Breaking       bool // the change breaks users, whoever agreed to it
	NeedsRFC       bool // a break waits for an accepted RFC
	PatchViolation bool // a break is denied, as the release may have none
}

// Facts sums the report up.
func (r *Report) Facts() (x Facts) {
	for i := range r.Components {
		for j := range r.Components[i].Findings {
			f := &r.Components[i].Findings[j]
			if !f.shown() {
				continue
			}
			x.Breaking = x.Breaking || f.Impact == rule.Breaking
			x.NeedsRFC = x.NeedsRFC || f.Verdict == policy.NeedsRFC
			x.PatchViolation = x.PatchViolation || f.Verdict == policy.Denied
		}
	}
	return x
}

// Outputs writes the facts as outputs of a step of GitHub Actions, which GitLab
// reads as a dotenv report, too.
func (r *Report) Outputs(w io.Writer) error {
	x := r.Facts()
	_, err := fmt.Fprintf(w, "verdict=%s\nbreaking=%t\nneeds_rfc=%t\npatch_violation=%t\n", r.Verdict, x.Breaking, x.NeedsRFC, x.PatchViolation)
	return err
}
