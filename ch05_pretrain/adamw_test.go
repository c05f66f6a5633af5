package pretrain

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// The first step moves every parameter by the learning rate, whatever its gradient, and weight decay by rate·decay of
// itself.
func TestFirstStepOfAdamW(t *testing.T) {
	b := nn.NewBuilder(0)
	p := b.Parameter("p", []float32{1, -2, 4}, 3)
	trainer, err := NewTrainer(backendtest.Open(), b, func(in []*graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Mul(p.NodeValue(in[0]), in[0])) // its gradient is the input
	}, NewAdamW(0.01, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()
	if _, err := trainer.Step(tensors.FromValue([]float32{1e-3, -50, 0})); err != nil {
		t.Fatal(err)
	}
	got := tensors.MustCopyFlatData[float32](p.MustValue())
	for i, want := range []float32{1*0.999 - 0.01, -2*0.999 + 0.01, 4 * 0.999} {
		if d := got[i] - want; d > 1e-6 || d < -1e-6 {
			t.Errorf("parameter %d is %v, want %v", i, got[i], want)
		}
	}
}
