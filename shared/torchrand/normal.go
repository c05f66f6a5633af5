package torchrand

// Randn fills dst with standard normal values as torch.randn(n) does. See [Generator.Normal].
func (g *Generator) Randn(dst []float32) { g.Normal(dst, 0, 1) }

// Normal fills dst as Tensor.normal_(mean, std) does. nn.Embedding draws its weight, shape [num, dim], with mean 0 and
// std 1.
//
// PyTorch has two ways: one for fewer than 16 values, which works in float64 and keeps the odd value for its next call,
// and one for 16 and more. They give different numbers: with seed 123 the first of 15 values is -0.1115, the first of
// 16 is 0.3374.
func (g *Generator) Normal(dst []float32, mean, std float64) {
	if len(dst) >= block {
		g.normalLarge(dst, mean, std)
		return
	}
	for i := range dst {
		dst[i] = float32(float64(g.normal64()*std) + mean)
	}
}

// Randn64 fills dst as torch.randn(n, dtype=torch.float64) does. Its values agree with PyTorch's to about 1e-15 of
// their size, because Go's logarithm, sine and cosine may round the last bit of a float64 differently.
func (g *Generator) Randn64(dst []float64) {
	if len(dst) >= block {
		g.normalLarge64(dst)
		return
	}
	for i := range dst {
		dst[i] = g.normal64()
	}
}
