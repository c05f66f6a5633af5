package gpt

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// Attention is what a block needs from its attention. [attention.MultiHead] is the one of GPT-2; another kind takes
// its place by being given to the block, not by a change of the block.
type Attention interface {
	// Forward maps [batch, seq, embed] to [batch, seq, embed].
	Forward(x *graph.Node) *graph.Node
	// ForwardPrompt and ForwardToken are Forward with a cache, for generation.
	ForwardPrompt(x *graph.Node, c *attention.Cache) *graph.Node
	ForwardToken(x *graph.Node, c *attention.Cache, place attention.Place) *graph.Node
	// NewCache makes the cache that those two use.
	NewCache(store *model.Store, layer, batch, contextLength int) (*attention.Cache, error)
	// Linears visits the linear layers.
	Linears(visit func(name string, layer *nn.Layer))
}

// Block is a transformer block: normalization, attention and a shortcut around both, then normalization, feed-forward
// network and a shortcut around both (section 4.5).
type Block struct {
	Att          Attention
	FF           *FeedForward
	Norm1, Norm2 *LayerNorm
	DropShortcut *nn.Dropout
}

// NewBlock makes a block with multi-head attention.
func NewBlock(b *nn.Builder, cfg Config) *Block {
	rates := cfg.Rates()
	att := attention.NewMultiHead(b.In("att"), cfg.EmbDim, cfg.EmbDim, cfg.ContextLength, rates.Attention, cfg.NumHeads,
		cfg.QKVBias)
	return NewBlockWith(b, cfg, att)
}

// NewBlockWith makes a block around the attention it is given.
func NewBlockWith(b *nn.Builder, cfg Config, att Attention) *Block {
	return &Block{
		Att:          att,
		FF:           NewFeedForward(b.In("ff"), cfg.EmbDim),
		Norm1:        NewLayerNorm(b.In("norm1"), cfg.EmbDim),
		Norm2:        NewLayerNorm(b.In("norm2"), cfg.EmbDim),
		DropShortcut: nn.NewDropout(b, cfg.Rates().Shortcut),
	}
}

// Forward keeps the shape [batch, seq, embed].
func (b *Block) Forward(x *graph.Node) *graph.Node {
	return b.forward(x, b.Att.Forward)
}

// forward is Forward with the attention as an argument, so that cached and uncached passes share the rest.
func (b *Block) forward(x *graph.Node, attend func(*graph.Node) *graph.Node) *graph.Node {
	x.AssertRank(3)
	shortcut := x
	x = attend(nn.InFloat32(x, b.Norm1.Forward))
	x = graph.Add(b.DropShortcut.Forward(x), shortcut)

	shortcut = x
	x = b.FF.Forward(nn.InFloat32(x, b.Norm2.Forward))
	return graph.Add(b.DropShortcut.Forward(x), shortcut)
}

// Linears visits the block's linear layers; see attention.MultiHead.Linears.
func (b *Block) Linears(visit func(name string, layer *nn.Layer)) {
	b.Att.Linears(func(name string, layer *nn.Layer) { visit("att."+name, layer) })
	b.FF.Linears(func(name string, layer *nn.Layer) { visit("ff."+name, layer) })
}
