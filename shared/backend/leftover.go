package backend

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/gomlx/compute"
)

// failedModel is what ONNX Runtime's backend leaves in the current folder when it cannot prepare a graph: the graph, up
// to 2 GB.
const failedModel = "failed_model.onnx"

// compileWithoutLeftover compiles with ONNX Runtime's backend and removes what that leaves behind when it fails. A file
// of that name that was not written meanwhile is somebody else's and stays.
func compileWithoutLeftover(b compute.Builder) (compute.Executable, error) {
	before, _ := os.Stat(failedModel) // nil when there is none
	e, err := b.Compile()
	if err == nil || !strings.Contains(err.Error(), "failed to create ONNX Runtime session") {
		return e, err
	}
	after, statErr := os.Stat(failedModel)
	if statErr != nil || sameContent(before, after) {
		return nil, err
	}
	if removeErr := os.Remove(failedModel); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; %w", err, removeErr)
	}
	return nil, err
}

// sameContent says whether a file was left alone between two looks at it.
func sameContent(before, after fs.FileInfo) bool {
	return before != nil && os.SameFile(before, after) && before.Size() == after.Size() &&
		before.ModTime().Equal(after.ModTime())
}
