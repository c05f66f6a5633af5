package attention_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// journey holds the embeddings of the chapter's sentence, one row of three for each of its six words.
var journey = [][]float32{
	{0.43, 0.15, 0.89}, // Your
	{0.55, 0.87, 0.66}, // journey
	{0.57, 0.85, 0.64}, // starts
	{0.22, 0.58, 0.33}, // with
	{0.77, 0.25, 0.10}, // one
	{0.05, 0.80, 0.55}, // step
}

// testBackend is the backend of tests and examples.
var testBackend = backendtest.Open

// eval runs a graph function once in evaluation mode.
func eval(b *nn.Builder, fn nn.GraphFn, inputs ...any) []*tensors.Tensor {
	out, err := nn.Eval(testBackend(), b.Store(), fn, inputs...)
	if err != nil {
		panic(err)
	}
	return out
}

// show runs a graph function once and prints what it returns.
func show(b *nn.Builder, fn nn.GraphFn, inputs ...any) {
	out, err := nn.Eval(testBackend(), b.Store(), fn, inputs...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range out {
		course.Tensor(t)
	}
}

// one makes a GraphFn of a function with one input and one output.
func one(fn func(*Node) *Node) nn.GraphFn {
	return func(in []*Node) []*Node { return []*Node{fn(in[0])} }
}

// both makes a GraphFn of a Forward that also returns weights.
func both(fn func(*Node) (context, weights *Node)) nn.GraphFn {
	return func(in []*Node) []*Node {
		context, weights := fn(in[0])
		return []*Node{context, weights}
	}
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

// set gives a variable new values.
func set(v *model.Variable, values []float32) {
	if err := v.SetValue(tensors.FromFlatDataAndDimensions(values, v.Shape().Dimensions...)); err != nil {
		panic(err)
	}
}

// weight is the weight of a linear layer.
func weight(l nn.Layer) *model.Variable { return l.(*nn.Linear).Weight }

// transposed turns a row-major [rows, cols] into [cols, rows].
func transposed(values []float32, rows, cols int) []float32 {
	out := make([]float32, len(values))
	for r := range rows {
		for c := range cols {
			out[c*rows+r] = values[r*cols+c]
		}
	}
	return out
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

// mechanism is one of the chapter's trainable attention modules with a causal mask.
type mechanism struct {
	name    string
	forward func(*Node) *Node
	out     int // width of the context vectors
	b       *nn.Builder
}
