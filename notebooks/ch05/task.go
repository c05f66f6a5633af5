package lesson

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/torchrand"
)

// Task is a run of chapter 5 that sections 5.2 to 5.5 share: whichever of them runs first does the work, the others
// load what it left.
//
//	task, err := lesson.NewTask(story, false, 123)
//	trained, err := course.Saved(ctx, task.Name(), longrun.LoadTrained, task.Do(be))
type Task struct {
	longrun.Job
	size string
}

// bookSeed is the seed of chapter 5. Names of tasks with it leave it out.
const bookSeed = 123

// NewTask is the task of section 5.2 on a text: with big set the book's recipe in GPT-2's tokens, else the tiny one in
// those of them that the text has, see [compact]. The settings may be changed afterwards; then the name is another one.
func NewTask(txt string, big bool, seed int64) (*Task, error) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	if big {
		return &Task{longrun.Job{Recipe: pretrain.BookRecipe(), Text: txt, Tok: gpt2.Allowing(text.EndOfText),
			Seed: seed, Say: course.Say},
			"book"}, nil
	}
	tok, err := newCompact(gpt2, txt)
	if err != nil {
		return nil, err
	}
	t := &Task{longrun.Job{Recipe: pretrain.TinyRecipe(), Text: txt, Tok: tok, Seed: seed, Say: course.Say},
		"tiny"}
	t.Model.VocabSize = len(tok.kept)
	return t, nil
}

// Name is a short name for the task, such as "ch05-tiny-1b2c3d4e5f607182": tasks of one name have the same result on
// one backend. It panics when the tokenizer cannot encode the text.
func (t *Task) Name() string {
	key, err := t.Key()
	if err != nil {
		panic(err)
	}
	name := "ch05-" + t.size + "-" + key
	if t.Seed != bookSeed {
		name += fmt.Sprintf("-seed%d", t.Seed)
	}
	return name
}

// Losses are the losses of a model on the task's text (section 5.1.3).
func (t *Task) Losses(ctx context.Context, be compute.Backend, m *gpt.Model) (train, validation float64, err error) {
	return Losses(ctx, be, m, t.Text, t.Tok, t.Data)
}

// Losses are the losses of a model on the two parts of a text, each in full and cut into windows as the options say
// (section 5.1.3, exercise 5.5).
func Losses(ctx context.Context, be compute.Backend, m *gpt.Model, txt string, tok text.Tokenizer,
	opt pretrain.DataOptions) (train, validation float64, err error) {
	loaders, err := pretrain.NewLoaders(txt, tok, opt, torchrand.New(bookSeed))
	if err != nil {
		return 0, 0, err
	}
	e, err := pretrain.NewEvaluator(be, m)
	if err != nil {
		return 0, 0, err
	}
	defer e.Finalize()
	if train, err = e.LoaderLoss(ctx, loaders.Train, pretrain.AllBatches); err != nil {
		return 0, 0, err
	}
	validation, err = e.LoaderLoss(ctx, loaders.Validation, pretrain.AllBatches)
	return train, validation, err
}
