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
	"llmfromscratch/shared/safetensors"
)

// tensorFile is a file of named tensors: safetensors or a TensorFlow checkpoint.
type tensorFile interface {
	tensors() []storedTensor
	readInto(name string, dst []float32) error // checks nothing but the content
	Close() error
}

// storedTensor is what a file says about a tensor.
type storedTensor struct {
	name  string
	kind  string // for messages: "F16"
	shape []int
	float bool // it can be read as float32
}

// weights is an open file of GPT-2 weights in one of the three layouts. It reads parameters in the book's form, one
// after the other.
type weights struct {
	path       string // the file, for messages
	file       tensorFile
	list       []storedTensor
	byName     map[string]storedTensor
	layout     Layout
	prefix     string // before Hugging Face's names
	configPath string // of the configuration beside the file; empty without one
	config     gpt.Config

	// The tensor read last, because query, key and value lie in one.
	held    string
	scratch []float32
}

// openWeights opens a file, or the weights in a folder, and finds its layout and its configuration.
func openWeights(path string) (*weights, error) { return openWith(path, openTensorFile) }

// openWith is openWeights with another way to open the file.
func openWith(path string, open func(path string) (tensorFile, error)) (*weights, error) {
	path, err := findWeights(path)
	if err != nil {
		return nil, err
	}
	file, err := open(path)
	if err != nil {
		return nil, err
	}
	w, err := newWeights(path, file)
	if err == nil {
		err = w.findConfig()
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return w, nil
}

// newWeights finds the layout of an open file.
func newWeights(path string, file tensorFile) (*weights, error) {
	w := &weights{path: path, file: file, list: file.tensors(), byName: map[string]storedTensor{}}
	names := make([]string, len(w.list))
	for i, t := range w.list {
		names[i] = t.name
		w.byName[t.name] = t
	}
	var err error
	if w.layout, w.prefix, err = detect(names); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

func (w *weights) Close() error { return w.file.Close() }

// findWeights finds the file of weights in a folder; a file is itself.
func findWeights(path string) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, indexErr := os.Stat(path + checkpointIndex); indexErr == nil {
			return path + checkpointIndex, nil // TensorFlow's own way to name a checkpoint: model.ckpt
		}
	}
	if err != nil {
		return "", fmt.Errorf("weights: %w", err)
	}
	if !info.IsDir() {
		return path, nil
	}
	if latest, err := pretrain.LatestCheckpoint(path); err != nil {
		return "", err
	} else if latest != "" {
		return filepath.Join(latest, pretrain.ModelFile), nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", err
	}
	var names, others, indexes []string
	for _, e := range entries {
		name := e.Name()
		names = append(names, name)
		switch {
		case name == pretrain.ModelFile:
			return filepath.Join(path, name), nil
		case strings.HasSuffix(name, ".safetensors") && name != pretrain.OptimizerFile:
			others = append(others, name)
		case strings.HasSuffix(name, checkpointIndex):
			indexes = append(indexes, name)
		}
	}
	if found := append(others, indexes...); len(found) == 1 {
		return filepath.Join(path, found[0]), nil
	} else if len(found) > 1 {
		return "", fmt.Errorf("%s has several files of weights (%s): name one of them", path, strings.Join(found, ", "))
	}
	hint := ""
	if slices.Contains(names, pretrain.ModelFile+".index.json") {
		hint = "; weights in several parts are not read: save them as one file"
	} else if i := slices.IndexFunc(names, isPickle); i >= 0 {
		hint = fmt.Sprintf("; %s is a PyTorch pickle, which only Python reads: save it there as safetensors", names[i])
	}
	return "", fmt.Errorf("%s has no weights: neither %s nor a TensorFlow checkpoint (model.ckpt%s); it has %s%s",
		path, pretrain.ModelFile, checkpointIndex, someNames(names), hint)
}

func isPickle(name string) bool {
	return slices.Contains([]string{".bin", ".pth", ".pt", ".ckpt"}, filepath.Ext(name))
}

// openTensorFile opens a safetensors file or the index of a TensorFlow checkpoint.
func openTensorFile(path string) (tensorFile, error) {
	switch name := filepath.Base(path); {
	case strings.HasSuffix(name, checkpointIndex):
		return openCheckpoint(path)
	case strings.Contains(name, ".data-"):
		prefix, _, _ := strings.Cut(name, ".data-")
		return openCheckpoint(filepath.Join(filepath.Dir(path), prefix+checkpointIndex))
	case isPickle(name):
		return nil, fmt.Errorf("%s is a PyTorch pickle, which only Python reads: save it there as safetensors", path)
	}
	f, err := safetensors.Open(path)
	if err != nil {
		return nil, err
	}
	return safetensorsFile{f}, nil
}

// safetensorsFile is a safetensors file as a tensorFile.
type safetensorsFile struct{ *safetensors.File }

func (f safetensorsFile) tensors() []storedTensor {
	var list []storedTensor
	for _, info := range f.Tensors() {
		list = append(list, storedTensor{info.Name, info.DType, info.Shape, readableKind(info.DType)})
	}
	return list
}

// readableKind reports whether numbers of a kind can be read as float32.
func readableKind(kind string) bool { return kind == "F32" || kind == "F16" || kind == "BF16" }

func (f safetensorsFile) readInto(name string, dst []float32) error { return f.ReadInto(name, dst) }

// findConfig reads the configuration beside the file, if there is one.
func (w *weights) findConfig() error {
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
		if w.config, err = ParseConfig(data); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		w.configPath = path
		return nil
	}
	return nil
}

// modelConfig is the configuration beside the file, else what the shapes of the tensors tell. The tensors fit it.
func (w *weights) modelConfig() (gpt.Config, error) {
	if w.configPath != "" {
		if err := w.fits(w.config); err != nil {
			return gpt.Config{}, fmt.Errorf("%s does not fit %s: %w", w.path, w.configPath, err)
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

// plain is a name in the file without "transformer.".
func (w *weights) plain(name string) string { return strings.TrimPrefix(name, w.prefix) }

func (w *weights) names() []string {
	names := make([]string, len(w.list))
	for i, t := range w.list {
		names[i] = t.name
	}
	return names
}

const (
	checkpointIndex = ".index"
	hparamsFile     = "hparams.json" // beside OpenAI's checkpoints
)
