package gpt2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// hparamsFile lies beside OpenAI's checkpoints.
const hparamsFile = "hparams.json"

// findConfig takes the configuration of a size, or reads the one beside the file, if there is one.
func (w *weights) findConfig(size *gpt.NamedConfig) error {
	if size != nil {
		w.config, w.configFrom = size.Config, "GPT-2 "+size.Size
		w.config.QKVBias = true
		return nil
	}
	names := []string{pretrain.ConfigFile, hparamsFile}
	if w.layout == OpenAILayout {
		slices.Reverse(names)
	}
	for _, name := range names {
		path := filepath.Join(filepath.Dir(w.path), name)
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		var untied bool
		if w.config, untied, err = parseConfig(data); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		w.configFrom, w.configPath = path, path
		if _, head := w.byName[hubHeadName]; untied && !head && w.layout == HuggingFaceLayout {
			return fmt.Errorf("%s has no tensor %s, and %s says tie_word_embeddings false: the token embedding is not "+
				"its head. Save the model with its head (GPT2LMHeadModel), or write true where the embedding is the "+
				"head", w.path, hubHeadName, path)
		}
		return nil
	}
	return nil
}

// modelConfig is the configuration that is known, else what the shapes of the tensors tell. The tensors fit it.
func (w *weights) modelConfig() (gpt.Config, error) {
	if w.configFrom != "" {
		if err := w.fits(w.config); err != nil {
			return gpt.Config{}, fmt.Errorf("%s does not fit %s, take both from one model: %w", w.path, w.configFrom,
				err)
		}
		return w.config, nil
	}
	s, err := w.shapes()
	if err != nil {
		return gpt.Config{}, fmt.Errorf("%s: %w", w.path, err)
	}
	cfg, err := configFromShapes(s)
	if err != nil {
		return gpt.Config{}, fmt.Errorf("%s: %w", w.path, err)
	}
	if err := w.fits(cfg); err != nil {
		return gpt.Config{}, fmt.Errorf("%s: %w", w.path, err)
	}
	return cfg, nil
}

// shapesOf is what the tensors of a file tell about the model.
type shapesOf struct {
	vocab, context, embed, layers int
	qkvBias                       bool
}

func (w *weights) shapes() (shapesOf, error) {
	var s shapesOf
	blocks := map[int]bool{}
	for _, row := range weightNames {
		_, third := row.form.third()
		for _, t := range w.list {
			block, ok := match(row.in(w.layout), w.plain(t.name))
			if !ok {
				continue
			}
			switch {
			case row.book == tokenName && len(t.shape) == 2:
				s.vocab, s.embed = t.shape[0], t.shape[1]
			case row.dims[0] == contextDim && len(t.shape) == 2:
				s.context = t.shape[0]
			case row.ofBlock():
				blocks[block] = true
				s.qkvBias = s.qkvBias || third && len(row.dims) == 1
			}
		}
	}
	s.layers = len(blocks)
	if s.vocab == 0 || s.context == 0 || s.layers == 0 {
		return s, fmt.Errorf("token embedding, position embedding or blocks are missing: it has %s",
			someNames(w.names()))
	}
	return s, nil
}

// configFromShapes finds the configuration of a file that has none beside it. Heads leave no trace in the shapes, so it
// must be one of the four GPT-2 sizes, with any vocabulary and context.
func configFromShapes(s shapesOf) (gpt.Config, error) {
	var sizes []string
	for _, p := range gpt.Presets() {
		if cfg := p.Config; cfg.EmbDim == s.embed && cfg.NumLayers == s.layers {
			cfg.VocabSize, cfg.ContextLength, cfg.QKVBias = s.vocab, s.context, s.qkvBias
			return cfg, nil
		}
		sizes = append(sizes, fmt.Sprintf("%d×%d", p.Config.NumLayers, p.Config.EmbDim))
	}
	return gpt.Config{}, fmt.Errorf("the tensors are those of %d blocks of width %d, which is no size of GPT-2 (%s), "+
		"and how many heads they have cannot be seen: put the model's config.json beside the file", s.layers, s.embed,
		strings.Join(sizes, ", "))
}
