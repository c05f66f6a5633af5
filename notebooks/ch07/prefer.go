package lesson

import (
	"context"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
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
