package main

import (
	"path/filepath"

	"github.com/spf13/cobra"
)

// Where "llm instruct" keeps what it makes.
var (
	instructOut     = filepath.Join("build", "instruct")
	instructModel   = filepath.Join(instructOut, "model")
	instructAnswers = filepath.Join(instructOut, "instruction-data-with-response.json")
)

// newInstructCmd is "llm instruct".
func newInstructCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "instruct",
		Short: "Teach a model to follow instructions, ask it, score its answers (chapter 7)",
	}
	cmd.AddCommand(newInstructTrainCmd(), newInstructAnswerCmd(), newInstructEvalCmd())
	return cmd
}
