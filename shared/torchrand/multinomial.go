package torchrand

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
)

// Exponential fills dst as Tensor.exponential_() does: waiting times of rate 1, two draws each.
func (g *Generator) Exponential(dst []float32) {
	for len(dst) > 0 {
		words := g.engine.takePairs(len(dst))
		n := len(words) / 2
		for i := range dst[:n] {
			u := unit64(uint64(temper(words[2*i]))<<32 | uint64(temper(words[2*i+1])))
			dst[i] = float32(-math.Log1p(-u))
		}
		dst = dst[n:]
	}
}

// Multinomial is torch.multinomial(weights, num_samples=1) for one row of weights: the index of a weight, with a
// probability proportional to it (section 5.3). The weights need not add up to 1. Several rows are several calls, from
// the first row on.
//
// It is a race: each weight w draws a waiting time q, [Generator.Exponential], and the largest w/q wins, the first one
// of equals. All weights draw, zero or not. With seed 123 the weights 0.1 0.2 0.3 0.4 draw 0.46028 0.01346 0.89595
// 0.09722, w/q is 0.217 14.863 0.335 4.115, and index 1 is picked.
//
// It panics where PyTorch raises an error: a weight that is negative, infinite or not a number, or all weights zero.
func (g *Generator) Multinomial(weights []float32) int {
	if err := checkWeights(weights); err != nil {
		panic(fmt.Errorf("torchrand: multinomial: %w", err))
	}
	best := 0
	speeds := g.race(weights)
	for i, v := range speeds {
		if v > speeds[best] {
			best = i
		}
	}
	return best
}

// MultinomialN is torch.multinomial(weights, n, replacement) for one row of weights: n indices. Without replacement,
// and for n = 1, they are those of the n largest w/q of the race, see [Generator.Multinomial], the largest first. With
// replacement each index is drawn on its own from the running sums of the weights; PyTorch 1.13 did so for n = 1 too.
// MultinomialN panics as Multinomial does, for n < 1, and without replacement for n above the number of weights.
func (g *Generator) MultinomialN(weights []float32, n int, replacement bool) []int {
	if err := checkWeights(weights); err != nil {
		panic(fmt.Errorf("torchrand: multinomial: %w", err))
	}
	if n < 1 || !replacement && n > len(weights) {
		panic(fmt.Errorf("torchrand: multinomial: %d picks from %d weights, replacement %v: want at least one and, "+
			"without replacement, at most one per weight", n, len(weights), replacement))
	}
	if replacement && n > 1 {
		return g.pickFromSums(weights, n)
	}
	speeds := g.race(weights)
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(speeds[b], speeds[a]) })
	return order[:n:n]
}

// race is w/q for each weight w and its waiting time q.
func (g *Generator) race(weights []float32) []float32 {
	speeds := make([]float32, len(weights))
	g.Exponential(speeds)
	for i, w := range weights {
		speeds[i] = w / speeds[i]
	}
	return speeds
}

// pickFromSums finds, for each of n uniform numbers, the first running sum of the weights that is not below it. The
// sums are float32, added from the left and divided by the total: 0.1 0.2 0.3 0.4 give 0.1 0.3 0.6 1.
func (g *Generator) pickFromSums(weights []float32, n int) []int {
	sums := make([]float32, len(weights))
	var total float32
	for i, w := range weights {
		total += w
		sums[i] = total
	}
	for i := range sums {
		sums[i] /= total
	}
	sums[len(sums)-1] = 1
	picks := make([]int, n)
	for i := range picks {
		u := g.Float64()
		picks[i] = sort.Search(len(sums)-1, func(k int) bool { return float64(sums[k]) >= u })
	}
	return picks
}

// checkWeights says why weights cannot be sampled from.
func checkWeights(weights []float32) error {
	positive := false
	for i, w := range weights {
		if !(w >= 0 && w <= math.MaxFloat32) {
			return fmt.Errorf("weight %v at index %d: want finite numbers, zero or above", w, i)
		}
		positive = positive || w > 0
	}
	if !positive {
		return errors.New("no weight above zero: nothing to pick")
	}
	return nil
}
