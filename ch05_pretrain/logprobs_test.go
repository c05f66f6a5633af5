package pretrain_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

func ExampleLogProbs() {
	fmt.Printf("%.4f\n", pretrain.LogProbs([]float32{1, 2}))
	// Output: [-1.3133 -0.3133]
}

func ExampleTopLogProbs() {
	fmt.Println(pretrain.TopLogProbs([]float64{-1.3, -0.9, -1.5}, 2))
	// Output: [{1 -0.9} {0 -1.3}]
}

func TestLogProbsAreTheLogarithmsOfSoftmax(t *testing.T) {
	logits := make([]float32, 1000)
	torchrand.New(3).Normal(logits, 50, 4)
	probas := pretrain.Softmax(logits, 1)
	for i, p := range pretrain.LogProbs(logits) {
		if math.Abs(p-math.Log(float64(probas[i]))) > 1e-5 {
			t.Fatalf("token %d: %v, probability %v", i, p, probas[i])
		}
	}
	// too unlikely for a probability in float32
	if got := pretrain.LogProbs([]float32{0, 1000}); got[0] != -1000 || got[1] != 0 {
		t.Errorf("%v", got)
	}
}

func TestTopLogProbsAreTheFirstOfAllSorted(t *testing.T) {
	values := []float64{-3, -1, -2, -1, math.Inf(-1)}
	all := []pretrain.TokenLogProb{{ID: 1, LogProb: -1}, {ID: 3, LogProb: -1}, {ID: 2, LogProb: -2},
		{ID: 0, LogProb: -3}, {ID: 4, LogProb: math.Inf(-1)}}
	for n := range 7 {
		got := pretrain.TopLogProbs(values, n)
		if want := all[:min(n, 5)]; len(got) != len(want) || n > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("the first %d are %v, want %v", n, got, want)
		}
	}
}
