package gpt_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// testBackend is the backend of tests and examples.
var testBackend = backendtest.Open

// tiny is a GPT model that a test runs in a moment.
func tiny() gpt.Config {
	return gpt.Config{VocabSize: 50, ContextLength: 24, EmbDim: 16, NumHeads: 4, NumLayers: 2, DropRate: 0.1,
		QKVBias: true}
}

// newModel makes a model from a seed.
func newModel(t testing.TB, seed int64, cfg gpt.Config) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(seed), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// newPredictor makes a predictor that is freed when the test ends.
func newPredictor(t testing.TB, m *gpt.Model) *gpt.Predictor {
	t.Helper()
	p, err := gpt.NewPredictor(testBackend(), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Finalize)
	return p
}

// newCached makes a predictor with a cache that is freed when the test ends.
func newCached(t testing.TB, m *gpt.Model) *gpt.CachedPredictor {
	t.Helper()
	p := gpt.NewCachedPredictor(testBackend(), m)
	t.Cleanup(p.Finalize)
	return p
}

// eval runs a graph function once in evaluation mode.
func eval(b *nn.Builder, fn nn.GraphFn, inputs ...any) []*tensors.Tensor {
	out, err := nn.Eval(testBackend(), b.Store(), fn, inputs...)
	if err != nil {
		panic(err)
	}
	return out
}

// one makes a GraphFn of a function with one input and one output.
func one(fn func(*Node) *Node) nn.GraphFn {
	return func(in []*Node) []*Node { return []*Node{fn(in[0])} }
}

// flat is a copy of a tensor's values, row-major.
func flat(x *tensors.Tensor) []float32 {
	values, err := tensors.CopyFlatData[float32](x)
	if err != nil {
		panic(err)
	}
	return values
}

// noise is a tensor of standard normal values.
func noise(seed int64, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float32, n)
	torchrand.New(seed).Randn(values)
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// text is batch rows of seq token ids.
func text(seed int64, batch, seq, vocab int) [][]int {
	ids := make([]int64, batch*seq)
	torchrand.New(seed).Randint(ids, 0, int64(vocab))
	rows := make([][]int, batch)
	for i, id := range ids {
		rows[i/seq] = append(rows[i/seq], int(id))
	}
	return rows
}

// wantNear compares values one by one.
func wantNear(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(float64(got[i]-want[i])) <= tolerance) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// must is the value, or the end of the test.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
