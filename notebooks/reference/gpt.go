package reference

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

func (c *Chapters) layerNorm(x Matrix, scale, shift []float64) Matrix {
	b := nn.NewBlankBuilder()
	l := &gpt.LayerNorm{Scale: vector(b, "scale", scale), Shift: vector(b, "shift", shift)}
	return wide(must(nn.Eval1(c.be, b, l.Forward, narrow(x))).Value().([][]float32))
}

func (c *Chapters) gelu(x float64) float64 {
	return c.graph(func(in []*graph.Node) *graph.Node { return gpt.GELU(in[0]) }, Matrix{{x}})[0][0]
}

func (c *Chapters) feedForward(x, w1 Matrix, b1 []float64, w2 Matrix, b2 []float64) Matrix {
	b := nn.NewBlankBuilder()
	f := &gpt.FeedForward{Expand: layer(b.In("0"), w1, b1), Contract: layer(b.In("2"), w2, b2)}
	return wide(must(nn.Eval1(c.be, b, f.Forward, narrow(x))).Value().([][]float32))
}

// block has the shortcuts of the chapter's block, whose layers are modules there and functions here.
func (c *Chapters) block(x Matrix, norm1, attention, norm2, feedForward func(Matrix) Matrix) Matrix {
	sum := func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[1]) }
	x = c.graph(sum, x, attention(norm1(x)))
	return c.graph(sum, x, feedForward(norm2(x)))
}

func generate(next func(ids []int) []float64, ids []int, count, size int) []int {
	return must(gpt.GenerateSimple(context.Background(), nextToken(next), [][]int{ids}, count, size))[0]
}

// nextToken makes a model of a learner's kind one of the chapter's.
type nextToken func(ids []int) []float64

// NextLogits are the logits of the token that follows each row.
func (n nextToken) NextLogits(ids [][]int) ([][]float32, error) {
	var all Matrix
	for _, row := range ids {
		all = append(all, n(row))
	}
	return narrow(all), nil
}
