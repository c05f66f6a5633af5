package lesson_test

import (
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/notebooks/appendix_e"
	"llmfromscratch/shared/nn"
)

func TestAdapterNamesGoFromTheFirstBlockToTheHead(t *testing.T) {
	cfg := gpt.Config{VocabSize: 20, ContextLength: 8, EmbDim: 8, NumHeads: 2, NumLayers: 2}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if names := lesson.AdapterNames(m); len(names) != 0 {
		t.Errorf("before there are any: %v", names)
	}
	if err := lora.Replace(m, 2, 2); err != nil {
		t.Fatal(err)
	}
	names := lesson.AdapterNames(m)
	if len(names) != 2*6+1 || names[0] != "trf_blocks.0.att.W_query" || names[12] != "out_head" {
		t.Errorf("%v", names)
	}
}
