package plain_test

import (
	"context"
	"fmt"
	"log"

	tokens "llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/nn"
)

// The program of chapter 4 without a graph: the model has the same random weights, and goes on with the same words.
func Example() {
	tok, err := tokens.NewGPT2()
	exitOn(err)
	cfg := gpt.GPT2Small() // 124 million parameters; smaller here
	cfg.ContextLength, cfg.EmbDim, cfg.NumHeads, cfg.NumLayers = 64, 24, 3, 2
	weights, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	exitOn(err)
	float32s, err := plain.New(weights)
	exitOn(err)
	int8s, err := float32s.Quantize()
	exitOn(err)

	ids, err := tok.Encode("Hello, I am")
	exitOn(err)
	for _, m := range []*plain.Model{float32s, int8s} {
		out, err := gpt.GenerateSimple(context.Background(), plain.NewPredictor(m), [][]int{ids}, 6, cfg.ContextLength)
		exitOn(err)
		txt, err := tok.Decode(out[0])
		exitOn(err)
		fmt.Println(txt)
	}
	// Output:
	// Hello, I am debris spikedredd mornings Timber Upon
	// Hello, I am debris spikedredd mornings Timber Upon
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
