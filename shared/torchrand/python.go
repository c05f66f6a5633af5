package torchrand

import (
	"fmt"
	"math/bits"
)

// Python is the generator of Python's random module after random.seed(seed). The book itself draws nothing from it with
// a seed; it serves to follow Python programs around the book that do.
type Python struct{ engine engine }

// NewPython is random.seed(seed) for an integer. A seed and its negative give the same stream.
func NewPython(seed int64) *Python {
	size := uint64(seed)
	if seed < 0 {
		size = -size
	}
	key := []uint32{uint32(size)}
	if size>>32 != 0 {
		key = append(key, uint32(size>>32))
	}
	p := &Python{}
	p.engine.seedWords(key)
	return p
}

// seedWords mixes a key of 32-bit words into the state, in two rounds. It is the reference implementation's way to seed
// with more than 32 bits.
func (e *engine) seedWords(key []uint32) {
	e.seed(19650218)
	w := &e.words
	i, j := 1, 0
	step := func(factor uint32) uint32 { return w[i] ^ (w[i-1]^w[i-1]>>30)*factor }
	next := func() {
		if i++; i == stateSize {
			w[0] = w[stateSize-1]
			i = 1
		}
	}
	for range max(stateSize, len(key)) {
		w[i] = step(1664525) + key[j] + uint32(j)
		next()
		j = (j + 1) % len(key)
	}
	for range stateSize - 1 {
		w[i] = step(1566083941) - uint32(i)
		next()
	}
	w[0] = 0x80000000
}

// Float64 is random.random(): a number from [0, 1) with 53 random bits. Seed 123 begins 0.052363598850944326.
func (p *Python) Float64() float64 {
	high := float64(p.engine.uint32() >> 5)
	low := float64(p.engine.uint32() >> 6)
	return (high*(1<<26) + low) / (1 << 53)
}

// Uniform is random.uniform(a, b).
func (p *Python) Uniform(a, b float64) float64 { return a + float64((b-a)*p.Float64()) }

// Bits is random.getrandbits(k): an integer of k random bits. It panics unless 0 <= k <= 64.
func (p *Python) Bits(k int) uint64 {
	switch {
	case k < 0 || k > 64:
		panic(fmt.Errorf("torchrand: %d random bits: want 0 to 64", k))
	case k == 0:
		return 0
	case k <= 32:
		return uint64(p.engine.uint32() >> (32 - k))
	}
	low := uint64(p.engine.uint32())
	return low | uint64(p.engine.uint32()>>(64-k))<<32
}

// Choice is random.choice and random.randrange for n things: an index from [0, n). It panics unless n > 0.
func (p *Python) Choice(n int) int {
	if n < 1 {
		panic(fmt.Errorf("torchrand: choice from %d things: want at least one", n))
	}
	k := bits.Len64(uint64(n))
	for {
		if r := p.Bits(k); r < uint64(n) {
			return int(r)
		}
	}
}

// Randint is random.randint(a, b): an integer from a to b, both included. It panics when b < a.
func (p *Python) Randint(a, b int) int {
	if b < a || b-a < 0 || b-a+1 < 0 {
		panic(fmt.Errorf("torchrand: randint from %d to %d: want an ascending range of fewer than 2^63 numbers", a, b))
	}
	return a + p.Choice(b-a+1)
}

// Shuffle is random.shuffle for n things: it calls swap for each step, from the last place to the second. It panics
// when n is negative.
func (p *Python) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic(fmt.Errorf("torchrand: shuffle of %d things: want zero or more", n))
	}
	for i := n - 1; i > 0; i-- {
		swap(i, p.Choice(i+1))
	}
}
