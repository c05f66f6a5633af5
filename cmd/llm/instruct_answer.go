package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/textfile"
)

// answerFlags are the flags of "llm instruct answer".
type answerFlags struct {
	engineFlags
	model, backend, input string
	json                  bool
}

// newInstructAnswerCmd is "llm instruct answer".
func newInstructAnswerCmd() *cobra.Command {
	var f answerFlags
	cmd := &cobra.Command{
		Use:   "answer instruction",
		Short: "Ask a fine-tuned model",
		Args:  texts(noEmpty(cobra.MinimumNArgs(1))),
		RunE: func(cmd *cobra.Command, args []string) error {
			return answerInstruction(cmd, f, strings.Join(args, " "))
		},
	}
	flags := cmd.Flags()
	flags.Var(given(&f.model, ""), "model", "folder of a fine-tuned model; without it "+instructModel+
		", or the course's own, "+courseAssistant)
	f.add(cmd)
	backendFlag(cmd, &f.backend)
	flags.StringVar(&f.input, "input", "", "what the instruction is about")
	flags.BoolVar(&f.json, "json", false, "print instruction and answer as JSON")
	return cmd
}

func answerInstruction(cmd *cobra.Command, f answerFlags, instruction string) error {
	if err := textfile.CheckArgument(f.input); err != nil {
		return fmt.Errorf("--input: %w", err)
	}
	a, done, err := f.answerer(cmd, f.model, f.backend)
	if err != nil {
		return err
	}
	defer done()
	answer, err := a.Answer(cmd.Context(), instruct.Entry{Instruction: instruction, Input: f.input})
	if err != nil {
		return err
	}
	if answer.Truncated > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(),
			"the prompt is too long for the context: the model did not see its first %d tokens\n", answer.Truncated)
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), answer)
	}
	fmt.Fprintln(cmd.OutOrStdout(), answer.Response)
	return nil
}

// answerer loads the fine-tuned model that is named, or the one that is here, ready to answer; done gives back what it
// holds.
func (f *engineFlags) answerer(cmd *cobra.Command, model, backend string) (a *instruct.Answerer, done func(),
	err error) {
	if err := f.choose(cmd); err != nil {
		return nil, nil, err
	}
	if model == "" {
		var line string
		if model, line, err = defaultAssistant(); err != nil {
			return nil, nil, err
		}
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	a, e, err := f.assistant(model)
	if err != nil {
		return nil, nil, err
	}
	if a.Next, done, err = f.predictor(cmd, e, backend, false); err != nil {
		return nil, nil, err
	}
	return a, done, nil
}
