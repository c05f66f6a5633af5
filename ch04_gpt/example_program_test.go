package gpt_test

import (
	"context"
	"fmt"
	"log"

	tokens "llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
)

// The chapter in one program: a GPT model is built, counted, and goes on with a text. It has random weights and has
// learned nothing, so what it says means nothing; chapter 5 trains it.
func Example() {
	tok, err := tokens.NewGPT2()
	exitOn(err)
	cfg := gpt.GPT2Small() // 124 million parameters; smaller here
	cfg.ContextLength, cfg.EmbDim, cfg.NumHeads, cfg.NumLayers = 64, 24, 3, 2
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg) // torch.manual_seed(123)
	exitOn(err)
	fmt.Printf("%d parameters, %.2f MiB\n", cfg.Count().Total, gpt.MiB(cfg.Count().Total))

	ids, err := tok.Encode("Hello, I am")
	exitOn(err)
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)
	next := gpt.NewCachedPredictor(be, m)
	defer next.Finalize()
	logits, err := next.NextLogits([][]int{ids})
	exitOn(err)
	fmt.Println(len(logits[0]), "logits, the largest that of token", gpt.Greedy(logits[0]))

	const newTokens = 6
	out, err := gpt.GenerateSimple(context.Background(), next, [][]int{ids}, newTokens, cfg.ContextLength)
	exitOn(err)
	fmt.Println(out[0])
	txt, err := tok.Decode(out[0])
	exitOn(err)
	fmt.Println(txt)
	// Output:
	// 2428224 parameters, 9.26 MiB
	// 50257 logits, the largest that of token 16468
	// [15496 11 314 716 16468 38927 26504 31143 27893 14438]
	// Hello, I am debris spikedredd mornings Timber Upon
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
