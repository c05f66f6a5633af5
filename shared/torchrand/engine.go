package torchrand

const (
	stateSize = 624
	shift     = 397
)

// Generator is PyTorch's default CPU generator: an mt19937 engine and one normal value that the small path of
// [Generator.Randn] keeps for its next call. It is not for use by several goroutines at once.
type Generator struct {
	words    [stateSize]uint32
	position int // next word to hand out; stateSize: refill first

	cached    float64 // standard normal value kept by the small path
	hasCached bool
}

// New is a generator after torch.manual_seed(seed).
func New(seed int64) *Generator {
	g := &Generator{}
	g.Seed(seed)
	return g
}

// Seed is torch.manual_seed: only the low 32 bits of the seed count, and the kept normal value is forgotten.
func (g *Generator) Seed(seed int64) {
	g.words[0] = uint32(seed)
	for i := uint32(1); i < stateSize; i++ {
		previous := g.words[i-1]
		g.words[i] = 1812433253*(previous^(previous>>30)) + i
	}
	g.position = stateSize
	g.hasCached = false
}

// refill makes the next 624 words.
func (g *Generator) refill() {
	w := &g.words
	twist := func(high, low, far uint32) uint32 {
		y := high&0x80000000 | low&0x7fffffff
		return far ^ y>>1 ^ -(y&1)&0x9908b0df
	}
	for i := range stateSize - shift {
		w[i] = twist(w[i], w[i+1], w[i+shift])
	}
	for i := stateSize - shift; i < stateSize-1; i++ {
		w[i] = twist(w[i], w[i+1], w[i+shift-stateSize])
	}
	w[stateSize-1] = twist(w[stateSize-1], w[0], w[shift-1])
	g.position = 0
}

// temper turns a word of the state into a draw.
func temper(y uint32) uint32 {
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// Uint32 is one draw of the engine.
func (g *Generator) Uint32() uint32 {
	if g.position == stateSize {
		g.refill()
	}
	y := g.words[g.position]
	g.position++
	return temper(y)
}

// Uint64 is two draws, the first one the high half.
func (g *Generator) Uint64() uint64 {
	high := g.Uint32()
	return uint64(high)<<32 | uint64(g.Uint32())
}
