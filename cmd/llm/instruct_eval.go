package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/progress"
)

// newInstructEvalCmd is "llm instruct eval".
func newInstructEvalCmd() *cobra.Command {
	var judge, address string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "eval [answers.json]",
		Short: "Score answers: exact match and F1, and with --judge by another model",
		Long: `Compares the answers of a file with its references, word by word. With --judge a model on a server of Ollama scores each answer
from 0 to 100 as well (section 7.8); the scores are written into the file, so an interrupted command goes on where it was.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := instructAnswers
			if len(args) > 0 {
				path = args[0]
			}
			answers, err := instruct.ReadAnswers(path)
			if errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("%w\n`llm instruct train` writes answers", err)
			}
			if err != nil {
				return err
			}
			if judge != "" {
				if err := judgeAnswers(cmd.Context(), path, answers, judge, address); err != nil {
					return err
				}
			}
			scores, err := instruct.Score(answers)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), scores)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "exact match %.1f %%, F1 %.3f, %d entries\n", 100*scores.ExactMatch,
				scores.F1, scores.Entries)
			if scores.Judged > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "judge: %.2f over %d of %d entries\n", scores.Judge, scores.Judged,
					scores.Entries)
			} else if judge != "" {
				fmt.Fprintf(cmd.OutOrStdout(), "judge: none of its %d replies was a score\n", scores.Entries)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&judge, "judge", "", "model that scores the answers, such as llama3; without it there is no judge")
	flags.StringVar(&address, "ollama", instruct.OllamaAddress, "where the judge's Ollama server is")
	flags.BoolVar(&asJSON, "json", false, "print the scores as JSON")
	return cmd
}

// judgeAnswers lets a model on a server score answers and writes them back, also when it is interrupted.
func judgeAnswers(ctx context.Context, path string, answers []instruct.Answer, model, address string) error {
	judge := instruct.NewOllama(model)
	judge.Address = address
	bar := progress.Start(ctx, len(answers), "judging")
	defer bar.Done()
	err := instruct.JudgeAll(ctx, judge, answers, func(int, instruct.Answer) error { return bar.Add(1) })
	return errors.Join(err, instruct.WriteAnswers(path, answers))
}
