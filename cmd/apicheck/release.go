package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
)

func (a *app) releaseCommand() *cobra.Command {
	var from, at, before string
	cmd := &cobra.Command{
		Use:   "release OLD NEW",
		Short: "Check a whole release, from its old version to its new one",
		Args:  exactArgs("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkFormat(a.project.format); err != nil {
				return err
			}
			o, err := a.releaseOptions(from, at, before)
			if err != nil {
				return err
			}
			p, err := a.openProject(cmd.Context())
			if err != nil {
				return err
			}
			defer p.Close()
			r, _, err := a.released(cmd.Context(), p, args[0], args[1], o)
			if err != nil {
				return err
			}
			return a.report(r)
		},
	}
	a.addProject(cmd)
	a.addReport(cmd)
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "take the versions from `KIND`: baselines, git or published")
	f.StringVar(&at, "at", "", "the new version is `REV`, which is not tagged yet")
	f.StringVar(&before, "old-config", "", "the configuration `FILE` of the old version")
	return cmd
}

func (a *app) releaseOptions(from, at, before string) (project.ReleaseOptions, error) {
	o := project.ReleaseOptions{From: project.Kind(from), At: at, Only: a.project.only}
	if from != "" && !slices.Contains(project.Kinds, o.From) {
		return o, &usageError{fmt.Sprintf("--from: unknown kind %q", from), "it is baselines, git or published"}
	}
	if before != "" {
		c, err := config.Read(a.path(before))
		if err != nil {
			return o, err
		}
		o.Before = c
	}
	return o, nil
}

// released checks a release and makes the report of it.
func (a *app) released(ctx context.Context, p *project.Project, old, new string, o project.ReleaseOptions) (*report.Report, *project.Result, error) {
	if err := checkReleaseArgs(old, new); err != nil {
		return nil, nil, err
	}
	r, err := p.Release(ctx, old, new, o)
	if err != nil {
		return nil, nil, err
	}
	p.Cache.Trim(maxCache)
	return report.OfRun(version, report.Run{Command: "release", Project: p.Config.Project.Name, Old: r.Old, New: r.New}, r.Notices, r.Components...), r, nil
}

// maxCache bounds the cache, in bytes.
const maxCache = 512 << 20

// checkReleaseArgs reports what cannot be two versions of a project.
func checkReleaseArgs(old, new string) error {
	for _, v := range []string{old, new} {
		if policy.CompareVersions(v, "0.0.0-0") < 0 {
			return &usageError{fmt.Sprintf("%q is not a version", v), "write the versions of two releases, such as 41.0.3 41.0.4; apicheck diff compares anything"}
		}
	}
	if policy.CompareVersions(old, new) >= 0 {
		return &usageError{fmt.Sprintf("%s is not before %s", old, new), "the old version comes first"}
	}
	return nil
}
