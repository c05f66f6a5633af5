package gpt

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// GELU is the activation of GPT-2, in the approximation by tanh that GPT-2 was trained with (section 4.3):
//
//	0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
//
// Unlike ReLU it is smooth and lets a little of small negative values through: GELU(-1) = -0.1588.
func GELU(x *graph.Node) *graph.Node {
	cube := graph.Mul(graph.Square(x), x)
	inner := graph.MulScalar(graph.Add(x, graph.MulScalar(cube, 0.044715)), math.Sqrt(2/math.Pi))
	return graph.MulScalar(graph.Mul(x, graph.OnePlus(graph.Tanh(inner))), 0.5)
}

// GELUExact is x·Φ(x) with the normal distribution's Φ from the error function. It differs from GELU in the fourth
// digit: GELUExact(-1) = -0.1587.
func GELUExact(x *graph.Node) *graph.Node {
	phi := graph.MulScalar(graph.OnePlus(graph.Erf(graph.MulScalar(x, 1/math.Sqrt2))), 0.5)
	return graph.Mul(x, phi)
}

// ReLU is x where x is positive and 0 elsewhere.
func ReLU(x *graph.Node) *graph.Node {
	return graph.MaxScalar(x, 0)
}
