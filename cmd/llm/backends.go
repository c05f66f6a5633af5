package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/shared/backend"
)

// newBackendsCmd is "llm backends".
func newBackendsCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "backends",
		Short: "List the backends that work on this machine, best first, one configuration a line",
		Long: `Tries each backend in a process of its own and prints the configurations that GOMLX_BACKEND and
--backend take. "llm doctor" says why the others cannot be used, and what to do.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, s := range backend.States() {
				if s.Err == nil {
					fmt.Fprintln(cmd.OutOrStdout(), s.Config)
				}
			}
			return nil
		},
	}
}
