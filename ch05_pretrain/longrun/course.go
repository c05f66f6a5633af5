package longrun

import (
	"errors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// CourseRecipe is that of the course's own model: four blocks of width 192 and a context of 256, once through a corpus
// of little stories. The vocabulary is the corpus's. Batches are small, of 4 windows: that a name is to be taken from
// the text before, a model learns by many steps rather than by many tokens. For the model's first numbers see
// [CourseStart], for the learning rate [pretrain.Recipe.WithSchedule]: appendix
// D's, with a peak of 1.25e-3.
func CourseRecipe() pretrain.Recipe {
	r := pretrain.BookRecipe()
	r.Model = gpt.Config{ContextLength: 256, EmbDim: 192, NumHeads: 6, NumLayers: 4}
	r.Data.BatchSize = 4
	r.Options.Epochs, r.Options.Optimizer = 1, pretrain.NewAdamW(5e-4, 0.1)
	r.Options.EvalEvery, r.Options.EvalBatches = 250, 10
	r.Options.StartContext, r.Options.SampleTokens = "Once upon a time", 120
	return r
}

// courseEmbedding is the standard deviation that the course's model begins with. With GPT-2's 0.02 the vectors of two
// names, which stand in the same places, grow alike before the model can tell them apart, and it never learns to repeat
// the one that was told: after training they were ten times as far from 0 as from each other.
const courseEmbedding = 0.2

// CourseStart gives a new model the numbers that the course's own begins with: embeddings drawn once more, and no head
// but the token embedding.
func CourseStart(m *gpt.Model, rng *torchrand.Generator) error {
	return errors.Join(pretrain.DrawEmbeddings(m, rng, courseEmbedding), pretrain.TieHead(m))
}
