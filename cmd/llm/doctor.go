package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/setup"
	"llmfromscratch/shared/project"
)

// newDoctorCmd is "llm doctor".
func newDoctorCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at this machine and say what is missing, with the remedy",
		Long: `Checks Go, the SIMD kernels, the backend, the notebook kernel, Jupyter, the book's data and the
disk. Changes nothing. Exit status 1 only when something required is missing.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := project.Root()
			if err != nil {
				return err
			}
			findings := setup.Diagnose(cmd.Context(), root)
			if asJSON {
				if err := printJSON(cmd.OutOrStdout(), findings); err != nil {
					return err
				}
			} else {
				for _, f := range findings {
					fmt.Fprintln(cmd.OutOrStdout(), f)
				}
			}
			for _, f := range findings {
				if f.Status == setup.Missing {
					return errReported
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return cmd
}
