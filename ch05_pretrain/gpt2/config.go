package gpt2

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/textfile"
)

// ParseConfig reads a model's configuration in any of three forms: this project's own (emb_dim, …), Hugging Face's
// config.json (n_embd, vocab_size, …) and OpenAI's hparams.json (n_embd, n_vocab, …). The last two have query, key and
// value biases always. The error says what the model of chapter 4 does not have, such as another activation.
func ParseConfig(data []byte) (gpt.Config, error) {
	cfg, _, err := parseConfig(data)
	return cfg, err
}

// parseConfig also tells whether the output head is said to be another tensor than the token embedding.
func parseConfig(data []byte) (cfg gpt.Config, untied bool, err error) {
	var keys map[string]json.RawMessage
	if err := textfile.Unmarshal(data, &keys); err != nil {
		return gpt.Config{}, false, err
	}
	has := func(key string) bool { return keys[key] != nil }
	switch {
	case has("emb_dim"):
		err = textfile.Unmarshal(data, &cfg)
	case has("n_embd") && has("n_vocab"):
		cfg, err = parseHyperparameters(data)
	case has("n_embd") && has("vocab_size"):
		cfg, untied, err = parseHubConfig(data)
	default:
		err = errors.New("it is no configuration of a GPT-2: it has neither emb_dim (this project) nor n_embd with " +
			"vocab_size (Hugging Face) or n_vocab (OpenAI)")
	}
	if err == nil {
		err = cfg.Validate()
	}
	if err == nil {
		err = withinReason(cfg)
	}
	if err != nil {
		return gpt.Config{}, false, err
	}
	return cfg, untied, nil
}

// withinReason refuses sizes that no computer holds before anything is worked out from them.
func withinReason(cfg gpt.Config) error {
	const layers, dim = 10_000, 1 << 28
	if cfg.NumLayers > layers || max(cfg.VocabSize, cfg.ContextLength, cfg.EmbDim) > dim {
		return fmt.Errorf("%d layers, a vocabulary of %d, %d positions and vectors of %d are larger than any model: "+
			"is the file damaged?",
			cfg.NumLayers, cfg.VocabSize, cfg.ContextLength, cfg.EmbDim)
	}
	return nil
}

// parseHyperparameters reads hparams.json of OpenAI's checkpoints. It has no dropout rate; the book's is taken.
func parseHyperparameters(data []byte) (gpt.Config, error) {
	var h struct {
		Vocab   int `json:"n_vocab"`
		Context int `json:"n_ctx"`
		Embed   int `json:"n_embd"`
		Heads   int `json:"n_head"`
		Layers  int `json:"n_layer"`
	}
	if err := textfile.Unmarshal(data, &h); err != nil {
		return gpt.Config{}, err
	}
	return gpt.Config{VocabSize: h.Vocab, ContextLength: h.Context, EmbDim: h.Embed, NumHeads: h.Heads,
		NumLayers: h.Layers,
		DropRate:  gpt.GPT2Small().DropRate, QKVBias: true}, nil
}

// Hyperparameters are a model's sizes under the names of OpenAI's hparams.json (section 5.5).
func Hyperparameters(cfg gpt.Config) map[string]int {
	return map[string]int{"n_vocab": cfg.VocabSize, "n_ctx": cfg.ContextLength, "n_embd": cfg.EmbDim,
		"n_head": cfg.NumHeads, "n_layer": cfg.NumLayers}
}

// hubConfig are the entries of Hugging Face's config.json that describe the model; nil is the library's default. The
// order of the fields is that of the file, which is sorted.
type hubConfig struct {
	Activation     *string         `json:"activation_function,omitempty"`
	CrossAttention *bool           `json:"add_cross_attention,omitempty"`
	Architectures  json.RawMessage `json:"architectures,omitempty"` // only written
	AttnDrop       *float64        `json:"attn_pdrop,omitempty"`
	BOS            *int            `json:"bos_token_id,omitempty"`
	EmbdDrop       *float64        `json:"embd_pdrop,omitempty"`
	EOS            *int            `json:"eos_token_id,omitempty"`
	InitRange      *float64        `json:"initializer_range,omitempty"`
	Epsilon        *json.Number    `json:"layer_norm_epsilon,omitempty"`
	ModelType      string          `json:"model_type,omitempty"`
	Context        int             `json:"n_ctx,omitempty"`
	Embed          int             `json:"n_embd"`
	Heads          int             `json:"n_head"`
	Inner          *int            `json:"n_inner"` // nil: four times Embed
	Layers         int             `json:"n_layer"`
	Positions      int             `json:"n_positions,omitempty"`
	ResidDrop      *float64        `json:"resid_pdrop,omitempty"`
	ScaleByLayer   *bool           `json:"scale_attn_by_inverse_layer_idx,omitempty"`
	Scale          *bool           `json:"scale_attn_weights,omitempty"`
	Tied           *bool           `json:"tie_word_embeddings,omitempty"`
	DType          string          `json:"torch_dtype,omitempty"`
	Vocab          int             `json:"vocab_size"`
}

