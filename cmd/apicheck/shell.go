package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
)

// released is when the version was made, as manual pages tell it.
var released = time.Date(2026, time.November, 29, 0, 0, 0, 0, time.UTC)

// manCommand writes manual pages from the definitions of the commands.
func (a *app) manCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages into a directory",
		Args:  exactArgs("DIR"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.path(args[0])
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return &hintError{fmt.Errorf("%s cannot be made: %w", args[0], file.Cause(err)), "name a directory that you may write to"}
			}
			root.DisableAutoGenTag = true
			root.Long = usage
			header := &doc.GenManHeader{Section: "1", Source: "apicheck " + version, Manual: "apicheck", Date: &released}
			if err := doc.GenManTree(root, header, dir); err != nil {
				return &hintError{fmt.Errorf("%s: %w", args[0], file.Cause(err)), "name a directory that you may write to"}
			}
			pages, err := filepath.Glob(filepath.Join(dir, "apicheck*.1"))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s: %d manual pages\n", args[0], len(pages))
			return err
		},
	}
}

// completions tells the shell what flags and arguments can be.
func completions(cmd *cobra.Command) {
	var ids, names []string
	for _, l := range languages {
		names = append(names, l.Name)
		for _, r := range l.Rules {
			ids = append(ids, r.ID)
		}
	}
	var kinds, classes []string
	for _, c := range policy.Classes {
		classes = append(classes, string(c))
	}
	for _, k := range project.Kinds {
		kinds = append(kinds, string(k))
	}
	values := map[string][]string{
		"format":   formats,
		"language": names,
		"release":  {string(policy.Major), string(policy.Minor), string(policy.Patch)},
		"from":     kinds,
		"class":    classes,
		"forge":    {"github", "gitlab"},
		"template": {"default", "wasmtime"},
	}
	for _, c := range cmd.Commands() {
		for name, list := range values {
			if c.Flags().Lookup(name) != nil {
				// The error is of a flag that is not there, or that has one already.
				_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp))
			}
		}
		switch c.Name() {
		case "explain":
			c.ValidArgsFunction = cobra.FixedCompletions(ids, cobra.ShellCompDirectiveNoFileComp)
		case "schema":
			c.ValidArgsFunction = cobra.FixedCompletions([]string{"report", "config"}, cobra.ShellCompDirectiveNoFileComp)
		}
	}
}
