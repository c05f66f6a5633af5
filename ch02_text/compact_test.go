package text_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/sample"
)

func TestCompactKeepsGPT2sTokensOfItsTexts(t *testing.T) {
	whole := must(text.NewGPT2())
	var texts []string
	for paragraph := range strings.SplitSeq(sample.Story(), "\n\n") {
		texts = append(texts, paragraph)
	}
	tok := must(text.NewCompact(whole, 1, texts...))
	if n := tok.VocabSize(); n < 1000 || n > 5000 {
		t.Errorf("%d tokens kept", n)
	}
	for _, txt := range texts {
		ids, full := must(tok.Encode(txt)), whole.EncodeOrdinary(txt)
		if len(ids) != len(full) {
			t.Fatalf("%q is %d tokens, GPT-2 makes %d", txt, len(ids), len(full))
		}
		if back := must(tok.Decode(ids)); back != txt {
			t.Fatalf("%q came back as %q", txt, back)
		}
	}
	if ids := must(tok.Encode(text.EndOfText)); !slices.Equal(ids, []int{tok.EndOfText()}) ||
		tok.EndOfText() != tok.VocabSize()-1 {
		t.Errorf("the end of a text is %v, of %d tokens", ids, tok.VocabSize())
	}
}

func TestCompactBreaksOtherTokensIntoBytes(t *testing.T) {
	tok := must(text.NewCompact(must(text.NewGPT2()), 1, "a cat"))
	for txt, want := range map[string]int{"a": 1, "a cat": 2, " dog": 4, "ü": 2, "a ü": 4, "🙂": 4} {
		ids := must(tok.Encode(txt))
		if len(ids) != want || must(tok.Decode(ids)) != txt {
			t.Errorf("%q is %v, %q; want %d tokens", txt, ids, must(tok.Decode(ids)), want)
		}
	}
}

func TestCompactIsSavedWhole(t *testing.T) {
	whole := must(text.NewGPT2())
	tok := must(text.NewCompact(whole, 1, "Name the capital of Peru."))
	path := filepath.Join(t.TempDir(), "vocabulary.json")
	if err := tok.Save(path); err != nil {
		t.Fatal(err)
	}
	again := must(text.ParseCompact(whole, must(os.ReadFile(path))))
	if a, b := must(tok.Encode("the capital of Spain")),
		must(again.Encode("the capital of Spain")); !slices.Equal(a, b) {
		t.Errorf("%v and %v", a, b)
	}
	for name, content := range map[string]string{
		"no JSON": "x", "no bytes": `{"gpt2_ids": [50256]}`, "no ids": `{}`, "negative": `{"gpt2_ids": [-1]}`,
		"too large": `{"gpt2_ids": [50257]}`, "order": `{"gpt2_ids": [1, 0]}`,
	} {
		if _, err := text.ParseCompact(whole, []byte(content)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := tok.Decode([]int{tok.VocabSize()}); err == nil ||
		!strings.Contains(err.Error(), fmt.Sprint(tok.VocabSize())) {
		t.Errorf("an id outside the vocabulary: %v", err)
	}
}

func FuzzCompact(f *testing.F) {
	tok := must(text.NewCompact(must(text.NewGPT2()), 1, "Write the sentence in the passive voice."))
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

func ExampleCompact() {
	gpt2, err := text.NewGPT2()
	if err != nil {
		fmt.Println(err)
		return
	}
	tok, err := text.NewCompact(gpt2, 1, "The plural of mouse is mice.")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, txt := range []string{"The plural of mouse", "The plural of goose"} {
		ids, _ := tok.Encode(txt)
		back, _ := tok.Decode(ids)
		fmt.Printf("%d of %d tokens, %q\n", len(ids), tok.VocabSize(), back)
	}
	// Output:
	// 4 of 263 tokens, "The plural of mouse"
	// 9 of 263 tokens, "The plural of goose"
}

func TestCompactSplitsRareTokensIntoTheLongestKept(t *testing.T) {
	tok := must(text.NewCompact(must(text.NewGPT2()), 2, "a light, a light, lightning is lightning"))
	for txt, want := range map[string][]string{
		" light":     {" light"},
		" lightning": {" lightning"},
		" lights":    {" light", "s"}, // a token of GPT-2 that does not occur
		" is":        {" ", "i", "s"}, // one that occurs once
	} {
		var got []string
		for _, id := range must(tok.Encode(txt)) {
			got = append(got, must(tok.Decode([]int{id})))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", txt, got, want)
		}
	}
}