func parseHubConfig(data []byte) (cfg gpt.Config, untied bool, err error) {
	var h hubConfig
	if err := textfile.Unmarshal(data, &h); err != nil {
		return gpt.Config{}, false, err
	}
	if err := h.likeGPT2(); err != nil {
		return gpt.Config{}, false, err
	}
	cfg = gpt.Config{VocabSize: h.Vocab, ContextLength: h.Positions, EmbDim: h.Embed, NumHeads: h.Heads,
		NumLayers: h.Layers, QKVBias: true}
	if cfg.ContextLength == 0 {
		cfg.ContextLength = h.Context
	}
	rates := gpt.DropRates{Embedding: or(h.EmbdDrop, 0.1), Attention: or(h.AttnDrop, 0.1),
		Shortcut: or(h.ResidDrop, 0.1)}
	if rates.Embedding == rates.Attention && rates.Attention == rates.Shortcut {
		cfg.DropRate = rates.Embedding
	} else {
		cfg.DropRates = &rates
	}
	return cfg, !or(h.Tied, true), nil
}

// likeGPT2 is an error if the configuration describes a model that computes something else than the one of chapter 4.
func (h hubConfig) likeGPT2() error {
	var problems []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	wrong(h.ModelType != "" && h.ModelType != "gpt2", "model_type is %q, want gpt2", h.ModelType)
	// The three names of GELU in its tanh form.
	activation := or(h.Activation, "gelu_new")
	wrong(!slices.Contains([]string{"gelu_new", "gelu_fast", "gelu_pytorch_tanh"}, activation),
		"activation_function is %q, the model has gelu_new", activation)
	if h.Epsilon != nil {
		epsilon, err := h.Epsilon.Float64()
		wrong(err != nil || epsilon != 1e-5, "layer_norm_epsilon is %s, the model has 1e-5", *h.Epsilon)
	}
	wrong(h.Inner != nil && *h.Inner != 4*h.Embed, "n_inner is %d, the model has four times n_embd %d", or(h.Inner, 0),
		h.Embed)
	wrong(!or(h.Scale, true), "scale_attn_weights is false, the model divides scores by the root of the head's width")
	wrong(or(h.ScaleByLayer, false), "scale_attn_by_inverse_layer_idx is true, which the model does not do")
	wrong(or(h.CrossAttention, false), "add_cross_attention is true, which the model does not have")
	return errors.Join(problems...)
}

// newHubConfig is a model's configuration in Hugging Face's form.
func newHubConfig(cfg gpt.Config, tied bool) hubConfig {
	ptr := func(v float64) *float64 { return &v }
	rates := cfg.Rates()
	activation, epsilon := "gelu_new", json.Number("1e-05") // written as Python writes it
	end := min(text.EndOfTextID, cfg.VocabSize-1)
	return hubConfig{
		Activation: &activation, Architectures: json.RawMessage(`["GPT2LMHeadModel"]`),
		EmbdDrop: ptr(rates.Embedding), AttnDrop: ptr(rates.Attention), ResidDrop: ptr(rates.Shortcut),
		BOS: &end, EOS: &end, InitRange: ptr(0.02), Epsilon: &epsilon, ModelType: "gpt2",
		Context: cfg.ContextLength, Positions: cfg.ContextLength, Embed: cfg.EmbDim, Heads: cfg.NumHeads,
		Layers: cfg.NumLayers,
		Vocab:  cfg.VocabSize, Tied: &tied, DType: "float32",
	}
}

// or is what p points to, or a default.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
