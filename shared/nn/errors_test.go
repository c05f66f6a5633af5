package nn

import (
	"errors"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/backend/backendtest"
)

// The words are those of ONNX Runtime 1.30 on a CPU, as it gave them, and of XLA and CUDA, as their sources have them.
func TestBackendsWordsBecomeAdvice(t *testing.T) {
	for _, tt := range []struct {
		words string
		want  error
	}{
		{"Graph failed to execute: onnxruntime execution failed: ONNX Runtime error: Non-zero status code returned " +
			"while running Expand node. " +
			"Name:'' Status Message: bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, " +
			"onnxruntime::Stream*) " +
			"Failed to allocate memory for requested buffer of size 1649267441664", ErrOutOfMemory},
		{"Graph failed to execute: ONNX Runtime error: std::bad_alloc", ErrOutOfMemory},
		{"RESOURCE_EXHAUSTED: Out of memory while trying to allocate 23622320128 bytes.", ErrOutOfMemory},
		{"INTERNAL: CUDA_ERROR_OUT_OF_MEMORY: out of memory", ErrOutOfMemory},
		{"Pad (70) not implemented for ONNX Runtime backend: op not implemented", ErrLacksOperation},
		{`backend "onnxruntime" does not support functions (needed for closures)`, ErrLacksOperation},
		{"UNIMPLEMENTED: unsupported conv", ErrLacksOperation},
	} {
		err := explain(tt.words, nil)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%q became %v, want %v with the backend's words", tt.words, err, tt.want)
		}
	}
	if err := explain("dimension 3 is not 4", nil); errors.Is(err, ErrOutOfMemory) ||
		errors.Is(err, ErrLacksOperation) {
		t.Errorf("a mistake in the graph became %v", err)
	}
	if err := explain("Atan2 failed", compute.ErrNotImplemented); !errors.Is(err, ErrLacksOperation) {
		t.Errorf("compute.ErrNotImplemented became %v", err)
	}
}

// Each backend lacks something: the Go backend writing at a computed place, ONNX Runtime's padding.
func TestAnOperationThatABackendLacksIsSaid(t *testing.T) {
	be := backendtest.Open()
	_, err := Eval(be, NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node {
		x := in[0]
		if be.Capabilities().Operations[compute.OpTypePad] {
			return []*graph.Node{graph.DynamicSlice(x, []*graph.Node{graph.Const(x.Graph(), int32(1))}, []int{2})}
		}
		return []*graph.Node{graph.Pad(x, graph.ScalarZero(x.Graph(), x.DType()), graph.PadAxis{Start: 1})}
	}, []float32{1, 2, 3})
	if strings.HasPrefix(be.Name(), "xla") {
		t.Skip("XLA has both operations")
	}
	if !errors.Is(err, ErrLacksOperation) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
}

// An output that is an input, unchanged, is copied: without that ONNX Runtime's backend leaves it unwritten.
func TestAnInputMayBeAnOutput(t *testing.T) {
	out, err := Eval(backendtest.Open(), NewBuilder(0).Store(),
		func(in []*graph.Node) []*graph.Node { return []*graph.Node{in[1], in[0]} },
		[]float32{1, 2, 3}, []int64{4, 5})
	if err != nil {
		t.Fatal(err)
	}
	if got := out[0].Value().([]int64); got[0] != 4 || got[1] != 5 {
		t.Errorf("got %v, want [4 5]", got)
	}
	if got := out[1].Value().([]float32); got[0] != 1 || got[1] != 2 || got[2] != 3 {
		t.Errorf("got %v, want [1 2 3]", got)
	}
}
