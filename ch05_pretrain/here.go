package pretrain

import (
	"fmt"
	"path/filepath"

	"llmfromscratch/shared/project"
)

// WeightsHere says whether GPT-2's weights of a size ("124M") are on this machine, and in one line what follows from
// it.
func WeightsHere(size string) (here bool, line string) {
	preset, err := findPreset(size)
	if err != nil {
		return false, err.Error()
	}
	if _, err := findPretrained(preset.Size); err != nil {
		return false, fmt.Sprintf("GPT-2's weights (%s) are not here; \"llm fetch gpt2-%s\" gets them. A small model "+
			"takes their place.", preset.Size, preset.Size)
	}
	return true, fmt.Sprintf("GPT-2's weights (%s) are here.", preset.Size)
}

// TinyGPT2 is the folder of a very small GPT-2 with random weights, in Hugging Face's layout: what section 5.5 shows
// where OpenAI's weights are not here. It belongs to the tests, so it is found in the project's source only.
func TinyGPT2() (string, error) {
	root, err := project.Root()
	return filepath.Join(root, "ch05_pretrain", "testdata", "tiny-gpt2"), err
}
