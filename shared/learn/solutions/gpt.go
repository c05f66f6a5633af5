package solutions

import (
	"math"
	"slices"
)

// LayerNorm is part 4.2.
func LayerNorm(x [][]float64, scale, shift []float64) [][]float64 {
	out := make([][]float64, len(x))
	for i, row := range x {
		n := float64(len(row))
		mean, variance := 0.0, 0.0
		for _, v := range row {
			mean += v / n
		}
		for _, v := range row {
			variance += (v - mean) * (v - mean) / n
		}
		out[i] = make([]float64, len(row))
		for j, v := range row {
			out[i][j] = scale[j]*(v-mean)/math.Sqrt(variance+1e-5) + shift[j]
		}
	}
	return out
}

// GELU is part 4.3a.
func GELU(x float64) float64 {
	return 0.5 * x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
}

// FeedForward is part 4.3b.
func FeedForward(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
	hidden := Linear(x, w1)
	for _, row := range hidden {
		for j := range row {
			row[j] = GELU(row[j] + b1[j])
		}
	}
	out := Linear(hidden, w2)
	for _, row := range out {
		for j := range row {
			row[j] += b2[j]
		}
	}
	return out
}

// Block is part 4.5.
func Block(x [][]float64, norm1, attention, norm2, feedForward func([][]float64) [][]float64) [][]float64 {
	add := func(a, b [][]float64) [][]float64 {
		sum := make([][]float64, len(a))
		for i := range a {
			for j := range a[i] {
				sum[i] = append(sum[i], a[i][j]+b[i][j])
			}
		}
		return sum
	}
	x = add(x, attention(norm1(x)))
	return add(x, feedForward(norm2(x)))
}

// Generate is part 4.7.
func Generate(next func(ids []int) []float64, ids []int, count, context int) []int {
	all := slices.Clone(ids)
	for range count {
		logits := next(all[max(0, len(all)-context):])
		best := 0
		for id, v := range logits {
			if v > logits[best] {
				best = id
			}
		}
		all = append(all, best)
	}
	return all
}
