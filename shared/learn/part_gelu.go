package learn

import (
	"math"
	"math/rand/v2"
)

var geluPart = Part{
	ID: "4.3a", Name: "GELU", Title: "a bend that is smooth", Chapter: "ch04_gpt",
	Stub: `// GELU is the activation of GPT-2, in the approximation that it was trained with:
//
//	0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
//
// GELU(1) is 0.8412, GELU(-1) is -0.1588.
func GELU(x float64) float64`,
	Hints: [3]string{
		"One line; math.Tanh, math.Sqrt and math.Pi are all it needs.",
		"Write the inner bracket first, and look which power of x stands where.",
		"inner := math.Sqrt(2/math.Pi) * (x + 0.044715*x*x*x)",
	},
	Teaches: "Without a bend between them two layers are one. GELU bends softly and lets a little of the negative " +
		"through, so that no neuron is dead for good.",
	Function: (func(float64) float64)(nil),
	Examples: [][]any{{0.0}, {1.0}, {-1.0}, {2.0}, {-3.0}, {0.5}, {10.0}, {-0.01}},
	Mistakes: []Mistake{
		{"ReLU", "This is ReLU: negative numbers become 0 and stay there, gradient included. GELU lets a little " +
			"through."},
		{"exact", "This is the exact GELU, with the error function. It differs in the fourth digit only, but " +
			"GPT-2 was trained with the approximation by tanh, and its weights want that."},
		{"square", "The term with 0.044715 has x², so that the curve is no longer right for negative numbers. It " +
			"is x³."},
		{"no half", "The 0.5 in front is missing: for large x GELU(x) is nearly x, yours nearly 2x."},
		{"sigmoid", "This is x·sigmoid(1.702·x), a coarser approximation that other models use. GPT-2's is the " +
			"one by tanh."},
		{"root turned", "The root is that of π/2. It is √(2/π), 0.7979."},
	},
	Properties: []Property{property("large numbers", func(f func(float64) float64) string {
		if y := f(30); math.Abs(y-30) > 1e-9 {
			return "Large positive numbers go through unchanged; yours makes " + Literal(y) + " of 30."
		}
		if y := f(-30); math.Abs(y) > 1e-9 {
			return "Large negative numbers become 0; yours makes " + Literal(y) + " of -30."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any { return []any{2 * r.NormFloat64()} },
}
