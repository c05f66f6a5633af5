package pretrain

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/problems"
	"llmfromscratch/shared/safetensors"
)

// SaveTensors writes variables to a safetensors file under their state-dict names, one after the other, without a copy
// of all of them in memory. The file appears whole or not at all; an older one stays until then.
func SaveTensors(path string, metadata map[string]string, variables iter.Seq[*model.Variable]) error {
	list := slices.Collect(variables)
	specs := make([]safetensors.Spec, len(list))
	for i, v := range list {
		specs[i] = safetensors.Spec{Name: nn.StateName(v.Path()), Shape: v.Shape().Clone().Dimensions}
	}
	return safetensors.WriteFunc(path, metadata, specs, func(i int) ([]float32, error) {
		t, err := list[i].Value()
		if err != nil {
			return nil, fmt.Errorf("tensor %s: %w", specs[i].Name, err)
		}
		return tensors.CopyFlatData[float32](t)
	})
}

// LoadTensors reads variables from a safetensors file with state-dict names. The file must have every one of them, with
// its shape, and nothing else but causal masks; only then is anything changed. The error names the tensor and both
// shapes.
func LoadTensors(path string, variables iter.Seq[*model.Variable]) (err error) {
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	list := slices.Collect(variables)
	if err := fits(f, list); err != nil {
		return fmt.Errorf("%s does not fit the model: %w", path, err)
	}
	for _, v := range list {
		name := nn.StateName(v.Path())
		t := tensors.FromShape(v.Shape())
		var readErr error
		err := tensors.MutableFlatData(t, func(values []float32) { readErr = f.ReadInto(name, values) })
		if err := errors.Join(err, readErr); err != nil {
			return fmt.Errorf("%s, tensor %s: %w", path, name, err)
		}
		if err := v.SetValue(t); err != nil {
			return fmt.Errorf("%s, tensor %s: %w", path, name, err)
		}
	}
	return nil
}

// fits compares names and shapes. The causal masks of a PyTorch state dict, trf_blocks.0.att.mask, are no parameters
// and are passed over.
func fits(f *safetensors.File, variables []*model.Variable) error {
	wanted := map[string]*model.Variable{}
	for _, v := range variables {
		wanted[nn.StateName(v.Path())] = v
	}
	var differences problems.List
	for _, info := range f.Tensors() {
		v, ok := wanted[info.Name]
		if !ok {
			if !strings.HasSuffix(info.Name, ".att.mask") {
				differences.Add("tensor %s %v is not part of this model", info.Name, info.Shape)
			}
			continue
		}
		if want := v.Shape().Dimensions; !slices.Equal(info.Shape, want) {
			differences.Add("tensor %s has shape %v in the file, the model wants %v", info.Name, info.Shape, want)
		}
	}
	for _, v := range variables {
		name := nn.StateName(v.Path())
		if _, ok := f.Info(name); !ok {
			differences.Add("tensor %s %v is missing", name, v.Shape().Dimensions)
		}
	}
	return differences.Err()
}
