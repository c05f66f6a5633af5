package learn

import "math/rand/v2"

var loraPart = Part{
	ID: "E.4", Name: "LoRA", Title: "a small change beside a large layer", Chapter: "ch05_pretrain/lora",
	Stub: `// LoRA is a linear layer with an adapter beside it: x·Wᵀ + alpha/rank · x·A·B. x is [seq, in], weight W
// is [out, in], a is [in, rank] and b [rank, out]; the result is [seq, out].
func LoRA(x, weight, a, b [][]float64, alpha float64) [][]float64`,
	Hints: [3]string{
		"The layer itself is Linear, and a matrix product without transposing is Mix.",
		"Two products, one after the other, are cheap because the rank is small. What is the rank? Look at the " +
			"shapes.",
		"change := Mix(Mix(x, a), b)",
	},
	Teaches: "A change of a matrix of 768 by 768 that has rank 16 needs 24,576 numbers instead of 589,824. b " +
		"begins as zeros: at first the layer is what it was.",
	Function: (func(Matrix, Matrix, Matrix, Matrix, float64) Matrix)(nil),
	Examples: [][]any{
		{Matrix{{1}}, Matrix{{2}}, Matrix{{3}}, Matrix{{5}}, 1.0},
		{Matrix{{1}}, Matrix{{2}}, Matrix{{3}}, Matrix{{5}}, 4.0},
		{Matrix{{1, 2}}, Matrix{{1, 10}, {0, 3}}, Matrix{{1, 0}, {0, 1}}, Matrix{{1, 2}, {3, 4}}, 4.0},
		{Matrix{{1, 2, 3}}, Matrix{{1, 0, 1}, {0, 3, 0}}, Matrix{{1, 2}, {2, 1}, {3, 3}}, Matrix{{1, 2},
			{5, -1}}, 1.0},
		{Matrix{{1, 2}, {0, 1}}, Matrix{{1, 0}, {0, 1}, {1, 1}}, Matrix{{1, 1}, {2, 0}}, Matrix{{0, 0, 0},
			{0, 0, 0}}, 8.0},
	},
	Mistakes: []Mistake{
		{"alpha alone", "The change is multiplied by alpha, not by alpha/rank. The book's first print has it so; " +
			"divided by the rank, another rank needs no other learning rate."},
		{"layer replaced", "The layer itself is missing: an adapter stands beside it and does not replace it."},
		{"both scaled", "Layer and change are both scaled. Only the change is: with b = 0 the layer has to be " +
			"what it was."},
		{"divided by the " +
			"inputs", "alpha is divided by the number of inputs. The rank is the narrow side, the " +
			"number of a's columns."},
		{"weight not transposed", "The layer computes x·W. Its weight is kept [out, in]: use Linear."},
	},
	Properties: []Property{property("b of zeros changes "+
		"nothing", func(f func(x, w, a, b Matrix, alpha float64) Matrix) string {
		x, w := Matrix{{1, -2}}, Matrix{{3, 4}, {5, 7}}
		if got := f(x, w, Matrix{{1}, {2}}, Matrix{{0, 0}}, 16); !near(got, Matrix{{-5, -9}}, exact) {
			return "With b of zeros the adapter changes nothing: x·Wᵀ is [[-5 -9]] there, yours " +
				"gives " + Literal(got) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		in, out, rank := between(r, 1, 4), between(r, 1, 4), between(r, 1, 3)
		return []any{randomMatrix(r, between(r, 1, 3), in), randomMatrix(r, out, in), randomMatrix(r, in, rank),
			randomMatrix(r, rank, out), 1 + 8*r.Float64()}
	},
}
