package lesson

import (
	"fmt"
	"math"
	"path/filepath"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/project"
)

// Corners are the numbers that NumPy prints of a large table, float32 [rows, columns]: of its first three and last
// three rows the first three and last three numbers, [6, 6] (section 5.5).
func Corners(table *tensors.Tensor) ([][]float32, error) {
	if dims := table.Shape().Dimensions; len(dims) != 2 || min(dims[0], dims[1]) < 6 {
		return nil, fmt.Errorf("corners of a table of shape %v: want two axes of at least 6", dims)
	}
	rows, width := table.Shape().Dim(0), table.Shape().Dim(1)
	var corners [][]float32
	err := tensors.ConstFlatData(table, func(values []float32) {
		for _, row := range []int{0, 1, 2, rows - 3, rows - 2, rows - 1} {
			v := values[row*width : (row+1)*width]
			corners = append(corners, append(append([]float32{}, v[:3]...), v[width-3:]...))
		}
	})
	return corners, err
}

// Changed compares logits with those of another model, value by value: how many are different, and the largest
// difference. The second may be longer; what follows there is not compared.
func Changed(before, after []float32) (n int, largest float64) {
	for i, v := range before {
		if d := math.Abs(float64(after[i]) - float64(v)); d > 0 {
			n, largest = n+1, max(largest, d)
		}
	}
	return n, largest
}

// TinyGPT2 is the folder of a very small GPT-2 with random weights, in Hugging Face's layout, with the logits that
// PyTorch has for it (section 5.5). It belongs to the tests, so it is found in the project's source only.
func TinyGPT2() (string, error) {
	root, err := project.Root()
	return filepath.Join(root, "ch05_pretrain", "gpt2", "testdata", "tiny-gpt2"), err
}
