package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/corpus"
)

// A tokenizer is trained, a corpus is prepared with it, and what was prepared decodes to the texts.
func TestTokenizerTrainThenPrepare(t *testing.T) {
	books := storyFolder(t)
	folder, out := filepath.Join(t.TempDir(), "tokenizer"), filepath.Join(t.TempDir(), "corpus")
	said, err := execute(t, "tokenizer", "train", books, "--tokens", "400", "--out", folder)
	if err != nil || !strings.Contains(said, "400 tokens") {
		t.Fatalf("%s%v", said, err)
	}
	tok, err := text.LoadBPEFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := tok.SpecialID(text.EndOfText); !ok || id != 399 || tok.VocabSize() != 400 {
		t.Errorf("%d tokens, %s is %d, %v", tok.VocabSize(), text.EndOfText, id, ok)
	}
	said, err = execute(t, "prepare", books, "--out", out, "--tokenizer", folder)
	if err != nil || !strings.Contains(said, "is prepared: 12 documents") {
		t.Fatalf("%s%v", said, err)
	}
	c, err := corpus.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ids := make([]int, 40)
	if err := c.Train.Read(ids, 0); err != nil {
		t.Fatal(err)
	}
	beginning, err := tok.Decode(ids)
	if first := readFile(t, filepath.Join(books, "part00.txt")); err != nil || !strings.Contains(
		strings.ReplaceAll(first, "\r\n", "\n"), beginning) {
		t.Errorf("the corpus begins with %q; %v", beginning, err)
	}
	along, err := text.LoadBPEFolder(filepath.Join(out, c.Index.Tokenizer))
	if err != nil || along.VocabSize() != 400 || c.Index.VocabSize != 400 || c.Index.EndOfText != 399 {
		t.Errorf("beside the corpus: %v, index %s of %d tokens", err, c.Index.Tokenizer, c.Index.VocabSize)
	}
}

func TestTokenizerRefusals(t *testing.T) {
	short := filepath.Join(t.TempDir(), "short.txt")
	if err := os.WriteFile(short, []byte("the cat sat"), 0o644); err != nil {
		t.Fatal(err)
	}
	half := t.TempDir()
	if err := os.WriteFile(filepath.Join(half, "vocab.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"tokenizer", "train", short, "--tokens", "5000", "--out", out}, "no pair left to merge"},
		{[]string{"tokenizer", "train", short, "--tokens", "256", "--out", out}, "--tokens 256"},
		{[]string{"tokenizer", "train", short, "--tokens", "70000", "--out", out}, "--tokens 70000"},
		{[]string{"tokenizer", "train", short}, `required flag(s) "out" not set`},
		{[]string{"tokenizer", "train", short + "x", "--out", out}, "no such file"},
		{[]string{"prepare", short, "--out", out, "--tokenizer", short + "x"}, "no such file"},
		{[]string{"prepare", short, "--out", out, "--tokenizer", half}, "merges.txt is not: a tokenizer needs both"},
	} {
		if said, err := execute(t, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %s%v, want %q", tt.args, said, err, tt.want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%q leaves %s behind", tt.args, out)
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A model with a tokenizer of its own goes through all commands with it: trained on a corpus, continued, converted,
// classified with and taught to answer.
func TestAModelOfItsOwnTokensGoesThroughAllCommands(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	run := func(args ...string) string {
		t.Helper()
		said, err := execute(t, args...)
		if err != nil {
			t.Fatalf("llm %q: %s%v", args, said, err)
		}
		return said
	}
	run("sample", "--count", "40", "--out", at("stories.txt"))
	run("tokenizer", "train", at("stories.txt"), "--tokens", "500", "--out", at("tok"))
	run("prepare", at("stories.txt"), "--tokenizer", at("tok"), "--out", at("corpus"))
	run("pretrain", "--corpus", at("corpus"), "--epochs", "1", "--batch", "16", "--context", "192", "--out", at("run"))
	model := filepath.Join(at("run"), "model")
	said := run("generate", "--model", model, "--tokens", "5", "--json", "Once upon a time")
	tok, err := text.LoadBPEFolder(at("tok"))
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		IDs  []int
		Text string
	}
	if err := json.Unmarshal([]byte(said), &found); err != nil {
		t.Fatal(err)
	}
	back, err := tok.Decode(found.IDs)
	if err != nil || back != found.Text || !strings.HasPrefix(back, "Once upon a time") || slices.Max(found.IDs) > 499 {
		t.Errorf("ids %v are %q, the command says %q; %v", found.IDs, back, found.Text, err)
	}
	for _, layout := range []string{"hf", "book"} {
		run("convert", "--from", model, "--to", at(layout), "--layout", layout)
		again := run("generate", "--model", at(layout), "--tokens", "5", "--json", "Once upon a time")
		if again != said {
			t.Errorf("as %s: %s, before %s", layout, again, said)
		}
	}
	run("classify", "train", "--data", spamFile(t), "--pretrained", at("hf"), "--epochs", "1", "--out", at("spam"))
	run("classify", "predict", "--model", filepath.Join(at("spam"), "model"), "You have won a prize")
	run("instruct", "train", "--data", entriesFile(t), "--model", model, "--epochs", "1", "--out", at("answers"))
	assistant := filepath.Join(at("answers"), "model")
	run("instruct", "answer", "--model", assistant, "Name a colour.")
	if _, err := text.LoadBPEFolder(assistant); err != nil {
		t.Error(err)
	}
}
