package plain

// linear is a linear layer, y = x·Wᵀ + b.
type linear struct {
	weight matrix    // [out, in]
	bias   []float32 // [out]; nil without
}

// forward maps [tokens, in] to [tokens, out].
func (l linear) forward(t *team, x [][]float32) [][]float32 {
	out, _ := l.weight.size()
	y := newRows(len(x), out)
	l.weight.multiply(t, y, x)
	if l.bias != nil {
		for _, row := range y {
			add(row, l.bias)
		}
	}
	return y
}

// add adds x to y.
func add(y, x []float32) {
	for i, v := range x {
		y[i] += v
	}
}
