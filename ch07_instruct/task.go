package instruct

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/torchrand"
)

// Task is a whole run with everything that it depends on (sections 7.2 to 7.7).
type Task struct {
	Run
	Weights string // size of GPT-2 that it starts from, "355M"; empty: random weights
	Parts   Parts
	Seed    int64 // as for torch.manual_seed
}

// NewTask reads entries in the format of [Read] and splits them as the book does. With big set, and GPT-2's weights on
// this machine, the run is [BookRun]; otherwise it is [TinyRun] from random weights. The settings may be changed
// afterwards.
func NewTask(data []byte, big bool, seed int64) (*Task, error) {
	entries, err := Read(data)
	if err != nil {
		return nil, err
	}
	parts, err := Split(entries, BookTrain, BookTest)
	if err != nil {
		return nil, err
	}
	t := &Task{Run: TinyRun(), Parts: parts, Seed: seed}
	const bookWeights = "355M"
	if here, _ := gpt2.Available(bookWeights); here && big {
		t.Run, t.Weights = BookRun(), bookWeights
	}
	return t, nil
}

// Name is a short name for the task: tasks of one name have the same result on one backend. Whoever keeps a fine-tuned
// assistant keeps it under this name.
func (t *Task) Name() (string, error) {
	opt := t.Options
	data, err := json.Marshal([]any{
		t.Model, t.Data.Style.Name, t.Data.BatchSize, t.Data.Collate, t.Times, t.MaxNewTokens, t.WarmUp, opt.Optimizer,
		opt.Epochs,
		opt.EvalEvery, opt.EvalBatches, opt.SampleTokens, opt.StartContext, t.Weights, t.Parts, t.Seed,
	})
	if err != nil {
		return "", fmt.Errorf("settings of the task: %w", err)
	}
	h := fnv.New32a()
	h.Write(data)
	return fmt.Sprintf("ch07-%s-%08x", t.Data.Style.Name, h.Sum32()), nil
}

// New makes the assistant before any training, and its loaders. All draw from one generator with the seed: weights
// where there are none of GPT-2, the order of the batches, dropout.
func (t *Task) New() (*Assistant, *Loaders, error) {
	rng := torchrand.New(t.Seed)
	a, err := t.assistant(rng)
	if err != nil {
		return nil, nil, err
	}
	loaders, err := a.Loaders(t.Parts, t.Run, rng)
	return a, loaders, err
}

// assistant has GPT-2's weights, or new ones that are drawn from rng.
func (t *Task) assistant(rng *torchrand.Generator) (*Assistant, error) {
	if t.Weights == "" {
		return NewAssistant(t.Parts, t.Run, rng)
	}
	m, err := gpt2.Load(t.Weights)
	if err != nil {
		return nil, err
	}
	m.Builder.RNG = rng
	return Pretrained(m, t.Run)
}

// Work prepares the fine-tuning, to be done in a folder that the returned function is told; [LoadTrained] reads what it
// leaves. The generator gets the seed again before the training, as in section 7.6. The folder appears when the run is
// finished.
func (t *Task) Work(be compute.Backend) func(ctx context.Context, dir string) (*Trained, error) {
	return func(ctx context.Context, dir string) (*Trained, error) {
		a, loaders, err := t.New()
		if err != nil {
			return nil, err
		}
		loaders.RNG.Seed(t.Seed)
		history, err := a.FineTune(ctx, be, t.Parts, loaders, t.Run)
		if err != nil {
			return nil, err
		}
		trained := &Trained{a, history}
		return trained, trained.Save(dir)
	}
}
