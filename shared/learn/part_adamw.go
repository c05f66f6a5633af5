package learn

import (
	"math"
	"math/rand/v2"
)

var adamWPart = Part{
	ID: "5.2", Name: "AdamWStep", Title: "one step of the optimizer", Chapter: "ch05_pretrain",
	Stub: `// AdamWStep moves one parameter p with gradient g. m and v are the running means of g and of g², step
// counts from 1:
//
//	m ← 0.9·m + 0.1·g,  v ← 0.999·v + 0.001·g²
//	p ← p·(1 - rate·decay) - rate · m/(1-0.9^step) / (√(v/(1-0.999^step)) + 1e-8)
//
// The first step moves a parameter by nearly the rate, whatever the size of its gradient.
func AdamWStep(p, g, m, v float64, step int, rate, decay float64) (newP, newM, newV float64)`,
	Hints: [3]string{
		"Means first; the step uses the new ones.",
		"The means begin at 0 and are too small at first: divide them by 1 - β^step before they are used. Keep " +
			"the others.",
		"mHat := m / (1 - math.Pow(0.9, float64(step)))",
	},
	Teaches: "Every parameter gets a step of its own size: the gradient's direction, divided by how large " +
		"gradients usually are there. And decay is a thing apart from the gradient: that is the W.",
	Function: (func(float64, float64, float64, float64, int, float64, float64) (float64, float64, float64))(nil),
	Examples: [][]any{
		{1.0, 2.0, 0.0, 0.0, 1, 0.1, 0.0}, {1.0, 2.0, 0.5, 0.25, 3, 0.1, 0.0}, {1.0, 0.0, 0.0, 0.0, 1, 0.1, 0.5},
		{2.0, 4.0, 0.0, 0.0, 1, 0.1, 0.5}, {-1.0, 1e-8, 0.0, 0.0, 1, 0.01, 0.1},
		{0.5, -3.0, 0.2, 4.0, 10, 0.001, 0.01},
	},
	Mistakes: []Mistake{
		{"no correction", "The means are used as they are. They begin at 0: after the first step m has a tenth of " +
			"the gradient and v a thousandth of its square, so that the step is three times too long. Divide by 1 " +
			"- β^step."},
		{"decay in the " +
			"gradient", "The decay is added to the gradient (that is Adam with L2). There it is divided " +
			"by √v like everything else, so that weights with large gradients hardly shrink. AdamW shrinks the " +
			"parameter itself."},
		{"decay without " +
			"rate", "The parameter shrinks by decay instead of by rate·decay: a hundred times too fast " +
			"with usual rates."},
		{"epsilon under the " +
			"root", "The 1e-8 stands under the root, where it is 1e-4 in effect. It is added to " +
			"the root."},
		{"old means", "The step uses the means of before. Update m and v first."},
		{"betas exchanged", "0.9 and 0.999 are exchanged: the mean of the squares is the slow one."},
		{"corrected means " +
			"kept", "The corrected means come back. Keep the plain ones: the next step corrects them " +
			"by itself."},
		{"square missing", "The second mean takes the gradient instead of its square, so that it can become " +
			"negative, and its root no number."},
	},
	Properties: []Property{property("size does not matter", func(f func(p, g, m, v float64, step int, rate,
		decay float64) (float64, float64, float64)) string {
		small, _, _ := f(1, 0.001, 0, 0, 1, 0.01, 0)
		large, _, _ := f(1, 1000, 0, 0, 1, 0.01, 0)
		if math.Abs(small-0.99) > 1e-6 || math.Abs(large-0.99) > 1e-6 {
			return "The first step moves by the rate, 0.01, whether the gradient is 0.001 or 1000; yours go from " +
				"1 to " +
				Literal(small) + " and " + Literal(large) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		return []any{r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), r.Float64() + 0.1, between(r, 1, 20),
			0.01 * r.Float64(),
			r.Float64()}
	},
}
