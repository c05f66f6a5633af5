package gpt

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

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
	forward := func(x *graph.Node) *graph.Node { return ReLU(layer.Forward(x)) }
	return nn.Eval1(be, b, forward, tensors.FromFlatDataAndDimensions(inputs, 2, 5))
}

// Mean is the mean of every row, the axis kept: […, embed] to […, 1] (section 4.2).
func Mean(x *graph.Node) *graph.Node {
	return graph.ReduceAndKeep(x, graph.ReduceMean, -1)
}

// Standardize subtracts from every row its mean and divides by the root of its variance over n-1: the normalization
// that section 4.2 does by hand, before [LayerNorm]. The row (1, 2, 3) becomes (-1, 0, 1). A row of equal numbers has
// variance 0 and becomes NaN, which is what LayerNorm's epsilon is for.
func Standardize(x *graph.Node) *graph.Node {
	return graph.Div(graph.Sub(x, Mean(x)), graph.Sqrt(Variance(x, true)))
}
