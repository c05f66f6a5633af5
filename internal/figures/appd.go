package figures

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
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
		out := e.clip(in.Float("max_norm"), decode[[][]float32](in, "grad"))
		return map[string]any{"norm_before": out["norm_before"], "grad": out["0"], "norm_after": out["norm_after"]}, nil
	}},
	{"appd.clip.two", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		result := map[string]any{}
		for _, limit := range []float64{1, 10} {
			out := e.clip(limit, decode[[]float32](in, "a"), decode[[][]float32](in, "b"))
			result[fmt.Sprintf("max%v", limit)] = map[string]any{
				"norm_before": out["norm_before"], "highest_before": out["highest_before"],
				"a": out["0"], "b": out["1"], "highest_after": out["highest_after"],
			}
		}
		return result, nil
	}},
	{"appd.clip.before", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		g := e.gradientOfOneBatch(in, true)
		return map[string]any{"highest": g.highestBefore, "loss": g.loss, "norm": g.norm}, nil
	}},
	{"appd.clip.after", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.gradientOfOneBatch(in, true).highestAfter, nil
	}},
	{"appd.clip.nodrop", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		g := e.gradientOfOneBatch(in, false)
		return map[string]any{"loss": g.loss, "highest_before": g.highestBefore, "norm_before": g.norm,
			"highest_after": g.highestAfter}, nil
	}},
}

// clip clips gradients by their common norm. The result has them under "0", "1", …
func (e *Env) clip(maxNorm float64, gradients ...any) map[string]any {
	out := must(graph.CallOnceN(e.Backend, func(gradients []*graph.Node) []*graph.Node {
		limit := graph.Scalar(gradients[0].Graph(), gradients[0].DType(), maxNorm)
		clipped, norm := pretrain.ClipByGlobalNorm(gradients, limit)
		return append(clipped, norm, pretrain.Highest(gradients), pretrain.GlobalNorm(clipped),
			pretrain.Highest(clipped))
	}, gradients...))
	n := len(gradients)
	result := map[string]any{"norm_before": out[n], "highest_before": out[n+1], "norm_after": out[n+2],
		"highest_after": out[n+3]}
	for i := range gradients {
		result[strconv.Itoa(i)] = out[i]
	}
	return result
}

// batchGradient is what the gradient of one batch looks like before and after clipping to norm 1.
type batchGradient struct {
	loss, norm, highestBefore, highestAfter *tensors.Tensor
}

// gradientOfOneBatch takes the gradient of the model of GPT-2's size on the figure's windows of the training text.
func (e *Env) gradientOfOneBatch(in Inputs, training bool) batchGradient {
	return memo(e, fmt.Sprint("appd.clip ", training), func() batchGradient {
		m := e.trainable(in)
		train, _, err := pretrain.Split(e.Story(), pretrain.BookData().TrainRatio)
		must(train, err)
		length := m.Config.ContextLength
		ds := must(text.NewDataset(must(e.Tokenizer().Encode(train)), length, length))
		var batch text.Batch
		for _, window := range in.Tensor("windows").Ints() {
			inputs, targets := ds.At(window)
			batch.Inputs, batch.Targets = append(batch.Inputs, inputs), append(batch.Targets, targets)
		}
		inputs, targets, err := pretrain.BatchTensors(batch, m.Config.VocabSize)
		if err != nil {
			panic(err)
		}
		run := nn.EvalTraining
		if !training {
			run = func(be compute.Backend, b *nn.Builder, fn nn.GraphFn, inputs ...any) ([]*tensors.Tensor, error) {
				return nn.Eval(be, b.Store(), fn, inputs...)
			}
		}
		loss := pretrain.LanguageLoss(m)
		out := must(run(e.Backend, m.Builder, func(in []*graph.Node) []*graph.Node {
			value := loss(in)
			gradients := pretrain.Gradients(value, nn.Trainable(m.Store()))
			clipped, norm := pretrain.ClipByGlobalNorm(gradients, graph.ScalarOne(value.Graph(), value.DType()))
			return []*graph.Node{value, norm, pretrain.Highest(gradients), pretrain.Highest(clipped)}
		}, inputs, targets))
		return batchGradient{loss: out[0], norm: out[1], highestBefore: out[2], highestAfter: out[3]}
	})
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
