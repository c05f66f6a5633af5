package lora

import (
	"fmt"
	"iter"
	"maps"
	"strconv"

	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/safetensors"
)

// The names of what the metadata of an adapter file says.
const (
	rankKey  = "lora_rank"
	alphaKey = "lora_alpha"
)

// SaveAdapters writes the adapters of a model, and nothing else, to a safetensors file under their state-dict names.
// Rank and alpha are in its metadata. The file appears whole or not at all. For the 124M classifier and rank 16 it has
// 11 MB, the model 498 MB.
func SaveAdapters(path string, m *gpt.Model) error {
	metadata := settings(m)
	if metadata == nil {
		return fmt.Errorf("save %s: %w", path, ErrNoAdapters)
	}
	metadata["format"] = "pt"
	return pretrain.SaveTensors(path, metadata, variables(m))
}

// LoadAdapters reads what SaveAdapters wrote into the adapters that the model has. Names, shapes and alpha must be
// those of the model, and nothing may be left out or over; only then is anything changed. The error names the tensor
// and both shapes.
func LoadAdapters(path string, m *gpt.Model) error {
	want := settings(m)
	if want == nil {
		return fmt.Errorf("load %s: %w", path, ErrNoAdapters)
	}
	got, err := metadata(path)
	if err != nil {
		return err
	}
	for _, key := range []string{rankKey, alphaKey} {
		if got[key] != want[key] {
			return fmt.Errorf("load %s: the file has %s %q, the model %q: "+
				"call lora.Replace with the file's rank and alpha", path, key, got[key], want[key])
		}
	}
	return pretrain.LoadTensors(path, variables(m))
}

// metadata is what a file says besides its tensors.
func metadata(path string) (map[string]string, error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return nil, err
	}
	m := maps.Clone(f.Metadata())
	return m, f.Close()
}

// variables iterates over A and B of every adapter, in the model's order.
func variables(m *gpt.Model) iter.Seq[*model.Variable] {
	return func(yield func(*model.Variable) bool) {
		for _, l := range Adapters(m) {
			if !yield(l.LoRA.A) || !yield(l.LoRA.B) {
				return
			}
		}
	}
}

// settings are rank and alpha as the metadata says them; nil for a model without adapters.
func settings(m *gpt.Model) map[string]string {
	for _, l := range Adapters(m) {
		return map[string]string{
			rankKey:  strconv.Itoa(l.LoRA.Rank()),
			alphaKey: strconv.FormatFloat(l.LoRA.Alpha(), 'g', -1, 64),
		}
	}
	return nil
}
