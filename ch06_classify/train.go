package classify

import (
	"context"
	"fmt"
	"io"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
)

// Options of a training run (section 6.7).
type Options struct {
	Epochs    int
	Optimizer pretrain.AdamW
	Schedule  pretrain.Schedule // nil: a constant learning rate
	Clip      pretrain.Clip     // nil: gradients as they are

	// Accumulate takes the gradient of each batch in so many parts, which needs less memory: see [pretrain.Trainer]. 0
	// and 1: the whole batch at once.
	Accumulate int

	EvalEvery   int // steps between evaluations, the first one after the first step
	EvalBatches int // batches of each loader that an evaluation looks at

	Log    io.Writer            // gets the book's log lines; nil: nobody
	OnStep func(Progress) error // called after every step; an error ends the run; nil: nobody
}

// BookOptions are the settings of section 6.7: five epochs with AdamW at 5e-5 and weight decay 0.1, an evaluation on
// five batches every fifty steps.
func BookOptions() Options {
	return Options{Epochs: 5, Optimizer: pretrain.NewAdamW(5e-5, 0.1), EvalEvery: 50, EvalBatches: 5}
}

// Progress is where a run stands after a step.
type Progress struct {
	Epoch, Epochs int // the epoch it is in, counted from 1
	Step, Steps   int // steps done, of all
	ExamplesSeen  int // messages trained on so far
	pretrain.StepResult
}

// History is what a run found, in order.
type History struct {
	TrainLosses          []float64 `json:"train_losses"`
	ValidationLosses     []float64 `json:"validation_losses"`
	Steps                []int     `json:"steps"`         // at each evaluation; the book counts them from 0
	ExamplesSeen         []int     `json:"examples_seen"` // at each evaluation
	Epochs               []float64 `json:"epochs"`        // at each evaluation, the fraction of the epochs that is done
	TrainAccuracies      []float64 `json:"train_accuracies"`
	ValidationAccuracies []float64 `json:"validation_accuracies"` // after each epoch, on EvalBatches batches
	StepLosses           []float64 `json:"step_losses"`           // of every step
}

// run is a training run under way.
type run struct {
	opt        Options
	classifier *Classifier
	loaders    *Loaders
	trainer    *pretrain.Trainer
	evaluator  *Evaluator
	examples   int // seen so far
	History
}

// Train trains a classifier on the loaders: the book's train_classifier_simple (section 6.7). The loaders, the model's
// dropout masks and the evaluations draw in the order of PyTorch; given one generator, the same seed sees the same
// batches. Classify will pad as the loaders do.
//
// When ctx ends, Train returns what it has with ctx's error; the classifier keeps what it has learned until then.
func Train(ctx context.Context, be compute.Backend, c *Classifier, loaders *Loaders, opt Options) (*History, error) {
	if opt.Epochs < 1 || opt.EvalEvery < 1 || opt.EvalBatches < 1 {
		return nil, fmt.Errorf("epochs %d, steps between evaluations %d, batches per evaluation %d: each must be at "+
			"least 1",
			opt.Epochs, opt.EvalEvery, opt.EvalBatches)
	}
	if opt.Accumulate < 0 {
		return nil, fmt.Errorf("%d micro-batches in a batch: want at least 1", opt.Accumulate)
	}
	if err := c.Model.CheckTraining(be); err != nil {
		return nil, err
	}
	trainer, err := pretrain.NewTrainer(be, c.Model.Builder, c.Loss, opt.Optimizer, opt.Clip)
	if err != nil {
		return nil, err
	}
	defer trainer.Finalize()
	trainer.Schedule, trainer.Accumulate = opt.Schedule, opt.Accumulate
	evaluator, err := NewEvaluator(be, c)
	if err != nil {
		return nil, err
	}
	defer evaluator.Finalize()
	c.Padding = loaders.Padding
	r := &run{opt: opt, classifier: c, loaders: loaders, trainer: trainer, evaluator: evaluator}
	for epoch := range opt.Epochs {
		if err := r.epoch(ctx, epoch); err != nil {
			return &r.History, err
		}
	}
	return &r.History, nil
}

// epoch trains on all training batches once; epochs count from 0.
func (r *run) epoch(ctx context.Context, epoch int) error {
	batches := 0
	for batch, err := range r.loaders.Train.Epoch() {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.step(batch, epoch); err != nil {
			return err
		}
		batches++
		if (r.trainer.StepsDone-1)%r.opt.EvalEvery == 0 {
			if err := r.evaluate(ctx, epoch, batches); err != nil {
				return err
			}
		}
	}
	return r.accuracies(ctx)
}

// step trains on one batch.
func (r *run) step(batch Batch, epoch int) error {
	ids, positions, labels, err := r.classifier.Tensors(batch)
	if err != nil {
		return err
	}
	result, err := r.trainer.Step(ids, positions, labels)
	if err != nil {
		return err
	}
	r.examples += len(batch.Inputs)
	r.StepLosses = append(r.StepLosses, result.Loss)
	if r.opt.OnStep == nil {
		return nil
	}
	return r.opt.OnStep(Progress{
		Epoch: epoch + 1, Epochs: r.opt.Epochs,
		Step: r.trainer.StepsDone, Steps: r.opt.Epochs * r.loaders.Train.Len(),
		ExamplesSeen: r.examples, StepResult: result,
	})
}

// evaluate takes the losses of some batches of both loaders.
func (r *run) evaluate(ctx context.Context, epoch, batches int) error {
	train, err := r.evaluator.LoaderLoss(ctx, r.loaders.Train, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	validation, err := r.evaluator.LoaderLoss(ctx, r.loaders.Validation, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	step := r.trainer.StepsDone - 1
	r.TrainLosses = append(r.TrainLosses, train)
	r.ValidationLosses = append(r.ValidationLosses, validation)
	r.Steps = append(r.Steps, step)
	r.ExamplesSeen = append(r.ExamplesSeen, r.examples)
	r.Epochs = append(r.Epochs, float64(epoch)+float64(batches)/float64(r.loaders.Train.Len()))
	r.logf("Ep %d (Step %06d): Train loss %.3f, Val loss %.3f\n", epoch+1, step, train, validation)
	return nil
}

// accuracies takes the accuracies of some batches of both loaders.
func (r *run) accuracies(ctx context.Context) error {
	train, err := r.evaluator.LoaderAccuracy(ctx, r.loaders.Train, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	validation, err := r.evaluator.LoaderAccuracy(ctx, r.loaders.Validation, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	r.TrainAccuracies = append(r.TrainAccuracies, train)
	r.ValidationAccuracies = append(r.ValidationAccuracies, validation)
	r.logf("Training accuracy: %.2f%% | Validation accuracy: %.2f%%\n", 100*train, 100*validation)
	return nil
}

func (r *run) logf(format string, args ...any) {
	if r.opt.Log != nil {
		fmt.Fprintf(r.opt.Log, format, args...)
	}
}
