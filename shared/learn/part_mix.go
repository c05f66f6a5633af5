package learn

import "math/rand/v2"

var mixPart = Part{
	ID: "3.3b", Name: "Mix", Title: "a weighted sum of values", Chapter: "ch03_attention",
	Stub: `// Mix is the context vector of every query: the sum of values [key, embed], each times its weight.
// weights is [query, key], the result [query, embed]. The weights (0.5, 0.5) of (1, 2) and (3, 4) give (2, 3).
func Mix(weights, values [][]float64) [][]float64`,
	Hints: [3]string{
		"It is a matrix product: which two axes are summed over each other?",
		"Three loops: over queries, over keys, over the components of a value.",
		"row[j] += w * values[k][j]",
	},
	Teaches:  "All that attention puts out is a mixture of values. The scores only decide how much of each goes in.",
	Function: (func(Matrix, Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{1}}, Matrix{{2, 3}}}, {Matrix{{1, 0}, {0.5, 0.5}}, Matrix{{1, 2}, {3, 4}}},
		{Matrix{{0.5, 0.5}}, Matrix{{1, 2}, {3, 4}}},
		{Matrix{{0.25, 0.75}, {0.5, 0.5}}, Matrix{{4, 0, 1}, {0, 8, 1}}}},
	Mistakes: []Mistake{
		{"transposed", "Rows and columns of the weights are mixed up: weights[q][k] is how much query q takes of " +
			"key k. Yours takes weights[k][q]."},
		{"mean", "The sum is divided by the number of keys. The weights add up to 1 already."},
		{"only itself", "Every token gets its own value alone, times its weight. The point of attention is what " +
			"the others bring in: sum over all keys."},
		{"the heaviest", "Only the value with the largest weight is taken. Attention mixes, softly: the others " +
			"count with their weights."},
		{"last one", "Only the last key counts: the sum is overwritten instead of added to. It takes += in the " +
			"inner loop."},
	},
	Random: func(r *rand.Rand) []any {
		keys := between(r, 1, 4)
		return []any{randomMatrix(r, between(r, 1, 4), keys), randomMatrix(r, keys, between(r, 1, 4))}
	},
}
