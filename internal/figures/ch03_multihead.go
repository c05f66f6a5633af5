package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// ch03MultiHead is section 3.6: several heads, exercises 3.2 and 3.3, and the chapter's summary notebook.
var ch03MultiHead = []Computation{
	{"ch03.mha_wrapper.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		return e.eval1(b, attention.NewMultiHeadWrapper(b, 3, 2, 6, 0, 2, false).Forward, twice(in)), nil
	}},
	{"ch03.mha.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		return e.eval1(b, attention.NewMultiHead(b, 3, 2, 6, 0, in.Int("num_heads"), false).Forward, twice(in)), nil
	}},
	{"ch03.batched_matmul", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.eval1(nn.NewBuilder(0), func(a *graph.Node) *graph.Node { return attention.DotScores(a, a) },
			in.GoMLX("a")), nil
	}},
	{"ch03.batched_matmul.heads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		heads := in.GoMLX("a").Value().([][][][]float32)[0]
		var products [][][]float32
		for _, head := range heads {
			product := e.eval1(nn.NewBuilder(0), func(a *graph.Node) *graph.Node { return attention.DotScores(a, a) },
				head)
			products = append(products, product.Value().([][]float32))
		}
		return products, nil
	}},
	{"ch03.mha.bias4", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		mha := attention.NewMultiHead(b, 6, 8, 5, 0, in.Int("num_heads"), true)
		return e.eval1(b, mha.Forward, randn(b, 2, 5, 6)), nil
	}},
	{"ch03.mha.bias4.grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		mha := attention.NewMultiHead(b, 6, 8, 5, 0, in.Int("num_heads"), true)
		setParameters(b.Store(), in.Weights("weights"))
		return e.gradients(b.Store(), func(n []*graph.Node) *graph.Node {
			return graph.ReduceAllSum(graph.Square(mha.Forward(n[0])))
		}, in.GoMLX("x")), nil
	}},
	{"ch03.mha.bad_heads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return refused(func() error {
			attention.NewMultiHead(nn.NewBuilder(0), 3, in.Int("d_out"), 6, 0, in.Int("num_heads"), false)
			return nil
		}), nil
	}},
	{"ch03.ex2.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		return e.eval1(b, attention.NewMultiHeadWrapper(b, 3, 1, 6, 0, 2, false).Forward, twice(in)), nil
	}},
	{"ch03.ex3.params", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		attention.NewMultiHead(b, in.Int("d_in"), in.Int("d_out"), in.Int("context_length"), 0, in.Int("num_heads"),
			false)
		total, _ := nn.NumParameters(b.Store())
		return total, nil
	}},
	{"ch03.mha_nb.variant_a_shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		embeddings := e.inputEmbeddings(b)
		heads := attention.NewMultiHeadWrapper(b.In("heads"), 256, 256/2, 4, 0, 2, false)
		return e.eval1(b, heads.Forward, embeddings).Shape().Dimensions, nil
	}},
	{"ch03.mha_nb.variant_b_shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		embeddings := e.inputEmbeddings(b)
		heads := attention.NewMultiHead(b.In("heads"), 256, 256, 4, 0, 2, false)
		return e.eval1(b, heads.Forward, embeddings).Shape().Dimensions, nil
	}},
}

// randn draws a tensor of standard normal numbers from the builder's generator: torch.randn.
func randn(b *nn.Builder, dims ...int) *tensors.Tensor { return drawn(b.RNG.Randn, dims) }

// uniform draws a tensor of numbers in [0, 1) from the builder's generator: torch.rand.
func uniform(b *nn.Builder, dims ...int) *tensors.Tensor { return drawn(b.RNG.Rand, dims) }

// drawn is a tensor of numbers that draw puts into a slice.
func drawn(draw func([]float32), dims []int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float32, n)
	draw(values)
	return tensors.FromFlatDataAndDimensions(values, dims...)
}
