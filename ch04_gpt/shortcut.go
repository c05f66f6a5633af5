package gpt

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// DeepNetwork is a stack of Linear and GELU that shows what shortcut connections are for: without them the gradients of
// the first layers nearly vanish (section 4.4).
type DeepNetwork struct {
	Layers      []*nn.Linear
	UseShortcut bool
}

// NewDeepNetwork makes one layer between each two sizes: sizes 3, 3, 1 make layers 3 to 3 and 3 to 1.
func NewDeepNetwork(b *nn.Builder, layerSizes []int, useShortcut bool) *DeepNetwork {
	n := &DeepNetwork{UseShortcut: useShortcut}
	for i := range len(layerSizes) - 1 {
		layer := nn.NewLinear(b.In("layers").In("%d", i).In("0"), layerSizes[i], layerSizes[i+1], true)
		n.Layers = append(n.Layers, layer)
	}
	return n
}

// Forward maps [batch, first size] to [batch, last size]. A shortcut adds a layer's input to its output where both
// have one shape.
func (n *DeepNetwork) Forward(x *graph.Node) *graph.Node {
	x.AssertRank(2)
	for _, layer := range n.Layers {
		out := GELU(layer.Forward(x))
		if n.UseShortcut && out.Shape().Equal(x.Shape()) {
			out = graph.Add(x, out)
		}
		x = out
	}
	return x
}

// LayerGradient is the mean absolute gradient of one weight matrix.
type LayerGradient struct {
	Name string
	Mean float32
}

// GradientMeans runs the network on x, takes the squared error against a target of 0 and returns the mean absolute
// gradient of each layer's weights: the book's print_gradients.
func (n *DeepNetwork) GradientMeans(be model.Backend, store *model.Store, x [][]float32) ([]LayerGradient, error) {
	means, err := nn.Eval(be, store, func(in []*graph.Node) []*graph.Node {
		loss := graph.ReduceAllMean(graph.Square(n.Forward(in[0])))
		weights := make([]*graph.Node, len(n.Layers))
		for i, layer := range n.Layers {
			weights[i] = layer.Weight.NodeValue(loss)
		}
		gradients := graph.Gradient(loss, weights...)
		for i, g := range gradients {
			gradients[i] = graph.ReduceAllMean(graph.Abs(g))
		}
		return gradients
	}, x)
	if err != nil {
		return nil, err
	}
	result := make([]LayerGradient, len(means))
	for i, t := range means {
		result[i] = LayerGradient{Name: fmt.Sprintf("layers.%d.0.weight", i), Mean: t.Value().(float32)}
	}
	return result, nil
}
