package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/bench"
	"llmfromscratch/shared/backend"
)

// newBenchCmd is "llm bench".
func newBenchCmd() *cobra.Command {
	var (
		config, backendConfig string
		curves                string
		ladder                bool
		rung                  int
		opt                   bench.Options
		asJSON                bool
	)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure tokenizer, forward pass, training step and generation on this machine",
		Long: `Measures on this machine, beside what its memory and its matrix products could do at best. Nothing
else should run meanwhile: quote the medians, and the command with its flags.

With --curves DIR it measures instead how the cost grows with context, batch, width and depth, on a
model of its own, and writes a chart of each and all numbers into the folder.

With --ladder it measures the training step alone, rung by rung: float32, TF32, bfloat16, flash
attention, a vocabulary that is a multiple of 64, a larger batch. That is for a GPU
(--backend xla:cuda); what a backend does not have, the table says.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if curves != "" {
				return benchCurves(cmd, backendConfig, curves, opt.Steps)
			}
			if opt.Name = config; config == "tiny" {
				opt.Config = pretrain.TinyRecipe().Model
			} else if opt.Config, err = gpt.Preset(config); err != nil {
				return fmt.Errorf("%w, and tiny", err)
			}
			if opt.Context == 0 {
				opt.Context = min(256, opt.Config.ContextLength)
			}
			if config != "tiny" && opt.Context < opt.Config.ContextLength {
				opt.Config.ContextLength = opt.Context // as the book does for training
			}
			setting := bench.Setting{Options: opt, Backend: backendConfig}
			switch {
			case rung >= 0:
				return benchRung(cmd, setting, rung)
			case ladder:
				return benchLadder(cmd, setting, asJSON)
			}
			be, choice, err := backend.Open(backendConfig)
			if err != nil {
				return err
			}
			defer be.Finalize()
			report, err := bench.Run(cmd.Context(), be, choice, opt, func(name string) {
				fmt.Fprintf(cmd.ErrOrStderr(), "measuring %s\n", name)
			})
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				return enc.Encode(report)
			}
			return report.Write(cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&config, "config", "tiny", "model: tiny, 124M, 355M, 774M or 1558M")
	flags.StringVar(&backendConfig, "backend", "", "backend; without it the best that is installed")
	flags.IntVar(&opt.Batch, "batch", 2, "rows of a batch")
	flags.IntVar(&opt.Context, "context", 0, "tokens in a row (default 256, or the model's context length)")
	flags.IntVar(&opt.Steps, "steps", 5, "counted runs of each measurement")
	flags.BoolVar(&asJSON, "json", false, "print the report as JSON")
	flags.StringVar(&curves, "curves", "", "folder for curves of cost against context, batch, width and depth")
	flags.BoolVar(&ladder, "ladder", false,
		"measure the training step from float32 up to all that a GPU offers, rung by rung")
	flags.IntVar(&rung, "rung", -1, "measure one rung of the ladder and print it as JSON")
	cobra.CheckErr(flags.MarkHidden("rung")) // --ladder starts a process for each rung with it
	return cmd
}
