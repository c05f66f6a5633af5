package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// pretrainFlags are the flags of "llm pretrain".
type pretrainFlags struct {
	size, backend, dropout       string
	seed                         int64
	epochs, batch, contextLength int
	rate, decay                  float64
	devices                      int
	json                         bool
	run                          runFlags
	source                       sourceFlags
	memory                       memoryFlags
}

// courseSize is the --size of the course's own model.
const courseSize = "course"

// newPretrainCmd is "llm pretrain".
func newPretrainCmd() *cobra.Command {
	var f pretrainFlags
	cmd := &cobra.Command{
		Use:   "pretrain",
		Short: "Train a GPT model on a text (chapter 5)",
		Long: `Trains a GPT model from random weights and prints the book's log. Ctrl-C saves a checkpoint; the
same command goes on from it, with the same numbers as a run that was never interrupted. The trained
model lands in OUT/model, with the settings that it is the result of. A run of others is refused
there.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return pretrainModel(cmd, f) },
	}
	flags := cmd.Flags()
	f.source.add(cmd)
	f.run.add(cmd, filepath.Join("build", "pretrain"), "checkpoints and the trained model")
	flags.Var(given(&f.size, "tiny"), "size",
		"tiny (two to six minutes), book (the 124M model) or course (the course's own model, for a corpus of stories)")
	backendFlag(cmd, &f.backend)
	flags.Var(given(&f.dropout, "torch"), "dropout",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.Var(within(&f.epochs, 0, 1, mostEpochs), "epochs", "times through the text (default: the size's)")
	flags.Var(within(&f.batch, 0, 1, mostRows), "batch", "windows in a batch (default: the size's)")
	flags.Var(within(&f.contextLength, 0, 1, mostContext), "context", "tokens in a window (default: the size's)")
	flags.Var(above(&f.rate, 0, 0, mostRate), "lr", "learning rate (default: the size's)")
	flags.Var(within(&f.decay, 0.1, 0, mostDecay), "weight-decay", "weight decay")
	flags.BoolVar(&f.json, "json", false, "print the history as JSON instead of the log")
	f.memory.add(cmd)
	flags.Var(within(&f.devices, 1, 1, mostDevices), "devices", "devices that share the rows of each batch (XLA)")
	return cmd
}

// recipe is that of a size with what the flags change.
func (f pretrainFlags) recipe() (pretrain.Recipe, error) {
	recipe := longrun.CourseRecipe()
	if f.size != courseSize {
		size, err := course.ParseSize(f.size)
		if err != nil {
			return pretrain.Recipe{}, fmt.Errorf("--size: %w", err)
		}
		recipe = course.Of(size, pretrain.TinyRecipe(), pretrain.BookRecipe())
	}
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
	loaders *pretrain.Loaders
	options pretrain.Options
	be      compute.Backend // as the memory flags want it
}

// prepare makes a model with random weights and its loaders, which draw from one generator.
func (f pretrainFlags) prepare(recipe pretrain.Recipe, data *trainingData, masks nn.DropoutSource,
	be compute.Backend) (p pretraining, err error) {
	rng := torchrand.New(f.seed)
	b := nn.NewBuilderFrom(rng)
	b.Masks.Source = masks
	recipe.Model.VocabSize = data.tok.size
	if p.model, err = gpt.NewModel(b, recipe.Model); err != nil {
		return p, err
	}
	if f.size == courseSize {
		if err := longrun.CourseStart(p.model, rng); err != nil {
			return p, err
		}
	}
	if p.be, err = f.memory.apply(p.model, be); err != nil {
		return p, err
	}
	if p.loaders, err = data.loaders(recipe.Data, rng); err != nil {
		return p, err
	}
	if f.size == courseSize {
		recipe, _ = recipe.WithSchedule(recipe.Options.Epochs * p.loaders.Train.Len())
	}
	p.options = recipe.Options
	return p, nil
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
	k, err := f.kept(t, recipe, data)
	if err != nil {
		return err
	}
	done, err := k.finished()
	if err != nil {
		return err
	}
	if done == nil {
		if done, err = f.train(k, recipe, data, masks); err != nil {
			return err
		}
	}
	if f.json {
		return printJSON(t.stdout, done.History)
	}
	return nil
}

// kept is the run with all that it depends on.
func (f pretrainFlags) kept(t *training, recipe pretrain.Recipe, data *trainingData) (*keptRun, error) {
	settings, err := recipeSettings(f.size, recipe, f.seed, f.memory, t.be)
	if err != nil {
		return nil, err
	}
	trainedOn, err := data.settings()
	if err != nil {
		return nil, err
	}
	devices := keep.Flag("devices", f.devices)
	devices.Free = true
	settings = append(append(trainedOn, keep.Flag("dropout", f.dropout), devices), settings...)
	return &keptRun{t, f.run, settings}, nil
}

// train trains a new model, or goes on, and saves it.
func (f pretrainFlags) train(k *keptRun, recipe pretrain.Recipe, data *trainingData,
	masks nn.DropoutSource) (*record, error) {
	p, err := f.prepare(recipe, data, masks, k.be)
	if err != nil {
		return nil, err
	}
	long := longrun.Options{
		Accumulate: f.memory.accumulate, Devices: f.devices, Metrics: f.source.writeDown(k.stderr),
		Checkpoint: k.checkpoint(),
	}
	history, err := longrun.Train(k.ctx, p.be, p.model, p.loaders, data.tok, p.options, long, k.watchers()...)
	if err := k.ended(err, k.checkpoints()); err != nil {
		return nil, err
	}
	done, err := k.finish(len(history.StepLosses), history, func(dir string) error {
		return errors.Join(pretrain.SaveModelDir(dir, p.model), data.tok.save(dir))
	})
	if err != nil {
		return nil, err
	}
	k.say("trained model: %s\n", k.model())
	return done, nil
}
