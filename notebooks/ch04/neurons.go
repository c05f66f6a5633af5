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

// MeanVariance is the mean and the variance of every row, the axes kept: [rows, columns] to [rows, 1] each (section
// 4.2).
type MeanVariance struct {
	Mean     *tensors.Tensor `json:"mean"`
	Variance *tensors.Tensor `json:"var"`
}

// Measure takes mean and variance of the rows of x, the variance over n-1 if unbiased, else over n.
func Measure(be compute.Backend, x *tensors.Tensor, unbiased bool) (MeanVariance, error) {
	out, err := graph.CallOnceN(be, func(x *graph.Node) []*graph.Node {
		return []*graph.Node{gpt.Mean(x), gpt.Variance(x, unbiased)}
	}, x)
	if err != nil {
		return MeanVariance{}, err
	}
	return MeanVariance{out[0], out[1]}, nil
}
