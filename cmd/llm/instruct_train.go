package main

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// instructTrainFlags are the flags of "llm instruct train".
type instructTrainFlags struct {
	data, size, model, backend, dropout, style string
	seed                                       int64
	epochs, batch, groupByLength, answers      int
	packed                                     int
	rate                                       float64
	maskPrompt, json                           bool
	memory                                     memoryFlags
	run                                        runFlags
}

// newInstructTrainCmd is "llm instruct train".
func newInstructTrainCmd() *cobra.Command {
	var f instructTrainFlags
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Fine-tune a model on instructions",
		Long: `Fine-tunes a model on the first 85 % of the entries, answers the 10 % after them and scores the
answers, before and after. The tiny size starts from the course's own model, unless --model names
another one; the book's size needs a model with GPT-2's weights. Ctrl-C saves a checkpoint, and the
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
	f.run.add(cmd, instructOut, "checkpoints, the trained model and its answers")
	flags.Var(given(&f.size, "tiny"), "size", "tiny (the course's model, some minutes) or book (355M parameters)")
	flags.Var(given(&f.model, ""), "model", weightsHelp)
	backendFlag(cmd, &f.backend)
	flags.Var(given(&f.dropout, "torch"), "dropout",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.Var(given(&f.style, "alpaca"), "style", "prompts: alpaca, or phi3 (exercise 7.1)")
	flags.BoolVar(&f.maskPrompt, "mask-prompt", false, "leave the prompts out of the loss (exercise 7.2)")
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.Var(within(&f.epochs, 0, 1, mostEpochs), "epochs", "times through the entries (default: the size's)")
	flags.Var(within(&f.batch, 0, 1, mostRows), "batch", "entries in a batch (default: the size's)")
	flags.Var(within(&f.groupByLength, 0, 1, mostGrouped), "group-by-length",
		"among how many batches entries of one length are put together, which saves padding (default: none)")
	flags.Var(within(&f.packed, 0, 1, mostPacked), "packed",
		"tokens of a row in which several entries stand one behind the other (default: the size's, or a row for each)")
	flags.Var(within(&f.answers, 0, 1, mostSampled), "answers",
		"how many of the test entries are answered and scored, before and after (default: all)")
	flags.Var(above(&f.rate, 0, 0, mostRate), "lr", "learning rate (default: the size's)")
	flags.BoolVar(&f.json, "json", false, "print history and scores as JSON instead of the log")
	f.memory.add(cmd)
	return cmd
}

// recipe is that of a size with what the flags change; the model is chosen with it.
func (f *instructTrainFlags) recipe() (instruct.Recipe, error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return instruct.Recipe{}, fmt.Errorf("--size: %w", err)
	}
	recipe := course.Of(size, instruct.CourseRecipe(), instruct.BookRecipe())
	if f.model, err = startingModel("model", f.model, size); err != nil {
		return recipe, err
	}
	if recipe.Data.Style, err = instruct.ParseStyle(f.style); err != nil {
		return recipe, fmt.Errorf("--style: %w", err)
	}
	recipe.Data.Collate.MaskPrompt = recipe.Data.Collate.MaskPrompt || f.maskPrompt
	replace(&recipe.Data.Packed, f.packed)
	replace(&recipe.Options.Epochs, f.epochs)
	replace(&recipe.Data.BatchSize, f.batch)
	replace(&recipe.Data.GroupByLength, f.groupByLength)
	replace(&recipe.Options.Optimizer.LearningRate, f.rate)
	return recipe, f.memory.check(recipe.Data.BatchSize)
}

// instructing is an assistant that is trained on the loaders of three parts.
type instructing struct {
	*instruct.Assistant
	parts   instruct.Parts
	left    instruct.LeftOut // of the entries: they do not stand in parts
	loaders *instruct.Loaders
	be      compute.Backend // as the memory flags want it
	base    keep.Setting    // the model that it was made of
}

// prepare makes an assistant and its loaders, which draw from one generator.
func (f instructTrainFlags) prepare(t *training, recipe instruct.Recipe, parts instruct.Parts,
	masks nn.DropoutSource) (a *instructing, err error) {
	rng := torchrand.New(f.seed)
	a = &instructing{}
	if a.Assistant, err = newAssistant(f.model, recipe, rng, t.stderr); err != nil {
		return nil, err
	}
	if a.base, err = weightsSetting("model", f.model, a.Model); err != nil {
		return nil, err
	}
	if a.parts, a.left, err = a.WithRoom(parts, recipe); err != nil {
		return nil, err
	}
	if f.answers > 0 {
		a.parts.Test = a.parts.Test[:min(f.answers, len(a.parts.Test))]
	}
	if n := a.left.Len(); n > 0 {
		t.say("left out: %d of the entries: %v\n", n, a.left)
	}
	if most := a.Model.Config.ContextLength; f.packed > most {
		return nil, fmt.Errorf("--packed: rows of %d tokens, the model's context has %d", f.packed, most)
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
	if a.loaders.LeftOut > 0 {
		t.say("%d entries are too long for a row of %d tokens: they are not trained on\n", a.loaders.LeftOut,
			recipe.Data.Packed)
	}
	return a, nil
}
