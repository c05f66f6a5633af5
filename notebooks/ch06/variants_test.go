package lesson_test

import (
	"path/filepath"
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/sample"
)

func TestVariantsChangeOneChoiceEach(t *testing.T) {
	task := shortTask(t)
	variants := variantsOf(t, task)
	if variants[0].Task != task {
		t.Error("the first variant is not the task itself")
	}
	titles, results := map[string]bool{}, map[string]bool{}
	for _, v := range variants {
		result, err := v.Name()
		if err != nil {
			t.Fatal(err)
		}
		if titles[v.Title] || results[result] {
			t.Errorf("%s: title or task is there twice", v.Title)
		}
		titles[v.Title], results[result] = true, true
		if v.Seed != task.Seed || v.Model != task.Model || v.Weights != "" {
			t.Errorf("%s: seed, model or weights differ", v.Title)
		}
		if _, _, err := v.New(); err != nil {
			t.Errorf("%s: %v", v.Title, err)
		}
	}
	for _, title := range []string{
		"random weights, all layers", "last block", "last two blocks", "LoRA adapters", "no causal mask",
		"last token before the padding", "mean of all tokens",
	} {
		if !titles[title] {
			t.Errorf("no variant %q among %v", title, titles)
		}
	}
}

func TestVariantsOfPretrainedWeightsHaveRandomOnes(t *testing.T) {
	task, err := lesson.NewTask(sample.SMS(), false, 123)
	if err != nil {
		t.Fatal(err)
	}
	task.Classifier = classify.BookConfig()
	variants := variantsOf(t, task)
	last := variants[len(variants)-1]
	if variants[0].Title != "the course's model, last block" || last.Title != "random weights, all layers" ||
		last.Weights != "" || last.Classifier.Train != classify.AllLayers {
		t.Errorf("%q and %q with %+v", variants[0].Title, last.Title, last.Classifier)
	}
	if task.Weights != pretrained.Course {
		t.Error("a variant changed the task")
	}
}

// variantsOf are the variants of a task.
func variantsOf(t *testing.T, task *lesson.Task) []lesson.Variant {
	t.Helper()
	variants, err := lesson.Variants(task)
	if err != nil {
		t.Fatal(err)
	}
	return variants
}

// With few messages the run is the same but for the messages, their length and the looks on the way.
func TestFewMessagesAreTheFirst(t *testing.T) {
	task := shortTask(t)
	few := task.Few(32)
	if len(few.Split.Train) != 32 || few.Split.Train[31] != task.Split.Train[31] || few.Data.Padding.Length != 48 {
		t.Errorf("%d messages of %d tokens", len(few.Split.Train), few.Data.Padding.Length)
	}
	if len(task.Split.Train) == 32 || task.Few(1 << 20).Split.Train[0] != task.Split.Train[0] {
		t.Error("the task itself has changed")
	}
	trained, err := few.Do(backendtest.Open())(t.Context(), filepath.Join(t.TempDir(), "few"))
	if err != nil {
		t.Fatal(err)
	}
	if steps := len(trained.History.StepLosses); steps != 4*2 {
		t.Errorf("%d steps in four epochs of two batches", steps)
	}
	if looks := len(trained.History.TrainLosses); looks != 1 {
		t.Errorf("%d looks on the way, want the one after the first step", looks)
	}
}
