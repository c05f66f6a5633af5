package gpt

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Model is the GPT model (section 4.6).
type Model struct {
	Embedding *text.InputEmbedding // of tokens and positions, section 2.8
	DropEmb   *nn.Dropout
	Blocks    []*Block
	FinalNorm *LayerNorm
	OutHead   nn.Layer // […, embed] -> […, vocab]

	Config  Config
	Builder *nn.Builder // the store with all variables, the generator and the dropout masks

	// Around, when it is not nil, puts a layer around each block that Forward goes through, such as one that trains in
	// less memory. Parameters and values stay the block's.
	Around func(block nn.Layer) nn.Layer
}

// NewModel draws a model's initial parameters in the order of the book's constructors. With nn.NewBuilder(123) they are
// those of the book's model, to the bit.
func NewModel(b *nn.Builder, cfg Config) (*Model, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	m := &Model{Config: cfg, Builder: b}
	m.Embedding = text.NewInputEmbedding(b, cfg.VocabSize, cfg.ContextLength, cfg.EmbDim)
	m.DropEmb = nn.NewDropout(b, cfg.Rates().Embedding)
	for i := range cfg.NumLayers {
		m.Blocks = append(m.Blocks, NewBlock(b.In("trf_blocks").In("%d", i), cfg))
	}
	m.FinalNorm = NewLayerNorm(b.In("final_norm"), cfg.EmbDim)
	m.OutHead = nn.NewLinear(b.In("out_head"), cfg.EmbDim, cfg.VocabSize, false)
	return m, nil
}

// Forward maps token ids [batch, seq] to logits [batch, seq, vocab]. It panics when seq is above the context length.
func (m *Model) Forward(ids *graph.Node) *graph.Node {
	logits := m.OutHead.Forward(m.Hidden(ids))
	logits.AssertDims(ids.Shape().Dim(0), ids.Shape().Dim(1), -1)
	return logits
}

// Hidden is Forward without the output head: token ids [batch, seq] to vectors [batch, seq, embed].
func (m *Model) Hidden(ids *graph.Node) *graph.Node {
	x := m.Embedding.Forward(ids) // [batch, seq, embed]
	x = m.DropEmb.Forward(x)
	for _, block := range m.layers() {
		x = block.Forward(x)
	}
	return m.FinalNorm.Forward(x)
}

// layers are the blocks, each with what is around it.
func (m *Model) layers() []nn.Layer {
	layers := make([]nn.Layer, len(m.Blocks))
	for i, block := range m.Blocks {
		layers[i] = block
		if m.Around != nil {
			layers[i] = m.Around(block)
		}
	}
	return layers
}

// UseRNG lets everything that is drawn from now on, such as dropout masks, come from a generator: that of the data,
// say, where a model was loaded and one seed is to see the same numbers.
func (m *Model) UseRNG(rng *torchrand.Generator) { m.Builder.RNG = rng }

// Store holds the model's variables.
func (m *Model) Store() *model.Store { return m.Builder.Store() }

// Linears visits every linear layer of the model, in the order of its construction, with its state-dict name such as
// "trf_blocks.0.att.W_query". A visitor may put another layer in the place of one, as appendix E does.
func (m *Model) Linears(visit func(name string, layer *nn.Layer)) {
	for i, block := range m.Blocks {
		block.linears(func(name string, layer *nn.Layer) { visit(fmt.Sprintf("trf_blocks.%d.%s", i, name), layer) })
	}
	visit("out_head", &m.OutHead)
}
