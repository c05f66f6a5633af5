package torchrand

import "math"

// PyTorch's loops use the processor's fused multiply-add on float32 values: a*b+c with one rounding at the end. Go has
// that only for float64, and may or may not fuse a float32 expression, depending on the processor. So the code here
// holds float32 values in float64 variables, where the product of two of them is exact, and rounds with float32() where
// PyTorch rounds. A conversion also keeps the compiler from fusing across it.

// fma32 is the float32 nearest to a*b+c, for float32 values a, b and c and a result that is not subnormal.
//
// The product is exact, so the sum s is rounded once, to float64. Rounding s again, to float32, gives the nearest
// float32 of the true sum unless s lies halfway between two float32 values while the true sum lies to one side.
func fma32(a, b, c float64) float32 {
	s := a*b + c
	if math.Float64bits(s)&tieMask == tie {
		s = offTie(a, b, c)
	}
	return float32(s)
}

// The 29 bits of a float64 that a float32 has no room for, and their value halfway between two float32 values.
const (
	tieMask = 1<<29 - 1
	tie     = 1 << 28
)

// offTie is the sum of p = a*b and c where it rounds to a halfway s: with the error of that sum, which Knuth's two-sum
// finds exactly, it steps off s to the side where the true sum lies.
func offTie(a, b, c float64) float64 {
	p := float64(a * b)
	s := p + c
	part := s - p
	err := (p - (s - part)) + (c - part)
	switch {
	case err > 0:
		return math.Nextafter(s, math.Inf(1))
	case err < 0:
		return math.Nextafter(s, math.Inf(-1))
	}
	return s
}

// fmaPlain is fma32 without the check for halfway sums. The polynomials of the large normal path use it: of all 2^24
// values that [Generator.Float32] can give, none meets such a sum there.
func fmaPlain(a, b, c float64) float64 { return float64(float32(a*b + c)) }

// round32 rounds to float32, where PyTorch's code does.
func round32(x float64) float64 { return float64(float32(x)) }
