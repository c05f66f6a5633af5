package lesson_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/torchrand"
)

// smallTask is smallRun as a task.
func smallTask(t *testing.T) *pretrain.Task {
	t.Helper()
	task, err := pretrain.NewTask(babble(340), false, 123)
	if err != nil {
		t.Fatal(err)
	}
	task.Run, task.Tok = smallRun(), letters{}
	return task
}

func TestTaskDoesWhatItsRunDoes(t *testing.T) {
	task, be := smallTask(t), backend.ForTest()
	dir := filepath.Join(t.TempDir(), "run")
	made, err := task.Work(be)(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want, err := keptRun(smallRun())(t.Context(), filepath.Join(t.TempDir(), "run"))
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
	history, err := train(t, t.Context(), m, loaders, task.Options)
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

// TestNamesOfTasks pins the names under which trained models are kept: a change would have everybody train again.
func TestNamesOfTasks(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []struct {
		big    bool
		seed   int64
		prefix string
		run    pretrain.Run
	}{
		{false, 123, "ch05-tiny-", pretrain.TinyRecipe()},
		{true, 123, "ch05-book-", pretrain.BookRecipe()},
		{false, 124, "ch05-tiny-", pretrain.TinyRecipe()},
	} {
		task, err := pretrain.NewTask("a story", c.big, c.seed)
		if err != nil {
			t.Fatal(err)
		}
		if !c.big {
			c.run.Model.VocabSize = 256 + 1 + 1 // bytes, "a" being one, " story", the end of a text
		}
		want := c.prefix + c.run.Key("a story")
		if c.seed != 123 {
			want += "-seed124"
		}
		if task.Name() != want {
			t.Errorf("name %s, want %s", task.Name(), want)
		}
		seen[task.Name()] = true
		task.Options.Epochs++
		seen[task.Name()] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d names for 6 tasks", len(seen))
	}
	if key := pretrain.BookRecipe().Key("a story"); key != "181644c4" {
		t.Errorf("the key of the book's run is %s", key)
	}
}

func TestLossesAreThoseOfBothParts(t *testing.T) {
	task, be := smallTask(t), backend.ForTest()
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
	bar := pretrain.NewBar(ctx)
	task.Options.OnStep = func(p pretrain.Progress) error {
		if p.Step == 7 {
			stop()
		}
		return bar.OnStep(p)
	}
	if _, err := task.Work(backend.ForTest())(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	bar.Done()
	first := 0
	bar = pretrain.NewBar(t.Context())
	task.Options.OnStep = func(p pretrain.Progress) error {
		if first == 0 {
			first = p.Step
		}
		return bar.OnStep(p)
	}
	if _, err := task.Work(backend.ForTest())(t.Context(), dir); err != nil || first != 8 {
		t.Errorf("went on with step %d, %v; want 8", first, err)
	}
	bar.Done()
	pretrain.NewBar(t.Context()).Done() // of a run that had nothing to do
}

func TestSamplingContinuesATextAsGenerateDoes(t *testing.T) {
	m := newModel(t, 3, smallRun().Model)
	p, err := gpt.NewPredictor(backend.ForTest(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	s := pretrain.Sampling{Temperature: 1.4, TopK: 9, EOS: pretrain.NoEOS}
	got, err := s.Continue(t.Context(), p, letters{}, "the cat", 12, 16, torchrand.New(5))
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pretrain.TextToIDs("the cat", letters{})
	if err != nil {
		t.Fatal(err)
	}
	if ids, err = pretrain.Generate(t.Context(), p, ids, 12, 16, s, torchrand.New(5), nil); err != nil {
		t.Fatal(err)
	}
	if want, err := pretrain.IDsToText(ids, letters{}); err != nil || got != want || len(got) != len("the cat")+12 {
		t.Errorf("%q, want %q; %v", got, want, err)
	}
	if _, err := s.Continue(t.Context(), p, letters{}, "THE CAT", 12, 16, torchrand.New(5)); err == nil {
		t.Error("a text without tokens is no error")
	}
}

func TestSamplesAreDrawnFromOneGenerator(t *testing.T) {
	task := smallTask(t)
	m, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	p, err := gpt.NewPredictor(backend.ForTest(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	for _, c := range []struct {
		s    pretrain.Sampling
		want int // different texts of four
	}{
		{pretrain.GreedySampling(), 1},
		{pretrain.Sampling{Temperature: 2, TopK: 1, EOS: pretrain.NoEOS}, 1},
		{pretrain.Sampling{Temperature: 2, EOS: pretrain.NoEOS}, 4},
	} {
		texts, err := task.Samples(t.Context(), p, c.s, "the cat", 4, 20)
		if err != nil || len(texts) != 4 {
			t.Fatal(len(texts), err)
		}
		if got := pretrain.Different(texts); got != c.want || !strings.HasPrefix(texts[3], "the cat") ||
			len(texts[3]) != len("the cat")+20 {
			t.Errorf("%+v: %d different texts, want %d: %q", c.s, got, c.want, texts)
		}
	}
	if _, err := task.Samples(t.Context(), p, pretrain.GreedySampling(), "THE CAT", 4, 20); err == nil {
		t.Error("a text without tokens is no error")
	}
}
