package gpt2

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/shared/safetensors"
	"llmfromscratch/shared/textfile"
)

// shardIndexSuffix is how the index of a model in several safetensors files is called: model.safetensors.index.json.
const shardIndexSuffix = ".safetensors.index.json"

// shardIndex says which of several files each tensor of a model is in.
type shardIndex struct {
	path  string
	files map[string]string // tensor to file, beside the index
}

func readShardIndex(path string) (shardIndex, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return shardIndex{}, err
	}
	files, err := parseShardIndex(data)
	if err != nil {
		return shardIndex{}, fmt.Errorf("%s: %w", path, err)
	}
	return shardIndex{path, files}, nil
}

// parseShardIndex reads an index. The files must lie beside it: whoever wrote it does not choose what else is opened.
func parseShardIndex(data []byte) (files map[string]string, err error) {
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := textfile.Unmarshal(data, &index); err != nil {
		return nil, fmt.Errorf("it is no index of a model in several files: %w", err)
	}
	if len(index.WeightMap) == 0 {
		return nil, errors.New("it is no index of a model in several files: its weight_map names no tensor")
	}
	for tensor, file := range index.WeightMap {
		if !filepath.IsLocal(file) || filepath.Base(file) != file {
			return nil, fmt.Errorf("tensor %.80q is said to be in %.80q, which is not the name of a file beside the "+
				"index", tensor, file)
		}
	}
	return index.WeightMap, nil
}

// paths are the files, sorted.
func (x shardIndex) paths() []string {
	var paths []string
	for _, file := range slices.Compact(slices.Sorted(maps.Values(x.files))) {
		paths = append(paths, filepath.Join(filepath.Dir(x.path), file))
	}
	return paths
}

// shards is a model in several safetensors files as a tensorFile.
type shards struct {
	parts []safetensorsFile
	of    map[string]safetensorsFile // tensor to part
}

// openShards opens all files that an index names. None may be missing, nor any tensor that it says is in one.
func openShards(path string) (_ tensorFile, err error) {
	index, err := readShardIndex(path)
	if err != nil {
		return nil, err
	}
	s := &shards{of: map[string]safetensorsFile{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	in := map[string]string{} // tensor to the part that has it
	for _, part := range index.paths() {
		f, err := safetensors.Open(part)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is missing, which %s says is part of the model: get it from where the others "+
				"are from", part, path)
		}
		if err != nil {
			return nil, err
		}
		s.parts = append(s.parts, safetensorsFile{f})
		for _, info := range f.Tensors() {
			if other, twice := in[info.Name]; twice {
				return nil, fmt.Errorf("tensor %.80q is in %s and in %s: they are parts of two models", info.Name,
					other, part)
			}
			in[info.Name], s.of[info.Name] = part, safetensorsFile{f}
		}
	}
	for _, tensor := range slices.Sorted(maps.Keys(index.files)) {
		want := filepath.Join(filepath.Dir(path), index.files[tensor])
		if in[tensor] != want {
			return nil, fmt.Errorf("%s says that tensor %.80q is in %s, which does not have it: get both from one "+
				"place", path, tensor, want)
		}
	}
	return s, nil
}

func (s *shards) tensors() []storedTensor {
	var list []storedTensor
	for _, part := range s.parts {
		list = append(list, part.tensors()...)
	}
	return list
}

func (s *shards) readInto(name string, dst []float32) error { return s.of[name].readInto(name, dst) }

func (s *shards) Close() error {
	var errs []error
	for _, part := range s.parts {
		errs = append(errs, part.Close())
	}
	return errors.Join(errs...)
}
