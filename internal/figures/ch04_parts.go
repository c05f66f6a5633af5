package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/nn"
)

// ch04Parts is sections 4.2 to 4.4: layer normalization, GELU, the feed-forward network, shortcuts.
var ch04Parts = []Computation{
	{"ch04.ln.x", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return randn(nn.NewBuilder(in.Seed()), 2, 5), nil
	}},
	{"ch04.ln.layer_out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		x := randn(b, 2, 5)
		layer := nn.NewLinear(b, 5, 6, true)
		return e.eval1(b, func(x *graph.Node) *graph.Node { return gpt.ReLU(layer.Forward(x)) }, x), nil
	}},
	{"ch04.ln.mean_var", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.Measure(e.Backend, in.GoMLX("out"), true)
	}},
	{"ch04.ln.normalized", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		normalized := e.eval1(nn.NewBuilder(0), gpt.Standardize, in.GoMLX("out"))
		m, err := lesson.Measure(e.Backend, normalized, true)
		return map[string]any{"normalized": normalized, "mean": m.Mean, "var": m.Variance}, err
	}},
	{"ch04.ln.normalized_fixed", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.Measure(e.Backend, e.eval1(nn.NewBuilder(0), gpt.Standardize, in.GoMLX("out")), true)
	}},
	{"ch04.ln.class_out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		return e.eval1(b, gpt.NewLayerNorm(b, 6).Forward, in.GoMLX("out")), nil
	}},
	{"ch04.ln.class_mean_var", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		return lesson.Measure(e.Backend, e.eval1(b, gpt.NewLayerNorm(b, 6).Forward, in.GoMLX("out")), false)
	}},
	{"ch04.ln.scale_shift", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		norm := gpt.NewLayerNorm(b, 7)
		for variable, name := range map[interface {
			SetValue(*tensors.Tensor) error
		}]string{norm.Scale: "scale", norm.Shift: "shift"} {
			if err := variable.SetValue(in.GoMLX(name)); err != nil {
				return nil, err
			}
		}
		out := e.eval(b, func(n []*graph.Node) []*graph.Node {
			x := n[0]
			y := norm.Forward(x)
			sum := graph.ReduceAllSum(graph.Mul(y, n[1]))
			return append(graph.Gradient(sum, x, norm.Scale.NodeValue(x), norm.Shift.NodeValue(x)), y)
		}, in.GoMLX("x"), in.GoMLX("g"))
		return map[string]any{"grad_x": out[0], "grad_scale": out[1], "grad_shift": out[2], "out": out[3]}, nil
	}},
	{"ch04.gelu.curve", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.Activations(e.Backend, in.Float("from"), in.Float("to"), in.Int("n"))
	}},
	{"ch04.gelu.points", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		slope := func(x *graph.Node) *graph.Node { return graph.Gradient(graph.ReduceAllSum(gpt.GELU(x)), x)[0] }
		x := in.GoMLX("x")
		return map[string]any{
			"gelu_tanh": e.eval1(nn.NewBuilder(0), gpt.GELU, x), "grad": e.eval1(nn.NewBuilder(0), slope, x),
			"gelu_exact": e.eval1(nn.NewBuilder(0), gpt.GELUExact, x),
		}, nil
	}},
	{"ch04.ffn.emb_dim", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return gpt.GPT2Small().EmbDim, nil
	}},
	{"ch04.ffn.shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		ffn := gpt.NewFeedForward(b, gpt.GPT2Small().EmbDim)
		return e.eval1(b, ffn.Forward, uniform(b, 2, 3, 768)).Shape().Dimensions, nil
	}},
	{"ch04.ffn.small", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		ffn := gpt.NewFeedForward(b, 4)
		return e.eval1(b, ffn.Forward, randn(b, 2, 3, 4)), nil
	}},
	{"ch04.shortcut.without", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.gradientMeans(in, false)
	}},
	{"ch04.shortcut.with", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.gradientMeans(in, true)
	}},
}

// gradientMeans is the comparison of section 4.4.
func (e *Env) gradientMeans(in Inputs, shortcut bool) (any, error) {
	gradients, err := lesson.GradientMeans(e.Backend, in.Seed(), in.Tensor("layer_sizes").Ints(), in.Rows("x"), shortcut)
	return lesson.ByName(gradients), err
}
