package gpt

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/nn"
)

// DummyModel is the outline of a GPT model: the embeddings and the output head are there, blocks and final norm pass
// their input on (section 4.1).
type DummyModel struct {
	Embedding *text.InputEmbedding // of tokens and positions, section 2.8
	DropEmb   *nn.Dropout
	OutHead   *nn.Linear
	Config    Config
}

// NewDummyModel draws token embedding, position embedding and head, in this order.
func NewDummyModel(b *nn.Builder, cfg Config) (*DummyModel, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &DummyModel{
		Embedding: text.NewInputEmbedding(b, cfg.VocabSize, cfg.ContextLength, cfg.EmbDim),
		DropEmb:   nn.NewDropout(b, cfg.Rates().Embedding),
		OutHead:   nn.NewLinear(b.In("out_head"), cfg.EmbDim, cfg.VocabSize, false),
		Config:    cfg,
	}, nil
}

// Forward maps token ids [batch, seq] to logits [batch, seq, vocab].
func (m *DummyModel) Forward(ids *graph.Node) *graph.Node {
	x := m.DropEmb.Forward(m.Embedding.Forward(ids))
	return m.OutHead.Forward(x)
}
