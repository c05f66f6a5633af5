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

func (c *Chapters) multiHead(x, wq, wk, wv, wo Matrix, heads int) Matrix {
	b := nn.NewBlankBuilder()
	m := &attention.MultiHead{
		WQuery: layer(b.In("q"), wq, nil), WKey: layer(b.In("k"), wk, nil), WValue: layer(b.In("v"), wv, nil),
		OutProj: layer(b.In("o"), wo, nil), Dropout: nn.NewDropout(b, 0),
		NumHeads: heads, HeadDim: len(wq) / heads, ContextLength: len(x),
	}
	return wide(must(nn.Eval1(c.be, b, m.Forward, [][][]float32{narrow(x)})).Value().([][][]float32)[0])
}
