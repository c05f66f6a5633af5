package torchrand

// Float32 is torch.rand(1): a number from [0, 1) made of the LOW 24 bits of one draw. Seed 123 begins 0.29611194, since
// 2991312382 mod 2^24 is 4967934 and 4967934 / 2^24 is that.
func (g *Generator) Float32() float32 { return unit32(g.engine.uint32()) }

// Float64 is torch.rand(1, dtype=torch.float64): a number from [0, 1) made of the low 53 bits of two draws.
func (g *Generator) Float64() float64 { return unit64(g.engine.uint64()) }

// Rand fills dst as torch.rand does: one [Generator.Float32] per value.
func (g *Generator) Rand(dst []float32) {
	for len(dst) > 0 {
		words := g.engine.take(len(dst))
		for i, w := range words {
			dst[i] = unit32(temper(w))
		}
		dst = dst[len(words):]
	}
}

// Rand64 fills dst as torch.rand(..., dtype=torch.float64) does: one [Generator.Float64] per value.
func (g *Generator) Rand64(dst []float64) {
	for i := range dst {
		dst[i] = g.Float64()
	}
}

// Uniform fills dst as Tensor.uniform_(a, b) does, one draw per value. The bounds are rounded to float32 first.
//
// nn.Linear with n inputs draws its weights, shape [out, in], and then its biases, shape [out], both from ±1/sqrt(n):
//
//	bound := 1 / math.Sqrt(float64(n))
//	g.Uniform(weight, -bound, bound)
//	g.Uniform(bias, -bound, bound)
func (g *Generator) Uniform(dst []float32, a, b float64) {
	low := float64(float32(a))
	span := float64(float32(b) - float32(a))
	for len(dst) > 0 {
		words := g.engine.take(len(dst))
		for i, w := range words {
			dst[i] = fma32(float64(unit32(temper(w))), span, low)
		}
		dst = dst[len(words):]
	}
}

// unit32 is the float32 in [0, 1) of one draw, unit64 the float64 in [0, 1) of two. Both are exact.
func unit32(draw uint32) float32 { return float32(draw&(1<<24-1)) * 0x1p-24 }
func unit64(draw uint64) float64 { return float64(draw&(1<<53-1)) * 0x1p-53 }
