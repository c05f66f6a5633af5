package attention

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// MultiHeadWrapper is multi-head attention in its plainest form: several Causal modules, the heads, look at the same
// input one after the other, and their context vectors are laid side by side (section 3.6.1).
type MultiHeadWrapper struct {
	Heads []*Causal
}

// NewMultiHeadWrapper makes numHeads heads that each give out values per token.
func NewMultiHeadWrapper(b *nn.Builder, in, out, contextLength int, dropout float64, numHeads int,
	qkvBias bool) *MultiHeadWrapper {
	w := &MultiHeadWrapper{}
	for h := range numHeads {
		w.Heads = append(w.Heads, NewCausal(b.In("heads").In("%d", h), in, out, contextLength, dropout, qkvBias))
	}
	return w
}

// Forward maps [batch, seq, in] to [batch, seq, heads·out].
func (w *MultiHeadWrapper) Forward(x *graph.Node) *graph.Node {
	contexts := make([]*graph.Node, len(w.Heads))
	for h, head := range w.Heads {
		contexts[h] = head.Forward(x)
	}
	return graph.Concatenate(contexts, -1)
}
