package figures

import (
	"context"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/nn"
)

// ch03Causal is section 3.5: masks, dropout on attention weights, and the causal attention module.
var ch03Causal = []Computation{
	{"ch03.causal.weights_full", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, weightsOfV2), nil
	}},
	{"ch03.causal.scores", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, (*attention.SelfAttentionV2).Scores), nil
	}},
	{"ch03.causal.mask", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.eval1(nn.NewBuilder(0), func(x *graph.Node) *graph.Node { return attention.CausalMask(x, 6) },
			float32(0)), nil
	}},
	{"ch03.causal.masked_simple", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, func(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node {
			return graph.Mul(weightsOfV2(a, x), attention.CausalMask(x, 6))
		}), nil
	}},
	{"ch03.causal.masked_norm", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, func(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node {
			return attention.MaskAndRenormalize(weightsOfV2(a, x))
		}), nil
	}},
	{"ch03.causal.masked_scores", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, func(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node {
			return attention.HideFuture(a.Scores(x))
		}), nil
	}},
	{"ch03.causal.weights", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.v2(in, lesson.CausalWeights), nil
	}},
	{"ch03.dropout.ones", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		drop := nn.NewDropout(b, in.Float("p"))
		return e.evalTraining1(b, func(x *graph.Node) *graph.Node {
			return drop.Forward(graph.Ones(x.Graph(), shapes.Make(dtypes.Float32, 6, 6)))
		}, float32(0)), nil
	}},
	{"ch03.dropout.weights", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		v2 := nn.NewBuilder(0)
		a := attention.NewSelfAttentionV2(v2, 3, 2, false)
		setParameters(v2.Store(), in.Weights("weights")) // those of seed 789
		weights := e.eval1(v2, func(x *graph.Node) *graph.Node { return lesson.CausalWeights(a, x) }, in.GoMLX("inputs"))

		b := nn.NewBuilder(in.Seed()) // 123, set again before the dropout
		return e.evalTraining1(b, nn.NewDropout(b, in.Float("p")).Forward, weights), nil
	}},
	{"ch03.batch.shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return twice(in).Shape().Dimensions, nil
	}},
	{"ch03.causal_attention.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		return e.eval1(b, attention.NewCausal(b, 3, 2, 6, 0, false).Forward, twice(in)), nil
	}},
	{"ch03.causal_attention.dropout", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		ca := attention.NewCausal(b, 3, 2, 6, 0.5, false)
		return map[string]any{"train": e.evalTraining1(b, ca.Forward, twice(in)), "eval": e.eval1(b, ca.Forward, twice(in))},
			nil
	}},
	{"ch03.causal_attention.short", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		ca := attention.NewCausal(b, 3, 2, 6, 0.5, false)
		setParameters(b.Store(), in.Weights("weights"))
		return e.eval1(b, ca.Forward, [][][]float32{in.Rows("inputs")[:4]}), nil
	}},
}

func weightsOfV2(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node {
	_, weights := a.ForwardWithWeights(x)
	return weights
}

// twice is the batch of section 3.5.3: the six inputs two times, [2, 6, 3].
func twice(in Inputs) *tensors.Tensor {
	x := in.Rows("inputs")
	return tensors.FromValue([][][]float32{x, x})
}
