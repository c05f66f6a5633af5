// Command llm does everything of this project that is not reading: it sets the machine up, runs the notebooks,
// checks the book's figures, trains and generates. Every sub-command is thin; the work is in the packages.
//
//	go run ./cmd/llm help
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"llmfromscratch/shared/backend"
)

func main() {
	backend.AnswerProbe()
	restart()
	os.Exit(run())
}

// run executes the command line and returns the exit status: 0 when all went well, 1 on an error, 130 when Ctrl-C ended
// it.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first Ctrl-C, which ends work cleanly, the next one ends the program at once.
	context.AfterFunc(ctx, stop)

	cmd, err := newRootCmd().ExecuteContextC(ctx)
	return report(ctx, cmd, err, os.Stderr)
}
