package gpt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"llmfromscratch/ch02_text"
)

// Config describes a GPT model (section 4.1). Its JSON names are the keys of the book's dictionary.
type Config struct {
	VocabSize     int     `json:"vocab_size"`     // tokens in the vocabulary
	ContextLength int     `json:"context_length"` // longest sequence, in tokens
	EmbDim        int     `json:"emb_dim"`        // width of a token's vector
	NumHeads      int     `json:"n_heads"`        // attention heads per block
	NumLayers     int     `json:"n_layers"`       // transformer blocks
	DropRate      float64 `json:"drop_rate"`      // part of the values that dropout sets to zero
	QKVBias       bool    `json:"qkv_bias"`       // biases in the query, key and value layers

	// DropRates, when not nil, takes the place of DropRate with a rate for each kind of place (exercise 4.3).
	DropRates *DropRates `json:"drop_rates,omitempty"`
}

// DropRates are the dropout rates of exercise 4.3.
type DropRates struct {
	Embedding float64 `json:"emb"`      // after the sum of token and position embeddings
	Attention float64 `json:"attn"`     // on the attention weights
	Shortcut  float64 `json:"shortcut"` // on what a shortcut goes around
}

// Rates are the dropout rates in force.
func (c Config) Rates() DropRates {
	if c.DropRates != nil {
		return *c.DropRates
	}
	return DropRates{Embedding: c.DropRate, Attention: c.DropRate, Shortcut: c.DropRate}
}

// Validate returns an error that names every field that cannot be, by its JSON name, or nil.
func (c Config) Validate() error {
	var errs []error
	for _, f := range []struct {
		name  string
		value int
	}{
		{"vocab_size", c.VocabSize},
		{"context_length", c.ContextLength},
		{"emb_dim", c.EmbDim},
		{"n_heads", c.NumHeads},
		{"n_layers", c.NumLayers},
	} {
		if f.value < 1 {
			errs = append(errs, fmt.Errorf("%s is %d, want at least 1", f.name, f.value))
		}
	}
	if c.NumHeads > 0 && c.EmbDim%c.NumHeads != 0 {
		errs = append(errs, fmt.Errorf("emb_dim %d is not divisible by n_heads %d: every head needs the same width",
			c.EmbDim, c.NumHeads))
	}
	type rate struct {
		name  string
		value float64
	}
	rates := []rate{{"drop_rate", c.DropRate}}
	if r := c.DropRates; r != nil {
		rates = []rate{{"drop_rates.emb", r.Embedding}, {"drop_rates.attn", r.Attention},
			{"drop_rates.shortcut", r.Shortcut}}
	}
	for _, r := range rates {
		if !(r.value >= 0 && r.value <= 1) {
			errs = append(errs, fmt.Errorf("%s is %v, want a number from 0 to 1", r.name, r.value))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("GPT configuration: %w", err)
	}
	return nil
}

// GPT2Small is the configuration called GPT_CONFIG_124M in the book. With an output head of its own the model has
// 163,009,536 parameters; the name counts the head that GPT-2 shares with its token embedding once.
func GPT2Small() Config {
	return Config{VocabSize: text.GPT2VocabSize, ContextLength: 1024, EmbDim: 768, NumHeads: 12, NumLayers: 12,
		DropRate: 0.1}
}

// GPT2Medium is the 355M configuration (exercise 4.2).
func GPT2Medium() Config { return GPT2Small().resized(1024, 24, 16) }

// GPT2Large is the 774M configuration (exercise 4.2).
func GPT2Large() Config { return GPT2Small().resized(1280, 36, 20) }

// GPT2XL is the 1558M configuration (exercise 4.2).
func GPT2XL() Config { return GPT2Small().resized(1600, 48, 25) }

func (c Config) resized(embDim, numLayers, numHeads int) Config {
	c.EmbDim, c.NumLayers, c.NumHeads = embDim, numLayers, numHeads
	return c
}

// Preset finds a GPT-2 configuration by its size, its name or both: "124M", "gpt2-small" or "gpt2-small (124M)". The
// error lists what there is.
func Preset(name string) (Config, error) {
	presets := Presets()
	for _, p := range presets {
		if slices.Contains([]string{p.Name, p.Size, fmt.Sprintf("%s (%s)", p.Name, p.Size)}, strings.TrimSpace(name)) {
			return p.Config, nil
		}
	}
	var have []string
	for _, p := range presets {
		have = append(have, fmt.Sprintf("%s (%s)", p.Name, p.Size))
	}
	return Config{}, fmt.Errorf("no GPT-2 configuration %q: have %s", name, strings.Join(have, ", "))
}

// NamedConfig is a configuration with its names.
type NamedConfig struct {
	Name   string // "gpt2-small"
	Size   string // "124M"
	Config Config
}

// Presets are the four GPT-2 configurations, smallest first.
func Presets() []NamedConfig {
	return []NamedConfig{
		{"gpt2-small", "124M", GPT2Small()},
		{"gpt2-medium", "355M", GPT2Medium()},
		{"gpt2-large", "774M", GPT2Large()},
		{"gpt2-xl", "1558M", GPT2XL()},
	}
}
