package torchrand

import "math"

// Multinomial is torch.multinomial(weights, 1).
func (g *Generator) Multinomial(weights []float32) int {
	best, bestValue := 0, float32(math.Inf(-1))
	for i, w := range weights {
		q := float32(-math.Log1p(-g.Float64()))
		if v := w / q; v > bestValue {
			best, bestValue = i, v
		}
	}
	return best
}
