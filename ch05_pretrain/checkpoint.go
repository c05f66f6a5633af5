package pretrain

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/nn"
)

// A checkpoint is a folder with these files (section 5.4). The model is a safetensors file under PyTorch's parameter
// names, so that the book's own model loads it.
const (
	ModelFile     = "model.safetensors"
	OptimizerFile = "optimizer.safetensors"
	ConfigFile    = "config.json"
	stateFile     = "state.json"
)

// SaveModel writes a model's parameters to a safetensors file under their state-dict names; see [SaveTensors].
func SaveModel(path string, store *model.Store) error {
	return SaveTensors(path, map[string]string{"format": "pt"}, nn.Parameters(store))
}

// LoadModel reads a model's parameters from a safetensors file with state-dict names; see [LoadTensors].
func LoadModel(path string, store *model.Store) error {
	return LoadTensors(path, nn.Parameters(store))
}

// SaveModelDir writes a folder with a model's configuration and its parameters.
func SaveModelDir(dir string, m *gpt.Model) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(dir, ConfigFile), m.Config); err != nil {
		return err
	}
	return SaveModel(filepath.Join(dir, ModelFile), m.Store())
}

// LoadModelDir makes the model that SaveModelDir wrote.
func LoadModelDir(dir string) (*gpt.Model, error) {
	var cfg gpt.Config
	if err := readJSON(filepath.Join(dir, ConfigFile), &cfg); err != nil {
		return nil, err
	}
	m, err := gpt.NewModel(nn.NewBlankBuilder(), cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ConfigFile), err)
	}
	if err := LoadModel(filepath.Join(dir, ModelFile), m.Store()); err != nil {
		return nil, err
	}
	return m, nil
}

// saveOptimizer writes the running means of AdamW.
func saveOptimizer(path string, store *model.Store) error {
	return SaveTensors(path, nil, func(yield func(*model.Variable) bool) {
		for v := range store.IterVariables() {
			if strings.HasPrefix(v.Path(), adamwScope+"/") && !yield(v) {
				return
			}
		}
	})
}

// loadOptimizer makes the running means of all trainable parameters and reads them.
func loadOptimizer(path string, store *model.Store) error {
	var means []*model.Variable
	for _, p := range Trainable(store) {
		m, v, err := moments(store, p)
		if err != nil {
			return err
		}
		means = append(means, m, v)
	}
	return LoadTensors(path, slices.Values(means))
}

func writeJSON(path string, value any) error { return atomicfile.WriteJSON(path, value) }

func readJSON(path string, value any) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: is the folder a saved model?", path)
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
