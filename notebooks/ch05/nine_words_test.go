package lesson_test

import (
	"fmt"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/torchrand"
)

// A thousand draws (section 5.3.1).
func ExampleCountDraws() {
	words, logits := lesson.NineWords()
	sampling := pretrain.Sampling{Temperature: 1}
	for id, n := range lesson.CountDraws(sampling, logits, 1000, torchrand.New(123)) {
		if n > 0 {
			fmt.Println(n, "x", words[id])
		}
	}
	// Output:
	// 73 x closer
	// 582 x forward
	// 2 x inches
	// 343 x toward
}

func TestNineWordsAreTheBooks(t *testing.T) {
	words, logits := lesson.NineWords()
	var probas [][]float32
	for _, temperature := range []float64{1, 0.1, 5} {
		probas = append(probas, pretrain.Softmax(logits, temperature))
	}
	if v := book.Check("ch05.sample.scaled_probas", probas); !v.OK {
		t.Error(v)
	}
	if v := book.Check("ch05.sample.greedy", words[pretrain.GreedySampling().Next(logits, nil)]); !v.OK {
		t.Error(v)
	}
}

func TestLargestAreThoseThatTopKKeeps(t *testing.T) {
	_, logits := lesson.NineWords()
	values, places := lesson.Largest(logits, 3)
	if v := book.Check("ch05.topk.values", map[string]any{"logits": values, "positions": places}); !v.OK {
		t.Error(v)
	}
}
