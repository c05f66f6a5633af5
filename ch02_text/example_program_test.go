package text_test

import (
	"fmt"
	"log"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// The chapter in one program: a story becomes token ids, a window sliding over them makes batches, and every token gets
// the vector that a language model is given.
func Example() {
	story := sample.Story() // os.ReadFile for one of your own
	tok, err := text.NewGPT2()
	exitOn(err)
	ids, err := tok.Encode(story)
	exitOn(err)
	fmt.Println(len(story), "bytes,", len(ids), "tokens of", tok.VocabSize())

	const batchSize, seq, embed = 8, 4, 3
	loader, err := text.CreateDataLoader(story, text.LoaderOptions{BatchSize: batchSize, MaxLength: seq, Stride: seq},
		torchrand.New(123))
	exitOn(err)
	b := nn.NewBuilder(123) // torch.manual_seed(123)
	embedding := text.NewInputEmbedding(b, tok.VocabSize(), seq, embed)
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)
	for batch, err := range loader.Epoch() {
		exitOn(err)
		show(tok, batch)
		inputs, err := nn.IDs(batch.Inputs, tok.VocabSize())
		exitOn(err)
		vectors, err := nn.Eval1(be, b, embedding.Forward, inputs)
		exitOn(err)
		fmt.Println(inputs.Shape().Dimensions, "->", vectors.Shape().Dimensions)
		fmt.Printf("%.4f\n", vectors.Value().([][][]float32)[0])
		break // of the first batch only
	}
	// Output:
	// 20178 bytes, 5538 tokens of 50257
	// [464 775 394 12] "The Weigh-" -> [775 394 12 18102] " Weigh-House"
	// [8 4] -> [8 4 3]
	// [[0.2369 -0.2941 -0.7679] [-1.2702 -0.9065 -0.2061] [0.7600 0.5495 0.0378] [1.2327 -1.3379 -0.4578]]
}

// show prints the first row of a batch: what the model sees, and the same one token further on, which it is to predict.
func show(tok *text.GPT2, batch text.Batch) {
	seen, err := tok.Decode(batch.Inputs[0])
	exitOn(err)
	wanted, err := tok.Decode(batch.Targets[0])
	exitOn(err)
	fmt.Printf("%v %q -> %v %q\n", batch.Inputs[0], seen, batch.Targets[0], wanted)
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
