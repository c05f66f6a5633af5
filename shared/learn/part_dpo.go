package learn

import (
	"math"
	"math/rand/v2"
)

var dpoPart = Part{
	ID: "7.9", Name: "DPOLoss", Title: "of two answers the better one", Chapter: "ch07_instruct",
	Stub: `// DPOLoss is the loss of one pair of answers, from their log-probabilities by the model and by the
// reference, the model as it was before. The reward of an answer is beta·(model - reference), and the loss -log
// σ(reward of the chosen one - reward of the rejected one). Large differences must not overflow. At the start all is
// equal, and the loss log 2 = 0.6931.
func DPOLoss(chosen, rejected, refChosen, refRejected, beta float64) float64`,
	Hints: [3]string{
		"Work out the margin first, one number.",
		"-log σ(m) is log(1 + exp(-m)). For very negative m that is -m: exp overflows before it gets there.",
		"margin := beta * ((chosen - refChosen) - (rejected - refRejected))",
	},
	Teaches: "No judge has to be trained: how much more likely than before an answer has become is its reward. " +
		"The reference holds the model back from forgetting how to write. (This part goes beyond the book.)",
	Function: (func(float64, float64, float64, float64, float64) float64)(nil),
	Examples: [][]any{{0.0, 0.0, 0.0, 0.0, 1.0}, {-1.0, -2.0, -1.0, -2.0, 1.0}, {-1.0, -2.0, -1.0, -1.0, 1.0},
		{-2.0, -1.0, -1.0, -1.0, 1.0},
		{-3.0, -5.0, -4.0, -4.5, 0.1}, {-900.0, -1.0, -1.0, -1.0, 1.0}, {-1.0, -900.0, -1.0, -1.0, 1.0}},
	Mistakes: []Mistake{
		{"no reference", "The reference is missing. Then a model can win by making everything else unlikely, and " +
			"forget how to write; what counts is the change since the beginning."},
		{"turned round", "The sign is turned round: the loss rewards the answer that people did not like."},
		{"beta outside", "beta multiplies the loss. It belongs to the rewards, inside σ: it says how soon a " +
			"margin is wide enough."},
		{"overflow", "exp overflows when the rejected answer is far ahead. For a very negative margin the loss is " +
			"nearly minus the margin: take that out before exp."},
		{"no logarithm", "This is minus σ of the margin. The logarithm makes being wrong with confidence expensive."},
		{"reference added", "The reference is added instead of subtracted."},
	},
	Properties: []Property{property("mirror", func(f func(a, b, c, d, beta float64) float64) string {
		// log σ(m) - log σ(-m) = m
		got := f(-2, -1, -1, -1, 0.5) - f(-1, -2, -1, -1, 0.5)
		if math.Abs(got-0.5) > 1e-9 {
			return "Exchanging the two answers changes the loss by the margin, here 0.5; yours changes " +
				"by " + Literal(got) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		return []any{-5 * r.Float64(), -5 * r.Float64(), -5 * r.Float64(), -5 * r.Float64(), 0.1 + r.Float64()}
	},
}
