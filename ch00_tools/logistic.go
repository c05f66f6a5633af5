package tools

import "github.com/gomlx/gomlx/core/graph"

// LogisticLoss is logistic regression as a graph (section A.3): the input x, weighed and
// shifted, becomes a probability a, and the loss says how far that is from the label y. All
// four have one shape.
//
// With x = 1.1, w = 2.2, b = 0 and y = 1: z = 2.42, a = 0.9183, loss = -log 0.9183 = 0.0852.
func LogisticLoss(x, w, b, y *graph.Node) *graph.Node {
	z := graph.Add(graph.Mul(x, w), b) // net input
	a := graph.Sigmoid(z)              // activation and output
	return BinaryCrossEntropy(a, y)
}

// BinaryCrossEntropy is the mean of -log(probability of the label): p are the probabilities of
// label 1, between 0 and 1, and y the labels, 0 or 1, in the same shape. The result is a
// scalar.
func BinaryCrossEntropy(p, y *graph.Node) *graph.Node {
	p.AssertDims(y.Shape().Dimensions...)
	one := graph.Mul(y, graph.Log(p))
	zero := graph.Mul(graph.OneMinus(y), graph.Log(graph.OneMinus(p)))
	return graph.Neg(graph.ReduceAllMean(graph.Add(one, zero)))
}
