package figures

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
)

// ch05AdamW is the optimizer of section 5.2 on four parameters with given gradients.
var ch05AdamW = []Computation{
	{"ch05.adamw.wd01", Light, adamwSteps},
	{"ch05.adamw.wd0", Light, adamwSteps},
	{"ch05.adamw.book", Light, adamwSteps},
}

// adamwSteps takes a training step for each of the figure's gradients.
func adamwSteps(_ context.Context, e *Env, in Inputs) (any, error) {
	return lesson.AdamWSteps(e.Backend, optimizer(in), in.Tensor("start").Float32s(), in.Rows("grads"))
}

// ch05Small is training of a small model: sections 5.1.3, 5.2 and 5.4.
var ch05Small = []Computation{
	{"ch05.small.losses", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m, loaders := e.smallTraining(in, false)
		evaluator := must(pretrain.NewEvaluator(e.Backend, m))
		defer evaluator.Finalize()
		loss := func(loader *dataloader.Loader[text.Batch], n int) float64 {
			return must(evaluator.LoaderLoss(ctx, loader, n))
		}
		var each []float64
		var last text.Batch
		for batch, err := range loaders.Validation.Epoch() {
			last = must(batch, err)
			each = append(each, must(evaluator.BatchLoss(last)))
		}
		return map[string]any{
			"train_all": loss(loaders.Train, pretrain.AllBatches), "train_first5": loss(loaders.Train, 5),
			"val_all": loss(loaders.Validation, pretrain.AllBatches), "val_first5": loss(loaders.Validation, 5),
			"val_first1000": loss(loaders.Validation, 1000), "val_per_batch": each,
			"val_rows_of_last_batch": len(last.Inputs),
			"train_batches":          loaders.Train.Len(), "val_batches": loaders.Validation.Len(),
		}, nil
	}},
	{"ch05.small.train20.losses", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.train20(in).losses, nil
	}},
	{"ch05.small.train20.grad_norms", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.train20(in).norms, nil
	}},
	{"ch05.small.train20.first_grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, loaders := e.smallTraining(in, false)
		batch := take(loaders.Train.Epoch(), 1)[0]
		inputs, targets, err := pretrain.BatchTensors(batch, m.Config.VocabSize)
		if err != nil {
			return nil, err
		}
		return e.gradients(m.Store(), pretrain.LanguageLoss(m), inputs, targets), nil
	}},
	{"ch05.small.train20.final", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.train20(in).parameters, nil
	}},
	{"ch05.small.train20.eval", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		run := e.train20(in)
		return map[string]any{"train": run.trainLoss, "val": run.validationLoss}, nil
	}},
	{"ch05.small.resume", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.resumed(ctx, in, true)
	}},
	{"ch05.small.resume_without_optimizer", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.resumed(ctx, in, false)
	}},
	{"ch05.small.book_lr", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, loaders := e.smallTraining(in, false)
		losses, _ := e.steps(m, optimizer(in), take(loaders.Train.Epoch(), 3))
		return losses, nil
	}},
	{"ch05.small.train_simple", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m, loaders := e.smallTraining(in, true)
		var log bytes.Buffer
		history, err := pretrain.Train(ctx, e.Backend, m, loaders, e.Tokenizer(), pretrain.Options{
			Epochs: 1, Optimizer: optimizer(in), EvalEvery: in.Int("eval_freq"), EvalBatches: in.Int("eval_iter"),
		}, pretrain.Log(&log))
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"step_losses": history.StepLosses, "train_losses": history.TrainLosses,
			"val_losses":  history.ValidationLosses,
			"tokens_seen": history.TokensSeen, "log_lines": strings.Split(log.String(), "\n")[:4],
		}, nil
	}},
	{"ch05.script.drop0.0", Training, trainingScript},
	{"ch05.script.drop0.1", Training, trainingScript},
}

// smallTraining is the figure's small model and its loaders over the byte-pair ids of the story modulo the size of its
// vocabulary.
func (e *Env) smallTraining(in Inputs, shuffle bool) (*gpt.Model, *pretrain.Loaders) {
	m := e.SmallModel(in)
	ids := e.storyIDs()
	for i := range ids {
		ids[i] %= in.Int("ids_modulo")
	}
	cut := int(in.Float("train_ratio") * float64(len(ids)))
	loader := func(ids []int, opt dataloader.Options) *dataloader.Loader[text.Batch] {
		opt.BatchSize, opt.RNG = in.Int("batch_size"), m.Builder.RNG
		return must(text.NewLoader(must(text.NewDataset(ids, in.Int("max_length"), in.Int("stride"))), opt))
	}
	return m, &pretrain.Loaders{
		Train:      loader(ids[:cut], dataloader.Options{Shuffle: shuffle, DropLast: true}),
		Validation: loader(ids[cut:], dataloader.Options{}),
		RNG:        m.Builder.RNG,
	}
}

func optimizer(in Inputs) pretrain.AdamW {
	return pretrain.NewAdamW(in.Float("lr"), in.Float("weight_decay"))
}

