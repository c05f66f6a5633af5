package lesson_test

import (
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/nn"
)

func TestStructureHasTheLinesOfTheBook(t *testing.T) {
	cfg := smallConfig()
	cfg.NumLayers = 12
	m, err := gpt.NewModel(nn.NewBuilder(1), cfg)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch06.model.print", strings.Count(lesson.Structure(m), "\n"))
	c, err := classify.New(m, classify.LoRAConfig())
	if err != nil {
		t.Fatal(err)
	}
	check(t, "appe.model.print", strings.Count(lesson.Structure(c.Model), "\n"))
}

func ExampleStructure() {
	cfg := gpt.Config{VocabSize: 120, ContextLength: 24, EmbDim: 16, NumHeads: 2, NumLayers: 1, QKVBias: true}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		panic(err)
	}
	if _, err := classify.New(m, classify.BookConfig()); err != nil {
		panic(err)
	}
	fmt.Print(lesson.Structure(m))
	// Output:
	// GPTModel(
	//   (tok_emb): Embedding(120, 16)
	//   (pos_emb): Embedding(24, 16)
	//   (drop_emb): Dropout(p=0.0, inplace=False)
	//   (trf_blocks): Sequential(
	//     (0): TransformerBlock(
	//       (att): MultiHeadAttention(
	//         (W_query): Linear(in_features=16, out_features=16, bias=True)
	//         (W_key): Linear(in_features=16, out_features=16, bias=True)
	//         (W_value): Linear(in_features=16, out_features=16, bias=True)
	//         (out_proj): Linear(in_features=16, out_features=16, bias=True)
	//         (dropout): Dropout(p=0.0, inplace=False)
	//       )
	//       (ff): FeedForward(
	//         (layers): Sequential(
	//           (0): Linear(in_features=16, out_features=64, bias=True)
	//           (1): GELU()
	//           (2): Linear(in_features=64, out_features=16, bias=True)
	//         )
	//       )
	//       (norm1): LayerNorm()
	//       (norm2): LayerNorm()
	//       (drop_shortcut): Dropout(p=0.0, inplace=False)
	//     )
	//   )
	//   (final_norm): LayerNorm()
	//   (out_head): Linear(in_features=16, out_features=2, bias=True)
	// )
}
