package lesson_test

import (
	"fmt"
	"slices"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/notebooks/ch05"
)

// Inputs and targets as text (section 5.1.2).
func ExampleTwoTexts() {
	tok, err := text.NewGPT2()
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs, targets := lesson.TwoTexts()
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
	inputs, targets := lesson.TwoTexts()
	for i := range inputs {
		if !slices.Equal(inputs[i][1:], targets[i][:2]) {
			t.Errorf("row %d: inputs %v, targets %v", i, inputs[i], targets[i])
		}
	}
}
