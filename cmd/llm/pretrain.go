package main

import (
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// pretrainFlags are the flags of "llm pretrain".
type pretrainFlags struct {
	out, size, backend, dropout  string
	seed                         int64
	epochs, batch, contextLength int
	rate, decay                  float64
	every, devices               int
	json                         bool
	source                       sourceFlags
	memory                       memoryFlags
}

// newPretrainCmd is "llm pretrain".
func newPretrainCmd() *cobra.Command {
	var f pretrainFlags
	cmd := &cobra.Command{
		Use:   "pretrain",
		Short: "Train a GPT model on a text (chapter 5)",
		Long: `Trains a GPT model from random weights and prints the book's log. Ctrl-C saves a checkpoint; the
same command goes on from it, with the same numbers as a run that was never interrupted. The trained
model lands in OUT/model.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return pretrainModel(cmd, f) },
	}
	flags := cmd.Flags()
	f.source.add(cmd)
	flags.Var(into(&f.out, filepath.Join("build", "pretrain")), "out",
		"folder for checkpoints and the trained model")
	flags.Var(given(&f.size, "tiny"), "size", "tiny (a minute or two) or book (the 124M model)")
	backendFlag(cmd, &f.backend)
	flags.Var(given(&f.dropout, "torch"), "dropout",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.Var(within(&f.epochs, 0, 1, mostEpochs), "epochs", "times through the text (default: the size's)")
	flags.Var(within(&f.batch, 0, 1, mostRows), "batch", "windows in a batch (default: the size's)")
	flags.Var(within(&f.contextLength, 0, 1, mostContext), "context", "tokens in a window (default: the size's)")
	flags.Var(above(&f.rate, 0, 0, mostRate), "lr", "learning rate (default: the size's)")
	flags.Var(within(&f.decay, 0.1, 0, mostDecay), "weight-decay", "weight decay")
	flags.Var(within(&f.every, 0, 0, mostSteps), "checkpoint-every",
		"steps between checkpoints; 0: only when interrupted")
	flags.BoolVar(&f.json, "json", false, "print the history as JSON instead of the log")
	f.memory.add(cmd)
	flags.Var(within(&f.devices, 1, 1, mostDevices), "devices", "devices that share the rows of each batch (XLA)")
	return cmd
}

// recipe is that of a size with what the flags change.
func (f pretrainFlags) recipe() (pretrain.Recipe, error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return pretrain.Recipe{}, fmt.Errorf("--size: %w", err)
	}
	recipe := course.Of(size, pretrain.TinyRecipe(), pretrain.BookRecipe())
	replace(&recipe.Options.Epochs, f.epochs)
	replace(&recipe.Data.BatchSize, f.batch)
	replace(&recipe.Data.ContextLength, f.contextLength)
	replace(&recipe.Model.ContextLength, f.contextLength)
	replace(&recipe.Options.Optimizer.LearningRate, f.rate)
	recipe.Options.Optimizer.WeightDecay = f.decay
	return recipe, f.memory.check(recipe.Data.BatchSize)
}

// pretraining is a model that is trained on batches.
type pretraining struct {
	model   *gpt.Model
	tok     text.Tokenizer
	loaders *pretrain.Loaders
	be      compute.Backend // as the memory flags want it
}

// prepare makes a model with random weights and its loaders, which draw from one generator.
func (f pretrainFlags) prepare(recipe pretrain.Recipe, data *trainingData, masks nn.DropoutSource,
	be compute.Backend) (p pretraining, err error) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return p, err
	}
	p.tok = gpt2.Allowing(text.EndOfText)
	rng := torchrand.New(f.seed)
	b := nn.NewBuilderFrom(rng)
	b.Masks.Source = masks
	if p.model, err = gpt.NewModel(b, recipe.Model); err != nil {
		return p, err
	}
	if p.be, err = f.memory.apply(p.model, be); err != nil {
		return p, err
	}
	p.loaders, err = data.loaders(p.tok, recipe.Data, rng)
	return p, err
}

func pretrainModel(cmd *cobra.Command, f pretrainFlags) error {
	recipe, err := f.recipe()
	if err != nil {
		return err
	}
	masks, err := nn.ParseDropoutSource(f.dropout)
	if err != nil {
		return fmt.Errorf("--dropout: %w", err)
	}
	data, err := f.source.open()
	if err != nil {
		return err
	}
	defer data.close()
	t, err := startTraining(cmd, f.backend, f.json)
	if err != nil {
		return err
	}
	defer t.close()
	if _, err := nn.NewDevices(t.be, f.devices); err != nil {
		return fmt.Errorf("--devices: %w", err)
	}
	t.say("text: %s\ndropout masks: %s\n", data.from, masks)
	p, err := f.prepare(recipe, data, masks, t.be)
	if err != nil {
		return err
	}
	long := longrun.Options{
		Accumulate: f.memory.accumulate, Devices: f.devices, Metrics: f.source.writeDown(t.stderr),
		Checkpoint: &longrun.Checkpoint{Dir: filepath.Join(f.out, "checkpoints"), Every: f.every},
	}
	history, err := longrun.Train(t.ctx, p.be, p.model, p.loaders, p.tok, recipe.Options, long, t.watchers()...)
	if err := t.ended(err, long.Checkpoint.Dir); err != nil {
		return err
	}
	dir := filepath.Join(f.out, "model")
	if err := pretrain.SaveModelDir(dir, p.model); err != nil {
		return err
	}
	t.say("trained model: %s\n", dir)
	if f.json {
		return printJSON(t.stdout, history)
	}
	return nil
}
