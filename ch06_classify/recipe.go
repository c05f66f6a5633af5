package classify

import (
	"llmfromscratch/ch04_gpt"
)

// Recipe is everything that has to be decided before a model is fine-tuned on messages.
type Recipe struct {
	Model      gpt.Config // where no pretrained model is at hand, a new one of this kind is trained
	Classifier Config
	Data       DataOptions
	Options    Options
}

// BookRecipe is that of sections 6.4 to 6.7: GPT-2 with 124M parameters, without dropout and with biases for query, key
// and value. Its pretrained weights have to be loaded before.
func BookRecipe() Recipe {
	cfg := gpt.GPT2Small()
	cfg.DropRate, cfg.QKVBias = 0, true
	return Recipe{Model: cfg, Classifier: BookConfig(), Data: BookData(), Options: BookOptions()}
}

// CourseRecipe is for the course's own pretrained model: four blocks of width 192 that know little stories and 3,000
// tokens of their own. All its weights are trained, since messages are another language than the stories.
func CourseRecipe() Recipe {
	r := BookRecipe()
	r.Model = gpt.Config{VocabSize: 3000, ContextLength: 256, EmbDim: 192, NumHeads: 6, NumLayers: 4}
	r.Classifier.Train = AllLayers
	r.Data.BatchSize, r.Data.Padding.Length = 16, 96
	r.Options.Epochs, r.Options.EvalEvery, r.Options.Optimizer.LearningRate = 2, 20, 2e-4
	return r
}

// TinyRecipe starts from random weights and trains all of them: two blocks of width 32 with GPT-2's vocabulary, on
// messages of at most 64 tokens. Single words tell spam from ham well enough for nine test messages in ten; guessing
// gives one in two.
func TinyRecipe() Recipe {
	r := BookRecipe()
	r.Model.ContextLength, r.Model.EmbDim, r.Model.NumHeads, r.Model.NumLayers = 128, 32, 2, 2
	r.Classifier.Train = AllLayers
	r.Data.BatchSize, r.Data.Padding.Length = 16, 64
	r.Options.Epochs, r.Options.EvalEvery, r.Options.Optimizer.LearningRate = 3, 20, 3e-3
	return r
}
