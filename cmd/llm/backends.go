package main

import (
	"fmt"

	"github.com/gomlx/compute"
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

// backendFlag puts --backend on a command.
func backendFlag(cmd *cobra.Command, config *string) {
	cmd.Flags().Var(given(config, ""), "backend",
		"backend, such as go, onnx:cpu or xla:cuda; without it GOMLX_BACKEND, else the best that is installed")
}

// openBackend opens a backend and says on standard error which.
func openBackend(cmd *cobra.Command, config string) (compute.Backend, backend.Choice, error) {
	be, choice, err := openNamed(config)
	if err != nil {
		return nil, choice, err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), choice)
	return be, choice, nil
}

// openNamed opens a backend; what is wrong with one that the flag names, it says of the flag.
func openNamed(config string) (compute.Backend, backend.Choice, error) {
	be, choice, err := backend.Open(config)
	if err != nil && config != "" {
		err = fmt.Errorf("--backend: %w", err)
	}
	return be, choice, err
}
