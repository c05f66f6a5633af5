package attention

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/nn"
)

// Causal is self-attention that hides the future and drops some attention weights in training, for batches of
// sequences (section 3.5.3).
type Causal struct {
	WQuery, WKey, WValue nn.Layer // […, in] -> […, out]
	Dropout              *nn.Dropout
	ContextLength        int // the longest sequence
}

// NewCausal makes the layers in the order query, key, value.
func NewCausal(b *nn.Builder, in, out, contextLength int, dropout float64, qkvBias bool) *Causal {
	return &Causal{
		WQuery:        nn.NewLinear(b.In("W_query"), in, out, qkvBias),
		WKey:          nn.NewLinear(b.In("W_key"), in, out, qkvBias),
		WValue:        nn.NewLinear(b.In("W_value"), in, out, qkvBias),
		Dropout:       nn.NewDropout(b, dropout),
		ContextLength: contextLength,
	}
}

// Forward maps [batch, seq, in] to context vectors [batch, seq, out]. It panics when seq is above the context length.
func (a *Causal) Forward(x *graph.Node) *graph.Node {
	context, _ := a.ForwardWithWeights(x)
	return context
}

// ForwardWithWeights also returns the attention weights [batch, seq, seq], in training after dropout.
func (a *Causal) ForwardWithWeights(x *graph.Node) (context, weights *graph.Node) {
	x.AssertRank(3)
	checkLength(x.Shape().Dim(1), a.ContextLength)
	keys := a.WKey.Forward(x)
	queries := a.WQuery.Forward(x)
	values := a.WValue.Forward(x)

	scores := HideFuture(DotScores(queries, keys))
	weights = a.Dropout.Forward(ScaledWeights(scores, keys.Shape().Dim(-1)))
	return ContextVectors(weights, values), weights
}

// checkLength panics when a sequence is longer than the context.
func checkLength(seq, contextLength int) {
	if seq > contextLength {
		panic(&text.ContextLengthError{Tokens: seq, Longest: contextLength})
	}
}
