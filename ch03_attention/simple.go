package attention

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// Dot is the dot product of two vectors of one length, written as the loop that it is: (1, 2)·(3, 4) = 3 + 8 = 11.
// It is the measure of how much two tokens have to do with each other (section 3.3.1). It panics when the
// lengths differ.
func Dot(a, b []float32) float32 {
	if len(a) != len(b) {
		panic("attention.Dot: vectors of different lengths")
	}
	var sum float32
	for i := range a {
		sum += float32(a[i] * b[i])
	}
	return sum
}

// DotScores are all pairwise dot products of rows: queries […, query, embed] and keys […, key, embed] to
// […, query, key]. Leading axes, if any, are batches and must agree (section 3.3.2).
func DotScores(queries, keys *graph.Node) *graph.Node {
	rank, embed := queries.Rank(), queries.Shape().Dim(-1)
	keys.AssertRank(rank)
	lead := leadingAxes(rank)
	scores := graph.Dot(queries, keys).General([]int{rank - 1}, lead, []int{rank - 1}, lead)
	queries.AssertDims(nn.AnyDims(rank-1, embed)...)
	keys.AssertDims(nn.AnyDims(rank-1, embed)...)
	scores.AssertDims(nn.AnyDims(rank-2, queries.Shape().Dim(-2), keys.Shape().Dim(-2))...)
	return scores
}

// NormalizeBySum divides every row by its sum, the plainest way to weights that add up to 1: (1, 3) becomes
// (0.25, 0.75). It keeps the shape (section 3.3.1).
func NormalizeBySum(x *graph.Node) *graph.Node {
	return graph.Div(x, graph.ReduceAndKeep(x, graph.ReduceSum, -1))
}

// SoftmaxNaive is exp(x) over the sum of exp(x) in every row. Large values overflow: exp(100) is beyond float32. It is
// here to be compared with graph.Softmax, which subtracts the row's maximum first (section 3.3.1).
func SoftmaxNaive(x *graph.Node) *graph.Node {
	return NormalizeBySum(graph.Exp(x))
}

// ContextVectors are the sums of values weighted by attention: weights […, query, key] and values […, key, embed] to
// […, query, embed] (section 3.3.2).
func ContextVectors(weights, values *graph.Node) *graph.Node {
	rank := weights.Rank()
	values.AssertRank(rank)
	lead := leadingAxes(rank)
	context := graph.Dot(weights, values).General([]int{rank - 1}, lead, []int{rank - 2}, lead)
	context.AssertDims(nn.AnyDims(rank-2, weights.Shape().Dim(-2), values.Shape().Dim(-1))...)
	return context
}

// Simple is self-attention without trainable weights: inputs [seq, embed] to context vectors [seq, embed] and
// attention weights [seq, seq] (section 3.3.2).
func Simple(inputs *graph.Node) (context, weights *graph.Node) {
	inputs.AssertRank(2)
	weights = graph.Softmax(DotScores(inputs, inputs), -1)
	return ContextVectors(weights, inputs), weights
}

// leadingAxes are the axes before the last two: 0 and 1 for rank 4.
func leadingAxes(rank int) []int {
	axes := make([]int, 0, rank)
	for a := range rank - 2 {
		axes = append(axes, a)
	}
	return axes
}
