package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

func (a *app) baselineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "baseline",
		Short: "Record, refresh and verify surfaces",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{fmt.Sprintf("unknown subcommand %q", args[0]), "baseline has record VERSION, verify, refresh and merge"}
			}
			return &usageError{"baseline needs a subcommand", "baseline has record VERSION, verify, refresh and merge"}
		},
	}
	var from, at string
	record := &cobra.Command{
		Use:   "record VERSION",
		Short: "Record the surfaces of a release",
		Args:  exactArgs("VERSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if policy.CompareVersions(args[0], "0.0.0-0") < 0 {
				return &usageError{fmt.Sprintf("%q is not a version", args[0]), "write the version of a release, such as 41.0.4"}
			}
			o, err := a.releaseOptions(from, at, "")
			if err != nil {
				return err
			}
			return a.baselines(cmd, func(p *project.Project) ([]project.Baseline, error) {
				return p.Record(cmd.Context(), args[0], o)
			})
		},
	}
	a.addProject(record)
	record.Flags().StringVar(&from, "from", "", "as in release")
	record.Flags().StringVar(&at, "at", "", "as in release")
	again := func(use, short string, refresh bool) *cobra.Command {
		c := &cobra.Command{
			Use:   use,
			Short: short,
			Args:  cobra.ArbitraryArgs,
			RunE: func(cmd *cobra.Command, args []string) error {
				a.project.only = append(a.project.only, args...)
				return a.baselines(cmd, func(p *project.Project) ([]project.Baseline, error) {
					return p.Baselines(cmd.Context(), a.project.only, refresh)
				})
			},
		}
		a.addProject(c)
		return c
	}
	merge := &cobra.Command{
		Use:   "merge BASE OURS THEIRS",
		Short: "Merge recorded surfaces, as git's merge driver",
		Args:  exactArgs("BASE", "OURS", "THEIRS"),
		RunE:  func(_ *cobra.Command, args []string) error { return mergeSurfaces(args[0], args[1], args[2]) },
	}
	cmd.AddCommand(record, merge,
		again("verify [COMPONENT…]", "Hold recorded surfaces against their origins", false),
		again("refresh [COMPONENT…]", "Record surfaces again from their origins", true))
	return cmd
}

// baselines prints what became of each recorded surface.
func (a *app) baselines(cmd *cobra.Command, do func(*project.Project) ([]project.Baseline, error)) error {
	p, err := a.openProject(cmd.Context())
	if err != nil {
		return err
	}
	defer p.Close()
	list, err := do(p)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return &hintError{fmt.Errorf("%s: no surface is recorded", shown(p.Config.Baselines())), "apicheck baseline record VERSION records those of a release"}
	}
	for _, b := range list {
		switch b.State {
		case project.BaselineFailed:
			hint := ""
			var src *source.Error
			var input *lang.InputError
			var mistake *config.Error
			switch {
			case errors.As(b.Err, &src):
				hint = src.Hint
			case errors.As(b.Err, &input):
				hint = input.Hint
			case errors.As(b.Err, &mistake):
				hint = mistake.Hint
			}
			a.complain(b.Component+": "+b.Err.Error(), hint)
			a.outcome = policy.Error
			continue
		case project.BaselineDiffers, project.BaselineOutdated:
			if a.outcome == policy.Pass {
				a.outcome = policy.Deny
			}
		}
		if _, err := fmt.Fprintf(a.stdout, "%-9s %s\n", b.State, report.Plain(shown(b.File))); err != nil {
			return err
		}
	}
	if a.outcome == policy.Deny {
		a.complain("recorded surfaces are not what their origins say", "apicheck baseline refresh records them again")
	}
	return nil
}

// mergeSurfaces merges what git asks for: the result replaces OURS. On a
// conflict OURS stays, and the exit code is 1, as git demands of a driver.
func mergeSurfaces(base, ours, theirs string) error {
	var texts [3][]byte
	for i, name := range []string{base, ours, theirs} {
		data, err := os.ReadFile(name)
		if err != nil {
			return &hintError{fmt.Errorf("%s cannot be read: %w", name, file.Cause(err)), "git gives the three files as %O %A %B"}
		}
		texts[i] = data
	}
	merged, err := api.Merge(texts[0], texts[1], texts[2])
	if err != nil {
		return &hintError{fmt.Errorf("%s: %w", ours, err), "keep either side (git checkout --ours or --theirs), then: apicheck baseline refresh"}
	}
	if err := file.Write(ours, func(w io.Writer) error { _, err := w.Write(merged); return err }); err != nil {
		return &hintError{fmt.Errorf("%s cannot be written: %w", ours, err), "it must be in a directory that you may write to"}
	}
	return nil
}
