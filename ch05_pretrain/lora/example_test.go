package lora_test

import (
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/nn"
)

// Adapters of rank 4 on every linear layer of a small model.
func ExampleReplace() {
	cfg := gpt.Config{VocabSize: 120, ContextLength: 24, EmbDim: 16, NumHeads: 2, NumLayers: 1}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		panic(err)
	}
	count := func(what string) {
		total, trainable := nn.NumParameters(m.Store())
		fmt.Printf("%-8s %5d parameters, %5d trainable\n", what, total, trainable)
	}
	count("plain")
	lora.Freeze(m)
	count("frozen")
	if err := lora.Replace(m, 4, 8); err != nil {
		panic(err)
	}
	count("adapted")
	for name, l := range lora.Adapters(m) {
		fmt.Println(name, l.LoRA.A.Shape().Dimensions, l.LoRA.B.Shape().Dimensions)
	}
	if err := lora.Merge(m); err != nil {
		panic(err)
	}
	count("merged")
	// Output:
	// plain     7488 parameters,  7488 trainable
	// frozen    7488 parameters,     0 trainable
	// adapted   9184 parameters,  1696 trainable
	// trf_blocks.0.att.W_query [16 4] [4 16]
	// trf_blocks.0.att.W_key [16 4] [4 16]
	// trf_blocks.0.att.W_value [16 4] [4 16]
	// trf_blocks.0.att.out_proj [16 4] [4 16]
	// trf_blocks.0.ff.layers.0 [16 4] [4 64]
	// trf_blocks.0.ff.layers.2 [64 4] [4 16]
	// out_head [16 4] [4 120]
	// merged    7488 parameters,     0 trainable
}

// The book's count: rank 16 on all linear layers of the 124M model with a head for two classes.
func ExampleCount() {
	cfg := gpt.GPT2Small()
	for _, rank := range []int{1, 16, 64} {
		fmt.Println(rank, lora.Count(cfg, 2, rank))
	}
	// Output:
	// 1 166658
	// 16 2666528
	// 64 10666112
}
