package longrun_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/sample"
)

// A run that is interrupted after its third step, as by Ctrl-C, and goes on the next time it is asked for. What it
// finds is what a run finds that nobody interrupts.
func Example() {
	be, _, err := backend.Open("go")
	exitOn(err)
	story := sample.Story()[:1000]
	bpe, err := text.TrainBPE(context.Background(), story, 600) // a vocabulary for the story; GPT-2's has 50,257
	exitOn(err)
	tok := bpe.Allowing()

	job := longrun.Job{Recipe: pretrain.TinyRecipe(), Text: story, Tok: tok, Seed: 123}
	job.Model.VocabSize, job.Model.ContextLength, job.Model.EmbDim = bpe.VocabSize(), 16, 32
	job.Data.ContextLength = job.Model.ContextLength
	job.Options.Epochs, job.Options.StartContext = 2, ""
	parent, err := os.MkdirTemp("", "runs")
	exitOn(err)
	defer os.RemoveAll(parent)

	ctx, stop := context.WithCancel(context.Background())
	job.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		fmt.Printf("step %d of %d\n", p.Step, p.Steps)
		if p.Step == 3 {
			stop()
		}
		return nil
	})}
	_, err = job.Do(be)(ctx, filepath.Join(parent, "run"))
	fmt.Println("interrupted:", errors.Is(err, context.Canceled))
	run, err := job.Do(be)(context.Background(), filepath.Join(parent, "run"))
	exitOn(err)
	job.Watchers = nil
	whole, err := job.Do(be)(context.Background(), filepath.Join(parent, "whole"))
	exitOn(err)
	fmt.Println("the same losses:", fmt.Sprint(run.History.StepLosses) == fmt.Sprint(whole.History.StepLosses))
	// Output:
	// step 1 of 6
	// step 2 of 6
	// step 3 of 6
	// interrupted: true
	// step 4 of 6
	// step 5 of 6
	// step 6 of 6
	// the same losses: true
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
