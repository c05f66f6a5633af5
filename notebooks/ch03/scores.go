package lesson

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
)

// Scores are the dot products of every token of x [seq, embed] with one of them, the query: [seq] (section 3.3.1).
func Scores(x [][]float32, query int) []float32 {
	scores := make([]float32, len(x))
	for i, row := range x {
		scores[i] = attention.Dot(row, x[query])
	}
	return scores
}

// Weights are attention weights and what they add up to (section 3.3.1).
type Weights struct {
	Weights *tensors.Tensor `json:"weights"` // [seq]
	Sum     *tensors.Tensor `json:"sum"`     // 1, but for rounding
}

// Weigh makes weights of scores [seq] by one of the ways of section 3.3.1: [attention.NormalizeBySum],
// [attention.SoftmaxNaive], or the library's softmax.
func Weigh(be compute.Backend, normalize func(scores *graph.Node) *graph.Node, scores []float32) (Weights, error) {
	out, err := graph.CallOnceN(be, func(scores *graph.Node) []*graph.Node {
		weights := normalize(scores)
		return []*graph.Node{weights, graph.ReduceAllSum(weights)}
	}, scores)
	if err != nil {
		return Weights{}, err
	}
	return Weights{out[0], out[1]}, nil
}
