//go:build goexperiment.simd && amd64

package plain

import (
	"fmt"
	"runtime"
	"simd/archsimd"
	"sync/atomic"
	"testing"
)

// With AVX2 a dot product has the bits that it has with AVX-512 and without vectors, on processors that have both.
func TestDotsOfEightEqualValues(t *testing.T) {
	needVectors(t)
	const rows, n = 5, 48
	w, m := randn(1, rows*n), randn(2, 4*n)
	var x, got [4][]float32
	for i := range x {
		x[i], got[i] = m[i*n:(i+1)*n], make([]float32, rows)
	}
	dotsFour256(&got, w, &x)
	for i := range x {
		one, want := make([]float32, rows), make([]float32, rows)
		dots256(one, w, x[i])
		for r := range want {
			want[r] = dotValues(w[r*n:(r+1)*n], x[i])
		}
		wantBits(t, fmt.Sprintf("vector %d alone", i), one, want)
		wantBits(t, fmt.Sprintf("vector %d of four", i), got[i], want)
	}
}

// readVectors adds up the values, four vectors at a time: as fast as memory can be read.
func readVectors(x []float32) float32 {
	xs := eights(x)
	xs = xs[:len(xs)/4*4]
	zero := archsimd.BroadcastFloat32x8(0)
	s0, s1, s2, s3 := zero, zero, zero, zero
	for len(xs) >= 4 {
		four := (*[4][8]float32)(xs)
		s0 = s0.Add(archsimd.LoadFloat32x8(&four[0]))
		s1 = s1.Add(archsimd.LoadFloat32x8(&four[1]))
		s2 = s2.Add(archsimd.LoadFloat32x8(&four[2]))
		s3 = s3.Add(archsimd.LoadFloat32x8(&four[3]))
		xs = xs[4:]
	}
	var y [4]float32
	fold4(s0, s1, s2, s3).Store(&y)
	archsimd.ClearAVXUpperBits()
	return y[0] + y[1] + y[2] + y[3]
}

// BenchmarkMatrixVector multiplies GPT-2's output head with one vector, and with eight, beside reading as many bytes
// and doing nothing with them.
func BenchmarkMatrixVector(b *testing.B) {
	const out, in = 50257, 768
	w := &float32s{out, in, randn(1, out*in)}
	q, err := newInt8s(w)
	if err != nil {
		b.Fatal(err)
	}
	t := gather(runtime.GOMAXPROCS(0))
	defer t.dismiss()
	b.Run("read", func(b *testing.B) {
		b.SetBytes(4 * out * in)
		var total atomic.Int64
		for b.Loop() {
			t.split(out, t.blockRows(1, out, 4*in), in, func(from, to int) {
				total.Add(int64(readVectors(w.rows(from, to))))
			})
		}
	})
	for _, m := range []struct {
		name  string
		m     matrix
		bytes int64
	}{{"float32", w, 4 * out * in}, {"8 bits", q, out * in * 36 / 32}} {
		for _, tokens := range []int{1, 2, 4, 8, 64} {
			b.Run(fmt.Sprintf("%s/tokens=%d", m.name, tokens), func(b *testing.B) {
				b.SetBytes(m.bytes)
				x := newRows(tokens, in)
				for i := range x {
					copy(x[i], randn(int64(i), in))
				}
				for b.Loop() {
					linear{weight: m.m}.forward(t, x)
				}
				b.ReportMetric(float64(tokens)*out*in*float64(b.N)/b.Elapsed().Seconds()/1e9, "G-products/s")
			})
		}
	}
}
