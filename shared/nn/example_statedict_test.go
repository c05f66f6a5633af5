package nn_test

import (
	"fmt"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// The values of a model are kept, the model changes, and it is set back: the same outputs as before.
func ExampleLoadStateDict() {
	b := nn.NewBuilder(123)
	layer := nn.NewLinear(b.In("proj"), 3, 2, true)
	outputs := func() {
		y, err := nn.Eval1(backendtest.Open(), b, layer.Forward, [][]float32{{0.43, 0.15, 0.89}})
		if err != nil {
			panic(err)
		}
		fmt.Printf("%.4f\n", y.Value())
	}
	outputs()
	kept, err := nn.StateDict(b.Store())
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d tensors, proj.bias %.4f\n", len(kept), kept["proj.bias"].Value())
	if err := layer.Bias.SetValue(ones(2)); err != nil {
		panic(err)
	}
	outputs()
	if err := nn.LoadStateDict(b.Store(), kept); err != nil {
		panic(err)
	}
	outputs()

	delete(kept, "proj.bias")
	fmt.Println(nn.LoadStateDict(b.Store(), kept))
	// Output:
	// [[-0.7732 -0.0625]]
	// 2 tensors, proj.bias [-0.4196 -0.4590]
	// [[0.6464 1.3965]]
	// [[-0.7732 -0.0625]]
	// the state dict does not fit the model: parameter proj.bias [2] is missing
}
