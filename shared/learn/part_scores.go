package learn

import "math/rand/v2"

var scoresPart = Part{
	ID: "3.4b", Name: "Scores", Title: "scaled dot products", Chapter: "ch03_attention",
	Stub: `// Scores says how much every query [query, dim] has to do with every key [key, dim]: the dot product,
// divided by the square root of dim. The result is [query, key].
func Scores(queries, keys [][]float64) [][]float64`,
	Hints: [3]string{
		"The product is Linear's. What is new is one division.",
		"dim is the length of one query or key, whatever the number of tokens.",
		"scale := 1 / math.Sqrt(float64(len(keys[0])))",
	},
	Teaches: "A dot product of d random components grows with √d. Without the division softmax would get large " +
		"scores, put everything on one key, and pass no gradient to the others.",
	Function: (func(Matrix, Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{1}}, Matrix{{3}}}, {Matrix{{1, 1, 1, 1}}, Matrix{{1, 1, 1, 1}}},
		{Matrix{{1, 0, 0, 0}, {0, 4, 0, 0}}, Matrix{{2, 0, 0, 0}, {6, 8, 0, 0}}},
		{Matrix{{3, 4}}, Matrix{{1, 0}, {0, 1}, {1, 1}}}},
	Mistakes: []Mistake{
		{"divided by " +
			"d", "The products are divided by d, not by its square root. In rows of d random numbers a " +
			"dot product is about √d large; dividing by d makes all scores nearly 0 and all weights nearly equal."},
		{"not scaled", "The products are not divided. With 64 components scores of ±8 are usual, softmax puts " +
			"nearly all on one key, and training stands still."},
		{"root of the " +
			"length", "The root is that of the number of tokens. It is the length of a key that counts: " +
			"how many products are added up."},
		{"turned", "The result is [key, query]. A row belongs to a query, since softmax will go along it."},
		{"multiplied", "The products are multiplied by the root instead of divided by it."},
	},
	Random: func(r *rand.Rand) []any {
		dim := between(r, 1, 6)
		return []any{randomMatrix(r, between(r, 1, 4), dim), randomMatrix(r, between(r, 1, 4), dim)}
	},
}
