package main

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/sample/world/tasks"
)

// sampleAskFlags are the flags of "llm sample ask".
type sampleAskFlags struct {
	engineFlags
	model, backend string
	seed           int64
	count          int
	wrong, json    bool
}

// newSampleAskCmd is "llm sample ask".
func newSampleAskCmd() *cobra.Command {
	var f sampleAskFlags
	cmd := &cobra.Command{
		Use:   "ask",
		Short: "Measure how well a fine-tuned model answers questions about the little world",
		Long: `Asks a fine-tuned model what it was not trained on: tasks of the test part, as "llm sample --kind
instructions" divides them, whatever the seed. Only the families of tasks with one right answer are
asked, all of them and in their usual shares. An answer counts when it has the same words in the
same order, case and punctuation aside. Printed are the share of right answers, and that of each
family with its 95 % confidence interval.`,
		Example: `  llm sample ask --count 1000
  llm sample ask --model build/instruct/model --wrong`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.ask(cmd) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.model, ""), "model", "folder of a fine-tuned model; without it "+instructModel+
		", or the course's own, "+courseAssistant)
	f.add(cmd)
	backendFlag(cmd, &f.backend)
	flags.Var(within(&f.seed, heldOutSeed, math.MinInt64, math.MaxInt64), "seed", "another seed asks something else")
	flags.Var(within(&f.count, 500, 1, mostSampled), "count", "how many tasks")
	flags.BoolVar(&f.wrong, "wrong", false, "print the wrong answers as well")
	flags.BoolVar(&f.json, "json", false, "print the scores as JSON")
	return cmd
}

// askedScores are what "llm sample ask" finds.
type askedScores struct {
	instruct.Scores
	Families []instruct.FamilyScore `json:"families"`
	Wrong    []instruct.Answer      `json:"wrong,omitempty"`
}

func (f sampleAskFlags) ask(cmd *cobra.Command) error {
	a, done, err := f.answerer(cmd, f.model, f.backend)
	if err != nil {
		return err
	}
	defer done()
	entries, families := testTasks(uint64(f.seed), f.count)
	answers, err := a.AnswerAll(cmd.Context(), entries, answering(cmd.Context(), len(entries)))
	if err != nil {
		return err
	}
	var found askedScores
	if found.Scores, err = instruct.Score(answers); err != nil {
		return err
	}
	if found.Families, err = families.Score(answers); err != nil {
		return err
	}
	for _, answer := range answers {
		if f.wrong && !instruct.ExactMatch(answer.Response, answer.Output) {
			found.Wrong = append(found.Wrong, answer)
		}
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), found)
	}
	found.print(cmd)
	return nil
}

// testTasks are tasks of the test part that have one right answer, and of what kind each is.
func testTasks(seed uint64, n int) ([]instruct.Entry, instruct.Families) {
	var entries []instruct.Entry
	families := instruct.Families{}
	for e := range tasks.Draw(seed, tasks.Test) {
		if !tasks.OneAnswer(e.Family) {
			continue
		}
		entry := instruct.Entry{Instruction: e.Instruction, Input: e.Input, Output: e.Output}
		entries, families[entry] = append(entries, entry), e.Family
		if len(entries) == n {
			break
		}
	}
	return entries, families
}

// print prints the scores, and wrong answers before them.
func (s askedScores) print(cmd *cobra.Command) {
	w := cmd.OutOrStdout()
	for _, a := range s.Wrong {
		fmt.Fprintf(w, "%s\n", a.Instruction)
		if a.Input != "" {
			fmt.Fprintf(w, "%s\n", a.Input)
		}
		fmt.Fprintf(w, "  right:    %s\n  answered: %s\n\n", a.Output, a.Response)
	}
	printFamilies(w, s.Families)
	printScores(w, s.Scores, false)
}
