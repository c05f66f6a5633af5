package plain

import "math"

// lanes is the number of partial sums of a dot product: as many float32 as a vector register of AVX-512 holds, or two
// of AVX2.
const lanes = 16

// dot is Σ a[i]·b[i], with one order of additions on every machine. Partial sum j takes the products j, j+16, j+32 and
// so on; then the last eight are added to the first eight, and these as ((0+4)+(1+5)) + ((2+6)+(3+7)). Every product is
// rounded before it is added: the conversions keep compilers from fusing the two where a processor could, so that all
// machines get the same bits.
func dot(a, b []float32) float32 {
	var y [1]float32
	dots(y[:], a, b[:len(a)])
	return y[0]
}

// dotValues is dot, value by value.
func dotValues(a, b []float32) float32 {
	var sums [lanes]float32
	b = b[:len(a)]
	for len(a) >= lanes {
		x, y := (*[lanes]float32)(a), (*[lanes]float32)(b)
		for j := range sums {
			sums[j] += float32(x[j] * y[j])
		}
		a, b = a[lanes:], b[lanes:]
	}
	for j := range a {
		sums[j] += float32(a[j] * b[j])
	}
	eight := (*[8]float32)(sums[:])
	for j := range eight {
		eight[j] += sums[j+8]
	}
	return fold(eight)
}

// fold adds eight partial sums.
func fold(s *[8]float32) float32 {
	return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
}

// dots writes the dot products of x with rows of its length that lie end to end in w: y[i] = dot(w[i·n:(i+1)·n], x).
// One row follows the other, so that memory, which decides how long it takes, is read from one end to the other.
func dots(y, w, x []float32) {
	if dotsVectors(y, w, x) {
		return
	}
	n := len(x)
	for i := range y {
		y[i] = dotValues(w[i*n:(i+1)*n], x)
	}
}

// dotsFour is dots for four vectors x: it writes y[i][from:to].
func dotsFour(y [][]float32, from, to int, w []float32, x *[4][]float32) {
	part := [4][]float32{y[0][from:to], y[1][from:to], y[2][from:to], y[3][from:to]}
	if dotsFourVectors(&part, w, x) {
		return
	}
	for i := range x {
		dots(part[i], w, x[i])
	}
}

// addScaled adds factor·x to y.
func addScaled(y []float32, factor float32, x []float32) {
	x = x[:len(y)]
	done := addScaledVectors(y, factor, x)
	for i := done; i < len(y); i++ {
		y[i] += float32(factor * x[i])
	}
}

// exps puts e to each value in the value's place.
func exps(x []float32) {
	for i := expsVectors(x); i < len(x); i++ {
		x[i] = exp(x[i])
	}
}

// The numbers of exp. ln2High has so few digits that its products with whole numbers up to 128 are exact.
const (
	expLeast, expMost = -87, 88 // e to these are about the smallest and the largest float32
	log2E             = 1 / math.Ln2
	ln2High           = 0.693359375
	ln2Low            = math.Ln2 - ln2High

	// Adding this to a number of at most a few million and taking it away again leaves the nearest whole number, as
	// float32 has no digits behind the point there.
	wholeNumbers = 3 << 22
)

// exp is e to x in float32, the same bits on every machine; below -87 it is e to -87, above 88 e to 88. With n the
// whole number next to x/ln 2, e to x is 2ⁿ times e to the rest, which is at most 0.35: few terms of the series do.
func exp(x float32) float32 {
	if x < expLeast {
		x = expLeast
	}
	if x > expMost {
		x = expMost
	}
	n := (float32(x*log2E) + wholeNumbers) - wholeNumbers
	r := x - float32(n*ln2High) - float32(n*ln2Low)
	p := float32(1.0 / 5040)
	for _, term := range expTerms {
		p = float32(p*r) + term
	}
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// expTerms are the terms 1/6! to 1/0! of the series.
var expTerms = [...]float32{1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1}
