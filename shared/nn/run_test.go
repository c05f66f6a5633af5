package nn_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// one makes a GraphFn of a function with one input and one output.
func one(fn func(*Node) *Node) nn.GraphFn {
	return func(in []*Node) []*Node { return []*Node{fn(in[0])} }
}

// eval runs fn once in evaluation mode and returns its output.
func eval(t *testing.T, b *nn.Builder, fn func(*Node) *Node, input any) *tensors.Tensor {
	t.Helper()
	out, err := nn.Eval(backendtest.Open(), b.Store(), one(fn), input)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// flat is a copy of a tensor's values.
func flat(t *testing.T, x *tensors.Tensor) []float32 {
	t.Helper()
	values, err := tensors.CopyFlatData[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// ones is a tensor of ones.
func ones(dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = 1
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }
