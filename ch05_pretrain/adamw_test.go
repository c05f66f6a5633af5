package pretrain

import (
	"reflect"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
)

// The optimizer in shared memory and the optimizer in the graph are two ways to the same numbers, bit for bit on the Go
// backend, which fuses nothing.
func TestAdamWOnHostEqualsAdamWInGraph(t *testing.T) {
	cfg := gpt.Config{VocabSize: 50, ContextLength: 8, EmbDim: 16, NumHeads: 2, NumLayers: 2}
	train := func(onHost bool) map[string][]float32 {
		m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
		if err != nil {
			t.Fatal(err)
		}
		trainer, err := newTrainer(backend.ForTest(), m.Builder, LanguageLoss(m), NewAdamW(1e-2, 0.1), nil, onHost)
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Finalize()
		inputs := tensors.FromValue([][]int64{{1, 2, 3, 4}, {5, 6, 7, 8}})
		targets := tensors.FromValue([][]int64{{2, 3, 4, 5}, {6, 7, 8, 9}})
		for range 5 {
			if _, err := trainer.Step(inputs, targets); err != nil {
				t.Fatal(err)
			}
		}
		values := map[string][]float32{}
		for v := range m.Store().IterVariables() {
			values[v.Path()] = tensors.MustCopyFlatData[float32](v.MustValue())
		}
		return values
	}
	host, inGraph := train(true), train(false)
	if len(host) != len(inGraph) {
		t.Fatalf("%d variables after training on the host, %d after training in the graph", len(host), len(inGraph))
	}
	for path, want := range inGraph {
		if !reflect.DeepEqual(host[path], want) {
			t.Errorf("%s differs", path)
		}
	}
}

// The first step moves every parameter by the learning rate, whatever its gradient, and weight decay by rate·decay of
// itself.
func TestFirstStepOfAdamW(t *testing.T) {
	b := nn.NewBuilder(0)
	p := b.Parameter("p", []float32{1, -2, 4}, 3)
	trainer, err := NewTrainer(backend.ForTest(), b, func(in []*graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Mul(p.NodeValue(in[0]), in[0])) // its gradient is the input
	}, NewAdamW(0.01, 0.1), nil)
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
