package gpt2

import (
	"errors"
	"fmt"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/safetensors"
)

// tensorFile is a file of named tensors: safetensors, in one file or in several, or a TensorFlow checkpoint.
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
	path   string // the file, for messages
	file   tensorFile
	list   []storedTensor
	byName map[string]storedTensor
	layout Layout
	prefix string // before Hugging Face's names

	config     gpt.Config // known where configFrom is not empty
	configFrom string     // where it is from, for messages
	configPath string     // the file of the configuration, empty without one

	// The tensor read last, because query, key and value lie in one.
	held    string
	scratch []float32
}

// open opens the weights of a size, or those in a folder or file, and finds their layout and their configuration.
func open(nameOrFolder string) (*weights, error) { return openWith(nameOrFolder, openTensorFile) }

// openWith is open with another way to open the file.
func openWith(nameOrFolder string, openFile func(path string) (tensorFile, error)) (*weights, error) {
	path, size, err := find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	file, err := openFile(path)
	if err != nil {
		return nil, err
	}
	w, err := newWeights(path, file)
	if err == nil {
		err = w.findConfig(size)
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
	if err := w.lookalike(); err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	var err error
	if w.layout, w.prefix, err = detect(names); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

func (w *weights) Close() error { return w.file.Close() }

// plain is a name in the file without "transformer.".
func (w *weights) plain(name string) string { return strings.TrimPrefix(name, w.prefix) }

func (w *weights) names() []string {
	names := make([]string, len(w.list))
	for i, t := range w.list {
		names[i] = t.name
	}
	return names
}

// openTensorFile opens a safetensors file, the index of several, or the index of a TensorFlow checkpoint.
func openTensorFile(path string) (tensorFile, error) {
	switch {
	case strings.HasSuffix(path, shardIndexSuffix):
		return openShards(path)
	case strings.HasSuffix(path, checkpointIndex):
		return openTensorFlow(path)
	case isPickle(path):
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
