package lesson_test

import (
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/course"
)

// Means, and the normalization by hand, of the six neurons (section 4.2).
func ExampleSixNeurons() {
	be := backendtest.Open()
	out, err := lesson.SixNeurons(be)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, fn := range []func(*graph.Node) *graph.Node{gpt.Mean, gpt.Standardize} {
		t, err := graph.CallOnce(be, fn, out)
		if err != nil {
			fmt.Println(err)
			return
		}
		course.Tensor(t)
	}
	// Output:
	// [[0.1324],
	//  [0.2170]]
	// [[ 0.6159,  1.4126, -0.8719,  0.5872, -0.8719, -0.8719],
	//  [-0.0189,  0.1121, -1.0876,  1.5173,  0.5647, -1.0876]]
}

func TestSixNeuronsAreTheBooks(t *testing.T) {
	out, err := lesson.SixNeurons(backendtest.Open())
	if err != nil {
		t.Fatal(err)
	}
	if v := book.Check("ch04.ln.layer_out", out); !v.OK {
		t.Error(v)
	}
}
