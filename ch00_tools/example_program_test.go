package tools_test

import (
	"fmt"
	"log"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// The chapter in one program: a gradient by hand, a network of single numbers that learns either-or, and the network of
// the book's appendix A, which GoMLX trains.
func Example() {
	x := tools.NewValue(3)
	y := tools.Add(tools.Mul(x, x), x) // x² + x
	y.Backward()
	fmt.Printf("x²+x at 3 is %v, its slope 2x+1 is %v\n", y.Data, x.Grad)

	network := tools.NewNetwork(torchrand.New(123), tools.Tanh, 2, 4, 1)
	losses := tools.Fit(network.Parameters(), func() *tools.Value { return tools.XORLoss(network) }, 0.1, 400)
	fmt.Printf("either-or: loss from %.2f to %.2f\n", losses[0], losses[399])

	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)
	train, test := tools.ToyData()
	b := nn.NewBuilder(123) // torch.manual_seed(123)
	net := tools.NewNeuralNetwork(b, 2, 2)
	loader, err := tools.NewLoader(train, dataloader.Options{BatchSize: 2, Shuffle: true, DropLast: true, RNG: b.RNG})
	exitOn(err)
	exitOn(tools.Train(be, b, net, loader, 0.5, 3, func(epoch, batch int, loss float64) {
		fmt.Printf("epoch %d, batch %d: loss %.2f\n", epoch+1, batch+1, loss)
	}))
	classes, err := tools.Predict(be, b, net, test.Features)
	exitOn(err)
	fmt.Println("classes of two new examples:", classes)
	// Output:
	// x²+x at 3 is 12, its slope 2x+1 is 7
	// either-or: loss from 0.73 to 0.00
	// epoch 1, batch 1: loss 0.75
	// epoch 1, batch 2: loss 0.65
	// epoch 2, batch 1: loss 0.44
	// epoch 2, batch 2: loss 0.13
	// epoch 3, batch 1: loss 0.03
	// epoch 3, batch 2: loss 0.00
	// classes of two new examples: [0 1]
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
