package gpt

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Mean is the mean of every row, the axis kept: […, embed] to […, 1] (section 4.2).
func Mean(x *graph.Node) *graph.Node {
	return graph.ReduceAndKeep(x, graph.ReduceMean, -1)
}

// Variance is the variance of every row, the axis kept: […, embed] to […, 1]. Unbiased divides by n-1, as torch.var
// does when not told otherwise: (1, 2, 3) has 1; else it divides by n: 0.6667 (section 4.2).
func Variance(x *graph.Node, unbiased bool) *graph.Node {
	n := x.Shape().Dim(-1)
	variance := Mean(graph.Square(graph.Sub(x, Mean(x))))
	if unbiased {
		variance = graph.MulScalar(variance, float64(n)/float64(n-1))
	}
	return variance
}

// Standardize subtracts from every row its mean and divides by the root of its variance over n-1: the normalization
// that section 4.2 does by hand, before [LayerNorm]. The row (1, 2, 3) becomes (-1, 0, 1). A row of equal numbers has
// variance 0 and becomes NaN, which is what LayerNorm's epsilon is for.
func Standardize(x *graph.Node) *graph.Node {
	return graph.Div(graph.Sub(x, Mean(x)), graph.Sqrt(Variance(x, true)))
}

// LayerNorm gives every token's vector mean 0 and variance 1, then lets the model scale and shift each of its
// components (section 4.2).
type LayerNorm struct {
	Scale, Shift *model.Variable // [embed]
}

// LayerNormEpsilon keeps the root away from zero where all components are equal.
const LayerNormEpsilon = 1e-5

// NewLayerNorm starts with scales of one and shifts of zero; it draws nothing.
func NewLayerNorm(b *nn.Builder, embDim int) *LayerNorm {
	scale := make([]float32, embDim)
	for i := range scale {
		scale[i] = 1
	}
	return &LayerNorm{
		Scale: b.Parameter("scale", scale, embDim),
		Shift: b.Parameter("shift", make([]float32, embDim), embDim),
	}
}

// Forward keeps the shape […, embed]. The variance is the one over n, as in GPT-2.
func (l *LayerNorm) Forward(x *graph.Node) *graph.Node {
	scale, shift := l.Scale.NodeValue(x), l.Shift.NodeValue(x)
	dims := x.Shape().Clone().Dimensions
	dims[len(dims)-1] = scale.Shape().Dim(0)
	x.AssertDims(dims...)

	centered := graph.Sub(x, Mean(x))
	variance := Mean(graph.Square(centered))
	normalized := graph.Div(centered, graph.Sqrt(graph.AddScalar(variance, LayerNormEpsilon)))
	return graph.Add(
		graph.Mul(normalized, graph.ExpandLeftToRank(scale, x.Rank())),
		graph.ExpandLeftToRank(shift, x.Rank()))
}
