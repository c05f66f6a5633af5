package gpt2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/shared/atomicfile"
)

// companionNames are files beside a model's weights that say how its texts become ids and what it was taught. Without
// them the weights are of little use: they go along when the weights are converted, unchanged.
var companionNames = []string{
	"vocabulary.json", "assistant.json", // of this project
	"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
	"merges.txt", "generation_config.json", // of the transformers library
	"encoder.json", "vocab.bpe", // of OpenAI
}

// companionsIn are the companions in a folder, by name.
func companionsIn(dir string) (names []string, err error) {
	for _, name := range companionNames {
		info, err := os.Stat(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			names = append(names, name)
		}
	}
	return names, nil
}

// checkCompanions refuses a folder with files that would be taken for the companions of the weights that are written
// into it, and unless told otherwise one with any of the files that go along.
func checkCompanions(from, to string, overwrite bool) error {
	if sameFile(from, to) { // weights beside weights have the same companions
		return nil
	}
	come, err := companionsIn(from)
	if err != nil {
		return err
	}
	there, err := companionsIn(to)
	if err != nil {
		return err
	}
	for _, name := range there {
		path := filepath.Join(to, name)
		if !slices.Contains(come, name) {
			return fmt.Errorf("%s is there, of another model: beside the new weights it would be taken for theirs. "+
				"Remove it, or name another folder", path)
		}
		if !overwrite {
			return fmt.Errorf("%s is there already: remove it, name another folder, or allow it to be replaced", path)
		}
	}
	return nil
}

// copyCompanions copies the companions of weights, each whole or not at all, and returns their names.
func copyCompanions(from, to string) ([]string, error) {
	if sameFile(from, to) {
		return nil, nil
	}
	names, err := companionsIn(from)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return nil, err
		}
		if err := atomicfile.WriteBytes(filepath.Join(to, name), content); err != nil {
			return nil, err
		}
	}
	return names, nil
}
