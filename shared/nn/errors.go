package nn

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/gomlx/compute"
)

// Two failures that come from the backend and not from the graph: errors of [Func.Call] are asked for them with
// errors.Is.
var (
	// ErrOutOfMemory says that there is too little memory, whatever words the backend has for it. Less is needed for
	// smaller batches, for a step in micro-batches, for a shorter context and for a smaller model.
	ErrOutOfMemory = errors.New("the backend ran out of memory")
	// ErrLacksOperation says that the backend cannot compute something in the graph; another backend can.
	ErrLacksOperation = errors.New("the backend lacks an operation")
)

// How backends say that memory ran out: ONNX Runtime, C++ and CUDA below it, XLA, and Go for a length that no machine
// has.
var outOfMemory = regexp.MustCompile(`(?i)failed to allocate memory|bad[_ ]alloc|RESOURCE_EXHAUSTED|out[_ ]of[_ ]memory|makeslice: len out of range`)

// How they say that they cannot compute something.
var lacksOperation = regexp.MustCompile(`(?i)not implemented|NOT_IMPLEMENTED|UNIMPLEMENTED|does not support functions`)

// explain puts before a backend's own words what happened and what can be done. cause is the error that the words come
// from.
func explain(words string, cause error) error {
	switch {
	case outOfMemory.MatchString(words):
		return fmt.Errorf("%w: take smaller batches (a step in micro-batches is the same step), a shorter context "+
			"or a smaller model (it said: %s)", ErrOutOfMemory, words)
	case compute.IsNotImplemented(cause) || lacksOperation.MatchString(words):
		return fmt.Errorf("%w: the Go backend, GOMLX_BACKEND=go, has all that this project needs (it said: %s)",
			ErrLacksOperation, words)
	}
	return &graphFailure{words, cause}
}

// graphFailure is what a graph function panicked about, in its own words, without the stack trace of the cause.
type graphFailure struct {
	words string
	cause error
}

func (f *graphFailure) Error() string { return f.words }

func (f *graphFailure) Unwrap() error { return f.cause }
