package instruct_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// bookEntries are the 1,100 entries of the book; the test is skipped where its file is not there.
func bookEntries(t testing.TB) []instruct.Entry {
	t.Helper()
	for _, dir := range []string{os.Getenv("LLM_DATA_DIR"), filepath.Join("..", "..", "shared", "data")} {
		path := filepath.Join(dir, book.NeedInstruction)
		if _, err := os.Stat(path); dir == "" || err != nil {
			continue
		}
		return must(instruct.ReadFile(path))
	}
	t.Skipf("%s is not here: set LLM_DATA_DIR to the folder with the book's data files", book.NeedInstruction)
	return nil
}

// ownEntries are the entries that come with the project.
func ownEntries() []instruct.Entry { return must(instruct.Read(sample.Instructions())) }

// gpt2 is GPT-2's tokenizer as the book uses it.
func gpt2() text.Tokenizer { return must(text.NewGPT2()).Allowing(text.EndOfText) }

// check compares a result with a figure of the book.
func check(t *testing.T, id string, got any) {
	t.Helper()
	if v := book.Check(id, got); !v.OK {
		t.Errorf("%s %v", id, v)
	}
}

// input is an input of a figure, read into a T.
func input[T any](t *testing.T, id, name string) T {
	t.Helper()
	var v T
	if err := must(book.Find(id)).Input(name).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// shout is a language of three tasks with a vocabulary of its own, small enough that a model learns it in a second.
var shout = []instruct.Entry{
	{Instruction: "opposite", Input: "hot", Output: "cold"},
	{Instruction: "opposite", Input: "cold", Output: "hot"},
	{Instruction: "opposite", Input: "big", Output: "small"},
	{Instruction: "opposite", Input: "small", Output: "big"},
	{Instruction: "repeat", Input: "hot", Output: "hot hot"},
	{Instruction: "repeat", Input: "cold", Output: "cold cold"},
	{Instruction: "repeat", Input: "big", Output: "big big"},
	{Instruction: "repeat", Input: "small", Output: "small small"},
}

// newAssistant has a tokenizer that was trained on some entries, and a model with random weights.
func newAssistant(r instruct.Recipe, rng *torchrand.Generator, entries []instruct.Entry) *instruct.Assistant {
	var texts strings.Builder
	for _, e := range entries {
		texts.WriteString(r.Data.Style.Text(e) + "\n")
	}
	tok := must(text.TrainBPE(context.Background(), texts.String(), 290, text.EndOfText))
	r.Model.VocabSize = tok.VocabSize()
	return must(instruct.PretrainedOwn(must(gpt.NewModel(nn.NewBuilderFrom(rng), r.Model)), tok, r))
}

// smallAssistant has a context of 32 tokens and was trained on nothing; its tokenizer was, on the entries and shout.
func smallAssistant(seed int64, style instruct.Style, entries ...instruct.Entry) *instruct.Assistant {
	r := instruct.Recipe{Model: gpt.Config{ContextLength: 32, EmbDim: 32, NumHeads: 2, NumLayers: 1}, MaxNewTokens: 4}
	r.Data.Style = style
	return newAssistant(r, torchrand.New(seed), slices.Concat(shout, entries))
}
