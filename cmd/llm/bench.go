package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/bench"
)

// benchFlags are the flags of "llm bench".
type benchFlags struct {
	config, backend, curves string
	batch, context, steps   int
	ladder, json            bool
	rung                    int
}

// newBenchCmd is "llm bench".
func newBenchCmd() *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure tokenizer, forward pass, training step and generation on this machine",
		Long: `Measures on this machine, beside what its memory and its matrix products could do at best. Nothing
else should run meanwhile: quote the medians, and the command with its flags. The training step is
the fast one that "llm pretrain" takes, which gives the numbers of the book's step, to the bit.
Reading a prompt and writing tokens are measured apart. The last line of the output is the whole
report as JSON, for programs.

With --curves DIR it measures instead how the cost grows with context, batch, width and depth, on a
model of its own, and writes a chart of each and all numbers into the folder.

With --ladder it measures the training step alone, rung by rung: float32, TF32, bfloat16, flash
attention, a vocabulary that is a multiple of 64, a larger batch. That is for a GPU
(--backend xla:cuda); what a backend does not have, the table says.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return measure(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.config, "tiny"), "config", "model: tiny, 124M, 355M, 774M or 1558M")
	backendFlag(cmd, &f.backend)
	flags.Var(within(&f.batch, 2, 1, mostMeasured), "batch", "rows of a batch")
	flags.Var(within(&f.context, 0, 2, mostContext), "context",
		"tokens in a row (default 256, or the model's context length)")
	flags.Var(within(&f.steps, 5, 1, mostRuns), "steps", "counted runs of each measurement")
	flags.BoolVar(&f.json, "json", false, "print the report as JSON on several lines, and no table")
	flags.Var(into(&f.curves, ""), "curves", "folder for curves of cost against context, batch, width and depth")
	flags.BoolVar(&f.ladder, "ladder", false,
		"measure the training step from float32 up to all that a GPU offers, rung by rung")
	flags.Var(within(&f.rung, -1, 0, len(bench.Ladder())-1), "rung",
		"measure one rung of the ladder and print it as JSON")
	cobra.CheckErr(flags.MarkHidden("rung")) // --ladder starts a process for each rung with it
	for _, other := range []string{"config", "batch", "context", "json", "ladder", "rung"} {
		cmd.MarkFlagsMutuallyExclusive("curves", other) // which has a model of its own
	}
	cmd.MarkFlagsMutuallyExclusive("ladder", "rung")
	return cmd
}

func measure(cmd *cobra.Command, f benchFlags) error {
	if f.curves != "" {
		return benchCurves(cmd, f)
	}
	opt, err := f.options()
	if err != nil {
		return err
	}
	setting := bench.Setting{Options: opt, Backend: f.backend}
	switch {
	case f.rung >= 0:
		return benchRung(cmd, setting, f.rung)
	case f.ladder:
		return benchLadder(cmd, setting, f.json)
	}
	return benchModel(cmd, setting, f.json)
}

// options are the model that is measured and how.
func (f benchFlags) options() (bench.Options, error) {
	opt := bench.Options{Name: f.config, Batch: f.batch, Context: f.context, Steps: f.steps}
	if f.config == "tiny" {
		opt.Config = pretrain.TinyRecipe().Model
	} else {
		var err error
		if opt.Config, err = gpt.Preset(f.config); err != nil {
			return opt, fmt.Errorf("--config: %w, and tiny", err)
		}
	}
	if opt.Context == 0 {
		opt.Context = min(256, opt.Config.ContextLength)
	}
	if err := opt.Validate(); err != nil {
		return opt, err
	}
	if f.config != "tiny" {
		opt.Config.ContextLength = opt.Context // as the book does for training
	}
	return opt, nil
}

// benchModel measures everything once.
func benchModel(cmd *cobra.Command, s bench.Setting, json bool) error {
	be, choice, err := openNamed(s.Backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	report, err := bench.Run(cmd.Context(), be, choice, s.Options, func(name string) {
		fmt.Fprintf(cmd.ErrOrStderr(), "measuring %s\n", name)
	})
	if err != nil {
		return err
	}
	return writeReport(cmd.OutOrStdout(), report, json)
}

// writeReport prints a report as a table with a last line of JSON, or as JSON alone.
func writeReport(w io.Writer, report interface{ Write(w io.Writer) error }, asJSON bool) error {
	if asJSON {
		return printJSON(w, report)
	}
	if err := report.Write(w); err != nil {
		return err
	}
	return printJSONLine(w, report)
}
