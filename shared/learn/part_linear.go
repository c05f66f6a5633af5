package learn

import "math/rand/v2"

var linearPart = Part{
	ID: "3.4a", Name: "Linear", Title: "a layer of weights", Chapter: "ch03_attention",
	Stub: `// Linear multiplies every row of x [seq, in] by a weight matrix that is kept [out, in], as PyTorch keeps
// it: the result is [seq, out], and its component o is the dot product of x's row with row o of the weights.
func Linear(x, weight [][]float64) [][]float64`,
	Hints: [3]string{
		"Look at the shapes: both x and weight have the input axis last.",
		"For every row of x and every row of weight one dot product.",
		"for o, w := range weight { for i := range w { row[o] += v[i] * w[i] } }",
	},
	Teaches: "Queries, keys, values, the feed-forward network and the output head are all this one function with " +
		"other weights. Nearly all parameters of a GPT live in it.",
	Function: (func(Matrix, Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{2}}, Matrix{{3}}}, {Matrix{{1, 2}}, Matrix{{1, 10}, {100, 1000}}},
		{Matrix{{1, 2}, {3, 4}}, Matrix{{1, 0}, {1, 1}}}, {Matrix{{1, 2}, {0, 1}, {1, 0}}, Matrix{{1, 1}}},
		{Matrix{{1, 2, 3}}, Matrix{{1, 0, 0}, {0, 0, 1}}}},
	Mistakes: []Mistake{
		{"not transposed", "This is x·W. The weights are kept [out, in], so the product is with the transposed " +
			"matrix: a row of weight belongs to one output."},
		{"turned result", "The result is [out, seq]: rows and columns are exchanged. Every row of x stays a row."},
		{"last input", "Only the last input counts: the sum is overwritten instead of added to. It takes += in " +
			"the inner loop."},
		{"one row", "All rows give what the first one gives. Every row of x goes through the layer by itself."},
	},
	Random: func(r *rand.Rand) []any {
		in := between(r, 1, 4)
		return []any{randomMatrix(r, between(r, 1, 4), in), randomMatrix(r, between(r, 1, 4), in)}
	},
}
