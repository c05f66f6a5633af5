package ngram

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestProbabilitiesSumToOne(t *testing.T) {
	const vocabulary = 7
	r := rand.New(rand.NewPCG(1, 2))
	text := func(n int) []int {
		list := make([]int, n)
		for i := range list {
			list[i] = min(r.IntN(vocabulary), r.IntN(vocabulary))
		}
		return list
	}
	training := [][]int{text(40), text(300), text(1)}
	for _, order := range []int{1, 2, 3, 5} {
		for range 20 {
			context := text(order - 1)
			var tests [][]int
			for token := range vocabulary {
				tests = append(tests, append(slices.Clone(context), token))
			}
			m := Train(order, vocabulary, slices.Values(training), tests)
			sum := 0.0
			for _, tokens := range tests {
				p := m.probability(tokens)
				if p <= 0 {
					t.Errorf("order %d, %v: probability %v", order, tokens, p)
				}
				sum += p
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("order %d, after %v: the probabilities sum to %v", order, context, sum)
			}
		}
	}
}

// Worked by hand: in 0 1 0 1 0 2, after 0 comes 1 twice and 2 once. The order 2 gives 1 (2−0.75)/3, and the lower order
// 0.75·2/3. There, before 0 stand two kinds, the beginning and 1, and before 1 and 2 one kind each: P(1) is
// (1−0.75)/4 + 0.75·3/4·1/3 = 1/4, P(2) too, and P(0) is 1/2.
func TestProbabilitiesByHand(t *testing.T) {
	m := Train(2, 3, slices.Values([][]int{{0, 1, 0, 1, 0, 2}}), [][]int{{0, 1}, {0, 2}, {0, 0}})
	for _, c := range []struct {
		tokens []int
		want   float64
	}{
		{[]int{0, 1}, 1.25/3 + 0.5/4}, {[]int{0, 2}, 0.25/3 + 0.5/4}, {[]int{0, 0}, 0.5 / 2},
	} {
		if got := m.probability(c.tokens); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.tokens, got, c.want)
		}
	}
	p, err := m.Perplexity()
	product := m.probability([]int{0, 1}) * m.probability([]int{0, 2}) * m.probability([]int{0, 0})
	if err != nil || math.Abs(p-math.Pow(product, -1.0/3)) > 1e-9 {
		t.Errorf("perplexity %v, %v", p, err)
	}
	if _, err := Train(2, 3, slices.Values([][]int{{0}}), nil).Perplexity(); err == nil {
		t.Error("a test without tokens has a perplexity")
	}
}

func TestMoreContextHelpsWhereItTells(t *testing.T) {
	var text []int
	for i := range 400 {
		text = append(text, []int{0, 1, 0, 2}[i%4]) // what comes after 0 is known by the token before it
	}
	last := math.Inf(1)
	for order := 1; order <= 3; order++ {
		p, err := Train(order, 3, slices.Values([][]int{text}), [][]int{text[:50]}).Perplexity()
		if err != nil || p >= last {
			t.Errorf("order %d: perplexity %v after %v; %v", order, p, last, err)
		}
		last = p
	}
}
