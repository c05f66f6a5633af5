package torchrand

import (
	"fmt"
	"math"
	"math/bits"
)

// Numpy is numpy's RandomState, which pandas uses for DataFrame.sample(random_state=seed). Each such call of pandas
// starts afresh from its seed, so make a new Numpy for each; it has nothing to do with PyTorch's generator.
//
// Chapter 6 samples 747 of the 4825 messages that are no spam, and shuffles the 1494 of the balanced set (section 6.2):
//
//	torchrand.NewNumpy(123).Sample(4825, 747)
//	torchrand.NewNumpy(123).SampleFrac(1494, 1)
type Numpy struct{ engine engine }

// NewNumpy is numpy.random.RandomState(seed).
func NewNumpy(seed uint32) *Numpy {
	n := &Numpy{}
	n.engine.seed(seed)
	return n
}

// Shuffle is RandomState.shuffle for count things: it calls swap for each step, from the last place to the second. It
// panics when count is negative.
func (n *Numpy) Shuffle(count int, swap func(i, j int)) {
	if count < 0 {
		panic(fmt.Errorf("torchrand: shuffle of %d things: want zero or more", count))
	}
	for i := count - 1; i > 0; i-- {
		swap(i, n.upTo(i))
	}
}

// upTo is an integer from [0, most]: the low bits of draws, the first that is not above most. For most = 9 it looks at
// 4 bits; seed 123 gives 14, 13, 14 and then 2. Places beyond 2^32-1 would need 64-bit draws; no slice that long exists
// in this course, and the engine is asked for two draws then, as numpy does.
func (n *Numpy) upTo(most int) int {
	mask := uint64(1)<<bits.Len64(uint64(most)) - 1
	for {
		var draw uint64
		if most <= math.MaxUint32 {
			draw = uint64(n.engine.uint32())
		} else {
			draw = n.engine.uint64()
		}
		if j := draw & mask; j <= uint64(most) {
			return int(j)
		}
	}
}

// Permutation is RandomState.permutation(count): the numbers 0 to count-1 in random order.
func (n *Numpy) Permutation(count int) []int {
	p := make([]int, max(count, 0))
	for i := range p {
		p[i] = i
	}
	n.Shuffle(count, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// Sample gives the row positions that DataFrame.sample(count, random_state=seed) takes from a frame of total rows, in
// its order: the first count of a permutation of all. With seed 123, 4 of 10 rows are 4 0 7 5. It panics unless 0 <=
// count <= total.
func (n *Numpy) Sample(total, count int) []int {
	if count < 0 || count > total {
		panic(fmt.Errorf("torchrand: sample of %d rows from %d: want 0 to %d", count, total, total))
	}
	return n.Permutation(total)[:count:count]
}

// SampleFrac is Sample for DataFrame.sample(frac=frac, random_state=seed). The count is frac*total rounded to the
// nearest integer, halves to the even one, as Python's round does: half of 7 rows is 4 rows, half of 5 rows is 2. It
// panics unless frac is in [0, 1].
func (n *Numpy) SampleFrac(total int, frac float64) []int {
	if !(frac >= 0 && frac <= 1) {
		panic(fmt.Errorf("torchrand: sample of a fraction %v: want a number from 0 to 1", frac))
	}
	return n.Sample(total, int(math.RoundToEven(frac*float64(total))))
}
