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

	y := graph.Dot(x, w).General([]int{x.Rank() - 1}, nil, []int{1}, nil) // reads w as it is stored
	if l.Bias != nil {
		bias := graph.ExpandLeftToRank(l.Bias.NodeValue(x), y.Rank())
		// the bias's gradient sums up all rows
		y = InFloat32(y, func(y *graph.Node) *graph.Node { return graph.Add(y, bias) })
	}
	y.AssertDims(anyDims(x.Rank()-1, out)...)
	return y
}

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
