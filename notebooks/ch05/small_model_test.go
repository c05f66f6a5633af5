package lesson_test

import (
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

func TestSmallModelHasTheFiguresParameters(t *testing.T) {
	fig, err := book.Find("ch05.ex3.deterministic")
	if err != nil {
		t.Fatal(err)
	}
	m, err := lesson.SmallModel(fig)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := fig.Input("ids").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	text, err := gpt.GenerateSimple(t.Context(), p, ids.IntRows(), 20, m.Config.ContextLength)
	if v := fig.Compare(text); err != nil || !v.OK {
		t.Error(v, err)
	}
}

func TestSmallModelOfAFigureWithoutOneIsAnError(t *testing.T) {
	fig, err := book.Find("ch05.sample.greedy")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lesson.SmallModel(fig); err == nil {
		t.Error("a model came from nowhere")
	}
}
