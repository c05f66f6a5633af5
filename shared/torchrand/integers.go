package torchrand

// Int63 is torch.empty((), dtype=int64).random_().
func (g *Generator) Int63() int64 { return int64(g.Uint64() & (1<<63 - 1)) }

// Perm is torch.randperm(n).
func (g *Generator) Perm(n int) []int {
	r := make([]int, n)
	for i := range r {
		r[i] = i
	}
	for i := range n - 1 {
		z := int(g.Uint32() % uint32(n-i))
		r[i], r[i+z] = r[i+z], r[i]
	}
	return r
}
