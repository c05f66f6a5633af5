package gpt2

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/safetensors"
)

// Save writes a model to a folder: model.safetensors and config.json (section 5.5).
//
// In [BookLayout] the tensors are the state dict of the book's GPTModel, causal masks included, so that PyTorch's
// load_state_dict finds every name and no other; config.json is [gpt.Config].
//
// In [HuggingFaceLayout] they are those of the transformers library with its config.json. The head is left out where it
// equals the token embedding; else it is lm_head.weight, and the other names begin with "transformer.". A model without
// query, key and value biases gets biases of zero, which compute the same. [OpenAILayout] is only read.
func Save(dir string, m *gpt.Model, layout Layout) error {
	if err := layout.writable(); err != nil {
		return err
	}
	variables, err := variablesOf(m)
	if err != nil {
		return err
	}
	src := &modelSource{m.Config, map[string]*model.Variable{}}
	for i, p := range parametersOf(m.Config) {
		src.variables[p.name()] = variables[i]
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return writeWeights(filepath.Join(dir, pretrain.ModelFile), fileForm{layout: layout}, src, nil, nil)
}

func (l Layout) writable() error {
	if l != BookLayout && l != HuggingFaceLayout {
		return fmt.Errorf("layout %q cannot be written: use %q or %q", l, BookLayout, HuggingFaceLayout)
	}
	return nil
}

// weightSource gives the parameters of a model in the book's form: a model in memory, or a file.
type weightSource interface {
	modelConfig() (gpt.Config, error)
	read(p parameter, dst []float32) error
}

// modelSource is a model in memory.
type modelSource struct {
	config    gpt.Config
	variables map[string]*model.Variable
}

func (s *modelSource) modelConfig() (gpt.Config, error) { return s.config, nil }

func (s *modelSource) read(p parameter, dst []float32) error {
	t, err := s.variables[p.name()].Value()
	if err != nil {
		return fmt.Errorf("parameter %s: %w", p.name(), err)
	}
	return tensors.ConstFlatData(t, func(values []float32) { copy(dst, values) })
}

// fileForm is what the file is to look like.
type fileForm struct {
	layout Layout
	half   bool // F16, in Hugging Face's layout without masks, as its library writes them today
}

// writeWeights writes what a source has to the file at path, and the configuration beside it. The metadata may be nil;
// step, which may be nil, is called after every tensor and can end the writing.
func writeWeights(path string, form fileForm, src weightSource, metadata map[string]string,
	step func(done, total int) error) error {
	cfg, err := src.modelConfig()
	if err != nil {
		return err
	}
	list, config, header := []newTensor(nil), any(cfg), ""
	if form.layout == BookLayout {
		list = bookTensors(cfg)
	} else {
		tied, err := headIsTied(cfg, src)
		if err != nil {
			return err
		}
		hub := newHubConfig(cfg, tied)
		if list = hubTensors(cfg, tied); form.half {
			list, hub.DType = withoutBuffers(list), "float16"
		}
		config = hub
		if kept, ok := tensorsOfHeader(metadata[headerKey], cfg, tied); ok && !form.half {
			list, header = kept, metadata[headerKey]
		}
		metadata = nil
	}
	if form.half {
		list = halves(list)
	}
	if metadata == nil {
		metadata = map[string]string{"format": "pt"}
	}
	w := tensorWriter{layout: form.layout, cfg: cfg, src: src}
	data := func(i int) ([]float32, error) {
		if step != nil {
			if err := step(i, len(list)); err != nil {
				return nil, err
			}
		}
		return w.tensor(list[i])
	}
	if header != "" {
		err = writeUnderHeader(path, header, len(list), data)
	} else {
		specs := make([]safetensors.Spec, len(list))
		for i, t := range list {
			specs[i] = t.Spec
		}
		err = safetensors.WriteFunc(path, metadata, specs, data)
	}
	if err != nil {
		return err
	}
	return atomicfile.WriteJSON(filepath.Join(filepath.Dir(path), pretrain.ConfigFile), config)
}

// tensorWriter makes tensors of a layout from parameters, in memory that the next one overwrites.
type tensorWriter struct {
	layout    Layout
	cfg       gpt.Config
	src       weightSource
	out, part []float32
}

func (w *tensorWriter) tensor(t newTensor) ([]float32, error) {
	size := safetensors.Info{Shape: t.Shape}.Len()
	w.out = slices.Grow(w.out[:0], size)[:size]
	if t.fill != nil {
		t.fill(w.out)
		return w.out, nil
	}
	if w.layout == BookLayout || t.parts[0].form == same {
		return w.out, w.src.read(t.parts[0], w.out)
	}
	for _, p := range t.parts {
		if err := w.join(p); err != nil {
			return nil, err
		}
	}
	return w.out, nil
}

// join puts a parameter into its place in out.
func (w *tensorWriter) join(p parameter) error {
	size := safetensors.Info{Shape: p.shape}.Len()
	w.part = slices.Grow(w.part[:0], size)[:size]
	third, joint := p.form.third()
	if joint && len(p.shape) == 1 && !w.cfg.QKVBias {
		clear(w.part)
	} else if err := w.src.read(p, w.part); err != nil {
		return err
	}
	if len(p.shape) == 1 {
		copy(w.out[third*size:], w.part)
		return nil
	}
	out, in := p.shape[0], p.shape[1]
	transposeOut(w.out, w.part, in, out, len(w.out)/in, third*out)
	return nil
}

// headIsTied reports whether the output head has the same numbers as the token embedding, to the bit.
func headIsTied(cfg gpt.Config, src weightSource) (bool, error) {
	parameters := parametersOf(cfg)
	token, head := parameters[0], parameters[len(parameters)-1]
	a := make([]float32, cfg.VocabSize*cfg.EmbDim)
	b := make([]float32, len(a))
	if err := src.read(token, a); err != nil {
		return false, err
	}
	if err := src.read(head, b); err != nil {
		return false, err
	}
	return slices.EqualFunc(a, b, sameBits), nil
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
