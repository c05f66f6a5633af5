package lesson_test

import (
	"math"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/sample"
)

func TestScheduledBookRunHasTheNumbersOfSectionD4(t *testing.T) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	run := pretrain.BookRecipe()
	run.Options.Epochs = 15
	scheduled, w, err := run.Scheduled(sample.Story(), gpt2.Allowing())
	if err != nil {
		t.Fatal(err)
	}
	steps := w.TotalSteps
	if steps%15 != 0 || w.WarmUpSteps != steps/5 {
		t.Errorf("%d warm-up steps of %d, want a fifth of a multiple of 15", w.WarmUpSteps, steps)
	}
	if near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }; !near(w.Peak, 1e-3) ||
		!near(w.Initial, 1e-5) || !near(w.Min, 1e-5) {
		t.Errorf("rates %v, %v and %v, the book has 1e-5, 1e-3 and 1e-5", w.Initial, w.Peak, w.Min)
	}
	if got := scheduled.Options.Schedule(w.WarmUpSteps); got != w.Peak {
		t.Errorf("learning rate after the warm-up %v, want %v", got, w.Peak)
	}
	if last, next := scheduled.Options.Clip(w.WarmUpSteps-1),
		scheduled.Options.Clip(w.WarmUpSteps); !math.IsInf(last, 1) || next != 1 {
		t.Errorf("limit of the norm in the last step of the warm-up %v and in the next %v, want none and 1", last, next)
	}
	if run.Options.Schedule != nil || run.Options.Clip != nil {
		t.Error("the run that was asked has changed")
	}
}

func TestScheduledNeedsAStepToWarmUpIn(t *testing.T) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	run := pretrain.BookRecipe()
	run.Options.Epochs = 0
	if _, _, err := run.Scheduled(sample.Story(), gpt2.Allowing()); err == nil {
		t.Error("a run without any epoch has got a schedule")
	}
}

func TestScheduledTaskAddsOnlyScheduleAndLimit(t *testing.T) {
	for _, big := range []bool{false, true} {
		s, err := pretrain.NewScheduledTask(sample.Story(), big, 123)
		if err != nil {
			t.Fatal(err)
		}
		first := s.WarmUp.WarmUpSteps
		if got := s.Options.Clip(first); got != 1 || !math.IsInf(s.Options.Clip(first-1), 1) {
			t.Errorf("big %v: limit %v from step %d on, want 1", big, got, first)
		}
		if s.Options.Schedule == nil || s.Options.Schedule(first) != s.WarmUp.Peak {
			t.Errorf("big %v: no rate of %v after the warm-up", big, s.WarmUp.Peak)
		}
		if s.Constant.Options.Schedule != nil || s.Constant.Options.Clip != nil || s.Name() == s.Constant.Name() {
			t.Errorf("big %v: the task to compare with is %+v", big, s.Constant.Options)
		}
		same := s.Run
		same.Options.Schedule, same.Options.Clip, same.Options.Optimizer = nil, nil, s.Constant.Options.Optimizer
		if same.Key("") != s.Constant.Key("") {
			t.Errorf("big %v: more has changed than schedule and limit:\n%+v\n%+v", big, same, s.Constant.Run)
		}
	}
	if _, err := pretrain.NewScheduledTask("too short", false, 123); err == nil {
		t.Error("a text shorter than a window has got a schedule")
	}
}

func TestClippedCountsStepsAboveTheLimit(t *testing.T) {
	h := pretrain.History{GradientNorms: []float64{9, 9, 0.5, 1, 1.5}}
	if got := h.Clipped(pretrain.ClipFrom(2, 1)); got != 1 {
		t.Errorf("%d steps, want 1: two were before the first, one did not reach the limit, one just did", got)
	}
}
