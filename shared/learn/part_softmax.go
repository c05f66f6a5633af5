package learn

import (
	"math"
	"math/rand/v2"
)

var softmaxPart = Part{
	ID: "3.3a", Name: "Softmax", Title: "scores become weights", Chapter: "ch03_attention",
	Stub: `// Softmax turns every row of scores x [rows, columns] into weights: exp of each over the sum of the
// row's. (0, 0) becomes (0.5, 0.5). Large scores must not overflow, and -Inf becomes a weight of 0.
func Softmax(x [][]float64) [][]float64`,
	Hints: [3]string{
		"Each row by itself. And what is math.Exp(1000)?",
		"Softmax does not change when the same number is taken from all scores of a row: take the row's largest.",
		"largest := slices.Max(row), then math.Exp(v - largest)",
	},
	Teaches: "Softmax only looks at differences. That is why the largest can be subtracted, so that nothing " +
		"overflows, and why -Inf hides a place completely.",
	Function: (func(Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{0}}}, {Matrix{{0, 0}}}, {Matrix{{0, 1}}}, {Matrix{{0, 0}, {0, 0}, {0, 0}}},
		{Matrix{{1000, 1000}}},
		{Matrix{{0, 1}, {1000, 1000}}}, {Matrix{{2, math.Inf(-1)}}}, {Matrix{{1, 2, 3}, {-1, 0, 4}}},
		{Matrix{{-1000, -1001}}}},
	Mistakes: []Mistake{
		{"overflow", "exp(1000) is larger than any float64, and Inf/Inf is no number. Subtract the row's largest " +
			"score first: softmax looks at differences only, so the result is the same."},
		{"columns", "The columns add up to 1, not the rows. A row belongs to one query, and its weights say how " +
			"it divides its attention among the keys."},
		{"whole matrix", "All numbers of the matrix together add up to 1. Each row is a softmax of its own."},
		{"no exp", "The scores themselves are divided by their sum. That fails with negative scores and with a " +
			"sum of 0; exp makes all of them positive first."},
		{"one maximum", "The largest score of the whole matrix is subtracted. Next to a very large row all exps " +
			"of a small one become 0, and 0/0 is no number: take each row's own."},
	},
	Properties: []Property{
		property("rows sum to 1", rowsSumToOne),
		property("a shift changes nothing", func(f func(Matrix) Matrix) string {
			a, b := f(Matrix{{1, 2, 4}}), f(Matrix{{101, 102, 104}})
			if !near(a, b, exact) {
				return "Adding 100 to all scores of a row changes nothing, since exp(100) cancels; yours goes from " +
					Literal(a) + " to " + Literal(b) + "."
			}
			return ""
		}),
		printed("Section 3.3.1 of the book", []any{Matrix{{0.9544, 1.4950, 1.4754, 0.8434, 0.7070, 1.0865}}},
			Matrix{{0.1385, 0.2379, 0.2333, 0.1240, 0.1082, 0.1581}}, 1e-4),
	},
	Random: func(r *rand.Rand) []any { return []any{randomMatrix(r, between(r, 1, 4), between(r, 1, 5))} },
}

// rowsSumToOne is a property of attention weights.
func rowsSumToOne(f func(Matrix) Matrix) string {
	x := Matrix{{1, 2, 3}, {4, -5, 6}, {0.5, 0.25, -3}}
	for _, row := range f(x) {
		sum := 0.0
		for _, w := range row {
			sum += w
		}
		if !near(sum, 1.0, exact) {
			return "The weights of a row add up to 1; those of " +
				"yours," + Literal(row) + ", add up " +
				"to " + Literal(sum) + "."
		}
	}
	return ""
}
