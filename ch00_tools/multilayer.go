package tools

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"

	"llmfromscratch/shared/nn"
)

// NeuralNetwork has two hidden layers, of 30 and 20 neurons (section A.5). What comes out of
// the last layer are logits: numbers of any size, one for each class, that softmax makes
// probabilities of.
type NeuralNetwork struct {
	Hidden1, Hidden2, Output *nn.Linear
}

// NewNeuralNetwork draws the layers from first to last. Their names are those of the book's
// Sequential, in which the activations count: layers.0, layers.2, layers.4.
func NewNeuralNetwork(b *nn.Builder, in, out int) *NeuralNetwork {
	layers := b.In("layers")
	return &NeuralNetwork{
		Hidden1: nn.NewLinear(layers.In("0"), in, 30, true),
		Hidden2: nn.NewLinear(layers.In("2"), 30, 20, true),
		Output:  nn.NewLinear(layers.In("4"), 20, out, true),
	}
}

// Forward maps features [batch, in] to logits [batch, out].
func (n *NeuralNetwork) Forward(x *graph.Node) *graph.Node {
	x.AssertRank(2)
	x = activation.Relu(n.Hidden1.Forward(x)) // [batch, 30]
	x = activation.Relu(n.Hidden2.Forward(x)) // [batch, 20]
	return n.Output.Forward(x)
}
