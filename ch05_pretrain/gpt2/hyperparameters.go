package gpt2

import "llmfromscratch/ch04_gpt"

// Settings are a model's sizes under the names of OpenAI's hparams.json (section 5.5).
func Settings(cfg gpt.Config) map[string]int {
	return map[string]int{"n_vocab": cfg.VocabSize, "n_ctx": cfg.ContextLength, "n_embd": cfg.EmbDim,
		"n_head": cfg.NumHeads, "n_layer": cfg.NumLayers}
}
