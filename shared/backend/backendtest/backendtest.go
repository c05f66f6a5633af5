// Package backendtest opens the backend that tests and examples run on.
package backendtest

import (
	"github.com/gomlx/compute"

	"llmfromscratch/shared/backend"
)

// Open returns [backend.GoSequential], or the backend that the environment variable LLM_TEST_BACKEND names, so that one
// set of tests checks every backend that is present:
//
//	LLM_TEST_BACKEND=onnx:cpu go test ./...
//
// There is one per process, because tensors do not cross instances; nobody finalizes it. It panics when that backend
// cannot be opened.
func Open() compute.Backend { return backend.ForTest() }
