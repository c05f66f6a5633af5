package torchrand

import (
	"fmt"
	"math"
)

// DropoutMask fills dst with the factors that nn.Dropout(p) in training mode multiplies its input by, in row-major
// order: 0 with probability p, else 1/(1-p) in float32 (section 3.5.2). A p of 0.5 doubles what is kept. For p <= 0 all
// factors are 1, for p >= 1 all are 0, and nothing is drawn. It panics when p is not a number.
//
// With seed 123 and p = 0.5 the mask begins 2 2 0 2 2 0, as the book prints. With [Variant].MKLMasks it begins
// 2 2 2 2 2 2.
func (g *Generator) DropoutMask(dst []float32, p float64) {
	switch {
	case math.IsNaN(p):
		panic(fmt.Errorf("torchrand: dropout rate %v: want a number from 0 to 1", p))
	case p <= 0:
		for i := range dst {
			dst[i] = 1
		}
	case p >= 1:
		clear(dst)
	default:
		keep := 1 - p
		g.choose(dst, keep, 1/float32(keep))
	}
}

// Bernoulli fills dst as Tensor.bernoulli_(p) does: 1 with probability p, else 0. It panics when p is not in [0, 1].
func (g *Generator) Bernoulli(dst []float32, p float64) {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Errorf("torchrand: Bernoulli probability %v: want a number from 0 to 1", p))
	}
	g.choose(dst, p, 1)
}

// BernoulliTensor fills dst as torch.bernoulli(probs) does: 1 with probability probs[i], else 0. It panics when the
// lengths differ or a probability is not in [0, 1].
func (g *Generator) BernoulliTensor(dst, probs []float32) {
	if len(dst) != len(probs) {
		panic(fmt.Errorf("torchrand: %d probabilities for %d values: want one each", len(probs), len(dst)))
	}
	for i, p := range probs {
		if !(p >= 0 && p <= 1) {
			panic(fmt.Errorf("torchrand: Bernoulli probability %v at index %d: want a number from 0 to 1", p, i))
		}
	}
	for i, p := range probs {
		dst[i] = 0
		if g.Float32() < p {
			dst[i] = 1
		}
	}
}

// choose sets each value to yes with probability p in [0, 1], else to 0.
//
// A value is yes when [Generator.Float64] is below p, that is when k < p*2^53 for the 53-bit integer k of two draws.
// The high 21 bits of k, from the first draw, decide alone unless they equal those of the limit. That happens once in
// two million values, so the second draw is hardly ever tempered, and the loop has no branch that the processor guesses
// wrong.
func (g *Generator) choose(dst []float32, p float64, yes float32) {
	if g.Variant.MKLMasks {
		g.chooseMKL(dst, p, yes)
		return
	}
	limit := uint64(math.Ceil(p * (1 << 53))) // at most 2^53: the products and the rounding up are exact
	high, low := int32(limit>>32), uint32(limit)
	pattern := math.Float32bits(yes)
	for len(dst) > 0 {
		words := g.engine.takePairs(len(dst))
		out := dst[:len(words)/2]
		dst = dst[len(out):]
		for i := range out {
			k := int32(temper(words[0]) & (1<<21 - 1))
			if k == high {
				k += int32(b2u(temper(words[1]) >= low))*2 - 1
			}
			out[i] = math.Float32frombits(pattern & uint32((k-high)>>31)) // all ones when k < high
			words = words[2:]
		}
	}
}

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// chooseMKL is choose with MKL's generator MCG31m1, x -> 1132489760*x modulo 2^31-1. One draw seeds it for the whole
// tensor.
func (g *Generator) chooseMKL(dst []float32, p float64, yes float32) {
	if len(dst) == 0 {
		return
	}
	const m = 1<<31 - 1
	x := uint64(g.engine.uint32() % m)
	if x == 0 {
		x = 1
	}
	for i := range dst {
		dst[i] = 0
		if float64(x)/m < p {
			dst[i] = yes
		}
		x = x * 1132489760 % m
	}
}
