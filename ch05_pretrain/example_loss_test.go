package pretrain_test

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
)

// must keeps the examples short; a program handles its errors.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// What a model with three words in its vocabulary says of two tokens, and how likely it found the words that came
// (section 5.1.2).
func ExampleTargetProbabilities() {
	logits := [][][]float32{{{0, 0, 0}, {2, 0, 0}}} // [batch, seq, vocab]
	targets := [][]int64{{1, 0}}
	picked := must(graph.CallOnce(backendtest.Open(), func(logits, targets *graph.Node) *graph.Node {
		return pretrain.TargetProbabilities(pretrain.Probabilities(logits), targets)
	}, logits, targets))
	fmt.Printf("%.4f\n", picked.Value())
	// Output: [[0.3333 0.7870]]
}

// The loss of the same tokens: the mean of -log 0.3333 and -log 0.7870. A third one, whose target is left out, does not
// change it (section 5.1.2).
func ExampleCrossEntropy() {
	be := backendtest.Open()
	loss := must(graph.CallOnce(be, pretrain.CrossEntropy, [][]float32{{0, 0, 0}, {2, 0, 0}}, []int64{1, 0}))
	fmt.Printf("%.4f\n", loss.Value())
	loss = must(graph.CallOnce(be, pretrain.CrossEntropy, [][]float32{{0, 0, 0}, {2, 0, 0}, {0, 9, 0}},
		[]int64{1, 0, pretrain.IgnoreIndex}))
	fmt.Printf("%.4f\n", loss.Value())
	// Output:
	// 0.6691
	// 0.6691
}
