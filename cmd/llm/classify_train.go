package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// classifyFlags are the flags of "llm classify train".
type classifyFlags struct {
	data, pretrained, out, size, backend string
	part, token                          string
	noMask, json                         bool
	rank                                 int
	alpha, rate, decay                   float64
	seed                                 int64
	epochs, batch, length                int
	memory                               memoryFlags
}

func newClassifyTrainCmd() *cobra.Command {
	var f classifyFlags
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Fine-tune a model on labelled messages (sections 6.2 to 6.7)",
		Long: `Balances and splits the messages as the book does, fine-tunes a model on them, prints the book's log and then the accuracy on all three
parts. The classifier lands in OUT/model, the three parts as CSV files in OUT/data.

With --pretrained it starts from a GPT model, such as build/pretrain/model, otherwise from random weights, all of which it trains.`,
		Example: `  llm classify train
  llm classify train --pretrained build/pretrain/model --train last-block --token first
  llm classify train --train lora --rank 8`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return classifyTrain(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "", "file with a label, a tab and a text on each line (default: the SMS "+
		"collection in LLM_DATA_DIR, else messages of our own)")
	flags.StringVar(&f.pretrained, "pretrained", "",
		weightsHelp+" (default: random weights)")
	flags.StringVar(&f.out, "out", classifyOut, "folder for the classifier and the split data")
	flags.StringVar(&f.size, "size", "tiny", "tiny (about a minute) or book (the 124M model)")
	flags.StringVar(&f.part, "train", "",
		"what is trained: head, last-block, last-two-blocks, all or lora (default: last-block with --pretrained, "+
			"else all)")
	flags.StringVar(&f.token, "token", "last", "whose output decides: last, first, last-text or mean")
	flags.BoolVar(&f.noMask, "no-mask", false, "let every token see the whole message")
	flags.IntVar(&f.rank, "rank", 16, "rank of the adapters, with --train lora")
	flags.Float64Var(&f.alpha, "alpha", 16, "strength of the adapters, with --train lora")
	flags.Int64Var(&f.seed, "seed", 123, "seed, as for torch.manual_seed")
	flags.IntVar(&f.epochs, "epochs", 0, "times through the training messages (default: the size's)")
	flags.IntVar(&f.batch, "batch", 0, "messages in a batch (default: the size's)")
	flags.IntVar(&f.length, "length", 0, "tokens that messages are padded and cut to (default: the size's)")
	flags.Float64Var(&f.rate, "lr", 0, "learning rate (default: the size's)")
	flags.Float64Var(&f.decay, "weight-decay", 0.1, "weight decay")
	flags.StringVar(&f.backend, "backend", "",
		"backend, such as go, onnx:cpu or xla:cuda; without it the best that is installed")
	flags.BoolVar(&f.json, "json", false, "print history and results as JSON instead of the log")
	f.memory.add(cmd)
	return cmd
}

// run are the settings of a size with what the flags change.
func (f classifyFlags) run() (run classify.Recipe, err error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return run, err
	}
	run = course.Of(size, classify.TinyRecipe(), classify.BookRecipe())
	run.Classifier.Train = classify.AllLayers
	if f.pretrained != "" {
		run.Classifier.Train = classify.LastBlock
	}
	if f.part != "" {
		if run.Classifier.Train, err = classify.ParseLayerSet(f.part); err != nil {
			return run, err
		}
	}
	if run.Classifier.Token, err = classify.ParseToken(f.token); err != nil {
		return run, err
	}
	run.Classifier.Bidirectional = f.noMask
	if run.Classifier.Train == classify.Adapters {
		run.Classifier.Rank, run.Classifier.Alpha = f.rank, f.alpha
	}
	if f.epochs != 0 {
		run.Options.Epochs = f.epochs
	}
	if f.batch != 0 {
		run.Data.BatchSize = f.batch
	}
	if f.length != 0 {
		run.Data.Padding.Length = f.length
	}
	if f.rate != 0 {
		run.Options.Optimizer.LearningRate = f.rate
	}
	run.Options.Optimizer.WeightDecay = f.decay
	_, err = f.memory.parts(run.Data.BatchSize)
	return run, err
}

// model is the pretrained model, or one with random weights; it draws from rng.
func (f classifyFlags) model(cfg gpt.Config, rng *torchrand.Generator, log io.Writer) (*gpt.Model, error) {
	if f.pretrained == "" {
		return gpt.NewModel(nn.NewBuilderFrom(rng), cfg)
	}
	m, err := loadModel(f.pretrained, log)
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	return m, nil
}

func classifyTrain(cmd *cobra.Command, f classifyFlags) error {
	ctx, stdout, stderr := cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	run, err := f.run()
	if err != nil {
		return err
	}
	messages, from, err := smsMessages(f.data)
	if err != nil {
		return err
	}
	split, err := classify.BookSplit(messages)
	if err != nil {
		return err
	}
	tok, err := classifyTokenizer()
	if err != nil {
		return err
	}
	be, choice, err := backend.Open(f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	start := f.pretrained
	if start == "" {
		start = "random weights"
	}
	fmt.Fprintf(stderr, "%v\nmessages: %s\nmodel: %s, trained: %v\n", choice, from, start, run.Classifier.Train)

	// The book sets the seed before the loaders, the head and the training; all draw from one generator.
	rng := torchrand.New(f.seed)
	m, err := f.model(run.Model, rng, stderr)
	if err != nil {
		return err
	}
	used, err := f.memory.apply(m, be)
	if err != nil {
		return err
	}
	run.Data.ContextLength = m.Config.ContextLength
	loaders, err := classify.NewLoaders(split, tok, run.Data, rng)
	if err != nil {
		return err
	}
	if loaders.Truncated > 0 {
		fmt.Fprintf(stderr, "%d messages are longer than %d tokens and were cut\n", loaders.Truncated,
			loaders.Padding.Length)
	}
	rng.Seed(f.seed)
	c, err := classify.New(m, run.Classifier)
	if err != nil {
		return err
	}
	bar := longrun.NewBar(ctx)
	defer bar.Done()
	watchers := []pretrain.Watcher{bar.Watch}
	if !f.json {
		watchers = append(watchers, pretrain.Log(stdout))
	}
	stepper, err := longrun.NewStepper(used, m.Builder, c.Loss, run.Options.Optimizer,
		longrun.StepOptions{Accumulate: f.memory.accumulate})
	if err != nil {
		return err
	}
	defer stepper.Finalize()
	rng.Seed(f.seed)
	history, err := classify.TrainWith(ctx, used, stepper, c, loaders, run.Options, watchers...)
	if err != nil {
		return err
	}
	bar.Done()
	if err := errors.Join(split.Write(filepath.Join(f.out, "data")),
		c.Save(filepath.Join(f.out, "model"))); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "classifier: %s\n", filepath.Join(f.out, "model"))
	results, err := evaluateParts(cmd, c, used, split, tok, run.Data.BatchSize)
	if err != nil {
		return err
	}
	if !f.json {
		printResults(stdout, results)
		return nil
	}
	return writeJSON(stdout, map[string]any{"history": history, "results": results})
}
