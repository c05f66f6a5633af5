package learn

import (
	"math"
	"math/rand/v2"
)

var topKPart = Part{
	ID: "5.3a", Name: "TopK", Title: "only the likeliest tokens", Chapter: "ch05_pretrain",
	Stub: `// TopK puts -Inf in the place of every logit that is smaller than the k-th largest. Those equal to it
// stay, so that more than k may be left. Of (3, 1, 2) with k = 2 it makes (3, -Inf, 2).
func TopK(logits []float64, k int) []float64`,
	Hints: [3]string{
		"Which number decides who stays? It is not an index.",
		"Sort a copy, take the k-th from the end, compare.",
		"sorted := slices.Sorted(slices.Values(logits))",
	},
	Teaches: "Sampling from all of 50,257 tokens meets a nonsensical one sooner or later. -Inf, not 0, is how a " +
		"logit says never.",
	Function: (func([]float64, int) []float64)(nil),
	Examples: [][]any{{[]float64{1}, 1}, {[]float64{3, 1}, 1}, {[]float64{3, 1, 2}, 2}, {[]float64{1, 2, 3}, 1},
		{[]float64{3, 1, 1, 0}, 2}, {[]float64{-3, -1, -2}, 2}, {[]float64{4.51, 0.89, -1.90, 6.75, 1.63}, 3},
		{[]float64{2, 2, 1}, 3}},
	Mistakes: []Mistake{
		{"ties lost", "Of equal logits only some stay. The k-th largest decides by its value: whoever equals it " +
			"stays, as in the book; there is no reason to prefer one."},
		{"zeros", "What is left out becomes 0. exp(0) is 1, so such a token gets a probability, and with negative " +
			"logits even the largest. Never is -Inf."},
		{"first ones", "The first k logits stay, whatever they are. The largest ones should."},
		{"smallest ones", "The smallest logits stay. Sorted upwards, the k-th largest is k from the end."},
		{"shortened", "Only the k largest come back, so that nobody knows any more which tokens they belong to. " +
			"Keep the places."},
		{"one more", "One more than k stays: look at which of the sorted logits decides."},
	},
	Properties: []Property{property("what stays is unchanged", func(f func([]float64, int) []float64) string {
		for i, v := range f([]float64{0.5, -7, 2.25, 1.5}, 2) {
			if want := []float64{math.Inf(-1), math.Inf(-1), 2.25, 1.5}[i]; v != want {
				return "Of (0.5, -7, 2.25, 1.5) with k = 2 the last two stay as they are; yours has " + Literal(v) +
					" at place " + Literal(i) + "."
			}
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		n := between(r, 1, 8)
		logits := make([]float64, n)
		for i := range logits {
			logits[i] = float64(r.IntN(6)) / 2
		}
		return []any{logits, between(r, 1, n)}
	},
}

var temperaturePart = Part{
	ID: "5.3b", Name: "Temperature", Title: "bolder or more careful", Chapter: "ch05_pretrain",
	Stub: `// Temperature makes probabilities of logits: softmax of the logits divided by the temperature. Below 1
// the likeliest gets more, above 1 less. (1, 2) gives (0.2689, 0.7311) at temperature 1 and (0.4502, 0.5498) at 5.
func Temperature(logits []float64, temperature float64) []float64`,
	Hints: [3]string{
		"Softmax of part 3.3a does most of it.",
		"Divide first, softmax then: not the other way round.",
		"scaled[i] = v / temperature",
	},
	Teaches:  "Temperature changes nobody's rank, only the distances. At 0 it is greedy, at infinity a die.",
	Function: (func([]float64, float64) []float64)(nil),
	Examples: [][]any{{[]float64{1}, 1.0}, {[]float64{1, 2}, 1.0}, {[]float64{1, 2}, 5.0},
		{[]float64{1, 2}, 0.5}, {[]float64{1000, 999}, 1.0},
		{[]float64{0, 1, math.Inf(-1)}, 2.0}, {[]float64{3, 1, -2}, 0.1}},
	Mistakes: []Mistake{
		{"multiplied", "The logits are multiplied by the temperature, so that hot is careful and cold is bold. " +
			"Divide."},
		{"behind softmax", "The probabilities are divided, not the logits. Divided and normalised again they are " +
			"what they were; divided only, they do not add up to 1."},
		{"ignored", "The temperature changes nothing."},
		{"overflow", "exp overflows. Subtract the largest logit first, as in part 3.3a."},
	},
	Properties: []Property{printed("Section 5.3.1 of the "+
		"book", []any{[]float64{4.51, 0.89, -1.90, 6.75, 1.63, -1.62, -1.89, 6.28, 1.79}, 1.0},
		[]float64{0.0609, 0.0016, 0.0001, 0.5721, 0.0034, 0.0001, 0.0001, 0.3576, 0.0040}, 6e-5)},
	Random: func(r *rand.Rand) []any { return []any{randomVector(r, between(r, 1, 6)), 0.2 + 2*r.Float64()} },
}

var drawPart = Part{
	ID: "5.3c", Name: "Draw", Title: "a token by chance", Chapter: "ch05_pretrain",
	Stub: `// Draw turns a random number u, 0 ≤ u < 1, into an index: the first one at which the probabilities so far
// add up to more than u. With (0.2, 0.5, 0.3) numbers below 0.2 give 0, from 0.2 to below 0.7 give 1, and the rest
// 2. When rounding leaves the sum below u, it is the last index.
func Draw(probabilities []float64, u float64) int`,
	Hints: [3]string{
		"Lay the probabilities side by side on a line from 0 to 1: where does u fall?",
		"Add up; the first sum that is larger than u has found it.",
		"for i, p := range probabilities { if sum += p; u < sum {",
	},
	Teaches: "All chance in a generated text is in one number for each token. The same numbers give the same " +
		"text: that is what a seed is for.",
	Function: (func([]float64, float64) int)(nil),
	Examples: [][]any{{[]float64{1}, 0.5}, {[]float64{0.5, 0.5}, 0.25}, {[]float64{0.5, 0.5}, 0.75},
		{[]float64{0.5, 0.5}, 0.5}, {[]float64{0.25, 0.75}, 0.25},
		{[]float64{0, 1}, 0.0}, {[]float64{0.25, 0.5, 0.25}, 0.7}, {[]float64{0.125, 0.5, 0.375}, 0.3},
		{[]float64{0.125, 0.5, 0.375}, 0.9},
		{[]float64{0.125, 0.75, 0.125}, 0.95}, {[]float64{0.25, 0.25}, 0.9}, {[]float64{0.125, 0.25, 0.625}, 0.1}},
	Mistakes: []Mistake{
		{"likeliest", "This is always the likeliest token: greedy, without any chance."},
		{"all alike", "Every token is equally likely here, whatever the probabilities."},
		{"no sum", "Each probability by itself is compared with u. Add them up: the second token's share begins " +
			"where the first one's ends."},
		{"at the edge", "A number that falls exactly on a border belongs to what comes behind it. With ≤ a token " +
			"of probability 0 can be drawn when u is 0."},
		{"one behind", "The index is one too large: the sum counts the token that it has just come to."},
		{"from above", "The line is walked from the other end."},
	},
	Properties: []Property{property("shares", func(f func([]float64, float64) int) string {
		counts := make([]int, 3)
		for i := range 1000 {
			counts[f([]float64{0.2, 0.5, 0.3}, (float64(i)+0.5)/1000)]++
		}
		if counts[0] != 200 || counts[1] != 500 || counts[2] != 300 {
			return "Of 1000 numbers evenly from 0 to 1, the probabilities 0.2, 0.5 and 0.3 get 200, 500 and 300; " +
				"yours get " +
				Literal(counts) + "."
		}
		return ""
	})},
}
