package pictures

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
)

// matrix are the values of a variable with two axes, row by row.
func matrix(v *model.Variable) ([][]float32, error) {
	t, err := v.Value()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.Path(), err)
	}
	rows, ok := t.Value().([][]float32)
	if !ok {
		return nil, fmt.Errorf("%s has the shape %s, want a float32 matrix", v.Path(), t.Shape())
	}
	return rows, nil
}

// column takes one column out of some rows.
func column(rows [][]float32, j int) []float32 {
	values := make([]float32, len(rows))
	for i, row := range rows {
		values[i] = row[j]
	}
	return values
}

// product multiplies x [n, in] by w [in, out]: [n, out], by one dot product for each value.
func product(x, w [][]float32) [][]float32 {
	out := make([][]float32, len(x))
	for i, row := range x {
		for j := range w[0] {
			out[i] = append(out[i], attention.Dot(row, column(w, j)))
		}
	}
	return out
}

// scores are the dot products of every query with every key: [query, key].
func scores(queries, keys [][]float32) [][]float32 {
	out := make([][]float32, len(queries))
	for i, q := range queries {
		for _, k := range keys {
			out[i] = append(out[i], attention.Dot(q, k))
		}
	}
	return out
}

// transposed swaps rows and columns.
func transposed(rows [][]float32) [][]float32 {
	out := make([][]float32, len(rows[0]))
	for j := range out {
		out[j] = column(rows, j)
	}
	return out
}

// first is the first number of a tensor.
func first(t *tensors.Tensor) float64 {
	values, err := tensors.CopyFlatData[float32](t)
	if err != nil || len(values) == 0 {
		return math.NaN()
	}
	return float64(values[0])
}
