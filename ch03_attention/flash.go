package attention

import (
	"errors"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// flash is attention in one operation of the backend, "flash attention": it goes through the keys in pieces that fit
// into a GPU's fast memory, so that the scores [batch, head, query, key], which grow with the square of the text, are
// never written down. Context vectors come out the same, up to rounding; weights do not come out at all. Only XLA on
// CUDA trains with it, and only in numbers of half precision.
func (m *MultiHead) flash(queries, keys, values *graph.Node) *graph.Node {
	if m.Dropout.P > 0 {
		panic(errors.New("attention in one operation has no weights that could be dropped: set the dropout rate of " +
			"the attention to 0"))
	}
	context, _ := graph.BackendFusedScaledDotProductAttention(queries, keys, values, compute.AttentionAxesLayoutBHSD,
		&compute.ScaledDotProductAttentionConfig{Scale: 1 / math.Sqrt(float64(m.HeadDim)), Causal: !m.Bidirectional})
	return m.OutProj.Forward(m.mergeHeads(context))
}
