package pretrain_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
)

// Inputs and targets as text (section 5.1.2).
func ExampleTwoTexts() {
	tok, err := text.NewGPT2()
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs, targets := pretrain.TwoTexts()
	for i := range inputs {
		in, err := tok.Decode(inputs[i])
		out, err2 := tok.Decode(targets[i])
		fmt.Printf("%q -> %q %v %v\n", in, out, err, err2)
	}
	// Output:
	// "every effort moves" -> " effort moves you" <nil> <nil>
	// "I really like" -> " really like chocolate" <nil> <nil>
}

// Targets are the inputs moved on by one token.
func TestTwoTextsOverlap(t *testing.T) {
	inputs, targets := pretrain.TwoTexts()
	for i := range inputs {
		if !slices.Equal(inputs[i][1:], targets[i][:2]) {
			t.Errorf("row %d: inputs %v, targets %v", i, inputs[i], targets[i])
		}
	}
}

func TestMostLikelyTakesTheLargestOfEachPosition(t *testing.T) {
	logits := tensors.FromValue([][][]float32{{{1, 3, 2}, {5, 4, 5}}, {{-1, -2, -3}, {0, 0, 9}}})
	got := pretrain.MostLikely(logits)
	for i, want := range [][]int{{1, 0}, {0, 2}} {
		if !slices.Equal(got[i], want) {
			t.Errorf("row %d: %v, want %v", i, got[i], want)
		}
	}
}
