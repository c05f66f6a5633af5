package lesson

import (
	"context"

	"github.com/gomlx/compute"

	"llmfromscratch/shared/course"
)

// TestAccuracy is the accuracy, in percent, that a task's classifier has on the test messages: one that was saved, or
// one that is trained now and saved (section 6.7).
func TestAccuracy(ctx context.Context, be compute.Backend, t *Task) (float64, error) {
	name, err := t.Name()
	if err != nil {
		return 0, err
	}
	trained, err := course.Saved(ctx, name, LoadTrained, t.Do(be))
	if err != nil {
		return 0, err
	}
	accuracy, err := t.Accuracy(ctx, be, trained.Classifier, t.Split.Test)
	return 100 * accuracy, err
}
