package classify_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// exampleTokens is the size of a vocabulary for the messages, <|endoftext|> last.
const exampleTokens = 800

// exampleData are messages of the project in batches of 16 rows of 32 tokens, with a tokenizer for them.
func exampleData(rng *torchrand.Generator) (text.Tokenizer, *classify.Loaders) {
	split := must(classify.BookSplit(must(classify.Read(bytes.NewReader(sample.SMS())))))
	var texts []string
	for _, m := range split.Train {
		texts = append(texts, m.Text)
	}
	bpe := must(text.TrainBPE(context.Background(), strings.Join(texts, "\n"), exampleTokens, text.EndOfText))
	tok := bpe.Allowing()
	padding := classify.Padding{Length: 32, ID: exampleTokens - 1}
	return tok, must(classify.NewLoaders(split, tok, classify.DataOptions{BatchSize: 16, Padding: padding}, rng))
}

// exampleModel is a model with so many blocks and tokens, and random weights.
func exampleModel(rng *torchrand.Generator, layers, vocabSize int) *gpt.Model {
	return must(gpt.NewModel(nn.NewBuilderFrom(rng),
		gpt.Config{VocabSize: vocabSize, ContextLength: 32, EmbDim: 16, NumHeads: 2, NumLayers: layers}))
}

// exampleClassifier is such a model as a classifier, all of whose layers are trained.
func exampleClassifier(rng *torchrand.Generator) *classify.Classifier {
	s := classify.BookConfig()
	s.Train = classify.AllLayers
	return must(classify.New(exampleModel(rng, 1, exampleTokens), s))
}

// The output head gives way to one for two classes, and of the rest only the last block and the norm after it are
// trained (section 6.5).
func ExampleNew() {
	m := exampleModel(torchrand.New(123), 2, 50257)
	fmt.Println(nn.NumParameters(m.Store()))
	c := must(classify.New(m, classify.BookConfig()))
	fmt.Println(nn.NumParameters(c.Store()))
	evaluator := must(classify.NewEvaluator(backendtest.Open(), c))
	defer evaluator.Finalize()
	logits, loss, err := evaluator.Logits(classify.Batch{Inputs: [][]int{{5211, 345, 423, 640}}, Lengths: []int{4},
		Labels: []int{0}})
	fmt.Printf("%.4f, loss %.4f, %v\n", logits, loss, err)
	// Output:
	// 1615232 1615232
	// 811154 3298
	// [[0.8144 0.1142]], loss 0.4031, <nil>
}

// Accuracy and loss of a classifier that has learned nothing (section 6.6).
func ExampleEvaluator_LoaderAccuracy() {
	rng := torchrand.New(123)
	_, loaders := exampleData(rng)
	c := exampleClassifier(rng)
	evaluator := must(classify.NewEvaluator(backendtest.Open(), c))
	defer evaluator.Finalize()
	accuracy := must(evaluator.LoaderAccuracy(context.Background(), loaders.Test, pretrain.AllBatches))
	loss := must(evaluator.LoaderLoss(context.Background(), loaders.Test, pretrain.AllBatches))
	fmt.Printf("accuracy %.2f%%, loss %.3f\n", 100*accuracy, loss)
	// Output: accuracy 30.77%, loss 0.963
}

// A training run, with the log of the book (section 6.7).
func ExampleTrain() {
	rng := torchrand.New(123)
	_, loaders := exampleData(rng)
	c := exampleClassifier(rng)
	opt := classify.BookOptions()
	opt.Epochs, opt.EvalEvery, opt.EvalBatches, opt.Optimizer = 1, 5, 2, pretrain.NewAdamW(0.01, 0.1)
	history, err := classify.Train(context.Background(), backendtest.Open(), c, loaders, opt, pretrain.Log(os.Stdout))
	fmt.Println(len(history.StepLosses), "steps", err)
	// Output:
	// Ep 1 (Step 000000): Train loss 0.633, Val loss 0.672
	// Ep 1 (Step 000005): Train loss 0.356, Val loss 0.332
	// Ep 1 (Step 000010): Train loss 0.237, Val loss 0.210
	// Training accuracy: 93.75% | Validation accuracy: 93.75%
	// 14 steps <nil>
}

// trainedExample is a classifier that has seen a few messages.
var trainedExample = sync.OnceValues(func() (*classify.Classifier, text.Tokenizer) {
	rng := torchrand.New(123)
	tok, loaders := exampleData(rng)
	c := exampleClassifier(rng)
	opt := classify.BookOptions()
	opt.Epochs, opt.EvalBatches, opt.Optimizer = 2, 1, pretrain.NewAdamW(0.01, 0.1)
	must(classify.Train(context.Background(), backendtest.Open(), c, loaders, opt))
	return c, tok
})

// What a trained classifier makes of a message (section 6.8).
func ExamplePredictor_Classify() {
	c, tok := trainedExample()
	predictor := must(classify.NewPredictor(backendtest.Open(), c, tok))
	defer predictor.Finalize()
	for _, message := range []string{
		"Claim your FREE holiday now! Text BEACH to 07700 900144. One free try, then 50p a day till you send STOP",
		"Are you coming?",
	} {
		p := must(predictor.Classify(message))
		fmt.Printf("%.2f %v\n", p.Probabilities[classify.Spam], p)
	}
	// Output:
	// 0.98 spam (by its first 32 tokens; the last 8 did not fit)
	// 0.03 not spam
}

// A classifier in a folder, and back (section 6.8).
func ExampleClassifier_Save() {
	dir := filepath.Join(must(os.MkdirTemp("", "classifier")), "spam")
	defer os.RemoveAll(filepath.Dir(dir))
	c, tok := trainedExample()
	if err := c.Save(dir); err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range []*classify.Classifier{c, must(classify.Load(dir))} {
		predictor := must(classify.NewPredictor(backendtest.Open(), c, tok))
		fmt.Printf("%.4f\n", must(predictor.Classify("Are you coming?")).Probabilities)
		predictor.Finalize()
	}
	// Output:
	// [0.9731 0.0269]
	// [0.9731 0.0269]
}
