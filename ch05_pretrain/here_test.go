package pretrain_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
)

func TestMissingWeightsAreSaidInOneLineWithTheCommand(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LLM_DATA_DIR", dir)
	t.Setenv("LLM_CACHE_DIR", dir)
	t.Setenv("HF_HOME", dir)
	t.Setenv("HF_HUB_CACHE", dir)
	here, line := pretrain.WeightsHere("124M")
	if here || !strings.Contains(line, "llm fetch gpt2-124M") || strings.Contains(line, dir) ||
		strings.Contains(line, "\n") {
		t.Errorf("%v, %q", here, line)
	}
	if here, line := pretrain.WeightsHere("125M"); here || !strings.Contains(line, "125M") {
		t.Errorf("of a size that there is not: %v, %q", here, line)
	}
}
