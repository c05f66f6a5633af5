package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/internal/weightfiles"
	"llmfromscratch/shared/backend"
)

// users are the commands that take weights; all refuse what is no whole GPT-2.
func users(t *testing.T, path string) map[string][]string {
	t.Helper()
	const be = "--backend=" + backend.GoSequential
	out := filepath.Join(t.TempDir(), "out")
	return map[string][]string{
		"convert":        {"convert", "--from", path, "--to", out},
		"generate":       {"generate", "--model", path, "--tokens=2", be, "hello"},
		"classify train": {"classify", "train", "--pretrained", path, "--data", spamFile(t), "--out", out, be},
		"instruct train": {"instruct", "train", "--model", path, "--data", entriesFile(t), "--out", out, be},
	}
}

// TestWhatIsNoWholeGPT2IsRefusedWithARemedy: what people name by mistake, and every command.
func TestWhatIsNoWholeGPT2IsRefusedWithARemedy(t *testing.T) {
	for name, tc := range map[string]struct {
		write func(dir string) error
		want  []string
	}{
		"adapters alone": {func(dir string) error {
			return errors.Join(files(dir, nil), lora.SaveAdapters(filepath.Join(dir, "adapters.safetensors"),
				adapted(t)))
		}, []string{"LoRA adapters without the model", "lora.LoadAdapters"}},
		"adapters beside layers": {func(dir string) error { return pretrain.SaveModelDir(dir, adapted(t)) },
			[]string{"LoRA adapters beside", "lora.Merge"}},
		"a classifier": {func(dir string) error { return link(savedClassifier(t), dir) },
			[]string{"holds a classifier", "llm classify predict --model"}},
		"a classifier with adapters": {func(dir string) error {
			return link(savedClassifierOf(t, classify.LoRAConfig()), dir)
		}, []string{"holds a classifier", "llm classify predict --model"}},
		"adapters of PEFT": {func(dir string) error {
			return files(dir, map[string][]byte{"adapter_model.safetensors": weightfiles.Safetensors("",
				[]weightfiles.Tensor{{Name: "base_model.model.transformer.h.0.attn.c_attn.lora_A.weight", Kind: "F32",
					Shape: []int{1}, Values: []float32{1}}})})
		}, []string{"PEFT", "merge_and_unload"}},
		"a pickle": {func(dir string) error {
			return files(dir, map[string][]byte{"pytorch_model.bin": []byte("PK"), "config.json": []byte("{}")})
		}, []string{"pytorch_model.bin is a PyTorch pickle", "safetensors"}},
		"a configuration alone": {func(dir string) error {
			return files(dir, map[string][]byte{"config.json": []byte("{}")})
		}, []string{"has no weights", "model.safetensors"}},
		"parts without their index": {func(dir string) error {
			return files(dir, map[string][]byte{"model-00001-of-00002.safetensors": nil, "config.json": nil})
		}, []string{"model.safetensors.index.json", "get it"}},
		"weights that ended early": {func(dir string) error {
			return files(dir, map[string][]byte{"model.safetensors": {9, 0, 0, 0, 0, 0, 0, 0, '{'}})
		}, []string{"model.safetensors"}},
		"a page of a website": {func(dir string) error {
			return files(dir, map[string][]byte{"model.safetensors": []byte("<!DOCTYPE html><html>Sorry</html>")})
		}, []string{"model.safetensors", "DOCTYPE"}},
	} {
		dir := filepath.Join(t.TempDir(), "weights")
		if err := tc.write(dir); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for command, args := range users(t, dir) {
			out, err := execute(t, args...)
			if err == nil {
				t.Errorf("%s of %s is accepted: %s", command, name, out)
				continue
			}
			for _, want := range append(tc.want, dir) {
				if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "goroutine") {
					t.Errorf("%s of %s: %v\nwant %q", command, name, err, want)
				}
			}
		}
	}
}

// adapted is a model with adapters.
func adapted(t *testing.T) *gpt.Model {
	t.Helper()
	m := exactModel(t)
	if err := lora.Replace(m, 2, 2); err != nil {
		t.Fatal(err)
	}
	return m
}

// link gives a folder another name.
func link(from, to string) error { return os.Symlink(from, to) }

// files writes files into a new folder.
func files(dir string, content map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range content {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

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
		for _, name := range []string{"vocabulary.json", "assistant.json"} {
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
	if err == nil || !strings.Contains(err.Error(), filepath.Join(hub, "vocabulary.json")) {
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
		_, err := loadModel(dir, &log)
		switch {
		case tc.wrong == "" && err != nil:
			t.Errorf("%s: %v", tc.name, err)
		case tc.wrong != "" && (err == nil || !strings.Contains(err.Error(), tc.wrong) ||
			!strings.Contains(err.Error(), dir)):
			t.Errorf("%s: %v, want %q", tc.name, err, tc.wrong)
		}
	}
}

// TestNoTextGoesOnWithARowThatNoTokenHas, however a token is chosen.
func TestNoTextGoesOnWithARowThatNoTokenHas(t *testing.T) {
	m := exactModel(t)
	likely := func(_, rows []float32, _ int) {
		for i := range rows {
			rows[i] = 100
		}
	}
	padded, err := gpt2.ExtendVocabulary(m, 47, likely)
	if err != nil {
		t.Fatal(err)
	}
	dir := savedModel(t, padded)
	for _, args := range [][]string{nil, {"--no-cache"}, {"--temperature=1"}, {"--temperature=5", "--top-k=50257"},
		{"--temperature=1e-300", "--top-k=1"}, {"--no-cache", "--temperature=1e300", "--seed=-1"}} {
		_, ids := generated(t, append([]string{"--model", dir, "--tokens=12", "--eos=false"}, args...)...)
		for _, id := range ids {
			if id >= text.GPT2VocabSize {
				t.Errorf("%v: %v", args, ids)
			}
		}
	}
}
