package lesson_test

import (
	"fmt"
	"math"
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/backend/backendtest"
)

// The counts are those of judging one message after the other.
func TestConfusionCountsEachMessageOnce(t *testing.T) {
	task := shortTask(t)
	c, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	list := task.Split.Test[:21] // a batch of 16 and a rest
	got, err := task.Confusion(t.Context(), backendtest.Open(), c, list)
	if err != nil {
		t.Fatal(err)
	}
	var want lesson.Confusion
	for _, m := range list {
		switch called := classified(t, c, m.Text).Label; {
		case called == m.Label && called == classify.Spam:
			want.Caught++
		case called == m.Label:
			want.Delivered++
		case called == classify.Spam:
			want.Blocked++
		default:
			want.LetThrough++
		}
	}
	if got != want {
		t.Errorf("%+v, one after the other %+v", got, want)
	}
}

func ExampleConfusion() {
	c := lesson.Confusion{Caught: 2, LetThrough: 1, Blocked: 3, Delivered: 4}
	for _, row := range c.Rows() {
		fmt.Println(row...)
	}
	fmt.Printf("accuracy %.1f, precision %.1f, recall %.2f\n", c.Accuracy(), c.Precision(), c.Recall())
	// Output:
	// 3 spam 2 caught 1 let through
	// 7 ham 3 blocked 4 delivered
	// accuracy 0.6, precision 0.4, recall 0.67
}

func TestSharesOfNothingAreNumbers(t *testing.T) {
	for name, v := range map[string]float64{"accuracy": lesson.Confusion{}.Accuracy(),
		"precision": lesson.Confusion{}.Precision(), "recall": lesson.Confusion{}.Recall()} {
		if v != 0 || math.IsNaN(v) {
			t.Errorf("%s of no messages is %v", name, v)
		}
	}
}
