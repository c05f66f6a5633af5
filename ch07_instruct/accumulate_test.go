package instruct_test

import (
	"math"
	"testing"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend/backendtest"
)

// With prompts masked the rows of a batch have different numbers of targets: a micro-batch counts by its targets, and
// the losses stay those of the whole batch.
func TestAccumulationKeepsTheLossesOfMaskedBatches(t *testing.T) {
	run := shoutRun()
	run.Options.Epochs, run.Options.StartContext, run.Options.SampleTokens = 5, "", 0
	losses := map[int][]float64{}
	for _, parts := range []int{1, 4} {
		a, loaders := newShout(t, run)
		history, err := longrun.Train(t.Context(), backendtest.Open(), a.Model, &loaders.Loaders, a.Tok,
			a.Options(shoutParts, loaders, run), longrun.Options{Accumulate: parts})
		if err != nil {
			t.Fatal(err)
		}
		losses[parts] = history.StepLosses
	}
	for i, want := range losses[1] {
		if d := math.Abs(losses[4][i] - want); !(d <= 1e-4) {
			t.Errorf("step %d: loss %v, want %v", i, losses[4][i], want)
		}
	}
}
