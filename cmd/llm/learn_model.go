package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/learner"
)

// newModelCmd is "llm learn model".
func (f *learnFlags) newModelCmd() *cobra.Command {
	order := learner.Order{Text: "Once upon a time there was a fox"}
	cmd := &cobra.Command{
		Use:   "model [TEXT]",
		Short: "Put your parts into a model that writes and learns; the chapters' stand in for the others",
		Long: `Puts a GPT together from your parts, those that pass their checks, and from the chapters' own
functions for all others. It says whose each part is, lets the course's pretrained model go on
with a text by them, and trains a small model. When all is right, the text is the one that the
project's own predictor writes.`,
		Args: noEmpty(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				order.Text = args[0]
			}
			return f.model(cmd, order)
		},
	}
	cmd.Flags().Var(within(&order.Tokens, 30, 0, 256), "tokens", "how many tokens the text goes on by")
	cmd.Flags().Var(within(&order.Steps, 80, 0, 1000), "steps", "steps of the small training; 0 leaves it out")
	return cmd
}

func (f *learnFlags) model(cmd *cobra.Command, order learner.Order) error {
	dir, err := f.folder()
	if err != nil {
		return err
	}
	desk, err := learner.Open(dir, uint64(f.seed))
	if err != nil {
		return err
	}
	defer desk.Close()
	failed, err := desk.Model(cmd.Context(), order, cmd.OutOrStdout())
	for _, v := range failed {
		fmt.Fprintf(cmd.OutOrStdout(), "%s %s does not pass its checks yet, so the chapter's stood in for it: "+
			"%s learn check %[1]s\n", v.ID, v.Name, program())
	}
	return err
}
