package instruct_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/torchrand"
)

// What a model is given to answer, in the two styles of the chapter (section 7.2).
func ExampleStyle_Prompt() {
	e := instruct.Entry{Instruction: "Name the capital of the country.", Input: "Norway"}
	fmt.Println(instruct.Alpaca().Prompt(e))
	fmt.Println("=====")
	fmt.Println(instruct.Phi3().Prompt(e))
	// Output:
	// Below is an instruction that describes a task. Write a response that appropriately completes the request.
	//
	// ### Instruction:
	// Name the capital of the country.
	//
	// ### Input:
	// Norway
	// =====
	// <|user|>
	// Name the capital of the country.
	// Norway
}

// An entry as token ids, and how many of them are the prompt (section 7.3).
func ExampleNewDataset() {
	tok := must(text.NewGPT2())
	entries := []instruct.Entry{{Instruction: "Name the capital.", Input: "Norway", Output: "Oslo"}}
	ds := must(instruct.NewDataset(entries, instruct.Phi3(), tok.Allowing(text.EndOfText)))
	item := ds.At(0)
	fmt.Println(item.IDs)
	fmt.Printf("%q\n", must(tok.Decode(item.IDs[item.Prompt:])))
	// Output:
	// [27 91 7220 91 29 198 5376 262 3139 13 198 21991 1014 198 27 91 562 10167 91 31175 198 16748 5439]
	// "\n<|assistant|>:\nOslo"
}

// exampleEntries and exampleRecipe are what a model of one block learns in a moment.
var exampleEntries = []instruct.Entry{
	{Instruction: "Opposite", Input: "hot", Output: "cold"},
	{Instruction: "Opposite", Input: "big", Output: "small"},
	{Instruction: "Opposite", Input: "early", Output: "late"},
	{Instruction: "Opposite", Input: "full", Output: "empty"},
}

func exampleRecipe() instruct.Recipe {
	r := instruct.BookRecipe()
	r.Model = gpt.Config{ContextLength: 32, EmbDim: 32, NumHeads: 2, NumLayers: 1}
	r.MaxNewTokens = 12
	r.Data.Style, r.Data.BatchSize = instruct.Phi3(), 4
	r.Options.Epochs, r.Options.EvalEvery, r.Options.Optimizer = 40, 20, pretrain.NewAdamW(0.01, 0.1)
	r.Options.SampleTokens = 0
	return r
}

// exampleParts are the same entries for all that they are needed for.
var exampleParts = instruct.Parts{Train: exampleEntries, Validation: exampleEntries, Test: exampleEntries}

// A training run, with the log of the book (section 7.6).
func ExampleAssistant_Train() {
	r, rng := exampleRecipe(), torchrand.New(123)
	r.Options.Epochs, r.Options.EvalEvery = 15, 5
	a := newAssistant(r, rng, exampleEntries)
	loaders := must(a.Loaders(exampleParts, r, rng))
	history, err := a.Train(context.Background(), backendtest.Open(), exampleParts, loaders, r, pretrain.Log(os.Stdout))
	fmt.Println(len(history.StepLosses), "steps", err)
	// Output:
	// Ep 1 (Step 000000): Train loss 5.063, Val loss 5.063
	// Ep 6 (Step 000005): Train loss 2.354, Val loss 2.354
	// Ep 11 (Step 000010): Train loss 0.979, Val loss 0.979
	// 15 steps <nil>
}

// trainedExample is an assistant that knows four answers.
var trainedExample = sync.OnceValue(func() *instruct.Assistant {
	r, rng := exampleRecipe(), torchrand.New(123)
	a := newAssistant(r, rng, exampleEntries)
	must(a.Train(context.Background(), backendtest.Open(), exampleParts, must(a.Loaders(exampleParts, r, rng)), r))
	return a
})

// A trained model answers, and its answers are compared with the right ones (section 7.7).
func ExampleAnswerer_Answer() {
	answerer := trainedExample().Answerer(backendtest.Open())
	for _, e := range exampleEntries {
		answer := must(answerer.Answer(context.Background(), e))
		fmt.Printf("%s %s: %s (%s)\n", e.Instruction, e.Input, answer.Response, e.Output)
	}
	// Output:
	// Opposite hot: cold (cold)
	// Opposite big: small (small)
	// Opposite early: late (late)
	// Opposite full: empty (empty)
}

// An assistant in a folder, and back (section 7.6).
func ExampleAssistant_Save() {
	dir := filepath.Join(must(os.MkdirTemp("", "assistant")), "opposites")
	defer os.RemoveAll(filepath.Dir(dir))
	if err := trainedExample().Save(dir); err != nil {
		fmt.Println(err)
		return
	}
	a := must(instruct.LoadAssistant(dir))
	fmt.Println(must(a.Answerer(backendtest.Open()).Ask(context.Background(), "Opposite", "full")))
	// Output: empty
}

// Scores that need no other model: how many answers match exactly, and how many words are right.
func ExampleScore() {
	answers := []instruct.Answer{
		{Entry: instruct.Entry{Output: "The capital is Oslo."}, Response: "The capital is Oslo"},
		{Entry: instruct.Entry{Output: "cold"}, Response: "not hot"},
		{Entry: instruct.Entry{Output: "the cat"}, Response: "the cat sat"},
	}
	s := must(instruct.Score(answers))
	fmt.Printf("%d entries, exact match %.4f, F1 %.4f\n", s.Entries, s.ExactMatch, s.F1)
	// Output: 3 entries, exact match 0.3333, F1 0.6000
}

// A question to a language model on a server, which here is a stand-in that always says the same (section 7.8).
func ExampleOllama_Ask() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, `{"message": {"role": "assistant", "content": "Llamas eat "}}`)
		fmt.Fprintln(w, `{"message": {"role": "assistant", "content": "grass."}, "done": true}`)
	}))
	defer server.Close()
	llama := instruct.NewOllama("llama3")
	llama.Address = server.URL // as it is, the server of this machine
	fmt.Println(llama.Ask(context.Background(), "What do Llamas eat?"))
	// Output: Llamas eat grass. <nil>
}

// A judge's scores of all answers. A reply that is no number is kept and not counted (section 7.8).
func ExampleJudgeAll() {
	answers := []instruct.Answer{
		{Entry: exampleEntries[0], Response: "cold"}, {Entry: exampleEntries[1], Response: "bigger"},
	}
	judge := replies{"100", "0, I am afraid"} // a language model's
	if err := instruct.JudgeAll(context.Background(), &judge, answers, nil); err != nil {
		fmt.Println(err)
		return
	}
	s := must(instruct.Score(answers))
	fmt.Printf("%d of %d have a score, %.0f on average; %q\n", s.Judged, s.Entries, s.Judge, answers[1].Verdict)
	// Output: 1 of 2 have a score, 100 on average; "0, I am afraid"
}
