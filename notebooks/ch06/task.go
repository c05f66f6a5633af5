package lesson

import (
	"bytes"
	"context"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Task is a whole run with everything that it depends on (sections 6.2 to 6.7).
type Task struct {
	classify.Recipe
	Weights string // size of GPT-2 that it starts from, "124M"; empty: random weights
	Start   *Start // another pretrained model that it starts from; nil: as Weights says
	Split   classify.Split
	Tok     text.Tokenizer
	Seed    int64 // as for torch.manual_seed

	Watchers []pretrain.Watcher // are told of the run, which does not depend on them
	Say      func(line string)  // is told what the checkpoint of longrun has to say; nil: nobody
}

// NewTask reads messages in the format of [classify.Read] and splits them as the book does. With big set, and GPT-2's
// weights on this machine, the run is that of the book; otherwise it is the tiny one from random weights. The settings
// may be changed afterwards.
func NewTask(messages []byte, big bool, seed int64) (*Task, error) {
	list, err := classify.Read(bytes.NewReader(messages))
	if err != nil {
		return nil, err
	}
	split, err := classify.BookSplit(list)
	if err != nil {
		return nil, err
	}
	tok, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	t := &Task{Recipe: classify.TinyRecipe(), Split: split, Tok: tok.Allowing(), Seed: seed, Say: course.Say}
	const bookWeights = "124M"
	if here, _ := gpt2.Available(bookWeights); here && big {
		t.Recipe, t.Weights = classify.BookRecipe(), bookWeights
	}
	return t, nil
}

// Name is a short name for the task: tasks of one name have the same result on one backend. Whoever keeps a trained
// classifier keeps it under this name. Of the tokenizer it knows what it makes of the messages.
func (t *Task) Name() (string, error) {
	ids, err := t.ids()
	if err != nil {
		return "", err
	}
	start := ""
	if t.Start != nil {
		start = t.Start.Name
	}
	key, err := keep.Key(t.Recipe, t.Weights, start, t.Split, ids, t.Seed)
	return fmt.Sprintf("ch06-%v-%s", t.Classifier.Train, key), err
}

// ids are the token ids of all messages.
func (t *Task) ids() ([][]int, error) {
	var ids [][]int
	for _, list := range [][]classify.Message{t.Split.Train, t.Split.Validation, t.Split.Test} {
		for _, m := range list {
			row, err := t.Tok.Encode(m.Text)
			if err != nil {
				return nil, err
			}
			ids = append(ids, row)
		}
	}
	return ids, nil
}

// New makes the classifier before any training, and its loaders. As in sections 6.3 to 6.5 all draw from one generator,
// which gets the seed again before the head is drawn.
func (t *Task) New() (*classify.Classifier, *classify.Loaders, error) {
	rng := torchrand.New(t.Seed)
	m, err := t.model(rng)
	if err != nil {
		return nil, nil, err
	}
	rng.Seed(t.Seed)
	c, err := classify.New(m, t.Classifier)
	if err != nil {
		return nil, nil, err
	}
	data := t.Data
	data.ContextLength = m.Config.ContextLength
	loaders, err := classify.NewLoaders(t.Split, t.Tok, data, rng)
	if err != nil {
		return nil, nil, err
	}
	c.Padding = loaders.Padding
	return c, loaders, nil
}

// Base is the model before it becomes a classifier (section 6.4): the pretrained one, or a new one drawn with the
// task's seed.
func (t *Task) Base() (*gpt.Model, error) { return t.model(torchrand.New(t.Seed)) }

// model is Base with the generator that everything after it draws from.
func (t *Task) model(rng *torchrand.Generator) (*gpt.Model, error) {
	if t.Start == nil && t.Weights == "" {
		return gpt.NewModel(nn.NewBuilderFrom(rng), t.Model)
	}
	load := func() (*gpt.Model, error) { return gpt2.Load(t.Weights) }
	if t.Start != nil {
		load = t.Start.Load
	}
	m, err := load()
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	return m, nil
}

// Accuracy is the part of some messages that a classifier gets right, all of them counted (section 6.7).
func (t *Task) Accuracy(ctx context.Context, be compute.Backend, c *classify.Classifier,
	list []classify.Message) (float64, error) {
	ds, err := classify.NewDataset(list, t.Tok, c.Padding)
	if err != nil {
		return 0, err
	}
	loader, err := dataloader.New(ds.Len(), ds.Batch,
		dataloader.Options{BatchSize: t.Data.BatchSize, RNG: torchrand.New(t.Seed)})
	if err != nil {
		return 0, err
	}
	e, err := classify.NewEvaluator(be, c)
	if err != nil {
		return 0, err
	}
	defer e.Finalize()
	return e.LoaderAccuracy(ctx, loader, pretrain.AllBatches)
}
