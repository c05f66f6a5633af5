package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// pretrainFlags are the flags of "llm pretrain".
type pretrainFlags struct {
	data, out, size, backend, dropout string
	seed                              int64
	epochs, batch, contextLength      int
	rate, decay                       float64
	every                             int
	json                              bool
	source                            sourceFlags
	memory                            memoryFlags
	devices                           int
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
	flags.StringVar(&f.data, "data", "",
		"text file to train on; without it The Verdict, or our own story where that is not at hand")
	f.source.add(cmd)
	flags.StringVar(&f.out, "out", filepath.Join("build", "pretrain"), "folder for checkpoints and the trained model")
	flags.StringVar(&f.size, "size", "tiny", "tiny (half a minute) or book (the 124M model)")
	flags.StringVar(&f.backend, "backend", "",
		"backend, such as go, onnx:cpu or xla:cuda; without it the best that is installed")
	flags.StringVar(&f.dropout, "dropout", "torch",
		"dropout masks: torch (PyTorch's numbers) or backend (drawn in the graph)")
	flags.Int64Var(&f.seed, "seed", 123, "seed, as for torch.manual_seed")
	flags.IntVar(&f.epochs, "epochs", 0, "times through the text (default: the size's)")
	flags.IntVar(&f.batch, "batch", 0, "windows in a batch (default: the size's)")
	flags.IntVar(&f.contextLength, "context", 0, "tokens in a window (default: the size's)")
	flags.Float64Var(&f.rate, "lr", 0, "learning rate (default: the size's)")
	flags.Float64Var(&f.decay, "weight-decay", 0.1, "weight decay")
	flags.IntVar(&f.every, "checkpoint-every", 0, "steps between checkpoints; 0: only when interrupted")
	flags.BoolVar(&f.json, "json", false, "print the history as JSON instead of the log")
	f.memory.add(cmd)
	flags.IntVar(&f.devices, "devices", 1, "devices that share the rows of each batch (XLA)")
	return cmd
}

// settings are the recipe of a size with what the flags change.
func (f pretrainFlags) settings() (run pretrain.Recipe, long longrun.Options, err error) {
	size, err := course.ParseSize(f.size)
	if err != nil {
		return run, long, err
	}
	run = course.Of(size, pretrain.TinyRecipe(), pretrain.BookRecipe())
	if f.epochs != 0 {
		run.Options.Epochs = f.epochs
	}
	if f.batch != 0 {
		run.Data.BatchSize = f.batch
	}
	if f.contextLength != 0 {
		run.Data.ContextLength, run.Model.ContextLength = f.contextLength, f.contextLength
	}
	if f.rate != 0 {
		run.Options.Optimizer.LearningRate = f.rate
	}
	run.Options.Optimizer.WeightDecay = f.decay
	long.Devices = f.devices
	long.Checkpoint = &longrun.Checkpoint{Dir: filepath.Join(f.out, "checkpoints"), Every: f.every}
	long.Accumulate, err = f.memory.parts(run.Data.BatchSize)
	return run, long, err
}

func pretrainModel(cmd *cobra.Command, f pretrainFlags) error {
	ctx, stdout := cmd.Context(), cmd.OutOrStdout()
	run, long, err := f.settings()
	if err != nil {
		return err
	}
	source, err := nn.ParseDropoutSource(f.dropout)
	if err != nil {
		return err
	}
	data, err := f.source.open(f.data)
	if err != nil {
		return err
	}
	defer data.close()
	be, choice, err := backend.Open(f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	if _, err := nn.NewDevices(be, f.devices); err != nil {
		return fmt.Errorf("--devices: %w", err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%v\ntext: %s\ndropout masks: %s\n", choice, data.from, source)

	gpt2, err := text.NewGPT2()
	if err != nil {
		return err
	}
	tok := gpt2.Allowing(text.EndOfText)
	rng := torchrand.New(f.seed)
	b := nn.NewBuilderFrom(rng)
	b.Masks.Source = source
	m, err := gpt.NewModel(b, run.Model)
	if err != nil {
		return err
	}
	used, err := f.memory.apply(m, be)
	if err != nil {
		return err
	}
	loaders, err := data.loaders(tok, run.Data, rng)
	if err != nil {
		return err
	}
	long.Metrics = f.source.writeDown(cmd.ErrOrStderr())
	bar := longrun.NewBar(ctx)
	defer bar.Done()
	watchers := []pretrain.Watcher{bar.Watch}
	if !f.json {
		watchers = append(watchers, pretrain.Log(stdout))
	}
	history, err := longrun.Train(ctx, used, m, loaders, tok, run.Options, long, watchers...)
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted, checkpoint in %s: the same command goes on from there",
				long.Checkpoint.Dir)
		}
		return err
	}
	bar.Done()
	dir := filepath.Join(f.out, "model")
	if err := pretrain.SaveModelDir(dir, m); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "trained model: %s\n", dir)
	if f.json {
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(history)
	}
	return nil
}
