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
