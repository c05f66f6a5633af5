package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// ch03Simple is section 3.3: self-attention without trainable weights.
var ch03Simple = []Computation{
	{"ch03.simple.scores2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return scores2(in), nil
	}},
	{"ch03.simple.dot", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		x := in.Rows("inputs")
		return attention.Dot(x[0], x[1]), nil
	}},
	{"ch03.simple.weights2_sum_norm", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weightsAndSum(attention.NormalizeBySum, in), nil
	}},
	{"ch03.simple.weights2_naive", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weightsAndSum(attention.SoftmaxNaive, in), nil
	}},
	{"ch03.simple.weights2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weightsAndSum(softmax, in), nil
	}},
	{"ch03.simple.context2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		scores := [][]float32{scores2(in)} // one query
		out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Squeeze(attention.ContextVectors(softmax(n[0]), n[1]), 0)}
		}, scores, in.GoMLX("inputs"))
		return out[0], nil
	}},
	{"ch03.simple.scores_loop", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		x := in.Rows("inputs")
		scores := make([][]float32, len(x))
		for i, query := range x {
			for _, key := range x {
				scores[i] = append(scores[i], attention.Dot(query, key))
			}
		}
		return scores, nil
	}},
	{"ch03.simple.scores", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.plain(in, func(x *graph.Node) *graph.Node { return attention.DotScores(x, x) }), nil
	}},
	{"ch03.simple.attn_weights", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.plain(in, simpleWeights), nil
	}},
	{"ch03.simple.row_sums", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.plain(in, func(x *graph.Node) *graph.Node { return graph.ReduceSum(simpleWeights(x), -1) }), nil
	}},
	{"ch03.simple.context", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.plain(in, simpleContext), nil
	}},
	{"ch03.simple.context2_again", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		context := e.plain(in, simpleContext)
		return context.Value().([][]float32)[1], nil
	}},
}

// scores2 are the dot products of the second token with every token.
func scores2(in Inputs) []float32 {
	x := in.Rows("inputs")
	var scores []float32
	for _, row := range x {
		scores = append(scores, attention.Dot(row, x[1]))
	}
	return scores
}

func softmax(x *graph.Node) *graph.Node { return graph.Softmax(x, -1) }

func simpleWeights(x *graph.Node) *graph.Node {
	_, weights := attention.Simple(x)
	return weights
}

func simpleContext(x *graph.Node) *graph.Node {
	context, _ := attention.Simple(x)
	return context
}

// weightsAndSum turns the second token's scores into weights and adds them up.
func (e *Env) weightsAndSum(normalize func(*graph.Node) *graph.Node, in Inputs) map[string]any {
	out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		weights := normalize(n[0])
		return []*graph.Node{weights, graph.ReduceAllSum(weights)}
	}, scores2(in))
	return map[string]any{"weights": out[0], "sum": out[1]}
}

// plain applies a graph function without parameters to the figure's input "inputs".
func (e *Env) plain(in Inputs, fn func(x *graph.Node) *graph.Node) *tensors.Tensor {
	return e.eval1(nn.NewBuilder(0), fn, in.GoMLX("inputs"))
}
