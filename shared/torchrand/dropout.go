package torchrand

// DropoutMask fills dst with the factors of nn.Dropout(p) in training mode.
func (g *Generator) DropoutMask(dst []float32, p float64) {
	keep := 1 - p
	factor := 1 / float32(keep)
	for i := range dst {
		dst[i] = 0
		if g.Float64() < keep {
			dst[i] = factor
		}
	}
}
