package lora

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Layer is the book's LoRALayer: the learned change of a linear layer (section E.4).
type Layer struct {
	A *model.Variable // [in, rank]; random at first
	B *model.Variable // [rank, out]; zeros at first

	// Scale is what the product is multiplied by: alpha/rank, so that another rank needs no other learning rate. The
	// first print of the book multiplies by alpha itself; set Scale to alpha for its numbers.
	Scale float64
}

// Bound is the largest value that A can start with. torch's kaiming_uniform_ with a = √5 draws between ±1/√inputs and
// takes the second axis of A as the number of inputs; that is the rank, not in. For rank 16 it is 0.25.
func Bound(rank int) float64 { return 1 / math.Sqrt(float64(rank)) }

// NewLayer draws A uniformly between ±[Bound] and makes B of zeros. It panics when a size is below 1: see [Replace] for
// an error.
func NewLayer(b *nn.Builder, in, out, rank int, alpha float64) *Layer {
	if in < 1 || out < 1 || rank < 1 {
		panic(fmt.Errorf("a LoRA layer from %d to %d of rank %d: all three must be at least 1", in, out, rank))
	}
	a := make([]float32, in*rank)
	b.RNG.Uniform(a, -Bound(rank), Bound(rank))
	return &Layer{
		A:     b.Parameter("A", a, in, rank),
		B:     b.Parameter("B", make([]float32, rank*out), rank, out),
		Scale: alpha / float64(rank),
	}
}

// Rank is the width of the narrow place between A and B.
func (l *Layer) Rank() int { return l.A.Shape().Dim(1) }

// Alpha is how strongly the change counts, before it is divided by the rank.
func (l *Layer) Alpha() float64 { return l.Scale * float64(l.Rank()) }

// Forward maps […, in] to […, out].
func (l *Layer) Forward(x *graph.Node) *graph.Node {
	a, b := graph.ConvertDType(l.A.NodeValue(x), x.DType()), graph.ConvertDType(l.B.NodeValue(x), x.DType())
	return graph.MulScalar(times(times(x, a), b), l.Scale) // […, in] to […, rank] to […, out]
}

// times is the matrix product of x […, in] and w [in, out]: […, out].
func times(x, w *graph.Node) *graph.Node {
	w.AssertRank(2)
	if got, want := x.Shape().Dim(-1), w.Shape().Dim(0); got != want {
		panic(fmt.Errorf("the last axis of %v has %d values, the layer wants %d", x.Shape(), got, want))
	}
	return graph.Dot(x, w).General([]int{x.Rank() - 1}, nil, []int{0}, nil)
}
