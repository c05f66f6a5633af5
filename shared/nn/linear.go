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

// NewLinear makes a layer from in to out values. It draws the weight and then, if there is one, the bias, all uniformly
// between ±1/√in: for in = 768 between ±0.0361.
func NewLinear(b *Builder, in, out int, bias bool) *Linear {
	bound := 1 / math.Sqrt(float64(in))
	l := &Linear{Weight: b.uniform("weight", bound, out, in)}
	if bias {
		l.Bias = b.uniform("bias", bound, out)
	}
	return l
}

// Forward maps […, in] to […, out].
func (l *Linear) Forward(x *graph.Node) *graph.Node {
	w := l.Weight.NodeValue(x)
	w.AssertRank(2)
	out, in := w.Shape().Dim(0), w.Shape().Dim(1)
	x.AssertDims(AnyDims(x.Rank()-1, in)...)

	y := graph.Dot(x, w).General([]int{x.Rank() - 1}, nil, []int{1}, nil) // x·Wᵀ: reads w as it is stored
	if l.Bias != nil {
		y = graph.Add(y, graph.ExpandLeftToRank(l.Bias.NodeValue(x), y.Rank()))
	}
	y.AssertDims(AnyDims(x.Rank()-1, out)...)
	return y
}

// uniform creates a parameter with values drawn uniformly from [-bound, bound).
func (b *Builder) uniform(name string, bound float64, dims ...int) *model.Variable {
	return b.drawn(name, dims, func(dst []float32) { b.RNG.Uniform(dst, -bound, bound) })
}

// AnyDims is n axes of any length followed by fixed ones, as AssertDims wants them: AnyDims(2, 768) is -1, -1, 768.
func AnyDims(n int, fixed ...int) []int {
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
