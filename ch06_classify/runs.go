package classify

import (
	"llmfromscratch/ch04_gpt"
)

// Run is everything that has to be decided before a model is fine-tuned on messages.
type Run struct {
	Model    gpt.Config // where no pretrained model is at hand, a new one of this kind is trained
	Settings Settings
	Data     DataOptions
	Options  Options
}

// BookRun is the run of sections 6.4 to 6.7: GPT-2 with 124M parameters, without dropout and with biases for query, key
// and value. Its pretrained weights have to be loaded before.
func BookRun() Run {
	cfg := gpt.GPT2Small()
	cfg.DropRate, cfg.QKVBias = 0, true
	return Run{Model: cfg, Settings: BookSettings(), Data: BookData(), Options: BookOptions()}
}

// TinyRun starts from random weights and trains all of them: two blocks of width 32 with GPT-2's vocabulary, on
// messages of at most 64 tokens. Single words tell spam from ham well enough for nine test messages in ten; guessing
// gives one in two.
func TinyRun() Run {
	run := BookRun()
	run.Model.ContextLength, run.Model.EmbDim, run.Model.NumHeads, run.Model.NumLayers = 128, 32, 2, 2
	run.Settings.Train = AllLayers
	run.Data.BatchSize, run.Data.Padding.Length = 16, 64
	run.Options.Epochs, run.Options.EvalEvery, run.Options.Optimizer.LearningRate = 3, 20, 3e-3
	return run
}
