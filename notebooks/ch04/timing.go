package lesson

import (
	"context"
	"time"

	"llmfromscratch/ch04_gpt"
)

// timedRuns are how often a text is written to time it.
const timedRuns = 8

// WritingTime is how long a predictor takes to write n tokens after a first one. The text is written several times; of
// each token the shortest time counts, so that what else the computer does disturbs little. A run before, which
// compiles the graphs, does not count.
func WritingTime(ctx context.Context, next gpt.NextToken, n int) (time.Duration, error) {
	shortest := make([]time.Duration, n)
	for run := range 1 + timedRuns {
		ids := []int{1}
		for i := range shortest {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			began := time.Now()
			logits, err := next.NextLogits([][]int{ids})
			if err != nil {
				return 0, err
			}
			if took := time.Since(began); run <= 1 || took < shortest[i] {
				shortest[i] = took
			}
			ids = append(ids, gpt.Greedy(logits[0]))
		}
	}
	var sum time.Duration
	for _, took := range shortest {
		sum += took
	}
	return sum, nil
}

// TokensOfWork is how many tokens a predictor computes while n are written after a first one: without a cache all that
// are there, at each step; with one, only the last.
func TokensOfWork(n int) (without, with int) { return n * (n + 1) / 2, n }
