package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/source"
)

func (a *app) initCommand() *cobra.Command {
	var print bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a first apicheck.toml from what the repository holds",
		Args:  exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.init(cmd.Context(), print)
		},
	}
	cmd.Flags().StringVarP(&a.common.dir, "directory", "C", "", "run as if started in `DIR`")
	cmd.Flags().BoolVar(&print, "print", false, "print it, and write nothing")
	return cmd
}

func (a *app) init(ctx context.Context, print bool) error {
	repo, err := source.OpenRepository(ctx, a.common.dir)
	if err != nil {
		return err
	}
	snap, err := repo.Worktree()
	if err != nil {
		return err
	}
	defer snap.Close()
	tags, err := repo.Tags("")
	if err != nil {
		return err
	}
	branch := ""
	for _, b := range repo.DefaultBranches() {
		if repo.Has(b) {
			branch = repo.BranchName(b)
			break
		}
	}
	text, err := project.Init(snap.Tree(), filepath.Base(repo.Top), tags, branch)
	if err != nil {
		return err
	}
	if print {
		_, err := a.stdout.Write(text)
		return err
	}
	name := filepath.Join(repo.Top, config.Name)
	if _, err := os.Lstat(name); err == nil {
		return &hintError{fmt.Errorf("%s is there already", name), "apicheck init --print shows what it would be"}
	}
	if err := file.Write(name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return &hintError{fmt.Errorf("%s cannot be written: %w", name, err), "it must be in a directory that you may write to"}
	}
	c, err := config.Parse(config.Name, text)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d components; give them tiers and owners, then run apicheck check\n", config.Name, len(c.Components))
	return err
}
