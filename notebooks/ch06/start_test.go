package lesson_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch06_classify"
	lesson "llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"

	"github.com/gomlx/gomlx/core/tensors"
)

func TestTaskStartsFromTheLayersOfAnotherOnesClassifier(t *testing.T) {
	first := shortTask(t)
	first.Options.Epochs = 1
	dir := filepath.Join(t.TempDir(), "first")
	trained, err := first.Do(backendtest.Open())(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	load := func() (*gpt.Model, error) {
		trained, err := lesson.LoadTrained(dir)
		if err != nil {
			return nil, err
		}
		return trained.Classifier.Model, nil
	}
	task := first.From(lesson.Start{Name: "first", Load: load}).Training(classify.LastBlock)
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	learned := trained.Classifier.Model
	for i, block := range c.Model.Blocks {
		if !slices.Equal(weights(t, block.FF.Expand), weights(t, learned.Blocks[i].FF.Expand)) {
			t.Errorf("block %d is not what the first task has learned", i)
		}
	}
	if slices.Equal(weights(t, c.Model.OutHead), weights(t, learned.OutHead)) {
		t.Error("the head is that of the first task, want a new one")
	}
	fresh, _, err := first.New()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(weights(t, c.Model.OutHead), weights(t, fresh.Model.OutHead)) {
		t.Error("the head is not drawn with the task's seed")
	}
	if first.Start != nil || first.Classifier.Train == classify.LastBlock {
		t.Error("the first task has changed")
	}
	missing := errors.New("no such model")
	if _, _, err := first.From(lesson.Start{Load: func() (*gpt.Model, error) {
		return nil, missing
	}}).New(); !errors.Is(err, missing) {
		t.Errorf("got %v, want the error of the start", err)
	}
}

func TestTrainingAdaptersHasTheirRankAndNothingElseHas(t *testing.T) {
	task := shortTask(t)
	adapters := task.Training(classify.Adapters)
	if got, want := adapters.Classifier, classify.LoRAConfig(); got != want {
		t.Errorf("settings %+v, want %+v", got, want)
	}
	if back := adapters.Training(task.Classifier.Train); back.Classifier != task.Classifier {
		t.Errorf("settings %+v after going back, want %+v", back.Classifier, task.Classifier)
	}
	if name, err := adapters.Name(); err != nil || !strings.HasPrefix(name, "ch06-lora-") {
		t.Errorf("name %q (%v)", name, err)
	}
}

func TestBaseIsTheModelThatTheClassifierIsMadeOf(t *testing.T) {
	task := shortTask(t)
	m, err := task.Base()
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	for i, block := range m.Blocks {
		if want, got := weights(t, c.Model.Blocks[i].FF.Expand), weights(t, block.FF.Expand); len(got) == 0 ||
			!slices.Equal(got, want) {
			t.Errorf("block %d differs from the classifier's", i)
		}
	}
	if m.OutHead == c.Model.OutHead {
		t.Error("the head is the classifier's")
	}
}

func weights(t *testing.T, layer nn.Layer) []float32 {
	t.Helper()
	value, err := layer.(*nn.Linear).Weight.Value()
	if err != nil {
		t.Fatal(err)
	}
	values, err := tensors.CopyFlatData[float32](value)
	if err != nil {
		t.Fatal(err)
	}
	return values
}
