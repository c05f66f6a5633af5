package tools_test

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// values makes inputs of numbers.
func values(x []float32) (all []*tools.Value) {
	for _, v := range x {
		all = append(all, tools.NewValue(float64(v)))
	}
	return all
}

func TestNetworksHaveTheNumbersAndGradientsOfTensors(t *testing.T) {
	x, b := []float32{0.5, -1, 2}, nn.NewBuilder(123)
	hidden, output := nn.NewLinear(b.In("0"), 3, 4, true), nn.NewLinear(b.In("1"), 4, 2, true)
	parameters := nn.Trainable(b.Store())
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		y := output.Forward(graph.Tanh(hidden.Forward(in[0])))
		var nodes []*graph.Node
		for _, p := range parameters {
			nodes = append(nodes, p.NodeValue(y))
		}
		return append([]*graph.Node{y}, graph.Gradient(graph.ReduceAllSum(graph.Square(y)), nodes...)...)
	}, [][]float32{x})
	if err != nil {
		t.Fatal(err)
	}

	network := tools.NewNetwork(torchrand.New(123), tools.Tanh, 3, 4, 2)
	y := network.Forward(values(x))
	wantNear(t, "outputs", []float64{y[0].Data, y[1].Data}, float64s(out[0]), 1e-6)
	tools.Add(tools.Pow(y[0], 2), tools.Pow(y[1], 2)).Backward()
	for l, layer := range network {
		var weights, biases []float64
		for _, neuron := range layer {
			for _, w := range neuron.Weights {
				weights = append(weights, w.Grad)
			}
			biases = append(biases, neuron.Bias.Grad)
		}
		wantNear(t, "gradients of weights", weights, float64s(out[1+2*l]), 1e-6)
		wantNear(t, "gradients of biases", biases, float64s(out[2+2*l]), 1e-6)
	}
}

// float64s are a tensor's values.
func float64s(x *tensors.Tensor) (values []float64) {
	for _, v := range tensors.MustCopyFlatData[float32](x) {
		values = append(values, float64(v))
	}
	return values
}

func TestNeuronsRefuseOtherNumbersOfInputs(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a neuron of three weights takes two inputs")
		}
	}()
	tools.NewLayer(torchrand.New(1), 3, 1, tools.Identity).Forward(values([]float32{1, 2}))
}
