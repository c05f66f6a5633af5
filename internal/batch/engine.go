package batch

import (
	"fmt"
)

// Engine computes the logits of several texts. Each has a slot of its own, numbered from 0, and is of its own length.
// An engine is used by one goroutine at a time. The logits that it returns are the caller's.
type Engine interface {
	// Start makes a slot hold a text, in the place of what it held, and returns the logits of the token after its last:
	// ids [seq] to [vocab].
	Start(slot int, ids []int) ([]float32, error)
	// Step appends a token to each of several slots and returns the logits of the token after it: ids [batch] to
	// [batch, vocab]. No text may grow beyond the model's context.
	Step(slots, ids []int) ([][]float32, error)
	// Score returns the logits after each token of a text: ids [seq] to [seq, vocab]. Slots stay as they are.
	Score(ids []int) ([][]float32, error)
}

// guarded is an engine whose panics are errors: a request may fail, the others and those after it go on.
type guarded struct{ Engine }

// Start is the engine's.
func (g guarded) Start(slot int, ids []int) (logits []float32, err error) {
	defer asError(&err)
	return g.Engine.Start(slot, ids)
}

// Step is the engine's.
func (g guarded) Step(slots, ids []int) (logits [][]float32, err error) {
	defer asError(&err)
	logits, err = g.Engine.Step(slots, ids)
	if err == nil && len(logits) != len(slots) {
		err = fmt.Errorf("the engine returned %d rows of logits for %d texts", len(logits), len(slots))
	}
	return logits, err
}

// Score is the engine's.
func (g guarded) Score(ids []int) (logits [][]float32, err error) {
	defer asError(&err)
	return g.Engine.Score(ids)
}

// asError turns a panic into an error.
func asError(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the model failed: %v", p)
	}
}
