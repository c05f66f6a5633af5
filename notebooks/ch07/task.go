package lesson

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/torchrand"
)

// Task is a whole run with everything that it depends on (sections 7.2 to 7.7).
type Task struct {
	instruct.Recipe
	Weights string // size of GPT-2 that it starts from, "355M"; empty: random weights
	Parts   instruct.Parts
	Seed    int64 // as for torch.manual_seed

	Watchers []pretrain.Watcher // are told of the run, which does not depend on them
	Say      func(line string)  // is told what [longrun.Checkpoint] has to say; nil: nobody
}

// NewTask reads entries in the format of [instruct.Read] and splits them as the book does. With big set, and GPT-2's
// weights on this machine, the run is [instruct.BookRecipe]; otherwise it is [instruct.TinyRecipe] from random weights.
// The settings may be changed afterwards.
func NewTask(data []byte, big bool, seed int64) (*Task, error) {
	entries, err := instruct.Read(data)
	if err != nil {
		return nil, err
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	if err != nil {
		return nil, err
	}
	t := &Task{Recipe: instruct.TinyRecipe(), Parts: parts, Seed: seed, Say: course.Say}
	const bookWeights = "355M"
	if here, _ := gpt2.Available(bookWeights); here && big {
		t.Recipe, t.Weights = instruct.BookRecipe(), bookWeights
	}
	return t, nil
}

// Name is a short name for the task: tasks of one name have the same result on one backend. Whoever keeps a fine-tuned
// assistant keeps it under this name. The tokenizer follows from the recipe and the entries.
func (t *Task) Name() (string, error) {
	style := t.Data.Style
	r := t.Recipe
	r.Data.Style.Prompt = nil // a function has no lasting value; what it makes of an entry has one
	key, err := keep.Key(r, style.Text(probe), t.Weights, t.Parts, t.Seed)
	return fmt.Sprintf("ch07-%s-%s", style.Name, key), err
}

// probe is an entry whose prompt tells styles apart.
var probe = instruct.Entry{Instruction: "instruction", Input: "input", Output: "output"}

// New makes the assistant before any training, and its loaders. All draw from one generator with the seed: weights
// where there are none of GPT-2, the order of the batches, dropout.
func (t *Task) New() (*instruct.Assistant, *instruct.Loaders, error) {
	rng := torchrand.New(t.Seed)
	a, err := t.assistant(rng)
	if err != nil {
		return nil, nil, err
	}
	loaders, err := a.Loaders(t.Parts, t.Recipe, rng)
	return a, loaders, err
}

// assistant has GPT-2's weights, or new ones that are drawn from rng.
func (t *Task) assistant(rng *torchrand.Generator) (*instruct.Assistant, error) {
	if t.Weights == "" {
		return instruct.NewAssistant(t.Parts, t.Recipe, rng)
	}
	m, err := gpt2.Load(t.Weights)
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	return instruct.Pretrained(m, t.Recipe)
}

// Do prepares the fine-tuning, to be done in a folder that the returned function is told; [LoadTrained] reads what it
// leaves. The generator gets the seed again before the training, as in section 7.6. The folder appears when the run is
// finished. A run under way is kept beside it, under the folder's name with ".part", as [longrun.InNotebook] says; the
// next call goes on from there with the same numbers.
func (t *Task) Do(be compute.Backend) func(ctx context.Context, dir string) (*Trained, error) {
	return func(ctx context.Context, dir string) (*Trained, error) {
		a, loaders, err := t.New()
		if err != nil {
			return nil, err
		}
		loaders.RNG.Seed(t.Seed)
		settings, err := t.settings()
		if err != nil {
			return nil, err
		}
		part := dir + ".part"
		history, err := longrun.Train(ctx, be, a.Model, &loaders.Loaders, a.Tok, a.Options(t.Parts, loaders, t.Recipe),
			longrun.Options{Checkpoint: longrun.InNotebook(part, settings, t.Say)}, t.Watchers...)
		if err != nil {
			return nil, err
		}
		trained := &Trained{a, history}
		if err := trained.Save(dir); err != nil {
			return nil, err
		}
		return trained, os.RemoveAll(part)
	}
}

// settings are all that the task depends on.
func (t *Task) settings() (keep.Settings, error) {
	list, err := keep.Fields(t.Recipe, map[string]string{"Data.Style.Prompt": ""})
	if err != nil {
		return nil, err
	}
	name, err := t.Name()
	if err != nil {
		return nil, err
	}
	entries, err := keep.Key(t.Parts)
	return append(list,
		keep.Setting{Name: "entries", Value: entries, Label: "digest"},
		keep.Setting{Name: "seed", Value: fmt.Sprint(t.Seed)},
		keep.Setting{Name: "name", Value: name}), err
}
