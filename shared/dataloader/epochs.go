package dataloader

import (
	"fmt"
	"iter"
	"slices"
)

// Epochs goes over a loader's data again and again, and can say where it is: a run that was interrupted in the middle
// of an epoch goes on there, with the batches that it has not yet seen.
type Epochs[B any] struct {
	loader  *Loader[B]
	state   State
	resumed bool // the next epoch goes on at state
}

// State is a place in the epochs: how many batches of the current one have been handed out, and what the generator's
// state was when that one began, since the order of its batches follows from it.
type State struct {
	EpochStart []byte // nil without a generator
	Batches    int
}

// Epochs starts at the beginning of an epoch. The loader's own [Loader.Epoch] does not move it.
func (l *Loader[B]) Epochs() *Epochs[B] { return &Epochs[B]{loader: l} }

// Len is the number of batches in an epoch.
func (e *Epochs[B]) Len() int { return e.loader.Len() }

// State says where it is, for [Epochs.SetState].
func (e *Epochs[B]) State() State { return State{slices.Clone(e.state.EpochStart), e.state.Batches} }

// SetState makes the next epoch go on where another one of the same data was: it has the same order and leaves out the
// batches that are done, without making them, and the generator stays as it is. It is an error when an epoch does not
// have as many batches.
func (e *Epochs[B]) SetState(s State) error {
	if s.Batches < 0 || s.Batches > e.Len() {
		return fmt.Errorf("%d batches of an epoch are done, the data has %d: is it the same text?", s.Batches, e.Len())
	}
	e.state, e.resumed = s, true
	return nil
}

// Next is the next epoch, or the rest of one that goes on; see [Loader.Epoch].
func (e *Epochs[B]) Next() iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		order, err := e.begin()
		if err != nil {
			yield(*new(B), fmt.Errorf("the place in an epoch: %w", err))
			return
		}
		for i := e.state.Batches; i < e.Len(); i++ {
			e.state.Batches = i + 1
			if !yield(e.loader.batch(order, i)) {
				return
			}
		}
	}
}

// begin draws the order of a new epoch, or draws that of a resumed one again.
func (e *Epochs[B]) begin() (order []int, err error) {
	resumed, rng := e.resumed, e.loader.opt.RNG
	if e.resumed = false; !resumed {
		e.state = State{}
	}
	if rng == nil {
		return e.loader.order(), nil
	}
	now, err := rng.MarshalBinary()
	if err != nil {
		return nil, err
	}
	if !resumed {
		e.state.EpochStart = now
		return e.loader.order(), nil
	}
	if err := rng.UnmarshalBinary(e.state.EpochStart); err != nil {
		return nil, err
	}
	order = e.loader.order()
	return order, rng.UnmarshalBinary(now)
}
