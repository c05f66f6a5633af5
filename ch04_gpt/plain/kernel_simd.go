//go:build goexperiment.simd && amd64

package plain

import (
	"simd/archsimd"
	"unsafe"
)

// These are the loops of kernel.go for eight values at a time, with the same roundings in the same order: the results
// are equal to the bit. Each says whether it did the work, or how much of it. None does any on a processor without
// AVX2, and the dot products leave lengths that are no multiple of sixteen to the loops.

// Vectors names the vector instructions that the loops use here; "" where there are none.
func Vectors() string {
	switch {
	case archsimd.X86.AVX512():
		return "AVX-512"
	case archsimd.X86.AVX2():
		return "AVX2"
	}
	return ""
}

// eights are values in pieces of eight. Indexing pieces of equal slices spares a loop the bounds checks.
func eights(x []float32) [][8]float32 {
	return unsafe.Slice((*[8]float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)/8)
}

// sixteens are values in pieces of sixteen.
func sixteens(x []float32) [][lanes]float32 {
	return unsafe.Slice((*[lanes]float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)/lanes)
}

// dotsVectors is dotValues for each of the rows in w.
func dotsVectors(y, w, x []float32) bool {
	switch {
	case len(x)%lanes != 0 || len(x) == 0 || Vectors() == "":
		return false
	case archsimd.X86.AVX512():
		dots512(y, w, x)
	default:
		dots256(y, w, x)
	}
	archsimd.ClearAVXUpperBits() // of what follows, instructions without vectors would wait for them
	return true
}

// dotsFourVectors is dotsVectors for four vectors: a row is read once for all. More sums at a time than four need more
// registers than there are.
func dotsFourVectors(y *[4][]float32, w []float32, x *[4][]float32) bool {
	switch {
	case len(x[0])%lanes != 0 || len(x[0]) == 0 || Vectors() == "":
		return false
	case archsimd.X86.AVX512():
		dotsFour512(y, w, x)
	default:
		dotsFour256(y, w, x)
	}
	archsimd.ClearAVXUpperBits()
	return true
}

// dots256 is dotsVectors with AVX2: the first eight of sixteen partial sums and the last eight.
func dots256(y, w, x []float32) {
	xs := sixteens(x)
	zero := archsimd.BroadcastFloat32x8(0)
	for i := range y {
		row := sixteens(w[i*len(x):][:len(x)])[:len(xs)]
		first, last := zero, zero
		for j := range xs {
			v, r := &xs[j], &row[j]
			first = first.Add(eightOf(r, 0).Mul(eightOf(v, 0)))
			last = last.Add(eightOf(r, 8).Mul(eightOf(v, 8)))
		}
		var sum [4]float32
		fold4(first.Add(last), zero, zero, zero).Store(&sum)
		y[i] = sum[0]
	}
}

// eightOf loads eight of sixteen values.
func eightOf(x *[lanes]float32, from int) archsimd.Float32x8 {
	return archsimd.LoadFloat32x8((*[8]float32)(x[from:]))
}

// dotsFour256 is dotsFourVectors with AVX2: all first eight of sixteen partial sums of a row, then all last eight.
func dotsFour256(y *[4][]float32, w []float32, x *[4][]float32) {
	a := sixteens(x[0])
	n := len(a)
	b, c, d := sixteens(x[1])[:n], sixteens(x[2])[:n], sixteens(x[3])[:n]
	zero := archsimd.BroadcastFloat32x8(0)
	for i := range y[0] {
		row := sixteens(w[i*n*lanes:][:n*lanes])[:n]
		var t0, t1, t2, t3 archsimd.Float32x8
		for from := 0; from < lanes; from += 8 {
			s0, s1, s2, s3 := zero, zero, zero, zero
			for j := range a {
				v := eightOf(&row[j], from)
				s0 = s0.Add(eightOf(&a[j], from).Mul(v))
				s1 = s1.Add(eightOf(&b[j], from).Mul(v))
				s2 = s2.Add(eightOf(&c[j], from).Mul(v))
				s3 = s3.Add(eightOf(&d[j], from).Mul(v))
			}
			t0, t1, t2, t3 = t0.Add(s0), t1.Add(s1), t2.Add(s2), t3.Add(s3)
		}
		var sums [4]float32
		fold4(t0, t1, t2, t3).Store(&sums)
		y[0][i], y[1][i], y[2][i], y[3][i] = sums[0], sums[1], sums[2], sums[3]
	}
}

// fold4 is fold for four vectors of partial sums.
func fold4(a, b, c, d archsimd.Float32x8) archsimd.Float32x4 {
	half := func(s archsimd.Float32x8) archsimd.Float32x4 { return s.GetLo().Add(s.GetHi()) } // 0+4, 1+5, 2+6, 3+7
	return half(a).AddPairs(half(b)).AddPairs(half(c).AddPairs(half(d)))
}

// addScaledVectors is addScaled.
func addScaledVectors(y []float32, factor float32, x []float32) (done int) {
	if len(y) < 8 || !archsimd.X86.AVX2() {
		return 0
	}
	f := archsimd.BroadcastFloat32x8(factor)
	ys := eights(y)
	xs := eights(x)[:len(ys)]
	for i := range ys {
		archsimd.LoadFloat32x8(&ys[i]).Add(archsimd.LoadFloat32x8(&xs[i]).Mul(f)).Store(&ys[i])
	}
	archsimd.ClearAVXUpperBits()
	return len(ys) * 8
}

// expsVectors is exp. Max and Min give their argument where one of the two is no number, so that none is lost.
func expsVectors(x []float32) (done int) {
	if len(x) < 8 || !archsimd.X86.AVX2() {
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
	return len(xs) * 8
}
