package learn

import (
	"math"
	"math/rand/v2"
)

var layerNormPart = Part{
	ID: "4.2", Name: "LayerNorm", Title: "mean 0 and variance 1 for every token", Chapter: "ch04_gpt",
	Stub: `// LayerNorm subtracts from every row of x [seq, embed] its mean and divides by √(variance + 1e-5); then
// every component is multiplied by its scale [embed] and moved by its shift [embed]. The variance is the mean of the
// squares, over n. With scales of 1 and shifts of 0, (1, 3) becomes (-1, 1), nearly.
func LayerNorm(x [][]float64, scale, shift []float64) [][]float64`,
	Hints: [3]string{
		"Each row by itself: its own mean, its own variance.",
		"Two passes over a row find mean and variance, a third one writes the result. The 1e-5 stands under the root.",
		"out[j] = scale[j]*(v-mean)/math.Sqrt(variance+1e-5) + shift[j]",
	},
	Teaches: "Whatever a block makes of a token, the next one gets numbers of the same size. Without that twelve " +
		"blocks in a row would let numbers, and gradients, explode or vanish.",
	Function: (func(Matrix, []float64, []float64) Matrix)(nil),
	Examples: [][]any{
		{Matrix{{1, 3}}, []float64{1, 1}, []float64{0, 0}}, {Matrix{{1, 3}}, []float64{2, 1}, []float64{0, 10}},
		{Matrix{{5, 5}}, []float64{1, 1}, []float64{0, 0}}, {Matrix{{0, 0.01}}, []float64{1, 1}, []float64{0, 0}},
		{Matrix{{1, 3}, {10, 50}}, []float64{1, 1}, []float64{0, 0}},
		{Matrix{{1, 2, 6}, {-1, 0, 4}, {0, 0, 1}}, []float64{1, 2, 3}, []float64{0.5, 0, -1}},
	},
	Mistakes: []Mistake{
		{"unbiased", "The variance is taken over n-1, as torch.var does when not told otherwise. GPT-2 divides by " +
			"n: for a row of 768 it hardly matters, but loaded weights were trained with n."},
		{"no epsilon", "Nothing is added under the root. A row of equal numbers has variance 0, and 0/0 is no " +
			"number: the 1e-5 is for that."},
		{"epsilon outside", "The 1e-5 is added to the root. It stands under it: √(variance + 1e-5)."},
		{"no root", "This divides by the variance. Divided by its root, the standard deviation, a row has " +
			"variance 1."},
		{"columns", "Mean and variance are those of the columns. Each token, a row, is normalised by itself; " +
			"otherwise a token would depend on those that come later."},
		{"no shift", "The shift is not added. Scale and shift let the model undo the normalisation where it wants " +
			"to."},
		{"whole matrix", "All rows share one mean and one variance. Each row has its own."},
	},
	Properties: []Property{property("mean 0 and variance 1", func(f func(Matrix, []float64, []float64) Matrix) string {
		row := f(Matrix{{3, -20, 7, 11}}, []float64{1, 1, 1, 1}, []float64{0, 0, 0, 0})[0]
		mean, square := 0.0, 0.0
		for _, v := range row {
			mean, square = mean+v/4, square+v*v/4
		}
		if math.Abs(mean) > 1e-9 || math.Abs(square-1) > 1e-6 {
			return "A row without scale and shift has mean 0 and variance 1; yours has " + Literal(mean) + " and " +
				Literal(square-mean*mean) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		n := between(r, 2, 6)
		return []any{randomMatrix(r, between(r, 1, 4), n), randomVector(r, n), randomVector(r, n)}
	},
}
