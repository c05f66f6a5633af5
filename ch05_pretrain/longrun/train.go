package longrun

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// Options are what a long run has beside the options of chapter 5's training.
type Options struct {
	Accumulate int         // see [StepOptions]
	Devices    int         // see [StepOptions]
	Checkpoint *Checkpoint // nil: none
	Metrics    *Metrics    // nil: none
}

// Train is [pretrain.Train] with the fast steps of a [Stepper], checkpoints and metrics: the same history and the same
// parameters.
//
// When ctx ends, Train returns what it has with ctx's error, after a checkpoint if there is a [Checkpoint]; calling it
// again with the same arguments goes on where it was, with the same numbers as a run that was never interrupted.
func Train(ctx context.Context, be compute.Backend, m *gpt.Model, loaders *pretrain.Loaders, tok text.Tokenizer,
	opt pretrain.Options, long Options, watchers ...pretrain.Watcher) (*pretrain.History, error) {
	stepper, err := NewStepper(be, m.Builder, pretrain.LanguageLoss(m), opt.Optimizer, StepOptions{
		Schedule: opt.Schedule, Clip: opt.Clip,
		Accumulate: long.Accumulate, Devices: long.Devices, Weigh: CountedTargets,
	})
	if err != nil {
		return nil, err
	}
	defer stepper.Finalize()
	t, err := pretrain.NewTraining(be, m, loaders, tok, stepper, opt)
	if err != nil {
		return nil, err
	}
	defer t.Finalize()
	r := NewRun(&t.Fit)
	r.Builder, r.RNG, r.Optimizer, r.StepsDone = m.Builder, loaders.RNG, opt.Optimizer, &stepper.StepsDone
	r.Config, r.Data, r.History = m.Config, loaders.Data, &t.History
	r.Evaluated = func() []int { return t.History.Steps }
	return trainOn(ctx, t, r, loaders, long, watchers)
}

// trainOn goes on where a checkpoint was taken, if there is one, and trains.
func trainOn(ctx context.Context, t *pretrain.Training, r *Run, loaders *pretrain.Loaders, long Options,
	watchers []pretrain.Watcher) (h *pretrain.History, err error) {
	if err := long.Checkpoint.resume(r); err != nil {
		return nil, err
	}
	metrics, err := long.Metrics.start(&t.History, loaders)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, metrics.close()) }()
	r.sync = metrics.sync
	watchers = append([]pretrain.Watcher{metrics.watch(&t.History)}, watchers...)
	return &t.History, long.Checkpoint.train(ctx, r, t.Run, watchers)
}

// CountedTargets is the number of targets that a language model's loss takes the mean of: inputs are those of
// [pretrain.LanguageLoss].
func CountedTargets(inputs []*tensors.Tensor) (float64, error) {
	targets, err := tensors.CopyFlatData[int64](inputs[1])
	if err != nil {
		return 0, fmt.Errorf("targets: %w", err)
	}
	n := 0
	for _, id := range targets {
		if id != pretrain.IgnoreIndex {
			n++
		}
	}
	return float64(n), nil
}
