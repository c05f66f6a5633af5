package instruct_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
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

// The chapter in one program: a small model learns to answer, is asked, saved and loaded. It knows nothing before, and
// its tokenizer is trained on the entries, too; the book begins with GPT-2, of which instruct.Pretrained makes an
// assistant.
func Example() {
	ctx := context.Background()
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	r := instruct.BookRecipe()
	r.Data.Style, r.Data.BatchSize = instruct.Phi3(), 6
	r.Options.Epochs, r.Options.EvalEvery, r.Options.SampleTokens = 50, 25, 0
	r.Options.Optimizer.LearningRate = 1e-2
	r.MaxNewTokens = 12

	parts := instruct.Parts{Train: tasks, Validation: tasks, Test: tasks} // instruct.Split for more than six
	rng := torchrand.New(123)                                             // torch.manual_seed(123)
	var texts strings.Builder
	for _, task := range tasks {
		texts.WriteString(r.Data.Style.Text(task) + "\n")
	}
	tok, err := text.TrainBPE(ctx, texts.String(), 290, text.EndOfText)
	exitOn(err)
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), gpt.Config{VocabSize: tok.VocabSize(), ContextLength: 32, EmbDim: 32,
		NumHeads: 2, NumLayers: 1})
	exitOn(err)
	assistant, err := instruct.PretrainedOwn(m, tok, r)
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
	// Ep 1 (Step 000000): Train loss 5.083, Val loss 5.083
	// Ep 26 (Step 000025): Train loss 0.255, Val loss 0.255
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
