package solutions

import (
	"math"
	"slices"
)

// Softmax is part 3.3a.
func Softmax(x [][]float64) [][]float64 {
	weights := make([][]float64, len(x))
	for i, row := range x {
		largest, sum := slices.Max(row), 0.0
		weights[i] = make([]float64, len(row))
		for j, v := range row {
			weights[i][j] = math.Exp(v - largest)
			sum += weights[i][j]
		}
		for j := range row {
			weights[i][j] /= sum
		}
	}
	return weights
}

// Mix is part 3.3b.
func Mix(weights, values [][]float64) [][]float64 {
	context := make([][]float64, len(weights))
	for q, row := range weights {
		context[q] = make([]float64, len(values[0]))
		for k, w := range row {
			for j, v := range values[k] {
				context[q][j] += w * v
			}
		}
	}
	return context
}

// Linear is part 3.4a.
func Linear(x, weight [][]float64) [][]float64 {
	y := make([][]float64, len(x))
	for i, row := range x {
		y[i] = make([]float64, len(weight))
		for o, w := range weight {
			for j, v := range row {
				y[i][o] += v * w[j]
			}
		}
	}
	return y
}

// Scores is part 3.4b.
func Scores(queries, keys [][]float64) [][]float64 {
	scores := Linear(queries, keys) // a product with the transposed keys
	root := math.Sqrt(float64(len(keys[0])))
	for _, row := range scores {
		for k := range row {
			row[k] /= root
		}
	}
	return scores
}

// CausalMask is part 3.5.
func CausalMask(scores [][]float64) [][]float64 {
	hidden := make([][]float64, len(scores))
	for q, row := range scores {
		hidden[q] = slices.Clone(row)
		for k := q + 1; k < len(row); k++ {
			hidden[q][k] = math.Inf(-1)
		}
	}
	return Softmax(hidden)
}

// SplitHeads is part 3.6a.
func SplitHeads(x [][]float64, heads int) [][][]float64 {
	parts := make([][][]float64, heads)
	for h := range parts {
		for _, row := range x {
			dim := len(row) / heads
			parts[h] = append(parts[h], row[h*dim:(h+1)*dim])
		}
	}
	return parts
}

// MergeHeads is part 3.6b.
func MergeHeads(heads [][][]float64) [][]float64 {
	rows := make([][]float64, len(heads[0]))
	for _, head := range heads {
		for i, row := range head {
			rows[i] = append(rows[i], row...)
		}
	}
	return rows
}

// MultiHead is part 3.6c.
func MultiHead(x, wq, wk, wv, wo [][]float64, heads int) [][]float64 {
	q, k, v := SplitHeads(Linear(x, wq), heads), SplitHeads(Linear(x, wk), heads), SplitHeads(Linear(x, wv), heads)
	found := make([][][]float64, heads)
	for h := range found {
		found[h] = Mix(CausalMask(Scores(q[h], k[h])), v[h])
	}
	return Linear(MergeHeads(found), wo)
}
