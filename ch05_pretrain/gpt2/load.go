package gpt2

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/safetensors"
)

// Load makes a model of GPT-2's weights (section 5.5). They may be any of these, told apart by the names of the
// tensors:
//
//   - what this project saves: a model ([pretrain.SaveModelDir], [Save], [Convert]), or the checkpoints of a run
//   - Hugging Face's model.safetensors, in F32, F16 or BF16, with or without "transformer." before its names, masks and
//     a head of its own; or its parts with model.safetensors.index.json
//   - OpenAI's TensorFlow checkpoint, model.ckpt.index
//   - the state dict of the book's GPTModel as safetensors, with or without masks
//
// Name the folder or the file. The configuration is config.json or hparams.json beside the file; without one it must be
// one of GPT-2's four sizes.
//
// Or name a size: "124M", "gpt2-medium", "gpt2-xl (1558M)", anything that [gpt.Preset] knows. Of a size it takes what
// is on this machine, Hugging Face's file, else OpenAI's checkpoint. Nothing is downloaded; when neither is here the
// error is a [MissingWeights] that gives the command.
//
// Names and shapes are checked before anything is read, and nothing is left over or missing; the error names the tensor
// and both shapes. The tensors are read one by one into the model's own memory. Tables may have more rows than the
// tokenizer has tokens; [TrimVocabulary] takes them away.
//
// The book draws a model, then replaces all of its values; here nothing is drawn, which comes to the same. The model's
// generator is new, with seed 0: before anything is drawn on top of the model, set the seed, m.Builder.RNG.Seed(123).
func Load(nameOrFolder string) (m *gpt.Model, err error) {
	w, err := open(nameOrFolder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	cfg, err := w.modelConfig()
	if err != nil {
		return nil, err
	}
	b := nn.NewBlankBuilder() // nothing is drawn, as every value is read
	m, err = gpt.NewModel(b, cfg)
	if err != nil {
		return nil, err
	}
	b.Blank = false // what is built on the model later is drawn
	if err := w.load(m); err != nil {
		return nil, err
	}
	return m, nil
}

// LoadInto puts pretrained weights, found as [Load] finds them, into a model that is there already: the book's
// load_weights_into_gpt (section 5.5). The values it had before do not matter, and they stay when a name or a shape
// does not fit or a tensor cannot be read: the file is read once more than by Load to make sure. GPT-2 needs a model
// with QKVBias.
func LoadInto(m *gpt.Model, nameOrFolder string) (err error) {
	w, err := open(nameOrFolder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.fits(m.Config); err != nil {
		return fmt.Errorf("%s does not fit the model (Load makes one that it fits): %w", w.path, err)
	}
	if w.configFrom != "" && w.config.NumHeads != m.Config.NumHeads {
		return fmt.Errorf("%s does not fit the model (Load makes one that it fits): %s has n_heads %d, the model %d",
			w.path, w.configFrom, w.config.NumHeads, m.Config.NumHeads)
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
