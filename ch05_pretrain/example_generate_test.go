package pretrain_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/torchrand"
)

// Always the most likely token, and one of the five most likely at a temperature of 1.4, which differs with the seed
// (section 5.3.3).
func ExampleGenerate() {
	m := exampleModel(torchrand.New(123))
	next := gpt.NewCachedPredictor(backendtest.Open(), m)
	defer next.Finalize()
	start := must(pretrain.TextToIDs("every effort", letters{}))
	for _, s := range []pretrain.Sampling{pretrain.GreedySampling(), {Temperature: 1.4, TopK: 5}} {
		for seed := range 2 {
			ids := must(pretrain.Generate(context.Background(), next, start, 8, m.Config.ContextLength, s,
				torchrand.New(int64(seed)), nil))
			fmt.Printf("%q\n", must(pretrain.IDsToText(ids, letters{})))
		}
	}
	// Output:
	// "every effort yeolnak"
	// "every effort yeolnak"
	// "every efforthy.lkztf"
	// "every effortaovfdzef"
}

// The parameters of one model in another, through a file that PyTorch reads as well (section 5.4).
func ExampleSaveModel() {
	dir := must(os.MkdirTemp("", "model"))
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, pretrain.ModelFile)
	if err := pretrain.SaveModel(path, exampleModel(torchrand.New(123)).Store()); err != nil {
		fmt.Println(err)
		return
	}
	for _, load := range []bool{false, true} {
		m := exampleModel(torchrand.New(456))
		if load {
			if err := pretrain.LoadModel(path, m.Store()); err != nil {
				fmt.Println(err)
				return
			}
		}
		next := gpt.NewCachedPredictor(backendtest.Open(), m)
		txt := must(pretrain.Continue(context.Background(), next, letters{}, "every effort", 8, m.Config.ContextLength))
		fmt.Printf("loaded %t: %q\n", load, txt)
		next.Finalize()
	}
	// Output:
	// loaded false: "every effortsvsvvvvv"
	// loaded true: "every effort yeolnak"
}
