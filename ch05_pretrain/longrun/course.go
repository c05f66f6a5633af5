package longrun

import (
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// CourseRecipe is that of the course's own model: four blocks of width 192 and a context of 256, once through a corpus
// of little stories. The vocabulary is the corpus's. Batches are small, of 4 windows: that a name is to be taken from
// the text before, a model learns by many steps rather than by many tokens. For the model's first steps see
// [pretrain.SmallEmbeddings] and [pretrain.TieHead], for the learning rate [pretrain.Recipe.WithSchedule]: appendix
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
