package lesson

import (
	"cmp"
	"math"
	"slices"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// NineWords is the example of sections 5.3.1 and 5.3.2: a vocabulary of nine words and the logits that a model might
// give them after "every effort moves you". Every call returns slices of the caller's own.
func NineWords() (words []string, logits []float32) {
	words = []string{"closer", "every", "effort", "forward", "inches", "moves", "pizza", "toward", "you"}
	logits = []float32{4.51, 0.89, -1.90, 6.75, 1.63, -1.62, -1.89, 6.28, 1.79}
	return words, logits
}

// CountDraws chooses n tokens from the same logits and counts how often each id comes: the book's print_sampled_tokens
// (section 5.3.1).
func CountDraws(s pretrain.Sampling, logits []float32, n int, rng *torchrand.Generator) []int {
	counts := make([]int, len(logits))
	for range n {
		counts[s.Next(logits, rng)]++
	}
	return counts
}

// Largest are the k largest of some logits, the largest first, and their places: the two results of torch.topk (section
// 5.3.2).
func Largest(logits []float32, k int) (values []float32, places []int) {
	masked := pretrain.TopK(logits, k)
	for i, v := range masked {
		if !math.IsInf(float64(v), -1) {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(masked[j], masked[i]) })
	for _, i := range places {
		values = append(values, masked[i])
	}
	return values, places
}
