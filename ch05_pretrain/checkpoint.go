package pretrain

import (
	"errors"
	"fmt"
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
	LatestFile    = "latest" // in the folder of a run: holds the name of its newest whole checkpoint
)

// SaveModel writes a model's parameters to a safetensors file under their state-dict names; see [SaveTensors]. The file
// of a model whose head is the token embedding says so in its metadata, see [TiedHeadKey].
func SaveModel(path string, store *model.Store) error {
	metadata := map[string]string{"format": "pt"}
	if store.GetVariable(headPath) == nil {
		metadata[TiedHeadKey] = tokenEmbeddingName
	}
	return SaveTensors(path, metadata, nn.Parameters(store))
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
	if err := atomicfile.WriteJSON(filepath.Join(dir, ConfigFile), m.Config); err != nil {
		return err
	}
	return SaveModel(filepath.Join(dir, ModelFile), m.Store())
}

// LoadModelDir makes the model that SaveModelDir wrote.
func LoadModelDir(dir string) (*gpt.Model, error) {
	var cfg gpt.Config
	if err := atomicfile.ReadJSON(filepath.Join(dir, ConfigFile), &cfg); err != nil {
		return nil, err
	}
	m, err := gpt.NewModel(nn.NewBlankBuilder(), cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ConfigFile), err)
	}
	if err := LoadModel(filepath.Join(dir, ModelFile), m.Store()); err != nil {
		return nil, err
	}
	m.Builder.Blank = false // a head or an adapter that it gets later is drawn
	return m, nil
}

// SaveOptimizer writes the running means of AdamW.
func SaveOptimizer(path string, store *model.Store) error {
	return SaveTensors(path, nil, func(yield func(*model.Variable) bool) {
		for v := range store.IterVariables() {
			if strings.HasPrefix(v.Path(), adamwScope+"/") && !yield(v) {
				return
			}
		}
	})
}

// LoadOptimizer makes the running means of all trainable parameters and reads them.
func LoadOptimizer(path string, store *model.Store) error {
	var means []*model.Variable
	for _, p := range nn.Trainable(store) {
		m, v, err := Moments(store, p)
		if err != nil {
			return err
		}
		means = append(means, m, v)
	}
	return LoadTensors(path, slices.Values(means))
}

// LatestCheckpoint is the folder of the newest whole checkpoint of a run, empty when there is none yet.
func LatestCheckpoint(dir string) (string, error) {
	name, err := os.ReadFile(filepath.Join(dir, LatestFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return filepath.Join(dir, filepath.Base(strings.TrimSpace(string(name)))), err
}
