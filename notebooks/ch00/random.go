package lesson

import (
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/torchrand"
)

// Random is a matrix [rows, columns] of numbers between 0 and 1, torch.rand after torch.manual_seed.
func Random(seed int64, rows, columns int) *tensors.Tensor {
	values := make([]float32, rows*columns)
	torchrand.New(seed).Rand(values)
	return tensors.FromFlatDataAndDimensions(values, rows, columns)
}
