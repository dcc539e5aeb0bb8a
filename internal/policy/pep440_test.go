package policy

import (
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
)

func TestStepsOfDistributions(t *testing.T) {
	for _, test := range []struct {
		old, new string
		release  Release
		allows   rule.Bump
	}{
		{"2.0.0", "2.0.1", Patch, rule.Patch},
		{"2.0", "2.0.1", Patch, rule.Patch},
		{"2.0.0", "2.0.0.post1", Patch, rule.Patch},
		{"2.0.0.post1", "2.0.0.post2", Patch, rule.Patch},
		{"2.0.0.1", "2.0.0.2", Patch, rule.Patch},
		{"v2.0.0", "2.1", Minor, rule.Minor},
		{"2.0.0", "2.1a1", Minor, rule.Minor},
		{"2024.1", "2024.2", Minor, rule.Minor},
		{"2.0.0", "3", Major, rule.Major},
		{"2024.1", "1!1.0", Major, rule.Major},
		{"2.0.0rc1", "2.0.0", Major, rule.Major},
		{"2.1.0.dev3", "2.1.0", Minor, rule.Major},
		{"2.1.1b1", "2.1.1", Patch, rule.Major},
		{"0.2.0", "0.2.1", Patch, rule.Major},
		{"0.2.0", "0.3.0", Minor, rule.Major},
		{"0.9", "1.0", Major, rule.Major},
		{"2.0.1", "2.0.0", None, rule.Patch},
		{"2.0", "2.0.0", None, rule.Patch},
		{"", "2.0.0", None, rule.Patch},
		{"2.0.0", "main", None, rule.Patch},
		{"", "", None, rule.Patch},
	} {
		step := StepBetween(test.old, test.new, api.PEP440)
		if step.Release != test.release || step.Allows != test.allows {
			t.Errorf("%q to %q is a %s release that allows %s, want %s and %s", test.old, test.new, step.Release, step.Allows, test.release, test.allows)
		}
	}
}
