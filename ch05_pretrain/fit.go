package pretrain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/dataloader"
)

// Fit is the training loop of every chapter, over batches of type B: a language model's here and in chapter 7, a
// classifier's in chapter 6, pairs of answers in preference tuning.
type Fit[B any] struct {
	Stepper Stepper
	Batches *dataloader.Epochs[B]                    // of the training data
	Tensors func(batch B) ([]*tensors.Tensor, error) // what a step is given of a batch: ids [batch, seq] first
	Epochs  int

	// Evaluate takes a look at the model after the first step, and then every EvalEvery steps; EndEpoch does after each
	// epoch. Both return what the log says of it; nil: nothing is done.
	Evaluate  func(ctx context.Context, p Progress) (line string, err error)
	EvalEvery int
	EndEpoch  func(ctx context.Context, p Progress) (line string, err error)

	// Where the run stands: zero at first, and where it was when it is resumed.
	EpochsDone, StepsDone    int
	TokensSeen, ExamplesSeen int
}

// Progress is where a run stands after a step.
type Progress struct {
	Epoch, Epochs int // the epoch it is in, counted from 1
	Step, Steps   int // steps done, of all
	TokensSeen    int // tokens trained on so far
	ExamplesSeen  int // rows of batches trained on so far
	StepResult        // of the step
}

// EpochsDone is the fraction of the epochs that is done: 1.5 in the middle of the second.
func (p Progress) EpochsDone() float64 {
	whole, perEpoch := p.Epoch-1, p.Steps/p.Epochs
	return float64(whole) + float64(p.Step-whole*perEpoch)/float64(perEpoch)
}

// Run trains until all epochs are done and tells the watchers of everything that happens. An error of theirs ends it.
// When ctx ends, Run returns its error, after the watchers have been told once more. A run whose counters and loader
// have been set to where another one was goes on there.
func (f *Fit[B]) Run(ctx context.Context, watchers ...Watcher) error {
	err := f.run(ctx, watchers)
	if err != nil && ctx.Err() != nil {
		return tellAll(watchers, Event{Kind: Interrupted, Progress: f.progress(StepResult{})}, err)
	}
	return err
}

func (f *Fit[B]) run(ctx context.Context, watchers []Watcher) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for ; f.EpochsDone < f.Epochs; f.EpochsDone++ {
		for batch, err := range f.Batches.Next() {
			if err != nil {
				return err
			}
			if err := f.step(ctx, batch, watchers); err != nil {
				return err
			}
		}
		if err := look(ctx, f.EndEpoch, Event{Kind: EpochEnded, Progress: f.progress(StepResult{})},
			watchers); err != nil {
			return err
		}
	}
	return nil
}

// step trains on one batch, and evaluates when it is time.
func (f *Fit[B]) step(ctx context.Context, batch B, watchers []Watcher) error {
	inputs, err := f.Tensors(batch)
	if err != nil {
		return err
	}
	if err := Tell(watchers, Event{Kind: Begun, Progress: f.progress(StepResult{})}); err != nil {
		return err
	}
	result, err := f.Stepper.Step(inputs...)
	if err != nil {
		return err
	}
	f.StepsDone++
	f.TokensSeen += inputs[0].Size()
	f.ExamplesSeen += inputs[0].Shape().Dim(0)
	p := f.progress(result)
	if err := Tell(watchers, Event{Kind: Stepped, Progress: p}); err != nil {
		return err
	}
	if f.Evaluate != nil && (f.StepsDone-1)%f.EvalEvery == 0 {
		if err := f.Look(ctx, watchers...); err != nil {
			return err
		}
	}
	if err := Tell(watchers, Event{Kind: Settled, Progress: p}); err != nil {
		return err
	}
	return ctx.Err()
}

// Look evaluates the model where the run stands, and tells the watchers what came out.
func (f *Fit[B]) Look(ctx context.Context, watchers ...Watcher) error {
	return look(ctx, f.Evaluate, Event{Kind: Evaluated, Progress: f.progress(StepResult{})}, watchers)
}

func look(ctx context.Context, at func(context.Context, Progress) (string, error), e Event,
	watchers []Watcher) (err error) {
	if at == nil {
		return nil
	}
	if e.Line, err = at(ctx, e.Progress); err != nil {
		return err
	}
	return Tell(watchers, e)
}

// progress is where the run stands.
func (f *Fit[B]) progress(result StepResult) Progress {
	return Progress{
		Epoch: f.EpochsDone + 1, Epochs: f.Epochs,
		Step: f.StepsDone, Steps: f.Epochs * f.Batches.Len(),
		TokensSeen: f.TokensSeen, ExamplesSeen: f.ExamplesSeen, StepResult: result,
	}
}

// Watcher is told of everything that happens in a run, in order: what logs, draws a progress bar, writes metrics or
// saves checkpoints stands outside the loop, here. An error ends the run.
type Watcher func(Event) error

// Event is what happened in a run.
type Event struct {
	Kind EventKind
	Progress
	Line string // what the log says of it; empty: nothing
}

// EventKind says what happened.
type EventKind int

const (
	Begun       EventKind = iota // a step begins
	Stepped                      // a step is done
	Evaluated                    // an evaluation after it is done
	Settled                      // all that belongs to the step is done: a run can be saved here
	EpochEnded                   // an epoch and what is done after it are done
	Interrupted                  // the context has ended; nothing more will come
)

// Log writes the log lines of a run, such as "Ep 1 (Step 000005): Train loss 8.111, Val loss 8.339".
func Log(w io.Writer) Watcher {
	return func(e Event) error {
		if e.Line == "" {
			return nil
		}
		_, err := fmt.Fprintln(w, e.Line)
		return err
	}
}

// OnStep calls a function after every step.
func OnStep(f func(Progress) error) Watcher {
	return func(e Event) error {
		if e.Kind != Stepped {
			return nil
		}
		return f(e.Progress)
	}
}

// Tell tells all watchers of an event, until one returns an error.
func Tell(watchers []Watcher, e Event) error {
	for _, watch := range watchers {
		if err := watch(e); err != nil {
			return err
		}
	}
	return nil
}

// tellAll tells all watchers of the end of a run, whatever they return, and joins their errors to the run's.
func tellAll(watchers []Watcher, e Event, err error) error {
	for _, watch := range watchers {
		err = errors.Join(err, watch(e))
	}
	return err
}
