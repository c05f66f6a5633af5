package lesson_test

import (
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

func TestIgnoredTargetsDoNotCount(t *testing.T) {
	logits := [][]float32{{-1, 1}, {-0.5, 1.5}, {-0.5, 1.5}}
	for id, targets := range map[string][]int{
		"ch07.ce.two": {0, 1}, "ch07.ce.three": {0, 1, 1}, "ch07.ce.ignored": {0, 1, pretrain.IgnoreIndex},
	} {
		loss, err := lesson.CrossEntropy(backendtest.Open(), logits[:len(targets)], targets...)
		if err != nil {
			t.Fatal(err)
		}
		if v := book.Check(id, loss); !v.OK {
			t.Errorf("%s: %v", id, v)
		}
	}
}

func TestMaskedBatchIsTheBooks(t *testing.T) {
	fig := must(book.Find("ch07.ex2.masked_all"))
	var entries []instruct.Entry
	if err := fig.Input("entries").Decode(&entries); err != nil {
		t.Fatal(err)
	}
	tok := must(text.NewGPT2()).Allowing(text.EndOfText)
	masked, plain := must(lesson.MaskedBatch(entries, tok)), must(lesson.PlainBatch(entries, tok))
	if v := fig.Compare(map[string]any{"inputs": masked.Inputs, "targets": masked.Targets}); !v.OK {
		t.Error(v)
	}
	m, p := lesson.Summarize(masked), lesson.Summarize(plain)
	if m.Inputs != p.Inputs || m.Targets == p.Targets || m.Ignored <= p.Ignored {
		t.Errorf("masked %+v, plain %+v", m, p)
	}
}
