package classify

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
)

// Options of a training run (section 6.7).
type Options struct {
	Epochs    int
	Optimizer pretrain.AdamW
	Schedule  pretrain.Schedule // nil: a constant learning rate
	Clip      pretrain.Clip     // nil: gradients as they are

	EvalEvery   int // steps between evaluations, the first one after the first step
	EvalBatches int // batches of each loader that an evaluation looks at
}

// BookOptions are the settings of section 6.7: five epochs with AdamW at 5e-5 and weight decay 0.1, an evaluation on
// five batches every fifty steps.
func BookOptions() Options {
	return Options{Epochs: 5, Optimizer: pretrain.NewAdamW(5e-5, 0.1), EvalEvery: 50, EvalBatches: 5}
}

// Train trains a classifier on the loaders: the book's train_classifier_simple (section 6.7). The loaders, the model's
// dropout masks and the evaluations draw in the order of PyTorch; given one generator, the same seed sees the same
// batches. Classify will pad as the loaders do. When ctx ends, Train returns what it has with ctx's error; the
// classifier keeps what it has learned until then.
func Train(ctx context.Context, be compute.Backend, c *Classifier, loaders *Loaders, opt Options,
	watchers ...pretrain.Watcher) (*History, error) {
	trainer, err := pretrain.NewTrainer(be, c.Model.Builder, c.Loss, opt.Optimizer)
	if err != nil {
		return nil, err
	}
	defer trainer.Finalize()
	trainer.Schedule, trainer.Clip = opt.Schedule, opt.Clip
	return TrainWith(ctx, be, trainer, c, loaders, opt, watchers...)
}

// TrainWith is [Train] by steps of any kind.
func TrainWith(ctx context.Context, be compute.Backend, stepper pretrain.Stepper, c *Classifier, loaders *Loaders,
	opt Options, watchers ...pretrain.Watcher) (*History, error) {
	t, err := NewTraining(be, stepper, c, loaders, opt)
	if err != nil {
		return nil, err
	}
	defer t.Finalize()
	return &t.History, t.Run(ctx, watchers...)
}

// Training is the training of a classifier, with what it has found so far.
type Training struct {
	pretrain.Fit[Batch]
	History History

	classifier *Classifier
	loaders    *Loaders
	evaluator  *Evaluator
	batches    int // that an evaluation looks at
}

// NewTraining prepares a training by steps of any kind.
func NewTraining(be compute.Backend, stepper pretrain.Stepper, c *Classifier, loaders *Loaders,
	opt Options) (*Training, error) {
	if err := (pretrain.Options{Epochs: opt.Epochs, EvalEvery: opt.EvalEvery, EvalBatches: opt.EvalBatches,
		Schedule: opt.Schedule}).Validate(); err != nil {
		return nil, err
	}
	evaluator, err := NewEvaluator(be, c)
	if err != nil {
		return nil, err
	}
	c.Padding = loaders.Padding
	t := &Training{classifier: c, loaders: loaders, evaluator: evaluator, batches: opt.EvalBatches}
	t.Fit = pretrain.Fit[Batch]{
		Stepper: stepper, Batches: loaders.Train.Epochs(), Tensors: t.tensors, Epochs: opt.Epochs,
		Evaluate: t.losses, EvalEvery: opt.EvalEvery, EndEpoch: t.accuracies,
	}
	return t, nil
}

// Run trains and keeps what it finds; see [pretrain.Fit.Run].
func (t *Training) Run(ctx context.Context, watchers ...pretrain.Watcher) error {
	return t.Fit.Run(ctx, append([]pretrain.Watcher{pretrain.OnStep(t.step)}, watchers...)...)
}

// Finalize frees the compiled graphs.
func (t *Training) Finalize() { t.evaluator.Finalize() }

// tensors are what [Classifier.Loss] wants of a batch.
func (t *Training) tensors(batch Batch) ([]*tensors.Tensor, error) {
	ids, positions, labels, err := t.classifier.Tensors(batch)
	return []*tensors.Tensor{ids, positions, labels}, err
}

func (t *Training) step(p pretrain.Progress) error {
	t.History.StepLosses = append(t.History.StepLosses, p.Loss)
	return nil
}

// losses takes the losses of some batches of both loaders.
func (t *Training) losses(ctx context.Context, p pretrain.Progress) (line string, err error) {
	train, err := t.evaluator.LoaderLoss(ctx, t.loaders.Train, t.batches)
	if err != nil {
		return "", err
	}
	validation, err := t.evaluator.LoaderLoss(ctx, t.loaders.Validation, t.batches)
	if err != nil {
		return "", err
	}
	t.History.TrainLosses = append(t.History.TrainLosses, train)
	t.History.ValidationLosses = append(t.History.ValidationLosses, validation)
	t.History.Steps = append(t.History.Steps, p.Step-1)
	t.History.ExamplesSeen = append(t.History.ExamplesSeen, p.ExamplesSeen)
	t.History.Epochs = append(t.History.Epochs, p.EpochsDone())
	return pretrain.Evaluation{Epoch: p.Epoch, Step: p.Step - 1, Train: train, Validation: validation}.String(), nil
}

// accuracies takes the accuracies of some batches of both loaders.
func (t *Training) accuracies(ctx context.Context, _ pretrain.Progress) (line string, err error) {
	train, err := t.evaluator.LoaderAccuracy(ctx, t.loaders.Train, t.batches)
	if err != nil {
		return "", err
	}
	validation, err := t.evaluator.LoaderAccuracy(ctx, t.loaders.Validation, t.batches)
	if err != nil {
		return "", err
	}
	t.History.TrainAccuracies = append(t.History.TrainAccuracies, train)
	t.History.ValidationAccuracies = append(t.History.ValidationAccuracies, validation)
	return accuracyLine(train, validation), nil
}

func accuracyLine(train, validation float64) string {
	return fmt.Sprintf("Training accuracy: %.2f%% | Validation accuracy: %.2f%%", 100*train, 100*validation)
}
