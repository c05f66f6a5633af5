package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit statuses of the program.
const (
	statusOK          = 0
	statusFailed      = 1
	statusInterrupted = 130 // as a shell has it for a program that Ctrl-C ended
)

// errReported ends a command with exit status 1 whose output has already said what is wrong.
var errReported = errors.New("see above")

// report says what is wrong with a command that ended with an error, and returns the program's exit status. What a
// command says of its interruption is the last line: what it has left where, and how to go on.
func report(ctx context.Context, cmd *cobra.Command, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, errReported):
		return statusFailed
	case justStopped(ctx, err):
		fmt.Fprintln(stderr, "llm: stopped")
		return statusInterrupted
	}
	fmt.Fprintf(stderr, "llm: %s\n", forCommands(err))
	if flags := helpfulFlags(cmd, err); flags != "" {
		fmt.Fprintln(stderr, "llm:", flags)
	}
	if ctx.Err() != nil && !errors.As(err, new(unsavedError)) {
		return statusInterrupted
	}
	return statusFailed
}

// justStopped tells whether an error says no more than that ctx has ended: then nothing is known of what is left.
func justStopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (err.Error() == ctx.Err().Error() || err.Error() == context.Cause(ctx).Error())
}

// unsavedError is the error of interrupted work whose result could not be saved.
type unsavedError struct{ error }

// Unwrap is the reason.
func (e unsavedError) Unwrap() error { return e.error }

// stopped says of work that ended with err because ctx did what it has left, and how to go on. Other errors stay.
func stopped(ctx context.Context, err error, left string) error {
	if err == nil || ctx.Err() == nil || len(besideEnd(err)) > 0 {
		return err
	}
	return errors.New("interrupted: " + left)
}

// besideEnd are the errors joined in err that do more than say that a context has ended.
func besideEnd(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, e := range joined.Unwrap() {
			list = append(list, besideEnd(e)...)
		}
		return list
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return []error{err}
}
