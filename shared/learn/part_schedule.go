package learn

import "math/rand/v2"

var schedulePart = Part{
	ID: "D.2", Name: "LearningRate", Title: "warm-up, then half a cosine", Chapter: "ch05_pretrain",
	Stub: `// LearningRate is the rate of a step, counted from 0, of total steps. In the first warmUp steps it rises
// in a straight line from initial: initial + step·(peak-initial)/warmUp. Then it falls from peak to lowest along
// half a cosine:
//
//	lowest + (peak-lowest)·(1 + cos(π·progress))/2
//
// where progress goes from 0 at the end of the warm-up to 1 at total.
func LearningRate(step, warmUp, total int, initial, peak, lowest float64) float64`,
	Hints: [3]string{
		"Whole numbers divide without a rest in Go: 1/2 is 0.",
		"Progress is counted from the end of the warm-up, and so is what it is divided by.",
		"progress := float64(step-warmUp) / float64(total-warmUp)",
	},
	Teaches: "The first steps of a random model point anywhere, so they are short; the last ones should not spoil " +
		"what is there, so they are short again.",
	Function: (func(int, int, int, float64, float64, float64) float64)(nil),
	Examples: [][]any{{0, 2, 6, 0.0, 1.0, 0.0}, {1, 2, 6, 0.0, 1.0, 0.0}, {2, 2, 6, 0.0, 1.0, 0.0},
		{3, 2, 6, 0.0, 1.0, 0.0}, {4, 2, 6, 0.0, 1.0, 0.0},
		{5, 2, 6, 0.0, 1.0, 0.0}, {0, 2, 6, 0.25, 1.0, 0.5}, {1, 2, 6, 0.25, 1.0, 0.5}, {5, 2, 6, 0.25, 1.0, 0.5}},
	Mistakes: []Mistake{
		{"straight down", "The rate falls in a straight line. A cosine falls slowly first and slowly last."},
		{"one step ahead", "Steps are counted from 1 here; the first one has the initial rate."},
		{"whole cosine", "This is a whole cosine: the rate comes up again at the end. Half of one goes from 1 to " +
			"-1: π, not 2π."},
		{"progress of the whole " +
			"run", "Progress is counted from the first step of the run. It is 0 where the " +
			"warm-up ends; otherwise the rate jumps there."},
		{"to zero", "The rate falls to 0 whatever lowest is."},
		{"from zero", "The warm-up begins at 0 whatever initial is."},
		{"no warm-up", "There is no warm-up: the rate begins at its peak."},
	},
	Random: func(r *rand.Rand) []any {
		warm := between(r, 1, 10)
		total := warm + between(r, 1, 20)
		return []any{r.IntN(total), warm, total, 0.001 * r.Float64(), 1 + r.Float64(), 0.1 * r.Float64()}
	},
}
