package lesson_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/torchrand"
)

// Fine-tuning that is interrupted and asked for again ends as that which never was.
func TestInterruptedTaskGoesOnWithTheSameBits(t *testing.T) {
	be, task := backendtest.Open(), shoutTask()
	task.Options.Epochs, task.Options.EvalEvery = 5, 3
	first := filepath.Join(t.TempDir(), "run")
	want := must(task.Do(be)(t.Context(), first))
	for _, step := range []int{1, 4, 6, 9} {
		dir := filepath.Join(t.TempDir(), "run")
		ctx, stop := context.WithCancel(t.Context())
		task.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
			if p.Step == step {
				stop()
			}
			return nil
		})}
		_, err := task.Do(be)(ctx, dir)
		if stopped := new(keep.StoppedError); !errors.As(err, &stopped) || stopped.Saved != step || stopped.All != 10 {
			t.Fatalf("stopped after step %d: %v", step, err)
		}
		task.Watchers = nil
		got := must(task.Do(be)(t.Context(), dir))
		if !reflect.DeepEqual(got.History, want.History) {
			t.Errorf("stopped after step %d: history\n%+v\nwant\n%+v", step, got.History, want.History)
		}
		a, b := filepath.Join(dir, pretrain.ModelFile), filepath.Join(first, pretrain.ModelFile)
		if string(must(os.ReadFile(a))) != string(must(os.ReadFile(b))) {
			t.Errorf("stopped after step %d: another model", step)
		}
		if left := must(os.ReadDir(filepath.Dir(dir))); len(left) != 1 {
			t.Errorf("beside the folder lies %v", left)
		}
	}
}

// Preference tuning that is interrupted and asked for again, of the same assistant, ends as that which never was.
func TestInterruptedPreferencesGoOnWithTheSameBits(t *testing.T) {
	be, task := backendtest.Open(), shoutTask()
	task.Options.Epochs = 2
	base := filepath.Join(t.TempDir(), "base")
	must(task.Do(be)(t.Context(), base))
	var prefs []instruct.Preference
	for _, e := range shout {
		prefs = append(prefs, instruct.Preference{Instruction: e.Instruction, Input: e.Input, Chosen: e.Output,
			Rejected: e.Output + " no"})
	}
	prefer := func(ctx context.Context, dir string, watchers ...pretrain.Watcher) (*lesson.Preferred, error) {
		opt := instruct.NewDPOOptions(torchrand.New(5))
		opt.Epochs, opt.BatchSize, opt.Validate = 3, 2, prefs[:2]
		return lesson.Prefer(be, must(lesson.LoadTrained(base)).Assistant, prefs, opt, watchers...)(ctx, dir)
	}
	first := filepath.Join(t.TempDir(), "run")
	want := must(prefer(t.Context(), first))
	for _, step := range []int{1, 4, 11} {
		dir := filepath.Join(t.TempDir(), "run")
		ctx, stop := context.WithCancel(t.Context())
		_, err := prefer(ctx, dir, pretrain.OnStep(func(p pretrain.Progress) error {
			if p.Step == step {
				stop()
			}
			return nil
		}))
		if stopped := new(keep.StoppedError); !errors.As(err, &stopped) || stopped.Saved != step || stopped.All != 12 {
			t.Fatalf("stopped after step %d: %v", step, err)
		}
		got := must(prefer(t.Context(), dir))
		if !reflect.DeepEqual(got.History, want.History) {
			t.Errorf("stopped after step %d: history\n%+v\nwant\n%+v", step, got.History, want.History)
		}
		a, b := filepath.Join(dir, pretrain.ModelFile), filepath.Join(first, pretrain.ModelFile)
		if string(must(os.ReadFile(a))) != string(must(os.ReadFile(b))) {
			t.Errorf("stopped after step %d: another model", step)
		}
	}
}
