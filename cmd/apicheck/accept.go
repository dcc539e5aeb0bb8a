package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
)

func (a *app) acceptCommand() *cobra.Command {
	var n policy.Acceptance
	var class, of, from, at string
	var prune bool
	cmd := &cobra.Command{
		Use:   "accept FINGERPRINT",
		Short: "Write down that a break was agreed to",
		Args: func(cmd *cobra.Command, args []string) error {
			if prune {
				return exactArgs()(cmd, args)
			}
			return exactArgs("FINGERPRINT")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.openProject(cmd.Context())
			if err != nil {
				return err
			}
			defer p.Close()
			if prune {
				return a.prune(cmd.Context(), p, of, from, at)
			}
			n.Class = policy.Class(class)
			return a.accept(cmd.Context(), p, args[0], of, from, at, n)
		},
	}
	a.addProject(cmd)
	f := cmd.Flags()
	f.StringVar(&class, "class", "", "on what ground: `CLASS`")
	f.StringVar(&n.Why, "why", "", "`REASON`, in a sentence")
	f.StringVar(&n.Who, "who", "", "`NAME` of who agreed, instead of git's user")
	f.StringVar(&n.Release, "in", "", "the release `VERSION` that ships it")
	f.StringVar(&n.Migration, "migration", "", "what users are to do: `TEXT`")
	f.StringVar(&n.RFC, "rfc", "", "`RFC` that decided it")
	f.StringVar(&n.Advisory, "advisory", "", "security advisory `ID`")
	f.StringSliceVar(&n.Lines, "lines", nil, "release lines that get the fix: `LINE,…`")
	f.StringVar(&n.Item, "item", "", "accept the rule for all items of a `PATTERN`")
	f.StringVar(&n.Rule, "rule", "", "accept all rules of a `PATTERN` for the item")
	f.StringVar(&of, "of", "", "the release that has the finding: `OLD..NEW`")
	f.StringVar(&from, "from", "", "as in release")
	f.StringVar(&at, "at", "", "as in release")
	f.BoolVar(&prune, "prune", false, "remove the acceptances that are stale")
	return cmd
}

// accept finds a finding by its fingerprint, and writes one entry for it.
func (a *app) accept(ctx context.Context, p *project.Project, fingerprint, of, from, at string, n policy.Acceptance) error {
	r, err := a.runOf(ctx, p, of, from, at)
	if err != nil {
		return err
	}
	c, f := find(r, fingerprint)
	if f == nil {
		return &usageError{fmt.Sprintf("there is no finding %q", fingerprint),
			"apicheck check shows the fingerprints of a change; for those of a release add --of OLD..NEW"}
	}
	n.Rule, n.Item, n.Component = cmp.Or(n.Rule, f.Rule), cmp.Or(n.Item, policy.Literal(f.Item)), c.Name
	if !policy.Match(n.Rule, f.Rule) || !policy.Match(n.Item, f.Item) {
		return &usageError{"--rule and --item leave the finding out", "write them with *, so that they match " + f.Rule + " and " + f.Item}
	}
	n.Class = cmp.Or(n.Class, classFor(f))
	n.Release = cmp.Or(n.Release, r.Run.New)
	n.Who = cmp.Or(n.Who, gitUser(ctx, a.common.dir))
	if n.Class == policy.ClassSecurity && len(n.Lines) == 0 {
		if line := lineOf(r.Run.New); line != "" {
			n.Lines = []string{line}
		}
	}
	name := p.Config.AcceptedFile()
	if err := config.Check(&n); err != nil {
		return flagged(err)
	}
	return a.editAccepted(p, func(now *config.Accepted) ([]byte, string, error) {
		text, err := now.With(&n)
		return text, fmt.Sprintf("%s: accepted %s (%s) of %s, class %s, in %s", shown(name), f.Item, f.Rule, c.Name, n.Class, n.Release), err
	})
}

