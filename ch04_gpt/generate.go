package gpt

import (
	"context"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
)

// GenerateSimple continues each row of ids, [batch, seq], by maxNewTokens tokens, always taking the most likely one
// (section 4.7): the book's generate_text_simple. Each step looks at the last contextSize tokens only. On an error, or
// when ctx ends, it returns what it has so far with the error.
func GenerateSimple(ctx context.Context, next NextToken, ids [][]int, maxNewTokens, contextSize int) ([][]int, error) {
	if contextSize < 1 {
		return nil, fmt.Errorf("context size %d: want at least 1", contextSize)
	}
	ids = cloneRows(ids)
	for range maxNewTokens {
		if err := ctx.Err(); err != nil {
			return ids, err
		}
		logits, err := next.NextLogits(LastTokens(ids, contextSize))
		if err != nil {
			return ids, err
		}
		for i, row := range logits {
			ids[i] = append(ids[i], Greedy(row))
		}
	}
	return ids, nil
}

// LastTokens cuts every row to its last n tokens; shorter rows stay as they are.
func LastTokens(ids [][]int, n int) [][]int {
	cut := make([][]int, len(ids))
	for i, row := range ids {
		cut[i] = row[max(0, len(row)-n):]
	}
	return cut
}

// Greedy is the index of the largest logit, the first one on ties, as torch.argmax: of (1, 3, 3) it is 1. Softmax would
// not change which one is the largest.
func Greedy(logits []float32) int {
	best := 0
	for i, v := range logits {
		if v > logits[best] {
			best = i
		}
	}
	return best
}

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
