package gpt2

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/safetensors"
)

// LoadGPT2 makes a model from pretrained weights (section 5.5): a folder or a file that Hugging Face, the book's author
// or this project saved as safetensors, in F32, F16 or BF16, or OpenAI's TensorFlow checkpoint. The layout is found by
// the names of the tensors. The configuration is config.json or hparams.json beside the file; without one it must be
// one of GPT-2's four sizes.
//
// Names and shapes are checked before anything is read, and nothing is left over or missing; the error names the tensor
// and both shapes. The tensors are read one by one into the model's own memory. The model's generator is new, with seed
// 0: before anything is drawn on top of the model, set the seed, m.Builder.RNG.Seed(123).
func LoadGPT2(path string) (m *gpt.Model, err error) {
	w, err := openWeights(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	cfg, err := w.modelConfig()
	if err != nil {
		return nil, err
	}
	return w.newModel(cfg)
}

// newModel makes a model with these weights, which fit its configuration.
func (w *weights) newModel(cfg gpt.Config) (*gpt.Model, error) {
	b := nn.NewBlankBuilder()
	m, err := gpt.NewModel(b, cfg)
	if err != nil {
		return nil, err
	}
	b.Blank = false // what is built on the model later is drawn
	if err := w.load(m); err != nil {
		return nil, err
	}
	return m, nil
}

// LoadWeights puts pretrained weights into a model that is there already: the book's load_weights_into_gpt (section
// 5.5). The values it had before do not matter, and they stay when a name or a shape does not fit or a tensor cannot be
// read: the file is read once more than by [LoadGPT2] to make sure. GPT-2 needs a model with QKVBias.
func LoadWeights(path string, m *gpt.Model) (err error) {
	w, err := openWeights(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.fits(m.Config); err != nil {
		return fmt.Errorf("%s does not fit the model: %w", w.path, err)
	}
	if w.configPath != "" && w.config.NumHeads != m.Config.NumHeads {
		return fmt.Errorf("%s does not fit the model: %s has n_heads %d, the model %d", w.path, w.configPath,
			w.config.NumHeads, m.Config.NumHeads)
	}
	if _, err := variablesOf(m); err != nil {
		return err
	}
	for _, p := range parametersOf(m.Config) {
		if name, _ := w.stored(p); w.held != name {
			if _, err := w.hold(name); err != nil {
				return fmt.Errorf("the model is as it was: %w", err)
			}
		}
	}
	return w.load(m)
}

// load reads every parameter into the model's memory.
func (w *weights) load(m *gpt.Model) error {
	variables, err := variablesOf(m)
	if err != nil {
		return err
	}
	parameters := parametersOf(m.Config)
	largest := 0 // of the tensors that are not read right into the model
	for _, p := range parameters {
		if _, shape := p.stored(w.layout); w.layout != BookLayout && p.form != same {
			largest = max(largest, safetensors.Info{Shape: shape}.Len())
		}
	}
	w.scratch = slices.Grow(w.scratch[:0], largest)
	w.held = ""
	for i, p := range parameters {
		t, err := variables[i].Value()
		if err != nil {
			return fmt.Errorf("parameter %s: %w", p.name(), err)
		}
		var readErr error
		err = tensors.MutableFlatData(t, func(dst []float32) { readErr = w.read(p, dst) })
		if err := errors.Join(err, readErr); err != nil {
			return err
		}
	}
	w.held, w.scratch = "", nil
	return nil
}

// variablesOf finds the variables of a model's parameters, in the order of parametersOf. A model with other layers,
// such as a head for classes or LoRA adapters, is an error.
func variablesOf(m *gpt.Model) ([]*model.Variable, error) {
	all := map[string]*model.Variable{}
	for v := range nn.Parameters(m.Store()) {
		all[nn.StateName(v.Path())] = v
	}
	var (
		list     []*model.Variable
		problems differences
	)
	for _, p := range parametersOf(m.Config) {
		v, ok := all[p.name()]
		delete(all, p.name())
		switch {
		case !ok:
			problems.add("it has no parameter %s", p.name())
		case !slices.Equal(v.Shape().Dimensions, p.shape):
			problems.add("its parameter %s has shape %v, GPT-2's would be %v", p.name(), v.Shape().Dimensions, p.shape)
		}
		list = append(list, v)
	}
	for v := range nn.Parameters(m.Store()) {
		if name := nn.StateName(v.Path()); all[name] != nil {
			problems.add("it has the parameter %s %v besides", name, v.Shape().Dimensions)
		}
	}
	if err := problems.err(); err != nil {
		return nil, fmt.Errorf("the model is no plain GPT-2: %w", err)
	}
	return list, nil
}

// stored is the name and shape of the tensor in this file that holds a parameter. Where the head is missing it is the
// token embedding.
func (w *weights) stored(p parameter) (string, []int) {
	name, shape := p.stored(w.layout)
	if p.book == headName {
		if _, ok := w.byName[name]; !ok && w.layout != BookLayout {
			p.weightName = weightNames[0] // the token embedding, of the same shape
			name, shape = p.stored(w.layout)
		} else {
			return name, shape // Hugging Face's head stands outside "transformer."
		}
	}
	return w.prefix + name, shape
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
	var problems differences
	wanted := map[string]bool{}
	for _, p := range parametersOf(cfg) {
		name, shape := w.stored(p)
		t, ok := w.byName[name]
		known := wanted[name]
		wanted[name] = true
		switch {
		case known: // query, key and value lie in one tensor
		case !ok:
			problems.add("tensor %s %v is missing", name, shape)
		case !slices.Equal(t.shape, shape):
			problems.add("tensor %s has shape %v in the file, the model wants %v", name, t.shape, shape)
		case !t.float:
			problems.add("tensor %s is of kind %s, which cannot be read as float32", name, t.kind)
		}
	}
	for _, t := range w.list {
		if !wanted[t.name] && !isBuffer(w.layout, w.plain(t.name)) {
			problems.add("tensor %s %v is not part of this model", t.name, t.shape)
		}
	}
	return problems.err()
}

// read reads a parameter in the book's form into dst.
func (w *weights) read(p parameter, dst []float32) error {
	name, _ := w.stored(p)
	if w.layout == BookLayout || p.form == same {
		return w.readTensor(name, dst)
	}
	src, err := w.hold(name)
	if err != nil {
		return err
	}
	third, _ := p.form.third()
	if len(p.shape) == 1 {
		copy(dst, src[third*len(dst):])
		return nil
	}
	out, in := p.shape[0], p.shape[1]
	stride := len(src) / in // out, or 3·out
	transposeIn(dst, src, in, out, stride, third*out)
	return nil
}

// hold reads a tensor as it is stored, into memory that the next one overwrites.
func (w *weights) hold(name string) ([]float32, error) {
	size := 1
	for _, d := range w.byName[name].shape {
		size *= d
	}
	if w.held == name {
		return w.scratch[:size], nil
	}
	w.held, w.scratch = "", slices.Grow(w.scratch[:0], size)[:size]
	if err := w.readTensor(name, w.scratch); err != nil {
		return nil, err
	}
	w.held = name
	return w.scratch, nil
}

func (w *weights) readTensor(name string, dst []float32) error {
	if err := w.file.readInto(name, dst); err != nil {
		return fmt.Errorf("%s, tensor %s: %w", w.path, name, err)
	}
	return nil
}

// differences collects what does not fit: a file of another model differs in hundreds of places, of which a few say
// enough.
type differences struct {
	first []error
	more  int
}

func (d *differences) add(format string, args ...any) {
	if len(d.first) < 3 {
		d.first = append(d.first, fmt.Errorf(format, args...))
	} else {
		d.more++
	}
}

func (d *differences) err() error {
	if d.more > 0 {
		return errors.Join(append(d.first, fmt.Errorf("… and %d more differences", d.more))...)
	}
	return errors.Join(d.first...)
}
