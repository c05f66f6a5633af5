package course

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/gomlx/compute"
	"github.com/janpfeifer/gonb/gonbui"

	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/keep"
)

// Must returns v, or ends the cell with the error, as [OK] does.
//
//	ids := course.Must(tokenizer.Encode("Hello"))
func Must[T any](v T, err error) T {
	OK(err)
	return v
}

// Must2 is [Must] of a function with two results.
//
//	a, loaders := course.Must2(task.New())
func Must2[T, U any](v T, w U, err error) (T, U) {
	OK(err)
	return v, w
}

// OK ends the cell with the error, unless err is nil. Under the error stand the lines that it comes from, of this
// project and of the cell:
//
//	error: the dimensions of Dot differ: 3 and 4
//	  at DotScores, ch03_attention/simple.go:25
//	  at main, Cell [7] Line 5
//
// Of work that was interrupted one line says what is kept of it.
func OK(err error) {
	if err == nil {
		return
	}
	gonbui.Sync()
	if stopped := new(keep.StoppedError); errors.As(err, &stopped) {
		fmt.Fprintf(os.Stderr, "%v; run the cell again to %s\n", stopped, onOrAnew(stopped.Saved))
		os.Exit(interrupted)
	}
	message := err.Error()
	if _, after, ok := strings.Cut(message, " panicked: "); ok {
		message = after // before it GoMLX says what it was about to do
	}
	lines := append([]string{"error: " + message}, trace(err)...)
	fmt.Fprintln(os.Stderr, strings.Join(lines, "\n  ")) // at once: GoNB looks for the cell's lines in what it reads
	os.Exit(1)
}

// interrupted is the exit status of a cell whose work was interrupted, as a shell has it.
const interrupted = 130

// onOrAnew is what interrupted work does the next time, when so many steps are saved.
func onOrAnew(saved int) string {
	if saved == 0 {
		return "begin anew"
	}
	return "go on"
}

// Context is cancelled when the cell is interrupted (the stop button, or Ctrl-C). Long work takes it.
func Context() context.Context {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	return ctx
}

// The program of a cell answers the probes of [backend.Open] before it does anything: GoNB writes its main function, in
// which nothing can come first, and a cell that ran twice would show everything twice.
func init() {
	if gonbui.IsNotebook {
		backend.AnswerProbe()
	}
}

// Backend opens the best backend that is installed, as [backend.Open] does; [Start] prints which one that is.
func Backend() compute.Backend {
	b, _, err := backend.Open("")
	OK(err)
	return b
}

// RunSize is the size of this run: LLM_SIZE, "tiny" when it is not set. Hand it on as an argument.
func RunSize() Size { return Must(SizeFromEnv()) }
