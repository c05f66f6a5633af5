package main

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
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
		"numbers to train with: f32, or bf16 for all but parameters, norms, softmax and loss (XLA)")
}

// parts is what the options of a training run want to know, checked against the rows of a batch.
func (f memoryFlags) parts(batch int) (int, error) {
	if f.accumulate < 1 || f.accumulate > batch {
		return 0, fmt.Errorf("--accumulate %d: want 1 to %d, the rows of a batch", f.accumulate, batch)
	}
	return f.accumulate, nil
}

// apply sets up a model, and refuses a backend that cannot train it so.
func (f memoryFlags) apply(m *gpt.Model, be compute.Backend) (err error) {
	if m.Precision, err = nn.ParsePrecision(f.precision); err != nil {
		return err
	}
	m.Recompute = f.recompute
	return m.CheckTraining(be)
}
