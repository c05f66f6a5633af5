package tools

import (
	"fmt"
	"math"

	"llmfromscratch/shared/torchrand"
)

// Neuron weighs its inputs, adds them up together with a bias, and bends the sum by an
// activation.
type Neuron struct {
	Weights    []*Value // one for each input
	Bias       *Value
	Activation func(*Value) *Value
}

// Forward is activation(w₁·x₁ + w₂·x₂ + … + bias). It panics when there are not as many inputs
// as weights.
func (n *Neuron) Forward(x []*Value) *Value {
	if len(x) != len(n.Weights) {
		panic(fmt.Errorf("a neuron of %d weights was given %d inputs", len(n.Weights), len(x)))
	}
	sum := n.Bias
	for i, w := range n.Weights {
		sum = Add(sum, Mul(w, x[i]))
	}
	return n.Activation(sum)
}

// Identity is no activation: the sum as it is.
func Identity(sum *Value) *Value { return sum }

// Layer is several neurons that see the same inputs, each with weights of its own. Without
// activation it is a linear layer, nn.Linear.
type Layer []*Neuron

// NewLayer draws the weights of one neuron after the other and then all biases, uniformly
// between ±1/√in, as nn.NewLinear does: with generators in the same state both have the same
// values.
func NewLayer(rng *torchrand.Generator, in, out int, activation func(*Value) *Value) Layer {
	bound := 1 / math.Sqrt(float64(in))
	weights, biases := drawn(rng, out*in, bound), drawn(rng, out, bound)
	layer := make(Layer, out)
	for i := range layer {
		layer[i] = &Neuron{weights[i*in : (i+1)*in], biases[i], activation}
	}
	return layer
}

// drawn are n numbers between ±bound.
func drawn(rng *torchrand.Generator, n int, bound float64) []*Value {
	numbers, values := make([]float32, n), make([]*Value, n)
	rng.Uniform(numbers, -bound, bound)
	for i, x := range numbers {
		values[i] = NewValue(float64(x))
	}
	return values
}

// Forward gives one number for each neuron.
func (l Layer) Forward(x []*Value) []*Value {
	out := make([]*Value, len(l))
	for i, neuron := range l {
		out[i] = neuron.Forward(x)
	}
	return out
}

// Parameters are all weights and biases: what training changes.
func (l Layer) Parameters() (all []*Value) {
	for _, neuron := range l {
		all = append(append(all, neuron.Weights...), neuron.Bias)
	}
	return all
}

// Network is layers one after the other: the outputs of each are the inputs of the next.
type Network []Layer

// NewNetwork has layers of the given widths, the number of inputs first: NewNetwork(rng, Tanh,
// 2, 4, 1) has two inputs, a hidden layer of four neurons, and one output, which has no
// activation.
func NewNetwork(rng *torchrand.Generator, activation func(*Value) *Value, widths ...int) Network {
	var n Network
	for i, in := range widths[:len(widths)-1] {
		if i == len(widths)-2 {
			activation = Identity
		}
		n = append(n, NewLayer(rng, in, widths[i+1], activation))
	}
	return n
}

// Forward maps the inputs to the outputs of the last layer.
func (n Network) Forward(x []*Value) []*Value {
	for _, layer := range n {
		x = layer.Forward(x)
	}
	return x
}

// Parameters are those of all layers.
func (n Network) Parameters() (all []*Value) {
	for _, layer := range n {
		all = append(all, layer.Parameters()...)
	}
	return all
}
