package gpt2

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/assets"
)

// FromPretrained makes a model with OpenAI's GPT-2 weights (section 5.5): "124M", "gpt2-medium", "gpt2-xl (1558M)" –
// any name that [gpt.Preset] knows –, or a folder or file that [LoadGPT2] reads. Of a size it takes what is on this
// machine: model.safetensors from Hugging Face, else OpenAI's TensorFlow checkpoint. Nothing is downloaded; when
// neither is here the error is a [MissingWeights] that gives the command.
//
// The book draws a model, then replaces all of its values; here nothing is drawn, which comes to the same: set the
// seed, m.Builder.RNG.Seed(123), before anything is drawn on top of the model.
func FromPretrained(name string) (*gpt.Model, error) {
	w, cfg, err := openPretrained(name)
	if err != nil {
		return nil, err
	}
	m, err := w.newModel(cfg)
	return m, errors.Join(err, w.Close())
}

// openPretrained opens the weights of a size, or those in a folder or file, and tells their configuration.
func openPretrained(name string) (*weights, gpt.Config, error) {
	preset, err := findPreset(name)
	if err != nil {
		if _, statErr := os.Stat(name); statErr != nil {
			return nil, gpt.Config{}, fmt.Errorf("%w; nor is there a folder or file %q", err, name)
		}
		w, err := openWeights(name)
		if err != nil {
			return nil, gpt.Config{}, err
		}
		cfg, err := w.modelConfig()
		if err != nil {
			return nil, gpt.Config{}, errors.Join(err, w.Close())
		}
		return w, cfg, nil
	}
	file, err := findPretrained(preset.Size)
	if err != nil {
		return nil, gpt.Config{}, err
	}
	tensors, err := openTensorFile(file)
	if err != nil {
		return nil, gpt.Config{}, err
	}
	cfg := preset.Config
	cfg.QKVBias = true
	w, err := newWeights(file, tensors)
	if err == nil {
		err = w.fits(cfg)
	}
	if err != nil {
		return nil, gpt.Config{}, errors.Join(fmt.Errorf("GPT-2 %s: %s: %w", preset.Size, file, err), tensors.Close())
	}
	return w, cfg, nil
}

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
		"checkpoint with "+
		"\"llm fetch gpt2-%s-checkpoint\" (%v; %v)", m.Size, m.Size, m.Size, m.HuggingFace, m.OpenAI)
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
