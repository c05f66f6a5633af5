package keep

import (
	"context"
	"errors"
	"fmt"
)

// StoppedError is that work was interrupted, and what is kept of it.
type StoppedError struct {
	Done, All int   // steps
	Saved     int   // steps after which the work goes on when it is asked for again; 0: it begins anew
	Err       error // of the context
}

// Error says what is kept: "stopped after step 47 of 90, saved".
func (e *StoppedError) Error() string {
	at := fmt.Sprintf("stopped after step %d of %d", e.Done, e.All)
	switch e.Saved {
	case 0:
		return at + ", nothing is saved yet"
	case e.Done:
		return at + ", saved"
	}
	return fmt.Sprintf("%s, saved after step %d", at, e.Saved)
}

// Unwrap is the context's error.
func (e *StoppedError) Unwrap() error { return e.Err }

// Beside are the errors joined in err that do more than say that a context has ended.
func Beside(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, e := range joined.Unwrap() {
			list = append(list, Beside(e)...)
		}
		return list
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return []error{err}
}
