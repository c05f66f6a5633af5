package learn

import "math/rand/v2"

var greedyPart = Part{
	ID: "4.7", Name: "Generate", Title: "one token after the other", Chapter: "ch04_gpt",
	Stub: `// Generate continues ids by count ids. In each round it asks next for the logits of the token that
// follows, giving it the last context ids at most, and appends the id of the largest logit, the first one where
// several are equal.
func Generate(next func(ids []int) []float64, ids []int, count, context int) []int`,
	Hints: [3]string{
		"What the model is asked and what the text is are two things: only the first is cut.",
		"In each round: cut, ask, find the largest, append.",
		"logits := next(all[max(0, len(all)-context):])",
	},
	Teaches: "A model says one token at a time and then reads everything again, its own words included. What it " +
		"wrote cannot be taken back.",
	Function: (func(func([]int) []float64, []int, int, int) []int)(nil),
	Examples: [][]any{
		{successor(4), []int{0}, 1, 8}, {successor(4), []int{0}, 3, 8}, {allEqual(3), []int{1, 2}, 1, 8},
		{lengthOf(5), []int{1}, 3, 8}, {lengthOf(9), []int{3, 3, 3, 3}, 2, 2}, {firstOf(5), []int{4, 1, 2}, 2, 2},
		{successor(4), []int{1, 2}, 0, 8}, {sumOf(7), []int{1, 2, 3}, 6, 4},
	},
	Mistakes: []Mistake{
		{"whole text", "The model gets the whole text. It has positions for context ids only: cut to the last " +
			"ones before asking."},
		{"first ids", "The model gets the first ids of a long text. It has to see the last ones, behind which the " +
			"next token stands."},
		{"only new ids", "Only the new ids come back. The result is the whole text, the beginning included."},
		{"last of " +
			"equals", "Of equal logits the last one is taken. As torch.argmax does, take the first: a larger " +
			"one has to be really larger."},
		{"does not read " +
			"on", "The model is asked about the beginning every time, so that it says the same again " +
			"and again. What it wrote belongs to the next question."},
		{"one too many", "One id too many is appended: count rounds, not count+1."},
		{"text cut", "The result is cut to the context as well. Only the question to the model is; the text stays " +
			"whole."},
	},
	Random: func(r *rand.Rand) []any {
		next := sumOf(between(r, 3, 9))
		return []any{next, randomIDs(r, between(r, 1, 6), 5), between(r, 0, 6), between(r, 1, 8)}
	},
}

// The models of the examples: their largest logit, 1, is at a place that tells what they were given.

func largestAt(vocabulary int, place func(ids []int) int) func([]int) []float64 {
	return func(ids []int) []float64 {
		logits := make([]float64, vocabulary)
		logits[place(ids)%vocabulary] = 1
		return logits
	}
}

func successor(n int) func([]int) []float64 {
	return largestAt(n, func(ids []int) int { return ids[len(ids)-1] + 1 })
}

func lengthOf(n int) func([]int) []float64 {
	return largestAt(n, func(ids []int) int { return len(ids) })
}

func firstOf(n int) func([]int) []float64 {
	return largestAt(n, func(ids []int) int { return ids[0] + 1 })
}

func sumOf(n int) func([]int) []float64 {
	return largestAt(n, func(ids []int) int {
		sum := 0
		for i, id := range ids {
			sum += (i + 1) * (id + 2)
		}
		return sum
	})
}

func allEqual(n int) func([]int) []float64 {
	return func([]int) []float64 { return make([]float64, n) }
}
