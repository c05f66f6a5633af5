package gpt

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// FeedForward works on each token by itself: it widens the token's vector four times, applies GELU, and narrows it
// again (section 4.3). The layers are numbered as in the book's nn.Sequential, where 1 is the activation.
type FeedForward struct {
	Expand   nn.Layer // layers.0: […, embed] -> […, 4·embed]
	Contract nn.Layer // layers.2: […, 4·embed] -> […, embed]
}

// NewFeedForward makes both layers with biases.
func NewFeedForward(b *nn.Builder, embDim int) *FeedForward {
	layers := b.In("layers")
	return &FeedForward{
		Expand:   nn.NewLinear(layers.In("0"), embDim, 4*embDim, true),
		Contract: nn.NewLinear(layers.In("2"), 4*embDim, embDim, true),
	}
}

// Forward keeps the shape […, embed].
func (f *FeedForward) Forward(x *graph.Node) *graph.Node {
	return f.Contract.Forward(GELU(f.Expand.Forward(x)))
}

// linears visits the two layers; see attention.MultiHead.Linears.
func (f *FeedForward) linears(visit func(name string, layer *nn.Layer)) {
	visit("layers.0", &f.Expand)
	visit("layers.2", &f.Contract)
}
