package gpt2_test

import (
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

func TestHyperparameters(t *testing.T) {
	if s := gpt2.Hyperparameters(pretrain.BookRecipe().Model); s["n_vocab"] != 50257 || s["n_ctx"] != 256 ||
		s["n_embd"] != 768 || s["n_head"] != 12 ||
		s["n_layer"] != 12 || len(s) != 5 {
		t.Errorf("%v", s)
	}
}