// steps trains on batches and returns, for each, the loss before the step and the norm of the gradient.
func (e *Env) steps(m *gpt.Model, opt pretrain.AdamW, batches []text.Batch) (losses, norms []float64) {
	trainer := must(pretrain.NewTrainer(e.Backend, m.Builder, pretrain.LanguageLoss(m), opt))
	defer trainer.Finalize()
	for _, batch := range batches {
		inputs, targets, err := pretrain.BatchTensors(batch, m.Config.VocabSize)
		if err != nil {
			panic(err)
		}
		result := must(trainer.Step(inputs, targets))
		losses, norms = append(losses, result.Loss), append(norms, result.GradientNorm)
	}
	return losses, norms
}

// train20 is what came of twenty steps.
type train20 struct {
	losses, norms             []float64
	parameters                map[string]any
	trainLoss, validationLoss float64
}

// train20 takes twenty steps over the first twenty training batches, once for all figures.
func (e *Env) train20(in Inputs) train20 {
	return e.kept.train20.get(func() train20 {
		m, loaders := e.smallTraining(in, false)
		var run train20
		run.losses, run.norms = e.steps(m, optimizer(in), take(loaders.Train.Epoch(), 20))
		run.parameters = must(checksums(parameters(m.Store())))
		evaluator := must(pretrain.NewEvaluator(e.Backend, m))
		defer evaluator.Finalize()
		run.trainLoss = must(evaluator.LoaderLoss(context.Background(), loaders.Train, pretrain.AllBatches))
		run.validationLoss = must(evaluator.LoaderLoss(context.Background(), loaders.Validation, pretrain.AllBatches))
		return run
	})
}

// errEnough ends a training run after the steps that a figure is about.
var errEnough = errors.New("enough steps")

// resumed takes ten steps, loads what they left into a new model, with the optimizer's state or without, and returns
// the losses of the next ten.
func (e *Env) resumed(ctx context.Context, in Inputs, withOptimizer bool) ([]float64, error) {
	dir, err := os.MkdirTemp("", "resume-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	run := func(m *gpt.Model, loaders *pretrain.Loaders, until int) ([]float64, error) {
		history, err := longrun.Train(ctx, e.Backend, m, loaders, e.Tokenizer(),
			pretrain.Options{Epochs: 1, Optimizer: optimizer(in), EvalEvery: 1000, EvalBatches: 1},
			longrun.Options{Checkpoint: &longrun.Checkpoint{Dir: dir, Every: 10}},
			pretrain.OnStep(func(p pretrain.Progress) error {
				if p.Step > until {
					return errEnough
				}
				return nil
			}))
		if !errors.Is(err, errEnough) {
			return nil, errors.Join(errors.New("the run was not stopped"), err)
		}
		return history.StepLosses, nil
	}
	m, loaders := e.smallTraining(in, false)
	if _, err := run(m, loaders, 10); err != nil { // the eleventh step is lost: the checkpoint is from before it
		return nil, err
	}
	next, loaders := e.smallTraining(in, false)
	if withOptimizer {
		losses, err := run(next, loaders, 20)
		if err != nil {
			return nil, err
		}
		return losses[10:20], nil
	}
	checkpoint, err := pretrain.LatestCheckpoint(dir)
	if err != nil {
		return nil, err
	}
	if err := pretrain.LoadModel(checkpoint+"/"+pretrain.ModelFile, next.Store()); err != nil {
		return nil, err
	}
	losses, _ := e.steps(next, optimizer(in), take(loaders.Train.Epoch(), 20)[10:])
	return losses, nil
}

// trainingScript is the chapter's gpt_train.py with the settings of its tests.
func trainingScript(ctx context.Context, e *Env, in Inputs) (any, error) {
	settings := decode[struct {
		LearningRate float64 `json:"learning_rate"`
		Epochs       int     `json:"num_epochs"`
		BatchSize    int     `json:"batch_size"`
		WeightDecay  float64 `json:"weight_decay"`
	}](in, "settings")
	cfg := decode[gpt.Config](in, "config")
	m, err := gpt.NewModel(nn.NewBuilder(in.Seed()), cfg)
	if err != nil {
		return nil, err
	}
	data := pretrain.DataOptions{TrainRatio: 0.9, BatchSize: settings.BatchSize, ContextLength: cfg.ContextLength}
	loaders, err := pretrain.NewLoaders(e.Story(), e.Tokenizer(), data, m.Builder.RNG)
	if err != nil {
		return nil, err
	}
	var log bytes.Buffer
	opt := pretrain.BookOptions()
	opt.Epochs, opt.Optimizer = settings.Epochs, pretrain.NewAdamW(settings.LearningRate, settings.WeightDecay)
	opt.EvalBatches = 1
	history, err := pretrain.Train(ctx, e.Backend, m, loaders, e.Tokenizer(), opt, pretrain.Log(&log))
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(log.String(), "\n")
	return map[string]any{
		"train_losses": history.TrainLosses, "val_losses": history.ValidationLosses, "tokens_seen": history.TokensSeen,
		"n": len(history.TrainLosses), "first_log_line": first, "sample_text": pretrain.OneLine(history.Samples[0]),
	}, nil
}
