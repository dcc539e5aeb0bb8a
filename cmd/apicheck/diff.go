package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

func (a *app) diffCommand() *cobra.Command {
	var format, release string
	var profile []string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two versions of a library",
		Args:  exactArgs("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkFormat(format); err != nil {
				return err
			}
			var step *policy.Step
			if release != "" {
				r, err := policy.ParseRelease(release)
				if err != nil {
					return &usageError{err.Error(), "leave --release out to go by the versions"}
				}
				s := policy.StepOf(r)
				step = &s
			}
			return a.diff(cmd, args[0], args[1], format, step, profile)
		},
	}
	a.addCommon(cmd)
	a.addDetail(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "output `FORMAT`")
	cmd.Flags().StringVar(&release, "release", "", "release `KIND`")
	cmd.Flags().StringSliceVar(&profile, "profile", nil, "`LEVELS` that gate")
	return cmd
}

func (a *app) diff(cmd *cobra.Command, oldSpec, newSpec, format string, step *policy.Step, profile []string) error {
	l, surfaces, err := a.read(cmd.Context(), oldSpec, newSpec)
	if err != nil {
		return err
	}
	if err := checkProfile(l, profile); err != nil {
		return err
	}
	old, new := surfaces[0], surfaces[1]
	if len(old.Items)+len(new.Items)+len(old.Gaps)+len(new.Gaps) == 0 {
		return &hintError{fmt.Errorf("%s and %s: neither has a public API", oldSpec, newSpec),
			"programs and internal packages have none; name the directory of a library"}
	}
	findings, err := l.Findings(old, new)
	if err != nil {
		return err
	}
	if len(profile) > 0 {
		findings = rule.At(findings, profile...)
	}
	if step == nil {
		s := policy.StepBetween(old.Version, new.Version, l.Versioning)
		step = &s
	}
	c := &policy.Component{
		Name: new.Component, Language: l.Name, Step: *step,
		Old: side(oldSpec, old), New: side(newSpec, new),
	}
	for _, f := range findings {
		c.Findings = append(c.Findings, policy.Finding{Finding: f})
	}
	setup := policy.Default()
	setup.Judge(c)
	r := report.New(version, c)
	if err := a.render(r, format); err != nil {
		return err
	}
	for _, g := range c.Unread() {
		a.complainOfGap(g, "the rest was compared; mend the file to have all of it checked")
	}
	a.outcome = c.Outcome()
	return nil
}

// checkProfile reports a level that the language does not tell apart.
func checkProfile(l *lang.Language, profile []string) error {
	for _, level := range profile {
		switch {
		case len(l.Levels) == 0:
			return &usageError{fmt.Sprintf("--profile: the rules of %s do not tell levels apart", l.Title), "leave --profile out"}
		case !slices.Contains(l.Levels, level):
			return &usageError{fmt.Sprintf("--profile: unknown level %q", level), "the levels are " + strings.Join(l.Levels, ", ")}
		}
	}
	return nil
}

func side(spec string, s *api.Surface) policy.Side {
	return policy.Side{Spec: spec, Name: s.Component, Version: s.Version, Items: len(s.Items), Gaps: s.Gaps}
}
