package figures

import (
	"context"
	"slices"
)

// Cost says how long a computation takes on two cores.
type Cost int

const (
	Light    Cost = iota // below a second
	Heavy                // seconds: it needs a model of GPT-2's size
	Training             // tens of seconds to minutes
)

// String is "light", "heavy" or "training".
func (c Cost) String() string { return [...]string{"light", "heavy", "training"}[c] }

// Computation recomputes one figure.
type Computation struct {
	ID      string
	Cost    Cost
	Compute func(ctx context.Context, e *Env, in Inputs) (any, error)
}

// registry is every computation, in the order of the book.
var registry = slices.Concat(
	ch02Tokens, ch02BPE, ch02Window, ch02Embeddings, ch02Exercises,
	ch03Simple, ch03SelfAttention, ch03Causal, ch03MultiHead,
	ch04Parts, ch04Block, ch04Model, ch04Generate, ch04Exercises,
	ch05Loss, ch05Data, ch05Sampling, ch05AdamW, ch05Small, ch05Generate, ch05Training, ch05Pretrained,
	ch06Data, ch06Padding, ch06Model, ch06Small,
	ch07Data, ch07Collate, ch07Loader, ch07Scores, ch07Train, ch07Exercises,
	appaTensors, appaNetwork, appaTraining,
	appdSchedule, appdClip, appdTraining,
	appeModel, appeLayer, appeSmall,
)

// Find returns the computation of a figure.
func Find(id string) (Computation, bool) {
	i := slices.IndexFunc(registry, func(c Computation) bool { return c.ID == id })
	if i < 0 {
		return Computation{}, false
	}
	return registry[i], true
}

// All returns every computation, in the order of the book.
func All() []Computation { return slices.Clone(registry) }
