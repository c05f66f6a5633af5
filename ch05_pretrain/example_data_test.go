package pretrain_test

import (
	"context"
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// exampleModel is a model for texts of small letters, with random weights.
func exampleModel(rng *torchrand.Generator) *gpt.Model {
	return must(gpt.NewModel(nn.NewBuilderFrom(rng),
		gpt.Config{VocabSize: len(alphabet), ContextLength: 16, EmbDim: 16, NumHeads: 2, NumLayers: 1}))
}

// From a text to a batch of one row, and back (section 5.1.1).
func ExampleTextToIDs() {
	tok := must(text.NewGPT2())
	ids := must(pretrain.TextToIDs("Every effort moves you", tok.Allowing(text.EndOfText)))
	fmt.Println(ids)
	fmt.Println(must(pretrain.IDsToText(ids, tok.Allowing(text.EndOfText))))
	// Output:
	// [[6109 3626 6100 345]]
	// Every effort moves you
}

// A text and what a model goes on with; this one has learned nothing (section 5.1.1).
func ExampleContinue() {
	m := exampleModel(torchrand.New(123))
	next := gpt.NewCachedPredictor(backendtest.Open(), m)
	defer next.Finalize()
	txt, err := pretrain.Continue(context.Background(), next, letters{}, "every effort", 8, m.Config.ContextLength)
	fmt.Printf("%q %v\n", txt, err)
	// Output: "every effort yeolnak" <nil>
}

// Batches of a story as the book makes them, two windows of 256 tokens each (section 5.1.3).
func ExampleNewLoaders() {
	tok := must(text.NewGPT2())
	loaders := must(pretrain.NewLoaders(sample.Story(), tok.Allowing(text.EndOfText), pretrain.BookData(),
		torchrand.New(123)))
	for batch, err := range loaders.Train.Epoch() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(batch.Inputs), len(batch.Inputs[0]), len(batch.Targets), len(batch.Targets[0]))
	}
	fmt.Println("validation:", loaders.Validation.Len(), "batch")
	fmt.Println("tokens:", loaders.TrainTokens, loaders.ValidationTokens)
	// Output:
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// 2 256 2 256
	// validation: 1 batch
	// tokens: 4608 512
}

// The loss over all batches, here of a model that has learned nothing: log 28 = 3.33, where all of 28 letters are
// equally likely, and a little more, since it is sure of wrong ones (section 5.1.3).
func ExampleEvaluator_LoaderLoss() {
	rng := torchrand.New(123)
	m := exampleModel(rng)
	opt := pretrain.DataOptions{TrainRatio: 0.8, BatchSize: 2, ContextLength: 16}
	loaders := must(pretrain.NewLoaders(babble(340), letters{}, opt, rng))
	evaluator := must(pretrain.NewEvaluator(backendtest.Open(), m))
	defer evaluator.Finalize()
	train := must(evaluator.LoaderLoss(context.Background(), loaders.Train, pretrain.AllBatches))
	validation := must(evaluator.LoaderLoss(context.Background(), loaders.Validation, pretrain.AllBatches))
	fmt.Printf("training %.4f, validation %.4f\n", train, validation)
	// Output: training 3.6032, validation 3.4867
}
