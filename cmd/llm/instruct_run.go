package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/progress"
)

func instructTrain(cmd *cobra.Command, f instructTrainFlags) error {
	recipe, err := f.recipe()
	if err != nil {
		return err
	}
	masks, err := nn.ParseDropoutSource(f.dropout)
	if err != nil {
		return fmt.Errorf("--dropout: %w", err)
	}
	entries, from, err := instructions(f.data)
	if err != nil {
		return err
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	t, err := startTraining(cmd, f.backend, f.json)
	if err != nil {
		return err
	}
	defer t.close()
	t.say("entries: %s, %d to train on, %d to validate, %d to test\ndropout masks: %s\n", from, len(parts.Train),
		len(parts.Validation), len(parts.Test), masks)
	a, err := f.prepare(t, recipe, parts, masks)
	if err != nil {
		return err
	}
	k, err := f.kept(t, recipe, a, entries, from)
	if err != nil {
		return err
	}
	return a.run(k, f, recipe)
}

// kept is the run with all that it depends on.
func (f instructTrainFlags) kept(t *training, recipe instruct.Recipe, a *instructing, entries []instruct.Entry,
	from string) (*keptRun, error) {
	settings, err := recipeSettings(f.size, recipe, f.seed, f.memory, t.be)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, e := range entries {
		texts = append(texts, a.Style.Text(e))
	}
	tuning, err := tuningSettings(from, entries, a.base, a.Tok, texts)
	tuning = append(tuning, keep.Flag("dropout", f.dropout))
	if f.answers > 0 {
		tuning = append(tuning, keep.Flag("answers", strconv.Itoa(f.answers)))
	}
	return &keptRun{t, f.run, append(tuning, settings...)}, err
}

// instructed is what the command prints of a run with --json.
type instructed struct {
	After   instruct.Report `json:"after"`
	Before  instruct.Report `json:"before"`
	History json.RawMessage `json:"history"`
	LeftOut any             `json:"left_out,omitempty"` // places of entries
}

// run scores the assistant, trains it, lets it answer and prints what came out; what has been done before is not done
// again.
func (a *instructing) run(k *keptRun, f instructTrainFlags, recipe instruct.Recipe) error {
	done, err := k.finished()
	if err != nil {
		return err
	}
	answers := filepath.Join(k.out, filepath.Base(instructAnswers))
	found := new(instructed)
	if _, missing := os.Stat(answers); done != nil && done.Results != nil && missing == nil {
		if err := json.Unmarshal(done.Results, found); err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(k.model(), recordFile), err)
		}
		return found.print(k)
	}
	if found.Before, _, err = a.Evaluate(k.ctx, a.be, a.parts, a.loaders, nil); err != nil {
		return k.ended(err, k.checkpoints())
	}
	if !k.json && done == nil {
		fmt.Fprintln(k.stdout, "before:", found.Before)
	}
	trained := done != nil
	if trained {
		a.Assistant, err = instruct.LoadAssistant(k.model())
	} else {
		done, err = a.train(k, f, recipe)
	}
	if err != nil {
		return err
	}
	found.History = done.History
	if a.left.Len() > 0 {
		found.LeftOut = a.left.Places
	}
	if found.After, err = a.answer(k, answers); err != nil {
		return err
	}
	if err := k.conclude(done, found); err != nil {
		return err
	}
	if trained || k.json {
		return found.print(k)
	}
	fmt.Fprintln(k.stdout, "after:", found.After)
	return nil
}

// print prints the scores before and after the training.
func (r *instructed) print(k *keptRun) error {
	if k.json {
		return printJSON(k.stdout, r)
	}
	_, err := fmt.Fprintf(k.stdout, "before: %v\nafter: %v\n", r.Before, r.After)
	return err
}

// train trains the assistant, or goes on, and saves it.
func (a *instructing) train(k *keptRun, f instructTrainFlags, recipe instruct.Recipe) (*record, error) {
	long := longrun.Options{Accumulate: f.memory.accumulate, Checkpoint: k.checkpoint()}
	history, err := longrun.Train(k.ctx, a.be, a.Model, &a.loaders.Loaders, a.Tok,
		a.Options(a.parts, a.loaders, recipe), long, k.watchers()...)
	if err := k.ended(err, k.checkpoints()); err != nil {
		return nil, err
	}
	done, err := k.finish(len(history.StepLosses), history, a.Save)
	if err != nil {
		return nil, err
	}
	k.say("trained model: %s\n", k.model())
	return done, nil
}

// answer lets the trained assistant answer the test entries, scores the answers and saves them.
func (a *instructing) answer(k *keptRun, path string) (instruct.Report, error) {
	after, answers, err := a.Evaluate(k.ctx, a.be, a.parts, a.loaders, answering(k.ctx, len(a.parts.Test)))
	if err != nil {
		return after, stopped(k.ctx, err, fmt.Sprintf("the trained model is in %s, the same command lets it answer: %s",
			k.model(), typed(k.cmd, "restart")))
	}
	if err := instruct.WriteAnswers(path, answers); err != nil {
		return after, err
	}
	k.say("answers: %s\n", path)
	return after, nil
}

// answering shows how many answers are there.
func answering(ctx context.Context, n int) func(int, instruct.Answer) error {
	bar := progress.Start(ctx, n, "answering")
	return func(i int, _ instruct.Answer) error {
		if i+1 == n {
			defer bar.Done()
		}
		return bar.Add(1)
	}
}
