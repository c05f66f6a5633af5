package own

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Tokens are the tokens of a pretrained model.
type Tokens struct {
	Pieces func(text string) [][]int // a text's pre-tokens, each as the ids of its bytes
	Merges []Merge                   // in the order in which they were learned
	Encode func(text string) []int   // all of it at once, as the chapter does it
	Decode func(ids []int) string
}

// Merge says that the neighbours Left, Right become the one token ID.
type Merge struct{ Left, Right, ID int }

// Read turns a text into ids (section 2.5): every pre-token begins as bytes, and then each merge gets its turn, in the
// order in which they were learned. A merge never makes an earlier one possible again, since its token is new.
func (m *Model) Read(text string) (ids []int) {
	if m.Merge == nil {
		return m.Tokens.Encode(text)
	}
	for _, piece := range m.Tokens.Pieces(text) {
		for _, rule := range m.Tokens.Merges {
			piece = m.Merge(piece, rule.Left, rule.Right, rule.ID)
		}
		ids = append(ids, piece...)
	}
	return ids
}

// Continue lets the model go on with a text by so many tokens, always the likeliest (section 4.7).
func (m *Model) Continue(text string, count int) string {
	return m.Tokens.Decode(m.Generate(m.Next, m.Read(text), count, len(m.positions)))
}

// Sample is Continue by chance: every token is drawn from the k likeliest (section 5.3).
func (m *Model) Sample(text string, count, k int, temperature float64, rng *rand.Rand) string {
	ids := m.Read(text)
	for range count {
		logits := m.Next(ids[max(0, len(ids)-len(m.positions)):])
		probabilities := m.Temperature(m.TopK(logits, k), temperature)
		ids = append(ids, m.Draw(probabilities, rng.Float64()))
	}
	return m.Tokens.Decode(ids)
}

// Guess is a token that may come next.
type Guess struct {
	Token       string
	Probability float64
}

// Likely are the n likeliest tokens to come next (section 5.1).
func (m *Model) Likely(text string, n int) (guesses []Guess) {
	for id, probability := range m.Softmax(Matrix{m.Next(m.Read(text))})[0] {
		guesses = append(guesses, Guess{m.Tokens.Decode([]int{id}), probability})
	}
	slices.SortStableFunc(guesses, func(a, b Guess) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		}
		return 0
	})
	return guesses[:min(n, len(guesses))]
}

// Loss is how much the model is surprised by a text, per token (section 5.1): every token but the first is predicted
// from those before it. For a text of one token it is no number.
func (m *Model) Loss(text string) float64 {
	ids := m.Read(text)
	if len(ids) < 2 {
		return math.NaN()
	}
	return m.CrossEntropy(m.Logits(ids[:len(ids)-1]), ids[1:])
}
