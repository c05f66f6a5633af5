package gpt

import "github.com/gomlx/gomlx/core/tensors"

// MostLikely is the greedy choice at every position: logits or probabilities [batch, seq, vocab] to ids [batch, seq]
// (sections 4.7 and 5.1.2).
func MostLikely(logits *tensors.Tensor) [][]int {
	var ids [][]int
	for _, row := range logits.Value().([][][]float32) {
		var best []int
		for _, token := range row {
			best = append(best, Greedy(token))
		}
		ids = append(ids, best)
	}
	return ids
}
