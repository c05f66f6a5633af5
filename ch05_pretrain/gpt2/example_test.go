package gpt2_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/backend/backendtest"
)

// characters is a tokenizer for a model of 512 tokens: the ids are Unicode's numbers of the first 512 characters.
type characters struct{}

func (characters) Encode(txt string) ([]int, error) {
	var ids []int
	for _, r := range txt {
		ids = append(ids, int(r))
	}
	return ids, nil
}

func (characters) Decode(ids []int) (string, error) {
	var b strings.Builder
	for _, id := range ids {
		b.WriteRune(rune(id))
	}
	return b.String(), nil
}

// A text goes on as the weights of a folder have it: OpenAI's, Hugging Face's, or a model that chapter 5 has saved.
// Those of this folder are random.
func Example() {
	model, err := gpt2.Load("testdata/tiny-gpt2") // gpt2.Load("124M") is OpenAI's GPT-2, where it has been fetched
	if err != nil {
		log.Fatal(err)
	}
	be := backendtest.Open() // backend.Open("") in a program
	next := gpt.NewCachedPredictor(be, model)
	tok := characters{} // text.NewGPT2() for GPT-2
	txt, err := pretrain.Continue(context.Background(), next, tok, "Every effort moves you", 5,
		model.Config.ContextLength)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d layers of width %d: %q\n", model.Config.NumLayers, model.Config.EmbDim, txt)
	// Output:
	// 2 layers of width 32: "Every effort moves youŃ¤Ơ22"
}
