package gpt

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// Block is a transformer block: normalization, attention and a shortcut around both, then normalization, feed-forward
// network and a shortcut around both (section 4.5).
type Block struct {
	Att          attention.Attention
	FF           *FeedForward
	Norm1, Norm2 *LayerNorm
	DropShortcut *nn.Dropout
}

// NewBlock makes a block with multi-head attention.
func NewBlock(b *nn.Builder, cfg Config) *Block {
	drop := cfg.Rates().Attention
	att := attention.NewMultiHead(b.In("att"), cfg.EmbDim, cfg.EmbDim, cfg.ContextLength, drop, cfg.NumHeads,
		cfg.QKVBias)
	return NewBlockWith(b, cfg, att)
}

// NewBlockWith makes a block around the attention it is given.
func NewBlockWith(b *nn.Builder, cfg Config, att attention.Attention) *Block {
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
	x.AssertRank(3)
	shortcut := x
	x = b.Norm1.Forward(x)
	x = b.Att.Forward(x)
	x = b.DropShortcut.Forward(x)
	x = graph.Add(x, shortcut)

	shortcut = x
	x = b.Norm2.Forward(x)
	x = b.FF.Forward(x)
	x = b.DropShortcut.Forward(x)
	return graph.Add(x, shortcut)
}

// linears visits the block's linear layers; see attention.MultiHead.Linears.
func (b *Block) linears(visit func(name string, layer *nn.Layer)) {
	b.Att.Linears(func(name string, layer *nn.Layer) { visit("att."+name, layer) })
	b.FF.linears(func(name string, layer *nn.Layer) { visit("ff."+name, layer) })
}
