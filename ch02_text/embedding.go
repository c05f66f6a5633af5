package text

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/nn"
)

// InputEmbedding turns token ids into the vectors that a model starts from: for every token the sum of a vector for its
// id and a vector for its place in the window (sections 2.7 and 2.8). Without the second one, "dog bites man" and "man
// bites dog" would be the same to attention, which does not know an order. The position vectors are learned, one for
// each absolute place; for distances instead of places see [RelativeBias].
type InputEmbedding struct {
	Token    *nn.Embedding // [vocab, embed]
	Position *nn.Embedding // [context, embed]
}

// NewInputEmbedding draws both tables, that of the tokens first. The names are the book's: tok_emb.weight and
// pos_emb.weight.
func NewInputEmbedding(b *nn.Builder, vocabSize, contextLength, embDim int) *InputEmbedding {
	return &InputEmbedding{
		Token:    nn.NewEmbedding(b.In("tok_emb"), vocabSize, embDim),
		Position: nn.NewEmbedding(b.In("pos_emb"), contextLength, embDim),
	}
}

// Forward maps ids [batch, seq], int64, to [batch, seq, embed]. A window shorter than the position table uses its first
// rows; it panics with a [ContextLengthError] when seq is longer than the table, where a lookup would silently repeat
// the last row. Ids must have been checked on the host, which nn.IDs does.
func (e *InputEmbedding) Forward(ids *graph.Node) *graph.Node {
	ids.AssertRank(2)
	batch, seq := ids.Shape().Dim(0), ids.Shape().Dim(1)
	tokens := e.Token.Forward(ids)                   // [batch, seq, embed]
	positions := e.Positions(ids.Graph(), seq)       // [seq, embed]
	positions = graph.ExpandLeftToRank(positions, 3) // [1, seq, embed]
	sum := graph.Add(tokens, positions)              // the same positions for every row of the batch
	sum.AssertDims(batch, seq, tokens.Shape().Dim(2))
	return sum
}

// Positions are the vectors of the places 0 to seq-1, [seq, embed]. It panics with a [ContextLengthError] when the
// table has fewer. The rows are looked up by their numbers instead of cut off from the table, so that the gradient
// needs no padding, which some backends cannot do.
func (e *InputEmbedding) Positions(g *graph.Graph, seq int) *graph.Node {
	if longest := e.Position.Weight.Shape().Dim(0); seq > longest {
		panic(&ContextLengthError{Tokens: seq, Longest: longest})
	}
	return e.Position.Forward(graph.Iota(g, shapes.Make(dtypes.Int64, seq), 0))
}

// ContextLengthError is the error of a sequence with more tokens than a model has places for.
type ContextLengthError struct {
	Tokens  int // of the sequence
	Longest int // that fits: the model's context length
}

func (e *ContextLengthError) Error() string {
	return fmt.Sprintf("a sequence of %d tokens is longer than the context length of %d: cut it to its last %d tokens",
		e.Tokens, e.Longest, e.Longest)
}
