package pretrain

import (
	"cmp"
	"slices"
)

// TopP keeps the likeliest tokens, as few as have probability p together, and puts 0 in the place of the others. Of the
// probabilities (0.5, 0.3, 0.15, 0.05) with p = 0.75 two stay, as 0.5 is not enough and 0.5 + 0.3 is. Where the model
// is sure, one token may be enough; where it is not, hundreds are needed: that is what TopK, which keeps the same
// number always, cannot do. The kept tokens are called the nucleus. Of equal ones the first stay. With p 0, or from 1
// on, all tokens do.
func TopP(probas []float32, p float64) []float32 {
	if p <= 0 || p >= 1 {
		return probas
	}
	kept := make([]float32, len(probas))
	var sum float64
	for _, i := range mostLikelyFirst(probas) {
		kept[i] = probas[i]
		if sum += float64(probas[i]); sum >= p {
			break
		}
	}
	return kept
}

// MinP keeps the tokens that are at least p times as likely as the likeliest one, and puts 0 in the place of the
// others: of (0.5, 0.3, 0.15, 0.05) with p = 0.2 three stay, those from 0.2 · 0.5 = 0.1 on. With p 0 all tokens stay.
func MinP(probas []float32, p float64) []float32 {
	if p <= 0 {
		return probas
	}
	least := p * float64(slices.Max(probas))
	kept := make([]float32, len(probas))
	for i, proba := range probas {
		if float64(proba) >= least {
			kept[i] = proba
		}
	}
	return kept
}

// mostLikelyFirst are the indices of values in the order of the values, the largest first: of (0.2, 0.7, 0.1) they are
// 1, 0, 2. Equal ones stay in their order.
func mostLikelyFirst(values []float32) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return order
}
