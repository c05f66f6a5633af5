package gpt

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Variance is the variance of every row, the axis kept: […, embed] to […, 1]. Unbiased divides by n-1, as torch.var
// does when not told otherwise: (1, 2, 3) has 1; else it divides by n: 0.6667 (section 4.2).
func Variance(x *graph.Node, unbiased bool) *graph.Node {
	n := x.Shape().Dim(-1)
	centered := graph.Sub(x, graph.ReduceAndKeep(x, graph.ReduceMean, -1))
	variance := graph.ReduceAndKeep(graph.Square(centered), graph.ReduceMean, -1)
	if unbiased {
		variance = graph.MulScalar(variance, float64(n)/float64(n-1))
	}
	return variance
}

// LayerNorm gives every token's vector mean 0 and variance 1, then lets the model scale and shift each of its
// components (section 4.2).
type LayerNorm struct {
	Scale, Shift *model.Variable // [embed]
}

// layerNormEpsilon keeps the root away from zero where all components are equal.
const layerNormEpsilon = 1e-5

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

	centered := graph.Sub(x, graph.ReduceAndKeep(x, graph.ReduceMean, -1))
	variance := graph.ReduceAndKeep(graph.Square(centered), graph.ReduceMean, -1)
	normalized := graph.Div(centered, graph.Sqrt(graph.AddScalar(variance, layerNormEpsilon)))
	return graph.Add(
		graph.Mul(normalized, graph.ExpandLeftToRank(scale, x.Rank())),
		graph.ExpandLeftToRank(shift, x.Rank()))
}
