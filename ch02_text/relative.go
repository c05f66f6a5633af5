package text

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// RelativeBias is the other way to tell a model about order, which section 2.8 names and does not build: instead of a
// vector for each place, a number for each distance between two places. It is added to the attention scores of chapter
// 3, so "the token before this one" means the same at the start of a text and a thousand tokens later.
//
// For each head there is one number for every distance key - query from -MaxDistance to MaxDistance; farther tokens
// count as MaxDistance away. With MaxDistance 2 and 4 tokens one head's bias is, b0 to b4 being its numbers,
//
//	         key 0  key 1  key 2  key 3
//	query 0    b2     b3     b4     b4
//	query 1    b1     b2     b3     b4
//	query 2    b0     b1     b2     b3
//	query 3    b0     b0     b1     b2
//
// The window may be longer than MaxDistance: there is no table to run out of.
type RelativeBias struct {
	Table       *nn.Embedding // [2·MaxDistance+1, head]
	MaxDistance int
}

// NewRelativeBias draws the numbers, which are learned like any other parameter (as in T5, which also shares numbers
// among large distances). It panics when heads is not positive or maxDistance is negative.
func NewRelativeBias(b *nn.Builder, heads, maxDistance int) *RelativeBias {
	checkRelative(heads, maxDistance)
	return &RelativeBias{Table: nn.NewEmbedding(b.In("rel_bias"), 2*maxDistance+1, heads), MaxDistance: maxDistance}
}

// NewALiBi is a RelativeBias with fixed numbers (Attention with Linear Biases): head h of n subtracts its slope
// 2^(-8(h+1)/n) for every token of distance, so near tokens count more, and every head looks back another stretch. Of
// two heads the first has slope 1/16, the second 1/256. It draws nothing and is not trained.
func NewALiBi(b *nn.Builder, heads, maxDistance int) *RelativeBias {
	checkRelative(heads, maxDistance)
	values := make([]float32, 0, (2*maxDistance+1)*heads)
	for d := -maxDistance; d <= maxDistance; d++ {
		for h := range heads {
			slope := math.Exp2(-8 * float64(h+1) / float64(heads))
			values = append(values, float32(-slope*math.Abs(float64(d))))
		}
	}
	table := b.In("rel_bias").Parameter("weight", values, 2*maxDistance+1, heads)
	return &RelativeBias{Table: &nn.Embedding{Weight: table.SetTrainable(false)}, MaxDistance: maxDistance}
}

// Forward is the bias for a window of seq tokens, [head, query, key]. It is to be added to scores of shape
// [batch, head, query, key] before the softmax.
func (r *RelativeBias) Forward(g *graph.Graph, seq int) *graph.Node {
	square := shapes.Make(dtypes.Int64, seq, seq)
	query, key := graph.Iota(g, square, 0), graph.Iota(g, square, 1)
	limit := graph.Scalar(g, dtypes.Int64, r.MaxDistance)
	distance := graph.Sub(key, query) // [query, key]
	distance = graph.Max(graph.Min(distance, limit), graph.Neg(limit))
	bias := r.Table.Forward(graph.Add(distance, limit)) // rows 0 to 2·MaxDistance: [query, key, head]
	bias = graph.TransposeAllAxes(bias, 2, 0, 1)
	bias.AssertDims(r.Table.Weight.Shape().Dim(1), seq, seq)
	return bias
}

func checkRelative(heads, maxDistance int) {
	if heads < 1 || maxDistance < 0 {
		panic(fmt.Errorf("relative positions with %d heads up to distance %d: want at least one head and no negative "+
			"distance", heads, maxDistance))
	}
}
