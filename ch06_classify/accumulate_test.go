package classify_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/torchrand"
)

func trainInParts(t *testing.T, c *classify.Classifier, loaders *classify.Loaders, opt classify.Options,
	parts int) (*classify.History, error) {
	t.Helper()
	stepper, err := longrun.NewStepper(backendtest.Open(), c.Model.Builder, c.Loss, opt.Optimizer,
		longrun.StepOptions{Accumulate: parts})
	if err != nil {
		t.Fatal(err)
	}
	defer stepper.Finalize()
	return classify.TrainWith(context.Background(), backendtest.Open(), stepper, c, loaders, opt)
}

func TestAccumulationKeepsTheLosses(t *testing.T) {
	opt := quickOptions()
	opt.Epochs = 1
	losses := map[int][]float64{}
	for _, parts := range []int{1, 3} {
		rng := torchrand.New(123)
		c, loaders := tinyClassifier(t, rng, allLayers()), sampleLoaders(t, rng, 16, 24)
		history, err := trainInParts(t, c, loaders, opt, parts)
		if err != nil {
			t.Fatal(err)
		}
		losses[parts] = history.StepLosses
	}
	for i, want := range losses[1] {
		if d := math.Abs(losses[3][i] - want); !(d <= 1e-4) {
			t.Errorf("step %d: loss %v, want %v", i, losses[3][i], want)
		}
	}
	rng := torchrand.New(123)
	c, loaders := tinyClassifier(t, rng, allLayers()), sampleLoaders(t, rng, 16, 24)
	_, err := trainInParts(t, c, loaders, opt, 17)
	if err == nil || !strings.Contains(err.Error(), "16 rows cannot be cut into 17") {
		t.Errorf("error = %v", err)
	}
}
