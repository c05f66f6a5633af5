package pretrain_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
)

func crossEntropy(t *testing.T, logits [][]float32, targets []int64) float64 {
	t.Helper()
	out, err := graph.CallOnce(backendtest.Open(), pretrain.CrossEntropy, logits, targets)
	if err != nil {
		t.Fatal(err)
	}
	return float64(tensors.ToScalar[float32](out))
}

func TestCrossEntropy(t *testing.T) {
	for _, tt := range []struct {
		name    string
		logits  [][]float32
		targets []int64
		want    float64
	}{
		{"no idea", [][]float32{{0, 0}}, []int64{1}, math.Ln2},
		{"mean over rows", [][]float32{{0, 0}, {0, 0}}, []int64{0, 1}, math.Ln2},
		{"sure and right", [][]float32{{100, 0}}, []int64{0}, 0},
		{"sure and wrong", [][]float32{{100, 0}}, []int64{1}, 100},
		{"logits beyond the range of exp", [][]float32{{1e4, 0}}, []int64{0}, 0},
		{"ignored rows do not count", [][]float32{{0, 0}, {100, 0}}, []int64{0, pretrain.IgnoreIndex}, math.Ln2},
	} {
		if got := crossEntropy(t, tt.logits, tt.targets); math.Abs(got-tt.want) > 1e-5 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// The gradient of the cross-entropy is softmax minus the one-hot target, over the number of rows that count.
func TestCrossEntropyGradient(t *testing.T) {
	out, err := graph.CallOnce(backendtest.Open(), func(logits, targets *graph.Node) *graph.Node {
		return graph.Gradient(pretrain.CrossEntropy(logits, targets), logits)[0]
	}, [][]float32{{1, 2, 3}, {0, 0, 0}, {5, 5, 5}}, []int64{0, 2, pretrain.IgnoreIndex})
	if err != nil {
		t.Fatal(err)
	}
	p := pretrain.Softmax([]float32{1, 2, 3}, 1)
	want := [][]float32{{(p[0] - 1) / 2, p[1] / 2, p[2] / 2}, {1. / 6, 1. / 6, (1./3 - 1) / 2}, {0, 0, 0}}
	for i, row := range out.Value().([][]float32) {
		for j, got := range row {
			if math.Abs(float64(got-want[i][j])) > 1e-6 {
				t.Errorf("gradient [%d][%d] = %v, want %v", i, j, got, want[i][j])
			}
		}
	}
}

func TestTargetTensorErrors(t *testing.T) {
	ignore := pretrain.IgnoreIndex
	for _, tt := range []struct {
		rows [][]int
		want string
	}{
		{nil, "no targets"},
		{[][]int{{1, 2}, {1}}, "row 1 has 1 targets"},
		{[][]int{{1, 10}}, "target 10 at row 0, position 1 lies outside the vocabulary of 10"},
		{[][]int{{-1}}, "target -1"},
		{[][]int{{ignore, ignore}}, "all targets of the batch are ignored"},
	} {
		if _, err := pretrain.TargetTensor(tt.rows, 10); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: error = %v, want one with %q", tt.rows, err, tt.want)
		}
	}
	if _, err := pretrain.TargetTensor([][]int{{ignore}}, 10); !errors.Is(err, pretrain.ErrAllIgnored) {
		t.Errorf("error = %v, want ErrAllIgnored", err)
	}
	if _, err := pretrain.TargetTensor([][]int{{ignore, 3}}, 10); err != nil {
		t.Errorf("one target that counts is enough: %v", err)
	}
}
