//go:build goexperiment.simd && amd64

package plain

import "simd/archsimd"

// These are dots256 and dotsFour256 of kernel_simd.go for sixteen values at a time, where the processor has AVX-512.

func dots512(y, w, x []float32) {
	xs := sixteens(x)
	none := archsimd.BroadcastFloat32x8(0)
	for i := range y {
		row := sixteens(w[i*len(x):][:len(x)])[:len(xs)]
		s := archsimd.BroadcastFloat32x16(0)
		for j := range xs {
			s = s.Add(archsimd.LoadFloat32x16(&row[j]).Mul(archsimd.LoadFloat32x16(&xs[j])))
		}
		var sum [4]float32
		fold4(halves(s), none, none, none).Store(&sum)
		y[i] = sum[0]
	}
}

func dotsFour512(y *[4][]float32, w []float32, x *[4][]float32) {
	a := sixteens(x[0])
	n := len(a)
	b, c, d := sixteens(x[1])[:n], sixteens(x[2])[:n], sixteens(x[3])[:n]
	zero := archsimd.BroadcastFloat32x16(0)
	for i := range y[0] {
		row := sixteens(w[i*n*lanes:][:n*lanes])[:n]
		s0, s1, s2, s3 := zero, zero, zero, zero
		for j := range a {
			v := archsimd.LoadFloat32x16(&row[j])
			s0 = s0.Add(archsimd.LoadFloat32x16(&a[j]).Mul(v))
			s1 = s1.Add(archsimd.LoadFloat32x16(&b[j]).Mul(v))
			s2 = s2.Add(archsimd.LoadFloat32x16(&c[j]).Mul(v))
			s3 = s3.Add(archsimd.LoadFloat32x16(&d[j]).Mul(v))
		}
		var sums [4]float32
		fold4(halves(s0), halves(s1), halves(s2), halves(s3)).Store(&sums)
		y[0][i], y[1][i], y[2][i], y[3][i] = sums[0], sums[1], sums[2], sums[3]
	}
}

// halves adds the last eight of sixteen partial sums to the first eight.
func halves(s archsimd.Float32x16) archsimd.Float32x8 { return s.GetLo().Add(s.GetHi()) }
