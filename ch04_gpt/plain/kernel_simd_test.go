//go:build goexperiment.simd && amd64

package plain

import (
	"fmt"
	"runtime"
	"simd/archsimd"
	"sync/atomic"
	"testing"
)

// readVectors adds up the values, four vectors at a time: as fast as memory can be read.
func readVectors(x []float32) float32 {
	xs := eights(x)
	xs = xs[:len(xs)/4*4]
	zero := archsimd.BroadcastFloat32x8(0)
	s0, s1, s2, s3 := zero, zero, zero, zero
	for len(xs) >= 4 {
		four := (*[4][lanes]float32)(xs)
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
				x, y := newRows(tokens, in), newRows(tokens, out)
				for i := range x {
					copy(x[i], randn(int64(i), in))
				}
				for b.Loop() {
					m.m.multiply(t, y, x)
				}
				b.ReportMetric(float64(tokens)*out*in*float64(b.N)/b.Elapsed().Seconds()/1e9, "G-products/s")
			})
		}
	}
}
