package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
)

// newInstructAnswerCmd is "llm instruct answer".
func newInstructAnswerCmd() *cobra.Command {
	var model, backendName, input string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "answer instruction",
		Short: "Ask a fine-tuned model",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := instruct.LoadAssistant(model)
			if err != nil {
				return fmt.Errorf("%w\n`llm instruct train` makes one", err)
			}
			be, choice, err := backend.Open(backendName)
			if err != nil {
				return err
			}
			defer be.Finalize()
			fmt.Fprintln(cmd.ErrOrStderr(), choice)
			answer, err := a.Answerer(be).Answer(cmd.Context(),
				instruct.Entry{Instruction: strings.Join(args, " "), Input: input})
			if err != nil {
				return err
			}
			if answer.Truncated > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(),
					"the prompt is too long for the context: the model did not see its first %d tokens\n",
					answer.Truncated)
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), answer)
			}
			fmt.Fprintln(cmd.OutOrStdout(), answer.Response)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&model, "model", instructModel, "folder of a fine-tuned model")
	flags.StringVar(&backendName, "backend", "", "backend; without it the best that is installed")
	flags.StringVar(&input, "input", "", "what the instruction is about")
	flags.BoolVar(&asJSON, "json", false, "print instruction and answer as JSON")
	return cmd
}
