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

// memoryFlags are flags of every command that trains: ways to train in less memory.
type memoryFlags struct {
	accumulate int
	recompute  bool
	precision  string
}

// add puts the flags on a command.
func (f *memoryFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.accumulate, "accumulate", 1,
		"take the gradient of each batch in so many parts, one after the other: the same steps in less memory")
	flags.BoolVar(&f.recompute, "recompute", false,
		"activation checkpointing: keep only each block's input and compute the rest again, a third more work in far "+
			"less memory")
	flags.StringVar(&f.precision, "precision", "f32",
		"numbers of the matrix products: f32, or bf16, mixed precision for GPUs (XLA)")
}

// parts is what the options of a training run want to know, checked against the rows of a batch.
func (f memoryFlags) parts(batch int) (int, error) {
	if f.accumulate < 1 || f.accumulate > batch {
		return 0, fmt.Errorf("--accumulate %d: want 1 to %d, the rows of a batch", f.accumulate, batch)
	}
	return f.accumulate, nil
}

// apply sets up a model and gives the backend that trains it so; it refuses one that cannot.
func (f memoryFlags) apply(m *gpt.Model, be compute.Backend) (compute.Backend, error) {
	switch f.precision {
	case "f32":
	case "bf16":
		var err error
		if be, err = backend.Autocast(be, dtypes.BFloat16); err != nil {
			return nil, fmt.Errorf("--precision bf16: %w", err)
		}
	default:
		return nil, fmt.Errorf("--precision %q: want f32 or bf16", f.precision)
	}
	if f.recompute {
		return be, longrun.Recompute(be, m)
	}
	return be, nil
}
