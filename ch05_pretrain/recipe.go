package pretrain

import "llmfromscratch/ch04_gpt"

// Recipe is everything that has to be decided before a model is trained on a text.
type Recipe struct {
	Model   gpt.Config
	Data    DataOptions
	Options Options
}

// BookRecipe is that of section 5.2: 124M parameters, context cut to 256 tokens, ten epochs.
func BookRecipe() Recipe {
	cfg := gpt.GPT2Small()
	cfg.ContextLength = BookData().ContextLength
	return Recipe{Model: cfg, Data: BookData(), Options: BookOptions()}
}

// TinyRecipe is the same for a small model: two blocks of width 64 that look at 64 tokens. Most of its work is GPT-2's
// whole vocabulary; with the tokens of one story only it is done in a moment. The model learns enough for a first look,
// not for good English.
func TinyRecipe() Recipe {
	r := BookRecipe()
	r.Model.ContextLength, r.Model.EmbDim, r.Model.NumHeads, r.Model.NumLayers = 64, 64, 4, 2
	r.Data.ContextLength, r.Data.BatchSize = 64, 4
	r.Options.Optimizer.LearningRate = 2e-3
	r.Options.EvalEvery = 20
	return r
}

// The settings of section D.4, beside those of chapter 5.
const (
	warmUpPart   = 0.2  // of all steps
	peakFactor   = 2.5  // how much higher than chapter 5's constant rate the rate may rise: 4e-4 becomes 1e-3
	lowestFactor = 0.01 // of the peak: where the rate begins and ends
	largestNorm  = 1    // of the gradient, after the warm-up
)

// WithSchedule is a recipe with what appendix D adds, for a run of so many steps (section D.4): the learning rate rises
// over the first fifth of the steps from a hundredth of its peak to the peak, 2.5 times the recipe's own rate, and
// falls back as half a cosine; once it falls, gradients are clipped to norm 1. Nine batches and fifteen epochs make 135
// steps, 27 of them warm-up. The second result is the schedule.
func (r Recipe) WithSchedule(steps int) (Recipe, WarmUpCosine) {
	peak := peakFactor * r.Options.Optimizer.LearningRate
	w := WarmUpCosine{
		Initial: lowestFactor * peak, Peak: peak, Min: lowestFactor * peak,
		WarmUpSteps: WarmUpSteps(steps, warmUpPart), TotalSteps: steps,
	}
	r.Options.Schedule, r.Options.Optimizer.LearningRate = w, peak
	r.Options.Clip = ClipFrom{w.WarmUpSteps, largestNorm}
	return r, w
}
