//go:build goexperiment.simd && amd64

package plain

import (
	"simd/archsimd"
	"unsafe"
)

// These are the loops of kernel.go for eight values at a time, with the same roundings in the same order: the results
// are equal to the bit. Each says whether it did the work, or how much of it. None does any on a processor without
// AVX2, and the dot products leave lengths that are no multiple of eight to the loops.

// vectorized says whether vectors can do dot products of n values here.
func vectorized(n int) bool { return n%lanes == 0 && n > 0 && archsimd.X86.AVX2() }

// Vectors names the vector instructions that the loops use here; "" where there are none.
func Vectors() string {
	if vectorized(lanes) {
		return "AVX2"
	}
	return ""
}

// eights are values in pieces of eight. Indexing pieces of equal slices spares a loop the bounds checks.
func eights(x []float32) [][lanes]float32 {
	return unsafe.Slice((*[lanes]float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)/lanes)
}

// dotsVectors is dotValues for each of the rows in w.
func dotsVectors(y, w, x []float32) bool {
	if !vectorized(len(x)) {
		return false
	}
	xs := eights(x)
	zero := archsimd.BroadcastFloat32x8(0)
	for i := range y {
		row := eights(w[i*len(x):][:len(x)])[:len(xs)]
		s := zero
		for j := range xs {
			s = s.Add(archsimd.LoadFloat32x8(&row[j]).Mul(archsimd.LoadFloat32x8(&xs[j])))
		}
		var sum [4]float32
		fold4(s, zero, zero, zero).Store(&sum)
		y[i] = sum[0]
	}
	archsimd.ClearAVXUpperBits() // of what follows, instructions without vectors would wait for them
	return true
}

// fold4 is fold for four vectors of partial sums.
func fold4(a, b, c, d archsimd.Float32x8) archsimd.Float32x4 {
	half := func(s archsimd.Float32x8) archsimd.Float32x4 { return s.GetLo().Add(s.GetHi()) } // 0+4, 1+5, 2+6, 3+7
	return half(a).AddPairs(half(b)).AddPairs(half(c).AddPairs(half(d)))
}

// dotsFourVectors is dotsVectors for four vectors: a row is read once for all. More sums at a time than four need more
// registers than there are.
func dotsFourVectors(y *[4][]float32, w []float32, x *[4][]float32) bool {
	if !vectorized(len(x[0])) {
		return false
	}
	a := eights(x[0])
	n := len(a)
	b, c, d := eights(x[1])[:n], eights(x[2])[:n], eights(x[3])[:n]
	zero := archsimd.BroadcastFloat32x8(0)
	for i := range y[0] {
		row := eights(w[i*n*lanes:][:n*lanes])[:n]
		s0, s1, s2, s3 := zero, zero, zero, zero
		for j := range a {
			v := archsimd.LoadFloat32x8(&row[j])
			s0 = s0.Add(archsimd.LoadFloat32x8(&a[j]).Mul(v))
			s1 = s1.Add(archsimd.LoadFloat32x8(&b[j]).Mul(v))
			s2 = s2.Add(archsimd.LoadFloat32x8(&c[j]).Mul(v))
			s3 = s3.Add(archsimd.LoadFloat32x8(&d[j]).Mul(v))
		}
		var sums [4]float32
		fold4(s0, s1, s2, s3).Store(&sums)
		y[0][i], y[1][i], y[2][i], y[3][i] = sums[0], sums[1], sums[2], sums[3]
	}
	archsimd.ClearAVXUpperBits()
	return true
}

// addScaledVectors is addScaled.
func addScaledVectors(y []float32, factor float32, x []float32) (done int) {
	if len(y) < lanes || !archsimd.X86.AVX2() {
		return 0
	}
	f := archsimd.BroadcastFloat32x8(factor)
	ys := eights(y)
	xs := eights(x)[:len(ys)]
	for i := range ys {
		archsimd.LoadFloat32x8(&ys[i]).Add(archsimd.LoadFloat32x8(&xs[i]).Mul(f)).Store(&ys[i])
	}
	archsimd.ClearAVXUpperBits()
	return len(ys) * lanes
}

// expsVectors is exp. Max and Min give their argument where one of the two is no number, so that none is lost.
func expsVectors(x []float32) (done int) {
	if len(x) < lanes || !archsimd.X86.AVX2() {
		return 0
	}
	all := archsimd.BroadcastFloat32x8
	least, most, perTwo, high, low := all(expLeast), all(expMost), all(log2E), all(ln2High), all(ln2Low)
	bias := archsimd.BroadcastInt32x8(127)
	xs := eights(x)
	for i := range xs {
		v := most.Min(least.Max(archsimd.LoadFloat32x8(&xs[i])))
		n := v.Mul(perTwo).RoundToEven()
		r := v.Sub(n.Mul(high)).Sub(n.Mul(low))
		p := all(1.0 / 5040)
		for _, term := range expTerms {
			p = p.Mul(r).Add(all(term))
		}
		power := n.ConvertToInt32().Add(bias).ShiftAllLeft(23).AsFloat32x8()
		p.Mul(power).Store(&xs[i])
	}
	archsimd.ClearAVXUpperBits()
	return len(xs) * lanes
}
