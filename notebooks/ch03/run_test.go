package lesson_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// eval runs a graph function once in evaluation mode.
func eval(b *nn.Builder, fn nn.GraphFn, inputs ...any) []*tensors.Tensor {
	out, err := nn.Eval(backendtest.Open(), b.Store(), fn, inputs...)
	if err != nil {
		panic(err)
	}
	return out
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

// scaled multiplies what a layer gives out.
type scaled struct {
	layer nn.Layer
	by    float64
}

func (s scaled) Forward(x *Node) *Node { return MulScalar(s.layer.Forward(x), s.by) }
