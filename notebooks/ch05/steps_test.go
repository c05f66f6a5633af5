package lesson_test

import (
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

func TestLossOfTokensIsTheReferences(t *testing.T) {
	fig, err := book.Find("ch05.loss.toy")
	if err != nil {
		t.Fatal(err)
	}
	logits, err := fig.Input("logits").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	targets, err := fig.Input("targets").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	l, err := lesson.LossOfTokens(backendtest.Open(),
		tensors.FromFlatDataAndDimensions(logits.Float32s(), logits.Shape...), targets.IntRows())
	if v := fig.Compare(l); err != nil || !v.OK {
		t.Error(v, err)
	}
}

func TestAdamWStepsAreTheReferences(t *testing.T) {
	run, err := lesson.AdamWSteps(backendtest.Open(), pretrain.NewAdamW(0.1, 0.1), []float32{1, -2, 3, 0.5},
		[][]float32{{0.1, -0.2, 0.3, 0}, {0.5, 0.1, -0.4, 1e-9}, {-0.3, 0.2, 0.1, 100}})
	if v := book.Check("ch05.adamw.wd01", run); err != nil || !v.OK {
		t.Error(v, err)
	}
}
