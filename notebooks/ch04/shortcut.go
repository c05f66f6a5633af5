package lesson

import (
	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// LayerSizes are those of the network of section 4.4: five layers, the last one of a single neuron.
func LayerSizes() []int { return []int{3, 3, 3, 3, 3, 1} }

// GradientMeans is the experiment of section 4.4: the mean absolute gradients of the layers of a network, first layer
// first, for one input [batch, in] and the target 0. The seed makes the layers, so with and without shortcuts they are
// the same.
func GradientMeans(be compute.Backend, seed int64, layerSizes []int, x [][]float32,
	shortcut bool) ([]gpt.LayerGradient, error) {
	b := nn.NewBuilder(seed)
	return gpt.NewDeepNetwork(b, layerSizes, shortcut).GradientMeans(be, b.Store(), x)
}

// ByName are the means of layers under their names.
func ByName(gradients []gpt.LayerGradient) map[string]float32 {
	means := map[string]float32{}
	for _, g := range gradients {
		means[g.Name] = g.Mean
	}
	return means
}
