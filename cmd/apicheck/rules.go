package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

func (a *app) rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			list, err := rulePages()
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return a.write(func(w io.Writer) error { return report.Rules(w, list, terminalOf(w)) })
			case "markdown":
				return a.write(func(w io.Writer) error { return report.Catalogue(w, list) })
			}
			return &usageError{fmt.Sprintf("unknown format %q", format), "the formats are text, markdown"}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output `FORMAT`")
	cmd.Flags().StringVarP(&a.common.output, "output", "o", "", "write to `FILE`")
	return cmd
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
						return report.Explain(a.stdout, report.RulePage{Rule: r, Page: p, Language: l.Title})
					}
				}
				if args[0] == rule.ComponentRemoved(l.Name).ID {
					_, err := fmt.Fprintf(a.stdout, "%s\n\n%s\n", args[0], rule.ComponentRemovedWhy)
					return err
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
		Use:   "schema [report|config]",
		Short: "The JSON schema of the report, or of apicheck.toml",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			schema := report.Schema
			if len(args) == 1 {
				switch args[0] {
				case "report":
				case "config":
					schema = config.Schema
				default:
					return &usageError{fmt.Sprintf("there is no schema of %q", args[0]), "it is report or config"}
				}
			}
			_, err := a.stdout.Write(schema)
			return err
		},
	}
}
