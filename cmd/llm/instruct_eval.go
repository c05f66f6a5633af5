package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/progress"
)

// instructEvalFlags are the flags of "llm instruct eval".
type instructEvalFlags struct {
	judge, address, families string
	json                     bool
}

// newInstructEvalCmd is "llm instruct eval".
func newInstructEvalCmd() *cobra.Command {
	var f instructEvalFlags
	cmd := &cobra.Command{
		Use:   "eval [answers.json]",
		Short: "Score answers: exact match and F1, and with --judge by another model",
		Long: `Compares the answers of a file with its references, word by word. With --judge a model on a server
of Ollama scores each answer from 0 to 100 as well (section 7.8); the scores are written into the
file, so an interrupted command goes on where it was. With --families each kind of task is scored by
itself as well, with a 95 % confidence interval: it names the file of the entries, as "llm sample
--kind instructions" writes it.`,
		Args: noEmpty(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := instructAnswers
			if len(args) > 0 {
				path = args[0]
			}
			return scoreAnswers(cmd, f, path)
		},
	}
	flags := cmd.Flags()
	flags.Var(given(&f.judge, ""), "judge",
		"model that scores the answers, such as llama3; without it there is no judge")
	flags.Var(given(&f.address, instruct.OllamaAddress), "ollama", "where the judge's Ollama server is")
	flags.Var(given(&f.families, ""), "families",
		`file of the entries in which each has a "family": scores are printed for each`)
	flags.BoolVar(&f.json, "json", false, "print the scores as JSON")
	return cmd
}

func scoreAnswers(cmd *cobra.Command, f instructEvalFlags, path string) error {
	if f.judge == "" {
		if err := refuse(cmd, "there is no judge without --judge", "ollama"); err != nil {
			return err
		}
	}
	known, err := f.known()
	if err != nil {
		return err
	}
	answers, err := instruct.ReadAnswers(path)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w\n`go run ./cmd/llm instruct train` writes answers", err)
	}
	if err != nil {
		return err
	}
	if f.judge != "" {
		if err := judgeAnswers(cmd, path, answers, f); err != nil {
			return err
		}
		showVerdict(cmd.ErrOrStderr(), answers)
	}
	scores, err := instruct.Score(answers)
	if err != nil {
		return err
	}
	var families []instruct.FamilyScore
	if known != nil {
		if families, err = known.Score(answers); err != nil {
			return err
		}
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), struct {
			instruct.Scores
			Families []instruct.FamilyScore `json:"families,omitempty"`
		}{scores, families})
	}
	printScores(cmd.OutOrStdout(), scores, f.judge != "")
	printFamilies(cmd.OutOrStdout(), families)
	return nil
}

// known are the families of the entries; nil: nobody asked.
func (f instructEvalFlags) known() (instruct.Families, error) {
	if f.families == "" {
		return nil, nil
	}
	known, err := instruct.ReadFamilies(f.families)
	if err != nil {
		return nil, fmt.Errorf("--families: %w", err)
	}
	return known, nil
}

// showVerdict shows the first reply of the judge that was no score, with what was wanted.
func showVerdict(w io.Writer, answers []instruct.Answer) {
	for i, a := range answers {
		if a.Score != nil {
			continue
		}
		if _, err := instruct.ParseScore(a.Verdict); err != nil {
			fmt.Fprintf(w, "entry %d has no score from the judge: %v\n", i, err)
			return
		}
	}
}

func printScores(w io.Writer, s instruct.Scores, judged bool) {
	fmt.Fprintf(w, "exact match %.1f %%, F1 %.3f, %d entries", 100*s.ExactMatch, s.F1, s.Entries)
	if s.Truncated > 0 {
		fmt.Fprintf(w, ", %d with a prompt that was cut", s.Truncated)
	}
	fmt.Fprintln(w)
	if s.Judged > 0 {
		fmt.Fprintf(w, "judge: %.2f over %d of %d entries\n", s.Judge, s.Judged, s.Entries)
	} else if judged {
		fmt.Fprintf(w, "judge: none of its %d replies was a score\n", s.Entries)
	}
}

// printFamilies prints a line for each family: its entries, exact matches with their 95 % confidence interval, and F1.
func printFamilies(w io.Writer, families []instruct.FamilyScore) {
	for _, s := range families {
		fmt.Fprintf(w, "%-16s %4d entries, exact match %5.1f %% (%.1f to %.1f), F1 %.3f\n", cmp.Or(s.Family, "(none)"),
			s.Entries, 100*s.ExactMatch, 100*s.Low, 100*s.High, s.F1)
	}
}

// judgeAnswers lets a model on a server score answers and writes them back, also when it is interrupted.
func judgeAnswers(cmd *cobra.Command, path string, answers []instruct.Answer, f instructEvalFlags) error {
	ctx := cmd.Context()
	judge := instruct.NewOllama(f.judge)
	judge.Address = f.address
	bar := progress.Start(ctx, len(answers), "judging")
	defer bar.Done()
	err := instruct.JudgeAll(ctx, judge, answers, func(int, instruct.Answer) error { return bar.Add(1) })
	if lost := instruct.WriteAnswers(path, answers); lost != nil {
		return unsavedError{errors.Join(err, fmt.Errorf("the scores are not saved: %w", lost))}
	}
	return stopped(ctx, err, fmt.Sprintf("the scores so far are in %s, the same command goes on from there: %s", path,
		typed(cmd)))
}
