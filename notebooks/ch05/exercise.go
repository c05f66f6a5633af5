package lesson

import (
	"context"
	"fmt"
	"math"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/course"
)

// JudgeLosses says what an answer to exercise 5.5 is worth: the losses of a model on the training and the validation
// part of the task's text. Zeros are no answer yet.
func (t *Task) JudgeLosses(ctx context.Context, be compute.Backend, m *gpt.Model, train, validation float64) (string,
	error) {
	if train == 0 && validation == 0 {
		return fmt.Sprintf("No answer yet: compute the losses of a model with %v parameters.",
			course.Count(m.Config.Count().Total)), nil
	}
	wantTrain, wantValidation, err := t.Losses(ctx, be, m)
	if err != nil {
		return "", err
	}
	return judgeLosses(train, validation, wantTrain, wantValidation), nil
}

// judgeLosses is the sentence for two losses.
func judgeLosses(train, validation, wantTrain, wantValidation float64) string {
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-3 }
	switch {
	case near(train, wantTrain) && near(validation, wantValidation):
		return "Right."
	case near(train, wantValidation) && near(validation, wantTrain):
		return "The two are exchanged: Losses returns that of the training part first."
	case near(math.Log(train), wantTrain) && near(math.Log(validation), wantValidation):
		return "These are perplexities, e to the power of the losses."
	case near(train, validation):
		return "Both are the loss of one part. The text has two, and the model was trained on one of them only."
	}
	return "Not yet: these are not the losses of this model on the two parts. Which text, and which model, are they of?"
}
