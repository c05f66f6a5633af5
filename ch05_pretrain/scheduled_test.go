package pretrain_test

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
	run := pretrain.BookRun()
	run.Options.Epochs = 15
	scheduled, w, err := run.Scheduled(sample.Story(), gpt2.Allowing())
	if err != nil {
		t.Fatal(err)
	}
	steps := w.TotalSteps
	if steps%15 != 0 || w.WarmUpSteps != steps/5 {
		t.Errorf("%d warm-up steps of %d, want a fifth of a multiple of 15", w.WarmUpSteps, steps)
	}
	if near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }; !near(w.Peak, 1e-3) || !near(w.Initial, 1e-5) || !near(w.Min, 1e-5) {
		t.Errorf("rates %v, %v and %v, the book has 1e-5, 1e-3 and 1e-5", w.Initial, w.Peak, w.Min)
	}
	if got := scheduled.Options.Schedule(w.WarmUpSteps); got != w.Peak {
		t.Errorf("learning rate after the warm-up %v, want %v", got, w.Peak)
	}
	if last, next := scheduled.Options.Clip(w.WarmUpSteps-1), scheduled.Options.Clip(w.WarmUpSteps); !math.IsInf(last, 1) || next != 1 {
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
	run := pretrain.BookRun()
	run.Options.Epochs = 0
	if _, _, err := run.Scheduled(sample.Story(), gpt2.Allowing()); err == nil {
		t.Error("a run without any epoch has got a schedule")
	}
}
