package pictures_test

import (
	"fmt"
	"strings"

	"llmfromscratch/notebooks/pictures"
	"llmfromscratch/shared/diagram"
)

func ExampleStages() {
	svg, err := pictures.Stages(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.ReplaceAll(diagram.Description(svg), ". ", ".\n")) // a sentence a line
	// Output:
	// The way from text to assistant.
	// Three stages of three steps.
	// Building: text to numbers, attention, the GPT model.
	// Pretraining: training loop, evaluation, saved weights.
	// Fine-tuning: small adapters, a classifier, an assistant.
	// You are at step 2, Attention.
}
