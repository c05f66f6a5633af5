package nn

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/gomlx/compute"
)

// Two failures that come from the backend and not from the graph; [Func.Call] wraps them.
var (
	ErrOutOfMemory    = errors.New("the backend ran out of memory")
	ErrLacksOperation = errors.New("the backend lacks an operation")
)

// How backends say that memory ran out: ONNX Runtime, C++ and CUDA below it, XLA, and Go for a length that no machine
// has.
var outOfMemory = regexp.MustCompile(`(?i)failed to allocate memory|bad[_ ]alloc|RESOURCE_EXHAUSTED|out[_ ]of[_ ]memory|makeslice: len out of range`)

// How they say that they cannot compute something.
var lacksOperation = regexp.MustCompile(`(?i)not implemented|NOT_IMPLEMENTED|UNIMPLEMENTED|does not support functions`)

// failedModel is what the ONNX Runtime backend leaves in the current folder when it cannot prepare a graph: the graph,
// up to 2 GB.
const failedModel = "failed_model.onnx"

// explain puts before a backend's own words what happened and what can be done. cause is the error that the words come
// from.
func explain(words string, cause error) error {
	if strings.Contains(words, "failed to create ONNX Runtime session") {
		if err := os.Remove(failedModel); err != nil && !errors.Is(err, os.ErrNotExist) {
			words += "; " + err.Error()
		}
	}
	switch {
	case outOfMemory.MatchString(words):
		return fmt.Errorf("%w: take a smaller --batch (with --accumulate the step stays the same), a shorter "+
			"--context, --precision bf16 "+
			"or a smaller model (it said: %s)", ErrOutOfMemory, words)
	case compute.IsNotImplemented(cause) || lacksOperation.MatchString(words):
		return fmt.Errorf("%w: GOMLX_BACKEND=go has all that this project needs (it said: %s)", ErrLacksOperation,
			words)
	}
	return errors.New(words)
}
