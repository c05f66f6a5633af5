package lesson

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// Matrix takes one matrix out of a float32 tensor, as rows of float64, which is what charts are drawn from. The places
// on the leading axes come after the tensor: of weights [batch, head, query, key], Matrix(weights, 0, 1) is [query,
// key] of the first sequence's second head.
func Matrix(t *tensors.Tensor, at ...int) ([][]float64, error) {
	dims := t.Shape().Dimensions
	if t.DType() != dtypes.Float32 || len(dims) != len(at)+2 {
		return nil, fmt.Errorf("a matrix at %v of a tensor %s: want float32 and %d axes", at, t.Shape(), len(at)+2)
	}
	matrix := 0
	for axis, i := range at {
		if i < 0 || i >= dims[axis] {
			return nil, fmt.Errorf("a matrix at %v of a tensor %s: axis %d has places 0 to %d", at, t.Shape(), axis,
				dims[axis]-1)
		}
		matrix = matrix*dims[axis] + i
	}
	flat, err := tensors.CopyFlatData[float32](t)
	if err != nil {
		return nil, fmt.Errorf("a matrix at %v of a tensor %s: %w", at, t.Shape(), err)
	}
	rows, cols := dims[len(at)], dims[len(at)+1]
	flat = flat[matrix*rows*cols:]
	out := make([][]float64, rows)
	for i := range out {
		for _, v := range flat[i*cols : (i+1)*cols] {
			out[i] = append(out[i], float64(v))
		}
	}
	return out, nil
}
