package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
)

// ch02Embeddings is sections 2.7 and 2.8: token and position embeddings.
var ch02Embeddings = []Computation{
	{"ch02.emb.weight", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return nn.NewEmbedding(nn.NewBuilder(in.Seed()), in.Int("vocab"), in.Int("dim")).Weight.Value()
	}},
	{"ch02.emb.lookup3", Light, embeddingLookup},
	{"ch02.emb.lookup", Light, embeddingLookup},
	{"ch02.emb.batch", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.batches(in, e.Story(), 1)[0].Inputs, nil
	}},
	{"ch02.emb.token", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.section28OfStory(in).tokens, nil
	}},
	{"ch02.emb.pos", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.section28(in.Seed(), sample.Story()).positions, nil // no text enters the positions
	}},
	{"ch02.emb.input", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.section28OfStory(in).sum, nil
	}},
	{"ch02.loader_nb.shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.inputEmbeddings(nn.NewBuilder(0)).Shape().Dimensions, nil
	}},
}

// embeddingLookup looks up rows of a table that the figure gives.
func embeddingLookup(_ context.Context, e *Env, in Inputs) (any, error) {
	b := nn.NewBuilder(0)
	embedding := nn.NewEmbedding(b, 6, 3)
	if err := embedding.Weight.SetValue(in.GoMLX("weight")); err != nil {
		return nil, err
	}
	ids, err := nn.IDs(in.IDs("ids"), 6)
	if err != nil {
		return nil, err
	}
	rows := e.eval1(b, embedding.Forward, ids).Value().([][][]float32) // [1, ids, 3]
	return rows[0], nil
}

// embedded are the embeddings of section 2.8: [8, 4, 256], [4, 256] and their sum [8, 4, 256].
type embedded struct{ tokens, positions, sum *tensors.Tensor }

// section28 goes through sections 2.7 and 2.8 from the one seed that the book sets there: the embedding of section 2.7,
// the token embedding, an epoch of the loader, the position embedding, each drawing from one generator.
func (e *Env) section28(seed int64, txt string) embedded {
	b := nn.NewBuilder(seed)
	nn.NewEmbedding(b.In("section27"), 6, 3)
	return e.embed(b, txt)
}

// section28OfStory is section28 of the story, for two figures.
func (e *Env) section28OfStory(in Inputs) embedded {
	return e.kept.section28.get(func() embedded { return e.section28(in.Seed(), e.Story()) })
}

// embed gives the first batch of eight windows of four ids token and position embeddings of width 256.
func (e *Env) embed(b *nn.Builder, txt string) embedded {
	// Not text.NewInputEmbedding: in the book an epoch of the loader begins between the two tables, and draws.
	var embedding text.InputEmbedding
	embedding.Token = nn.NewEmbedding(b.In("tok_emb"), e.GPT2().VocabSize(), 256)
	batch := e.loaderBatches(txt, text.LoaderOptions{BatchSize: 8, MaxLength: 4, Stride: 4}, b.RNG, 1)[0]
	embedding.Position = nn.NewEmbedding(b.In("pos_emb"), 4, 256)
	out := e.eval(b, func(n []*graph.Node) []*graph.Node {
		ids := n[0]
		return []*graph.Node{embedding.Token.Forward(ids), embedding.Positions(ids.Graph(), 4), embedding.Forward(ids)}
	}, must(nn.IDs(batch.Inputs, e.GPT2().VocabSize())))
	return embedded{out[0], out[1], out[2]}
}

// inputEmbeddings are those of a batch of the project's own story: the shape does not depend on the text.
func (e *Env) inputEmbeddings(b *nn.Builder) *tensors.Tensor {
	return e.embed(b, sample.Story()).sum
}
