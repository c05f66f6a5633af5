package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/shared/project"
	"llmfromscratch/shared/setup"
)

// newSetupCmd is "llm setup".
func newSetupCmd() *cobra.Command {
	var lab, backends bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Install the notebook kernel and its tools into build/, and Jupyter when it is missing",
		Long: `Builds gonb, goimports, gopls and staticcheck into build/bin, installs the GoNB kernel into build/jupyter, and looks
for Jupyter: as root on Debian or Ubuntu it installs the system's packages, elsewhere it says what to install.
What is there already is left alone, so running it again is quick.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := project.Root()
			if err != nil {
				return err
			}
			ctx, out := cmd.Context(), cmd.OutOrStdout()
			if backends {
				// Programs run without it as well, so a failure is told and the rest goes on.
				if err := setup.Run(ctx, out, setup.ONNXRuntime()); err != nil {
					fmt.Fprintf(out, "%v\n", err)
				}
			}
			return setup.Run(ctx, out, setupSteps(root, lab)...)
		},
	}
	cmd.Flags().BoolVar(&lab, "lab", false, "also what opens notebooks in a browser")
	cmd.Flags().BoolVar(&backends, "backends", false, "also ONNX Runtime, which trains and generates faster than the Go backend")
	return cmd
}

// setupSteps is all that the notebooks need, in the order of installing.
func setupSteps(root string, lab bool) []setup.Step {
	return []setup.Step{
		setup.Jupyter(lab), // first: where it must be asked for, nobody waits for the tools before
		setup.Tools(root),
		setup.Kernel(root, nil),
	}
}
