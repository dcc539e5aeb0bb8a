package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
)

func (a *app) checkCommand() *cobra.Command {
	var o project.CheckOptions
	var release string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check what the work tree changes, against the last release and the merge base",
		Args:  exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkFormat(a.project.format); err != nil {
				return err
			}
			if release != "" {
				kind, err := policy.ParseRelease(release)
				if err != nil {
					return &usageError{err.Error(), "leave --release out to go by [branches] and the versions"}
				}
				o.Release = kind
			}
			p, err := a.openProject(cmd.Context())
			if err != nil {
				return err
			}
			defer p.Close()
			o.Only = a.project.only
			r, err := a.checked(cmd.Context(), p, o)
			if err != nil {
				return err
			}
			if o.Head == "" {
				a.project.root = p.Root()
			}
			return a.report(r)
		},
	}
	a.addProject(cmd)
	a.addReport(cmd)
	f := cmd.Flags()
	f.StringVar(&o.Base, "base", "", "the branch that the change is meant for: `REV`")
	f.StringVar(&o.Head, "head", "", "check `REV` instead of the work tree")
	f.StringVar(&o.Against, "against", "", "compare with the release `VERSION` or revision instead of the last one")
	f.StringVar(&release, "release", "", "release `KIND`")
	return cmd
}

// checked checks a change and makes the report of it.
func (a *app) checked(ctx context.Context, p *project.Project, o project.CheckOptions) (*report.Report, error) {
	c, err := p.Check(ctx, o)
	if err != nil {
		return nil, err
	}
	p.Cache.Trim(maxCache)
	run := report.Run{Command: "check", Project: p.Config.Project.Name, Old: c.Old, New: c.New, Base: c.Base}
	if run.Old == "" {
		run.Old = c.Against
	}
	return report.OfRun(version, run, c.Notices, c.Components...), nil
}
