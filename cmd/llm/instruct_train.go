package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/progress"
	"llmfromscratch/shared/sample"
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
		Long: `Fine-tunes a model on the first 85 % of the entries, answers the 10 % after them and scores the answers, before and after.
Without --model it starts from random weights, which is what the tiny size is for; the book's size needs a model with
GPT-2's weights. Ctrl-C saves a checkpoint, and the same command goes on from it. The trained model lands in OUT/model, the answers
beside it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return instructTrain(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "",
		"JSON list of entries; without it the book's, or our own where that is not at hand")
	flags.StringVar(&f.out, "out", instructOut, "folder for checkpoints, the trained model and its answers")
	flags.StringVar(&f.size, "size", "tiny", "tiny (a small new model, some minutes) or book (355M parameters)")
	flags.StringVar(&f.model, "model", "", weightsHelp)
	flags.StringVar(&f.backend, "backend", "", "backend; without it the best that is installed")
	flags.StringVar(&f.dropout, "dropout", "torch",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.StringVar(&f.style, "style", "alpaca", "prompts: alpaca, or phi3 (exercise 7.1)")
	flags.BoolVar(&f.maskPrompt, "mask-prompt", false, "leave the prompts out of the loss (exercise 7.2)")
	flags.Int64Var(&f.seed, "seed", 123, "seed, as for torch.manual_seed")
	flags.IntVar(&f.epochs, "epochs", 0, "times through the entries (default: the size's)")
	flags.IntVar(&f.batch, "batch", 0, "entries in a batch (default: the size's)")
	flags.Float64Var(&f.rate, "lr", 0, "learning rate (default: the size's)")
	flags.BoolVar(&f.json, "json", false, "print history and scores as JSON instead of the log")
	f.memory.add(cmd)
	return cmd
}

// settings are the recipe of a size with what the flags change.
func (f instructTrainFlags) settings() (run instruct.Recipe, long longrun.Options, err error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return run, long, err
	}
	if size == course.Book && f.model == "" {
		return run, long, errors.New("the book's size fine-tunes a pretrained model: give its folder with --model, " +
			"or use --size tiny")
	}
	run = course.Of(size, instruct.TinyRecipe(), instruct.BookRecipe())
	if run.Data.Style, err = instruct.ParseStyle(f.style); err != nil {
		return run, long, err
	}
	run.Data.Collate.MaskPrompt = f.maskPrompt
	if f.epochs != 0 {
		run.Options.Epochs = f.epochs
	}
	if f.batch != 0 {
		run.Data.BatchSize = f.batch
	}
	if f.rate != 0 {
		run.Options.Optimizer.LearningRate = f.rate
	}
	long.Checkpoint = &longrun.Checkpoint{Dir: filepath.Join(f.out, "checkpoints")}
	long.Accumulate, err = f.memory.parts(run.Data.BatchSize)
	return run, long, err
}

func instructTrain(cmd *cobra.Command, f instructTrainFlags) error {
	ctx, stdout := cmd.Context(), cmd.OutOrStdout()
	run, long, err := f.settings()
	if err != nil {
		return err
	}
	source, err := nn.ParseDropoutSource(f.dropout)
	if err != nil {
		return err
	}
	entries, from, err := instructions(f.data)
	if err != nil {
		return err
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	be, choice, err := backend.Open(f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	rng := torchrand.New(f.seed)
	a, err := startingModel(f.model, parts, run, rng, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	a.Model.Builder.Masks.Source = source
	used, err := f.memory.apply(a.Model, be)
	if err != nil {
		return err
	}
	loaders, err := a.Loaders(parts, run, rng)
	if err != nil {
		return err
	}
	log := cmd.ErrOrStderr()
	fmt.Fprintf(log, "%v\nentries: %s, %d to train on, %d to validate, %d to test\ndropout masks: %s\n",
		choice, from, len(parts.Train), len(parts.Validation), len(parts.Test), source)
	if loaders.Cut > 0 {
		fmt.Fprintf(log, "%d entries are longer than the context of %d tokens: their ends are cut off\n", loaders.Cut,
			a.Model.Config.ContextLength)
	}
	before, _, err := a.Evaluate(ctx, used, parts, loaders, nil)
	if err != nil {
		return err
	}
	if !f.json {
		fmt.Fprintln(stdout, "before:", before)
	}
	bar := longrun.NewBar(ctx)
	defer bar.Done()
	watchers := []pretrain.Watcher{bar.Watch}
	if !f.json {
		watchers = append(watchers, pretrain.Log(stdout))
	}
	history, err := longrun.Train(ctx, used, a.Model, &loaders.Loaders, a.Tok, a.Options(parts, loaders, run), long,
		watchers...)
	bar.Done()
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted, checkpoint in %s: the same command goes on from there",
				long.Checkpoint.Dir)
		}
		return err
	}
	model := filepath.Join(f.out, filepath.Base(instructModel))
	if err := a.Save(model); err != nil {
		return err
	}
	fmt.Fprintln(log, "trained model:", model)
	after, answers, err := a.Evaluate(ctx, used, parts, loaders, answering(ctx, len(parts.Test)))
	if err != nil {
		return err
	}
	path := filepath.Join(f.out, filepath.Base(instructAnswers))
	if err := instruct.WriteAnswers(path, answers); err != nil {
		return err
	}
	fmt.Fprintln(log, "answers:", path)
	if f.json {
		return printJSON(stdout, map[string]any{"before": before, "after": after, "history": history})
	}
	fmt.Fprintln(stdout, "after:", after)
	return nil
}

// instructions are the entries of a file, the book's, or our own, and where they are from.
func instructions(path string) (entries []instruct.Entry, from string, err error) {
	if path != "" {
		entries, err = instruct.ReadFile(path)
		return entries, path, err
	}
	data, err := assets.Read(book.NeedInstruction)
	from = book.NeedInstruction
	if missing := new(assets.NotFoundError); errors.As(err, &missing) {
		data, err, from = sample.Instructions(), nil,
			fmt.Sprintf("our own (the book's are not here; %q gets them)", missing.Command())
	}
	if err != nil {
		return nil, from, err
	}
	entries, err = instruct.Read(data)
	return entries, from, err
}

// startingModel is a pretrained model, or a small new one.
func startingModel(dir string, parts instruct.Parts, run instruct.Recipe,
	rng *torchrand.Generator, log io.Writer) (*instruct.Assistant, error) {
	if dir == "" {
		return instruct.NewAssistant(parts, run, rng)
	}
	m, err := loadModel(dir, log)
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	return instruct.Pretrained(m, run)
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
