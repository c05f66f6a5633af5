package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/backend"
)

// TestTokensGoAlong: an assistant's vocabulary stays with its weights through every layout and back, and the assistant
// answers the same from each of them.
func TestTokensGoAlong(t *testing.T) {
	own := savedAssistant(t)
	hub, back := filepath.Join(t.TempDir(), "hub"), filepath.Join(t.TempDir(), "back")
	ask := func(dir string) string {
		t.Helper()
		out, err := execute(t, "instruct", "answer", "--model", dir, "--backend", backend.GoSequential, "Twice.")
		if err != nil {
			t.Error(err)
		}
		return out
	}
	want := ask(own)
	for _, args := range [][]string{{"--from", own, "--to", hub, "--layout", "hf"}, {"--from", hub, "--to", back}} {
		if out, err := execute(t, append([]string{"convert"}, args...)...); err != nil {
			t.Fatalf("%s, %v", out, err)
		}
		to := args[3]
		if got := ask(to); got != want {
			t.Errorf("%s answers %q, want %q", to, got, want)
		}
		for _, name := range []string{"vocab.json", "merges.txt", "assistant.json"} {
			got, err := os.ReadFile(filepath.Join(to, name))
			if err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(filepath.Join(own, name))
			if err != nil || string(got) != string(before) {
				t.Errorf("%s of %s has other bytes, %v", name, to, err)
			}
		}
	}
	// beside other weights it would be taken for theirs
	_, err := execute(t, "convert", "--from", savedModel(t, exactModel(t)), "--to", hub, "--force")
	if err == nil || !strings.Contains(err.Error(), filepath.Join(hub, "assistant.json")) {
		t.Errorf("a vocabulary of other weights: %v", err)
	}
}

// TestOtherTokensThanGPT2sAreRefused: a folder of the transformers library whose tokenizer is not GPT-2's, with a table
// of as many rows.
func TestOtherTokensThanGPT2sAreRefused(t *testing.T) {
	tok, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	vocabulary, err := tok.Vocabulary()
	if err != nil {
		t.Fatal(err)
	}
	same := asJSON(t, vocabulary)
	tokenizer := func(vocab []byte, added string) []byte {
		return fmt.Appendf(nil,
			`{"version": "1.0", "added_tokens": [%s], "model": {"type": "BPE", "vocab": %s, "merges": []}}`,
			added, vocab)
	}
	more := map[string]int{"<|pad|>": 50257}
	for token, id := range vocabulary {
		more[token] = id
	}
	padded := asJSON(t, more)
	vocabulary["Ġthe"], vocabulary["Ġa"] = vocabulary["Ġa"], vocabulary["Ġthe"]
	other := asJSON(t, vocabulary)
	delete(vocabulary, text.EndOfText)
	vocabulary["Ġthe"], vocabulary["Ġa"] = vocabulary["Ġa"], vocabulary["Ġthe"]
	endless := asJSON(t, vocabulary)
	const end = `{"id": 50256, "content": "<|endoftext|>", "special": true}`
	for _, tc := range []struct {
		name  string
		files map[string][]byte
		wrong string
	}{
		{"none", nil, ""},
		{"vocab.json and merges.txt", map[string][]byte{"vocab.json": same, "merges.txt": nil}, ""},
		{"tokenizer.json alone", map[string][]byte{"tokenizer.json": tokenizer(same, end)}, ""},
		{"the mark among the added tokens", map[string][]byte{"tokenizer.json": tokenizer(endless, end)}, ""},
		{"a token more", map[string][]byte{"vocab.json": padded}, ""},
		{"OpenAI's", map[string][]byte{"encoder.json": same}, ""},
		{"other in vocab.json", map[string][]byte{"vocab.json": other}, "2 of 50257 differ"},
		{"other in encoder.json", map[string][]byte{"encoder.json": other}, "2 of 50257 differ"},
		{"other in tokenizer.json", map[string][]byte{"tokenizer.json": tokenizer(other, end)}, `"Ġa"`},
		{"no mark", map[string][]byte{"vocab.json": endless},
			`"<|endoftext|>", which has id 50256 there and here is not`},
		{"few", map[string][]byte{"vocab.json": []byte(`{"a": 0, "b": 1}`)}, "its 2 tokens"},
		{"of another kind", map[string][]byte{"tokenizer.json": []byte(`{"model": {"type": "Unigram", "vocab": []}}`)},
			`kind "Unigram"`},
		{"no JSON", map[string][]byte{"vocab.json": []byte("a b")}, "no list of tokens"},
		{"no tokenizer", map[string][]byte{"tokenizer.json": []byte("[]")}, "no tokenizer"},
	} {
		dir := savedModel(t, exactModel(t))
		if err := files(dir, tc.files); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		_, _, err := loadModel(dir, &log)
		switch {
		case tc.wrong == "" && err != nil:
			t.Errorf("%s: %v", tc.name, err)
		case tc.wrong != "" && (err == nil || !strings.Contains(err.Error(), tc.wrong) ||
			!strings.Contains(err.Error(), dir)):
			t.Errorf("%s: %v, want %q", tc.name, err, tc.wrong)
		}
	}
}
