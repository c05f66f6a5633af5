package learn

import "math/rand/v2"

var lookupPart = Part{
	ID: "2.7", Name: "Lookup", Title: "an id becomes a vector", Chapter: "ch02_text",
	Stub: `// Lookup is an embedding layer: for every id its row of weight [vocabulary, embed]. The result is [seq,
// embed].
func Lookup(weight [][]float64, ids []int) [][]float64`,
	Hints: [3]string{
		"No arithmetic is needed.",
		"One row of the result for each id, in the order of the ids.",
		"for _, id := range ids { rows = append(rows, weight[id]) }",
	},
	Teaches: "An embedding layer multiplies by a one-hot vector, that is, it looks a row up. The rows begin " +
		"random and are trained like every other weight.",
	Function: (func(Matrix, []int) Matrix)(nil),
	Examples: [][]any{{Matrix{{1, 2}, {3, 4}}, []int{0}}, {Matrix{{1, 2}, {3, 4}}, []int{1, 0}},
		{Matrix{{1, 2}, {3, 4}, {5, 6}}, []int{2, 0, 2}}, {Matrix{{1, 2, 3}}, []int{}}, {Matrix{{1}, {2}, {3},
			{4}}, []int{3, 1, 1}}},
	Mistakes: []Mistake{
		{"columns", "These are columns of the matrix. The first axis of weight is the vocabulary: a token's " +
			"vector is a row."},
		{"row before", "Every id gets the row before its own. Ids begin at 0, as rows do."},
		{"in order of " +
			"rows", "Each row comes once and in the order of the matrix. A text has an order of its own, " +
			"and words that come twice."},
		{"one vector", "All rows are added up to one vector. Every token keeps its own; putting them together is " +
			"the work of attention."},
	},
	Properties: []Property{printed("Section 2.7 of the "+
		"book", []any{Matrix{{0.3374, -0.1778, -0.1690}, {0.9178, 1.5810, 1.3010},
		{1.2753, -0.2010, -0.1606}, {-0.4015, 0.9666, -1.1481}}, []int{3, 2}},
		Matrix{{-0.4015, 0.9666, -1.1481}, {1.2753, -0.2010, -0.1606}}, 1e-9)},
	Random: func(r *rand.Rand) []any {
		return []any{randomMatrix(r, 6, 3), randomIDs(r, between(r, 1, 8), 6)}
	},
}
