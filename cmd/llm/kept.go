package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/keep"
)

// runFlags are flags of every command that trains: what becomes of a run that is in the folder already.
type runFlags struct {
	out     string
	every   int
	restart bool
}

func (f *runFlags) add(cmd *cobra.Command, out, holds string) {
	flags := cmd.Flags()
	flags.Var(into(&f.out, out), "out", "folder for "+holds)
	flags.Var(within(&f.every, 0, 0, mostSteps), "checkpoint-every",
		"steps between checkpoints; 0: every minute and when interrupted, and none is left in the end")
	flags.BoolVar(&f.restart, "restart", false,
		"train anew where --out has a run already, which goes when the new one has something to put in its place")
}

// keptRun is a run in its folder: the checkpoints of what is under way and the trained model, each with the settings
// that it depends on.
type keptRun struct {
	*training
	runFlags
	settings keep.Settings
}

// checkpoints and model are where the two are.
func (f runFlags) checkpoints() string { return filepath.Join(f.out, "checkpoints") }
func (f runFlags) model() string       { return filepath.Join(f.out, "model") }

// recordFile lies in the folder of a trained model and says what it is the result of.
const recordFile = "run.json"

// record is what recordFile holds.
type record struct {
	Settings keep.Settings   `json:"settings"`
	Steps    int             `json:"steps"`
	History  json.RawMessage `json:"history"`
	// what the command prints of it; none: it was interrupted before
	Results json.RawMessage `json:"results,omitempty"`
}

// checkpoint is the checkpoint of the run.
func (k *keptRun) checkpoint() *longrun.Checkpoint {
	return &longrun.Checkpoint{
		Dir: k.checkpoints(), Every: k.every, Between: time.Minute, Settings: k.settings, Restart: k.restart,
		Say: func(line string) { k.say("%s\n", line) },
	}
}

// finished returns the record of the run when it has been finished before, and says so; nil: it is to be trained, or to
// go on. It refuses a folder that holds anything of another run.
func (k *keptRun) finished() (*record, error) {
	if err := k.lock(k.out); err != nil {
		return nil, err
	}
	if err := atomicfile.RecoverFolder(k.model()); err != nil {
		return nil, err
	}
	if k.restart {
		return nil, nil
	}
	done, err := k.trained()
	if err != nil {
		return nil, err
	}
	under, err := k.checkpoint().Find()
	if err != nil {
		return nil, fmt.Errorf("the checkpoint in %s cannot be read: %w", k.checkpoints(), err)
	}
	var refused []keep.Difference
	if done != nil {
		if refused, _ = done.Settings.Differences(k.settings); len(refused) == 0 {
			k.say("trained already: %s, %d steps; --restart trains it anew\n", k.model(), done.Steps)
			return done, nil
		}
	}
	switch {
	case under == nil && done != nil:
		return nil, k.refusal(&keep.OtherSettingsError{Dir: k.model(), Differences: refused})
	case under == nil:
		return nil, k.unknown()
	}
	if refused, _ = under.Settings.Differences(k.settings); len(refused) > 0 {
		return nil, k.refusal(&keep.OtherSettingsError{Dir: k.checkpoints(), Differences: refused})
	}
	return nil, nil
}

// refusal says what to do about a folder that is of another run.
func (k *keptRun) refusal(err error) error {
	return fmt.Errorf("%w\n%s stays as it is: give another folder with --out, or train anew with --restart, which "+
		"replaces what is there", err, k.out)
}

// unknown refuses to replace a model that does not say what it is the result of.
func (k *keptRun) unknown() error {
	if _, err := os.Stat(k.model()); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	return k.refusal(fmt.Errorf("%s has no %s: what it was trained with is not known, nor whether it is the model "+
		"that this command makes", k.model(), recordFile))
}

// trained reads the record of the trained model; nil: there is none.
func (k *keptRun) trained() (*record, error) {
	path := filepath.Join(k.model(), recordFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	done := new(record)
	if err := atomicfile.ReadJSON(path, done); err != nil {
		return nil, k.refusal(err)
	}
	return done, nil
}

// finish puts the trained model in the folder, with the record of its run, and removes checkpoints that are of no more
// use: all of them unless they were asked for, and those of a run that this one replaces.
func (k *keptRun) finish(steps int, history any, write func(dir string) error) (*record, error) {
	content, err := json.Marshal(history)
	if err != nil {
		return nil, err
	}
	done := &record{Settings: k.settings, Steps: steps, History: content}
	err = atomicfile.ReplaceFolder(k.model(), func(part string) error {
		return errors.Join(write(part), atomicfile.WriteJSON(filepath.Join(part, recordFile), done))
	})
	if err != nil {
		return nil, fmt.Errorf("the trained model: %w", err)
	}
	under, err := k.checkpoint().Find()
	if err != nil {
		return nil, err
	}
	if under != nil {
		refused, _ := under.Settings.Differences(k.settings)
		if k.every == 0 || len(refused) > 0 {
			return done, os.RemoveAll(k.checkpoints())
		}
	}
	return done, nil
}

// conclude adds to the record what the command prints of the run.
func (k *keptRun) conclude(done *record, results any) (err error) {
	if done.Results, err = json.Marshal(results); err != nil {
		return err
	}
	return atomicfile.WriteJSON(filepath.Join(k.model(), recordFile), done)
}
