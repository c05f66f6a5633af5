package pretrain

import "llmfromscratch/ch04_gpt"

// Run is everything that has to be decided before a model is trained on a text.
type Run struct {
	Model   gpt.Config
	Data    DataOptions
	Options Options
}

// BookRun is the run of section 5.2: 124M parameters, context cut to 256 tokens, ten epochs. It takes minutes to an
// hour on a CPU.
func BookRun() Run {
	cfg := gpt.GPT2Small()
	cfg.ContextLength = BookData().ContextLength
	return Run{Model: cfg, Data: BookData(), Options: BookOptions()}
}

// TinyRun is the same on a small model: two blocks of width 64 that look at 64 tokens. With GPT-2's whole vocabulary,
// as here, it takes one to two minutes on two cores, with the tokens of the story only, as a [Task] has it, a few
// seconds. It learns enough for a first look, not for good English.
func TinyRun() Run {
	run := BookRun()
	run.Model.ContextLength, run.Model.EmbDim, run.Model.NumHeads, run.Model.NumLayers = 64, 64, 4, 2
	run.Data.ContextLength, run.Data.BatchSize = 64, 4
	run.Options.Optimizer.LearningRate = 2e-3
	run.Options.EvalEvery = 20
	return run
}
