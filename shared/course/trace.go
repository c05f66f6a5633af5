package course

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	pkgerrors "github.com/pkg/errors"

	"llmfromscratch/shared/project"
)

// cell is the package of a cell's program.
const cell = "main"

// trace says where an error comes from, a line for each call, innermost first: the lines of this project that an error
// of a graph function knows, down to the cell's; of another error the line of the cell that called the helper. GoNB
// puts cell and line before the place of the program that it made of a cell, such as main.go:31:
//
//	at DotScores, ch03_attention/simple.go:25
//	at main, /tmp/gonb_4e5ea2e7/main.go:31
//
// GoMLX and Go's own packages stay out, and so does what carries errors and panics in this project.
func trace(err error) []string {
	own := make([]uintptr, 32)
	own = own[:runtime.Callers(2, own)]
	lines, reachesCell := places(callers(err))
	if reachesCell {
		return lines
	}
	more, _ := places(own)
	return append(lines, more...)
}

// callers are the calls that led to an error, innermost first, where it knows them: nn.Func notes them, and GoMLX where
// it makes an error.
func callers(err error) (found []uintptr) {
	for err != nil {
		switch e := err.(type) {
		case interface{ Callers() []uintptr }:
			return e.Callers() // of the panic itself, all of them
		case interface{ StackTrace() pkgerrors.StackTrace }:
			found = found[:0] // the innermost error's are longest
			for _, frame := range e.StackTrace() {
				found = append(found, uintptr(frame))
			}
		case interface{ Unwrap() []error }:
			for _, joined := range e.Unwrap() {
				if more := callers(joined); len(more) > 0 {
					return more
				}
			}
		}
		err = errors.Unwrap(err)
	}
	return found
}

// places are the lines of calls that a reader wants to see, and whether one of the cell's is among them.
func places(calls []uintptr) (lines []string, reachesCell bool) {
	if len(calls) == 0 {
		return nil, false
	}
	for frames := runtime.CallersFrames(calls); ; {
		frame, more := frames.Next()
		pkg, name := cutFunction(frame.Function)
		var place string
		switch {
		case pkg == cell:
			place, reachesCell = frame.File, true
		case isTaught(pkg, frame.File):
			place = path.Join(strings.TrimPrefix(pkg, project.Module+"/"), filepath.Base(frame.File))
		}
		if line := fmt.Sprintf("at %s, %s:%d", name, place, frame.Line); place != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
		if !more {
			return lines, reachesCell
		}
	}
}

// isTaught tells whether a function is one of this project's that say something about an error: not those that open
// backends, run graphs or end cells.
func isTaught(pkg, file string) bool {
	within, ok := strings.CutPrefix(pkg, project.Module+"/")
	switch {
	case !ok, within == "shared/course", within == "shared/backend":
		return false
	case within == "shared/nn":
		return !slices.Contains([]string{"func.go", "panicked.go"}, filepath.Base(file))
	}
	return true
}

// cutFunction cuts a function's full name: "llmfromscratch/ch04_gpt.(*Block).Forward.func1" is Block.Forward of
// package llmfromscratch/ch04_gpt.
func cutFunction(full string) (pkg, name string) {
	full, _, _ = strings.Cut(full, "[") // of type parameters
	dir, last := path.Split(full)
	base, name, _ := strings.Cut(last, ".")
	name, _, _ = strings.Cut(name, ".func")
	return dir + base, strings.NewReplacer("(*", "", ")", "").Replace(name)
}
