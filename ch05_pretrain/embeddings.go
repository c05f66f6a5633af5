package pretrain

import (
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// smallEmbedding is the standard deviation that GPT-2's embeddings were drawn with. PyTorch's 1, which chapter 4 uses,
// is meant to be trained away by far more text than a small model sees.
const smallEmbedding = 0.02

// SmallEmbeddings draws the token and the position embedding of a new model once more, with the standard deviation of
// GPT-2's, 0.02 in the place of 1. The book's models keep theirs; a model that is to learn from little does better with
// small ones.
func SmallEmbeddings(m *gpt.Model, rng *torchrand.Generator) error {
	for _, e := range []*nn.Embedding{m.Embedding.Token, m.Embedding.Position} {
		values := make([]float32, e.Weight.Shape().Size())
		rng.Normal(values, 0, smallEmbedding)
		if err := e.Weight.SetValue(tensors.FromFlatDataAndDimensions(values,
			e.Weight.Shape().Dimensions...)); err != nil {
			return err
		}
	}
	return nil
}
