package instruct_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/torchrand"
)

// tasks are six entries, so few that a small model learns them by heart; instruct.ReadFile reads the 1,100 of the book.
var tasks = []instruct.Entry{
	{Instruction: "Opposite", Input: "hot", Output: "cold"},
	{Instruction: "Opposite", Input: "big", Output: "small"},
	{Instruction: "Opposite", Input: "early", Output: "late"},
	{Instruction: "Plural", Input: "cat", Output: "cats"},
	{Instruction: "Plural", Input: "box", Output: "boxes"},
	{Instruction: "Plural", Input: "mouse", Output: "mice"},
}

// The chapter in one program: a small model learns to answer, is asked, saved and loaded. It knows nothing before; the
// book begins with GPT-2, which instruct.Pretrained makes an assistant of.
func Example() {
	ctx := context.Background()
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	r := instruct.TinyRecipe()
	r.Model = gpt.Config{ContextLength: 32, EmbDim: 32, NumHeads: 2, NumLayers: 1}
	r.Times = 1 // every token that occurs has a place in the vocabulary
	r.Data.Style, r.Data.BatchSize = instruct.Phi3(), 6
	r.Options.Epochs, r.Options.EvalEvery, r.Options.SampleTokens = 50, 25, 0
	r.Options.Optimizer.LearningRate = 1e-2
	r.MaxNewTokens = 12

	parts := instruct.Parts{Train: tasks, Validation: tasks, Test: tasks} // instruct.Split for more than six
	rng := torchrand.New(123)                                             // torch.manual_seed(123)
	assistant, err := instruct.NewAssistant(parts, r, rng)
	exitOn(err)
	loaders, err := assistant.Loaders(parts, r, rng)
	exitOn(err)
	_, err = assistant.Train(ctx, be, parts, loaders, r, pretrain.Log(os.Stdout))
	exitOn(err)

	dir, err := os.MkdirTemp("", "assistant")
	exitOn(err)
	defer os.RemoveAll(dir)
	exitOn(assistant.Save(dir))
	again, err := instruct.LoadAssistant(dir)
	exitOn(err)
	for _, task := range tasks {
		answer, err := again.Answerer(be).Ask(ctx, task.Instruction, task.Input)
		exitOn(err)
		fmt.Printf("%s %s: %s\n", task.Instruction, task.Input, answer)
	}
	// Output:
	// Ep 1 (Step 000000): Train loss 5.878, Val loss 5.878
	// Ep 26 (Step 000025): Train loss 0.424, Val loss 0.424
	// Opposite hot: cold
	// Opposite big: small
	// Opposite early: late
	// Plural cat: cats
	// Plural box: boxes
	// Plural mouse: mice
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
