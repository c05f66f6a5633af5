package torchrand

// Float32 is a number from [0, 1) made of the low 24 bits of one draw.
func (g *Generator) Float32() float32 { return unit32(g.Uint32()) }

// Float64 is a number from [0, 1) made of the low 53 bits of two draws.
func (g *Generator) Float64() float64 { return float64(g.Uint64()&(1<<53-1)) * 0x1p-53 }

func unit32(u uint32) float32 { return float32(u&0xffffff) * 0x1p-24 }

// Rand fills dst as torch.rand does.
func (g *Generator) Rand(dst []float32) {
	for i := range dst {
		dst[i] = g.Float32()
	}
}

// Rand64 fills dst as torch.rand does for float64.
func (g *Generator) Rand64(dst []float64) {
	for i := range dst {
		dst[i] = g.Float64()
	}
}

// Uniform fills dst as Tensor.uniform_(a, b) does.
func (g *Generator) Uniform(dst []float32, a, b float64) {
	low := float32(a)
	span := float64(float32(b) - low)
	for i := range dst {
		// A product of 24 and 24 bits and the sum fit a float64, so this is a fused multiply-add, exactly.
		product := float64(float64(g.Float32()) * span)
		dst[i] = float32(product + float64(low))
	}
}
