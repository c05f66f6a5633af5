package torchrand

import "fmt"

// Int63 is torch.empty((), dtype=torch.int64).random_(): a number from [0, 2^63). A DataLoader draws its seeds so.
// With seed 123 the first is 3624216819017203053.
func (g *Generator) Int63() int64 { return int64(g.engine.uint64() & (1<<63 - 1)) }

// Randint fills dst as torch.randint(low, high, size) does, with integers from [low, high). It takes one draw modulo
// the range, or two for a range of 2^32 and more. PyTorch since 2.7 takes two from 2^28 on. Randint panics when high <=
// low.
func (g *Generator) Randint(dst []int64, low, high int64) {
	if high <= low {
		panic(fmt.Errorf("torchrand: Randint from %d to %d: want the end above the start", low, high))
	}
	span := uint64(high) - uint64(low) // right for all int64 bounds: unsigned arithmetic wraps around
	for i := range dst {
		var draw uint64
		if span < 1<<32 {
			draw = uint64(g.engine.uint32())
		} else {
			draw = g.engine.uint64()
		}
		dst[i] = int64(uint64(low) + draw%span)
	}
}

// maxPerm is the length from which PyTorch's randperm draws in another way.
const maxPerm = 214_748_364

// Perm is torch.randperm(n): the numbers 0 to n-1 in random order, by n-1 draws. With seed 123, Perm(9) is
// 4 6 2 3 0 7 1 8 5. It panics unless 0 <= n < 214,748,364.
func (g *Generator) Perm(n int) []int {
	if n < 0 || n >= maxPerm {
		panic(fmt.Errorf("torchrand: Perm(%d): want a length from 0 to %d", n, maxPerm-1))
	}
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	for i := range n - 1 {
		j := i + int(g.engine.uint32()%uint32(n-i)) // one of those not yet placed
		p[i], p[j] = p[j], p[i]
	}
	return p
}
