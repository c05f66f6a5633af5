package gpt

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Mixed precision: with nn.BFloat16 the sum of the embeddings, everything that the blocks make of it and the logits
// have 8 significant bits in training. What sums up many numbers does so in float32 and rounds its result: layer norm,
// softmax, the gradients of biases and embeddings; so do the loss and the optimizer, whose parameters are float32
// throughout. A weight is rounded where it is multiplied, and its gradient arrives rounded.
//
// It saves up to half of what the backward pass keeps, and makes the matrix products of a GPU several times as fast;
// that is XLA's business. On a CPU it is for tests. The Go backend takes several times as long and saves little (the
// model of recompute.go: 290 MB for 335), since what goes through float32 is kept twice; and with AVX2 its products of
// bfloat16 are wrong in gomlx/compute v0.1.3, which CheckTraining finds out: GOMLX_SIMD_AVX2=0 switches those off, and
// all speed with them. ONNX Runtime computes in float32, rounds here and there, and saves nothing.

// inPrecision gives the sum of the embeddings the precision of training, which everything up to the logits then has.
func (m *Model) inPrecision(x *graph.Node) *graph.Node {
	if !nn.IsTraining(x) {
		return x
	}
	return graph.ConvertDType(x, m.Precision.DType())
}

// probes are the operations that training does in its precision, from a matrix with twice as many columns as rows.
var probes = []struct {
	name  string
	build func(x *graph.Node) *graph.Node
}{
	{"addition", func(x *graph.Node) *graph.Node { return graph.Add(x, x) }},
	{"multiplication", func(x *graph.Node) *graph.Node { return graph.MulScalar(graph.Square(x), 0.5) }},
	{"tanh", graph.Tanh},
	{"transposition", func(x *graph.Node) *graph.Node { return graph.TransposeAllAxes(x, 1, 0) }},
	{"choice (where)", func(x *graph.Node) *graph.Node {
		hidden := graph.LessThan(x, graph.ScalarZero(x.Graph(), x.DType()))
		return graph.Exp(graph.Where(hidden, graph.Infinity(x.Graph(), x.DType(), -1), x))
	}},
	{"matrix product", func(x *graph.Node) *graph.Node {
		return graph.Dot(x, x).General([]int{1}, nil, []int{1},
			nil)
	}},
	{"batched matrix product", func(x *graph.Node) *graph.Node {
		x = graph.Reshape(x, 2, x.Shape().Dim(0), -1)
		return graph.Dot(x, x).General([]int{2}, []int{0}, []int{2}, []int{0})
	}},
}

// checkPrecision tries every operation, and its gradient, on a backend: it may say that it has a kind of numbers and
// lack an operation for it, or do the operation wrong. Small and large matrices may take different ways.
func checkPrecision(be compute.Backend, p nn.Precision) error {
	if p == nn.Float32 {
		return nil
	}
	if !be.Capabilities().DTypes[p.DType()] {
		return fmt.Errorf("precision %v: the backend %s has no %v: use f32, or another backend", p, be.Name(),
			p.DType())
	}
	for _, probe := range probes {
		for _, rows := range []int{20, 170} {
			off, err := probeOff(be, p, probe.build, rows)
			if err == nil && !(off < 1.0/32) {
				err = fmt.Errorf("its results are off by %.0f %%", 100*off)
			}
			if err != nil {
				return fmt.Errorf("precision %v: the backend %s cannot do the operation %q in %v: use f32, or "+
					"another backend: %w",
					p, be.Name(), probe.name, p.DType(), err)
			}
		}
	}
	return nil
}

// probeOff is how far the result of an operation, and its gradient, in a precision are from those in float32, as a part
// of their length.
func probeOff(be compute.Backend, p nn.Precision, build func(*graph.Node) *graph.Node, rows int) (float64, error) {
	values := make([]float32, rows*2*rows)
	torchrand.New(0).Randn(values)
	out, err := nn.Eval(be, model.NewStore(), func(in []*graph.Node) []*graph.Node {
		var outputs []*graph.Node
		for _, dtype := range []dtypes.DType{p.DType(), dtypes.Float32} {
			y := graph.ConvertDType(build(graph.ConvertDType(in[0], dtype)), dtypes.Float32)
			outputs = append(outputs, y, graph.Gradient(graph.ReduceAllSum(y), in[0])[0])
		}
		return outputs
	}, tensors.FromFlatDataAndDimensions(values, rows, 2*rows))
	if err != nil {
		return 0, err
	}
	return max(distance(out[0], out[2]), distance(out[1], out[3])), nil
}

// distance is the length of the difference of two tensors of float32, as a part of the second one's length.
func distance(a, b *tensors.Tensor) float64 {
	x, y := tensors.MustCopyFlatData[float32](a), tensors.MustCopyFlatData[float32](b)
	var difference, length float64
	for i := range y {
		d := float64(x[i]) - float64(y[i])
		difference += d * d
		length += float64(y[i]) * float64(y[i])
	}
	return math.Sqrt(difference / length)
}
