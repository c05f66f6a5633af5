package pretrain

import (
	"path/filepath"

	"llmfromscratch/shared/project"
)

// TinyGPT2 is the folder of a very small GPT-2 with random weights, in Hugging Face's layout: what section 5.5 shows
// where OpenAI's weights are not here. It belongs to the tests, so it is found in the project's source only.
func TinyGPT2() (string, error) {
	root, err := project.Root()
	return filepath.Join(root, "ch05_pretrain", "gpt2", "testdata", "tiny-gpt2"), err
}
