package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func (a *app) surfaceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "surface SPEC",
		Short: "Print the public API, one fact per line",
		Args:  exactArgs("SPEC"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, surfaces, err := a.read(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if s := surfaces[0]; len(s.Items)+len(s.Gaps) == 0 {
				return &hintError{fmt.Errorf("%s: it has no public API", args[0]), "programs and internal packages have none; name the directory of a library"}
			}
			for _, g := range surfaces[0].Gaps {
				if g.Broken {
					a.complainOfGap(g, "what the file declares is missing from the surface; mend it")
				}
			}
			return a.write(func(w io.Writer) error {
				_, err := surfaces[0].WriteTo(w)
				return err
			})
		},
	}
	a.addCommon(cmd)
	return cmd
}
