package lesson

import (
	"context"
	"os"
	"slices"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// Prefer prepares what [instruct.Assistant.Prefer] does, to be done in a folder that the returned function is told;
// [LoadPreferred] reads what it leaves. The assistant itself is changed. A run under way is kept beside the folder,
// under its name with ".part", as [longrun.InNotebook] says; the next call goes on from there with the same numbers,
// when it is given the assistant that the first one was given.
func Prefer(be compute.Backend, a *instruct.Assistant, prefs []instruct.Preference,
	opt instruct.DPOOptions, watchers ...pretrain.Watcher) func(ctx context.Context, dir string) (*Preferred, error) {
	return func(ctx context.Context, dir string) (*Preferred, error) {
		settings, err := preferSettings(prefs, opt)
		if err != nil {
			return nil, err
		}
		part := dir + ".part"
		opt.Style, opt.EndOfText = a.Style, a.EndOfText
		t, err := instruct.NewDPOTraining(ctx, be, a.Model, a.Tok, prefs, opt)
		if err != nil {
			return nil, err
		}
		defer t.Finalize()
		run := longrun.NewRun(&t.Fit)
		run.Builder, run.RNG, run.Optimizer, run.StepsDone = a.Model.Builder, opt.RNG, opt.Optimizer,
			&t.Trainer.StepsDone
		run.Config, run.History = a.Model.Config, &t.History
		if err := longrun.InNotebook(part, settings, course.Say).Train(ctx, run, t.Run, watchers...); err != nil {
			return nil, err
		}
		if err := keep.Save(dir, &t.History, a.Save); err != nil {
			return nil, err
		}
		return &Preferred{a, &t.History}, os.RemoveAll(part)
	}
}

// preferSettings are all that preference tuning depends on, beside the assistant.
func preferSettings(prefs []instruct.Preference, opt instruct.DPOOptions) (keep.Settings, error) {
	list, err := keep.Fields(opt, map[string]string{"Style": ""}) // the assistant's is taken
	if err != nil {
		return nil, err
	}
	digest, err := keep.Key(prefs)
	return append(list, keep.Setting{Name: "preferences", Value: digest, Label: "digest"}), err
}

// PreferredName is a short name for what [Prefer] makes of an assistant with a name: of one name, one result on one
// backend.
func PreferredName(assistant string, prefs []instruct.Preference, opt instruct.DPOOptions) (string, error) {
	opt.Style.Prompt = nil // a function has no lasting value; Prefer takes the assistant's style
	key, err := keep.Key(assistant, prefs, opt)
	return assistant + "-dpo-" + key, err
}

// Tuning is a preference tuning with all that it depends on (bonus section).
type Tuning struct {
	Task        *Task                 // whose [Task.ToPrefer] is tuned
	Train, Held []instruct.Preference // what is trained on, and what is not
	Options     instruct.DPOOptions
}

// NewTuning is that of the chapter: of the course's pairs those without an input of many words, since one long text
// makes its whole batch as wide; the last fourteen of these are held out. Three epochs.
func NewTuning(task *Task) (*Tuning, error) {
	prefs, err := instruct.ReadPreferences(sample.Preferences())
	if err != nil {
		return nil, err
	}
	short := slices.DeleteFunc(prefs, func(p instruct.Preference) bool { return len(p.Input) > longInput })
	opt := instruct.NewDPOOptions(torchrand.New(task.Seed))
	opt.Epochs = 3
	t := &Tuning{Task: task, Train: short[:len(short)-heldOut], Held: short[len(short)-heldOut:], Options: opt}
	t.Options.Validate = t.Held
	return t, nil
}

const (
	longInput = 100 // characters; inputs are a few words, or else a story
	heldOut   = 14  // pairs
)

// Tuned is the tuned assistant and how its rewards went; the work is done once and kept.
func (t *Tuning) Tuned(ctx context.Context, be compute.Backend) (*Preferred, error) {
	name, err := t.Task.TaughtName()
	if err != nil {
		return nil, err
	}
	if name, err = PreferredName(name, t.Train, t.Options); err != nil {
		return nil, err
	}
	return course.Saved(ctx, name, LoadPreferred, func(ctx context.Context, dir string) (*Preferred, error) {
		a, err := t.Task.ToPrefer(ctx, be)
		if err != nil {
			return nil, err
		}
		return Prefer(be, a, t.Train, t.Options)(ctx, dir)
	})
}
