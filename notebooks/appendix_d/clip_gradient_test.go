package lesson_test

import (
	"math"
	"slices"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/notebooks/appendix_d"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
)

func TestClipModelShortensWhatIsTooLong(t *testing.T) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	batch, err := lesson.WindowBatch(sample.Story(), gpt2.Allowing(), 8, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := gpt2.Encode(sample.Story())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(batch.Inputs[0], ids[24:32]) || !slices.Equal(batch.Targets[1], ids[1:9]) {
		t.Errorf("inputs %v, targets %v: want windows 3 and 0", batch.Inputs, batch.Targets)
	}
	m, err := gpt.NewModel(nn.NewBuilder(123), gpt.Config{VocabSize: 50257, ContextLength: 8, EmbDim: 8, NumHeads: 2,
		NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	free, err := lesson.ClipModel(backendtest.Open(), m, batch, math.Inf(1))
	if err != nil {
		t.Fatal(err)
	}
	if free.Highest != free.HighestClipped || free.Norm <= 0 {
		t.Errorf("without a limit: %+v", free)
	}
	half, err := lesson.ClipModel(backendtest.Open(), m, batch, free.Norm/2)
	if err != nil {
		t.Fatal(err)
	}
	if half.Loss != free.Loss || math.Abs(half.HighestClipped-free.Highest/2) > 1e-5*free.Highest {
		t.Errorf("clipped to half the norm: %+v, before %+v", half, free)
	}
}

func TestWindowBatchNamesAWindowThatIsNotThere(t *testing.T) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lesson.WindowBatch("a b c d e f g h i j k l m n o p", gpt2.Allowing(), 4, 99); err == nil {
		t.Error("window 99 was found in a text of a few words")
	}
}
