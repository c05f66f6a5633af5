package lesson_test

import (
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/backend/backendtest"
)

func ExampleByTens() {
	fmt.Println(lesson.ByTens([]int{0, 9, 10, 119, 120, 500}))
	fmt.Println(lesson.CountRows(map[string]int{"norm": 2, "head": 3}))
	// Output:
	// [2 1 0 0 0 0 0 0 0 0 0 1 2]
	// [[head 3] [norm 2]]
}

func TestLogitAccuracyCountsRows(t *testing.T) {
	b := lesson.LogitBatch{Logits: [][]float32{{1, 0}, {0, 1}, {2, 1}, {0, 3}}, Labels: []int{0, 1, 1, 1}}
	if got, err := lesson.LogitAccuracy(t.Context(), b); err != nil || got != 0.75 {
		t.Errorf("accuracy %v, %v, want 0.75", got, err)
	}
}

// All batches of each part: the accuracy is then that of all its messages.
func TestEvaluateTakesTheThreeParts(t *testing.T) {
	task := shortTask(t)
	c, loaders, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	e, err := classify.NewEvaluator(backendtest.Open(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Finalize()
	got, err := lesson.Evaluate(t.Context(), e, loaders, pretrain.AllBatches, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, list := range [][]classify.Message{task.Split.Train, task.Split.Validation, task.Split.Test} {
		name := lesson.Parts()[i]
		want, err := task.Accuracy(t.Context(), backendtest.Open(), c, list)
		if err != nil {
			t.Fatal(err)
		}
		whole := len(list)%task.Data.BatchSize == 0 || name != "train" // training drops a short last batch
		if whole && got.Accuracies[name] != want {
			t.Errorf("%s: accuracy %v, want %v", name, got.Accuracies[name], want)
		}
		if got.Losses[name] <= 0 {
			t.Errorf("%s: loss %v", name, got.Losses[name])
		}
	}
}

func TestBeginningSaysWhereItCuts(t *testing.T) {
	for text, want := range map[string]string{"": "", "süß": "süß", "süßer": "süß…"} {
		if got := lesson.Beginning(text, 3); got != want {
			t.Errorf("%q begins %q, want %q", text, got, want)
		}
	}
}

func TestJudgementSaysWhatIsWrong(t *testing.T) {
	task := shortTask(t)
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	p, err := classify.NewPredictor(backendtest.Open(), c, task.Tok)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	if got := lesson.Judgement(p, " "); got != "error: the message is empty" {
		t.Errorf("an empty message: %q", got)
	}
	if got := lesson.Judgement(p, "You have won"); !strings.Contains(got, "spam: You have won") {
		t.Errorf("a message: %q", got)
	}
}
