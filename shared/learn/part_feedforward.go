package learn

import "math/rand/v2"

var feedForwardPart = Part{
	ID: "4.3b", Name: "FeedForward", Title: "every token by itself", Chapter: "ch04_gpt",
	Stub: `// FeedForward widens every row of x [seq, embed] by the weights w1 [hidden, embed] and the biases b1
// [hidden], applies GELU, and narrows it again by w2 [embed, hidden] and b2 [embed].
func FeedForward(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64`,
	Hints: [3]string{
		"Linear and GELU are there already. What is new are the biases.",
		"Linear, add b1 to every row, GELU of every number, Linear, add b2.",
		"hidden := Linear(x, w1)",
	},
	Teaches: "Attention moves information between tokens; this is where each token thinks about what it got. Two " +
		"thirds of a block's parameters are here.",
	Function: (func(Matrix, Matrix, []float64, Matrix, []float64) Matrix)(nil),
	Examples: [][]any{
		{Matrix{{1}}, Matrix{{1}}, []float64{0}, Matrix{{1}}, []float64{0}},
		{Matrix{{-1}}, Matrix{{1}}, []float64{0}, Matrix{{1}}, []float64{0}},
		{Matrix{{1}}, Matrix{{1}}, []float64{1}, Matrix{{2}}, []float64{0}},
		{Matrix{{1}}, Matrix{{1}}, []float64{0}, Matrix{{1}}, []float64{10}},
		{Matrix{{1, 2}, {-1, 0}}, Matrix{{1, 0}, {0, 1}, {1, 1}}, []float64{0.5, 0, -2},
			Matrix{{1, 0, 1}, {0, 2, 0}}, []float64{1, -1}},
	},
	Mistakes: []Mistake{
		{"no activation", "There is nothing between the two layers. Two layers in a row without a bend are one " +
			"layer: the product of their matrices."},
		{"activation behind", "GELU comes behind the second layer. It belongs between the two."},
		{"no first bias", "The biases b1 are not added. Without them every hidden neuron bends at 0."},
		{"no second bias", "The biases b2 are not added."},
		{"bias behind " +
			"GELU", "The biases b1 are added behind GELU. They come before it, and move the place where " +
			"it bends."},
		{"two activations", "GELU comes twice. The second layer's output is not bent: it is added to the shortcut " +
			"as it is, and may be negative."},
	},
	Random: func(r *rand.Rand) []any {
		n := between(r, 1, 3)
		return []any{randomMatrix(r, between(r, 1, 3), n), randomMatrix(r, 4*n, n), randomVector(r, 4*n),
			randomMatrix(r, n, 4*n), randomVector(r, n)}
	},
}
