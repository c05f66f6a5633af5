package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// ch03SelfAttention is section 3.4: query, key and value weights, and exercise 3.1.
var ch03SelfAttention = []Computation{
	{"ch03.qkv.weights", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		a := attention.NewSelfAttentionV1(nn.NewBuilder(in.Seed()), 3, 2)
		return stack(a.WQuery, a.WKey, a.WValue), nil
	}},
	{"ch03.qkv.query2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.qkv(in).queries[1], nil
	}},
	{"ch03.qkv.keys", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.qkv(in).keys, nil
	}},
	{"ch03.qkv.values", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.qkv(in).values, nil
	}},
	{"ch03.qkv.score22", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		v := e.qkv(in)
		return attention.Dot(v.queries[1], v.keys[1]), nil
	}},
	{"ch03.qkv.scores2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.secondQuery(in, func(scores, _ *graph.Node) *graph.Node { return scores }), nil
	}},
	{"ch03.qkv.attn_weights2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.secondQuery(in, func(scores, values *graph.Node) *graph.Node {
			return attention.ScaledWeights(scores, values.Shape().Dim(-1))
		}), nil
	}},
	{"ch03.qkv.context2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.secondQuery(in, func(scores, values *graph.Node) *graph.Node {
			return attention.ContextVectors(attention.ScaledWeights(scores, values.Shape().Dim(-1)), values)
		}), nil
	}},
	{"ch03.sa_v1.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		return e.eval1(b, attention.NewSelfAttentionV1(b, 3, 2).Forward, in.GoMLX("inputs")), nil
	}},
	{"ch03.sa_v2.weights", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		a := attention.NewSelfAttentionV2(nn.NewBuilder(in.Seed()), 3, 2, false)
		return stack(weight(a.WQuery), weight(a.WKey), weight(a.WValue)), nil
	}},
	{"ch03.sa_v2.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, (*attention.SelfAttentionV2).Forward), nil
	}},
	{"ch03.ex1.v1", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		v2 := attention.NewSelfAttentionV2(nn.NewBuilder(in.Seed()), 3, 2, false)
		b := nn.NewBuilder(0)
		v1 := attention.NewSelfAttentionV1(b, 3, 2)
		if err := lesson.SetTransposed(v1, v2); err != nil {
			return nil, err
		}
		return e.eval1(b, v1.Forward, in.GoMLX("inputs")), nil
	}},
	{"ch03.ex1.v2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, (*attention.SelfAttentionV2).Forward), nil
	}},
}

// qkv holds queries, keys and values of all tokens, [seq, out] each.
type qkv struct{ queries, keys, values [][]float32 }

// qkv multiplies the inputs by the three matrices of SelfAttentionV1, as section 3.4.1 does before there is a class.
func (e *Env) qkv(in Inputs) qkv {
	b := nn.NewBuilder(in.Seed())
	a := attention.NewSelfAttentionV1(b, 3, 2)
	out := e.eval(b, func(n []*graph.Node) []*graph.Node {
		queries, keys, values := lesson.Project(a, n[0])
		return []*graph.Node{queries, keys, values}
	}, in.GoMLX("inputs"))
	rows := func(t *tensors.Tensor) [][]float32 { return t.Value().([][]float32) }
	return qkv{rows(out[0]), rows(out[1]), rows(out[2])}
}

// secondQuery gives fn the scores of the second query against all keys, [1, seq], and the values; the result loses its
// first axis.
func (e *Env) secondQuery(in Inputs, fn func(scores, values *graph.Node) *graph.Node) *tensors.Tensor {
	v := e.qkv(in)
	return e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{graph.Squeeze(fn(attention.DotScores(n[0], n[1]), n[2]), 0)}
	}, v.queries[1:2], v.keys, v.values)[0]
}

// v2 runs a method of SelfAttentionV2, made with the figure's seed, on the figure's inputs.
func (e *Env) v2(in Inputs, method func(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node) *tensors.Tensor {
	b := nn.NewBuilder(in.Seed())
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	return e.eval1(b, func(x *graph.Node) *graph.Node { return method(a, x) }, in.GoMLX("inputs"))
}

// weight is the weight of a layer that is a plain nn.Linear.
func weight(l nn.Layer) *model.Variable { return l.(*nn.Linear).Weight }

// stack lays parameters of one shape on top of each other, along a new first axis.
func stack(variables ...*model.Variable) book.Tensor {
	t := book.Tensor{Shape: append([]int{len(variables)}, variables[0].Shape().Dimensions...)}
	for _, v := range variables {
		for _, x := range must(tensors.CopyFlatData[float32](must(v.Value()))) {
			t.Values = append(t.Values, float64(x))
		}
	}
	return t
}
