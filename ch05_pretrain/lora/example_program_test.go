package lora_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// The appendix in one program: a model is frozen and given adapters, which alone are trained and saved; the same model
// with the adapters of the file, merged into its layers, goes on with a text.
func Example() {
	ctx := context.Background()
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	story := sample.Story()[:1000]
	bpe, err := text.TrainBPE(ctx, story, 600) // a vocabulary for the story; GPT-2's has 50,257
	exitOn(err)
	tok := bpe.Allowing()
	r := pretrain.TinyRecipe()
	r.Model = gpt.Config{VocabSize: bpe.VocabSize(), ContextLength: 16, EmbDim: 32, NumHeads: 4, NumLayers: 1}
	r.Data.ContextLength = r.Model.ContextLength
	r.Options.Epochs, r.Options.EvalEvery, r.Options.StartContext = 15, 20, ""
	r.Options.Optimizer.LearningRate = 1e-2

	m := newModel(r.Model)
	lora.Freeze(m)
	exitOn(lora.Replace(m, 8, 8)) // rank and alpha
	total, trainable := nn.NumParameters(m.Store())
	fmt.Println(trainable, "of", total, "parameters are trained")
	loaders, err := pretrain.NewLoaders(story, tok, r.Data, torchrand.New(123))
	exitOn(err)
	_, err = pretrain.Train(ctx, be, m, loaders, tok, r.Options, pretrain.Log(os.Stdout)) // trains what is trainable
	exitOn(err)

	dir, err := os.MkdirTemp("", "lora")
	exitOn(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "adapters.safetensors")
	exitOn(lora.SaveAdapters(path, m))

	again := newModel(r.Model)
	exitOn(lora.Replace(again, 8, 8))
	exitOn(lora.LoadAdapters(path, again))
	exitOn(lora.Merge(again))
	for _, m := range []*gpt.Model{m, again} {
		next := gpt.NewCachedPredictor(be, m)
		txt, err := pretrain.Continue(ctx, next, tok, "Mr. Pym", 4, m.Config.ContextLength)
		exitOn(err)
		fmt.Println(txt)
		next.Finalize()
	}
	// Output:
	// 9664 of 61248 parameters are trained
	// Ep 1 (Step 000000): Train loss 6.556, Val loss 6.542
	// Ep 7 (Step 000020): Train loss 3.839, Val loss 7.001
	// Ep 14 (Step 000040): Train loss 2.560, Val loss 8.230
	// Mr. Pym I said, and
	// Mr. Pym I said, and
}

// newModel stands for loading a model: equal seeds make equal ones.
func newModel(cfg gpt.Config) *gpt.Model {
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	exitOn(err)
	return m
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
