package gpt2_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain/gpt2"
)

func TestMissingWeightsAreSaidInOneLineWithTheCommand(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LLM_DATA_DIR", dir)
	t.Setenv("LLM_CACHE_DIR", dir)
	t.Setenv("HF_HOME", dir)
	t.Setenv("HF_HUB_CACHE", dir)
	here, line := gpt2.WeightsHere("124M")
	if here || !strings.Contains(line, "llm fetch gpt2-124M") || strings.Contains(line, dir) ||
		strings.Contains(line, "\n") {
		t.Errorf("%v, %q", here, line)
	}
	if here, line := gpt2.WeightsHere("125M"); here || !strings.Contains(line, "125M") {
		t.Errorf("of a size that there is not: %v, %q", here, line)
	}
}
