package classify_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/torchrand"
)

func TestAccumulationKeepsTheLosses(t *testing.T) {
	opt := quickOptions()
	opt.Epochs = 1
	losses := map[int][]float64{}
	for _, parts := range []int{1, 3} {
		opt.Accumulate = parts
		rng := torchrand.New(123)
		c, loaders := tinyClassifier(t, rng, allLayers()), sampleLoaders(t, rng, 16, 24)
		history, err := classify.Train(context.Background(), backend.ForTest(), c, loaders, opt)
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
	opt.Accumulate = 17
	rng := torchrand.New(123)
	c, loaders := tinyClassifier(t, rng, allLayers()), sampleLoaders(t, rng, 16, 24)
	_, err := classify.Train(context.Background(), backend.ForTest(), c, loaders, opt)
	if err == nil || !strings.Contains(err.Error(), "16 rows cannot be cut into 17") {
		t.Errorf("error = %v", err)
	}
}
