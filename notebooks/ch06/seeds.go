package lesson

import (
	"context"

	"github.com/gomlx/compute"

	"llmfromscratch/shared/course"
)

// TestAccuracies are the accuracies, in percent, that a task's classifier has on the test messages when the task is
// done with each of some seeds. What was saved is loaded, the others are trained now and saved (section 6.7).
func TestAccuracies(ctx context.Context, be compute.Backend, t *Task, seeds []int64) ([]float64, error) {
	accuracies := make([]float64, len(seeds))
	for i, seed := range seeds {
		one := *t
		one.Seed = seed
		name, err := one.Name()
		if err != nil {
			return nil, err
		}
		trained, err := course.Saved(ctx, name, LoadTrained, one.Do(be))
		if err != nil {
			return nil, err
		}
		accuracy, err := one.Accuracy(ctx, be, trained.Classifier, one.Split.Test)
		if err != nil {
			return nil, err
		}
		accuracies[i] = 100 * accuracy
	}
	return accuracies, nil
}
