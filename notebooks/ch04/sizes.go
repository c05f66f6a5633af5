package lesson

import "llmfromscratch/ch04_gpt"

// Size is what exercise 4.2 asks of one of GPT-2's sizes: without biases of query, key and value, as the book makes the
// models, and how many parameters there are with them.
type Size struct {
	Model       string  `json:"model"`
	EmbDim      int     `json:"emb_dim"`
	Layers      int     `json:"n_layers"`
	Heads       int     `json:"n_heads"`
	Parameters  int     `json:"params"`
	WithoutHead int     `json:"params_without_head"` // as if the head were the token embedding
	MiB         float64 `json:"size_mib"`            // in float32
	WithBiases  int     `json:"params_with_qkv_bias"`
}

// Sizes are the four sizes of GPT-2, smallest first (exercise 4.2).
func Sizes() []Size {
	var sizes []Size
	for _, preset := range gpt.Presets() {
		cfg := preset.Config
		cfg.QKVBias = false
		plain := cfg.Count()
		cfg.QKVBias = true
		sizes = append(sizes, Size{
			Model: preset.Name, EmbDim: cfg.EmbDim, Layers: cfg.NumLayers, Heads: cfg.NumHeads,
			Parameters: plain.Total, WithoutHead: plain.WithoutHead, MiB: gpt.MiB(plain.Total),
			WithBiases: cfg.Count().Total,
		})
	}
	return sizes
}
