//go:build goexperiment.simd && amd64

package plain

import (
	"simd/archsimd"
	"unsafe"
)

// blocksOf are values in blocks of 32; see eights.
func blocksOf(q []int8) [][blockSize]int8 {
	return unsafe.Slice((*[blockSize]int8)(unsafe.Pointer(unsafe.SliceData(q))), len(q)/blockSize)
}

// dots8Vectors are the dot products of four rows, end to end in w, with x: dot8 for 32 values at a time, with the same
// roundings in the same order. The processor multiplies bytes only where one has no sign: |x|·(w with x's sign) is w·x.
// Two such products are at most 2·127·127 = 32258, which 16 bits hold. Instructions that do all of it in one step
// (VNNI) are not in Go's package.
func dots8Vectors(y *[4]float32, w, x row8) bool {
	if !archsimd.X86.AVX2() {
		return false
	}
	xs := blocksOf(x.q)
	n := len(xs)
	ws, scales, scale := blocksOf(w.q), w.scales, x.scales[:n]
	w0, w1, w2, w3 := ws[:n], ws[n:][:n], ws[2*n:][:n], ws[3*n:][:n]
	c0, c1, c2, c3 := scales[:n], scales[n:][:n], scales[2*n:][:n], scales[3*n:][:n]
	ones := archsimd.BroadcastInt16x16(1)
	zero := archsimd.BroadcastFloat32x8(0)
	s0, s1, s2, s3 := zero, zero, zero, zero
	for i := range xs {
		v := archsimd.LoadInt8x32(&xs[i])
		size := v.Abs().AsUint8x32()
		f := archsimd.BroadcastFloat32x8(scale[i])
		n0 := size.DotProductPairsSaturated(archsimd.LoadInt8x32(&w0[i]).CopySign(v)).DotProductPairs(ones)
		s0 = s0.Add(n0.ConvertToFloat32().Mul(f.Mul(archsimd.BroadcastFloat32x8(c0[i]))))
		n1 := size.DotProductPairsSaturated(archsimd.LoadInt8x32(&w1[i]).CopySign(v)).DotProductPairs(ones)
		s1 = s1.Add(n1.ConvertToFloat32().Mul(f.Mul(archsimd.BroadcastFloat32x8(c1[i]))))
		n2 := size.DotProductPairsSaturated(archsimd.LoadInt8x32(&w2[i]).CopySign(v)).DotProductPairs(ones)
		s2 = s2.Add(n2.ConvertToFloat32().Mul(f.Mul(archsimd.BroadcastFloat32x8(c2[i]))))
		n3 := size.DotProductPairsSaturated(archsimd.LoadInt8x32(&w3[i]).CopySign(v)).DotProductPairs(ones)
		s3 = s3.Add(n3.ConvertToFloat32().Mul(f.Mul(archsimd.BroadcastFloat32x8(c3[i]))))
	}
	fold4(s0, s1, s2, s3).Store(y)
	archsimd.ClearAVXUpperBits()
	return true
}
