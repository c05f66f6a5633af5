// Package backendtest opens the backend that tests and examples run on.
package backendtest

import (
	"os"
	"sync"

	"github.com/gomlx/compute"

	"llmfromscratch/shared/backend"
)

// Env names the environment variable that makes [Open] open another backend than [backend.GoSequential], such as
// "onnx:cpu".
const Env = "LLM_TEST_BACKEND"

// Open returns [backend.GoSequential], or the backend that the environment variable LLM_TEST_BACKEND names, so that one
// set of tests checks every backend that is present:
//
//	LLM_TEST_BACKEND=onnx:cpu go test ./...
//
// There is one per process, because tensors do not cross instances; nobody finalizes it. It panics when that backend
// cannot be opened.
func Open() compute.Backend { return open() }

var open = sync.OnceValue(func() compute.Backend {
	config := os.Getenv(Env)
	if config == "" {
		config = backend.GoSequential
	}
	be, _, err := backend.Open(config)
	if err != nil {
		panic(err)
	}
	return be
})
