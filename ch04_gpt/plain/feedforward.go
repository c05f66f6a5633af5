package plain

import "math"

// feedForward widens each token's vector four times, applies GELU, and narrows it again (section 4.3).
type feedForward struct{ expand, contract linear }

// forward keeps the shape [tokens, embed].
func (f feedForward) forward(t *team, x [][]float32) [][]float32 {
	hidden := f.expand.forward(t, x) // [tokens, 4·embed]
	t.each(len(hidden), 8*len(hidden[0]), func(i int) { gelu(hidden[i]) })
	return f.contract.forward(t, hidden)
}

// gelu is [gpt.GELU] in place: 0.5·x·(1 + tanh(z)) with z = √(2/π)·(x + 0.044715·x³). As (1 + tanh(z))/2 is
// 1/(1 + e to -2z), one power of e for each value does.
func gelu(x []float32) {
	const factor = -2 * math.Sqrt2 / math.SqrtPi
	powers := make([]float32, len(x))
	for i, v := range x {
		cube := v * v * v
		powers[i] = (v + float32(0.044715*cube)) * factor
	}
	exps(powers)
	for i, v := range x {
		x[i] = v / (1 + powers[i])
	}
}
