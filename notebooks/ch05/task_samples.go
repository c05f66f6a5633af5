package lesson

import (
	"context"
	"slices"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// Samples continues a text n times with the same settings, by up to maxNewTokens tokens each (exercise 5.2). All go
// through the model as one batch, and draw from one generator with the task's seed.
func (t *Task) Samples(ctx context.Context, next gpt.NextToken, s pretrain.Sampling, txt string, n,
	maxNewTokens int) ([]string, error) {
	start, err := t.Tok.Encode(txt)
	if err != nil {
		return nil, err
	}
	ids, err := pretrain.Generate(ctx, next, slices.Repeat([][]int{start}, n), maxNewTokens, t.Model.ContextLength, s,
		torchrand.New(t.Seed), nil)
	if err != nil {
		return nil, err
	}
	texts := make([]string, n)
	for i, row := range ids {
		if texts[i], err = t.Tok.Decode(row); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// Different is how many different texts there are among some.
func Different(texts []string) int {
	seen := map[string]bool{}
	for _, txt := range texts {
		seen[txt] = true
	}
	return len(seen)
}
