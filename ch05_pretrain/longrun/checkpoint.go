package longrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/keep"
)

// Checkpoint lets a training run be interrupted and resumed. What is saved holds everything that the rest of the run
// depends on: parameters, the optimizer's running means, the random generators, the place in the epoch and what was
// found so far. Whoever kills the program loses the steps since the last checkpoint and nothing else.
type Checkpoint struct {
	Dir   string // folder of the run; made when needed
	Every int    // steps between two of them; 0: only when the run is interrupted
	// time between two that are written while the run goes on, the first after a third of it; 0: there are none
	Between time.Duration

	// Settings are what the run depends on and the checkpoint does not hold itself. They are kept in it, and a run of
	// others is refused. nil: they are not known, and not compared.
	Settings keep.Settings
	// Restart begins anew where there is a checkpoint, which goes when the first one of the new run is there.
	Restart bool
	// Hurry is the longest time that an interrupted run may take to save: GoNB kills a cell five seconds after its stop
	// button. What would take longer is left to the last save. 0: as long as it takes.
	Hurry time.Duration
	// Say is told, in a line each, that the run goes on where another one was, and what is wrong with a save that is
	// tried again later; nil: nobody.
	Say func(line string)
}

const (
	stepPrefix   = "step-"      // step-00000010 is a whole checkpoint
	savingPrefix = ".saving"    // a folder that is being written, or was when its process died
	stateFile    = "state.json" // beside the files of a saved model
)

// Train goes on where the run's checkpoint was taken, if there is one, and trains: train is the Run method of the
// run's loop. Without a checkpoint, on nil, it just trains. When ctx ends, the error is a [keep.StoppedError], unless
// the run could not be saved.
func (c *Checkpoint) Train(ctx context.Context, r *Run, train func(context.Context, ...pretrain.Watcher) error,
	watchers ...pretrain.Watcher) error {
	if err := c.resume(r); err != nil {
		return err
	}
	return c.train(ctx, r, train, watchers)
}

// train is Train for a run that has been resumed.
func (c *Checkpoint) train(ctx context.Context, r *Run, train func(context.Context, ...pretrain.Watcher) error,
	watchers []pretrain.Watcher) error {
	if c == nil {
		return train(ctx, watchers...)
	}
	s := c.saver(r)
	defer s.lastWord(ctx)()
	watchers = append(watchers, s.watch)
	err := r.evaluateIfDue(ctx, watchers)
	if err == nil {
		err = train(ctx, watchers...)
	}
	return s.ended(ctx, err)
}

func (c *Checkpoint) say(format string, args ...any) {
	if c.Say != nil {
		c.Say(fmt.Sprintf(format, args...))
	}
}

// saver is the watcher that saves.
type saver struct {
	*Checkpoint
	run     *Run
	random  rngStates     // when the last step, or the evaluation after it, was done
	savedAt atomic.Int64  // steps done at the last checkpoint
	behind  chan saved    // of the save that is under way; nil: none is
	tried   time.Time     // when the last save in the background began, or the run
	took    time.Duration // how long the last save took
	failed  error         // of the last save
}

func (c *Checkpoint) saver(r *Run) *saver {
	s := &saver{Checkpoint: c, run: r, tried: time.Now().Add(-c.Between * 2 / 3)}
	s.savedAt.Store(int64(*r.place.steps))
	return s
}

// watch saves the run every so many steps, now and then, and when it is interrupted.
func (s *saver) watch(e pretrain.Event) (err error) {
	switch e.Kind {
	case pretrain.Stepped, pretrain.Settled: // an evaluation that is interrupted in between has drawn for nothing
		if s.random, err = s.run.random(); err != nil {
			return err
		}
	}
	switch {
	case e.Kind == pretrain.Settled && s.Every > 0 && *s.run.place.steps%s.Every == 0:
		s.await()
		return s.saveOnce()
	case e.Kind == pretrain.Settled:
		return s.saveBehind()
	case e.Kind == pretrain.Interrupted:
		return s.saveLast()
	}
	return nil
}

// saveOnce saves the run unless that has been done since the last step.
func (s *saver) saveOnce() error {
	done := *s.run.place.steps
	if done == int(s.savedAt.Load()) {
		return nil
	}
	began := time.Now()
	state, err := s.state()
	if err == nil {
		err = s.write(s.run.Builder.Store(), state)
	}
	return s.note(saved{done, time.Since(began), err})
}

// saved is what became of a save.
type saved struct {
	steps int
	took  time.Duration
	err   error
}

// note remembers what became of a save, and returns its error.
func (s *saver) note(done saved) error {
	s.took, s.failed = done.took, nil
	if done.err != nil {
		s.failed = fmt.Errorf("checkpoint after step %d: %w", done.steps, done.err)
		return s.failed
	}
	s.savedAt.Store(int64(done.steps))
	return nil
}

// saveLast saves the run when it was interrupted, as far as there is time.
func (s *saver) saveLast() error {
	if s.Hurry > 0 && s.behind != nil {
		select {
		case done := <-s.behind:
			s.behind = nil
			_ = s.note(done)
		case <-time.After(s.Hurry):
			return nil // the checkpoint before it stays
		}
	}
	s.await()
	if s.Hurry > 0 && s.expected() > s.Hurry {
		return s.failed
	}
	return s.saveOnce()
}

// ended is the error of a run that ended with err. A save in the background is done by then, or given up.
func (s *saver) ended(ctx context.Context, err error) error {
	interrupted := err != nil && ctx.Err() != nil
	if !interrupted || s.Hurry == 0 {
		s.await()
	}
	if !interrupted || len(keep.Beside(err)) > 0 {
		return err
	}
	return &keep.StoppedError{Done: *s.run.place.steps, All: s.run.place.all, Saved: int(s.savedAt.Load()), Err: err}
}

// lastWord says what is kept when a run that is interrupted is not done with its step in two and a half times the time
// for saving: of 1.5 seconds in a cell that is soon before GoNB kills it. The function that it returns is to be called
// when the run has ended.
func (s *saver) lastWord(ctx context.Context) (ended func()) {
	if s.Hurry == 0 {
		return func() {}
	}
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		select {
		case <-done:
		case <-time.After(s.Hurry * 5 / 2):
			kept := "nothing is saved yet"
			if n := s.savedAt.Load(); n > 0 {
				kept = fmt.Sprintf("saved after step %d of %d", n, s.run.place.all)
			}
			s.say("stopped within a step that takes long, %s; run the cell again to go on", kept)
		}
	})
	return func() {
		cancel()
		close(done)
	}
}

// clean removes what programs that died while saving have left in the folder.
func (c *Checkpoint) clean() error { return removeMatching(c.Dir, savingPrefix, "") }

// name is the name of a checkpoint's folder, which is not that of the one that is there: it stays until the new one is
// whole.
func (c *Checkpoint) name(steps int) (string, error) {
	latest, err := pretrain.LatestCheckpoint(c.Dir)
	name := fmt.Sprintf("%s%08d", stepPrefix, steps)
	if filepath.Base(latest) == name { // of a run that began anew
		name += "-anew"
	}
	return name, errors.Join(err, os.RemoveAll(filepath.Join(c.Dir, name)))
}
