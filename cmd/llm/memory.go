package main

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend"
)

// memoryFlags are flags of every command that trains: ways to train in less memory, or faster.
type memoryFlags struct {
	accumulate int
	recompute  bool
	precision  string
}

// add puts the flags on a command.
func (f *memoryFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(within(&f.accumulate, 1, 1, mostRows), "accumulate",
		"take the gradient of each batch in so many parts, one after the other: the same steps in less memory")
	flags.BoolVar(&f.recompute, "recompute", false,
		"activation checkpointing: keep only each block's input and compute the rest again, a third more work in far "+
			"less memory")
	flags.Var(given(&f.precision, "f32"), "precision",
		"numbers that matrix products multiply: f32, or bf16 (mixed precision, for GPUs; all else stays f32)")
}

// check refuses what no backend can do with a batch of so many rows.
func (f memoryFlags) check(batch int) error {
	if f.accumulate > batch {
		return fmt.Errorf("--accumulate %d: want 1 to %d, the rows of a batch", f.accumulate, batch)
	}
	if f.precision != "f32" && f.precision != "bf16" {
		return fmt.Errorf("--precision %q: want f32 or bf16", f.precision)
	}
	return nil
}

// apply sets up a model and gives the backend that trains it so; it refuses one that cannot.
func (f memoryFlags) apply(m *gpt.Model, be compute.Backend) (compute.Backend, error) {
	if f.precision == "bf16" {
		var err error
		if be, err = backend.Autocast(be, dtypes.BFloat16); err != nil {
			return nil, fmt.Errorf("--precision bf16: %w", err)
		}
	}
	if f.recompute {
		return be, longrun.Recompute(be, m)
	}
	return be, nil
}
