package torchrand

import (
	"math"
	"slices"
	"sync"
)

const (
	block = 16      // values that are transformed together
	chunk = 1 << 15 // values that a goroutine transforms, a multiple of block
)

// normalLarge fills dst, 16 values or more, with uniform numbers and turns each full block of 16 into normal ones. When
// values are left over, the last 16 of dst are drawn and transformed afresh, over what was there:
//
//	n = 18: draw 18, transform 0..15, then draw 16 new values for 2..17 and transform those
//
// The draws are serial. The transforms do not depend on each other and run beside them.
func (g *Generator) normalLarge(dst []float32, mean, std float64) {
	m, s := round32(mean), round32(std)
	transform := polyBlocks
	if g.Variant.LibmNormals {
		transform = libmBlocks
	}
	var wg sync.WaitGroup
	for part := range slices.Chunk(dst, chunk) {
		g.Rand(part)
		whole := part[:len(part)/block*block]
		if len(dst) <= chunk {
			transform(whole, m, s)
			break
		}
		wg.Go(func() { transform(whole, m, s) })
	}
	wg.Wait()
	if len(dst)%block != 0 {
		tail := dst[len(dst)-block:]
		g.Rand(tail)
		transform(tail, m, s)
	}
}

// polyBlocks turns uniform numbers into normal ones by Box and Muller: in each block of 16 the values j and j+8 are one
// pair, of which the first gives the radius and the second the angle. Seed 123: d[0] = 0.29611 gives radius 0.83802,
// d[8] = 0.18406 the angle 1.15646, so the results are 0.33737 and 0.76711.
func polyBlocks(d []float32, mean, std float64) {
	standard := mean == 0 && std == 1
	for ; len(d) >= block; d = d[block:] {
		b := (*[block]float32)(d)
		for j := range block / 2 {
			u1 := 1 - float64(b[j]) // exact, in (0, 1]
			radius := round32(math.Sqrt(-2 * log32(u1)))
			sin, cos := sincos32(round32(twoPi32 * float64(b[j+block/2])))
			first, second := float32(radius*cos), float32(radius*sin)
			if standard {
				b[j], b[j+block/2] = first+0, second+0 // the sum makes 0 of -0, as the fused multiply-add does
				continue
			}
			b[j] = fma32(float64(first), std, mean)
			b[j+block/2] = fma32(float64(second), std, mean)
		}
	}
}

// libmBlocks is polyBlocks with correctly rounded float32 logarithm, sine and cosine; those of a C library differ from
// them by at most the last bit, in a few of 100 values.
func libmBlocks(d []float32, mean, std float64) {
	for ; len(d) >= block; d = d[block:] {
		b := (*[block]float32)(d)
		for j := range block / 2 {
			u1 := 1 - float64(b[j])
			radius := round32(math.Sqrt(-2 * round32(math.Log(u1))))
			sin, cos := math.Sincos(round32(2 * math.Pi * float64(b[j+block/2])))
			b[j] = fma32(round32(radius*round32(cos)), std, mean)
			b[j+block/2] = fma32(round32(radius*round32(sin)), std, mean)
		}
	}
}

// normalLarge64 is normalLarge in float64 throughout, mean 0 and std 1.
func (g *Generator) normalLarge64(dst []float64) {
	g.Rand64(dst)
	for i := 0; i+block <= len(dst); i += block {
		block64((*[block]float64)(dst[i:]))
	}
	if len(dst)%block != 0 {
		tail := dst[len(dst)-block:]
		g.Rand64(tail)
		block64((*[block]float64)(tail))
	}
}

func block64(b *[block]float64) {
	for j := range block / 2 {
		radius := math.Sqrt(-2 * math.Log(1-b[j]))
		sin, cos := math.Sincos(2 * math.Pi * b[j+block/2])
		b[j], b[j+block/2] = radius*cos, radius*sin
	}
}
