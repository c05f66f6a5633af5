package lesson_test

import (
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
)

func TestVariantsChangeOneChoiceEach(t *testing.T) {
	task := shortTask(t)
	variants := lesson.Variants(task)
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
	task := shortTask(t)
	task.Weights, task.Classifier = "124M", classify.BookConfig()
	variants := lesson.Variants(task)
	last := variants[len(variants)-1]
	if variants[0].Title != "pretrained weights, last block" || last.Title != "random weights, all layers" ||
		last.Weights != "" || last.Classifier.Train != classify.AllLayers {
		t.Errorf("%q and %q with %+v", variants[0].Title, last.Title, last.Classifier)
	}
	if task.Weights != "124M" {
		t.Error("a variant changed the task")
	}
}
