package lora

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/safetensors"
)

// The names of what the metadata of an adapter file says.
const (
	rankKey  = "lora_rank"
	alphaKey = "lora_alpha"
)

// SaveAdapters writes the adapters of a model, and nothing else, to a safetensors file under their state-dict names. Rank and alpha are in
// its metadata. The file appears whole or not at all. For the 124M classifier and rank 16 it has 11 MB, the model 498 MB.
func SaveAdapters(path string, m *gpt.Model) error {
	var list []safetensors.Tensor
	metadata := map[string]string{"format": "pt"}
	for _, v := range adapterVariables(m) {
		values, err := flat(v.Value())
		if err != nil {
			return fmt.Errorf("save %s: parameter %s: %w", path, v.Path(), err)
		}
		list = append(list, safetensors.Tensor{Name: nn.StateName(v.Path()), Shape: v.Shape().Clone().Dimensions, Data: values})
	}
	if len(list) == 0 {
		return fmt.Errorf("save %s: %w", path, ErrNoAdapters)
	}
	maps.Insert(metadata, maps.All(settings(m)))
	return safetensors.Write(path, metadata, list)
}

// LoadAdapters reads what SaveAdapters wrote into the adapters that the model has. Names, shapes and alpha must be those of the model, and
// nothing may be left out or over; only then is anything changed. The error names the tensor and both shapes.
func LoadAdapters(path string, m *gpt.Model) (err error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	want := settings(m)
	if len(want) == 0 {
		return fmt.Errorf("load %s: %w", path, ErrNoAdapters)
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got := f.Metadata()[key]; got != want[key] {
			return fmt.Errorf("load %s: the file has %s %q, the model %q: call lora.Replace with the file's", path, key, got, want[key])
		}
	}
	variables := adapterVariables(m)
	if err := fits(f, variables); err != nil {
		return fmt.Errorf("load %s: %w", path, err)
	}
	loaded := make([]*tensors.Tensor, len(variables))
	for i, v := range variables {
		values, dims, err := f.Float32s(nn.StateName(v.Path()))
		if err != nil {
			return fmt.Errorf("load %s: %w", path, err)
		}
		loaded[i] = tensors.FromFlatDataAndDimensions(values, dims...)
	}
	for i, v := range variables {
		if err := v.SetValue(loaded[i]); err != nil {
			return fmt.Errorf("load %s: parameter %s: %w", path, v.Path(), err)
		}
	}
	return nil
}

// fits returns an error unless the file holds exactly these variables.
func fits(f *safetensors.File, variables []*model.Variable) error {
	shapes := map[string][]int{}
	for _, info := range f.Tensors() {
		shapes[info.Name] = info.Shape
	}
	for _, v := range variables {
		name, dims := nn.StateName(v.Path()), v.Shape().Dimensions
		shape, ok := shapes[name]
		switch {
		case !ok:
			return fmt.Errorf("tensor %s %v is missing", name, dims)
		case !slices.Equal(shape, dims):
			return fmt.Errorf("tensor %s has shape %v in the file, the model wants %v", name, shape, dims)
		}
		delete(shapes, name)
	}
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		return fmt.Errorf("tensor %s %v is no adapter of this model", name, shapes[name])
	}
	return nil
}

// adapterVariables are A and B of every adapter, in the model's order.
func adapterVariables(m *gpt.Model) []*model.Variable {
	var list []*model.Variable
	for _, l := range Adapters(m) {
		list = append(list, l.LoRA.A, l.LoRA.B)
	}
	return list
}

// settings are rank and alpha as the metadata says them; none for a model without adapters.
func settings(m *gpt.Model) map[string]string {
	for _, l := range Adapters(m) {
		return map[string]string{
			rankKey:  strconv.Itoa(l.LoRA.Rank()),
			alphaKey: strconv.FormatFloat(l.LoRA.Alpha(), 'g', -1, 64),
		}
	}
	return nil
}
