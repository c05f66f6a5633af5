package lesson

import (
	"context"
	"slices"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/torchrand"
)

// Samples continues the beginning that a model can continue n times with the same settings, by up to maxNewTokens
// tokens each (exercise 5.2). All go through the model as one batch, as plain loops, and draw from one generator with
// the chapter's seed.
func Samples(ctx context.Context, m *pretrained.Model, s pretrain.Sampling, n, maxNewTokens int) ([]string, error) {
	start, err := m.Tok.Encode(m.Start)
	if err != nil {
		return nil, err
	}
	loops, err := plain.New(m.Model)
	if err != nil {
		return nil, err
	}
	ids, err := pretrain.Generate(ctx, plain.NewPredictor(loops), slices.Repeat([][]int{start}, n), maxNewTokens,
		m.Config.ContextLength, s, torchrand.New(bookSeed), nil)
	if err != nil {
		return nil, err
	}
	texts := make([]string, n)
	for i, row := range ids {
		if texts[i], err = m.Tok.Decode(row); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
