package lesson

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// SixNeurons is the example of section 4.2: two random inputs of five numbers, a linear layer of six neurons and ReLU,
// all from torch.manual_seed(123). The result [2, 6] has a zero wherever a neuron's sum was negative: the first row is
// (0.2260, 0.3470, 0, 0.2216, 0, 0).
func SixNeurons(be compute.Backend) (*tensors.Tensor, error) {
	b := nn.NewBuilder(123)
	inputs := make([]float32, 2*5)
	b.RNG.Randn(inputs)
	layer := nn.NewLinear(b, 5, 6, true)
	forward := func(x *graph.Node) *graph.Node { return gpt.ReLU(layer.Forward(x)) }
	return nn.Eval1(be, b, forward, tensors.FromFlatDataAndDimensions(inputs, 2, 5))
}
