package lesson

import (
	"context"

	"github.com/gomlx/compute"

	"llmfromscratch/ch07_instruct"
)

// Comparison says how likely a model finds the two sides of some preferences: log-likelihoods per token.
type Comparison struct {
	Chosen, Rejected float64
}

// Compare takes the log-likelihoods of the chosen and of the rejected answers, all of a side together.
func Compare(ctx context.Context, be compute.Backend, a *instruct.Assistant,
	prefs []instruct.Preference) (Comparison, error) {
	var c Comparison
	l, err := a.Likelihood(be)
	if err != nil {
		return c, err
	}
	defer l.Finalize()
	var chosen, rejected []instruct.Entry
	for _, p := range prefs {
		chosen = append(chosen, instruct.Entry{Instruction: p.Instruction, Input: p.Input, Output: p.Chosen})
		rejected = append(rejected, instruct.Entry{Instruction: p.Instruction, Input: p.Input, Output: p.Rejected})
	}
	if c.Chosen, err = l.Mean(ctx, chosen); err != nil {
		return c, err
	}
	c.Rejected, err = l.Mean(ctx, rejected)
	return c, err
}
