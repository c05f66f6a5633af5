package longrun

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// Recompute makes a model train in less memory: activation checkpointing. To take a gradient, the backward pass needs
// what the forward pass has computed. For each block that is a few dozen vectors of the model's width for each token,
// and several numbers for each head and pair of tokens. With Recompute a block keeps one vector for each token, the one
// that it was given; when the gradient comes back to it, the block is computed again. Twelve blocks then need the
// memory of one block and of twelve vectors a token, for about a third more work: one forward pass more beside a
// forward pass and a backward pass, which costs as much as two.
//
// The gradients are the same to the bit: a block does the same sums on the same numbers. Dropout masks are not drawn
// again, they are variables (or, drawn in the graph, kept). Evaluation and generation do not change. It is an error,
// which names the backend and the operation, when the backend cannot.
func Recompute(be compute.Backend, m *gpt.Model) error {
	// They keep a value that is computed again apart from the first one.
	for _, op := range []compute.OpType{compute.OpTypeOptimizationBarrier, compute.OpTypeSchedulingBarrier} {
		if !be.Capabilities().Operations[op] {
			return fmt.Errorf("recomputing activations: the backend %s lacks the operation %v: "+
				"use micro-batches instead, or another backend (go, xla)", be.Name(), op)
		}
	}
	m.Around = func(block nn.Layer) nn.Layer { return recomputed{block} }
	return nil
}

// recomputed is a block of which training keeps the input only.
type recomputed struct{ block nn.Layer }

// Forward keeps the shape [batch, seq, embed].
func (r recomputed) Forward(x *graph.Node) *graph.Node {
	if !nn.IsTraining(x) {
		return r.block.Forward(x)
	}
	return r.block.Forward(x.Checkpoint()).StopCheckpoint()
}

// UseFlash lets all blocks compute attention in one operation while training: see [attention.Flash]. It saves the
// scores, one number for each head and pair of tokens several times over, and the time to write and read them. It is an
// error when the backend, or the attention, cannot.
func UseFlash(be compute.Backend, m *gpt.Model) error {
	for _, op := range []compute.OpType{compute.OpTypeFusedScaledDotProductAttention,
		compute.OpTypeFusedScaledDotProductAttentionVJP} {
		if !be.Capabilities().Operations[op] {
			return fmt.Errorf("flash attention: the backend %s lacks the operation %v", be.Name(), op)
		}
	}
	for i, block := range m.Blocks {
		flash, err := attention.NewFlash(block.Att)
		if err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
		block.Att = flash
	}
	return nil
}
