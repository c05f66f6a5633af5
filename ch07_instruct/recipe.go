package instruct

import (
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// Recipe is everything that has to be decided before a model is fine-tuned.
type Recipe struct {
	Model   gpt.Config // of the pretrained model
	Data    LoaderOptions
	Options pretrain.Options
	// part of the steps in which the learning rate rises, before it falls as half a cosine; 0: it is constant
	WarmUp       float64
	MaxNewTokens int // longest answer
}

// BookRecipe is that of section 7.6: GPT-2 with 355M parameters and OpenAI's weights, two epochs with AdamW at 5e-5 and
// weight decay 0.1, an evaluation on five batches every five steps.
func BookRecipe() Recipe {
	cfg := gpt.GPT2Medium()
	cfg.QKVBias, cfg.DropRate = true, 0
	opt := pretrain.BookOptions()
	opt.Epochs, opt.Optimizer, opt.StartContext = 2, pretrain.NewAdamW(5e-5, 0.1), ""
	return Recipe{Model: cfg, Data: BookLoader(), Options: opt, MaxNewTokens: 256}
}

// CourseRecipe is for the course's own pretrained model: four blocks of width 192 that know little stories and 3,000
// tokens of their own. All its weights are trained, with a higher rate than the book's since the model is small. Half
// of an entry would be the same introduction, so entries stand packed in rows; and the loss counts the answers alone,
// which are a sixth of the tokens.
func CourseRecipe() Recipe {
	r := BookRecipe()
	r.Model = gpt.Config{VocabSize: 3000, ContextLength: 256, EmbDim: 192, NumHeads: 6, NumLayers: 4}
	r.Data.BatchSize, r.Data.Packed, r.Data.Collate.MaskPrompt = 4, 256, true
	r.Data.Collate.Multiple = 32
	r.Options.Epochs, r.Options.Optimizer, r.WarmUp = 1, pretrain.NewAdamW(1.5e-3, 0.1), 0.05
	r.Options.Clip = pretrain.ClipFrom{Norm: 1}
	r.Options.EvalEvery, r.Options.EvalBatches = 250, 10
	r.MaxNewTokens = 128
	return r
}
