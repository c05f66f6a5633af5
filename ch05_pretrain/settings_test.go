package pretrain_test

import (
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
)

func TestCorners(t *testing.T) {
	values := make([]float32, 7*8)
	for i := range values {
		values[i] = float32(i)
	}
	got, err := pretrain.Corners(tensors.FromFlatDataAndDimensions(values, 7, 8))
	if err != nil || len(got) != 6 || !slices.Equal(got[0], []float32{0, 1, 2, 5, 6, 7}) ||
		!slices.Equal(got[3], []float32{32, 33, 34, 37, 38, 39}) ||
		!slices.Equal(got[5], []float32{48, 49, 50, 53, 54, 55}) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := pretrain.Corners(tensors.FromFlatDataAndDimensions(values, 56)); err == nil {
		t.Error("one axis is no error")
	}
}
