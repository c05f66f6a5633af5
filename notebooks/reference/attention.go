package reference

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

func softmax(x Matrix) Matrix {
	var weights [][]float32
	for _, row := range narrow(x) {
		weights = append(weights, pretrain.Softmax(row, 1))
	}
	return wide(weights)
}

func (c *Chapters) mix(weights, values Matrix) Matrix {
	return c.graph(func(in []*graph.Node) *graph.Node {
		return attention.ContextVectors(in[0], in[1])
	}, weights, values)
}

func (c *Chapters) linear(x, weight Matrix) Matrix {
	b := nn.NewBlankBuilder()
	l := layer(b, weight, nil)
	return wide(must(nn.Eval1(c.be, b, l.Forward, narrow(x))).Value().([][]float32))
}

func (c *Chapters) scores(queries, keys Matrix) Matrix {
	return c.graph(func(in []*graph.Node) *graph.Node {
		return graph.DivScalar(attention.DotScores(in[0], in[1]), math.Sqrt(float64(len(keys[0]))))
	}, queries, keys)
}

func (c *Chapters) causalMask(scores Matrix) Matrix {
	return c.graph(func(in []*graph.Node) *graph.Node {
		return attention.ScaledWeights(attention.HideFuture(in[0]), 1)
	}, scores)
}

// splitHeads does what the chapter's multi-head attention does to one sequence.
func (c *Chapters) splitHeads(x Matrix, heads int) []Matrix {
	out := c.eval(nn.NewBlankBuilder().Store(), func(in []*graph.Node) *graph.Node {
		return graph.TransposeAllAxes(graph.Reshape(in[0], len(x), heads, len(x[0])/heads), 1, 0, 2)
	}, narrow(x))
	var all []Matrix
	for _, head := range out.Value().([][][]float32) {
		all = append(all, wide(head))
	}
	return all
}

func (c *Chapters) mergeHeads(heads []Matrix) Matrix {
	var all [][][]float32
	for _, head := range heads {
		all = append(all, narrow(head))
	}
	return wide(c.eval(nn.NewBlankBuilder().Store(), func(in []*graph.Node) *graph.Node {
		return graph.Reshape(graph.TransposeAllAxes(in[0], 1, 0, 2), len(all[0]), len(all)*len(all[0][0]))
	}, all).Value().([][]float32))
}

func (c *Chapters) multiHead(x, wq, wk, wv, wo Matrix, heads int) Matrix {
	b := nn.NewBlankBuilder()
	m := &attention.MultiHead{
		WQuery: layer(b.In("q"), wq, nil), WKey: layer(b.In("k"), wk, nil), WValue: layer(b.In("v"), wv, nil),
		OutProj: layer(b.In("o"), wo, nil), Dropout: nn.NewDropout(b, 0),
		NumHeads: heads, HeadDim: len(wq) / heads, ContextLength: len(x),
	}
	return wide(must(nn.Eval1(c.be, b, m.Forward, [][][]float32{narrow(x)})).Value().([][][]float32)[0])
}
