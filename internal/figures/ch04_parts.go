package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
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
		mean, variance := e.meanVar(in.GoMLX("out"), true)
		return map[string]any{"mean": mean, "var": variance}, nil
	}},
	{"ch04.ln.normalized", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		normalized := e.eval1(nn.NewBuilder(0), normalizeByHand, in.GoMLX("out"))
		mean, variance := e.meanVar(normalized, true)
		return map[string]any{"normalized": normalized, "mean": mean, "var": variance}, nil
	}},
	{"ch04.ln.normalized_fixed", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		mean, variance := e.meanVar(e.eval1(nn.NewBuilder(0), normalizeByHand, in.GoMLX("out")), true)
		return map[string]any{"mean": mean, "var": variance}, nil
	}},
	{"ch04.ln.class_out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		return e.eval1(b, gpt.NewLayerNorm(b, 6).Forward, in.GoMLX("out")), nil
	}},
	{"ch04.ln.class_mean_var", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		mean, variance := e.meanVar(e.eval1(b, gpt.NewLayerNorm(b, 6).Forward, in.GoMLX("out")), false)
		return map[string]any{"mean": mean, "var": variance}, nil
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
		from, to, n := in.Float("from"), in.Float("to"), in.Int("n")
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(from + (to-from)*float64(i)/float64(n-1))
		}
		return map[string]any{
			"x": x, "gelu": e.eval1(nn.NewBuilder(0), gpt.GELU, x), "relu": e.eval1(nn.NewBuilder(0), gpt.ReLU, x),
		}, nil
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

// normalizeByHand is what section 4.2 does before there is a class: subtract the mean, divide by the root of the
// variance over n-1.
func normalizeByHand(x *graph.Node) *graph.Node {
	return graph.Div(graph.Sub(x, rowMean(x)), graph.Sqrt(gpt.Variance(x, true)))
}

func rowMean(x *graph.Node) *graph.Node { return graph.ReduceAndKeep(x, graph.ReduceMean, -1) }

// meanVar are the mean and variance of every row, the axis kept.
func (e *Env) meanVar(x *tensors.Tensor, unbiased bool) (mean, variance *tensors.Tensor) {
	out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{rowMean(n[0]), gpt.Variance(n[0], unbiased)}
	}, x)
	return out[0], out[1]
}

// gradientMeans is the comparison of section 4.4.
func (e *Env) gradientMeans(in Inputs, shortcut bool) (any, error) {
	b := nn.NewBuilder(in.Seed())
	network := gpt.NewDeepNetwork(b, in.Tensor("layer_sizes").Ints(), shortcut)
	gradients, err := network.GradientMeans(e.Backend, b.Store(), in.Rows("x"))
	means := map[string]float32{}
	for _, g := range gradients {
		means[g.Name] = g.Mean
	}
	return means, err
}
