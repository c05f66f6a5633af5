package pretrain

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/safetensors"
)

// A checkpoint is a folder with these files (section 5.4). The model is a safetensors file under PyTorch's parameter names, so that the
// book's own model loads it.
const (
	ModelFile     = "model.safetensors"
	OptimizerFile = "optimizer.safetensors"
	ConfigFile    = "config.json"
	stateFile     = "state.json"
)

// SaveModel writes a model's parameters to a safetensors file under their state-dict names. The file appears whole or
// not at all; an older one stays until then.
func SaveModel(path string, store *model.Store) error {
	var list []safetensors.Tensor
	for p := range nn.Parameters(store) {
		t, err := fileTensor(nn.StateName(p.Path()), p)
		if err != nil {
			return fmt.Errorf("save %s: %w", path, err)
		}
		list = append(list, t)
	}
	return safetensors.Write(path, map[string]string{"format": "pt"}, list)
}

// LoadModel reads a model's parameters from a safetensors file with state-dict names. Every parameter of the store must be there with
// its shape, and nothing else; only then is anything changed. The error names the tensor and both shapes.
func LoadModel(path string, store *model.Store) error {
	var names []string
	variables := map[string]*model.Variable{}
	for p := range nn.Parameters(store) {
		name := nn.StateName(p.Path())
		names = append(names, name)
		variables[name] = p
	}
	return loadTensors(path, names, variables)
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
	m, err := gpt.NewModel(nn.NewBuilder(0), cfg)
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
	var list []safetensors.Tensor
	for v := range store.IterVariables() {
		if name, ok := strings.CutPrefix(v.Path(), adamwScope+"/"); ok {
			t, err := fileTensor(nn.StateName("/"+name), v)
			if err != nil {
				return fmt.Errorf("save %s: %w", path, err)
			}
			list = append(list, t)
		}
	}
	return safetensors.Write(path, nil, list)
}

// loadOptimizer makes the running means of all trainable parameters and reads them.
func loadOptimizer(path string, store *model.Store) error {
	var names []string
	variables := map[string]*model.Variable{}
	for p := range nn.Parameters(store) {
		if !p.Trainable {
			continue
		}
		for _, kind := range []string{"m", "v"} {
			v, err := momentVariable(store, p, kind)
			if err != nil {
				return err
			}
			name := kind + "." + nn.StateName(p.Path())
			names = append(names, name)
			variables[name] = v
		}
	}
	return loadTensors(path, names, variables)
}

// loadTensors reads the named variables, which must be exactly what the file holds. Nothing changes when it fails on the
// header, which has all names and shapes.
func loadTensors(path string, names []string, variables map[string]*model.Variable) (err error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	found := map[string]bool{}
	var problems []error
	for _, info := range f.Tensors() {
		v, ok := variables[info.Name]
		if !ok {
			problems = append(problems, fmt.Errorf("tensor %s %v is not part of this model", info.Name, info.Shape))
			continue
		}
		found[info.Name] = true
		if want := v.Shape().Dimensions; !equalDims(info.Shape, want) {
			problems = append(problems, fmt.Errorf("tensor %s has shape %v in the file, the model wants %v", info.Name, info.Shape, want))
		}
	}
	for _, name := range names {
		if !found[name] {
			problems = append(problems, fmt.Errorf("tensor %s %v is missing", name, variables[name].Shape().Dimensions))
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s does not fit the model: %w", path, summary(problems))
	}
	for _, name := range names {
		values, dims, err := f.Float32s(name)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := variables[name].SetValue(tensors.FromFlatDataAndDimensions(values, dims...)); err != nil {
			return fmt.Errorf("%s: tensor %s: %w", path, name, err)
		}
	}
	return nil
}

// summary joins the first few problems: a file of another model has hundreds.
func summary(problems []error) error {
	const most = 3
	if len(problems) <= most {
		return errors.Join(problems...)
	}
	return errors.Join(append(problems[:most:most], fmt.Errorf("… and %d more differences", len(problems)-most))...)
}

func fileTensor(name string, v *model.Variable) (safetensors.Tensor, error) {
	t, err := v.Value()
	if err != nil {
		return safetensors.Tensor{}, fmt.Errorf("tensor %s: %w", name, err)
	}
	values, err := tensors.CopyFlatData[float32](t)
	if err != nil {
		return safetensors.Tensor{}, fmt.Errorf("tensor %s: %w", name, err)
	}
	return safetensors.Tensor{Name: name, Shape: v.Shape().Clone().Dimensions, Data: values}, nil
}

func equalDims(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func writeJSON(path string, value any) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	})
}

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
