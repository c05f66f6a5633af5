package pretrain

import (
	"errors"
	"fmt"
	"io"
)

// Watcher is told of everything that happens in a run, in order: what logs, draws a progress bar, writes metrics or saves
// checkpoints stands outside the loop, here. An error ends the run.
type Watcher func(Event) error

// Event is what happened in a run.
type Event struct {
	Kind EventKind
	Progress
	Line string // what the log says of it; empty: nothing
}

// EventKind says what happened.
type EventKind int

const (
	Begun       EventKind = iota // a step begins
	Stepped                      // a step is done
	Evaluated                    // an evaluation after it is done
	Settled                      // all that belongs to the step is done: a run can be saved here
	EpochEnded                   // an epoch and what is done after it are done
	Interrupted                  // the context has ended; nothing more will come
)

// Log writes the log lines of a run, such as "Ep 1 (Step 000005): Train loss 8.111, Val loss 8.339".
func Log(w io.Writer) Watcher {
	return func(e Event) error {
		if e.Line == "" {
			return nil
		}
		_, err := fmt.Fprintln(w, e.Line)
		return err
	}
}

// OnStep calls a function after every step.
func OnStep(f func(Progress) error) Watcher {
	return func(e Event) error {
		if e.Kind != Stepped {
			return nil
		}
		return f(e.Progress)
	}
}

// Tell tells all watchers of an event, until one returns an error.
func Tell(watchers []Watcher, e Event) error {
	for _, watch := range watchers {
		if err := watch(e); err != nil {
			return err
		}
	}
	return nil
}

// tellAll tells all watchers of the end of a run, whatever they return, and joins their errors to the run's.
func tellAll(watchers []Watcher, e Event, err error) error {
	for _, watch := range watchers {
		err = errors.Join(err, watch(e))
	}
	return err
}
