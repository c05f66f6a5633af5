package learn

import (
	"math"
	"math/rand/v2"
)

var causalPart = Part{
	ID: "3.5", Name: "CausalMask", Title: "no weight looks ahead", Chapter: "ch03_attention",
	Stub: `// CausalMask turns scores [query, key] of one sequence into attention weights that do not look ahead:
// query i may look at the keys 0 … i. The weights of every row add up to 1. Equal scores of two tokens give (1, 0)
// and (0.5, 0.5).
func CausalMask(scores [][]float64) [][]float64`,
	Hints: [3]string{
		"Hide before softmax or after it? What do the rows add up to then?",
		"A score of -Inf becomes a weight of exactly 0, and softmax shares the whole among the rest.",
		"if j > i { hidden[i][j] = math.Inf(-1) }, and then Softmax(hidden)",
	},
	Teaches: "One look ahead, and training is worthless: the target of every place is the input of the next. The " +
		"mask is what lets one pass through a text train all its places at once.",
	Function: (func(Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{7}}}, {Matrix{{0, 0}, {0, 0}}}, {Matrix{{0, 5}, {1, 2}}}, {Matrix{{1, 2, 3},
		{1, 2, 3}, {1, 2, 3}}},
		{Matrix{{0, 0}, {1000, 1000}}}},
	Mistakes: []Mistake{
		{"not renormalised", "The future is hidden after softmax, and the rows are left as they are: they no " +
			"longer add up to 1. The hidden places have already taken their share. Hide before softmax, or divide " +
			"each row by its sum."},
		{"hides itself", "A token may not look at itself here. Then the first one has nothing to look at, and 0/0 " +
			"is no number. Query i sees the keys 0 … i, its own included."},
		{"hides the " +
			"past", "It is the past that is hidden, and the future that is seen: the wrong triangle. The " +
			"key j lies ahead when j > i."},
		{"zero scores", "Hidden scores are set to 0. But exp(0) is 1: a score of 0 gets a weight like any other. " +
			"Use -Inf."},
		{"no mask", "Nothing is hidden. In training the model would see the word that it is to predict."},
		{"scores only", "The future is hidden, but these are still scores. Softmax makes weights of them."},
	},
	Properties: []Property{
		property("rows sum to 1", rowsSumToOne),
		property("nothing depends on the future", func(f func(Matrix) Matrix) string {
			a := f(Matrix{{1, 2, 3}, {2, 1, 0}, {1, 1, 1}})
			b := f(Matrix{{1, -9, 70}, {2, 1, math.MaxFloat32}, {1, 1, 1}})
			if !near(a, b, exact) {
				return "Scores of the future were changed, and the weights changed with them: " +
					"from " + Literal(a) + " to " +
					Literal(b) + ". No weight may depend on what lies ahead."
			}
			return ""
		}),
	},
	Random: func(r *rand.Rand) []any {
		n := between(r, 1, 5)
		return []any{randomMatrix(r, n, n)}
	},
}
