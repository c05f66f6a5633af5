package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/progress"
	"llmfromscratch/shared/torchrand"
)

// instructTrainFlags are the flags of "llm instruct train".
type instructTrainFlags struct {
	data, out, size, model, backend, dropout, style string
	seed                                            int64
	epochs, batch                                   int
	rate                                            float64
	maskPrompt, json                                bool
	memory                                          memoryFlags
}

// newInstructTrainCmd is "llm instruct train".
func newInstructTrainCmd() *cobra.Command {
	var f instructTrainFlags
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Fine-tune a model on instructions",
		Long: `Fine-tunes a model on the first 85 % of the entries, answers the 10 % after them and scores the
answers, before and after. Without --model it starts from random weights, which is what the tiny
size is for; the book's size needs a model with GPT-2's weights. Ctrl-C saves a checkpoint, and the
same command goes on from it. The trained model lands in OUT/model, the answers beside it.

Entries whose questions leave no room for an answer in the model's context are left out of the test,
and with --mask-prompt of the training, and named by their places in the file, counted from 0. More
than a quarter of all entries is too many: then the command ends before it trains.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return instructTrain(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.data, ""), "data",
		"JSON list of entries; without it the book's, or our own where that is not at hand")
	flags.Var(into(&f.out, instructOut), "out", "folder for checkpoints, the trained model and its answers")
	flags.Var(given(&f.size, "tiny"), "size", "tiny (a small new model, some minutes) or book (355M parameters)")
	flags.Var(given(&f.model, ""), "model", weightsHelp)
	backendFlag(cmd, &f.backend)
	flags.Var(given(&f.dropout, "torch"), "dropout",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.Var(given(&f.style, "alpaca"), "style", "prompts: alpaca, or phi3 (exercise 7.1)")
	flags.BoolVar(&f.maskPrompt, "mask-prompt", false, "leave the prompts out of the loss (exercise 7.2)")
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.Var(within(&f.epochs, 0, 1, mostEpochs), "epochs", "times through the entries (default: the size's)")
	flags.Var(within(&f.batch, 0, 1, mostRows), "batch", "entries in a batch (default: the size's)")
	flags.Var(above(&f.rate, 0, 0, mostRate), "lr", "learning rate (default: the size's)")
	flags.BoolVar(&f.json, "json", false, "print history and scores as JSON instead of the log")
	f.memory.add(cmd)
	return cmd
}

// recipe is that of a size with what the flags change.
func (f instructTrainFlags) recipe() (instruct.Recipe, error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return instruct.Recipe{}, fmt.Errorf("--size: %w", err)
	}
	if size == course.Book && f.model == "" {
		return instruct.Recipe{},
			errors.New("the book's size fine-tunes a pretrained model: give its folder with --model, or use " +
				"--size tiny")
	}
	recipe := course.Of(size, instruct.TinyRecipe(), instruct.BookRecipe())
	if recipe.Data.Style, err = instruct.ParseStyle(f.style); err != nil {
		return recipe, fmt.Errorf("--style: %w", err)
	}
	recipe.Data.Collate.MaskPrompt = f.maskPrompt
	replace(&recipe.Options.Epochs, f.epochs)
	replace(&recipe.Data.BatchSize, f.batch)
	replace(&recipe.Options.Optimizer.LearningRate, f.rate)
	return recipe, f.memory.check(recipe.Data.BatchSize)
}

// trained is the folder of the trained model.
func (f instructTrainFlags) trained() string {
	return filepath.Join(f.out, filepath.Base(instructModel))
}

// instructing is an assistant that is trained on the loaders of three parts.
type instructing struct {
	*instruct.Assistant
	parts   instruct.Parts
	left    instruct.LeftOut // of the entries: they do not stand in parts
	loaders *instruct.Loaders
	be      compute.Backend // as the memory flags want it
}

// prepare makes an assistant and its loaders, which draw from one generator.
func (f instructTrainFlags) prepare(t *training, recipe instruct.Recipe, parts instruct.Parts,
	masks nn.DropoutSource) (a *instructing, err error) {
	rng := torchrand.New(f.seed)
	a = &instructing{}
	if a.Assistant, err = startingModel(f.model, parts, recipe, rng, t.stderr); err != nil {
		return nil, err
	}
	if a.parts, a.left, err = a.WithRoom(parts, recipe); err != nil {
		return nil, err
	}
	if n := a.left.Len(); n > 0 {
		t.say("left out: %d of the entries: %v\n", n, a.left)
	}
	a.Model.Builder.Masks.Source = masks
	if a.be, err = f.memory.apply(a.Model, t.be); err != nil {
		return nil, err
	}
	if a.loaders, err = a.Loaders(a.parts, recipe, rng); err != nil {
		return nil, err
	}
	if a.loaders.Cut > 0 {
		t.say("%d entries are longer than the context of %d tokens: their ends are cut off\n", a.loaders.Cut,
			a.Model.Config.ContextLength)
	}
	return a, nil
}

// train scores the assistant before its training, trains it and saves it.
func (a *instructing) train(t *training, f instructTrainFlags,
	recipe instruct.Recipe) (before instruct.Report, history *pretrain.History, err error) {
	long := longrun.Options{
		Accumulate: f.memory.accumulate,
		Checkpoint: &longrun.Checkpoint{Dir: filepath.Join(f.out, "checkpoints")},
	}
	if before, _, err = a.Evaluate(t.ctx, a.be, a.parts, a.loaders, nil); err != nil {
		return before, nil, t.ended(err, long.Checkpoint.Dir)
	}
	if !t.json {
		fmt.Fprintln(t.stdout, "before:", before)
	}
	history, err = longrun.Train(t.ctx, a.be, a.Model, &a.loaders.Loaders, a.Tok,
		a.Options(a.parts, a.loaders, recipe), long, t.watchers()...)
	if err := t.ended(err, long.Checkpoint.Dir); err != nil {
		return before, nil, err
	}
	if err := a.Save(f.trained()); err != nil {
		return before, nil, err
	}
	t.say("trained model: %s\n", f.trained())
	return before, history, nil
}

// answer lets the trained assistant answer the test entries, scores the answers and saves them.
func (a *instructing) answer(t *training, f instructTrainFlags) (instruct.Report, error) {
	after, answers, err := a.Evaluate(t.ctx, a.be, a.parts, a.loaders, answering(t.ctx, len(a.parts.Test)))
	if err != nil {
		return after, stopped(t.ctx, err, fmt.Sprintf("the trained model is in %s, its answers are not saved; "+
			"`llm instruct answer --model %[1]s` asks it", f.trained()))
	}
	path := filepath.Join(f.out, filepath.Base(instructAnswers))
	if err := instruct.WriteAnswers(path, answers); err != nil {
		return after, err
	}
	t.say("answers: %s\n", path)
	return after, nil
}

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
	before, history, err := a.train(t, f, recipe)
	if err != nil {
		return err
	}
	after, err := a.answer(t, f)
	if err != nil {
		return err
	}
	if f.json {
		result := map[string]any{"before": before, "after": after, "history": history}
		if a.left.Len() > 0 {
			result["left_out"] = a.left.Places
		}
		return printJSON(t.stdout, result)
	}
	fmt.Fprintln(t.stdout, "after:", after)
	return nil
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
