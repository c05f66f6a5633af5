//go:build goexperiment.simd && amd64

package bench

import (
	"simd/archsimd"
	"unsafe"
)

// readVectors adds up the first values, four vectors of eight at a time, and says how many.
func readVectors(x []float32) (total float32, done int) {
	if len(x) < 32 || !archsimd.X86.AVX2() {
		return 0, 0
	}
	fours := unsafe.Slice((*[4][8]float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)/32)
	zero := archsimd.BroadcastFloat32x8(0)
	s0, s1, s2, s3 := zero, zero, zero, zero
	for i := range fours {
		four := &fours[i]
		s0 = s0.Add(archsimd.LoadFloat32x8(&four[0]))
		s1 = s1.Add(archsimd.LoadFloat32x8(&four[1]))
		s2 = s2.Add(archsimd.LoadFloat32x8(&four[2]))
		s3 = s3.Add(archsimd.LoadFloat32x8(&four[3]))
	}
	var sums [8]float32
	s0.Add(s1).Add(s2.Add(s3)).Store(&sums)
	archsimd.ClearAVXUpperBits() // of what follows, instructions without vectors would wait for them
	for _, v := range sums {
		total += v
	}
	return total, 32 * len(fours)
}
