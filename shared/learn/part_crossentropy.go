package learn

import (
	"math"
	"math/rand/v2"
)

var crossEntropyPart = Part{
	ID: "5.1", Name: "CrossEntropy", Title: "how surprised the model is", Chapter: "ch05_pretrain",
	Stub: `// CrossEntropy is the mean over the rows of logits [n, vocabulary] of -log of the probability that
// softmax gives the target. A target of -100 says nothing: its row does not count, neither in the sum nor in the
// number. Large logits must not overflow. Two equal logits cost log 2 = 0.6931.
func CrossEntropy(logits [][]float64, targets []int) float64`,
	Hints: [3]string{
		"-log(exp(a)/sum) can be written without any division.",
		"A row costs log Σ exp(logits) minus the logit of the target; take the largest logit out before exp.",
		"loss += math.Log(sum) + largest - row[target]",
	},
	Teaches: "One number says how wrong a model is: it is 0 when every right token was certain, and log of the " +
		"vocabulary's size when the model knows nothing.",
	Function: (func(Matrix, []int) float64)(nil),
	Examples: [][]any{
		{Matrix{{0, 0}}, []int{0}}, {Matrix{{0, 1}}, []int{0}}, {Matrix{{0, 1}}, []int{1}},
		{Matrix{{0, 0}, {3, 1}}, []int{0, 1}}, {Matrix{{1000, 0}}, []int{0}}, {Matrix{{1000, 0}}, []int{1}},
		{Matrix{{0, 0}, {5, 1}}, []int{0, -100}}, {Matrix{{1, 2, 3}, {0, 0, 9}, {1, 1, 1}}, []int{2, -100, 0}},
	},
	Mistakes: []Mistake{
		{"sum", "The losses are added up. Take the mean, so that a batch of 8 and one of 2 can be compared, and " +
			"one learning rate suits both."},
		{"no minus", "The minus is missing: log of a probability is negative, and the loss is to be small when the " +
			"probability is large."},
		{"base two", "This is the logarithm with base 2. The book, and PyTorch, use the natural one; only then " +
			"perplexity is e to the loss."},
		{"overflow", "exp(1000) is larger than any float64. Take the largest logit out first: log Σ exp(v) = m + " +
			"log Σ exp(v-m)."},
		{"no softmax", "This is minus the logit of the target itself. Logits are not probabilities: softmax comes " +
			"first."},
		{"ignored rows " +
			"count", "Rows with the target -100 add nothing, but they count in the number that is " +
			"divided by, so that the loss looks smaller the more padding a batch has."},
		{"ignored rows as the first token", "A target of -100 is taken as id 0. It says nothing: leave the row out."},
	},
	Properties: []Property{property("all equal", func(f func(Matrix, []int) float64) string {
		if got := f(Matrix{make([]float64, 50), make([]float64, 50)}, []int{7, 49}); math.Abs(got-math.Log(50)) > 1e-9 {
			return "A model that gives 50 tokens equal logits has the loss log 50 = 3.912; yours " +
				"says " + Literal(got) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		n := between(r, 1, 5)
		targets := randomIDs(r, n, 4)
		if n > 1 && r.IntN(2) == 0 {
			targets[r.IntN(n-1)] = -100
		}
		return []any{randomMatrix(r, n, 4), targets}
	},
}
