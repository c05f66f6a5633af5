package pretrain_test

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// Sixteen million equal values are more than float32 can count one by one: 2^24 + 1 is 2^24 there.
func TestGlobalNormOfManyValuesIsExact(t *testing.T) {
	const rows, columns = 8192, 4096
	values := make([]float32, rows*columns)
	for i := range values {
		values[i] = 0.001
	}
	b := nn.NewBuilder(0)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{pretrain.GlobalNorm(in)}
	}, tensors.FromFlatDataAndDimensions(values, rows, columns))
	if err != nil {
		t.Fatal(err)
	}
	got, want := float64(tensors.ToScalar[float32](out[0])), 0.001*math.Sqrt(rows*columns)
	if math.Abs(got-want) > 1e-4*want {
		t.Errorf("norm %v, want %v", got, want)
	}
}
