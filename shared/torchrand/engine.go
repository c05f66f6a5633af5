package torchrand

const (
	stateSize = 624 // words of state
	shift     = 397 // distance of the word that a new word is mixed with
)

// engine is the Mersenne Twister mt19937, from which PyTorch, numpy and Python's random module all draw. It makes its
// words 624 at a time and hands them out one by one, tempered.
type engine struct {
	words [stateSize]uint32
	left  int       // words not handed out; they are the last ones
	pair  [2]uint32 // what takePairs hands out across a refill
}

// seed starts the stream of a 32-bit seed. Seed 123 begins 2991312382, 3062119789, 1228959102.
func (e *engine) seed(seed uint32) {
	e.words[0] = seed
	for i := uint32(1); i < stateSize; i++ {
		previous := e.words[i-1]
		e.words[i] = 1812433253*(previous^previous>>30) + i
	}
	e.left = 0
}

// refill makes the next 624 words, each from its predecessor of 624 words ago, that one's successor, and the word 397
// further on. The three loops are one loop over i with the indices i+1 and i+397 taken modulo 624.
func (e *engine) refill() {
	w := &e.words
	if w[0] == 0 && *w == [stateSize]uint32{} {
		panic("torchrand: generator without a seed, make it with New") // it would give zeros for ever
	}
	for i := range stateSize - shift {
		w[i] = twist(w[i], w[i+1], w[i+shift])
	}
	for i := stateSize - shift; i < stateSize-1; i++ {
		w[i] = twist(w[i], w[i+1], w[i+shift-stateSize])
	}
	w[stateSize-1] = twist(w[stateSize-1], w[0], w[shift-1])
	e.left = stateSize
}

// twist joins the top bit of one word to the other bits of the next and mixes the result with a far word.
func twist(top, rest, far uint32) uint32 {
	y := top&0x80000000 | rest&0x7fffffff
	return far ^ y>>1 ^ -(y&1)&0x9908b0df
}

// temper turns a word of the state into a draw. It is a bijection that spreads the bits of the word.
func temper(y uint32) uint32 {
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// take hands out between one and n words, not yet tempered; n must be positive. Loops over whole slices use it: they
// read straight from the state. The words are valid until the next draw.
func (e *engine) take(n int) []uint32 {
	if e.left == 0 {
		e.refill()
	}
	first := stateSize - e.left
	n = min(n, e.left)
	e.left -= n
	return e.words[first : first+n]
}

// takePairs hands out between one and n pairs of words as [take] does, for values that cost two draws.
func (e *engine) takePairs(n int) []uint32 {
	if e.left == 1 {
		e.pair[0] = e.take(1)[0]
		e.pair[1] = e.take(1)[0]
		return e.pair[:]
	}
	if e.left == 0 {
		e.refill()
	}
	return e.take(2 * min(n, e.left/2))
}

// uint32 is one draw.
func (e *engine) uint32() uint32 {
	if e.left == 0 {
		e.refill()
	}
	y := e.words[stateSize-e.left]
	e.left--
	return temper(y)
}

// uint64 is two draws, the first one the high half.
func (e *engine) uint64() uint64 {
	high := e.uint32()
	return uint64(high)<<32 | uint64(e.uint32())
}
