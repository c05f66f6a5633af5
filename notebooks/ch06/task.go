package lesson

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Task is a whole run with everything that it depends on (sections 6.2 to 6.7).
type Task struct {
	classify.Recipe
	Weights string // what it starts from: a size of GPT-2, "124M", or [pretrained.Course]; empty: random weights
	Split   classify.Split
	Tok     text.Tokenizer // of the weights; GPT-2's for random ones
	Seed    int64          // as for torch.manual_seed

	Watchers []pretrain.Watcher // are told of the run, which does not depend on them
	Say      func(line string)  // is told what the checkpoint of longrun has to say; nil: nobody
}

// NewTask reads messages in the format of [classify.Read] and splits them as the book does. With big set, and GPT-2's
// weights on this machine, the run is that of the book; otherwise it starts from the course's own model, as
// [classify.CourseRecipe] has it. The settings may be changed afterwards.
func NewTask(messages []byte, big bool, seed int64) (*Task, error) {
	list, err := classify.Read(bytes.NewReader(messages))
	if err != nil {
		return nil, err
	}
	split, err := classify.BookSplit(list)
	if err != nil {
		return nil, err
	}
	t := &Task{Split: split, Seed: seed, Say: course.Say}
	if name, _ := pretrained.Name("124M"); big && name != pretrained.Course {
		return t.from(classify.BookRecipe(), name)
	}
	return t.from(classify.CourseRecipe(), pretrained.Course)
}

// Random is the task of the same messages and seed with [classify.TinyRecipe]: from random weights, with GPT-2's
// tokens. [Task.WithRandomWeights] keeps the model and the settings.
func (t *Task) Random() (*Task, error) {
	v := *t
	return v.from(classify.TinyRecipe(), "")
}

// WithRandomWeights is the task with freshly drawn weights in the place of the pretrained ones, and nothing else
// changed: the same kind of model, tokens, messages, settings and seed.
func (t *Task) WithRandomWeights() (*Task, error) {
	v := *t
	if t.Weights == "" {
		return &v, nil
	}
	m, err := t.Base()
	if err != nil {
		return nil, err
	}
	defer m.Store().Finalize()
	v.Model, v.Weights = m.Config, ""
	return &v, nil
}

// Few is the task with the first n training messages alone, four times over and cut to 48 tokens each (section 6.7).
// That is little work, so several such runs can be compared. On its way a run looks at a single batch only.
func (t *Task) Few(n int) *Task {
	v := *t
	v.Split.Train = v.Split.Train[:min(n, len(v.Split.Train))]
	v.Data.Padding.Length, v.Options.Epochs = 48, 4
	v.Options.EvalEvery, v.Options.EvalBatches = math.MaxInt, 1
	return &v
}

// Start says in words what the task starts from.
func (t *Task) Start() string {
	switch {
	case t.Weights == "":
		return "random weights"
	case t.GPT2():
		return "GPT-2's weights"
	}
	return "the course's model"
}

// from makes it a task with other weights, and with the tokenizer that belongs to them.
func (t *Task) from(r classify.Recipe, weights string) (*Task, error) {
	t.Recipe, t.Weights = r, weights
	tok, own, endOfText, err := pretrained.Tokenizer(weights)
	if err != nil {
		return nil, err
	}
	if t.Tok, t.Data.Padding.ID = tok, endOfText; own != nil {
		t.Tok = own.Allowing() // where a message spells <|endoftext|> out, that is an error
		return t, nil
	}
	gpt2, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	t.Tok = gpt2.Allowing()
	return t, nil
}

// GPT2 tells whether it starts from OpenAI's weights, so that its figures are the book's.
func (t *Task) GPT2() bool { return t.Weights != "" && t.Weights != pretrained.Course }

// Training is the task with another part trained. Adapters have the rank and alpha of [classify.LoRAConfig].
func (t *Task) Training(part classify.LayerSet) *Task {
	v := *t
	v.Classifier.Train, v.Classifier.Rank, v.Classifier.Alpha = part, 0, 0
	if part == classify.Adapters {
		v.Classifier.Rank, v.Classifier.Alpha = classify.LoRAConfig().Rank, classify.LoRAConfig().Alpha
	}
	return &v
}

// Name is a short name for the task: tasks of one name have the same result on one backend. Whoever keeps a trained
// classifier keeps it under this name. Of the tokenizer it knows what it makes of the messages.
func (t *Task) Name() (string, error) {
	ids, err := t.ids()
	if err != nil {
		return "", err
	}
	version, err := pretrained.Version(t.Weights)
	if err != nil {
		return "", err
	}
	key, err := keep.Key(t.Recipe, version, t.Split, ids, t.Seed)
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
	if t.Weights == "" {
		return gpt.NewModel(nn.NewBuilderFrom(rng), t.Model)
	}
	m, err := pretrained.LoadWeights(t.Weights)
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	return m, nil
}

// Accuracy is the part of some messages that a classifier gets right, all of them counted (section 6.7).
func (t *Task) Accuracy(ctx context.Context, be compute.Backend, c *classify.Classifier,
	list []classify.Message) (float64, error) {
	counts, err := t.Confusion(ctx, be, c, list)
	return counts.Accuracy(), err
}
