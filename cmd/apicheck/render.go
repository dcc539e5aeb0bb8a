package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
)

// formats are the report formats.
var formats = []string{"text", "markdown", "json", "github", "sarif", "junit", "gitlab", "html", "outputs"}

// addDetail declares how much the text format tells.
func (a *app) addDetail(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&a.common.verbose, "verbose", "v", false, "show what is only listed, too")
	f.BoolVar(&a.common.stat, "stat", false, "show counts alone")
	f.BoolVarP(&a.common.quiet, "quiet", "q", false, "show the verdict alone")
}

// checkFormat reports a format that is none, and detail that contradicts itself.
func (a *app) checkFormat(format string) error {
	if n := len(slices.DeleteFunc([]bool{a.common.verbose, a.common.stat, a.common.quiet}, func(b bool) bool { return !b })); n > 1 {
		return &usageError{"--verbose, --stat and --quiet exclude each other", "name one of them"}
	}
	if !slices.Contains(formats, format) {
		return &usageError{fmt.Sprintf("unknown format %q", format), "the formats are " + strings.Join(formats, ", ")}
	}
	return nil
}

// render writes a report in a format.
func (a *app) render(r *report.Report, format string) error {
	return a.write(func(w io.Writer) error {
		switch format {
		case "json":
			return r.JSON(w)
		case "markdown":
			if a.project.limit > 0 && r.Run != nil {
				return r.Comment(w, report.MarkdownOptions{Limit: a.project.limit})
			}
			return r.Markdown(w)
		case "github":
			return r.GitHub(w)
		case "sarif":
			pages, err := rulePages()
			if err != nil {
				return err
			}
			return r.SARIF(w, pages)
		case "junit":
			return r.JUnit(w)
		case "gitlab":
			return r.CodeQuality(w)
		case "html":
			return r.HTML(w)
		case "outputs":
			return r.Outputs(w)
		}
		t := terminalOf(w)
		t.Verbose, t.Stat, t.Quiet = a.common.verbose, a.common.stat, a.common.quiet
		if t.Color && hasLinks() {
			t.Root = a.project.root
		}
		return r.Text(w, t)
	})
}

// rulePages are the pages of all rules.
func rulePages() ([]report.RulePage, error) {
	var list []report.RulePage
	for _, l := range languages {
		for _, r := range l.Rules {
			p, err := rule.ReadPage(l.Docs, r.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, report.RulePage{Rule: r, Page: p, Language: l.Title})
		}
	}
	return list, nil
}

func (a *app) renderCommand() *cobra.Command {
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "render REPORT.json",
		Short: "Write a saved report in another format",
		Args:  exactArgs("REPORT.json"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.checkFormat(a.project.format); err != nil {
				return err
			}
			r, err := a.savedReport(args[0])
			if err != nil {
				return err
			}
			if err := a.render(r, a.project.format); err != nil {
				return err
			}
			if exitCode {
				a.outcome = r.Verdict
			}
			return nil
		},
	}
	a.addReport(cmd)
	cmd.Flags().StringVarP(&a.common.dir, "directory", "C", "", "run as if started in `DIR`")
	cmd.Flags().IntVar(&a.project.limit, "limit", 0, "markdown of at most `N` characters; 0 for all")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit as the command that made the report did")
	return cmd
}

// savedReport reads a report that --format json wrote; "-" is standard input.
func (a *app) savedReport(name string) (*report.Report, error) {
	hint := "apicheck check --format json -o REPORT.json saves one"
	if name == "-" {
		r, err := report.Read(os.Stdin)
		if err != nil {
			return nil, &hintError{fmt.Errorf("standard input: %w", err), hint}
		}
		return r, nil
	}
	f, err := os.Open(a.path(name))
	if err != nil {
		return nil, &hintError{fmt.Errorf("%s cannot be read: %w", name, file.Cause(err)), hint}
	}
	defer f.Close()
	r, err := report.Read(f)
	if err != nil {
		return nil, &hintError{fmt.Errorf("%s: %w", name, err), hint}
	}
	if !slices.Contains([]policy.Outcome{policy.Pass, policy.Deny, policy.Error}, r.Verdict) {
		return nil, &hintError{fmt.Errorf("%s: it has no verdict", name), hint}
	}
	return r, nil
}
