package pretrain_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// The first step moves each parameter by the learning rate, 0.01, whatever its gradient is, and weight decay takes a
// thousandth of it (section 5.2).
func ExampleAdamW() {
	b := nn.NewBuilder(123)
	p := b.Parameter("p", []float32{1, -2, 4}, 3)
	trainer := must(pretrain.NewTrainer(backendtest.Open(), b, func(in []*graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Mul(p.NodeValue(in[0]), in[0])) // its gradient is the input
	}, pretrain.NewAdamW(0.01, 0.1)))
	defer trainer.Finalize()
	must(trainer.Step(tensors.FromValue([]float32{0.001, -50, 0})))
	fmt.Printf("%.4f\n", p.MustValue().Value())
	// Output: [0.9890 -1.9880 3.9960]
}

// Steps on one batch, again and again: the loss falls (section 5.2).
func ExampleTrainer_Step() {
	m := exampleModel(torchrand.New(123))
	trainer := must(pretrain.NewTrainer(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m),
		pretrain.NewAdamW(0.01, 0.1)))
	defer trainer.Finalize()
	inputs := must(nn.IDs(must(pretrain.TextToIDs("the cat sat on a", letters{})), len(alphabet)))
	targets := must(pretrain.TargetTensor(must(pretrain.TextToIDs("he cat sat on a ", letters{})), len(alphabet)))
	for range 5 {
		result := must(trainer.Step(inputs, targets))
		fmt.Printf("loss %.4f, norm of the gradient %.4f\n", result.Loss, result.GradientNorm)
	}
	// Output:
	// loss 3.5471, norm of the gradient 1.3283
	// loss 3.1880, norm of the gradient 1.2915
	// loss 2.8534, norm of the gradient 1.2736
	// loss 2.5475, norm of the gradient 1.2474
	// loss 2.2796, norm of the gradient 1.2051
}

// A whole training run, with the log of the book (section 5.2).
func ExampleTrain() {
	rng := torchrand.New(123)
	m := exampleModel(rng)
	loaders := must(pretrain.NewLoaders(babble(340), letters{},
		pretrain.DataOptions{TrainRatio: 0.8, BatchSize: 2, ContextLength: 16}, rng))
	opt := pretrain.BookOptions()
	opt.Epochs, opt.Optimizer = 3, pretrain.NewAdamW(0.01, 0.1)
	opt.StartContext, opt.SampleTokens = "the cat", 20
	history, err := pretrain.Train(context.Background(), backendtest.Open(), m, loaders, letters{}, opt,
		pretrain.Log(os.Stdout))
	fmt.Println(len(history.StepLosses), "steps,", history.TokensSeen[len(history.TokensSeen)-1], "tokens,", err)
	// Output:
	// Ep 1 (Step 000000): Train loss 3.366, Val loss 3.248
	// Ep 1 (Step 000005): Train loss 2.291, Val loss 2.446
	// the cat a a a a a a a a a a
	// Ep 2 (Step 000010): Train loss 2.019, Val loss 2.112
	// Ep 2 (Step 000015): Train loss 1.678, Val loss 1.771
	// the cat a a a a a a a a a a
	// Ep 3 (Step 000020): Train loss 1.505, Val loss 1.498
	// the cat sa oa a a a a a a a
	// 24 steps, 672 tokens, <nil>
}
