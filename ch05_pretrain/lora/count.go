package lora

import (
	"llmfromscratch/ch04_gpt"
)

// Count works out how many numbers adapters of a rank have for a model with a head of so many outputs, without making
// the model: rank·(in + out) for every linear layer. For the 124M model with two classes and rank 16 it is 2,666,528
// (section E.4).
func Count(cfg gpt.Config, head, rank int) int {
	adapter := func(in, out int) int { return rank * (in + out) }
	attention := 4 * adapter(cfg.EmbDim, cfg.EmbDim) // query, key, value, output
	feedForward := adapter(cfg.EmbDim, 4*cfg.EmbDim) + adapter(4*cfg.EmbDim, cfg.EmbDim)
	return cfg.NumLayers*(attention+feedForward) + adapter(cfg.EmbDim, head)
}
