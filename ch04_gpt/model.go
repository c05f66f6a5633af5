package gpt

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Model is the GPT model (section 4.6).
type Model struct {
	TokEmb, PosEmb *nn.Embedding // [vocab, embed], [context, embed]
	DropEmb        *nn.Dropout
	Blocks         []*Block
	FinalNorm      *LayerNorm
	OutHead        nn.Layer // […, embed] -> […, vocab]

	Config  Config
	Builder *nn.Builder // the store with all variables, the generator and the dropout masks

	// What training may do to need less memory; evaluation and generation do not change. See recompute.go and
	// precision.go.
	Recompute bool         // keep of each block only its input, and compute the rest again in the backward pass
	Precision nn.Precision // of the numbers between embedding and loss
}

// NewModel draws a model's initial parameters in the order of the book's constructors. With nn.NewBuilder(123) they are
// those of the book's model, to the bit.
func NewModel(b *nn.Builder, cfg Config) (*Model, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	m := &Model{Config: cfg, Builder: b}
	m.TokEmb = nn.NewEmbedding(b.In("tok_emb"), cfg.VocabSize, cfg.EmbDim)
	m.PosEmb = nn.NewEmbedding(b.In("pos_emb"), cfg.ContextLength, cfg.EmbDim)
	m.DropEmb = nn.NewDropout(b, cfg.Rates().Embedding)
	for i := range cfg.NumLayers {
		m.Blocks = append(m.Blocks, NewBlock(b.In("trf_blocks").In("%d", i), cfg))
	}
	m.FinalNorm = NewLayerNorm(b.In("final_norm"), cfg.EmbDim)
	m.OutHead = nn.NewLinear(b.In("out_head"), cfg.EmbDim, cfg.VocabSize, false)
	return m, nil
}

// Store holds the model's variables.
func (m *Model) Store() *model.Store { return m.Builder.Store() }

// Forward maps token ids [batch, seq] to logits [batch, seq, vocab]. It panics when seq is above the context length.
func (m *Model) Forward(ids *graph.Node) *graph.Node {
	logits := m.OutHead.Forward(m.Hidden(ids))
	logits.AssertDims(ids.Shape().Dim(0), ids.Shape().Dim(1), -1)
	return graph.ConvertDType(logits, dtypes.Float32)
}

// Hidden is Forward without the output head: token ids [batch, seq] to vectors [batch, seq, embed].
func (m *Model) Hidden(ids *graph.Node) *graph.Node {
	x := m.DropEmb.Forward(m.inPrecision(embed(m.TokEmb, m.PosEmb, ids)))
	for _, block := range m.Blocks {
		x = block.Forward(m.checkpoint(x))
	}
	return nn.InFloat32(m.endCheckpoint(x), m.FinalNorm.Forward)
}

// Linears visits every linear layer of the model, in the order of its construction, with its state-dict name such as
// "trf_blocks.0.att.W_query". A visitor may put another layer in the place of one, as appendix E does.
func (m *Model) Linears(visit func(name string, layer *nn.Layer)) {
	for i, block := range m.Blocks {
		block.Linears(func(name string, layer *nn.Layer) { visit(fmt.Sprintf("trf_blocks.%d.%s", i, name), layer) })
	}
	visit("out_head", &m.OutHead)
}

// embed is the sum of token and position embeddings: ids [batch, seq] to [batch, seq, embed]. It panics when the
// sequence is longer than the table of positions, where a lookup would silently repeat the last one.
func embed(tok, pos *nn.Embedding, ids *graph.Node) *graph.Node {
	ids.AssertRank(2)
	seq, longest := ids.Shape().Dim(1), pos.Weight.Shape().Dim(0)
	if seq > longest {
		panic(fmt.Errorf("a sequence of %d tokens is longer than the context length of %d: cut it to its last %d "+
			"tokens", seq, longest, longest))
	}
	positions := graph.Iota(ids.Graph(), shapes.Make(ids.DType(), seq), 0)
	x := tok.Forward(ids)
	return graph.Add(x, graph.ExpandLeftToRank(pos.Forward(positions), x.Rank()))
}
