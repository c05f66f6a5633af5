package lesson_test

import (
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/sample"
)

// compact is the tokenizer of a text's task, and how many tokens it has.
func compact(t testing.TB, txt string) (text.Tokenizer, int) {
	t.Helper()
	task, err := lesson.NewTask(txt, false, 123)
	if err != nil {
		t.Fatal(err)
	}
	return task.Tok, task.Model.VocabSize
}

// pieces are the tokens of a text.
func pieces(t testing.TB, tok text.Tokenizer, txt string) []string {
	t.Helper()
	ids, err := tok.Encode(txt)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, len(ids))
	for i, id := range ids {
		if list[i], err = tok.Decode([]int{id}); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func TestATextIsCutAsByGPT2(t *testing.T) {
	whole, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	tok, size := compact(t, sample.Story())
	if size < 1000 || size > 5000 {
		t.Errorf("%d tokens kept", size)
	}
	got, want := pieces(t, tok, sample.Story()), pieces(t, whole.Allowing(), sample.Story())
	if !slices.Equal(got, want) {
		t.Errorf("%d tokens, GPT-2 makes %d", len(got), len(want))
	}
	if ids, err := tok.Encode(text.EndOfText); err != nil || !slices.Equal(ids, []int{size - 1}) {
		t.Errorf("the end of a text is %v of %d tokens, %v", ids, size, err)
	}
	if _, err := tok.Decode([]int{size}); err == nil {
		t.Error("an id outside the vocabulary is accepted")
	}
}

func TestOtherTokensFallApartIntoTheLongestKept(t *testing.T) {
	tok, size := compact(t, "a light, a light")
	if want := 256 + len([]string{" light", " a", text.EndOfText}); size != want { // "a" and "," are bytes
		t.Errorf("%d tokens, want %d", size, want)
	}
	for txt, want := range map[string][]string{
		" light":  {" light"},
		" lights": {" light", "s"}, // a token of GPT-2 that does not occur
		" is":     {" ", "i", "s"},
	} {
		if got := pieces(t, tok, txt); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", txt, got, want)
		}
	}
}

func FuzzCompact(f *testing.F) {
	tok, _ := compact(f, "Write the sentence in the passive voice.")
	for _, s := range []string{"", "The dog", "naïve café", "<|endoftext|>", "\x00\xff", "日本 🙂\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, txt string) {
		ids, err := tok.Encode(txt)
		if err != nil {
			t.Fatal(err)
		}
		back, err := tok.Decode(ids)
		if want := strings.ToValidUTF8(txt, ""); err != nil ||
			strings.ReplaceAll(back, "\ufffd", "") != strings.ReplaceAll(want, "\ufffd", "") {
			t.Errorf("%q came back as %q, %v", txt, back, err)
		}
	})
}
