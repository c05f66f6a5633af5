package text_test

import (
	"context"
	"testing"

	"llmfromscratch/ch02_text"
)

const smallText = "low low low low low lower lower newest newest newest newest newest newest widest widest widest<|endoftext|>low"

func smallBPE(t testing.TB) *text.BPE {
	t.Helper()
	b, err := text.TrainBPE(context.Background(), smallText, 266, text.EndOfText)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
