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

// dotVectors is dotValues.
func dotVectors(a, b []float32) (sum float32, ok bool) {
	if !vectorized(len(a)) {
		return 0, false
	}
	as, bs := eights(a), eights(b[:len(a)])
	bs = bs[:len(as)]
	s := archsimd.BroadcastFloat32x8(0)
	for i := range as {
		s = s.Add(archsimd.LoadFloat32x8(&as[i]).Mul(archsimd.LoadFloat32x8(&bs[i])))
	}
	var y [4]float32
	zero := archsimd.BroadcastFloat32x8(0)
	fold4(s, zero, zero, zero).Store(&y)
	archsimd.ClearAVXUpperBits() // of what follows, instructions without vectors would wait for them
	return y[0], true
}

// fold4 is fold for four vectors of partial sums.
func fold4(a, b, c, d archsimd.Float32x8) archsimd.Float32x4 {
	half := func(s archsimd.Float32x8) archsimd.Float32x4 { return s.GetLo().Add(s.GetHi()) } // 0+4, 1+5, 2+6, 3+7
	return half(a).AddPairs(half(b)).AddPairs(half(c).AddPairs(half(d)))
}

// dots4Vectors are the dot products of four rows with x.
func dots4Vectors(y *[4]float32, w0, w1, w2, w3, x []float32) bool {
	if !vectorized(len(x)) {
		return false
	}
	xs := eights(x)
	a, b, c, d := eights(w0)[:len(xs)], eights(w1)[:len(xs)], eights(w2)[:len(xs)], eights(w3)[:len(xs)]
	zero := archsimd.BroadcastFloat32x8(0)
	s0, s1, s2, s3 := zero, zero, zero, zero
	for i := range xs {
		v := archsimd.LoadFloat32x8(&xs[i])
		s0 = s0.Add(archsimd.LoadFloat32x8(&a[i]).Mul(v))
		s1 = s1.Add(archsimd.LoadFloat32x8(&b[i]).Mul(v))
		s2 = s2.Add(archsimd.LoadFloat32x8(&c[i]).Mul(v))
		s3 = s3.Add(archsimd.LoadFloat32x8(&d[i]).Mul(v))
	}
	fold4(s0, s1, s2, s3).Store(y)
	archsimd.ClearAVXUpperBits()
	return true
}

// tileVectors are the dot products of two rows with four vectors x: six loads serve eight products.
func tileVectors(y *[2][4]float32, w0, w1, x0, x1, x2, x3 []float32) bool {
	if !vectorized(len(x0)) {
		return false
	}
	a := eights(x0)
	n := len(a)
	b, c, d, u, v := eights(x1)[:n], eights(x2)[:n], eights(x3)[:n], eights(w0)[:n], eights(w1)[:n]
	zero := archsimd.BroadcastFloat32x8(0)
	s00, s01, s02, s03, s10, s11, s12, s13 := zero, zero, zero, zero, zero, zero, zero, zero
	for i := range a {
		p, q := archsimd.LoadFloat32x8(&u[i]), archsimd.LoadFloat32x8(&v[i])
		x := archsimd.LoadFloat32x8(&a[i])
		s00, s10 = s00.Add(p.Mul(x)), s10.Add(q.Mul(x))
		x = archsimd.LoadFloat32x8(&b[i])
		s01, s11 = s01.Add(p.Mul(x)), s11.Add(q.Mul(x))
		x = archsimd.LoadFloat32x8(&c[i])
		s02, s12 = s02.Add(p.Mul(x)), s12.Add(q.Mul(x))
		x = archsimd.LoadFloat32x8(&d[i])
		s03, s13 = s03.Add(p.Mul(x)), s13.Add(q.Mul(x))
	}
	fold4(s00, s01, s02, s03).Store(&y[0])
	fold4(s10, s11, s12, s13).Store(&y[1])
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
