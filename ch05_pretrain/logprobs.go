package pretrain

import (
	"math"
	"slices"
)

// TokenLogProb is a token and the logarithm of its probability.
type TokenLogProb struct {
	ID      int
	LogProb float64
}

// LogProbs are the logarithms of the probabilities that a model gives its tokens, [vocab]: of the logits (1, 2) they
// are (-1.3133, -0.3133), the logarithms of (0.2689, 0.7311). They are computed from the logits without the
// probabilities, as the logarithm of a probability that has become 0 would be lost.
func LogProbs(logits []float32) []float64 {
	largest := float64(slices.Max(logits))
	var sum float64
	for _, v := range logits {
		sum += math.Exp(float64(v) - largest)
	}
	total := largest + math.Log(sum)
	logProbs := make([]float64, len(logits))
	for i, v := range logits {
		logProbs[i] = float64(v) - total
	}
	return logProbs
}

// TopLogProbs are the n likeliest tokens, the likeliest first, of equal ones that with the smaller id: of (-1.3, -0.9,
// -1.5) with n = 2 they are 1 with -0.9 and 0 with -1.3. There are fewer where the vocabulary has fewer.
func TopLogProbs(logProbs []float64, n int) []TokenLogProb {
	var top []TokenLogProb // sorted; few, so that putting one in its place costs little
	for id, p := range logProbs {
		at := len(top)
		for at > 0 && top[at-1].LogProb < p {
			at--
		}
		if at < n {
			top = slices.Insert(top, at, TokenLogProb{id, p})
			top = top[:min(len(top), n)]
		}
	}
	return top
}
