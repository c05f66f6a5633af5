package classify_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// The chapter in one program: a small GPT model learns to tell spam from other messages and is asked about some that it
// has never seen. So little training on so few messages teaches it first that spam is long. The settings are those of a
// recipe, smaller still so that it takes a second; the book begins with the weights that gpt2.Load gives.
func Example() {
	ctx := context.Background()
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	messages, err := classify.Read(bytes.NewReader(sample.SMS())) // or classify.ReadFile
	exitOn(err)
	split, err := classify.BookSplit(messages)
	exitOn(err)
	var texts []string
	for _, message := range split.Train {
		texts = append(texts, message.Text)
	}
	bpe, err := text.TrainBPE(ctx, strings.Join(texts, "\n"), 800, text.EndOfText) // text.NewGPT2 for GPT-2's weights
	exitOn(err)
	tok := bpe.Allowing()

	r := classify.TinyRecipe()
	r.Model.VocabSize, r.Model.EmbDim, r.Model.NumLayers = bpe.VocabSize(), 16, 1
	r.Data.Padding = classify.Padding{Length: 32, ID: bpe.VocabSize() - 1} // the special token is last
	r.Options.Epochs, r.Options.Optimizer.LearningRate = 2, 1e-2

	rng := torchrand.New(123) // torch.manual_seed(123), for model and loaders
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), r.Model)
	exitOn(err)
	classifier, err := classify.New(m, r.Classifier)
	exitOn(err)
	loaders, err := classify.NewLoaders(split, tok, r.Data, rng)
	exitOn(err)
	_, err = classify.Train(ctx, be, classifier, loaders, r.Options, pretrain.Log(os.Stdout))
	exitOn(err)

	predictor, err := classify.NewPredictor(be, classifier, tok)
	exitOn(err)
	defer predictor.Finalize()
	for _, message := range split.Test[:5] {
		prediction, err := predictor.Classify(message.Text)
		exitOn(err)
		fmt.Printf("%v is taken for %v: %.50s\n", message.Label, prediction.Label, message.Text)
	}
	// Output:
	// Ep 1 (Step 000000): Train loss 0.801, Val loss 0.659
	// Training accuracy: 96.25% | Validation accuracy: 93.75%
	// Ep 2 (Step 000020): Train loss 0.279, Val loss 0.240
	// Training accuracy: 95.00% | Validation accuracy: 96.88%
	// spam is taken for spam: You have a new match!!! Karina (27) sent you a pho
	// ham is taken for ham: Bought you stamps anyway
	// ham is taken for ham: Partly
	// ham is taken for spam: OK so the plan is: you get the tent, I get the sto
	// ham is taken for ham: Yes! 12:30 by the stairs
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
