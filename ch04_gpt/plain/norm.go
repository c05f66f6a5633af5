package plain

import (
	"math"

	"llmfromscratch/ch04_gpt"
)

// norm is layer normalization (section 4.2): [gpt.LayerNorm] for one vector at a time.
type norm struct {
	scale, shift []float32 // [embed]
}

// forward gives each of the vectors x, [tokens, embed], mean 0 and variance 1, then scale and shift: of (1, 3) with
// scales (1, 1) and shifts (0, 0) it makes (-1, 1).
func (n norm) forward(t *team, x [][]float32) [][]float32 {
	y := newRows(len(x), len(n.scale))
	t.each(len(x), 8*len(n.scale), func(i int) { n.apply(y[i], x[i]) })
	return y
}

func (n norm) apply(y, x []float32) {
	embed := float32(len(x))
	mean := sum(x) / embed
	for i, v := range x {
		y[i] = v - mean
	}
	variance := dot(y, y) / embed
	deviation := float32(math.Sqrt(float64(variance + gpt.LayerNormEpsilon)))
	for i, v := range y {
		y[i] = float32(v/deviation*n.scale[i]) + n.shift[i]
	}
}

// sum adds the values one after the other.
func sum(x []float32) (s float32) {
	for _, v := range x {
		s += v
	}
	return s
}
