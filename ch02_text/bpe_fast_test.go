package text_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/sample"
)

// sameEncoding trains both encodings on a text and compares their merges, and their ids of it and of other texts.
func sameEncoding(t testing.TB, training string, merges int, others ...string) {
	t.Helper()
	simple := text.TrainSimpleBPE(training, 256+merges)
	fast, err := text.TrainBPE(context.Background(), training, simple.VocabSize())
	if err != nil {
		t.Fatalf("%q, %d merges: %v", training, merges, err)
	}
	if one, two := simple.LearnedPairs(), fast.LearnedPairs(); !slices.Equal(one, two) {
		t.Fatalf("%q: merges %v, fast %v", training, one, two)
	}
	if simple.VocabSize() < 256+merges { // the text has no pair left
		if _, err := text.TrainBPE(context.Background(), training, simple.VocabSize()+1); err == nil {
			t.Errorf("%q: the simple training ends at %d tokens, the fast one goes on", training, simple.VocabSize())
		}
	}
	for _, s := range append(others, training) {
		one, err := simple.Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		if two := fast.EncodeOrdinary(s); !slices.Equal(one, two) {
			t.Fatalf("trained on %q, %q is %v, fast %v", training, s, one, two)
		}
		if back, err := simple.Decode(one); err != nil || back != string([]rune(s)) {
			t.Fatalf("%q comes back as %q, error %v", s, back, err)
		}
	}
}

func TestFastEncodingEqualsTheSimpleOne(t *testing.T) {
	for _, s := range append(allAwkward(), smallText, "banana bandana") {
		for _, merges := range []int{0, 1, 7, 500} {
			sameEncoding(t, strings.Repeat(s, 2), merges, awkward...)
		}
	}
	story := sample.Story()
	sameEncoding(t, story[:len(story)/4], 300, append(awkward, story)...)
}

func TestFastEncodingEqualsTheSimpleOneForAllShortTexts(t *testing.T) {
	// All texts of up to seven of these, which have ties and pairs that overlap, each with all the merges it has.
	var grow func(s string, left int)
	grow = func(s string, left int) {
		sameEncoding(t, s, 100, "abba aab")
		if left > 0 {
			for _, r := range "ab " {
				grow(s+string(r), left-1)
			}
		}
	}
	grow("", 7)
}

func TestSimpleEncodingIsATokenizer(t *testing.T) {
	var tok text.Tokenizer = text.TrainSimpleBPE("low low lower", 258)
	ids, err := tok.Encode("lower")
	if err != nil || !slices.Equal(ids, []int{257, 68, 81}) {
		t.Errorf("low·e·r is %v, error %v", ids, err)
	}
}

func FuzzFastEncodingEqualsTheSimpleOne(f *testing.F) {
	for _, s := range awkward {
		f.Add(s+s, "banana bandana", 5)
	}
	f.Fuzz(func(t *testing.T, training, other string, merges int) {
		if len(training) > 300 || len(other) > 300 || merges < 0 || merges > 100 {
			return
		}
		sameEncoding(t, training, merges, other)
	})
}
