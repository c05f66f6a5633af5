package lesson_test

import (
	"maps"
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

func TestTrainableByModuleAddsUpToWhatIsTrained(t *testing.T) {
	c := tinyClassifier(t, torchrand.New(123), classify.BookConfig())
	counts := lesson.TrainableByModule(c)
	sum := 0
	for n := range maps.Values(counts) {
		sum += n
	}
	if _, trainable := nn.NumParameters(c.Store()); sum != trainable {
		t.Errorf("%v add up to %d, want %d", counts, sum, trainable)
	}
	if counts["out_head"] != 16*2+2 || counts["final_norm"] != 2*16 || counts["trf_blocks.1"] == 0 || len(counts) != 3 {
		t.Errorf("%v: want the last block, the final norm and the head", counts)
	}
}

func TestOutputsOfGivesOneRowForEachToken(t *testing.T) {
	c := tinyClassifier(t, torchrand.New(123), classify.BookConfig())
	out, err := lesson.OutputsOf(backendtest.Open(), c, [][]int{{1, 2, 3}, {4, 5, 6}})
	if err != nil {
		t.Fatal(err)
	}
	out.Shape().AssertDims(2, 3, 2)
	if _, err := lesson.OutputsOf(backendtest.Open(), c, [][]int{{50257}}); err == nil {
		t.Error("an id beyond the vocabulary was taken")
	}
}
