package torchrand

import "math"

// PyTorch's x86 code computes the logarithm, sine and cosine of float32 values with short polynomials, whose constants
// are those of the Cephes library. The order of operations and of roundings decides the last bit, so the functions here
// keep it: every line is one float32 operation, or one fused multiply-add. Values are float32 numbers in float64
// variables.

// A conversion to float32 rounds a constant at compile time; float64 keeps it as it is then.
const (
	twoPi32  = float64(float32(2 * math.Pi))
	halfRoot = float64(float32(0.707106781186547524)) // sqrt(1/2)
	fourByPi = float64(float32(1.27323954473516))

	ln2High = 0.693359375 // the sum of both is ln 2; the first has few bits, so its product with e is exact
	ln2Low  = float64(float32(-2.12194440e-4))

	// Minus pi/4 in three parts, each with few bits.
	quarterPiHigh = -0.78515625
	quarterPiMid  = float64(float32(-2.4187564849853515625e-4))
	quarterPiLow  = float64(float32(-3.77489497744594108e-8))
)

// log32 is the natural logarithm of v, a positive normal float32. It splits v = m * 2^e with m in [sqrt(1/2), sqrt(2))
// and takes a polynomial in x = m-1: log32(0.70388806) = -0.35113594.
func log32(v float64) float64 {
	bits := math.Float32bits(float32(v))
	e := float64(int32(bits>>23) - 126)
	m := float64(math.Float32frombits(bits&0x007fffff | 0x3f000000)) // in [0.5, 1)
	x := m - 1
	if m < halfRoot {
		e--
		x += m
	}
	z := round32(x * x)
	y := fmaPlain(float64(float32(7.0376836292e-2)), x, float64(float32(-1.1514610310e-1)))
	y = fmaPlain(y, x, float64(float32(1.1676998740e-1)))
	y = fmaPlain(y, x, float64(float32(-1.2420140846e-1)))
	y = fmaPlain(y, x, float64(float32(1.4249322787e-1)))
	y = fmaPlain(y, x, float64(float32(-1.6668057665e-1)))
	y = fmaPlain(y, x, float64(float32(2.0000714765e-1)))
	y = fmaPlain(y, x, float64(float32(-2.4999993993e-1)))
	y = fmaPlain(y, x, float64(float32(3.3333331174e-1)))
	y = round32(y * x)
	y = fmaPlain(y, z, round32(e*ln2Low))
	y = round32(y - z*0.5)
	x = round32(x + y)
	return fmaPlain(e, ln2High, x)
}

// sincos32 is the sine and cosine of x >= 0. It takes x back to [-pi/4, pi/4], evaluates both polynomials there and
// swaps and negates them by the octant that x lay in: sincos32(1.1564609) = 0.91538405, 0.40258172.
func sincos32(x float64) (sin, cos float64) {
	octant := (int32(round32(x*fourByPi)) + 1) &^ 1
	f := float64(octant)
	x = fmaPlain(f, quarterPiHigh, x)
	x = fmaPlain(f, quarterPiMid, x)
	x = fmaPlain(f, quarterPiLow, x)
	z := round32(x * x)

	cos = fmaPlain(float64(float32(2.443315711809948e-5)), z, float64(float32(-1.388731625493765e-3)))
	cos = fmaPlain(cos, z, float64(float32(4.166664568298827e-2)))
	cos = round32(cos * z)
	cos = fmaPlain(cos, z, -(z * 0.5))
	cos = round32(cos + 1)

	sin = fmaPlain(float64(float32(-1.9515295891e-4)), z, float64(float32(8.3321608736e-3)))
	sin = fmaPlain(sin, z, float64(float32(-1.6666654611e-1)))
	sin = round32(sin * z)
	sin = fmaPlain(sin, x, x)

	if octant&2 != 0 {
		sin, cos = cos, sin
	}
	if octant&4 != 0 {
		sin = -sin
	}
	if (octant+2)&4 != 0 {
		cos = -cos
	}
	return sin, cos
}
