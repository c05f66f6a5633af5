package lesson_test

import (
	"math"
	"reflect"
	"testing"

	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/appendix_d"
	"llmfromscratch/shared/sample"
)

func TestScheduledTaskAddsOnlyScheduleAndLimit(t *testing.T) {
	for _, big := range []bool{false, true} {
		s, err := lesson.NewScheduledTask(sample.Story(), big, 123)
		if err != nil {
			t.Fatal(err)
		}
		first := s.WarmUp.WarmUpSteps
		if got := s.Options.Clip.MaxNorm(first); got != 1 || !math.IsInf(s.Options.Clip.MaxNorm(first-1), 1) {
			t.Errorf("big %v: limit %v from step %d on, want 1", big, got, first)
		}
		if s.Options.Schedule == nil || s.Options.Schedule.Rate(first) != s.WarmUp.Peak {
			t.Errorf("big %v: no rate of %v after the warm-up", big, s.WarmUp.Peak)
		}
		if s.Constant.Options.Schedule != nil || s.Constant.Options.Clip != nil || s.Name() == s.Constant.Name() {
			t.Errorf("big %v: the task to compare with is %+v", big, s.Constant.Options)
		}
		same := s.Recipe
		same.Options.Schedule, same.Options.Clip, same.Options.Optimizer = nil, nil, s.Constant.Options.Optimizer
		if !reflect.DeepEqual(same, s.Constant.Recipe) {
			t.Errorf("big %v: more has changed than schedule and limit:\n%+v\n%+v", big, same, s.Constant.Recipe)
		}
	}
	if _, err := lesson.NewScheduledTask("too short", false, 123); err == nil {
		t.Error("a text shorter than a window has got a schedule")
	}
}

func TestClippedCountsStepsAboveTheLimit(t *testing.T) {
	h := pretrain.History{GradientNorms: []float64{9, 9, 0.5, 1, 1.5}}
	if got := lesson.Clipped(&h, pretrain.ClipFrom{FirstStep: 2, Norm: 1}); got != 1 {
		t.Errorf("%d steps, want 1: two were before the first, one did not reach the limit, one just did", got)
	}
}
