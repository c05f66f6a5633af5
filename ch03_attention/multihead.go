package attention

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// MultiHead is multi-head attention with one query, key and value layer for all heads: the products are computed
// once, then split, so that head h sees the columns h·headDim to (h+1)·headDim (section 3.6.2). This is the attention
// of the GPT model.
type MultiHead struct {
	WQuery, WKey, WValue nn.Layer // […, in] -> […, out]
	OutProj              nn.Layer // […, out] -> […, out]; mixes the heads
	Dropout              *nn.Dropout
	NumHeads, HeadDim    int // NumHeads·HeadDim = out
	ContextLength        int // the longest sequence
}

// NewMultiHead makes the layers in the order query, key, value, output. It panics when out is not a multiple of
// numHeads; gpt.Config.Validate says so with an error first.
func NewMultiHead(b *nn.Builder, in, out, contextLength int, dropout float64, numHeads int, qkvBias bool) *MultiHead {
	if numHeads < 1 || out%numHeads != 0 {
		panic(fmt.Errorf("an attention output of width %d cannot be split into %d heads of one width", out, numHeads))
	}
	return &MultiHead{
		WQuery:        nn.NewLinear(b.In("W_query"), in, out, qkvBias),
		WKey:          nn.NewLinear(b.In("W_key"), in, out, qkvBias),
		WValue:        nn.NewLinear(b.In("W_value"), in, out, qkvBias),
		OutProj:       nn.NewLinear(b.In("out_proj"), out, out, true),
		Dropout:       nn.NewDropout(b, dropout),
		NumHeads:      numHeads,
		HeadDim:       out / numHeads,
		ContextLength: contextLength,
	}
}

// Forward maps [batch, seq, in] to [batch, seq, out]. It panics when seq is above the context length.
func (m *MultiHead) Forward(x *graph.Node) *graph.Node {
	context, _ := m.ForwardWithWeights(x)
	return context
}

// ForwardWithWeights also returns the attention weights [batch, head, query, key], in training after dropout.
func (m *MultiHead) ForwardWithWeights(x *graph.Node) (context, weights *graph.Node) {
	queries, keys, values := m.project(x)          // [batch, head, seq, headDim] each
	scores := HideFuture(DotScores(queries, keys)) // [batch, head, query, key]
	weights = m.Dropout.Forward(ScaledWeights(scores, m.HeadDim))
	context = m.mergeHeads(ContextVectors(weights, values)) // [batch, seq, head·headDim]
	return m.OutProj.Forward(context), weights
}

// project computes queries, keys and values of x [batch, seq, in], each split into heads: [batch, head, seq, headDim].
func (m *MultiHead) project(x *graph.Node) (queries, keys, values *graph.Node) {
	x.AssertRank(3)
	checkLength(x.Shape().Dim(1), m.ContextLength)
	keys = m.splitHeads(m.WKey.Forward(x))
	queries = m.splitHeads(m.WQuery.Forward(x))
	values = m.splitHeads(m.WValue.Forward(x))
	return queries, keys, values
}

// splitHeads turns [batch, seq, head·headDim] into [batch, head, seq, headDim].
func (m *MultiHead) splitHeads(x *graph.Node) *graph.Node {
	batch, seq := x.Shape().Dim(0), x.Shape().Dim(1)
	x.AssertDims(batch, seq, m.NumHeads*m.HeadDim)
	x = graph.Reshape(x, batch, seq, m.NumHeads, m.HeadDim)
	return graph.TransposeAllAxes(x, 0, 2, 1, 3)
}

// mergeHeads turns [batch, head, seq, headDim] back into [batch, seq, head·headDim].
func (m *MultiHead) mergeHeads(x *graph.Node) *graph.Node {
	batch, seq := x.Shape().Dim(0), x.Shape().Dim(2)
	x.AssertDims(batch, m.NumHeads, seq, m.HeadDim)
	x = graph.TransposeAllAxes(x, 0, 2, 1, 3)
	return graph.Reshape(x, batch, seq, m.NumHeads*m.HeadDim)
}

// Linears visits the module's linear layers with their names. A visitor may put another layer in the place of one,
// as appendix E does.
func (m *MultiHead) Linears(visit func(name string, layer *nn.Layer)) {
	visit("W_query", &m.WQuery)
	visit("W_key", &m.WKey)
	visit("W_value", &m.WValue)
	visit("out_proj", &m.OutProj)
}
