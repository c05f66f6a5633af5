package gpt_test

import (
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
)

func TestMostLikelyTakesTheLargestOfEachPosition(t *testing.T) {
	logits := tensors.FromValue([][][]float32{{{1, 3, 2}, {5, 4, 5}}, {{-1, -2, -3}, {0, 0, 9}}})
	got := gpt.MostLikely(logits)
	for i, want := range [][]int{{1, 0}, {0, 2}} {
		if !slices.Equal(got[i], want) {
			t.Errorf("row %d: %v, want %v", i, got[i], want)
		}
	}
}
