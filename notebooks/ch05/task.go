package pretrain

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/torchrand"
)

// Task is a run with everything that it depends on. Sections 5.2 to 5.5 share one: whichever of them runs first does
// the work, the others load what it left.
//
//	task, err := pretrain.NewTask(story, false, 123)
//	trained, err := course.Saved(ctx, task.Name(), pretrain.LoadTrained, task.Work(be))
type Task struct {
	Run
	Text string
	Tok  text.Tokenizer
	Seed int64 // as for torch.manual_seed

	size string
}

// bookSeed is the seed of chapter 5. Names of tasks with it leave it out.
const bookSeed = 123

// NewTask is the task of section 5.2 on a text: with big set [BookRun] in GPT-2's tokens, else [TinyRun] in those of
// them that the text has, see [text.Compact]. The settings may be changed afterwards; then the name is another one.
func NewTask(txt string, big bool, seed int64) (*Task, error) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	if big {
		return &Task{Run: BookRun(), Text: txt, Tok: gpt2.Allowing(text.EndOfText), Seed: seed, size: "book"}, nil
	}
	tok, err := text.NewCompact(gpt2, 1, txt)
	if err != nil {
		return nil, err
	}
	t := &Task{Run: TinyRun(), Text: txt, Tok: tok, Seed: seed, size: "tiny"}
	t.Model.VocabSize = tok.VocabSize()
	return t, nil
}

// Name is a short name for the task, such as "ch05-tiny-1b2c3d4e": tasks of one name have the same result on one
// backend. Whoever keeps a trained model keeps it under this name.
func (t *Task) Name() string {
	name := "ch05-" + t.size + "-" + t.Key(t.Text)
	if t.Seed != bookSeed {
		name += fmt.Sprintf("-seed%d", t.Seed)
	}
	return name
}

// New makes the model before any training, and its loaders. Both draw from one generator with the seed, as in section
// 5.2.
func (t *Task) New() (*gpt.Model, *Loaders, error) {
	return t.begin(torchrand.New(t.Seed), t.Text, t.Tok)
}

// Work is [Run.Work] on the task's text: the whole run, to be done in a folder that the returned function is told.
func (t *Task) Work(be compute.Backend) func(ctx context.Context, dir string) (*Trained, error) {
	return t.Run.Work(be, t.Text, t.Tok, t.Seed)
}

// Continue is [Run.Continue] on the task's text: it goes on with what Work left in dir until t.Options.Epochs epochs
// are done in all.
func (t *Task) Continue(ctx context.Context, be compute.Backend, dir string) (*Trained, error) {
	return t.Run.Continue(ctx, be, t.Text, t.Tok, dir)
}

// Losses are the losses of a model on the task's text (section 5.1.3).
func (t *Task) Losses(ctx context.Context, be compute.Backend, m *gpt.Model) (train, validation float64, err error) {
	return Losses(ctx, be, m, t.Text, t.Tok, t.Data)
}

// Losses are the losses of a model on the two parts of a text, each in full and cut into windows as the options say
// (section 5.1.3, exercise 5.5).
func Losses(ctx context.Context, be compute.Backend, m *gpt.Model, txt string, tok text.Tokenizer,
	opt DataOptions) (train, validation float64, err error) {
	loaders, err := NewLoaders(txt, tok, opt, torchrand.New(bookSeed))
	if err != nil {
		return 0, 0, err
	}
	e, err := NewEvaluator(be, m)
	if err != nil {
		return 0, 0, err
	}
	defer e.Finalize()
	if train, err = e.LoaderLoss(ctx, loaders.Train, AllBatches); err != nil {
		return 0, 0, err
	}
	validation, err = e.LoaderLoss(ctx, loaders.Validation, AllBatches)
	return train, validation, err
}
