package attention

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// ScaledWeights are the attention weights of scores […, query, key]: softmax over the keys of the scores divided by
// the square root of the keys' width. Without the division, dot products of long vectors are so large that softmax
// puts nearly all weight on one key and its gradient vanishes (section 3.4.1).
func ScaledWeights(scores *graph.Node, keyDim int) *graph.Node {
	return graph.Softmax(graph.DivScalar(scores, math.Sqrt(float64(keyDim))), -1)
}

// SelfAttentionV1 has its query, key and value weights as plain matrices [in, out] (section 3.4.2).
type SelfAttentionV1 struct {
	WQuery, WKey, WValue *model.Variable // [in, out]
}

// NewSelfAttentionV1 draws the three matrices uniformly from [0, 1), as torch.rand does, in the order query, key,
// value.
func NewSelfAttentionV1(b *nn.Builder, in, out int) *SelfAttentionV1 {
	draw := func(name string) *model.Variable {
		values := make([]float32, in*out)
		b.RNG.Rand(values)
		return b.Parameter(name, values, in, out)
	}
	return &SelfAttentionV1{WQuery: draw("W_query"), WKey: draw("W_key"), WValue: draw("W_value")}
}

// Forward maps [seq, in] to context vectors [seq, out].
func (a *SelfAttentionV1) Forward(x *graph.Node) *graph.Node {
	context, _ := a.ForwardWithWeights(x)
	return context
}

// ForwardWithWeights also returns the attention weights [seq, seq].
func (a *SelfAttentionV1) ForwardWithWeights(x *graph.Node) (context, weights *graph.Node) {
	x.AssertDims(-1, a.WQuery.Shape().Dim(0))
	queries := graph.MatMul(x, a.WQuery.NodeValue(x))
	keys := graph.MatMul(x, a.WKey.NodeValue(x))
	values := graph.MatMul(x, a.WValue.NodeValue(x))

	weights = ScaledWeights(DotScores(queries, keys), keys.Shape().Dim(-1))
	return ContextVectors(weights, values), weights
}

// SelfAttentionV2 has linear layers in the place of the matrices: better initial values, and weights that are kept
// [out, in] (section 3.4.2).
type SelfAttentionV2 struct {
	WQuery, WKey, WValue nn.Layer // […, in] -> […, out]
}

// NewSelfAttentionV2 makes the three layers in the order query, key, value; with qkvBias they have biases.
func NewSelfAttentionV2(b *nn.Builder, in, out int, qkvBias bool) *SelfAttentionV2 {
	return &SelfAttentionV2{
		WQuery: nn.NewLinear(b.In("W_query"), in, out, qkvBias),
		WKey:   nn.NewLinear(b.In("W_key"), in, out, qkvBias),
		WValue: nn.NewLinear(b.In("W_value"), in, out, qkvBias),
	}
}

// Forward maps [seq, in] to context vectors [seq, out].
func (a *SelfAttentionV2) Forward(x *graph.Node) *graph.Node {
	context, _ := a.ForwardWithWeights(x)
	return context
}

// ForwardWithWeights also returns the attention weights [seq, seq].
func (a *SelfAttentionV2) ForwardWithWeights(x *graph.Node) (context, weights *graph.Node) {
	x.AssertRank(2)
	values := a.WValue.Forward(x)
	scores := a.Scores(x)
	weights = ScaledWeights(scores, values.Shape().Dim(-1))
	return ContextVectors(weights, values), weights
}

// Scores are the unscaled attention scores [seq, seq], which section 3.5.1 masks step by step.
func (a *SelfAttentionV2) Scores(x *graph.Node) *graph.Node {
	return DotScores(a.WQuery.Forward(x), a.WKey.Forward(x))
}
