package longrun

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Run is a training of any kind, with all that the rest of it depends on: what a [Checkpoint] holds.
type Run struct {
	Builder   *nn.Builder          // has the parameters, the optimizer's running means and the generator of dropout
	RNG       *torchrand.Generator // of the loaders, often the same
	Optimizer pretrain.AdamW
	StepsDone *int         // of the stepper
	Config    any          // of the model; with another one a checkpoint is refused
	Data      string       // what the loaders say of their data; as Config
	History   any          // points to what the run has found so far, which JSON can hold
	Evaluated func() []int // steps, counted from 0, whose evaluations the history has; nil: there are none

	place place
	sync  func() error // writes down what belongs to the steps done; nil: nothing
}

// place is where the loop of a run stands.
type place struct {
	epochs, steps, tokens, examples *int // done
	batches                         interface {
		State() dataloader.State
		SetState(dataloader.State) error
	}
	all       int // steps
	evalEvery int
	look      func(ctx context.Context, watchers ...pretrain.Watcher) error
}

// NewRun is the run of a loop; the rest of it is to be filled in.
func NewRun[B any](fit *pretrain.Fit[B]) *Run {
	return &Run{place: place{
		epochs: &fit.EpochsDone, steps: &fit.StepsDone, tokens: &fit.TokensSeen, examples: &fit.ExamplesSeen,
		batches: fit.Batches, all: fit.Epochs * fit.Batches.Len(), evalEvery: fit.EvalEvery, look: fit.Look,
	}}
}

// evaluateIfDue makes up for the evaluation that an interruption has prevented.
func (r *Run) evaluateIfDue(ctx context.Context, watchers []pretrain.Watcher) error {
	if r.Evaluated == nil || *r.place.steps == 0 {
		return nil
	}
	last, at := *r.place.steps-1, r.Evaluated()
	if last%r.place.evalEvery != 0 || len(at) > 0 && at[len(at)-1] == last {
		return nil
	}
	return r.place.look(ctx, watchers...)
}

// rngStates are the generators' states at the checkpoint.
type rngStates struct {
	Loaders []byte   `json:"loaders"`
	Dropout []byte   `json:"dropout"`           // often the same generator
	Backend []uint64 `json:"backend,omitempty"` // of dropout drawn in the graph
}

const backendRNG = "/" + model.RNGStateVariableName

// random are the states of all generators that the run draws from.
func (r *Run) random() (s rngStates, err error) {
	if s.Loaders, err = r.RNG.MarshalBinary(); err != nil {
		return s, err
	}
	if s.Dropout, err = r.Builder.RNG.MarshalBinary(); err != nil {
		return s, err
	}
	if v := r.Builder.Store().GetVariable(backendRNG); v != nil && v.HasValue() {
		t, err := v.Value()
		if err != nil {
			return s, err
		}
		s.Backend, err = tensors.CopyFlatData[uint64](t)
		return s, err
	}
	return s, nil
}

// restore sets the generators.
func (s rngStates) restore(r *Run) error {
	err := errors.Join(r.RNG.UnmarshalBinary(s.Loaders), r.Builder.RNG.UnmarshalBinary(s.Dropout))
	if err != nil || s.Backend == nil {
		return err
	}
	store, t := r.Builder.Store(), tensors.FromFlatDataAndDimensions(s.Backend, len(s.Backend))
	if v := store.GetVariable(backendRNG); v != nil {
		err = v.SetValue(t)
	} else {
		_, err = store.CreateVariable(backendRNG, t)
	}
	if err != nil {
		return fmt.Errorf("of the backend: %w", err)
	}
	store.GetVariable(backendRNG).SetTrainable(false)
	return nil
}
