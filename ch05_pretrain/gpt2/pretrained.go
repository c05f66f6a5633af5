package gpt2

import (
	"fmt"
	"path"
	"path/filepath"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/assets"
)

func findPreset(name string) (gpt.NamedConfig, error) {
	cfg, err := gpt.Preset(name)
	if err != nil {
		return gpt.NamedConfig{}, err
	}
	for _, p := range gpt.Presets() {
		if p.Config == cfg {
			return p, nil
		}
	}
	return gpt.NamedConfig{}, fmt.Errorf("no size for %q", name)
}

// MissingWeights is the error for pretrained weights that are not on this machine, in either form.
type MissingWeights struct {
	Size                string // "124M"
	HuggingFace, OpenAI error  // why each form is not here; *assets.NotFoundError as a rule
}

func (m *MissingWeights) Error() string {
	return fmt.Sprintf("GPT-2's weights (%s) are not here: get them with \"llm fetch gpt2-%s\", or as OpenAI's "+
		"checkpoint with \"llm fetch gpt2-%s-checkpoint\" (%v; %v)", m.Size, m.Size, m.Size, m.HuggingFace, m.OpenAI)
}

// Unwrap gives the reasons.
func (m *MissingWeights) Unwrap() []error { return []error{m.HuggingFace, m.OpenAI} }

// The files of a size, below "gpt2/124M/".
const (
	checkpointName = "model.ckpt"
	checkpointData = ".data-00000-of-00001"
)

// findPretrained finds the file of weights of a size: Hugging Face's, else OpenAI's.
func findPretrained(size string) (string, error) {
	asset := func(file string) (string, error) { return assets.Find(path.Join("gpt2", size, file)) }
	hub, hubErr := asset(pretrain.ModelFile)
	if hubErr == nil {
		return hub, nil
	}
	index, openErr := asset(checkpointName + checkpointIndex)
	if openErr == nil {
		var data string
		if data, openErr = asset(checkpointName + checkpointData); openErr == nil {
			if filepath.Dir(data) == filepath.Dir(index) {
				return index, nil
			}
			openErr = fmt.Errorf("%s and %s are not in one folder", index, data)
		}
	}
	return "", &MissingWeights{Size: size, HuggingFace: hubErr, OpenAI: openErr}
}

// Available says whether GPT-2's weights of a size ("124M") are on this machine, and in one line what follows from
// it.
func Available(size string) (here bool, line string) {
	preset, err := findPreset(size)
	if err != nil {
		return false, err.Error()
	}
	if _, err := findPretrained(preset.Size); err != nil {
		return false, fmt.Sprintf("GPT-2's weights (%s) are not here; \"llm fetch gpt2-%s\" gets them. A small model "+
			"takes their place.", preset.Size, preset.Size)
	}
	return true, fmt.Sprintf("GPT-2's weights (%s) are here.", preset.Size)
}
