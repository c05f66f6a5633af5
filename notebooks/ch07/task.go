package lesson

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// Task is a whole run with everything that it depends on (sections 7.2 to 7.7).
type Task struct {
	instruct.Recipe
	Weights  string // what it starts from: a size of GPT-2, "355M", or [pretrained.Course]
	Parts    instruct.Parts
	Families instruct.Families // of what kind the entries are
	Seed     int64             // as for torch.manual_seed

	Watchers []pretrain.Watcher // are told of the run, which does not depend on them
	Say      func(line string)  // is told what [longrun.Checkpoint] has to say; nil: nobody
}

// NewTask is the run of the chapter. With big set, and GPT-2's weights on this machine, it is [instruct.BookRecipe] on
// the book's entries; otherwise [instruct.CourseRecipe], which teaches the course's own model the project's entries:
// they ask about little stories and their words, which is what that model knows. That run is a short one, on the first
// [FewTasks] of the training entries. The settings may be changed afterwards.
func NewTask(big bool, seed int64) (*Task, error) {
	if name, _ := pretrained.Name("355M"); big && name != pretrained.Course {
		return newTask(course.Instructions(), instruct.BookRecipe(), name, seed)
	}
	r := instruct.CourseRecipe()
	r.Data.BatchSize = 2                               // few entries make too few steps with larger batches
	r.Options.EvalEvery, r.Options.EvalBatches = 10, 3 // of 65 steps
	r.MaxNewTokens = 64                                // what has not learned to stop goes on to the end
	t, err := newTask(sample.Instructions(), r, pretrained.Course, seed)
	if err != nil {
		return nil, err
	}
	t.Parts.Train = t.Parts.Train[:FewTasks]
	return t, nil
}

// FewTasks is how many entries the course's own model is trained on in a notebook: a run of seconds.
const FewTasks = 320

// newTask reads entries in the format of [instruct.Read] and splits them as the book does.
func newTask(data []byte, r instruct.Recipe, weights string, seed int64) (*Task, error) {
	parts, err := split(data)
	if err != nil {
		return nil, err
	}
	t := &Task{Recipe: r, Weights: weights, Parts: parts, Seed: seed, Say: course.Say}
	if t.Families, err = instruct.ParseFamilies(data); err != nil { // the book's do not say
		t.Families = instruct.Families{}
		for _, e := range parts.Test {
			t.Families[e] = Family(e)
		}
	}
	return t, nil
}

// BookParts are the three parts of the book's entries, or of the project's where those are not here (section 7.2).
func BookParts() (instruct.Parts, error) { return split(course.Instructions()) }

// split reads entries and splits them as the book does.
func split(data []byte) (instruct.Parts, error) {
	entries, err := instruct.Read(data)
	if err != nil {
		return instruct.Parts{}, err
	}
	return instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
}

// GPT2 tells whether the task starts from OpenAI's weights, so that its figures are the book's.
func (t *Task) GPT2() bool { return t.Weights != pretrained.Course }

// Start says in words what the task starts from.
func (t *Task) Start() string {
	if t.GPT2() {
		return "GPT-2's weights"
	}
	return "the course's model"
}

// Name is a short name for the task: tasks of one name have the same result on one backend. Whoever keeps a fine-tuned
// assistant keeps it under this name. The tokenizer follows from the recipe and the entries.
func (t *Task) Name() (string, error) {
	style := t.Data.Style
	r := t.Recipe
	r.Data.Style.Prompt = nil // a function has no lasting value; what it makes of an entry has one
	version, err := pretrained.Version(t.Weights)
	if err != nil {
		return "", err
	}
	key, err := keep.Key(r, style.Text(probe), version, t.Parts, t.Seed)
	return fmt.Sprintf("ch07-%s-%s", style.Name, key), err
}

// probe is an entry whose prompt tells styles apart.
var probe = instruct.Entry{Instruction: "instruction", Input: "input", Output: "output"}

// New makes the assistant before any training, and its loaders. The order of the batches and dropout are drawn from one
// generator with the seed.
func (t *Task) New() (*instruct.Assistant, *instruct.Loaders, error) {
	rng := torchrand.New(t.Seed)
	a, err := t.assistant()
	if err != nil {
		return nil, nil, err
	}
	a.Model.UseRNG(rng)
	loaders, err := a.Loaders(t.Parts, t.Recipe, rng)
	return a, loaders, err
}

// assistant makes one of the pretrained model.
func (t *Task) assistant() (*instruct.Assistant, error) {
	m, err := pretrained.Load(t.Weights)
	if err != nil {
		return nil, err
	}
	if m.Own != nil {
		return instruct.PretrainedOwn(m.Model, m.Own, t.Recipe)
	}
	return instruct.Pretrained(m.Model, t.Recipe)
}

// CourseAssistant is the course's own model after it was fine-tuned three times over on 234,000 of the project's
// entries: what a run of this chapter comes to with 700 times the data.
func CourseAssistant() (*instruct.Assistant, error) {
	dir, err := pretrained.Folder(pretrained.CourseAssistant)
	if err != nil {
		return nil, err
	}
	return instruct.LoadAssistantWith(dir, func() (*gpt.Model, error) { return gpt2.Load(dir) })
}

// TaughtName is a short name for what the course's assistant answers to the task's test entries, and for what is made
// of it; of a task with GPT-2's weights it is that of the task's own assistant.
func (t *Task) TaughtName() (string, error) {
	if t.GPT2() {
		return t.Name()
	}
	version, err := pretrained.Version(pretrained.CourseAssistant)
	if err != nil {
		return "", err
	}
	key, err := keep.Key(version, t.Parts.Test)
	return "ch07-" + pretrained.CourseAssistant + "-" + key, err
}

// ToPrefer is the assistant that learns preferences, in the bonus section: the course's, or with GPT-2's weights the
// task's own.
func (t *Task) ToPrefer(ctx context.Context, be compute.Backend) (*instruct.Assistant, error) {
	if !t.GPT2() {
		return CourseAssistant()
	}
	trained, err := t.Trained(ctx, be)
	if err != nil {
		return nil, err
	}
	return trained.Assistant, nil
}

// Trained is what the task's training leaves; it is done once and kept.
func (t *Task) Trained(ctx context.Context, be compute.Backend) (*Trained, error) {
	name, err := t.Name()
	if err != nil {
		return nil, err
	}
	return course.Saved(ctx, name, LoadTrained, t.Do(be))
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
