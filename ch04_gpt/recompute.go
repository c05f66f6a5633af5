package gpt

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// Activation checkpointing: to take a gradient, the backward pass needs what the forward pass has computed. For each
// block that is a few dozen vectors of the model's width for each token, and several numbers for each head and pair of
// tokens. With Recompute a block keeps one vector for each token, the one that it was given; when the gradient comes
// back to it, the block is computed again. Twelve blocks then need the memory of one block and of twelve vectors a
// token, for about a third more work: one forward pass more beside a forward pass and a backward pass, which costs as
// much as two.
//
// The gradients are the same to the bit: a block does the same sums on the same numbers. Dropout masks are not drawn
// again, they are variables (or, drawn in the graph, kept).
//
// Measured on the Go backend, twelve blocks of width 128 with 4 heads, 8 x 128 tokens, peak memory above that of the
// model: 335 MB, with Recompute 93 MB, with four micro-batches (pretrain.Trainer) 158 MB, with both 70 MB.

// checkpoint marks the input of a block in a training graph: it is kept, and what the block makes of it is not.
func (m *Model) checkpoint(x *graph.Node) *graph.Node {
	if m.Recompute && nn.IsTraining(x) {
		return x.Checkpoint()
	}
	return x
}

// endCheckpoint marks the output of the last block: what comes after it is kept as always.
func (m *Model) endCheckpoint(x *graph.Node) *graph.Node {
	if m.Recompute && nn.IsTraining(x) {
		return x.StopCheckpoint()
	}
	return x
}

// CheckTraining returns an error that names the backend and the operation when a backend cannot train the model with
// its Recompute and Precision, and with the attention of its blocks.
func (m *Model) CheckTraining(be compute.Backend) error {
	if m.Recompute {
		// They keep a value that is computed again apart from the first one.
		for _, op := range []compute.OpType{compute.OpTypeOptimizationBarrier, compute.OpTypeSchedulingBarrier} {
			if !be.Capabilities().Operations[op] {
				return fmt.Errorf("recomputing activations: the backend %s lacks the operation %v: "+
					"use micro-batches instead, or another backend (go, xla)", be.Name(), op)
			}
		}
	}
	if err := checkPrecision(be, m.Precision); err != nil {
		return err
	}
	return m.checkFlash(be)
}
