package gpt2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// Files are the files that hold the weights of a size, or those in a folder or file, as [Load] finds them: one, of
// OpenAI's checkpoint the index, or all parts of a model that comes in several.
func Files(nameOrFolder string) ([]string, error) {
	path, _, err := find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(path, shardIndexSuffix) {
		return []string{path}, nil
	}
	index, err := readShardIndex(path)
	if err != nil {
		return nil, err
	}
	return index.paths(), nil
}

// find finds the file of weights, and the size where it was asked for by name. A folder or file of that name comes
// first, as in the transformers library.
func find(nameOrFolder string) (path string, size *gpt.NamedConfig, err error) {
	info, err := os.Stat(nameOrFolder)
	switch {
	case err == nil && info.IsDir():
		path, err = findIn(nameOrFolder)
		return path, nil, err
	case err == nil:
		return indexOf(nameOrFolder), nil, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", nil, err
	case isFile(nameOrFolder + checkpointIndex): // TensorFlow's own way to name a checkpoint: model.ckpt
		return nameOrFolder + checkpointIndex, nil, nil
	}
	preset, presetErr := findPreset(nameOrFolder)
	if presetErr != nil && filepath.Base(nameOrFolder) != nameOrFolder { // a path, which is no name of a size
		return "", nil, fmt.Errorf("weights: %w", err)
	}
	if presetErr != nil {
		return "", nil, fmt.Errorf("no folder or file %q (%w), and %v", nameOrFolder, err, presetErr)
	}
	path, err = findPretrained(preset.Size)
	return path, &preset, err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// shardName is how the transformers library names the parts of a model: model-00001-of-00002.safetensors.
var shardName = regexp.MustCompile(`^(.+)-[0-9]+-of-[0-9]+\.safetensors$`)

// indexOf is the index that a part of a TensorFlow checkpoint, or of a model in several files, belongs to; any other
// file is itself.
func indexOf(path string) string {
	dir, name := filepath.Split(path)
	if prefix, _, ok := strings.Cut(name, ".data-"); ok {
		return dir + prefix + checkpointIndex
	}
	if parts := shardName.FindStringSubmatch(name); parts != nil && isFile(dir+parts[1]+shardIndexSuffix) {
		return dir + parts[1] + shardIndexSuffix
	}
	return path
}

// findIn finds the file of weights in a folder: that of the newest checkpoint in the folder of a run, else
// model.safetensors, else the only one there is.
func findIn(dir string) (string, error) {
	if latest, err := pretrain.LatestCheckpoint(dir); err != nil {
		return "", err
	} else if latest != "" {
		return filepath.Join(latest, pretrain.ModelFile), nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var names, indexes, others []string
	for _, e := range entries {
		name := e.Name()
		names = append(names, name)
		switch {
		case strings.HasSuffix(name, shardIndexSuffix), strings.HasSuffix(name, checkpointIndex):
			indexes = append(indexes, name)
		case strings.HasSuffix(name, ".safetensors") && name != pretrain.OptimizerFile:
			others = append(others, name)
		}
	}
	parts := slices.ContainsFunc(others, shardName.MatchString)
	switch found := append(slices.Clone(others), indexes...); {
	case slices.Contains(names, pretrain.ModelFile):
		return filepath.Join(dir, pretrain.ModelFile), nil
	case slices.Contains(names, pretrain.ModelFile+".index.json"):
		return filepath.Join(dir, pretrain.ModelFile+".index.json"), nil
	case parts && len(indexes) == 1:
		return filepath.Join(dir, indexes[0]), nil
	case parts && len(indexes) == 0:
		return "", fmt.Errorf("%s has parts of a model (%s) but not %s.index.json, which says what is in them: get it "+
			"from where they are from", dir, someNames(others), pretrain.ModelFile)
	case len(found) == 1:
		return filepath.Join(dir, found[0]), nil
	case len(found) > 1:
		return "", fmt.Errorf("%s has several files of weights (%s): name one of them", dir, strings.Join(found, ", "))
	}
	return "", fmt.Errorf("%s has no weights: neither %s nor a TensorFlow checkpoint (model.ckpt%s); it has %s%s",
		dir, pretrain.ModelFile, checkpointIndex, someNames(names), remedy(dir, names))
}

// remedy says what may help where a folder with these names has no weights.
func remedy(dir string, names []string) string {
	if i := slices.IndexFunc(names, isPickle); i >= 0 {
		return fmt.Sprintf("; %s is a PyTorch pickle, which only Python reads: save it there as safetensors", names[i])
	}
	for _, name := range names {
		within := filepath.Join(dir, name)
		if latest, err := pretrain.LatestCheckpoint(within); err == nil && latest != "" ||
			isFile(filepath.Join(within, pretrain.ModelFile)) {
			return fmt.Sprintf("; name the folder %s, which has some", within)
		}
	}
	return ""
}

func isPickle(name string) bool {
	return slices.Contains([]string{".bin", ".pth", ".pt", ".ckpt"}, filepath.Ext(name))
}
