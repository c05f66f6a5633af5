package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/keep"
)

// training is what the commands that train do alike: they open a backend and say which, show how the run goes, and say
// what is left of one that was interrupted.
type training struct {
	cmd            *cobra.Command
	ctx            context.Context
	stdout, stderr io.Writer
	be             compute.Backend
	json           bool // in place of the log
	bar            *longrun.Bar
	unlock         func() error // of the folder of a run; nil: none is locked
}

// startTraining opens the backend of a configuration; close it when the command ends.
func startTraining(cmd *cobra.Command, config string, json bool) (*training, error) {
	be, _, err := openBackend(cmd, config)
	if err != nil {
		return nil, err
	}
	return &training{
		cmd: cmd, ctx: cmd.Context(), stdout: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr(), be: be, json: json,
		bar: longrun.NewBar(cmd.Context()),
	}, nil
}

func (t *training) close() {
	t.bar.Done()
	t.be.Finalize()
	if t.unlock != nil {
		_ = t.unlock() // ends with the program at the latest
	}
}

// lock keeps other programs from training in the same folder: each would remove what the other saves. The lock is a
// file elsewhere, so that the folder is not touched by it.
func (t *training) lock(dir string) error {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	key, err := keep.Key(whole)
	if err != nil {
		return err
	}
	l := flock.New(filepath.Join(os.TempDir(), "llm-run-"+key+".lock"))
	free, err := l.TryLock()
	if err != nil {
		return err
	}
	if !free {
		return fmt.Errorf("another program trains in %s now: wait until it is done, or give another folder with --out",
			dir)
	}
	t.unlock = l.Unlock
	return nil
}

// say writes a note, which is no result, to standard error.
func (t *training) say(format string, args ...any) { fmt.Fprintf(t.stderr, format, args...) }

// watchers show the run: the bar, and the log where no JSON is wanted.
func (t *training) watchers() []pretrain.Watcher {
	if t.json {
		return []pretrain.Watcher{t.bar.Watch}
	}
	return []pretrain.Watcher{t.bar.Watch, pretrain.Log(t.stdout)}
}

// ended ends the bar and gives the run's error; when the run was interrupted, that is what the folder of its
// checkpoints has of it, or that it could not be saved.
func (t *training) ended(err error, checkpoints string) error {
	t.bar.Done()
	if err == nil || t.ctx.Err() == nil {
		return err
	}
	if lost := errors.Join(keep.Beside(err)...); lost != nil {
		return unsavedError{fmt.Errorf("interrupted, and not all of the run could be saved: %w", lost)}
	}
	switch latest, err := pretrain.LatestCheckpoint(checkpoints); {
	case err != nil:
		return unsavedError{fmt.Errorf("interrupted: %w", err)}
	case latest == "":
		return fmt.Errorf("interrupted before the first step: nothing is saved, the same command begins anew: %s",
			typed(t.cmd))
	}
	return fmt.Errorf("interrupted, checkpoint in %s: the same command goes on from there: %s", checkpoints,
		typed(t.cmd, "restart"))
}
