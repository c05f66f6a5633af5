package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// savedModel is the folder of a model.
func savedModel(t *testing.T, m *gpt.Model) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "model")
	if err := pretrain.SaveModelDir(dir, m); err != nil {
		t.Fatal(err)
	}
	return dir
}

// savedClassifier is the folder of a classifier with GPT-2's vocabulary; beside it are its messages.
func savedClassifier(t *testing.T) string { return savedClassifierOf(t, classify.BookConfig()) }

func savedClassifierOf(t *testing.T, settings classify.Config) string {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(1), gpt.Config{VocabSize: text.GPT2VocabSize, ContextLength: 16, EmbDim: 4,
		NumHeads: 2, NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(m, settings)
	if err != nil {
		t.Fatal(err)
	}
	c.Padding.Length = 8
	dir := t.TempDir()
	if err := c.Save(filepath.Join(dir, "model")); err != nil {
		t.Fatal(err)
	}
	messages, err := classify.ReadFile(spamFile(t))
	if err != nil {
		t.Fatal(err)
	}
	split, err := classify.BookSplit(messages)
	if err != nil {
		t.Fatal(err)
	}
	if err := split.Write(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "model")
}

// savedSmall is the folder of a small model with a vocabulary of its own.
func savedSmall(t *testing.T) string {
	t.Helper()
	const tokens = 400
	m, err := gpt.NewModel(nn.NewBuilder(1), gpt.Config{VocabSize: tokens, ContextLength: 224, EmbDim: 8, NumHeads: 2,
		NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	task := instruct.Entry{Instruction: "Twice.", Input: "1", Output: "1 1"}
	tok, err := text.TrainBPE(t.Context(), instruct.Alpaca().Text(task)+instruct.Phi3().Text(task)+sample.Story()[:500],
		tokens, text.EndOfText)
	if err != nil {
		t.Fatal(err)
	}
	dir := savedModel(t, m)
	if err := tok.SaveFolder(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// savedAssistant is the folder of an assistant with a vocabulary of its own.
func savedAssistant(t *testing.T) string {
	t.Helper()
	recipe := instruct.CourseRecipe()
	recipe.MaxNewTokens = 4
	a, err := newAssistant(savedSmall(t), recipe, torchrand.New(1), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "model")
	if err := a.Save(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// generated is what "llm generate" prints of "Every effort moves you", and the ids in it.
func generated(t *testing.T, args ...string) (out string, ids []int) {
	t.Helper()
	args = append([]string{"generate", "--json", "--backend", backend.GoSequential}, args...)
	out, err := execute(t, append(args, "Every effort moves you")...)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	var result struct{ IDs []int }
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	return out, result.IDs
}

// asJSON is a value as JSON.
func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	content, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
