package lesson_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/internal/small"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/backend/backendtest"
)

// smallTask is smallRun as a task.
func smallTask(t *testing.T) *lesson.Task {
	t.Helper()
	task, err := lesson.NewTask(small.Babble(340), false, 123)
	if err != nil {
		t.Fatal(err)
	}
	task.Recipe, task.Tok = small.Recipe(), small.Letters{}
	return task
}

func TestTaskDoesWhatItsRunDoes(t *testing.T) {
	task, be := smallTask(t), backendtest.Open()
	dir := filepath.Join(t.TempDir(), "run")
	made, err := task.Do(be)(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	job := longrun.Job{Recipe: small.Recipe(), Text: small.Babble(340), Tok: small.Letters{}, Seed: 123}
	want, err := job.Do(be)(t.Context(), filepath.Join(t.TempDir(), "run"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(made.History.StepLosses, want.History.StepLosses) {
		t.Errorf("losses %v, want %v", made.History.StepLosses, want.History.StepLosses)
	}

	m, loaders, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	history, err := pretrain.Train(t.Context(), be, m, loaders, task.Tok, task.Options)
	if err != nil || !slices.Equal(history.StepLosses, want.History.StepLosses) {
		t.Errorf("losses from New %v, want %v; %v", history.StepLosses, want.History.StepLosses, err)
	}

	task.Options.Epochs++
	more, err := task.Continue(t.Context(), be, dir)
	if err != nil {
		t.Fatal(err)
	}
	if done, all := len(want.History.StepLosses),
		len(more.History.StepLosses); done*task.Options.Epochs != all*(task.Options.Epochs-1) {
		t.Errorf("%d steps, then %d in all of %d epochs", done, all, task.Options.Epochs)
	}
}

// The names under which trained models are kept say the size and, where it is not the book's, the seed.
func TestNamesOfTasks(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []struct {
		big            bool
		seed           int64
		prefix, suffix string
	}{
		{false, 123, "ch05-tiny-", ""},
		{true, 123, "ch05-book-", ""},
		{false, 124, "ch05-tiny-", "-seed124"},
	} {
		task, err := lesson.NewTask("a story", c.big, c.seed)
		if err != nil {
			t.Fatal(err)
		}
		if !c.big && task.Model.VocabSize != 256+1+1 { // bytes, "a" being one, " story", the end of a text
			t.Errorf("a vocabulary of %d", task.Model.VocabSize)
		}
		key, err := task.Key()
		if err != nil {
			t.Fatal(err)
		}
		if want := c.prefix + key + c.suffix; task.Name() != want {
			t.Errorf("name %s, want %s", task.Name(), want)
		}
		seen[task.Name()] = true
		task.Options.Epochs++
		seen[task.Name()] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d names for 6 tasks", len(seen))
	}
}

func TestLossesAreThoseOfBothParts(t *testing.T) {
	task, be := smallTask(t), backendtest.Open()
	m, loaders, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	train, validation, err := task.Losses(t.Context(), be, m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := pretrain.NewEvaluator(be, m)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Finalize()
	wantTrain, err := e.LoaderLoss(t.Context(), loaders.Train, pretrain.AllBatches) // in another order
	if err != nil {
		t.Fatal(err)
	}
	wantValidation, err := e.LoaderLoss(t.Context(), loaders.Validation, pretrain.AllBatches)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(train-wantTrain) > 1e-5 || validation != wantValidation || train == validation {
		t.Errorf("losses %v and %v, want %v and %v", train, validation, wantTrain, wantValidation)
	}
	task.Text = "the cat"
	if _, _, err := task.Losses(t.Context(), be, m); err == nil || !strings.Contains(err.Error(), "training text") {
		t.Errorf("of a text shorter than a window: %v", err)
	}
}

// TestBarLeavesAnInterruptedRunToTheLoop: a bar that ended the run itself would lose what was done.
func TestBarLeavesAnInterruptedRunToTheLoop(t *testing.T) {
	task := smallTask(t)
	dir := filepath.Join(t.TempDir(), "run")
	ctx, stop := context.WithCancel(t.Context())
	bar := longrun.NewBar(ctx)
	task.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == 7 {
			stop()
		}
		return nil
	}), bar.Watch}
	if _, err := task.Do(backendtest.Open())(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	bar.Done()
	first := 0
	bar = longrun.NewBar(t.Context())
	task.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if first == 0 {
			first = p.Step
		}
		return nil
	}), bar.Watch}
	if _, err := task.Do(backendtest.Open())(t.Context(), dir); err != nil || first != 8 {
		t.Errorf("went on with step %d, %v; want 8", first, err)
	}
	bar.Done()
	longrun.NewBar(t.Context()).Done() // of a run that had nothing to do
}

func TestSamplesAreDrawnFromOneGenerator(t *testing.T) {
	task := smallTask(t)
	m, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	start := &pretrained.Model{Model: m, Tok: task.Tok, Start: "the cat"}
	for _, c := range []struct {
		s    pretrain.Sampling
		want int // different texts of four
	}{
		{pretrain.GreedySampling(), 1},
		{pretrain.Sampling{Temperature: 2, TopK: 1}, 1},
		{pretrain.Sampling{Temperature: 2}, 4},
	} {
		texts, err := lesson.Samples(t.Context(), start, c.s, 4, 20)
		if err != nil || len(texts) != 4 {
			t.Fatal(len(texts), err)
		}
		if got := lesson.CountDifferent(texts); got != c.want || !strings.HasPrefix(texts[3], "the cat") ||
			len(texts[3]) != len("the cat")+20 {
			t.Errorf("%+v: %d different texts, want %d: %q", c.s, got, c.want, texts)
		}
	}
	start.Start = "THE CAT"
	if _, err := lesson.Samples(t.Context(), start, pretrain.GreedySampling(), 4, 20); err == nil {
		t.Error("a text without tokens is no error")
	}
}
