package plain

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// lengths leave rests of every kind behind pieces of eight, of 16 and of 32.
var lengths = []int{1, 3, 7, 8, 9, 16, 31, 32, 33, 64, 100, 256, 768}

// randn are standard normal numbers.
func randn(seed int64, n int) []float32 {
	x := make([]float32, n)
	torchrand.New(seed).Randn(x)
	return x
}

func needVectors(t testing.TB) {
	t.Helper()
	if Vectors() == "" {
		t.Skip("no vector instructions in this build or on this processor")
	}
}

func wantBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if g, w := math.Float32bits(got[i]), math.Float32bits(want[i]); g != w {
			t.Fatalf("%s: value %d is %v (%x), want %v (%x)", what, i, got[i], g, want[i], w)
		}
	}
}

// With and without vectors a dot product has the same bits: with one vector, and with four at a time.
func TestDotVectorsEqualValues(t *testing.T) {
	needVectors(t)
	const rows = 3
	for _, n := range lengths {
		w, m := randn(1, rows*n), randn(2, 4*n)
		var x, got, want [4][]float32
		for i := range x {
			x[i], got[i] = m[i*n:(i+1)*n], make([]float32, rows)
			for r := range rows {
				want[i] = append(want[i], dotValues(w[r*n:(r+1)*n], x[i]))
			}
		}
		one := make([]float32, rows)
		if ok, four := dotsVectors(one, w, x[1]), dotsFourVectors(&got, w, &x); ok != (n%lanes == 0) || four != ok {
			t.Fatalf("%d values: done %v, %v; want %v", n, ok, four, n%lanes == 0)
		} else if !ok {
			continue
		}
		wantBits(t, fmt.Sprint(n, " values"), one, want[1])
		for i := range x {
			wantBits(t, fmt.Sprintf("%d values, vector %d of four", n, i), got[i], want[i])
		}
	}
}

// The order of the additions is the one that dot says.
func TestDotAddsInItsOrder(t *testing.T) {
	a, b := randn(1, 39), randn(2, 39)
	var s [16]float32
	for i := range a {
		s[i%16] += float32(a[i] * b[i])
	}
	for i := range 8 {
		s[i] += s[i+8]
	}
	want := ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
	wantBits(t, "dot", []float32{dot(a, b)}, []float32{want})
	var y [3]float32
	dots(y[:], slices.Concat(a, b, a), b)
	wantBits(t, "dots", y[:], []float32{dotValues(a, b), dotValues(b, b), dotValues(a, b)})
}

func TestAddScaledVectorsEqualValues(t *testing.T) {
	for _, n := range lengths {
		y, x := randn(1, n), randn(2, n)
		want := slices.Clone(y)
		for i := range want {
			want[i] += float32(0.3 * x[i])
		}
		addScaled(y, 0.3, x)
		wantBits(t, fmt.Sprint(n, " values"), y, want)
	}
}

// awkward are numbers at the ends of what exp takes, and beyond them.
func awkward() []float32 {
	inf := float32(math.Inf(1))
	x := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 87, -87, 88, -88, 89, 1e30, -1e30, inf, -inf,
		float32(math.NaN()), 1e-30, -1e-30, 0.5 * math.Ln2, 1.5 * math.Ln2, -0.5 * math.Ln2}
	for v := float32(-90); v < 90; v += 0.0371 {
		x = append(x, v)
	}
	return x
}

func TestExpVectorsEqualValues(t *testing.T) {
	needVectors(t)
	x := awkward()
	want := make([]float32, len(x))
	for i, v := range x {
		want[i] = exp(v)
	}
	if done := expsVectors(x); done != len(x)/8*8 {
		t.Fatalf("%d values done of %d", done, len(x))
	}
	for i := range x[:len(x)/8*8] {
		if x[i] != x[i] && want[i] != want[i] {
			continue // no number, whatever its bits
		}
		wantBits(t, fmt.Sprint("value ", i), x[i:i+1], want[i:i+1])
	}
}

// exp is within two units in the last place of e to x, and no number stays none.
func TestExpIsNearTheTrueOne(t *testing.T) {
	for _, v := range awkward() {
		want := math.Exp(min(max(float64(v), expLeast), expMost))
		got := float64(exp(v))
		if v != v {
			if got == got {
				t.Errorf("exp of no number is %v", got)
			}
			continue
		}
		if math.Abs(got-want) > 2.4e-7*want {
			t.Errorf("exp(%v) = %v, want %v", v, got, want)
		}
	}
}

// bytes8 are n rows of random numbers in 8 bits, the ends of the range among them.
func bytes8(seed int64, rows, blocks int) row8 {
	r := row8{make([]int8, rows*blocks*blockSize), make([]float32, rows*blocks)}
	ids := make([]int64, len(r.q))
	torchrand.New(seed).Randint(ids, -127, 128)
	for i, v := range ids {
		r.q[i] = int8(v)
		if i%5 == 0 {
			r.q[i] = []int8{-127, 127, 0}[i/5%3]
		}
	}
	for i, v := range randn(seed, len(r.scales)) {
		r.scales[i] = v * v
	}
	return r
}

func TestDot8VectorsEqualValues(t *testing.T) {
	needVectors(t)
	for _, blocks := range []int{1, 2, 3, 8, 24, 96} {
		w, x := bytes8(1, 4, blocks), bytes8(2, 1, blocks)
		for i := range 2 * blockSize { // the largest sums there are
			if i < len(x.q) {
				w.q[i], x.q[i] = 127, -127
			}
		}
		var got, want [4]float32
		if !dots8Vectors(got[:], w, x) {
			t.Fatal("not done")
		}
		for r := range want {
			want[r] = dot8(w.rows(r, r+1, blocks), x)
		}
		wantBits(t, fmt.Sprint(blocks, " blocks"), got[:], want[:])
	}
}

// Sums of whole numbers are exact: with scales of 1 the dot product is the integer.
func TestDot8IsTheIntegerDotProduct(t *testing.T) {
	w, x := bytes8(1, 1, 4), bytes8(2, 1, 4)
	want := 0
	for i := range w.q {
		want += int(w.q[i]) * int(x.q[i])
	}
	for i := range w.scales {
		w.scales[i], x.scales[i] = 1, 1
	}
	if got := dot8(w, x); got != float32(want) {
		t.Errorf("%v, want %d", got, want)
	}
}
