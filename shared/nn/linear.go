package nn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Layer is a module with one input and one output. Modules keep their linear layers as Layers, so that a layer
// can be replaced by another one, as appendix E does with LoRA.
type Layer interface {
	Forward(x *graph.Node) *graph.Node
}

// Linear is torch.nn.Linear: y = x·Wᵀ + b.
type Linear struct {
	Weight *model.Variable // [out, in]
	Bias   *model.Variable // [out]; nil without a bias
}

// NewLinear draws the weight and then, if there is one, the bias, all uniformly between ±1/√in:
// for in = 768 between ±0.0361.
func NewLinear(b *Builder, in, out int, bias bool) *Linear {
	bound := 1 / math.Sqrt(float64(in))
	l := &Linear{Weight: b.uniform("weight", bound, out, in)}
	if bias {
		l.Bias = b.uniform("bias", bound, out)
	}
	return l
}

// Forward maps […, in] to […, out], in the kind of numbers that x has.
func (l *Linear) Forward(x *graph.Node) *graph.Node {
	w := graph.ConvertDType(l.Weight.NodeValue(x), x.DType())
	w.AssertRank(2)
	out, in := w.Shape().Dim(0), w.Shape().Dim(1)
	x.AssertDims(anyDims(x.Rank()-1, in)...)

	y := timesTransposed(x, w)
	if l.Bias != nil {
		bias := graph.ExpandLeftToRank(l.Bias.NodeValue(x), y.Rank())
		y = InFloat32(y, func(y *graph.Node) *graph.Node { return graph.Add(y, bias) }) // the bias's gradient sums up all rows
	}
	y.AssertDims(anyDims(x.Rank()-1, out)...)
	return y
}

// timesTransposed is x·Wᵀ for x […, in] and w [out, in]. The weight must be read as it is stored: a transposed copy costs more than the
// product when x is a single token. A contraction over both last axes does that, but not on ONNX Runtime, which makes the copy for it, at
// each call. There it is a transposition followed by a matrix product, which ONNX Runtime joins into a product that reads the weight as it
// is: GPT-2 small makes a token several times faster. While training the gradient would need the copy, so that nothing would be gained.
func timesTransposed(x, w *graph.Node) *graph.Node {
	last := []int{x.Rank() - 1}
	if x.Graph().Backend().Name() == onnxName && !IsTraining(x) {
		return graph.Dot(x, graph.Transpose(w, 0, 1)).General(last, nil, []int{0}, nil)
	}
	return graph.Dot(x, w).General(last, nil, []int{1}, nil)
}

// onnxName is what GoMLX's backend for ONNX Runtime calls itself.
const onnxName = "onnxruntime"

// uniform creates a parameter with values drawn uniformly from [-bound, bound).
func (b *Builder) uniform(name string, bound float64, dims ...int) *model.Variable {
	return b.drawn(name, dims, func(dst []float32) { b.RNG.Uniform(dst, -bound, bound) })
}

// anyDims is n free axes followed by fixed ones, as AssertDims wants them: anyDims(2, 768) is -1, -1, 768.
func anyDims(n int, fixed ...int) []int {
	dims := make([]int, n, n+len(fixed))
	for i := range dims {
		dims[i] = -1
	}
	return append(dims, fixed...)
}

func product(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}
