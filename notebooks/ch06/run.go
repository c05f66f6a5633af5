package lesson

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/keep"
)

// Do prepares the whole run, to be done in a folder that the returned function is told; [LoadTrained] reads what it
// leaves. The generator gets the seed again before the training (section 6.7). The folder appears when the run is
// finished. A run under way is kept beside it, under the folder's name with ".part", as [longrun.InNotebook] says; the
// next call goes on from there with the same numbers.
func (t *Task) Do(be compute.Backend) func(ctx context.Context, dir string) (*Trained, error) {
	return func(ctx context.Context, dir string) (*Trained, error) {
		c, loaders, err := t.New()
		if err != nil {
			return nil, err
		}
		loaders.RNG.Seed(t.Seed)
		settings, err := t.settings()
		if err != nil {
			return nil, err
		}
		part := dir + ".part"
		history, err := t.train(ctx, be, c, loaders, longrun.InNotebook(part, settings, t.Say))
		if err != nil {
			return nil, err
		}
		trained := &Trained{c, history}
		if err := trained.Save(dir); err != nil {
			return nil, err
		}
		return trained, os.RemoveAll(part)
	}
}

// train does the run with a checkpoint.
func (t *Task) train(ctx context.Context, be compute.Backend, c *classify.Classifier, loaders *classify.Loaders,
	checkpoint *longrun.Checkpoint) (*classify.History, error) {
	opt := t.Options
	stepper, err := longrun.NewStepper(be, c.Model.Builder, c.Loss, opt.Optimizer,
		longrun.StepOptions{Schedule: opt.Schedule, Clip: opt.Clip})
	if err != nil {
		return nil, err
	}
	defer stepper.Finalize()
	training, err := classify.NewTraining(be, stepper, c, loaders, opt)
	if err != nil {
		return nil, err
	}
	defer training.Finalize()
	run := longrun.NewRun(&training.Fit)
	run.Builder, run.RNG, run.Optimizer, run.StepsDone = c.Model.Builder, loaders.RNG, opt.Optimizer, &stepper.StepsDone
	run.Config, run.History = c.Model.Config, &training.History
	run.Evaluated = func() []int { return training.History.Steps }
	return &training.History, checkpoint.Train(ctx, run, training.Run, t.Watchers...)
}

// settings are all that the task depends on.
func (t *Task) settings() (keep.Settings, error) {
	ids, err := t.ids()
	if err != nil {
		return nil, err
	}
	list, err := keep.Fields(t.Recipe, nil)
	if err != nil {
		return nil, err
	}
	name, err := t.Name()
	if err != nil {
		return nil, err
	}
	messages, err := keep.Key(t.Split, ids)
	if err != nil {
		return nil, err
	}
	return append(list,
		keep.Setting{Name: "messages", Value: messages, Label: "digest"},
		keep.Setting{Name: "seed", Value: fmt.Sprint(t.Seed)},
		keep.Setting{Name: "name", Value: name}), nil
}
