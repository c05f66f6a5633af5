package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/nn"
)

// ch03Simple is section 3.3: self-attention without trainable weights.
var ch03Simple = []Computation{
	{"ch03.simple.scores2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.Scores(in.Rows("inputs"), 1), nil
	}},
	{"ch03.simple.dot", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		x := in.Rows("inputs")
		return attention.Dot(x[0], x[1]), nil
	}},
	{"ch03.simple.weights2_sum_norm", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weigh(in, attention.NormalizeBySum)
	}},
	{"ch03.simple.weights2_naive", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weigh(in, attention.SoftmaxNaive)
	}},
	{"ch03.simple.weights2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.weigh(in, pretrain.Probabilities)
	}},
	{"ch03.simple.context2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		scores := [][]float32{lesson.Scores(in.Rows("inputs"), 1)} // one query
		out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Squeeze(attention.ContextVectors(pretrain.Probabilities(n[0]), n[1]), 0)}
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

func simpleWeights(x *graph.Node) *graph.Node {
	_, weights := attention.Simple(x)
	return weights
}

func simpleContext(x *graph.Node) *graph.Node {
	context, _ := attention.Simple(x)
	return context
}

// weigh turns the second token's scores into weights and adds them up.
func (e *Env) weigh(in Inputs, normalize func(*graph.Node) *graph.Node) (any, error) {
	return lesson.Weigh(e.Backend, normalize, lesson.Scores(in.Rows("inputs"), 1))
}

// plain applies a graph function without parameters to the figure's input "inputs".
func (e *Env) plain(in Inputs, fn func(x *graph.Node) *graph.Node) *tensors.Tensor {
	return e.eval1(nn.NewBuilder(0), fn, in.GoMLX("inputs"))
}
