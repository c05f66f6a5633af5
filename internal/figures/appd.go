package figures

import (
	"context"
	"fmt"
	"strconv"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/appendix_d"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// appdSchedule is the learning rate of sections D.1 and D.2.
var appdSchedule = []Computation{
	{"appd.warmup_steps", Light, func(_ context.Context, _ *Env, in Inputs) (any, error) {
		total := in.Int("n_epochs") * in.Int("batches_per_epoch")
		return map[string]int{"warmup_steps": pretrain.WarmUpSteps(total, 0.2), "total_steps": total}, nil
	}},
	{"appd.lr.warmup", Light, func(_ context.Context, _ *Env, in Inputs) (any, error) {
		w := warmUp(in, 0)
		return pretrain.Rates(w.WarmUp(), w.TotalSteps), w.Validate()
	}},
	{"appd.lr.cosine", Light, cosineRates},
	{"appd.lr.training", Light, cosineRates},
}

func warmUp(in Inputs, minimum float64) pretrain.WarmUpCosine {
	total := in.Int("n_epochs") * in.Int("batches_per_epoch")
	return pretrain.WarmUpCosine{Initial: in.Float("initial_lr"), Peak: in.Float("peak_lr"), Min: minimum,
		WarmUpSteps: pretrain.WarmUpSteps(total, 0.2), TotalSteps: total}
}

func cosineRates(_ context.Context, _ *Env, in Inputs) (any, error) {
	w := warmUp(in, in.Float("min_lr"))
	return pretrain.Rates(w, w.TotalSteps), w.Validate()
}

// appdClip is gradient clipping, section D.3.
var appdClip = []Computation{
	{"appd.clip.matrix", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c, err := lesson.Clip(e.Backend, in.Float("max_norm"), decode[[][]float32](in, "grad"))
		return map[string]any{"norm_before": c.Norm, "grad": c.Gradients[0], "norm_after": c.NormClipped}, err
	}},
	{"appd.clip.two", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		result := map[string]any{}
		for _, limit := range []float64{1, 10} {
			c, err := lesson.Clip(e.Backend, limit, decode[[]float32](in, "a"), decode[[][]float32](in, "b"))
			if err != nil {
				return nil, err
			}
			result[fmt.Sprintf("max%v", limit)] = map[string]any{
				"a": c.Gradients[0], "b": c.Gradients[1], "norm_before": c.Norm, "highest_before": c.Highest,
				"highest_after": c.HighestClipped,
			}
		}
		return result, nil
	}},
	{"appd.clip.before", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		g := e.clippedGradient(in)
		return map[string]any{"highest": g.Highest, "loss": g.Loss, "norm": g.Norm}, nil
	}},
	{"appd.clip.after", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.clippedGradient(in).HighestClipped, nil
	}},
	{"appd.clip.nodrop", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		g, err := lesson.ClipGradientWithoutDropout(e.Backend, m, e.clipBatch(in, m), 1)
		return map[string]any{"loss": g.Loss, "highest_before": g.Highest, "norm_before": g.Norm,
			"highest_after": g.HighestClipped}, err
	}},
}

// clippedGradient takes the gradient of the model of GPT-2's size, dropout on, and clips it to norm 1.
func (e *Env) clippedGradient(in Inputs) lesson.ClippedGradient {
	return e.kept.clipped.get(func() lesson.ClippedGradient {
		m := e.trainable(in)
		return must(lesson.ClipGradient(e.Backend, m, e.clipBatch(in, m), 1))
	})
}

// clipBatch is the figure's windows of the training text.
func (e *Env) clipBatch(in Inputs, m *gpt.Model) text.Batch {
	return must(lesson.WindowBatch(e.Story(), e.Tokenizer(), m.Config.ContextLength, in.Tensor("windows").Ints()...))
}

// appdTraining is the training loop of section D.4.
var appdTraining = []Computation{
	{"appd.small.fixed", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.smallSchedule(ctx, in, in.Int("warmup_steps"))
	}},
	{"appd.small.orig", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.smallSchedule(ctx, in, in.Int("warmup_steps")+1) // the printed book clips from one step later on
	}},
	{"appd.train124.book_cpu", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		return e.sixSteps(ctx, m, e.bookLoaders(in, m.Builder.RNG), e.appendixOptions(in))
	}},
	{"appd.train124.book_own_dropout_stream", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		loaders := e.bookLoaders(in, m.Builder.RNG)
		m.UseRNG(torchrand.New(0))
		return e.sixSteps(ctx, m, loaders, e.appendixOptions(in))
	}},
}

// appendixOptions are the settings of section D.4, evaluations on one batch.
func (e *Env) appendixOptions(in Inputs) pretrain.Options {
	opt := pretrain.BookOptions()
	opt.Epochs, opt.EvalBatches = 15, 1
	w := pretrain.WarmUpCosine{Initial: in.Float("initial_lr"), Peak: in.Float("peak_lr"), Min: in.Float("min_lr"),
		WarmUpSteps: in.Int("warmup_steps"), TotalSteps: opt.Epochs * 9}
	opt.Schedule, opt.Clip = w, pretrain.ClipFrom{FirstStep: w.WarmUpSteps, Norm: 1}
	return opt
}

// smallSchedule trains the figure's small model on twenty windows in order, clipping from a step on.
func (e *Env) smallSchedule(ctx context.Context, in Inputs, clipFrom int) (any, error) {
	const windows, batchSize, vocab = 20, 4, 100
	m := e.SmallModel(in)
	ids := e.storyIDs()
	for i := range ids {
		ids[i] %= vocab
	}
	length := m.Config.ContextLength
	ds := must(text.NewDataset(ids[:windows*length+1], length, length))
	loader := must(text.NewLoader(ds, dataloader.Options{BatchSize: batchSize, RNG: m.Builder.RNG}))
	epochs := in.Int("n_epochs")
	total := epochs * loader.Len()
	w := pretrain.WarmUpCosine{Initial: in.Float("initial_lr"), Peak: in.Float("peak_lr"), Min: in.Float("min_lr"),
		WarmUpSteps: in.Int("warmup_steps"), TotalSteps: total}
	tokens := []int{}
	history, err := pretrain.Train(ctx, e.Backend, m,
		&pretrain.Loaders{Train: loader, Validation: loader, RNG: m.Builder.RNG}, e.Tokenizer(),
		pretrain.Options{
			Epochs: epochs, Optimizer: pretrain.NewAdamW(0, in.Float("weight_decay")), Schedule: w,
			Clip: pretrain.ClipFrom{FirstStep: clipFrom, Norm: 1}, EvalEvery: total + 1, EvalBatches: 1,
		}, pretrain.OnStep(func(p pretrain.Progress) error {
			if (p.Step-1)%5 == 0 {
				tokens = append(tokens, p.TokensSeen)
			}
			return nil
		}))
	if err != nil {
		return nil, err
	}
	clipped := map[string]float64{} // by the number of the step
	for step := clipFrom; step < total; step++ {
		clipped[strconv.Itoa(step)] = history.GradientNorms[step]
	}
	sums, err := checksums(parameters(m.Store()))
	return map[string]any{
		"losses": history.StepLosses, "lrs": history.LearningRates, "clipped_norms": clipped,
		"tokens_seen": tokens, "final": sums,
	}, err
}
