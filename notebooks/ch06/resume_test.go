package lesson_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
)

// stopAt ends a run when something happens after so many steps.
func stopAt(stop func(), kind pretrain.EventKind, step int) pretrain.Watcher {
	return func(e pretrain.Event) error {
		if e.Kind == kind && e.Step == step {
			stop()
		}
		return nil
	}
}

func parameters(t *testing.T, c *classify.Classifier) map[string][]float32 {
	t.Helper()
	values := map[string][]float32{}
	for p := range nn.Parameters(c.Store()) {
		values[p.Path()] = tensors.MustCopyFlatData[float32](p.MustValue())
	}
	return values
}

// fastTask is a task with a small vocabulary and few messages: 16 steps.
func fastTask(t *testing.T) *lesson.Task {
	t.Helper()
	task := shortTask(t)
	task.Split.Train, task.Split.Validation = task.Split.Train[:8*16], task.Split.Validation[:16]
	task.Split.Test = task.Split.Test[:16]
	var texts []string
	for _, m := range task.Split.Train {
		texts = append(texts, m.Text)
	}
	tok := must(text.TrainBPE(t.Context(), strings.Join(texts, "\n"), 600))
	task.Tok, task.Data.Padding.ID, task.Data.Padding.Length = tok.Allowing(), 0, 16
	task.Model.VocabSize, task.Model.DropRate = tok.VocabSize(), 0.1
	return task
}

// A classifier's training that is interrupted, wherever, and asked for again ends as one that never was.
func TestInterruptedTrainingGoesOnWithTheSameBits(t *testing.T) {
	for _, part := range []classify.LayerSet{classify.LastBlock, classify.Adapters} {
		task, be := fastTask(t).Training(part), backendtest.Open()
		want := must(task.Do(be)(t.Context(), filepath.Join(t.TempDir(), "run")))
		perEpoch := len(want.History.StepLosses) / task.Options.Epochs
		for _, c := range []struct {
			kind pretrain.EventKind
			step int
		}{
			{pretrain.Stepped, 1}, {pretrain.Evaluated, 11},
			{pretrain.Settled, perEpoch}, {pretrain.EpochEnded, perEpoch}, {pretrain.Stepped, 2*perEpoch - 1},
		} {
			if part == classify.Adapters && c.step != perEpoch {
				continue
			}
			dir := filepath.Join(t.TempDir(), "run")
			ctx, stop := context.WithCancel(t.Context())
			task.Watchers = []pretrain.Watcher{stopAt(stop, c.kind, c.step)}
			_, err := task.Do(be)(ctx, dir)
			stopped := new(keep.StoppedError)
			if !errors.As(err, &stopped) || stopped.Saved != stopped.Done || stopped.Saved < c.step {
				t.Fatalf("%v after step %d: %v", c.kind, c.step, err)
			}
			var said []string
			task.Watchers, task.Say = nil, func(line string) { said = append(said, line) }
			got := must(task.Do(be)(t.Context(), dir))
			if !reflect.DeepEqual(got.History, want.History) ||
				!reflect.DeepEqual(parameters(t, got.Classifier), parameters(t, want.Classifier)) {
				t.Errorf("%v, stopped after step %d: another result", part, stopped.Done)
			}
			if len(said) != 1 || !strings.HasPrefix(said[0], "goes on from step ") {
				t.Errorf("it says %q", said)
			}
			if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
				t.Errorf("beside the folder lies %v (%v)", left, err)
			}
		}
	}
}

// Half a run of other settings is not gone on with.
func TestHalfARunOfAnotherTaskIsRefused(t *testing.T) {
	task, dir := fastTask(t), filepath.Join(t.TempDir(), "run")
	ctx, stop := context.WithCancel(t.Context())
	task.Watchers = []pretrain.Watcher{stopAt(stop, pretrain.Stepped, 2)}
	if _, err := task.Do(backendtest.Open())(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*lesson.Task){
		"seed: 123, now 7":  func(t *lesson.Task) { t.Seed = 7 },
		"Options.Epochs: 2": func(t *lesson.Task) { t.Options.Epochs = 3 },
		"messages: digest":  func(t *lesson.Task) { t.Split.Train = t.Split.Train[1:] },
		"Schedule: none":    func(t *lesson.Task) { t.Options.Schedule = pretrain.WarmUp{Steps: 3} },
		"Clip: none":        func(t *lesson.Task) { t.Options.Clip = pretrain.ClipFrom{Norm: 1} },
		"Data.BatchSize:":   func(t *lesson.Task) { t.Data.BatchSize = 8 },
		"Classifier.Token":  func(t *lesson.Task) { t.Classifier.Token = classify.FirstToken },
	} {
		other := fastTask(t)
		change(other)
		_, err := other.Do(backendtest.Open())(t.Context(), dir)
		if !errors.As(err, new(*keep.OtherSettingsError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
