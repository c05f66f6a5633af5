// Package ngram is the language model that neural ones are measured by: counts of token sequences, with Kneser and
// Ney's smoothing, interpolated (Chen and Goodman, 1998). A 5-gram of it knows what came after the last four tokens.
//
// Weighed: KenLM and SRILM are C++ programs; no Go library of the kind is kept up.
package ngram

import (
	"errors"
	"iter"
	"math"
)

// discount is taken off each count and given to sequences that were never seen.
const discount = 0.75

// gram is the hash of a sequence of tokens. With 64 bits, of ten million sequences two share one with a probability of
// one in 300,000, and then one count is wrong by one.
type gram uint64

// of is the hash of tokens; the length counts.
func of(tokens []int) gram {
	h := uint64(len(tokens)) + 0x9e3779b97f4a7c15
	for _, t := range tokens {
		h ^= uint64(t) + 1
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 29
	}
	return gram(h)
}

// Model is an n-gram model of some tokens, counted for the sake of one test.
type Model struct {
	order, vocabulary int
	test              [][]int
	counts            map[gram]float64 // of a sequence: how often, or after how many different tokens
	total, kinds      map[gram]float64 // of a context: the sum of its counts, and how many tokens follow it
}

// Train counts sequences of up to order tokens in the training texts, as far as the test needs them, so that the counts
// of ten million tokens take little memory. Each text is on its own; begin and end are among its tokens where they are
// to be learnt.
func Train(order, vocabulary int, training iter.Seq[[]int], test [][]int) *Model {
	m := &Model{order: order, vocabulary: vocabulary, test: test,
		counts: map[gram]float64{}, total: map[gram]float64{}, kinds: map[gram]float64{}}
	contexts := map[gram]bool{of(nil): true}
	for _, text := range test {
		for i := range text {
			for n := 1; n < order && n <= i; n++ {
				contexts[of(text[i-n:i])] = true
			}
		}
	}
	seen := map[gram]bool{} // sequences that came before, of which only the first counts for shorter ones
	for text := range training {
		m.count(text, contexts, seen)
	}
	return m
}

// count takes the sequences of a text into account. Of the longest each one counts; of a shorter one, each different
// token before it: "Francisco" is frequent, but after "San" alone, so that it is no likely word after anything else.
func (m *Model) count(text []int, contexts, seen map[gram]bool) {
	for i := range text {
		for n := 0; n < m.order && n <= i; n++ { // tokens of the context
			context := of(text[i-n : i])
			if !contexts[context] {
				continue
			}
			if longer := n+1 < m.order && n < i; longer {
				g := of(text[i-n-1 : i+1])
				if seen[g] {
					continue
				}
				seen[g] = true
			}
			g := of(text[i-n : i+1])
			if m.counts[g] == 0 {
				m.kinds[context]++
			}
			m.counts[g]++
			m.total[context]++
		}
	}
}

// probability is that of the last of the tokens after the others.
func (m *Model) probability(tokens []int) float64 {
	context := of(tokens[:len(tokens)-1])
	lower := 1 / float64(m.vocabulary)
	if len(tokens) > 1 {
		lower = m.probability(tokens[1:])
	}
	total := m.total[context]
	if total == 0 {
		return lower
	}
	return (max(0, m.counts[of(tokens)]-discount) + discount*m.kinds[context]*lower) / total
}

// Perplexity is that of the test: e to the mean of −log probability of its tokens, the first one of each text excepted.
func (m *Model) Perplexity() (float64, error) {
	sum, n := 0.0, 0
	for _, text := range m.test {
		for i := 1; i < len(text); i++ {
			sum -= math.Log(m.probability(text[max(0, i-m.order+1) : i+1]))
			n++
		}
	}
	if n == 0 {
		return 0, errors.New("the test has no tokens")
	}
	return math.Exp(sum / float64(n)), nil
}
