package lesson_test

import (
	"context"
	"math"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/book"
)

func TestGivenLogitsHaveTheBooksAccuracyAndLoss(t *testing.T) {
	fig, err := book.Find("ch06.accuracy")
	if err != nil {
		t.Fatal(err)
	}
	logits, err := fig.Input("last_token_logits").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	labels, err := fig.Input("labels").Ints()
	if err != nil {
		t.Fatal(err)
	}
	loader, err := lesson.NewLogitLoader(logits.Rows32(), labels, 3)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{"predicted": classify.Predicted(logits.Rows32())}
	for name, batches := range map[string]int{"None": pretrain.AllBatches, "1": 1, "2": 2, "99": 99} {
		if got["num_batches_"+name], err = classify.Accuracy(context.Background(), loader, batches,
			lesson.LogitBatch.Predict); err != nil {
			t.Fatal(err)
		}
	}
	for name, batches := range map[string]int{"loss": pretrain.AllBatches, "loss_first2": 2} {
		if got[name], err = pretrain.MeanLoss(context.Background(), loader, batches,
			lesson.LogitBatch.Loss); err != nil {
			t.Fatal(err)
		}
	}
	check(t, "ch06.accuracy", got)
}

func TestUndecidedLogitsCostLogTwo(t *testing.T) {
	loss, err := lesson.LogitBatch{Logits: [][]float32{{0, 0}, {3, 3}}, Labels: []int{0, 1}}.Loss()
	if err != nil || math.Abs(loss-math.Ln2) > 1e-6 {
		t.Errorf("loss %v (%v), want %v", loss, err, math.Ln2)
	}
}

func TestNewLogitLoaderRefusesLabelsThatDoNotFit(t *testing.T) {
	for _, labels := range [][]int{{0}, {0, 2}, {-1, 0}} {
		if _, err := lesson.NewLogitLoader([][]float32{{1, 2}, {3, 4}}, labels, 1); err == nil {
			t.Errorf("labels %v were taken", labels)
		}
	}
}
