package torchrand

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// bigFMA rounds a*b+c once, with arithmetic of any length.
func bigFMA(a, b, c float64) float32 {
	const long = 2200 // holds any sum of float64 values
	x := new(big.Float).SetPrec(long).SetFloat64(a)
	x.Mul(x, new(big.Float).SetPrec(long).SetFloat64(b))
	x.Add(x, new(big.Float).SetPrec(long).SetFloat64(c))
	f, _ := x.Float32()
	return f
}

func TestFMARoundsOnce(t *testing.T) {
	ties := 0
	check := func(a, b, c float32) {
		t.Helper()
		x, y, z := float64(a), float64(b), float64(c)
		if s := x*y + z; math.Float64bits(s)&tieMask == tie {
			ties++
		}
		if got, want := fma32(x, y, z), bigFMA(x, y, z); got != want {
			t.Fatalf("fma32(%v, %v, %v) = %v, want %v", a, b, c, got, want)
		}
	}
	// Sums just above, at and just below halfway between two float32 values: the product is one or three quarters of
	// the last place of c, half of it, and a little more or less, so little that float64 loses it.
	for _, c := range []float32{1, 1.5, 3, -1, -2.5, 1 + 0x1p-23} {
		for _, half := range []float32{0x1p-24, -0x1p-24, 0x3p-24, 0x1p-25} {
			for _, off := range []float32{1, 1 + 0x1p-23, 1 - 0x1p-24} {
				check(half, off, c)
				check(half*off, off, c)
				check(half*(1+0x1p-23), 1-0x1p-23, c) // 1 - 2^-46: float64 keeps half exactly or nearly
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		u := float32(r.IntN(1<<24)) * 0x1p-24
		check(u, float32(r.NormFloat64()), float32(r.NormFloat64()))
		// A product of 48 bits far below c, halfway but for its last bit.
		k := float32(r.IntN(1<<12)*2 + 1)
		check(k*0x1p-24, (0x1p23+1)*0x1p-23/k, float32(r.IntN(8)+1))
	}
	if ties < 20 {
		t.Errorf("%d sums halfway between float32 values: too few to test them", ties)
	}
}

// exactLog32 and exactSincos32 are log32 and sincos32 with the checked multiply-add.
func exactLog32(v float64) float64 {
	f := func(a, b, c float64) float64 { return float64(fma32(a, b, c)) }
	frac, exp := math.Frexp(v)
	e, x := float64(exp), frac-1
	if frac < halfRoot {
		e, x = e-1, 2*frac-1
	}
	z := round32(x * x)
	y := float64(float32(7.0376836292e-2))
	for _, c := range []float32{-1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
		-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1} {
		y = f(y, x, float64(c))
	}
	y = f(round32(y*x), z, round32(e*ln2Low))
	return f(e, ln2High, round32(x+round32(y-z/2)))
}

func exactSincos32(x float64) (sin, cos float64) {
	f := func(a, b, c float64) float64 { return float64(fma32(a, b, c)) }
	j := (int(round32(x*fourByPi)) + 1) / 2
	for _, part := range []float64{quarterPiHigh, quarterPiMid, quarterPiLow} {
		x = f(float64(2*j), part, x)
	}
	z := round32(x * x)
	c := f(float64(float32(2.443315711809948e-5)), z, float64(float32(-1.388731625493765e-3)))
	c = f(c, z, float64(float32(4.166664568298827e-2)))
	c = round32(f(round32(c*z), z, -z/2) + 1)
	s := f(float64(float32(-1.9515295891e-4)), z, float64(float32(8.3321608736e-3)))
	s = f(round32(f(s, z, float64(float32(-1.6666654611e-1)))*z), x, x)
	switch j % 4 { // quarter turns
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}

// TestPlainFMAIsExactInNormals runs all values that a pair of uniform numbers can have, or each 1021st with -short.
func TestPlainFMAIsExactInNormals(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 1021
	}
	for k := 0; k < 1<<24; k += step {
		u := float64(k) * 0x1p-24
		if got, want := log32(1-u), exactLog32(1-u); got != want {
			t.Fatalf("log32(%v) = %v, want %v", 1-u, got, want)
		}
		theta := round32(twoPi32 * u)
		sin, cos := sincos32(theta)
		if wantSin, wantCos := exactSincos32(theta); sin != wantSin || cos != wantCos {
			t.Fatalf("sincos32(%v) = %v, %v, want %v, %v", theta, sin, cos, wantSin, wantCos)
		}
		if k%256 == 0 && (math.Abs(log32(1-u)-math.Log(1-u)) > 1e-6 || math.Abs(sin-math.Sin(theta)) > 1e-6 ||
			math.Abs(cos-math.Cos(theta)) > 1e-6) {
			t.Fatalf("log32(%v), sincos32(%v) are not near the logarithm, sine and cosine", 1-u, theta)
		}
	}
}

func TestChunksDoNotChangeNormals(t *testing.T) {
	for _, n := range []int{chunk - 1, chunk, chunk + 1, chunk + block, 3*chunk + 5, 2*chunk + block - 1} {
		for _, variant := range []Variant{{}, {LibmNormals: true}} {
			transform := polyBlocks
			if variant.LibmNormals {
				transform = libmBlocks
			}
			want := make([]float32, n)
			plain := New(3)
			plain.Rand(want)
			transform(want[:n/block*block], 0.25, 2)
			if n%block != 0 {
				plain.Rand(want[n-block:])
				transform(want[n-block:], 0.25, 2)
			}
			got := make([]float32, n)
			g := New(3)
			g.Variant = variant
			g.Normal(got, 0.25, 2)
			if !slices.Equal(got, want) || g.Uint32() != plain.Uint32() {
				t.Errorf("%d values, %+v: drawn in chunks they differ", n, variant)
			}
		}
	}
}

// TestNoMinusZeroRadius: u1 = 1 gives the radius -0, and still the value is 0, not -0, or the mean.
func TestNoMinusZeroRadius(t *testing.T) {
	for _, mean := range []float64{0, 3} {
		for _, transform := range []func([]float32, float64, float64){polyBlocks, libmBlocks} {
			d := make([]float32, block)
			transform(d, mean, 1)
			for _, v := range d {
				if math.Float32bits(v) != math.Float32bits(float32(mean)) {
					t.Errorf("value %v with mean %v and radius 0", v, mean)
				}
			}
		}
	}
}

func TestNormals64HaveMeanZeroAndStdOne(t *testing.T) {
	x := make([]float64, 100_001)
	New(5).Randn64(x)
	var sum, squares float64
	for _, v := range x {
		sum += v
		squares += v * v
	}
	n := float64(len(x))
	if mean, std := sum/n, math.Sqrt(squares/n); math.Abs(mean) > 0.01 || math.Abs(std-1) > 0.01 {
		t.Errorf("mean %v, std %v: want about 0 and 1", mean, std)
	}
	// The first block is the pair rule on Float64 numbers.
	g := New(5)
	u := make([]float64, block)
	g.Rand64(u)
	if want := math.Sqrt(-2*math.Log(1-u[3])) * math.Cos(2*math.Pi*u[11]); math.Abs(x[3]-want) > 1e-14 {
		t.Errorf("value 3 is %v, want %v", x[3], want)
	}
}
