package lesson

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
)

// Curve is GELU and ReLU at some points (section 4.3).
type Curve struct {
	X    []float32       `json:"x"`
	GELU *tensors.Tensor `json:"gelu"`
	ReLU *tensors.Tensor `json:"relu"`
}

// Activations are both functions at n points from one number to another, both ends among them.
func Activations(be compute.Backend, from, to float64, n int) (Curve, error) {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(from + (to-from)*float64(i)/float64(n-1))
	}
	out, err := graph.CallOnceN(be, func(x *graph.Node) []*graph.Node {
		return []*graph.Node{gpt.GELU(x), gpt.ReLU(x)}
	}, x)
	if err != nil {
		return Curve{}, err
	}
	return Curve{x, out[0], out[1]}, nil
}
