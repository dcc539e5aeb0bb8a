package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

func (a *app) rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			var list []report.RuleRow
			for _, l := range languages {
				for _, r := range l.Rules {
					p, err := rule.ReadPage(l.Docs, r.ID)
					if err != nil {
						return err
					}
					list = append(list, report.RuleRow{Rule: r, Title: p.Title})
				}
			}
			return report.Rules(a.stdout, list, terminalOf(a.stdout))
		},
	}
}

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "What a rule means, with an example",
		Args:  exactArgs("RULE"),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, l := range languages {
				for _, r := range l.Rules {
					if r.ID == args[0] {
						p, err := rule.ReadPage(l.Docs, r.ID)
						if err != nil {
							return err
						}
						return report.Explain(a.stdout, r, p)
					}
				}
				if args[0] == rule.Unclassified(l.Name).ID {
					_, err := fmt.Fprintf(a.stdout, "%s\n\n%s\n", args[0], rule.UnclassifiedWhy)
					return err
				}
			}
			return &usageError{fmt.Sprintf("unknown rule %q", args[0]), unknownRuleHint(args[0], languages)}
		},
	}
}

// unknownRuleHint names the rules that the asked one may mean.
func unknownRuleHint(asked string, languages []*lang.Language) string {
	_, word, _ := strings.Cut(asked, "/")
	if word == "" {
		word = asked
	}
	for _, l := range languages {
		for _, r := range l.Rules {
			if strings.Contains(r.ID, word) {
				return "is it " + r.ID + "? apicheck rules lists them all"
			}
		}
	}
	return "apicheck rules lists them all"
}

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "The JSON schema of the report",
		Args:  exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(report.Schema)
			return err
		},
	}
}
