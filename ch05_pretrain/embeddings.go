package pretrain

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// DrawEmbeddings draws the token and the position embedding of a new model once more, with another standard deviation
// than PyTorch's 1. The book's models keep theirs; a model that is to learn from little does better with smaller ones.
func DrawEmbeddings(m *gpt.Model, rng *torchrand.Generator, deviation float64) error {
	for _, e := range []*nn.Embedding{m.Embedding.Token, m.Embedding.Position} {
		values := make([]float32, e.Weight.Shape().Size())
		rng.Normal(values, 0, deviation)
		if err := e.Weight.SetValue(tensors.FromFlatDataAndDimensions(values,
			e.Weight.Shape().Dimensions...)); err != nil {
			return err
		}
	}
	return nil
}

// TiedHeadKey is the key in the metadata of a file of weights without a head that says which tensor the head is: the
// token embedding, after [TieHead]. A file that has neither is not whole.
const TiedHeadKey = "tied_head"

const headPath, tokenEmbeddingName = "/out_head/weight", "tok_emb.weight"

// TieHead lets a new model choose the next token by the token embedding itself, as GPT-2 does (weight tying): the logit
// of a token is the product of its vector with the output. What brings a token's vector to the output, such as
// attention to a name that was read before, so is also what makes the token likely, for all tokens at once. The book's
// model has a head of its own, which has to learn that token by token; a file without one is read by gpt2.Load as
// GPT-2's is.
func TieHead(m *gpt.Model) error {
	head, ok := m.OutHead.(*nn.Linear)
	if !ok || head.Bias != nil {
		return fmt.Errorf("a head of type %T cannot be the token embedding", m.OutHead)
	}
	if head.Weight == m.Embedding.Token.Weight {
		return nil
	}
	if err := m.Store().DeleteVariable(head.Weight.Path()); err != nil {
		return fmt.Errorf("output head: %w", err)
	}
	m.OutHead = &nn.Linear{Weight: m.Embedding.Token.Weight} // [vocab, embed], as a head's
	return nil
}
