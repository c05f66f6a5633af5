package lesson_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/keep/keeptest"
	"llmfromscratch/shared/sample"
)

func TestTrainedComesBackFromItsFolder(t *testing.T) {
	task := shortTask(t)
	var log bytes.Buffer
	task.Watchers = []pretrain.Watcher{pretrain.Log(&log)}
	dir := filepath.Join(t.TempDir(), "a", "b")
	trained, err := task.Do(backendtest.Open())(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := lesson.LoadTrained(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.History, trained.History) {
		t.Errorf("history %+v\nwant %+v", got.History, trained.History)
	}
	var again bytes.Buffer
	if err := got.History.WriteLog(&again); err != nil {
		t.Fatal(err)
	}
	if again.String() != log.String() {
		t.Errorf("the log of the history is\n%s\nthat of the run was\n%s", &again, &log)
	}
	const message = "You have won a prize"
	want, have := classified(t, trained.Classifier, message), classified(t, got.Classifier, message)
	if !reflect.DeepEqual(want, have) {
		t.Errorf("%+v after loading, %+v before", have, want)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the folder lies %v (%v)", left, err)
	}
}

func classified(t *testing.T, c *classify.Classifier, message string) classify.Prediction {
	t.Helper()
	p, err := classify.NewPredictor(backendtest.Open(), c, must(text.NewGPT2()).Allowing())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	prediction, err := p.Classify(message)
	if err != nil {
		t.Fatal(err)
	}
	return prediction
}

func TestNameChangesWithSettingsSeedAndMessages(t *testing.T) {
	name := func(change func(*lesson.Task)) string {
		task := shortTask(t)
		change(task)
		name, err := task.Name()
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	first := name(func(*lesson.Task) {})
	if got := name(func(t *lesson.Task) { t.Watchers = []pretrain.Watcher{pretrain.Log(io.Discard)} }); got != first {
		t.Errorf("the log changes the name from %s to %s", first, got)
	}
	for what, change := range map[string]func(*lesson.Task){
		"learning rate": func(t *lesson.Task) { t.Options.Optimizer.LearningRate *= 2 },
		"token":         func(t *lesson.Task) { t.Classifier.Token = classify.MeanOfTokens },
		"seed":          func(t *lesson.Task) { t.Seed++ },
		"messages":      func(t *lesson.Task) { t.Split.Train = t.Split.Train[1:] },
		"weights":       func(t *lesson.Task) { t.Weights = "124M" },
		"start":         func(t *lesson.Task) { t.Weights = pretrained.Course },
	} {
		if name(change) == first {
			t.Errorf("another %s has the same name", what)
		}
	}
}

// A task's name knows every field of its recipe.
func TestNamesKnowEveryField(t *testing.T) {
	keeptest.EveryField(t, func() *lesson.Task {
		task := shortTask(t)
		task.Options.Schedule, task.Options.Clip = pretrain.WarmUp{Steps: 1}, pretrain.ClipFrom{Norm: 1}
		return task
	}, func(task *lesson.Task) (string, error) { return task.Name() }, "Split", "Tok", "Watchers")
}

func TestInterruptedWorkLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := filepath.Join(t.TempDir(), "classifier")
	if _, err := shortTask(t).Do(backendtest.Open())(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 0 {
		t.Errorf("there is %v (%v)", left, err)
	}
}

func TestAccuracyCountsAllMessages(t *testing.T) {
	task := shortTask(t)
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	list := task.Split.Test[:21] // a batch of 16 and a rest
	got, err := task.Accuracy(context.Background(), backendtest.Open(), c, list)
	if err != nil {
		t.Fatal(err)
	}
	right := 0.0
	for _, m := range list {
		if classified(t, c, m.Text).Label == m.Label {
			right++
		}
	}
	if want := right / 21; got != want {
		t.Errorf("accuracy %v, one after the other %v", got, want)
	}
}

// The comparison with random weights is a fair one only when nothing but the weights differs.
func TestOnlyTheWeightsAreRandom(t *testing.T) {
	task, err := lesson.NewTask(sample.SMS(), false, 123)
	if err != nil {
		t.Fatal(err)
	}
	random, err := task.WithRandomWeights()
	if err != nil {
		t.Fatal(err)
	}
	if random.Weights != "" || task.Weights == "" {
		t.Fatalf("weights %q and %q", random.Weights, task.Weights)
	}
	a, b := newClassifier(t, task), newClassifier(t, random)
	if !reflect.DeepEqual(a.Model.Config, b.Model.Config) || a.Config != b.Config || a.Padding != b.Padding {
		t.Errorf("%+v, %+v, %+v\nand %+v, %+v, %+v", a.Model.Config, a.Config, a.Padding, b.Model.Config, b.Config,
			b.Padding)
	}
	one, other := *task, *random
	one.Weights, one.Model = other.Weights, other.Model
	one.Say, other.Say = nil, nil // functions are never equal
	if !reflect.DeepEqual(one, other) {
		t.Error("something else than weights and model differs")
	}
	first, err := task.Name()
	if err != nil {
		t.Fatal(err)
	}
	if second, err := random.Name(); err != nil || first == second {
		t.Errorf("names %q and %q, error %v", first, second, err)
	}
}

// newClassifier is the classifier of a task before any training.
func newClassifier(t *testing.T, task *lesson.Task) *classify.Classifier {
	t.Helper()
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
