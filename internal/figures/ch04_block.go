package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// ch04Block is section 4.5: the transformer block.
var ch04Block = []Computation{
	{"ch04.block.train", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		x := uniform(b, 2, 4, 768)
		return e.evalTraining1(b, gpt.NewBlock(b, decode[gpt.Config](in, "config")).Forward, x), nil
	}},
	{"ch04.block.eval", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		x := uniform(b, 2, 4, 768)
		return e.eval1(b, gpt.NewBlock(b, decode[gpt.Config](in, "config")).Forward, x), nil
	}},
	{"ch04.block.small", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(in.Seed())
		block := gpt.NewBlock(b, decode[gpt.Config](in, "config"))
		return e.eval1(b, block.Forward, randn(b, 2, 5, 8)), nil
	}},
	{"ch04.block.small.grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		block := gpt.NewBlock(b, decode[gpt.Config](in, "config"))
		setParameters(b.Store(), Inputs{must(book.Find(in.Text("weights_of")))}.Weights("weights"))
		// a variable, so that it has a gradient too
		x := b.Parameter("x", in.Tensor("x").Float32s(), in.Tensor("x").Shape...)
		return e.gradients(b.Store(), func(n []*graph.Node) *graph.Node {
			return graph.ReduceAllSum(graph.Mul(block.Forward(x.NodeValue(n[0])), n[0]))
		}, in.GoMLX("g")), nil
	}},
}
