package main

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/torchrand"
)

// classifyFlags are the flags of "llm classify train".
type classifyFlags struct {
	data, pretrained, size, backend string
	part, token                     string
	noMask, json                    bool
	rank                            int
	alpha, rate, decay              float64
	seed                            int64
	epochs, batch, length           int
	memory                          memoryFlags
	run                             runFlags
}

func newClassifyTrainCmd() *cobra.Command {
	var f classifyFlags
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Fine-tune a model on labelled messages (sections 6.2 to 6.7)",
		Long: `Balances and splits the messages as the book does, fine-tunes a model on them, prints the book's log
and then the accuracy on all three parts. The classifier lands in OUT/model, the three parts as CSV
files in OUT/data. Ctrl-C saves a checkpoint, and the same command goes on from it.

The tiny size starts from the course's own model, all of whose layers it trains; with --pretrained
it starts from another GPT model, such as build/pretrain/model. The book's size needs one with
GPT-2's weights.`,
		Example: `  llm classify train
  llm classify train --pretrained build/pretrain/model --token first --out build/first
  llm classify train --train lora --rank 8 --out build/lora`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return classifyTrain(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.data, ""), "data", "file with a label, a tab and a text on each line (default: the SMS "+
		"collection in LLM_DATA_DIR, else messages of our own)")
	flags.Var(given(&f.pretrained, ""), "pretrained",
		weightsHelp)
	f.run.add(cmd, classifyOut, "checkpoints, the classifier and the split data")
	flags.Var(given(&f.size, "tiny"), "size", "tiny (about a minute) or book (the 124M model)")
	flags.Var(given(&f.part, ""), "train",
		"what is trained: head, last-block, last-two-blocks, all or lora (default: all of the course's own model, "+
			"last-block of another)")
	flags.Var(given(&f.token, "last"), "token", "whose output decides: last, first, last-text or mean")
	flags.BoolVar(&f.noMask, "no-mask", false, "let every token see the whole message")
	flags.Var(within(&f.rank, 16, 1, mostRank), "rank", "rank of the adapters, with --train lora")
	flags.Var(above(&f.alpha, 16, 0, mostAlpha), "alpha", "strength of the adapters, with --train lora")
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.Var(within(&f.epochs, 0, 1, mostEpochs), "epochs",
		"times through the training messages (default: the size's)")
	flags.Var(within(&f.batch, 0, 1, mostRows), "batch", "messages in a batch (default: the size's)")
	flags.Var(within(&f.length, 0, 1, mostContext), "length",
		"tokens that messages are padded and cut to (default: the size's)")
	flags.Var(above(&f.rate, 0, 0, mostRate), "lr", "learning rate (default: the size's)")
	flags.Var(within(&f.decay, 0.1, 0, mostDecay), "weight-decay", "weight decay")
	backendFlag(cmd, &f.backend)
	flags.BoolVar(&f.json, "json", false, "print history and results as JSON instead of the log")
	f.memory.add(cmd)
	return cmd
}

// recipe is that of a size with what the flags change; the model is chosen with it.
func (f *classifyFlags) recipe() (classify.Recipe, error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return classify.Recipe{}, fmt.Errorf("--size: %w", err)
	}
	recipe := course.Of(size, classify.TinyRecipe(), classify.BookRecipe())
	if f.pretrained, err = startingModel("pretrained", f.pretrained, size); err != nil {
		return recipe, err
	}
	if size == course.Tiny && f.pretrained == courseBase {
		recipe = classify.CourseRecipe()
	}
	switch {
	case f.part != "":
		if recipe.Classifier.Train, err = classify.ParseLayerSet(f.part); err != nil {
			return recipe, fmt.Errorf("--train: %w", err)
		}
	case f.pretrained != courseBase:
		recipe.Classifier.Train = classify.LastBlock
	}
	if recipe.Classifier.Token, err = classify.ParseToken(f.token); err != nil {
		return recipe, fmt.Errorf("--token: %w", err)
	}
	recipe.Classifier.Bidirectional = f.noMask
	if recipe.Classifier.Train == classify.Adapters {
		recipe.Classifier.Rank, recipe.Classifier.Alpha = f.rank, f.alpha
	}
	replace(&recipe.Options.Epochs, f.epochs)
	replace(&recipe.Data.BatchSize, f.batch)
	replace(&recipe.Data.Padding.Length, f.length)
	replace(&recipe.Options.Optimizer.LearningRate, f.rate)
	recipe.Options.Optimizer.WeightDecay = f.decay
	return recipe, f.memory.check(recipe.Data.BatchSize)
}

// classifying is a classifier that is trained on the loaders of three parts.
type classifying struct {
	*classify.Classifier
	loaders *classify.Loaders
	split   classify.Split
	tok     vocabulary
	rng     *torchrand.Generator
	be      compute.Backend // as the memory flags want it
	base    keep.Setting    // the model that it was made of
}

// prepare makes a classifier of a model, and its loaders. The book sets the seed before the loaders, the head and the
// training; all draw from one generator.
func (f classifyFlags) prepare(t *training, recipe classify.Recipe, split classify.Split,
	from string) (c *classifying, err error) {
	c = &classifying{split: split, rng: torchrand.New(f.seed)}
	m, v, err := loadModel(f.pretrained, t.stderr)
	if err != nil {
		return nil, err
	}
	m.UseRNG(c.rng)
	c.tok, recipe.Data.Padding.ID = v.withoutSpecial(), v.endOfText
	if c.base, err = weightsSetting("pretrained", f.pretrained, m); err != nil {
		return nil, err
	}
	if c.be, err = f.memory.apply(m, t.be); err != nil {
		return nil, err
	}
	if recipe.Data.ContextLength = m.Config.ContextLength; f.length > m.Config.ContextLength {
		return nil, fmt.Errorf("--length %d: the model's context is %d tokens", f.length, m.Config.ContextLength)
	}
	if c.loaders, err = classify.NewLoaders(split, c.tok, recipe.Data, c.rng); err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	if c.loaders.Truncated > 0 {
		t.say("%d messages are longer than %d tokens and were cut\n", c.loaders.Truncated, c.loaders.Padding.Length)
	}
	c.rng.Seed(f.seed)
	c.Classifier, err = classify.New(m, recipe.Classifier)
	return c, err
}
