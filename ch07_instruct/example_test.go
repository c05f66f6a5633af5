package instruct_test

import (
	"context"
	"fmt"
	"log"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

func ExampleSplit() {
	entries, err := instruct.Read(sample.Instructions())
	if err != nil {
		log.Fatal(err)
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	fmt.Println(len(parts.Train), len(parts.Validation), len(parts.Test), err)
	// Output:
	// 935 55 110 <nil>
}

func ExamplePadBatch() {
	b := instruct.PadBatch([][]int{{0, 1, 2, 3, 4}, {5, 6}}, text.EndOfTextID)
	fmt.Println(b.Inputs)
	fmt.Println(b.Targets)
	// Output:
	// [[0 1 2 3 4] [5 6 50256 50256 50256]]
	// [[1 2 3 4 50256] [6 50256 50256 50256 50256]]
}

func ExampleNewLoaders() {
	entries, err := instruct.Read(sample.Instructions())
	if err != nil {
		log.Fatal(err)
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	if err != nil {
		log.Fatal(err)
	}
	gpt2, err := text.NewGPT2()
	if err != nil {
		log.Fatal(err)
	}
	loaders, err := instruct.NewLoaders(parts, gpt2.Allowing(text.EndOfText), instruct.BookLoader(), torchrand.New(123))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaders.Train.Len(), "batches")
	shown := 0
	for b, err := range loaders.Train.Epoch() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(b.Inputs), len(b.Inputs[0]), len(b.Targets), len(b.Targets[0]))
		if shown++; shown == 3 {
			break
		}
	}
	// Output:
	// 116 batches
	// 8 174 8 174
	// 8 203 8 203
	// 8 153 8 153
}

func ExampleStyle_Extract() {
	style := instruct.Alpaca()
	prompt := style.Prompt(instruct.Entry{Instruction: "Convert the sentence to passive: 'The chef cooks the meal.'"})
	generated := prompt + "\n\n### Response:\nThe meal is cooked by the chef.\n"
	fmt.Println(style.Extract(generated, prompt))
	// Output:
	// The meal is cooked by the chef.
}

func ExampleParseScore() {
	for _, reply := range []string{" 85\n", "Score: 70", "7.5"} {
		fmt.Println(instruct.ParseScore(reply))
	}
	// Output:
	// 85 <nil>
	// 0 a score is a whole number from 0 to 100, the reply is "Score: 70"
	// 0 a score is a whole number from 0 to 100, the reply is "7.5"
}

// The judge needs a server, so this example is compiled and not run.
func ExampleOllama() {
	answers, err := instruct.ReadAnswers("instruction-data-with-response.json")
	if err != nil {
		log.Fatal(err)
	}
	if err := instruct.JudgeAll(context.Background(), instruct.NewOllama("llama3"), answers, nil); err != nil {
		log.Fatal(err)
	}
	scores, err := instruct.Score(answers)
	fmt.Printf("Number of scores: %d of %d\nAverage score: %.2f\n", scores.Judged, scores.Entries, scores.Judge)
	if err != nil {
		log.Fatal(err)
	}
}
