package pretrain_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// The chapter in one program: a small GPT model learns the beginning of a story by heart, is saved, comes back and goes
// on with a text. The settings are those of a recipe, smaller still so that it takes a second; [pretrain.BookRecipe]
// has the book's.
func Example() {
	ctx := context.Background()
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	story := sample.Story()[:1000]             // or os.ReadFile
	bpe, err := text.TrainBPE(ctx, story, 600) // a vocabulary for the story; GPT-2's has 50,257
	exitOn(err)
	tok := bpe.Allowing()

	r := pretrain.TinyRecipe()
	r.Model.VocabSize, r.Model.ContextLength, r.Model.EmbDim, r.Model.DropRate = bpe.VocabSize(), 16, 32, 0
	r.Data.ContextLength = r.Model.ContextLength
	r.Options.Epochs, r.Options.Optimizer.LearningRate = 12, 1e-2
	r.Options.EvalEvery, r.Options.StartContext = 10, "" // no sample text after each epoch

	rng := torchrand.New(123) // torch.manual_seed(123), for model and loaders
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), r.Model)
	exitOn(err)
	loaders, err := pretrain.NewLoaders(story, tok, r.Data, rng)
	exitOn(err)
	_, err = pretrain.Train(ctx, be, m, loaders, tok, r.Options, pretrain.Log(os.Stdout))
	exitOn(err)

	dir, err := os.MkdirTemp("", "model")
	exitOn(err)
	defer os.RemoveAll(dir)
	exitOn(pretrain.SaveModelDir(dir, m))
	again, err := pretrain.LoadModelDir(dir)
	exitOn(err)
	next := gpt.NewCachedPredictor(be, again)
	defer next.Finalize()
	txt, err := pretrain.Continue(ctx, next, tok, "Mr. Pym", 12, again.Config.ContextLength)
	exitOn(err)
	fmt.Println(txt)
	// Output:
	// Ep 1 (Step 000000): Train loss 6.321, Val loss 6.738
	// Ep 4 (Step 000010): Train loss 3.891, Val loss 6.174
	// Ep 7 (Step 000020): Train loss 2.244, Val loss 6.338
	// Ep 11 (Step 000030): Train loss 1.011, Val loss 6.772
	// Mr. Pym, no bigger than a thumbprint, and the velvet in it
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
