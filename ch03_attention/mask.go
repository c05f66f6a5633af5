package attention

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// CausalMask is the lower triangle of a [size, size] matrix: 1 where a query may look (itself and what came before
// it), 0 where the key lies in its future (section 3.5.1). For size 3 it is
//
//	1 0 0
//	1 1 0
//	1 1 1
func CausalMask(like *graph.Node, size int) *graph.Node {
	return graph.ConvertDType(graph.LowerTriangular(like.Graph(), size), like.DType())
}

// MaskAndRenormalize is the first way to hide the future: attention weights […, query, key] are multiplied by the
// mask, and each row is divided by what is left of its sum (section 3.5.1).
func MaskAndRenormalize(weights *graph.Node) *graph.Node {
	mask := CausalMask(weights, weights.Shape().Dim(-1))
	return NormalizeBySum(graph.Mul(weights, graph.ExpandLeftToRank(mask, weights.Rank())))
}

// HideFuture is the second and shorter way: scores […, query, key] of the future become minus infinity, which softmax
// turns into weights of exactly 0, the rest of the row adding up to 1 (section 3.5.1). Query i belongs to key i, so
// both axes must be of one length.
func HideFuture(scores *graph.Node) *graph.Node {
	size := scores.Shape().Dim(-1)
	scores.AssertDims(nn.AnyDims(scores.Rank()-2, size, size)...)
	visible := graph.ExpandLeftToRank(graph.LowerTriangular(scores.Graph(), size), scores.Rank())
	return hide(scores, visible)
}

// hide puts minus infinity where visible, which is broadcast to the shape of scores, is false. It adds minus infinity
// there and 0 elsewhere: the mask is small, one for all heads and rows of a batch, and the gradient has nothing to do.
func hide(scores, visible *graph.Node) *graph.Node {
	g, dtype := scores.Graph(), scores.DType()
	mask := graph.Where(visible, graph.ScalarZero(g, dtype), graph.Infinity(g, dtype, -1))
	return graph.Add(scores, mask)
}
