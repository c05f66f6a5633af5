package pretrain_test

import (
	"math"
	"testing"

	"llmfromscratch/ch05_pretrain"
)

func TestScheduledBookRunHasTheNumbersOfSectionD4(t *testing.T) {
	run := pretrain.BookRecipe()
	run.Options.Epochs = 15
	scheduled, w := run.WithSchedule(15 * 9)
	if w.TotalSteps != 135 || w.WarmUpSteps != 27 {
		t.Errorf("%d warm-up steps of %d, want 27 of 135", w.WarmUpSteps, w.TotalSteps)
	}
	if near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }; !near(w.Peak, 1e-3) ||
		!near(w.Initial, 1e-5) || !near(w.Min, 1e-5) {
		t.Errorf("rates %v, %v and %v, the book has 1e-5, 1e-3 and 1e-5", w.Initial, w.Peak, w.Min)
	}
	if got := scheduled.Options.Schedule.Rate(w.WarmUpSteps); got != w.Peak {
		t.Errorf("learning rate after the warm-up %v, want %v", got, w.Peak)
	}
	clip := scheduled.Options.Clip
	if last, next := clip.MaxNorm(w.WarmUpSteps-1), clip.MaxNorm(w.WarmUpSteps); !math.IsInf(last, 1) || next != 1 {
		t.Errorf("limit of the norm in the last step of the warm-up %v and in the next %v, want none and 1", last, next)
	}
	if run.Options.Schedule != nil || run.Options.Clip != nil {
		t.Error("the run that was asked has changed")
	}
}

func TestScheduledNeedsAStepToWarmUpIn(t *testing.T) {
	if r, _ := pretrain.BookRecipe().WithSchedule(0); r.Options.Validate() == nil {
		t.Error("a run without any step has got a schedule")
	}
}
