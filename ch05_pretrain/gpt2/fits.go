package gpt2

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/problems"
)

// stored is the name and shape of the tensor in this file that holds a parameter. Where the head is missing it is the
// token embedding; in the book's layout only where the file says so.
func (w *weights) stored(p parameter) (string, []int) {
	name, shape := p.stored(w.layout)
	if p.book == headName {
		if _, ok := w.byName[name]; !ok && (w.layout != BookLayout || w.saysTied()) {
			p.weightName = weightNames[0] // the token embedding, of the same shape
			name, shape = p.stored(w.layout)
		} else {
			return name, shape // Hugging Face's head stands outside "transformer."
		}
	}
	return w.prefix + name, shape
}

// saysTied tells whether the file's metadata says that the head is the token embedding.
func (w *weights) saysTied() bool {
	f, ok := w.file.(safetensorsFile)
	return ok && f.Metadata()[pretrain.TiedHeadKey] == tokenName
}

// fits compares names and shapes with those of a model's configuration.
func (w *weights) fits(cfg gpt.Config) error {
	if cfg.NumLayers > len(w.list) {
		return fmt.Errorf("%d tensors cannot be the %d blocks of the model", len(w.list), cfg.NumLayers)
	}
	if w.layout != BookLayout && !cfg.QKVBias {
		return errors.New("GPT-2's query, key and value layers have biases: the model needs qkv_bias true " +
			"(Config.QKVBias)")
	}
	var differences problems.List
	wanted := map[string]bool{}
	for _, p := range parametersOf(cfg) {
		name, shape := w.stored(p)
		t, ok := w.byName[name]
		known := wanted[name]
		wanted[name] = true
		switch {
		case known: // query, key and value lie in one tensor
		case !ok:
			differences.Add("tensor %s %v is missing", name, shape)
		case !slices.Equal(t.shape, shape):
			differences.Add("tensor %s has shape %v in the file, the model wants %v", name, t.shape, shape)
		case !t.float:
			differences.Add("tensor %s is of kind %s, which cannot be read as float32", name, t.kind)
		}
	}
	for _, t := range w.list {
		if !wanted[t.name] && !isBuffer(w.layout, w.plain(t.name)) {
			differences.Add("tensor %s %v is not part of this model", t.name, t.shape)
		}
	}
	return differences.Err()
}

// variablesOf finds the variables of a model's parameters, in the order of parametersOf. A model with other layers,
// such as a head for classes or LoRA adapters, is an error.
func variablesOf(m *gpt.Model) ([]*model.Variable, error) {
	all := map[string]*model.Variable{}
	for v := range nn.Parameters(m.Store()) {
		all[nn.StateName(v.Path())] = v
	}
	var (
		list        []*model.Variable
		differences problems.List
	)
	for _, p := range parametersOf(m.Config) {
		v, ok := all[p.name()]
		delete(all, p.name())
		switch {
		case !ok:
			differences.Add("it has no parameter %s", p.name())
		case !slices.Equal(v.Shape().Dimensions, p.shape):
			differences.Add("its parameter %s has shape %v, GPT-2's would be %v", p.name(), v.Shape().Dimensions,
				p.shape)
		}
		list = append(list, v)
	}
	for v := range nn.Parameters(m.Store()) {
		if name := nn.StateName(v.Path()); all[name] != nil {
			differences.Add("it has the parameter %s %v besides", name, v.Shape().Dimensions)
		}
	}
	if err := differences.Err(); err != nil {
		return nil, fmt.Errorf("the model is no plain GPT-2: %w", err)
	}
	return list, nil
}
