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

// dots8Vectors is dot8 for each of the rows in w, 32 values at a time, with the same roundings in the same order. The
// processor multiplies bytes only where one has no sign: |x|·(w with x's sign) is w·x. Two such products are at most
// 2·127·127 = 32258, which 16 bits hold. Instructions that do all of it in one step (VNNI) are not in Go's package.
func dots8Vectors(y []float32, w, x row8) bool {
	if !archsimd.X86.AVX2() {
		return false
	}
	xs := blocksOf(x.q)
	n := len(xs)
	ws, xScales := blocksOf(w.q), x.scales[:n]
	ones := archsimd.BroadcastInt16x16(1)
	zero := archsimd.BroadcastFloat32x8(0)
	for r := range y {
		row, scales := ws[r*n:][:n], w.scales[r*n:][:n]
		s := zero
		for i := range xs {
			v := archsimd.LoadInt8x32(&xs[i])
			pairs := v.Abs().AsUint8x32().DotProductPairsSaturated(archsimd.LoadInt8x32(&row[i]).CopySign(v))
			scale := archsimd.BroadcastFloat32x8(scales[i] * xScales[i])
			s = s.Add(pairs.DotProductPairs(ones).ConvertToFloat32().Mul(scale))
		}
		var sum [4]float32
		fold4(s, zero, zero, zero).Store(&sum)
		y[r] = sum[0]
	}
	archsimd.ClearAVXUpperBits()
	return true
}