// runOf checks what has the findings: a release, or the change.
func (a *app) runOf(ctx context.Context, p *project.Project, of, from, at string) (*report.Report, error) {
	if of == "" {
		return a.checked(ctx, p, project.CheckOptions{Only: a.project.only})
	}
	old, new, ok := strings.Cut(of, "..")
	if !ok {
		return nil, &usageError{fmt.Sprintf("--of: %q is not OLD..NEW", of), "write the versions of two releases, such as 41.0.3..41.0.4"}
	}
	o, err := a.releaseOptions(from, at, "")
	if err != nil {
		return nil, err
	}
	r, _, err := a.released(ctx, p, old, new, o)
	return r, err
}

func find(r *report.Report, fingerprint string) (*report.Component, *report.Finding) {
	for i := range r.Components {
		for j := range r.Components[i].Findings {
			if f := &r.Components[i].Findings[j]; f.Fingerprint == fingerprint {
				return &r.Components[i], f
			}
		}
	}
	return nil, nil
}

// classFor is the class that a finding most likely asks for.
func classFor(f *report.Finding) policy.Class {
	switch f.Verdict {
	case policy.Denied:
		return policy.ClassSecurity
	case policy.NeedsRFC:
		return policy.ClassRFC
	}
	return policy.ClassMinor
}

// lineOf is the release line of a version: 41.0 of 41.0.4.
func lineOf(version string) string {
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "." + parts[1]
}

// flagged names the flag that an acceptance lacks.
func flagged(err error) error {
	e, ok := err.(*config.Error)
	if !ok {
		return err
	}
	hint := e.Hint
	for key, flag := range map[string]string{"why": "--why", "who": "--who", "release": "--in", "RFC": "--rfc", "advisory": "--advisory", "release lines": "--lines"} {
		if strings.HasSuffix(e.Reason, "no "+key) {
			hint = "add " + flag + ": " + strings.TrimPrefix(hint, "add ")
		}
	}
	return &usageError{e.Reason, hint}
}

// gitUser is who git thinks that works here, "" where it does not know.
func gitUser(ctx context.Context, dir string) string {
	cmd := exec.CommandContext(ctx, "git", "var", "GIT_AUTHOR_IDENT")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(string(out), ">")
	return name + ">"
}

// prune removes the acceptances whose release is out, and those that match
// nothing.
func (a *app) prune(ctx context.Context, p *project.Project, of, from, at string) error {
	r, err := a.runOf(ctx, p, of, from, at)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(r.Components, func(c report.Component) bool { return c.Verdict == policy.Error }) {
		return &hintError{fmt.Errorf("not all components could be checked, so nobody knows what is stale"), "apicheck " + r.Run.Command + " says why"}
	}
	stale := map[int]bool{}
	for _, n := range r.Notices {
		if n.Kind == policy.StaleAcceptance {
			stale[n.Line] = true
		}
	}
	name := shown(p.Config.AcceptedFile())
	if len(stale) == 0 {
		_, err := fmt.Fprintf(a.stdout, "%s: nothing is stale\n", name)
		return err
	}
	was := p.Accepted()
	return a.editAccepted(p, func(now *config.Accepted) ([]byte, string, error) {
		if !now.Same(was) {
			return nil, "", &hintError{fmt.Errorf("%s changed while it was looked at", name), "try again"}
		}
		text := now.Without(func(e *policy.Acceptance) bool { return stale[e.Place.Line] })
		return text, fmt.Sprintf("%s: removed %d of %d", name, len(stale), len(now.Entries)), nil
	})
}

// editAccepted rewrites the file of acceptances, whole or not at all, and while
// nobody else does.
func (a *app) editAccepted(p *project.Project, edit func(*config.Accepted) (text []byte, done string, err error)) error {
	name := p.Config.AcceptedFile()
	failed := func(err error) error {
		return &hintError{fmt.Errorf("%s cannot be written: %w", shown(name), err), "it must be in a directory that you may write to"}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return failed(file.Cause(err))
	}
	unlock, err := file.Lock(name)
	if err != nil {
		return failed(err)
	}
	defer unlock()
	now, err := config.ReadAccepted(name)
	if err != nil {
		return err
	}
	text, done, err := edit(now)
	if err != nil {
		return err
	}
	if err := file.Write(name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintln(a.stdout, report.Plain(done))
	return err
}

// shown is a path as messages have it.
func shown(path string) string { return filepath.ToSlash(filepath.Clean(path)) }
